"""The policies as this installation has them; all but those of single rooms are read here, once."""

from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from vorzimmer.domain.assessments import Assessment, read_assessment
from vorzimmer.domain.consents import ConsentText, read_consent
from vorzimmer.domain.disclosure_policy import DisclosurePolicy, DisclosureRules, read_policy
from vorzimmer.domain.measures import Measure, read_measures
from vorzimmer.domain.policy import Figure
from vorzimmer.domain.processors import Terms, read_terms, terms_on
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


@cache
def _processor_figures() -> tuple[Figure, ...]:
    return read_terms(policy_text("processors.toml"))


def processor_terms(day: date) -> Terms:
    """Say which numbers about processors count on a day."""
    return terms_on(_processor_figures(), day)


@cache
def consent_texts() -> tuple[ConsentText, ...]:
    """Give the words of all consents, in all versions. Raises PolicyWrong when a file does not load."""
    return tuple(text for file in _files_of("consents") for text in read_consent(file.read_text("utf-8")))


@cache
def assessments() -> tuple[Assessment, ...]:
    """Give the assessments of legitimate interests. Raises PolicyWrong when a file does not load."""
    return tuple(read_assessment(file.name.removesuffix(".toml"), file.read_text("utf-8")) for file in _files_of("lia"))


def _files_of(folder: str) -> list[Traversable]:
    found = files("vorzimmer.policy").joinpath(folder).iterdir()
    return sorted((file for file in found if file.name.endswith(".toml")), key=lambda file: file.name)
