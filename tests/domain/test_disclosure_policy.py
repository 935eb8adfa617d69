"""policy/disclosure.toml: what it says, and that nothing loads that lacks its law, its day or its sense."""

from datetime import date
from pathlib import Path

import pytest

import vorzimmer
from vorzimmer.domain.disclosure import NEEDS_NAME, Ground, RecipientKind
from vorzimmer.domain.disclosure_duties import DutyKind
from vorzimmer.domain.disclosure_policy import NoRules, PolicyRefused, read_policy

POLICY = (Path(vorzimmer.__file__).parent / "policy" / "disclosure.toml").read_text("utf-8")
READ = read_policy(POLICY)
RULES = READ.on(date(2026, 12, 4))


def test_the_notice_names_four_bureaus_and_no_tax_adviser():
    assert [(bureau.code, bureau.named) for bureau in RULES.notice.bureaus.values()] == [
        ("schufa", "SCHUFA-Gesellschaft (Schutzgemeinschaft für allgemeine Kreditsicherung)"),
        ("creditreform", "CREDITREFORM / CEG"),
        ("buergel", "BÜRGEL"),
        ("supercheck", "SUPERCHECK"),
    ]
    assert {bureau.code for bureau in RULES.notice.bureaus.values() if not bureau.enabled} == {"supercheck"}
    assert RULES.notice.also_names == frozenset()
    assert {kind.value for kind in NEEDS_NAME} == {"tax_adviser", "auditor", "insurer"}


def test_the_numbers_are_those_of_the_law():
    assert (RULES.least_reminders, RULES.days_after_first_reminder, RULES.findings_within_days) == (2, 29, 14)
    assert RULES.duties == dict.fromkeys(DutyKind, 1)


def test_every_entry_names_its_law_and_its_sentence():
    fields = [field for one in READ.lists for field in one.allow_list.fields.values()]
    bureaus = [bureau for notice in READ.notices for bureau in notice.bureaus.values()]
    entries = [*fields, *bureaus, *READ.notices, *READ.numbers, *READ.duties]
    assert len(entries) > 80
    assert [entry for entry in entries if not entry.law] == []
    assert {entry.sentence for entry in entries} == {"S29", "S30"}


def test_the_exceptions_have_a_list_and_what_follows_them_has_the_same():
    asked = {(ground.value, kind.value): RULES.allow_list(ground, kind) for ground in Ground for kind in RecipientKind}
    assert {pair for pair, found in asked.items() if found is RULES.bureau} == {
        *(("bureau", kind.value) for kind in RecipientKind),
        ("legal_obligation", "bureau"),
    }
    assert {pair for pair, found in asked.items() if found is RULES.collect} == {
        *(("collect", kind.value) for kind in RecipientKind),
        *(("legal_obligation", "collector"), ("legal_obligation", "lawyer")),
    }
    assert all(found is None for pair, found in asked.items() if pair[0] == "consent")


def test_before_the_first_notice_nothing_may_be_given_away():
    with pytest.raises(NoRules):
        READ.on(date(2023, 12, 31))


def test_a_later_entry_takes_the_place_of_an_earlier_one_on_its_day():
    later = '\n[[number]]\nkey = "least_reminders"\nvalue = 3\nvalid_from = 2027-01-01\nlaw = "§1 X"\n'
    policy = read_policy(POLICY + later)
    assert policy.on(date(2026, 12, 31)).least_reminders == 2
    assert policy.on(date(2027, 1, 1)).least_reminders == 3


