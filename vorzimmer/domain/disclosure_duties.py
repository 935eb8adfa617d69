"""What has to be told afterwards to whom data were given: that the debt is settled, that it is disputed, that something was wrong.

The register keeps who got what, so that these people can be told (Art. 19 GDPR). A duty is over when there is proof, and not before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.sentences import mark as _


class DutyKind(StrEnum):
    """What has to be told."""

    SETTLED = "settled"
    PART_PAYMENT = "part_payment"
    WITHDRAWN = "withdrawn"
    OBJECTED = "objected"
    CORRECTED = "corrected"


_K = DutyKind
DUTY_SENTENCES: Mapping[DutyKind, str] = MappingProxyType(
    {
        _K.SETTLED: _("Tell the recipient that the claim is settled."),
        _K.PART_PAYMENT: _("Tell the recipient that a part was paid, and what is still open."),
        _K.WITHDRAWN: _("Tell the recipient that the claim is withdrawn."),
        _K.OBJECTED: _("Tell the recipient that the claim is disputed now."),
        _K.CORRECTED: _("Tell the recipient what was wrong, and what is right."),
    }
)


def duty_due(kind: DutyKind, arose_on: date, days: Mapping[DutyKind, int]) -> date:
    """Say the last day on which it is told in time. `days` are those of the policy (`DisclosureRules.duties`).

    No weekend and no holiday shifts it: what is wrong at a bureau harms on a Sunday, too.
    """
    return arose_on + timedelta(days=days[kind])


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What proves that the recipient was told: when, and the number of the receipt or of the entry in the register."""

    on: date
    reference: str


class ClosedBecause(StrEnum):
    """Why a duty is over."""

    IN_TIME = "in_time"
    LATE = "late"


class OpenBecause(StrEnum):
    """Why a duty is not over."""

    NO_PROOF = "no_proof"
    NO_REFERENCE = "no_reference"
    BEFORE = "before"
    IN_FUTURE = "in_future"


OPEN_SENTENCES: Mapping[OpenBecause, str] = MappingProxyType(
    {
        OpenBecause.NO_PROOF: _("It can be closed only with a proof that the recipient was told."),
        OpenBecause.NO_REFERENCE: _("Please write the number of the receipt, or of the entry in the register."),
        OpenBecause.BEFORE: _("The proof is older than what has to be told."),
        OpenBecause.IN_FUTURE: _("The proof is of a day that has not come yet."),
    }
)


def check_closing(
    kind: DutyKind, arose_on: date, proof: Proof | None, *, day: date, days: Mapping[DutyKind, int]
) -> Allowed[ClosedBecause] | Refused[OpenBecause]:
    """Say whether a duty is over on `day`: only with a proof, and never without."""
    if proof is None:
        return Refused(reason=OpenBecause.NO_PROOF)
    if not proof.reference.strip():
        return Refused(reason=OpenBecause.NO_REFERENCE)
    if proof.on < arose_on:
        return Refused(reason=OpenBecause.BEFORE)
    if proof.on > day:
        return Refused(reason=OpenBecause.IN_FUTURE)
    in_time = proof.on <= duty_due(kind, arose_on, days)
    return Allowed(reason=ClosedBecause.IN_TIME if in_time else ClosedBecause.LATE)
