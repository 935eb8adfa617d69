"""The part of the office that bills: who comes in, its pages, and its words."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.access import role_required
from vorzimmer.billing.models import RunItem
from vorzimmer.domain.roles import Role
from vorzimmer.domain.runs import Outlier
from vorzimmer.office import doors

books = role_required(Role.OWNER, Role.ACCOUNTANT)
"""Who bills. What shows bank data of customers is for the accountant only."""
accountant = role_required(Role.ACCOUNTANT)

PAGES = (
    ("billing", gettext_lazy("Months")),
    ("interim", gettext_lazy("Credit limits")),
    ("changed", gettext_lazy("Changed months")),
    ("unbilled", gettext_lazy("Usage without a bill")),
    ("chain", gettext_lazy("Chain of documents")),
)
"""Names of addresses, and what they are called."""

OUTLIERS = {
    Outlier.FIRST: gettext_lazy("first bill"),
    Outlier.HIGHER: gettext_lazy("much more than the month before"),
    Outlier.LOWER: gettext_lazy("much less than the month before"),
    Outlier.NEGATIVE: gettext_lazy("money goes back"),
}
TONES = {
    RunItem.State.READY: "free",
    RunItem.State.ISSUED: "accent",
    RunItem.State.HELD: "wait",
    RunItem.State.REFUSED: "danger",
    RunItem.State.NOTHING: "neutral",
}


def billing_page(
    request: HttpRequest, template: str, here: str, context: dict[str, Any], *, form: forms.Form | None = None
) -> HttpResponseBase:
    """Show a page of this part, with the way to the others."""
    tabs = [{"url": reverse(f"office:{name}"), "text": text} for name, text in PAGES]
    return doors.page(request, template, {"tabs": tabs, "tab": reverse(f"office:{here}"), **context}, form=form)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mending:
    """Where it is mended that a customer cannot be billed. Without an address it is for somebody else."""

    url: str
    text: str


def mending(item: RunItem, role: str) -> Mending:
    """Say where the reason lies. The owner mends files and price lists; the accountant is told so."""
    customer, is_owner = item.customer, role == Role.OWNER
    if not (customer.street and customer.postcode and customer.city):
        url = reverse("office:customer-edit", args=[customer.pk]) if is_owner else ""
        return Mending(url=url, text=_("Complete the address") if is_owner else _("The owner completes the address."))
    if is_owner:
        return Mending(url=reverse("office:offers"), text=_("Look at the price lists"))
    return Mending(url=reverse("office:contracts", args=[customer.pk]), text=_("Look at the contract"))
