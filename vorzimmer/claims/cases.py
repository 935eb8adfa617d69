"""Cases as they are read: lists by who looks for them, what one holds in numbers, what happened to it, which invoices can be disputed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from vorzimmer.accounts.models import User
from vorzimmer.billing.document_lists import Search as DocumentSearch
from vorzimmer.billing.document_lists import Wanted as WantedDocuments
from vorzimmer.billing.document_lists import documents
from vorzimmer.billing.models import Document, DocumentState, UsageRecord
from vorzimmer.claims.holds import base_of, held_usage
from vorzimmer.claims.models import Case
from vorzimmer.customers.models import Customer
from vorzimmer.domain.case_log import LogEntry, read_log
from vorzimmer.domain.cases import CaseKind, CaseState
from vorzimmer.domain.holds import Due, Hold, Kept
from vorzimmer.domain.invoices import DocumentKind
from vorzimmer.privacy.errors import KeyDestroyed

SEALED = ("text", "resolution")
RECENT_WEEKS = 8
"""So long somebody objects to an invoice that he has paid without looking for it in old ones."""
LONGEST_NUMBER = 9
"""Digits of the largest number of a case that a database takes."""


class Wanted(StrEnum):
    """How a case that is looked for stands."""

    OPEN = "open"
    DUE = "due"
    RESOLVED = "resolved"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is looked for; blank does not matter. `unowned`: only what nobody deals with.

    `text` is part of the customer's name or number, or of the invoice's number, or the number of the case.
    """

    kind: str = ""
    state: str = Wanted.OPEN
    owner: UUID | None = None
    unowned: bool = False
    text: str = ""


def found(search: Search, day: date) -> QuerySet[Case]:
    """Find cases: open ones by the day on which they are looked at again, others the latest first. Without their words."""
    rows = (
        Case.objects.defer(*SEALED)
        .select_related("owner", "document")
        .defer(*SEALED, *(f"document__{name}" for name in ("terms", "xml", "pdf")))
    )
    if search.kind:
        rows = rows.filter(kind=search.kind)
    if search.unowned or search.owner is not None:
        rows = rows.filter(owner=search.owner)
    if search.text:
        rows = rows.filter(_holding(search.text))
    match search.state:
        case Wanted.DUE:
            return _due(rows, day).order_by("review_on", "number")
        case Wanted.RESOLVED:
            return rows.exclude(resolved_on=None).order_by("-resolved_on", "-number")
        case Wanted.ALL:
            return rows.order_by("-raised_on", "-number")
    return rows.filter(resolved_on=None).order_by("review_on", "number")


def _holding(text: str) -> Q:
    people = Customer.objects.holding(text, ("name", "short_name")).values("pk")
    wanted = Q(customer_number__icontains=text) | Q(customer_ref__in=people) | Q(document__number__icontains=text)
    return wanted | Q(number=int(text)) if text.isdecimal() and len(text) <= LONGEST_NUMBER else wanted


def _due(rows: QuerySet[Case], day: date) -> QuerySet[Case]:
    """Narrow to what `domain.cases.review_due` says."""
    return rows.filter(resolved_on=None, review_on__lte=day)


def due_count(day: date) -> int:
    """Count the cases that somebody has to look at."""
    return _due(Case.objects.all(), day).count()


def records_of(cases: Iterable[Case]) -> dict[UUID, int]:
    """Count the records of usage behind cases that are still there: those of the invoice, or those that are named. Two questions."""
    cases = list(cases)
    by_document = dict(
        UsageRecord.objects.filter(rated__document__in={case.document_id for case in cases if case.document_id})
        .values_list("rated__document")
        .annotate(number=Count("id"))
        .order_by()
    )
    named = dict(
        Case.objects.filter(pk__in=[case.pk for case in cases if case.document_id is None])
        .values_list("pk")
        .annotate(number=Count("records"))
        .order_by()
    )
    return {case.pk: by_document.get(case.document_id, 0) if case.document_id else named.get(case.pk, 0) for case in cases}


# --- what a case holds -----------------------------------------------------------------------------------------------------


class Holding(StrEnum):
    """What a case does with the data behind it."""

    HOLDS = "holds"
    TOO_LATE = "too_late"
    RELEASED = "released"
    GONE = "gone"
    NO_RECORDS = "no_records"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldBy:
    """What a case holds on a day. `base` is the last day on which the data would be there without it; of several, the first.

    `until` is the last day now, None while something holds them; `others` are the other holds, on `otherwise` of the records.
    """

    code: Holding
    records: int = 0
    base: date | None = None
    until: date | None = None
    others: tuple[Hold, ...] = ()
    otherwise: int = 0


