"""The page about the own sign-in: what is set up, changed and ended there, and that nobody reaches what belongs to somebody else."""

import base64
import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.website.softkey import SoftKey
from tests.website.test_templates import breaches
from vorzimmer.accounts.clock import SIGNED_IN
from vorzimmer.accounts.second_step import PATIENCE, TAKEN
from vorzimmer.domain.one_time_codes import app_code, step_at
from vorzimmer.domain.roles import CUSTOMERS, STAFF, Role
from vorzimmer.privacy.factors import actions
from vorzimmer.privacy.factors.models import SecondFactor
from vorzimmer.website.urls import urlpatterns

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

# name: method; what is sent
OWN = {
    "security": ("get", {}),
    "security-confirm": ("get", {}),
    "own-password": ("get", {}),
    "app": ("get", {}),
    "app-new": ("post", {}),
    "app-picture": ("get", {}),
    "passkey-new": ("get", {}),
    "passkey-new-options": ("post", {}),
    "factor": ("get", {}),
    "factor-remove": ("get", {}),
    "codes-new": ("post", {}),
    "codes-text": ("post", {"codes": "k7mq4-xwz9r"}),
    "device": ("post", {"device": "Telefon"}),
    "sessions-end": ("post", {}),
    "session-end": ("post", {}),
}
FRESH = {"app", "app-new", "app-picture", "passkey-new", "passkey-new-options", "factor", "factor-remove", "codes-new"}


@pytest.fixture
def browser(olga):
    """Olga's browser at http://localhost, signed in just now."""
    return signed_in(olga)


def signed_in(user):
    browser = Client(SERVER_NAME="localhost", headers={"accept-language": "en"})
    browser.force_login(user)
    browser.get("/security/")
    return browser


def add_passkey(user, name="Blau"):
    browser = signed_in(user)
    answer = SoftKey().make(browser.post("/security/passkey/options/").json())
    browser.post("/security/passkey/", {"name": name, "answer": answer})
    return SecondFactor.objects.filter(user=user, kind="passkey").last()


def add_app(user):
    factor = actions.begin_app(user, date(2026, 11, 1))
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return actions.confirm_app(user, app_code(actions.app_key(factor), step_at(at)), at)


def address(name, factor=None):
    arguments = {"session-end": ["0" * 32], "factor": [getattr(factor, "pk", uuid4())], "factor-remove": [getattr(factor, "pk", uuid4())]}
    return reverse(f"website:{name}", args=arguments.get(name, []))


def make_old(browser):
    session = browser.session
    session[SIGNED_IN] = int((datetime.now(UTC) - PATIENCE - timedelta(seconds=1)).timestamp())
    session.save()


def text(answer):
    return answer.content.decode()


# --- doors -------------------------------------------------------------------------------------------------------------


def test_no_address_is_left_out():
    assert {pattern.name for pattern in urlpatterns if str(pattern.pattern).startswith("security/")} == set(OWN)


def test_a_stranger_is_sent_to_the_sign_in(client, db):
    for name, (method, data) in OWN.items():
        answer = getattr(client, method)(address(name), data)
        assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True), name


@pytest.mark.parametrize("role", list(Role))
def test_everybody_comes_to_the_own_page(make_user, role):
    page = signed_in(make_user(role)).get("/security/")
    assert page.status_code == 200
    assert breaches(text(page)) == []


