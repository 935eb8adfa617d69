"""What a customer does about an open invoice: he says when he will pay, asks for instalments, opens a letter."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vorzimmer.accounts.trying import tried
from vorzimmer.billing.accounts import standing_of
from vorzimmer.billing.models import Document
from vorzimmer.claims import policy
from vorzimmer.claims.actions.leaving import open_letter
from vorzimmer.claims.actions.promising import promise as keep_promise
from vorzimmer.claims.models import Reminder
from vorzimmer.customers.actions import raise_wish
from vorzimmer.customers.actions.writing import written_day
from vorzimmer.customers.models import Wish
from vorzimmer.customers.wording import money
from vorzimmer.delivery.enclosures import NotThere
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.promises import latest_day
from vorzimmer.portal.debts import TO_PAY, Debt, debts
from vorzimmer.portal.doors import customer_of, customers_of, page, reader_in, responsible_only
from vorzimmer.portal.forms import InstalmentsForm, PromiseForm
from vorzimmer.portal.views.invoices import own_document
from vorzimmer.privacy.access import sees


@responsible_only
@sees("claims.Pause.until")
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Say by when the invoice will be paid; until then no reminder goes out."""
    document, at = own_document(request, document_id), timezone.now()
    day = berlin_date(at)
    debt = _debt(document, day)
    latest = latest_day(day, policy.schedule(day), {} if debt is None or debt.reading is None else debt.reading.holidays)
    form = PromiseForm(request.POST or None, first=day, last=latest)
    if request.method == "POST" and tried(form, lambda: keep_promise(document, form.cleaned_data["until"], at, by=reader_in(request))):
        said = _("Thank you. We have noted %(day)s; until then we send no reminder.") % {"day": written_day(form.cleaned_data["until"])}
        messages.success(request, said)
        return redirect("portal:invoice", document.pk)
    context = {"document": document, "latest": latest, "possible": debt is not None and debt.may_promise}
    return page(request, "portal/invoice_promise.html", context, form=form)


@responsible_only
@sees("claims.Claim.stage")
@require_http_methods(["GET", "HEAD", "POST"])
def instalments(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Ask the agency for instalments: a wish that it answers, and no plan by itself."""
    document, at = own_document(request, document_id), timezone.now()
    debt = _debt(document, berlin_date(at))
    if debt is None or not debt.may_ask_for_instalments:
        return page(request, "portal/invoice_instalments.html", {"document": document, "debt": None})
    form = InstalmentsForm(request.POST or None, most=debt.total)

    def deed() -> None:
        text = _("I would like to pay invoice %(number)s (%(open)s open) in instalments of about %(rate)s a month. %(words)s")
        values = {"number": document.number, "open": money(debt.total), "rate": money(form.cents()), "words": form.cleaned_data["words"]}
        wished_for = customer_of(request, document.customer_ref)
        raise_wish(wished_for, kind=Wish.Kind.WISH, text=(text % values).strip(), by=reader_in(request), at=at)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("We have got it. You find our answer here; nothing is agreed until then."))
        return redirect("portal:wishes")
    return page(request, "portal/invoice_instalments.html", {"document": document, "debt": debt}, form=form)


@responsible_only
@sees("claims.Reminder.pdf")
@require_safe
def reminder(request: HttpRequest, reminder_id: UUID) -> HttpResponseBase:
    """Give a letter as PDF. Who opens it has received it; a browser that only fetches ahead opens nothing."""
    refs = list(customers_of(request).values_list("pk", flat=True))
    letter = get_object_or_404(Reminder.objects.filter(sent_on__isnull=False).defer("pdf"), pk=reminder_id, customer_ref__in=refs)
    if request.method == "HEAD" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(content_type="application/pdf")
    try:
        file = open_letter(letter, timezone.now())
    except NotThere:
        raise Http404 from None
    answer = HttpResponse(file.content, content_type=file.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    answer["Cache-Control"] = "no-store"
    return answer


def _debt(document: Document, day: date) -> Debt | None:
    """Give what is open of an invoice; None when nothing is, or somebody fetches it."""
    standing = standing_of([document], day)[document.pk]
    if document.sign < 0 or standing.code not in TO_PAY:
        return None
    return debts([(document, standing)], day)[document.pk]
