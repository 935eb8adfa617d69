"""A second step in the browser: an authenticator app set up and used, a passkey that replaces password and code, a lost telephone."""

import base64
from datetime import UTC, datetime

import pytest

from tests.axe import complaints
from tests.cast import PASSWORD
from tests.keyboard import at_the_keys
from vorzimmer.domain.one_time_codes import app_code, step_at

pytestmark = pytest.mark.journey


@pytest.fixture
def browser_of(chromium, agency):
    """A window under the name localhost, since browsers allow no passkeys under a bare number; CSP breaches fail the test."""
    contexts, breaches = [], []

    def opened(*, width=390, theme="light"):
        context = chromium.new_context(viewport={"width": width, "height": 844}, locale="de", color_scheme=theme)
        contexts.append(context)
        page = at_the_keys(context.new_page())
        page.on("pageerror", lambda error: breaches.append(str(error)))
        page.on("console", lambda message: breaches.append(message.text) if "Content Security Policy" in message.text else None)
        page.base = agency.server.url.replace("127.0.0.1", "localhost")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert breaches == []


def password(page, email="zahn@praxis.example"):
    page.goto(f"{page.base}/sign-in/")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/sign-in/"))


def sign_out(page):
    page.goto(f"{page.base}/portal/more/")
    page.get_by_role("button", name="Abmelden").press("Enter")
    page.wait_for_selector("input[name=email]")


def key_on(page):
    text = page.inner_text(".secret").replace(" ", "")
    return base64.b32decode(text + "=" * (-len(text) % 8))


def next_code(key):
    """The code of a telephone whose clock is a little fast: the one that was used holds no more."""
    return app_code(key, step_at(datetime.now(UTC)) + 1)


def authenticator(page):
    """A telephone that unlocks passkeys by finger, played by the browser."""
    wire = page.context.new_cdp_session(page)
    wire.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    made = wire.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})
    return wire, made["authenticatorId"]


def test_an_app_is_set_up_and_asked_for_and_a_recovery_code_stands_in_for_it(browser_of):
    page = browser_of()
    password(page)
    page.click("text=Mehr")
    page.click(".way:has-text('Sicherheit')")
    assert complaints(page) == []
    page.click("text=Authenticator-App einrichten")
    page.wait_for_selector("img.qr")
    assert page.evaluate("document.querySelector('img.qr').naturalWidth") > 0
    assert complaints(page) == []
    key = key_on(page)
    page.fill("input[name=code]", app_code(key, step_at(datetime.now(UTC))))
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes li")
    assert complaints(page) == []
    codes = page.locator(".codes li").all_inner_texts()
    with page.expect_download() as download:
        page.click("text=Als Textdatei sichern")
    assert codes[9] in download.value.path().read_text("utf-8")
    page.click("text=Ich habe sie notiert")
    sign_out(page)

    password(page)
    assert "/sign-in/second-step/" in page.url
    assert complaints(page) == []
    page.fill("input[name=code]", "000000")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice-danger")
    page.fill("input[name=code]", next_code(key))
    page.keyboard.press("Enter")
    page.wait_for_selector(".portal-bar")

    other = browser_of()
    password(other)
    other.click("text=Notfallcode verwenden")
    other.fill("input[name=code]", codes[0])
    other.keyboard.press("Enter")
    other.wait_for_selector(".portal-bar")
    page.goto(f"{page.base}/security/")
    page.click("text=Dort abmelden")
    other.wait_for_url("**/sign-in/**", timeout=8000)


def test_a_passkey_is_made_and_signs_in_alone_and_as_second_step(browser_of):
    page = browser_of(width=1440, theme="dark")
    wire, telephone = authenticator(page)
    password(page)
    page.goto(f"{page.base}/security/")
    page.click("text=Passkey einrichten")
    assert complaints(page) == []
    page.fill("input[name=name]", "Mein Telefon")
    page.keyboard.press("Enter")
    page.wait_for_selector(".codes li")
    page.click("text=Ich habe sie notiert")
    assert page.locator(".record-says").first.inner_text().strip().startswith("Mein Telefon")
    assert complaints(page) == []
    sign_out(page)

    page.click("text=Mit Passkey anmelden")
    page.wait_for_selector(".portal-bar")
    sign_out(page)

    password(page)
    assert complaints(page) == []
    page.click("text=Passkey verwenden")
    page.wait_for_selector(".portal-bar")
    sign_out(page)

    wire.send("WebAuthn.setUserVerified", {"authenticatorId": telephone, "isUserVerified": False})
    page.click("text=Mit Passkey anmelden")
    page.wait_for_selector("[data-passkey-failed]:not([hidden])")
    assert "/sign-in/" in page.url
