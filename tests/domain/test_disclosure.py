"""What may leave the house: no, unless a table says yes; and nothing is in it that no list names."""

from dataclasses import replace
from datetime import date, datetime
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import vorzimmer
from tests.domain import gate_tables
from vorzimmer.domain import gates
from vorzimmer.domain.allow_lists import AllowList, Field, NotListed, Special, canonical, fields_in, payload
from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.disclosure import (
    NOT_SENTENCES,
    DisclosurePurpose,
    Evidence,
    Finding,
    Ground,
    NotBecause,
    RecipientKind,
    fits,
    may_disclose,
    refusal,
)
from vorzimmer.domain.disclosure_policy import read_policy

POLICY = (Path(vorzimmer.__file__).parent / "policy" / "disclosure.toml").read_text("utf-8")
DAY = date(2026, 12, 4)
RULES = read_policy(POLICY).on(DAY)
FOUND = tuple(Finding(by=by, at=gate_tables.NOON, text="Looked at.") for by in ("anna", "bert"))
FULL = Evidence(norm="§93 AO", document="Request 2026/17 of the tax office", record="5a1c", earlier="17", findings=FOUND)


def gate(ground, *, is_open=True):
    row = (is_open, True, False, False, False, False)
    if ground is Ground.COLLECT:
        return gates.collect_gate(gate_tables.collect_facts(gates, (*row, "collector", True, True, True)), day=DAY)
    facts = gate_tables.BureauRows(gates).facts((*row, False, "order_applied", *[True] * 10))
    return gates.bureau_gate(facts, day=DAY, rules=RULES)


OPEN = {Ground.COLLECT: gate(Ground.COLLECT), Ground.BUREAU: gate(Ground.BUREAU)}

# ground, recipient: the categories that it may get, and nothing else anywhere
EVERYTHING = "BST BEA ABR INT TAX MND REGISTER ACCOUNT SECURITY TECH NONE"
SERVICE = "BST BEA ABR INT TAX MND NONE"
NO_CALLS = "BST ABR INT TAX MND NONE"
CLAIM = "BST ABR NONE"
ALLOWED = {
    ("legal_obligation", "court"): EVERYTHING,
    ("legal_obligation", "authority"): EVERYTHING,
    ("legal_obligation", "police"): EVERYTHING,
    ("legal_obligation", "collector"): CLAIM,
    ("legal_obligation", "lawyer"): CLAIM,
    ("legal_obligation", "bureau"): CLAIM,
    ("consent", "collector"): NO_CALLS,
    ("consent", "lawyer"): SERVICE,
    ("consent", "bureau"): NO_CALLS,
    ("consent", "court"): SERVICE,
    ("consent", "authority"): SERVICE,
    ("consent", "police"): SERVICE,
    ("consent", "bank"): SERVICE,
    ("consent", "carrier"): SERVICE,
    ("consent", "tax_adviser"): SERVICE,
    ("consent", "auditor"): SERVICE,
    ("consent", "insurer"): SERVICE,
    ("collect", "collector"): CLAIM,
    ("collect", "lawyer"): CLAIM,
    ("bureau", "bureau"): CLAIM,
}


@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("recipient", RecipientKind)
def test_everything_is_denied_that_is_not_in_this_list(ground, recipient):
    allowed = set(ALLOWED.get((ground.value, recipient.value), "").split())
    answers = {
        category.value: may_disclose(recipient, {category}, ground, FULL, gate=OPEN.get(ground)) == Allowed(reason=ground)
        for category in Category
    }
    assert {name for name, answer in answers.items() if answer} == allowed


EVIDENCE = st.builds(
    Evidence,
    norm=st.sampled_from(["", "a request", "§93 AO"]),
    document=st.sampled_from(["", "17"]),
    record=st.sampled_from(["", "5a1c"]),
    earlier=st.sampled_from(["", "17"]),
    findings=st.sampled_from([(), FOUND[:1], FOUND]),
)


