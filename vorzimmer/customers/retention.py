"""How the customers' room forgets: what is ordered with the contract, the file at the end of the following year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache, partial
from types import MappingProxyType
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField, Exists, F, OuterRef, Q
from django.db.models.expressions import RawSQL

from vorzimmer.customers.actions.senders import CASE_KEPT, READINGS_KEPT, SHORT_KEPT
from vorzimmer.customers.contract_ends import ended_customers, ended_for_reading, ends_of_contracts
from vorzimmer.customers.models import Land, SenderAddress, Trade
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.consents import ConsentEvent, ConsentPurpose
from vorzimmer.domain.days import berlin_date, elapsed, end_of_day, start_of_day
from vorzimmer.domain.retention import Cap, Facts, months_bound
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Clock, Hidden, Left, Reading, Room, SealedRows, Values
from vorzimmer.privacy.limits import LONGEST
from vorzimmer.privacy.models import CallLimit, Consent
from vorzimmer.privacy.scope import AGENCY, INDEX

OF_A_NOTE = "note:"
"""With this begins the key of a letter that tells of a note (`calls.letters`)."""
_DELETE: Mapping[str, object] = MappingProxyType({})
OTHER_RULES = frozenset({Rule.BST})
"""Names of people within what is ordered: they go with the orders, which are what they are needed for."""

_WITHDRAWN = Consent._base_manager.filter(event=ConsentEvent.WITHDRAWN).values("record")  # noqa: SLF001  (it is only asked)
_NEVER_WITHDRAWN = ~Q(record__in=_WITHDRAWN) & ~Q(purpose=ConsentPurpose.NEWS_PHONE)
"""Consents that end with the contract: nobody withdrew them (privacy ends the others, and those to calls by their last use)."""


def by_contract(  # noqa: PLR0913  (each is a part of the clock)
    rule: Rule,
    table: str,
    owner: str = "customer",
    *,
    only: Q | None = None,
    along: frozenset[Rule] = frozenset(),
    blanks: Mapping[str, object] = _DELETE,
    fades: bool = False,
) -> Clock:
    """Make the clock of a table whose rows go so long after the end of the customer's contract. `owner` leads to the customer's id."""
    read, hides = partial(_read, rule, table, owner, only or Q()), partial(_hidden, rule, owner, only or Q())
    return Clock(rule=rule, table=table, read=read, columns=(owner,), owner=owner, along=along, blanks=blanks, hides=hides, fades=fades)


def _hidden(rule: Rule, owner: str, only: Q, at: datetime) -> Q:
    return Q(only, **{f"{owner}__in": ended_for_reading(rule, at)})


def _read(rule: Rule, table: str, owner: str, only: Q, at: datetime) -> Reading:
    ends = cache(ends_of_contracts)  # asked only where something is due
    rows = apps.get_model(table)._base_manager.filter(only)  # noqa: SLF001  (Django's own name for it)
    return Reading(rows=rows, due=Q(**{f"{owner}__in": ended_customers(rule, at)}), facts=lambda values: Facts(start=ends().get(values[1])))


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCalls:
    """A table of what was said in calls: `capped` are the rows that a customer's order of a shorter time is about."""

    table: str
    moment: str
    owner: str
    only: Q
    capped: Q
    fallback: bool
    under_way: Q | None

    def read(self, at: datetime) -> Reading:
        limits = dict(CallLimit.objects.values_list("customer_ref", "months"))
        due = Q(**{f"{self.owner}__in": ended_customers(Rule.BEA, at)})
        for months in sorted(set(limits.values())):
            whose = [customer for customer, own in limits.items() if own == months]
            due |= self.capped & Q(**{f"{self.owner}__in": whose}) & self._until(months_bound(months, at))
        if self.fallback:
            due |= Q(**{f"{self.owner}__isnull": True}) & self._until(months_bound(0, at))
        rows = apps.get_model(self.table)._base_manager.filter(self.only)  # noqa: SLF001  (Django's own name for it)
        return Reading(rows=rows, due=due, facts=partial(self._facts, cache(ends_of_contracts), limits))

    def hides(self, at: datetime) -> Q:
        """Say what nobody may read any more: asked in one statement, however many customers ordered a shorter time."""
        until = CallLimit._base_manager.filter(customer_ref=OuterRef(self.owner)).annotate(until=_end_of_limit(berlin_date(at)))  # noqa: SLF001  (as below)
        hidden = Q(**{f"{self.owner}__in": ended_for_reading(Rule.BEA, at)})
        hidden |= self.capped & Q(Exists(until.filter(until__gt=OuterRef(self.moment))))
        if self.fallback:
            hidden |= Q(**{f"{self.owner}__isnull": True}) & self._until(months_bound(0, at))
        return hidden & ~self.under_way if self.under_way is not None else hidden

    def _until(self, day: date) -> Q:
        return Q(**{f"{self.moment}__lt": end_of_day(day)})

    def _facts(self, ends: Callable[[], Mapping[UUID, date]], limits: Mapping[UUID, int], values: Values) -> Facts:
        _pk, customer, moment, *key = values
        day, months = berlin_date(moment), limits.get(customer)
        is_capped = months is not None and (not key or key[0].startswith(OF_A_NOTE))
        return Facts(
            start=ends().get(customer),
            fallback=day if self.fallback and customer is None else None,
            cap=Cap(begins_on=day, months=months) if is_capped and months is not None else None,
        )