@pytest.mark.parametrize("name", ["factor", "factor-remove"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_belongs_to_somebody_else_is_not_found(browser, make_user, name, method):
    factor = add_passkey(make_user(Role.CUSTOMER_USER))
    assert getattr(browser, method)(address(name, factor), {"name": "Meins"}).status_code == 404
    assert SecondFactor.objects.get(pk=factor.pk).name == "Blau"


@pytest.mark.parametrize("name", sorted(FRESH))
def test_what_decides_over_the_sign_in_needs_a_fresh_proof(browser, name):
    make_old(browser)
    method, data = OWN[name]
    answer = getattr(browser, method)(address(name), data)
    assert answer["Location"].startswith("/security/confirm/?next=%2Fsecurity")
    assert not SecondFactor.objects.exists()


def test_the_password_again_is_a_fresh_proof(browser):
    make_old(browser)
    assert browser.post("/security/confirm/?next=/security/passkey/", {"password": "falsch"}).status_code == 422
    answer = browser.post("/security/confirm/?next=/security/passkey/", {"password": "ein langes Kennwort"})
    assert answer["Location"] == "/security/passkey/"
    assert browser.get("/security/passkey/").status_code == 200


def test_five_wrong_passwords_close_this_door_too(browser):
    for _ in range(5):
        browser.post("/security/confirm/", {"password": "falsch"})
    assert browser.post("/security/confirm/", {"password": "ein langes Kennwort"}).status_code == 429


def test_a_page_asks_the_database_seldom(browser, olga, django_assert_max_num_queries):
    add_passkey(olga)
    browser = signed_in(olga)
    with django_assert_max_num_queries(10):
        browser.get("/security/")


# --- app and codes -----------------------------------------------------------------------------------------------------


def test_an_app_is_set_up_by_picture_or_key_and_gives_ten_codes(browser, olga):
    browser.post("/security/app/new/")
    page = text(browser.get("/security/app/"))
    spelled = re.search(r'class="secret secret-small" translate="no">([A-Z2-7 ]+)<', page)[1]
    picture = browser.get("/security/app/key.svg")
    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/svg+xml", "no-store")
    assert picture.content.startswith(b"<?xml") or picture.content.startswith(b"<svg")
    key = base64.b32decode(spelled.replace(" ", ""))
    wrong = browser.post("/security/app/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "not what the app shows" in text(wrong)
    done = text(browser.post("/security/app/", {"code": app_code(key, step_at(datetime.now(UTC)))}))
    codes = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", done)
    assert len(codes) == 10
    assert browser.get("/security/app/").status_code == 404
    assert browser.get("/security/app/key.svg").status_code == 404
    later = text(browser.get("/security/"))
    assert "10 of 10 codes are left" in later
    assert [code for code in codes if code in later] == []


def test_codes_are_given_as_text(browser):
    answer = browser.post("/security/codes/text/", {"codes": "k7mq4-xwz9r abcde-fghjk"})
    assert answer["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert text(answer).splitlines()[3:] == ["k7mq4-xwz9r", "abcde-fghjk"]


@pytest.mark.parametrize("codes", ["", "<script>", "k7mq4-xwz9r " * 11, "k7mq4-xwz9ä"])
def test_nothing_but_codes_is_given_as_text(browser, codes):
    assert browser.post("/security/codes/text/", {"codes": codes}).status_code == 400


def test_new_codes_end_those_from_before(olga):
    before = add_app(olga)
    browser = signed_in(olga)
    after = re.findall(r"<li>([a-z2-9]{5}-[a-z2-9]{5})</li>", text(browser.post("/security/codes/new/")))
    now = datetime.now(UTC)
    assert actions.use_code(olga, before[0], now) is None
    assert actions.use_code(olga, after[0], now) is not None


def test_there_are_no_codes_without_a_second_step(browser):
    assert browser.post("/security/codes/new/")["Location"] == "/security/"
    assert not SecondFactor.objects.exists()


# --- passkeys ----------------------------------------------------------------------------------------------------------


def test_a_passkey_is_named_renamed_and_removed_and_the_codes_go_with_the_last(olga):
    factor = add_passkey(olga)
    browser = signed_in(olga)
    assert "Blau" in text(browser.get("/security/"))
    browser.post(address("factor", factor), {"name": "  Rot  und rund "})
    assert "Rot und rund" in text(browser.get("/security/"))
    assert "your only second step" in text(browser.get(address("factor-remove", factor)))
    browser.post(address("factor-remove", factor))
    assert not SecondFactor.objects.filter(user=olga).exists()


@pytest.mark.parametrize("answer", ["{}", "no JSON", "[]", '{"id": 7}'])
def test_a_false_answer_sets_nothing_up(browser, answer):
    browser.post("/security/passkey/options/")
    page = browser.post("/security/passkey/", {"name": "Blau", "answer": answer})
    assert page.status_code == 422
    assert "Please press the button again" in text(page)
    assert not SecondFactor.objects.exists()


def test_a_passkey_of_another_site_is_not_kept(browser):
    answer = SoftKey(origin="https://evil.example").make(browser.post("/security/passkey/options/").json())
    assert browser.post("/security/passkey/", {"name": "Blau", "answer": answer}).status_code == 422


def test_where_browsers_allow_no_passkeys_the_page_says_why(olga):
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(olga)
    assert "Passkeys need an address with https" in text(browser.get("/security/"))
    assert browser.get("/security/passkey/").status_code == 404


# --- sign-ins ----------------------------------------------------------------------------------------------------------


def test_the_own_sign_ins_are_listed_and_ended_and_no_others(browser, olga, make_user):
    stranger, other = signed_in(make_user(Role.OPERATOR)), signed_in(olga)
    other.post("/security/device/", {"device": "Tablet in der Küche"})
    page = text(browser.get("/security/"))
    assert "Tablet in der Küche" in page
    assert browser.session.session_key not in page
    handles = re.findall(r"/security/sessions/([0-9a-f]{32})/end/", page)
    assert len(handles) == 1
    assert stranger.post(address("session-end").replace("0" * 32, handles[0])).status_code == 302
    assert other.get("/security/").status_code == 200
    browser.post(address("session-end").replace("0" * 32, handles[0]))
    assert other.get("/security/")["Location"].startswith("/sign-in/")
    assert browser.get("/security/").status_code == 200
    assert stranger.get("/security/").status_code == 200


def test_all_others_are_ended_at_once(browser, olga):
    others = [signed_in(olga) for _ in range(3)]
    browser.post("/security/sessions/end/")
    assert [other.get("/security/").status_code for other in others] == [302, 302, 302]
    assert browser.get("/security/").status_code == 200


def test_what_is_set_up_ends_the_sign_ins_that_did_not_prove_it(olga):
    other = signed_in(olga)
    add_passkey(olga)
    assert other.get("/security/").status_code == 302


def test_a_session_holds_no_address_and_no_browser(olga):
    browser = Client(SERVER_NAME="localhost", REMOTE_ADDR="192.0.2.77", headers={"user-agent": "Verräter/1.0"})
    browser.post("/sign-in/", {"email": "olga@example.org", "password": "ein langes Kennwort"})
    browser.get("/security/")
    (session,) = Session.objects.all()
    assert set(session.get_decoded()) == {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
        "_session_expiry",
        "signed_in",
        "seen",
    }


# --- password ----------------------------------------------------------------------------------------------------------


def test_the_password_is_changed_here_and_ends_the_other_sign_ins(browser, olga):
    other = signed_in(olga)
    wanted = {"password": "ein langes Kennwort", "new": "Zebra Kamel Lampe 7", "again": "Zebra Kamel Lampe 7"}
    assert browser.post("/security/password/", wanted)["Location"] == "/security/"
    assert browser.get("/security/").status_code == 200
    assert other.get("/security/").status_code == 302
    olga.refresh_from_db()
    assert olga.check_password("Zebra Kamel Lampe 7")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "falsch"}, "do not belong together"),
        ({"again": "etwas anderes hier"}, "differ"),
        ({"new": "kurz", "again": "kurz"}, "too short"),
        ({"new": ""}, "required"),
    ],
)
def test_a_wrong_change_of_the_password_changes_nothing(browser, olga, change, said):
    wanted = {"password": "ein langes Kennwort", "new": "Zebra Kamel Lampe 7", "again": "Zebra Kamel Lampe 7"} | change
    page = browser.post("/security/password/", wanted)
    assert page.status_code == 422
    assert said in text(page)
    olga.refresh_from_db()
    assert olga.check_password("ein langes Kennwort")


