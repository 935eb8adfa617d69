"""The privacy notice as data: what loads and what does not, what a promise names, and that its numbers are those of the rules."""

import ast
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.catalogue import Capacity, Category, Purpose, Rule
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.held_data import CALL_TIME, CONCERN, CUSTOMER_NAME, INVOICE, TECHNICAL, USAGE_TIME
from vorzimmer.domain.notice import FACTS, KEYS, NoNotice, figures, filled, in_force, misfits, places_in, read_notice, read_notices, unnamed
from vorzimmer.domain.notice_coverage import promises_of, read_sentences, uncovered
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.domain.retention import versions_of
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY, read_rules

ROOT = Path(__file__).resolve().parents[2]
POLICY = files("vorzimmer.policy")
TEXT = POLICY.joinpath("notice").joinpath("1.toml").read_text("utf-8")
NOTICE = read_notice(TEXT)
RULES = read_rules(POLICY.joinpath("retention.toml").read_text("utf-8"))
SENTENCES = read_sentences(POLICY.joinpath("notice_reference.toml").read_text("utf-8"))
DAY = date(2026, 11, 26)
SMALL = """
version = "7"
valid_from = 2027-01-01
bureaus = "1"
[[part]]
id = "erasure"
de = "Löschung"
en = "Erasure"
[[promise]]
id = "P-62"
part = "erasure"
heading = { de = "Abrechnung", en = "Billing" }
de = "Höchstens {R-ABR} Monate."
en = "At most {R-ABR} months."
rules = ["R-ABR"]
categories = ["ABR"]
purposes = ["billing"]
norms = ["TDDDG §10"]
"""


def test_a_promise_is_read_with_all_that_it_says():
    [promise] = read_notice(SMALL).promises
    assert promise.heading == {"de": "Abrechnung", "en": "Billing"}
    assert promise.text["en"] == "At most {R-ABR} months."
    assert (promise.rules, promise.categories, promise.purposes) == ({Rule.ABR}, {Category.ABR}, {Purpose.BILLING})
    assert (promise.norms, promise.capacity, promise.open) == (("TDDDG §10",), None, "")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("version", "vers!on", "written in TOML"),
        ('version = "7"', 'version = "seven"', "needs its version"),
        ("valid_from = 2027-01-01", "valid_from = 2027", "needs the day from which it holds"),
        ('bureaus = "1"', "", "needs “bureaus”"),
        ('bureaus = "1"', 'bureaus = "1"\nauthor = "X"', "has no “author”"),
        ('id = "P-62"', 'id = "62"', "needs an id like P-31"),
        ('part = "erasure"', 'part = "other"', "part “other” is unknown; there are: erasure"),
        ('norms = ["TDDDG §10"]', "norms = []", "needs its law"),
        ('rules = ["R-ABR"]', 'rules = ["R-XYZ"]', "'R-XYZ' is not a valid Rule"),
        ('rules = ["R-ABR"]', 'rules = ["R-ABR", "with the record"]', "has no time of its own"),
        ('categories = ["ABR"]', 'categories = "ABR"', "“categories” is a list of texts"),
        ('purposes = ["billing"]', 'purposes = ["fun"]', "'fun' is not a valid Purpose"),
        ('purposes = ["billing"]', 'purposes = ["billing"]\ncapacity = "friend"', "'friend' is not a valid Capacity"),
        ('purposes = ["billing"]', 'purposes = ["billing"]\nsentences = ["33"]', "“33” is none of its sentences"),
        ('purposes = ["billing"]', 'purposes = ["billing"]\ndecisions = ["D28"]', "“D28” is none of its decisions"),
        ('purposes = ["billing"]', 'purposes = ["billing"]\nholds = []', "has no “holds”"),
        ('en = "At most {R-ABR} months."', "", "needs “en”"),
        ("{R-ABR} Monate", "{R-BST} Monate", "does not name the same numbers in both languages"),
        ("{R-ABR} Monate", "{R-ABX} Monate", "“{R-ABX}” is nothing that could be filled in"),
        ("{R-ABR} Monate", "sechs Monate", "“sechs Monate” is written out"),
        ("{R-ABR} months", "6 months", "“6 months” is written out"),
        ('[[part]]\nid = "erasure"\nde = "Löschung"\nen = "Erasure"', "part = []", "entries begin with [[part]]"),
    ],
)
def test_a_wrong_notice_does_not_load_and_says_why(old, new, says):
    assert old in SMALL
    with pytest.raises(PolicyWrong) as error:
        read_notice(SMALL.replace(old, new, 1))
    assert says in str(error.value)


