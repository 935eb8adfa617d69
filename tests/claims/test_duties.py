"""Whoever was given a claim is told within a day what became of it, through the one door, and it ends with proof only."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from tests.cast import NOON, make_cast
from tests.claims.given import DAY, bureau, bureau_claim, collector, decide, decided, give, opened, weigh
from tests.claims.unpaid import noon, pay
from vorzimmer.billing.actions import Deed, undo_allocation, write_off
from vorzimmer.billing.models import AccountEntry, Allocation
from vorzimmer.claims.actions.cases import DisputeEntry, raise_dispute
from vorzimmer.claims.actions.court import record_court_event
from vorzimmer.claims.actions.duties import close_duty, make_report, open_duties
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.actions.handing import withdraw
from vorzimmer.claims.models import Case, Duty, HandOver, Pause
from vorzimmer.domain.dunning import Event
from vorzimmer.privacy.actions import deactivate_recipient
from vorzimmer.privacy.models import Disclosure

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NEXT = DAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOON - timedelta(days=90))


@pytest.fixture
def given(cast):
    """A claim over 499.80 € that a collector got on 4 December."""
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    return give(claim, recipient, cast.owner)


def duties():
    return [(duty.kind, duty.cents, duty.arose_on, duty.due_on) for duty in Duty.objects.order_by("made_at", "pk")]


def test_what_is_paid_must_be_told_by_the_end_of_the_next_day_and_once(cast, given):
    assert follow(noon(DAY)) == 0
    assert duties() == []
    pay(cast.zahn, 49980, NEXT, given.claim.document)
    follow(noon(NEXT))
    follow(noon(NEXT))
    assert duties() == [("settled", 0, date(2026, 12, 5), date(2026, 12, 6))]


def test_a_part_payment_is_told_with_what_is_open_now_and_the_rest_again(cast, given):
    pay(cast.zahn, 10000, NEXT, given.claim.document)
    follow(noon(NEXT))
    assert duties() == [("part_payment", 39980, date(2026, 12, 5), date(2026, 12, 6))]
    pay(cast.zahn, 39980, NEXT + timedelta(days=3), given.claim.document)
    follow(noon(NEXT + timedelta(days=3)))
    assert duties()[1:] == [("settled", 0, date(2026, 12, 8), date(2026, 12, 9))]


def test_money_that_goes_back_is_corrected_and_money_that_comes_again_is_told_again(cast, given):
    pay(cast.zahn, 49980, NEXT, given.claim.document)
    follow(noon(NEXT))
    later = NEXT + timedelta(days=2)
    undo_allocation(Allocation.objects.get(), noon(later))
    follow(noon(later))
    assert duties()[1:] == [("corrected", 49980, date(2026, 12, 7), date(2026, 12, 8))]
    pay(cast.zahn, 49980, later + timedelta(days=1), given.claim.document)
    follow(noon(later + timedelta(days=1)))
    assert [kind for kind, *_rest in duties()] == ["settled", "corrected", "settled"]


def test_what_is_written_off_is_withdrawn(cast, given):
    entry = AccountEntry.objects.get(document=given.claim.document, kind="invoice")
    write_off(entry, Deed(cents=49980, reason="Zwecklos."), noon(NEXT), by=cast.owner)
    follow(noon(NEXT))
    assert [kind for kind, *_rest in duties()] == ["withdrawn"]


def test_a_dispute_is_told_once_whether_it_is_a_case_a_pause_or_both(cast, given):
    case = Case.objects.create(
        number=1,
        kind="dispute",
        customer_ref=cast.zahn.pk,
        customer_number=cast.zahn.number,
        document=given.claim.document,
        ground="amount",
        raised_on=NEXT,
        review_on=NEXT,
        text="Frau Geheim sagt, sie habe nie angerufen.",
        created_at=noon(NEXT),
    )
    Pause.objects.create(claim=given.claim, kind="dispute", since=NEXT, case=case, at=noon(NEXT))
    follow(noon(NEXT))
    follow(noon(NEXT))
    assert duties() == [("objected", None, date(2026, 12, 5), date(2026, 12, 6))]


def test_a_dispute_that_is_recorded_must_be_told_from_that_moment(cast, given):
    raise_dispute(given.claim.document, DisputeEntry(ground="amount", way="phone", raised_on=NEXT), by=cast.olga, at=noon(NEXT))
    assert duties() == [("objected", None, date(2026, 12, 5), date(2026, 12, 6))]


def test_an_objection_at_court_is_told_at_once(cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    weigh(claim, recipient, cast.owner, cast.accountant)
    give(claim, recipient, cast.owner)
    record_court_event(claim, Event.ORDER_SERVED, NEXT, at=noon(NEXT), by=cast.owner)
    record_court_event(claim, Event.ORDER_OBJECTED, NEXT, at=noon(NEXT), by=cast.owner)
    assert duties() == [("objected", None, date(2026, 12, 5), date(2026, 12, 6))]


def test_the_report_says_which_claim_it_is_and_what_is_open_and_goes_through_the_one_door(cast, given):
    pay(cast.zahn, 10000, NEXT, given.claim.document)
    follow(noon(NEXT))
    deactivate_recipient(given.recipient, at=noon(NEXT))  # who got something is told all the same
    duty = make_report(Duty.objects.get(), noon(NEXT), by=cast.accountant)
    data, paper = opened(duty.file)
    assert data == {
        "file": {"reference": given.reference, "made_on": "2026-12-05"},
        "creditor": {"name": "Büro Vorzimmer"},
        "debtor": {"name": "Praxis Dr. Zahn", "customer_number": "K-1001"},
        "invoice": {"number": given.claim.document.number},
        "settlement": {"kind": "part_payment", "on": "2026-12-05", "open_cents": 39980},
    }
    assert "Teilzahlung" in paper
    assert "399,80" in paper
    line = Disclosure.objects.exclude(pk=given.disclosure_id).get()
    assert (line.purpose, line.ground, line.norm, line.earlier_id) == ("follow_up", "legal_obligation", "Art. 19 GDPR", given.disclosure_id)
    make_report(duty, noon(NEXT), by=cast.accountant)
    assert Disclosure.objects.count() == 2


def test_a_duty_ends_with_proof_and_not_without(cast, given):
    pay(cast.zahn, 49980, NEXT, given.claim.document)
    follow(noon(NEXT))
    duty = make_report(Duty.objects.get(), noon(NEXT), by=cast.owner)
    for proof, on, words in (
        (" ", NEXT, "number of the receipt"),
        ("KI-1", DAY, "older than"),
        ("KI-1", NEXT + timedelta(days=1), "not come yet"),
    ):
        with pytest.raises(ValidationError, match=words):
            close_duty(duty, proof, on, noon(NEXT), by=cast.owner)
    assert [each.pk for each in open_duties()] == [duty.pk]
    close_duty(duty, "KI-1", NEXT, noon(NEXT), by=cast.owner)
    kept = Duty.objects.get()
    assert (kept.done_on, kept.proof, kept.by, kept.file) == (NEXT, "KI-1", cast.owner, None)
    assert HandOver.objects.get().settled_on == NEXT
    assert list(open_duties()) == []


def test_the_database_keeps_no_duty_closed_without_proof(given):
    withdraw(given, "Irrtum.", noon(DAY) + timedelta(hours=1), by=given.made_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.update(done_on=DAY, proof="")
