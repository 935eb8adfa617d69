"""Direct debits as they are read: what is planned and what stands in its way, what comes and came back, which mandates lapse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vorzimmer.billing.accounts import ON_ITS_WAY, item_of, with_settled
from vorzimmer.billing.debiting import mandate_rules
from vorzimmer.billing.models import AccountEntry, Collection, DebitFile, Mandate
from vorzimmer.customers.models import BankAccount, Customer
from vorzimmer.domain import sepa
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.collecting import CAME_BACK, CollectionState
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.debit_files import Facts, FileState, Plan, plan

_DAY = timedelta(days=1)
SOON_LAPSING = 90 * _DAY
"""A mandate that lapses within so many days is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A planned direct debit, and what becomes of it if a file were made now."""

    collection: Collection
    customer: Customer | None
    plan: Plan

    @property
    def is_less(self) -> bool:
        """Whether a part was paid meanwhile."""
        return self.plan.obstacle is None and self.plan.amount < self.collection.amount

    @property
    def says(self) -> str:
        """What stands in the way, in the language of the reader; blank when nothing does."""
        return "" if self.plan.says is None else self.plan.says.said(_)

    @property
    def is_moved(self) -> bool:
        """Whether the bank cannot be given it in time for the announced day."""
        return self.plan.due_on != self.collection.due_on


def planned(at: datetime) -> list[Planned]:
    """List what waits to be put in a file, by due day and number. Seven queries, however many."""
    waiting = Collection.objects.filter(state=CollectionState.PLANNED, file=None).select_related("document", "mandate")
    return plans_of(list(waiting), at)


def plans_of(collections: Sequence[Collection], at: datetime, *, not_before: date | None = None) -> list[Planned]:
    """Say of planned direct debits what becomes of them today, ordered by the day on which each would be due."""
    today, facts = berlin_date(at), facts_of(collections)
    customers = Customer.objects.in_bulk({collection.customer_ref for collection in collections})
    found = [
        Planned(
            collection=collection,
            customer=customers.get(collection.customer_ref),
            plan=plan(facts[collection.pk], today, not_before=not_before),
        )
        for collection in collections
    ]
    return sorted(found, key=lambda each: (each.plan.due_on, each.collection.end_to_end))


def facts_of(collections: Sequence[Collection]) -> dict[UUID, Facts]:
    """Gather what the rules ask of planned direct debits, by their ids. Their document and mandate must be fetched."""
    opens = open_of([collection.document_id for collection in collections])
    rules = mandate_rules(collection.mandate for collection in collections)
    current = current_references(collection.customer_ref for collection in collections)
    return {
        collection.pk: Facts(
            amount=collection.amount,
            due_on=collection.due_on,
            open=opens.get(collection.document_id, 0),
            mandate=rules[collection.mandate_id],
            is_cancelled=collection.document.state == "cancelled",
            has_new_account=current.get(collection.customer_ref, collection.mandate.reference) != collection.mandate.reference,
        )
        for collection in collections
    }


def open_of(documents: Iterable[UUID]) -> dict[UUID, int]:
    """Say how many cents of each invoice are open. One query."""
    entries = with_settled(AccountEntry.objects.filter(document__in=list(documents), kind=EntryKind.INVOICE, reverses=None))
    return {entry.document_id: item_of(entry).open for entry in entries}


def current_references(customers: Iterable[UUID]) -> dict[UUID, str]:
    """Say by which mandate each customer pays now. Who has no account, or whose file is erased, is missing."""
    accounts = BankAccount.objects.filter(customer__in=set(customers), ended_on=None).order_by("created_at")
    return dict(accounts.values_list("customer", "mandate_reference"))


# --- for the customer -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """A direct debit that will be drawn from a customer's account, as announced; cents."""

    number: str
    amount: int
    due_on: date
    mandate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CameBack:
    """A direct debit that came back and whose invoice is still open; cents. Why it came back is not told here."""

    number: str
    amount: int
    open: int
    on: date | None
    again_on: date | None


def upcoming(customer_ref: UUID) -> list[Upcoming]:
    """List what is still to be drawn from a customer's account, the next one first. One query."""
    rows = Collection.objects.filter(customer_ref=customer_ref, state__in=ON_ITS_WAY).select_related("document", "mandate")
    return [
        Upcoming(number=row.document.number, amount=row.amount, due_on=row.due_on, mandate=row.mandate.reference)
        for row in rows.order_by("due_on", "end_to_end")
    ]


