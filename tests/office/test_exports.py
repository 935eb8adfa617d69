"""Whatever of the agency's doors gives a file stands in the journal of accesses: who, from where, in which hour."""

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve

from tests.house.test_doors import ALL, ANYBODY, House, house  # noqa: F401  (house is a fixture)
from vorzimmer.domain.roles import STAFF, Role
from vorzimmer.privacy.exporting import FACES, HOLDS_NOBODY, ExportJournal, is_file
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.models import Access
from vorzimmer.privacy.scope import AGENCY

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LISTS = {"office:customers-download", "office:claims-download", "office:invoices-download", "office:disclosures-download"}

OF_MANY = {"office:debit-file-download", "office:bank-file-download"}
"""They name a record in which many customers stand."""


def noted():
    JOURNAL.flush()
    return set(Access.objects.filter(place="export").values_list("user", "table"))


@pytest.fixture
def journal(db):
    JOURNAL.flush()
    Access.objects.all().delete()


def staff_of(cast):
    return {Role.OWNER: cast.owner, Role.ACCOUNTANT: cast.accountant, Role.PRIVACY_OFFICER: cast.officer, Role.OPERATOR: cast.olga}


def test_every_address_that_gives_a_file_writes_one_line(house: House, journal):  # noqa: F811
    given, staff = set(), staff_of(house.cast)
    browser = Client()
    for door in ALL:
        role = next((role for role in staff if door.who & {role, *ANYBODY}), None)
        if door.face not in FACES or role is None:
            continue
        browser.force_login(staff[role])
        name, answer = f"{door.face}:{door.name}", browser.get(house.address(door))
        if answer.status_code != 200 or not (answer.has_header("Content-Disposition") or "text/html" not in answer["Content-Type"]):
            continue
        given.add(name)
        assert noted() == (set() if name in HOLDS_NOBODY else {(staff[role].pk, name)}), name
        of_one = "<uuid" in door.route and name not in HOLDS_NOBODY | OF_MANY
        owners = Access.objects.filter(place="export").values_list("customer_ref", flat=True)
        assert {owner != AGENCY for owner in owners} <= {of_one}, name
        Access.objects.all().delete()  # within the hour, the next file of the same record would be the same line
    assert given >= LISTS | {"office:invoice-pdf", "office:invoice-xml", "office:report-file", "office:import-template"}, given


def test_the_line_says_who_and_from_where_and_the_second_export_of_the_hour_writes_no_other(house: House, journal):  # noqa: F811
    browser, owner = Client(), house.cast.owner
    browser.force_login(owner)
    for query in ("", "?q=Zahn"):
        assert browser.get(f"/office/customers/download/{query}").status_code == 200
    JOURNAL.flush()
    line = Access.objects.get(place="export")
    assert (line.user_id, line.role, line.table, line.customer_ref) == (owner.pk, Role.OWNER, "office:customers-download", AGENCY)
    assert (line.hour.minute, line.reason) == (0, "")
    owner.language = "en"
    owner.save()
    assert "of no single customer" in browser.get("/office/privacy/accesses/").content.decode()


def test_one_record_is_named_by_its_id(house: House, journal):  # noqa: F811
    browser = Client()
    browser.force_login(house.cast.accountant)
    document = house.ids["document_id"]
    assert browser.get(f"/office/money/invoices/{document}/pdf/").status_code in {200, 404}
    door = next(door for door in ALL if (door.face, door.name) == ("office", "invoice-pdf"))
    browser.get(house.address(door))
    JOURNAL.flush()
    assert Access.objects.get(place="export").record == document


def test_a_door_that_is_built_tomorrow_cannot_forget_it(house: House, journal):  # noqa: F811
    request = RequestFactory().get("/office/customers/")
    request.user, request.resolver_match = house.cast.owner, resolve("/office/customers/")
    at = datetime(2026, 11, 27, 2, 40, tzinfo=UTC)
    ExportJournal(lambda _request: HttpResponse(b"x", content_type="application/zip"), clock=lambda: at)(request)
    assert noted() == {(house.cast.owner.pk, "office:customers")}


@pytest.mark.parametrize(
    ("answer", "file"),
    [
        (HttpResponse("page"), False),
        (HttpResponse("a;b", content_type="text/csv; charset=utf-8"), True),
        (HttpResponse("page", headers={"Content-Disposition": "attachment"}), True),
        (HttpResponse("no", content_type="text/plain", status=422), False),
        (HttpResponse(status=204), False),
    ],
)
def test_what_is_a_file(answer, file):
    assert is_file(answer) is file


def test_those_who_are_spared_are_addresses_that_are_there_and_customers_are_never_noted(house: House, journal):  # noqa: F811
    assert {f"{door.face}:{door.name}" for door in ALL} >= HOLDS_NOBODY
    browser = Client()
    browser.force_login(house.cast.zahn_owner)
    assert browser.get("/portal/messages.csv").status_code in {200, 404}
    assert (noted(), Role.CUSTOMER_OWNER in STAFF) == (set(), False)
