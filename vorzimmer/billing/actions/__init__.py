"""What is done with money: one verb, one function, one transaction."""

from vorzimmer.billing.actions.prices import WHY_NOT, change_prices, check_day
from vorzimmer.billing.actions.tariffs import (
    bring_first_versions,
    enter_version,
    follow_prices,
    read_prices,
    said_problems,
    take_version_back,
)
from vorzimmer.billing.actions.usage import record_call, record_message

__all__ = (
    "WHY_NOT",
    "bring_first_versions",
    "change_prices",
    "check_day",
    "enter_version",
    "follow_prices",
    "read_prices",
    "record_call",
    "record_message",
    "said_problems",
    "take_version_back",
)
