"""What is done with one reminder: printed, posted, received, came back, taken back, tried again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from vorzimmer.accounts.models import User
from vorzimmer.claims.actions import leaving, reminding
from vorzimmer.claims.models import Reminder
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.default import Proof
from vorzimmer.office.doors import page, tried, user_in
from vorzimmer.office.money import books
from vorzimmer.office.reminder_forms import PostedForm, ReceivedForm, ReturnedForm
from vorzimmer.office.views.reminders import SHOWN, shown
from vorzimmer.privacy.access import sees


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """A deed with its own page: what it is called, what will happen, what it asks for, and what is said when it is done."""

    slug: str
    title: Any
    says: Any
    action: Any
    done: Any
    form: type[Form]
    do: Callable[[Reminder, dict[str, Any], datetime, User], Any]
    tone: str = "primary"
    ends: bool = False
    """Whether the letter is gone afterwards."""

    @property
    def name(self) -> str:
        return f"reminder-{self.slug}"


DEEDS = (
    Deed(
        slug="posted",
        title=_("Given to the post"),
        says=_("From this day on the letter counts: its claims go on to the next stage, and it is taken to have arrived some days later."),
        action=_("Note it"),
        done=_("Noted. The letter counts from that day on."),
        form=PostedForm,
        do=lambda letter, data, at, by: leaving.mark_posted(letter, data["day"], at, by=by),
    ),
    Deed(
        slug="received",
        title=_("The letter arrived"),
        says=_("A proved receipt takes the place of what was presumed. The days of default and of the next letter are computed from it."),
        action=_("Note it"),
        done=_("Noted."),
        form=ReceivedForm,
        do=lambda letter, data, at, _by: leaving.mark_received(letter, data["day"], Proof(data["proof"]), at),
    ),
    Deed(
        slug="returned",
        title=_("The letter came back"),
        says=_(
            "It then does not count: it puts nobody in default and does not hold the billing data. It will be due again; check the"
            " address first."
        ),
        action=_("Note it"),
        done=_("Noted. The letter does not count and will be due again."),
        form=ReturnedForm,
        do=lambda letter, data, at, _by: leaving.mark_undeliverable(letter, data["day"], at),
        tone="danger",
    ),
    Deed(
        slug="take-back",
        title=_("Take the letter back"),
        says=_("The letter has not left. It is erased, its e-mail is not sent, and its claims are due as before."),
        action=_("Take back"),
        done=_("Taken back."),
        form=Form,
        do=lambda letter, _data, at, _by: reminding.take_back(letter, at),
        tone="danger",
        ends=True,
    ),
    Deed(
        slug="print",
        title=_("Print it instead"),
        says=_("The e-mail is not sent. Print the letter, and note the day on which you posted it: it counts from then on."),
        action=_("Send it by post"),
        done=_("The letter waits to be printed and posted."),
        form=Form,
        do=lambda letter, _data, at, _by: reminding.print_instead(letter, at),
    ),
    Deed(
        slug="again",
        title=_("Send the e-mail"),
        says=_("The letter goes to the customer’s present address for invoices, unless something has changed about its claims meanwhile."),
        action=_("Send"),
        done=_("The letter is on its way by e-mail."),
        form=Form,
        do=lambda letter, _data, at, by: reminding.send(letter, at, by=by),
    ),
)


@books
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, reminder_id: UUID, deed: Deed) -> HttpResponseBase:
    """Say what will happen, and do it."""
    found, at = shown(reminder_id), timezone.now()
    form = deed.form(request.POST if request.method == "POST" else None, initial={"day": berlin_date(at)})
    if request.method == "POST" and tried(form, lambda: deed.do(found.letter, form.cleaned_data, at, user_in(request))):
        messages.success(request, str(deed.done))
        return redirect("office:reminders") if deed.ends else redirect("office:reminder", found.letter.pk)
    return page(request, "office/reminder_deed.html", {"shown": found, "deed": deed}, form=form)
