"""Consents and accesses: two registers to read, and entering a consent that did not come over the portal."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.customers.models import Customer
from vorzimmer.domain.consents import ConsentPurpose, Way
from vorzimmer.office.doors import keepers, page, tried, user_in
from vorzimmer.office.register_forms import AccessFilter, ConsentFilter, ConsentForm
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.consents import NoConsent, give_consent, record_of, withdraw_consent

PAGE = 50


@keepers
@sees("privacy.Consent.purpose", "privacy.Consent.by")
@require_safe
def consents(request: HttpRequest) -> HttpResponseBase:
    """List what happened to consents, the newest first; the filter stands in the address."""
    return _list(request, "office/consents.html", ConsentFilter(request.GET))


@keepers
@sees("privacy.Access.user", "privacy.Access.record")
@require_safe
def accesses(request: HttpRequest) -> HttpResponseBase:
    """List who opened which sealed record in which hour; the filter stands in the address."""
    return _list(request, "office/accesses.html", AccessFilter(request.GET))


@keepers
@sees("privacy.Consent.purpose", "privacy.Consent.by")
@require_http_methods(["GET", "HEAD", "POST"])
def enter_consent(request: HttpRequest) -> HttpResponseBase:
    """Enter a consent, or its withdrawal, that came on paper, by e-mail or on the telephone."""
    form = ConsentForm(request.POST if request.method == "POST" else None)
    user, at = user_in(request), timezone.now()

    def deed() -> None:
        typed = form.cleaned_data
        purpose, way, customer = ConsentPurpose(typed["purpose"]), Way(typed["way"]), typed["number"]
        if typed["event"] == "given":
            give_consent(customer.pk, purpose, language=typed["language"], way=way, at=at, by=user, evidence=typed["evidence"])
            return
        try:
            withdraw_consent(customer.pk, purpose, way=way, at=at, by=user, evidence=typed["evidence"])
        except NoConsent:
            raise ValidationError({"event": _("There is no such consent that could be withdrawn.")}) from None

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("It is written down."))
        return redirect("office:consents")
    context = {"title": _("Enter a consent"), "action": _("Save"), "back": reverse("office:consents"), "back_text": _("Consents")}
    return page(request, "office/register_form.html", context, form=form)


@keepers
@sees("privacy.Consent.purpose", "privacy.Consent.by")
@require_safe
def consent_record(request: HttpRequest, record: UUID) -> HttpResponseBase:  # noqa: ARG001  (a view is given it)
    """Give the record of a consent as a file that others can read (ISO/IEC TS 27560 as JSON-LD)."""
    found = record_of(record, controller=settings.AGENCY_NAME)
    if found is None:
        raise Http404
    answer = HttpResponse(json.dumps(found, ensure_ascii=False, indent=2), content_type="application/ld+json")
    answer["Content-Disposition"] = f'attachment; filename="{record}.jsonld"'
    return answer


def _list(request: HttpRequest, template: str, form: Any) -> HttpResponseBase:
    part = Paginator(form.found(), PAGE).get_page(request.GET.get("page"))
    lines = list(part)
    names = _numbers(line.customer_ref for line in lines)
    context = {
        "filter": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": part,
        "rows": [(line, names.get(line.customer_ref, "")) for line in lines],
    }
    return page(request, template, context)


def _numbers(refs: Iterable[UUID]) -> dict[UUID, str]:
    """Give the numbers of customers, as long as they are there."""
    return dict(Customer.objects.filter(pk__in=set(refs)).values_list("pk", "number"))
