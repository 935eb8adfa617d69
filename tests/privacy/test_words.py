"""Disclosures in words: every field and condition has its own, and days are written as people write them."""

from datetime import date

import pytest
from django.utils import translation

from tests.domain.gate_tables import DAY, RULES, BureauRows
from vorzimmer.domain import gates
from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.sentences import sentence
from vorzimmer.privacy.policies import disclosure_policy
from vorzimmer.privacy.words import CATEGORIES, FIELDS, PARTS, category_names, field_groups, gate_lines, kept_lines, said

KEYS = {key for one in disclosure_policy().lists for key in one.allow_list.fields}


def test_every_field_of_the_policy_has_its_words_and_no_word_is_too_many():
    assert {key.split(".")[0] for key in KEYS} == set(PARTS)
    assert {key.split(".")[1] for key in KEYS} == set(FIELDS)
    assert set(CATEGORIES) == set(Category)


def test_fields_are_said_part_by_part_each_once():
    with translation.override("en"):
        groups = field_groups(["debtor.name", "debtor.street", "claim.open_cents", "invoice.gross_cents", "call.at", "remark"])
        assert [(group.name, list(group.fields)) for group in groups] == [
            ("Debtor", ["name", "street"]),
            ("Claim", ["open amount"]),
            ("Invoice", ["amount"]),
            ("call", ["time"]),
            ("remark", ["remark"]),
        ]
        assert category_names(["ABR", "BST", "NONE"]) == ["billing data", "master data"]


@pytest.mark.parametrize(("language", "text"), [("de", "4. Dezember 2026"), ("en", "4 December 2026")])
def test_days_in_a_sentence_are_written_out(language, text):
    with translation.override(language):
        assert text in said(sentence("In default since %(since)s (§286 BGB).", since=date(2026, 12, 4)))


def test_a_gate_is_said_line_by_line():
    facts = BureauRows(gates).facts((True, True, *[False] * 5, "order_applied", True, False, *[True] * 8))
    with translation.override("en"):
        lines = gate_lines(gates.bureau_gate(facts, day=DAY, rules=RULES))
    assert [line.code for line in lines if not line.holds] == ["waited"]
    (waited,) = [line for line in lines if line.code == "waited"]
    assert (waited.name, waited.says) == (
        "Four weeks have passed since the first reminder",
        "The first reminder was received on 6 November 2026. The earliest day is 5 December 2026.",
    )


def test_what_the_register_kept_is_said_without_values():
    kept = [
        {"code": "default", "because": "in_default", "flagged": False},
        {"code": "two_people", "because": "alone", "flagged": True},
    ]
    with translation.override("en"):
        first, second = kept_lines(kept)
    assert (first.name, first.says, first.is_flagged) == ("The debtor is in default", "", False)
    assert second.is_flagged
    assert second.says == "One person has made both findings, 24 hours apart, and has written why: nobody else could."
