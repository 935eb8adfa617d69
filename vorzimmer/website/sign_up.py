"""Signing up: the form, the name of a bank, the documents to read, and the tariffs. Nothing is set or kept before the form is sent."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.accounts.access import user_of
from vorzimmer.accounts.throttle import SignInLimiter
from vorzimmer.customers import legal
from vorzimmer.customers.actions import Enrolment, bank_name, enrol, read_iban
from vorzimmer.website.form_token import FormToken, token_of
from vorzimmer.website.origin import from_here_only
from vorzimmer.website.sign_up_form import SignUpForm

LIMITER = SignInLimiter(pair=3, login=3, address=10, pause=timedelta(hours=1))
"""Each sign-up takes a telephone number: nobody may take them all."""
PURPOSE = "sign_up"
BACKEND = "django.contrib.auth.backends.ModelBackend"


@from_here_only
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Make somebody a customer on trial, sign him in, and show how to forward calls."""
    if user_of(request):
        return redirect("website:home")
    form = SignUpForm(request.POST if request.method == "POST" else None, initial=_wanted(request))
    token = FormToken.new(timezone.now())
    if request.method == "POST":
        shown = token_of(request, form, PURPOSE, timezone.now())
        token = shown or token
        new = _try(request, form) if shown else None
        if new is not None:
            login(request, new.user, backend=BACKEND)
            return redirect("portal:forwarding")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "documents": _documents(), "bank": _bank(form), "token": token.signed(PURPOSE)}
    return render(request, "website/sign_up.html", context, status=status)


def _try(request: HttpRequest, form: SignUpForm) -> Enrolment | None:
    """Do it, or put into the form why not."""
    if not form.is_valid():
        return None
    at, address, email = timezone.now(), request.META.get("REMOTE_ADDR", ""), form.cleaned_data["email"]
    if LIMITER.wait(address=address, login=email, at=at):
        form.add_error(None, _("Several people have signed up from here just now. Please try again in an hour, or call us."))
        return None
    if not _is_as_read(request, form):
        return None
    try:
        new = enrol(form.entry(), at, address=address)
    except ValidationError as error:
        _put(form, error)
        return None
    LIMITER.failed(address=address, login=email, at=at)
    return new


def _put(form: SignUpForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def _wanted(request: HttpRequest) -> dict[str, object]:
    """Take over the tariff that was chosen on the start page."""
    fields = SignUpForm().fields["tariff"]
    chosen = fields.queryset.filter(code=request.GET.get("tariff", "")).first()  # type: ignore[attr-defined]  # it is a ModelChoiceField
    return {"tariff": chosen.pk} if chosen else {}


def _documents() -> Mapping[str, legal.Document]:
    """Give the version of each document that holds now, in the language of the page."""
    return legal.newest(get_language() or "de")


def _is_as_read(request: HttpRequest, form: SignUpForm) -> bool:
    """Whether nobody published other words while the form was filled in; else the boxes say so and are blank again."""
    changed = [kind for kind, document in _documents().items() if request.POST.get(f"read_{kind}", document.version) != document.version]
    form.data = data = request.POST.copy()
    for kind in changed:
        data.pop(f"accept_{kind}", None)
        form.add_error(
            f"accept_{kind}", _("There is a newer version since you opened this page. Please read it and tick the box once more.")
        )
    return not changed


def _bank(form: SignUpForm) -> str:
    """Name the bank of the IBAN that was sent with other fields wrong."""
    iban = form.data.get("iban", "") if form.is_bound else ""
    try:
        return bank_name(str(read_iban(iban))) if iban else ""
    except ValidationError:
        return ""


@from_here_only
@sensitive_post_parameters()
@require_POST
def bank(request: HttpRequest) -> HttpResponseBase:
    """Name the bank of an IBAN while the form is filled in, or say what is wrong with it. By POST: addresses are written down."""
    try:
        iban = read_iban(request.POST.get("iban", "")[:42])
    except ValidationError as error:
        return HttpResponse(" ".join(error.messages), content_type="text/plain; charset=utf-8", status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return HttpResponse(bank_name(str(iban)), content_type="text/plain; charset=utf-8")


@gzip_page
@require_safe
def document(request: HttpRequest, kind: str, version: str = "") -> HttpResponseBase:
    """Show a document that customers accept, word for word; without a version the newest one."""
    language = get_language() or "de"
    try:
        found = legal.document(kind, version, language) if version else legal.current(kind, language)
    except legal.NoSuchDocument:
        raise Http404 from None
    return render(request, "website/document.html", {"document": found})
