"""How long a sign-in lasts: 12 hours without a sign of life, 24 hours in any case."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

IDLE = timedelta(hours=12)
LONGEST = timedelta(hours=24)
STEP = timedelta(minutes=10)
"""A sign of life is written down at most this often."""
GRACE = timedelta(hours=1)
"""So much longer the cookie lives, so that the next page can say why nobody is signed in any more."""
SIGNED_IN = "signed_in"
SEEN = "seen"


def is_over(session: Mapping[str, Any] | SessionBase, at: datetime) -> bool:
    """Whether the sign-in that the session holds has ended at the moment `at`. A clock that has not started runs."""
    since, seen = session.get(SIGNED_IN), session.get(SEEN)
    if since is None or seen is None:
        return False
    return at - _moment(seen) > IDLE or at - _moment(since) > LONGEST


def note_life(session: SessionBase, at: datetime) -> None:
    """Write the sign of life down, unless the last one is younger than STEP; the first one starts the clock."""
    if SESSION_KEY not in session:
        return
    since, seen = session.get(SIGNED_IN), session.get(SEEN)
    if since is None:
        session[SIGNED_IN] = since = int(at.timestamp())
    elif seen is not None and at - _moment(seen) < STEP:
        return
    session[SEEN] = int(at.timestamp())
    session.set_expiry(_moment(since) + LONGEST + GRACE)


def restart(request: HttpRequest, **signal: Any) -> None:  # noqa: ARG001  (the signature of a signal)
    """Start the clock anew when somebody signs in, also with a session that is there already."""
    for key in (SIGNED_IN, SEEN):
        request.session.pop(key, None)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
