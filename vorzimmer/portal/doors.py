"""Who comes in where, and how a page of the portal is shown. Whatever is asked for by id is looked for among the reader's own."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render

from vorzimmer.accounts.access import role_required
from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Customer
from vorzimmer.customers.queries import CustomerQuerySet
from vorzimmer.domain.roles import CUSTOMERS, Role

reader_only = role_required(*sorted(CUSTOMERS))
"""Everybody who signs in for a customer."""
responsible_only = role_required(Role.CUSTOMER_OWNER)
"""Who is responsible for the customer: people, recipients, accesses, contract."""


def reader_in(request: HttpRequest) -> User:
    """Give the user behind one of the doors."""
    if not isinstance(request.user, User):
        raise TypeError("only a view behind a door has a reader")
    return request.user


def customers_of(request: HttpRequest) -> CustomerQuerySet:
    """Give the customers for whom the reader signs in."""
    return Customer.objects.of(reader_in(request))


def customer_of(request: HttpRequest, customer_id: UUID) -> Customer:
    """Give one of them, or the page that says there is none."""
    return get_object_or_404(customers_of(request), pk=customer_id)


def page(request: HttpRequest, template: str, context: dict[str, Any], *, form: forms.Form | None = None) -> HttpResponseBase:
    """Show a page; one whose form was refused has the status that says so."""
    wrong = form is not None and form.is_bound and bool(form.errors)
    return render(request, template, {**context, "form": form}, status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)
