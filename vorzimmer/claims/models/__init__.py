"""Claims: their log, reminders, cases, settings. Sealed where it speaks about people in words."""

from vorzimmer.claims.models.cases import Case, CaseRecord
from vorzimmer.claims.models.claims import Claim, ClaimEvent, Instalment, Pause
from vorzimmer.claims.models.handing import Duty, Finding, HandOver
from vorzimmer.claims.models.reminders import Reminder, ReminderLine
from vorzimmer.claims.models.settings import ConfirmedRate, Practice

__all__ = (
    "Case",
    "CaseRecord",
    "Claim",
    "ClaimEvent",
    "ConfirmedRate",
    "Duty",
    "Finding",
    "HandOver",
    "Instalment",
    "Pause",
    "Practice",
    "Reminder",
    "ReminderLine",
)
