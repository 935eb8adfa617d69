"""Rating files on the command line: tables, JSON, comparing, checking; and that nothing is printed when something is wrong."""

import json
import tomllib
from pathlib import Path

import pytest
from django.utils import translation

import vorzimmer
from vorzimmer import cli
from vorzimmer.cli.money import LAENDER
from vorzimmer.customers.models.customer import Land
from vorzimmer.domain.usage import DestinationKind, UsageMeter, UsageStatus
from vorzimmer.domain.usage_csv import COLUMNS

TARIFFS = Path(vorzimmer.__file__).parent / "policy" / "tariffs"
REFERENCE = Path(vorzimmer.__file__).parent.parent / "docs" / "reference"
EXAMPLE = REFERENCE / "usage-example.csv"
HEADER = "call_id,meter,quantity,started_at\n"


@pytest.fixture
def run(capsys, monkeypatch):
    """Run a command in this process; gives the exit code, what was said, and what was complained of."""
    monkeypatch.setattr(cli, "prepare", lambda _name: None)

    def command(*words):
        with translation.override("en"):
            code = cli.main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


@pytest.mark.parametrize("path", sorted(TARIFFS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_rates_the_usage_of_the_reference(run, path):
    code, said, complaints = run("rate", path, EXAMPLE, "--period", "2026-10", "--json")
    assert (code, complaints) == (0, "")
    data = json.loads(said)
    assert (data["tariff"], data["period"], data["rows"], data["left_out"]) == (
        f"{path.stem}@2026-01-01",
        {"first": "2026-10-01", "last": "2026-10-31"},
        17,
        0,
    )
    assert data["net_cents"] == sum(line["cents"] for line in data["lines"])


def test_a_table_says_how_each_line_was_made(run):
    code, said, _ = run("rate", TARIFFS / "starbuero.toml", EXAMPLE, "--period", "2026-10")
    assert code == 0
    assert [" ".join(line.split()) for line in said.splitlines()] == [
        "starbuero@2026-01-01 · 2026-10-01 – 2026-10-31 · 17 rows",
        "Accepted call 2 free, 3 × €0.59 1.77 EUR",
        "Talk and wrap-up 0.68 min free, 10.52 min × €0.59 6.20 EUR",
        "Net 7.97 EUR",
        "VAT 19 % 1.51 EUR",
        "Gross 9.48 EUR",
    ]


def test_every_cent_is_explained(run):
    _, said, _ = run("rate", TARIFFS / "starbuero.toml", EXAMPLE, "--explain")
    accepted, handling = json.loads(said)["lines"]
    assert [(part["call_id"], part["free_because"], part["exact"]) for part in accepted["parts"]] == [
        ("k7f1", None, "590000/1"),
        ("b20c", "short", "0/1"),
        ("x9d4", None, "590000/1"),
        ("m001", None, "590000/1"),
        ("w3aa", "short", "0/1"),
    ]
    first = handling["parts"][0]
    assert (first["quantity"], first["measured"], first["exact"]) == (56, 56, "33040000/60")
    assert [(row["meter"], row["quantity"]) for row in first["rows"]] == [("talk", 46), ("wrap_up", 10)]
    assert json.loads(said)["free"] == {"dialling": 20, "email": 1, "patched": 61, "sms": 2}


def test_two_files_of_a_month_give_what_one_gives(run, tmp_path):
    head, *lines = EXAMPLE.read_text().splitlines(keepends=True)
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text(head + "".join(lines[1::2]))
    other.write_text(head + "".join(lines[::2]))
    whole = run("rate", TARIFFS / "praxis.toml", EXAMPLE, "--explain")
    assert run("rate", TARIFFS / "praxis.toml", other, one, "--explain") == whole


def test_usage_of_other_times_is_left_out_and_counted(run, tmp_path):
    usage = tmp_path / "usage.csv"
    usage.write_text(HEADER + "a,talk,60,2026-10-31T23:59:59\nb,talk,60,2026-11-01T00:00\n")
    _, said, _ = run("rate", TARIFFS / "starbuero.toml", usage, "--period", "2026-10")
    assert "1 row lies outside of the period and was left out." in said
    code, said, complaint = run("rate", TARIFFS / "starbuero.toml", usage)
    assert (code, said) == (2, "")
    assert complaint == "vorzimmer: Which month is meant? There is usage of: 2026-10, 2026-11. Use --period, as in 2026-10.\n"


def test_the_contract_and_its_holidays_can_be_said(run, tmp_path):
    usage = tmp_path / "usage.csv"
    usage.write_text(HEADER + "a,talk,60,2026-10-31T12:00\n")
    words = ("rate", TARIFFS / "praxis.toml", usage, "--begins", "2026-10-22", "--json")
    amounts = {
        land: {line["charge"]: line["cents"] for line in json.loads(run(*words, "--land", land)[1])["lines"]} for land in ("BE", "SN")
    }
    # 79.00 for 10 of 31 days; Reformation Day is a holiday in Saxony and none in Berlin.
    assert amounts == {"BE": {"fee": 2548, "talk": 0}, "SN": {"fee": 2548, "talk": 0, "unsocial": 48}}


def test_everything_wrong_with_the_usage_is_told_and_nothing_printed(run, tmp_path):
    usage = tmp_path / "usage.csv"
    usage.write_text(HEADER + "a,tlk,60,2026-10-05\nb,talk,x,2026-10-05\n")
    code, said, complaints = run("rate", TARIFFS / "starbuero.toml", usage, "--period", "2026-10", "--json")
    assert (code, said) == (2, "")
    assert complaints.splitlines() == [
        f"vorzimmer: {usage}, line 2, column meter: there is no meter “tlk”; did you mean “talk”?",
        f"vorzimmer: {usage}, line 3, column quantity: “x” is no quantity; a whole number from 0 on is meant.",
    ]


def test_usage_that_the_tariff_does_not_cover_is_refused(run, tmp_path):
    usage = tmp_path / "usage.csv"
    usage.write_text(HEADER + "a,talk,60,2026-10-05\nb,fax,1,2026-10-05\nc,letter,1,2026-10-05\n")
    code, said, complaint = run("rate", TARIFFS / "starbuero.toml", usage, "--period", "2026-10")
    assert (code, said) == (2, "")
    assert complaint == "vorzimmer: No charge of starbuero@2026-01-01 covers: fax, letter. Nothing was rated.\n"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--period", "2026-13"), "argument --period: 2026-13 is no month, as in 2026-10"),
        (("--begins", "gestern"), "argument --begins: gestern is no day, as in 2026-10-15"),
    ],
)
def test_arguments_that_make_no_sense_are_answered_in_one_line(run, words, complaint):
    code, said, complaints = run("rate", TARIFFS / "starbuero.toml", EXAMPLE, *words)
    assert (code, said, complaints) == (2, "", f"vorzimmer: {complaint}. See “vorzimmer rate --help”.\n")


