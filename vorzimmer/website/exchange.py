"""One exchange about a passkey: its question is kept in the session, is good for one answer, for one purpose, and not for long."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, JsonResponse

from vorzimmer.privacy.factors.passkeys import Options, Site, State

KEPT = "passkey_question"
PATIENCE = timedelta(minutes=5)


class Purpose(StrEnum):
    """What the answer is for."""

    SIGN_IN = "sign-in"
    SECOND_STEP = "second-step"
    ADD = "add"


def site_of(request: HttpRequest) -> Site:
    """Say where the browser is. The host was checked against ALLOWED_HOSTS."""
    host = request.get_host()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return Site(host=name, origin=f"{request.scheme}://{host}", name=settings.AGENCY_NAME)


def ask(request: HttpRequest, purpose: Purpose, asked: tuple[Options, State], at: datetime) -> JsonResponse:
    """Send the options to the browser, and keep the question."""
    options, state = asked
    request.session[KEPT] = {"purpose": purpose.value, "state": state, "at": int(at.timestamp())}
    return JsonResponse(options)


def question_of(request: HttpRequest, purpose: Purpose, at: datetime) -> State | None:
    """Give the question that was asked for this purpose, once; None: there is none, or it is too old."""
    kept = request.session.pop(KEPT, None)
    if kept is None or kept["purpose"] != purpose or at - datetime.fromtimestamp(kept["at"], tz=UTC) > PATIENCE:
        return None
    state: State = kept["state"]
    return state
