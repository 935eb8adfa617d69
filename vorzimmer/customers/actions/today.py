"""What holds for today only: said in a sentence, live at once, over by itself."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.customers.actions.entries import InstructionEntry
from vorzimmer.customers.actions.orders import add_instruction, remove_order
from vorzimmer.customers.actions.publishing import entry_of
from vorzimmer.customers.models import Customer, Instruction
from vorzimmer.domain.days import berlin_date, end_of_day
from vorzimmer.domain.instructions import InstructionKind, subject_key
from vorzimmer.domain.publishing import Entry


@transaction.atomic
def order_for_today(customer: Customer, text: str, at: datetime, *, by: User, until: datetime | None = None) -> Instruction:
    """Publish a sentence that holds until midnight in Berlin, or until an earlier moment, and nothing else of the draft.

    Each has a subject of its own, so that it stands beside the standing instructions instead of replacing one. What is over goes.
    """
    if not text.strip():
        raise ValidationError({"text": _("Write what operators are to do today.")})
    midnight = end_of_day(berlin_date(at))
    end = until or midnight
    if end <= at:
        raise ValidationError({"until": _("This moment is over. Enter a later one today, or leave it out for midnight.")})
    if end > midnight:
        raise ValidationError({"until": _("That is not today any more. For a longer time add an instruction with dates.")})
    _forget_what_is_over(customer, at, by)
    entry = InstructionEntry(text=text.strip(), subject=_free_subject(customer), valid_from=at, valid_until=end, set_by=by.name)
    return add_instruction(customer, entry, at, by=by)


def is_for_today(entry: Entry) -> bool:
    """Whether an entry of a document is for one day only: it begins and ends on the same day, whoever calls and why."""
    start, end = entry.get("valid_from"), entry.get("valid_until")
    if entry["kind"] != InstructionKind.DO or not (start and end and entry.get("set_by")) or entry.get("person") or entry.get("call_type"):
        return False
    begins = datetime.fromisoformat(start)
    return begins < datetime.fromisoformat(end) <= end_of_day(berlin_date(begins))


def _forget_what_is_over(customer: Customer, at: datetime, by: User) -> None:
    for row in customer.instructions.filter(valid_until__lte=at):
        if is_for_today(entry_of(row)):
            remove_order(row, at, by=by)


def _free_subject(customer: Customer) -> str:
    """Find a subject that nothing else has, in the language of the customer's telephone."""
    taken = {subject_key(subject) for subject in customer.instructions.values_list("subject", flat=True)}
    with translation.override(customer.language):
        name = _("Today only")
    names = (name if number == 1 else f"{name} ({number})" for number in range(1, len(taken) + 2))
    return next(each for each in names if subject_key(each) not in taken)
