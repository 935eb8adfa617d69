"""Processors (Art. 28 GDPR): nothing is given to one before all is agreed, and nothing any more once that or its control has run out.

The eight items of Art. 28(3) are a list that has to be whole; careful selection counts as the first audit (law.md S12 to S14).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from ipaddress import ip_address
from types import MappingProxyType

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.days import add_months
from vorzimmer.domain.policy import Figure, Unit, figures_on, read_figures
from vorzimmer.domain.sentences import mark as _


class ConnectorKind(StrEnum):
    """What opens a connection to somebody else."""

    MAIL = "mail"
    SMS = "sms"
    TELEPHONY = "telephony"
    BACKUP = "backup"


class Item(StrEnum):
    """What an agreement has to say, by the letters of Art. 28(3)."""

    INSTRUCTIONS = "a"
    CONFIDENTIALITY = "b"
    SECURITY = "c"
    SUB_PROCESSORS = "d"
    RIGHTS = "e"
    ASSISTANCE = "f"
    RETURN_OR_DELETION = "g"
    AUDITS = "h"


class Transfer(StrEnum):
    """By what personal data may go to a third country (Chapter V GDPR)."""

    NONE = ""
    ADEQUACY = "adequacy"
    CLAUSES = "clauses"
    RULES = "rules"


class Standing(StrEnum):
    """As what the other side of a connection stands in the register."""

    PROCESSOR = "processor"
    OWN = "own"
    """The system is operated by the agency itself."""
    CARRIER = "carrier"
    """A provider of telecommunications, who answers for the transport himself (law.md D-17)."""


CARRIED = frozenset({ConnectorKind.SMS, ConnectorKind.TELEPHONY})
"""What a provider of telecommunications does as such."""

EEA = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()  # noqa: SIM905  (read as a list)
)
"""Where no tool for a transfer is needed."""


class MayBecause(StrEnum):
    """Why data may be given to the other side."""

    OWN_MACHINE = "own_machine"
    OWN_SYSTEM = "own_system"
    CARRIER = "carrier"
    AGREED = "agreed"


class MayNotBecause(StrEnum):
    """Why nothing may be given to the other side."""

    NOT_REGISTERED = "not_registered"
    NOT_ACTIVE = "not_active"
    NO_AGREEMENT = "no_agreement"
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    ITEM_MISSING = "item_missing"
    NO_SECRECY = "no_secrecy"
    NO_TRANSFER_TOOL = "no_transfer_tool"
    NOT_SELECTED = "not_selected"
    AUDIT_OVERDUE = "audit_overdue"


MAY_NOT: Mapping[MayNotBecause, str] = MappingProxyType(
    {
        MayNotBecause.NOT_REGISTERED: _("It does not stand in the register of processors."),
        MayNotBecause.NOT_ACTIVE: _("The processor is not in use any more."),
        MayNotBecause.NO_AGREEMENT: _("There is no agreement with the processor (Art. 28(3) GDPR)."),
        MayNotBecause.NOT_BEGUN: _("The agreement with the processor has not begun yet."),
        MayNotBecause.ENDED: _("The agreement with the processor has ended."),
        MayNotBecause.ITEM_MISSING: _("The agreement does not say all that Art. 28(3) GDPR demands."),
        MayNotBecause.NO_SECRECY: _("The processor is not bound to secrecy (§203(4) StGB)."),
        MayNotBecause.NO_TRANSFER_TOOL: _("The processor is in a third country, and nothing allows the transfer (Art. 44 GDPR)."),
        MayNotBecause.NOT_SELECTED: _("Nobody has written down why this processor was chosen (Art. 28(1) GDPR)."),
        MayNotBecause.AUDIT_OVERDUE: _("The processor has not been audited for too long (Art. 28(1) GDPR)."),
    }
)

_KEYS: Mapping[str, Unit] = MappingProxyType(
    {
        "audit_every_months": Unit.MONTHS,
        "audit_warned_days": Unit.DAYS,
        "audit_blocked_days": Unit.DAYS,
        "agreement_warned_days": Unit.DAYS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The numbers of the policy as they count on a day."""

    audit_every_months: int
    audit_warned_days: int
    audit_blocked_days: int
    agreement_warned_days: int


