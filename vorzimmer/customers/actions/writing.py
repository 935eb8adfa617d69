"""How a row of a customer is checked, kept and told of; for the deeds of this folder."""

from datetime import date, datetime, time
from typing import Any, Protocol

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Max
from django.utils.dateformat import format as written
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from vorzimmer.customers.models import Customer, InWindow, Person
from vorzimmer.domain.hours import Window, WindowProblem, window_problems
from vorzimmer.live.actions import publish_to
from vorzimmer.telephony.numbers import normalise


def save(record: models.Model) -> None:
    """Check the whole record and keep it. What somebody else has just taken is refused like what was taken before."""
    record.full_clean()
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        record.full_clean()
        raise


def tell(customer: Customer, at: datetime) -> None:
    """Let whoever has the customer on the screen read anew: operators, the customer's own people, the office."""
    publish_to([f"team:{customer.team_id}", customer.channel, "staff"], kind="instruction", ref=str(customer.pk), at=at)


def next_place(rows: models.QuerySet[Any]) -> int:
    """Say the position behind the last row."""
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def telephone_number(raw: str, *, field: str = "number") -> str:
    """Read a number; raises ValidationError for what is none with an area code."""
    number = normalise(raw)
    if number is None or not number.startswith("+"):
        raise ValidationError({field: _("This is no telephone number with area code. Write it like 030 23125001 or +49 30 23125001.")})
    return number


def own_person(customer: Customer, person: Person | None, *, field: str = "person") -> None:
    """Refuse a person of somebody else."""
    if person is not None and person.customer_id != customer.pk:
        raise ValidationError({field: _("This person does not belong to the customer.")})


def written_day(day: date) -> str:
    """Write a civil date in full, in the reader's language: "31. März 2027"."""
    return written(day, pgettext("date format, a day in full", "j F Y"))


class PartOfWeek(Protocol):
    """What a form says of a part of the week."""

    @property
    def weekdays(self) -> str: ...
    @property
    def start(self) -> time | None: ...
    @property
    def end(self) -> time | None: ...
    @property
    def on_holidays(self) -> str: ...


def fill_window(row: InWindow, entry: PartOfWeek) -> Window:
    """Take over the part of the week. Raises ValidationError at the field that is wrong."""
    try:
        days = frozenset(int(day) for day in entry.weekdays)
    except ValueError:
        days = frozenset({-1})
    missing = "start" if entry.start is None else "end"
    texts = {
        WindowProblem.ONE_TIME_MISSING: {missing: _("Enter both times, or neither for the whole day.")},
        WindowProblem.EMPTY: {"end": _("It would never hold. Leave both times out for the whole day.")},
        WindowProblem.WRONG_WEEKDAYS: {"weekdays": _("Days are 0 (Monday) to 6 (Sunday).") if days else _("Choose at least one day.")},
    }
    for problem in window_problems(days, entry.start, entry.end):
        raise ValidationError(texts[problem])
    row.weekdays, row.start, row.end, row.on_holidays = entry.weekdays, entry.start, entry.end, entry.on_holidays
    return row.window
