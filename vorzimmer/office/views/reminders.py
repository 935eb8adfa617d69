"""Reminders: what is due today and what was prepared, those that left, one letter and its PDF."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from vorzimmer.billing.reports import names_of
from vorzimmer.claims.actions.running import Sent, send_chosen
from vorzimmer.claims.due import due_letters, letters, letters_sent
from vorzimmer.claims.letters.mail import file_of
from vorzimmer.claims.models import Practice, Reminder
from vorzimmer.claims.words import REASONS
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.office.doors import page, refused, user_in
from vorzimmer.office.money import books
from vorzimmer.office.reminder_forms import LetterFilter
from vorzimmer.office.reminders_shown import DueShown, LetterShown, prepared_shown, sent_shown
from vorzimmer.privacy.access import sees

PAGE = 50
SHOWN = ("claims.Reminder.level", "claims.ReminderLine.principal")


@books
@sees(*SHOWN)
@require_safe
def due(request: HttpRequest) -> HttpResponseBase:
    """List what is due today, what was prepared and has not left, and why the other claims get no letter."""
    day = berlin_date(timezone.now())
    found = due_letters(day)
    letters = [DueShown(letter=letter) for letter in found.letters]
    names = names_of(each.claim.customer_ref for each in found.waiting)
    context = {
        "tab": "due",
        "day": day,
        "letters": letters,
        "total": sum(each.letter.open for each in letters),
        "mailed": sum(each.letter.address != "" for each in letters),
        "without_interest": any(each.rate_problem for each in letters),
        "prepared": prepared_shown(found.prepared, day),
        "waiting": [(each, names.get(each.claim.customer_ref, ""), REASONS[each.next.because]) for each in found.waiting],
        "practice": Practice.current(),
    }
    return page(request, "office/reminders.html", context)


@books
@sees(*SHOWN)
@require_POST
def send(request: HttpRequest) -> HttpResponseBase:
    """Write and send what was chosen. What is not due any more is passed over."""
    chosen = request.POST.getlist("letter")
    if not chosen:
        messages.error(request, _("Choose at least one letter. Nothing was sent."))
        return redirect("office:reminders")
    _report(request, send_chosen(chosen, timezone.now(), by=user_in(request)))
    return redirect("office:reminders")


def _report(request: HttpRequest, done: Sent) -> None:
    for letter, problem in done.refused:
        messages.error(request, f"{letter.customer_number}: {refused(problem)}")
    if done.mailed:
        text = ngettext("%(n)d letter is on its way by e-mail.", "%(n)d letters are on their way by e-mail.", done.mailed)
        messages.success(request, text % {"n": done.mailed})
    if done.to_print:
        text = ngettext("%(n)d letter waits to be printed and posted.", "%(n)d letters wait to be printed and posted.", done.to_print)
        messages.warning(request, text % {"n": done.to_print})
    if not done.letters and not done.refused:
        messages.warning(request, _("Nothing of this is due any more."))


@books
@sees(*SHOWN)
@require_safe
def listing(request: HttpRequest) -> HttpResponseBase:
    """List the letters that left, the latest first; the filter stands in the address."""
    form = LetterFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    part = Paginator(letters_sent(text=wanted.get("q", ""), level=wanted.get("level", "")), PAGE).get_page(request.GET.get("page"))
    context = {"tab": "sent", "filter": form, "filtered": any(wanted.values()), "page": part, "rows": sent_shown(list(part))}
    return page(request, "office/reminders_sent.html", context)


def shown(reminder_id: UUID) -> LetterShown:
    """Read one letter with what is to be said of it; 404 when there is none."""
    letter = get_object_or_404(letters(), pk=reminder_id)
    return prepared_shown([letter], berlin_date(timezone.now()))[0] if letter.sent_on is None else sent_shown([letter])[0]


@books
@sees(*SHOWN)
@require_safe
def show(request: HttpRequest, reminder_id: UUID) -> HttpResponseBase:
    """Show one letter: what it demands, where it is, and what can be done with it."""
    found = shown(reminder_id)
    has_customer = Customer.objects.filter(pk=found.letter.customer_ref).exists()
    return page(request, "office/reminder.html", {"shown": found, "has_customer": has_customer})


@books
@sees("claims.Reminder.pdf")
@require_safe
def pdf(request: HttpRequest, reminder_id: UUID) -> HttpResponseBase:  # noqa: ARG001  (the door looks at the request)
    """Give the letter as the customer gets it."""
    file = file_of(get_object_or_404(Reminder, pk=reminder_id))
    answer = HttpResponse(file.content, content_type=file.media_type)
    answer["Content-Disposition"] = f'inline; filename="{file.name}"'
    return answer
