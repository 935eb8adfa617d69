"""The numbers of claims: the files of `policy/`, read once, and the base rates that the agency has confirmed."""

from datetime import date
from functools import cache

from vorzimmer.claims.models import ConfirmedRate
from vorzimmer.domain.claim_numbers import Numbers, read_numbers
from vorzimmer.domain.court import CourtPolicy, read_court_policy
from vorzimmer.domain.disclosure_policy import NoRules
from vorzimmer.domain.dunning_schedule import Schedule, read_schedule, schedule_on
from vorzimmer.domain.interest import BaseRates, Confirmation, read_base_rates
from vorzimmer.domain.policy import Figure
from vorzimmer.privacy.policies import disclosure_rules, policy_text


@cache
def _figures() -> tuple[Figure, ...]:
    return read_schedule(policy_text("dunning.toml"))


def schedule(day: date) -> Schedule:
    """Give the schedule of reminders that counts on a day."""
    return schedule_on(_figures(), day)


@cache
def numbers() -> Numbers:
    """Give the numbers of default, interest, limitation and of the payment order."""
    return read_numbers(policy_text("claims.toml"))


@cache
def court_policy() -> CourtPolicy:
    """Give the courts and their fees."""
    return read_court_policy(policy_text("court.toml"))


def base_rates() -> BaseRates:
    """Give the base rates: those of the file, and what somebody has confirmed. One query."""
    confirmed = ConfirmedRate.objects.select_related("confirmed_by")
    confirmations = [
        Confirmation(
            from_on=rate.from_on,
            basis_points=rate.rate,
            confirmed_by=rate.confirmed_by.name if rate.confirmed_by else "–",
            confirmed_on=rate.confirmed_on,
        )
        for rate in confirmed
    ]
    return read_base_rates(policy_text("base_rates.toml"), confirmations)


@cache
def listed_rates() -> BaseRates:
    """Give the base rates as the file has them, none of them confirmed."""
    return read_base_rates(policy_text("base_rates.toml"))


def bureaus(day: date) -> tuple[str, ...]:
    """Name the credit bureaus as the notice of a day names them, those alone that may get anything; none before the first notice."""
    try:
        notice = disclosure_rules(day).notice
    except NoRules:
        return ()
    return tuple(bureau.named for bureau in notice.bureaus.values() if bureau.enabled)
