"""Getting in and out, and nowhere else."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from tests.cast import NOON
from vorzimmer.accounts.actions import deactivate
from vorzimmer.domain.roles import Role

pytestmark = pytest.mark.django_db

NOT_TOGETHER = "E-mail address and password do not belong together. Please check both."


def test_the_right_password_lets_in_and_leads_home(olga, client, sign_in):
    response = sign_in()
    assert (response.status_code, response["Location"]) == (302, "/home/")
    assert client.session[SESSION_KEY] == str(olga.pk)


def test_the_address_may_be_written_in_capitals(olga, sign_in):
    assert sign_in(email=" Olga@EXAMPLE.org ").status_code == 302


@pytest.mark.parametrize(("email", "password"), [("olga@example.org", "falsches Kennwort"), ("nobody@example.org", "ein langes Kennwort")])
def test_it_is_not_said_which_of_the_two_was_wrong(olga, client, sign_in, email, password):
    response = sign_in(email=email, password=password)
    assert response.status_code == 422
    assert response.content.decode().count(NOT_TOGETHER) == 1
    assert "is-invalid" not in response.content.decode()
    assert SESSION_KEY not in client.session


def test_a_password_is_never_sent_back(olga, sign_in):
    assert "falsches Kennwort" not in sign_in(password="falsches Kennwort").content.decode()


def test_who_may_no_longer_sign_in_hears_the_same(olga, sign_in):
    deactivate(olga, NOON)
    response = sign_in()
    assert response.status_code == 422
    assert NOT_TOGETHER in response.content.decode()


def test_an_empty_form_says_what_is_missing(client):
    response = client.post("/sign-in/?language=en", {})
    assert response.status_code == 422
    assert response.content.decode().count("This field is required.") == 4  # at the field and in the summary


def test_five_wrong_passwords_close_the_door_even_for_the_right_one(olga, sign_in):
    for _ in range(5):
        assert sign_in(password="falsches Kennwort").status_code == 422
    response = sign_in()
    assert response.status_code == 429
    assert "Too many tries. Please wait 15 minutes." in response.content.decode()


def test_a_right_password_forgets_earlier_slips(olga, client, sign_in):
    for _ in range(4):
        sign_in(password="falsches Kennwort")
    assert sign_in().status_code == 302
    client.post("/sign-out/")
    for _ in range(4):
        assert sign_in(password="falsches Kennwort").status_code == 422


@pytest.mark.parametrize("wanted", ["/desk/?call=1", "/portal/"])
def test_the_way_goes_on_to_the_page_that_was_asked_for(olga, sign_in, wanted):
    assert sign_in(query=f"?next={wanted}")["Location"] == wanted
    assert sign_in(query="", next=wanted)["Location"] == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "https:///evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "http:evil.example",
        "",
    ],
)
def test_the_way_never_leads_to_another_site(olga, sign_in, wanted):
    assert sign_in(query="", next=wanted)["Location"] == "/home/"


def test_who_is_in_already_goes_on(olga, client):
    client.force_login(olga)
    assert client.get("/sign-in/?next=/desk/")["Location"] == "/desk/"


def test_a_forged_sign_in_is_refused(olga):
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/", {"email": "olga@example.org", "password": "ein langes Kennwort"}).status_code == 403
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get("/sign-in/").content.decode())[1]
    form = {"email": "olga@example.org", "password": "ein langes Kennwort", "csrfmiddlewaretoken": token}
    assert client.post("/sign-in/", form).status_code == 302


def test_the_session_is_a_new_one_after_signing_in(olga, client, sign_in):
    client.get("/sign-in/")
    sign_in()
    before = client.session.session_key
    client.post("/sign-out/")
    sign_in()
    assert client.session.session_key != before


def test_signing_out_needs_a_form_and_ends_the_session(olga, client):
    client.force_login(olga)
    assert client.get("/sign-out/").status_code == 405
    response = client.post("/sign-out/")
    assert response["Location"] == "/sign-in/"
    assert SESSION_KEY not in client.session


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (Role.OPERATOR, "/desk/"),
        (Role.OWNER, "/office/"),
        (Role.ACCOUNTANT, "/office/"),
        (Role.PRIVACY_OFFICER, "/office/"),
        (Role.CUSTOMER_OWNER, "/portal/"),
        (Role.CUSTOMER_USER, "/portal/"),
    ],
)
def test_home_is_another_place_for_every_role(make_user, client, role, place):
    client.force_login(make_user(role))
    assert client.get("/home/")["Location"] == place


def test_nobody_has_no_home(client):
    assert client.get("/home/")["Location"] == "/sign-in/?next=/home/"


def test_the_language_of_a_user_is_kept(olga, client):
    client.force_login(olga)
    response = client.post("/language/", {"language": "de", "next": "/desk/"})
    assert response["Location"] == "/desk/"
    olga.refresh_from_db()
    assert olga.language == "de"


def test_a_language_that_there_is_not_changes_nothing(olga, client):
    client.force_login(olga)
    assert client.post("/language/", {"language": "tlh"}).status_code == 400
    olga.refresh_from_db()
    assert olga.language == "en"


def test_a_visitor_has_no_language_to_keep(client):
    assert client.post("/language/", {"language": "en"})["Location"].startswith("/sign-in/")
