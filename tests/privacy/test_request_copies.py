"""What somebody gets who asks for his data, how he is found, and how long his copy lies ready."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import translation

from tests.billing.papers import issue
from tests.cast import CALLER, make_cast, write_note
from tests.privacy.asked import AT, entry, found
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.requests import Identity, PersonKind, RequestKind
from vorzimmer.privacy.copy_words import closing
from vorzimmer.privacy.gathering import gather
from vorzimmer.privacy.models import DataRequest, RequestFile
from vorzimmer.privacy.processors import ProcessorEntry, enter_processor
from vorzimmer.privacy.request_copy import fetch_copy, forget_copies, make_copy
from vorzimmer.privacy.request_deeds import (
    identify,
    receive,
    record_found,
    subject_of,
)
from vorzimmer.privacy.subjects import Wanted, find

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(AT - timedelta(days=2))


def copy_of(request, officer):
    make_copy(request, at=AT, by=officer)
    return zipfile.ZipFile(BytesIO(fetch_copy(request, AT)))


def test_the_copy_holds_the_file_and_the_invoice_and_nothing_of_callers_or_colleagues(cast):
    write_note()
    issue(cast.zahn)
    archive = copy_of(found(cast), cast.officer)
    names = archive.namelist()
    assert names[:2] == ["data.json", "Kopie Ihrer Daten.pdf"]
    assert any(name.startswith("documents/") for name in names)
    text = archive.read("data.json").decode()
    data = json.loads(text)["data"]
    assert data["customers.Customer"]["rows"][0]["name"] == "Praxis Dr. Zahn"
    assert data["calls.Note"] == {"name": data["calls.Note"]["name"], "count": 1, "rows": []}
    for others in ("Erika Muster", "Zahnschmerzen", "3920012", "Olga Weber", "Clara Chefin", "Kanzlei Berg"):
        assert others not in text
    assert archive.read(names[1]).startswith(b"%PDF")


def test_the_copy_says_who_processes_the_data_where_and_until_when(cast, settings):
    request = found(cast)

    def lines():
        with translation.override("en"):
            return "\n".join(line for part in closing(request, [], berlin_date(AT)) for line in part["lines"])

    said = lines()
    assert "Nobody processes data on our behalf at present" in said
    assert "No data go to countries outside of the European Economic Area." in said
    assert "where you live or work" in said
    assert "after 30 days at the latest" in said
    enter_processor(ProcessorEntry(name="Muster Mail AG", service="E-Mail", country="US", items=["a"]), at=AT)
    settings.SUPERVISORY_AUTHORITY = "die Berliner Beauftragte"
    said = lines()
    assert "Muster Mail AG, E-Mail, US" in said
    assert "Outside of the European Economic Area data are processed by: Muster Mail AG." in said
    assert "here: die Berliner Beauftragte." in said


def test_a_copy_is_fetched_once(cast):
    request = found(cast)
    make_copy(request, at=AT, by=cast.officer)
    assert fetch_copy(request, AT)[:2] == b"PK"
    assert fetch_copy(request, AT) is None
    assert not RequestFile.objects.exists()


def test_after_24_hours_nobody_reads_a_copy_and_the_job_erases_it(cast):
    request = found(cast)
    make_copy(request, at=AT, by=cast.officer)
    over = AT + timedelta(hours=24)
    assert RequestFile.objects.there(over - timedelta(seconds=1)).exists()
    assert not RequestFile.objects.there(over).exists()
    assert fetch_copy(request, over) is None
    assert forget_copies(over - timedelta(seconds=1)) == 0
    assert forget_copies(over) == 1


def test_who_takes_his_data_along_gets_what_he_gave_himself(cast):
    issue(cast.zahn)
    request = found(cast, RequestKind.PORTABILITY)
    data = json.loads(copy_of(request, cast.officer).read("data.json"))["data"]
    assert data["customers.Customer"]["rows"][0]["name"] == "Praxis Dr. Zahn"
    assert "billing.Document" not in data
    assert "privacy.RequestEvent" not in data


def test_a_person_of_a_customer_gets_his_own_number_and_nobody_elses(cast):
    request = receive(entry(person=PersonKind.PERSON, name="Frau Kern"), at=AT, by=cast.officer)
    identify(request, Identity.CALLED_BACK, note="", at=AT, by=cast.officer)
    (match,) = find(PersonKind.PERSON, Wanted(name="kern"))
    record_found(request, match, customer_ref=cast.zahn.pk, at=AT, by=cast.officer)
    text = copy_of(DataRequest.objects.get(), cast.officer).read("data.json").decode()
    assert "Frau Kern" in text
    assert "+491713920002" in text
    assert "+491713920001" not in text
    assert "praxis@zahn.example" not in text


def test_staff_get_their_account_without_its_password_and_their_work_is_counted(cast):
    write_note()
    pieces = {piece.table: piece for piece in gather(subject_for(cast.olga))}
    row = pieces["accounts.User"].rows[0]
    assert row["email"] == "olga@agentur.example"
    assert "password" not in row
    assert pieces["calls.Note"].count == 1
    assert pieces["calls.Note"].rows == ()


def subject_for(user):
    request = DataRequest(person_kind=PersonKind.STAFF, subject_table="accounts.User", subject_ref=user.pk, requester={})
    return subject_of(request)


# --- searching -----------------------------------------------------------------------------------------------------------------


def test_people_are_found_by_name_number_and_address_and_nothing_by_nothing(cast):
    assert [match.key for match in find(PersonKind.CUSTOMER, Wanted(name="K-1001"))] == [cast.zahn.pk]
    assert [match.key for match in find(PersonKind.CUSTOMER, Wanted(email="ZAHN@praxis.example"))] == [cast.zahn.pk]
    assert [match.key for match in find(PersonKind.PERSON, Wanted(phone="0171 3920002"))] == [cast.kern.pk]
    assert [match.key for match in find(PersonKind.STAFF, Wanted(name="olga"))] == [cast.olga.pk]
    assert find(PersonKind.CUSTOMER, Wanted(name=" ")) == []


def test_a_caller_is_found_by_the_number_or_the_name_within_one_customer_only(cast):
    write_note()
    by_number = find(PersonKind.CALLER, Wanted(phone="0171 3920012", customer_ref=cast.zahn.pk))
    assert {match.table for match in by_number} == {"calls.Note", "calls.Call", "customers.KnownCaller"}
    assert find(PersonKind.CALLER, Wanted(name="erika muster", customer_ref=cast.zahn.pk))
    assert find(PersonKind.CALLER, Wanted(name="Muster", customer_ref=cast.zahn.pk)) == []
    assert find(PersonKind.CALLER, Wanted(phone=CALLER, customer_ref=cast.berg.pk)) == []
    assert find(PersonKind.CALLER, Wanted(phone=CALLER)) == []
