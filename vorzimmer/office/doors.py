"""Who comes in where, and how a deed is tried: what it refuses comes back to the fields of its form."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from vorzimmer.accounts.access import role_required, staff_required
from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Customer
from vorzimmer.domain.roles import Role

office = role_required(Role.OWNER, Role.ACCOUNTANT, Role.PRIVACY_OFFICER)
"""The rooms that all of the office may enter; what stands in them is chosen by the catalogue."""
agency = staff_required
"""Where everybody of the agency comes in; of a customer's file each sees what the catalogue says."""
owner = role_required(Role.OWNER)
"""Where something is changed."""
PLACES = {"teams": "staff"}
"""Addresses that belong to another part of the office than their first word says."""


def user_in(request: HttpRequest) -> User:
    """Give the user behind one of the doors."""
    if not isinstance(request.user, User):
        raise TypeError("only a view behind a door has a user")
    return request.user


def customer_of(request: HttpRequest, customer_id: UUID, *, with_orders: bool = False) -> Customer:
    """Give the customer, or the page that says there is none."""
    customers = Customer.objects.of(user_in(request)).select_related("team", "orders")
    return get_object_or_404(customers.with_orders() if with_orders else customers, pk=customer_id)


def tried(form: forms.Form, deed: Callable[[], Any]) -> bool:
    """Do it if the form makes sense. False: the form now says what is wrong, and nothing was changed."""
    if not form.is_valid():
        return False
    try:
        deed()
    except ValidationError as error:
        put(form, error)
        return False
    return True


def put(form: forms.Form, error: ValidationError) -> None:
    """Put what a deed refused to the fields it names, and what has no field to the top."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


def refused(error: ValidationError) -> str:
    """Say in one line what a deed without a form refused."""
    return " ".join(error.messages)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, form: forms.Form | None = None) -> HttpResponseBase:
    """Show a page; one whose form was refused has the status that says so. `place` is the part of the office that it lies in."""
    wrong = form is not None and form.is_bound and bool(form.errors)
    place = request.path.removeprefix(reverse("office:home")).split("/")[0]
    return render(
        request,
        template,
        {"place": PLACES.get(place, place), **context, "form": form},
        status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK,
    )


def to_file(customer: Customer, section: str = "") -> HttpResponseBase:
    """Lead back to the file, to the section where the deed was done."""
    address = reverse("office:customer", args=[customer.pk])
    return redirect(f"{address}#{section}" if section else address)
