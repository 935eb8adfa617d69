"""The register of processors, and the door for all that opens a connection to somebody else: `connector` (law.md S12 to S14).

The agency's own machine needs no entry. Everything else stands in the register, as a processor whose agreement and control are whole, as
a system that somebody declared to be operated by the agency itself, or as a provider of telecommunications; or nothing is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.processors import (
    MAY_NOT,
    ConnectorKind,
    Item,
    MayBecause,
    MayNotBecause,
    Standing,
    Transfer,
    is_own_machine,
    may_process,
    may_stand,
)
from vorzimmer.privacy.models import Connection, Processor, ProcessorAudit
from vorzimmer.privacy.policies import processor_terms


class NotConnected(Exception):
    """Nothing may be sent there; `reason` says why."""

    def __init__(self, kind: ConnectorKind, host: str, reason: MayNotBecause) -> None:
        super().__init__(f"{kind}: {MAY_NOT[reason]}")
        self.kind = kind
        self.host = host
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Connector:
    """A connection that may be opened, and why."""

    kind: ConnectorKind
    host: str
    because: MayBecause
    processor: Processor | None = None


def connector(kind: ConnectorKind, host: str, at: datetime) -> Connector:
    """Ask before a connection to `host` is opened, each time: an agreement may end at any midnight. Raises NotConnected.

    `host` is what the settings name: a name or an address, a path for what lies on this machine, the name of a telephone system.
    """
    if is_own_machine(host):
        return Connector(kind=kind, host=host, because=MayBecause.OWN_MACHINE)
    entry = Connection.objects.filter(kind=kind, host=_host(host)).first()
    if entry is None or (entry.standing == Standing.PROCESSOR and entry.processor_id is None):
        raise NotConnected(kind, host, MayNotBecause.NOT_REGISTERED)
    if entry.processor_id is None:
        if not may_stand(kind, Standing(entry.standing)):
            raise NotConnected(kind, host, MayNotBecause.NOT_REGISTERED)
        because = MayBecause.OWN_SYSTEM if entry.standing == Standing.OWN else MayBecause.CARRIER
        return Connector(kind=kind, host=host, because=because)
    processor = Processor.objects.with_audits().get(pk=entry.processor_id)
    day = berlin_date(at)
    answer = may_process(processor.facts, day, processor_terms(day))
    if isinstance(answer, Refused):
        raise NotConnected(kind, host, answer.reason)
    return Connector(kind=kind, host=host, because=answer.reason, processor=processor)


def refusal(kind: ConnectorKind, host: str, at: datetime) -> MayNotBecause | None:
    """Say why a connection may not be opened; None when it may."""
    try:
        connector(kind, host, at)
    except NotConnected as error:
        return error.reason
    return None


# --- deeds ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessorEntry:
    """What is entered about a processor; `items` are letters of Art. 28(3), `categories` codes of the catalogue."""

    name: str
    service: str
    street: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "DE"
    email: str = ""
    categories: Sequence[str] = ()
    sees_secrets: bool = True
    is_bound_to_secrecy: bool = False
    agreement: str = ""
    agreement_from: date | None = None
    agreement_until: date | None = None
    items: Sequence[str] = ()
    sub_processors: str = ""
    transfer: str = ""
    selection: str = ""
    selected_on: date | None = None


@transaction.atomic
def enter_processor(entry: ProcessorEntry, *, at: datetime) -> Processor:
    """Enter a processor. He gets nothing before all is there. Raises ValidationError at the fields that are wrong."""
    processor = Processor(created_at=at)
    _fill(processor, entry, at)
    processor.save(force_insert=True)
    return processor


@transaction.atomic
def change_processor(processor: Processor, entry: ProcessorEntry, *, at: datetime) -> Processor:
    """Change what is entered. Raises ValidationError at the fields that are wrong."""
    processor = Processor.objects.select_for_update().get(pk=processor.pk)
    _fill(processor, entry, at)
    processor.save()
    return processor


@transaction.atomic
def end_processor(processor: Processor, *, at: datetime) -> None:
    """Put him out of use: from now on nothing is sent to him. His entry stays for its years."""
    Processor.objects.filter(pk=processor.pk, ended_on=None).update(ended_on=berlin_date(at), changed_at=at)


@transaction.atomic
def use_processor_again(processor: Processor, *, at: datetime) -> None:
    """Take him into use again."""
    Processor.objects.filter(pk=processor.pk).update(ended_on=None, changed_at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """What an audit found. `evidence` names the paper, `sha256` is that of its file, blank when there is none."""

    on: date
    passed: bool
    finding: str
    evidence: str
    sha256: str = ""


@transaction.atomic
def record_audit(processor: Processor, entry: AuditEntry, *, at: datetime, by: User) -> ProcessorAudit:
    """Record an audit. Only one that was passed moves the next one. Raises ValidationError for a day to come or missing words."""
    if entry.on > berlin_date(at):
        raise ValidationError({"on": _("This day is yet to come.")})
    audit = ProcessorAudit(
        processor=processor,
        on=entry.on,
        passed=entry.passed,
        finding=entry.finding.strip(),
        evidence=entry.evidence.strip(),
        sha256=entry.sha256,
        by=by,
        at=at,
    )
    audit.full_clean()
    audit.save()
    return audit


@transaction.atomic
def declare_connection(  # noqa: PLR0913  (what is declared, of what, by whom)
    kind: ConnectorKind, host: str, *, standing: Standing, processor: Processor | None = None, reason: str = "", at: datetime, by: User
) -> Connection:
    """Say who stands at the other end. A later word about the same host takes the place of the earlier. Raises ValidationError."""
    if not _host(host):
        raise ValidationError({"host": _("Please say which host it is, as the settings name it.")})
    if not may_stand(kind, standing):
        raise ValidationError({"standing": _("Only SMS and telephone calls are carried by a provider of telecommunications.")})
    if (standing is Standing.PROCESSOR) != (processor is not None):
        raise ValidationError({"processor": _("Please choose a processor for this, and only for this.")})
    if standing is not Standing.PROCESSOR and not reason.strip():
        raise ValidationError({"reason": _("Please write from what you know it.")})
    values = {"standing": standing, "processor": processor, "reason": reason.strip(), "declared_at": at, "declared_by": by}
    return Connection.objects.update_or_create(kind=kind, host=_host(host), defaults=values)[0]


@transaction.atomic
def remove_connection(connection: Connection) -> None:
    """Take back what was declared: nothing is sent there any more."""
    Connection.objects.filter(pk=connection.pk).delete()


def _host(host: str) -> str:
    return host.strip().rstrip(".").lower()


def _fill(processor: Processor, entry: ProcessorEntry, at: datetime) -> None:
    """Take over what was entered. Raises ValidationError at the fields that are wrong."""
    texts = ("name", "service", "street", "postcode", "city", "email", "agreement", "sub_processors", "selection")
    for name in texts:
        setattr(processor, name, getattr(entry, name).strip())
    for name in ("sees_secrets", "is_bound_to_secrecy", "agreement_from", "agreement_until", "selected_on"):
        setattr(processor, name, getattr(entry, name))
    processor.country = entry.country.strip().upper()
    processor.categories, processor.items = sorted(entry.categories), sorted(Item(letter).value for letter in entry.items)
    processor.transfer = Transfer(entry.transfer).value
    processor.changed_at = at
    wrong = {}
    if entry.agreement_until and entry.agreement_from and entry.agreement_until < entry.agreement_from:
        wrong["agreement_until"] = _("This day lies before the first one.")
    if entry.selected_on and entry.selected_on > berlin_date(at):
        wrong["selected_on"] = _("This day is yet to come.")
    if entry.selected_on and not entry.selection.strip():
        wrong["selection"] = _("Please write why this processor was chosen: what was looked at, and what it showed.")
    if wrong:
        raise ValidationError(wrong)
    processor.full_clean()
