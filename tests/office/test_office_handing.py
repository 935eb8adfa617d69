"""Where a claim goes, in the office: gates, findings, the hand-over, its file, duties, the court, the sheet; who comes in, bad input."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import make_cast
from tests.claims.given import DAY, bureau, bureau_claim, collector, decide, decided, give, opened
from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, pay
from tests.website.test_templates import breaches
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.models import Duty, Finding, HandOver, Pause, Practice
from vorzimmer.domain.dunning import Stage
from vorzimmer.office.handing_urls import urlpatterns
from vorzimmer.privacy.models import Disclosure

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
DEEDS = {"claim-duty-report", "claim-sheet-file"}
FILES = {"claim-handed-file", "claim-duty-file"}


@pytest.fixture(autouse=True)
def _day(monkeypatch):
    """It is noon of 4 December 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(DAY))


@pytest.fixture
def cast(db):
    cast = make_cast(noon(DAY) - timedelta(days=120))
    for person in (cast.owner, cast.accountant, cast.officer):
        person.language = "en"
        person.save()
    return cast


@pytest.fixture
def accountant(client, cast):
    client.force_login(cast.accountant)
    return client


@pytest.fixture
def claim(cast):
    return decided(cast.zahn)


def address(name, *ids):
    return reverse(f"office:{name}", args=ids)


def read(client, name, *ids, **filters):
    answer = client.get(address(name, *ids), filters)
    assert answer.status_code == 200, (name, answer.status_code)
    page = answer.content.decode()
    assert breaches(page) == [], name
    return page


def do(client, name, *ids, **entered):
    return client.post(address(name, *ids), entered)


def handed_by(client, claim, recipient, **entered):
    seen = client.get(address("claim-hand-over", claim.pk, recipient.pk)).context["form"]["seen"].value()
    return do(client, "claim-hand-over", claim.pk, recipient.pk, seen=seen, **entered)


# --- doors -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def doors(cast, claim):
    """Every address of this part, with a claim that was given away and one duty."""
    recipient = collector()
    decide(claim, recipient, cast.owner)
    given = give(claim, recipient, cast.owner)
    duty = Duty.objects.create(
        hand_over=given, kind="part_payment", key="x", cents=100, arose_on=DAY, due_on=DAY + timedelta(days=1), made_at=noon(DAY)
    )
    ids = {"claim_id": claim.pk, "recipient_id": recipient.pk, "hand_over_id": given.pk, "duty_id": duty.pk, "kind": "finding"}
    return {
        pattern.name: reverse(f"office:{pattern.name}", kwargs={name: ids[name] for name in pattern.pattern.converters})
        for pattern in urlpatterns
    }


@pytest.mark.parametrize("who", ["owner", "accountant"])
def test_owner_and_accountant_come_in(client, cast, doors, who):
    client.force_login(getattr(cast, who))
    for name, place in doors.items():
        answer = client.get(place)
        expected = {405} if name in DEEDS else {404} if name == "claim-duty-file" else {200, 302}
        assert answer.status_code in expected, (name, answer.status_code)


@pytest.mark.parametrize("who", ["officer", "olga", "zahn_owner", "berg_user"])
def test_nobody_else_comes_in_or_changes_anything(client, cast, doors, who):
    client.force_login(getattr(cast, who))
    for name, place in doors.items():
        for method in ("get", "post"):
            assert getattr(client, method)(place).status_code == 403, (name, method)
    assert (HandOver.objects.count(), Disclosure.objects.count(), Duty.objects.filter(done_on=None).count()) == (1, 1, 1)


def test_a_stranger_is_sent_to_the_sign_in(client, doors):
    for name, place in doors.items():
        answer = client.get(place)
        assert (answer.status_code, answer["Location"][:9]) == (302, "/sign-in/"), name


def test_what_does_not_exist_is_not_found(accountant, cast, claim, doors):
    recipient, given = HandOver.objects.get().recipient, HandOver.objects.get()
    other = claim_of(owe(cast.berg, number="RE-2026-07777"))
    for name, ids in (
        ("claim-handing", [uuid4()]),
        ("claim-gate", [claim.pk, uuid4()]),
        ("claim-finding", [claim.pk, recipient.pk, "concerns"]),
        ("claim-hand-over", [uuid4(), recipient.pk]),
        ("claim-handed-file", [other.pk, given.pk]),
        ("claim-handed-receipt", [other.pk, given.pk]),
        ("claim-handed-withdraw", [other.pk, given.pk]),
        ("claim-duty", [uuid4()]),
        ("claim-court", [uuid4()]),
        ("claim-sheet", [uuid4()]),
    ):
        assert accountant.get(address(name, *ids)).status_code == 404, name


