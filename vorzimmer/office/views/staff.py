"""Who signs in: staff, teams, and the people of customers. A first password is shown once, on the page that made it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.accounts.actions import set_password
from vorzimmer.accounts.models import User
from vorzimmer.accounts.passwords import new_password
from vorzimmer.customers import actions
from vorzimmer.customers.models import Customer, Team
from vorzimmer.office.doors import customer_of, owner, page, refused, to_file, tried, user_in
from vorzimmer.office.forms import StaffForm, TeamForm
from vorzimmer.office.record_forms import AccessForm
from vorzimmer.privacy.factors.actions import remove_second_step
from vorzimmer.privacy.factors.queries import counting_steps

# --- staff -------------------------------------------------------------------------------------------------------------


@owner
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List staff and teams."""
    people = counting_steps(User.objects.staff()).order_by("-is_active", "name").prefetch_related("teams")
    teams = Team.objects.prefetch_related("members", "customers")
    return page(request, "office/staff.html", {"people": people, "teams": teams})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    form, password = StaffForm(request.POST or None), new_password()
    made: list[User] = []
    if request.method == "POST" and tried(form, lambda: made.append(actions.employ(form.entry(), password=password))):
        return _show_once(request, made[0], password)
    return page(request, "office/staff_edit.html", {}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, user_id: UUID) -> HttpResponseBase:
    person = _staff(user_id)
    form = StaffForm(request.POST or None, person=person)
    if request.method == "POST" and tried(form, lambda: actions.change_staff(person, form.entry())):
        messages.success(request, _("Saved."))
        return redirect("office:staff")
    return page(request, "office/staff_edit.html", {"person": _staff(user_id)}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, user_id: UUID) -> HttpResponseBase:
    """Give somebody a new first password; the present one and all present sign-ins end."""
    person = _staff(user_id)
    if request.method == "POST":
        return _with_new_password(request, person)
    return page(request, "office/password_new.html", {"person": person, "back": _back()})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, user_id: UUID) -> HttpResponseBase:
    """Say what will happen; then let somebody sign in no more."""
    person = _staff(user_id)
    if request.method == "POST":
        try:
            actions.dismiss(person, timezone.now())
        except ValidationError as error:
            messages.error(request, refused(error))
        else:
            messages.success(request, _("%(name)s signs in no more.") % {"name": person.name})
        return redirect("office:staff")
    return page(request, "office/staff_deactivate.html", {"person": person})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest, user_id: UUID) -> HttpResponseBase:
    """Say what will happen; then take the second step away from somebody who lost it."""
    return _without_second_step(request, _staff(user_id))


@owner
@require_POST
def reinstate(request: HttpRequest, user_id: UUID) -> HttpResponseBase:
    """Let somebody sign in again, with a new first password."""
    person, fresh = _staff(user_id), new_password()
    actions.reinstate(person, password=fresh)
    return _show_once(request, person, fresh)


def _staff(user_id: UUID) -> User:
    return get_object_or_404(User.objects.staff(), pk=user_id)


# --- teams -------------------------------------------------------------------------------------------------------------


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def new_team(request: HttpRequest) -> HttpResponseBase:
    form = TeamForm(request.POST or None)
    if request.method == "POST" and tried(form, lambda: actions.found_team(**form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("office:staff")
    return page(request, "office/team_edit.html", {}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def edit_team(request: HttpRequest, team_id: UUID) -> HttpResponseBase:
    team = get_object_or_404(Team, pk=team_id)
    form = TeamForm(request.POST or None, team=team)
    if request.method == "POST" and tried(form, lambda: actions.change_team(team, **form.cleaned_data)):
        messages.success(request, _("Saved."))
        return redirect("office:staff")
    return page(request, "office/team_edit.html", {"team": get_object_or_404(Team, pk=team_id)}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def remove_team(request: HttpRequest, team_id: UUID) -> HttpResponseBase:
    """Say what will happen; then delete the team, if nothing hangs on it."""
    team = get_object_or_404(Team, pk=team_id)
    if request.method == "POST":
        try:
            actions.dissolve_team(team)
        except ValidationError as error:
            messages.error(request, refused(error))
        else:
            messages.success(request, _("Removed."))
        return redirect("office:staff")
    return page(request, "office/team_remove.html", {"team": team, "members": team.members.count(), "customers": team.customers.count()})


# --- people of customers -----------------------------------------------------------------------------------------------


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def admit(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Let somebody of the customer into the portal."""
    customer, fresh = customer_of(request, customer_id), new_password()
    form = AccessForm(request.POST or None, customer=customer)
    made: list[tuple[User, bool]] = []
    if request.method == "POST" and tried(form, lambda: made.append(actions.give_access(customer, form.entry(), password=fresh))):
        user, holds = made[0]
        if holds:
            return _show_once(request, user, fresh, customer)
        messages.success(request, _("%(name)s signs in with the known password and now reads these notes, too.") % {"name": user.name})
        return to_file(customer, "access")
    return page(request, "office/access.html", {"customer": customer}, form=form)


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def customer_password(request: HttpRequest, customer_id: UUID, user_id: UUID) -> HttpResponseBase:
    customer = customer_of(request, customer_id)
    person = _of_customer(customer, user_id)
    if request.method == "POST":
        return _with_new_password(request, person, customer)
    return page(request, "office/password_new.html", {"person": person, "customer": customer, "back": _back(customer)})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, customer_id: UUID, user_id: UUID) -> HttpResponseBase:
    """Say what will happen; then let somebody read the customer's notes no more."""
    customer = customer_of(request, customer_id)
    person = _of_customer(customer, user_id)
    if request.method == "POST":
        actions.withdraw_access(customer, person, timezone.now())
        messages.success(request, _("Removed."))
        return to_file(customer, "access")
    return page(request, "office/access_remove.html", {"customer": customer, "person": person, "others": person.customers.count() - 1})


@owner
@require_http_methods(["GET", "HEAD", "POST"])
def customer_second_step(request: HttpRequest, customer_id: UUID, user_id: UUID) -> HttpResponseBase:
    customer = customer_of(request, customer_id)
    return _without_second_step(request, _of_customer(customer, user_id), customer)


def _of_customer(customer: Customer, user_id: UUID) -> User:
    return get_object_or_404(customer.users.all(), pk=user_id)


# --- passwords ---------------------------------------------------------------------------------------------------------


def _with_new_password(request: HttpRequest, person: User, customer: Customer | None = None) -> HttpResponseBase:
    if not person.is_active:
        raise Http404
    fresh = new_password()
    set_password(person, fresh)
    return _show_once(request, person, fresh, customer)


def _without_second_step(request: HttpRequest, person: User, customer: Customer | None = None) -> HttpResponseBase:
    if person == user_in(request):
        return redirect("website:security")
    if request.method == "POST":
        if remove_second_step(person, timezone.now()):
            messages.success(request, _("%(name)s signs in with the password alone now.") % {"name": person.name})
        else:
            messages.info(request, _("%(name)s had no second step.") % {"name": person.name})
        return redirect(_back(customer))
    return page(request, "office/second_step_remove.html", {"person": person, "customer": customer, "back": _back(customer)})


def _show_once(request: HttpRequest, person: User, fresh: str, customer: Customer | None = None) -> HttpResponseBase:
    context = {"person": person, "password": fresh, "customer": customer, "back": _back(customer)}
    return page(request, "office/password.html", context)


def _back(customer: Customer | None = None) -> str:
    return reverse("office:customer", args=[customer.pk]) + "#access" if customer else reverse("office:staff")
