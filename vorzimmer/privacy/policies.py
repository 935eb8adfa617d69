"""The policy of disclosure as this installation has it: read once, and asked for a day."""

from datetime import date
from functools import cache
from pathlib import Path

import vorzimmer
from vorzimmer.domain.disclosure_policy import DisclosurePolicy, DisclosureRules, read_policy

DISCLOSURE = Path(vorzimmer.__file__).parent / "policy" / "disclosure.toml"


@cache
def disclosure_policy() -> DisclosurePolicy:
    """Give everything that the policy says. Raises PolicyRefused when the file does not load."""
    return read_policy(DISCLOSURE.read_text("utf-8"))


def disclosure_rules(day: date) -> DisclosureRules:
    """Say what holds on a day. Raises NoRules when the policy says nothing of it."""
    return disclosure_policy().on(day)
