"""An absence and a status that are entered on the telephone stand on the operator's open card without a reload."""

from datetime import datetime, timedelta

import pytest

from tests.axe import complaints
from vorzimmer.domain.days import BERLIN

pytestmark = pytest.mark.journey


def test_an_absence_on_the_telephone_changes_what_the_operator_sees(agency, page_of):
    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")
    agency.push(event="newCall")
    desk.wait_for_selector(".wanted li:has-text('Frau Kern') .chip-free", timeout=5000)

    portal = page_of("zahn@praxis.example", width=390, height=844)
    portal.click(".portal-bar a:has-text('Status')")
    portal.click("a:has-text('Abwesenheiten planen')")
    portal.locator("section:has(h2:has-text('Frau Kern')) a.btn-plain").click()
    portal.fill("#id_start", "2020-01-01")
    portal.fill("#id_end", "2020-01-02")
    portal.click("button[type=submit].btn-primary")
    portal.wait_for_selector("#id_end_error, .errorlist")
    assert complaints(portal) == []
    today = datetime.now(BERLIN).date()
    portal.fill("#id_start", today.isoformat())
    portal.fill("#id_end", (today + timedelta(days=1)).isoformat())
    portal.fill("#id_say", "Übermorgen wieder da.")
    portal.click("button[type=submit].btn-primary")
    portal.wait_for_selector(".entry:has-text('Übermorgen wieder da.')")
    desk.wait_for_selector(".wanted li:has-text('Frau Kern') .chip-away", timeout=5000)
    assert "Übermorgen wieder da." in desk.inner_text(".wanted")

    portal.click(".portal-bar a:has-text('Status')")
    portal.click("summary:has-text('Frau Kern')")
    portal.click("details[open] .status:has-text('erreichbar')")
    desk.wait_for_selector(".wanted li:has-text('Frau Kern') .chip-free", timeout=5000)
    assert portal.locator("details[open]:has-text('Frau Kern')").count() == 1


def test_without_a_connection_the_portal_says_so_and_has_kept_nothing(agency, page_of):
    portal = page_of("zahn@praxis.example", width=390, height=844)
    portal.evaluate("navigator.serviceWorker.ready.then(() => true)")
    portal.goto(f"{agency.server.url}/portal/status/")
    agency.server.kill()
    portal.goto(f"{agency.server.url}/portal/")
    portal.wait_for_selector("h1:has-text('Keine Verbindung')")
    kept = portal.evaluate(
        "caches.keys().then(async (names) => (await Promise.all(names.map(async (name) =>"
        " (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))).flat())"
    )
    assert [path for path in kept if not path.startswith("/static/")] == ["/portal/offline/"]
    agency.server.start()
    portal.click(".empty-state a")
    portal.wait_for_selector("#mailbox")
