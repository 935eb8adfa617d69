"""Who may open a view."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from vorzimmer.accounts.clock import is_over
from vorzimmer.accounts.models import User
from vorzimmer.accounts.second_step import must_set_up
from vorzimmer.domain.roles import STAFF, Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def user_of(request: HttpRequest) -> User | None:
    """Give the user who is signed in, None for nobody."""
    return request.user if isinstance(request.user, User) else None


def user_of_session(key: str, *, at: datetime) -> User | None:
    """Give the user of a session whose sign-in has not ended at `at`, for doors that Django's middleware does not guard."""
    request = HttpRequest()
    request.session = SessionStore(key)
    if is_over(request.session, at):
        return None
    user = get_user(request)
    return user if isinstance(user, User) and not must_set_up(request.session, user) else None


def sign_in_first(request: HttpRequest) -> HttpResponseBase:
    """Lead to the sign-in, and back afterwards when a page was asked for; a part of a page makes the whole page go there."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponseClientRedirect(resolve_url(settings.LOGIN_URL))
    if request.method not in {"GET", "HEAD"}:
        return redirect_to_login("", redirect_field_name=None)
    return redirect_to_login(request.get_full_path())


def role_required(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let in who has one of `roles`. Nobody signed in: to the sign-in; another role: 403."""
    if not roles:
        raise ValueError("role_required needs a role")
    allowed = frozenset(Role(role) for role in roles)

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            user = user_of(request)
            if user is None:
                return sign_in_first(request)
            if user.role not in allowed:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate


staff_required = role_required(*STAFF)
