"""A real agency for a person to walk through: server, mail server, telephone system with its own key, browser."""

from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import pytest

from tests.cast import PASSWORD
from tests.delivery.postbox import Postbox
from tests.keyboard import at_the_keys
from tests.running import RunningServer, prepared_once
from tests.telephony.signing import public_pem, sipgate_signature
from vorzimmer.demo import people

FORM = "application/x-www-form-urlencoded"
CAST = "from datetime import UTC, datetime; from tests.cast import make_cast; make_cast(datetime.now(UTC))"


@dataclass
class Agency:
    """The running agency with its surroundings."""

    server: RunningServer
    postbox: Postbox

    def push(self, **fields) -> httpx.Response:
        """Post what sipgate posts, signed."""
        body = urlencode({"callId": "4711", "from": "491713920012", "to": "4930231250100", "direction": "in"} | fields).encode()
        headers = {"Content-Type": FORM, "X-Sipgate-Signature": sipgate_signature(body)}
        return httpx.post(f"{self.server.url}/api/telephony/sipgate/", content=body, headers=headers, timeout=20)

    def answered_at(self, desk) -> None:
        """Let somebody call, and the operator at this desk answer."""
        self.push(event="newCall")
        desk.wait_for_selector(".call-say", timeout=5000)
        desk.keyboard.press("F4")
        desk.wait_for_selector("#note-form")


@pytest.fixture(scope="session")
def staffed(migrated, tmp_path_factory):
    """What every agency of the journeys begins with: its cast."""
    with prepared_once(tmp_path_factory.getbasetemp() / "staffed", lambda home: migrated.with_code(home, CAST)) as prepared:
        yield prepared


@pytest.fixture(scope="session")
def invented(migrated, tmp_path_factory):
    """The invented agency with claims in every state."""
    code = "from tests.claims.in_the_demo import found; found()"
    with prepared_once(tmp_path_factory.getbasetemp() / "invented", lambda home: migrated.with_code(home, code)) as prepared:
        yield prepared


@pytest.fixture
def agency(start_server, staffed, tmp_path):
    key = tmp_path / "sipgate.pem"
    key.write_bytes(public_pem())
    with Postbox() as postbox:
        environment = {
            "SMTP_URL": f"smtp://127.0.0.1:{postbox.port}",
            "SIPGATE_ENABLED": "1",
            "SIPGATE_PUBLIC_KEY_FILE": str(key),
        }
        yield Agency(start_server(environment=environment, like=staffed), postbox)


@pytest.fixture
def page_of(chromium, agency):
    yield from _pages(chromium, agency.server.url, PASSWORD)


@pytest.fixture
def demo(start_server, invented):
    """The agency of `vorzimmer demo` as it stood on the last 26th of a month: claims in every state, whatever day it is today."""
    return start_server(environment={"SMTP_URL": "smtp://127.0.0.1:9"}, like=invented)


@pytest.fixture
def demo_page_of(chromium, demo):
    yield from _pages(chromium, demo.url, people.PASSWORD)


def _pages(chromium, url, password):
    """Sign somebody in and give the page; complaints of the browser fail the test."""
    contexts = []
    complaints = []

    def open_page(email: str, *, width: int = 1440, height: int = 900, language: str = "de", theme: str = "light"):
        context = chromium.new_context(viewport={"width": width, "height": height}, locale=language, color_scheme=theme)
        contexts.append(context)
        page = at_the_keys(context.new_page())
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None)
        page.goto(f"{url}/sign-in/")
        page.fill("input[name=email]", email)
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
