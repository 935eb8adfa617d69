"""Messages on their way out: the states as a table, when to try again, what an answer of the other side means, when to forget.

A message is sent at least once, always under the same id, so that the other side can tell a repetition.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from types import MappingProxyType


class MessageKind(StrEnum):
    """The ways out."""

    EMAIL = "email"
    SMS = "sms"


class DeliveryState(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    LEASED = "leased"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"


class DeliveryEvent(StrEnum):
    """What may happen to a message."""

    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    GIVEN_UP = "given_up"
    RETRIED = "retried"
    CANCELLED = "cancelled"


class Reason(StrEnum):
    """Why a message is not sent (yet). The words of the other side are not kept: they may quote addresses."""

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    SIGN_IN_REFUSED = "sign_in_refused"
    RECIPIENT_REFUSED = "recipient_refused"
    MAILBOX_FULL = "mailbox_full"
    REFUSED = "refused"
    UNCLEAR_ANSWER = "unclear_answer"
    BAD_ADDRESS = "bad_address"
    NOT_CONFIGURED = "not_configured"
    FORGOTTEN = "forgotten"
    OWN_FAULT = "own_fault"
    NO_AGREEMENT = "no_agreement"
    """Nobody may be given it there: the register of processors says no (domain/processors.py)."""


_E, _S = DeliveryEvent, DeliveryState

TABLE: Mapping[DeliveryState, Mapping[DeliveryEvent, DeliveryState]] = MappingProxyType(
    {
        _S.WAITING: {_E.CLAIMED: _S.LEASED, _E.CANCELLED: _S.CANCELLED},
        _S.LEASED: {
            _E.CLAIMED: _S.LEASED,  # the lease ran out: whoever held it is gone
            _E.ACCEPTED: _S.SENT,
            _E.DEFERRED: _S.WAITING,
            _E.GIVEN_UP: _S.DEAD,
        },
        _S.DEAD: {_E.RETRIED: _S.WAITING, _E.CANCELLED: _S.CANCELLED},
        _S.SENT: {},
        _S.CANCELLED: {},
    }
)

OPEN = frozenset({_S.WAITING, _S.LEASED})
"""The worker still has something to do."""

LEASE = timedelta(seconds=20)
"""So long a message belongs to who claimed it; a living worker renews, a killed one cannot."""

DELAYS = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 15, 60, 5 * 60, 15 * 60, 30 * 60, 3600, 2 * 3600, 4 * 3600, 6 * 3600, 8 * 3600)
)  # fmt: skip
"""The waits after the first, second, ... failed attempt: a restart of the mail server, greylisting, a night's trouble."""

MAX_ATTEMPTS = len(DELAYS) + 1
GIVE_UP_AFTER = timedelta(hours=24)
"""Counted from when the message was handed in, or from when somebody ordered to try again."""

FORGET_AFTER = timedelta(hours=72)
"""R-OUT: subject and body go 72 elapsed hours after delivery. A message that was given up or cancelled counts from then."""


class NotPossible(Exception):
    """The table does not list this event in this state."""

    def __init__(self, state: DeliveryState, event: DeliveryEvent) -> None:
        super().__init__(f"{event} is not possible while the message is {state}")
        self.state = state
        self.event = event


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The other side has taken the message over. `provider_id` is its name for it, if it gave one."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgain:
    """Not now. `after`: the wait that the other side asks for, if it does."""

    reason: Reason
    after: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveUp:
    """Never like this; a person has to look."""

    reason: Reason


Receipt = Sent | TryAgain | GiveUp
"""What a channel answers to `send`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a message stands after an attempt. `not_before`: the moment of the next one, only while it waits."""

    state: DeliveryState
    reason: Reason | None = None
    not_before: datetime | None = None


def step(state: DeliveryState, event: DeliveryEvent) -> DeliveryState:
    """Say where the event leads. Raises `NotPossible` when the table does not list it."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise NotPossible(state, event) from None


def wait_after(attempts: int, *, asked: timedelta | None = None) -> timedelta:
    """Say how long to wait after this many failed attempts (from 1): the table's time, or longer if asked to, 8 h at most."""
    own = DELAYS[min(attempts, len(DELAYS)) - 1]
    return own if asked is None else min(max(own, asked), DELAYS[-1])


