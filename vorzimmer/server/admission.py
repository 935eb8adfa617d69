"""Who listens to live events: the session cookie says who, the calls say which channels."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest, parse_cookie
from django.utils import timezone
from django.utils.module_loading import import_string

from vorzimmer.accounts.clock import is_over
from vorzimmer.accounts.models import User
from vorzimmer.accounts.second_step import must_set_up
from vorzimmer.calls.queries import live_channels


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody who is signed in, and the channels that his screens may hear now."""

    user: UUID
    channels: frozenset[str]


def session_key(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """Find the session named by the cookies of a request; blank when there is none."""
    for name, value in headers:
        if name == b"cookie":
            return parse_cookie(value.decode("latin-1")).get(settings.SESSION_COOKIE_NAME, "")
    return ""


def admit(key: str) -> Admission | None:
    """Say who the session belongs to; None: nobody, or somebody whose sign-in is over. It does not count as a sign of life."""
    if not key:
        return None
    request = HttpRequest()
    request.session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")(key)
    user = get_user(request)
    if not isinstance(user, User) or is_over(request.session, timezone.now()) or must_set_up(request.session, user):
        return None
    return Admission(user=user.pk, channels=frozenset(live_channels(user)))
