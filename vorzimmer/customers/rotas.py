"""Rotas as the rules read them, who is on call, and who on a rota could not be reached. Everything of a rota is read with one question."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext as _

from vorzimmer.customers.holidays import holidays_of
from vorzimmer.customers.models import Channel, Customer, Person
from vorzimmer.customers.models import Rota as RotaRow
from vorzimmer.customers.wording import day_in_full, week
from vorzimmer.domain import rotas as rules
from vorzimmer.domain.days import Holidays, Span, berlin_date
from vorzimmer.domain.hours import HolidayRule, Open, OpeningHours, Window, opening
from vorzimmer.domain.publishing import opening_hours_of

AHEAD = timedelta(days=14)
"""So far ahead the screens show who is on call."""

_COLUMNS = {
    "rota": F("id"),
    "shift": F("shifts__id"),
    "weekdays": F("shifts__weekdays"),
    "start": F("shifts__start"),
    "end": F("shifts__end"),
    "on_holidays": F("shifts__on_holidays"),
    "turn": F("shifts__turn"),
    "hand_over": F("shifts__hand_over"),
    "anchor": F("shifts__anchor"),
    "member": F("shifts__members__id"),
    "place": F("shifts__members__position"),
    "person": F("shifts__members__person_id"),
    "override": F("ahead__id"),
    "override_start": F("ahead__start"),
    "override_end": F("ahead__end"),
    "override_person": F("ahead__person_id"),
    "stands_by": F("fallback__id"),
    "stands_by_place": F("fallback__position"),
    "stands_by_name": F("fallback__name"),
}


@dataclass(slots=True)
class _Found:
    """What the rows of one rota say, each thing once."""

    escalate_after: int
    rounds: int
    shifts: dict[UUID, Mapping[str, Any]] = field(default_factory=dict)
    members: dict[UUID, dict[tuple[int, int], UUID]] = field(default_factory=dict)
    overrides: dict[UUID, rules.Override] = field(default_factory=dict)
    fallback: dict[tuple[int, str, UUID], UUID] = field(default_factory=dict)


def rules_of(rotas: Iterable[UUID], at: datetime) -> dict[UUID, rules.Rota]:
    """Read rotas by their ids; overrides that are over at `at` are left out. One question to the database."""
    ahead = FilteredRelation("overrides", condition=Q(overrides__end__gt=at))
    rows = RotaRow.objects.filter(pk__in=list(rotas)).annotate(ahead=ahead).order_by()
    found: dict[UUID, _Found] = {}
    for row in cast("Iterable[Mapping[str, Any]]", rows.values("escalate_after", "rounds", **_COLUMNS)):
        _take(found.setdefault(row["rota"], _Found(row["escalate_after"], row["rounds"])), row)
    return {key: _rule(rota) for key, rota in found.items()}


def rota_rule(rota: RotaRow, at: datetime) -> rules.Rota:
    """Give a rota the form that the rules read."""
    return rules_of([rota.pk], at)[rota.pk]


def _take(found: _Found, row: Mapping[str, Any]) -> None:
    if row["shift"] is not None:
        found.shifts.setdefault(row["shift"], row)
    if row["member"] is not None:
        found.members.setdefault(row["shift"], {})[row["place"], row["member"]] = row["person"]
    if row["override"] is not None:
        span = Span(start=row["override_start"], end=row["override_end"])
        found.overrides[row["override"]] = rules.Override(id=str(row["override"]), span=span, person=row["override_person"])
    if row["stands_by"] is not None:
        found.fallback[row["stands_by_place"], row["stands_by_name"], row["stands_by"]] = row["stands_by"]


def _rule(found: _Found) -> rules.Rota:
    shifts = [
        shift_rule(str(key), row, tuple(person for _at, person in sorted(found.members.get(key, {}).items())))
        for key, row in found.shifts.items()
    ]
    return rules.Rota(
        shifts=tuple(sorted(shifts, key=lambda shift: (shift.anchor, shift.id))),
        overrides=tuple(sorted(found.overrides.values(), key=lambda override: (override.span.start, override.id))),
        fallback=tuple(person for _at, person in sorted(found.fallback.items())),
        escalate_after=timedelta(minutes=found.escalate_after),
        rounds=found.rounds,
    )


def shift_rule(key: str, row: Mapping[str, Any], members: tuple[UUID, ...]) -> rules.Shift:
    """Give a shift the form that the rules read; `row` has the columns of the model `Shift`. Raises ValueError for an impossible window."""
    hand_over: time = row["hand_over"]
    anchor: date = row["anchor"]
    return rules.Shift(
        id=key,
        members=members,
        anchor=anchor,
        window=Window(
            weekdays=frozenset(int(day) for day in row["weekdays"]),
            start=row["start"],
            end=row["end"],
            on_holidays=HolidayRule(row["on_holidays"]),
        ),
        turn=rules.Turn(row["turn"]),
        hand_over=hand_over,
    )


# --- what the screens show ---------------------------------------------------------------------------------------------


class WarnBecause(StrEnum):
    """Why somebody on a rota may not be reached."""

    NO_WAY = "no_way"
    NOT_DELIVERED = "not_delivered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Warning:  # noqa: A001  (of this room, it is what it is)
    """Somebody on the rota who has no working channel."""

    person: Person
    because: WarnBecause


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who is on call for a time; `person` None is nobody."""

    span: Span
    person: Person | None
    because: rules.OnCallBecause | rules.NobodyBecause
    id: str = ""
    """Of the exception, where it is one."""
    is_open: bool = False
    """Whether the customer's opening hours cover all of it: then somebody is there anyway."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidShift:
    """A shift in words."""

    id: str
    when: str
    details: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaNow:
    """A rota with who is on call now, the next two weeks, and what is wrong with it."""

    rota: RotaRow
    rule: rules.Rota
    turns: Sequence[Turn]
    chain: Sequence[Person]
    warnings: Sequence[Warning]
    shifts: Sequence[SaidShift]
    overrides: Sequence[Turn]

    @property
    def now(self) -> Turn:
        """Who is on call now."""
        return self.turns[0]

    @property
    def gaps(self) -> Sequence[Turn]:
        """When nobody is on call in the next two weeks, and nobody is there by the opening hours."""
        return [turn for turn in self.turns if turn.person is None and not turn.is_open]


def rotas_now(customer: Customer, at: datetime, *, dead: Collection[UUID] = ()) -> list[RotaNow]:
    """Say of all rotas of a customer who is on call. `dead` are the channels whose last letter could not be delivered."""
    rows = list(customer.rotas.all())
    if not rows:
        return []
    found = rules_of([row.pk for row in rows], at)
    people = {person.pk: person for person in customer.people.all()}
    holidays = holidays_of(customer.land, berlin_date(at).year)
    hours = opening_hours_of(customer.orders.document if customer.orders else {})
    around = _Around(at=at, holidays=holidays, people=people, ways=Ways.of(customer, people.values(), dead), hours=hours)
    return [_now(row, found[row.pk], around) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """How the people of a customer can be reached: channels of their own, of the customer as a whole, and numbers."""

    working: Mapping[UUID, Collection[str]]
    silenced: Collection[UUID]
    """People whose last letter could not be delivered, and no other channel of theirs works."""

    @classmethod
    def of(cls, customer: Customer, people: Iterable[Person], dead: Collection[UUID]) -> "Ways":
        """Read the channels; `dead` are those whose last letter could not be delivered."""
        people = list(people)
        channels = [(channel, channel.pk in dead) for channel in Channel.objects.filter(customer=customer, active=True)]
        everybody = [str(channel.pk) for channel, is_dead in channels if channel.person_id is None and not is_dead]
        own = {person.pk: [(str(c.pk), is_dead) for c, is_dead in channels if c.person_id == person.pk] for person in people}
        alive = {key: [name for name, is_dead in mine if not is_dead] + everybody for key, mine in own.items()}
        numbers = {person.pk: [person.transfer_number] if person.transfer_number else [] for person in people}
        lost = any(channel.person_id is None and is_dead for channel, is_dead in channels)
        silenced = {key for key, mine in own.items() if not alive[key] and (mine or lost)}
        return cls(working={key: alive[key] + numbers[key] for key in own}, silenced=silenced)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What all rotas of a customer have in common at a moment."""

    at: datetime
    holidays: Holidays
    people: Mapping[UUID, Person]
    ways: Ways
    hours: OpeningHours

    def is_open(self, span: Span) -> bool:
        """Whether the customer is open all the time. Unlimited spans are not asked about."""
        if span.start is None or span.end is None:
            return False
        stands = opening(self.hours, span.start, self.holidays)
        return isinstance(stands, Open) and (stands.until is None or span.end <= stands.until)


