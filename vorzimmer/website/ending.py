"""The buttons of the law: giving notice and withdrawing without signing in (BGB §312k, §356a). Nothing is set or kept before it is sent."""

from datetime import datetime
from http import HTTPStatus
from typing import Protocol

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from vorzimmer.accounts.throttle import SignInLimiter
from vorzimmer.customers.actions import DeclarationEntry, declare_notice, declare_withdrawal
from vorzimmer.customers.models import Contract
from vorzimmer.website.origin import from_here_only
from vorzimmer.website.sign_up_form import EndingForm, NoticeForm


class Deed(Protocol):
    """What is declared."""

    def __call__(self, entry: DeclarationEntry, at: datetime, /, *, address: str) -> Contract: ...


LIMITER = SignInLimiter()
"""Nobody tries out numbers of contracts."""


@from_here_only
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponseBase:
    """Give notice of a contract."""
    return _declare(request, NoticeForm(request.POST or None), declare_notice, "website/notice.html")


@from_here_only
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest) -> HttpResponseBase:
    """Withdraw from a contract."""
    return _declare(request, EndingForm(request.POST or None), declare_withdrawal, "website/withdrawal.html")


def _declare(request: HttpRequest, form: EndingForm, deed: Deed, template: str) -> HttpResponseBase:
    at, address = timezone.now(), request.META.get("REMOTE_ADDR", "")
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["number"]
        if LIMITER.wait(address=address, login=number, at=at):
            form.add_error(None, _("Too many tries. Please wait a quarter of an hour, or write to us: an e-mail counts as well."))
        else:
            try:
                contract = deed(form.entry(), at, address=address)
            except ValidationError as error:
                LIMITER.failed(address=address, login=number, at=at)
                _put(form, error)
            else:
                return render(request, "website/declared.html", {"contract": contract, "at": at, "name": form.cleaned_data["name"]})
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, template, {"form": form}, status=status)


def _put(form: EndingForm, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
