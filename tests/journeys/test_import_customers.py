"""Customers come from a spreadsheet: a table with mistakes is reported line by line, mended, imported, and answered for."""

import pytest

from tests.axe import complaints

pytestmark = pytest.mark.journey
BAD = "Kundennummer;Name;PLZ;Team;Nummern;Begrüßung\nK-7;Elektro Brandt;3015;Tag;030 23125077;\nK-8;;30159;Spät;hier;\n"
GOOD = (
    "Kundennummer;Name;PLZ;Team;Nummern;Begrüßung\n"
    "K-7;Elektro Brandt;30159;Tag;030 23125077;Elektro Brandt, {operator}.\n"
    "K-8;Blumen Lind;30159;Nacht;;\n"
)


def test_a_table_is_looked_at_mended_and_imported(agency, page_of, tmp_path):
    table = tmp_path / "kunden.csv"
    table.write_bytes(BAD.encode("cp1252"))
    office = page_of("chefin@agentur.example")
    office.goto(f"{agency.server.url}/office/customers/")
    office.click("text=Einlesen")
    office.set_input_files("input[type=file]", str(table))
    office.click("text=Datei prüfen")
    office.wait_for_selector(".table-problems")
    rows = [
        [cell.strip() for cell in row.all_inner_texts()]
        for row in (r.locator("td") for r in office.locator(".table-problems tbody tr").all())
    ]
    assert [row[:3] for row in rows] == [
        ["2", "Postleitzahl", "3015"],
        ["3", "Name", ""],
        ["3", "Team", "Spät"],
        ["3", "Einwahlnummern", "hier"],
    ]
    assert complaints(office) == []

    table.write_bytes(GOOD.encode())
    office.set_input_files("input[type=file]", str(table))
    office.click("text=Datei prüfen")
    office.wait_for_selector("text=An dieser Datei stimmt alles")
    assert complaints(office) == []
    office.click("text=2 Kunden einlesen")
    office.wait_for_selector(".toast-note:has-text('Eingelesen: 2 neu')")
    assert office.locator("[data-row]").count() == 4

    desk = page_of("olga@agentur.example")
    desk.wait_for_selector("html[data-live=up]")
    agency.push(event="newCall", to="493023125077")
    desk.wait_for_selector(".call-say:has-text('Elektro Brandt, Olga Weber.')", timeout=5000)