# --- where the agency demands it ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("demand", "of"), [("none", set()), ("staff", STAFF), ("all", STAFF | CUSTOMERS)])
@pytest.mark.parametrize("role", list(Role))
def test_of_whom_a_second_step_is_demanded(make_user, settings, demand, of, role):
    settings.REQUIRE_SECOND_FACTOR = demand
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(make_user(role))
    assert (browser.get("/home/")["Location"] == "/security/") is (role in of)


def test_first_comes_the_second_step_and_then_everything_else(olga, settings):
    settings.REQUIRE_SECOND_FACTOR = "staff"
    browser = signed_in(olga)
    assert browser.get("/desk/")["Location"] == "/security/"
    assert browser.get("/desk/queue/", headers={"hx-request": "true"})["HX-Redirect"] == "/security/"
    assert browser.get("/security/password/")["Location"] == "/security/"
    page = text(browser.get("/security/"))
    assert "Please set up a second step" in page
    assert "Where you are signed in" not in page
    answer = SoftKey().make(browser.post("/security/passkey/options/").json())
    browser.post("/security/passkey/", {"name": "Blau", "answer": answer})
    assert browser.session[TAKEN] is True
    assert browser.get("/desk/").status_code == 200


def test_the_last_second_step_stays_where_it_is_demanded(olga, settings):
    factor = add_passkey(olga)
    settings.REQUIRE_SECOND_FACTOR = "staff"
    browser = signed_in(olga)
    session = browser.session
    session[TAKEN] = True
    session.save()
    browser.post(address("factor-remove", factor))
    assert SecondFactor.objects.filter(pk=factor.pk).exists()
    assert "Add another one before" in text(browser.get("/security/"))
