"""The desk: one page, and the fragments that keep it true. The page is for operators; what they see is decided per call."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vorzimmer.accounts.access import role_required
from vorzimmer.accounts.models import User
from vorzimmer.calls import actions
from vorzimmer.calls.cards import Board, Card, board_of, card_of, stage
from vorzimmer.calls.models import Call, Presence
from vorzimmer.calls.notes import WrongCustomer, save_note
from vorzimmer.desk.choosing import Choosing, Situation
from vorzimmer.desk.forms import UNWRITTEN, NoteForm, ThirdForm, draft_values, moves
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.notes import Unwritten
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.journal import JOURNAL

operators_only = role_required(Role.OPERATOR)
LATE_AFTER = 20
"""Seconds after which a waiting caller is marked."""
WRAP_UP_SECONDS = 60
"""How long a wrap-up usually takes; the bar on the screen runs that long."""


def _now() -> datetime:
    return datetime.now(tz=UTC)


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101  role_required has made sure
    return request.user


@require_GET
@operators_only
def desk(request: HttpRequest) -> HttpResponse:
    """Show the whole page."""
    board = board_of(_user(request))
    context = _stage(request, board, request.GET.get("call", ""))
    return render(request, "desk/desk.html", {**context, "live_id": board.live_id})


@require_GET
@operators_only
def queue(request: HttpRequest) -> HttpResponse:
    """Show the left column anew, with the bar above."""
    board = board_of(_user(request))
    return render(request, "desk/queue.html", {**_board(request, board), "current": request.GET.get("call", ""), "swap": True})


@require_GET
@operators_only
def card(request: HttpRequest) -> HttpResponse:
    """Show the card anew; when another call belongs there now, the note form changes with it."""
    wanted = request.GET.get("call", "")
    board = board_of(_user(request))
    call = stage(board, wanted)
    if str(call.pk if call else "") != wanted:
        return _work(request, board, "")
    if call is None:
        return HttpResponse(status=204)
    if _beside(request, board, call) != request.GET.get("beside", ""):  # taken at the telephone, or saved in another window
        return _work(request, board, wanted)
    return _shown(request, call, asked=request.GET.get("asked"))


@require_POST
@operators_only
def deed(request: HttpRequest, call_id: UUID, deed: str) -> HttpResponse:
    """Carry out one of the deeds that need nothing but the call."""
    operator, at = _user(request), _now()
    deeds: Mapping[str, Callable[[], Call]] = {
        "take": lambda: actions.take(call_id, operator, at),
        "give-back": lambda: actions.give_back(call_id, operator, at),
        "hold": lambda: actions.hold(call_id, operator, on=True),
        "resume": lambda: actions.hold(call_id, operator, on=False),
        "complete": lambda: actions.complete_transfer(call_id, operator, at),
        "back": lambda: actions.back_to_caller(call_id, operator, at),
        "end": lambda: actions.end(call_id, operator, at),
    }
    if deed not in deeds:
        raise Http404
    stays = deed not in {"take", "give-back"}
    return _carry_out(request, call_id, deeds[deed], stays=stays)


@require_POST
@operators_only
def third(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Put the caller through, or consult a third."""
    form = ThirdForm(request.POST)
    if not form.is_valid():
        return _refused(request, call_id, _("Choose a person or dial a number."), stays=True)
    chosen = form.cleaned_data

    def put_through() -> Call:
        return actions.begin_third(
            call_id, _user(request), _now(), person_id=chosen["to"], number=chosen["number"], consult=chosen["consult"]
        )

    return _carry_out(request, call_id, put_through, stays=True)


