"""How billing forgets: usage six months after its invoice was sent, if nothing holds it; later vouchers, and at last the books."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache, partial
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from vorzimmer.billing.closed_books import BOOKS, SETTLEMENTS
from vorzimmer.billing.models import Mandate, UsageChange, UsageRecord
from vorzimmer.billing.vouchers import EMPTIED, SEALED, VOUCHERS
from vorzimmer.customers.contract_ends import ended_customers, ends_of_contracts
from vorzimmer.customers.retention import by_contract
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import berlin_date, end_of_day, end_of_month, start_of_day, start_of_month
from vorzimmer.domain.retention import Facts, windows
from vorzimmer.privacy.clocks import Clock, Reading, Room, SealedRows, Values, due_days, nothing
from vorzimmer.privacy.fields import SealedBytes
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.scope import AGENCY

_NO_DOCUMENT = Q(rated__document=None)
_NOT_SENT = Q(rated__document__isnull=False, rated__document__sent_on=None)


def _read_usage(at: datetime) -> Reading:
    """Six months after the sending (D-26); without one, from the last day of what the document bills, or of the month (D-09)."""
    sent = due_days(Rule.ABR, "rated__document__sent_on", at)
    not_sent = _NOT_SENT & due_days(Rule.ABR, "rated__document__last", at)
    due = sent | not_sent | (_NO_DOCUMENT & _month_is_due(at))
    return Reading(rows=UsageRecord._base_manager.all(), due=due, facts=_facts_of_usage)  # noqa: SLF001  (Django's own name for it)


def _hidden_usage(at: datetime) -> Q:
    """The same of a row that is read, without joining tables to it, so that it can be locked."""
    return Q(Exists(_read_usage(at).candidates().filter(pk=OuterRef("pk"))))


def _facts_of_usage(values: Values) -> Facts:
    _pk, _customer, occurred_at, sent_on, last = values
    return Facts(start=sent_on, fallback=last or end_of_month(berlin_date(occurred_at)))


def _month_is_due(at: datetime) -> Q:
    """Say which usage is due whose start is the last day of its month."""
    found = Q(pk__in=[])
    for window in windows(retention_rules(), Rule.ABR, at):
        is_whole = window.last == end_of_month(window.last)
        until = end_of_day(window.last) if is_whole else start_of_day(start_of_month(window.last))
        since = {} if window.first is None else {"occurred_at__gte": start_of_day(start_of_month(window.first))}
        found |= Q(**since, occurred_at__lt=until)
    return found


def _read_changes(at: datetime) -> Reading:
    """A correction goes after the usage that it corrected, counted from the end of the month."""
    used = UsageRecord.objects.filter(ref=OuterRef("ref"))  # what cannot be read any more is as good as gone
    rows = UsageChange._base_manager.filter(~Exists(used))  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=_month_is_due(at), facts=_facts_of_change)


def _hidden_changes(at: datetime) -> Q:
    return Q(pk__in=_read_changes(at).candidates().values("pk"))


def _facts_of_change(values: Values) -> Facts:
    _pk, _customer, occurred_at = values
    return Facts(start=None, fallback=end_of_month(berlin_date(occurred_at)))


_UNUSED = Q(last_used_on=None, collections=None)
_NOT_EMPTY = ~Q(customer_number="")
_EMPTY: Mapping[str, object] = {"iban": SealedBytes(b""), "holder": SealedBytes(b""), "customer_number": "", "suspended_because": ""}
"""What stands in a mandate that was used, when its time is over: its reference, to which collections lead, and whose it was, as an id."""


def _read_used_mandates(at: datetime) -> Reading:
    """A mandate goes once it, or the contract, has ended; its months count from the last use, or from the end if none came about."""
    over = Q(ended_on__lte=berlin_date(at)) | Q(customer_ref__in=ended_customers(Rule.BEA, at))
    rows = Mandate._base_manager.filter(_NOT_EMPTY, over).exclude(_UNUSED)  # noqa: SLF001  (as above)
    never = Q(last_used_on=None, customer_ref__in=ended_customers(Rule.MANDATE, at))
    return Reading(
        rows=rows, due=due_days(Rule.MANDATE, "last_used_on", at) | never, facts=partial(_facts_of_mandate, cache(ends_of_contracts))
    )


def _hidden_mandates(at: datetime) -> Q:
    return Q(pk__in=_read_used_mandates(at).candidates().values("pk"))


def _facts_of_mandate(ends: Callable[[], Mapping[UUID, date]], values: Values) -> Facts:
    _pk, customer, last_used_on = values
    return Facts(start=last_used_on, fallback=ends().get(customer))


def _finished(at: datetime) -> Mapping[UUID, frozenset[str]]:  # noqa: ARG001  (the signature of all rooms)
    """Mandates and vouchers are sealed in the month in which they were made: into one that is over comes nothing more."""
    found = dict.fromkeys(Mandate.objects.values_list("customer_ref", flat=True), frozenset({"MND"}))
    return found | {AGENCY: frozenset({"TAX"})}


_file = partial(by_contract, Rule.BST)

ROOM = Room(
    clocks=(
        Clock(
            rule=Rule.ABR,
            table="billing.UsageRecord",
            read=_read_usage,
            columns=("customer", "occurred_at", "rated__document__sent_on", "rated__document__last"),
            starts=Coalesce("rated__document__sent_on", "rated__document__last"),
            owner="customer",
            hides=_hidden_usage,
        ),
        Clock(
            rule=Rule.ABR,
            table="billing.UsageChange",
            read=_read_changes,
            columns=("customer", "occurred_at"),
            owner="customer",
            follows=True,
            hides=_hidden_changes,
        ),
        Clock(
            rule=Rule.MANDATE,
            table="billing.Mandate",
            read=_read_used_mandates,
            columns=("customer_ref", "last_used_on"),
            starts="last_used_on",
            owner="customer_ref",
            blanks=_EMPTY,
            along=frozenset({Rule.TAX8}),  # why it is suspended: a code of a return
            hides=_hidden_mandates,
        ),
        _file("billing.Mandate", "customer_ref", only=_UNUSED, along=frozenset({Rule.MANDATE})),
        _file("billing.PriceChange", "contract__customer"),
        _file("billing.BillingProfile"),
        *(voucher.clock() for voucher in VOUCHERS),
        BOOKS,
        *(replace(emptied.clock(), hides=nothing) for emptied in EMPTIED),
    ),
    hidden=(SETTLEMENTS,),
    sealed=(SealedRows(table="billing.Mandate", at="created_at", owner="customer_ref", category="MND", only=_NOT_EMPTY), *SEALED),
    finished=_finished,
)
