"""SEPA direct debits: identifiers, the days of announcement and submission, and the mandate that allows to collect.

A mandate is asked for the day on which the collection is due. Rules of the scheme: EPC rulebooks SDD Core (EPC016-06) and
B2B (EPC222-07); rights of the payer: BGB §675x and §676b.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import add_months
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.target_days import is_target_day, next_target_day, target_day_from, target_days_before

NOTICE_DAYS = 14
"""Calendar days before the due day by which the payer is told, unless a shorter time was agreed (EPC016-06)."""

LAPSE_MONTHS = 36
KEEP_MONTHS = 14
UNAUTHORISED_MONTHS = 13
REFUND_WEEKS = 8
LONGEST_REFERENCE = 35

_DAY = timedelta(days=1)
_MOD_97 = 97
_CREDITOR_ID_LENGTH = 18
_ALPHANUMERIC = re.compile(r"[0-9A-Z]+", re.ASCII)
_GERMAN_CREDITOR_ID = re.compile(r"DE\d{2}[0-9A-Z]{3}\d{11}", re.ASCII)
_REFERENCE = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*", re.ASCII)
_IBAN = re.compile(r"[A-Z]{2}\d{2}[0-9A-Z]{11,30}", re.ASCII)
_BIC = re.compile(r"[A-Z]{6}[0-9A-Z]{2}([0-9A-Z]{3})?", re.ASCII)


# --- identifiers --------------------------------------------------------------------------------------------------------


class IdProblem(StrEnum):
    """What is wrong with a creditor identifier or a reference."""

    NOT_GERMAN = "not_german"
    NO_CREDITOR_ID = "no_creditor_id"
    CHECK_DIGITS = "check_digits"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    CHARACTER = "character"
    SLASH = "slash"
    BLANK = "blank"


_P = IdProblem
ID_SENTENCES: Mapping[IdProblem, str] = MappingProxyType(
    {
        _P.NOT_GERMAN: _("A German creditor identifier begins with DE."),
        _P.NO_CREDITOR_ID: _(
            "A creditor identifier has 18 characters without blanks, like DE98ZZZ09999999999: DE, two check digits, three characters of"
            " your choice, eleven digits."
        ),
        _P.CHECK_DIGITS: _("The check digits do not fit: a character of this creditor identifier is mistyped."),
        _P.EMPTY: _("A reference has at least one character."),
        _P.TOO_LONG: _("A reference has 35 characters at most."),
        _P.CHARACTER: _("A reference has letters without accents, digits, blanks and / - ? : ( ) . , ' + only."),
        _P.SLASH: _("A reference neither begins nor ends with a slash, and no two slashes follow each other in it."),
        _P.BLANK: _("A reference neither begins nor ends with a blank."),
    }
)


def has_right_check_digits(text: str) -> bool:
    """Whether the check digits at places 3 and 4 fit the rest (ISO 7064 MOD 97-10, as in an IBAN); False for other characters."""
    if not _ALPHANUMERIC.fullmatch(text):
        return False
    turned = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in turned)) % _MOD_97 == 1


def creditor_id_problem(text: str) -> IdProblem | None:
    """Say what is wrong with a German creditor identifier (EPC262-08), None for a right one; the business code is not checked."""
    if not text.startswith("DE"):
        return IdProblem.NOT_GERMAN
    if len(text) != _CREDITOR_ID_LENGTH or not _GERMAN_CREDITOR_ID.fullmatch(text):
        return IdProblem.NO_CREDITOR_ID
    without_business_code = text[:4] + text[7:]
    return None if has_right_check_digits(without_business_code) else IdProblem.CHECK_DIGITS


def reference_problem(text: str) -> IdProblem | None:
    """Say what is wrong with a mandate reference, an end-to-end id or the id of a file (EPC217-08, EPC230-15); None for a right one."""
    if not text:
        return IdProblem.EMPTY
    if len(text) > LONGEST_REFERENCE:
        return IdProblem.TOO_LONG
    if not _REFERENCE.fullmatch(text):
        return IdProblem.CHARACTER
    if text.startswith("/") or text.endswith("/") or "//" in text:
        return IdProblem.SLASH
    return IdProblem.BLANK if text != text.strip() else None


def is_iban(text: str) -> bool:
    """Whether it can be an IBAN, written without blanks: its form and its check digits. Whether the account exists, a bank says."""
    return bool(_IBAN.fullmatch(text)) and has_right_check_digits(text)


def is_bic(text: str) -> bool:
    """Whether it can be a BIC (ISO 9362): 8 or 11 characters."""
    return bool(_BIC.fullmatch(text))


# --- days ---------------------------------------------------------------------------------------------------------------


def _checked(notice_days: int) -> int:
    if not 1 <= notice_days <= NOTICE_DAYS:
        raise ValueError("a collection is announced 1 to 14 days before it is due")
    return notice_days


def announce_by(due: date, notice_days: int = NOTICE_DAYS) -> date:
    """Say the last day on which a collection can be announced. Raises ValueError unless `notice_days` is 1 to 14."""
    return due - _checked(notice_days) * _DAY


def submit_by(due: date, *, target_days: int = 1) -> date:
    """Say the last day on which the bank can have the file: one TARGET day before the due day, or as many as the bank asks for.

    The hour of that day is up to the bank (cut-off). Raises ValueError when banks do not settle on the due day.
    """
    if not is_target_day(due):
        raise ValueError("collections are due on TARGET days")
    return target_days_before(due, target_days)


def earliest_collection(announced_on: date, notice_days: int = NOTICE_DAYS, *, file_on: date | None = None, target_days: int = 1) -> date:
    """Say the first day on which a collection can be due that is announced on this day and given to the bank on `file_on`.

    `file_on` is the day of the announcement when nothing is said. Raises ValueError unless `notice_days` is 1 to 14.
    """
    due = target_day_from(announced_on + _checked(notice_days) * _DAY)
    while submit_by(due, target_days=target_days) < (file_on or announced_on):
        due = next_target_day(due)
    return due


def refund_until(debited_on: date) -> date:
    """Say the last day on which a payer can have a CORE collection back without a reason (BGB §675x(4): eight weeks)."""
    return debited_on + 7 * REFUND_WEEKS * _DAY


def unauthorised_until(debited_on: date) -> date:
    """Say the last day on which a payer can have a collection back that no mandate allowed (BGB §676b(2): 13 months)."""
    return add_months(debited_on, UNAUTHORISED_MONTHS)


def keep_until(last_used_on: date) -> date:
    """Say until when the signed mandate is kept after its last collection: 14 months, so that it outlives the 13 of the payer."""
    return add_months(last_used_on, KEEP_MONTHS)


# --- mandates -----------------------------------------------------------------------------------------------------------


class MandateKind(StrEnum):
    """The schemes. B2B knows no refund; it is for payers who are no consumers and have confirmed the mandate to their bank."""

    CORE = "CORE"
    B2B = "B2B"


class SequenceType(StrEnum):
    """Where a collection stands among those of its mandate. FNAL is not used: no mandate is given up by a collection."""

    FIRST = "FRST"
    RECURRENT = "RCUR"
    ONE_OFF = "OOFF"


class SuspendedBecause(StrEnum):
    """Why nothing is collected under a mandate for now."""

    RETURNED = "returned"
    NOT_CONFIRMED = "not_confirmed"
    BY_CUSTOMER = "by_customer"
    BY_AGENCY = "by_agency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandate:
    """A mandate as it stands.

    `last_used_on` is the due day of the last collection that the bank was given, whatever became of it; `only_rejected` says that all of
    them were rejected before settlement. `ended_on` is the first day on which the mandate holds no more.
    """

    reference: str
    kind: MandateKind = MandateKind.CORE
    is_one_off: bool = False
    of_consumer: bool = True
    signed_on: date | None = None
    last_used_on: date | None = None
    only_rejected: bool = False
    ended_on: date | None = None
    suspended_because: SuspendedBecause | None = None

    @property
    def has_collected(self) -> bool:
        """Whether a collection was settled or is still under way."""
        return self.last_used_on is not None and not self.only_rejected


class MandateAllowedBecause(StrEnum):
    """Why it may be collected."""

    IN_FORCE = "in_force"


class MandateRefusedBecause(StrEnum):
    """Why it may not be collected."""

    NOT_SIGNED = "not_signed"
    SIGNED_LATER = "signed_later"
    CONSUMER = "consumer"
    ENDED = "ended"
    SUSPENDED = "suspended"
    USED_UP = "used_up"
    LAPSED = "lapsed"


_R = MandateRefusedBecause
MANDATE_SENTENCES: Mapping[MandateRefusedBecause, str] = MappingProxyType(
    {
        _R.NOT_SIGNED: _("The mandate has not been signed."),
        _R.SIGNED_LATER: _("The mandate was signed after the day of the direct debit."),
        _R.CONSUMER: _("A B2B mandate holds only for customers who are no consumers; ask for a basic (CORE) mandate."),
        _R.ENDED: _("The mandate has ended; ask the customer for a new one."),
        _R.SUSPENDED: _("The mandate is suspended; clear up the reason with the customer first."),
        _R.USED_UP: _("The mandate was for one direct debit only, and that has been collected."),
        _R.LAPSED: _("The mandate has lapsed: nothing was collected under it for 36 months. Ask the customer for a new one."),
    }
)
SUSPENDED_SENTENCES: Mapping[SuspendedBecause, str] = MappingProxyType(
    {
        SuspendedBecause.RETURNED: _("A direct debit was returned."),
        SuspendedBecause.NOT_CONFIRMED: _("The customer's bank has not been told of the B2B mandate yet."),
        SuspendedBecause.BY_CUSTOMER: _("The customer asked us not to collect."),
        SuspendedBecause.BY_AGENCY: _("We suspended it ourselves."),
    }
)


def lapses_on(mandate: Mandate) -> date | None:
    """Say the last day of the 36 months after the last collection, or after the signature when there was none; None without both.

    Collections that were rejected, returned or refunded count too (EPC016-06).
    """
    since = mandate.last_used_on or mandate.signed_on
    return None if since is None else add_months(since, LAPSE_MONTHS)


def mandate_on(mandate: Mandate, day: date) -> Allowed[MandateAllowedBecause] | Refused[MandateRefusedBecause]:
    """Say whether a collection under this mandate may be due on this day."""
    lapse = lapses_on(mandate)
    if mandate.signed_on is None or lapse is None:
        return Refused(reason=_R.NOT_SIGNED)
    refusals = (
        (_R.SIGNED_LATER, mandate.signed_on > day),
        (_R.CONSUMER, mandate.kind is MandateKind.B2B and mandate.of_consumer),
        (_R.ENDED, mandate.ended_on is not None and mandate.ended_on <= day),
        (_R.SUSPENDED, mandate.suspended_because is not None),
        (_R.USED_UP, mandate.is_one_off and mandate.has_collected),
        (_R.LAPSED, lapse < day),
    )
    reason = next((reason for reason, holds in refusals if holds), None)
    return Allowed(reason=MandateAllowedBecause.IN_FORCE) if reason is None else Refused(reason=reason)


def sequence_of(mandate: Mandate) -> SequenceType:
    """Say the sequence of the next collection.

    A first one that was rejected before settlement never took place: the next is the first again. One that was returned or refunded
    did take place: the next is recurrent (clarified by the EPC, tabled in WGZ Bank's newsletter 12 of 2013). Banks take RCUR for a
    first one too since November 2016, so a first one that is still under way counts as one that took place.
    """
    if mandate.is_one_off:
        return SequenceType.ONE_OFF
    return SequenceType.RECURRENT if mandate.has_collected else SequenceType.FIRST
