"""The forms for everybody: no cookie, no script, nothing kept by looking, everything kept before it is confirmed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import make_cast
from tests.website.test_sign_up import HERE
from tests.website.test_templates import breaches
from vorzimmer.customers.models import Enquiry, SenderAddress
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.website import contact
from vorzimmer.website.flood import FloodGate
from vorzimmer.website.form_token import BadToken, FormToken, TokenFault, read_token

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOON = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
QUESTION = {"name": "Ida Moos", "email": "ida@moos.example", "text": "Antworten Sie auch am Samstag?"}
CALL = {"name": "Ida Moos", "phone": "0171 3920055", "best_time": "ab 15 Uhr"}


@pytest.fixture
def agency(db):
    return make_cast()


def token(purpose="enquiry", *, age=60):
    return FormToken.new(datetime.now(UTC) - timedelta(seconds=age)).signed(purpose)


def send(client, page, data, *, purpose="enquiry", age=60, query="?language=en", **headers):  # noqa: PLR0913  (what a browser says)
    given = {"token": token(purpose, age=age), **data}
    return client.post(f"/{page}/{query}", given, **(HERE | headers))


def test_a_question_is_kept_confirmed_and_told_to_the_agency(client, agency):
    answer = send(client, "contact", QUESTION, REMOTE_ADDR="203.0.113.77")
    assert (answer.status_code, answer["Location"]) == (303, "/contact/received/?language=en")
    assert answer.cookies == {}
    kept = Enquiry.objects.get()
    assert (kept.kind, kept.name, kept.email, kept.language) == ("enquiry", "Ida Moos", "ida@moos.example", "en")
    assert SenderAddress.objects.get().address == "203.0.113.77"
    assert OutboxMessage.objects.count() == 1
    page = client.get(answer["Location"]).content.decode()
    assert "We have received it." in page
    assert breaches(page) == []


def test_a_wish_to_be_called_back_is_kept(client, agency):
    assert send(client, "call-back", CALL, purpose="callback", query="?language=de").status_code == 303
    kept = Enquiry.objects.get()
    assert (kept.kind, kept.phone, kept.best_time, kept.language) == ("callback", "+491713920055", "ab 15 Uhr", "de")


@pytest.mark.parametrize("page", ["contact", "call-back", "contact/received"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_by_looking_nothing_is_kept_or_set(client, db, page, language):
    answer = client.get(f"/{page}/?language={language}")
    assert (answer.status_code, answer.cookies) == (200, {})
    assert f'<html lang="{language}"' in answer.content.decode()
    assert breaches(answer.content.decode()) == []
    assert not SenderAddress.objects.exists()


def test_the_page_carries_what_its_form_needs(client, agency):
    page = client.get("/contact/?language=en").content.decode()
    shown = re.search(r'name="token" value="([^"]+)"', page)[1]
    early = client.post("/contact/?language=en", QUESTION | {"token": shown}, **HERE)
    assert early.status_code == 422
    assert "faster than anybody can type" in early.content.decode()
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize(
    ("page", "changes", "fields"),
    [
        ("contact", {"name": ""}, ["name"]),
        ("contact", {"email": "ida"}, ["email"]),
        ("contact", {"text": " "}, ["text"]),
        ("contact", {"text": "x" * 4001}, ["text"]),
        ("contact", {"company": "x" * 121}, ["company"]),
        ("contact", {"phone": "hier"}, ["phone"]),
        ("call-back", {"company": "x" * 121}, ["company"]),
        ("call-back", {"best_time": "x" * 121}, ["best_time"]),
        ("call-back", {"text": "x" * 4001}, ["text"]),
        ("contact", {"homepage": "https://spam.example"}, ["homepage"]),
        ("call-back", {"phone": "hier"}, ["phone"]),
        ("call-back", {"name": "", "phone": ""}, ["name", "phone"]),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_written_is_still_there(client, agency, page, changes, fields):
    purpose = "enquiry" if page == "contact" else "callback"
    answer = send(client, page, (QUESTION if page == "contact" else CALL) | changes, purpose=purpose, REMOTE_ADDR="203.0.113.77")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, fields)
    shown = answer.content.decode()
    assert "Ida Moos" in shown or "name" in fields
    assert 'id="id_email_error"' in shown or fields != ["email"]
    assert breaches(shown) == []
    assert not any(model.objects.exists() for model in (Enquiry, SenderAddress, OutboxMessage))


@pytest.mark.parametrize(
    ("age", "purpose", "words"),
    [(1, "enquiry", "faster"), (13 * 3600, "enquiry", "very long"), (60, "callback", "not complete"), (60, "sign-up", "not complete")],
)
def test_a_form_that_is_too_fast_too_old_or_another_one_is_refused_and_can_be_sent_again(client, agency, age, purpose, words):
    answer = send(client, "contact", QUESTION, age=age, purpose=purpose)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Antworten Sie auch am Samstag?" in page
    assert not Enquiry.objects.exists()


def test_a_form_without_a_token_is_refused(client, agency):
    assert client.post("/contact/?language=en", QUESTION, **HERE).status_code == 422


@pytest.mark.parametrize(
    "headers", [{"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "https://elsewhere.example"}, {"HTTP_ACCEPT": "*/*"}]
)
def test_a_form_from_elsewhere_is_refused(client, agency, headers):
    for page in ("contact", "call-back"):
        assert client.post(f"/{page}/", QUESTION | {"token": token()}, **headers).status_code == 403
    assert not Enquiry.objects.exists()


def test_one_page_that_is_sent_twice_is_one_enquiry(client, agency):
    data = QUESTION | {"token": token()}
    for _ in range(2):
        assert client.post("/contact/", data, **HERE).status_code == 303
    assert Enquiry.objects.count() == 1


def test_a_flood_from_one_network_is_slowed_while_others_pass(client, agency, monkeypatch):
    monkeypatch.setattr(contact, "GATE", FloodGate(burst=3))
    sent = [send(client, "contact", QUESTION, REMOTE_ADDR=f"203.0.113.{turn}") for turn in range(5)]
    assert [answer.status_code for answer in sent] == [303, 303, 303, 429, 429]
    assert 1 <= int(sent[-1]["Retry-After"]) <= 20
    assert "Antworten Sie auch am Samstag?" in sent[-1].content.decode()
    assert send(client, "contact", QUESTION, REMOTE_ADDR="198.51.100.4").status_code == 303
    assert Enquiry.objects.count() == 4


# --- the token and the gate by themselves ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "fault"), [(0, "hasty"), (2, "hasty"), (3, None), (12 * 3600, None), (12 * 3600 + 1, "stale"), (-5, "hasty")]
)
def test_a_token_holds_from_three_seconds_to_twelve_hours(age, fault):
    token = FormToken.new(NOON)
    if fault is None:
        assert read_token(token.signed("enquiry"), "enquiry", NOON + timedelta(seconds=age)) == token
        return
    with pytest.raises(BadToken) as refused:
        read_token(token.signed("enquiry"), "enquiry", NOON + timedelta(seconds=age))
    assert refused.value.fault == fault


@given(st.text(max_size=80))
def test_nobody_guesses_a_token(text):
    with pytest.raises(BadToken) as refused:
        read_token(text, "enquiry", NOON)
    assert refused.value.fault is TokenFault.FOREIGN


def test_a_line_passes_again_when_it_has_waited():
    gate = FloodGate(burst=2, pause=timedelta(seconds=20))
    assert [gate.wait("203.0.113.7", NOON) for _ in range(3)] == [0, 0, 20]
    assert gate.wait("203.0.113.9", NOON + timedelta(seconds=5)) == 15
    assert gate.wait("203.0.113.7", NOON + timedelta(seconds=20)) == 0
    assert gate.wait("203.0.113.7", NOON + timedelta(seconds=20)) == 20


def test_one_ipv6_line_is_one_and_its_neighbour_another():
    gate = FloodGate(burst=1)
    assert gate.wait("2001:db8:1::1", NOON) == 0
    assert gate.wait("2001:db8:1:ffff::9", NOON) > 0
    assert gate.wait("2001:db8:2::1", NOON) == 0


def test_the_gate_knows_no_address_and_does_not_grow():
    gate = FloodGate(burst=2, pause=timedelta(seconds=20), most=100)
    for number in range(250):
        gate.wait(f"10.{number}.0.1", NOON)
    assert len(gate) == 100
    assert all(isinstance(key, bytes) and len(key) == 16 for key in gate._buckets)
    gate.wait("10.0.0.1", NOON + timedelta(seconds=41))
    assert len(gate) == 1


def test_a_clock_that_goes_back_lets_nobody_through_twice():
    gate = FloodGate(burst=1, pause=timedelta(seconds=20))
    assert gate.wait("203.0.113.7", NOON) == 0
    assert gate.wait("203.0.113.7", NOON - timedelta(hours=1)) > 0
