"""Bills as examples: what invented customers, and the agency's own last month, would pay under one price list and under another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vorzimmer.billing.price_changes import last_month, months_of
from vorzimmer.billing.price_words import METERS, made_of
from vorzimmer.billing.queries import price_lists_of, usage_count
from vorzimmer.billing.wording import named as name_of
from vorzimmer.customers.models import Contract, Tariff
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.example_bills import EXAMPLE_MONTH, EXAMPLES, Example, MonthOfCalls, usage_of
from vorzimmer.domain.rating import rate
from vorzimmer.domain.statements import Line
from vorzimmer.domain.tariff_parts import TariffVersion as Rates

TITLES: Mapping[Example, object] = {
    Example.QUIET: gettext_lazy("A quiet customer"),
    Example.USUAL: gettext_lazy("A usual customer"),
    Example.BUSY: gettext_lazy("A busy customer"),
}
MOST_ROWS = 50_000
"""Rows of usage that are read and rated within a second, twice."""
_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """A line under both price lists, in net cents; None: there is no such line."""

    name: str
    made: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A month under two price lists, in net cents. `before`: None when there is one only. `lacks`: what the newer one does not offer."""

    title: str
    about: str
    lines: tuple[BillLine, ...]
    before: int | None
    after: int
    lacks: str

    @property
    def difference(self) -> int | None:
        return None if self.before is None else self.after - self.before


def bills(old: Rates | None, new: Rates) -> list[Bill]:
    """Bill each invented customer under both price lists. Raises `TariffRefused` when one of them makes no sense."""
    return [_bill(str(TITLES[example]), month, old, new) for example, month in EXAMPLES.items()]


def _bill(title: str, month: MonthOfCalls, old: Rates | None, new: Rates) -> Bill:
    before = None if old is None else _lines(old, month)
    after = _lines(new, month)
    keys = dict.fromkeys([*after, *(before or {})])
    lines = []
    for key in keys:
        one, other = (before or {}).get(key), after.get(key)
        shown = other or one
        assert shown is not None  # noqa: S101  the key comes from one of them
        lines.append(
            BillLine(
                name=name_of(shown.name),
                made=made_of(shown),
                before=None if one is None else one.cents,
                after=None if other is None else other.cents,
            )
        )
    lacks = sorted({str(METERS.get(row.meter, row.meter)) for row in usage_of(month) if row.meter in new.not_offered})
    return Bill(
        title=title,
        about=said_month(month),
        lines=tuple(lines),
        before=None if before is None else sum(line.cents for line in before.values()),
        after=sum(line.cents for line in after.values()),
        lacks=", ".join(lacks),
    )


def _lines(rates: Rates, month: MonthOfCalls) -> dict[str, Line]:
    rows = [row for row in usage_of(month) if row.meter not in rates.not_offered]
    return {line.key: line for line in rate(rates, rows, EXAMPLE_MONTH).lines}


def said_month(month: MonthOfCalls) -> str:
    """Say what happened in such a month: "80 calls of 1:44 minutes, 30 SMS"."""
    said = [
        ngettext("%(n)d call of %(length)s minutes", "%(n)d calls of %(length)s minutes", month.calls)
        % {"n": month.calls, "length": f"{month.talk // _MINUTE}:{month.talk % _MINUTE:02}"}
    ]
    if month.evenings:
        said.append(_("%(n)d of them in the evening") % {"n": month.evenings})
    if month.unwanted:
        said.append(_("%(n)d unwanted") % {"n": month.unwanted})
    if month.sms:
        said.append(_("%(n)d SMS") % {"n": month.sms})
    if month.to_mobile or month.to_fixed:
        said.append(_("%(n)d put through") % {"n": month.to_mobile + month.to_fixed})
    return ", ".join(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSum:
    """What the last month of the agency's own customers under a tariff came to, and would come to: sums in net cents, nobody's own."""

    customers: int
    month: datetime
    before: int
    after: int

    @property
    def difference(self) -> int:
        return self.after - self.before


def own_sum(tariff: Tariff, new: Rates, at: datetime) -> OwnSum | None:
    """Bill the last month of all contracts with this tariff that used anything, under the prices they had and under new ones.

    None when there was no usage, or so much of it (`MOST_ROWS`) that nobody could wait for it while typing.
    """
    month, today = last_month(at), berlin_date(at)
    contracts = list(Contract.objects.filter(tariffs__tariff=tariff).exclude(concluded_on=None).select_related("customer").distinct())
    lists = price_lists_of(contracts)
    having = [contract for contract in contracts if lists.held(contract, today).tariff_id == tariff.pk]
    if usage_count((contract.customer_id for contract in having), month) > MOST_ROWS:
        return None
    found = [
        (own.under(held.rates).net, own.under(new).net)
        for own in months_of(having, month)
        if own.rows and (held := lists.on(own.contract, month.last)) is not None
    ]
    if not found:
        return None
    before, after = (sum(each) for each in zip(*found, strict=True))
    return OwnSum(customers=len(found), month=month.start, before=before, after=after)
