"""A customer promises to pay: the claim rests until then, once, and the letter comes the day after."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.cast import NOON, make_cast
from tests.claims.unpaid import claim_of, noon, owe, pay
from vorzimmer.claims.actions.promising import promise
from vorzimmer.claims.models import Claim, Pause
from vorzimmer.claims.reading import reading
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.dunning_facts import Reason

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
MONDAY = date(2026, 9, 21)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOON - timedelta(days=90))


def test_until_the_promised_day_no_letter_goes_out(cast):
    document = owe(cast.zahn)
    claim = claim_of(document)
    kept = promise(document, date(2026, 9, 30), noon(MONDAY), by=cast.zahn_owner)
    assert (kept.claim, kept.kind, kept.since, kept.until, kept.by) == (claim, "promise", MONDAY, date(2026, 9, 30), cast.zahn_owner)
    following = reading(claim, MONDAY).next
    assert (following.step, following.on, following.because) == (Event.FRIENDLY_SENT, date(2026, 10, 1), Reason.PROMISE)


def test_the_claim_of_what_is_overdue_since_today_comes_about(cast):
    document = owe(cast.zahn)
    promise(document, date(2026, 9, 20), noon(date(2026, 9, 16)), by=cast.zahn_owner)
    assert Claim.objects.get().document == document


def test_a_second_promise_is_refused_and_nothing_changes(cast):
    document = owe(cast.zahn)
    promise(document, date(2026, 9, 22), noon(MONDAY), by=cast.zahn_owner)
    with pytest.raises(ValidationError, match="was named"):
        promise(document, date(2026, 10, 1), noon(date(2026, 9, 24)), by=cast.zahn_owner)
    assert Pause.objects.count() == 1


def test_what_is_not_due_opens_no_claim(cast):
    document = owe(cast.zahn)
    with pytest.raises(ValidationError, match="not due yet"):
        promise(document, date(2026, 9, 20), noon(date(2026, 9, 15)), by=cast.zahn_owner)
    assert not Claim.objects.exists()


def test_a_day_too_far_off_is_said_at_the_field(cast):
    document = owe(cast.zahn)
    with pytest.raises(ValidationError) as refused:
        promise(document, date(2026, 10, 6), noon(MONDAY), by=cast.zahn_owner)
    assert "too far off" in refused.value.message_dict["until"][0]
    assert not Pause.objects.exists()


def test_what_is_paid_meanwhile_needs_no_promise(cast):
    document = owe(cast.zahn)
    claim_of(document)
    pay(cast.zahn, 49980, MONDAY, document)
    with pytest.raises(ValidationError, match="paid"):
        promise(document, date(2026, 9, 25), noon(MONDAY), by=cast.zahn_owner)
