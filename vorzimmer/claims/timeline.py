"""What happened about a claim in the order of its days: the invoice, letters, payments, direct debits, pauses, cases, stages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from vorzimmer.billing.models import AccountEntry, Allocation
from vorzimmer.claims.costs import INTEREST, LUMP_SUM
from vorzimmer.claims.models import Case, Pause, Reminder
from vorzimmer.claims.reading import Reading
from vorzimmer.claims.words import EVENTS, PAUSES, PROOFS
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.collecting import CAME_BACK
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.default import Proof
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.dunning_pauses import PauseKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing on its day: what it was, more about it, cents, who noted it. `reminder` and `case` are what it leads to."""

    on: date
    text: Any
    detail: str = ""
    cents: int | None = None
    by: str = ""
    is_stage: bool = False
    reminder: Reminder | None = None
    case: Case | None = None


def timeline(found: Reading) -> list[Moment]:
    """Give all that is known of a claim until its day, the newest last. Three queries."""
    moments = [
        *_invoice(found),
        *_log(found),
        *_letters(found),
        *_money(found),
        *_debits(found),
        *(moment for pause in found.pauses for moment in _pause(pause, found.day)),
        *_cases(found),
    ]
    return sorted((moment for moment in moments if moment.on <= found.day), key=lambda moment: moment.on)


def _invoice(found: Reading) -> Iterator[Moment]:
    document = found.document
    yield Moment(on=document.issued_on, text=_("invoice was issued"), detail=document.number, cents=document.gross)
    if document.sent_on is not None:
        yield Moment(on=document.sent_on, text=_("invoice was sent"))
    if document.seen_on is not None:
        yield Moment(on=document.seen_on, text=_("customer opened the invoice in the portal"))
    if found.claim.received_on is not None and found.claim.proof:
        yield Moment(on=found.claim.received_on, text=_("invoice arrived"), detail=str(PROOFS[Proof(found.claim.proof)]))
    yield Moment(on=document.due_on, text=_("invoice was due"))


def _log(found: Reading) -> Iterator[Moment]:
    for row in found.log:
        by = row.by.name if row.by is not None else ""
        yield Moment(on=row.on, text=EVENTS[Event(row.kind)], detail=row.reference, by=by, is_stage=True, reminder=_letter_of(row, found))


def _letter_of(row: Any, found: Reading) -> Reminder | None:
    return next((letter for letter in found.reminders if letter.pk == row.reminder_id), None)


def _letters(found: Reading) -> Iterator[Moment]:
    for letter in found.reminders:
        if letter.received_on is not None and letter.proof:
            yield Moment(on=letter.received_on, text=_("letter arrived"), detail=str(PROOFS[Proof(letter.proof)]), reminder=letter)
        if letter.returned_on is not None:
            yield Moment(on=letter.returned_on, text=_("letter came back"), reminder=letter)


def _money(found: Reading) -> Iterator[Moment]:
    active = Allocation.objects.filter(undone_at=None, debit__document=found.document, debit__kind=EntryKind.INVOICE)
    for each in active.select_related("credit"):
        yield Moment(on=each.credit.value_on, text=each.credit.get_kind_display(), detail=each.credit.reference, cents=-each.amount)
    for entry in AccountEntry.objects.filter(document=found.document, kind=EntryKind.FEE).select_related("booked_by"):
        if entry.key.startswith((INTEREST, LUMP_SUM)) or entry.reverses_id is not None:
            by = entry.booked_by.name if entry.booked_by is not None else ""
            yield Moment(on=entry.day, text=_("costs were booked"), detail=entry.reason, cents=entry.amount, by=by)


def _debits(found: Reading) -> Iterator[Moment]:
    for debit in found.collections:
        if debit.state in CAME_BACK and debit.returned_on is not None:
            yield Moment(on=debit.returned_on, text=_("direct debit came back"), detail=debit.end_to_end, cents=debit.amount)
        else:
            yield Moment(on=berlin_date(debit.created_at), text=_("direct debit was planned"), detail=debit.end_to_end, cents=debit.amount)


def _pause(row: Pause, day: date) -> Iterator[Moment]:
    kind = PAUSES[PauseKind(row.kind)]
    by = row.by.name if row.by is not None else ""
    yield Moment(on=row.since, text=_("pause: %(kind)s") % {"kind": kind}, detail=row.reference, by=by, case=row.case)
    ended = row.ended_on or row.until
    if ended is not None and (row.ended_on is not None or ended < day):
        yield Moment(on=ended, text=_("end of the pause: %(kind)s") % {"kind": kind})


def _cases(found: Reading) -> Iterator[Moment]:
    for case in Case.objects.filter(document=found.document).defer("text", "resolution"):
        yield Moment(on=case.raised_on, text=_("customer raised a dispute"), detail=f"{case.number}", cents=case.amount, case=case)
        if case.resolved_on is not None:
            yield Moment(on=case.resolved_on, text=_("dispute was resolved"), detail=f"{case.number}", case=case)