def returned(customer_ref: UUID) -> list[CameBack]:
    """List a customer's direct debits that came back and are not paid, the last attempt of each invoice, the newest first."""
    rows = Collection.objects.filter(customer_ref=customer_ref).select_related("document").order_by("document", "attempt")
    last_back: dict[UUID, Collection] = {}
    again: dict[UUID, date] = {}
    for row in rows:
        if row.state in CAME_BACK:
            last_back[row.document_id] = row
            again.pop(row.document_id, None)
        elif row.state in ON_ITS_WAY:
            again[row.document_id] = row.due_on
    opens = open_of(last_back)
    found = [
        CameBack(
            number=row.document.number,
            amount=row.amount,
            open=opens.get(document_id, 0),
            on=row.returned_on,
            again_on=again.get(document_id),
        )
        for document_id, row in last_back.items()
        if opens.get(document_id, 0) > 0
    ]
    return sorted(found, key=lambda back: (back.on or date.min, back.number), reverse=True)


def are_suspended(references: Sequence[str]) -> bool:
    """Whether nothing is collected by one of these mandates until the customer has done something. One query."""
    return bool(references) and Mandate.objects.filter(reference__in=references).exclude(suspended_because="").exists()


# --- for the office -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateShown:
    """A mandate as it stands on a day. `refused` says why nothing may be collected under it, `lapses_on` is its last day if unused."""

    mandate: Mandate
    customer: Customer | None
    refused: sepa.MandateRefusedBecause | None
    lapses_on: date | None
    lapses_soon: bool


def shown(mandates: Iterable[Mandate], day: date) -> list[MandateShown]:
    """Say how mandates stand on a day. Three queries, however many."""
    mandates = list(mandates)
    rules = mandate_rules(mandates)
    customers = Customer.objects.in_bulk({mandate.customer_ref for mandate in mandates})
    return [_shown(mandate, rules[mandate.pk], customers.get(mandate.customer_ref), day) for mandate in mandates]


def _shown(mandate: Mandate, rule: sepa.Mandate, customer: Customer | None, day: date) -> MandateShown:
    answer, lapses = sepa.mandate_on(rule, day), sepa.lapses_on(rule)
    return MandateShown(
        mandate=mandate,
        customer=customer,
        refused=answer.reason if isinstance(answer, Refused) else None,
        lapses_on=lapses,
        lapses_soon=rule.ended_on is None and lapses is not None and day <= lapses <= day + SOON_LAPSING,
    )


def lapsing(day: date) -> list[MandateShown]:
    """List the mandates that hold and lapse soon, the first to lapse first."""
    waiting = [each for each in shown(Mandate.objects.filter(ended_on=None), day) if each.lapses_soon]
    return sorted(waiting, key=lambda each: (each.lapses_on or day, each.mandate.reference))


def mandates(text: str = "", *, ended: bool = False, suspended: bool = False) -> QuerySet[Mandate]:
    """Give the mandates that have ended or have not, of those perhaps only the suspended ones; `text` is of a reference or a number."""
    found = Mandate.objects.exclude(ended_on=None) if ended else Mandate.objects.filter(ended_on=None)
    if suspended:
        found = found.exclude(suspended_because="")
    if text:
        found = found.filter(Q(customer_number__icontains=text) | Q(reference__icontains=text))
    return found.order_by("customer_number", "-created_at")


def came_back() -> QuerySet[Collection]:
    """Give what came back, the newest first."""
    rows = Collection.objects.filter(state__in=CAME_BACK).select_related("document", "mandate")
    return rows.order_by("-returned_on", "-due_on", "-end_to_end")


def to_submit(day: date) -> list[DebitFile]:
    """List the files that the bank must have by tomorrow, or should have had: the most urgent first."""
    waiting = DebitFile.objects.filter(state__in=(FileState.MADE, FileState.APPROVED), submit_by__lte=day + _DAY)
    return list(waiting.order_by("submit_by", "message_id").defer("xml"))


def sums_of(rows: Iterable[Planned]) -> Mapping[date, int]:
    """Add up what can be collected, by the day on which it would be due; cents."""
    found: dict[date, int] = {}
    for row in rows:
        if row.plan.obstacle is None:
            found[row.plan.due_on] = found.get(row.plan.due_on, 0) + row.plan.amount
    return found
