"""Two colleagues whom the program plays: they take their share of the calls, talk, hold, put through, write, and have a break.

What they do next follows from the database and the clock alone, so that a restart finds them where they were.
"""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from vorzimmer.accounts.models import User
from vorzimmer.calls import actions
from vorzimmer.calls.models import Call, Presence
from vorzimmer.calls.notes import save_note
from vorzimmer.customers.models import Customer
from vorzimmer.demo import tales
from vorzimmer.demo.firms import BY_NUMBER
from vorzimmer.demo.people import PLAYED
from vorzimmer.demo.tales import Tale
from vorzimmer.demo.town import Town, free_humans
from vorzimmer.domain.calls import CallState
from vorzimmer.domain.notes import Outcome, Unwritten
from vorzimmer.server.connections import usable_connections

TICK = 1.0
"""Seconds between two looks at the queue."""
LEFT_FOR_HUMANS = timedelta(seconds=25)
"""So long a call that stands on the screen of a free human operator is left alone."""
SHIFT, BREAK = (150.0, 400.0), (25.0, 60.0)
"""Seconds for which a colleague is free, and has a break."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a colleague deals with one call: always the same for the same call. Times in seconds."""

    hesitates: float
    talks: float
    holds: float | None
    writes: float

    @classmethod
    def at(cls, call: Call) -> "Manner":
        chance = Random(call.pk.int)  # noqa: S311  (a play)
        return cls(
            hesitates=chance.uniform(3, 9),
            talks=chance.uniform(14, 45),
            holds=chance.uniform(4, 9) if chance.random() < 0.3 else None,  # noqa: PLR2004  (three in ten)
            writes=chance.uniform(5, 14),
        )


class Colleagues:
    """All that are played. `clock` gives the present moment."""

    def __init__(self, town: Town, *, clock: Callable[[], datetime], played: Collection[str] = PLAYED) -> None:
        self._town = town
        self._clock = clock
        self._played = played

    def work(self, stop: threading.Event) -> None:
        """Answer calls until `stop` is set."""
        with usable_connections():
            for colleague in self._all():
                actions.be(colleague, Presence.State.FREE, self._clock())
        while not stop.wait(TICK):
            with usable_connections():
                for colleague in self._all():
                    self.act(colleague, self._clock())

    def act(self, colleague: User, at: datetime) -> None:
        """Let one colleague do what is due at this moment, at most one thing."""
        try:
            mine = list(Call.objects.in_hands_of(colleague).select_related("customer"))
            if mine:
                self._go_on(colleague, mine[0], at)
            elif self._is_free(colleague, at) and (call := self.choose(colleague, at)):
                actions.take(call.pk, colleague, at)
        except (actions.Refused, Call.DoesNotExist):
            return  # somebody was faster; the next look shows how things stand

    def choose(self, colleague: User, at: datetime) -> Call | None:
        """Choose a waiting call. Those that stand on the screens of free human operators are left to them for a while."""
        waiting = list(Call.objects.of(colleague).waiting().filter(operator=None))
        left = self._left_for_humans(waiting)
        for call in waiting:
            waits = at - call.offered_at
            if waits >= timedelta(seconds=Manner.at(call).hesitates) and (call not in left or waits >= LEFT_FOR_HUMANS):
                return call
        return None

    def _left_for_humans(self, waiting: Sequence[Call]) -> list[Call]:
        """Give the calls that humans look at: for each who is free with empty hands the one that has waited longest in the teams."""
        left: list[Call] = []
        for human in free_humans(self._played):
            teams = {team.pk for team in human.teams.all()}
            if not Call.objects.in_hands_of(human).exists():
                left += [call for call in waiting if call.team_id in teams and call not in left][:1]
        return left

    def _is_free(self, colleague: User, at: datetime) -> bool:
        """Have a break after some time, and come back; say whether a call may be taken."""
        presence = Presence.objects.get(user=colleague)
        chance = Random(f"{colleague.pk} {presence.since}")  # noqa: S311  (a play)
        free = presence.state == Presence.State.FREE
        if at - presence.since < timedelta(seconds=chance.uniform(*(SHIFT if free else BREAK))):
            return free
        reason = chance.choice([Presence.Reason.PAUSE, Presence.Reason.LUNCH, Presence.Reason.MEETING])
        actions.be(colleague, Presence.State.BREAK if free else Presence.State.FREE, at, reason=reason)
        return False

    def _go_on(self, colleague: User, call: Call, at: datetime) -> None:
        manner, in_state = Manner.at(call), (at - call.since).total_seconds()
        match CallState(call.state):
            case CallState.TALKING:
                self._talk(colleague, call, manner, at)
            case CallState.HELD if in_state >= (manner.holds or 0):
                actions.hold(call.pk, colleague, on=False)
            case CallState.WRAP_UP | CallState.TRANSFERRED if in_state >= manner.writes:
                self._write(colleague, call, at)

    def _talk(self, colleague: User, call: Call, manner: Manner, at: datetime) -> None:
        talked = (at - (call.answered_at or at)).total_seconds()
        tale = self._tale(call, at)
        person = tale.story.person if tale and tale.story.outcome is Outcome.PUT_THROUGH else ""
        if talked >= manner.talks:
            actions.end(call.pk, colleague, at)
        elif manner.holds and not call.hold_ms and talked >= manner.talks / 3:
            actions.hold(call.pk, colleague, on=True)
        elif person and not call.third_leg and talked >= manner.talks / 2:
            self._put_through(colleague, call, person, at)

    def _put_through(self, colleague: User, call: Call, name: str, at: datetime) -> None:
        for person in _customer(call).people.filter(name=name):
            if actions.may_transfer(call, person, at).yes:
                actions.begin_third(call.pk, colleague, at, person_id=person.pk, number="", consult=False)

    def _write(self, colleague: User, call: Call, at: datetime) -> None:
        tale = self._tale(call, at)
        people = {person.name: person.pk for person in _customer(call).people.all()}
        if tale is None or (tale.story.person and tale.story.person not in people):
            actions.close_unwritten(call.pk, colleague, at, reason=Unwritten.HUNG_UP)
            return
        call_types = {call_type.name: call_type.pk for call_type in _customer(call).call_types.all()}
        put_through = call.state == CallState.TRANSFERRED or call.patched_ms > 0
        chance = Random(call.pk.int)  # noqa: S311  (a play)
        save_note(tales.note(tale, call.pk, people, call_types, chance, put_through=put_through), colleague, at)

    def _tale(self, call: Call, at: datetime) -> Tale | None:
        """Give what the caller wants; after a restart, what one of this customer may want. None for a customer whom a visitor added."""
        firm = BY_NUMBER.get(_customer(call).number)
        if firm is None:
            return None
        return self._town.tale_of(call) or tales.draw(firm, Random(call.pk.int), at)  # noqa: S311  (a play)

    def _all(self) -> list[User]:
        return list(User.objects.filter(email__in=self._played, is_active=True).order_by("email"))


def _customer(call: Call) -> Customer:
    if call.customer is None:
        raise Call.DoesNotExist
    return call.customer