def test_two_promises_of_one_number_and_two_versions_of_one_day_do_not_load():
    promise = SMALL[SMALL.index("[[promise]]") :]
    with pytest.raises(PolicyWrong, match="“P-62” is there twice"):
        read_notice(SMALL + promise)
    with pytest.raises(PolicyWrong, match="one number, or begin on one day"):
        read_notices([SMALL, SMALL.replace('"7"', '"8"')])


def test_the_version_that_began_last_is_in_force():
    versions = read_notices([SMALL.replace("2027-01-01", "2028-01-01").replace('"7"', '"8"'), SMALL])
    assert in_force(versions, date(2027, 12, 31)).version == "7"
    assert in_force(versions, date(2028, 1, 1)).version == "8"
    with pytest.raises(NoNotice):
        in_force(versions, date(2026, 12, 31))


# --- numbers --------------------------------------------------------------------------------------------------------------


def test_numbers_come_from_the_rules():
    assert filled("{R-OUT} Stunden, {R-ABR} Monate, {R-TAX8} Jahre", figures(RULES, DAY)) == "72 Stunden, 6 Monate, 8 Jahre"
    assert misfits(NOTICE, RULES) == []


def test_a_changed_rule_changes_the_notice():
    longer = [replace(rule, length=4) if rule.rule is Rule.ABR else rule for rule in RULES]
    assert filled("{R-ABR} Monate", figures(longer, DAY)) == "4 Monate"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{R-ABR} Monate", "{R-ABR} Tage", "R-ABR counts rolling_months, and another unit stands after it"),
        ('rules = ["R-ABR"]', "rules = []", "R-ABR is in the text, but not among its rules"),
    ],
)
def test_a_number_that_does_not_fit_its_rule_is_named(old, new, says):
    assert says in misfits(read_notice(SMALL.replace(old, new)), RULES)[0]


def test_a_rule_without_a_length_cannot_be_filled_in():
    text = SMALL.replace("R-ABR", "R-BST")
    assert "R-BST has no length" in misfits(read_notice(text), RULES)[0]


@given(values=st.dictionaries(st.sampled_from([rule.value for rule in Rule]), st.text(), min_size=1))
def test_what_is_filled_in_is_never_filled_in_again(values):
    text = " ".join(f"{{{name}}}" for name in values)
    assert filled(text, dict.fromkeys(values, "{R-ABR}")).count("{R-ABR}") == len(values)
    assert places_in(text) == list(values)


# --- what it names --------------------------------------------------------------------------------------------------------


def test_a_promise_names_a_datum_by_category_purpose_rule_and_capacity():
    [promise] = read_notice(SMALL).promises
    assert promise.names(USAGE_TIME)
    assert not promise.names(CUSTOMER_NAME)
    assert not promise.names(replace(USAGE_TIME, rule=Rule.TAX8))
    assert not promise.names(replace(USAGE_TIME, purpose=Purpose.ABUSE))
    assert not replace(promise, capacity=Capacity.PROCESSOR).names(USAGE_TIME)
    assert promise.names(replace(USAGE_TIME, rule=Rule.WITH_RECORD))


def test_what_no_promise_names_is_found_and_what_is_about_nobody_needs_none():
    declared = {"a.B.time": USAGE_TIME, "a.B.who": CUSTOMER_NAME, "a.B.id": TECHNICAL}
    assert unnamed(read_notice(SMALL), declared) == ["a.B.who"]
    assert unnamed(NOTICE, declared) == []


