"""Start page, the way home, the pattern book, and the error pages."""

import sys
from http import HTTPStatus
from uuid import UUID

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST, require_safe

from vorzimmer.accounts.access import role_required, staff_required, user_of
from vorzimmer.accounts.actions import change_language
from vorzimmer.billing.models import Issuer
from vorzimmer.billing.queries import public_tariffs
from vorzimmer.domain.pages import Page
from vorzimmer.domain.roles import CUSTOMERS, Role
from vorzimmer.privacy.fading import PastItsTime
from vorzimmer.privacy.reading import has_gone, reading_moment
from vorzimmer.website import patterns
from vorzimmer.website.errors import error_page
from vorzimmer.website.sign_in import onward
from vorzimmer.website.texts import words

MOST_ASKED = 4
"""Questions that stand on the start page: the first ones."""


@gzip_page
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show what this is, and the way in."""
    home, questions = words(request, Page.HOME, Page.QUESTIONS)
    context = {"words": home, "questions": questions.sections[:MOST_ASKED], "tariffs": public_tariffs(), "issuer": Issuer.current()}
    return render(request, "website/start.html", context)


@role_required(*Role)
def home(request: HttpRequest) -> HttpResponseBase:
    """Lead everybody to the own place."""
    user = user_of(request)
    if user is not None and user.role in CUSTOMERS:
        return redirect("portal:messages")
    return redirect("desk:board" if user is not None and user.role == Role.OPERATOR else "office:home")


@require_POST
@role_required(*Role)
def language(request: HttpRequest) -> HttpResponseBase:
    """Keep the language that a user chose."""
    user = user_of(request)
    if user is not None:
        try:
            change_language(user, request.POST.get("language", ""))
        except ValidationError as error:
            raise BadRequest from error
    return redirect(onward(request))


@require_safe
@staff_required
def design(request: HttpRequest) -> HttpResponseBase:
    """Show the pattern book: every part in every state, in both themes."""
    return render(request, "website/design.html", patterns.samples(timezone.now()))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django's signature)
    return error_page(request, "400.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django's signature)
    return error_page(request, "403.html", status=HTTPStatus.FORBIDDEN)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  (Django's signature)
    """Refuse a form without a valid proof that it is ours."""
    return error_page(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing; or, to somebody signed in who has the id of a record whose time is over, that it was erased."""
    if isinstance(exception, PastItsTime) or _asks_for_what_has_gone(request):
        return gone(request)
    return error_page(request, "404.html", status=HTTPStatus.NOT_FOUND)


def _asks_for_what_has_gone(request: HttpRequest) -> bool:
    match = request.resolver_match
    keys = [] if match is None or user_of(request) is None else [value for value in match.kwargs.values() if isinstance(value, UUID)]
    at = reading_moment()
    return at is not None and any(has_gone(key, at) for key in keys)


def gone(request: HttpRequest) -> HttpResponse:
    """Say that something was here and has been erased."""
    return error_page(request, "410.html", status=HTTPStatus.GONE)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, "500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR, error=sys.exc_info()[1])
