"""The policies of disclosure and of retention as this installation has them: read once."""

from datetime import date
from functools import cache
from pathlib import Path

import vorzimmer
from vorzimmer.domain.disclosure_policy import DisclosurePolicy, DisclosureRules, read_policy
from vorzimmer.domain.retention import Rules
from vorzimmer.domain.retention_policy import read_rules

DISCLOSURE = Path(vorzimmer.__file__).parent / "policy" / "disclosure.toml"
RETENTION = Path(vorzimmer.__file__).parent / "policy" / "retention.toml"


@cache
def disclosure_policy() -> DisclosurePolicy:
    """Give everything that the policy says. Raises PolicyRefused when the file does not load."""
    return read_policy(DISCLOSURE.read_text("utf-8"))


def disclosure_rules(day: date) -> DisclosureRules:
    """Say what holds on a day. Raises NoRules when the policy says nothing of it."""
    return disclosure_policy().on(day)


@cache
def retention_rules() -> Rules:
    """Give all rules of retention. Raises PolicyWrong when the file does not load."""
    return read_rules(RETENTION.read_text("utf-8"))
