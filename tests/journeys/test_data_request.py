"""A customer asks for a copy of his data in the portal; the privacy officer searches, copies and answers; he fetches it, once."""

import zipfile

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey


def test_a_customer_asks_for_his_data_and_fetches_them(agency, page_of, tmp_path):
    url = agency.server.url
    portal = page_of("zahn@praxis.example", width=390, height=844)
    portal.goto(f"{url}/portal/privacy/")
    portal.click("button[value=access]")
    portal.wait_for_selector("#own-requests")
    assert complaints(portal) == []
    assert agency.postbox.wait_for(1)[0].recipients == ["zahn@praxis.example"]

    office = page_of("daten@agentur.example")
    office.goto(f"{url}/office/privacy/requests/")
    assert complaints(office) == []
    office.click("a:has-text('Antrag 1')")
    office.click(".page-deeds a:has-text('Suchen')")
    assert complaints(office) == []
    office.click("button:has-text('Übernehmen')")
    office.click(".page-deeds a:has-text('Kopie erstellen')")
    office.click("main form button[type=submit]")
    office.wait_for_selector("text=Kopie abholen")
    assert complaints(office) == []
    office.click(".page-deeds a:has-text('Beantworten')")
    office.keyboard.press("Control+Enter")
    office.wait_for_selector("text=Was der Person mitgeteilt wurde")

    portal.goto(f"{url}/portal/privacy/")
    with portal.expect_download() as download:
        portal.click("button:has-text('Kopie abholen')")
    download.value.save_as(tmp_path / "copy.zip")
    assert "data.json" in zipfile.ZipFile(tmp_path / "copy.zip").namelist()
    portal.goto(f"{url}/portal/privacy/")
    assert not portal.is_visible("button:has-text('Kopie abholen')")
