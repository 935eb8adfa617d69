"""Why a direct debit came back (ISO 20022 ExternalReturnReason1Code), what follows, and who bears what the bank asks for it.

The meanings follow EPC173-14 (guidance on reason codes). An unknown code is never dropped: the customer is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.sentences import mark as _


class AfterReturn(StrEnum):
    """What the agency does next."""

    RETRY = "retry"
    CORRECT = "correct"
    SUSPEND = "suspend"
    ASK = "ask"
    WAIT = "wait"


class FeeBearer(StrEnum):
    """Who bears the bank's fee: the customer, or the agency whose mistake or risk it was."""

    CUSTOMER = "customer"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReason:
    """A reason: its sentence and what follows. A sensitive one is shown to those who do the bookkeeping, and to nobody else."""

    code: str
    means: str
    then: AfterReturn
    fee: FeeBearer
    is_sensitive: bool = False


AFTER_SENTENCES: Mapping[AfterReturn, str] = MappingProxyType(
    {
        AfterReturn.RETRY: _("Collect once more."),
        AfterReturn.CORRECT: _("Correct our data or our file, then collect once more if the amount is still open."),
        AfterReturn.SUSPEND: _("Nothing more is collected under this mandate until it has been cleared up with the customer."),
        AfterReturn.ASK: _("Ask the customer what is to be done."),
        AfterReturn.WAIT: _("Do nothing for now: no reminder, no further direct debit. Somebody decides by hand."),
    }
)
FOR_EVERYBODY = _("The direct debit came back. The reason is known to the bookkeeping.")
"""Said instead of a sensitive reason."""
UNKNOWN = _("The bank gave a reason that is not known here.")

_A, _F = AfterReturn, FeeBearer


def _reason(code: str, means: str, then: AfterReturn, fee: FeeBearer, *, is_sensitive: bool = False) -> ReturnReason:
    return ReturnReason(code=code, means=means, then=then, fee=fee, is_sensitive=is_sensitive)


RETURN_REASONS: Mapping[str, ReturnReason] = MappingProxyType(
    {
        reason.code: reason
        for reason in (
            _reason("AC01", _("The IBAN is wrong."), _A.SUSPEND, _F.CUSTOMER),
            _reason("AC04", _("The account is closed."), _A.SUSPEND, _F.CUSTOMER),
            _reason("AC06", _("The account is blocked."), _A.SUSPEND, _F.CUSTOMER, is_sensitive=True),
            _reason("AC13", _("The account is one of a consumer; B2B direct debits are not possible on it."), _A.SUSPEND, _F.AGENCY),
            _reason("AG01", _("Direct debits are not possible on this kind of account."), _A.SUSPEND, _F.CUSTOMER),
            _reason("AG02", _("The kind or the sequence of the direct debit was wrong."), _A.CORRECT, _F.AGENCY),
            _reason("AM04", _("The account is not sufficiently covered."), _A.RETRY, _F.CUSTOMER, is_sensitive=True),
            _reason("AM05", _("It was collected twice."), _A.CORRECT, _F.AGENCY),
            _reason("BE05", _("Our creditor identifier is not right."), _A.CORRECT, _F.AGENCY),
            _reason("CNOR", _("Our own bank does not take part in this kind of direct debit."), _A.CORRECT, _F.AGENCY),
            _reason("DNOR", _("The customer's bank does not take part in this kind of direct debit."), _A.SUSPEND, _F.AGENCY),
            _reason("DT01", _("The day on which it was due is not right."), _A.CORRECT, _F.AGENCY),
            _reason("ED05", _("The settlement between the banks failed."), _A.RETRY, _F.AGENCY),
            _reason("FF01", _("Our file was not in the right format."), _A.CORRECT, _F.AGENCY),
            _reason("FF05", _("Our file named a kind of direct debit that the bank does not take."), _A.CORRECT, _F.AGENCY),
            _reason("MD01", _("There is no valid mandate, or the customer says so."), _A.SUSPEND, _F.AGENCY),
            _reason("MD02", _("Details of the mandate are missing or wrong."), _A.CORRECT, _F.AGENCY),
            _reason("MD06", _("The customer had the amount refunded without giving a reason."), _A.SUSPEND, _F.CUSTOMER),
            _reason("MD07", _("The account holder has died."), _A.WAIT, _F.AGENCY, is_sensitive=True),
            _reason("MS02", _("The customer refused the direct debit."), _A.SUSPEND, _F.CUSTOMER),
            _reason("MS03", _("The customer's bank gives no reason."), _A.ASK, _F.CUSTOMER),
            _reason("RC01", _("The BIC is wrong."), _A.CORRECT, _F.AGENCY),
            _reason("RR01", _("Details of the payer's account are missing."), _A.CORRECT, _F.AGENCY),
            _reason("RR02", _("The payer's name or address is missing or in a form that is no longer taken."), _A.CORRECT, _F.AGENCY),
            _reason("RR03", _("Our own name or address is missing or in a form that is no longer taken."), _A.CORRECT, _F.AGENCY),
            _reason("RR04", _("A regulation forbids it."), _A.ASK, _F.AGENCY),
            _reason("SL01", _("The customer has limited or excluded direct debits at his bank."), _A.ASK, _F.CUSTOMER),
            _reason("TM01", _("The bank had our file too late."), _A.RETRY, _F.AGENCY),
        )
    }
)


def after_return(code: str) -> ReturnReason:
    """Say what a code means and what follows, in capitals or not; of an unknown one the customer is asked, at our own cost."""
    spelled = code.strip().upper()
    unknown = _reason(spelled, UNKNOWN, _A.ASK, _F.AGENCY, is_sensitive=True)
    return RETURN_REASONS.get(spelled, unknown)


def told(reason: ReturnReason, *, may_see_sensitive: bool) -> str:
    """Give the marked sentence for somebody: the meaning, or only that it came back."""
    return reason.means if may_see_sensitive or not reason.is_sensitive else FOR_EVERYBODY
