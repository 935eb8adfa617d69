"""The pages of the portal. Whatever is asked for by id is looked for among the reader's own notes only."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from vorzimmer.accounts.access import role_required
from vorzimmer.accounts.models import User
from vorzimmer.calls.models import Note
from vorzimmer.calls.notes import mark_done, mark_read
from vorzimmer.delivery.queries import messages_about
from vorzimmer.domain.delivery import DeliveryState
from vorzimmer.domain.roles import CUSTOMERS
from vorzimmer.live.queries import newest_id
from vorzimmer.portal.mailbox import Filter, mailbox, neighbours, uuid_or_none

reader_only = role_required(*sorted(CUSTOMERS))
ON_THE_WAY = {DeliveryState.WAITING, DeliveryState.LEASED}


@reader_only
@require_safe
def messages(request: HttpRequest) -> HttpResponseBase:
    """List the messages. `?undo=` names the one that was ticked off last, for a second thought."""
    reader, live_id = _reader(request), newest_id()
    undo = uuid_or_none(request.GET.get("undo", ""))
    context = {
        "live_id": live_id,
        "mailbox": mailbox(reader, Filter.read(request.GET)),
        "undo": None if undo is None else Note.objects.of(reader).filter(pk=undo).exclude(done_at=None).first(),
    }
    return render(request, "portal/messages.html", context)


@reader_only
@require_safe
def note(request: HttpRequest, note_id: object) -> HttpResponseBase:
    """One message in full. Opening it marks it as read; a browser that only fetches ahead opens nothing."""
    reader, live_id = _reader(request), newest_id()
    found = _own_note(request, note_id)
    if request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", ""):
        mark_read(found, timezone.now())
    chosen = Filter.read(request.GET)
    older, newer = neighbours(reader, found, chosen)
    letters = messages_about([found.pk])[str(found.pk)]
    context = {
        "note": found,
        "letters": letters,
        "letters_on_the_way": any(letter.state in ON_THE_WAY for letter in letters),
        "measures": [name for code, name in Note.MEASURES if code in found.measures],
        "older": older,
        "newer": newer,
        "query": chosen.first_page,
        "live_id": live_id,
    }
    return render(request, "portal/note.html", context)


@reader_only
@require_POST
def done(request: HttpRequest, note_id: object) -> HttpResponseBase:
    """Tick a message off (`done` "yes") or not ("no"), and go back to where it was done. Twice the same changes nothing."""
    wanted = {"yes": True, "no": False}.get(request.POST.get("done", ""))
    if wanted is None:
        raise BadRequest
    found = _own_note(request, note_id)
    if wanted != (found.done_at is not None):
        mark_done(found, _reader(request), timezone.now(), done=wanted)
    chosen = Filter.read(request.GET)
    if request.POST.get("from") == "note":
        return redirect(reverse("portal:note", args=[found.pk]) + chosen.query())
    return redirect(reverse("portal:messages") + chosen.query(undo=found.pk if wanted else None))


@reader_only
@require_safe
def more(request: HttpRequest) -> HttpResponseBase:
    """Name, language, appearance, signing out, and what is stored."""
    return render(request, "portal/more.html", {"customers": _reader(request).customers.all()})


def _reader(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only a view behind reader_only has a reader")
    return request.user


def _own_note(request: HttpRequest, note_id: object) -> Note:
    return get_object_or_404(
        Note.objects.of(_reader(request)).select_related("person", "call_type", "customer", "operator", "done_by"), pk=note_id
    )