@given(
    st.sampled_from(Ground),
    st.sampled_from(RecipientKind),
    st.frozensets(st.sampled_from(Category)),
    st.tuples(EVIDENCE, st.sampled_from([None, OPEN[Ground.COLLECT], OPEN[Ground.BUREAU], gate(Ground.COLLECT, is_open=False)])),
    st.frozensets(st.sampled_from(["tax_adviser", "auditor", "insurer"]).map(RecipientKind)),
)
def test_what_is_allowed_has_its_proof(ground, recipient, categories, proofs, named):
    evidence, its_gate = proofs
    answer = may_disclose(recipient, categories, ground, evidence, gate=its_gate, named=named)
    if isinstance(answer, Refused):
        return
    assert categories
    assert recipient != "processor"
    assert not (recipient in {"collector", "bureau"} and "BEA" in categories)
    if ground == "legal_obligation":
        assert evidence.norm == "§93 AO"
        assert evidence.document
        assert evidence.earlier or recipient not in {"collector", "lawyer", "bureau"}
    elif ground == "consent":
        assert evidence.record
    else:
        assert its_gate is not None
        assert its_gate.ground == ground
        assert its_gate.is_open
        assert len(evidence.findings) >= {"collect": 1, "bureau": 2}[ground]
    if recipient in {"tax_adviser", "auditor", "insurer"}:
        assert recipient in named or ground == "consent"


@pytest.mark.parametrize(
    ("recipient", "categories", "ground", "evidence", "reason"),
    [
        ("police", "BEA", "legal_obligation", Evidence(document="A request by telephone"), "no_norm"),
        ("police", "BEA", "legal_obligation", Evidence(norm="request of the police", document="17"), "no_norm"),
        ("police", "BEA", "legal_obligation", Evidence(norm="§100j StPO"), "no_document"),
        ("police", "BEA", "legal_obligation", Evidence(norm="§100j StPO", document=" "), "no_document"),
        ("carrier", "BST", "consent", Evidence(norm="§93 AO", document="17"), "no_consent"),
        ("tax_adviser", "TAX", "legal_obligation", FULL, "not_named"),
        ("auditor", "TAX", "legal_obligation", FULL, "not_named"),
        ("insurer", "BST", "legal_obligation", FULL, "not_named"),
        ("collector", "BEA", "collect", FULL, "handling_data"),
        ("collector", "BEA", "consent", FULL, "handling_data"),
        ("bureau", "BEA", "bureau", FULL, "handling_data"),
        ("bureau", "BEA", "consent", FULL, "handling_data"),
        ("lawyer", "BEA", "collect", FULL, "handling_data"),
        ("collector", "MND", "collect", FULL, "category"),
        ("bank", "BST", "legal_obligation", FULL, "recipient"),
        ("bureau", "BST", "legal_obligation", Evidence(norm="Art. 19 GDPR", document="Paid on 2 December"), "no_earlier"),
        ("collector", "BEA", "legal_obligation", FULL, "handling_data"),
        ("bureau", "BST", "collect", FULL, "recipient"),
        ("collector", "BST", "bureau", FULL, "recipient"),
        ("processor", "BST", "consent", FULL, "no_third_party"),
        ("collector", "BST", "collect", FULL, "no_gate"),
        ("bureau", "BST", "bureau", FULL, "no_gate"),
    ],
)
def test_a_refusal_says_what_is_wrong(recipient, categories, ground, evidence, reason):
    answer = may_disclose(RecipientKind(recipient), {Category(categories)}, Ground(ground), evidence)
    assert answer == Refused(reason=NotBecause(reason))
    assert str(refusal(answer.reason)) == NOT_SENTENCES[NotBecause(reason)]


def test_no_category_is_nothing_to_give_away():
    assert may_disclose(RecipientKind.COURT, (), Ground.LEGAL_OBLIGATION, FULL) == Refused(reason=NotBecause.NOTHING)


def test_the_gate_of_the_other_exception_opens_nothing():
    claim = {Category.BST, Category.ABR}
    answer = may_disclose(RecipientKind.BUREAU, claim, Ground.BUREAU, FULL, gate=OPEN[Ground.COLLECT])
    assert answer == Refused(reason=NotBecause.NO_GATE)
    shut = may_disclose(RecipientKind.BUREAU, claim, Ground.BUREAU, FULL, gate=gate(Ground.BUREAU, is_open=False))
    assert shut == Refused(reason=NotBecause.GATE_SHUT)
    assert may_disclose(RecipientKind.BUREAU, claim, Ground.BUREAU, FULL, gate=OPEN[Ground.BUREAU]) == Allowed(reason=Ground.BUREAU)
    one = may_disclose(RecipientKind.BUREAU, claim, Ground.BUREAU, Evidence(findings=FOUND[:1]), gate=OPEN[Ground.BUREAU])
    assert one == Refused(reason=NotBecause.NO_FINDINGS)


