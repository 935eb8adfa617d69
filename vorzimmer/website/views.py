"""Start page, signing in and out, the way home, the pattern book, and the error pages."""

import sys
from datetime import timedelta
from http import HTTPStatus
from math import ceil

from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from vorzimmer.accounts.access import role_required, staff_required, user_of
from vorzimmer.accounts.actions import change_language
from vorzimmer.accounts.throttle import SignInLimiter
from vorzimmer.customers.models import Option, Tariff
from vorzimmer.domain.roles import CUSTOMERS, Role
from vorzimmer.website import patterns
from vorzimmer.website.errors import error_page
from vorzimmer.website.forms import SignInForm

LIMITER = SignInLimiter()


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show what this is, and the way in."""
    return render(
        request, "website/start.html", {"tariffs": Tariff.objects.filter(public=True), "options": Option.objects.filter(public=True)}
    )


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let somebody in, and on to where he was going (`?next=`, only within this site)."""
    if user_of(request):
        return redirect(_next(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = _try_sign_in(request, form)
        if status == HTTPStatus.OK:
            return redirect(_next(request))
    return render(request, "website/sign_in.html", {"form": form}, status=status)


def _try_sign_in(request: HttpRequest, form: SignInForm) -> HTTPStatus:
    """Sign in, or put into the form why not. OK, or the status of the page."""
    if not form.is_valid():
        return HTTPStatus.UNPROCESSABLE_ENTITY
    email, at = form.cleaned_data["email"], timezone.now()
    address = request.META.get("REMOTE_ADDR", "")
    if wait := LIMITER.wait(address=address, login=email, at=at):
        form.add_error(None, _too_many(wait))
        return HTTPStatus.TOO_MANY_REQUESTS
    user = authenticate(request, username=email, password=form.cleaned_data["password"])
    if user is None:
        LIMITER.failed(address=address, login=email, at=at)
        form.add_error(None, _("E-mail address and password do not belong together. Please check both."))
        return HTTPStatus.UNPROCESSABLE_ENTITY
    LIMITER.succeeded(address=address, login=email)
    login(request, user)
    return HTTPStatus.OK


def _too_many(wait: timedelta) -> str:
    minutes = ceil(wait / timedelta(minutes=1))
    return ngettext("Too many tries. Please wait %(minutes)d minute.", "Too many tries. Please wait %(minutes)d minutes.", minutes) % {
        "minutes": minutes
    }


def _next(request: HttpRequest) -> str:
    """Find where to go on: `?next=` or the form's `next` if it lies within this site, else home."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("website:home")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the sign-in."""
    logout(request)
    return redirect("website:sign-in")


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
    return redirect(_next(request))


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


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  (Django's signature)
    return error_page(request, "404.html", status=HTTPStatus.NOT_FOUND)


def gone(request: HttpRequest) -> HttpResponse:
    """Say that something was here and has been erased."""
    return error_page(request, "410.html", status=HTTPStatus.GONE)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, "500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR, error=sys.exc_info()[1])
