"""A caller asks on the telephone what is held about him, or wants it gone: recorded with two keys, and with the customer at once.

The operator is told what to say to the caller; who is responsible and answers is the customer (Art. 28 GDPR).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from vorzimmer.accounts.access import role_required
from vorzimmer.accounts.models import User
from vorzimmer.accounts.trying import tried
from vorzimmer.calls.models import Call, Draft, Note
from vorzimmer.customers.models import KnownCaller
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.requests import PersonKind, RequestKind, Way
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.models import DataRequest
from vorzimmer.privacy.request_deeds import LONGEST, RequestEntry, receive_at_desk
from vorzimmer.telephony.numbers import grouped, normalise

operators_only = role_required(Role.OPERATOR)
SHOWN = ("calls.Call.caller_number", "calls.Note.caller_name", "customers.KnownCaller.name")
LANGUAGES = (("de", gettext_lazy("German")), ("en", gettext_lazy("English")))
KINDS = {
    RequestKind.ACCESS: gettext_lazy("wants to know what is held"),
    RequestKind.RECTIFICATION: gettext_lazy("wants something corrected"),
    RequestKind.ERASURE: gettext_lazy("wants the data deleted"),
    RequestKind.RESTRICTION: gettext_lazy("wants the data not used for now"),
    RequestKind.PORTABILITY: gettext_lazy("wants to take the data along"),
    RequestKind.OBJECTION: gettext_lazy("objects to the use"),
}
KIND_KEYS = {
    RequestKind.ACCESS: pgettext_lazy("key for 'wants to know what is held'", "a"),
    RequestKind.RECTIFICATION: pgettext_lazy("key for 'wants something corrected'", "c"),
    RequestKind.ERASURE: pgettext_lazy("key for 'wants the data deleted'", "d"),
    RequestKind.RESTRICTION: pgettext_lazy("key for 'wants the data not used for now'", "r"),
    RequestKind.PORTABILITY: pgettext_lazy("key for 'wants to take the data along'", "t"),
    RequestKind.OBJECTION: pgettext_lazy("key for 'objects to the use'", "o"),
}


def _plain(widget: type[forms.Widget] = forms.TextInput, **more: Any) -> forms.Widget:
    return widget(attrs={"autocomplete": "off", **more})


class AskedForm(forms.Form):
    """Who asks, where the answer goes, what was said, and last what is asked for: that sends the form."""

    language = forms.ChoiceField(choices=LANGUAGES, error_messages={"required": gettext_lazy("Choose the language of the answer.")})
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120, widget=_plain(), error_messages={"required": gettext_lazy("Ask for the name.")}
    )
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False, widget=_plain(type="tel", inputmode="tel"))
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254, required=False, widget=_plain(forms.EmailInput))
    address = forms.CharField(label=gettext_lazy("Postal address"), max_length=200, required=False, widget=_plain())
    text = forms.CharField(label=gettext_lazy("What was said"), max_length=LONGEST, required=False, widget=_plain(forms.Textarea, rows=2))
    kind = forms.ChoiceField(
        choices=[(kind.value, name) for kind, name in KINDS.items()],
        error_messages={"required": gettext_lazy("Choose what the caller asks for.")},
    )

    def clean_phone(self) -> str:
        raw: str = self.cleaned_data["phone"].strip()
        if not raw:
            return ""
        number = normalise(raw)
        if number is None:
            raise forms.ValidationError(_("This is no telephone number. Write it like 0171 3920012 or +49 171 3920012."))
        return grouped(number)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        contacts = ("phone", "email", "address")
        if not any(cleaned.get(name) for name in contacts) and not any(name in self.errors for name in contacts):
            self.add_error("phone", _("Ask where the answer shall go: a telephone number, an e-mail address or a postal address."))
        return cleaned

    def entry(self, call: Call) -> RequestEntry:
        """Give what was typed. The month runs from the day of the call."""
        names = ("kind", "name", "phone", "email", "address", "text", "language")
        typed = {name: self.cleaned_data[name] for name in names}
        received_on = berlin_date(call.offered_at)
        return RequestEntry(**typed, person_kind=PersonKind.CALLER, way=Way.PHONE, received_on=received_on, customer_ref=call.customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A sentence for the caller, and its language."""

    language: str
    text: str


@operators_only
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def request_of_caller(request: HttpRequest, call_id: UUID) -> HttpResponseBase:
    """Ask for what is needed; then record it, hand it over, and say what to tell the caller: as a dialog at the desk, else as a page."""
    operator, at = _operator(request), timezone.now()
    call = _call(operator, call_id, at)
    is_posted, made = request.method == "POST", list[tuple[DataRequest, bool]]()
    form = AskedForm(request.POST if is_posted else None, initial=_known(call, operator), auto_id="asked_%s")

    def deed() -> None:
        made.append(receive_at_desk(form.entry(call), at=at, by=operator, of_call=call.pk))

    done = is_posted and tried(form, deed)
    chosen = form["language"].value()
    context = {
        "customer": call.customer,
        "form": form,
        "spoken": [(code, name, number, code == chosen) for number, (code, name) in enumerate(LANGUAGES, start=1)],
        "kinds": [(kind.value, name, KIND_KEYS[kind]) for kind, name in KINDS.items()],
        "address": request.path,
        "asked": made[0][0] if done else None,
        "is_old": done and made[0][1],
        "says": _says(made[0][0], call) if done else (),
    }
    is_dialog = bool(request.headers.get("HX-Request"))
    template = "desk/request_dialog.html" if is_dialog else "desk/request.html"
    return render(request, template, context, status=422 if is_posted and not done else 200)


def _says(asked: DataRequest, call: Call) -> list[Say]:
    """Say in one sentence what the caller is told, in both languages: the operator knows which one is spoken."""
    said = []
    for language, day in (("de", "j. F Y"), ("en", "j F Y")):
        with translation.override(language):
            names = {"customer": call.customer.name if call.customer else "", "day": date_format(asked.due_on, day)}
            text = _(
                "Your request is recorded: we hand it to %(customer)s, who is responsible, and you get the answer by %(day)s at the latest."
            )
            said.append(Say(language=language, text=text % names))
    return said


def _known(call: Call, operator: User) -> dict[str, Any]:
    """Give what the card and the note say already, so that nobody types it twice."""
    draft = Draft.objects.filter(call=call, operator=operator).first()
    note = Note.objects.filter(call=call).first()
    known = KnownCaller.objects.calling(call.customer_id, call.caller_number) if call.customer_id else None
    typed = draft.values if draft else {}
    name = typed.get("caller_name") or (note.caller_name if note else "") or (known.name if known else "")
    phone = typed.get("callback_number") or grouped((note.callback_number if note else "") or call.caller_number)
    language = call.customer.language if call.customer and call.customer.language in dict(LANGUAGES) else "de"
    return {"language": language, "name": name, "phone": phone}


def _call(operator: User, call_id: UUID, at: datetime) -> Call:
    """Give a call of the operator's teams, for a customer; of one who is bound to secrecy only to whom has signed the undertaking."""
    call = Call.objects.of(operator).select_related("customer").filter(pk=call_id).first()
    if call is None or call.customer_id is None:
        raise Http404
    JOURNAL.note(operator, call.customer_id, table="calls.Call", record=call.pk, place=Place.REQUEST, at=at)
    return call


def _operator(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only a view behind a door has a user")
    return request.user