def standing_after(receipt: Receipt, *, attempts: int, at: datetime, give_up_at: datetime) -> Standing:
    """Say how a leased message stands after attempt number `attempts` (from 1) ended with `receipt` at `at`."""
    if isinstance(receipt, Sent):
        return Standing(state=step(_S.LEASED, _E.ACCEPTED))
    if isinstance(receipt, TryAgain) and attempts < MAX_ATTEMPTS:
        again = at + wait_after(attempts, asked=receipt.after)
        if again <= give_up_at:
            return Standing(state=step(_S.LEASED, _E.DEFERRED), reason=receipt.reason, not_before=again)
    return Standing(state=step(_S.LEASED, _E.GIVEN_UP), reason=receipt.reason)


_SIGN_IN = frozenset({530, 534, 535, 538})
_RECIPIENT = frozenset({550, 551, 553, 556})
_MAILBOX_FULL = frozenset({452, 552})


def outcome_of_smtp(code: int) -> Receipt:
    """Read a reply code of a mail server (RFC 5321 section 4.2): 2xx done, 5xx never, all else later.

    A refused sign-in (RFC 4954) is later too: it is our setting that is wrong, not the message.
    """
    if 200 <= code <= 299:  # noqa: PLR2004  the class of codes as the RFC writes it
        return Sent()
    if code in _SIGN_IN:
        return TryAgain(reason=Reason.SIGN_IN_REFUSED)
    if 500 <= code <= 599:  # noqa: PLR2004  (as above)
        if code in _MAILBOX_FULL:
            return GiveUp(reason=Reason.MAILBOX_FULL)
        return GiveUp(reason=Reason.RECIPIENT_REFUSED if code in _RECIPIENT else Reason.REFUSED)
    return TryAgain(reason=Reason.MAILBOX_FULL if code in _MAILBOX_FULL else Reason.BUSY)


_HTTP_LATER = frozenset({408, 425, 429})
_HTTP_SIGN_IN = frozenset({401, 403})


def outcome_of_http(status: int, retry_after: timedelta | None = None) -> Receipt:
    """Read the status of an HTTP gateway (RFC 9110): 5xx, 408, 425 and 429 later, other 4xx never.

    2xx says only that the request was understood: the body must be looked at before the message counts as sent.
    """
    if 200 <= status <= 299:  # noqa: PLR2004  the class of codes as the RFC writes it
        return Sent()
    if status in _HTTP_LATER or 500 <= status <= 599:  # noqa: PLR2004  (as above)
        return TryAgain(reason=Reason.BUSY, after=retry_after)
    if status in _HTTP_SIGN_IN:
        return GiveUp(reason=Reason.SIGN_IN_REFUSED)
    return GiveUp(reason=Reason.REFUSED if 400 <= status <= 499 else Reason.UNCLEAR_ANSWER)  # noqa: PLR2004  (as above)


def wait_asked_for(retry_after: str, *, date: str = "") -> timedelta | None:
    """Read the headers Retry-After and Date (RFC 9110 sections 10.2.3 and 6.6.1): seconds, or a moment on the sender's clock.

    None when there is nothing to read.
    """
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    moment, now = _moment(text), _moment(date)
    return None if moment is None or now is None else max(moment - now, timedelta())


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def is_forgotten(closed_at: datetime, *, at: datetime) -> bool:
    """R-OUT: whether subject and body are gone at `at`, for a message that was sent, given up or cancelled at `closed_at`."""
    return at >= closed_at + FORGET_AFTER


# 3GPP TS 23.038: the default alphabet and its extension table (two septets each)
_GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)  # fmt: skip
_GSM_7_EXTENSION = frozenset("\f^{}\\[~]|€")


def sms_segments(text: str) -> int:
    """Count the short messages that carry the text: 160 septets or 70 UTF-16 units in one, 153 or 67 in each of several.

    A character is never cut in two (3GPP TS 23.040 section 9.2.3.24.1). An empty text is one message.
    """
    if all(character in _GSM_7 or character in _GSM_7_EXTENSION for character in text):
        sizes = [2 if character in _GSM_7_EXTENSION else 1 for character in text]
        alone, joined = 160, 153
    else:
        sizes = [len(character.encode("utf-16-le", "surrogatepass")) // 2 for character in text]
        alone, joined = 70, 67
    if sum(sizes) <= alone:
        return 1
    segments, room = 1, joined
    for size in sizes:
        if size > room:
            segments, room = segments + 1, joined
        room -= size
    return segments
