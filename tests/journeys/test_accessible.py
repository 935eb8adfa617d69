"""axe finds nothing to complain of on the desk, in the portal and on the pages of claims, in light and dark."""

import json

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_desk(agency, page_of, theme):
    desk = page_of("olga@agentur.example", theme=theme)
    desk.wait_for_selector("html[data-live=up]")
    assert complaints(desk) == []
    agency.push(event="newCall")
    desk.wait_for_selector(".call-say", timeout=5000)
    assert complaints(desk) == []
    desk.keyboard.press("F4")
    desk.wait_for_selector("#note-form")
    desk.fill("#note_caller_name", "0171 3920044")
    desk.wait_for_selector(".misplaced")
    assert complaints(desk) == []
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("#note .notice-danger")
    assert complaints(desk) == []
    desk.keyboard.press("F2")
    desk.wait_for_selector("#presence-menu[open]")
    assert desk.evaluate("document.activeElement.dataset.key") == "1"
    assert complaints(desk) == []
    desk.keyboard.press("Escape")
    desk.keyboard.press("Alt+x")
    desk.wait_for_selector("#without-note[open]")
    assert complaints(desk) == []


PLACES = (
    "status",
    "absences",
    "people",
    "callers",
    "access",
    "usage",
    "documents",
    "wishes",
    "privacy",
    "privacy/consents",
    "privacy/accesses",
    "more",
    "search",
    "print",
    "offline",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_other_pages_of_the_portal(agency, page_of, theme):
    portal = page_of("zahn@praxis.example", theme=theme, width=390, height=844)
    agency.server.python("from tests.cast import write_note; write_note()")
    found = {}
    for place in PLACES:
        portal.goto(f"{agency.server.url}/portal/{place}/")
        portal.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
        found[place] = complaints(portal)
        assert portal.evaluate("document.documentElement.scrollWidth") <= 390, place
    assert {place: said for place, said in found.items() if said} == {}


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 390), ("light", 1440)])
def test_the_portal(agency, page_of, theme, width):
    portal = page_of("zahn@praxis.example", theme=theme, width=width, height=844)
    portal.wait_for_selector("html[data-live=up]")
    assert complaints(portal) == []
    agency.server.python("from tests.cast import write_note; write_note()")
    portal.wait_for_selector("text=Erika Muster", timeout=8000)
    assert complaints(portal) == []
    portal.click("text=Erika Muster")
    portal.wait_for_selector("text=Zahnschmerzen")
    assert complaints(portal) == []


DEMO = "from tests.claims.in_the_demo import *\n"


@pytest.mark.parametrize(("theme", "width", "language"), [("light", 1440, "en"), ("dark", 390, "de")])
def test_the_pages_of_claims(demo, demo_page_of, theme, width, language):
    addresses = json.loads(demo.python(f"{DEMO}speak({language!r})\ntell_addresses()"))
    owner = demo_page_of("klara@lindenhof.example", theme=theme, width=width, language=language)
    found = walk(owner, demo.url, addresses["office"])
    later = json.loads(demo.python(f"{DEMO}go_on()\ntell_later_addresses()"))
    found |= walk(owner, demo.url, later)
    assert {address: said for address, said in found.items() if said} == {}


@pytest.mark.parametrize(("theme", "language"), [("light", "de"), ("dark", "en")])
def test_unpaid_invoices_in_the_portal(demo, demo_page_of, theme, language):
    addresses = json.loads(demo.python(f"{DEMO}speak({language!r})\ntell_addresses()"))
    for email, pages in addresses["portal"].items():
        portal = demo_page_of(email, theme=theme, width=390, height=844, language=language)
        found = walk(portal, demo.url, pages)
        assert {address: said for address, said in found.items() if said} == {}


PAPERS = ("", "notice/", "deletion/", "controller/", "processor/", "annex/")


def test_the_notice_and_the_papers(agency, page_of):
    found = {}
    for theme, width, language in (("light", 390, "de"), ("dark", 1440, "en")):
        officer = page_of("daten@agentur.example", theme=theme, width=width, language=language)
        pages = [f"/office/privacy/documents/{name}" for name in PAPERS]
        found |= walk(officer, agency.server.url, [*pages, f"/privacy/?language={language}", f"/privacy/self-check/?language={language}"])
    assert {address: said for address, said in found.items() if said} == {}


REGISTERS = (
    *("", "processors/", "processors/new/", "connections/new/", "consents/", "consents/new/", "interests/", "interests/claims/"),
    *("accesses/", "breaches/", "breaches/new/", "releases/", "releases/R-BST/", "ledger/"),
)


@pytest.mark.parametrize(("theme", "width", "language"), [("light", 1440, "en"), ("dark", 390, "de")])
def test_the_registers_of_privacy(agency, page_of, theme, width, language):
    agency.server.python(FILLED)
    officer = page_of("daten@agentur.example", theme=theme, width=width, language=language)
    found = walk(officer, agency.server.url, [f"/office/privacy/{page}" for page in REGISTERS])
    for page in ("processors", "breaches"):
        officer.goto(f"{agency.server.url}/office/privacy/{page}/")
        officer.click("[data-row-open]")
        officer.wait_for_load_state()
        found |= walk(officer, agency.server.url, [officer.url.removeprefix(agency.server.url)])
    assert {address: said for address, said in found.items() if said} == {}


FILLED = """
from datetime import UTC, datetime, timedelta
from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Customer
from vorzimmer.domain.access_journal import Place
from vorzimmer.domain.consents import ConsentPurpose, Way
from vorzimmer.privacy.breaches import BreachEntry, note_breach
from vorzimmer.privacy.consents import give_consent
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.processors import ProcessorEntry, enter_processor
at, owner, zahn = datetime.now(UTC), User.objects.get(role="owner"), Customer.objects.get(number="K-1001")
enter_processor(ProcessorEntry(name="Hausener Rechenzentrum", service="Sicherungen", items=["a"]), at=at)
known = at - timedelta(hours=30)
note_breach(BreachEntry(title="Laptop", facts_text="Im Zug", aware_at=known, own_data=True, callers_data=True), at=at, by=owner)
give_consent(zahn.pk, ConsentPurpose.NEWS_EMAIL, language="de", way=Way.PAPER, at=at, by=owner, evidence="Brief")
JOURNAL.note(owner, zahn.pk, table="customers.Customer", record=zahn.pk, place=Place.FILE, at=at)
JOURNAL.flush()
"""


def walk(page, url, addresses) -> dict[str, list[str]]:
    """Look at each page with everything unfolded: what axe says of it, and whether it has to be scrolled sideways."""
    found = {}
    width = page.viewport_size["width"]
    for address in addresses:
        answer = page.goto(url + address)
        assert (answer.status, page.url) == (200, url + address)
        page.evaluate("document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
        found[address] = complaints(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found[address].append("scrolls sideways")
    return found