def test_who_got_a_claim_is_told_what_became_of_it_although_the_gate_is_shut_then():
    told = Evidence(norm="Art. 19 GDPR", document="Paid on 2 December 2026", earlier="17")
    for kind in (RecipientKind.COLLECTOR, RecipientKind.LAWYER, RecipientKind.BUREAU):
        answer = may_disclose(kind, {Category.ABR, Category.NONE}, Ground.LEGAL_OBLIGATION, told)
        assert answer == Allowed(reason=Ground.LEGAL_OBLIGATION)


def test_a_notice_that_names_the_tax_adviser_lets_him_have_the_books_and_no_calls():
    named = frozenset({RecipientKind.TAX_ADVISER})
    answer = may_disclose(RecipientKind.TAX_ADVISER, {Category.TAX}, Ground.LEGAL_OBLIGATION, FULL, named=named)
    assert answer == Allowed(reason=Ground.LEGAL_OBLIGATION)
    calls = may_disclose(RecipientKind.TAX_ADVISER, {Category.BEA}, Ground.LEGAL_OBLIGATION, FULL, named=named)
    assert calls == Refused(reason=NotBecause.HANDLING_DATA)
    other = may_disclose(RecipientKind.AUDITOR, {Category.TAX}, Ground.LEGAL_OBLIGATION, FULL, named=named)
    assert other == Refused(reason=NotBecause.NOT_NAMED)


@pytest.mark.parametrize("norm", ["§93 AO", "§ 147 Abs. 6 AO", "Art. 58(1)(e) GDPR", "Art 31 EU 2023/1543", "i. V. m. §§ 94, 98 StPO"])
def test_a_norm_is_known_by_its_number(norm):
    answer = may_disclose(RecipientKind.AUTHORITY, {Category.BST}, Ground.LEGAL_OBLIGATION, Evidence(norm=norm, document="17"))
    assert answer == Allowed(reason=Ground.LEGAL_OBLIGATION)


def test_a_purpose_fits_its_ground_and_nothing_new_goes_to_whom_is_only_told():
    fitting = {
        (purpose.value, ground.value, kind.value)
        for purpose, ground, kind in product(DisclosurePurpose, Ground, RecipientKind)
        if fits(purpose, ground, kind)
    }
    everybody = {kind.value for kind in RecipientKind}
    assert fitting == {
        *(("collection", "collect", kind) for kind in everybody),
        *(("bureau_notice", "bureau", kind) for kind in everybody),
        *(("customer_order", "consent", kind) for kind in everybody),
        *(("follow_up", "legal_obligation", kind) for kind in everybody),
        *(("court", "legal_obligation", kind) for kind in everybody - {"collector", "lawyer", "bureau"}),
        *(("legal_request", "legal_obligation", kind) for kind in everybody - {"collector", "lawyer", "bureau"}),
    }


def test_every_refusal_has_its_sentence():
    assert set(NOT_SENTENCES) == set(NotBecause)


# --- the payload -----------------------------------------------------------------------------------------------------------

CLAIM_FILE = {
    "creditor": {"name": "Sekretariat Sonnenschein", "iban": "DE02100100100006820101"},
    "debtor": {"name": "Dachdeckerei Fink", "street": "Lindenweg 4", "is_consumer": False, "phone": None},
    "invoice": {"number": "2026-00012", "due_on": date(2026, 10, 20), "gross_cents": 11900},
    "payments": [{"on": date(2026, 11, 2), "cents": 2000}, {"on": date(2026, 11, 9), "cents": 100}],
    "reminders": [],
    "claim": {"open_cents": 9800, "default_since": date(2026, 11, 7)},
}


def test_what_is_listed_comes_through_as_it_is():
    given_away = payload(CLAIM_FILE, RULES.collect)
    assert given_away == CLAIM_FILE
    assert given_away["payments"] is not CLAIM_FILE["payments"]
    assert fields_in(given_away) == (
        *("creditor.name", "creditor.iban"),
        *("debtor.name", "debtor.street", "debtor.is_consumer"),
        *("invoice.number", "invoice.due_on", "invoice.gross_cents"),
        *("payments.on", "payments.cents"),
        *("claim.open_cents", "claim.default_since"),
    )


