"""The file of a customer: everything about him on one page, as far as the catalogue lets the reader see it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from vorzimmer.accounts.models import User
from vorzimmer.customers import actions
from vorzimmer.customers.models import Customer
from vorzimmer.customers.queries import fetch_orders
from vorzimmer.customers.service import DOES
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.restrictions import Use
from vorzimmer.domain.roles import Role
from vorzimmer.domain.service_ladder import REDUCED
from vorzimmer.office.doors import agency, customer_of, page, user_in
from vorzimmer.office.facts import FilledSection, agreements_of, called, callers_of, head_of, portal_of
from vorzimmer.office.sections import SECTIONS, Section
from vorzimmer.privacy.blocks import CUSTOMER, unusable
from vorzimmer.privacy.catalogue import may_see
from vorzimmer.privacy.covering import is_uncovered
from vorzimmer.privacy.journal import JOURNAL


@agency
@require_safe
def file(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show the file, as far as the catalogue lets this role see it."""
    user = user_in(request)
    customer = bound(customer_of(request, customer_id), user)
    covered = customer.secrecy and not is_uncovered(request, customer.pk, timezone.now())
    JOURNAL.note(user, customer.pk, table="customers.Customer", record=customer.pk, place=Place.FILE, at=timezone.now())
    context: dict[str, Any] = {"customer": customer, "called": called(customer, user.role), "head": head_of(customer, user.role)}
    live = actions.rows_of(customer, actions.live_of(customer)) if user.role == Role.OPERATOR else {}
    if user.role == Role.OWNER:
        fetch_orders(customer)
        context |= {"may_change": True, "changes": len(actions.unpublished(customer)), "known": customer.known_callers.count()}
    context |= {
        "sections": [_filled(section, customer, live, user.role) for section in SECTIONS if section.visible_for(user.role)],
        "portal": portal_of(customer, user.role),
        "agreements": agreements_of(customer, user.role),
        "callers": callers_of(customer, user.role, is_covered=covered),
        "contracts": may_see(user.role, "customers.Contract.state"),
        "reduced": _reduced(customer, user.role),
        "service": user.role in {Role.OWNER, Role.ACCOUNTANT} and may_see(user.role, "customers.ServiceStep.step"),
        "money": user.role in {Role.OWNER, Role.ACCOUNTANT} and may_see(user.role, "billing.AccountEntry.amount"),
    }
    context["restricted"] = bool(unusable(Use.EXPORT, CUSTOMER, [customer.pk]))
    return page(request, "office/customer.html", context)


def bound(customer: Customer, user: User) -> Customer:
    """Give the customer again. Raises PermissionDenied for an operator who has not signed the undertaking, where it is needed."""
    if user.role == Role.OPERATOR and customer.secrecy and not user.secrecy_signed_on:
        raise PermissionDenied
    return customer


def _reduced(customer: Customer, role: Role | str) -> object:
    """Say what is withheld from the customer today; blank when nothing is, or for whom that is nothing to know."""
    step = customer.service_on(berlin_date(timezone.now()))
    return DOES[step] if step in REDUCED and may_see(role, "customers.Customer.service") else ""


def _filled(section: Section, customer: Customer, live: Mapping[Any, Sequence[Any]], role: Role | str) -> FilledSection:
    """Put the records into a section; operators go by what is published, not by what somebody is still writing."""
    records = live[section.orders] if section.orders in live else section.records(customer)
    return FilledSection(section=section, rows=[section.row(record) for record in records], shows=section.shows(role))
