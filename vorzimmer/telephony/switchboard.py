"""The one door of the wire: events in, commands out. Every telephone system is an adapter that speaks this and nothing else.

A *leg* is one connection of a telephone to the system. The caller's leg is named by the telephone system, all further legs by
us (`operator_leg`, `third_leg`), so that an event says by its leg id which part it plays. `at` is the engine's clock (aware,
UTC), never the time of arrival, unless the engine has no clock.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Flag, StrEnum, auto
from typing import Protocol


class Capability(Flag):
    """What a telephone system can do. One that only displays calls leaves the voice to its own telephones."""

    DISPLAY_ONLY = auto()
    QUEUE_MUSIC = auto()
    HOLD = auto()
    CONSULT = auto()
    TRANSFER = auto()
    HANG_UP = auto()


class FailReason(StrEnum):
    """Why a leg never talked."""

    BUSY = "busy"
    NO_ANSWER = "no_answer"
    DECLINED = "declined"
    UNREACHABLE = "unreachable"
    CANCELLED = "cancelled"
    CONGESTION = "congestion"
    NOT_FOUND = "not_found"


class EndedBy(StrEnum):
    """Who hung up."""

    REMOTE = "remote"
    PLATFORM = "platform"
    UNKNOWN = "unknown"


class RejectReason(StrEnum):
    """What the caller hears when a call is refused."""

    BUSY = "busy"
    REJECTED = "rejected"
    UNALLOCATED = "unallocated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A telephone of an operator: an extension, a number or the name of a user in the telephone system."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number of the public network, E.164 with a plus sign."""

    e164: str


Target = Endpoint | Number


@dataclass(frozen=True, slots=True, kw_only=True)
class WireEvent:
    """What every event carries. `engine_id` names the adapter, `call_id` the caller's leg as the engine names it."""

    engine_id: str
    call_id: str
    leg_id: str
    at: datetime

    @property
    def key(self) -> str:
        """Names the event once: the same event sent twice has the same key."""
        return f"{type(self).__name__}:{self.leg_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOffered(WireEvent):
    """Somebody calls. Numbers are as normalised by `numbers.normalise`; `caller` is None when withheld.

    `diversions` (RFC 5806) and `history` (RFC 7044) hold the numbers the call was forwarded from, the first forwarder last.
    `origin_call_id` is the earlier call of which this one is a transfer.
    """

    called: str
    caller: str | None
    diversions: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    origin_call_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRinging(WireEvent):
    """The telephone of this leg rings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegAnswered(WireEvent):
    """Somebody picked up. `endpoints` are the names under which the engine knows who did (number, user, user id)."""

    endpoints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LegFailed(WireEvent):
    """The leg will never talk."""

    reason: FailReason
    q850: int | None = None
    sip: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegEnded(WireEvent):
    """The leg has hung up. For the caller's leg this is the end of the call.

    `cause` is the engine's own word (a code, never a text about people). `caller`, `called` and `diversions` are repeated by
    engines that send them with every event, so that an end that overtakes its offer still finds its customer.
    """

    by: EndedBy = EndedBy.UNKNOWN
    q850: int | None = None
    cause: str = ""
    called: str = ""
    caller: str | None = None
    diversions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(WireEvent):
    """The leg can hear the others of the bridge. Happens again after a hold: the moment is part of its name."""

    bridge_id: str

    @property
    def key(self) -> str:
        return f"Joined:{self.leg_id}:{self.bridge_id}:{self.at.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(WireEvent):
    """The leg was taken out of the bridge."""

    bridge_id: str

    @property
    def key(self) -> str:
        return f"Left:{self.leg_id}:{self.bridge_id}:{self.at.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldChanged(WireEvent):
    """A telephone put the other side on hold or took it back. It happens many times in a call: the moment is part of its name."""

    held: bool

    @property
    def key(self) -> str:
        return f"HoldChanged:{self.leg_id}:{self.held}:{self.at.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineState:
    """The telephone system is there, or not. Not about one call."""

    engine_id: str
    at: datetime
    up: bool


LegEvent = CallOffered | LegRinging | LegAnswered | LegFailed | LegEnded | Joined | Left | HoldChanged
Event = LegEvent | EngineState
Receiver = Callable[[Event], Awaitable[None]]
"""What an adapter calls with each event. When it returns, the event is durable."""


class WireError(Exception):
    """A command could not be carried out."""


class LegGone(WireError):
    """The leg has hung up meanwhile. Normal: people hang up."""


class EndpointUnreachable(WireError):
    """No telephone answers under this name or number."""


class EngineDown(WireError):
    """The telephone system cannot be reached."""


class NotSupported(WireError):
    """This telephone system cannot do that (see `capabilities`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegSnapshot:
    """A leg as the engine sees it now."""

    leg_id: str
    call_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that lives in the engine now; asked after a reconnect."""

    legs: Sequence[LegSnapshot] = field(default_factory=tuple)


class Switchboard(Protocol):
    """Commands to a telephone system. All are idempotent and raise only `WireError`s."""

    engine_id: str
    host: str
    """Where the system is: "localhost" when it lives in this process, else as the register of processors names it."""
    capabilities: Capability

    async def run(self, receive: Receiver) -> None:
        """Listen until cancelled; hand each event to `receive` and go on only when it has returned."""

    async def answer(self, leg_id: str) -> None:
        """Pick up for the caller (from here on the caller pays)."""

    async def reject(self, leg_id: str, reason: RejectReason) -> None:
        """Refuse a call that was not answered yet."""

    async def hang_up(self, leg_id: str) -> None:
        """End a leg."""

    async def music(self, leg_id: str, *, on: bool) -> None:
        """Let the leg hear music, or stop it."""

    async def dial(self, leg_id: str, target: Target, *, call_id: str, caller_id: str, ring_seconds: float) -> None:
        """Ring `target` as the new leg `leg_id` of call `call_id`, showing `caller_id`; give up after `ring_seconds`."""

    async def join(self, bridge_id: str, leg_ids: Sequence[str]) -> None:
        """Let these legs, and only these, talk with each other."""

    async def hold(self, leg_id: str) -> None:
        """Park a leg with music."""

    async def unhold(self, leg_id: str) -> None:
        """Take a parked leg back."""

    async def snapshot(self) -> Snapshot:
        """Say what lives now."""


def operator_leg(call_id: str, attempt: int) -> str:
    """Name of the leg to an operator's telephone; each attempt is a leg of its own."""
    return f"{call_id}:operator:{attempt}"


def third_leg(call_id: str, attempt: int) -> str:
    """Name of the leg to whom the call is put through, or who is consulted."""
    return f"{call_id}:third:{attempt}"


def leg_role(leg_id: str) -> str:
    """Which part a leg plays: "caller", "operator" or "third"."""
    parts = leg_id.rsplit(":", 2)
    return parts[1] if len(parts) == 3 and parts[1] in {"operator", "third"} else "caller"  # noqa: PLR2004  three parts as named above
