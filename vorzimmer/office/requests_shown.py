"""Requests of data subjects in words: how much they press, what comes next and why, what happened, what would become of the data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from vorzimmer.claims.models import Claim
from vorzimmer.customers.contract_ends import contract_runs
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.requests import CARRIED_OUT, WITH_EXPORT, Event, PersonKind, RequestKind, State, Urgency, hand_over_by, possible
from vorzimmer.office.request_forms import REFUSED
from vorzimmer.privacy.erasing import Fate, fates
from vorzimmer.privacy.gathering import gather
from vorzimmer.privacy.models import DataRequest, RequestEvent
from vorzimmer.privacy.models.requests import IDENTITIES
from vorzimmer.privacy.request_deeds import RECEIVED, subject_of
from vorzimmer.privacy.table_words import table_name

TONES = {Urgency.IN_TIME: "free", Urgency.TARGET_PASSED: "wait", Urgency.ALARM: "wait", Urgency.LATE: "danger"}
HAPPENED: Mapping[str, Any] = {
    RECEIVED: gettext_lazy("Received"),
    Event.IDENTITY_ASKED: gettext_lazy("Asked who it is"),
    Event.IDENTIFIED: gettext_lazy("It is certain who asks"),
    Event.SEARCHED: gettext_lazy("Searched what is held"),
    Event.EXPORTED: gettext_lazy("Copy made"),
    Event.CARRIED_OUT: gettext_lazy("Carried out"),
    Event.TOLD: gettext_lazy("A recipient was told"),
    Event.EXTENDED: gettext_lazy("Extended by two months"),
    Event.HANDED_OVER: gettext_lazy("Handed over to the customer"),
    Event.ORDERED: gettext_lazy("The customer ordered the erasure"),
    Event.ANSWERED: gettext_lazy("The answer was given"),
    Event.REFUSED: gettext_lazy("Refused"),
    Event.WITHDRAWN: gettext_lazy("Withdrawn"),
}
CARRY = {
    RequestKind.RECTIFICATION: gettext_lazy("Corrected"),
    RequestKind.ERASURE: gettext_lazy("Erase"),
    RequestKind.RESTRICTION: gettext_lazy("Restrict"),
    RequestKind.OBJECTION: gettext_lazy("Stop it"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A request of the list: its clock in words, and how it looks. `is_covered`: who asks is not shown."""

    request: DataRequest
    clock: str
    tone: str
    is_covered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What comes next: the deed (its address), what the button says, and why."""

    deed: str
    action: Any
    because: str


def row(request: DataRequest, today: date, *, is_covered: bool = False) -> Row:
    """Say how a request stands today."""
    if not request.is_open:
        return Row(request=request, clock=str(request.get_state_display()), tone="free", is_covered=is_covered)
    days = (request.due_on - today).days
    if days < 0:
        clock = ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    elif days == 0:
        clock = _("due today")
    else:
        clock = ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}
    return Row(request=request, clock=clock, tone=TONES[request.urgency_on(today)], is_covered=is_covered)


def covered_customer(request: DataRequest) -> UUID | None:
    """Give the customer for whose professional secrecy it is covered who asks and what: of callers, where he is bound (§203 StGB)."""
    return covered_customers([request]).get(request.pk)


def covered_customers(requests: Sequence[DataRequest]) -> dict[UUID, UUID]:
    """The same for many requests: customers by the ids of those requests of which something is covered. Asks only if callers ask."""
    of_callers = {each.pk: each.customer_ref for each in requests if each.person_kind == PersonKind.CALLER and each.customer_ref}
    if not of_callers:
        return {}
    secret = set(Customer.objects.filter(pk__in=set(of_callers.values()), secrecy=True).values_list("pk", flat=True))
    return {pk: customer for pk, customer in of_callers.items() if customer in secret}


def due_soon(today: date) -> int:
    """Count the open requests that press: the target has passed, or more."""
    open_ones = DataRequest.objects.open().only("received_on", "extended_because", "state")
    return sum(1 for each in open_ones if each.urgency_on(today) is not Urgency.IN_TIME)


def next_step(request: DataRequest) -> Next | None:
    """Say what comes next. None: it is over, or somebody else has to do something."""
    state, kind = State(request.state), RequestKind(request.kind)
    if request.person_kind == PersonKind.CALLER:
        return _next_of_caller(request, state)
    if state in {State.RECEIVED, State.IDENTITY_ASKED}:
        because = _("Only who he says he is may get something. Ask by a way that is in the file already.")
        return Next(deed="identify", action=_("It is certain who asks"), because=because)
    if state is State.IDENTIFIED:
        return Next(deed="search", action=_("Search"), because=_("Now look what is held about the person, in all records."))
    return _next_in_work(request, kind) if state is State.IN_WORK else None


def _next_in_work(request: DataRequest, kind: RequestKind) -> Next | None:
    if request.found and kind in WITH_EXPORT and not request.has(Event.EXPORTED):
        because = _("The person gets a copy. It can be fetched once, within 24 hours.")
        return Next(deed="copy", action=_("Make the copy"), because=because)
    if request.found and kind in CARRIED_OUT and not request.has(Event.CARRIED_OUT):
        return Next(deed="carry", action=CARRY[kind], because=_("It is done now what the person asked for, or the request is refused."))
    if request.duties.filter(done_on=None).exists():
        return None
    return Next(deed="answer", action=_("Give the answer"), because=_("All is done: the person is told."))


def _next_of_caller(request: DataRequest, state: State) -> Next | None:
    if state is not State.RECEIVED:
        return None
    by = berlin_date(hand_over_by(request.received_at))
    because = _("The customer is responsible for what his callers say. He gets the request within 48 hours, by %(day)s.") % {
        "day": f"{by:%d.%m.%Y}"
    }
    return Next(deed="hand-over", action=_("Hand over to the customer"), because=because)


def deeds(request: DataRequest) -> list[str]:
    """Name the deeds that are possible, beside the next one."""
    names = {
        Event.IDENTITY_ASKED: "ask",
        Event.SEARCHED: "search",
        Event.EXTENDED: "extend",
        Event.REFUSED: "refuse",
        Event.WITHDRAWN: "withdraw",
    }
    may = possible(State(request.state), PersonKind(request.person_kind))
    found = [name for event, name in names.items() if event in may]
    if request.extended_because and "extend" in found:
        found.remove("extend")
    coming = next_step(request)
    return [name for name in found if coming is None or name != coming.deed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """A line of the log in words."""

    line: RequestEvent
    says: str
    detail: str


def timeline(request: DataRequest) -> list[Happened]:
    """Say what happened, in order."""
    return [
        Happened(line=line, says=str(HAPPENED[line.event]), detail=_detail(line))
        for line in request.log.select_related("by").order_by("id")
    ]


def _detail(line: RequestEvent) -> str:
    if line.event == Event.IDENTIFIED:
        return str({code.value: name for code, name in IDENTITIES.items()}.get(line.detail, ""))
    if line.event == Event.SEARCHED and line.detail:
        count = int(line.detail)
        return ngettext("%(count)d record", "%(count)d records", count) % {"count": count} if count else _("nothing is held")
    if line.event == Event.REFUSED:
        return str({code.value: name for code, name in REFUSED.items()}.get(line.detail, ""))
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What one table holds, in words; of an erasure also what becomes of it."""

    name: str
    count: int
    goes: bool
    kept: Sequence[str]


def held(request: DataRequest) -> list[Held]:
    """Say what is held about the person that was found, table by table."""
    if request.subject_ref is None and request.person_kind != PersonKind.CALLER:
        return []
    pieces = gather(subject_of(request))
    found = fates(pieces, PersonKind(request.person_kind), contract_runs=still_needed(request))
    return [_held(fate) for fate in found]


def _held(fate: Fate) -> Held:
    return Held(
        name=table_name(fate.table),
        count=fate.count,
        goes=fate.goes,
        kept=tuple(dict.fromkeys(str(REFUSED[why]) for why in fate.kept.values())),
    )


def still_needed(request: DataRequest) -> bool:
    """Whether a customer's file is needed: his contract runs, or a claim on him is open (Art. 17(1)(a), (3)(e))."""
    if request.person_kind != PersonKind.CUSTOMER or request.subject_ref is None:
        return False
    has_claim = Claim.objects.filter(customer_ref=request.subject_ref, closed_on=None).exists()
    return has_claim or contract_runs(request.subject_ref, berlin_date(request.received_at))
