"""A customer objects to an invoice on the telephone: the operator records it with two keys, while the call goes on.

The operator sees numbers and months of invoices, no amounts.
"""

import json
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from vorzimmer.accounts.access import role_required
from vorzimmer.accounts.models import User
from vorzimmer.accounts.trying import tried
from vorzimmer.billing.models import Document
from vorzimmer.claims.actions.cases import LONGEST, DisputeEntry, raise_dispute
from vorzimmer.claims.cases import disputable, disputes_of
from vorzimmer.claims.forms import ground_choices, keep_words_in
from vorzimmer.customers.models import Customer
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.cases import Ground, Way
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.access import sees
from vorzimmer.privacy.journal import JOURNAL

operators_only = role_required(Role.OPERATOR)
SHOWN = ("claims.Case.ground", "claims.Case.text", "billing.Document.number", "billing.Document.first")
MOST_KEYS = 9
GROUND_KEYS = {
    Ground.AMOUNT: pgettext_lazy("key for 'the amount is wrong'", "a"),
    Ground.NOT_ORDERED: pgettext_lazy("key for 'it was not ordered'", "o"),
    Ground.NOT_DELIVERED: pgettext_lazy("key for 'it was not delivered'", "d"),
    Ground.WRONG_TARIFF: pgettext_lazy("key for 'the tariff is wrong'", "t"),
    Ground.ALREADY_PAID: pgettext_lazy("key for 'it is paid already'", "p"),
    Ground.WRONG_RECIPIENT: pgettext_lazy("key for 'it is for somebody else'", "s"),
    Ground.OTHER: pgettext_lazy("key for 'another reason'", "r"),
}


class DisputeForm(forms.Form):
    """Which invoice, why, and what was said."""

    document = forms.ChoiceField(error_messages={"required": gettext_lazy("Choose the invoice that the caller means.")})
    ground = forms.ChoiceField(choices=ground_choices, error_messages={"required": gettext_lazy("Choose why the caller does not agree.")})
    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, *, documents: list[Document]) -> None:
        super().__init__(data, auto_id="dispute_%s")
        field: Any = self.fields["document"]
        field.choices = [(str(document.pk), document.number) for document in documents]


@operators_only
@sees(*SHOWN)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute(request: HttpRequest, customer_id: UUID) -> HttpResponseBase:
    """Show the invoices that can be meant, and record the dispute: as a dialog at the desk, else as a page."""
    operator, at = _operator(request), timezone.now()
    customer, today = _customer(operator, customer_id), berlin_date(timezone.now())
    found = disputable(customer, today)
    standing = disputes_of(document.pk for document in found)
    taken = {pk for pk, case in standing.items() if case.resolved_on is None}
    open_to_it = [document for document in found if document.pk not in taken]
    form = DisputeForm(request.POST if request.method == "POST" else None, documents=open_to_it)
    keeps_words = keep_words_in(form, "text", customer.pk, at)

    def deed() -> None:
        data = form.cleaned_data
        document = next(each for each in open_to_it if str(each.pk) == data["document"])
        entry = DisputeEntry(ground=data["ground"], way=Way.PHONE.value, raised_on=today, text=data.get("text", ""))
        raise_dispute(document, entry, by=operator, at=at)

    is_dialog = bool(request.headers.get("HX-Request"))
    if request.method == "POST" and tried(form, deed):
        said = _("Recorded. The office takes care of it.")
        return _closed(said) if is_dialog else _back(request, customer, said)
    chosen = str(form["document"].value() or (open_to_it[0].pk if open_to_it else ""))
    context = {
        "customer": customer,
        "form": form,
        "keeps_words": keeps_words,
        "invoices": _keyed(found, taken, chosen),
        "grounds": [(code.value, name, GROUND_KEYS[code]) for code, name in ((Ground(value), name) for value, name in ground_choices())],
        "can_record": bool(open_to_it),
        "address": request.path,
        "is_dialog": is_dialog,
    }
    template = "desk/dispute_dialog.html" if is_dialog else "desk/dispute.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _keyed(found: list[Document], taken: set[UUID], chosen: str) -> list[dict[str, Any]]:
    """Give each invoice that can be chosen a digit, as far as there are some."""
    rows, digit = [], 0
    for document in found:
        is_free = document.pk not in taken
        digit += is_free
        key = str(digit) if is_free and digit <= MOST_KEYS else ""
        rows.append({"document": document, "is_free": is_free, "key": key, "chosen": str(document.pk) == chosen})
    return rows


def _closed(said: str) -> HttpResponse:
    """Take the dialog away, and say what was done at the edge of the screen."""
    answer = HttpResponse("")
    answer["HX-Trigger"] = json.dumps({"toast": {"text": said, "tone": ""}})
    return answer


def _back(request: HttpRequest, customer: Customer, said: str) -> HttpResponseBase:
    messages.success(request, said)
    return redirect("office:customer", customer.pk)


def _customer(operator: User, customer_id: UUID) -> Customer:
    """Give a customer of the operator's teams; one who is bound to secrecy only to whom has signed the undertaking."""
    customer = Customer.objects.of(operator).filter(pk=customer_id).first()
    if customer is None or (customer.secrecy and not operator.secrecy_signed_on):
        raise Http404
    JOURNAL.note(operator, customer.pk, table="customers.Customer", record=customer.pk, place=Place.DISPUTE, at=timezone.now())
    return customer


def _operator(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only a view behind a door has a user")
    return request.user
