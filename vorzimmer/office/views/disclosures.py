"""The register of disclosures: the list with its CSV, and one line of it. Nothing is changed here."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vorzimmer.accounts.models import User
from vorzimmer.billing.reports import Table
from vorzimmer.customers.exports import FILE_TYPE
from vorzimmer.customers.models import Customer
from vorzimmer.office.doors import office, page, user_in
from vorzimmer.office.privacy_forms import DisclosureFilter
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.catalogue import may_see
from vorzimmer.privacy.models import Disclosure
from vorzimmer.privacy.words import category_names, field_groups, kept_lines

PAGE = 50
SHOWN = ("privacy.Disclosure.recipient_name", "privacy.Disclosure.fields", "privacy.Disclosure.by")


@office
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List who got what; the filter stands in the address."""
    form = DisclosureFilter(request.GET)
    part = Paginator(form.found(), PAGE).get_page(request.GET.get("page"))
    entries = list(part)
    names = _names(entries, user_in(request).role)
    context = {
        "filter": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": part,
        "rows": [(entry, names.get(entry.customer_ref, "")) for entry in entries],
    }
    return page(request, "office/disclosures.html", context)


@office
@sees(*SHOWN)
@require_safe
def download(request: HttpRequest) -> HttpResponseBase:
    """Give the lines of the same filter as a CSV."""
    headings = (
        *(_("Number"), _("Day"), _("Time"), _("Recipient"), _("Kind"), _("What for"), _("Ground"), _("Norm"), _("Document")),
        *(
            _("Consent"),
            _("Belongs to"),
            _("Customer number"),
            _("Data"),
            _("Fields"),
            _("Given away by"),
            _("Privacy notice"),
            _("SHA-256"),
        ),
    )
    rows = [
        (
            *(entry.number, entry.day, f"{localtime(entry.at):%H:%M}", entry.recipient_name, entry.get_recipient_kind_display()),
            *(entry.get_purpose_display(), entry.get_ground_display(), entry.norm, entry.document, entry.record),
            *(entry.earlier_id or "", entry.customer_number, ", ".join(category_names(entry.categories)), ", ".join(entry.fields)),
            *(entry.by.name if entry.by else "", entry.notice, entry.sha256),
        )
        for entry in DisclosureFilter(request.GET).found().select_related("by")
    ]
    answer = HttpResponse(Table(headings=headings, rows=rows).csv(), content_type=FILE_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{_("disclosures")}-{localdate(timezone.now()):%Y-%m-%d}.csv"'
    return answer


@office
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, entry_number: int) -> HttpResponseBase:
    """Show one line: when, who, to whom, which fields, on what ground, with what proof."""
    entry = get_object_or_404(Disclosure.objects.select_related("by", "recipient", "earlier"), pk=entry_number)
    customer = Customer.objects.filter(pk=entry.customer_ref).first()
    role = user_in(request).role
    context = {
        "entry": entry,
        "customer": customer,
        "sees_name": may_see(role, "customers.Customer.name"),
        "groups": field_groups(entry.fields),
        "categories": category_names(entry.categories),
        "conditions": kept_lines(entry.conditions),
        "findings": _findings(entry.findings),
        "followed_by": entry.followed_by.order_by("number"),
    }
    return page(request, "office/disclosure.html", context)


def _names(entries: Iterable[Disclosure], role: str) -> Mapping[UUID, str]:
    """Give the names of the customers that lines are about, as long as they are there and this role may see them."""
    if not may_see(role, "customers.Customer.name"):
        return {}
    return dict(Customer.objects.filter(pk__in={entry.customer_ref for entry in entries}).values_list("pk", "name"))


def _findings(kept: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Say who found that it may be, and on which day; who is no user any more has no name."""
    kept = list(kept)
    names = {user.pk: user.name for user in User.objects.filter(pk__in=[each["by"] for each in kept])}
    return [{"name": names.get(UUID(each["by"]), ""), "on": date.fromisoformat(each["on"])} for each in kept]
