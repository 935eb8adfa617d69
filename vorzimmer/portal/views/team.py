"""People: where they are, when they are away, how they are told, whom they know."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from vorzimmer.accounts.trying import tried
from vorzimmer.customers import actions
from vorzimmer.customers.models import Person
from vorzimmer.domain.availability import moment_of
from vorzimmer.live.queries import newest_id
from vorzimmer.portal import team
from vorzimmer.portal.doors import customers_of, page, reader_in, reader_only, responsible_only
from vorzimmer.portal.forms import UNTIL, StatusForm


@reader_only
@require_safe
def status(request: HttpRequest) -> HttpResponseBase:
    """Show where everybody is, the reader first, with the seven chips."""
    return _status(request)


@reader_only
@require_POST
def choose(request: HttpRequest, person_id: UUID) -> HttpResponseBase:
    """Take a tap on a chip, or on one of the ways to say until when."""
    person = _person(request, person_id)
    form, at = StatusForm(request.POST), timezone.now()
    if tried(form, lambda: actions.set_status(person, form.cleaned_data["availability"], at, until=_until(form, at))):
        return redirect("portal:status")
    return _status(request, person=person, form=form)


@reader_only
@require_POST
def claim(request: HttpRequest, person_id: UUID) -> HttpResponseBase:
    """Keep that the reader is this person."""
    actions.claim(_person(request, person_id), reader_in(request))
    return redirect("portal:status")


@reader_only
@require_safe
def absences(request: HttpRequest) -> HttpResponseBase:
    """List who is away when."""
    return page(request, "portal/absences.html", {"groups": team.absences(list(customers_of(request)), timezone.now())})


@responsible_only
@require_safe
def people(request: HttpRequest) -> HttpResponseBase:
    """List the people with the ways in which they are told."""
    return page(request, "portal/people.html", {"groups": team.people(list(customers_of(request)))})


@responsible_only
@require_safe
def callers(request: HttpRequest) -> HttpResponseBase:
    """List the callers whom the customer has named to us."""
    return page(request, "portal/callers.html", {"groups": team.callers(list(customers_of(request)))})


def _status(request: HttpRequest, *, person: Person | None = None, form: StatusForm | None = None) -> HttpResponseBase:
    live_id, customers = newest_id(), list(customers_of(request))
    found = team.whereabouts(reader_in(request), customers, timezone.now())
    context = {
        "live_id": live_id,
        "everybody": found,
        "has_own": any(each.own for each in found),
        "names_customer": len(customers) > 1,
        "until_choices": UNTIL,
        "wrong": person,
    }
    return page(request, "portal/status.html", context, form=form)


def _person(request: HttpRequest, person_id: UUID) -> Person:
    people = Person.objects.filter(customer__in=customers_of(request)).select_related("customer")
    return get_object_or_404(people, pk=person_id)


def _until(form: StatusForm, at: datetime) -> datetime | None:
    until = form.cleaned_data["until"]
    own: datetime | None = form.cleaned_data["available_again_at"]
    return moment_of(until, at) if until else own
