"""For how long billing data are kept, and because of what: reads invoices, accounts, reminders and cases, and asks `domain.holds`.

Two questions are answered, each with the same few queries for however many: of invoices (`holds_of`), and of records of usage
(`held_usage`). What is held for one invoice or record never holds another.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache
from typing import TypeVar
from uuid import UUID

from django.db.models import Q, Value

from vorzimmer.billing.models import AccountEntry, Allocation, Document, RatedMonth, UsageRecord
from vorzimmer.claims.models import Case, CaseRecord, ReminderLine
from vorzimmer.domain import holds as rules
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.cases import CaseKind
from vorzimmer.domain.days import berlin_date, end_of_month
from vorzimmer.domain.holds import Base, Due, Facts, Kept, Numbers, Settling, Stretch
from vorzimmer.privacy.policies import policy_text

AT_ONCE = 5000
"""So many ids stand in one question: databases take no more than some ten thousand."""

T = TypeVar("T")


@cache
def numbers() -> Numbers:
    """Give the numbers of the policy, read once."""
    return rules.read_policy(policy_text("holds.toml"))


def base_of(document: Document) -> Base:
    """Say the last day of the six months of the data behind an invoice."""
    return rules.base_of(document.sent_on, document.last, numbers())


# --- invoices ------------------------------------------------------------------------------------------------------------


def holds_of(documents: Iterable[Document], day: date) -> dict[UUID, Kept | Due]:
    """Say of each invoice whether what it bills is kept on this day, and why. Records that a case names may be kept longer."""
    return {pk: rules.usage_until(facts, day, numbers()) for pk, facts in facts_of(documents).items()}


def facts_of(documents: Iterable[Document]) -> dict[UUID, Facts]:
    """Read what decides for invoices: sending, account, demands and objections. Four queries."""
    documents = list(documents)
    ids = [document.pk for document in documents]
    unpaid, demands, objections = _unpaid(ids), _demands(ids), _objections(ids)
    return {
        document.pk: Facts(
            sent_on=document.sent_on,
            performed_until=document.last,
            unpaid=unpaid.get(document.pk, ()),
            demands=demands[document.pk],
            objections=objections[document.pk],
        )
        for document in documents
    }


def _unpaid(ids: Sequence[UUID]) -> Mapping[UUID, Sequence[Stretch]]:
    """Say when each invoice was unpaid: by value dates, and until a settlement was undone."""
    found: dict[UUID, Sequence[Stretch]] = {}
    for some in batches(ids):
        owed = AccountEntry.objects.filter(document__in=some, kind=EntryKind.INVOICE, reversed_by=None, reverses=None)
        entries = {pk: (document, cents, day) for pk, document, cents, day in owed.values_list("pk", "document", "amount", "day")}
        settled: defaultdict[UUID, list[Settling]] = defaultdict(list)
        allocations = Allocation.objects.filter(debit__in=entries).values_list("debit", "amount", "credit__value_on", "undone_at")
        for debit, cents, value_on, undone_at in allocations:
            until = None if undone_at is None else berlin_date(undone_at)
            settled[debit].append(Settling(cents=cents, since=value_on, until=until))
        for pk, (document, cents, day) in entries.items():
            tolerance = rules.number(numbers(), "tolerance_cents", day)
            found[document] = rules.unpaid_stretches(cents, day, settled[pk], tolerance=tolerance)
    return found


def _demands(ids: Sequence[UUID]) -> Mapping[UUID, list[date]]:
    """Say when payment of each invoice was demanded, by letters that left and did not come back."""
    found: defaultdict[UUID, list[date]] = defaultdict(list)
    for some in batches(ids):
        lines = ReminderLine.objects.filter(claim__document__in=some, reminder__level__in=rules.DEMANDS, reminder__returned_on=None)
        for document, sent_on in lines.order_by("reminder__sent_on").values_list("claim__document", "reminder__sent_on"):
            if sent_on is not None:
                found[document].append(sent_on)
    return found


def _objections(ids: Sequence[UUID]) -> Mapping[UUID, list[Stretch]]:
    found: defaultdict[UUID, list[Stretch]] = defaultdict(list)
    for some in batches(ids):
        rows = Case.objects.filter(document__in=some, kind=CaseKind.DISPUTE).values_list("document", "raised_on", "resolved_on")
        for document, since, until in rows.order_by("raised_on"):
            found[document].append(Stretch(since=since, until=until))
    return found


# --- records of usage ------------------------------------------------------------------------------------------------------


def held_usage(ids: Iterable[UUID], day: date) -> dict[UUID, Kept | Due]:
    """Say of each record of usage whether it is kept on this day, and why; ids that there are not are not in it. Six queries.

    A record that no document took counts from the end of its month: it must not be kept because somebody forgot to bill it.
    """
    found: dict[UUID, Kept | Due] = {}
    for some in batches(list(ids)):
        found |= _held(some, day)
    return found


def _held(ids: Sequence[UUID], day: date) -> dict[UUID, Kept | Due]:
    rows: list[tuple[UUID, datetime, UUID | None]]
    rows = list(UsageRecord.objects.filter(pk__in=ids).values_list("pk", "occurred_at", "rated__document"))
    documents = Document.objects.filter(pk__in={document for _pk, _at, document in rows if document is not None})
    of_documents = facts_of(documents.only("pk", "sent_on", "last"))
    cases = _cases([pk for pk, _at, _document in rows])
    found = {}
    for pk, occurred_at, document in rows:
        unbilled = Facts(sent_on=None, performed_until=end_of_month(berlin_date(occurred_at)))
        facts = of_documents[document] if document is not None else unbilled
        named = cases[pk]
        facts = replace(facts, incidents=named[CaseKind.INCIDENT], abuses=named[CaseKind.ABUSE])
        found[pk] = rules.usage_until(facts, day, numbers())
    return found


def _cases(ids: Sequence[UUID]) -> Mapping[UUID, Mapping[CaseKind, list[Stretch]]]:
    """Say which incidents and abuses name each record. They hold from the day on which they were recorded, and no day before."""
    found: defaultdict[UUID, defaultdict[CaseKind, list[Stretch]]] = defaultdict(lambda: defaultdict(list))
    rows = CaseRecord.objects.filter(usage__in=ids).order_by("case__created_at")
    for usage, kind, created_at, until in rows.values_list("usage", "case__kind", "case__created_at", "case__resolved_on"):
        found[usage][CaseKind(kind)].append(Stretch(since=berlin_date(created_at), until=until))
    return found


# --- for reads -------------------------------------------------------------------------------------------------------------


def held_rows(at: datetime) -> Q:
    """Say of records of usage in the database's terms which are held at a moment. One query where nobody is in arrears or objects.

    Only invoices of which payment was demanded or to which somebody objected can hold, and records that a case names: they are few.
    """
    day = berlin_date(at)
    billed = Document.objects.order_by().filter(Q(claim__lines__isnull=False) | Q(cases__isnull=False), last__lt=day)
    named = CaseRecord.objects.filter(Q(case__resolved_on=None) | Q(case__resolved_on__gte=day)).order_by()
    found = list(billed.values_list("pk", Value(0)).union(named.values_list("usage", Value(1))))
    documents = Document.objects.filter(pk__in=[pk for pk, is_record in found if not is_record]).only("pk", "sent_on", "last")
    invoices = [pk for pk, kept in holds_of(documents, day).items() if isinstance(kept, Kept)] if found else []
    records = [pk for pk, kept in held_usage({pk for pk, is_record in found if is_record}, day).items() if isinstance(kept, Kept)]
    return Q(rated__in=RatedMonth.objects.filter(document__in=invoices)) | Q(pk__in=records)


def batches(ids: Sequence[T]) -> Iterator[Sequence[T]]:
    """Give ids in parts that a database takes."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]
