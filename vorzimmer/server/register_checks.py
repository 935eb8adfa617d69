"""What the doctor looks at in the registers of privacy: connections that are not allowed, and what waits there."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.calls.watching import systems
from vorzimmer.delivery.channels import other_side
from vorzimmer.domain.delivery import MessageKind
from vorzimmer.domain.processors import MAY_NOT, ConnectorKind, is_own_machine
from vorzimmer.privacy.dashboard import Tone, look
from vorzimmer.privacy.models.processors import CONNECTORS
from vorzimmer.privacy.processors import refusal
from vorzimmer.server import readiness
from vorzimmer.server.findings import Finding, fail, ok, warn


def allowed_connections() -> Iterator[Finding]:
    """Whatever leads out of the house stands in the register of processors; what does not is closed, and nothing is lost by that."""
    if readiness.pending_migrations("default"):
        return
    for kind, host in outgoing():
        subject, reason = _("Connection to %(host)s") % {"host": host}, refusal(kind, host, datetime.now(UTC))
        if reason is None:
            yield ok(subject, str(CONNECTORS[kind]))
        else:
            yield fail(subject, _(MAY_NOT[reason]), _("Until then nothing is sent there: enter it in the office, Privacy, Processors."))


def registers() -> Iterator[Finding]:
    """What waits or is overdue in the registers of privacy, as the office shows it; names of breaches and processors stay there."""
    if any(not file.exists() for file in readiness.database_files()) or any(
        readiness.pending_migrations(alias) for alias in readiness.VARIABLES
    ):
        return
    lines, subject = [line for line in look(datetime.now(UTC)) if line.page and line.tone is not Tone.WELL], _("Registers of privacy")
    if not lines:
        yield ok(subject, _("nothing waits"))
        return
    late = sum(line.tone in {Tone.LATE, Tone.BROKEN} for line in lines)
    text = ngettext("%(count)d line waits, %(late)d of them overdue", "%(count)d lines wait, %(late)d of them overdue", len(lines))
    yield warn(subject, text % {"count": len(lines), "late": late}, _("Look at the overview in the office, Privacy."))


def outgoing() -> list[tuple[ConnectorKind, str]]:
    """Give the connections that the settings ask for, apart from those to this machine."""
    ways = [found for found in map(other_side, MessageKind) if found is not None]
    ways += [(ConnectorKind.TELEPHONY, name) for name in systems()]
    return [(kind, host) for kind, host in ways if not is_own_machine(host)]
