"""`policy/measures.toml`: the technical and organisational measures (Art. 32 GDPR) that the program takes, in both languages."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vorzimmer.domain.notice import LANGUAGES
from vorzimmer.domain.policy import PolicyWrong


class Aim(StrEnum):
    """What a measure is for."""

    CONFIDENTIALITY = "confidentiality"
    SEPARATION = "separation"
    INTEGRITY = "integrity"
    AVAILABILITY = "availability"
    ERASURE = "erasure"
    REVIEW = "review"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure: heading and text by language."""

    aim: Aim
    heading: Mapping[str, str]
    text: Mapping[str, str]


def read_measures(text: str) -> tuple[Measure, ...]:
    """Read all measures. Raises PolicyWrong for a wrong entry, and when an aim has none."""
    try:
        rows = tomllib.loads(text).get("measure", [])
    except tomllib.TOMLDecodeError as error:
        raise PolicyWrong(f"a policy is written in TOML: {error}") from error
    found = tuple(_measure(row, number) for number, row in enumerate(rows, start=1))
    if missing := set(Aim) - {each.aim for each in found}:
        raise PolicyWrong(f"no measure serves {', '.join(sorted(missing))}")
    return found


def _measure(row: Mapping[str, Any], number: int) -> Measure:
    heading, texts = row.get("heading"), {language: row.get(language) for language in LANGUAGES}
    said = [*texts.values(), *(heading.get(language) for language in LANGUAGES)] if isinstance(heading, dict) else [None]
    if not all(isinstance(each, str) and each.strip() for each in said) or row.keys() - {"aim", "heading", *LANGUAGES}:
        raise PolicyWrong(f"measure {number} has an aim, a heading and a text, these in {' and '.join(LANGUAGES)}, and nothing else")
    try:
        aim = Aim(str(row.get("aim")))
    except ValueError:
        raise PolicyWrong(f"measure {number}: aim “{row.get('aim')}” is unknown; there are: {', '.join(Aim)}") from None
    return Measure(aim=aim, heading=heading or {}, text={language: str(words) for language, words in texts.items()})