def read_terms(text: str) -> tuple[Figure, ...]:
    """Read policy/processors.toml. Raises PolicyWrong."""
    return read_figures(text, _KEYS)


def terms_on(figures: Sequence[Figure], day: date) -> Terms:
    """Say which numbers count on a day."""
    return Terms(**{key: figure.value for key, figure in figures_on(figures, day).items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessorFacts:
    """What the register knows of a processor. Days are civil days, both ends of the agreement are included.

    `sees_secrets`: he gets to know what is told to customers who are bound to secrecy. `audited_on` is the day of the last audit that
    was passed.
    """

    is_active: bool
    country: str
    agreement: str
    agreement_from: date | None
    agreement_until: date | None
    items: frozenset[Item]
    sees_secrets: bool
    is_bound_to_secrecy: bool
    transfer: Transfer
    selected_on: date | None
    audited_on: date | None


def next_audit(facts: ProcessorFacts, terms: Terms) -> date | None:
    """Say by which day the processor has to be audited; None when he was never chosen."""
    days = [day for day in (facts.selected_on, facts.audited_on) if day is not None]
    return add_months(max(days), terms.audit_every_months) if days else None


def may_process(facts: ProcessorFacts, day: date, terms: Terms) -> Allowed[MayBecause] | Refused[MayNotBecause]:
    """Say whether data may be given to a processor on a day; the first obstacle is the reason."""
    found = next((reason for reason, stands in _obstacles(facts, day, terms) if stands), None)
    return Allowed(reason=MayBecause.AGREED) if found is None else Refused(reason=found)


def obstacles(facts: ProcessorFacts, day: date, terms: Terms) -> tuple[MayNotBecause, ...]:
    """Give all that stands against a processor on a day."""
    return tuple(reason for reason, stands in _obstacles(facts, day, terms) if stands)


def _obstacles(facts: ProcessorFacts, day: date, terms: Terms) -> tuple[tuple[MayNotBecause, bool], ...]:
    because, since, until, audit = MayNotBecause, facts.agreement_from, facts.agreement_until, next_audit(facts, terms)
    return (
        (because.NOT_ACTIVE, not facts.is_active),
        (because.NO_AGREEMENT, not facts.agreement.strip() or since is None),
        (because.NOT_BEGUN, since is not None and day < since),
        (because.ENDED, until is not None and until < day),
        (because.ITEM_MISSING, not facts.items.issuperset(Item)),
        (because.NO_SECRECY, facts.sees_secrets and not facts.is_bound_to_secrecy),
        (because.NO_TRANSFER_TOOL, facts.country not in EEA and facts.transfer is Transfer.NONE),
        (because.NOT_SELECTED, facts.selected_on is None),
        (because.AUDIT_OVERDUE, audit is not None and day > audit + timedelta(days=terms.audit_blocked_days)),
    )


class Warned(StrEnum):
    """What will stand in the way before long."""

    AUDIT_DUE = "audit_due"
    AGREEMENT_ENDS = "agreement_ends"


def warnings(facts: ProcessorFacts, day: date, terms: Terms) -> Mapping[Warned, date]:
    """Say what has to be done soon, and by which day, for a processor who is in use."""
    if not facts.is_active:
        return {}
    audit, until, found = next_audit(facts, terms), facts.agreement_until, {}
    if audit is not None and day >= audit - timedelta(days=terms.audit_warned_days):
        found[Warned.AUDIT_DUE] = audit
    if until is not None and until - timedelta(days=terms.agreement_warned_days) <= day <= until:
        found[Warned.AGREEMENT_ENDS] = until
    return found


def may_stand(kind: ConnectorKind, standing: Standing) -> bool:
    """Whether the other side of such a connection can stand in the register as that."""
    return standing is not Standing.CARRIER or kind in CARRIED


def is_own_machine(host: str) -> bool:
    """Whether a host is this machine: a loopback address, its name, or a path (a socket, a folder). Then nothing leaves the house."""
    name = host.strip().strip("[]").rstrip(".").lower()
    if name.startswith("/") or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
