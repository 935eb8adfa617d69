"""What is done with a request of a data subject: each deed has a page that says what will happen, and then it is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from vorzimmer.accounts.models import User
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.requests import RequestKind
from vorzimmer.office.doors import keepers, page, tried, user_in
from vorzimmer.office.request_forms import CarryForm, ExtendForm, IdentifyForm, ProofForm, RefuseForm, SureForm, TextForm
from vorzimmer.office.requests_shown import held, still_needed
from vorzimmer.office.views.requests import SHOWN, head, note_access, request_of
from vorzimmer.privacy import request_deeds as actions
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.models import Block, DataRequest, RequestDuty
from vorzimmer.privacy.request_copy import fetch_copy, make_copy

Run = Callable[[DataRequest, forms.Form, datetime, User], str]
"""Does it, and gives what is said afterwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A deed: its address, what its page says, what is asked, and how it is done."""

    slug: str
    title: Any
    text: Any
    action: Any
    run: Run
    form: Callable[..., forms.Form] = field(default=SureForm)
    tone: str = ""


def _ask(asked: DataRequest, form: forms.Form, at: datetime, by: User) -> str:
    actions.ask_identity(asked, text=form.cleaned_data["text"], at=at, by=by)
    return _("The person was asked.")


def _identify(asked: DataRequest, form: forms.Form, at: datetime, by: User) -> str:
    actions.identify(asked, form.cleaned_data["means"], note=form.cleaned_data["note"], at=at, by=by)
    return _("It is certain who asks.")


def _extend(asked: DataRequest, form: forms.Form, at: datetime, by: User) -> str:
    actions.extend(asked, form.cleaned_data["because"], text=form.cleaned_data["text"], at=at, by=by)
    return _("Extended; the person is told.")


def _copy(asked: DataRequest, form: forms.Form, at: datetime, by: User) -> str:  # noqa: ARG001  (nothing is asked)
    make_copy(asked, at=at, by=by)
    note_access(asked, Place.EXPORT, at=at, by=by)
    return _("The copy is made.")


def _carry(asked: DataRequest, form: forms.Form, at: datetime, by: User) -> str:
    consents = bool(form.cleaned_data.get("consents"))
    gone = sum(actions.carry_out(asked, consents=consents, contract_runs=still_needed(asked), at=at, by=by).values())
    if asked.kind != RequestKind.ERASURE:
        return _("Done.")
    return ngettext("%(count)d record was erased.", "%(count)d records were erased.", gone) % {"count": gone}


def _answer(asked: DataRequest, form: forms.Form, at: datetime, by: User) -> str:
    actions.answer(asked, form.cleaned_data["text"], at=at, by=by)
    return _("Answered.")


def _refuse(asked: DataRequest, form: forms.Form, at: datetime, by: User) -> str:
    actions.refuse(asked, form.cleaned_data["because"], text=form.cleaned_data["text"], at=at, by=by)
    return _("Refused; the person is told why.")


def _withdraw(asked: DataRequest, form: forms.Form, at: datetime, by: User) -> str:  # noqa: ARG001  (nothing is asked)
    actions.withdraw(asked, at=at, by=by)
    return _("Recorded.")


def _hand_over(asked: DataRequest, form: forms.Form, at: datetime, by: User) -> str:  # noqa: ARG001  (nothing is asked)
    actions.hand_over(asked, at=at, by=by)
    return _("The customer has the request; the caller is told who is responsible.")


DEEDS = {
    deed.slug: deed
    for deed in (
        Deed(
            slug="ask",
            title=gettext_lazy("Ask who it is"),
            text=gettext_lazy(
                "Only where there are reasonable doubts (Art. 12(6)). The month goes on running. Ask for no copy of an identity card."
            ),
            action=gettext_lazy("Ask"),
            run=_ask,
            form=TextForm,
        ),
        Deed(
            slug="identify",
            title=gettext_lazy("Is it certain who asks?"),
            text=gettext_lazy("How it became certain is kept, and no copy of a document."),
            action=gettext_lazy("It is certain"),
            run=_identify,
            form=IdentifyForm,
        ),
        Deed(
            slug="extend",
            title=gettext_lazy("Take two more months?"),
            text=gettext_lazy("Only where the request is complex or many came; the person is told within the first month (Art. 12(3))."),
            action=gettext_lazy("Extend"),
            run=_extend,
            form=ExtendForm,
        ),
        Deed(
            slug="copy",
            title=gettext_lazy("Make the copy?"),
            text=gettext_lazy(
                "All that is held about the person goes into one file, without what would reveal others. It is fetched once, in 24 hours."
            ),
            action=gettext_lazy("Make the copy"),
            run=_copy,
        ),
        Deed(
            slug="carry",
            title=gettext_lazy("Do what was asked for?"),
            text="",
            action=gettext_lazy("Do it"),
            run=_carry,
            tone="danger",
        ),
        Deed(
            slug="answer",
            title=gettext_lazy("Answer the request"),
            text=gettext_lazy(
                "The text goes to the person by e-mail, or you print it. The request is closed, and what proved who asked is erased."
            ),
            action=gettext_lazy("Give the answer"),
            run=_answer,
            form=TextForm,
        ),
        Deed(
            slug="refuse",
            title=gettext_lazy("Refuse the request?"),
            text=gettext_lazy("The person is told why, and where he can complain (Art. 12(4))."),
            action=gettext_lazy("Refuse"),
            run=_refuse,
            form=RefuseForm,
            tone="danger",
        ),
        Deed(
            slug="withdraw",
            title=gettext_lazy("Does the person not want it any more?"),
            text=gettext_lazy("The request is closed without an answer."),
            action=gettext_lazy("Withdrawn"),
            run=_withdraw,
        ),
        Deed(
            slug="hand-over",
            title=gettext_lazy("Hand over to the customer?"),
            text=gettext_lazy(
                "The customer sees it in the portal and is told by e-mail that there is one. The caller is told who is responsible."
            ),
            action=gettext_lazy("Hand over"),
            run=_hand_over,
        ),
    )
}


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def deed(request: HttpRequest, request_id: UUID, slug: str) -> HttpResponseBase:
    """Say what will happen; then do it."""
    asked, chosen = request_of(request_id), DEEDS[slug]
    form, at, said = _form(chosen, asked, request), timezone.now(), list[str]()
    if request.method == "POST" and tried(form, lambda: said.append(chosen.run(asked, form, at, user_in(request)))):
        messages.success(request, said[0])
        return redirect("office:request", asked.pk)
    is_erasure = slug == "carry" and asked.kind == RequestKind.ERASURE
    context = {
        **head(asked),
        "deed": chosen,
        "text": chosen.text or CARRIES[RequestKind(asked.kind)],
        "held": held(asked) if is_erasure else [],
    }
    return page(request, "office/request_deed.html", context, form=form)


CARRIES = {
    RequestKind.ACCESS: "",
    RequestKind.PORTABILITY: "",
    RequestKind.RECTIFICATION: gettext_lazy("Correct the data first; here it is recorded that it was done. Whoever got the data is told."),
    RequestKind.ERASURE: gettext_lazy(
        "What no law and no running contract keeps is erased at once, for good. What stays is named below, with the reason."
    ),
    RequestKind.RESTRICTION: gettext_lazy(
        "The data stay and are otherwise used for legal claims only: no messages, no putting through, no lists."
    ),
    RequestKind.OBJECTION: gettext_lazy("What rests on a legitimate interest ends: no credit bureau is told anything about the person."),
}


def _form(chosen: Deed, asked: DataRequest, request: HttpRequest) -> forms.Form:
    data = request.POST if request.method == "POST" else None
    if chosen.slug == "carry":
        return CarryForm(data) if asked.kind == RequestKind.RESTRICTION else SureForm(data)
    made: Callable[..., forms.Form] = partial(chosen.form, kind=RequestKind(asked.kind)) if chosen.form is RefuseForm else chosen.form
    if chosen.slug == "answer":
        return made(data, initial={"text": _proposal(asked)})
    return made(
        data,
        initial={"text": _("Please tell us your customer number and answer from the address that we know.")}
        if chosen.slug == "ask"
        else None,
    )


def _proposal(asked: DataRequest) -> str:
    """Propose what the person is told; the text can be changed."""
    if not asked.found:
        return _("We hold no data about you.")
    return str(PROPOSALS[RequestKind(asked.kind)])


PROPOSALS = {
    RequestKind.ACCESS: gettext_lazy("You get a copy of all that we hold about you, with all information that Art. 15 GDPR demands."),
    RequestKind.PORTABILITY: gettext_lazy("You get the data that you gave us, in a form that other programs can read."),
    RequestKind.RECTIFICATION: gettext_lazy("We have corrected the data, and told everybody who had got them from us."),
    RequestKind.ERASURE: gettext_lazy("We have erased your data, except for what a law demands that we keep."),
    RequestKind.RESTRICTION: gettext_lazy("The processing of your data is restricted. We tell you before that ends."),
    RequestKind.OBJECTION: gettext_lazy("We have ended what you objected to."),
}


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, request_id: UUID, owed_id: UUID) -> HttpResponseBase:
    """Record that a recipient was told (Art. 19)."""
    asked = request_of(request_id)
    owed = get_object_or_404(RequestDuty, pk=owed_id, request=asked)
    form = ProofForm(request.POST if request.method == "POST" else None)
    at, by = timezone.now(), user_in(request)
    if request.method == "POST" and tried(form, lambda: actions.tell_recipient(owed, proof=form.cleaned_data["proof"], at=at, by=by)):
        messages.success(request, _("Recorded."))
        return redirect("office:request", asked.pk)
    told = Deed(
        slug="duty",
        title=_("Was %(name)s told?") % {"name": owed.recipient_name},
        text=_("Whoever got the data is told what was corrected, erased or restricted (Art. 19)."),
        action=_("Told"),
        run=_withdraw,
    )
    return page(request, "office/request_deed.html", {**head(asked), "deed": told, "text": told.text}, form=form)


@keepers
@sees(*SHOWN, "privacy.RequestFile.data")
@require_POST
def fetch(request: HttpRequest, request_id: UUID) -> HttpResponseBase:
    """Give the copy, to be sent to the person; it is gone then."""
    asked = request_of(request_id)
    data = fetch_copy(asked, timezone.now())
    if data is None:
        messages.error(request, _("There is no copy any more. You can make it again."))
        return redirect("office:request", asked.pk)
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{_("request")}-{asked.number}.zip"'
    return answer


@keepers
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def lift(request: HttpRequest, request_id: UUID, block_id: UUID) -> HttpResponseBase:
    """Say what happens when a restriction or objection ends; then end it, and tell the person."""
    asked = request_of(request_id)
    standing = get_object_or_404(Block, pk=block_id, request=asked)
    if request.method == "POST":
        actions.lift(standing, at=timezone.now(), by=user_in(request))
        messages.success(request, _("Lifted; the person is told."))
        return redirect("office:request", asked.pk)
    ended = Deed(
        slug="lift",
        title=_("Lift it?"),
        text=_("The data are used as before. The person is told (Art. 18(3))."),
        action=_("Lift"),
        run=_withdraw,
    )
    return page(request, "office/request_deed.html", {**head(asked), "deed": ended, "text": ended.text}, form=SureForm())
