"""The commands about claims as processes: what they print, and what they refuse in one line."""

import json

import pytest

from tests.running import RunningServer

AGENCY = """
from tests.cast import make_cast
from tests.claims.unpaid import claim_of, confirm_rates, owe
cast = make_cast()
confirm_rates()
claim_of(owe(cast.zahn, number="RE-2026-00042"))
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory, migrated):
    home = tmp_path_factory.mktemp("claims") / "home"
    with migrated.copied(home) as databases:
        program = RunningServer(home, environment=databases)
        program.python(AGENCY)
        yield program


def complaint(done):
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line.removeprefix("vorzimmer: ")


def test_a_claim_is_explained_for_people_and_for_programs(program):
    done = program.run("claims", "explain", "RE-2026-00042", "--at", "2026-09-20")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("RE-2026-00042, Praxis Dr. Zahn (K-1001), on 20 September 2026\n  overdue, no letter was sent yet\n")
    done = program.run("claims", "explain", "RE-2026-00042", "--at", "2026-09-20", "--json")
    assert json.loads(done.stdout)["next"]["step"] == "friendly_sent"


def test_all_are_listed_and_the_daily_work_is_done(program):
    assert "RE-2026-00042" in program.run("claims", "list").stdout
    assert len(json.loads(program.run("claims", "list", "--json").stdout)["claims"]) == 1
    done = program.run("claims", "run")
    assert (done.returncode, "0 new claims" in done.stdout) == (0, True)


def test_what_cannot_be_meant_is_answered_in_one_line(program):
    said = complaint(program.run("claims", "explain", "RE-2026-00043"))
    assert said == "There is no invoice RE-2026-00043. There are claims about, for example: RE-2026-00042."
    assert "gestern is no day, as in 2026-10-15" in complaint(program.run("claims", "explain", "RE-2026-00042", "--at", "gestern"))
    assert "the following arguments are required" in complaint(program.run("claims"))
