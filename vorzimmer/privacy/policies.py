"""The policies as this installation has them; those of disclosure and of retention are read here, once."""

from datetime import date
from functools import cache
from importlib.resources import files

from vorzimmer.domain.disclosure_policy import DisclosurePolicy, DisclosureRules, read_policy
from vorzimmer.domain.measures import Measure, read_measures
from vorzimmer.domain.retention import Rules
from vorzimmer.domain.retention_policy import read_rules


def policy_text(name: str) -> str:
    """Give the text of a file of `policy/`, such as "retention.toml"; whoever knows its rules reads it."""
    return files("vorzimmer.policy").joinpath(name).read_text("utf-8")


@cache
def disclosure_policy() -> DisclosurePolicy:
    """Give everything that the policy says. Raises PolicyRefused when the file does not load."""
    return read_policy(policy_text("disclosure.toml"))


def disclosure_rules(day: date) -> DisclosureRules:
    """Say what holds on a day. Raises NoRules when the policy says nothing of it."""
    return disclosure_policy().on(day)


@cache
def retention_rules() -> Rules:
    """Give all rules of retention. Raises PolicyWrong when the file does not load."""
    return read_rules(policy_text("retention.toml"))


@cache
def measures() -> tuple[Measure, ...]:
    """Give the technical and organisational measures. Raises PolicyWrong when the file does not load."""
    return read_measures(policy_text("measures.toml"))
