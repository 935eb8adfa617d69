"""Deeds on cases: a dispute, an incident or an abuse is raised, given to somebody, looked at again, resolved, opened again.

Each is one transaction. A dispute makes the claim about its invoice rest; a claim that is opened later asks `rest_for_disputes`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.models import Document, DocumentState, UsageRecord
from vorzimmer.claims.actions.duties import note_changes_of
from vorzimmer.claims.holds import base_of, batches, held_usage, numbers
from vorzimmer.claims.models import Case, CaseRecord, Claim, Pause
from vorzimmer.customers.contract_ends import is_over
from vorzimmer.customers.models import Customer
from vorzimmer.domain import cases as rules
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.case_log import RAISED, LogEntry, as_data, state_of
from vorzimmer.domain.cases import CaseEvent, CaseKind, CaseState, NotRaised, NotReopened, NotResolved
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.holds import Due
from vorzimmer.domain.invoices import DocumentKind
from vorzimmer.domain.roles import Role

PAUSE = "dispute"
"""The kind of pause that a dispute makes (`domain.dunning`)."""
OWNERS = frozenset({Role.OWNER, Role.ACCOUNTANT})
"""Who may deal with a case."""
LONGEST = 2000
MOST_RECORDS = 5000
_TRIES = 5

RAISED_AT: Mapping[NotRaised, str] = MappingProxyType(
    {
        NotRaised.AHEAD: "raised_on",
        NotRaised.BEFORE_INVOICE: "raised_on",
        NotRaised.NO_AMOUNT: "amount",
        NotRaised.TOO_MUCH: "amount",
        NotRaised.REVIEW_PAST: "review_on",
        NotRaised.REVIEW_TOO_FAR: "review_on",
    }
)
RESOLVED_AT: Mapping[NotResolved, str] = MappingProxyType(
    {
        NotResolved.OUTCOME: "outcome",
        NotResolved.NO_WORDS: "resolution",
        NotResolved.AHEAD: "on",
        NotResolved.BEFORE_RAISED: "on",
    }
)
"""At which field a refusal stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeEntry:
    """What somebody says about an invoice; codes of `domain.cases`, cents. `review_on` None: as late as is allowed."""

    ground: str
    way: str
    raised_on: date
    amount: int | None = None
    text: str = ""
    review_on: date | None = None
    owner: User | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsEntry:
    """What happened, and the ids of the records of usage that are needed. `review_on` None: as late as is allowed."""

    usage: Sequence[UUID]
    raised_on: date
    text: str = ""
    review_on: date | None = None
    owner: User | None = None


# --- raising ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def raise_dispute(document: Document, entry: DisputeEntry, *, by: User, at: datetime) -> Case:
    """Record that somebody does not agree with an invoice: it is looked at, the claim rests, and the data behind it are held.

    Opens no claim. Raises ValidationError for what the rules refuse, and while another dispute about the invoice is open.
    """
    document = Document.objects.select_for_update().defer("terms", "xml", "pdf").get(pk=document.pk)
    if entry.ground not in set(rules.Ground):
        raise ValidationError({"ground": _("Choose why the customer does not agree.")})
    if entry.way not in set(rules.Way):
        raise ValidationError({"way": _("Choose how it came.")})
    today = berlin_date(at)
    review_on = entry.review_on or rules.review_by(CaseKind.DISPUTE, today, numbers())
    answer = rules.raise_dispute(
        rules.Dispute(
            raised_on=entry.raised_on,
            review_on=review_on,
            issued_on=document.issued_on,
            gross=document.gross,
            base_until=base_of(document).until,
            amount=entry.amount,
            is_cancelled=document.state == DocumentState.CANCELLED,
            is_credit_note=document.kind == DocumentKind.CREDIT_NOTE,
        ),
        today,
        numbers(),
    )
    if isinstance(answer, Refused):
        raise _refusal(answer.reason)
    standing = Case.objects.filter(document=document, kind=CaseKind.DISPUTE, resolved_on=None).first()
    if standing is not None:
        raise ValidationError(_("Case %(number)d about this invoice is open already.") % {"number": standing.number})
    case = Case(
        kind=CaseKind.DISPUTE.value,
        customer_ref=document.customer_ref,
        customer_number=document.customer_number,
        document=document,
        amount=entry.amount,
        ground=entry.ground,
        raised_on=entry.raised_on,
        way=entry.way,
        text=_words(entry.text),
        owner=_may_own(entry.owner),
        review_on=review_on,
        created_at=at,
        created_by=by,
    )
    _write(case, by, at)
    _let_rest(case, by, at)
    return case


def open_incident(customer: Customer, entry: RecordsEntry, *, by: User, at: datetime) -> Case:
    """Record that a fault is being mended: it holds the records that it names, and no other (§12(2) TDDDG)."""
    return _about_records(CaseKind.INCIDENT, customer, entry, by=by, at=at)


