"""The gate before the notice: nothing is published that leaves out what is held, and the program does not start with it."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.checks.registry import registry
from django.core.management import call_command
from django.core.management.base import SystemCheckError

from vorzimmer.domain.catalogue import Category, Purpose, Rule, combine, fields
from vorzimmer.domain.controller import Controller
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.held_data import TECHNICAL, USAGE_TIME
from vorzimmer.domain.policy import PolicyWrong
from vorzimmer.privacy import checks, notice_gaps
from vorzimmer.privacy.catalogue import catalogue, declared_in_vain, undeclared
from vorzimmer.privacy.checks import check_notice
from vorzimmer.privacy.notice_gaps import gaps, gaps_of
from vorzimmer.privacy.policies import disclosure_policy
from vorzimmer.privacy.promises import as_paper, day_of, notice_of, notice_on, notices

DAY = date(2026, 11, 26)
AGENCY = Controller(name="Anna Beispiel", street="Am Markt 1", postcode="12159", city="Berlin", email="buero@beispiel.example")
OWN = """
version = "2"
valid_from = 2027-01-01
bureaus = "{bureaus}"
[[part]]
id = "who"
de = "Wer"
en = "Who"
[[promise]]
id = "P-01"
part = "who"
heading = {{ de = "Neu", en = "New" }}
de = "Ein Satz."
en = "A sentence."
norms = ["Art. 13 GDPR"]
recipients = {recipients}
"""


@pytest.fixture
def own(settings, tmp_path):
    """Write a notice of the agency's own."""
    settings.HOME = tmp_path
    (tmp_path / "notice").mkdir()

    def write(*, bureaus="1", recipients="[]"):
        (tmp_path / "notice" / "2.toml").write_text(OWN.format(bureaus=bureaus, recipients=recipients), "utf-8")

    return write


def test_catalogue_schema_and_notice_say_the_same():
    assert undeclared() == []
    assert declared_in_vain() == []
    assert gaps(DAY) == []
    assert {datum.category for datum in catalogue().values() if not notice_on(DAY).names(datum)} == set()


def test_a_field_that_no_promise_names_stops_the_program(monkeypatch):
    stray = replace(USAGE_TIME, category=Category.INT, rule=Rule.TAX8, purpose=Purpose.CLAIM)
    more = combine(catalogue(), fields("calls.Call", ("shoe_size",), stray), fields("calls.Call", ("shelf",), TECHNICAL))
    monkeypatch.setattr(notice_gaps, "catalogue", lambda: more)
    [found] = check_notice()
    assert (found.id, found.level) == ("privacy.E006", 40)
    assert found.msg == "Version 1 of the privacy notice does not name what is held: calls.Call.shoe_size."
    with pytest.raises(SystemCheckError, match="shoe_size"):
        call_command("check")


@pytest.mark.parametrize("gone", sorted({promise.id for promise in notices()[0].promises if promise.rules and promise.purposes}))
def test_without_a_promise_that_names_a_kind_of_data_the_notice_is_not_published(gone):
    notice = notice_on(DAY)
    fewer = replace(notice, promises=tuple(promise for promise in notice.promises if promise.id != gone))
    left_out = [datum for datum in catalogue().values() if not fewer.names(datum)]
    assert bool(gaps_of(fewer, DAY)) == bool(left_out)
    if gone in {"P-30", "P-31", "P-43", "P-60", "P-61", "P-62", "P-64", "P-65", "P-70", "P-71", "P-72"}:
        assert left_out


def test_a_notice_that_is_not_in_force_yet_is_looked_at_before(own):
    own()
    [gap] = gaps(DAY)
    assert str(gap).startswith("Version 2 of the privacy notice does not name what is held:")
    assert str(gap).endswith("….")


@pytest.mark.django_db
def test_a_notice_prints_the_bureaus_that_the_gate_knows(own):
    own(bureaus="9")
    assert "prints the bureaus of entry 9, which is not the one in force then" in str(gaps(DAY)[-1])
    entry = disclosure_policy().on(DAY).notice
    assert notice_on(DAY).bureaus == entry.version
    assert notice_on(DAY).valid_from == entry.valid_from
    [text] = [promise.text["en"] for promise in notice_on(DAY).promises if RecipientKind.BUREAU in promise.recipients]
    assert "{bureaus}" in text
    shown = " ".join(cell for section in as_paper(notice_on(DAY), AGENCY, language="de", day=DAY).sections for block in section.blocks
                     for row in block.rows for cell in row)  # fmt: skip
    for bureau in entry.bureaus.values():
        assert bureau.named in shown
        assert bureau.named.split("-")[0].split(" /")[0] not in text


def test_a_recipient_whom_the_gate_does_not_let_in_is_not_named(own):
    own(recipients='["tax_adviser"]')
    assert "do not name the same recipients: tax_adviser" in str(gaps(DAY)[-1])


def test_a_notice_that_does_not_load_stops_the_program(own, settings):
    own()
    (settings.HOME / "notice" / "2.toml").write_text("version = 3", "utf-8")
    [found] = check_notice()
    assert found.id == "privacy.E005"
    assert "needs its version" in found.msg


def test_without_a_version_in_force_nothing_is_published():
    assert str(gaps(date(2023, 12, 31))[0]) == "No version of the privacy notice is in force."


def test_the_check_is_one_that_every_start_makes():
    assert checks.check_notice in registry.get_checks()


def test_a_version_is_found_by_its_number():
    assert notice_of("1").version == "1"
    with pytest.raises(KeyError):
        notice_of("9")


def test_an_earlier_version_keeps_the_figures_of_its_last_day(own):
    own()
    first, second = notices()
    assert day_of(first, date(2026, 11, 26)) == date(2026, 11, 26)
    assert day_of(first, date(2030, 6, 1)) == date(2026, 12, 31)
    assert day_of(second, date(2026, 11, 26)) == date(2027, 1, 1)
    assert day_of(second, date(2030, 6, 1)) == date(2030, 6, 1)


def test_a_changed_file_is_read_again(own):
    own()
    assert [notice.version for notice in notices()] == ["1", "2"]
    own(bureaus="1", recipients='["no such kind"]')
    with pytest.raises(PolicyWrong):
        notices()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_is_left_open_in_a_paper(language):
    paper = as_paper(notice_on(DAY), AGENCY, language=language, day=DAY)
    text = " ".join(cell for section in paper.sections for block in section.blocks for row in block.rows for cell in row)
    assert "{" not in text
    assert "Anna Beispiel, Am Markt 1, 12159 Berlin" in text
    assert paper.language == language
    assert len([section for section in paper.sections if section.level == 3]) == len(notice_on(DAY).promises)
