"""Requests of data subjects in the database: received, identified, searched, copied, carried out, answered, handed over, forgotten."""

import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from tests.billing.papers import issue
from tests.cast import CALLER, make_cast, write_note
from tests.privacy.recipients import collector, give_claim
from vorzimmer.calls.models import Call, Note
from vorzimmer.customers.actions import EnquiryEntry, receive_enquiry
from vorzimmer.customers.models import Channel, Customer, Enquiry, KnownCaller, Person
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.enquiries import EnquiryKind
from vorzimmer.domain.requests import Event, Identity, PersonKind, RequestKind, State, Way
from vorzimmer.domain.restrictions import Use
from vorzimmer.privacy import ledger
from vorzimmer.privacy.blocks import CUSTOMER, unusable, usable
from vorzimmer.privacy.clocks import clocks
from vorzimmer.privacy.disclosing import Subject as Debtor
from vorzimmer.privacy.errors import NeverChanged
from vorzimmer.privacy.gathering import gather
from vorzimmer.privacy.models import Block, DataRequest, LedgerEntry, RequestFile
from vorzimmer.privacy.request_copy import fetch_copy, forget_copies, make_copy
from vorzimmer.privacy.request_deeds import (
    RequestEntry,
    answer,
    answered_by_customer,
    ask_identity,
    carry_out,
    extend,
    hand_over,
    identify,
    lift,
    order,
    receive,
    receive_from_portal,
    record_found,
    refuse,
    subject_of,
    tell_recipient,
    withdraw,
)
from vorzimmer.privacy.subjects import Match, Wanted, find

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

AT = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(AT - timedelta(days=2))


def entry(kind=RequestKind.ACCESS, person=PersonKind.CUSTOMER, **more):
    facts = {"name": "Dr. Zahn", "email": "praxis@zahn.example", "way": Way.LETTER, "received_on": TODAY, "text": "Was wissen Sie?"}
    return RequestEntry(kind=kind, person_kind=person, **{**facts, **more})


def match_of(customer):
    return Match(table="customers.Customer", key=customer.pk, says=customer.name)


def found(cast, kind=RequestKind.ACCESS):
    """A request of Dr. Zahn that is identified, and his file is found."""
    request = receive(entry(kind), at=AT, by=cast.officer)
    identify(request, Identity.CALLED_BACK, note="Rückruf in der Praxis", at=AT, by=cast.officer)
    record_found(request, match_of(cast.zahn), at=AT, by=cast.officer)
    return DataRequest.objects.get()


def test_a_request_goes_from_its_letter_to_its_answer_and_the_proof_of_identity_goes_with_it(cast):
    request = receive(entry(), at=AT, by=cast.officer)
    assert (request.number, request.state, request.due_on) == (1, "received", date(2026, 12, 26))
    ask_identity(request, text="Bitte nennen Sie Ihre Kundennummer.", at=AT, by=cast.officer)
    identify(request, Identity.KNOWS_FACTS, note="K-1001 genannt", at=AT, by=cast.officer)
    assert DataRequest.objects.get().identity_note == "K-1001 genannt"
    record_found(request, match_of(cast.zahn), at=AT, by=cast.officer)
    make_copy(request, at=AT, by=cast.officer)
    answer(request, "Anbei die Kopie.", at=AT, by=cast.officer)
    kept = DataRequest.objects.get()
    assert (kept.state, kept.closed_on, kept.identity, kept.identity_note) == ("answered", TODAY, "knows_facts", None)
    events = ["received", "identity_asked", "identified", "searched", "exported", "answered"]
    assert list(kept.log.values_list("event", flat=True)) == events


def test_nothing_held_is_an_answer_too(cast):
    request = receive(entry(name="Nora Niemand"), at=AT, by=cast.officer)
    identify(request, Identity.ANSWERED_AT_ADDRESS, note="", at=AT, by=cast.officer)
    record_found(request, None, at=AT, by=cast.officer)
    with pytest.raises(ValidationError, match="nothing to copy"):
        make_copy(DataRequest.objects.get(), at=AT, by=cast.officer)
    answer(request, "Wir haben keine Daten über Sie.", at=AT, by=cast.officer)
    assert DataRequest.objects.get().state == State.ANSWERED


def test_what_the_table_does_not_list_changes_nothing(cast):
    request = receive(entry(), at=AT, by=cast.officer)
    with pytest.raises(ValidationError, match="It is not certain yet who asks"):
        answer(request, "Anbei.", at=AT, by=cast.officer)
    with pytest.raises(ValidationError, match="was received"):
        record_found(request, match_of(cast.zahn), at=AT, by=cast.officer)
    kept = DataRequest.objects.get()
    assert (kept.state, kept.found, kept.log.count()) == ("received", None, 1)


def test_the_log_is_only_added_to(cast):
    request = receive(entry(), at=AT, by=cast.officer)
    with pytest.raises(NeverChanged):
        request.log.get().save()
    with pytest.raises(NeverChanged):
        request.log.all().delete()


