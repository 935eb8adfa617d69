"""What must be told to whom a claim was given: it arises from the facts alone, is reported through the one door, and ends with proof."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.models import Allocation
from vorzimmer.claims.models import Case, Claim, Duty, HandOver
from vorzimmer.claims.packing import packed
from vorzimmer.claims.payloads import list_for, values_of_report
from vorzimmer.claims.reading import Reading, reading, readings
from vorzimmer.domain.accounts import EntryKind, StandingCode
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure import DisclosurePurpose, Evidence, Ground
from vorzimmer.domain.disclosure_duties import OPEN_SENTENCES, DutyKind, Proof, check_closing, duty_due
from vorzimmer.domain.dunning import CLOSED, Event, Stage
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.privacy.disclosing import NotDisclosed, Subject, disclose
from vorzimmer.privacy.envelopes import BadKey, encrypted_for
from vorzimmer.privacy.policies import disclosure_rules

NORM = "Art. 19 GDPR"
"""Who got data is told what was corrected, erased or restricted in them."""
_OBJECTIONS = frozenset({Event.ORDER_OBJECTED, Event.ENFORCEMENT_OBJECTED})


# --- arising -----------------------------------------------------------------------------------------------------------------


def note_changes(at: datetime) -> int:
    """Write what recipients must be told, for all claims that somebody has; returns how many duties arose. Safe to begin anew."""
    over = Q(claim__stage__in=CLOSED) & ~Q(settled_on=None)
    given = HandOver.objects.filter(withdrawn_on=None).exclude(over).select_related("recipient").order_by("claim_id", "made_at")
    by_claim = {claim: list(rows) for claim, rows in groupby(given, key=lambda row: row.claim_id)}
    found = readings(Claim.objects.filter(pk__in=by_claim), berlin_date(at))
    return sum(_note(each, row, at) for each in found for row in by_claim[each.claim.pk])


def note_changes_of(claim: Claim, at: datetime) -> int:
    """Write what recipients must be told about one claim."""
    given = list(HandOver.objects.filter(claim=claim, withdrawn_on=None).select_related("recipient"))
    if not given:
        return 0
    found = reading(claim, berlin_date(at))
    return sum(_note(found, row, at) for row in given)


def arise(  # noqa: PLR0913  (each is a column)
    given: HandOver, kind: DutyKind, what: str, arose_on: date, at: datetime, *, cents: int | None = None
) -> bool:
    """Write that a recipient must be told something, once for each `what`; says whether it was written now."""
    _duty, is_new = Duty.objects.get_or_create(
        key=f"{given.pk}:{what}",
        defaults={
            "hand_over": given,
            "kind": kind.value,
            "cents": cents,
            "arose_on": arose_on,
            "due_on": duty_due(kind, arose_on, disclosure_rules(arose_on).duties),
            "made_at": at,
        },
    )
    return is_new


def _note(found: Reading, given: HandOver, at: datetime) -> int:
    changed = _changed(found, given, at)
    news = [*([changed] if changed is not None else []), *_objections(found, given)]
    return sum(arise(given, each.kind, each.what, each.on, at, cents=each.cents) for each in news)


@dataclass(frozen=True, slots=True, kw_only=True)
class _News:
    """What a recipient must be told, since when, and what is open now."""

    kind: DutyKind
    what: str
    on: date
    cents: int | None = None


def _changed(found: Reading, given: HandOver, at: datetime) -> _News | None:
    """Say whether something else is open than the recipient knows."""
    told = [duty for duty in given.duties.order_by("made_at", "pk") if duty.cents is not None]
    known = told[-1].cents if told else given.cents
    is_closed = found.standing.is_closed
    now = 0 if is_closed else found.open
    if now == known:
        return None
    moved = list(_moved(found, given))
    since = max((when for when, _kind in moved), default=at)
    by_credit_note = bool(moved) and max(moved)[1] == EntryKind.CREDIT_NOTE
    return _News(kind=_kind_of(found, now, known or 0, by_credit_note), what=f"amount:{len(told)}:{now}", on=berlin_date(since), cents=now)


def _kind_of(found: Reading, now: int, known: int, by_credit_note: bool) -> DutyKind:  # noqa: FBT001  (a private step)
    if found.standing.stage is Stage.WRITTEN_OFF or found.account.code is StandingCode.CANCELLED:
        return DutyKind.WITHDRAWN  # nobody is to go on with what was given up or was never owed
    if now == 0:
        return DutyKind.SETTLED
    return DutyKind.CORRECTED if now > known or by_credit_note else DutyKind.PART_PAYMENT


def _moved(found: Reading, given: HandOver) -> Iterator[tuple[datetime, str]]:
    """Name when something settled the invoice since, or settles it no more, and what."""
    rows = Allocation.objects.filter(Q(at__gt=given.made_at) | Q(undone_at__gt=given.made_at), debit__document=found.document)
    for row in rows.select_related("credit"):
        yield row.undone_at or row.at, row.credit.kind


def _objections(found: Reading, given: HandOver) -> Iterator[_News]:
    """Name the disputes and objections that came after the hand-over; a dispute is one, whether it is a case, a pause or both."""
    new = Q(created_at__gt=given.made_at)
    if not given.despite:  # what nobody knew of when it was given away came later, whatever its clock says
        new |= Q(resolved_on=None)
    for pk, created_at in Case.objects.filter(new, document=found.document, kind="dispute").values_list("pk", "created_at"):
        yield _News(kind=DutyKind.OBJECTED, what=f"objected:{pk}", on=berlin_date(max(created_at, given.made_at)))
    for pause in found.pauses:
        if pause.kind == PauseKind.DISPUTE and pause.case_id is None and pause.at > given.made_at:
            yield _News(kind=DutyKind.OBJECTED, what=f"objected:{pause.pk}", on=berlin_date(pause.at))
    for row in found.log:
        if row.kind in _OBJECTIONS and row.at > given.made_at:
            yield _News(kind=DutyKind.OBJECTED, what=f"objected:{row.pk}", on=berlin_date(row.at))


# --- telling and closing -------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_report(duty: Duty, at: datetime, *, by: User) -> Duty:
    """Make the file that tells the recipient, encrypted for him, with its line in the register. Made twice it stays as it was."""
    duty = Duty.objects.select_for_update(of=("self",)).select_related("hand_over__recipient", "hand_over__claim").get(pk=duty.pk)
    if duty.disclosure_id is not None or duty.done_on is not None:
        return duty
    given, found = duty.hand_over, reading(duty.hand_over.claim, berlin_date(at))
    values = values_of_report(duty, found)
    try:
        disclosed = disclose(
            given.recipient,
            purpose=DisclosurePurpose.FOLLOW_UP,
            values=values,
            allow_list=list_for(values, given.recipient, found),
            gate=None,
            ground=Ground.LEGAL_OBLIGATION,
            evidence=Evidence(norm=NORM, document=found.document.number, earlier=str(given.disclosure_id)),
            subject=Subject(ref=given.claim.customer_ref, number=given.claim.customer_number),
            at=at,
            by=by,
        )
        duty.file = encrypted_for(given.recipient.age_key, packed(disclosed.payload, made_on=found.day))
    except NotDisclosed as refused:
        raise ValidationError(refused.says.said(_)) from None
    except BadKey as bad:
        raise ValidationError(bad.says.said(_)) from None
    duty.disclosure = disclosed.entry
    duty.save(update_fields=["file", "disclosure"])
    return duty


@transaction.atomic
def close_duty(duty: Duty, proof: str, on: date, at: datetime, *, by: User) -> Duty:
    """Note that the recipient was told, with the proof of it; without one, or with one from before, it stays open (ValidationError)."""
    duty = Duty.objects.select_for_update(of=("self",)).select_related("hand_over").get(pk=duty.pk)
    if duty.done_on is not None:
        return duty
    kind, day = DutyKind(duty.kind), berlin_date(at)
    days = disclosure_rules(duty.arose_on).duties
    answer = check_closing(kind, duty.arose_on, Proof(on=on, reference=proof), day=day, days=days)
    if isinstance(answer, Refused):
        raise ValidationError({"proof": _(OPEN_SENTENCES[answer.reason])})
    duty.done_on, duty.proof, duty.by, duty.file = on, proof.strip()[:120], by, None
    duty.save(update_fields=["done_on", "proof", "by", "file"])
    if kind is DutyKind.SETTLED:
        HandOver.objects.filter(pk=duty.hand_over_id).update(settled_on=on)
    return duty


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many duties are open, and how many of them are late."""

    count: int
    late: int


def waiting_duties(day: date) -> Waiting:
    """Count what recipients still must be told on a day."""
    due = list(Duty.objects.filter(done_on=None).values_list("due_on", flat=True))
    return Waiting(count=len(due), late=sum(on < day for on in due))


def all_duties() -> QuerySet[Duty]:
    """Give what recipients must be or were told, what is due first first, with what a list shows of them and without what is sealed."""
    rows = Duty.objects.select_related("hand_over__recipient", "hand_over__claim__document", "by")
    return rows.defer("file", "hand_over__file", *(f"hand_over__claim__document__{name}" for name in ("terms", "xml", "pdf")))


def open_duties() -> QuerySet[Duty]:
    """Give what recipients still must be told."""
    return all_duties().filter(done_on=None)
