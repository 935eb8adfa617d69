"""What the customer orders: drafted on the telephone, looked at, compared, published, and on the operator's screen without a reload."""

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey


def test_draft_preview_publish_and_the_open_desk_shows_it(agency, page_of):
    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")
    agency.push(event="newCall")
    desk.wait_for_selector(".orders:has-text('Termin erst ab 7. Januar')", timeout=5000)

    portal = page_of("zahn@praxis.example", width=390, height=844)
    portal.goto(portal.url.split("/portal/")[0] + "/portal/orders/")
    portal.click(".way:has-text('Anweisungen')")
    portal.wait_for_selector(".list-head")
    portal.keyboard.press("n")
    portal.fill("#id_text", "Heute Nachmittag keine Termine mehr.")
    portal.fill("#id_subject", "Nachmittag")
    portal.keyboard.press("Control+Enter")
    portal.wait_for_selector(".order-entry:has-text('keine Termine mehr') .chip")
    assert complaints(portal) == []

    portal.keyboard.press("Escape")
    portal.click("a:has-text('Vorschau')")
    portal.wait_for_selector(".preview .orders:has-text('keine Termine mehr')")
    portal.select_option("#id_version", "live")
    portal.wait_for_selector(".preview .orders:not(:has-text('keine Termine mehr'))")
    portal.select_option("#id_version", "draft")
    portal.fill("#id_caller", "0171 3920012")
    portal.locator("#id_caller").blur()
    portal.wait_for_selector(".preview .call-from:has-text('Erika Muster')")
    assert "3920012" not in portal.url
    assert complaints(portal) == []
    assert not desk.locator(".orders:has-text('keine Termine mehr')").count()

    portal.keyboard.press("Escape")
    portal.click("a:has-text('Ansehen und veröffentlichen')")
    portal.wait_for_selector(".change-added:has-text('keine Termine mehr')")
    assert complaints(portal) == []
    portal.keyboard.press("Control+Enter")
    portal.wait_for_selector(".live-line")
    desk.wait_for_selector(".orders:has-text('keine Termine mehr')", timeout=5000)


def test_for_today_only_is_on_the_desk_at_once_and_gone_when_it_is_taken_back(agency, page_of):
    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")
    agency.push(event="newCall")
    desk.wait_for_selector(".orders", timeout=5000)
    portal = page_of("zahn@praxis.example", width=390, height=844, theme="dark")
    portal.goto(portal.url.split("/portal/")[0] + "/portal/orders/")
    portal.fill("#id_text", "Ab 15 Uhr niemand da.")
    portal.click(".today-form button")
    portal.wait_for_selector(".today-list li:has-text('Ab 15 Uhr niemand da.')")
    assert complaints(portal) == []
    desk.wait_for_selector(".orders:has-text('Ab 15 Uhr niemand da.')", timeout=5000)
    portal.click(".today-list button")
    portal.wait_for_selector(".today-list", state="detached")
    desk.wait_for_selector(".orders:not(:has-text('Ab 15 Uhr'))", timeout=5000)
