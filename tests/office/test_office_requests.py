"""Requests of data subjects in the office: recorded, identified, searched, copied, answered; who has to be told; a caller's handed over."""

import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client

from tests.cast import write_note
from tests.privacy.recipients import collector, give_claim
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.privacy.dashboard import Tone, look
from vorzimmer.privacy.disclosing import Subject
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.models import Access, Block, DataRequest, LedgerEntry
from vorzimmer.privacy.request_deeds import RequestEntry, receive

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer)
    return client


def record(officer, **more):
    typed = {
        "kind": "access",
        "person_kind": "customer",
        "way": "letter",
        "received_on": f"{berlin_date(datetime.now(UTC)):%Y-%m-%d}",
        "name": "Dr. Zahn",
        "email": "praxis@zahn.example",
        "language": "de",
        "text": "Was wissen Sie über mich?",
        **more,
    }
    return officer.post("/office/privacy/requests/new/", typed)


def text_of(answer):
    return answer.content.decode()


def identified(officer, cast, **more):
    record(officer, **more)
    asked = DataRequest.objects.get()
    base = f"/office/privacy/requests/{asked.pk}/"
    assert officer.post(f"{base}identify/", {"means": "called_back", "note": "Rückruf"}).status_code == 302
    typed = {"name": "K-1001", "email": "", "phone": "", "match": str(cast.zahn.pk)}
    assert officer.post(f"{base}search/", typed).status_code == 302
    return base


def test_an_empty_list_says_what_will_be_here(officer):
    text = text_of(officer.get("/office/privacy/requests/"))
    assert "No request is open" in text


def test_a_letter_is_recorded_and_stands_with_its_days_in_the_list(officer):
    assert record(officer).status_code == 302
    text = text_of(officer.get("/office/privacy/requests/"))
    assert "Request 1" in text
    assert "days left" in text
    letter = OutboxMessage.objects.get()
    assert "spätestens am" in letter.body
    assert letter.address == "praxis@zahn.example"


def test_what_is_missing_is_said_at_its_field(officer):
    answer = record(officer, name="", person_kind="caller")
    assert answer.status_code == 422
    assert not DataRequest.objects.exists()
    assert "This field is required" in text_of(answer) or "Please" in text_of(answer)


def test_from_the_letter_to_the_answer(officer, cast):
    base = identified(officer, cast)
    assert "Make the copy" in text_of(officer.get(base))
    assert officer.post(f"{base}copy/").status_code == 302
    proposal = text_of(officer.get(f"{base}answer/"))
    assert "You get a copy of all that we hold about you" in proposal
    assert officer.post(f"{base}answer/", {"text": "Anbei die Kopie."}).status_code == 302
    text = text_of(officer.get(base))
    assert "Anbei die Kopie." in text
    assert "Rückruf" not in text
    fetched = officer.post(f"{base}copy.zip")
    assert fetched["Content-Type"] == "application/zip"
    assert "data.json" in zipfile.ZipFile(BytesIO(fetched.content)).namelist()
    assert officer.post(f"{base}copy.zip").status_code == 302


def test_an_answer_before_the_copy_is_refused_with_the_reason(officer, cast):
    base = identified(officer, cast)
    answer = officer.post(f"{base}answer/", {"text": "Anbei."})
    assert answer.status_code == 422
    assert "The copy of the data is not made yet." in text_of(answer)


def test_who_is_not_chosen_in_the_search_changes_nothing(officer, cast):
    record(officer)
    base = f"/office/privacy/requests/{DataRequest.objects.get().pk}/"
    officer.post(f"{base}identify/", {"means": "called_back", "note": ""})
    assert officer.post(f"{base}search/", {"name": "K-1001", "match": ""}).status_code == 422
    assert officer.post(f"{base}search/", {"name": "K-1001", "match": str(cast.berg.pk)}).status_code == 422
    assert DataRequest.objects.get().found is None
    assert "Praxis Dr. Zahn" in text_of(officer.get(f"{base}search/?name=K-1001"))


def test_an_erasure_says_before_what_goes_and_what_stays_and_why(officer, cast):
    Customer.objects.filter(pk=cast.zahn.pk).update(active=False)
    base = identified(officer, cast, kind="erasure")
    before = text_of(officer.get(f"{base}carry/"))
    assert "is erased" in before
    assert officer.post(f"{base}carry/").status_code == 302
    assert Customer.objects.get(pk=cast.zahn.pk).name == "K-1001"
    assert LedgerEntry.objects.filter(rule="request").exists()


def test_while_the_contract_runs_the_page_says_that_the_file_stays(officer, cast):
    base = identified(officer, cast, kind="erasure")
    assert "still needed for the contract" in text_of(officer.get(f"{base}carry/"))
    officer.post(f"{base}carry/")
    assert Customer.objects.get(pk=cast.zahn.pk).name == "Praxis Dr. Zahn"


def test_a_restriction_with_consent_is_shown_and_lifted(officer, cast):
    base = identified(officer, cast, kind="restriction")
    officer.post(f"{base}carry/", {"consents": "on"})
    block = Block.objects.get()
    assert block.consents
    assert "the service goes on" in text_of(officer.get(base))
    assert officer.post(f"{base}blocks/{block.pk}/").status_code == 302
    block.refresh_from_db()
    assert block.lifted_at is not None