def _now(row: RotaRow, rule: rules.Rota, around: _Around) -> RotaNow:
    people, ways = around.people, around.ways
    turns = [
        Turn(
            span=stretch.span,
            person=people.get(stretch.person) if stretch.person else None,
            because=stretch.because,
            is_open=stretch.person is None and around.is_open(stretch.span),
        )
        for stretch in rules.plan(rule, around.at, around.at + AHEAD, around.holidays)
    ]
    none = rules.unreachable(rule, ways.working)
    silenced = [person for person in rules.unreachable(rule, {}) if person in ways.silenced]
    warned = dict.fromkeys([*none, *silenced])
    return RotaNow(
        rota=row,
        rule=rule,
        turns=turns,
        chain=[people[person] for person in rules.chain(rule, around.at, around.holidays) if person in people],
        warnings=[
            Warning(person=people[key], because=WarnBecause.NOT_DELIVERED if key in ways.silenced else WarnBecause.NO_WAY)
            for key in warned
            if key in people
        ],
        shifts=[_said(shift, people) for shift in rule.shifts],
        overrides=[
            Turn(
                id=override.id,
                span=override.span,
                person=people.get(override.person) if override.person else None,
                because=rules.OnCallBecause.OVERRIDE,
            )
            for override in rule.overrides
        ],
    )


def _said(shift: rules.Shift, people: Mapping[UUID, Person]) -> SaidShift:
    names = ", ".join(people[person].name for person in shift.members if person in people)
    every = _("every day") if shift.turn is rules.Turn.DAY else _("every week")
    turn = _("takes turns %(every)s at %(clock)s, first on %(day)s") % {
        "every": every,
        "clock": f"{shift.hand_over:%H:%M}",
        "day": day_in_full(shift.anchor),
    }
    alone = len(shift.members) == 1
    return SaidShift(id=shift.id, when=week(shift.window), details=[names or _("nobody"), *([] if alone else [turn])])
