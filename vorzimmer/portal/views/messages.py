"""Messages: the list, one in full, ticking off, comments, what was ordered then, search, and taking the list along."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vorzimmer.accounts.trying import tried
from vorzimmer.calls.models import Note
from vorzimmer.calls.notes import comment, mark_done, mark_read
from vorzimmer.customers.guidance import guidance
from vorzimmer.delivery.queries import messages_about
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.delivery import DeliveryState
from vorzimmer.domain.roles import Role
from vorzimmer.live.queries import newest_id
from vorzimmer.portal.debts import overdue_of
from vorzimmer.portal.doors import customers_of, page, reader_in, reader_only
from vorzimmer.portal.export import as_csv
from vorzimmer.portal.forms import CommentForm, SearchForm
from vorzimmer.portal.mailbox import MOST_HITS, MOST_TAKEN, SEARCHED, Filter, mailbox, neighbours, search, taken_along, uuid_or_none
from vorzimmer.portal.paper import as_pdf
from vorzimmer.portal.service import banners
from vorzimmer.portal.team import own_status

ON_THE_WAY = {DeliveryState.WAITING, DeliveryState.LEASED}


@reader_only
@require_safe
def messages(request: HttpRequest) -> HttpResponseBase:
    """List the messages. `?undo=` names the one that was ticked off last, for a second thought."""
    reader, live_id = reader_in(request), newest_id()
    undo, at, customers = uuid_or_none(request.GET.get("undo", "")), timezone.now(), list(customers_of(request))
    service = banners(reader, customers, berlin_date(at))
    context = {
        "live_id": live_id,
        "mailbox": mailbox(reader, Filter.read(request.GET)),
        "own": own_status(reader, customers, at),
        "service": service,
        "overdue": None if service or reader.role != Role.CUSTOMER_OWNER else overdue_of(customers_of(request), berlin_date(at)),
        "undo": None if undo is None else Note.objects.of(reader).filter(pk=undo).exclude(done_at=None).first(),
    }
    return render(request, "portal/messages.html", context)


@reader_only
@require_safe
def note(request: HttpRequest, note_id: UUID) -> HttpResponseBase:
    """One message in full. Opening it marks it as read; a browser that only fetches ahead opens nothing."""
    live_id = newest_id()
    found = _own_note(request, note_id)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        mark_read(found, timezone.now())
    return _note(request, found, CommentForm(), live_id=live_id)


@reader_only
@require_POST
def remark(request: HttpRequest, note_id: UUID) -> HttpResponseBase:
    """Write a comment under a message."""
    live_id, found, form = newest_id(), _own_note(request, note_id), CommentForm(request.POST)
    if tried(form, lambda: comment(found, reader_in(request), form.cleaned_data["text"], timezone.now())):
        return redirect(reverse("portal:note", args=[found.pk]) + Filter.read(request.GET).query())
    return _note(request, found, form, live_id=live_id)


@reader_only
@require_safe
def ordered(request: HttpRequest, note_id: UUID) -> HttpResponseBase:
    """Show what the operator had before the eyes: the orders that were published at the time of the call."""
    found = _own_note(request, note_id)
    context: dict[str, Any] = {"note": found, "card": None}
    if found.orders is not None:
        then = guidance(
            found.customer,
            found.called_at,
            operator=found.operator.name,
            document=found.orders.document,
            person=found.person_id,
            call_type=found.call_type_id,
        )
        context["card"] = replace(then, people=())  # where everybody was at that time is not kept
    return render(request, "portal/note_orders.html", context)


@reader_only
@require_POST
def done(request: HttpRequest, note_id: UUID) -> HttpResponseBase:
    """Tick a message off (`done` "yes") or not ("no"), and go back to where it was done. Twice the same changes nothing."""
    wanted = {"yes": True, "no": False}.get(request.POST.get("done", ""))
    if wanted is None:
        raise BadRequest
    found = _own_note(request, note_id)
    if wanted != (found.done_at is not None):
        mark_done(found, reader_in(request), timezone.now(), done=wanted)
    chosen = Filter.read(request.GET)
    if request.POST.get("from") == "note":
        return redirect(reverse("portal:note", args=[found.pk]) + chosen.query())
    return redirect(reverse("portal:messages") + chosen.query(undo=found.pk if wanted else None))


@reader_only
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponseBase:
    """Look for messages. The word comes as a form: no name may stand in an address."""
    form = SearchForm(request.POST or None)
    hits = search(reader_in(request), form.cleaned_data["wanted"]) if form.is_valid() else None
    context = {"hits": hits, "most_hits": MOST_HITS, "searched": SEARCHED, "names_customer": reader_in(request).customers.count() > 1}
    return page(request, "portal/search.html", context, form=form)


@reader_only
@require_safe
def take_csv(request: HttpRequest) -> HttpResponseBase:
    """Give the list as a table for other programs."""
    name = f"messages-{localdate(timezone.now())}.csv"
    answer = HttpResponse(as_csv(taken_along(reader_in(request), Filter.read(request.GET))), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@reader_only
@require_safe
def take_pdf(request: HttpRequest) -> HttpResponseBase:
    """Give the list as a document to file."""
    notes = taken_along(reader_in(request), Filter.read(request.GET))
    said = ngettext("%(number)d message", "%(number)d messages", len(notes)) % {"number": len(notes)}
    document = as_pdf(notes, about=f"{said} · {date_format(localdate(timezone.now()))}")
    answer = HttpResponse(document, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="messages-{localdate(timezone.now())}.pdf"'
    return answer


@reader_only
@require_safe
def take_paper(request: HttpRequest) -> HttpResponseBase:
    """Show the list as it is printed, or kept as PDF by the browser."""
    chosen = Filter.read(request.GET)
    context = {"notes": taken_along(reader_in(request), chosen), "chosen": chosen, "most": MOST_TAKEN}
    return render(request, "portal/paper.html", context)


def _note(request: HttpRequest, found: Note, form: CommentForm, *, live_id: int) -> HttpResponseBase:
    chosen = Filter.read(request.GET)
    older, newer = neighbours(reader_in(request), found, chosen)
    letters = messages_about([found.pk])[str(found.pk)]
    context = {
        "note": found,
        "comments": list(found.comments.all()),
        "letters": letters,
        "letters_on_the_way": any(letter.state in ON_THE_WAY for letter in letters),
        "measures": [name for code, name in Note.MEASURES if code in found.measures],
        "older": older,
        "newer": newer,
        "query": chosen.first_page,
        "live_id": live_id,
    }
    return page(request, "portal/note.html", context, form=form)


def _own_note(request: HttpRequest, note_id: UUID) -> Note:
    notes = Note.objects.of(reader_in(request)).select_related("person", "call_type", "customer", "operator", "done_by", "orders")
    return get_object_or_404(notes, pk=note_id)