def test_an_extension_moves_the_day_once_and_a_wrong_reason_is_refused(cast):
    request = receive(entry(), at=AT, by=cast.officer)
    with pytest.raises(ValidationError, match="Choose why"):
        extend(request, "holidays", text="", at=AT, by=cast.officer)
    extend(request, "complex", text="Es ist viel.", at=AT, by=cast.officer)
    assert DataRequest.objects.get().due_on == date(2027, 2, 26)
    with pytest.raises(ValidationError, match="once only"):
        extend(request, "complex", text="", at=AT, by=cast.officer)


def test_a_refusal_needs_a_reason_that_counts_and_words(cast):
    request = receive(entry(), at=AT, by=cast.officer)
    with pytest.raises(ValidationError):
        refuse(request, "legal_duty", text="AO", at=AT, by=cast.officer)
    refuse(request, "excessive", text="Zum fünften Mal in dieser Woche.", at=AT, by=cast.officer)
    assert DataRequest.objects.get().state == State.REFUSED


def test_in_the_portal_the_sign_in_makes_sure_who_asks(cast):
    request = receive_from_portal(RequestKind.ACCESS, cast.zahn.pk, text="", at=AT, by=cast.zahn_owner)
    assert (request.state, request.identity, request.subject_ref) == ("identified", "signed_in", cast.zahn.pk)


# --- the copy ------------------------------------------------------------------------------------------------------------------


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


# --- erasing -------------------------------------------------------------------------------------------------------------------


def test_an_enquiry_goes_at_once_with_a_line_in_the_ledger(cast):
    receive_enquiry(
        EnquiryEntry(id=uuid4(), kind=EnquiryKind.ENQUIRY, name="Petra Plan", email="petra@plan.example", text="Was kostet das?"),
        address="",
        at=AT,
    )
    request = receive(entry(RequestKind.ERASURE, PersonKind.PROSPECT, name="Petra Plan"), at=AT, by=cast.officer)
    identify(request, Identity.ANSWERED_AT_ADDRESS, note="", at=AT, by=cast.officer)
    (match,) = find(PersonKind.PROSPECT, Wanted(email="petra@plan.example"))
    record_found(request, match, at=AT, by=cast.officer)
    assert carry_out(request, at=AT, by=cast.officer) == {"customers.Enquiry": 1}
    assert not Enquiry.objects.exists()
    row = LedgerEntry.objects.get(table="customers.Enquiry")
    assert (row.rule, row.due, row.erased) == ("request", 1, 1)
    assert ledger.verify()[1] == ()


def test_while_a_contract_runs_nothing_of_a_customers_file_goes(cast):
    assert carry_out(found(cast, RequestKind.ERASURE), contract_runs=True, at=AT, by=cast.officer) == {}
    assert Customer.objects.get(pk=cast.zahn.pk).name == "Praxis Dr. Zahn"


def test_without_a_contract_the_file_goes_and_the_invoice_stays(cast):
    document = issue(cast.zahn)
    gone = carry_out(found(cast, RequestKind.ERASURE), contract_runs=False, at=AT, by=cast.officer)
    assert gone["customers.Customer"] == 1
    assert gone["customers.Person"] == 2
    cast.zahn.refresh_from_db()
    assert (cast.zahn.name, cast.zahn.email) == ("K-1001", "")
    document.refresh_from_db()
    assert document.customer_number == "K-1001"
    assert not Channel.objects.filter(customer=cast.zahn).exists()
    assert Customer.objects.get(pk=cast.berg.pk).name == "Kanzlei Berg"
    assert ledger.verify()[1] == ()


def test_a_person_of_a_customer_goes_and_his_colleague_stays(cast):
    request = receive(entry(RequestKind.ERASURE, PersonKind.PERSON, name="Frau Kern"), at=AT, by=cast.officer)
    identify(request, Identity.CALLED_BACK, note="", at=AT, by=cast.officer)
    record_found(request, find(PersonKind.PERSON, Wanted(name="Kern"))[0], customer_ref=cast.zahn.pk, at=AT, by=cast.officer)
    carry_out(request, at=AT, by=cast.officer)
    assert list(Person.objects.filter(customer=cast.zahn).values_list("name", flat=True)) == ["Dr. Zahn"]


def test_the_second_time_an_erasure_finds_nothing_and_is_done(cast):
    request = found(cast, RequestKind.ERASURE)
    carry_out(request, contract_runs=False, at=AT, by=cast.officer)
    before = LedgerEntry.objects.count()
    again = carry_out(request, contract_runs=False, at=AT, by=cast.officer)
    assert set(again) <= {"customers.Customer"}
    assert LedgerEntry.objects.count() - before == len(again)
    assert ledger.verify()[1] == ()


# --- callers -------------------------------------------------------------------------------------------------------------------


def caller_request(cast):
    return receive(
        entry(RequestKind.ERASURE, PersonKind.CALLER, name="Erika Muster", phone="0171 3920012", email="", customer_ref=cast.zahn.pk),
        at=AT,
        by=cast.officer,
    )


def test_a_caller_is_not_erased_before_the_customer_orders_it(cast):
    write_note()
    request = caller_request(cast)
    hand_over(request, at=AT, by=cast.officer)
    with pytest.raises(ValidationError, match="only when the customer orders it"):
        carry_out(request, at=AT, by=cast.officer)
    assert Note.objects.count() == 1


