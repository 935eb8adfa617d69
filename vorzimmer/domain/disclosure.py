"""What may leave the house, to whom and on what ground (law.md S28): the answer is no unless a table below says yes.

A disclosure gives data to a third party. Processors are none (Art. 4(10) GDPR), and the customer himself is none.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _


class RecipientKind(StrEnum):
    """What a recipient is."""

    COLLECTOR = "collector"
    LAWYER = "lawyer"
    BUREAU = "bureau"
    COURT = "court"
    AUTHORITY = "authority"
    POLICE = "police"
    BANK = "bank"
    CARRIER = "carrier"
    TAX_ADVISER = "tax_adviser"
    AUDITOR = "auditor"
    INSURER = "insurer"
    PROCESSOR = "processor"


class Ground(StrEnum):
    """On what ground something is given away: S28 names two, S29 and S30 the exceptions from them."""

    LEGAL_OBLIGATION = "legal_obligation"
    CONSENT = "consent"
    COLLECT = "collect"
    BUREAU = "bureau"


class DisclosurePurpose(StrEnum):
    """What something is given away for."""

    COLLECTION = "collection"
    BUREAU_NOTICE = "bureau_notice"
    FOLLOW_UP = "follow_up"
    COURT = "court"
    LEGAL_REQUEST = "legal_request"
    CUSTOMER_ORDER = "customer_order"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What somebody found after looking at the case: `text` is the written reason, `approves` whether it speaks for handing over."""

    by: str
    at: datetime
    text: str
    approves: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What proves the ground, and goes into the register.

    `norm` ("§93 AO") and `document` for a legal obligation, `record` the id of the record of a consent, `findings` those that opened
    the gate. `earlier` is the number of the entry by which the recipient got what is now settled, disputed or corrected.
    """

    norm: str = ""
    document: str = ""
    record: str = ""
    earlier: str = ""
    findings: tuple[Finding, ...] = ()


# --- gates ---------------------------------------------------------------------------------------------------------------


class ConditionCode(StrEnum):
    """What a gate demands."""

    OPEN = "open"
    DEFAULT = "default"
    NO_INSOLVENCY = "no_insolvency"
    NO_INSTALMENTS = "no_instalments"
    DISPUTE = "dispute"
    OBJECTION = "objection"
    ENFORCEMENT_OBJECTION = "enforcement_objection"
    STAGE = "stage"
    REMINDERS = "reminders"
    WAITED = "waited"
    WARNED = "warned"
    RECIPIENT_KIND = "recipient_kind"
    REGISTERED = "registered"
    ACTIVE = "active"
    NAMED = "named"
    CONFIRMED = "confirmed"
    AGREEMENT = "agreement"
    FINDING = "finding"
    BALANCING = "balancing"
    CONCERNS = "concerns"
    TWO_PEOPLE = "two_people"


_C = ConditionCode
DEMANDED: Mapping[Ground, tuple[ConditionCode, ...]] = MappingProxyType(
    {
        Ground.COLLECT: (
            *(_C.OPEN, _C.DEFAULT, _C.NO_INSOLVENCY, _C.NO_INSTALMENTS, _C.DISPUTE),
            *(_C.RECIPIENT_KIND, _C.REGISTERED, _C.ACTIVE, _C.FINDING),
        ),
        Ground.BUREAU: (
            *(_C.OPEN, _C.DEFAULT, _C.NO_INSOLVENCY, _C.NO_INSTALMENTS, _C.DISPUTE, _C.OBJECTION, _C.ENFORCEMENT_OBJECTION),
            *(_C.STAGE, _C.REMINDERS, _C.WAITED, _C.WARNED),
            *(_C.NAMED, _C.CONFIRMED, _C.ACTIVE, _C.AGREEMENT),
            *(_C.BALANCING, _C.CONCERNS, _C.TWO_PEOPLE),
        ),
    }
)
"""The conditions of each gate, in the order in which they are shown. A gate that lacks one cannot be made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition of a gate: whether it holds, and why. `is_flagged`: it holds, but somebody should know of it."""

    code: ConditionCode
    holds: bool
    because: StrEnum
    says: Sentence
    is_flagged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A gate to the outside, as it stands on a day for a recipient (`recipient` is its id), with all its conditions.

    Raises ValueError when one of them is missing, is there twice, or has no place in it.
    """

    ground: Ground
    recipient: str
    day: date
    conditions: tuple[Condition, ...]

    def __post_init__(self) -> None:
        if tuple(condition.code for condition in self.conditions) != DEMANDED.get(self.ground):
            raise ValueError(f"a gate of ground {self.ground} has exactly the conditions that are demanded, in their order")

    @property
    def is_open(self) -> bool:
        """Whether every condition holds."""
        return all(condition.holds for condition in self.conditions)

    @property
    def missing(self) -> tuple[Condition, ...]:
        """The conditions that do not hold."""
        return tuple(condition for condition in self.conditions if not condition.holds)


