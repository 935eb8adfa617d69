"""Interest and lump sum on the account: what is booked, what is not booked again, and what a plan of instalments makes of a payment."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.cast import NOON, make_cast
from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, pay, remind
from vorzimmer.billing.actions import reverse
from vorzimmer.billing.models import AccountEntry
from vorzimmer.claims.actions.costs import book_costs
from vorzimmer.claims.actions.deciding import give_up
from vorzimmer.claims.actions.pausing import agree_plan
from vorzimmer.claims.models import ConfirmedRate
from vorzimmer.claims.plans import plans_of
from vorzimmer.claims.reading import reading
from vorzimmer.domain.instalments import Instalment, Plan, PlanCode

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
BOOKED_ON = date(2026, 10, 31)
LATER = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def zahn(db):
    return make_cast(NOON - timedelta(days=90)).zahn


@pytest.fixture
def claim(zahn):
    """499.80 € of a business, in default since 7 October 2026: 14.41 cents of interest a day."""
    confirm_rates()
    claim = claim_of(owe(zahn))
    remind(claim, "first_sent", date(2026, 10, 6))
    return claim


def fees():
    return list(AccountEntry.objects.filter(kind="fee", reverses=None).order_by("booked_at", "-amount").values_list("amount", flat=True))


def test_later_only_what_has_grown_since_is_booked(claim):
    book_costs(claim, noon(BOOKED_ON), by=None)
    assert fees() == [4000, 360]  # 25 days
    book_costs(claim, noon(LATER), by=None)
    assert fees() == [4000, 360, 432]  # 55 days are 7.92 €
    with pytest.raises(ValidationError, match="nothing to book"):
        book_costs(claim, noon(LATER), by=None)


def test_what_was_taken_back_can_be_booked_again(claim):
    for entry in book_costs(claim, noon(BOOKED_ON), by=None):
        reverse(entry, "Irrtum", noon(BOOKED_ON), by=None)
    assert [entry.amount for entry in book_costs(claim, noon(BOOKED_ON), by=None)] == [360, 4000]


def test_costs_are_due_at_once_beside_the_invoice_and_in_the_language_of_the_customer(claim):
    interest, lump_sum = book_costs(claim, noon(BOOKED_ON), by=None)
    assert (interest.document_id, interest.due_on, interest.reference) == (claim.document_id, BOOKED_ON, claim.document.number)
    assert interest.reason == "Verzugszinsen bis 31. Oktober 2026 (§ 288 BGB)"
    assert lump_sum.reason == "Verzugspauschale (§ 288 Abs. 5 BGB)"


def test_without_a_confirmed_base_rate_nothing_is_booked(claim):
    ConfirmedRate.objects.all().delete()
    with pytest.raises(ValidationError, match="not confirmed"):
        book_costs(claim, noon(BOOKED_ON), by=None)
    assert fees() == []


def test_who_gives_the_invoice_up_does_not_give_up_what_was_booked(claim):
    book_costs(claim, noon(BOOKED_ON), by=None)
    give_up(claim, "zu teuer", noon(LATER), by=None)
    claim.refresh_from_db()
    assert claim.stage == "written_off"
    assert not AccountEntry.objects.filter(kind="write_off", document=None).exists()
    assert fees() == [4000, 360]


def test_a_payment_counts_on_the_plan_and_a_missing_instalment_breaks_it(zahn, claim):
    plan = Plan(instalments=(Instalment(due_on=date(2026, 11, 2), cents=20000), Instalment(due_on=date(2026, 12, 1), cents=29980)))
    agree_plan(claim, plan, noon(BOOKED_ON), by=None)

    def standing(day):
        return plans_of([reading(claim, day)])[claim.pk].standing

    assert standing(date(2026, 11, 2)).code is PlanCode.KEPT
    assert (standing(date(2026, 11, 4)).code, standing(date(2026, 11, 4)).late) == (PlanCode.MISSED, 20000)
    assert standing(date(2026, 11, 20)).code is PlanCode.BROKEN
    pay(zahn, 20000, date(2026, 11, 20), claim.document)
    assert standing(date(2026, 11, 21)).code is PlanCode.KEPT
