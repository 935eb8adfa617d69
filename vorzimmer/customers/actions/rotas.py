"""Who is on call: rotas, their shifts, and exceptions for a time. What is changed holds at once."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.customers.actions.writing import fill_window, own_person, save, tell
from vorzimmer.customers.models import CallType, Customer, Person, Rota, RotaOverride, Shift, ShiftMember
from vorzimmer.customers.wording import in_full, week
from vorzimmer.domain.days import Span
from vorzimmer.domain.hours import HolidayRule
from vorzimmer.domain.publishing import Section

MOST_MINUTES = 240
MOST_ROUNDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaEntry:
    """A rota: minutes until the next is called, rounds through the chain, and who is called if nobody confirms."""

    name: str
    escalate_after: int = 10
    rounds: int = 2
    fallback: tuple[Person, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftEntry:
    """A part of the week; `members` take turns in this order, the first one from `anchor` at `hand_over` on (Berlin)."""

    members: tuple[Person, ...]
    anchor: date
    hand_over: time = time(8)
    turn: str = Shift.Turn.WEEK.value
    weekdays: str = "0123456"
    start: time | None = None
    end: time | None = None
    on_holidays: str = HolidayRule.AS_USUAL.value


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideEntry:
    """Somebody else, or nobody, between two moments (the end is out)."""

    start: datetime
    end: datetime
    person: Person | None = None


# --- rotas -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_rota(customer: Customer, entry: RotaEntry, at: datetime) -> Rota:
    return change_rota(Rota(customer=customer), entry, at)


@transaction.atomic
def change_rota(rota: Rota, entry: RotaEntry, at: datetime) -> Rota:
    name = " ".join(entry.name.split())
    if not name:
        raise ValidationError({"name": _("Give the rota a name, for example “Emergency service”.")})
    if Rota.objects.filter(customer=rota.customer, name__iexact=name).exclude(pk=rota.pk).exists():
        raise ValidationError({"name": _("There is a rota of this name already. Choose another name, or change that rota.")})
    if not 1 <= entry.escalate_after <= MOST_MINUTES:
        raise ValidationError({"escalate_after": _("Enter 1 to %(most)d minutes.") % {"most": MOST_MINUTES}})
    if not 1 <= entry.rounds <= MOST_ROUNDS:
        raise ValidationError({"rounds": _("Enter 1 to %(most)d rounds.") % {"most": MOST_ROUNDS}})
    for person in entry.fallback:
        own_person(rota.customer, person, field="fallback")
    rota.name, rota.escalate_after, rota.rounds = name, entry.escalate_after, entry.rounds
    save(rota)
    rota.fallback.set(entry.fallback)
    tell(rota.customer, at)
    return rota


@transaction.atomic
def remove_rota(rota: Rota, at: datetime) -> None:
    """Take a rota away with its shifts and exceptions. Refused while a call type, in the draft or published, calls its people."""
    customer = rota.customer
    names = set(CallType.objects.filter(customer=customer, rota=rota).values_list("name", flat=True))
    document = customer.orders.document if customer.orders else {}
    names |= {entry["name"] for entry in document.get(Section.CALL_TYPES, ()) if entry.get("rota") == str(rota.pk)}
    if names:
        raise ValidationError(
            _("The call type “%(name)s” calls the people of this rota. Choose another rota or measure there first, and publish it.")
            % {"name": min(names)}
        )
    rota.delete()
    tell(customer, at)


# --- shifts ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_shift(rota: Rota, entry: ShiftEntry, at: datetime) -> Shift:
    return change_shift(Shift(rota=rota), entry, at)


@transaction.atomic
def change_shift(shift: Shift, entry: ShiftEntry, at: datetime) -> Shift:
    """Change a shift, with the order of its members. Raises ValidationError when it is empty or overlaps another shift of the rota."""
    customer = shift.rota.customer
    if not entry.members:
        raise ValidationError({"members": _("A shift needs somebody. Choose at least one person.")})
    if len({person.pk for person in entry.members}) < len(entry.members):
        raise ValidationError({"members": _("Somebody stands here twice. Each person has one place in the turn.")})
    for person in entry.members:
        own_person(customer, person, field="members")
    window = fill_window(shift, entry)
    for other in Shift.objects.select_for_update().filter(rota=shift.rota).exclude(pk=shift.pk):
        if other.window.meets(window):
            raise ValidationError(
                {
                    "start": _("This overlaps the shift “%(when)s”. Change one of them so that they follow each other.")
                    % {"when": week(other.window)}
                }
            )
    if entry.turn not in Shift.Turn.values:
        raise ValidationError({"turn": _("There is no such turn.")})
    shift.turn, shift.hand_over, shift.anchor = entry.turn, entry.hand_over, entry.anchor
    save(shift)
    shift.members.all().delete()
    ShiftMember.objects.bulk_create(ShiftMember(shift=shift, person=person, position=place) for place, person in enumerate(entry.members))
    tell(customer, at)
    return shift


@transaction.atomic
def remove_shift(shift: Shift, at: datetime) -> None:
    customer = shift.rota.customer
    shift.delete()
    tell(customer, at)


# --- exceptions --------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_override(rota: Rota, entry: OverrideEntry, at: datetime) -> RotaOverride:
    return change_override(RotaOverride(rota=rota), entry, at)


@transaction.atomic
def change_override(override: RotaOverride, entry: OverrideEntry, at: datetime) -> RotaOverride:
    """Put somebody else, or nobody, on call for a time. Raises ValidationError when it ends before it starts, is over, or overlaps."""
    if entry.end <= entry.start:
        raise ValidationError({"end": _("The exception must end after it begins.")})
    if entry.end <= at:
        raise ValidationError({"end": _("This moment is over. Enter a later one.")})
    own_person(override.rota.customer, entry.person)
    span = Span(start=entry.start, end=entry.end)
    for other in RotaOverride.objects.select_for_update().filter(rota=override.rota).exclude(pk=override.pk):
        if Span(start=other.start, end=other.end).meets(span):
            raise ValidationError(
                {
                    "start": _("There is an exception from %(start)s until %(end)s already. Change that one instead.")
                    % {"start": in_full(other.start), "end": in_full(other.end)}
                }
            )
    override.start, override.end, override.person = entry.start, entry.end, entry.person
    save(override)
    tell(override.rota.customer, at)
    return override


@transaction.atomic
def remove_override(override: RotaOverride, at: datetime) -> None:
    customer = override.rota.customer
    override.delete()
    tell(customer, at)
