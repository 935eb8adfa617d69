"""What everybody does for the own sign-in: password, second step, recovery codes, and where one is signed in.

Whatever changes how one signs in needs a proof that is ten minutes old at most. Nobody reaches what belongs to somebody else.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.accounts import second_step as steps
from vorzimmer.accounts import sessions
from vorzimmer.accounts.access import role_required
from vorzimmer.accounts.actions import set_password
from vorzimmer.accounts.models import User
from vorzimmer.domain.one_time_codes import PAPER_CODES, is_paper_code, key_address, spelled
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.factors import actions, passkeys
from vorzimmer.privacy.factors.models import SecondFactor
from vorzimmer.privacy.qr_pictures import qr_svg
from vorzimmer.website import exchange
from vorzimmer.website.exchange import Purpose, site_of
from vorzimmer.website.forms import CodeForm, ConfirmForm, DeviceForm, FactorNameForm, NewPasswordForm, PasskeyForm
from vorzimmer.website.sign_in import knows_password, onward, status_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
Kind = SecondFactor.Kind

everybody = role_required(*Role)
look_or_send = require_http_methods(["GET", "HEAD", "POST"])


def freshly(view: View[P]) -> View[P]:
    """Let in whoever proved a short while ago who he is; others confirm it first and then come back."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if steps.is_fresh(request.session, timezone.now()):
            return view(request, *args, **kwargs)
        back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("website:security")
        return redirect(f"{reverse('website:security-confirm')}?{urlencode({'next': back})}")

    return everybody(guarded)


# --- overview ----------------------------------------------------------------------------------------------------------


@everybody
@require_safe
def overview(request: HttpRequest) -> HttpResponseBase:
    """Show what protects the sign-in, and where one is signed in."""
    user, at = _user(request), timezone.now()
    factors = list(SecondFactor.objects.of(user))
    context = {
        "steps": [factor for factor in factors if factor.kind != Kind.CODES],
        "app": next((factor for factor in factors if factor.kind == Kind.APP), None),
        "codes": next((factor for factor in factors if factor.kind == Kind.CODES), None),
        "all_codes": PAPER_CODES,
        "passkeys": site_of(request).takes_passkeys,
        "sessions": sessions.open_sessions(user, at=at, here=request.session.session_key),
        "device_form": DeviceForm(initial={"device": request.session.get(sessions.DEVICE, "")}),
        "must_set_up": steps.must_set_up(request.session, user),
    }
    return render(request, "website/security.html", context)


@everybody
@look_or_send
@sensitive_post_parameters("password")
def confirm(request: HttpRequest) -> HttpResponseBase:
    """Ask for the password again, then go on to what was wanted."""
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _knows(request, form):
        steps.prove(request.session, timezone.now())
        return redirect(onward(request))
    return _page(request, "website/security_confirm.html", form, next=onward(request, otherwise=""))


@everybody
@look_or_send
@sensitive_post_parameters("password", "new", "again")
def password(request: HttpRequest) -> HttpResponseBase:
    """Change the own password; all other sign-ins end."""
    user, form = _user(request), NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["new"] != form.cleaned_data["again"]:
            form.add_error("again", _("The two new passwords differ. Please type the new one twice alike."))
        elif _knows(request, form) and _tried(form, lambda: _change_password(request, user, form.cleaned_data["new"])):
            messages.success(request, _("Your password was changed. Where else you were signed in, you no longer are."))
            return redirect("website:security")
    return _page(request, "website/security_password.html", form)


def _change_password(request: HttpRequest, user: User, new: str) -> None:
    at = timezone.now()
    try:
        set_password(user, new)
    except ValidationError as error:
        raise ValidationError({"new": error.message_dict["password"]}) from None
    update_session_auth_hash(request, user)
    sessions.end_sessions(user, at, but=request.session.session_key)


# --- authenticator app -------------------------------------------------------------------------------------------------