def test_a_file_that_is_not_there_is_named(run, tmp_path):
    code, _, complaints = run("rate", tmp_path / "none.toml", EXAMPLE)
    assert (code, complaints) == (2, f"vorzimmer: {tmp_path}/none.toml cannot be read: No such file or directory.\n")


def test_the_cheapest_tariff_of_each_currency_is_marked(run):
    names = ("fonect", "starbuero", "topbuero", "signpost-125", "voicenation")
    words = ("tariffs", "compare", EXAMPLE, *(TARIFFS / f"{name}.toml" for name in names))
    code, said, _ = run(*words)
    assert code == 0
    assert [" ".join(line.split()) for line in said.splitlines()] == [
        "fonect@2026-01-01 48.52 EUR",
        "* starbuero@2026-01-01 7.97 EUR cheapest",
        "topbuero@2026-01-01 35.48 EUR",
        "signpost-125@2026-01-01 350.00 USD",
        "* voicenation@2026-01-01 12.26 USD cheapest",
    ]
    assert [offer["cheapest"] for offer in json.loads(run(*words, "--json")[1])] == [False, True, False, False, True]


def test_a_tariff_without_what_was_used_is_not_the_cheapest(run, tmp_path):
    usage = tmp_path / "usage.csv"
    usage.write_text(HEADER + "a,fax,1,2026-10-05\n")
    _, said, _ = run("tariffs", "compare", usage, TARIFFS / "starbuero.toml", TARIFFS / "handwerk.toml")
    assert [" ".join(line.split()) for line in said.splitlines()] == [
        "starbuero@2026-01-01 does not offer: fax",
        "* handwerk@2026-01-01 29.15 EUR cheapest",
    ]


def test_tariffs_are_checked_all_at_once(run, tmp_path):
    good, bad = TARIFFS / "fonect.toml", tmp_path / "bad.toml"
    bad.write_text(good.read_text().replace("price = 0.89", "price = -0.89").replace('per = "month"', 'per = "hour"'))
    assert run("tariffs", "check", good) == (0, "fonect@2026-01-01 is in order.\n", "")
    code, said, complaints = run("tariffs", "check", good, bad)
    assert (code, said) == (2, "")
    assert complaints.splitlines() == [
        f"vorzimmer: {bad}: charge “fee”: per: a charge without meters is a fee, and per month.",
        f"vorzimmer: {bad}: charge “handling”: price: -0.89 is negative; it is at least 0.",
    ]


def test_the_laender_are_those_of_the_customers():
    assert set(LAENDER) == {land for land in Land.values if land}


def test_the_reference_names_every_column_meter_status_and_key():
    columns = (REFERENCE / "usage-csv.md").read_text("utf-8")
    words = {*COLUMNS, *(meter.value for meter in UsageMeter), *filter(None, UsageStatus), *filter(None, DestinationKind)}
    assert {word for word in words if f"`{word}`" not in columns} == set()
    keys = (REFERENCE / "tariff-format.md").read_text("utf-8")
    used = {key for path in TARIFFS.glob("*.toml") for key in keys_of(tomllib.loads(path.read_text("utf-8")))}
    assert {key for key in used if f"{key}" not in keys} == set()


def keys_of(value):
    """All keys of a file but those of meters."""
    if isinstance(value, list):
        return {key for each in value for key in keys_of(each)}
    if not isinstance(value, dict):
        return set()
    return {key for key in value if key not in set(UsageMeter)} | {key for each in value.values() for key in keys_of(each)}
