"""Whose payment an entry is: every rule with worked examples, and the laws that hold for all of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.bank import BankEntry, EntryKind, Place, entry_key, fingerprint, group_key, numbered
from vorzimmer.domain.designations import CUSTOMER_WORDS, INVOICE_WORDS, named
from vorzimmer.domain.matching import (
    REASONS,
    Allocation,
    Certainty,
    Collected,
    CollectionState,
    MatchReason,
    OpenItem,
    Returned,
    match,
    spread,
)

DAY = date(2026, 11, 16)
OWN = "DE89370400440532013000"
IBAN = "DE02120300000000202051"
OTHER_IBAN = "DE02500105175407324931"


def entry(cents, remittance="", *, iban=IBAN, kind=EntryKind.TRANSFER_IN, **more):
    fields = {"account": OWN, "booked_on": DAY, "value_on": DAY, "place": Place(file="s.xml", entry=1), "counterpart_iban": iban} | more
    return BankEntry(amount_cents=cents, remittance=remittance, kind=kind, **fields)


def item(number, cents, customer="1001", *, due=DAY, issued=DAY):
    return OpenItem(id=f"id-{number}", number=number, customer_number=customer, open_cents=cents, due_on=due, issued_on=issued)


def allocated(found):
    return {each.item: each.cents for each in found.allocations}


MARCH = item("RE-2026-0003", 5950, due=date(2026, 4, 1))
APRIL = item("RE-2026-0004", 5950, due=date(2026, 5, 1))
MAY = item("RE-2026-0005", 8900, due=date(2026, 6, 1))
FOREIGN = item("RE-2026-0105", 12000, "2002")
ITEMS = [MAY, MARCH, FOREIGN, APRIL]
DEBIT = Collected(end_to_end="VZ-1", invoices=("id-RE-2026-0005",), amount_cents=8900, customer_number="1001", mandate_reference="M-1001-1")


# --- rule 1: direct debits -----------------------------------------------------------------------------------------------


def test_the_end_to_end_id_of_a_debit_pays_its_invoices():
    found = match(entry(8900, kind=EntryKind.DEBIT_BOOKED, end_to_end="VZ-1"), ITEMS, [DEBIT], {})
    assert (found.certainty, found.reason, found.customer) == (Certainty.CERTAIN, MatchReason.END_TO_END, "1001")
    assert (allocated(found), found.left_cents, found.collections) == ({"id-RE-2026-0005": 8900}, 0, ("VZ-1",))


def test_a_debit_of_another_amount_is_only_proposed():
    found = match(entry(8000, kind=EntryKind.DEBIT_BOOKED, end_to_end="VZ-1"), ITEMS, [DEBIT], {})
    assert (found.certainty, found.reason) == (Certainty.PROPOSAL, MatchReason.AMOUNT_DIFFERS)


def test_a_collective_entry_pays_all_debits_of_its_file():
    first = replace(DEBIT, batch="B-1")
    second = Collected(end_to_end="VZ-2", invoices=("id-RE-2026-0105",), amount_cents=12000, customer_number="2002", batch="B-1")
    found = match(entry(20900, kind=EntryKind.DEBIT_BOOKED, batch_reference="B-1", transactions=2), ITEMS, [second, first], {})
    assert (found.certainty, found.reason) == (Certainty.CERTAIN, MatchReason.BATCH)
    assert allocated(found) == {"id-RE-2026-0005": 8900, "id-RE-2026-0105": 12000}
    assert (found.customers, found.collections) == (("1001", "2002"), ("VZ-1", "VZ-2"))


def test_one_transaction_of_a_collective_entry_is_not_the_whole():
    found = match(entry(8900, kind=EntryKind.DEBIT_BOOKED, batch_reference="B-1", part=1), ITEMS, [replace(DEBIT, batch="B-1")], {})
    assert (found.certainty, found.reason, found.left_cents) == (Certainty.UNMATCHED, MatchReason.NOTHING_FITS, 8900)


def test_a_debit_whose_invoice_was_paid_in_between_stays_as_credit():
    found = match(entry(8900, kind=EntryKind.DEBIT_BOOKED, end_to_end="VZ-1"), [MARCH], [DEBIT], {})
    assert (found.certainty, allocated(found), found.left_cents) == (Certainty.CERTAIN, {}, 8900)


# --- rule 2: invoice numbers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "RE-2026-0005",
        "Rechnung re 2026 0005 vielen Dank",
        "RE2026-0005",
        "Rg. RE-2026-\n0005 vom 01.06.2026",
        "RE–2026–0005",
        "(RE-2026-0005)",
    ],
)
def test_a_number_is_known_in_other_spellings(text):
    found = match(entry(8900, text, iban=""), ITEMS, [], {})
    assert (found.certainty, found.reason, allocated(found)) == (
        Certainty.CERTAIN,
        MatchReason.INVOICE_NUMBER,
        {"id-RE-2026-0005": 8900},
    )


@pytest.mark.parametrize("text", ["RE-2O26-0005", "RE-2026-00051", "RE-2026-005", "12026-0005", "RE/2026/0005"])
def test_what_is_another_number_is_none(text):
    assert match(entry(8900, text, iban=""), ITEMS, [], {}).reason is MatchReason.NOTHING_FITS


def test_several_numbers_are_several_items_and_the_oldest_is_paid_first():
    found = match(entry(10000, "RE-2026-0005, RE-2026-0003"), ITEMS, [], {})
    assert (found.certainty, allocated(found), found.left_cents) == (
        Certainty.CERTAIN,
        {"id-RE-2026-0003": 5950, "id-RE-2026-0005": 4050},
        0,
    )


def test_a_partial_payment_stays_on_what_was_named_though_something_is_older():
    found = match(entry(3000, "RE-2026-0005"), ITEMS, [], {IBAN: ["1001"]})
    assert (found.certainty, allocated(found)) == (Certainty.CERTAIN, {"id-RE-2026-0005": 3000})


def test_an_unknown_cash_discount_is_a_partial_payment():
    assert allocated(match(entry(8722, "RE-2026-0005 abzgl. 2% Skonto"), ITEMS, [], {})) == {"id-RE-2026-0005": 8722}


def test_what_is_paid_too_much_stays_as_credit():
    found = match(entry(10000, "RE-2026-0005"), ITEMS, [], {})
    assert (found.certainty, allocated(found), found.left_cents) == (Certainty.CERTAIN, {"id-RE-2026-0005": 8900}, 1100)


def test_numbers_of_two_customers_are_only_proposed():
    found = match(entry(20900, "RE-2026-0005 RE-2026-0105"), ITEMS, [], {})
    assert (found.certainty, found.reason, found.customers) == (Certainty.PROPOSAL, MatchReason.SEVERAL_CUSTOMERS, ("1001", "2002"))


def test_another_payer_may_pay_exactly_but_what_does_not_fit_is_only_proposed():
    known = {IBAN: ["2002"]}
    assert match(entry(8900, "RE-2026-0005"), ITEMS, [], known).certainty is Certainty.CERTAIN
    found = match(entry(5000, "RE-2026-0005"), ITEMS, [], known)
    assert (found.certainty, found.reason) == (Certainty.PROPOSAL, MatchReason.OTHER_PAYER)


def test_a_number_glued_to_other_letters_counts_when_the_amount_is_exact():
    assert match(entry(8900, "RECHNUNGRE-2026-0005VOM", iban=""), ITEMS, [], {}).certainty is Certainty.CERTAIN
    found = match(entry(8000, "RECHNUNGRE-2026-0005VOM", iban=""), ITEMS, [], {})
    assert (found.certainty, found.reason) == (Certainty.PROPOSAL, MatchReason.NUMBER_UNSURE)


def test_an_unsure_number_does_not_hide_a_known_account_with_an_exact_amount():
    found = match(entry(8900, "RECHNUNGRE-2026-0003VOM"), ITEMS, [], {IBAN: ["1001"]})
    assert (found.certainty, found.reason, allocated(found)) == (
        Certainty.CERTAIN,
        MatchReason.IBAN_ONE_ITEM,
        {"id-RE-2026-0005": 8900},
    )


def test_of_two_numbers_at_one_place_the_longer_is_meant():
    short, long = item("RE-2026-10", 1000), item("RE-2026-1001", 2000)
    assert allocated(match(entry(2000, "RE 2026 10 01"), [short, long], [], {})) == {"id-RE-2026-1001": 2000}
    assert allocated(match(entry(3000, "RE 2026 10 01"), [short, long], [], {})) == {"id-RE-2026-1001": 2000}
    assert match(entry(500, "RE 2026 10 01", iban=""), [short], [], {}).certainty is Certainty.PROPOSAL


def test_of_two_numbers_that_read_the_same_neither_is_sure():
    found = match(entry(500, "RE-11-1234", iban=""), [item("RE-1-11234", 1000), item("RE-11-1234", 1000)], [], {})
    assert (found.certainty, found.reason) == (Certainty.PROPOSAL, MatchReason.NUMBER_UNSURE)


def test_a_date_is_no_invoice_of_digits_only():
    digits = item("20261116", 8900)
    assert match(entry(500, "Miete 2026-11-16", iban=""), [digits], [], {}).reason is MatchReason.NUMBER_UNSURE
    assert match(entry(500, "Rechnung 20261116", iban=""), [digits], [], {}).certainty is Certainty.CERTAIN
    assert match(entry(8900, "Rechnung 2026 1116", iban=""), [digits], [], {}).certainty is Certainty.CERTAIN


def test_the_end_to_end_id_of_the_payer_is_text_too():
    assert match(entry(8900, end_to_end="RE-2026-0005", iban=""), ITEMS, [], {}).reason is MatchReason.INVOICE_NUMBER


def test_an_invoice_that_is_paid_is_not_named_again():
    assert match(entry(8900, "RE-2026-0005", iban=""), [item("RE-2026-0005", 0)], [], {}).reason is MatchReason.NOTHING_FITS


def test_two_items_of_one_number_are_not_guessed_between():
    items = [item("RE-2026-0005", 8900), replace(item("RE-2026-0005", 5000), id="other")]
    found = match(entry(8900, "RE-2026-0005", iban=""), items, [], {})
    assert (found.certainty, found.reason) == (Certainty.PROPOSAL, MatchReason.SEVERAL_ITEMS)


def test_beside_a_sure_number_an_unsure_one_counts_only_when_the_amount_is_exact():
    text = "RE-2026-0005 undRE-2026-0003"
    found = match(entry(10000, text, iban=""), ITEMS, [], {})
    assert (found.certainty, allocated(found), found.left_cents) == (Certainty.CERTAIN, {"id-RE-2026-0005": 8900}, 1100)
    assert match(entry(14850, text, iban=""), ITEMS, [], {}).left_cents == 0


def test_a_number_that_goes_on_behind_a_hyphen_is_unsure():
    assert match(entry(500, "RE-2026-0005-2", iban=""), ITEMS, [], {}).reason is MatchReason.NUMBER_UNSURE
    assert match(entry(500, "4-2026-0005", iban=""), [item("2026-0005", 8900)], [], {}).reason is MatchReason.NUMBER_UNSURE


# --- rule 3: the customer number -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["Kundennummer 1001", "Kd.-Nr. 1001 September", "KdNr:1001", "Kunde 1001", "customer no. 1001", "KNr 1001"]
)
def test_a_customer_number_with_an_exact_amount_is_certain(text):
    found = match(entry(8900, text, iban=""), ITEMS, [], {})
    assert (found.certainty, found.reason, allocated(found)) == (
        Certainty.CERTAIN,
        MatchReason.CUSTOMER_NUMBER,
        {"id-RE-2026-0005": 8900},
    )


@pytest.mark.parametrize("text", ["1001", "vom 10.01.2026", "Betrag 1001,50", "Hauptstr. 1001", "Kundennr. 10010", "Kunde 1001-7"])
def test_a_short_number_without_its_word_is_nothing(text):
    assert match(entry(8900, text, iban=""), ITEMS, [], {}).reason is MatchReason.NOTHING_FITS


def test_a_long_customer_number_needs_no_word():
    assert match(entry(8900, "K20260001", iban=""), [item("RE-1-99", 8900, "K-2026-0001")], [], {}).certainty is Certainty.CERTAIN


def test_an_unsure_customer_number_is_nothing_though_the_amount_fits():
    owed = [item("RE-1-99", 8900, "K-2026-0001")]
    assert match(entry(8900, "STK20260001", iban=""), owed, [], {}).reason is MatchReason.NOTHING_FITS


def test_the_exact_sum_of_all_items_of_a_named_customer_is_certain():
    found = match(entry(20800, "Kundennr. 1001", iban=""), ITEMS, [], {})
    assert (found.certainty, allocated(found)) == (
        Certainty.CERTAIN,
        {"id-RE-2026-0003": 5950, "id-RE-2026-0004": 5950, "id-RE-2026-0005": 8900},
    )


def test_a_customer_number_without_a_fitting_amount_proposes_the_oldest():
    found = match(entry(6000, "Kundennr. 1001", iban=""), ITEMS, [], {})
    assert (found.certainty, found.reason, allocated(found)) == (
        Certainty.PROPOSAL,
        MatchReason.CUSTOMER_NUMBER_ONLY,
        {"id-RE-2026-0003": 5950, "id-RE-2026-0004": 50},
    )


def test_a_customer_number_against_the_account_is_only_proposed():
    found = match(entry(8900, "Kundennr. 1001"), ITEMS, [], {IBAN: ["2002"]})
    assert (found.certainty, found.reason) == (Certainty.PROPOSAL, MatchReason.OTHER_PAYER)


# --- rules 4 and 5: the account ------------------------------------------------------------------------------------------


def test_a_known_account_with_the_amount_of_one_item_is_certain():
    found = match(entry(8900, "danke"), ITEMS, [], {IBAN: ["1001"]})
    assert (found.certainty, found.reason, allocated(found)) == (
        Certainty.CERTAIN,
        MatchReason.IBAN_ONE_ITEM,
        {"id-RE-2026-0005": 8900},
    )


def test_a_known_account_with_the_sum_of_all_items_is_certain():
    found = match(entry(20800, "danke"), ITEMS, [], {IBAN: ["1001"]})
    assert (found.certainty, found.reason, found.left_cents) == (Certainty.CERTAIN, MatchReason.IBAN_ALL_ITEMS, 0)


def test_two_items_of_the_same_amount_are_not_guessed_between():
    found = match(entry(5950, "danke"), ITEMS, [], {IBAN: ["1001"]})
    assert (found.certainty, found.reason, allocated(found)) == (
        Certainty.PROPOSAL,
        MatchReason.SEVERAL_ITEMS,
        {"id-RE-2026-0003": 5950},
    )


def test_two_customers_of_one_account_are_not_guessed_between():
    items = [item("RE-2026-0005", 8900), item("RE-2026-0105", 8900, "2002")]
    found = match(entry(8900), items, [], {IBAN: ["2002", "1001"]})
    assert (found.certainty, found.reason, found.customers, found.allocations, found.left_cents) == (
        Certainty.PROPOSAL,
        MatchReason.SEVERAL_CUSTOMERS,
        ("1001", "2002"),
        (),
        8900,
    )


def test_a_known_account_alone_is_only_proposed():
    found = match(entry(7000), ITEMS, [], {IBAN: ["1001"]})
    assert (found.certainty, found.reason, found.customer) == (Certainty.PROPOSAL, MatchReason.IBAN_ONLY, "1001")
    nothing_open = match(entry(7000), [], [], {IBAN: ["1001"]})
    assert (nothing_open.certainty, nothing_open.customer, nothing_open.left_cents) == (Certainty.PROPOSAL, "1001", 7000)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"iban": OTHER_IBAN}, MatchReason.NOTHING_FITS),
        ({"iban": ""}, MatchReason.NOTHING_FITS),
        ({"kind": EntryKind.OTHER}, MatchReason.NO_PAYMENT),
        ({"currency": "CHF"}, MatchReason.OTHER_CURRENCY),
    ],
)
def test_everything_else_is_left_to_a_person(changes, reason):
    found = match(entry(8900, **changes), ITEMS, [], {IBAN: ["1001"], "": ["1001"]})
    assert (found.certainty, found.reason, found.allocations, found.left_cents) == (Certainty.UNMATCHED, reason, (), 8900)


def test_money_out_is_no_payment_though_it_names_an_invoice():
    found = match(entry(-8900, "RE-2026-0005", kind=EntryKind.TRANSFER_OUT), ITEMS, [], {})
    assert (found.certainty, found.reason, found.left_cents) == (Certainty.UNMATCHED, MatchReason.NO_PAYMENT, 0)


# --- returns -------------------------------------------------------------------------------------------------------------

RETURN = entry(-9270, kind=EntryKind.RETURN, end_to_end="VZ-1", original_cents=8900, charges_cents=370, mandate_reference="M-1001-1")


def test_a_return_opens_its_invoices_and_passes_two_charges_on():
    found = match(RETURN, [], [replace(DEBIT, state=CollectionState.BOOKED, return_fee_cents=500)], {})
    assert (found.certainty, found.reason, found.customer, found.left_cents) == (Certainty.CERTAIN, MatchReason.RETURNED, "1001", 0)
    assert found.returned == Returned(
        end_to_end="VZ-1", invoices=("id-RE-2026-0005",), original_cents=8900, bank_charge_cents=370, fee_cents=500
    )


def test_a_return_without_its_original_amount_takes_the_charges_off():
    found = match(replace(RETURN, original_cents=None), [], [DEBIT], {})
    assert (found.certainty, found.returned.original_cents, found.returned.bank_charge_cents) == (Certainty.CERTAIN, 8900, 370)


def test_a_second_return_of_a_debit_is_only_proposed():
    found = match(RETURN, [], [replace(DEBIT, state=CollectionState.RETURNED)], {})
    assert (found.certainty, found.reason) == (Certainty.PROPOSAL, MatchReason.RETURNED_ALREADY)


def test_a_return_of_what_was_presented_again_means_the_later_one():
    found = match(RETURN, [], [replace(DEBIT, state=CollectionState.RETURNED), DEBIT], {})
    assert (found.certainty, found.reason) == (Certainty.CERTAIN, MatchReason.RETURNED)


def test_a_return_of_another_amount_is_only_proposed():
    found = match(replace(RETURN, original_cents=8000), [], [DEBIT], {})
    assert (found.certainty, found.reason) == (Certainty.PROPOSAL, MatchReason.AMOUNT_DIFFERS)


def test_a_return_without_its_id_is_proposed_by_mandate_and_amount():
    lost = replace(RETURN, end_to_end="")
    found = match(lost, [], [DEBIT], {})
    assert (found.certainty, found.reason, found.collections) == (Certainty.PROPOSAL, MatchReason.RETURNED_BY_MANDATE, ("VZ-1",))
    found = match(lost, [], [DEBIT, replace(DEBIT, end_to_end="VZ-9")], {})
    assert (found.reason, found.collections, found.returned) == (MatchReason.SEVERAL_ITEMS, ("VZ-1", "VZ-9"), None)
    assert match(lost, [], [replace(DEBIT, state=CollectionState.RETURNED)], {}).certainty is Certainty.UNMATCHED
    assert match(replace(lost, mandate_reference=""), [], [DEBIT], {}).certainty is Certainty.UNMATCHED


# --- § 366 BGB -----------------------------------------------------------------------------------------------------------


def test_a_payment_is_spread_by_name_then_what_is_due_then_the_oldest():
    later = item("RE-2026-0012", 1000, due=DAY + timedelta(days=1), issued=date(2026, 1, 1))
    old = item("RE-2026-0011", 1000, due=date(2026, 9, 1), issued=date(2026, 8, 20))
    older = item("RE-2026-0010", 1000, due=date(2026, 10, 1), issued=date(2026, 8, 1))
    assert spread(2500, [later, old, older], DAY, ["id-RE-2026-0012"]) == (
        (
            Allocation(item="id-RE-2026-0012", cents=1000),
            Allocation(item="id-RE-2026-0010", cents=1000),
            Allocation(item="id-RE-2026-0011", cents=500),
        ),
        0,
    )
    assert [each.item for each in spread(9999, [later, old, older], DAY)[0]] == ["id-RE-2026-0010", "id-RE-2026-0011", "id-RE-2026-0012"]
    assert spread(9999, [later, old, older], DAY)[1] == 6999


# --- numbers in a text ---------------------------------------------------------------------------------------------------


def test_a_short_invoice_number_needs_its_word():
    assert [each.number for each in named("Rechnung Nr. 17 vom 17.11.", ["17", "11"], INVOICE_WORDS)] == ["17"]
    assert named("Kundennr. 17", ["17"], INVOICE_WORDS) == ()
    assert [each.number for each in named("Kundennr. 17", ["17"], CUSTOMER_WORDS)] == ["17"]


def test_every_reason_is_said_in_words():
    assert set(REASONS) == set(MatchReason)


# --- laws ----------------------------------------------------------------------------------------------------------------

numbers = st.sampled_from(["RE-2026-0001", "RE-2026-0002", "RE-2026-0003", "RE-2026-00010", "17", "2026/0005"])
amounts = st.sampled_from([0, 1, 100, 200, 300, 5950]) | st.integers(0, 10**7)
customers = st.sampled_from(["1001", "1002", "K-2026-0007"])
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
items = st.builds(
    OpenItem,
    id=st.uuids().map(str),
    number=numbers,
    customer_number=customers,
    open_cents=amounts,
    due_on=days,
    issued_on=days,
)
open_items = st.lists(items, max_size=6, unique_by=lambda each: each.id)
collections = st.lists(
    st.builds(
        Collected,
        end_to_end=st.sampled_from(["VZ-1", "VZ-2"]),
        invoices=st.just(()),
        amount_cents=amounts,
        customer_number=customers,
        state=st.sampled_from(CollectionState),
        batch=st.sampled_from(["", "B-1"]),
        mandate_reference=st.sampled_from(["", "M-1"]),
    ),
    max_size=3,
)
texts = st.lists(
    st.sampled_from(
        ["RE-2026-0001", "RE 2026 0002", "re20260003", "Kundennr. 1001", "K20260007", "1002", "17", "Rg 17", "2026-0005", "x", " "]
    )
).map(" ".join)
entries = st.builds(
    entry,
    st.integers(-(10**7), 10**7) | amounts,
    texts,
    iban=st.sampled_from(["", IBAN, OTHER_IBAN]),
    kind=st.sampled_from(EntryKind),
    end_to_end=st.sampled_from(["", "VZ-1", "RE-2026-0001"]),
    batch_reference=st.sampled_from(["", "B-1"]),
    mandate_reference=st.sampled_from(["", "M-1"]),
    original_cents=st.none() | amounts,
    charges_cents=st.integers(0, 1000),
)
known = st.fixed_dictionaries({}, optional={IBAN: st.lists(customers), OTHER_IBAN: st.lists(customers)})


@given(entries, open_items, collections, known)
def test_no_cent_is_lost_or_made(paid, owed, debits, ibans):
    found = match(paid, owed, debits, ibans)
    assert sum(each.cents for each in found.allocations) + found.left_cents == max(paid.amount_cents, 0)
    assert found.left_cents >= 0


@given(st.integers(1, 10**6), st.none() | amounts, st.integers(0, 1000), amounts)
def test_a_return_is_its_original_and_its_charge_and_nothing_else(cost, original, charges, collected):
    taken_back = replace(RETURN, amount_cents=-cost, original_cents=original, charges_cents=charges)
    found = match(taken_back, [], [replace(DEBIT, amount_cents=collected)], {})
    assert found.returned.original_cents + found.returned.bank_charge_cents == cost
    assert min(found.returned.original_cents, found.returned.bank_charge_cents) >= 0
    assert (found.certainty is Certainty.CERTAIN) is (found.returned.original_cents == collected)


@given(entries, open_items, collections, known)
def test_never_more_than_is_open_and_every_item_once(paid, owed, debits, ibans):
    found = match(paid, owed, debits, ibans)
    rest = {each.id: each.open_cents for each in owed}
    assert len({each.item for each in found.allocations}) == len(found.allocations)
    assert all(0 < each.cents <= rest[each.item] for each in found.allocations)


@given(entries, open_items, collections, known, st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_does_not_matter(paid, owed, debits, ibans, chance):
    first = match(paid, owed, debits, ibans)
    chance.shuffle(mixed := list(owed))
    chance.shuffle(mixed_debits := list(debits))
    turned = {iban: list(reversed(found)) for iban, found in reversed(ibans.items())}
    assert match(paid, mixed, mixed_debits, turned) == first == match(paid, owed, debits, ibans)


@given(entries, open_items, known)
def test_what_is_certain_is_of_one_customer(paid, owed, ibans):
    found = match(paid, owed, [], ibans)
    whose = {each.id: each.customer_number for each in owed}
    if found.certainty is Certainty.CERTAIN:
        assert len(found.customers) == 1
        assert {whose[each.item] for each in found.allocations} <= set(found.customers)


# --- known again ---------------------------------------------------------------------------------------------------------


def test_a_reference_of_the_bank_is_the_key_whatever_else_is_said():
    first = entry(8900, "RE-2026-0005", reference="20261116-7")
    assert entry_key(first) == entry_key(replace(first, remittance="", booked_on=date(2026, 11, 17), kind=EntryKind.OTHER))
    for change in ({"amount_cents": 8901}, {"reference": "20261116-8"}, {"account": "DE1"}, {"part": 1}):
        assert entry_key(first) != entry_key(replace(first, **change))
    assert entry_key(replace(first, account="DE1", reference="12")) != entry_key(replace(first, account="DE11", reference="2"))
    assert group_key(first) == group_key(replace(first, part=2, amount_cents=1)) != ""


def test_without_a_reference_the_key_is_what_the_entry_says_and_how_often():
    first = entry(8900, "Rechnung RE-2026-0005")
    twice = numbered([first, replace(first, remittance="RECHNUNG RE-2026-  0005"), entry(8900, "x")])
    assert [each.occurrence for each in twice] == [1, 2, 1]
    assert len({entry_key(each) for each in twice}) == 3
    assert fingerprint(twice[0]) == fingerprint(twice[1])
    for change in ({"amount_cents": 1}, {"end_to_end": "x"}, {"value_on": date(2026, 11, 17)}, {"account": "DE1"}, {"remittance": "y"}):
        assert entry_key(first) != entry_key(replace(first, **change))
    assert group_key(first) == ""


def test_equal_references_in_one_file_stay_two_entries():
    first = entry(8900, reference="SAME")
    assert len({entry_key(each) for each in numbered([first, first])}) == 2


@given(st.lists(entries, max_size=8))
def test_entries_of_one_file_have_different_keys_and_the_same_ones_again(found):
    keys = [entry_key(each) for each in numbered(found)]
    assert len(set(keys)) == len(keys)
    assert keys == [entry_key(each) for each in numbered(found)]
    assert all(len(key) == 68 for key in keys)
