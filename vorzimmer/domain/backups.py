"""Backups by their names: of what, made when, which are over, whether the next one is due. The rule is R-BKP: 30 days at most."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class Part(StrEnum):
    """Keys have backups of their own, which are kept for a shorter time: a destroyed key lives on in them."""

    DATA = "data"
    KEYRING = "keyring"


_NAME = re.compile(r"vorzimmer-(data|keyring)-(\d{8}T\d{6}Z)\.age")
_MOMENT = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Backup:
    """One file. `made_at` is in UTC, to the second."""

    made_at: datetime
    part: Part

    @property
    def name(self) -> str:
        return f"vorzimmer-{self.part}-{self.made_at.astimezone(UTC):{_MOMENT}}.age"

    @classmethod
    def named(cls, name: str) -> "Backup | None":
        """Read the name of a file; None when it is none of ours."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        try:
            made_at = datetime.strptime(found[2], _MOMENT).replace(tzinfo=UTC)
        except ValueError:
            return None
        return cls(made_at=made_at, part=Part(found[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotation:
    """How often a backup is made, and for how many days each part is kept."""

    every: timedelta
    days: Mapping[Part, int]


def latest(backups: Iterable[Backup], part: Part) -> Backup | None:
    return max((each for each in backups if each.part is part), default=None)


def is_due(backups: Iterable[Backup], rotation: Rotation, at: datetime) -> bool:
    """Whether the next backup is to be made: both parts are made together."""
    last = latest(backups, Part.DATA)
    return last is None or at - last.made_at >= rotation.every


def over(backups: Iterable[Backup], rotation: Rotation, at: datetime) -> list[Backup]:
    """Name those whose time is over, the oldest first.

    Of the keyring the last one stays as long as a backup of the data: without it none of them can be read.
    """
    all_of_them = sorted(backups)
    last = latest(all_of_them, Part.KEYRING)
    found = []
    for each in all_of_them:
        days = rotation.days[Part.DATA if each == last else each.part]
        if at - each.made_at >= timedelta(days=days):
            found.append(each)
    return found
