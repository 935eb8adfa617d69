"""Import customers from a CSV: all of its lines or none. What stands there already stays as it is, so that it can be done twice."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.entries import CustomerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.actions.file import FIRST_NUMBER, add_dial_in, change_customer, fill_customer
from vorzimmer.customers.actions.orders import add_greeting, change_greeting
from vorzimmer.customers.actions.publishing import entry_of
from vorzimmer.customers.actions.writing import tell
from vorzimmer.customers.columns import Column, folded
from vorzimmer.customers.imports import Checked, Draft, Known, Problem, check, read, secret
from vorzimmer.customers.models import BANDS, Customer, DialIn, Greeting, OrdersVersion, Team
from vorzimmer.domain.hours import Window
from vorzimmer.domain.publishing import Section
from vorzimmer.privacy.reading import reading_all

OF_HEAD = frozenset(each.name for each in fields(CustomerEntry))
AT_ONCE = 500
"""Rows of one statement."""


class Existing(StrEnum):
    """What is done with customers who are there already."""

    UPDATE = "update"
    SKIP = "skip"


class Fate(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"


class NotImported(Exception):
    """Nothing was written, because of these problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__()
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What a good line will do: the head of the file, the numbers that are to be added, the greeting unless it is said already."""

    draft: Draft
    fate: Fate
    entry: CustomerEntry
    customer: Customer | None = None
    dial_ins: tuple[str, ...] = ()
    greeting: str = ""
    said: Greeting | None = None


@dataclass(frozen=True, slots=True)
class NewRows:
    """What is to be inserted for new customers."""

    customers: list[Customer] = field(default_factory=list)
    versions: list[OrdersVersion] = field(default_factory=list)
    dial_ins: list[DialIn] = field(default_factory=list)
    greetings: list[Greeting] = field(default_factory=list)


# --- looking -----------------------------------------------------------------------------------------------------------


def known_now() -> Known:
    """Gather what is there already."""
    rows = list(Customer.objects.values_list("pk", "number", "name", "country"))
    return Known(
        teams={folded(team.name): team for team in Team.objects.all()},
        ids={number: key for key, number, _name, _country in rows},
        countries={key: country for key, _number, _name, country in rows},
        names={folded(name): number for _key, number, name, _country in rows},
        dial_ins=dict(DialIn.objects.values_list("number", "customer_id")),
    )


def check_import(data: bytes) -> Checked:
    """Say what a file would do, and all that is wrong with it; nothing is written. Raises Unreadable."""
    return check(read(data), known_now())


def plan(checked: Checked, existing: Existing) -> list[Planned]:
    """Say what becomes of each good line."""
    keys = [draft.customer for draft in checked.drafts if draft.customer]
    customers: dict[UUID, Customer] = Customer.objects.select_related("team").prefetch_related("dial_ins", "greetings").in_bulk(keys)
    return [_planned(draft, customers.get(draft.customer) if draft.customer else None, existing) for draft in checked.drafts]


def _planned(draft: Draft, customer: Customer | None, existing: Existing) -> Planned:
    head = {column.value: value for column, value in draft.values.items() if column.value in OF_HEAD}
    if customer is None:
        entry = CustomerEntry(**head, secrecy=secret(draft.values))
        return Planned(draft=draft, fate=Fate.NEW, entry=entry, dial_ins=_numbers(draft), greeting=_greeting(draft))
    before = CustomerEntry(**{name: getattr(customer, name) for name in OF_HEAD})
    entry = replace(before, **head)
    if entry.trade != before.trade:
        entry = replace(entry, secrecy=before.secrecy or secret(draft.values))
    if existing is Existing.SKIP:
        return Planned(draft=draft, fate=Fate.SKIPPED, entry=entry, customer=customer)
    there = {dial_in.number for dial_in in customer.dial_ins.all()}
    said = next((greeting for greeting in customer.greetings.all() if greeting.window == Window()), None)
    added = tuple(number for number in _numbers(draft) if number not in there)
    greeting = "" if said is not None and said.text == _greeting(draft) else _greeting(draft)
    fate = Fate.CHANGED if entry != before or added or greeting else Fate.SAME
    return Planned(draft=draft, fate=fate, entry=entry, customer=customer, dial_ins=added, greeting=greeting, said=said)


def _numbers(draft: Draft) -> tuple[str, ...]:
    return tuple(draft.values.get(Column.DIAL_INS, ()))


def _greeting(draft: Draft) -> str:
    return str(draft.values.get(Column.GREETING, ""))


# --- doing -------------------------------------------------------------------------------------------------------------


def import_customers(checked: Checked, at: datetime, *, by: User | None = None, existing: Existing = Existing.UPDATE) -> Counter[Fate]:
    """Write all lines; returns how many had which fate. Raises NotImported, and then nothing is written.

    New customers are prepared before anything is locked, and written in a few statements: calls must not wait for an import.
    """
    if checked.problems:
        raise NotImported(checked.problems)
    planned = plan(checked, existing)
    new = _prepared([line for line in planned if line.fate is Fate.NEW], at, by)
    try:
        with transaction.atomic():
            _insert(new)
            for line in planned:
                if line.fate is Fate.CHANGED:
                    _change(line, at, by)
            for customer in {customer.team_id: customer for customer in new.customers}.values():
                tell(customer, at)
    except IntegrityError:
        raise NotImported(
            [Problem(line=1, text=_("Meanwhile somebody else has changed the customers. Look at the file once more."))]
        ) from None
    return Counter(line.fate for line in planned)


def _prepared(lines: Sequence[Planned], at: datetime, by: User | None) -> NewRows:
    """Make the rows of new customers; what is to be sealed is sealed here, for the keys lie in another database."""
    rows = NewRows()
    numbers, colours = _free_numbers(lines), _colours()
    for line in lines:
        customer = Customer(since=at)
        entry = replace(line.entry, number=line.entry.number or next(numbers), colour=_rarest(colours))
        try:
            fill_customer(customer, entry)
            customer.clean_fields(exclude=["team", "orders"])
        except ValidationError as error:
            raise NotImported(_said(line.draft, error)) from None
        rows.customers.append(customer)
        rows.dial_ins.extend(DialIn(customer=customer, number=number) for number in line.dial_ins)
        if line.greeting:
            _greet(customer, line.greeting, rows, at, by)
    return rows


def _greet(customer: Customer, text: str, rows: NewRows, at: datetime, by: User | None) -> None:
    """Give a new customer a greeting, and a first published version with nothing else in it."""
    greeting = Greeting(customer=customer, text=text)
    document: dict[str, Any] = {section.value: [] for section in Section} | {Section.GREETINGS.value: [entry_of(greeting)]}
    version = OrdersVersion(customer=customer, number=1, document=document, made_at=at, made_by=by)
    OrdersVersion._meta.get_field("document").pre_save(version, add=True)
    customer.orders_id = version.pk
    rows.greetings.append(greeting)
    rows.versions.append(version)


def _insert(rows: NewRows) -> None:
    """Write the rows. A customer points to a version that follows: both databases look at such links at the commit."""
    Customer.objects.bulk_create(rows.customers, batch_size=AT_ONCE)
    OrdersVersion.objects.bulk_create(rows.versions, batch_size=AT_ONCE)
    DialIn.objects.bulk_create(rows.dial_ins, batch_size=AT_ONCE)
    Greeting.objects.bulk_create(rows.greetings, batch_size=AT_ONCE)


def _change(line: Planned, at: datetime, by: User | None) -> None:
    """Write what a line says about a customer who is there."""
    assert line.customer is not None  # noqa: S101  only who is there can be changed
    try:
        customer = change_customer(line.customer, line.entry, at)
        for number in line.dial_ins:
            add_dial_in(customer, DialInEntry(number=number), at)
        if line.greeting and line.said:
            change_greeting(line.said, GreetingEntry(text=line.greeting), at, by=by)
        elif line.greeting:
            add_greeting(customer, GreetingEntry(text=line.greeting), at, by=by)
    except ValidationError as error:
        raise NotImported(_said(line.draft, error)) from None


def _free_numbers(lines: Iterable[Planned]) -> Iterator[str]:
    """Count up from the highest number that is there or stands in the file."""
    with reading_all():  # a number is never given twice
        taken = {*Customer.objects.values_list("number", flat=True), *(line.entry.number for line in lines)}
    number = max((int(each) for each in taken if each.isdecimal()), default=FIRST_NUMBER - 1)
    while True:
        number += 1
        yield str(number)


def _colours() -> Counter[int]:
    counted = Counter(Customer.objects.values_list("colour", flat=True))
    return Counter({colour: counted[colour] for colour in range(BANDS)})


def _rarest(colours: Counter[int]) -> int:
    colour = min(range(BANDS), key=lambda each: (colours[each], each))
    colours[colour] += 1
    return colour


def _said(draft: Draft, error: ValidationError) -> list[Problem]:
    """Put what a deed refused to the columns it names."""
    if not hasattr(error, "error_dict"):
        return [Problem(line=draft.line, text=" ".join(error.messages))]
    columns = {column.value: column for column in Column} | {"text": Column.GREETING, "weekdays": Column.GREETING}
    return [
        Problem(line=draft.line, column=columns.get(name), text=" ".join(texts), value="") for name, texts in error.message_dict.items()
    ]
