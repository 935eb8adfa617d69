"""What stands on a customer's file beside its sections, each with the fields it shows: who may not see a field does not see its line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.customers.models import Customer
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.catalogue import may_see
from vorzimmer.privacy.factors.queries import counting_steps

CALLERS_SHOWN = 50
"""Of known callers no more are listed: who calls is found by the number, at the desk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A line: `fields` of the customer, and what they say. `look` names how it is shown: "phone", "email", "day" or as text."""

    title: Any
    fields: tuple[str, ...]
    says: Callable[[Customer], Any]
    look: str = "text"

    def visible_for(self, role: Role | str) -> bool:
        return all(sees(role, name) for name in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A fact of one customer."""

    title: Any
    value: Any
    look: str


def sees(role: Role | str, field: str) -> bool:
    """Whether somebody of this role may see a field of customers."""
    return may_see(role, f"customers.Customer.{field}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Records that are only read here, and which of their fields the reader sees. `more`: how many others there are.

    `is_covered`: none is shown, for professional secrecy, until the reader names a reason.
    """

    rows: Sequence[Any]
    shows: frozenset[str]
    more: int = 0
    is_covered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSection:
    """A section with its records, and which of their fields the reader sees."""

    section: Any
    rows: Sequence[Any]
    shows: frozenset[str]


def head_of(customer: Customer, role: Role | str) -> Sequence[Line]:
    """Give the lines that somebody of this role sees; what is blank is left out."""
    lines = [Line(title=fact.title, value=fact.says(customer), look=fact.look) for fact in HEAD if fact.visible_for(role)]
    return [line for line in lines if line.value]


def called(customer: Customer, role: Role | str) -> str:
    """Say how the customer is called on the page: by name, or by number for those who may not know the name."""
    return customer.name if sees(role, "name") else _("Customer %(number)s") % {"number": customer.number}


def portal_of(customer: Customer, role: Role | str) -> Listed | None:
    """Give those who sign in to the portal."""
    shows = _shows(role, "accounts.User", ("name", "email", "role", "is_active"))
    return Listed(rows=list(counting_steps(customer.users.all())), shows=shows) if sees(role, "users") and "name" in shows else None


def agreements_of(customer: Customer, role: Role | str) -> Listed | None:
    """Give the documents that were accepted."""
    shows = _shows(role, "customers.Agreement", ("kind", "version", "language", "accepted_at", "accepted_by"))
    return Listed(rows=list(customer.agreements.select_related("accepted_by")), shows=shows) if shows else None


def callers_of(customer: Customer, role: Role | str, *, is_covered: bool = False) -> Listed | None:
    """Give the known callers, the newest first, or only their number while they are covered; who may not see them gets no list."""
    shows = _shows(role, "customers.KnownCaller", ("number", "name", "company", "hint", "treatment", "put_through_to"))
    if not shows:
        return None
    if is_covered:
        known = customer.known_callers.count()
        return Listed(rows=[], shows=shows, more=known, is_covered=known > 0)
    rows = list(customer.known_callers.select_related("put_through_to").order_by("-created_at", "pk")[:CALLERS_SHOWN])
    known = customer.known_callers.count() if len(rows) == CALLERS_SHOWN else len(rows)
    return Listed(rows=rows, shows=shows, more=known - len(rows))


def _shows(role: Role | str, model: str, names: Sequence[str]) -> frozenset[str]:
    return frozenset(name for name in names if may_see(role, f"{model}.{name}"))


def _trade(customer: Customer) -> str:
    said = [str(customer.get_trade_display())]
    return " · ".join([*said, _("bound to secrecy (§203 StGB)")] if customer.secrecy else said)


def _kind(customer: Customer) -> str:
    return _("consumer (§13 BGB)") if customer.is_consumer else _("business")


HEAD = (
    Fact(title=gettext_lazy("Name"), fields=("name",), says=lambda customer: customer.name),
    Fact(title=gettext_lazy("How to pronounce it"), fields=("pronunciation",), says=lambda customer: customer.pronunciation),
    Fact(title=gettext_lazy("Customer number"), fields=("number",), says=lambda customer: customer.number),
    Fact(title=gettext_lazy("Contact person"), fields=("contact_person",), says=lambda customer: customer.contact_person),
    Fact(title=gettext_lazy("Telephone"), fields=("phone",), says=lambda customer: customer.phone, look="phone"),
    Fact(title=gettext_lazy("E-mail address"), fields=("email",), says=lambda customer: customer.email, look="email"),
    Fact(title=gettext_lazy("Street and number"), fields=("street",), says=lambda customer: customer.street),
    Fact(title=gettext_lazy("Postcode"), fields=("postcode",), says=lambda customer: customer.postcode),
    Fact(title=gettext_lazy("Town"), fields=("city",), says=lambda customer: customer.city),
    Fact(title=gettext_lazy("Country"), fields=("country",), says=lambda customer: "" if customer.country == "DE" else customer.country),
    Fact(title=gettext_lazy("Land (for holidays)"), fields=("land",), says=lambda customer: customer.get_land_display()),
    Fact(title=gettext_lazy("Trade"), fields=("trade", "secrecy"), says=_trade),
    Fact(title=gettext_lazy("Kind"), fields=("is_consumer",), says=_kind),
    Fact(title=gettext_lazy("VAT id"), fields=("vat_id",), says=lambda customer: customer.vat_id),
    Fact(title=gettext_lazy("Language on the telephone"), fields=("language",), says=lambda customer: customer.get_language_display()),
    Fact(title=gettext_lazy("Team"), fields=("team",), says=lambda customer: customer.team.name),
    Fact(title=gettext_lazy("Customer since"), fields=("since",), says=lambda customer: customer.since, look="day"),
    Fact(
        title=gettext_lazy("Changes by the customer"),
        fields=("reviews",),
        says=lambda customer: _("the agency looks at them first") if customer.reviews else "",
    ),
)
