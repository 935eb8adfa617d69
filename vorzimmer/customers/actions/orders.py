"""What a customer orders: greetings, call types, instructions, answers to questions, opening hours.

`published`: what is written holds at once (`publishing.publish_row`); otherwise it is a draft until the customer publishes it.
"""

import re
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.entries import (
    CallTypeEntry,
    ClosureEntry,
    FaqEntryEntry,
    GreetingEntry,
    InstructionEntry,
    OpeningHourEntry,
)
from vorzimmer.customers.actions.publishing import SECTIONS, publish_changed, publish_row
from vorzimmer.customers.actions.writing import fill_window, next_place, own_person, save, tell
from vorzimmer.customers.models import CallType, Closure, Customer, FaqEntry, Greeting, Instruction, Location, OpeningHour, Person
from vorzimmer.domain.instructions import Problem, conflicts, greeting_conflicts, problems
from vorzimmer.domain.orders import InstructionKind
from vorzimmer.domain.publishing import with_positions, without_call_type
from vorzimmer.domain.questions import QuestionProblem
from vorzimmer.domain.questions import problems as question_problems

PLACEHOLDER = re.compile(r"\{[^{}]*\}")
Row = TypeVar("Row", Greeting, CallType, Instruction, FaqEntry, OpeningHour, Closure)


# --- greetings ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_greeting(customer: Customer, entry: GreetingEntry, at: datetime, *, by: User | None = None, published: bool = True) -> Greeting:
    return _write_greeting(Greeting(customer=customer), entry, at, by, published=published)


@transaction.atomic
def change_greeting(greeting: Greeting, entry: GreetingEntry, at: datetime, *, by: User | None = None, published: bool = True) -> Greeting:
    return _write_greeting(greeting, entry, at, by, published=published)


# --- call types --------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_call_type(customer: Customer, entry: CallTypeEntry, at: datetime, *, by: User | None = None, published: bool = True) -> CallType:
    """Add a kind of call at the end of the list."""
    row = CallType(customer=customer, position=next_place(customer.call_types.all()))
    return _write_call_type(row, entry, at, by, published=published)


@transaction.atomic
def change_call_type(
    call_type: CallType, entry: CallTypeEntry, at: datetime, *, by: User | None = None, published: bool = True
) -> CallType:
    return _write_call_type(call_type, entry, at, by, published=published)


# --- instructions ------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_instruction(
    customer: Customer, entry: InstructionEntry, at: datetime, *, by: User | None = None, published: bool = True
) -> Instruction:
    """Add an instruction at the end of the list."""
    row = Instruction(customer=customer, position=next_place(customer.instructions.all()))
    return _write_instruction(row, entry, at, by, published=published)


@transaction.atomic
def change_instruction(
    instruction: Instruction, entry: InstructionEntry, at: datetime, *, by: User | None = None, published: bool = True
) -> Instruction:
    return _write_instruction(instruction, entry, at, by, published=published)


# --- answers to questions ----------------------------------------------------------------------------------------------


@transaction.atomic
def add_faq(customer: Customer, entry: FaqEntryEntry, at: datetime, *, by: User | None = None, published: bool = True) -> FaqEntry:
    """Add an answer at the end of the list."""
    row = FaqEntry(customer=customer, position=next_place(customer.faq.all()))
    return change_faq(row, entry, at, by=by, published=published)


@transaction.atomic
def change_faq(faq: FaqEntry, entry: FaqEntryEntry, at: datetime, *, by: User | None = None, published: bool = True) -> FaqEntry:
    if not entry.answer.strip():
        raise ValidationError({"answer": _("Write what the operator may answer.")})
    faq.question, faq.answer, faq.changed_at = entry.question.strip(), entry.answer.strip(), at
    return _keep(faq, at, by, published=published)


# --- hours -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_opening_hour(
    customer: Customer, entry: OpeningHourEntry, at: datetime, *, by: User | None = None, published: bool = True
) -> OpeningHour:
    return change_opening_hour(OpeningHour(customer=customer), entry, at, by=by, published=published)


