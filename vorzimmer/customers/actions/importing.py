"""Import customers from a CSV: all of its lines or none. What stands there already stays as it is, so that it can be done twice."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.entries import CustomerEntry, DialInEntry, GreetingEntry
from vorzimmer.customers.actions.file import FIRST_NUMBER, add_dial_in, change_customer, open_customer
from vorzimmer.customers.actions.orders import add_greeting, change_greeting
from vorzimmer.customers.columns import Column, folded
from vorzimmer.customers.imports import Checked, Draft, Known, Problem, check, read, secret
from vorzimmer.customers.models import BANDS, Customer, DialIn, Greeting, Team
from vorzimmer.domain.hours import Window

OF_HEAD = frozenset(field.name for field in fields(CustomerEntry))


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


@transaction.atomic
def import_customers(checked: Checked, at: datetime, *, by: User | None = None, existing: Existing = Existing.UPDATE) -> Counter[Fate]:
    """Write all lines; returns how many had which fate. Raises NotImported, and then nothing is written."""
    if checked.problems:
        raise NotImported(checked.problems)
    counted: Counter[Fate] = Counter()
    numbers, colours = _free_numbers(checked.drafts), _colours()
    for planned in plan(checked, existing):
        counted[planned.fate] += 1
        if planned.fate is Fate.NEW:
            entry = planned.entry
            entry = replace(entry, number=entry.number or next(numbers), colour=_rarest(colours))
            planned = replace(planned, entry=entry)  # noqa: PLW2901  (the same line, complete)
        try:
            _write(planned, at, by)
        except ValidationError as error:
            raise NotImported(_said(planned.draft, error)) from None
    return counted


def _write(planned: Planned, at: datetime, by: User | None) -> None:
    if planned.fate not in {Fate.NEW, Fate.CHANGED}:
        return
    before = planned.customer
    customer = open_customer(planned.entry, at) if before is None else change_customer(before, planned.entry, at)
    for number in planned.dial_ins:
        add_dial_in(customer, DialInEntry(number=number), at)
    if planned.greeting and planned.said:
        change_greeting(planned.said, GreetingEntry(text=planned.greeting), at, by=by)
    elif planned.greeting:
        add_greeting(customer, GreetingEntry(text=planned.greeting), at, by=by)


def _free_numbers(drafts: Iterable[Draft]) -> Iterator[str]:
    """Count up from the highest number that is there or stands in the file."""
    taken = {*Customer.objects.values_list("number", flat=True), *(str(draft.values.get(Column.NUMBER, "")) for draft in drafts)}
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