def test_a_definition_names_what_the_catalogue_holds():
    for promise_id, datum in (("P-40", CUSTOMER_NAME), ("P-41", CONCERN), ("P-41", CALL_TIME), ("P-42", USAGE_TIME), ("P-64", INVOICE)):
        promise = next(each for each in NOTICE.promises if each.id == promise_id)
        assert datum.category in promise.categories
        assert datum.purpose in promise.purposes
        assert promise.capacity in {None, datum.capacity}


def test_every_rule_of_retention_is_named_by_a_promise():
    assert set(Rule) - WITHOUT_ENTRY == {rule for promise in NOTICE.promises for rule in promise.rules}


def test_a_promise_names_the_sentence_that_its_rule_names():
    for rule in RULES:
        if rule.sentence:
            named = {sentence for promise in NOTICE.promises if rule.rule in promise.rules for sentence in promise.sentences}
            assert rule.sentence in named, rule.rule


def test_what_article_13_demands_is_there():
    norms = " ".join(norm for promise in NOTICE.promises for norm in promise.norms)
    for demanded in (
        "13(1)(a)",
        "(b)",
        "13(1)(c)",
        "13(1)(d)",
        "13(1)(e)",
        "13(1)(f)",
        "13(2)(b)",
        "(2)(c)",
        "(2)(d)",
        "(2)(e)",
        "13(2)(f)",
    ):
        assert demanded in norms
    assert {RecipientKind.BUREAU, RecipientKind.COLLECTOR, RecipientKind.PROCESSOR, RecipientKind.CARRIER} <= NOTICE.recipients


# --- the reference notice ---------------------------------------------------------------------------------------------------


def test_every_sentence_of_the_reference_notice_is_promised_or_explained():
    assert len(SENTENCES) == 35
    assert uncovered(SENTENCES, NOTICE) == []
    assert [each.id for each in SENTENCES if each.reason] == ["S1", "S6", "S7", "S35"]


def test_a_sentence_that_loses_its_promise_is_found():
    fewer = replace(NOTICE, promises=tuple(promise for promise in NOTICE.promises if promise.id != "P-62"))
    assert uncovered(SENTENCES, fewer) == ["S33"]


def test_the_sentence_that_stands_there_twice_is_one_rule():
    first, second = SENTENCES[4], SENTENCES[30]
    assert (first.id, second.id) == ("S5", "S31")
    assert first.sha256 == second.sha256
    assert promises_of(first, NOTICE) == promises_of(second, NOTICE) == ("P-60",)
    assert [promise.rules for promise in NOTICE.promises if promise.id == "P-60"] == [{Rule.BST}]
    assert versions_of(RULES, Rule.BST)[-1].sentence == "S31"


def test_every_other_sentence_has_a_text_of_its_own():
    assert len({each.sha256 for each in SENTENCES}) == 34


def test_every_test_that_is_named_exists():
    missing = []
    for test in {test for each in SENTENCES for test in each.tests}:
        path, _colons, name = test.partition("::")
        file = ROOT / path
        tree = ast.parse(file.read_text("utf-8")) if file.exists() else ast.Module(body=[], type_ignores=[])
        if name not in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}:
            missing.append(test)
    assert missing == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "S7"', 'id = "S8"', "S1 to S35, in this order"),
        (SENTENCES[0].sha256, "abc", "needs the SHA-256"),
        ("::test_a_counter_is_a_changed_table", "", "is no test like"),
        ('reason = "The foot', 'tests = []\nnote = "The foot', "has no “note”"),
        ('reason = "The foot of the page: nothing is promised"', "", "or the reason why it promises nothing"),
    ],
)
def test_a_wrong_list_of_sentences_does_not_load(old, new, says):
    text = POLICY.joinpath("notice_reference.toml").read_text("utf-8")
    assert old in text
    with pytest.raises(PolicyWrong) as error:
        read_sentences(text.replace(old, new, 1))
    assert says in str(error.value)


def test_every_key_and_every_place_is_in_the_reference():
    reference = (ROOT / "docs" / "reference" / "notice-format.md").read_text("utf-8")
    for key in (*KEYS, "version", "valid_from", "bureaus"):
        assert f"`{key}" in reference, key
    for place in FACTS:
        assert f"`{{{place}}}`" in reference, place