# --- from the gate to the file -------------------------------------------------------------------------------------------------


def test_the_gate_says_of_each_condition_whether_it_holds_why_and_what_to_do(accountant, claim):
    recipient = collector()
    page = read(accountant, "claim-gate", claim.pk, recipient.pk)
    assert "1 condition is missing" in page
    assert "In default since 26 September 2026 (§286 BGB)." in page
    assert "Nobody has looked at it yet." in page
    assert "Look at the case, and write what you find." in page
    assert "€499.80" in page
    assert address("claim-hand-over", claim.pk, recipient.pk) not in page
    assert accountant.get(address("claim-hand-over", claim.pk, recipient.pk))["Location"] == address("claim-gate", claim.pk, recipient.pk)


def test_a_claim_goes_to_a_collector_by_finding_hand_over_and_receipt(accountant, claim):
    recipient = collector()
    assert "1 condition is missing" in read(accountant, "claim-handing", claim.pk)
    entered = {"speaks_for": "yes", "reason": "Dreimal erinnert."}
    answer = do(accountant, "claim-finding", claim.pk, recipient.pk, "finding", **entered)
    assert answer["Location"] == address("claim-gate", claim.pk, recipient.pk)
    assert "All conditions hold" in read(accountant, "claim-gate", claim.pk, recipient.pk)
    assert handed_by(accountant, claim, recipient)["Location"] == address("claim-handing", claim.pk)
    given = HandOver.objects.get()
    file = accountant.get(address("claim-handed-file", claim.pk, given.pk))
    assert (file["Content-Type"], file["Cache-Control"]) == ("application/octet-stream", "no-store")
    assert file["Content-Disposition"] == f'attachment; filename="{claim.document.number}-1.zip.age"'
    assert opened(file.content)[0]["claim"]["open_cents"] == 49980
    assert "waits for the receipt" in read(accountant, "claim-handing", claim.pk)
    assert do(accountant, "claim-handed-receipt", claim.pk, given.pk, receipt="", on="2026-12-04").status_code == 422
    do(accountant, "claim-handed-receipt", claim.pk, given.pk, receipt="KI-4711", on="2026-12-04")
    assert accountant.get(address("claim-handed-file", claim.pk, given.pk)).status_code == 404
    assert "under KI-4711" in read(accountant, "claim-handing", claim.pk)


def test_a_finding_without_words_is_none(accountant, claim):
    recipient = collector()
    for entered in ({"speaks_for": "yes", "reason": " "}, {"reason": "x"}, {"speaks_for": "maybe", "reason": "x"}):
        assert do(accountant, "claim-finding", claim.pk, recipient.pk, "finding", **entered).status_code == 422
    assert Finding.objects.count() == 0


def test_what_was_paid_since_the_page_was_opened_stops_it_and_is_named(accountant, cast, claim):
    recipient = collector()
    decide(claim, recipient, cast.owner)
    seen = accountant.get(address("claim-hand-over", claim.pk, recipient.pk)).context["form"]["seen"].value()
    pay(cast.zahn, 10000, DAY, claim.document)
    answer = do(accountant, "claim-hand-over", claim.pk, recipient.pk, seen=seen)
    assert answer.status_code == 422
    assert "The claim has changed since you looked at it." in answer.content.decode()
    pay(cast.zahn, 39980, DAY, claim.document)
    answer = do(accountant, "claim-hand-over", claim.pk, recipient.pk, seen=seen)
    assert answer.status_code == 422
    assert "Nothing is open." in answer.content.decode()
    assert (HandOver.objects.count(), Disclosure.objects.count()) == (0, 0)


def test_a_disputed_claim_asks_for_a_reason_before_it_goes(accountant, cast, claim):
    recipient = collector()
    decide(claim, recipient, cast.owner)
    Pause.objects.create(claim=claim, kind="dispute", since=DAY, at=noon(DAY))
    assert "write at the hand-over why" in read(accountant, "claim-gate", claim.pk, recipient.pk)
    assert "Why it is given away although it is disputed" in read(accountant, "claim-hand-over", claim.pk, recipient.pk)
    assert handed_by(accountant, claim, recipient).status_code == 422
    assert handed_by(accountant, claim, recipient, reason="Vorgeschoben.").status_code == 302
    assert HandOver.objects.get().despite == "Vorgeschoben."


