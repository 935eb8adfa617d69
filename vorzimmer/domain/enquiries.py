"""Enquiries of people who are no customers: what may happen to one, and how long it is there (law.md S16, R-INT).

It goes at the end of the day on which it is closed, and 90 days after the last contact whatever happens: nothing is kept for ever
because somebody forgot to close it (D-09).
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.days import end_of_day

REMIND_AFTER = timedelta(days=60)
END_AFTER = timedelta(days=90)
"""Days without a contact, as the agency has chosen them; the notice prints them."""


class EnquiryKind(StrEnum):
    """What somebody asks for."""

    ENQUIRY = "enquiry"
    CALLBACK = "callback"


class EnquiryState(StrEnum):
    """Where it stands. After `CLOSED` it is there until the end of the day only."""

    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


class EnquiryEvent(StrEnum):
    """What may happen to it."""

    ANSWERED = "answered"
    SPOKEN = "spoken"
    CLOSED = "closed"


_E, _S = EnquiryEvent, EnquiryState

TABLE: Mapping[EnquiryState, Mapping[EnquiryEvent, EnquiryState]] = MappingProxyType(
    {
        _S.OPEN: {_E.ANSWERED: _S.ANSWERED, _E.SPOKEN: _S.ANSWERED, _E.CLOSED: _S.CLOSED},
        _S.ANSWERED: {_E.ANSWERED: _S.ANSWERED, _E.SPOKEN: _S.ANSWERED, _E.CLOSED: _S.CLOSED},
        _S.CLOSED: {},
    }
)


class NotPossible(Exception):
    """The table does not list this event in this state."""


def step(state: EnquiryState, event: EnquiryEvent) -> EnquiryState:
    """Say where it stands after the event. Raises NotPossible, and then nothing changes."""
    try:
        return TABLE[state][event]
    except KeyError:
        raise NotPossible(f"{event} is not possible while the enquiry is {state}") from None


def remind_on(last_contact_on: date) -> date:
    """Say on which day the agency is reminded of it."""
    return last_contact_on + REMIND_AFTER


def last_day(last_contact_on: date, closed_on: date | None) -> date:
    """Say the last day on which it is there."""
    ends_on = last_contact_on + END_AFTER
    return ends_on if closed_on is None else min(ends_on, closed_on)


def gone_at(last_contact_on: date, closed_on: date | None = None) -> datetime:
    """Say the moment (UTC) from which it is gone: the end of its last day in Berlin (D-11)."""
    return end_of_day(last_day(last_contact_on, closed_on))
