"""The commands about the notice, and what the doctor says of it."""

import json
from datetime import UTC, datetime

import pytest
from django.utils import translation

from vorzimmer.billing.models import Issuer
from vorzimmer.cli import main
from vorzimmer.server import doctor, notices
from vorzimmer.server.faults import Trouble

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def agency():
    return Issuer.objects.create(name="Anna Beispiel", street="Am Markt 1", postcode="12159", city="Berlin", email="buero@beispiel.example")


def test_a_whole_notice_may_be_published(agency, capsys):
    assert main(["notice", "check"]) == 0
    assert "36 promises" in capsys.readouterr().out


def test_without_an_identity_it_may_not_and_the_doctor_fails(capsys):
    assert main(["notice", "check"]) == 1
    assert "Art. 13(1)(a) GDPR" in capsys.readouterr().out
    [finding] = list(doctor.privacy_notice())
    assert finding.level == "fail"


def test_with_one_the_doctor_is_content(agency):
    assert [finding.level for finding in doctor.privacy_notice()] == ["ok"]


def test_a_notice_that_leaves_something_out_is_named(agency, settings, tmp_path):
    settings.HOME = tmp_path
    (tmp_path / "notice").mkdir()
    (tmp_path / "notice" / "2.toml").write_text('version = "2"', "utf-8")
    said = []
    assert not notices.check(AT, say=said.append)
    assert said == ["The privacy notice does not load: notice 2 needs the day from which it holds: valid_from = 2027-01-01"]


def test_it_is_exported_to_the_screen_or_into_a_file(agency, capsys, tmp_path):
    assert main(["notice", "export", "--dpv"]) == 0
    assert json.loads(capsys.readouterr().out)["@graph"][1]["dct:title"] == "Anna Beispiel"
    assert main(["notice", "export", "--dpv", "--file", str(tmp_path / "notice.jsonld")]) == 0
    assert json.loads((tmp_path / "notice.jsonld").read_text("utf-8"))["@context"]["dpv"] == "https://w3id.org/dpv#"


def test_where_nothing_can_be_written_that_is_said(agency, tmp_path):
    with pytest.raises(Trouble, match="cannot be written"):
        notices.export(AT, file=tmp_path / "no" / "where.jsonld", say=print)


def test_the_way_it_is_written_has_to_be_said(capsys):
    assert main(["notice", "export"]) == 2
    assert "--dpv" in capsys.readouterr().err
