"""The open pages and the pattern book in a real browser: readable for everybody, quiet in the console, usable by keyboard, alive."""

import pytest
from playwright.sync_api import expect

from tests.axe import complaints
from tests.keyboard import at_the_keys
from tests.running import RunningServer

pytestmark = pytest.mark.journey

PASSWORD = "ein langes Kennwort"
MAKE_OLGA = f"""
from vorzimmer.accounts.actions import create_user
from vorzimmer.domain.roles import Role
create_user(email="olga@example.org", name="Olga Weber", role=Role.OPERATOR, password="{PASSWORD}", language="en")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, migrated):
    """One real server for all of this."""
    home = tmp_path_factory.mktemp("looks") / "home"
    with migrated.copied(home) as databases:
        server = RunningServer(home, environment=databases)
        server.start()
        server.python(MAKE_OLGA)
        yield server
        server.close()


@pytest.fixture
def open_page(chromium, site):
    """Open an address; whatever the console says of errors is kept in `page.complaints`."""

    def opened(address, *, theme="light", language="en", width=1440):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, locale=language, base_url=site.url)
        page = at_the_keys(context.new_page())
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith(site.url) else page.complaints.append(request.url))
        page.goto(address)
        return page

    yield opened
    for context in chromium.contexts:
        context.close()


def signed_in(page, address):
    page.get_by_label("E-mail address").fill("olga@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    page.goto(address)
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_open_pages_can_be_read_by_everybody(open_page, theme):
    for address in ("/?language=de", "/?language=en", "/sign-in/", "/nothing-here/"):
        for width in (1440, 390):
            page = open_page(address, theme=theme, width=width)
            assert (address, width, complaints(page)) == (address, width, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert [complaint for complaint in page.complaints if "404" not in complaint] == []


def test_the_start_page_is_light(open_page):
    page = open_page("/")
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate("() => performance.getEntries().filter(entry => 'transferSize' in entry).map(entry => entry.transferSize)")
    assert 20_000 < sum(sizes) < 100_000


def test_an_error_of_the_sign_in_is_read_out(open_page):
    page = open_page("/sign-in/")
    page.get_by_label("E-mail address").fill("olga@example.org")
    page.get_by_label("Password").fill("falsch")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    assert complaints(page) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_pattern_book_can_be_read_by_everybody(open_page, width):
    page = signed_in(open_page("/sign-in/", width=width), "/design/")
    shown_twice = {"landmark-unique": {"enabled": False}}  # once in each theme
    assert complaints(page, **shown_twice) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.complaints == []


def test_keys_are_listed_work_and_can_be_switched_off(open_page):
    page = signed_in(open_page("/sign-in/"), "/design/")
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys on this page")
    expect(keys).to_contain_text("Save and next")
    expect(keys).to_contain_text("Ctrl")
    keys.get_by_label("Single letters and digits").uncheck()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    expect(keys).to_be_hidden()


def test_a_single_key_is_a_letter_while_somebody_writes(open_page):
    page = signed_in(open_page("/sign-in/"), "/design/")
    field = page.locator("#id_light-name")
    field.press_sequentially("wer?")
    expect(field).to_have_value("wer?")
    expect(page.locator("#keys")).to_be_hidden()


def test_a_chosen_theme_stays(open_page):
    page = signed_in(open_page("/sign-in/"), "/design/")
    background = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(background) == "rgb(250, 248, 244)"
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate(background) == "rgb(20, 23, 28)"
    page.reload()
    assert page.evaluate(background) == "rgb(20, 23, 28)"
    page.get_by_role("button", name="Like the system").click()
    assert page.evaluate(background) == "rgb(250, 248, 244)"


def test_a_form_goes_out_once(open_page):
    page = open_page("/sign-in/")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    page.get_by_label("E-mail address").fill("olga@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.evaluate(
        "() => { const form = document.querySelector('form'); form.requestSubmit(); form.requestSubmit(); form.requestSubmit(); }"
    )
    page.wait_for_url("**/desk/")
    assert len(sent) == 1


def test_a_lost_line_is_shown_and_heals_by_itself(open_page, site):
    page = signed_in(open_page("/sign-in/"), "/design/")
    line = page.locator(".live").first
    expect(line).to_have_text("Line is live", use_inner_text=True)
    site.kill()
    expect(line).to_have_text("Connection lost – trying again", use_inner_text=True, timeout=6_000)
    site.start()
    expect(line).to_have_text("Line is live", use_inner_text=True, timeout=20_000)


def test_what_happened_while_the_line_was_lost_is_told(open_page, site):
    page = signed_in(open_page("/sign-in/"), "/design/")
    expect(page.locator("html[data-live=up]")).to_be_attached()
    page.evaluate("() => document.body.addEventListener('live:presence', event => { document.body.dataset.heard = event.detail.ref; })")
    site.kill()
    publish = """
from datetime import UTC, datetime
from vorzimmer.accounts.models import User
from vorzimmer.live.actions import publish
publish(channel=User.objects.get().channel, kind="presence", ref="while-away", at=datetime.now(UTC))
"""
    site.python(publish)
    site.start()
    expect(page.locator("body")).to_have_attribute("data-heard", "while-away", timeout=20_000)


def test_who_was_signed_out_elsewhere_is_led_to_the_sign_in(open_page, site):
    page = signed_in(open_page("/sign-in/"), "/design/")
    expect(page.locator("html[data-live=up]")).to_be_attached()
    site.python("from django.contrib.sessions.models import Session\nSession.objects.all().delete()")
    site.kill()
    site.start()
    page.wait_for_url("**/sign-in/", timeout=20_000)
