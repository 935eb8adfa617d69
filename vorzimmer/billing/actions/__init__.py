"""What is done with money: one verb, one function, one transaction."""

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
    "bring_first_versions",
    "enter_version",
    "follow_prices",
    "read_prices",
    "record_call",
    "record_message",
    "said_problems",
    "take_version_back",
)
