"""Requests of data subjects in the office: the list with its clocks, recording one, its file, and the search for the person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Customer, Person
from vorzimmer.delivery.request_letters import told_text
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.requests import PersonKind, State
from vorzimmer.office.doors import keepers, page, refused, tried, user_in
from vorzimmer.office.request_forms import NewForm, RequestFilter, SearchForm
from vorzimmer.office.requests_shown import covered_customer, covered_customers, deeds, held, next_step, row, timeline
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.covering import is_uncovered
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.models import DataRequest
from vorzimmer.privacy.request_deeds import Told, receive, record_found
from vorzimmer.privacy.subjects import Match, find

PAGE = 50
SHOWN = ("privacy.DataRequest.requester", "privacy.DataRequest.text", "privacy.DataRequest.state")


def request_of(request_id: UUID) -> DataRequest:
    """Give a request, or the page that says there is none."""
    return get_object_or_404(DataRequest, pk=request_id)


def head(asked: DataRequest) -> dict[str, Any]:
    """Give what stands at the top of each page of a request."""
    return {"asked": asked, "row": row(asked, berlin_date(timezone.now()))}


@keepers
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the requests, the most pressing first; the filter stands in the address."""
    form, today = RequestFilter(request.GET), berlin_date(timezone.now())
    part = Paginator(form.found(), PAGE).get_page(request.GET.get("page"))
    covered = {pk for pk in covered_customers(list(part)) if not is_uncovered(request, pk, timezone.now())}
    context = {
        "filter": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page": part,
        "rows": [row(each, today, is_covered=each.pk in covered) for each in part],
    }
    return page(request, "office/requests.html", context)


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    """Record a request. Its time runs from the day on which it was received."""
    at = timezone.now()
    form = NewForm(request.POST or None, today=berlin_date(at))
    made: list[DataRequest] = []

    def deed() -> None:
        made.append(receive(form.entry(), at=at, by=user_in(request)))

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("Recorded. The person is told if there is an e-mail address."))
        return redirect("office:request", made[0].pk)
    return page(request, "office/request_new.html", {}, form=form)


@keepers
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """Show a request: what comes next and why, what is held, who has to be told, what happened."""
    asked = request_of(request_id)
    shows_held = State(asked.state) in {State.IN_WORK, State.HANDED_OVER}
    context = {
        **head(asked),
        "is_covered": is_covered(request, asked),
        "next": next_step(asked),
        "deeds": deeds(asked),
        "customer": Customer.objects.filter(pk=str(asked.customer_ref)).first() if asked.customer_ref else None,
        "held": held(asked) if shows_held else [],
        "is_erasure": asked.kind == "erasure",
        "duties": asked.duties.select_related("by"),
        "blocks": asked.blocks.all(),
        "happened": timeline(asked),
        "file": getattr(asked, "file", None),
        "letter": _letter(asked),
        "edit": _edit(asked),
    }
    return page(request, "office/request.html", context)


def is_covered(request: HttpRequest, asked: DataRequest) -> bool:
    """Whether who asks, and what he said, is covered for professional secrecy, and the user has named no reason yet."""
    return covered_customer(asked) is not None and not is_uncovered(request, asked.pk, timezone.now())


def _letter(asked: DataRequest) -> str:
    """Give the text of the answer, to be printed where there is no e-mail address."""
    told = {State.ANSWERED: Told.ANSWERED, State.REFUSED: Told.REFUSED}.get(State(asked.state))
    return told_text(asked, told, asked.answer or "") if told and asked.answer else ""


def _edit(asked: DataRequest) -> UUID | None:
    """Give the customer in whose file something is corrected."""
    return asked.customer_ref if asked.kind == "rectification" and asked.subject_ref else None


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def search(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """Look for the person, and record which record it is, or that nothing is held."""
    asked = request_of(request_id)
    if is_covered(request, asked):
        return redirect("office:request-uncover", asked.pk)
    contact = asked.requester or {}
    typed = request.POST if request.method == "POST" else request.GET
    form = SearchForm(typed or {name: contact.get(name, "") for name in ("name", "email", "phone")})
    matches = _matches(asked, form)
    if request.method == "POST":
        chosen = next((match for match in matches if str(match.key) == request.POST.get("match")), None)
        if chosen is None and request.POST.get("match") != "none":
            form.add_error(None, _("Please choose who it is, or that nobody fits."))
        else:
            try:
                record_found(asked, chosen, customer_ref=_customer_of(chosen), at=timezone.now(), by=user_in(request))
                note_access(asked, Place.REQUEST, at=timezone.now(), by=user_in(request))
            except ValidationError as error:
                messages.error(request, refused(error))
            return redirect("office:request", asked.pk)
    return page(request, "office/request_search.html", {**head(asked), "matches": matches, "searched": form}, form=form)


def note_access(asked: DataRequest, place: Place, *, at: datetime, by: User) -> None:
    """Write into the journal of accesses that what a customer's file holds was looked through or copied for a request."""
    asked.refresh_from_db(fields=("subject_table", "subject_ref", "customer_ref"))
    customer = asked.subject_ref if asked.subject_table == Customer._meta.label else asked.customer_ref
    if customer is not None:
        JOURNAL.note(by, customer, table=DataRequest._meta.label, record=asked.pk, place=place, at=at)


def _matches(asked: DataRequest, form: SearchForm) -> list[Match]:
    """Give who fits; where the sign-in has said who it is, that record first."""
    found = find(PersonKind(asked.person_kind), form.wanted(asked))
    if asked.subject_ref is not None and all(match.key != asked.subject_ref for match in found):
        name = Customer.objects.filter(pk=asked.subject_ref).values_list("name", flat=True).first()
        if name:
            found.insert(0, Match(table=asked.subject_table, key=asked.subject_ref, says=name))
    return found


def _customer_of(match: Match | None) -> UUID | None:
    if match is None or match.table != "customers.Person":
        return None
    return Person.objects.filter(pk=match.key).values_list("customer", flat=True).first()
