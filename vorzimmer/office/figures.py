"""What the start page says in numbers. Sums only: no single call, no caller, and of operators only what they are doing now."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from vorzimmer.accounts.models import User
from vorzimmer.calls.models import Call, Presence
from vorzimmer.customers.models import Customer, DialIn, Enquiry
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.calls import CONNECTED, WAITING, CallState
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.delivery import DeliveryState
from vorzimmer.domain.roles import Role
from vorzimmer.office.requests_shown import due_soon

SLOW = timedelta(minutes=2)
"""A message that should have left so long ago is late: a worker or a server stands still."""
NOTES_LOOK_BACK = timedelta(days=7)
NUMBERS_LOOK_BACK = timedelta(days=30)
_WROTE = {CallState.CLOSED, CallState.HANDED_OVER}
_ORDER = ("talking", "ringing", "wrap-up", "free", "break", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The calls of one Berlin day. `wait`: what half of those who were answered waited at most, from the offer to the answer."""

    offered: int
    answered: int
    abandoned: int
    wait: timedelta | None

    @property
    def share(self) -> int | None:
        """Give the answered ones in whole per cent, rounded down: 100 means all. None without calls."""
        return self.answered * 100 // self.offered if self.offered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """What an operator is doing at this moment; nothing of before is shown, because nobody is watched."""

    name: str
    state: str
    label: str

    @property
    def tone(self) -> str:
        """Give the tone of the chip."""
        return "neutral" if self.state == "off" else self.state


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """Whether calls are answered, and by whom."""

    today: Day
    yesterday: Day
    waiting: int
    longest: timedelta
    operators: Sequence[AtWork]

    @property
    def at_work(self) -> int:
        return sum(operator.state != "off" for operator in self.operators)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownNumber:
    """A number that was called and leads to nobody."""

    called: str
    count: int
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What waits for the owner."""

    dead: int
    late: int
    unknown_calls: int
    without_note: Sequence[tuple[UUID, str, int]]
    incomplete: Sequence[Customer]
    wishes: int
    enquiries: int = 0
    """People who asked something over the website and wait, or of whom nobody has heard for long."""
    requests: int = 0
    """Requests of data subjects that press."""
    reviews: int = 0
    """Orders of customers that wait for the agency."""

    @property
    def calls_without_note(self) -> int:
        return sum(count for _id, _name, count in self.without_note)

    @property
    def nothing(self) -> bool:
        waits = self.unknown_calls or self.without_note or self.incomplete or self.wishes or self.reviews or self.enquiries or self.requests
        return not (self.dead or self.late or waits)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    state: CallState
    customer: UUID | None
    operator: UUID | None
    offered_at: datetime
    answered: bool
    wait_ms: int


def now_at(at: datetime) -> Now:
    """Count the calls of today and yesterday, who waits, and who is at work."""
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    before = (midnight - timedelta(hours=12)).replace(hour=0)  # the day before may have 23 or 25 hours
    rows = _rows(before, at)
    waiting = [row.offered_at for row in rows if row.state in WAITING and row.customer]
    return Now(
        today=_day([row for row in rows if row.offered_at >= midnight]),
        yesterday=_day([row for row in rows if row.offered_at < midnight]),
        waiting=len(waiting),
        longest=at - min(waiting, default=at),
        operators=_operators(rows),
    )


def _rows(start: datetime, end: datetime) -> list[_Row]:
    names = ("state", "customer_id", "operator_id", "offered_at", "answered_at", "queue_ms", "ring_ms")
    return [
        _Row(
            state=CallState(state),
            customer=customer,
            operator=operator,
            offered_at=offered_at,
            answered=answered_at is not None,
            wait_ms=queue_ms + ring_ms,
        )
        for state, customer, operator, offered_at, answered_at, queue_ms, ring_ms in Call.objects.between(
            start, end + timedelta(seconds=1)
        ).values_list(*names)
    ]


def _day(rows: Sequence[_Row]) -> Day:
    """Count what was offered to customers; a call that was refused to a number of nobody is none."""
    ours = [row for row in rows if row.customer and row.state is not CallState.REJECTED]
    waits = [row.wait_ms for row in ours if row.answered]
    return Day(
        offered=len(ours),
        answered=len(waits),
        abandoned=sum(row.state is CallState.ABANDONED for row in ours),
        wait=timedelta(milliseconds=median(waits)) if waits else None,
    )


def _operators(rows: Sequence[_Row]) -> list[AtWork]:
    states: dict[UUID, set[CallState]] = {}
    for row in rows:
        if row.operator is not None:
            states.setdefault(row.operator, set()).add(row.state)
    people = User.objects.active().filter(role=Role.OPERATOR).select_related("presence")
    found = [_at_work(person, states.get(person.pk, set())) for person in people]
    return sorted(found, key=lambda operator: (_ORDER.index(operator.state), operator.name))


def _at_work(person: User, states: set[CallState]) -> AtWork:
    presence: Presence | None = getattr(person, "presence", None)
    label: object
    if states & CONNECTED:
        state, label = "talking", _("in a call")
    elif CallState.RINGING in states:
        state, label = "ringing", _("telephone rings")
    elif states & {CallState.WRAP_UP, CallState.TRANSFERRED}:
        state, label = "wrap-up", _("wrap-up")
    elif presence is None:
        state, label = "off", Presence.State.OFF.label
    else:
        state, label = str(presence.state), presence.get_reason_display() if presence.reason else presence.get_state_display()
    return AtWork(name=person.name, state=state, label=str(label))


def needs_at(at: datetime) -> Needs:
    """Gather what somebody must take care of."""
    outbox = OutboxMessage.objects.filter(state=DeliveryState.DEAD) | OutboxMessage.objects.filter(not_before__lt=at - SLOW)
    states = list(outbox.order_by().values_list("state", flat=True))
    dead = states.count(DeliveryState.DEAD)
    active = Customer.objects.filter(active=True)
    incomplete = active.filter(dial_ins=None) | active.filter(greetings=None)
    wishes, reviews = Customer.objects.all().waiting()
    return Needs(
        dead=dead,
        late=len(states) - dead,
        unknown_calls=sum(number.count for number in unknown_numbers(at)),
        without_note=_without_note(at),
        incomplete=list(incomplete.distinct().order_by("short_name")),
        wishes=wishes,
        reviews=reviews,
        enquiries=Enquiry.objects.waiting(at).count(),
        requests=due_soon(berlin_date(at)),
    )


def _without_note(at: datetime) -> list[tuple[UUID, str, int]]:
    """Count answered calls that are over and of which nobody wrote why there is no note, by customer."""
    calls = Call.objects.between(at - NOTES_LOOK_BACK, at).filter(
        state__in=_WROTE, customer__isnull=False, answered_at__isnull=False, unwritten="", note=None
    )
    counted = Counter(calls.values_list("customer_id", "customer__short_name"))
    return [(customer, name, count) for (customer, name), count in counted.most_common()]


def unknown_numbers(at: datetime) -> list[UnknownNumber]:
    """Give the numbers that lead to nobody now and were called in the last 30 days, the most called first."""
    calls = list(Call.objects.to_unknown_numbers().filter(offered_at__gte=at - NUMBERS_LOOK_BACK).values_list("called", "offered_at"))
    known = set(DialIn.objects.filter(number__in={called for called, _at in calls}).values_list("number", flat=True))
    last: dict[str, datetime] = {}
    for called, offered_at in calls:
        last.setdefault(called, offered_at)
    counted = Counter(called for called, _at in calls if called not in known)
    return [UnknownNumber(called=called, count=count, last=last[called]) for called, count in counted.most_common()]