def _end_of_limit(day: date) -> RawSQL:
    """Say for the months of a limit before which moment calls are over on a day."""
    return _limits_built(day, connection.vendor)


@lru_cache(maxsize=4)
def _limits_built(day: date, vendor: str) -> RawSQL:  # noqa: ARG001  (each kind of database has its own form of a moment)
    moments = [end_of_day(months_bound(months, start_of_day(day))) for months in range(LONGEST + 1)]
    values = [connection.ops.adapt_datetimefield_value(moment) for moment in moments]
    cases = " ".join(f"WHEN {months} THEN %s" for months in range(LONGEST + 1))
    return RawSQL(f"CASE months {cases} END", values, output_field=DateTimeField())  # noqa: S611  (nothing in it comes from outside)


def by_call(  # noqa: PLR0913  (each is a part of the clock)
    table: str,
    moment: str,
    owner: str = "customer",
    *,
    only: Q | None = None,
    under_way: Q | None = None,
    fallback: bool = False,
    key: str = "",
    along: frozenset[Rule] = frozenset(),
) -> Clock:
    """Make the clock of what was said in calls: it goes with the contract, sooner if the customer ordered it (D-15).

    `fallback`: what belongs to no customer counts from its own day. `key`: a column that tells what is about a call ("note:…").
    `under_way`: what somebody is still at work with, and may be read until it is finished.
    """
    capped = Q(**{f"{key}__startswith": OF_A_NOTE}) if key else Q()
    rows = _OfCalls(table=table, moment=moment, owner=owner, only=only or Q(), capped=capped, fallback=fallback, under_way=under_way)
    columns = (owner, moment, key) if key else (owner, moment)
    in_groups = not key and not fallback  # to calls their logs lead, always
    return Clock(
        rule=Rule.BEA, table=table, read=rows.read, columns=columns, owner=owner, along=along, hides=rows.hides, in_groups=in_groups
    )


def finished(at: datetime) -> Mapping[UUID, frozenset[str]]:
    """Say of whom nothing more comes into which categories: contracts that are over, months that a customer had erased, enquiries."""
    found: dict[UUID, frozenset[str]] = dict.fromkeys(CallLimit.objects.values_list("customer_ref", flat=True), frozenset({"BEA"}))
    found |= dict.fromkeys(ended_customers(Rule.BEA, at), frozenset({"BEA", INDEX}))
    found |= dict.fromkeys(ended_customers(Rule.BST, at), frozenset({"BEA", "BST", "MND", INDEX}))
    return found | {AGENCY: frozenset({"INT", "SECURITY"})}


_BLANK: Mapping[str, object] = {
    "name": F("number"),
    "short_name": F("number"),
    **dict.fromkeys(("pronunciation", "contact_person", "email", "phone", "street", "postcode", "city", "vat_id"), ""),
    "country": "DE",
    "land": Land.BE.value,
    "is_consumer": False,
    "trade": Trade.OTHER.value,
    "secrecy": False,
    "service": "full",
    "service_next": "",
    "service_next_from": None,
    "active": False,
}
"""What stands in a customer's row when his file is erased: his number, which his documents name too."""


