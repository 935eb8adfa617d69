"""Usage in words: what meters, kinds of calls and reasons are called on the screens."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from vorzimmer.domain.document_chain import Flaw
from vorzimmer.domain.unbilled import UnbilledBecause
from vorzimmer.domain.usage import UsageMeter, UsageStatus

METERS: dict[UsageMeter, Any] = {
    UsageMeter.CALL: _("Calls answered"),
    UsageMeter.ABANDONED_CALL: _("Caller hung up before"),
    UsageMeter.QUEUE: _("Waiting"),
    UsageMeter.RING: _("Ringing"),
    UsageMeter.TALK: _("Talking"),
    UsageMeter.HOLD: _("On hold"),
    UsageMeter.CONSULTATION: _("Consulting"),
    UsageMeter.WRAP_UP: _("Writing the message"),
    UsageMeter.DIALLING: _("Dialling to put through"),
    UsageMeter.PATCHED: _("Put through"),
    UsageMeter.SMS: _("SMS"),
    UsageMeter.EMAIL: _("E-mails"),
    UsageMeter.TASK_TIME: _("Other task, by the minute"),
    UsageMeter.TASK: _("Other task, by the piece"),
    UsageMeter.INSTRUCTION_CHANGE: _("Instruction changed for the customer"),
    UsageMeter.ORDER: _("Order taken"),
    UsageMeter.BOOKING: _("Appointment booked"),
    UsageMeter.BOOKING_CHANGED: _("Appointment moved"),
    UsageMeter.BOOKING_CANCELLED: _("Appointment cancelled"),
    UsageMeter.OUTBOUND_CALL: _("Call on the customer’s behalf"),
    UsageMeter.LETTER: _("Letter"),
    UsageMeter.FAX: _("Fax"),
}
"""What is shown to people; what is not here is shown by its code."""

ONE: dict[UsageMeter, Any] = {UsageMeter.CALL: _("Call answered"), UsageMeter.EMAIL: _("E-mail")}
"""What a single one is called where that differs."""

STATUSES: dict[UsageStatus, Any] = {
    UsageStatus.ORDINARY: "",
    UsageStatus.WRONG_NUMBER: _("Wrong number"),
    UsageStatus.ADVERTISING: _("Advertising"),
    UsageStatus.SILENT: _("Nobody spoke"),
    UsageStatus.HUNG_UP: _("Hung up at once"),
    UsageStatus.SPAM: _("Spam call"),
    UsageStatus.AGENCY_FAULT: _("Our fault"),
}

UNBILLED: dict[UnbilledBecause, Any] = {
    UnbilledBecause.HELD: _("invoices are held back"),
    UnbilledBecause.NO_CONTRACT: _("the contract is missing"),
    UnbilledBecause.NO_PRICE_LIST: _("the tariff has no price list"),
    UnbilledBecause.NOT_RUN: _("no run has taken it"),
}


FLAWS: dict[Flaw, Any] = {
    Flaw.MISSING: _("a link is missing before it"),
    Flaw.BROKEN: _("its link does not belong to the one before, or was changed"),
    Flaw.CHANGED: _("it is not what was issued"),
    Flaw.UNCHAINED: _("it has no link"),
    Flaw.VANISHED: _("it is gone, and no rule took it"),
}
"""What is wrong with the chain of documents."""


def meter_name(code: str) -> str:
    """Say what a single row measured, in the language of the reader; what has no word by its code."""
    return str((METERS | ONE).get(UsageMeter(code), code)) if code in set(UsageMeter) else code


def status_name(code: str) -> str:
    """Say what kind of call it was; an ordinary one is not named."""
    return str(STATUSES.get(UsageStatus(code), "")) if code in set(UsageStatus) else code
