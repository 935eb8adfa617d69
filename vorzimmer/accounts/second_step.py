"""What a session knows of the second step of a sign-in: who still has to take it, who has, and how fresh the proof is."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare

from vorzimmer.accounts.clock import SIGNED_IN
from vorzimmer.accounts.models import User
from vorzimmer.domain.roles import STAFF

WAITING = "second_step_of"
TAKEN = "second_step"
PROVED = "proved"
PATIENCE = timedelta(minutes=10)
"""So long somebody who knows the password may take to find the telephone, and so long a proof is fresh."""


def wait_for(session: SessionBase, user: User, at: datetime) -> None:
    """Keep in mind that this user has given the right password and still has to take the second step."""
    session[WAITING] = {"user": str(user.pk), "password": user.get_session_auth_hash(), "at": int(at.timestamp())}
    session.set_expiry(at + PATIENCE)


def who_waits(session: SessionBase, at: datetime) -> User | None:
    """Give the user who still has to take the second step; None when too much time has passed, or the password is another one now."""
    waiting = session.get(WAITING)
    if waiting is None or at - _moment(waiting["at"]) > PATIENCE:
        return None
    user = User.objects.active().filter(pk=waiting["user"]).first()
    if user is None or not constant_time_compare(waiting["password"], user.get_session_auth_hash()):
        return None
    return user


def take(session: SessionBase) -> None:
    """Note that the second step was taken, or has just been set up, in this session."""
    session.pop(WAITING, None)
    session[TAKEN] = True


def is_demanded_of(user: User) -> bool:
    """Whether the agency demands a second step of this user."""
    return settings.REQUIRE_SECOND_FACTOR == "all" or (settings.REQUIRE_SECOND_FACTOR == "staff" and user.role in STAFF)


def must_set_up(session: Mapping[str, Any] | SessionBase, user: User) -> bool:
    """Whether the user has to set a second step up before anything else. Who has one gets no session without taking it."""
    return is_demanded_of(user) and not session.get(TAKEN)


def prove(session: SessionBase, at: datetime) -> None:
    """Note that the user has just proved anew to be the user."""
    session[PROVED] = int(at.timestamp())


def is_fresh(session: SessionBase, at: datetime) -> bool:
    """Whether the user signed in, or proved it anew, a short while ago."""
    moments = [moment for name in (SIGNED_IN, PROVED) if (moment := session.get(name)) is not None]
    return bool(moments) and at - _moment(max(moments)) <= PATIENCE


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
