"""The sheet for the payment order: what is claimed from when on, what it costs, and how it is typed off."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from tests.billing.papers import collect
from tests.cast import NOON, make_cast
from tests.claims.given import decided
from tests.claims.unpaid import pay
from vorzimmer.billing.models import Issuer
from vorzimmer.claims import policy
from vorzimmer.claims.court_sheet import Entered, entered_before, fee_of, parts_of, sheet_of
from vorzimmer.claims.models import Practice
from vorzimmer.claims.reading import reading
from vorzimmer.domain.payment_orders import AccruedInterest, Ancillary, AncillaryKind, LegalForm, RunningInterest, gaps

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
DAY = date(2026, 12, 4)
COMPLETE = Entered(
    applicant_form=LegalForm.GMBH,
    applicant_role="Geschäftsführerin",
    applicant_acts="Vera Vorn",
    debtor_form=LegalForm.PERSON,
    debtor_name="Zahn",
    debtor_first_name="Zora",
    town="Hannover",
    is_performed=True,
    trial_on_objection=True,
)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOON - timedelta(days=90))


def test_the_open_principal_bears_interest_from_the_first_day_of_default(cast):
    made = sheet_of(reading(decided(cast.zahn), DAY), COMPLETE)
    assert made.claim.cents == 49980
    assert made.running == RunningInterest(from_on=date(2026, 9, 26), points=900, cents=49980)
    assert made.accrued == ()
    assert made.ancillary == (Ancillary(kind=AncillaryKind.LUMP_SUM, cents=4000),)
    assert made.total == 49980 + 4000


def test_what_was_paid_meanwhile_has_its_interest_computed_and_the_rest_runs_on(cast):
    claim = decided(cast.zahn)
    pay(cast.zahn, 10000, date(2026, 11, 5), claim.document)
    made = sheet_of(reading(claim, DAY), COMPLETE)
    # 499.80 € at 10.52 % for the 40 days from 26 September to 4 November: 499.80 * 0.1052 * 40 / 365 = 5.76
    assert made.accrued == (AccruedInterest(first=date(2026, 9, 26), last=date(2026, 11, 4), cents=576),)
    assert made.running == RunningInterest(from_on=date(2026, 11, 5), points=900, cents=39980)
    assert made.total == 39980 + 576 + 4000


def test_a_consumer_owes_five_points_and_no_lump_sum(cast):
    claim = decided(cast.zahn)
    claim.is_consumer = True
    claim.save()
    made = sheet_of(reading(claim, DAY), COMPLETE)
    assert made.running.points == 500
    assert made.ancillary == ()


def test_the_fee_is_half_a_fee_and_at_least_the_minimum(cast):
    found = reading(decided(cast.zahn), DAY)
    assert (fee_of(sheet_of(found, COMPLETE), DAY).cents, fee_of(sheet_of(found, COMPLETE), DAY).is_minimum) == (3800, True)
    large = reading(decided(cast.zahn, number="RE-2026-06666", net=300000), DAY)
    # 3570 € of principal: 40 + 3 * 21 + 2 * 22.50 = 148 € a full fee, 74 € half of it
    assert fee_of(sheet_of(large, COMPLETE), DAY).cents == 7400


def test_a_settled_claim_costs_nothing_and_lacks_its_amount(cast):
    claim = decided(cast.zahn)
    pay(cast.zahn, 49980, DAY, claim.document)
    made = sheet_of(reading(claim, DAY), COMPLETE)
    assert fee_of(made, DAY) is None
    assert "not_positive" in {gap.problem.value for gap in gaps(made, DAY, policy.numbers())}


def test_the_settings_say_what_they_know(cast):
    Practice.objects.create(legal_form="gmbh", represented_by="Vera Vorn", land="BB")
    before = entered_before(reading(decided(cast.zahn), DAY))
    assert (before.applicant_form, before.applicant_acts, before.court.name) == (LegalForm.GMBH, "Vera Vorn", "Amtsgericht Wedding")
    Practice.objects.update(legal_form="eine GmbH", land="NW")
    before = entered_before(reading(decided(cast.zahn, number="RE-2026-06667"), DAY))
    assert (before.applicant_form, before.court) == (None, None)  # in North Rhine-Westphalia it depends on the district


def test_a_returned_debit_does_not_bring_an_account_into_the_sheet(cast):
    claim = decided(cast.zahn)
    debit = collect(claim.document, state="returned")
    Issuer.objects.update(iban="DE89370400440532013000")
    said = [value for part in parts_of(sheet_of(reading(claim, DAY), COMPLETE)) for _name, value in part.rows]
    assert debit.mandate.iban not in said


def test_it_is_typed_off_as_the_courts_want_it(cast):
    parts = {part.place.value: dict(part.rows) for part in parts_of(sheet_of(reading(decided(cast.zahn), DAY), COMPLETE))}
    assert list(parts) == ["applicant", "debtor", "claim", "interest", "ancillary", "declarations", "litigation"]
    assert parts["debtor"]["first name"] == "Zora"
    assert parts["interest"] == {"percentage points above the base rate": "9", "interest from": "26.09.2026", "interest on": "499,80"}
    assert parts["litigation"] == {"court for the trial": "Amtsgericht Hannover"}
