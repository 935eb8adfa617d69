"""The page about direct debits says what the rules say."""

import re
from pathlib import Path

from vorzimmer.domain.collecting import TABLE
from vorzimmer.domain.debit_files import FILE_TABLE, FileEvent
from vorzimmer.domain.return_reasons import AFTER_SENTENCES, RETURN_REASONS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "sepa.md").read_text("utf-8").splitlines()


def test_the_drawing_of_the_states_is_that_of_the_table():
    arrows = [f"    {state} --> {target}: {event}" for state, moves in TABLE.items() for event, target in moves.items()]
    start = PAGE.index("stateDiagram-v2")
    assert PAGE[start + 1 : PAGE.index("```", start)] == ["    [*] --> planned", *arrows]


def test_the_return_reasons_are_those_of_the_table():
    assert [line for line in PAGE if re.match(r"\| `[A-Z]{2}\d{2}` |\| `[A-Z]{4}` ", line)] == [
        f"| `{reason.code}` | {reason.means} | {reason.then} | {reason.fee} | {'yes' if reason.is_sensitive else ''} |"
        for reason in RETURN_REASONS.values()
    ]


def test_what_follows_a_return_is_what_the_screens_say():
    for then, says in AFTER_SENTENCES.items():
        assert f"| {then} | {says} |" in PAGE


def test_what_can_be_done_to_a_file_is_what_the_table_says():
    for state, moves in FILE_TABLE.items():
        possible = [event.value for event in FileEvent if event in moves]
        assert f"| {state} | {', '.join(possible) or '–'} |" in PAGE
