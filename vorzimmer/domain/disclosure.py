"""What may leave the house, to whom and on what ground (law.md S28): the answer is no unless a table below says yes.

A disclosure gives data to a third party. Processors are none (Art. 4(10) GDPR), and the customer himself is none.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
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
        _N.OTHER_LIST: _("What may be given to this recipient stands in the policy; another list does not count."),
    }
)

_NORM = re.compile(r"(§|\bArt\.?)\s*\d")


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


# --- what is in it ---------------------------------------------------------------------------------------------------------


class Special(StrEnum):
    """A circumstance without which some fields stay at home."""

    RETURNED_DEBIT = "returned_debit"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that may be given away. `key` is its place ("debtor.name", and "payments.on" for each payment)."""

    key: str
    category: Category
    law: str
    sentence: str = ""
    only_if: Special | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowList:
    """The fields that may be given away on a ground, by key. Those with a circumstance count only when `given` names it."""

    ground: Ground
    fields: Mapping[str, Field]
    specials: frozenset[Special] = field(default_factory=frozenset)

    def given(self, *specials: Special) -> "AllowList":
        """Give the same list for these circumstances."""
        return replace(self, specials=frozenset(specials))

    @property
    def allowed(self) -> Mapping[str, Field]:
        """The fields that count now."""
        return {key: one for key, one in self.fields.items() if one.only_if is None or one.only_if in self.specials}


class NotListed(ValueError):
    """Something was to be given away that the list does not name: nothing is. `keys` are the places of what is not listed."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = tuple(keys)
        super().__init__(f"not on the list of what may be given away: {', '.join(self.keys)}")


def payload(values: Mapping[str, object], allow_list: AllowList) -> dict[str, object]:
    """Give a copy of `values`, if the list names all of it; nothing is left out silently.

    `values` are texts, whole numbers, dates and truths in mappings and lists; cents, not euros. Raises NotListed for what the list
    does not name, and TypeError for a value of another type.
    """
    allowed = allow_list.allowed
    wrong = [place for place, value in _places(values) if not (_leads_to(place, allowed) if value is _EMPTY else place in allowed)]
    if wrong:
        raise NotListed(dict.fromkeys(wrong))
    return {key: _copy(value) for key, value in values.items()}


def fields_in(values: Mapping[str, object]) -> tuple[str, ...]:
    """Name the fields of a payload in which something stands, each once, in their order."""
    return tuple(dict.fromkeys(place for place, value in _places(values) if value is not None and value is not _EMPTY))


def canonical(values: Mapping[str, object]) -> bytes:
    """Write a payload so that the same content has the same bytes: JSON, keys in order, dates as ISO 8601. For its SHA-256."""
    return json.dumps(values, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"), default=date.isoformat).encode()


_EMPTY = object()
"""Stands for a mapping or a list in which nothing is."""


def _places(value: object, place: str = "") -> Iterator[tuple[str, object]]:
    """Name each place at which a value stands, and the value."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str) or not key or "." in key:
                raise TypeError(f"{place}: {key!r} is no name; a field of a part stands in a mapping of its own")
            yield from _places(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _places(inner, place)
    elif value is None or isinstance(value, str | int | date):
        yield place, value
    else:
        raise TypeError(f"{place}: {type(value).__name__} is neither a text, a whole number, a date nor a truth")
    if place and isinstance(value, Mapping | list | tuple) and not value:
        yield place, _EMPTY


def _leads_to(place: str, allowed: Mapping[str, Field]) -> bool:
    return place in allowed or any(key.startswith(f"{place}.") for key in allowed)


def _copy(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, list | tuple) else value


def refusal(reason: NotBecause) -> Sentence:
    """Say to a person why nothing is given away."""
    return sentence(NOT_SENTENCES[reason])