def test_whoever_got_the_data_is_ticked_off_with_proof(officer, cast):
    give_claim(collector(), Subject(ref=cast.zahn.pk, number=cast.zahn.number), cast.accountant)
    base = identified(officer, cast, kind="rectification")
    officer.post(f"{base}carry/")
    duty = DataRequest.objects.get().duties.get()
    assert officer.post(f"{base}duties/{duty.pk}/", {"proof": ""}).status_code == 422
    assert officer.post(f"{base}duties/{duty.pk}/", {"proof": "Brief Nr. 17"}).status_code == 302
    assert "Brief Nr. 17" in text_of(officer.get(base))


def test_a_callers_request_goes_to_the_customer_who_orders_and_closes_it(officer, cast):
    write_note()
    record(
        officer, kind="erasure", person_kind="caller", way="phone", name="Erika Muster", phone="0171 3920012", customer=str(cast.zahn.pk)
    )
    asked = DataRequest.objects.get()
    base = f"/office/privacy/requests/{asked.pk}/"
    assert "Hand over to the customer" in text_of(officer.get(base))
    assert officer.post(f"{base}hand-over/").status_code == 302
    hint = next(each for each in OutboxMessage.objects.filter(about=str(asked.pk)) if each.address == "zahn@praxis.example")
    assert "Erika" not in hint.body
    portal = Client()
    portal.force_login(cast.zahn_owner)
    assert "Erika Muster" in text_of(portal.get("/portal/privacy/"))
    order = f"/portal/privacy/requests/{asked.pk}/order/"
    assert portal.get(order).status_code == 200
    assert portal.post(order).status_code == 302
    assert portal.post(f"/portal/privacy/requests/{asked.pk}/answered/").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.ordered) == ("answered", True)


def test_what_a_customer_asks_in_the_portal_is_answered_and_fetched_there(officer, cast):
    cast.zahn_owner.language = "de"
    cast.zahn_owner.save()
    portal = Client()
    portal.force_login(cast.zahn_owner)
    portal.post("/portal/privacy/right/", {"right": "access", "customer": cast.zahn.pk})
    asked = DataRequest.objects.get()
    base = f"/office/privacy/requests/{asked.pk}/"
    officer.post(f"{base}search/", {"match": str(cast.zahn.pk)})
    officer.post(f"{base}copy/")
    assert portal.post(f"/portal/privacy/requests/{asked.pk}/copy.zip").status_code == 404  # before the answer
    officer.post(f"{base}answer/", {"text": "Anbei die Kopie."})
    assert "Kopie abholen" in text_of(portal.get("/portal/privacy/", headers={"accept-language": "de"}))
    fetched = portal.post(f"/portal/privacy/requests/{asked.pk}/copy.zip")
    assert fetched.content[:2] == b"PK"
    assert "Kopie abholen" not in text_of(portal.get("/portal/privacy/", headers={"accept-language": "de"}))


def test_the_overview_tells_the_owner_when_a_request_presses(owner, cast):
    at = datetime.now(UTC)
    entry = RequestEntry(
        kind="access", person_kind="customer", way="letter", received_on=berlin_date(at - timedelta(days=24)), name="Dr. Zahn"
    )
    receive(entry, at=at, by=cast.owner)
    assert "Requests about data that are due soon" in text_of(owner.get("/office/"))


def test_the_overview_of_privacy_counts_the_days_of_what_presses(officer, cast):
    assert [(line.text, line.tone) for line in look(datetime.now(UTC)) if line.page == "requests"] == [("0 offen", Tone.WELL)]
    for days in (29, 45, 2):
        at = datetime.now(UTC)
        entry = RequestEntry(
            kind="access", person_kind="customer", way="letter", received_on=berlin_date(at - timedelta(days=days)), name="Dr. Zahn"
        )
        receive(entry, at=at, by=cast.owner)
    found = [line for line in look(datetime.now(UTC)) if line.page == "request"]
    assert [line.tone for line in found] == [Tone.LATE, Tone.WAIT]
    assert found[0].text.endswith("Tage zu spät")
    assert found[1].text in {"noch 1 Tag", "noch 2 Tage"}
    assert "late by 1" in text_of(officer.get("/office/privacy/"))


def test_whoever_looks_through_a_file_for_a_request_stands_in_the_journal(officer, cast):
    JOURNAL.flush()
    Access.objects.all().delete()
    base = identified(officer, cast)
    assert officer.post(f"{base}copy/").status_code == 302
    JOURNAL.flush()
    found = Access.objects.order_by("place").values_list("place", "customer_ref", "user")
    assert list(found) == [("export", cast.zahn.pk, cast.officer.pk), ("request", cast.zahn.pk, cast.officer.pk)]


def test_the_list_is_filtered_by_what_is_asked(officer):
    record(officer)
    assert "Request 1" in text_of(officer.get("/office/privacy/requests/?kind=access"))
    assert "No request fits this filter." in text_of(officer.get("/office/privacy/requests/?kind=erasure"))
