"""Where somebody is signed in, and how that ends. No address and no browser is known: only when it began and was last seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from vorzimmer.accounts.clock import SEEN, SIGNED_IN, is_over
from vorzimmer.accounts.models import User
from vorzimmer.live.actions import publish

DEVICE = "device"
LONGEST_NAME = 40
ENDED = "session"
"""The kind of the live event that lets the streams of somebody be looked at again at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A sign-in that holds. `handle` names it on a page without giving it away; `device` is what the user calls it, or blank."""

    handle: str
    began: datetime | None
    seen: datetime | None
    device: str
    here: bool


def open_sessions(user: User, *, at: datetime, here: str | None) -> list[OpenSession]:
    """List the user's sign-ins that hold at `at`, the present one (whose key is `here`) first, then the one seen last."""
    found = [
        OpenSession(
            handle=_handle(key),
            began=_moment(data.get(SIGNED_IN)),
            seen=_moment(data.get(SEEN)),
            device=data.get(DEVICE, ""),
            here=key == here,
        )
        for key, data in _of(user, at)
    ]
    return sorted(found, key=lambda session: (not session.here, -(session.seen or at).timestamp()))


def name_device(session: SessionBase, name: str) -> None:
    """Call the device of this sign-in by a name. It goes when the sign-in ends."""
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise ValidationError({"device": _("The name is too long; %(most)d letters are enough.") % {"most": LONGEST_NAME}})
    if name:
        session[DEVICE] = name
    else:
        session.pop(DEVICE, None)


@transaction.atomic
def end_session(user: User, handle: str, at: datetime) -> bool:
    """End one sign-in of the user; False when it had ended already."""
    return bool(_end(user, [key for key, _data in _of(user, at) if constant_time_compare(_handle(key), handle)], at))


@transaction.atomic
def end_sessions(user: User, at: datetime, *, but: str | None = None) -> int:
    """End all sign-ins of the user except the one with the key `but`; returns how many there were."""
    return _end(user, [key for key, _data in _of(user, at) if key != but], at)


def _end(user: User, keys: list[str], at: datetime) -> int:
    deleted, _models = Session.objects.filter(pk__in=keys).delete()
    if deleted:
        publish(channel=user.channel, kind=ENDED, ref=str(user.pk), at=at)
    return deleted


def _of(user: User, at: datetime) -> Iterator[tuple[str, dict[str, Any]]]:
    """Find the sessions of a user. Django's table has no column for it, and gets none: it would be one more datum to keep."""
    password = user.get_session_auth_hash()
    for session in Session.objects.filter(expire_date__gt=at).iterator():
        data = session.get_decoded()
        if data.get(SESSION_KEY) == str(user.pk) and data.get(HASH_SESSION_KEY) == password and not is_over(data, at):
            yield session.session_key, data


def _handle(key: str) -> str:
    return salted_hmac("vorzimmer.accounts.sessions", key).hexdigest()[:32]


def _moment(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, tz=UTC)
