"""The part of the office that is about money: who comes in, and its pages. Whoever adds a page adds it to PAGES."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy

from vorzimmer.accounts.access import role_required
from vorzimmer.domain.roles import Role
from vorzimmer.office import doors

books = role_required(Role.OWNER, Role.ACCOUNTANT)
"""The books: owner and accountant. What shows bank data of customers is for the accountant only."""
accountant = role_required(Role.ACCOUNTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of this part: the name of its address, what it is called, and whether it is where money waits (`money_waits`)."""

    name: str
    text: Any
    has_waiting: bool = False


PAGES = (
    Page(name="money", text=gettext_lazy("Open items")),
    Page(name="bank-entries", text=gettext_lazy("Bank"), has_waiting=True),
    Page(name="unbilled", text=gettext_lazy("Usage without a bill")),
    Page(name="reports", text=gettext_lazy("Reports")),
    Page(name="datev", text=gettext_lazy("DATEV")),
    Page(name="issuer", text=gettext_lazy("Settings")),
)


def money_page(request: HttpRequest, template: str, here: str, context: dict[str, Any], **more: Any) -> HttpResponseBase:
    """Show a page of this part, with the way to the others."""
    return doors.page(request, template, {"place": "money", "pages": PAGES, "here": here, **context}, **more)
