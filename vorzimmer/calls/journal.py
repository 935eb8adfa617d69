"""Writes to a call's log and reads the call anew from it. The only way by which a call changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vorzimmer.calls.models import Call, CallLogLine
from vorzimmer.calls.signals import call_closed
from vorzimmer.domain.calls import OVER, CallEventKind, CallRecord, CallState, fold
from vorzimmer.live.actions import publish_to


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
    return Call.objects.select_for_update(of=("self",)).select_related("customer").get(pk=call_id)


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
    operator_before, again = call.operator_id, call.metered
    over = record.state in OVER and record.state is not CallState.REJECTED
    call.take_over(record)
    call.metered = again or over
    call.save()
    publish_to(_channels(call, operator_before), kind="call", ref=str(call.pk), at=received_at)
    if over:
        call_closed.send(Call, call=call, at=received_at, again=again)
    return record


def _channels(call: Call, operator_before: UUID | None) -> list[str]:
    if call.team_id is None:
        return ["staff"]
    operators = {call.operator_id, operator_before} - {None}  # who works for another team hears of the own calls, too
    return [f"team:{call.team_id}", *(f"user:{operator}" for operator in sorted(operators, key=str))]
