"""What is in default by the books, and that the service comes back when it is paid or when nobody could be told."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.arrears import owe
from tests.billing.papers import collect, issue
from tests.cast import NOON, make_cast
from vorzimmer.billing.actions import Payment, book_document, book_payment
from vorzimmer.billing.actions.service import give_service_back
from vorzimmer.billing.arrears import arrears_of
from vorzimmer.customers.actions.service import announce_step
from vorzimmer.customers.models import Customer, ServiceStep
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.service_ladder import Arrears
from vorzimmer.domain.service_rules import Step

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
TODAY = berlin_date(NOON)  # 20 November 2026
OCTOBER = date(2026, 10, 1)
"""Invoices of that day are due on the 15th."""


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


def test_two_invoices_that_are_overdue_are_in_default_since_they_were_due(berg):
    owe(berg, issued_on=OCTOBER, at=NOON)
    assert arrears_of(berg, TODAY) == Arrears(cents=23_800, invoices=2, since=date(2026, 10, 15))


def test_on_the_due_day_itself_nothing_is_in_default(berg):
    owe(berg, issued_on=OCTOBER, at=NOON)
    assert arrears_of(berg, date(2026, 10, 15)) == Arrears()


def test_what_was_paid_and_what_lies_to_his_credit_is_taken_off(berg):
    owe(berg, issued_on=OCTOBER, at=NOON)
    pay(berg, 11_900)
    assert arrears_of(berg, TODAY) == Arrears(cents=11_900, invoices=1, since=date(2026, 10, 15))
    pay(berg, 20_000)
    assert arrears_of(berg, TODAY) == Arrears()


def test_what_is_fetched_by_direct_debit_is_not_in_default(berg):
    document = issue(berg, issued_on=OCTOBER)
    book_document(document, NOON)
    collect(document, state="planned")
    assert arrears_of(berg, TODAY) == Arrears()


def test_the_debts_of_others_are_theirs(berg):
    owe(Customer.objects.get(number="K-1001"), issued_on=OCTOBER, at=NOON)
    assert arrears_of(berg, TODAY) == Arrears()


def test_who_pays_before_the_day_never_comes_to_feel_the_step(berg):
    owe(berg, issued_on=OCTOBER, at=NOON)
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
    owe(berg, issued_on=OCTOBER, at=NOON)
    announce(berg, Step.WARNED)
    OutboxMessage.objects.update(state=state)
    assert give_service_back(NOON) == lifted


def test_other_arrears_may_be_asked_for(berg):
    owe(berg, issued_on=OCTOBER, at=NOON)
    announce(berg, Step.WARNED)
    disputed = Arrears(cents=23_800, disputed=23_800, since=OCTOBER)
    assert give_service_back(NOON, arrears=lambda _customer, _day: disputed) == 1
    assert ServiceStep.objects.latest("id").reason == "disputed"


def test_the_books_decide_whether_a_step_may_be_announced(berg):
    owe(berg, issued_on=OCTOBER, at=NOON, nets=(5_000,))
    announce(berg, Step.WARNED)
    with pytest.raises(ValidationError, match="59,50"):
        announce(berg, Step.NO_SMS)


def test_reading_takes_the_same_number_of_questions_for_any_number_of_invoices(berg, django_assert_num_queries):
    owe(berg, issued_on=OCTOBER, at=NOON, nets=(100,) * 5)
    with django_assert_num_queries(2):
        arrears_of(berg, TODAY)