@freshly
@require_POST
def app_new(request: HttpRequest) -> HttpResponseBase:
    """Draw a key for an app."""
    try:
        actions.begin_app(_user(request), _today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("website:security")
    return redirect("website:app")


@freshly
@look_or_send
@sensitive_post_parameters("code")
def app(request: HttpRequest) -> HttpResponseBase:
    """Show the key as a picture and as letters, until the app shows a right code."""
    user, form = _user(request), CodeForm(request.POST or None)
    found: list[list[str]] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"]
        if _tried(form, lambda: found.append(actions.confirm_app(user, typed, timezone.now()))):
            return _set_up(request, found[0], _("Your app is set up. From now on you type its code when you sign in."))
    factor = _unconfirmed(user)
    return _page(request, "website/security_app.html", form, key=spelled(actions.app_key(factor)), address=_address(factor))


@freshly
@require_safe
def app_picture(request: HttpRequest) -> HttpResponseBase:
    """Draw the key as a QR code."""
    return HttpResponse(qr_svg(_address(_unconfirmed(_user(request)))), content_type="image/svg+xml")


def _unconfirmed(user: User) -> SecondFactor:
    return get_object_or_404(SecondFactor, user=user, kind=Kind.APP, is_set_up=False)


def _address(factor: SecondFactor) -> str:
    return key_address(actions.app_key(factor), issuer=settings.AGENCY_NAME, account=factor.user.email)


# --- passkeys ----------------------------------------------------------------------------------------------------------


@freshly
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponseBase:
    """Ask the browser to make a passkey."""
    site = site_of(request)
    if not site.takes_passkeys:
        raise Http404
    return exchange.ask(request, Purpose.ADD, passkeys.registration(site, _user(request)), timezone.now())


@freshly
@look_or_send
def passkey_new(request: HttpRequest) -> HttpResponseBase:
    """Keep the passkey that the browser has made."""
    if not site_of(request).takes_passkeys:
        raise Http404
    number = SecondFactor.objects.of(_user(request)).filter(kind=Kind.PASSKEY).count() + 1
    form = PasskeyForm(request.POST or None, initial={"name": _("Passkey %(number)d") % {"number": number}})
    found: list[list[str]] = []
    if request.method == "POST" and form.is_valid() and _tried(form, lambda: found.append(_add_passkey(request, form))):
        return _set_up(request, found[0], _("The passkey is set up. You can sign in with it alone, too."))
    return _page(request, "website/security_passkey.html", form)


def _add_passkey(request: HttpRequest, form: PasskeyForm) -> list[str]:
    state = exchange.question_of(request, Purpose.ADD, timezone.now())
    refused = ValidationError(_("The browser’s answer could not be used. Please press the button again."))
    if state is None:
        raise refused
    try:
        credential = passkeys.registered(site_of(request), state, form.cleaned_data["answer"])
    except passkeys.PasskeyRefused:
        raise refused from None
    return actions.add_passkey(_user(request), credential, name=form.cleaned_data["name"], on=_today())


# --- what is there -----------------------------------------------------------------------------------------------------


@freshly
@look_or_send
def factor(request: HttpRequest, factor_id: UUID) -> HttpResponseBase:
    """Give a passkey another name."""
    found = _own(request, factor_id)
    form = FactorNameForm(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid() and _tried(form, lambda: actions.rename_factor(found, form.cleaned_data["name"])):
        messages.success(request, _("Saved."))
        return redirect("website:security")
    return _page(request, "website/security_factor.html", form)


@freshly
@look_or_send
def factor_remove(request: HttpRequest, factor_id: UUID) -> HttpResponseBase:
    """Say what will happen; then take an app or a passkey away."""
    found = _own(request, factor_id)
    if request.method == "POST":
        try:
            actions.remove_factor(found)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("Removed."))
        return redirect("website:security")
    others = SecondFactor.objects.steps().filter(user=_user(request)).exclude(pk=found.pk).exists()
    return render(request, "website/security_factor_remove.html", {"factor": found, "others": others})


def _own(request: HttpRequest, factor_id: UUID) -> SecondFactor:
    return get_object_or_404(SecondFactor.objects.steps().select_related("user"), user=_user(request), pk=factor_id)


# --- recovery codes ----------------------------------------------------------------------------------------------------


@freshly
@require_POST
def codes_new(request: HttpRequest) -> HttpResponseBase:
    """Draw recovery codes and show them this once."""
    try:
        drawn = actions.new_codes(_user(request), _today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("website:security")
    return render(request, "website/security_codes.html", {"codes": drawn})


@everybody
@require_POST
@sensitive_post_parameters("codes")
def codes_text(request: HttpRequest) -> HttpResponseBase:
    """Give the codes that the page has just shown as a text file. They are not kept, so the page itself brings them back."""
    codes = request.POST.get("codes", "").split()
    if not 0 < len(codes) <= PAPER_CODES or not all(is_paper_code(code) and code.isascii() for code in codes):
        raise BadRequest
    head = _("Recovery codes of %(name)s for %(agency)s") % {"name": _user(request).email, "agency": settings.AGENCY_NAME}
    lines = [head, _("Each holds once, in place of the code from the app."), "", *codes, ""]
    response = HttpResponse("\r\n".join(lines), content_type="text/plain; charset=utf-8")
    name = _("recovery-codes")  # letters of ASCII in every language: it stands in a header
    response["Content-Disposition"] = f'attachment; filename="{name}.txt"'
    return response


# --- sign-ins ----------------------------------------------------------------------------------------------------------


@everybody
@require_POST
def device(request: HttpRequest) -> HttpResponseBase:
    """Call the present device by a name."""
    try:
        sessions.name_device(request.session, request.POST.get("device", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Saved."))
    return redirect(reverse("website:security") + "#sessions")


@everybody
@require_POST
def session_end(request: HttpRequest, handle: str) -> HttpResponseBase:
    """End one of the own sign-ins."""
    if sessions.end_session(_user(request), handle, timezone.now()):
        messages.success(request, _("Signed out there."))
    else:
        messages.info(request, _("That sign-in had ended already."))
    return redirect(reverse("website:security") + "#sessions")


@everybody
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponseBase:
    """End all of the own sign-ins but this one."""
    sessions.end_sessions(_user(request), timezone.now(), but=request.session.session_key)
    messages.success(request, _("You are signed in only here now."))
    return redirect(reverse("website:security") + "#sessions")


# --- within ------------------------------------------------------------------------------------------------------------


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only a view behind a door has a user")
    return request.user


def _today() -> Any:
    return timezone.localdate()


def _knows(request: HttpRequest, form: forms.Form) -> bool:
    return knows_password(request, form, email=_user(request).email, password=form.cleaned_data["password"]) is not None


def _tried(form: forms.Form, deed: Callable[[], object]) -> bool:
    """Do it. False: the form now says why it was refused."""
    try:
        deed()
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def _set_up(request: HttpRequest, codes: list[str], text: str) -> HttpResponseBase:
    """After a second step was added: this sign-in counts as one with it, the others end, and new codes are shown this once."""
    steps.take(request.session)
    sessions.end_sessions(_user(request), timezone.now(), but=request.session.session_key)
    if codes:
        return render(request, "website/security_codes.html", {"codes": codes, "text": text})
    messages.success(request, text)
    return redirect("website:security")


def _page(request: HttpRequest, template: str, form: forms.Form, **context: object) -> HttpResponseBase:
    return render(request, template, {**context, "form": form}, status=status_of(form))
