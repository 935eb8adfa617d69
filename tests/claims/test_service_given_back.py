"""What is in default by the books, and that the service comes back when it is paid or when nobody could be told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.arrears import owe
from tests.billing.papers import collect
from tests.cast import NOON, make_cast
from vorzimmer.billing.actions import Payment, book_payment
from vorzimmer.billing.models import Document
from vorzimmer.claims.actions.service import give_service_back
from vorzimmer.claims.arrears import arrears_of
from vorzimmer.claims.models import Claim, Pause
from vorzimmer.customers.actions.service import announce_step
from vorzimmer.customers.models import Customer, ServiceStep
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.service_ladder import Arrears
from vorzimmer.domain.service_rules import Step

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
TODAY = berlin_date(NOON)  # 20 November 2026
AUGUST = date(2026, 8, 3)
"""Invoices of that day are due on the 17th, and in default since 17 September: 30 days later and a day (§286(3) BGB)."""
SINCE = date(2026, 9, 17)


@pytest.fixture
def berg():
    cast = make_cast()
    Customer.objects.update(email="rechnung@berg.example")
    cast.berg.refresh_from_db()
    return cast.berg


def pay(customer, cents):
    book_payment(Payment(customer_ref=customer.pk, customer_number=customer.number, cents=cents, value_on=TODAY), NOON)


def announce(customer, step, at=NOON):
    return announce_step(customer, step, None, at, by=None, arrears=arrears_of(customer, berlin_date(at)))


def test_two_invoices_that_are_overdue_are_in_default_after_30_days(berg):
    owe(berg, issued_on=AUGUST, at=NOON)
    assert arrears_of(berg, TODAY) == Arrears(cents=23_800, invoices=2, since=SINCE)


def test_what_is_only_overdue_is_not_in_default(berg):
    owe(berg, issued_on=AUGUST, at=NOON)
    assert arrears_of(berg, date(2026, 9, 16)) == Arrears()


def test_what_is_disputed_counts_neither_as_an_invoice_nor_as_an_amount(berg):
    owe(berg, issued_on=AUGUST, at=NOON)
    Pause.objects.create(claim=Claim.objects.first(), kind="dispute", since=date(2026, 11, 1), at=NOON)
    found = arrears_of(berg, TODAY)
    assert found == Arrears(cents=23_800, disputed=11_900, invoices=1, since=SINCE)
    assert found.counting == 11_900
    assert arrears_of(berg, date(2026, 10, 31)).disputed == 0  # it was raised later


def test_a_dispute_that_is_resolved_takes_nothing_off(berg):
    owe(berg, issued_on=AUGUST, at=NOON)
    Pause.objects.create(claim=Claim.objects.first(), kind="dispute", since=date(2026, 11, 1), ended_on=TODAY, at=NOON)
    assert arrears_of(berg, TODAY) == Arrears(cents=23_800, invoices=2, since=SINCE)


def test_a_dispute_about_all_that_is_owed_leaves_nothing_that_counts(berg):
    owe(berg, issued_on=AUGUST, at=NOON)
    for claim in Claim.objects.all():
        Pause.objects.create(claim=claim, kind="dispute", since=date(2026, 11, 1), at=NOON)
    assert arrears_of(berg, TODAY) == Arrears(cents=23_800, disputed=23_800)


def test_what_was_paid_and_what_lies_to_his_credit_is_taken_off(berg):
    owe(berg, issued_on=AUGUST, at=NOON)
    pay(berg, 11_900)
    assert arrears_of(berg, TODAY) == Arrears(cents=11_900, invoices=1, since=SINCE)
    pay(berg, 20_000)
    assert arrears_of(berg, TODAY) == Arrears()


def test_what_is_fetched_by_direct_debit_is_not_in_default(berg):
    owe(berg, issued_on=AUGUST, at=NOON, nets=(10_000,))
    document = Document.objects.get()
    collect(document, state="planned")
    assert arrears_of(berg, TODAY) == Arrears()


def test_the_debts_of_others_are_theirs(berg):
    owe(Customer.objects.get(number="K-1001"), issued_on=AUGUST, at=NOON)
    assert arrears_of(berg, TODAY) == Arrears()


def test_who_pays_before_the_day_never_comes_to_feel_the_step(berg):
    owe(berg, issued_on=AUGUST, at=NOON)
    announce(berg, Step.WARNED)
    line = announce(berg, Step.NO_SMS)
    assert give_service_back(NOON + timedelta(days=1)) == 0
    pay(berg, 23_800)
    assert give_service_back(NOON + timedelta(days=2)) == 1
    berg.refresh_from_db()
    assert berg.service_on(line.from_on) is Step.FULL
    assert OutboxMessage.objects.get(key=ServiceStep.objects.latest("id").key).subject == "Sie haben wieder unseren vollen Service"


@pytest.mark.parametrize(("state", "lifted"), [("dead", 1), ("cancelled", 1), ("waiting", 0), ("leased", 0), ("sent", 0)])
def test_a_letter_that_came_back_tells_nobody_anything(berg, state, lifted):
    owe(berg, issued_on=AUGUST, at=NOON)
    announce(berg, Step.WARNED)
    OutboxMessage.objects.update(state=state)
    assert give_service_back(NOON) == lifted


def test_other_arrears_may_be_asked_for(berg):
    owe(berg, issued_on=AUGUST, at=NOON)
    announce(berg, Step.WARNED)
    disputed = Arrears(cents=23_800, disputed=23_800, since=AUGUST)
    assert give_service_back(NOON, arrears=lambda _customer, _day: disputed) == 1
    assert ServiceStep.objects.latest("id").reason == "disputed"


def test_the_books_decide_whether_a_step_may_be_announced(berg):
    owe(berg, issued_on=AUGUST, at=NOON, nets=(5_000,))
    announce(berg, Step.WARNED)
    with pytest.raises(ValidationError, match="59,50"):
        announce(berg, Step.NO_SMS)


@pytest.mark.parametrize("number", [1, 5])
def test_reading_takes_the_same_number_of_questions_for_any_number_of_invoices(berg, django_assert_num_queries, number):
    owe(berg, issued_on=AUGUST, at=NOON, nets=(100,) * number)
    with django_assert_num_queries(16):
        arrears_of(berg, TODAY)
