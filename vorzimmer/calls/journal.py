"""Writes to a call's log and reads the call anew from it. The only way by which a call changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vorzimmer.calls.models import Call, CallLogLine
from vorzimmer.calls.signals import call_closed
from vorzimmer.domain.calls import OVER, CallEventKind, CallRecord, CallState, fold
from vorzimmer.live.actions import publish


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is to be written: a key that was written before is not written again."""

    kind: CallEventKind
    at: datetime
    key: str
    operator: UUID | None = None
    cause: str = ""


def locked(call_id: UUID) -> Call:
    """Fetch a call so that nobody else changes it until the transaction ends. Raises Call.DoesNotExist."""
    return Call.objects.select_for_update(of=("self",)).select_related("customer", "team").get(pk=call_id)


def write(call: Call, lines: Sequence[Line], received_at: datetime, *, known: Sequence[CallLogLine] | None = None) -> CallRecord:
    """Add lines to the log of a locked call, read it anew, save it and tell the screens. `known` spares reading the log."""
    log = list(call.log.all()) if known is None else list(known)
    keys = {line.key for line in log}
    new = [
        CallLogLine(
            call=call,
            key=line.key,
            kind=line.kind.value,
            at=line.at,
            received_at=received_at,
            operator_id=line.operator,
            cause=line.cause[:40],
        )
        for line in lines
        if line.key not in keys
    ]
    record = fold(line.as_event() for line in [*log, *new])
    if not new:
        return record
    CallLogLine.objects.bulk_create(new)
    before = (call.state, call.operator_id)
    call.take_over(record)
    call.save()
    _tell(call, before, received_at)
    if record.state in OVER and record.state is not CallState.REJECTED:
        call_closed.send(Call, call=call, at=received_at)
    return record


def _tell(call: Call, before: tuple[str, UUID | None], at: datetime) -> None:
    if call.team_id is None:
        publish(channel="staff", kind="call", ref=str(call.pk), at=at)
        return
    publish(channel=f"team:{call.team_id}", kind="call", ref=str(call.pk), at=at)
    for operator in {before[1], call.operator_id} - {None}:  # who works for another team hears of the own calls, too
        publish(channel=f"user:{operator}", kind="call", ref=str(call.pk), at=at)
