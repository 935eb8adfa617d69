"""The start page in numbers, letters that were given up, numbers of nobody, and the catalogue."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tests.cast import NOON
from tests.office.conftest import letter
from vorzimmer.accounts.models import User
from vorzimmer.calls.models import Call, Presence
from vorzimmer.customers.models import DialIn
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.roles import Role
from vorzimmer.office.figures import needs_at, now_at, unknown_numbers
from vorzimmer.office.inventory import SAID
from vorzimmer.privacy.catalogue import catalogue

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def at():
    return datetime.now(UTC)


def move(call, moment):
    Call.objects.filter(pk=call.pk).update(offered_at=moment)


# --- are calls answered ------------------------------------------------------------------------------------------------


def test_calls_are_counted_by_berlin_days(cast, ring):
    """NOON is 12:00 in Berlin on 20 November; the day began at 23:00 UTC."""
    for moment in ("2026-11-19T23:00", "2026-11-20T10:59", "2026-11-19T22:59", "2026-11-18T23:00", "2026-11-18T22:59"):
        call = ring("closed", answered_at=NOON)
        move(call, datetime.fromisoformat(f"{moment}+00:00"))
    figures = now_at(NOON)
    assert (figures.today.offered, figures.yesterday.offered) == (2, 2)


@pytest.mark.parametrize(
    ("now", "first_of_yesterday"), [("2026-10-26T12:00", "2026-10-24T22:00"), ("2026-03-30T12:00", "2026-03-28T23:00")]
)
def test_yesterday_may_have_23_or_25_hours(cast, ring, now, first_of_yesterday):
    moment = datetime.fromisoformat(f"{first_of_yesterday}+00:00")
    move(ring("closed", answered_at=NOON), moment)
    move(ring("closed", answered_at=NOON), moment - timedelta(seconds=1))
    assert now_at(datetime.fromisoformat(f"{now}+00:00")).yesterday.offered == 1


def test_answered_abandoned_and_the_median_wait(cast, ring):
    for queue, ringing in ((2_000, 1_000), (4_000, 1_000), (60_000, 0)):
        move(ring("closed", answered_at=NOON, queue_ms=queue, ring_ms=ringing), NOON - timedelta(minutes=5))
    move(ring("abandoned"), NOON - timedelta(minutes=4))
    move(ring("rejected", customer=None, team=None), NOON - timedelta(minutes=3))
    move(ring("abandoned", customer=None, team=None), NOON - timedelta(minutes=2))
    today = now_at(NOON).today
    assert (today.offered, today.answered, today.abandoned, today.wait, today.share) == (4, 3, 1, timedelta(seconds=5), 75)


def test_a_day_without_calls_has_no_wait_and_no_share(cast):
    today = now_at(NOON).today
    assert (today.offered, today.wait, today.share) == (0, None, None)


def test_who_waits_now_is_counted_with_the_longest_wait(cast, ring):
    move(ring("offered"), NOON - timedelta(seconds=12))
    move(ring("queued"), NOON - timedelta(seconds=40))
    move(ring("talking", operator=cast.olga), NOON - timedelta(seconds=90))
    figures = now_at(NOON)
    assert (figures.waiting, figures.longest) == (2, timedelta(seconds=40))


def test_operators_are_shown_as_they_are_now(cast, ring):
    Presence.objects.filter(user=cast.nina).update(state="break", reason="lunch")
    rosa = User.objects.create(email="rosa@agentur.example", name="Rosa Rot", role=Role.OPERATOR)
    User.objects.create(email="weg@agentur.example", name="Weg", role=Role.OPERATOR, is_active=False)
    ring("held", operator=cast.paul)
    ring("wrap_up", operator=cast.olga)
    now = now_at(datetime.now(UTC) + timedelta(seconds=1))
    assert [(one.name, one.state) for one in now.operators] == [
        ("Paul Braun", "talking"),
        ("Olga Weber", "wrap-up"),
        ("Nina Nacht", "break"),
        (rosa.name, "off"),
    ]
    assert now.at_work == 3


def test_the_page_says_it_in_words(owner, cast, ring):
    ring("offered", minutes_ago=1)
    page = owner.get("/office/").content.decode()
    for text in ("1 caller waits now", "Olga Weber", "Half waited at most", "leave at once", 'hx-trigger="every 15s'):
        assert text in page


def test_the_card_about_money_takes_only_its_own_place(owner, cast):
    """The page around it swaps itself and picks itself out of the answer; what it says of that would empty the page."""
    page = owner.get("/office/").content.decode()
    card = page[page.index('id="money-waits"') :].split(">", 1)[0]
    assert 'hx-target="this"' in card
    assert 'hx-select="unset"' in card


def test_without_anybody_at_work_the_page_says_so(owner, cast):
    Presence.objects.update(state="off")
    assert "Nobody right now" in owner.get("/office/").content.decode()


def test_when_all_is_well_the_page_says_so(owner, cast):
    DialIn.objects.create(customer=cast.berg, number="+493023125099")
    cast.berg.greetings.create(text="Kanzlei Berg")
    page = owner.get("/office/").content.decode()
    assert "Nobody waits" in page
    assert ">Nothing<small>" in page


# --- what needs me -----------------------------------------------------------------------------------------------------


def test_what_needs_the_owner_is_counted(cast, ring, at):
    letter(cast, state="dead", reason="busy", closed_at=at)
    letter(cast, state="waiting", not_before=at - timedelta(minutes=3))
    letter(cast, state="waiting", not_before=at + timedelta(minutes=3))
    letter(cast, state="sent", closed_at=at)
    ring("closed", minutes_ago=9, answered_at=at)
    ring("closed", minutes_ago=9, answered_at=at, unwritten="advertising")
    ring("abandoned", minutes_ago=9)
    ring("abandoned", minutes_ago=9, customer=None, team=None, called="+493023125077")
    needs = needs_at(at)
    assert (needs.dead, needs.late, needs.unknown_calls, needs.without_note) == (1, 1, 1, [(cast.zahn.pk, "Dr. Zahn", 1)])
    assert [customer.short_name for customer in needs.incomplete] == ["Berg"]
    assert not needs.nothing


def test_a_call_with_a_note_misses_none(cast, ring, note, at):
    note.call = ring("closed", minutes_ago=5, answered_at=at)
    note.save()
    assert needs_at(at).without_note == []


def test_a_closed_customer_misses_nothing(cast, at):
    cast.berg.active = False
    cast.berg.save()
    assert needs_at(at).incomplete == []


# --- letters -----------------------------------------------------------------------------------------------------------


def test_a_letter_that_was_given_up_says_why_and_not_what(owner, house):
    page = owner.get("/office/letters/").content.decode()
    assert "Server asks to try again later" in page
    for secret in ("praxis@zahn.example", "Neue Nachricht", "Geheimes Anliegen"):
        assert secret not in page


def test_a_letter_is_tried_again_once(owner, house):
    for _time in range(2):
        assert owner.post(reverse("office:letter-retry", args=[house.dead.pk]))["Location"] == "/office/letters/"
    house.dead.refresh_from_db()
    assert (house.dead.state, house.dead.attempts) == ("waiting", 0)
    assert "already taken care" in owner.get("/office/letters/").content.decode()


def test_a_letter_whose_text_is_erased_stays_as_it_is(owner, house):
    OutboxMessage.objects.update(body=None, subject=None, address=None)
    owner.post(reverse("office:letter-retry", args=[house.dead.pk]))
    assert OutboxMessage.objects.get().state == "dead"
    assert "cannot be sent again" in owner.get("/office/letters/").content.decode()


def test_a_letter_is_left(owner, house):
    owner.post(reverse("office:letter-cancel", args=[house.dead.pk]))
    house.dead.refresh_from_db()
    assert house.dead.state == "cancelled"
    assert "Everything was delivered" in owner.get("/office/letters/").content.decode()


def test_a_letter_that_is_sent_is_not_cancelled(owner, house):
    OutboxMessage.objects.update(state="sent")
    owner.post(reverse("office:letter-cancel", args=[house.dead.pk]))
    assert OutboxMessage.objects.get().state == "sent"


def test_fifty_letters_are_a_page(owner, cast):
    for _number in range(51):
        letter(cast, state="dead", closed_at=datetime.now(UTC))
    assert len(owner.get("/office/letters/").context["page"].object_list) == 50
    assert len(owner.get("/office/letters/?page=2").context["page"].object_list) == 1


# --- numbers of nobody -------------------------------------------------------------------------------------------------


def test_unknown_numbers_are_counted_the_most_called_first(cast, ring, at):
    for called, minutes in (("+493023125078", 1), ("+493023125077", 9), ("+493023125077", 3), ("+493023125079", 60 * 24 * 31)):
        ring("abandoned", minutes_ago=minutes, customer=None, team=None, called=called)
    found = unknown_numbers(at)
    assert [(number.called, number.count) for number in found] == [("+493023125077", 2), ("+493023125078", 1)]
    assert at - found[0].last < timedelta(minutes=4)


def test_a_number_is_assigned_and_leaves_the_list(owner, cast, ring):
    ring("abandoned", customer=None, team=None, called="+493023125077")
    page = owner.get("/office/numbers/").content.decode()
    assert 'href="/office/numbers/assign/?number=%2B493023125077"' in page
    form = owner.get("/office/numbers/assign/?number=%2B493023125077").context["form"]
    assert form["number"].value() == "+49 30 23125077"
    owner.post("/office/numbers/assign/", {"number": "+493023125077", "customer": str(cast.berg.pk), "label": "Neu"})
    assert DialIn.objects.get(number="+493023125077").customer == cast.berg
    assert "Every number leads to somebody" in owner.get("/office/numbers/").content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "anonymous"}, "number"),
        ({"number": "+4930231250200"}, "number"),
        ({"customer": ""}, "customer"),
        ({"customer": "x"}, "customer"),
    ],
)
def test_a_bad_assignment_is_told_at_the_field(owner, cast, changes, field):
    answer = owner.post("/office/numbers/assign/", {"number": "030 23125077", "customer": str(cast.zahn.pk)} | changes)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert DialIn.objects.count() == 3


def test_a_closed_customer_gets_no_number(owner, cast):
    cast.berg.active = False
    cast.berg.save()
    answer = owner.post("/office/numbers/assign/", {"number": "030 23125077", "customer": str(cast.berg.pk)})
    assert answer.status_code == 422


# --- the catalogue -----------------------------------------------------------------------------------------------------


def test_the_catalogue_names_every_entry_with_ground_rule_and_readers(client, cast, note):
    client.force_login(cast.officer)
    page = client.get("/office/catalogue/")
    tables = {table.name: table for table in page.context["tables"]}
    concern = next(line for line in tables["calls.Note"].lines if "concern" in line.names)
    assert tables["calls.Note"].count == 1
    assert concern.datum.rule == "R-BEA"
    assert "answering calls for the customer" in page.content.decode()
    assert "Operator<br>Customer, responsible<br>Customer, staff" in page.content.decode()
    assert tables["accounts:sign-in failures"].count is None
    assert "the program only" in page.content.decode()


def test_grounds_and_risks_are_said_in_german(client, cast):
    declared = [datum for datum in catalogue().values() if datum.category is not Category.NONE]
    with translation.override("en"):
        said = {str(text) for text in SAID} | {""}
    assert {text for datum in declared for text in (datum.legal_basis, datum.special_risk)} <= said
    cast.officer.language = "de"
    cast.officer.save()
    client.force_login(cast.officer)
    page = client.get("/office/catalogue/").content.decode()
    assert "Art. 6 Abs. 1 lit. b DSGVO" in page.replace("\xa0", " ")
    assert "GDPR" not in page
