"""The town outside: people who call the invented customers while somebody is there to answer, and telephones that ring."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from random import Random

from django.db.models import Max
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.calls.actions import be
from vorzimmer.calls.models import Call, Draft, Presence
from vorzimmer.customers.models import Customer
from vorzimmer.demo import tales
from vorzimmer.demo.casting import Firm, Reaction
from vorzimmer.demo.firms import BY_NUMBER, FIRMS
from vorzimmer.demo.people import PLAYED
from vorzimmer.demo.tales import Tale
from vorzimmer.domain.calls import CallState
from vorzimmer.domain.roles import Role
from vorzimmer.server.connections import on_usable_connections
from vorzimmer.telephony.clock import Clock
from vorzimmer.telephony.script import Phone, Script, ScriptedCall
from vorzimmer.telephony.simulator import Simulator
from vorzimmer.telephony.switchboard import FailReason, Receiver

TICK = 1.0
"""Seconds between two looks at who is there."""
FIRST_AFTER = 2.0
"""Seconds until somebody calls whoever has just become free."""
WAITING_AT_MOST = 4
PATIENCE, TALK = (35.0, 90.0), (20.0, 90.0)
"""Seconds that a caller waits, and talks if nobody ends the call."""
LOST_AT_MOST = 5
IDLE_AT_MOST = timedelta(minutes=10)
"""So many callers in a row whom nobody answers, or so long without a deed: the operator has gone away from the desk."""
REMEMBERED = 500

PHONES: Mapping[Reaction, Phone] = {
    Reaction.ANSWERS: Phone(after=5.0, hangs_up_after=40.0),
    Reaction.BUSY: Phone(fails=FailReason.BUSY, after=1.5),
    Reaction.SILENT: Phone(fails=FailReason.NO_ANSWER),
}


def script() -> Script:
    """Say how the telephones of operators and of the customers' people behave."""
    members = [member for firm in FIRMS for member in firm.people if member.number]
    return Script(
        operator=Phone(after=1.0),
        outside=PHONES[Reaction.ANSWERS],
        phones={tales.telephone(member.number): PHONES[member.telephone] for member in members},
    )


class Town(Simulator):
    """The simulator, with people who dial. `every`: seconds between two calls, on average; `say` tells what a caller wants.

    `played` are the addresses of the operators for whom the program answers; people call only while another one is free.
    """

    def __init__(self, *, clock: Clock, every: float, chance: Random, say: Callable[[str], None], played: Collection[str] = PLAYED) -> None:
        super().__init__(script(), clock=clock)
        self._every = every
        self._chance = chance
        self._say = say
        self._played = played
        self._tales: dict[str, Tale] = {}
        self._next: datetime | None = None
        self._group: asyncio.TaskGroup | None = None

    async def run(self, receive: Receiver) -> None:
        """Let people call until cancelled. Callers of an earlier run hang up: their timers ended with its event loop."""
        for leg in (await self.snapshot()).legs:
            await self.hang_up(leg.leg_id)
        async with asyncio.TaskGroup() as self._group:
            self._group.create_task(super().run(receive))
            self._group.create_task(self._let_people_call())

    async def answer(self, leg_id: str) -> None:
        """Pick up for the caller, who then says what the matter is."""
        await super().answer(leg_id)
        tale = self._tales.get(leg_id)
        if tale is not None and self._group is not None:
            self._group.create_task(asyncio.to_thread(on_usable_connections(self._speak), leg_id, tale))

    def tale_of(self, call: Call) -> Tale | None:
        """Give what the caller of this call wants; None for one who called before the program was started."""
        return self._tales.get(call.engine_call_id)

    def wanted(self, at: datetime) -> Firm | None:
        """Say whom somebody calls at this moment: a customer for whom a human operator is free; mostly nobody."""
        free = [user for user in free_humans(self._played) if not self._has_gone(user, at)]
        if not free:
            self._next = None
            return None
        if self._next is None:
            self._next = at + timedelta(seconds=FIRST_AFTER)
        if at < self._next:
            return None
        self._next = at + timedelta(seconds=min(self._chance.expovariate(1 / self._every), 3 * self._every))
        if Call.objects.waiting().filter(team__members__in=free, operator=None).distinct().count() >= WAITING_AT_MOST:
            return None
        customers = Customer.objects.filter(active=True, team__members__in=free).order_by("number").distinct()
        firms = [BY_NUMBER[customer.number] for customer in customers if customer.number in BY_NUMBER]
        return self._chance.choices(firms, [firm.calls for firm in firms])[0] if firms else None

    async def _let_people_call(self) -> None:
        look = on_usable_connections(self.wanted)
        while True:
            await asyncio.sleep(TICK)
            firm = await asyncio.to_thread(look, self._clock.now())
            if firm is not None:
                self._dial(tales.draw(firm, self._chance, self._clock.now()))

    def _dial(self, tale: Tale) -> None:
        patience, talk = self._chance.uniform(*PATIENCE), self._chance.uniform(*TALK)
        call_id = self.ring(ScriptedCall(called=tale.called, caller=tale.shows, patience=patience, talk=talk))
        self._tales[call_id] = tale
        while len(self._tales) > REMEMBERED:
            del self._tales[next(iter(self._tales))]

    def _has_gone(self, user: User, at: datetime) -> bool:
        """Whether the operator has left the desk without a word; then it is said instead, and nobody calls any more."""
        if not is_away(user, at):
            return False
        be(user, Presence.State.BREAK, at, reason=Presence.Reason.PAUSE)
        self._say(_("%(operator)s seems to be away. Nobody calls until “free” is chosen again.") % {"operator": user.name})
        return True

    def _speak(self, call_id: str, tale: Tale) -> None:
        """Tell a human operator what the caller says: on this telephone nobody can be heard."""
        call = Call.objects.filter(engine=self.engine_id, engine_call_id=call_id).select_related("operator").first()
        if call is not None and call.operator is not None and call.operator.email not in self._played:
            caller = ", ".join(part for part in (tale.caller.name, tale.caller.company) if part)
            self._say(f"☎ {tale.firm.short_name} ← {caller}\n  {tale.concern}")


def free_humans(played: Collection[str]) -> list[User]:
    """Give the operators whom nobody plays and who say that they are free, with presence and teams."""
    operators = User.objects.filter(role=Role.OPERATOR, is_active=True, presence__state=Presence.State.FREE)
    return list(operators.exclude(email__in=played).select_related("presence").order_by("email"))


def is_away(user: User, at: datetime) -> bool:
    """Whether nobody sits at the desk of a free operator: nobody talks or types there, and callers are lost or time goes by."""
    calls = Call.objects.filter(operator=user)
    if calls.connected().exists():
        return False
    signs = calls.aggregate(answered=Max("answered_at"), ended=Max("ended_at"), written=Max("wrapped_up_at"))
    signs |= Draft.objects.filter(operator=user).aggregate(typed=Max("changed_at"))
    since = max(moment for moment in (user.presence.since, *signs.values()) if moment is not None)
    lost = Call.objects.filter(team__members=user, state=CallState.ABANDONED, offered_at__gt=since).distinct().count()
    return lost >= LOST_AT_MOST or at - since > IDLE_AT_MOST