def _addresses(at: datetime) -> Q:
    """Say which addresses of senders nobody reads any more: their hours have passed, and no case holds them."""
    return Q(pk__in=SenderAddress._base_manager.filter(erase_at__lte=at).exclude(case__holds_until__gt=at).values("pk"))  # noqa: SLF001  (as above)


_orders: Callable[..., Clock] = partial(by_contract, Rule.BEA, along=OTHER_RULES)
_file: Callable[..., Clock] = partial(by_contract, Rule.BST)
_sealed = partial(SealedRows, owner="customer", category="BEA")

ROOM = Room(
    clocks=(
        _orders("customers.RotaOverride", "rota__customer"),
        _orders("customers.ShiftMember", "shift__rota__customer"),
        _orders("customers.Shift", "rota__customer"),
        _orders("customers.Rota_fallback", "rota__customer"),
        _orders("customers.Rota"),
        _orders("customers.Instruction"),
        _orders("customers.Channel"),
        _orders("customers.Absence", "person__customer"),
        _orders("customers.CallType"),
        _orders("customers.KnownCaller"),
        _orders("customers.Greeting"),
        _orders("customers.FaqEntry"),
        _orders("customers.OpeningHour"),
        _orders("customers.Closure"),
        _orders("customers.OrdersVersion"),
        _orders("customers.Wish"),
        _orders("customers.Person"),
        _orders("privacy.CallLimit", "customer_ref"),
        by_contract(Rule.AVV, "customers.Agreement"),
        by_contract(Rule.CONSENT, "privacy.Consent", "customer_ref", only=_NEVER_WITHDRAWN),
        _file("customers.BookedOption", "contract__customer"),
        _file("customers.ContractEvent", "contract__customer"),
        _file("customers.ServiceStep"),
        _file("customers.BankAccount", along=frozenset({Rule.MANDATE})),
        _file("customers.DialIn"),
        _file("customers.Location"),
        _file("customers.Customer_users"),
        _file("customers.Customer", "pk", only=~Q(name=F("number")), blanks=_BLANK),
    ),
    left=(
        Left(
            rule=Rule.BST,
            table="customers.Contract",
            because=_("its days and terms are kept as long as the rated months that hang on it (R-TAX8); it names nobody"),
        ),
        Left(rule=Rule.BST, table="customers.ContractTariff", because=_("as the contract that it belongs to")),
        Left(rule=Rule.BST, table="customers.Team_members", because=_("who works in which team goes with the user (R-ACC)")),
        Left(rule=Rule.BST, table="customers.Team", because=_("who works in which team goes with the user (R-ACC)")),
    ),
    sealed=(
        _sealed(table="customers.Instruction", at="changed_at"),
        _sealed(table="customers.FaqEntry", at="changed_at"),
        _sealed(table="customers.OrdersVersion", at="made_at"),
        _sealed(table="customers.Channel", at="created_at"),
        _sealed(table="customers.KnownCaller", at="created_at"),
        _sealed(table="customers.Person", at="created_at"),
        SealedRows(table="customers.Absence", at="created_at", owner="person__customer", category="BEA"),
        _sealed(table="customers.Wish", at="raised_at"),
        SealedRows(table="customers.Enquiry", at="received_at", owner="", category="INT"),
        SealedRows(table="customers.AbuseCase", at="opened_at", owner="", category="SECURITY"),
        SealedRows(table="customers.SenderAddress", at="received_at", owner="", category="SECURITY"),
        SealedRows(table="customers.BankAccount", at="created_at", owner="customer", category="BST"),
    ),
    hidden=(
        Hidden(table="customers.Enquiry", hides=lambda at: Q(gone_at__lte=at)),
        Hidden(table="customers.SenderAddress", hides=_addresses),
        Hidden(table="customers.AbuseCase", hides=lambda at: Q(holds_until__lte=elapsed(at, -CASE_KEPT))),
        Hidden(table="customers.AddressReading", hides=lambda at: Q(at__lte=elapsed(at, -READINGS_KEPT))),
        Hidden(table="customers.ShortAddress", hides=lambda at: Q(day__lte=berlin_date(at) - SHORT_KEPT)),
    ),
    finished=finished,
)
