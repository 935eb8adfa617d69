"""Which reminders are due on a day: one letter for each customer and level about all claims that are so far; and what waits, and why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from vorzimmer.billing.accounts import SEALED
from vorzimmer.billing.actions.letters import address_of
from vorzimmer.claims.models import Claim, Reminder, ReminderLine
from vorzimmer.claims.reading import Reading, readings
from vorzimmer.customers.models import Customer
from vorzimmer.domain.dunning import CLOSED, LETTERS, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLetter:
    """A reminder that is to be written today. `customer` is None when his file is erased; `address` is blank when it goes by post."""

    customer_ref: UUID
    customer_number: str
    customer: Customer | None
    level: Event
    address: str
    readings: tuple[Reading, ...]

    @property
    def open(self) -> int:
        """What is open of the invoices, in cents."""
        return sum(each.open for each in self.readings)

    @property
    def claims(self) -> list[Claim]:
        return [each.claim for each in self.readings]

    @property
    def code(self) -> str:
        """What a form sends back to choose it."""
        return key_of(self.customer_ref, self.level, is_consumer=self.readings[0].claim.is_consumer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What there is to do on a day: `letters` to write, `prepared` ones that have not left, `waiting` claims that get none today.

    Why a claim waits, and until when, stands in its `next`.
    """

    letters: tuple[DueLetter, ...]
    prepared: tuple[Reminder, ...]
    waiting: tuple[Reading, ...]


def key_of(customer_ref: UUID, level: Event, *, is_consumer: bool) -> str:
    """Name a letter of a day. Who became a consumer or ceased to be one gets two, because other rules hold for his older claims."""
    return f"{customer_ref}:{level.value}" + (":consumer" if is_consumer else "")


def due_letters(day: date) -> Due:
    """Say who is to get which letter on a day. As many queries for many claims as for one, but for the addresses of those who get one."""
    found = readings(Claim.objects.exclude(stage__in=CLOSED).order_by("document__due_on", "document__number"), day)
    prepared = prepared_letters()
    under_way = {line.claim_id for letter in prepared for line in letter.lines.all()}
    groups: defaultdict[tuple[UUID, Event, bool], list[Reading]] = defaultdict(list)
    waiting = []
    for each in found:
        step = each.next.step
        if step in LETTERS and each.next.is_due(day) and each.claim.pk not in under_way:
            groups[each.claim.customer_ref, step, each.claim.is_consumer].append(each)
        elif each.claim.pk not in under_way:
            waiting.append(each)
    customers = Customer.objects.in_bulk([ref for ref, _level, _consumer in groups])
    letters = tuple(_letter(ref, level, each, customers.get(ref)) for (ref, level, _consumer), each in groups.items())
    return Due(letters=letters, prepared=tuple(prepared), waiting=tuple(waiting))


def _letter(ref: UUID, level: Event, found: Sequence[Reading], customer: Customer | None) -> DueLetter:
    return DueLetter(
        customer_ref=ref,
        customer_number=found[0].claim.customer_number,
        customer=customer,
        level=level,
        address="" if customer is None else address_of(customer),
        readings=tuple(found),
    )


def prepared_letters() -> list[Reminder]:
    """Give the letters that were written and have not left, the oldest first. Two queries."""
    return list(letters().filter(sent_on=None).order_by("made_at", "customer_number"))


def reminders_of(customer_ref: UUID) -> list[Reminder]:
    """Give the letters that a customer was sent, the latest first, for the portal. Two queries."""
    return list(letters_sent().filter(customer_ref=customer_ref))


def letters_sent(*, text: str = "", level: str = "") -> QuerySet[Reminder]:
    """Give the letters that left, the latest first: those of a level, and those whose customer's name or number has the text in it."""
    found = letters().filter(sent_on__isnull=False)
    if level:
        found = found.filter(level=level)
    if text:
        named = Customer.objects.filter(short_name__icontains=text).values_list("pk", flat=True)
        found = found.filter(Q(customer_ref__in=list(named)) | Q(customer_number__icontains=text))
    return found.order_by("-sent_on", "-made_at")


def letters() -> QuerySet[Reminder]:
    """Give letters with their lines, claims and invoices, without what is sealed in them. Two queries."""
    lines = ReminderLine.objects.select_related("claim__document").defer(*(f"claim__{name}" for name in SEALED))
    return Reminder.objects.defer("pdf").prefetch_related(Prefetch("lines", lines))


def is_free(claims: Iterable[Claim]) -> bool:
    """Whether none of the claims stands in a letter that was prepared and has not left."""
    return not Reminder.objects.filter(sent_on=None, lines__claim__in=list(claims)).exists()
