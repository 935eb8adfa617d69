"""Nothing of a whole life is left in any byte once its time is over; a program that is broken on purpose is caught."""

import json
from datetime import UTC, datetime

import pytest
from django.utils import translation

from tests.running import databases_of_its_own
from vorzimmer.server.erasure_proof.proof import prove

pytestmark = pytest.mark.journey


def proof(home, *broken):
    said = []
    with databases_of_its_own() as databases:
        if databases:
            pytest.skip("the journeys walk on SQLite")
        with translation.override("en"):
            code = prove(datetime.now(UTC), broken=broken, begin_with=home, as_json=True, say=said.append)
    return code, json.loads(said[0])


def test_no_byte_of_a_life_is_left_when_its_time_is_over(migrated):
    code, said = proof(migrated.home)
    assert (code, said["proved"], said["faults"]) == (0, True, [])
    assert len(said["planted"]) > 170
    assert set(said["without_mark"].values()) == {
        "a code from a list",
        "too short for a word that is unmistakable",
        "a code that the program reads",
    }


def test_a_program_that_logs_forgets_a_table_keeps_keys_and_leaves_its_log_is_caught(migrated):
    code, said = proof(migrated.home, "log", "sweep", "keys", "wal")
    assert code == 1
    assert {
        "found in agency/living-stdout: number",
        "still there: customers.Greeting.text",
        "a backup of calls.Note.concern can still be opened",
        "found in agency/home/vorzimmer.sqlite3-wal: accounts.User.name",
    } <= set(said["faults"])


def test_a_database_that_does_not_overwrite_is_caught(migrated):
    code, said = proof(migrated.home, "secure-delete")
    assert code == 1
    assert "found in agency/home/vorzimmer.sqlite3: customers.Person.name" in said["faults"]
    assert not [fault for fault in said["faults"] if not fault.startswith("found in agency/home/")]
