"""Claims follow the account: opened when overdue, settled when paid, opened again when the money goes back; and how they are read."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from tests.billing.papers import collect
from tests.cast import NOON, make_cast
from tests.claims.unpaid import DUE, ISSUED, claim_of, confirm_rates, noon, owe, pay, remind
from vorzimmer.billing.actions import Deed, undo_allocation, write_off
from vorzimmer.billing.models import AccountEntry, Allocation
from vorzimmer.claims.actions.cases import DisputeEntry, raise_dispute
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.models import Claim, Pause
from vorzimmer.claims.reading import reading, readings
from vorzimmer.domain.default import GroundCode
from vorzimmer.domain.dunning import Event, Stage
from vorzimmer.domain.dunning_facts import Reason
from vorzimmer.domain.dunning_pauses import PauseKind

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def zahn(db):
    return make_cast(NOON - timedelta(days=90)).zahn


def test_a_claim_is_opened_the_day_after_the_due_day_and_once(zahn):
    document = owe(zahn)
    assert follow(noon(DUE)) == 0
    assert follow(noon(DUE + timedelta(days=1))) == 1
    assert follow(noon(DUE + timedelta(days=1))) == 0
    claim = Claim.objects.get()
    assert (claim.document, claim.stage, claim.opened_on, claim.land) == (document, "open", date(2026, 9, 16), zahn.land)


def test_what_is_collected_by_direct_debit_is_no_claim_until_it_comes_back(zahn):
    document = owe(zahn)
    collection = collect(document, due_on=DUE, state="planned")
    assert follow(noon(date(2026, 9, 20))) == 0
    collection.state, collection.returned_on, collection.return_code = "returned", date(2026, 9, 21), "AM04"
    collection.save()
    assert follow(noon(date(2026, 9, 22))) == 1


def test_the_friendly_reminder_comes_three_days_after_the_due_day(zahn):
    found = reading(claim_of(owe(zahn)), date(2026, 9, 16))
    assert (found.next.step, found.next.on, found.next.because) == (Event.FRIENDLY_SENT, date(2026, 9, 18), Reason.PLANNED)
    assert (found.open, found.interest_cents, found.lump_sum.cents) == (49980, 0, 0)


def test_a_payment_settles_the_claim_with_its_value_date(zahn):
    document = owe(zahn)
    claim = claim_of(document)
    pay(zahn, 49980, date(2026, 9, 21), document)
    assert follow(noon(date(2026, 9, 23))) == 1
    claim.refresh_from_db()
    assert (claim.stage, claim.closed_on) == (Stage.SETTLED, date(2026, 9, 21))
    assert follow(noon(date(2026, 9, 24))) == 0


def test_a_rest_of_a_cent_is_no_claim_for_ever(zahn):
    document = owe(zahn)
    claim = claim_of(document)
    pay(zahn, 49979, date(2026, 9, 21), document)
    follow(noon(date(2026, 9, 21)))
    claim.refresh_from_db()
    assert claim.stage == Stage.SETTLED


def test_what_is_written_off_ends_the_claim_and_says_so(zahn):
    document = owe(zahn)
    claim = claim_of(document)
    entry = AccountEntry.objects.get(document=document)
    write_off(entry, Deed(cents=49980, value_on=date(2026, 9, 21), reason="uncollectable"), noon(date(2026, 9, 21)), by=None)
    follow(noon(date(2026, 9, 21)))
    claim.refresh_from_db()
    assert claim.stage == Stage.WRITTEN_OFF


def test_a_payment_that_is_undone_opens_the_claim_again_where_it_stood(zahn):
    document = owe(zahn)
    claim = claim_of(document)
    remind(claim, "friendly_sent", date(2026, 9, 18))
    pay(zahn, 49980, date(2026, 9, 21), document)
    follow(noon(date(2026, 9, 21)))
    undo_allocation(Allocation.objects.get(), noon(date(2026, 9, 23)))
    assert follow(noon(date(2026, 9, 23))) == 1
    claim.refresh_from_db()
    assert (claim.stage, claim.closed_on) == (Stage.FRIENDLY, None)


def test_what_is_disputed_before_it_is_a_claim_rests_from_its_first_day(zahn):
    document = owe(zahn)
    raise_dispute(document, DisputeEntry(ground="amount", way="phone", raised_on=date(2026, 9, 10)), by=None, at=noon(date(2026, 9, 10)))
    claim = claim_of(document)
    assert [(pause.kind, pause.since) for pause in claim.pauses.all()] == [("dispute", date(2026, 9, 16))]
    assert reading(claim, date(2026, 9, 20)).pause.kind is PauseKind.DISPUTE


def test_what_is_disputed_while_it_is_settled_rests_when_the_payment_is_undone(zahn):
    document = owe(zahn)
    claim = claim_of(document)
    pay(zahn, document.gross, date(2026, 9, 20), document)
    follow(noon(date(2026, 9, 20)))
    raise_dispute(document, DisputeEntry(ground="amount", way="phone", raised_on=date(2026, 9, 21)), by=None, at=noon(date(2026, 9, 21)))
    assert not claim.pauses.exists()
    undo_allocation(Allocation.objects.get(), noon(date(2026, 9, 22)))
    follow(noon(date(2026, 9, 22)))
    assert [(pause.kind, pause.since) for pause in claim.pauses.all()] == [("dispute", date(2026, 9, 22))]


def test_a_reminder_puts_the_customer_in_default_and_interest_runs_by_the_day(zahn):
    confirm_rates()
    document = owe(zahn)
    claim = claim_of(document)
    remind(claim, "first_sent", date(2026, 9, 25), received=date(2026, 9, 25))
    found = reading(claim, date(2026, 10, 25))
    # 499.80 € from 26 September to 25 October, 30 days, at 1.52 + 9 points: 499.80 * 0.1052 * 30 / 365 = 4.32
    assert (found.default_since, found.default.because) == (date(2026, 9, 26), GroundCode.REMINDER)
    assert (found.interest_cents, found.lump_sum.cents, found.total) == (432, 4000, 54412)


def test_a_part_payment_lowers_the_principal_from_its_value_date(zahn):
    confirm_rates()
    document = owe(zahn)
    claim = claim_of(document)
    remind(claim, "first_sent", date(2026, 9, 25))
    pay(zahn, 29980, date(2026, 10, 6), document)
    found = reading(claim, date(2026, 10, 25))
    assert [(s.first, s.last, s.cents, s.amount) for s in found.interest.sections] == [
        (date(2026, 9, 26), date(2026, 10, 5), 49980, 144),
        (date(2026, 10, 6), date(2026, 10, 25), 20000, 115),
    ]


def test_without_a_confirmed_base_rate_no_interest_is_said_and_the_reading_says_why(zahn):
    claim = claim_of(owe(zahn))
    remind(claim, "first_sent", date(2026, 9, 25))
    found = reading(claim, date(2026, 10, 25))
    assert found.interest is None
    assert [rate.from_on for rate in found.rate_problem.rates] == [date(2026, 7, 1)]


def test_a_pause_stops_the_letter_and_is_over_when_it_is_ended(zahn):
    claim = claim_of(owe(zahn))
    pause = Pause.objects.create(claim=claim, kind="dispute", since=date(2026, 9, 16), at=noon(ISSUED))
    assert reading(claim, date(2026, 9, 18)).next.because is Reason.DISPUTE
    pause.ended_on = date(2026, 9, 17)
    pause.save()
    assert reading(claim, date(2026, 9, 18)).next.is_due(date(2026, 9, 18))


def test_what_the_table_does_not_list_is_refused_and_nothing_is_written(zahn):
    claim = claim_of(owe(zahn))
    with pytest.raises(ValidationError, match="cannot have happened"):
        record(claim, Event.ENFORCEMENT_STARTED, date(2026, 9, 16), noon(date(2026, 9, 16)))
    with pytest.raises(ValidationError, match="future"):
        record(claim, Event.FRIENDLY_SENT, date(2026, 9, 19), noon(date(2026, 9, 18)))
    assert not claim.events.exists()


def test_many_claims_are_read_with_as_many_queries_as_one(zahn):
    confirm_rates()
    claim_of(owe(zahn))
    with CaptureQueriesContext(connection) as few:
        readings(Claim.objects.all(), date(2026, 10, 1))
    for _ in range(4):
        owe(zahn)
    follow(noon(date(2026, 9, 20)))
    with CaptureQueriesContext(connection) as many:
        assert len(readings(Claim.objects.all(), date(2026, 10, 1))) == 5
    assert len(many) == len(few)
