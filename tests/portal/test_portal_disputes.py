"""A customer does not agree with an invoice: he says it in the portal, and reads there what became of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from tests.billing.papers import issue
from tests.website.test_templates import breaches
from vorzimmer.billing.actions import book_document
from vorzimmer.claims.actions.cases import DisputeEntry, raise_dispute, resolve
from vorzimmer.claims.models import Case
from vorzimmer.domain.cases import Resolution
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.invoices import DocumentKind

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LIST = "/portal/invoices/"


def now():
    return datetime.now(UTC)


def today():
    return berlin_date(now())


def billed(customer, number="RE-2026-00501"):
    document = issue(customer, number=number, issued_on=today() - timedelta(days=10))
    book_document(document, now())
    return document


@pytest.fixture
def invoice(cast):
    return billed(cast.zahn)


def address(document):
    return reverse("portal:invoice-dispute", args=[document.pk])


def shown(answer):
    return " ".join(answer.content.decode().split())


def test_the_list_leads_to_it_and_the_page_asks_what_is_wrong(reader, invoice):
    assert f'href="{address(invoice)}"' in shown(reader.get(LIST))
    page = shown(reader.get(address(invoice)))
    assert breaches(page) == []
    for said in ("I do not agree with this invoice", "RE-2026-00501", "October 2026", "€119.00", "we send no reminders for this invoice."):
        assert said in page, said


def test_what_is_sent_is_recorded_and_its_state_is_shown(reader, cast, invoice):
    answer = reader.post(address(invoice), {"ground": "not_delivered", "amount": "19", "text": "Am 3. nahm niemand ab."}, follow=True)
    case = Case.objects.get()
    assert (case.ground, case.way, case.amount, case.text) == ("not_delivered", "portal", 1900, "Am 3. nahm niemand ab.")
    assert (case.created_by, case.owner) == (cast.zahn_owner, None)
    page = shown(answer)
    for said in ("We have got it", "being looked at", "Am 3. nahm niemand ab.", "€19.00", "It was not delivered"):
        assert said in page, said
    assert "<form method=" not in page.split("<main")[1]
    assert "Your objection" in shown(reader.get(LIST))


def test_the_answer_is_read_there_and_he_may_object_again(reader, cast, invoice):
    reader.post(address(invoice), {"ground": "amount", "amount": "", "text": ""})
    resolve(
        Case.objects.get(), Resolution(outcome="rejected", words="Die Anrufe stehen im Nachweis.", on=today()), by=cast.accountant, at=now()
    )
    page = shown(reader.get(address(invoice)))
    for said in ("not justified", "Our answer", "Die Anrufe stehen im Nachweis.", "I still do not agree"):
        assert said in page, said
    assert cast.accountant.name not in page
    assert "Our answer to your objection" in shown(reader.get(LIST))
    reader.post(address(invoice), {"ground": "other", "amount": "", "text": "Dort fehlt der 3."})
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ground": ""}, "This field is required."),
        ({"amount": "viel"}, "This is no amount."),
        ({"amount": "120"}, "The amount is more than the invoice asks for."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_recorded(reader, invoice, changes, says):
    answer = reader.post(address(invoice), {"ground": "amount", "amount": "", "text": "Bleibt stehen."} | changes)
    page = shown(answer)
    assert (answer.status_code, says in page, "Bleibt stehen." in page) == (422, True, True)
    assert not Case.objects.exists()


def test_one_objection_at_a_time_is_enough(reader, cast, invoice):
    raise_dispute(invoice, DisputeEntry(ground="amount", way="phone", raised_on=today(), text="Ist erregt."), by=cast.olga, at=now())
    page = shown(reader.get(address(invoice)))
    assert "by telephone · Case 1" in page
    assert "Ist erregt." not in page
    answer = reader.post(address(invoice), {"ground": "other", "amount": "", "text": ""})
    assert (answer.status_code, Case.objects.count()) == (422, 1)


def test_a_credit_note_asks_for_nothing(reader, cast, invoice):
    note = issue(cast.zahn, kind=DocumentKind.CREDIT_NOTE, preceding=invoice, number="GU-2026-00001", issued_on=today())
    book_document(note, now())
    assert address(note) not in shown(reader.get(LIST))
    assert "Nothing is left to object to" in shown(reader.get(address(note)))
    assert reader.post(address(note), {"ground": "amount", "amount": "", "text": ""}).status_code == 422


def test_an_invoice_of_somebody_else_is_not_found(reader, cast):
    other = billed(cast.berg, "RE-2026-00777")
    assert reader.get(address(other)).status_code == 404
    assert reader.post(address(other), {"ground": "amount", "amount": "", "text": ""}).status_code == 404
    assert not Case.objects.exists()


def test_the_list_asks_as_often_for_many_invoices_as_for_one(reader, cast, invoice, django_assert_num_queries):
    raise_dispute(invoice, DisputeEntry(ground="amount", way="phone", raised_on=today()), by=cast.olga, at=now())
    reader.get(LIST)
    with django_assert_num_queries(12):
        reader.get(LIST)
    for number in range(2, 8):
        document = billed(cast.zahn, f"RE-2026-0060{number}")
        raise_dispute(document, DisputeEntry(ground="amount", way="phone", raised_on=today()), by=cast.olga, at=now())
    with django_assert_num_queries(12):
        reader.get(LIST)
