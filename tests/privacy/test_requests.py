"""Requests of data subjects in the database: received, identified, searched, copied, carried out, answered, handed over, forgotten."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation

from tests.billing.papers import issue
from tests.cast import make_cast, write_note
from tests.privacy.asked import AT, TODAY, entry, found, match_of
from tests.privacy.recipients import collector, give_claim
from vorzimmer.calls.models import Call, Note
from vorzimmer.customers.actions import EnquiryEntry, receive_enquiry
from vorzimmer.customers.models import Channel, Customer, Enquiry, KnownCaller, Person
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.enquiries import EnquiryKind
from vorzimmer.domain.requests import Event, Identity, PersonKind, RequestKind, State
from vorzimmer.domain.restrictions import Use
from vorzimmer.privacy import ledger
from vorzimmer.privacy.blocks import CUSTOMER, unusable, usable
from vorzimmer.privacy.clocks import clocks
from vorzimmer.privacy.disclosing import Subject as Debtor
from vorzimmer.privacy.errors import NeverChanged
from vorzimmer.privacy.models import Block, DataRequest, LedgerEntry
from vorzimmer.privacy.request_copy import make_copy
from vorzimmer.privacy.request_deeds import (
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
    tell_recipient,
    withdraw,
)
from vorzimmer.privacy.subjects import Wanted, find
from vorzimmer.privacy.sweeping import may_go_with

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast(AT - timedelta(days=2))


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
    write_note()
    request = found(cast, RequestKind.ERASURE)
    carry_out(request, contract_runs=False, at=AT, by=cast.officer)
    before = LedgerEntry.objects.count()
    assert carry_out(request, contract_runs=False, at=AT, by=cast.officer) == {}
    assert LedgerEntry.objects.count() == before
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

    monkeypatch.setattr("vorzimmer.privacy.tombstones.record", fails)
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
    gone = DataRequest._base_manager.filter(pk__in=clock.read(over).candidates()).delete()[1]
    assert gone == {"privacy.DataRequest": 1, "privacy.RequestEvent": 2}
    assert all(
        may_go_with(clock, table) for table in ("privacy.RequestEvent", "privacy.RequestDuty", "privacy.RequestFile", "privacy.Block")
    )
    restricted = receive(entry(RequestKind.RESTRICTION), at=AT, by=cast.officer)
    identify(restricted, Identity.CALLED_BACK, note="", at=AT, by=cast.officer)
    record_found(restricted, match_of(cast.zahn), at=AT, by=cast.officer)
    carry_out(restricted, at=AT, by=cast.officer)
    answer(restricted, "Eingeschränkt.", at=AT, by=cast.officer)
    assert clock.read(over).candidates().count() == 0
    lift(Block.objects.get(), at=AT, by=cast.officer)
    assert clock.read(over).candidates().count() == 1


def test_who_withdraws_is_not_answered_any_more(cast):
    request = receive(entry(), at=AT, by=cast.officer)
    withdraw(request, at=AT, by=cast.officer)
    with pytest.raises(ValidationError, match="withdrawn"):
        withdraw(request, at=AT, by=cast.officer)