# --- S28: no, unless --------------------------------------------------------------------------------------------------------

_K = RecipientKind
_EVERYTHING = frozenset(Category)
_FOR_SERVICE = frozenset({Category.BST, Category.BEA, Category.ABR, Category.INT, Category.TAX, Category.MND, Category.NONE})
_WITHOUT_CALLS = _FOR_SERVICE - {Category.BEA}
_CLAIM = frozenset({Category.BST, Category.ABR, Category.NONE})

NEEDS_NAME = frozenset({_K.TAX_ADVISER, _K.AUDITOR, _K.INSURER})
"""Third parties that other agencies' notices name: without consent they get nothing until this one's notice does (D-18)."""

TOLD_BEFORE = frozenset({_K.COLLECTOR, _K.LAWYER, _K.BUREAU})
"""Who got a claim must be told what becomes of it (Art. 19 GDPR): that is the only legal obligation towards these."""

_P = DisclosurePurpose
FITS: Mapping[Ground, frozenset[DisclosurePurpose]] = MappingProxyType(
    {
        Ground.LEGAL_OBLIGATION: frozenset({_P.FOLLOW_UP, _P.COURT, _P.LEGAL_REQUEST}),
        Ground.CONSENT: frozenset({_P.CUSTOMER_ORDER}),
        Ground.COLLECT: frozenset({_P.COLLECTION}),
        Ground.BUREAU: frozenset({_P.BUREAU_NOTICE}),
    }
)
"""What something may be given away for on a ground. To whom got a claim, the law lets only say what became of it."""

FINDINGS: Mapping[Ground, int] = MappingProxyType({Ground.COLLECT: 1, Ground.BUREAU: 2})
"""How many findings of people the register keeps with an entry of this ground."""

TABLE: Mapping[Ground, Mapping[RecipientKind, frozenset[Category]]] = MappingProxyType(
    {
        Ground.LEGAL_OBLIGATION: {
            **dict.fromkeys((_K.COURT, _K.AUTHORITY, _K.POLICE), _EVERYTHING),
            **dict.fromkeys(NEEDS_NAME, _WITHOUT_CALLS),
            **dict.fromkeys(TOLD_BEFORE, _CLAIM),
        },
        Ground.CONSENT: {
            **dict.fromkeys((_K.LAWYER, _K.COURT, _K.AUTHORITY, _K.POLICE, _K.BANK, _K.CARRIER, *NEEDS_NAME), _FOR_SERVICE),
            **dict.fromkeys((_K.COLLECTOR, _K.BUREAU), _WITHOUT_CALLS),
        },
        Ground.COLLECT: dict.fromkeys((_K.COLLECTOR, _K.LAWYER), _CLAIM),
        Ground.BUREAU: {_K.BUREAU: _CLAIM},
    }
)
"""Which categories may be given to whom on which ground. Handling data never goes to a collector or a bureau, on no ground at all."""


class NotBecause(StrEnum):
    """Why nothing may be given away."""

    NO_THIRD_PARTY = "no_third_party"
    NOTHING = "nothing"
    NOT_NAMED = "not_named"
    RECIPIENT = "recipient"
    HANDLING_DATA = "handling_data"
    CATEGORY = "category"
    NO_NORM = "no_norm"
    NO_DOCUMENT = "no_document"
    NO_EARLIER = "no_earlier"
    NO_CONSENT = "no_consent"
    NO_GATE = "no_gate"
    GATE_SHUT = "gate_shut"
    OTHER_GATE = "other_gate"
    NO_FINDINGS = "no_findings"
    NOT_ACTIVE = "not_active"
    OTHER_LIST = "other_list"
    OTHER_PURPOSE = "other_purpose"
    BLOCKED = "blocked"
    CONSENT_NOT_IN_FORCE = "consent_not_in_force"
    NOT_WEIGHED = "not_weighed"


