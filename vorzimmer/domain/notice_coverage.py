"""`policy/notice_reference.toml`: the sentences of the reference notice, what keeps each, and the tests that show it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from vorzimmer.domain.notice import PrivacyNotice
from vorzimmer.domain.policy import PolicyWrong

SENTENCES = 35
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TEST = re.compile(r"tests/[a-z_/]+/test_[a-z0-9_]+\.py::test_[a-z0-9_]+")
_KEYS = frozenset({"id", "sha256", "about", "kept_by", "tests", "reason", "open"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceSentence:
    """A sentence of the reference notice. `reason` says why it promises nothing, blank for one that promises something."""

    id: str
    sha256: str
    about: str
    kept_by: str = ""
    tests: tuple[str, ...] = ()
    reason: str = ""
    open: str = ""


def read_sentences(text: str) -> tuple[ReferenceSentence, ...]:
    """Read all sentences. Raises PolicyWrong when one is missing, wrong, or neither kept nor explained."""
    try:
        rows = tomllib.loads(text).get("sentence", [])
    except tomllib.TOMLDecodeError as error:
        raise PolicyWrong(f"a policy is written in TOML: {error}") from error
    found = tuple(_sentence(row) for row in rows)
    wanted = [f"S{number}" for number in range(1, SENTENCES + 1)]
    if [each.id for each in found] != wanted:
        raise PolicyWrong(f"the sentences are S1 to S{SENTENCES}, in this order")
    return found


def _sentence(row: Mapping[str, Any]) -> ReferenceSentence:
    where = f"sentence “{row.get('id')}”"
    if unknown := row.keys() - _KEYS:
        raise PolicyWrong(f"{where} has no “{min(unknown)}”; there are: {', '.join(sorted(_KEYS))}")
    found = ReferenceSentence(**{**row, "tests": tuple(row.get("tests", ()))})
    if not _SHA256.fullmatch(found.sha256):
        raise PolicyWrong(f"{where} needs the SHA-256 of its text")
    if wrong := [test for test in found.tests if not _TEST.fullmatch(test)]:
        raise PolicyWrong(f"{where}: “{wrong[0]}” is no test like tests/domain/test_notice.py::test_one")
    if bool(found.reason) == bool(found.kept_by and found.tests):
        raise PolicyWrong(f"{where} needs what keeps it and its tests, or the reason why it promises nothing")
    return found


def promises_of(sentence: ReferenceSentence, notice: PrivacyNotice) -> tuple[str, ...]:
    """Name the promises of a notice that answer to a sentence."""
    return tuple(promise.id for promise in notice.promises if sentence.id in promise.sentences)


def uncovered(sentences: Iterable[ReferenceSentence], notice: PrivacyNotice) -> list[str]:
    """Name the sentences that promise something and have no promise, and those that promise nothing and have one."""
    return [each.id for each in sentences if bool(promises_of(each, notice)) == bool(each.reason)]
