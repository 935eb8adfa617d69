"""Cases are raised, given to somebody, looked at again, resolved and opened again; claims rest meanwhile."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.billing import firm
from tests.claims.cases_at_hand import BASE, billed, claim_of, dispute, noon, pay, usage_of
from tests.server.lives import release_all
from vorzimmer.billing.actions import cancel
from vorzimmer.billing.models import Document, UsageRecord
from vorzimmer.claims.actions.cases import (
    RecordsEntry,
    is_open,
    open_abuse,
    open_incident,
    reopen,
    resolve,
    rest_for_disputes,
    set_owner,
    set_review,
)
from vorzimmer.claims.case_words import held_in_words
from vorzimmer.claims.cases import Holding, Search, disputable, disputes_of, due_count, found, held_by, records_of, timeline, words_of
from vorzimmer.claims.models import Case, CaseRecord, Claim, Pause
from vorzimmer.domain.cases import Resolution
from vorzimmer.domain.holds import Hold
from vorzimmer.privacy.reading import reading_at
from vorzimmer.privacy.sweeping import sweep

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
DAY = date(2027, 2, 10)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def rejected(on=DAY, words="Die Minuten stimmen."):
    return Resolution(outcome="rejected", words=words, on=on)


# --- disputes --------------------------------------------------------------------------------------------------------------


def test_a_dispute_is_numbered_looked_at_within_two_weeks_and_lets_the_claim_rest(cast, customer):
    document = billed(customer)
    claim = claim_of(document)
    case = dispute(document, cast.olga, amount=5000)
    assert (case.number, case.kind, case.ground, case.way, case.amount) == (1, "dispute", "amount", "phone", 5000)
    assert (case.customer_ref, case.raised_on, case.review_on, case.owner) == (customer.pk, DAY, date(2027, 2, 24), None)
    pause = Pause.objects.get()
    assert (pause.claim, pause.kind, pause.since, pause.case, pause.review_on, pause.by) == (
        claim,
        "dispute",
        DAY,
        case,
        date(2027, 2, 24),
        cast.olga,
    )
    case.refresh_from_db()
    assert case.text == "Das waren nicht so viele Anrufe."
    assert dispute(billed(customer), cast.olga).number == 2


def test_a_dispute_opens_no_claim_and_one_that_is_opened_later_rests_at_once(cast, customer):
    document = billed(customer)
    case = dispute(document, cast.olga)
    assert not Claim.objects.exists()
    claim = claim_of(document, date(2027, 2, 20))
    assert [pause.case for pause in rest_for_disputes(claim, noon(date(2027, 2, 20)))] == [case]
    rest_for_disputes(claim, noon(date(2027, 2, 21)))
    assert Pause.objects.get().since == date(2027, 2, 20)


def test_a_claim_that_is_over_needs_no_rest(cast, customer):
    document = billed(customer)
    claim = claim_of(document)
    claim.closed_on = date(2027, 2, 5)
    claim.save()
    dispute(document, cast.olga)
    assert not Pause.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"amount": 11901}, "amount", "more than the invoice asks for"),
        ({"amount": 0}, "amount", "at least one cent"),
        ({"ground": "mood"}, "ground", "Choose why"),
        ({"way": "pigeon"}, "way", "Choose how"),
        ({"raised_on": date(2027, 2, 11)}, "raised_on", "on which it came, or later"),
        ({"raised_on": date(2027, 1, 14)}, "raised_on", "was not there yet"),
        ({"review_on": date(2027, 2, 9)}, "review_on", "has passed"),
        ({"review_on": date(2027, 2, 25)}, "review_on", "too far away"),
        ({"text": "x" * 2001}, "text", "2000 letters"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field_and_nothing_is_written(cast, customer, changes, field, says):
    document = billed(customer)
    claim_of(document)
    with pytest.raises(ValidationError, match=says) as refused:
        dispute(document, cast.olga, recorded=DAY, **changes)
    assert field in refused.value.error_dict
    assert not Case.objects.exists()
    assert not Pause.objects.exists()


def test_one_dispute_about_an_invoice_is_enough_at_a_time(cast, customer):
    document = billed(customer)
    case = dispute(document, cast.olga)
    with pytest.raises(ValidationError, match="Case 1 about this invoice is open already"):
        dispute(document, cast.accountant)
    resolve(case, rejected(), by=cast.accountant, at=noon(DAY))
    assert dispute(document, cast.accountant).number == 2


def test_a_cancelled_invoice_and_a_credit_note_are_not_disputed(cast, customer):
    firm.write_settings()
    document = billed(customer)
    note = cancel(document, DAY, noon(DAY), by=cast.accountant)
    with pytest.raises(ValidationError, match="The invoice is cancelled"):
        dispute(document, cast.olga)
    with pytest.raises(ValidationError, match="This is a credit note"):
        dispute(note, cast.olga)


def test_only_who_sees_the_money_deals_with_a_case(cast, customer):
    with pytest.raises(ValidationError, match="sees the money") as refused:
        dispute(billed(customer), cast.olga, owner=cast.olga)
    assert "owner" in refused.value.error_dict
    assert dispute(billed(customer), cast.olga, owner=cast.accountant).owner == cast.accountant


def test_a_dispute_that_comes_after_the_six_months_is_recorded_and_holds_nothing(cast, customer):
    document = billed(customer)
    case = dispute(document, cast.accountant, date(2027, 7, 16))
    held = held_by(case, date(2027, 7, 16))
    assert (held.code, held.records, held.base) == (Holding.TOO_LATE, 0, BASE)
    assert held_in_words(held) == ["It holds no data: it came after the six months, which ended on 15 July 2027. It only stops the claim."]
    UsageRecord.objects.all().delete()
    assert held_by(case, date(2027, 7, 16)).code is Holding.TOO_LATE


# --- what it holds, in numbers ---------------------------------------------------------------------------------------------


def test_what_a_dispute_holds_is_said_in_numbers(cast, customer):
    document = billed(customer, records=3)
    case = dispute(document, cast.olga)
    held = held_by(case, DAY)
    assert (held.code, held.records, held.base, held.until, held.others) == (Holding.HOLDS, 3, BASE, None, ())
    assert held_in_words(held) == [
        "Holds 3 records until it is resolved.",
        "Without it they would be erased when 15 July 2027 is over.",
    ]
    case = resolve(case, rejected(), by=cast.accountant, at=noon(DAY))
    assert held_in_words(held_by(case, DAY)) == ["It holds nothing any more.", "3 records are erased when 15 July 2027 is over."]
    assert held_in_words(held_by(case, date(2027, 7, 16))) == ["It holds nothing any more: the records are erased, or are being erased."]


def test_other_holds_on_the_same_records_are_named(cast, customer):
    document = billed(customer)
    case = dispute(document, cast.olga)
    entry = RecordsEntry(usage=usage_of(document), text="Störung", raised_on=DAY)
    open_incident(customer, entry, by=cast.owner, at=noon(DAY))
    assert held_by(case, DAY).others == (Hold.INCIDENT,)
    assert held_in_words(held_by(case, DAY))[-1] == "They are kept in any case, because an incident needs them."


def test_of_some_of_the_records_it_is_said_how_many_something_else_holds(cast, customer):
    document = billed(customer, records=3)
    case = dispute(document, cast.olga)
    entry = RecordsEntry(usage=usage_of(document)[:2], text="Störung", raised_on=DAY)
    open_incident(customer, entry, by=cast.owner, at=noon(DAY))
    assert (held_by(case, DAY).records, held_by(case, DAY).otherwise) == (3, 2)
    assert held_in_words(held_by(case, DAY))[-1] == "2 of them are kept in any case, because an incident needs them."


def test_an_invoice_without_usage_holds_no_data(cast, customer):
    document = billed(customer, records=0)
    document.months.all().delete()
    assert held_by(dispute(document, cast.olga), DAY).code is Holding.NO_RECORDS


def test_records_are_counted_for_many_cases_at_once(cast, customer, django_assert_num_queries):
    document = billed(customer, records=3)
    of_invoice = dispute(document, cast.olga)
    usage = usage_of(document)[:2]
    incident = open_incident(customer, RecordsEntry(usage=usage, text="Störung", raised_on=DAY), by=cast.owner, at=noon(DAY))
    with django_assert_num_queries(2):
        assert records_of([of_invoice, incident]) == {of_invoice.pk: 3, incident.pk: 2}


# --- incidents and abuses --------------------------------------------------------------------------------------------------


def test_an_incident_names_its_records_once(cast, customer):
    first, second, _third = usage_of(billed(customer))
    entry = RecordsEntry(usage=[first, second, first], text="Die Anlage verband falsch.", raised_on=DAY)
    case = open_incident(customer, entry, by=cast.owner, at=noon(DAY))
    assert (case.kind, case.document, case.ground, case.way, case.review_on) == ("incident", None, "", "", date(2027, 2, 24))
    assert set(CaseRecord.objects.values_list("usage", flat=True)) == {first, second}
    abuse = open_abuse(customer, replace(entry, usage=[first]), by=cast.owner, at=noon(DAY))
    assert (abuse.kind, abuse.number, abuse.review_on) == ("abuse", 2, date(2027, 2, 17))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"usage": []}, "Choose at least one record"),
        ({"text": " "}, "Write in a sentence what happened"),
        ({"raised_on": DAY + timedelta(days=1)}, "on which it came"),
        ({"review_on": DAY + timedelta(days=15)}, "too far away"),
    ],
)
def test_an_incident_says_what_happened_and_names_records(cast, customer, changes, says):
    entry = replace(RecordsEntry(usage=usage_of(billed(customer)), text="Störung", raised_on=DAY), **changes)
    with pytest.raises(ValidationError, match=says):
        open_incident(customer, entry, by=cast.owner, at=noon(DAY))
    assert not Case.objects.exists()


def test_records_of_somebody_else_or_that_are_due_are_not_held(cast, customer):
    usage = usage_of(billed(customer))
    entry = RecordsEntry(usage=usage, text="Störung", raised_on=DAY)
    with pytest.raises(ValidationError, match="not there any more"):
        open_incident(cast.zahn, entry, by=cast.owner, at=noon(DAY))
    with pytest.raises(ValidationError, match="they are being erased"):
        open_incident(customer, replace(entry, raised_on=date(2027, 7, 16)), by=cast.owner, at=noon(date(2027, 7, 16)))
    assert not Case.objects.exists()


# --- going on --------------------------------------------------------------------------------------------------------------


def test_a_resolution_ends_the_rest_of_the_claim_and_is_kept_in_words(cast, customer):
    document = billed(customer)
    claim_of(document)
    case = dispute(document, cast.olga)
    case = resolve(case, rejected(date(2027, 2, 15)), by=cast.accountant, at=noon(date(2027, 2, 16)))
    case.refresh_from_db()
    assert (case.outcome, case.resolution, case.resolved_on, case.resolved_by) == (
        "rejected",
        "Die Minuten stimmen.",
        date(2027, 2, 15),
        cast.accountant,
    )
    pause = Pause.objects.get()
    assert (pause.ended_on, pause.ended_by) == (date(2027, 2, 16), cast.accountant)
    assert not is_open(case)


@pytest.mark.parametrize(
    ("resolution", "field"),
    [
        (rejected(words=" "), "resolution"),
        (rejected(DAY - timedelta(days=1)), "on"),
        (rejected(DAY + timedelta(days=1)), "on"),
        (Resolution(outcome="fixed", words="Gut.", on=DAY), "outcome"),
    ],
)
def test_a_resolution_without_words_day_or_right_outcome_ends_nothing(cast, customer, resolution, field):
    document = billed(customer)
    claim_of(document)
    case = dispute(document, cast.olga)
    with pytest.raises(ValidationError) as refused:
        resolve(case, resolution, by=cast.accountant, at=noon(DAY))
    assert field in refused.value.error_dict
    case.refresh_from_db()
    assert is_open(case)
    assert Pause.objects.get().ended_on is None


def test_what_is_resolved_can_only_be_opened_again(cast, customer):
    case = resolve(dispute(billed(customer), cast.olga), rejected(), by=cast.owner, at=noon(DAY))
    for deed in (
        lambda: resolve(case, rejected(), by=cast.owner, at=noon(DAY)),
        lambda: set_review(case, DAY, by=cast.owner, at=noon(DAY)),
        lambda: set_owner(case, cast.owner, by=cast.owner, at=noon(DAY)),
    ):
        with pytest.raises(ValidationError, match="The case is resolved"):
            deed()
    case = reopen(case, by=cast.owner, at=noon(DAY))
    with pytest.raises(ValidationError, match="The case is open"):
        reopen(case, by=cast.owner, at=noon(DAY))


def test_a_dispute_that_is_opened_again_holds_again_and_lets_the_claim_rest_again(cast, customer):
    document = billed(customer)
    claim_of(document)
    case = resolve(dispute(document, cast.olga), rejected(), by=cast.owner, at=noon(DAY))
    case = reopen(case, by=cast.accountant, at=noon(BASE))
    case.refresh_from_db()
    assert (case.outcome, case.resolution, case.resolved_on, case.review_on) == ("", "", None, date(2027, 7, 29))
    assert [(pause.since, pause.ended_on) for pause in Pause.objects.order_by("since")] == [(DAY, DAY), (BASE, None)]
    assert held_by(case, date(2027, 12, 1)).code is Holding.HOLDS


def test_after_the_six_months_a_dispute_is_recorded_anew_instead(cast, customer):
    case = resolve(dispute(billed(customer), cast.olga), rejected(), by=cast.owner, at=noon(DAY))
    with pytest.raises(ValidationError, match="The six months of the billing data are over"):
        reopen(case, by=cast.owner, at=noon(date(2027, 7, 16)))
    entry = RecordsEntry(usage=usage_of(Document.objects.get()), text="Störung", raised_on=DAY)
    incident = open_incident(customer, entry, by=cast.owner, at=noon(DAY))
    incident = resolve(incident, Resolution(outcome="fixed", words="Behoben.", on=DAY), by=cast.owner, at=noon(DAY))
    with pytest.raises(ValidationError, match="released at once"):
        reopen(incident, by=cast.owner, at=noon(DAY))


def test_a_dispute_is_not_opened_again_beside_another_one(cast, customer):
    document = billed(customer)
    case = resolve(dispute(document, cast.olga), rejected(), by=cast.owner, at=noon(DAY))
    dispute(document, cast.olga)
    with pytest.raises(ValidationError, match="Another case about this invoice"):
        reopen(case, by=cast.owner, at=noon(DAY))


def test_the_log_tells_everything_that_happened_and_by_whom(cast, customer):
    document = billed(customer)
    claim_of(document)
    case = dispute(document, cast.olga)
    set_owner(case, cast.accountant, by=cast.owner, at=noon(DAY))
    set_owner(case, cast.accountant, by=cast.owner, at=noon(DAY))  # twice says it once
    set_review(case, date(2027, 2, 28), by=cast.accountant, at=noon(date(2027, 2, 20)))
    assert Pause.objects.get().review_on == date(2027, 2, 28)
    case = resolve(case, rejected(date(2027, 2, 25)), by=cast.accountant, at=noon(date(2027, 2, 26)))
    case = reopen(case, by=cast.owner, at=noon(date(2027, 3, 1)))
    said = [(each.entry.event, each.entry.on, each.by.name, each.owner and each.owner.name) for each in timeline(case)]
    assert said == [
        ("reopened", date(2027, 3, 1), "Clara Chefin", None),
        ("resolved", date(2027, 2, 25), "Bernd Buch", None),
        ("review_set", date(2027, 2, 20), "Bernd Buch", None),
        ("given", DAY, "Clara Chefin", "Bernd Buch"),
        ("raised", DAY, "Olga Weber", None),
    ]
    assert (timeline(case)[1].entry.outcome, timeline(case)[2].entry.review_on) == ("rejected", date(2027, 2, 28))
    cast.olga.delete()
    assert timeline(case)[-1].by is None


# --- lists -----------------------------------------------------------------------------------------------------------------


def test_cases_are_found_by_kind_state_owner_and_words(cast, customer):
    first, second = billed(customer), billed(customer)
    early = dispute(first, cast.olga, owner=cast.accountant)
    late = dispute(second, cast.olga, date(2027, 2, 20))
    incident = open_incident(customer, RecordsEntry(usage=usage_of(first), text="x", raised_on=DAY), by=cast.owner, at=noon(DAY))
    resolve(incident, Resolution(outcome="fixed", words="Behoben.", on=DAY), by=cast.owner, at=noon(DAY))
    day = date(2027, 2, 24)

    def numbers(**search):
        return [case.number for case in found(Search(**search), day)]

    assert numbers() == [early.number, late.number]
    assert numbers(state="due") == [early.number]
    assert numbers(state="resolved") == [incident.number]
    assert numbers(state="all") == [late.number, incident.number, early.number]
    assert numbers(state="all", kind="incident") == [incident.number]
    assert numbers(owner=cast.accountant.pk) == [early.number]
    assert numbers(unowned=True) == [late.number]
    assert numbers(text="sonnenschein") == [early.number, late.number]
    assert numbers(text=second.number) == [late.number]
    assert incident.number in numbers(text=str(incident.number), state="all")
    assert numbers(text="9" * 40) == []
    assert numbers(text="Niemand") == []
    assert (due_count(day), due_count(day - timedelta(days=1))) == (1, 0)


def test_on_the_telephone_unpaid_and_recent_invoices_can_be_disputed(cast, customer):
    old_paid = billed(customer, sent_on=date(2027, 1, 15))
    pay(old_paid, date(2027, 1, 20))
    old_unpaid = billed(customer, sent_on=date(2027, 1, 15))
    new_paid = billed(customer, sent_on=date(2027, 3, 1))
    pay(new_paid, date(2027, 3, 5))
    firm.write_settings()
    cancelled = billed(customer, sent_on=date(2027, 3, 2))
    cancel(cancelled, date(2027, 3, 3), noon(date(2027, 3, 3)), by=cast.accountant)
    assert {document.number for document in disputable(customer, date(2027, 3, 12))} == {new_paid.number, old_unpaid.number}
    assert old_paid in disputable(customer, date(2027, 3, 11))
    assert disputable(cast.zahn, date(2027, 3, 11)) == []


def test_the_open_dispute_of_an_invoice_comes_before_older_ones(cast, customer):
    document = billed(customer)
    case = resolve(dispute(document, cast.olga), rejected(), by=cast.owner, at=noon(DAY))
    assert disputes_of([document.pk]) == {document.pk: case}
    again = dispute(document, cast.olga)
    assert disputes_of([document.pk]) == {document.pk: again}
    assert disputes_of([]) == {}


# --- words, when the contract is over --------------------------------------------------------------------------------------


def end_contract(customer, last_day):
    customer.contracts.update(last_day=last_day)


def test_after_the_contract_a_case_is_resolved_and_opened_again_without_words(cast, customer):
    document = billed(customer)
    case = dispute(document, cast.olga)
    end_contract(customer, DAY)
    after = noon(DAY + timedelta(days=1))
    with reading_at(after):
        resolved = resolve(case, rejected(DAY + timedelta(days=1)), by=cast.owner, at=after)
        assert words_of(Case.objects.get()).are_erased
    assert resolved.outcome == "rejected"
    case = Case.objects.get()
    assert (case.resolution, case.text) == ("", "Das waren nicht so viele Anrufe."), "what was said goes with the sweep"
    with reading_at(after):
        reopen(case, by=cast.owner, at=after)
    assert is_open(Case.objects.get())


def test_a_case_whose_words_were_swept_and_their_key_destroyed_is_resolved_like_any_other(cast, customer):
    case = dispute(billed(customer), cast.olga)
    end_contract(customer, DAY)
    later = noon(DAY + timedelta(days=2))
    release_all(later - timedelta(days=30))
    sweep(later)
    case = resolve(Case.objects.get(pk=case.pk), rejected(DAY + timedelta(days=2), words=""), by=cast.owner, at=later)
    case.refresh_from_db()
    assert (case.outcome, case.resolution, case.words_gone) == ("rejected", "", True)


def test_what_is_said_after_the_contract_is_not_kept(cast, customer):
    document = billed(customer)
    end_contract(customer, DAY - timedelta(days=1))
    assert [row.words_gone for row in (dispute(document, cast.olga), *Case.objects.all())] == [True, True]
    assert Case.objects.get().text == ""
    records = RecordsEntry(usage=usage_of(document), raised_on=DAY)
    assert open_abuse(customer, records, by=cast.owner, at=noon(DAY)).words_gone


def test_during_the_contract_words_are_needed(cast, customer):
    case = dispute(billed(customer), cast.olga)
    end_contract(customer, DAY)
    with pytest.raises(ValidationError):
        resolve(case, rejected(words=" "), by=cast.owner, at=noon(DAY))
