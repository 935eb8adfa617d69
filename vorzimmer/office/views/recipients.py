"""Recipients: the register of those to whom data may be given, entering and changing them, confirming a bureau, out of use and back."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.disclosure_policy import Bureau, Certainty
from vorzimmer.office.doors import keepers, office, page, tried, user_in
from vorzimmer.office.privacy_forms import ConfirmForm, RecipientFilter, RecipientForm
from vorzimmer.privacy import actions
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.models import Recipient

PAGE = 50
LAST = 10
SHOWN = ("privacy.Recipient.name", "privacy.Recipient.rdg_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A recipient on the screen: the bureau of the notice that he is, and what is missing before data may be given to him."""

    recipient: Recipient
    bureau: Bureau | None
    day: date

    @property
    def missing(self) -> list[str]:
        recipient, kind = self.recipient, RecipientKind(self.recipient.kind)
        found = (
            (kind is RecipientKind.COLLECTOR and not recipient.rdg_number, _("registration missing")),
            (kind is RecipientKind.BUREAU and self.bureau is None, _("not in the privacy notice")),
            (self.bureau is not None and not self.bureau.enabled, _("gets nothing")),
            (self.bureau is not None and self.bureau.enabled and not recipient.is_confirmed, _("to be confirmed")),
            (kind is RecipientKind.BUREAU and not self.has_agreement, _("no agreement in force")),
        )
        return [text for stands, text in found if stands]

    @property
    def has_agreement(self) -> bool:
        since, until = self.recipient.agreement_from, self.recipient.agreement_until
        return since is not None and since <= self.day and (until is None or self.day <= until)

    @property
    def can_be_confirmed(self) -> bool:
        return self.bureau is not None and self.bureau.enabled and not self.recipient.is_confirmed

    @property
    def is_sure(self) -> bool:
        """Whether it is certain what became of the bureau that the notice names."""
        return self.bureau is not None and self.bureau.certainty is Certainty.CERTAIN


def _shown(recipient: Recipient) -> Shown:
    day = berlin_date(timezone.now())
    return Shown(recipient=recipient, bureau=actions.named_bureaus(day).get(recipient.bureau), day=day)


def _recipient(recipient_id: UUID) -> Recipient:
    return get_object_or_404(Recipient.objects.select_related("confirmed_by"), pk=recipient_id)


@office
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the recipients; the filter stands in the address."""
    form = RecipientFilter(request.GET)
    part = Paginator(form.found().counting(), PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": part,
        "rows": [_shown(recipient) for recipient in part],
        "may_change": _may_change(request),
    }
    return page(request, "office/recipients.html", context)


@office
@sees(*SHOWN, "privacy.Disclosure.recipient")
@require_safe
def show(request: HttpRequest, recipient_id: UUID) -> HttpResponseBase:
    """Show a recipient, what is missing, and what he got lately."""
    recipient = _recipient(recipient_id)
    context = {
        "shown": _shown(recipient),
        "entries": recipient.disclosures.all()[:LAST],
        "given": recipient.disclosures.count(),
        "may_change": _may_change(request),
    }
    return page(request, "office/recipient.html", context)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Enter a recipient. Nothing is given to him by that."""
    at = timezone.now()
    form = RecipientForm(request.POST or None, day=berlin_date(at))
    made: list[Recipient] = []

    def deed() -> None:
        made.append(actions.enter_recipient(RecipientKind(form.cleaned_data["kind"]), form.entry(), at=at))

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("The recipient is entered. Nothing has been given to him by that."))
        return redirect("office:recipient", made[0].pk)
    return page(request, "office/recipient_edit.html", {}, form=form)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, recipient_id: UUID) -> HttpResponseBase:
    """Change what is entered about a recipient."""
    recipient, at = _recipient(recipient_id), timezone.now()
    form = RecipientForm(request.POST or None, day=berlin_date(at), recipient=recipient)
    if request.method == "POST" and tried(form, lambda: actions.change_recipient(recipient, form.entry(), at=at)):
        messages.success(request, _("Saved."))
        return redirect("office:recipient", recipient.pk)
    return page(request, "office/recipient_edit.html", {"shown": _shown(_recipient(recipient_id))}, form=form)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, recipient_id: UUID) -> HttpResponseBase:
    """Say what the notice names and what became of it; then confirm that the recipient is that."""
    recipient, at, user = _recipient(recipient_id), timezone.now(), user_in(request)
    form = ConfirmForm(request.POST if request.method == "POST" else None)

    def deed() -> None:
        actions.confirm_bureau(recipient, source=form.cleaned_data["source"], at=at, by=user)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("It is confirmed which bureau the recipient is."))
        return redirect("office:recipient", recipient.pk)
    return page(request, "office/recipient_confirm.html", {"shown": _shown(recipient)}, form=form)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, recipient_id: UUID) -> HttpResponseBase:
    """Say what will happen; then put a recipient out of use."""
    recipient = _recipient(recipient_id)
    if request.method == "POST":
        actions.deactivate_recipient(recipient, at=timezone.now())
        messages.success(request, _("%(name)s gets nothing new any more.") % {"name": recipient.name})
        return redirect("office:recipient", recipient.pk)
    context: dict[str, Any] = {"shown": _shown(recipient), "given": recipient.disclosures.count()}
    return page(request, "office/recipient_deactivate.html", context)


@keepers
@sees(*SHOWN)
@require_POST
def reactivate(request: HttpRequest, recipient_id: UUID) -> HttpResponseBase:
    """Take a recipient into use again."""
    recipient = _recipient(recipient_id)
    actions.reactivate_recipient(recipient, at=timezone.now())
    messages.success(request, _("%(name)s is in use again.") % {"name": recipient.name})
    return redirect("office:recipient", recipient.pk)


def _may_change(request: HttpRequest) -> bool:
    return user_in(request).role in {"owner", "privacy_officer"}
