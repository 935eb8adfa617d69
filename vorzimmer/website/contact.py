"""Contact: forms that work without cookie and script. By looking at them nothing is kept; what is sent is kept before it is confirmed."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.accounts.trying import tried
from vorzimmer.billing.models import Issuer
from vorzimmer.customers.actions import receive_enquiry
from vorzimmer.domain.enquiries import EnquiryKind
from vorzimmer.domain.pages import Page
from vorzimmer.website.contact_form import CallBackForm, ContactForm, EnquiryForm
from vorzimmer.website.flood import FloodGate
from vorzimmer.website.form_token import FormToken, token_of
from vorzimmer.website.origin import from_here_only
from vorzimmer.website.texts import words

GATE = FloodGate()
"""Counts what is sent from one line, in memory only."""


@from_here_only
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponseBase:
    """Ask something."""
    return _ask(request, EnquiryForm(request.POST if request.method == "POST" else None), "website/contact.html")


@from_here_only
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def call_back(request: HttpRequest) -> HttpResponseBase:
    """Ask to be called back."""
    return _ask(request, CallBackForm(request.POST if request.method == "POST" else None), "website/call_back.html")


@require_safe
def received(request: HttpRequest) -> HttpResponseBase:
    """Say that it has arrived."""
    return render(request, "website/received.html")


def _ask(request: HttpRequest, form: ContactForm, template: str) -> HttpResponseBase:
    """Show the form, or keep what was sent and lead on: who then reads the page anew sends nothing twice."""
    at, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    token, seconds = FormToken.new(at), 0
    if request.method == "POST":
        seconds = GATE.wait(address, at)
        shown = token_of(request, form, form.kind, at)
        token = shown or token
        if seconds:
            form.add_error(None, _too_many(seconds))
        elif shown and tried(form, lambda: receive_enquiry(form.entry(shown.id), address, at)):
            return _onward(request)
    context = {
        "form": form,
        "token": token.signed(form.kind),
        "hours": settings.SENDER_ADDRESS_HOURS,
        "issuer": Issuer.current(),
        "words": words(request, Page.CONTACT)[0] if form.kind is EnquiryKind.ENQUIRY else None,
    }
    answer = render(request, template, context, status=_status(form, seconds))
    if seconds:
        answer["Retry-After"] = str(seconds)
    return answer


def _too_many(seconds: int) -> str:
    text = ngettext(
        "Many forms were sent from your network just now. Please send it again in %(count)d second; all you wrote is still there.",
        "Many forms were sent from your network just now. Please send it again in %(count)d seconds; all you wrote is still there.",
        seconds,
    )
    return text % {"count": seconds}


def _status(form: ContactForm, seconds: int) -> HTTPStatus:
    if seconds:
        return HTTPStatus.TOO_MANY_REQUESTS
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK


def _onward(request: HttpRequest) -> HttpResponseRedirect:
    language = request.GET.get("language", "")
    query = f"?language={language}" if language in dict(settings.LANGUAGES) else ""
    answer = HttpResponseRedirect(reverse("website:received") + query)
    answer.status_code = HTTPStatus.SEE_OTHER
    return answer