_N = NotBecause
NOT_SENTENCES: Mapping[NotBecause, str] = MappingProxyType(
    {
        _N.NO_THIRD_PARTY: _("A processor gets data through its own connection, under its agreement, and not by a disclosure."),
        _N.NOTHING: _("No data are named that would be given away."),
        _N.NOT_NAMED: _("The privacy notice does not name this kind of recipient. Without the consent of the person it gets nothing."),
        _N.RECIPIENT: _("This kind of recipient may get nothing on this ground."),
        _N.HANDLING_DATA: _("Data of calls and messages never go to this kind of recipient."),
        _N.CATEGORY: _("Data of this kind may not be given away on this ground."),
        _N.NO_NORM: _("A legal obligation needs the norm that demands it, for example “§93 AO”. A request alone is none."),
        _N.NO_DOCUMENT: _("A legal obligation needs the document that demands it."),
        _N.NO_EARLIER: _("Who got a claim is told what became of it: please name the entry of the register by which it was given."),
        _N.NO_CONSENT: _("A consent needs the record of who gave it, and when."),
        _N.NO_GATE: _("The conditions of this ground were not looked at."),
        _N.GATE_SHUT: _("Not all conditions of this ground hold."),
        _N.OTHER_GATE: _("The conditions were looked at for another recipient, or on another day. They have to be looked at again."),
        _N.NO_FINDINGS: _("The findings of people that this ground demands are not named."),
        _N.NOT_ACTIVE: _("The recipient is not in use any more."),
        _N.BLOCKED: _("The processing of these data is restricted (Art. 18), or the person objected to this purpose (Art. 21)."),
        _N.OTHER_LIST: _("What may be given to this recipient stands in the policy; another list does not count."),
        _N.OTHER_PURPOSE: _("What it is given away for does not fit the ground."),
        _N.CONSENT_NOT_IN_FORCE: _("The register of consents has no such consent of this customer, or it was withdrawn."),
        _N.NOT_WEIGHED: _("The interests of the people have to be weighed again first: privacy, legitimate interests."),
    }
)

_NORM = re.compile(r"(§|\bArt\.?)\s*\d")


def fits(purpose: DisclosurePurpose, ground: Ground, recipient: RecipientKind) -> bool:
    """Whether something may be given to this kind of recipient for this purpose, on this ground."""
    only_told = ground is Ground.LEGAL_OBLIGATION and recipient in TOLD_BEFORE
    return purpose in FITS[ground] and (purpose is _P.FOLLOW_UP or not only_told)


def may_disclose(  # noqa: PLR0913  (each is a part of the question)
    recipient: RecipientKind,
    categories: Iterable[Category],
    ground: Ground,
    evidence: Evidence,
    *,
    gate: Gate | None = None,
    named: frozenset[RecipientKind] = frozenset(),
) -> Allowed[Ground] | Refused[NotBecause]:
    """Say whether data of these categories may be given to a recipient of this kind (S28 to S30).

    `gate` is demanded by the grounds COLLECT and BUREAU, `named` are the kinds that the notice in force names beyond S28 to S30.
    """
    wanted = frozenset(categories)
    may_get = TABLE[ground].get(recipient)
    obstacles = (
        (_N.NO_THIRD_PARTY, recipient is _K.PROCESSOR),
        (_N.NOTHING, not wanted),
        (_N.NOT_NAMED, recipient in NEEDS_NAME and recipient not in named and ground is not Ground.CONSENT),
        (_N.RECIPIENT, may_get is None),
        (_N.HANDLING_DATA, Category.BEA in wanted and Category.BEA not in (may_get or ())),
        (_N.CATEGORY, not wanted <= (may_get or frozenset())),
        *_lacks(recipient, ground, evidence, gate),
    )
    found = next((reason for reason, stands in obstacles if stands), None)
    return Allowed(reason=ground) if found is None else Refused(reason=found)


def _lacks(recipient: RecipientKind, ground: Ground, evidence: Evidence, gate: Gate | None) -> tuple[tuple[NotBecause, bool], ...]:
    """Say what is missing to prove the ground."""
    if ground is Ground.LEGAL_OBLIGATION:
        return (
            (_N.NO_NORM, _NORM.search(evidence.norm) is None),
            (_N.NO_DOCUMENT, not evidence.document.strip()),
            (_N.NO_EARLIER, recipient in TOLD_BEFORE and not evidence.earlier.strip()),
        )
    if ground is Ground.CONSENT:
        return ((_N.NO_CONSENT, not evidence.record.strip()),)
    return (
        (_N.NO_GATE, gate is None or gate.ground is not ground),
        (_N.GATE_SHUT, gate is not None and not gate.is_open),
        (_N.NO_FINDINGS, len(evidence.findings) < FINDINGS[ground]),
    )


def refusal(reason: NotBecause) -> Sentence:
    """Say to a person why nothing is given away."""
    return sentence(NOT_SENTENCES[reason])
