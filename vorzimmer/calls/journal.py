"""Writes to a call's log and reads the call anew from it. The only way by which a call changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vorzimmer.calls.models import Call, CallLogLine, Note
from vorzimmer.calls.signals import call_closed
from vorzimmer.domain.calls import OVER, CallEventKind, CallRecord, CallState, Meter, fold
from vorzimmer.live.actions import publish_to
from vorzimmer.storage import Prepared, insert, update

CHANGING = (
    "state",
    "since",
    "operator",
    "operator_leg",
    "third_leg",
    "third_person",
    "third_kind",
    "legs_begun",
    "offered_at",
    "answered_at",
    "ended_at",
    "wrapped_up_at",
    "metered",
    *(f"{meter.value}_ms" for meter in Meter),
)
"""The columns of a call that change after it came in."""

_LOCKING = Call.objects.select_for_update(of=("self",)).select_related("customer")
_BY_ID = Prepared(lambda call_id: _LOCKING.filter(pk=call_id))
_BY_NAME = Prepared(lambda engine, name: _LOCKING.filter(engine=engine, engine_call_id=name))
_NOTE = Prepared(lambda call_id: Note.objects.filter(call_id=call_id))
_LOG = Prepared(lambda call_id: CallLogLine.objects.filter(call_id=call_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is to be written: a key that was written before is not written again."""

    kind: CallEventKind
    at: datetime
    key: str
    operator: UUID | None = None
    cause: str = ""


def locked(call_id: UUID) -> Call:
    """Fetch a call, with customer and note, so that nobody else changes it until the transaction ends. Raises Call.DoesNotExist."""
    call = _with_note(_BY_ID.first(call_id))
    if call is None:
        raise Call.DoesNotExist
    return call


def locked_by_name(engine: str, engine_call_id: str) -> Call | None:
    """Fetch a call in the same way by the name that its telephone system gave it."""
    return _with_note(_BY_NAME.first(engine, engine_call_id))


def _with_note(call: Call | None) -> Call | None:
    """Add the note with a statement of its own: whoever waited for the lock would otherwise not see what was saved meanwhile."""
    if call is not None:
        Call._meta.get_field("note").set_cached_value(call, _NOTE.first(call.pk))
    return call


def write(call: Call, lines: Sequence[Line], received_at: datetime) -> CallRecord:
    """Add lines to the log of a new or locked call, read it anew, save it and tell the screens."""
    is_new = call._state.adding  # noqa: SLF001  (Django's documented mark of an instance that is not saved yet)
    log = [] if is_new else _LOG(call.pk)
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
    operator_before, again = call.operator_id, call.metered
    over = record.state in OVER and record.state is not CallState.REJECTED
    call.take_over(record)
    call.metered = again or over
    if is_new:
        insert([call])
    else:
        update(call, CHANGING)
    insert(new)
    publish_to(_channels(call, operator_before), kind="call", ref=str(call.pk), at=received_at)
    if over:
        call_closed.send(Call, call=call, at=received_at, again=again)
    return record


def _channels(call: Call, operator_before: UUID | None) -> list[str]:
    if call.team_id is None:
        return ["staff"]
    operators = {call.operator_id, operator_before} - {None}  # who works for another team hears of the own calls, too
    return [f"team:{call.team_id}", *(f"user:{operator}" for operator in sorted(operators, key=str))]
