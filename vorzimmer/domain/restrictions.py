"""What may still be done with data whose processing is restricted (Art. 18 GDPR) or objected to (Art. 21), and what erasure leaves.

Restricted data are stored, and otherwise used only with consent, for legal claims, to protect somebody else's rights, or for an
important public interest (Art. 18(2)). That counts for jobs and exports as for screens.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.requests import RefuseBecause


class Use(StrEnum):
    """What somebody, or a job, wants to do with data about a person."""

    STORE = "store"
    CLAIM = "claim"
    """Bills, reminders, collecting, courts."""
    LEGAL_DUTY = "legal_duty"
    """What a law demands: documents, a request of an authority."""
    RIGHTS = "rights"
    """The answer to what the person himself asked."""
    SERVICE = "service"
    """Answering calls, telling of them, putting through."""
    EXPORT = "export"
    """Lists and files with master data."""
    BUREAU = "bureau"
    """A notice to a credit bureau: a legitimate interest."""


class Block(StrEnum):
    """What stands in the way."""

    RESTRICTION = "restriction"
    OBJECTION = "objection"


class May(StrEnum):
    """Why something may be done all the same."""

    NOT_BLOCKED = "not_blocked"
    ARTICLE_18_2 = "article_18_2"
    CONSENT = "consent"


ALWAYS = frozenset({Use.STORE, Use.CLAIM, Use.LEGAL_DUTY, Use.RIGHTS})
"""Storage, and what Art. 18(2) names."""
OBJECTED = frozenset({Use.BUREAU})
"""What rests on a legitimate interest (Art. 6(1)(f)): an objection ends it."""


def may_use(use: Use, blocks: Mapping[Block, bool]) -> Allowed[May] | Refused[Block]:
    """Say whether data may be used. `blocks`: what stands in the way, and whether the person consented to the service going on."""
    if Block.OBJECTION in blocks and use in OBJECTED:
        return Refused(reason=Block.OBJECTION)
    if Block.RESTRICTION not in blocks:
        return Allowed(reason=May.NOT_BLOCKED)
    if use in ALWAYS:
        return Allowed(reason=May.ARTICLE_18_2)
    if use is Use.SERVICE and blocks[Block.RESTRICTION]:
        return Allowed(reason=May.CONSENT)
    return Refused(reason=Block.RESTRICTION)


# --- what erasure leaves ---------------------------------------------------------------------------------------------------

_B = RefuseBecause
WHY_KEPT: Mapping[Rule, RefuseBecause] = MappingProxyType(
    {
        Rule.TAX6: _B.LEGAL_DUTY,
        Rule.TAX8: _B.LEGAL_DUTY,
        Rule.TAX10: _B.LEGAL_DUTY,
        Rule.ABR: _B.NECESSARY,
        Rule.MANDATE: _B.CLAIMS,
        Rule.AVV: _B.CLAIMS,
        Rule.DISCLOSURE: _B.CLAIMS,
        Rule.CONSENT: _B.CLAIMS,
        Rule.PHONE_ADVERTISING: _B.LEGAL_DUTY,
        Rule.REQUEST: _B.CLAIMS,
        Rule.STAFF: _B.CLAIMS,
        Rule.AUDIT: _B.CLAIMS,
    }
)
"""Which rules keep data although somebody asks for erasure, until their own time is over."""
WHILE_CONTRACT_RUNS = frozenset({Rule.BST, Rule.BEA, Rule.ACCOUNT})
"""What a running contract still needs (Art. 17(1)(a))."""


def kept_because(rule: Rule, *, contract_runs: bool) -> RefuseBecause | None:
    """Say why data of a rule stay although erasure is asked for; None: they go now."""
    if rule in WHILE_CONTRACT_RUNS:
        return RefuseBecause.NECESSARY if contract_runs else None
    return WHY_KEPT.get(rule)