@pytest.mark.parametrize(
    ("more", "keys"),
    [
        ({"notes": [{"concern": "Zahnschmerzen"}]}, ("notes.concern",)),
        ({"notes": []}, ("notes",)),
        ({"notes": {}}, ("notes",)),
        ({"concern": "Zahnschmerzen"}, ("concern",)),
        ({"concern": None}, ("concern",)),
        ({"debtor": {"name": "Fink", "birth_date": date(1970, 1, 1)}}, ("debtor.birth_date",)),
        ({"debtor": {"name": {"of_the_caller": "Zimmermann"}}}, ("debtor.name.of_the_caller",)),
        ({"debtor": "Fink, calls about toothache"}, ("debtor",)),
        ({"payments": ["by Zimmermann"]}, ("payments",)),
        ({"payments": [{"on": date(2026, 11, 2), "text": "x"}, {"text": "y"}]}, ("payments.text",)),
        ({"debit": {"iban": "DE02100100100006820101"}}, ("debit.iban",)),
        ({"usage": [{"at": date(2026, 11, 2)}]}, ("usage.at",)),
        ({"debtor": {"nam": "Fink"}, "claims": 1}, ("debtor.nam", "claims")),
    ],
)
def test_what_is_not_listed_stops_everything_and_is_named(more, keys):
    with pytest.raises(NotListed) as refused:
        payload({**CLAIM_FILE, **more}, RULES.collect)
    assert refused.value.keys == keys
    assert "Zahnschmerzen" not in str(refused.value)


def test_some_fields_need_their_circumstance():
    returned, disputed = RULES.collect.given(Special.RETURNED_DEBIT), RULES.collect.given(Special.DISPUTED)
    debit = {"debit": {"iban": "DE02100100100006820101", "returned_on": date(2026, 11, 2)}}
    assert payload(debit, returned) == debit
    with pytest.raises(NotListed):
        payload(debit, disputed)
    calls = {"usage": [{"at": datetime(2026, 10, 1, 9, 30), "meter": "talk", "quantity": 61, "cents": 88}]}  # noqa: DTZ001
    assert payload(calls, disputed) == calls
    with pytest.raises(NotListed):
        payload(calls, returned)


@pytest.mark.parametrize("value", [1.5, b"x", {1, 2}, object(), {1: "x"}, {"": "x"}, {"a.b": "x"}])
def test_only_plain_values_are_given_away(value):
    with pytest.raises(TypeError):
        payload({"debtor": {"name": value}}, RULES.collect)


def test_the_bytes_of_a_payload_do_not_depend_on_the_order():
    turned = dict(reversed(CLAIM_FILE.items()))
    assert canonical(CLAIM_FILE) == canonical(turned)
    assert canonical({"b": date(2026, 11, 2), "a": ["ö", 1, None, True]}) == '{"a":["ö",1,null,true],"b":"2026-11-02"}'.encode()


names = st.text("abcdefg", min_size=1, max_size=3)
values = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5), st.dates())
trees = st.dictionaries(names, st.recursive(values, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)))


def leaves(value, place=""):
    """Where something ends, or nothing begins."""
    if isinstance(value, dict) and value:
        return {leaf for key, inner in value.items() for leaf in leaves(inner, f"{place}.{key}" if place else key)}
    if isinstance(value, list) and value:
        return {leaf for inner in value for leaf in leaves(inner, place)}
    return {place}


@given(trees, st.sets(st.lists(names, min_size=1, max_size=3).map(".".join)))
@example({"a": {"a": None}}, {"a"})
@example({"a": {"a": []}}, {"a"})
def test_nothing_comes_through_that_is_not_listed_and_nothing_is_lost(tree, keys):
    listed = AllowList(ground=Ground.CONSENT, fields={key: Field(key=key, category=Category.BST, law="§1 X") for key in keys})
    try:
        given_away = payload(tree, listed)
    except NotListed:
        assert not leaves(tree) <= keys
        return
    assert given_away == tree
    assert set(fields_in(tree)) <= keys


def test_the_lists_of_the_gates_hold_no_handling_data():
    for listed, special in product((RULES.collect, RULES.bureau), Special):
        assert {one.category.value for one in listed.given(special).allowed.values()} <= {"BST", "ABR", "NONE"}
    assert {key for key in RULES.bureau.fields if key.startswith("debtor.")} == {
        *("debtor.name", "debtor.legal_form", "debtor.birth_date", "debtor.customer_number"),
        *("debtor.street", "debtor.postcode", "debtor.city", "debtor.country"),
    }
    for word in ("caller", "concern", "note", "message", "instruction", "text"):
        assert not [key for listed in (RULES.collect, RULES.bureau) for key in listed.fields if word in key]


def test_a_list_for_circumstances_is_still_the_same_list():
    assert replace(RULES.collect.given(Special.DISPUTED), specials=frozenset()) == RULES.collect