@transaction.atomic
def change_opening_hour(
    hour: OpeningHour, entry: OpeningHourEntry, at: datetime, *, by: User | None = None, published: bool = True
) -> OpeningHour:
    window = fill_window(hour, entry)
    for other in hour.customer.opening_hours.exclude(pk=hour.pk):
        if other.window.meets(window):
            raise ValidationError({"start": _("This overlaps other opening hours. Change those instead.")})
    return _keep(hour, at, by, published=published)


@transaction.atomic
def add_closure(customer: Customer, entry: ClosureEntry, at: datetime, *, by: User | None = None, published: bool = True) -> Closure:
    return change_closure(Closure(customer=customer), entry, at, by=by, published=published)


@transaction.atomic
def change_closure(closure: Closure, entry: ClosureEntry, at: datetime, *, by: User | None = None, published: bool = True) -> Closure:
    if entry.last_day < entry.first_day:
        raise ValidationError({"last_day": _("The last day must not lie before the first.")})
    overlapping = closure.customer.closures.exclude(pk=closure.pk).filter(first_day__lte=entry.last_day, last_day__gte=entry.first_day)
    if overlapping.exists():
        raise ValidationError({"first_day": _("You are closed on some of these days already. Change that entry instead.")})
    closure.first_day, closure.last_day, closure.reason = entry.first_day, entry.last_day, entry.reason
    return _keep(closure, at, by, published=published)


# --- all of them -------------------------------------------------------------------------------------------------------


@transaction.atomic
def remove_order(row: Row, at: datetime, *, by: User | None = None, published: bool = True) -> None:
    """Take an order away; a call type goes with the instructions that are for it alone."""
    key, customer = row.pk, row.customer
    row.delete()
    row.pk = key
    if not published:
        tell(customer, at)
        return
    publish_row(row, by, at, removed=True)
    if isinstance(row, CallType):
        publish_changed(customer, partial(without_call_type, key=str(key)), by, at)


@transaction.atomic
def move_up(
    record: Person | Location | Instruction | CallType | FaqEntry, at: datetime, *, by: User | None = None, published: bool = True
) -> None:
    """Let an entry change places with the one before; the first stays first. Only the places are published, no draft."""
    rows = list(type(record).objects.select_for_update().filter(customer_id=record.customer_id))
    place = next(index for index, row in enumerate(rows) if row.pk == record.pk)
    if place:
        rows.insert(place - 1, rows.pop(place))
    for position, row in enumerate(rows):
        type(record).objects.filter(pk=row.pk).exclude(position=position).update(position=position)
    if published and not isinstance(record, Person | Location):
        positions = {str(row.pk): position for position, row in enumerate(rows)}
        publish_changed(record.customer, partial(with_positions, section=SECTIONS[type(record)], positions=positions), by, at)
    tell(record.customer, at)


# --- checks ------------------------------------------------------------------------------------------------------------


def _write_greeting(greeting: Greeting, entry: GreetingEntry, at: datetime, by: User | None, *, published: bool) -> Greeting:
    greeting.text = entry.text
    if unknown := set(PLACEHOLDER.findall(entry.text)) - {"{operator}", "{time}"}:
        raise ValidationError(
            {"text": _("%(what)s would be read out as it stands. Only {operator} and {time} are filled in.") % {"what": min(unknown)}}
        )
    fill_window(greeting, entry)
    others = [other.as_rule() for other in greeting.customer.greetings.exclude(pk=greeting.pk)]
    if rivals := greeting_conflicts(greeting.as_rule(), others):
        raise ValidationError(
            {
                "weekdays": _("At the same times “%(text)s” is said. Choose other times, or change that greeting.")
                % {"text": rivals[0].text[:60]}
            }
        )
    return _keep(greeting, at, by, published=published)


