"""A customer does not agree with an invoice: he says why, and sees what becomes of it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from vorzimmer.accounts.trying import tried
from vorzimmer.billing.models import Document, DocumentState
from vorzimmer.claims.actions.cases import LONGEST, DisputeEntry, raise_dispute
from vorzimmer.claims.case_words import GROUNDS, OUTCOMES, WAYS
from vorzimmer.claims.cases import words_of
from vorzimmer.claims.forms import CentsField, ground_choices, keep_words_in
from vorzimmer.claims.models import Case
from vorzimmer.domain.cases import CaseKind, Ground, Outcome, Way
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.invoices import DocumentKind
from vorzimmer.portal.doors import customers_of, page, reader_in, responsible_only
from vorzimmer.privacy.access import sees

SHOWN = ("billing.Document.number", "billing.Document.gross", "claims.Case.ground", "claims.Case.text", "claims.Case.resolution")


class DisputeForm(forms.Form):
    """Why somebody does not agree with an invoice, and with how much of it."""

    ground = forms.ChoiceField(label=gettext_lazy("Why do you not agree?"), choices=ground_choices, widget=forms.RadioSelect)
    amount = CentsField(label=gettext_lazy("About how many euros is it?"), help_text=gettext_lazy("Blank: the whole invoice."))
    text = forms.CharField(
        label=gettext_lazy("What is wrong?"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


@responsible_only
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """Show what was said against an invoice and what became of it; and take an objection."""
    document, at = _own(request, document_id), timezone.now()
    form = DisputeForm(request.POST if request.method == "POST" else None)
    keeps_words = keep_words_in(form, "text", document.customer_ref, at)

    def deed() -> None:
        entry = DisputeEntry(way=Way.PORTAL.value, raised_on=berlin_date(at), **form.cleaned_data)
        raise_dispute(document, entry, by=reader_in(request), at=at)

    if request.method == "POST" and tried(form, deed):
        messages.success(request, _("We have got it, and look at it. You find our answer here."))
        return redirect("portal:invoice-dispute", document.pk)
    cases = list(document.cases.filter(kind=CaseKind.DISPUTE).order_by("-number"))
    is_owed = document.kind != DocumentKind.CREDIT_NOTE and document.state != DocumentState.CANCELLED
    context = {
        "document": document,
        "keeps_words": keeps_words,
        "shown": [_shown(case) for case in cases],
        "may_dispute": is_owed and not any(case.resolved_on is None for case in cases),
    }
    return page(request, "portal/invoice_dispute.html", context, form=form)


def _shown(case: Case) -> dict[str, object]:
    """Put a dispute into words. What somebody of the agency wrote down on the telephone is not what the customer wrote."""
    words = words_of(case)
    return {
        "case": case,
        "way": WAYS[Way(case.way)],
        "text": words.text if case.way == Way.PORTAL else "",
        "resolution": words.resolution,
        "ground": GROUNDS[Ground(case.ground)],
        "outcome": OUTCOMES[Outcome(case.outcome)] if case.outcome else "",
    }


def _own(request: HttpRequest, document_id: UUID) -> Document:
    """Give a document of the reader's own customers, or the page that says there is none."""
    refs = list(customers_of(request).values_list("pk", flat=True))
    return get_object_or_404(Document.objects.defer("terms", "xml", "pdf"), pk=document_id, customer_ref__in=refs)