def test_a_later_notice_names_other_bureaus_and_the_tax_adviser():
    later = """
[[notice]]
version = "2"
valid_from = 2027-01-01
also_names = ["tax_adviser"]
law = "Art. 13(1)(e) GDPR"
[[notice.bureau]]
code = "schufa"
named = "SCHUFA Holding AG"
today = "SCHUFA Holding AG"
certainty = "certain"
enabled = true
law = "Art. 13(1)(e) GDPR"
"""
    notice = read_policy(POLICY + later).on(date(2027, 1, 1)).notice
    assert (notice.version, set(notice.bureaus), {kind.value for kind in notice.also_names}) == ("2", {"schufa"}, {"tax_adviser"})
    assert read_policy(POLICY + later).on(date(2026, 12, 31)).notice.version == "1"


LIST = '[[allow_list]]\nground = "collect"\nvalid_from = 2027-01-01\n[[allow_list.fields]]\nkeys = ["a"]\ncategory = "ABR"\nlaw = "§1 X"\n'
NUMBER = '[[number]]\nkey = "least_reminders"\nvalue = 2\nvalid_from = 2027-01-01\nlaw = "§1 X"\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (NUMBER.replace('law = "§1 X"\n', ""), "number 4: law is missing"),
        (NUMBER.replace("§1 X", " "), "number 4: law is no text"),
        (NUMBER.replace("valid_from = 2027-01-01\n", ""), "number 4: valid_from is missing"),
        (NUMBER.replace("2027-01-01", "2027-01-01T00:00:00"), "number 4: valid_from is no day"),
        (NUMBER.replace("value = 2", "value = 2.0"), "number 4: value is no whole number from 0 on"),
        (NUMBER.replace("value = 2", "value = true"), "number 4: value is no whole number from 0 on"),
        (NUMBER.replace("value = 2", "value = -1"), "number 4: value is no whole number from 0 on"),
        (NUMBER.replace("least_reminders", "reminders"), "number 4: key is none of least_reminders, days_after_first_reminder"),
        (NUMBER + "remark = 1\n", "number 4: remark is unknown"),
        (NUMBER.replace("2027-01-01", "2018-05-25"), "number least_reminders of 2018-05-25 is there twice"),
        ("[[numbers]]\n", "the file: numbers is unknown"),
        ('[[duty]]\nkind = "told"\ndays = 1\nvalid_from = 2027-01-01\nlaw = "§1 X"\n', "duty 6: kind is none of settled, part_payment"),
        ('[[allow_list]]\nground = "consent"\nvalid_from = 2027-01-01\nfields = []\n', "allow_list 3: ground has no list"),
        (LIST.replace('"ABR"', '"BEA"'), "allow_list 3, fields 1: category BEA never goes to collectors or bureaus"),
        (LIST.replace('["a"]', '["a", "a"]'), "allow_list 3, fields 1: a is there twice"),
        (
            '[[notice]]\nversion = "2"\nvalid_from = 2027-01-01\nalso_names = ["collector"]\nlaw = "§1 X"\nbureau = []\n',
            "notice 2: also_names collector is no kind of recipient that a notice has to name",
        ),
        ("[[number]\n", "Expected ']]'"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text, problem):
    with pytest.raises(PolicyRefused) as refused:
        read_policy(f"{POLICY}\n{text}")
    assert any(problem in one for one in refused.value.problems), refused.value.problems


def test_a_bureau_of_which_nobody_knows_what_became_cannot_be_enabled():
    with pytest.raises(PolicyRefused, match="although nobody knows what became of it"):
        read_policy(POLICY.replace("enabled = false", "enabled = true"))


def test_two_bureaus_of_one_code_do_not_load():
    with pytest.raises(PolicyRefused, match="bureau schufa is there twice"):
        read_policy(POLICY.replace('code = "buergel"', 'code = "schufa"'))


def test_all_that_is_wrong_is_named_at_once():
    with pytest.raises(PolicyRefused) as refused:
        read_policy(POLICY.replace('law = "Art. 5(1)(d), 19 GDPR"\n', ""))
    assert refused.value.problems == (
        "allow_list 1, fields 11: law is missing",
        "allow_list 2, fields 4: law is missing",
        "duty 1: law is missing",
        "duty 2: law is missing",
    )
