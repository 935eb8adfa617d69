"""The itemised list of calls, for whoever ordered it: moment, duration, kind, what was charged, callers shortened by three digits.

It is a document of its own and no part of any invoice (law.md D-33, D-35); it lives as long as the usage.
"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from uuid import UUID

import typst
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vorzimmer.billing.entries import Entry, EntryKind, entries_of
from vorzimmer.billing.models import BillingProfile, Issuer
from vorzimmer.billing.months import month_of, rate_customer, with_contracts
from vorzimmer.billing.wording import price, written_period
from vorzimmer.billing.words import meter_name, status_name
from vorzimmer.calls.models import Call
from vorzimmer.customers.models import Customer
from vorzimmer.customers.moments import duration
from vorzimmer.domain.days import add_months
from vorzimmer.domain.itemised import is_made_for, shortened
from vorzimmer.domain.money import half_up
from vorzimmer.domain.rating import explain
from vorzimmer.domain.usage import UsageMeter
from vorzimmer.portal.export import MARK, harmless
from vorzimmer.telephony.numbers import grouped

MONTHS = 12
"""So many months back a list may be taken, as far as the usage is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A line of the list. `caller` is shortened, blank when the call is erased or the number was withheld."""

    at: datetime
    kind: str
    talk: int
    caller: str
    amount: str


def months_made(profile: BillingProfile | None, today: date) -> list[date]:
    """Give the months for which there is a list, the latest first; the running one is among them."""
    if profile is None:
        return []
    firsts = [add_months(today.replace(day=1), -number) for number in range(MONTHS)]
    return [first for first in firsts if is_made_for(month_of(first), profile.itemised_from, profile.itemised_until)]


def items(customer: Customer, first: date) -> list[Item]:
    """Write the list of a month, in the order of time. Raises `NoPriceList`, `UsageRefused`."""
    entries = [entry for entry in entries_of(customer.pk, month_of(first)) if entry.head.quantity and not entry.head.waived]
    callers, amounts = _callers(customer, entries), _amounts(customer, first)
    shown = [entry for entry in entries if entry.kind is EntryKind.CALL or amounts.get(str(entry.ref))]
    return [_item(entry, callers, amounts) for entry in reversed(shown)]


def _item(entry: Entry, callers: dict[UUID, str], amounts: dict[str, int]) -> Item:
    kind, status = meter_name(entry.head.meter), status_name(entry.status)
    return Item(
        at=entry.at,
        kind=f"{kind}, {status}" if status else kind,
        talk=sum(row.quantity for row in entry.rows if row.meter == UsageMeter.TALK),
        caller=callers.get(entry.ref, ""),
        amount=price(amounts.get(str(entry.ref), 0)),
    )


def _callers(customer: Customer, entries: Iterable[Entry]) -> dict[UUID, str]:
    """Find the numbers of callers whose calls are still there, without the last three digits."""
    refs = [entry.ref for entry in entries if entry.kind is EntryKind.CALL]
    calls = Call.objects.filter(customer=customer, usage_ref__in=refs).only("usage_ref", "caller_number", "customer", "offered_at")
    return {call.usage_ref: shortened(grouped(call.caller_number)) for call in calls}


def _amounts(customer: Customer, first: date) -> dict[str, int]:
    """Say what each call was charged, in millionths over all lines."""
    rated = rate_customer(with_contracts(Customer.objects.filter(pk=customer.pk)).get(), month_of(first), Issuer.current(), running=True)
    found: defaultdict[str, int] = defaultdict(int)
    for line in (line for month in rated.months for line in month.statement.lines):
        for part in explain(line):
            found[part.ref] += half_up(part.numerator, line.denominator)
    return found


def head() -> list[str]:
    """Name the columns."""
    return [_("When"), _("Duration"), _("Kind"), _("Number, shortened"), _("Charged, net")]


def _cells(item: Item) -> list[str]:
    at = date_format(localtime(item.at), "SHORT_DATETIME_FORMAT")
    return [at, duration(item.talk) if item.talk else "", item.kind, item.caller, item.amount]


def as_csv(found: Sequence[Item]) -> str:
    """Write the list so that a German spreadsheet opens it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(head())
    writer.writerows([harmless(cell) for cell in _cells(item)] for item in found)
    return MARK + out.getvalue()


@cache
def _template() -> bytes:
    return files("vorzimmer.portal").joinpath("itemised.typ").read_bytes()


def as_pdf(found: Sequence[Item], customer: Customer, first: date) -> bytes:
    """Set the list in memory, in the reader's language."""
    data = {
        "title": _("Itemised list of calls"),
        "about": f"{customer.name} · {written_period(month_of(first))}",
        "note": _("This list is no part of an invoice. Callers’ numbers are shortened by three digits."),
        "language": (get_language() or "de")[:2],
        "head": head(),
        "rows": [_cells(item) for item in found],
        "none": _("No call in this month."),
    }
    return bytes(typst.compile(_template(), format="pdf", sys_inputs={"list": json.dumps(data, ensure_ascii=False)}))