@require_POST
@operators_only
def close(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Finish a call without a note."""
    reason = request.POST.get("reason", "")
    if reason not in set(Unwritten):
        return _refused(request, call_id, _("Choose why there is no note."), stays=True)
    return _carry_out(request, call_id, lambda: actions.close_unwritten(call_id, _user(request), _now(), reason=reason), stays=False)


@require_POST
@operators_only
def draft(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Keep what was typed, and point at what stands in the wrong field."""
    values = draft_values(request.POST.dict())
    try:
        actions.keep_draft(call_id, _user(request), _now(), values=values)
    except Call.DoesNotExist:
        raise Http404 from None
    return render(request, "desk/draft.html", {"moves": moves(values)})


@require_POST
@operators_only
def save(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """Save the note and go on to the next call."""
    operator = _user(request)
    call = _visible(request, call_id)
    gathered = _card(request, call, Situation.of(request.POST))
    form = NoteForm(request.POST, card=gathered)
    context: dict[str, Any] = {"card": gathered, "form": form, "unwritten": UNWRITTEN, "wrap_up_seconds": WRAP_UP_SECONDS}
    if not form.is_valid():
        return render(request, "desk/note.html", context, status=422)
    try:
        save_note(form.note(), operator, _now())
    except WrongCustomer as error:
        return render(request, "desk/note.html", {**context, "wrong_customer": error}, status=422)
    except actions.Refused as error:
        form.add_error(None, str(error))
        return render(request, "desk/note.html", context, status=422)
    return _work(request, board_of(operator), "", text=_("Saved for %(customer)s.") % {"customer": gathered.customer.name})


@require_POST
@operators_only
def presence(request: HttpRequest) -> HttpResponse:
    """Change the operator's presence; a free operator is shown who waits."""
    operator = _user(request)
    try:
        actions.be(operator, request.POST.get("state", ""), _now(), reason=request.POST.get("reason", ""))
    except actions.Refused as error:
        return _work(request, board_of(operator), request.POST.get("call", ""), text=str(error), tone="danger")
    return _work(request, board_of(operator), request.POST.get("call", ""))


def _carry_out(request: HttpRequest, call_id: UUID, act: Callable[[], Call], *, stays: bool) -> HttpResponse:
    try:
        call = act()
    except Call.DoesNotExist:
        raise Http404 from None
    except actions.Refused as error:
        return _refused(request, call_id, str(error), stays=stays)
    if stays:
        return _shown(request, _visible(request, call.pk))
    return _work(request, board_of(_user(request)), str(call.pk))


def _refused(request: HttpRequest, call_id: UUID, text: str, *, stays: bool) -> HttpResponse:
    if stays:
        return _with_toast(_shown(request, _visible(request, call_id)), text, "danger")
    return _work(request, board_of(_user(request)), "", text=text, tone="danger")


def _visible(request: HttpRequest, call_id: UUID) -> Call:
    call = Call.objects.of(_user(request)).select_related("customer", "operator", "note").filter(pk=call_id).first()
    if call is None or call.customer is None:
        raise Http404
    return call


def _shown(request: HttpRequest, call: Call, *, asked: str | None = None) -> HttpResponse:
    """Show the card as it is now. `asked`: which questions stand in the form beside it; they are sent too when others belong there."""
    situation = Situation.of(request.GET if request.method == "GET" else request.POST)
    gathered = _card(request, call, situation)
    context: dict[str, Any] = {"card": gathered, "wrap_up_seconds": WRAP_UP_SECONDS, "choosing": _choosing(gathered, situation)}
    form = NoteForm(card=gathered)
    if asked is not None and asked != form.asked:
        context["form"] = form
    return render(request, "desk/shown.html", context)


def _choosing(card: Card, situation: Situation) -> Choosing | None:
    """Offer the choices once somebody has spoken to the caller, until the note is saved."""
    return None if card.call.is_waiting or hasattr(card.call, "note") else Choosing.on(card, situation)


def _card(request: HttpRequest, call: Call, situation: Situation) -> Card:
    gathered = card_of(call, _user(request), _now(), person=situation.person, call_type=situation.call_type)
    if gathered is None or call.customer_id is None:
        raise Http404
    JOURNAL.note(_user(request), call.customer_id, table="calls.Call", record=call.pk, place=Place.CALL, at=_now())
    return gathered


def _board(request: HttpRequest, board: Board) -> dict[str, Any]:
    states = [(value, label) for value, label in Presence.Reason.choices if value]
    return {"board": board, "late_after": LATE_AFTER, "break_reasons": states, "operator": _user(request)}


def _stage(request: HttpRequest, board: Board, wanted: str) -> dict[str, Any]:
    """Gather what stands in the middle and at the right."""
    call = stage(board, wanted)
    context = {**_board(request, board), "current": str(call.pk) if call else "", "wrap_up_seconds": WRAP_UP_SECONDS}
    if call is None:
        return {**context, "card": None, "form": None}
    kept = next((draft for draft in board.drafts if draft.call_id == call.pk), None)
    situation = Situation.of(kept.values if kept else {})
    gathered = _card(request, call, situation)
    others = [other for other in board.mine if other.pk != call.pk and other.is_connected]
    beside = _beside(request, board, call)
    form = NoteForm(card=gathered, initial={"note_id": uuid4(), **(kept.values if kept else {})}) if beside == "form" else None
    return {
        **context,
        "card": gathered,
        "situation": situation,
        "choosing": _choosing(gathered, situation),
        "beside": beside,
        "form": form,
        "saved": call.note if beside == "saved" else None,
        "kept": kept,
        "others": others,
        "unwritten": UNWRITTEN,
    }


def _beside(request: HttpRequest, board: Board, call: Call) -> str:
    """Say what stands beside the card: "saved" (the note), "form", or "before" (nobody has taken the call yet)."""
    if hasattr(call, "note"):
        return "saved"
    is_drafted = any(draft.call_id == call.pk for draft in board.drafts)
    return "form" if is_drafted or (call.operator_id == _user(request).pk and not call.is_waiting) else "before"


def _work(request: HttpRequest, board: Board, wanted: str, *, text: str = "", tone: str = "") -> HttpResponse:
    """Change middle and right together."""
    response = render(request, "desk/work.html", {**_stage(request, board, wanted), "swap": True})
    response["HX-Retarget"], response["HX-Reswap"] = "#work", "outerHTML"
    return _with_toast(response, text, tone) if text else response


def _with_toast(response: HttpResponse, text: str, tone: str) -> HttpResponse:
    response["HX-Trigger"] = json.dumps({"toast": {"text": text, "tone": tone}})
    return response
