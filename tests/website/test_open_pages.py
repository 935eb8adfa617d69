"""The pages that anybody may see, and what every answer carries."""

import pytest

from vorzimmer.domain.roles import Role

pytestmark = pytest.mark.django_db

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"


@pytest.mark.parametrize(
    "address", ["/", "/sign-in/", "/nothing-here/", "/home/", "/design/", "/desk/", "/portal/", "/office/", "/static/css/vorzimmer.css"]
)
def test_every_answer_carries_the_content_policy(client, address):
    response = client.get(address)
    assert response["Content-Security-Policy"] == POLICY
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


def test_pages_are_stored_nowhere(client, olga):
    assert client.get("/")["Cache-Control"] == "no-store"
    client.force_login(olga)
    assert client.get("/design/")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?language=en",
        "/nothing-here/",
        "/sign-up/",
        "/sign-up/?tariff=start",
        "/legal/terms/",
        "/services/",
        "/how-it-works/",
        "/questions/",
        "/imprint/",
        "/contact/",
        "/call-back/",
        "/notice/",
        "/withdrawal/",
    ],
)
def test_an_open_page_sets_no_cookie(client, address):
    assert client.get(address).cookies == {}


def test_the_sign_in_sets_only_the_cookie_of_its_form(client):
    response = client.get("/sign-in/")
    assert list(response.cookies) == ["csrftoken"]
    assert response.cookies["csrftoken"]["httponly"]
    assert response.cookies["csrftoken"]["samesite"] == "Lax"


def test_the_start_page_speaks_german_and_english(client):
    german, english = client.get("/?language=de").content.decode(), client.get("/?language=en").content.decode()
    assert '<html lang="de"' in german
    assert "Anmelden" in german
    assert '<html lang="en"' in english
    assert "Sign in" in english
    assert "Sign in" not in german


def test_a_chosen_language_goes_along_to_the_sign_in(client):
    assert 'href="/sign-in/?language=en"' in client.get("/?language=en").content.decode()
    assert 'href="/sign-in/"' in client.get("/").content.decode()


def test_the_demo_says_that_it_is_one(client, settings):
    assert "demo-banner" not in client.get("/").content.decode()
    settings.DEMO = True
    assert "demo-banner" in client.get("/").content.decode()


def test_the_pattern_book_is_for_staff(client, make_user):
    assert client.get("/design/")["Location"] == "/sign-in/?next=/design/"
    client.force_login(make_user(Role.CUSTOMER_OWNER))
    assert client.get("/design/").status_code == 403
    client.force_login(make_user(Role.ACCOUNTANT))
    page = client.get("/design/").content.decode()
    assert page.count('data-bs-theme="light"') == page.count('data-bs-theme="dark"') == 1


def test_the_start_page_is_read_only(client):
    assert client.post("/").status_code == 405


@pytest.mark.parametrize("address", ["/", "/services/", "/how-it-works/", "/questions/", "/prices/", "/legal/terms/"])
def test_what_is_only_read_comes_small(client, address):
    """Forms and pages with a token are not compressed: their length would tell something of what they hold."""
    whole, small = client.get(address), client.get(address, headers={"accept-encoding": "gzip"})
    assert small["Content-Encoding"] == "gzip"
    assert len(small.content) * 2 < len(whole.content)
    assert "Accept-Encoding" in small["Vary"]


@pytest.mark.parametrize("address", ["/contact/", "/call-back/", "/sign-up/", "/sign-in/", "/notice/", "/withdrawal/"])
def test_a_form_is_not_compressed(client, address):
    assert "Content-Encoding" not in client.get(address, headers={"accept-encoding": "gzip"})