def test_the_customer_orders_and_the_caller_is_gone_from_notes_calls_and_letters(cast):
    note = write_note()
    request = caller_request(cast)
    hand_over(request, at=AT, by=cast.officer)
    gone = order(request, at=AT, by=cast.zahn_owner)
    assert gone == {"calls.Note": 1, "calls.Call": 1, "customers.KnownCaller": 1}
    assert not Note.objects.exists()
    assert Call.objects.get().caller_number == ""
    assert not KnownCaller.objects.exists()
    assert all(message.body is None for message in OutboxMessage.objects.filter(about=str(note.pk)))
    answered_by_customer(request, at=AT, by=cast.zahn_owner)
    assert DataRequest.objects.get().state == State.ANSWERED


def test_only_a_callers_request_goes_to_the_customer(cast):
    with pytest.raises(ValidationError, match="Only the request of a caller"):
        hand_over(receive(entry(), at=AT, by=cast.officer), at=AT, by=cast.officer)


def test_a_caller_without_a_customer_is_not_recorded(cast):
    with pytest.raises(ValidationError, match="he is the controller"):
        receive(entry(person=PersonKind.CALLER), at=AT, by=cast.officer)
    assert not DataRequest.objects.exists()


# --- restricting, telling ------------------------------------------------------------------------------------------------------


def test_a_restriction_stands_until_it_is_lifted(cast):
    carry_out(found(cast, RequestKind.RESTRICTION), at=AT, by=cast.officer)
    assert unusable(Use.EXPORT, CUSTOMER) == {cast.zahn.pk}
    assert unusable(Use.CLAIM, CUSTOMER) == set()
    assert unusable(Use.EXPORT, CUSTOMER, [cast.berg.pk]) == set()
    lift(Block.objects.get(), at=AT, by=cast.officer)
    assert unusable(Use.EXPORT, CUSTOMER) == set()


def test_an_objection_stops_bureaus_and_nothing_else(cast):
    carry_out(found(cast, RequestKind.OBJECTION), at=AT, by=cast.officer)
    assert usable(Use.BUREAU, CUSTOMER, cast.zahn.pk).reason == "objection"
    assert unusable(Use.SERVICE, CUSTOMER) == set()


def test_whoever_got_the_data_is_told_before_the_answer(cast):
    give_claim(collector(), Debtor(ref=cast.zahn.pk, number=cast.zahn.number), cast.accountant)
    request = found(cast, RequestKind.RECTIFICATION)
    carry_out(request, at=AT, by=cast.officer)
    with pytest.raises(ValidationError, match=r"Art\. 19"):
        answer(request, "Berichtigt.", at=AT, by=cast.officer)
    duty = request.duties.get()
    with pytest.raises(ValidationError):
        tell_recipient(duty, proof=" ", at=AT, by=cast.officer)
    tell_recipient(duty, proof="Brief vom 26.11.2026", at=AT, by=cast.officer)
    answer(request, "Berichtigt.", at=AT, by=cast.officer)
    assert DataRequest.objects.get().has(Event.TOLD)


def test_an_erasure_is_whole_or_not_at_all(cast, monkeypatch):
    request = found(cast, RequestKind.ERASURE)

    def fails(*_args, **_more):
        raise RuntimeError("killed")

    monkeypatch.setattr("vorzimmer.privacy.erasing.remember", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        carry_out(request, contract_runs=False, at=AT, by=cast.officer)
    cast.zahn.refresh_from_db()
    assert cast.zahn.name == "Praxis Dr. Zahn"
    assert not LedgerEntry.objects.filter(rule="request").exists()
    assert not DataRequest.objects.get().has(Event.CARRIED_OUT)


def test_a_request_goes_three_years_after_the_year_of_its_closing_unless_something_is_still_blocked(cast):
    clock = next(clock for clock in clocks() if clock.table == "privacy.DataRequest")
    withdraw(receive(entry(), at=AT, by=cast.officer), at=AT, by=cast.officer)
    last, over = datetime(2029, 12, 31, 22, 59, tzinfo=UTC), datetime(2029, 12, 31, 23, 0, tzinfo=UTC)
    assert clock.read(last).candidates().count() == 0
    assert clock.read(over).candidates().count() == 1
    restricted = receive(entry(RequestKind.RESTRICTION), at=AT, by=cast.officer)
    identify(restricted, Identity.CALLED_BACK, note="", at=AT, by=cast.officer)
    record_found(restricted, match_of(cast.zahn), at=AT, by=cast.officer)
    carry_out(restricted, at=AT, by=cast.officer)
    answer(restricted, "Eingeschränkt.", at=AT, by=cast.officer)
    assert clock.read(over).candidates().count() == 1


def test_who_withdraws_is_not_answered_any_more(cast):
    request = receive(entry(), at=AT, by=cast.officer)
    withdraw(request, at=AT, by=cast.officer)
    with pytest.raises(ValidationError, match="withdrawn"):
        withdraw(request, at=AT, by=cast.officer)
