"""Importing customers in the browser: looked at first, every bad cell in a table, then all of it or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from vorzimmer.customers.models import Customer

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
GOOD = "Kundennummer;Name;PLZ;Team;Faxnummer\nK-7;Elektro Brandt;30159;Tag;1\nK-1001;Praxis Dr. Zahn;30159;Tag;2\n"


def send(client, text, *, do="check", existing="update", **headers):
    file = SimpleUploadedFile("kunden.csv", text if isinstance(text, bytes) else text.encode(), content_type="text/csv")
    return client.post("/office/customers/import/", {"file": file, "existing": existing, "do": do}, **headers)


def test_the_page_says_what_belongs_into_the_file(owner):
    page = owner.get("/office/customers/import/").content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert "<dt>Customer number</dt>" in page
    assert "<code>DE123456789</code>" in page


def test_a_file_is_looked_at_and_nothing_is_written(owner, cast):
    answer = send(owner, GOOD)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer.context["counted"] == {"new": 1, "changed": 1, "same": 0, "skipped": 0}
    assert "Import 2 customers" in page
    assert "These columns are not understood and are left out: Faxnummer" in page
    assert Customer.objects.count() == 2


def test_every_bad_cell_is_a_line_of_the_table(owner, cast):
    answer = send(owner, "Name;PLZ;Team\n<b>Gut</b>;1;Tag\n;30159;Früh\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "3 cells must be mended. Nothing was written." in page
    assert "They are in 2 lines." in page
    assert '<td class="number">2</td><td>Postcode</td><td><code>1</code></td>' in page
    assert "Import " not in page.split("report", 1)[1]


def test_a_thousand_bad_lines_are_shown_in_part(owner, cast):
    page = send(owner, "Name;PLZ;Team\n" + "\n".join(f"A{number};1;Tag" for number in range(600))).content.decode()
    assert "600 cells must be mended" in page
    assert "The first 500 are shown." in page


def test_a_good_file_is_imported_and_the_list_says_so(owner, cast):
    answer = send(owner, GOOD, do="import")
    assert answer["Location"] == "/office/customers/"
    assert Customer.objects.get(number="K-7").name == "Elektro Brandt"
    assert "Imported: 1 new, 1 changed, 0 as they were, 0 left out." in owner.get("/office/customers/").content.decode()


def test_in_place_the_browser_is_led_to_the_list(owner, cast):
    answer = send(owner, GOOD, do="import", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/office/customers/"


def test_a_bad_file_is_not_imported_even_when_somebody_insists(owner, cast):
    answer = send(owner, "Name;Team\nGut;Tag\n;Tag\n", do="import")
    assert answer.status_code == 422
    assert Customer.objects.count() == 2


def test_who_is_there_is_left_out_when_that_is_chosen(owner, cast):
    answer = send(owner, GOOD, existing="skip")
    assert answer.context["counted"] == {"new": 1, "changed": 0, "same": 0, "skipped": 1}


def test_where_nothing_is_to_do_nothing_is_offered(owner, cast):
    send(owner, GOOD, do="import")
    page = send(owner, GOOD).content.decode()
    assert "There is nothing to do" in page
    assert 'value="import"' not in page


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (b"", "The file is empty."),
        (b"Ort\nCelle", "There is no column “Name”."),
        (b"PK\x03\x04", "This is a workbook, not a CSV."),
        (b"N" * 5_000_001, "The file is larger than 5 MB."),
    ],
)
def test_what_is_no_table_is_told_at_the_field(owner, cast, text, says):
    answer = send(owner, text)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert says in answer.content.decode()


def test_without_a_file_it_is_told_at_the_field(owner, cast):
    answer = owner.post("/office/customers/import/", {"existing": "update"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_the_template_and_the_list_are_files(owner, cast):
    template, table = owner.get("/office/customers/import/template/"), owner.get("/office/customers/download/?q=zahn")
    assert template["Content-Disposition"] == 'attachment; filename="customers.csv"'
    assert template.content.decode("utf-8-sig").startswith("Customer number;Name;Short name;")
    assert table["Content-Type"] == "text/csv; charset=utf-8"
    assert [line.split(";")[1] for line in table.content.decode("utf-8-sig").splitlines()] == ["Name", "Praxis Dr. Zahn"]


def test_a_file_of_customers_never_lies_on_the_disk(settings):
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE == 20_000_000