def open_abuse(customer: Customer, entry: RecordsEntry, *, by: User, at: datetime) -> Case:
    """Record that abuse is being investigated: it holds the records that it names, and no other (§12(4) TDDDG)."""
    return _about_records(CaseKind.ABUSE, customer, entry, by=by, at=at)


@transaction.atomic
def _about_records(kind: CaseKind, customer: Customer, entry: RecordsEntry, *, by: User, at: datetime) -> Case:
    today = berlin_date(at)
    usage = _records_of(customer, entry.usage, today)
    review_on = entry.review_on or rules.review_by(kind, today, numbers())
    records = rules.Records(kind=kind, raised_on=entry.raised_on, review_on=review_on, number=len(usage))
    answer = rules.raise_about_records(records, today, numbers())
    if isinstance(answer, Refused):
        raise _refusal(answer.reason)
    if not entry.text.strip() and keeps_words(customer.pk, at):
        raise ValidationError({"text": _("Write in a sentence what happened: it is the reason for which the records are kept.")})
    case = Case(
        kind=kind.value,
        customer_ref=customer.pk,
        customer_number=customer.number,
        raised_on=entry.raised_on,
        text=_words(entry.text),
        owner=_may_own(entry.owner),
        review_on=review_on,
        created_at=at,
        created_by=by,
    )
    _write(case, by, at)
    CaseRecord.objects.bulk_create([CaseRecord(case=case, usage=each) for each in usage])
    return case


def _records_of(customer: Customer, wanted: Iterable[UUID], today: date) -> list[UUID]:
    """Give the records that are the customer's. Raises ValidationError for too many, and for one that is to be erased."""
    ids = list(dict.fromkeys(wanted))
    if len(ids) > MOST_RECORDS:
        raise ValidationError(
            _("That are more than %(number)d records. Choose a shorter time: a case names only what it needs.") % {"number": MOST_RECORDS}
        )
    own = [pk for some in batches(ids) for pk in UsageRecord.objects.filter(customer=customer, pk__in=some).values_list("pk", flat=True)]
    if len(own) != len(ids):
        raise ValidationError(_("Some of these records are not there any more. Choose them anew."))
    if any(isinstance(found, Due) for found in held_usage(own, today).values()):
        raise ValidationError(_("The time for which some of these records may be kept is over: they are being erased."))
    return own


def _write(case: Case, by: User, at: datetime) -> None:
    """Write a new case with the next number; without words when its contract is over. Two that are written at the same moment ask again."""
    if not keeps_words(case.customer_ref, at):
        case.text, case.words_gone = "", True
    case.log = [_entry(RAISED, case.raised_on, by, at, owner=case.owner, review_on=case.review_on)]
    for _try in range(_TRIES):
        case.number = (Case._base_manager.aggregate(last=Max("number"))["last"] or 0) + 1  # noqa: SLF001  (no number twice)
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise ValidationError(_("Too much is being recorded at this moment. Please try again."))


# --- the claim about its invoice -------------------------------------------------------------------------------------------


def _let_rest(case: Case, by: User | None, at: datetime) -> None:
    """Let the claim about the invoice of a dispute rest, if there is one that is not over; whoever has it must be told."""
    claim = Claim.objects.select_for_update(of=("self",)).filter(document=case.document_id, closed_on=None).first()
    if claim is not None:
        _pause(case, claim, by, at)
        note_changes_of(claim, at)


def rest_for_disputes(claim: Claim, at: datetime, *, by: User | None = None) -> list[Pause]:
    """Let a claim rest that was just opened if its invoice is disputed. Whoever opens a claim calls it in the same transaction."""
    open_cases = Case.objects.filter(document=claim.document_id, kind=CaseKind.DISPUTE, resolved_on=None)
    return [_pause(case, claim, by, at) for case in open_cases]


def _pause(case: Case, claim: Claim, by: User | None, at: datetime) -> Pause:
    standing = Pause.objects.filter(claim=claim, case=case, ended_on=None).first()
    return standing or Pause.objects.create(
        claim=claim, kind=PAUSE, since=berlin_date(at), review_on=case.review_on, case=case, reference=f"{case.number}", at=at, by=by
    )


# --- what happens to a case ------------------------------------------------------------------------------------------------


@transaction.atomic
def set_owner(case: Case, owner: User | None, *, by: User, at: datetime) -> Case:
    """Say who deals with it; None: nobody yet."""
    case = _locked(case, CaseEvent.GIVEN)
    if case.owner_id == (owner.pk if owner else None):
        return case
    case.owner = _may_own(owner)
    return _happened(case, _entry(CaseEvent.GIVEN, berlin_date(at), by, at, owner=owner), "owner")


@transaction.atomic
def set_review(case: Case, review_on: date, *, by: User, at: datetime) -> Case:
    """Say when it is looked at again: somebody has just looked at it."""
    case, today = _locked(case, CaseEvent.REVIEW_SET), berlin_date(at)
    answer = rules.check_review(CaseKind(case.kind), review_on, today, numbers())
    if isinstance(answer, Refused):
        raise _refusal(NotRaised(answer.reason.value))
    case.review_on = review_on
    Pause.objects.filter(case=case, ended_on=None).update(review_on=review_on)
    return _happened(case, _entry(CaseEvent.REVIEW_SET, today, by, at, review_on=review_on), "review_on")


