"""How the customers' room forgets: what is ordered with the contract, the file at the end of the following year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from uuid import UUID

from django.apps import apps
from django.db.models import F, Q

from vorzimmer.customers.contract_ends import ended_customers, ends_of_contracts
from vorzimmer.customers.models import Land, Trade
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.consents import ConsentEvent, ConsentPurpose
from vorzimmer.domain.days import berlin_date, end_of_day
from vorzimmer.domain.retention import Cap, Facts, months_bound
from vorzimmer.domain.sentences import mark as _
from vorzimmer.privacy.clocks import Clock, Left, Reading, Room, SealedRows, Values
from vorzimmer.privacy.models import CallLimit, Consent

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
) -> Clock:
    """Make the clock of a table whose rows go so long after the end of the customer's contract. `owner` leads to the customer's id."""
    read = partial(_read, rule, table, owner, only or Q())
    return Clock(rule=rule, table=table, read=read, columns=(owner,), owner=owner, along=along, blanks=blanks)


def _read(rule: Rule, table: str, owner: str, only: Q, at: datetime) -> Reading:
    ends = ends_of_contracts()
    rows = apps.get_model(table)._base_manager.filter(only)  # noqa: SLF001  (Django's own name for it)
    return Reading(rows=rows, due=Q(**{f"{owner}__in": ended_customers(rule, at)}), facts=lambda values: Facts(start=ends.get(values[1])))


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfCalls:
    """A table of what was said in calls: `capped` are the rows that a customer's order of a shorter time is about."""

    table: str
    moment: str
    owner: str
    only: Q
    capped: Q
    fallback: bool

    def read(self, at: datetime) -> Reading:
        limits = dict(CallLimit.objects.values_list("customer_ref", "months"))
        due = Q(**{f"{self.owner}__in": ended_customers(Rule.BEA, at)})
        for months in sorted(set(limits.values())):
            whose = [customer for customer, own in limits.items() if own == months]
            due |= self.capped & Q(**{f"{self.owner}__in": whose}) & self._until(months_bound(months, at))
        if self.fallback:
            due |= Q(**{f"{self.owner}__isnull": True}) & self._until(months_bound(0, at))
        rows = apps.get_model(self.table)._base_manager.filter(self.only)  # noqa: SLF001  (Django's own name for it)
        return Reading(rows=rows, due=due, facts=partial(self._facts, ends_of_contracts(), limits))

    def _until(self, day: date) -> Q:
        return Q(**{f"{self.moment}__lt": end_of_day(day)})

    def _facts(self, ends: Mapping[UUID, date], limits: Mapping[UUID, int], values: Values) -> Facts:
        _pk, customer, moment, *key = values
        day, months = berlin_date(moment), limits.get(customer)
        is_capped = months is not None and (not key or key[0].startswith(OF_A_NOTE))
        return Facts(
            start=ends.get(customer),
            fallback=day if self.fallback and customer is None else None,
            cap=Cap(begins_on=day, months=months) if is_capped and months is not None else None,
        )


def by_call(  # noqa: PLR0913  (each is a part of the clock)
    table: str,
    moment: str,
    owner: str = "customer",
    *,
    only: Q | None = None,
    fallback: bool = False,
    key: str = "",
    along: frozenset[Rule] = frozenset(),
) -> Clock:
    """Make the clock of what was said in calls: it goes with the contract, sooner if the customer ordered it (D-15).

    `fallback`: what belongs to no customer counts from its own day. `key`: a column that tells what is about a call ("note:…").
    """
    capped = Q(**{f"{key}__startswith": OF_A_NOTE}) if key else Q()
    rows = _OfCalls(table=table, moment=moment, owner=owner, only=only or Q(), capped=capped, fallback=fallback)
    columns = (owner, moment, key) if key else (owner, moment)
    return Clock(rule=Rule.BEA, table=table, read=rows.read, columns=columns, owner=owner, along=along)


def finished(at: datetime) -> Mapping[UUID, frozenset[str]]:
    """Say of whom nothing more comes into which categories: contracts that are over, and months that a customer had erased."""
    found: dict[UUID, frozenset[str]] = dict.fromkeys(CallLimit.objects.values_list("customer_ref", flat=True), frozenset({"BEA"}))
    found |= dict.fromkeys(ended_customers(Rule.BEA, at), frozenset({"BEA"}))
    return found | dict.fromkeys(ended_customers(Rule.BST, at), frozenset({"BEA", "BST", "MND"}))


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
        SealedRows(table="customers.BankAccount", at="created_at", owner="customer", category="BST"),
    ),
    finished=finished,
)
