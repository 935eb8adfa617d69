"""Who signs in for the customer: let somebody in, make a new first password, take an access away."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.accounts.models import User
from vorzimmer.accounts.passwords import new_password
from vorzimmer.accounts.trying import refused, tried
from vorzimmer.customers import actions
from vorzimmer.customers.models import Customer
from vorzimmer.portal import team
from vorzimmer.portal.doors import customer_of, customers_of, page, reader_in, responsible_only
from vorzimmer.portal.forms import AccessForm


@responsible_only
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List who signs in."""
    return page(request, "portal/access.html", {"groups": team.accesses(list(customers_of(request)))})


@responsible_only
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Let somebody in; the first password is shown once."""
    customer, fresh = customer_of(request, customer_id), new_password()
    form = AccessForm(request.POST or None)
    made: list[tuple[User, bool]] = []

    def deed() -> None:
        made.append(actions.invite(customer, form.entry(), by=reader_in(request), password=fresh))

    if request.method == "POST" and tried(form, deed):
        user, holds = made[0]
        if holds:
            return page(request, "portal/password_once.html", {"person": user, "password": fresh})
        messages.success(request, _("%(name)s signs in with the known password.") % {"name": user.name})
        return redirect("portal:access")
    return page(request, "portal/access_new.html", {"customer": customer}, form=form)


@responsible_only
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, customer_id: UUID, user_id: UUID) -> HttpResponseBase:
    """Make a new first password; the present one and all sign-ins with it end."""
    customer, fresh = customer_of(request, customer_id), new_password()
    person = _of(customer, user_id)
    if request.method == "POST":
        try:
            actions.renew_password(person, by=reader_in(request), password=fresh)
        except ValidationError as error:
            messages.error(request, refused(error))
            return redirect("portal:access")
        return page(request, "portal/password_once.html", {"person": person, "password": fresh})
    return page(request, "portal/password_new.html", {"person": person})


@responsible_only
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, customer_id: UUID, user_id: UUID) -> HttpResponseBase:
    """Say what will happen; then take the access away."""
    customer = customer_of(request, customer_id)
    person = _of(customer, user_id)
    if request.method == "POST":
        try:
            actions.send_away(customer, person, by=reader_in(request), at=timezone.now())
        except ValidationError as error:
            messages.error(request, refused(error))
        else:
            messages.success(request, _("Removed."))
        return redirect("portal:access")
    return page(request, "portal/access_remove.html", {"customer": customer, "person": person})


def _of(customer: Customer, user_id: UUID) -> User:
    return get_object_or_404(customer.users.all(), pk=user_id)