OWN = {CaseKind.DISPUTE: Hold.OBJECTION, CaseKind.INCIDENT: Hold.INCIDENT, CaseKind.ABUSE: Hold.ABUSE}


def held_by(case: Case, day: date) -> HeldBy:
    """Say what a case holds on a day."""
    answers = _answers(case, day)
    if not answers and case.document_id is not None and not _had_records(case):
        return HeldBy(code=Holding.NO_RECORDS)
    kept = [answer for answer in answers if isinstance(answer, Kept)]
    missed = _missed(case)
    if not kept:
        return HeldBy(code=Holding.GONE if missed is None else Holding.TOO_LATE, base=missed)
    base = min(answer.base.until for answer in answers)
    held_by_others = [{*answer.because} - {OWN[CaseKind(case.kind)]} for answer in kept]
    others = tuple(hold for hold in Hold if any(hold in holding for holding in held_by_others))
    until = None if any(answer.until is None for answer in kept) else max(answer.until for answer in kept if answer.until is not None)
    code = Holding.RELEASED if case.resolved_on is not None else Holding.HOLDS if missed is None else Holding.TOO_LATE
    return HeldBy(code=code, records=len(kept), base=base, until=until, others=others, otherwise=sum(map(bool, held_by_others)))


def _missed(case: Case) -> date | None:
    """Give the last day of the six months if an open dispute came after it."""
    if case.resolved_on is not None or case.document is None:
        return None
    until = could_hold_until(case.document)
    return until if case.raised_on > until else None


def _answers(case: Case, day: date) -> list[Kept | Due]:
    """Ask the rule for each record that is still there."""
    if case.document_id is None:
        return list(held_usage(case.records.values_list("usage", flat=True), day).values())
    return list(held_usage(UsageRecord.objects.filter(rated__document=case.document_id).values_list("pk", flat=True), day).values())


def _had_records(case: Case) -> bool:
    """Whether usage was behind an invoice: what was billed from usage has a rated month."""
    return case.document is not None and case.document.months.exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What was said and how it was resolved; blank when nobody said anything, and `are_erased` when the contract is over (R-BEA)."""

    text: str = ""
    resolution: str = ""
    are_erased: bool = False


def words_of(case: Case) -> Words:
    """Open the words of a case. They end with the contract, and the case may last longer."""
    try:
        return Words(text=case.text, resolution=case.resolution, are_erased=case.words_gone)
    except KeyDestroyed:
        return Words(are_erased=True)


# --- what happened to it ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """An entry of the log with the people in it; None: nobody, or somebody who is no user any more."""

    entry: LogEntry
    by: User | None
    owner: User | None


def timeline(case: Case) -> list[Happened]:
    """Say what happened to a case, the latest first. One question."""
    entries = read_log(case.log)
    people = User.objects.in_bulk({pk for entry in entries for pk in (entry.by, entry.owner) if pk is not None})
    shown = [
        Happened(
            entry=entry,
            by=people.get(entry.by) if entry.by else None,
            owner=people.get(entry.owner) if entry.owner else None,
        )
        for entry in entries
    ]
    return shown[::-1]


# --- invoices that can be disputed, and are --------------------------------------------------------------------------------


def disputable(customer: Customer, day: date) -> list[Document]:
    """Give the invoices of a customer to which somebody may object on the telephone: unpaid ones, and those of the last eight weeks."""
    owed = Document.objects.filter(customer_ref=customer.pk).exclude(kind=DocumentKind.CREDIT_NOTE).exclude(state=DocumentState.CANCELLED)
    unpaid = documents(DocumentSearch(state=WantedDocuments.OPEN, customer=customer.pk), day).values("pk")
    wanted = owed.filter(Q(pk__in=unpaid) | Q(issued_on__gt=day - timedelta(weeks=RECENT_WEEKS)))
    return list(wanted.defer("terms", "xml", "pdf").order_by("-issued_on", "-number"))


def disputes_of(ids: Iterable[UUID]) -> dict[UUID, Case]:
    """Give the dispute of each invoice that has one, of several the open one or the latest. Without its words."""
    rows = Case.objects.filter(document__in=list(ids), kind=CaseKind.DISPUTE).defer(*SEALED).order_by("number")
    disputes: dict[UUID, Case] = {}
    for case in rows:
        standing = disputes.get(case.document_id) if case.document_id else None
        if case.document_id is not None and (standing is None or standing.resolved_on is not None):
            disputes[case.document_id] = case
    return disputes


def state_of(case: Case) -> CaseState:
    """Say how a case stands."""
    return CaseState.OPEN if case.resolved_on is None else CaseState.RESOLVED


def could_hold_until(document: Document) -> date:
    """Say the last day on which an objection to an invoice holds the data behind it."""
    return base_of(document).until
