"""Who comes in where, and how a page of the office is shown."""

from functools import cache
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from vorzimmer.accounts.access import role_required, staff_required
from vorzimmer.accounts.models import User
from vorzimmer.accounts.trying import put, refused, tried
from vorzimmer.billing.bank_book import waiting_count
from vorzimmer.customers.models import Customer
from vorzimmer.domain.roles import Role
from vorzimmer.office.places import part_of, parts_of, place_of

__all__ = ("books", "customer_of", "keepers", "office", "owner", "page", "put", "refused", "to_file", "tried", "user_in")

office = role_required(Role.OWNER, Role.ACCOUNTANT, Role.PRIVACY_OFFICER)
"""The rooms that all of the office may enter; what stands in them is chosen by the catalogue."""
agency = staff_required
"""Where everybody of the agency comes in; of a customer's file each sees what the catalogue says."""
owner = role_required(Role.OWNER)
"""Where something is changed."""
books = role_required(Role.OWNER, Role.ACCOUNTANT)
"""Where prices and money are looked at."""
keepers = role_required(Role.OWNER, Role.PRIVACY_OFFICER)
"""Where somebody keeps the promises of the privacy notice."""


def user_in(request: HttpRequest) -> User:
    """Give the user behind one of the doors."""
    if not isinstance(request.user, User):
        raise TypeError("only a view behind a door has a user")
    return request.user


def customer_of(request: HttpRequest, customer_id: UUID) -> Customer:
    """Give the customer, or the page that says there is none."""
    return get_object_or_404(Customer.objects.of(user_in(request)).select_related("team", "orders"), pk=customer_id)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, form: forms.Form | None = None) -> HttpResponseBase:
    """Show a page; one whose form was refused has the status that says so. `place` is the part of the office that it lies in."""
    wrong = form is not None and form.is_bound and bool(form.errors)
    path = request.path.removeprefix(reverse("office:home"))
    place, parts = parts_of(path, user_in(request).role)
    where = {"place": place_of(path), "parted": place, "parts": parts, "part": part_of(path)}
    return render(
        request,
        template,
        {**where, "money_waits": cache(waiting_count), **context, "form": form},
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
    )


def to_file(customer: Customer, section: str = "") -> HttpResponseBase:
    """Lead back to the file, to the section where the deed was done."""
    address = reverse("office:customer", args=[customer.pk])
    return redirect(f"{address}#{section}" if section else address)
