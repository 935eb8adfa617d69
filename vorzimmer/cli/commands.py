"""What a command is, and the types of its arguments."""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from vorzimmer.domain.statements import Period

Arguments = argparse.Namespace


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: `run` gets the arguments and returns the exit code; `environment` holds defaults that the settings are to find."""

    name: str
    help: str | Promise
    run: Callable[[Arguments], int]
    arguments: Callable[[argparse.ArgumentParser], None] = lambda _parser: None
    environment: Mapping[str, str] = field(default_factory=dict)


def be_ready(*, cleared: bool = True) -> None:
    """Refuse to work on databases that cannot be reached or are not up to date, and, if `cleared`, on restored ones not cleared yet."""
    from vorzimmer.server.readiness import demand_databases  # noqa: PLC0415  (models load only after the settings)

    demand_databases(cleared=cleared)


def number(least: int, most: int) -> Callable[[str], int]:
    """Make the type of an argument that is a whole number in these bounds."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                _("%(text)s is no number from %(least)d to %(most)d") % {"text": text, "least": least, "most": most}
            )
        return int(text)

    return parse


def month(text: str) -> Period:
    """Read a month from an argument."""
    try:
        return Period.month(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("%(text)s is no month, as in 2026-10") % {"text": text}) from None


def day(text: str) -> date:
    """Read a day from an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("%(text)s is no day, as in 2026-10-15") % {"text": text}) from None