def test_a_bureau_is_never_told_of_a_disputed_claim(accountant, cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    Pause.objects.create(claim=claim, kind="dispute", since=DAY, at=noon(DAY))
    page = read(accountant, "claim-gate", claim.pk, recipient.pk)
    assert "It stops every notice to a bureau." in page
    assert accountant.get(address("claim-hand-over", claim.pk, recipient.pk)).status_code == 302


def test_two_people_make_the_two_findings_for_a_bureau(client, cast):
    claim, recipient = bureau_claim(cast.zahn), bureau(cast.owner)
    client.force_login(cast.owner)
    entered = {"speaks_for": "yes", "reason": "Abgewogen."}
    do(client, "claim-finding", claim.pk, recipient.pk, "balancing", **entered)
    page = read(client, "claim-finding", claim.pk, recipient.pk, "concerns")
    assert "You made the other finding." in page
    answer = do(client, "claim-finding", claim.pk, recipient.pk, "concerns", **entered)
    assert answer.status_code == 422
    assert "Somebody else has to approve" in answer.content.decode()
    client.force_login(cast.accountant)
    do(client, "claim-finding", claim.pk, recipient.pk, "concerns", **entered)
    assert "All conditions hold" in read(client, "claim-gate", claim.pk, recipient.pk)
    assert "decides whether others give him credit" in read(client, "claim-hand-over", claim.pk, recipient.pk)


def test_taking_back_needs_a_reason_and_must_be_told(accountant, cast, claim):
    recipient = collector()
    decide(claim, recipient, cast.owner)
    given = give(claim, recipient, cast.owner)
    assert do(accountant, "claim-handed-withdraw", claim.pk, given.pk, reason="").status_code == 422
    do(accountant, "claim-handed-withdraw", claim.pk, given.pk, reason="Der Kunde hat sich gemeldet.")
    claim.refresh_from_db()
    assert claim.stage == Stage.DECISION
    page = read(accountant, "claim-handing", claim.pk)
    assert "taken back" in page
    assert "Tell the recipient that the claim is withdrawn." in page


def test_the_page_of_a_claim_without_recipients_says_so(accountant, claim):
    assert "No collector, lawyer or credit bureau is entered as a recipient yet." in read(accountant, "claim-handing", claim.pk)


# --- duties --------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def duty(cast, claim):
    """The claim was given away two days ago, and a part was paid the day before yesterday: it is late."""
    recipient = collector()
    before = DAY - timedelta(days=2)
    decide(claim, recipient, cast.owner, day=before)
    give(claim, recipient, cast.owner, day=before)
    pay(cast.zahn, 10000, before, claim.document)
    follow(noon(before) + timedelta(hours=1))
    return Duty.objects.get()


def test_what_must_be_told_stands_on_the_list_and_on_the_start_page_until_there_is_proof(accountant, duty):
    page = read(accountant, "claim-duties")
    assert "Tell the recipient that a part was paid, and what is still open." in page
    assert "1 day late" in page
    assert "Recipients of claims must be told, and it is late" in accountant.get(address("home-money")).content.decode()
    page = read(accountant, "claim-duty", duty.pk)
    assert "€399.80" in page
    do(accountant, "claim-duty-report", duty.pk)
    data, _paper = opened(accountant.get(address("claim-duty-file", duty.pk)).content)
    assert data["settlement"] == {"kind": "part_payment", "on": "2026-12-02", "open_cents": 39980}
    for proof, on in (("", "2026-12-04"), ("KI-1", "2026-12-01"), ("KI-1", "2026-12-05"), ("KI-1", "")):
        assert do(accountant, "claim-duty", duty.pk, proof=proof, on=on).status_code == 422
    do(accountant, "claim-duty", duty.pk, proof="KI-1", on="2026-12-04")
    assert "Everybody knows" in read(accountant, "claim-duties")
    assert "told on Fri, 4 Dec 2026" in read(accountant, "claim-duties", state="done")
    assert accountant.get(address("claim-duty-file", duty.pk)).status_code == 404
    assert "Recipients of claims" not in accountant.get(address("home-money")).content.decode()


def test_the_list_asks_the_database_as_often_for_many_as_for_one(accountant, duty):
    read(accountant, "claim-duties")
    with CaptureQueriesContext(connection) as one:
        read(accountant, "claim-duties")
    for number in range(5):
        Duty.objects.create(hand_over=duty.hand_over, kind="objected", key=f"k{number}", arose_on=DAY, due_on=DAY, made_at=noon(DAY))
    with CaptureQueriesContext(connection) as many:
        read(accountant, "claim-duties")
    assert len(many) == len(one) <= 12


# --- the court -------------------------------------------------------------------------------------------------------------------


def test_what_the_court_did_is_entered_with_its_day(accountant, claim):
    page = read(accountant, "claim-court", claim.pk)
    assert "Can come next" in page
    for entered in (
        {"event": "", "on": "2026-12-01"},
        {"event": "order_applied", "on": ""},
        {"event": "order_applied", "on": "2026-12-05"},
        {"event": "order_served", "on": "2026-12-01"},
        {"event": "first_sent", "on": "2026-12-01"},
    ):
        assert do(accountant, "claim-court", claim.pk, **entered).status_code == 422, entered
    do(accountant, "claim-court", claim.pk, event="order_applied", on="2026-11-10", reference="26-1234567-0-1")
    do(accountant, "claim-court", claim.pk, event="order_served", on="2026-11-19")
    page = read(accountant, "claim-handing", claim.pk)
    assert "26-1234567-0-1" in page
    assert "to be applied for from Fri, 4 Dec 2026 to Wed, 19 May 2027" in page


def test_the_sheet_has_the_fields_of_the_application_and_says_what_is_missing(accountant, claim):
    Practice.objects.create(legal_form="gmbh", represented_by="Vera Vorn", land="BE")
    page = read(accountant, "claim-sheet", claim.pk)
    assert "Amtsgericht Wedding, Zentrales Mahngericht Berlin-Brandenburg" in page
    assert "It is not declared whether our own performance was rendered." in page
    for value in ("499,80", "26.09.2026", claim.document.number, "Am Markt 1", "40,00", "Amtsgericht Hannover"):
        assert f'<span class="to-copy">{value}' in page, value
    assert "€38.00" in page  # half a fee at 499.80 € would be 20 €: the minimum counts


SAID = {
    "court": "2",
    "applicant_form": "gmbh",
    "applicant_role": "Geschäftsführerin",
    "applicant_acts": "Vera Vorn",
    "debtor_form": "person",
    "debtor_name": "Zahn",
    "debtor_first_name": "Zora",
    "town": "Hannover",
    "trial": "yes",
    "is_performed": "on",
}


def test_what_is_entered_fills_the_sheet_and_is_kept_nowhere(accountant, claim):
    answer = do(accountant, "claim-sheet", claim.pk, **SAID)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<span class="to-copy">Zora</span>' in page
    assert "It is not declared" not in page
    assert "The first name" not in page
    assert "Zora" not in read(accountant, "claim-sheet", claim.pk)
    wrong = do(accountant, "claim-sheet", claim.pk, **SAID | {"court": "99"})
    assert wrong.status_code == 422


def test_the_sheet_is_a_csv_too(accountant, claim):
    answer = do(accountant, "claim-sheet-file", claim.pk, **SAID)
    assert answer["Cache-Control"] == "no-store"
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Part;Field;Value"
    assert "Debtor;first name;Zora" in lines
    assert "Principal;principal;499,80" in lines
    assert "Interest;percentage points above the base rate;9" in lines


def test_without_default_there_is_no_sheet(accountant, cast):
    confirm_rates()
    claim = claim_of(owe(cast.zahn, issued_on=date(2026, 11, 20), due_on=date(2026, 12, 1), number="RE-2026-08888"), DAY)
    page = read(accountant, "claim-sheet", claim.pk)
    assert "Without default the court’s fee would be ours." in page
    assert "to-copy" not in page
    assert do(accountant, "claim-sheet-file", claim.pk, **SAID)["Location"] == address("claim-sheet", claim.pk)


def test_nothing_of_the_sealed_words_is_in_a_log_or_an_address(accountant, cast, claim, caplog):
    recipient = collector()
    decide(claim, recipient, cast.owner, reason="GEHEIMES URTEIL")
    handed_by(accountant, claim, recipient)
    assert "GEHEIMES URTEIL" not in caplog.text
    assert "GEHEIMES URTEIL" not in json.dumps(list(Disclosure.objects.values()), default=str)
