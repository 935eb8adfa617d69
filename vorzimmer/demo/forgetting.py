"""The invented agency has released its rules of retention long ago, and swept in the last nights: the self-check has something to say."""

from datetime import datetime, timedelta

from vorzimmer.accounts.models import User
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import berlin_date, start_of_day
from vorzimmer.domain.retention_policy import WITHOUT_ENTRY
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.releases import release
from vorzimmer.privacy.sweeping import close, sweep

NIGHTS = 2
"""Sweeps of the last nights: by the first goes what is old, so that the second is in time."""


def release_rules(at: datetime) -> None:
    """Let owner and privacy officer release all rules."""
    owner, officer = (User.objects.get(role=role) for role in (Role.OWNER, Role.PRIVACY_OFFICER))
    for rule in Rule:
        if rule not in WITHOUT_ENTRY:
            release(rule, owner, at)
            release(rule, officer, at + timedelta(hours=1))


def sweep_nights(at: datetime) -> None:
    """Sweep at the last midnights, as the job would have done a little later."""
    for days in reversed(range(NIGHTS)):
        night = start_of_day(berlin_date(at) - timedelta(days=days))
        close(sweep(night), night)
