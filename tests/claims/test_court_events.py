"""What happens at the court is entered in the order in which the law lets it happen, and within its terms."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.cast import NOON, make_cast
from tests.claims.given import decided, known_issuer
from tests.claims.unpaid import claim_of, confirm_rates, noon, owe
from vorzimmer.claims.actions.court import possible_now, record_court_event
from vorzimmer.claims.reading import reading
from vorzimmer.domain.dunning import Event, Stage

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
E = Event
LATER = noon(date(2027, 12, 1))


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOON - timedelta(days=90))


def enter(claim, by, *events):
    for event, on in events:
        record_court_event(claim, event, on, at=LATER, by=by, reference=" 26-1234567-0-1 ")
    claim.refresh_from_db()
    return claim


def test_from_the_application_to_the_enforcement(cast):
    claim = enter(
        decided(cast.zahn),
        cast.owner,
        (E.ORDER_APPLIED, date(2026, 12, 1)),
        (E.ORDER_SERVED, date(2026, 12, 10)),
        (E.ENFORCEMENT_APPLIED, date(2026, 12, 28)),
        (E.ENFORCEMENT_ISSUED, date(2027, 1, 8)),
        (E.ENFORCEMENT_SERVED, date(2027, 1, 14)),
        (E.ENFORCEMENT_STARTED, date(2027, 2, 1)),
    )
    assert claim.stage == Stage.ENFORCING
    assert claim.events.get(kind=E.ORDER_APPLIED).reference == "26-1234567-0-1"


def test_the_deadlines_follow_from_the_service(cast):
    claim = enter(decided(cast.zahn), cast.owner, (E.ORDER_APPLIED, date(2026, 12, 1)), (E.ORDER_SERVED, date(2026, 12, 10)))
    found = reading(claim, date(2026, 12, 11)).deadlines
    # two weeks end on Christmas Eve, which is a working day; six months end on the same day of June
    assert (found.objection_until, found.enforcement_from, found.enforcement_until) == (
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2027, 6, 10),
    )


def test_what_cannot_have_happened_is_refused(cast):
    claim = decided(cast.zahn)
    with pytest.raises(ValidationError, match="cannot have happened"):
        enter(claim, cast.owner, (E.ORDER_SERVED, date(2026, 12, 1)))
    enter(claim, cast.owner, (E.ORDER_APPLIED, date(2026, 12, 1)))
    with pytest.raises(ValidationError, match="cannot have happened"):
        enter(claim, cast.owner, (E.ORDER_SERVED, date(2026, 11, 30)))
    with pytest.raises(ValidationError, match="future"):
        record_court_event(claim, E.ORDER_SERVED, date(2026, 12, 3), at=noon(date(2026, 12, 2)), by=cast.owner)
    with pytest.raises(ValidationError, match="choose what happened"):
        enter(claim, cast.owner, (E.FIRST_SENT, date(2026, 12, 2)))


def test_without_default_there_is_no_payment_order(cast):
    known_issuer()
    confirm_rates()
    claim = claim_of(owe(cast.zahn))
    with pytest.raises(ValidationError, match="not in default"):
        enter(claim, cast.owner, (E.ORDER_APPLIED, date(2026, 9, 17)))


@pytest.mark.parametrize(("on", "words"), [(date(2026, 12, 24), "Until 24 December 2026"), (date(2027, 6, 11), "lapsed on 10 June 2027")])
def test_the_enforcement_order_has_its_term(cast, on, words):
    claim = enter(decided(cast.zahn), cast.owner, (E.ORDER_APPLIED, date(2026, 12, 1)), (E.ORDER_SERVED, date(2026, 12, 10)))
    with pytest.raises(ValidationError, match=words):
        enter(claim, cast.owner, (E.ENFORCEMENT_APPLIED, on))


def test_only_what_can_come_next_is_offered(cast):
    claim = decided(cast.zahn)
    assert possible_now(claim) == (E.ORDER_APPLIED, E.JUDGMENT)
    enter(claim, cast.owner, (E.ORDER_APPLIED, date(2026, 12, 1)))
    assert possible_now(claim) == (E.ORDER_SERVED, E.ORDER_WITHDRAWN)
