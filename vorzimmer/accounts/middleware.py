"""Ends sign-ins in time, and speaks the user's language."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from vorzimmer.accounts.access import user_of
from vorzimmer.accounts.clock import is_over, note_life

Answer = Callable[[HttpRequest], HttpResponseBase]


def _now() -> datetime:
    return timezone.now()  # noqa: TID251  (a middleware stands at the door, where the clock is read)


class SessionClock:
    """Signs out whoever is idle for too long or signed in for too long, and says so on the next page."""

    def __init__(self, get_response: Answer, *, clock: Callable[[], datetime] = _now) -> None:
        self.get_response = get_response
        self.clock = clock

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _has_session(request):
            if is_over(request.session, self.clock()):
                logout(request)
            request.sign_in_ended = request.session.is_empty()  # type: ignore[attr-defined]  # for process_view
        response = self.get_response(request)
        if _has_session(request) or request.session.modified:
            note_life(request.session, self.clock())
        return response

    def process_view(self, request: HttpRequest, *view: object) -> None:  # noqa: ARG002  (Django's signature)
        """Tell it here: the message storage is set up later than this middleware."""
        if getattr(request, "sign_in_ended", False):
            messages.info(request, _("Your sign-in has ended, to be safe. Please sign in again."), fail_silently=True)


class UserLanguage:
    """Activates the user's own language; for others that of `?language=` or of the browser. Sets no cookie."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = user_of(request) if _has_session(request) else None
        language = _wanted(request) if user is None else user.language
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        if user is None:
            patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", language)
        return response


def _has_session(request: HttpRequest) -> bool:
    """Whether a session came with the request. Pages for others do not touch it, and so do not vary by cookie."""
    return bool(request.COOKIES.get(settings.SESSION_COOKIE_NAME))


def _wanted(request: HttpRequest) -> str:
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else translation.get_language_from_request(request)
