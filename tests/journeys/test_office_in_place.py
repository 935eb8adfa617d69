"""A customer's file is edited in place, a running card follows, and axe has nothing to complain of."""

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey


def open_file(page):
    page.goto(page.url.split("/office/")[0] + "/office/customers/")
    page.click("[data-row-open]:has-text('Dr. Zahn')")
    page.wait_for_selector("#greetings")


def test_a_greeting_is_changed_in_place_and_the_card_at_the_desk_follows(agency, page_of):
    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")
    agency.push(event="newCall")
    desk.wait_for_selector(".call-say:has-text('Praxis Doktor Zahn')", timeout=5000)

    office = page_of("chefin@agentur.example")
    open_file(office)
    address = office.url
    office.click("#greetings a[href$='/']:has(use[href$='pencil'])")
    office.fill("#greetings textarea", "")
    office.keyboard.press("Control+Enter")
    office.wait_for_selector("#greetings .errorlist")
    assert complaints(office) == []
    office.fill("#greetings textarea", "Zahnärzte am Markt, {operator}.")
    office.keyboard.press("Control+Enter")
    office.wait_for_selector("#greetings .say:has-text('Zahnärzte am Markt')")
    office.wait_for_selector(".toast-note")
    assert office.url == address
    desk.wait_for_selector(".call-say:has-text('Zahnärzte am Markt, Olga Weber.')", timeout=5000)


def test_records_are_added_moved_and_removed_in_place(agency, page_of):
    office = page_of("chefin@agentur.example")
    open_file(office)
    office.click("#instructions .sheet-head a")
    office.fill("#instructions textarea", "Heute keine Termine.")
    office.fill("#id_subject", "Termine")
    office.keyboard.press("Control+Enter")
    office.wait_for_selector("#instructions .record:nth-child(4):has-text('Heute keine Termine.')")
    office.click("#instructions .record:nth-child(4) button")
    office.wait_for_selector("#instructions .record:nth-child(3):has-text('Heute keine Termine.')")
    office.click("#instructions .record:nth-child(3) a[href$='/remove/']")
    office.wait_for_selector("#instructions .btn-danger")
    assert complaints(office) == []
    office.click("#instructions .btn-danger")
    office.wait_for_selector("#instructions .record:nth-child(3):has-text('versichert')")
    assert office.locator("#instructions .record").count() == 3


def test_the_list_is_filtered_while_one_types_and_walked_by_keys(agency, page_of):
    office = page_of("chefin@agentur.example")
    office.goto(office.url.split("/office/")[0] + "/office/customers/")
    office.keyboard.press("/")
    office.keyboard.type("zah")
    office.wait_for_selector("[data-row-open]:has-text('Berg')", state="detached")
    assert office.url.endswith("q=zah&team=&trade=&land=&state=")
    assert office.evaluate("document.activeElement.id") == "id_q"
    office.keyboard.press("Tab")
    office.locator("body").click(position={"x": 5, "y": 5})
    office.keyboard.press("j")
    office.keyboard.press("Enter")
    office.wait_for_selector("h1:has-text('Praxis Dr. Zahn')")


def test_a_narrow_screen_shows_where_one_is(agency, page_of):
    office = page_of("chefin@agentur.example", width=390, height=844)
    office.goto(office.url.split("/office/")[0] + "/office/catalogue/")
    here = office.locator(".office-nav [aria-current]")
    assert here.evaluate("link => link.getBoundingClientRect().right") <= 390
    assert office.evaluate("document.documentElement.scrollWidth") == 390


def test_axe_has_nothing_to_complain_of(agency, page_of):
    found = {}
    for theme, width in ("light", 1440), ("dark", 390):
        office = page_of("chefin@agentur.example", theme=theme, width=width)
        start = office.url.split("/office/")[0]
        open_file(office)
        file = office.url
        general = [
            f"{start}/office/{place}"
            for place in ("", "customers/", "customers/import/", "staff/", "teams/new/", "letters/", "numbers/", "catalogue/")
        ]
        of_file = [
            file + place
            for place in (
                "",
                "edit/",
                "close/",
                "preview/",
                "callers/new/",
                "access/new/",
                "channels/new/",
                "instructions/new/",
                "absences/new/",
            )
        ]
        for address in general + of_file:
            office.goto(address)
            found[theme, address] = complaints(office)
    assert {place: said for place, said in found.items() if said} == {}


def test_the_card_about_money_comes_by_itself_and_leaves_the_rest_of_the_start_page_standing(page_of):
    office = page_of("chefin@agentur.example")
    with office.expect_response("**/office/waits/money/"):
        office.goto(office.url.split("/office/")[0] + "/office/")
    office.wait_for_selector("#money-waits .headline, #money-waits .lines")
    assert office.locator("#overview > section").count() >= 4