@transaction.atomic
def resolve(case: Case, resolution: rules.Resolution, *, by: User, at: datetime) -> Case:
    """Resolve it with an outcome and in words: what it held is released on the day on which that was, and the claim goes on."""
    case, today = _locked(case, CaseEvent.RESOLVED), berlin_date(at)
    keeps = keeps_words(case.customer_ref, at)
    answer = rules.check_resolve(CaseKind(case.kind), resolution, raised_on=case.raised_on, today=today, keeps_words=keeps)
    if isinstance(answer, Refused):
        raise _refusal(answer.reason)
    case.outcome, case.resolved_on, case.resolved_by = resolution.outcome, resolution.on, by
    case.resolution = _words(resolution.words, "resolution") if keeps else ""
    Pause.objects.filter(case=case, ended_on=None).update(ended_on=today, ended_by=by)
    entry = _entry(CaseEvent.RESOLVED, resolution.on, by, at, outcome=resolution.outcome)
    return _happened(case, entry, "outcome", "resolved_on", "resolved_by", *(["resolution"] if keeps else []))


@transaction.atomic
def reopen(case: Case, *, by: User, at: datetime) -> Case:
    """Open a dispute again: it holds again, and the claim rests again. Only within the six months (`domain.cases.check_reopen`)."""
    document = None
    if case.document_id is not None:  # as raising does it: the invoice first, so that two never wait for each other
        document = Document.objects.select_for_update().defer("terms", "xml", "pdf").get(pk=case.document_id)
    case, today = _locked(case, CaseEvent.REOPENED), berlin_date(at)
    answer = rules.check_reopen(
        CaseKind(case.kind),
        base_until=None if document is None else base_of(document).until,
        today=today,
        is_cancelled=document is not None and document.state == DocumentState.CANCELLED,
    )
    if isinstance(answer, Refused):
        raise _refusal(answer.reason)
    if Case.objects.filter(document=document, kind=CaseKind.DISPUTE, resolved_on=None).exists():
        raise ValidationError(_("Another case about this invoice is open already."))
    keeps = keeps_words(case.customer_ref, at)
    case.outcome, case.resolution, case.resolved_on, case.resolved_by = "", "", None, None
    case.review_on = rules.review_by(CaseKind(case.kind), today, numbers())
    entry = _entry(CaseEvent.REOPENED, today, by, at, review_on=case.review_on)
    case = _happened(case, entry, "outcome", "resolved_on", "resolved_by", "review_on", *(["resolution"] if keeps else []))
    _let_rest(case, by, at)
    return case


def _locked(case: Case, event: CaseEvent) -> Case:
    """Lock a case to which something shall happen. Raises ValidationError when its log does not allow it."""
    case = Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    try:
        rules.step(state_of(case.log), event)
    except rules.NotPossible as refused:
        raise ValidationError(refused.says.said(_)) from None
    return case


def _happened(case: Case, entry: dict[str, str], *changed: str) -> Case:
    case.log = [*case.log, entry]
    case.save(update_fields=["log", *changed])
    return case


def _entry(  # noqa: PLR0913  (what can be said of it)
    event: str, on: date, by: User | None, at: datetime, *, owner: User | None = None, review_on: date | None = None, outcome: str = ""
) -> dict[str, str]:
    who = None if by is None else by.pk
    given_to = None if owner is None else owner.pk
    return as_data(LogEntry(event=str(event), on=on, at=at, by=who, owner=given_to, review_on=review_on, outcome=outcome))


def _may_own(owner: User | None) -> User | None:
    if owner is not None and (owner.role not in OWNERS or not owner.is_active):
        raise ValidationError({"owner": _("Only somebody who sees the money can deal with a case.")})
    return owner


def keeps_words(customer: UUID, at: datetime) -> bool:
    """Whether words about a customer's case may still be kept: they end with the contract, and the case may begin or end later (R-BEA)."""
    return not is_over(Rule.BEA, customer, at)


def _words(text: str, field: str = "text") -> str:
    said = text.strip()
    if len(said) > LONGEST:
        raise ValidationError({field: _("Please say it in at most %(number)d letters.") % {"number": LONGEST}})
    return said


def _refusal(reason: NotRaised | NotReopened | NotResolved) -> ValidationError:
    said, field = rules.says(reason).said(_), ""
    if isinstance(reason, NotRaised):
        field = RAISED_AT.get(reason, "")
    elif isinstance(reason, NotResolved):
        field = RESOLVED_AT[reason]
    return ValidationError({field: said} if field else said)


def is_open(case: Case) -> bool:
    """Whether nobody has resolved it."""
    return state_of(case.log) is CaseState.OPEN
