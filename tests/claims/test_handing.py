"""Hand-over to collectors, lawyers and bureaus: only through the gate, asked again in the transaction that sends."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import translation

from tests.cast import NOON, make_cast
from tests.claims.given import (
    DAY,
    bureau,
    bureau_claim,
    collector,
    decide,
    decided,
    give,
    known_issuer,
    lawyer,
    opened,
    weigh,
)
from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, pay, remind
from vorzimmer.billing.models import AccountEntry
from vorzimmer.claims.actions.court import record_court_event
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.actions.handing import NotHandedOver, find, preview, record_receipt, withdraw
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.models import Finding, HandOver, Pause
from vorzimmer.domain.disclosure import ConditionCode
from vorzimmer.domain.dunning import Event, Stage
from vorzimmer.privacy.actions import deactivate_recipient
from vorzimmer.privacy.models import Disclosure

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(NOON - timedelta(days=90))


def refused(claim, recipient, by, **more):
    """Try to hand over; nothing may be written. Gives the conditions that do not hold, or the words."""
    with pytest.raises(NotHandedOver) as answer:
        give(claim, recipient, by, **more)
    assert HandOver.objects.count() == 0
    assert Disclosure.objects.count() == 0
    assert not claim.events.filter(kind=Event.GIVEN_TO_COLLECTOR).exists()
    gate = answer.value.gate
    return answer.value.messages[0] if gate is None else [condition.code.value for condition in gate.missing]


# --- to a collector ----------------------------------------------------------------------------------------------------------


def test_a_collector_gets_a_file_that_only_he_can_open_with_exactly_what_the_preview_showed(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    shown = preview(claim, recipient, DAY)
    assert shown.may_go
    given = give(claim, recipient, cast.accountant)
    data, paper = opened(given.file)
    assert data["claim"] == {
        "open_cents": 49980,
        "default_since": "2026-09-26",
        "default_because": "reminder",
        "interest_until": "2026-12-04",
        "interest_cents": 1008,
        "lump_sum_cents": 4000,
        "fee_cents": 0,
    }
    # 499.80 € at 1.52 + 9 points for the 70 days from 26 September to 4 December: 499.80 * 0.1052 * 70 / 365 = 10.08
    assert [(row["days"], row["rate_basis_points"], row["amount_cents"]) for row in data["interest"]] == [(70, 1052, 1008)]
    assert data["debtor"]["name"] == "Praxis Dr. Zahn"
    assert data["invoice"]["number"] == claim.document.number
    assert data["reminders"] == [{"kind": "first_sent", "sent_on": "2026-09-25", "received_on": "2026-09-25"}]
    assert data["file"] == {"reference": f"{claim.document.number}/1", "made_on": "2026-12-04", "currency": "EUR"}
    for text in ("Praxis Dr. Zahn", "Büro Vorzimmer", "499,80", "10,08", "40,00", "10,52 %", "26. September 2026", "4. Dezember 2026"):
        assert text in paper, text
    assert given.disclosure.sha256 == shown.seen


def test_the_register_the_log_and_the_claim_say_that_it_was_given(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    given = give(claim, recipient, cast.accountant)
    line = Disclosure.objects.get()
    assert (line.purpose, line.ground, line.document, line.by) == ("collection", "collect", claim.document.number, cast.accountant)
    assert line.findings == [{"by": str(cast.owner.pk), "on": "2026-12-04"}]
    assert line.categories == ["ABR", "BST", "NONE"]
    claim.refresh_from_db()
    assert claim.stage == Stage.COLLECTOR
    event = claim.events.get(kind=Event.GIVEN_TO_COLLECTOR)
    assert (event.on, event.reference, event.by) == (DAY, given.reference, cast.accountant)


def test_without_a_finding_of_a_person_nothing_goes(cast):
    claim, recipient = decided(cast.zahn), collector()
    assert refused(claim, recipient, cast.owner) == ["finding"]
    decide(claim, recipient, cast.owner)
    decide(claim, recipient, cast.accountant, day=DAY, speaks_for=False)
    assert refused(claim, recipient, cast.owner) == ["finding"]


def test_a_finding_opens_one_hand_over_and_not_the_next(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    withdraw(give(claim, recipient, cast.owner), "Der Kunde hat angerufen.", noon(DAY) + timedelta(hours=1), by=cast.owner)
    shown = preview(claim, recipient, DAY)
    assert [condition.code.value for condition in shown.gate.missing] == ["finding"]
    assert shown.reference == f"{claim.document.number}/2"


@pytest.mark.parametrize(
    ("kind", "missing"),
    [("dispute", ["dispute"]), ("instalments", ["no_instalments"]), ("insolvency", ["no_insolvency"])],
)
def test_a_pause_that_came_after_the_decision_shuts_the_gate(cast, kind, missing):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    seen = preview(claim, recipient, DAY).seen
    Pause.objects.create(claim=claim, kind=kind, since=DAY, at=noon(DAY))
    assert refused(claim, recipient, cast.owner, seen=seen) == missing


def test_who_was_promised_time_gets_it_although_the_gate_is_open(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    Pause.objects.create(claim=claim, kind="promise", since=DAY, until=DAY + timedelta(days=5), at=noon(DAY))
    assert refused(claim, recipient, cast.owner) == "The claim rests: promise to pay."


def test_a_disputed_claim_goes_with_a_written_reason_only_and_the_register_flags_it(cast):
    claim, recipient = decided(cast.zahn), collector()
    Pause.objects.create(claim=claim, kind="dispute", since=DAY, at=noon(DAY) - timedelta(hours=1))
    decide(claim, recipient, cast.owner)
    assert refused(claim, recipient, cast.owner, reason="  ") == ["dispute"]
    given = give(claim, recipient, cast.owner, reason="Die Einwendung ist offensichtlich vorgeschoben.")
    assert given.despite == "Die Einwendung ist offensichtlich vorgeschoben."
    assert {"code": "dispute", "because": "despite_dispute", "flagged": True} in Disclosure.objects.get().conditions


def test_who_is_not_in_default_stays_here(cast):
    known_issuer()
    confirm_rates()
    claim, recipient = claim_of(owe(cast.zahn)), collector()
    decide(claim, recipient, cast.owner, day=date(2026, 9, 18))
    assert "It was not decided yet" in refused(claim, recipient, cast.owner, day=date(2026, 9, 18))
    gate = preview(claim, recipient, date(2026, 9, 18)).gate
    assert [condition.code.value for condition in gate.missing] == ["default"]


def test_a_recipient_who_is_out_of_use_not_registered_or_without_a_key_gets_nothing(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    seen = preview(claim, recipient, DAY).seen
    deactivate_recipient(recipient, at=noon(DAY))
    assert refused(claim, recipient, cast.owner, seen=seen) == ["active"]
    unknown = collector(name="Ohne Nummer", rdg_number="")
    decide(claim, unknown, cast.owner)
    assert refused(claim, unknown, cast.owner) == ["registered"]
    recipient.active, recipient.age_key = True, ""
    recipient.save()
    assert "no key" in refused(claim, recipient, cast.owner, seen=seen)


def test_a_lawyer_needs_no_number_of_the_register(cast):
    claim, recipient = decided(cast.zahn), lawyer()
    decide(claim, recipient, cast.owner)
    assert give(claim, recipient, cast.owner).disclosure.recipient_kind == "lawyer"


def test_a_second_collector_does_not_get_what_the_first_one_has(cast):
    claim, first, second = decided(cast.zahn), collector(), collector(name="Zweites Inkasso")
    decide(claim, first, cast.owner)
    give(claim, first, cast.owner)
    decide(claim, second, cast.owner)
    with pytest.raises(NotHandedOver, match="Another collector"):
        give(claim, second, cast.owner)
    assert HandOver.objects.count() == 1


def test_without_a_confirmed_base_rate_no_claim_goes_with_wrong_interest(cast):
    known_issuer()
    claim = claim_of(owe(cast.zahn))
    remind(claim, "first_sent", date(2026, 9, 25))
    record_default(claim)
    recipient = collector()
    decide(claim, recipient, cast.owner)
    assert "base rate" in refused(claim, recipient, cast.owner)


def record_default(claim):
    record(claim, Event.DEFAULT_KNOWN, date(2026, 11, 2), noon(date(2026, 11, 2)))
    claim.refresh_from_db()


# --- what comes between decision and sending ---------------------------------------------------------------------------------


def test_a_payment_between_the_decision_and_the_sending_stops_it(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    seen = preview(claim, recipient, DAY).seen
    pay(cast.zahn, 49980, DAY, claim.document)
    assert refused(claim, recipient, cast.owner, seen=seen) == ["open"]


def test_a_part_payment_in_between_stops_it_because_the_amount_is_another_one(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    seen = preview(claim, recipient, DAY).seen
    pay(cast.zahn, 10000, DAY, claim.document)
    assert "has changed" in refused(claim, recipient, cast.owner, seen=seen)


def test_what_was_looked_at_yesterday_is_not_sent_today(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    seen = preview(claim, recipient, DAY).seen
    assert "has changed" in refused(claim, recipient, cast.owner, seen=seen, day=DAY + timedelta(days=1))


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
@pytest.mark.parametrize("paid", [49980, 10000])
def test_a_payment_that_another_connection_is_booking_stops_the_sending(cast, paid):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    seen = preview(claim, recipient, DAY).seen
    booked, tried = threading.Event(), threading.Event()

    def book():
        try:
            with transaction.atomic():
                pay(cast.zahn, paid, DAY, claim.document)
                booked.set()
                tried.wait(2)  # the sending has begun, and waits for these rows
        finally:
            connections.close_all()

    thread = threading.Thread(target=book)
    thread.start()
    assert booked.wait(20)
    threading.Timer(0.6, tried.set).start()
    try:
        with pytest.raises(NotHandedOver):
            give(claim, recipient, cast.owner, seen=seen)
    finally:
        tried.set()
        thread.join(20)
    assert AccountEntry.objects.filter(kind="payment").count() == 1
    assert HandOver.objects.count() == 0
    assert Disclosure.objects.count() == 0


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_two_at_once_give_a_claim_away_once(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    seen = preview(claim, recipient, DAY).seen
    together, results = threading.Barrier(2), []

    def work():
        try:
            together.wait(20)
            results.append(give(claim, recipient, cast.owner, seen=seen).reference)
        except NotHandedOver:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(results) == sorted([f"{claim.document.number}/1", "refused"])
    assert Disclosure.objects.count() == 1


# --- to a bureau -------------------------------------------------------------------------------------------------------------


def test_a_bureau_is_told_who_owes_how_much_and_what_the_court_did_and_nothing_else(cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    weigh(claim, recipient, cast.owner, cast.accountant)
    given = give(claim, recipient, cast.owner)
    data, paper = opened(given.file)
    assert data == {
        "report": {"kind": "notice", "reference": f"{claim.document.number}/1", "made_on": "2026-12-04"},
        "creditor": {"name": "Büro Vorzimmer", "partner_number": "P-77"},
        "debtor": {
            "name": "Praxis Dr. Zahn",
            "street": "Am Markt 1",
            "postcode": "30159",
            "city": "Hannover",
            "country": "DE",
            "customer_number": "K-1001",
        },
        "claim": {
            "number": claim.document.number,
            "due_on": "2026-09-15",
            "open_cents": 49980,
            "currency": "EUR",
            "stage": "order_applied",
            "stage_on": "2026-11-27",
            "court_reference": "26-1234567-0-1",
        },
    }
    assert "Mahnbescheid" in paper
    assert Disclosure.objects.get().findings == [
        {"by": str(cast.owner.pk), "on": "2026-12-04"},
        {"by": str(cast.accountant.pk), "on": "2026-12-04"},
    ]


def test_a_bureau_is_not_told_a_day_too_early(cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    weigh(claim, recipient, cast.owner, cast.accountant, day=DAY - timedelta(days=1))
    assert refused(claim, recipient, cast.owner, day=DAY - timedelta(days=1)) == ["waited"]


def test_a_dispute_or_an_objection_stops_the_bureau_whatever_is_written(cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    weigh(claim, recipient, cast.owner, cast.accountant)
    record_court_event(claim, Event.ORDER_SERVED, date(2026, 12, 1), at=noon(DAY), by=cast.owner)
    record_court_event(claim, Event.ORDER_OBJECTED, date(2026, 12, 3), at=noon(DAY), by=cast.owner)
    assert refused(claim, recipient, cast.owner, reason="Trotzdem.") == ["objection"]
    record_court_event(claim, Event.OBJECTION_WITHDRAWN, date(2026, 12, 4), at=noon(DAY), by=cast.owner)
    Pause.objects.create(claim=claim, kind="dispute", since=DAY, at=noon(DAY))
    assert refused(claim, recipient, cast.owner, reason="Trotzdem.") == ["dispute"]


def test_an_objection_still_stands_when_the_order_was_withdrawn_and_another_one_applied_for(cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    weigh(claim, recipient, cast.owner, cast.accountant)
    for event, on in (
        (Event.ORDER_SERVED, date(2026, 11, 28)),
        (Event.ORDER_OBJECTED, date(2026, 11, 30)),
        (Event.ORDER_WITHDRAWN, date(2026, 12, 1)),
        (Event.ORDER_APPLIED, date(2026, 12, 2)),
    ):
        record_court_event(claim, event, on, at=noon(DAY), by=cast.owner)
    assert refused(claim, recipient, cast.owner) == ["objection"]


def test_a_reminder_that_was_only_posted_is_not_proved_to_have_arrived(cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    claim.lines.get(reminder__level="first_sent").reminder.__class__.objects.filter(level="first_sent").update(proof="posted")
    weigh(claim, recipient, cast.owner, cast.accountant)
    assert refused(claim, recipient, cast.owner) == ["reminders", "waited", "warned"]


def test_before_a_payment_order_nothing_goes_to_a_bureau(cast):
    claim, recipient = decided(cast.zahn), bureau(cast.owner)
    weigh(claim, recipient, cast.owner, cast.accountant)
    assert refused(claim, recipient, cast.owner) == ["stage", "reminders", "warned"]


# --- findings ----------------------------------------------------------------------------------------------------------------


def test_one_person_does_not_make_both_findings_while_somebody_else_could(cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    with pytest.raises(ValidationError, match="Somebody else has to approve"):
        weigh(claim, recipient, cast.owner, cast.owner)
    assert Finding.objects.count() == 1


def test_who_is_alone_makes_the_second_finding_a_day_later_and_writes_why_and_the_register_says_so(cast):
    cast.accountant.is_active = False
    cast.accountant.save()
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    before = noon(DAY) - timedelta(hours=25)
    find(claim, recipient, ConditionCode.BALANCING, speaks_for=True, reason="Angesehen.", at=before, by=cast.owner)
    facts = {"speaks_for": True, "reason": "Angesehen.", "by": cast.owner}
    with pytest.raises(ValidationError, match="24 hours"):
        find(claim, recipient, ConditionCode.CONCERNS, at=before + timedelta(hours=23), alone_because="Allein.", **facts)
    with pytest.raises(ValidationError, match="please write why"):
        find(claim, recipient, ConditionCode.CONCERNS, at=noon(DAY), **facts)
    find(claim, recipient, ConditionCode.CONCERNS, at=noon(DAY), alone_because="Ich arbeite allein.", **facts)
    give(claim, recipient, cast.owner)
    assert {"code": "two_people", "because": "alone", "flagged": True} in Disclosure.objects.get().conditions


def test_a_finding_is_of_the_office_in_words_and_of_the_kind_that_the_gate_asks_for(cast):
    claim, recipient = decided(cast.zahn), collector()
    with pytest.raises(ValidationError, match="A tick alone"):
        decide(claim, recipient, cast.owner, reason=" ")
    with pytest.raises(ValidationError, match="owner and by the accountant"):
        decide(claim, recipient, cast.olga)
    with pytest.raises(ValidationError, match="does not need"):
        find(claim, recipient, ConditionCode.CONCERNS, speaks_for=True, reason="x", at=noon(DAY), by=cast.owner)


# --- afterwards --------------------------------------------------------------------------------------------------------------


def test_the_file_is_dropped_when_the_recipient_has_it(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    given = give(claim, recipient, cast.owner)
    with pytest.raises(ValidationError, match="number of the receipt"):
        record_receipt(given, " ", DAY, noon(DAY) + timedelta(hours=1))
    with pytest.raises(ValidationError, match="future"):
        record_receipt(given, "KI-4711", DAY + timedelta(days=1), noon(DAY) + timedelta(hours=1))
    with pytest.raises(ValidationError, match="before it was handed over"):
        record_receipt(given, "KI-4711", DAY - timedelta(days=1), noon(DAY) + timedelta(hours=1))
    record_receipt(given, "KI-4711", DAY, noon(DAY) + timedelta(hours=1))
    kept = HandOver.objects.get()
    assert (kept.receipt, kept.received_on, kept.file) == ("KI-4711", DAY, None)


def test_what_is_withdrawn_must_be_told_and_the_claim_is_ours_again(cast):
    claim, recipient = decided(cast.zahn), collector()
    decide(claim, recipient, cast.owner)
    given = give(claim, recipient, cast.owner)
    later = noon(DAY) + timedelta(hours=2)
    with pytest.raises(ValidationError, match="why it is taken back"):
        withdraw(given, "", later, by=cast.owner)
    withdraw(given, "Falscher Kunde.", later, by=cast.owner)
    withdraw(given, "Noch einmal.", later, by=cast.owner)
    claim.refresh_from_db()
    kept = HandOver.objects.get()
    assert (claim.stage, kept.withdrawn_on, kept.withdrawn_because, kept.file) == (Stage.DECISION, DAY, "Falscher Kunde.", None)
    duty = kept.duties.get()
    assert (duty.kind, duty.due_on) == ("withdrawn", date(2026, 12, 5))
    assert follow(later) == 0
