"""Coming in and going out: the password, the second step, a passkey instead of both.

Passwords are counted by address and login; codes by the user, more strictly: whoever guesses them has the password already.
"""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from math import ceil

from django import forms
from django.contrib.auth import authenticate, login, logout
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.accounts import second_step as steps
from vorzimmer.accounts.access import user_of
from vorzimmer.accounts.models import User
from vorzimmer.accounts.throttle import SignInLimiter
from vorzimmer.privacy.factors import passkeys
from vorzimmer.privacy.factors.actions import use_code
from vorzimmer.privacy.factors.models import SecondFactor
from vorzimmer.privacy.factors.queries import has_second_step
from vorzimmer.website import exchange
from vorzimmer.website.exchange import Purpose, site_of
from vorzimmer.website.forms import CodeForm, PasskeyAnswerForm, RecoveryCodeForm, SignInForm

LIMITER = SignInLimiter()
CODES = SignInLimiter(pair=5, login=10, pause=timedelta(hours=1))

# --- password ----------------------------------------------------------------------------------------------------------


@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let somebody in, and on to where he was going (`?next=`, only within this site)."""
    if user_of(request):
        return redirect(onward(request))
    form = SignInForm(request.POST if request.method == "POST" else None)
    user: User | None = None
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        user = knows_password(request, form, email=email, password=form.cleaned_data["password"])
    if user is None:
        context = {"form": form, "passkeys": site_of(request).takes_passkeys, "next": onward(request, otherwise="")}
        return render(request, "website/sign_in.html", context, status=status_of(form))
    if not has_second_step(user):
        login(request, user)
        return redirect(onward(request))
    steps.wait_for(request.session, user, timezone.now())
    return redirect(_with_next("website:second-step", request))


def knows_password(request: HttpRequest, form: forms.Form, *, email: str, password: str) -> User | None:
    """Give the user whose password it is, or put into the form why not."""

    def known() -> User | None:
        found = authenticate(request, username=email, password=password)
        return found if isinstance(found, User) else None

    return _tried(
        request, form, LIMITER, name=email, proof=known, wrong=_("E-mail address and password do not belong together. Please check both.")
    )


def _tried(  # noqa: PLR0913  (who tries what, how often, and what is said)
    request: HttpRequest, form: forms.Form, limiter: SignInLimiter, *, name: str, proof: Callable[[], User | None], wrong: str
) -> User | None:
    """Try a proof unless it was tried too often; why it failed stands in the form then."""
    address, at = request.META.get("REMOTE_ADDR", ""), timezone.now()
    if wait := limiter.wait(address=address, login=name, at=at):
        form.add_error(None, _too_many(wait))
        return None
    user = proof()
    if user is None:
        limiter.failed(address=address, login=name, at=at)
        form.add_error(None, wrong)
        return None
    limiter.succeeded(address=address, login=name)
    return user


def _too_many(wait: timedelta) -> forms.ValidationError:
    minutes = ceil(wait / timedelta(minutes=1))
    text = ngettext("Too many tries. Please wait %(minutes)d minute.", "Too many tries. Please wait %(minutes)d minutes.", minutes)
    return forms.ValidationError(text % {"minutes": minutes}, code="too_many")


def status_of(form: forms.Form) -> HTTPStatus:
    """Say with which status a form is shown again."""
    if form.has_error(NON_FIELD_ERRORS, "too_many"):
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK


# --- second step -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code", "answer")
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a passkey (`?with=recovery`: for a recovery code), and let in who has given the password before."""
    user = steps.who_waits(request.session, timezone.now())
    if user is None:
        return redirect(_with_next("website:sign-in", request))
    kinds = set(SecondFactor.objects.of(user).values_list("kind", flat=True))
    on_paper = request.GET.get("with") == "recovery"
    form: forms.Form
    if "answer" in request.POST:
        form = PasskeyAnswerForm(request.POST)
        proved = form.is_valid() and _answers(request, form, Purpose.SECOND_STEP, user) is not None
    else:
        form = (RecoveryCodeForm if on_paper else CodeForm)(request.POST or None)
        proved = form.is_valid() and _gives_code(request, form, user)
    if proved:
        return _let_in(request, user)
    context = {
        "form": form if "code" in form.fields else None,
        "refused": form if "code" not in form.fields else None,
        "kinds": kinds,
        "on_paper": on_paper,
        "passkeys": "passkey" in kinds and site_of(request).takes_passkeys,
        "next": onward(request, otherwise=""),
    }
    return render(request, "website/second_step.html", context, status=status_of(form))


def _gives_code(request: HttpRequest, form: forms.Form, user: User) -> bool:
    at = timezone.now()

    def proved() -> User | None:
        return user if use_code(user, form.cleaned_data["code"], at) else None

    wrong = _("This code does not hold, or was used already. Please type the code that is shown now.")
    return _tried(request, form, CODES, name=str(user.pk), proof=proved, wrong=wrong) is not None


@require_POST
def second_step_options(request: HttpRequest) -> HttpResponse:
    """Ask the browser for a passkey of whoever has given the password."""
    at, site = timezone.now(), site_of(request)
    user = steps.who_waits(request.session, at)
    if user is None or not site.takes_passkeys:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    return exchange.ask(request, Purpose.SECOND_STEP, passkeys.question(site, user), at)


def _let_in(request: HttpRequest, user: User) -> HttpResponse:
    steps.take(request.session)
    login(request, user)
    return redirect(onward(request))


# --- passkey alone -----------------------------------------------------------------------------------------------------


@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Ask the browser for any passkey of this site."""
    at, site = timezone.now(), site_of(request)
    if user_of(request) or not site.takes_passkeys:
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    answer = exchange.ask(request, Purpose.SIGN_IN, passkeys.question(site, None), at)
    request.session.set_expiry(at + exchange.PATIENCE)
    return answer


@require_POST
@sensitive_post_parameters("answer")
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Let in whose passkey it is. It was unlocked by finger, face or PIN: that is both steps at once."""
    if user_of(request):
        return redirect(onward(request))
    form = PasskeyAnswerForm(request.POST)
    user = _answers(request, form, Purpose.SIGN_IN, None) if form.is_valid() else None
    if user is not None:
        return _let_in(request, user)
    context = {"form": SignInForm(), "refused": form, "passkeys": site_of(request).takes_passkeys, "next": onward(request, otherwise="")}
    return render(request, "website/sign_in.html", context, status=status_of(form))


def _answers(request: HttpRequest, form: forms.Form, purpose: Purpose, user: User | None) -> User | None:
    at = timezone.now()

    def proved() -> User | None:
        state = exchange.question_of(request, purpose, at)
        if state is None:
            return None
        try:
            return passkeys.answered(site_of(request), state, form.cleaned_data["answer"], user)
        except passkeys.PasskeyRefused:
            return None

    wrong = _("This passkey was not accepted. Please try again, or choose another way.")
    name = request.META.get("REMOTE_ADDR", "") if user is None else str(user.pk)  # nobody can lock the others out
    return _tried(request, form, CODES, name=name, proof=proved, wrong=wrong)


# --- onward ------------------------------------------------------------------------------------------------------------


def onward(request: HttpRequest, *, otherwise: str | None = None) -> str:
    """Find where to go on: `?next=` or the form's `next` if it lies within this site, else home."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return wanted
    return resolve_url("website:home") if otherwise is None else otherwise


def _with_next(name: str, request: HttpRequest) -> str:
    wanted = onward(request, otherwise="")
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else "")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the sign-in."""
    logout(request)
    return redirect("website:sign-in")