def _write_call_type(call_type: CallType, entry: CallTypeEntry, at: datetime, by: User | None, *, published: bool) -> CallType:
    own_person(call_type.customer, entry.put_through_to, field="put_through_to")
    if entry.rota is not None and entry.rota.customer_id != call_type.customer_id:
        raise ValidationError({"rota": _("This rota does not belong to the customer.")})
    if CallType.Measure.PUT_THROUGH in entry.measures and entry.put_through_to is None:
        raise ValidationError({"put_through_to": _("Choose to whom these calls are put through.")})
    if CallType.Measure.CHAIN in entry.measures and entry.rota is None:
        raise ValidationError({"rota": _("Choose the rota whose people are called one after the other.")})
    if not set(entry.measures) <= set(CallType.Measure.values):
        raise ValidationError({"measures": _("There is no such measure.")})
    for name in ("name", "urgency", "put_through_to", "rota"):
        setattr(call_type, name, getattr(entry, name))
    call_type.measures = list(entry.measures)
    return _keep(call_type, at, by, published=published)


def _write_instruction(instruction: Instruction, entry: InstructionEntry, at: datetime, by: User | None, *, published: bool) -> Instruction:
    customer = instruction.customer
    own_person(customer, entry.person)
    if entry.call_type is not None and entry.call_type.customer_id != customer.pk:
        raise ValidationError({"call_type": _("This call type does not belong to the customer.")})
    fill_window(instruction, entry)
    for name in ("kind", "text", "subject", "person", "call_type", "valid_from", "valid_until", "set_by", "answer_kind", "required"):
        setattr(instruction, name, getattr(entry, name))
    instruction.subject = " ".join(entry.subject.split())
    instruction.choices = [choice.strip() for choice in entry.choices if choice.strip()]
    instruction.changed_at = at
    instruction.full_clean(validate_unique=False)
    _check_instruction(instruction, at)
    return _keep(instruction, at, by, published=published)


def _check_instruction(instruction: Instruction, at: datetime) -> None:
    rule = instruction.as_rule()
    never = _("It would never hold: the end must lie after the beginning, and in the future.")
    texts = {
        Problem.EMPTY_TEXT: {"text": _("Write what operators are to do.")},
        Problem.ENDS_BEFORE_START: {"valid_until": never},
        Problem.ENDED_ALREADY: {"valid_until": never},
        Problem.NEVER_HOLDS: {"weekdays": _("It would never hold: none of these days and times lies between beginning and end.")},
    }
    for problem in problems(rule, at=at):
        raise ValidationError(texts[problem])
    if instruction.kind == InstructionKind.ASK:
        _check_question(instruction)
    others = (other.as_rule() for other in instruction.customer.instructions.exclude(pk=instruction.pk))
    if ties := conflicts(rule, others):
        raise ValidationError(
            {
                "subject": _(
                    "“%(text)s” holds at the same time and is just as specific. Give one of them another subject, "
                    "another time, a person or a call type."
                )
                % {"text": ties[0].other.text[:80]}
            }
        )


def _check_question(instruction: Instruction) -> None:
    few = _("Enter at least two choices, one on each line.")
    texts = {
        QuestionProblem.EMPTY_LABEL: {"text": _("Write the question.")},
        QuestionProblem.TOO_FEW_CHOICES: {"choices": few},
        QuestionProblem.EMPTY_CHOICE: {"choices": few},
        QuestionProblem.DUPLICATE_CHOICE: {"choices": _("A choice stands here twice.")},
        QuestionProblem.CHOICES_NOT_ASKED_FOR: {"choices": _("Choices belong to the answer “choice” only.")},
    }
    for problem in question_problems(instruction.as_question()):
        raise ValidationError(texts[problem])


# --- writing -----------------------------------------------------------------------------------------------------------


def _keep(row: Row, at: datetime, by: User | None, *, published: bool) -> Row:
    save(row)
    if published:
        publish_row(row, by, at)
    else:
        tell(row.customer, at)
    return row
