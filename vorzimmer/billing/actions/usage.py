"""Writes usage, once per fact, in the transaction of the fact; and again when the fact is corrected."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from vorzimmer.billing.models import UsageRecord
from vorzimmer.calls.models import Call
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import sms_segments
from vorzimmer.domain.usage import TIMED, Unit, Usage, UsageMeter, counts_as_message, moment_kept, status_kept, usage_of_call
from vorzimmer.storage import insert

_MESSAGES = UUID("5b6a2f5e-2c11-4f7e-9c66-0d1f3a3b7f10")
TRANSFER_METERS = {UsageMeter.DIALLING, UsageMeter.PATCHED}


def record_call(sender: Any, *, call: Call, at: datetime, again: bool, **_: Any) -> None:  # noqa: ARG001  the signature of a signal
    """Write what a finished call measures. Times that are corrected later replace what was written; nothing counts twice."""
    if call.customer_id is None:
        return
    times = {meter.value: timedelta(milliseconds=getattr(call, f"{meter.value}_ms")) for meter in TIMED}
    rows = _rows(call, call.customer_id, usage_of_call(answered=call.answered_at is not None, times=times), at)
    if again:
        _write_anew(call.usage_ref, rows, at)
    else:
        insert(rows)


def _rows(call: Call, customer_id: UUID, usages: Sequence[Usage], at: datetime) -> list[UsageRecord]:
    return [
        UsageRecord(
            customer_id=customer_id,
            key=f"{call.usage_ref}:{usage.meter}",
            ref=call.usage_ref,
            meter=usage.meter.value,
            quantity=usage.quantity,
            unit=usage.unit.value,
            occurred_at=call.answered_at or call.offered_at,
            direction="out" if usage.meter in TRANSFER_METERS else "in",
            destination_kind=call.third_kind if usage.meter in TRANSFER_METERS else "",
            status=call.unwritten,
            recorded_at=at,
        )
        for usage in usages
    ]


def _write_anew(ref: UUID, rows: Sequence[UsageRecord], at: datetime) -> None:
    written = list(UsageRecord.objects.select_for_update().filter(ref=ref))
    billed_at = next((row.occurred_at for row in written if row.rated_id is not None), None)
    for row in rows:
        row.occurred_at = moment_kept(row.occurred_at, billed_at)
        row.status = status_kept(row.status, {each.status for each in written})
        row.waived = next((each.waived for each in written if each.waived), "")
    kept = {row.key for row in rows}
    take_out([row for row in written if row.key not in kept], at=at)
    UsageRecord.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["quantity", "occurred_at", "destination_kind", "status", "recorded_at"],
    )


def take_out(rows: Sequence[UsageRecord], *, at: datetime) -> None:
    """Let rows count no more. One that a document took stays as a row of nothing, so that it is seen what the document billed."""
    UsageRecord.objects.filter(pk__in=[row.pk for row in rows if row.rated_id is None]).delete()
    UsageRecord.objects.filter(pk__in=[row.pk for row in rows if row.rated_id is not None]).update(quantity=0, recorded_at=at)


def record_message(sender: Any, *, message: OutboxMessage, at: datetime, **_: Any) -> None:  # noqa: ARG001  the signature of a signal
    """Write that a message for a note or a task has left. An SMS counts by its segments."""
    if message.customer_id is None or not counts_as_message(message.key):
        return
    is_sms = message.kind == "sms"
    UsageRecord.objects.bulk_create(
        [
            UsageRecord(
                customer_id=message.customer_id,
                key=f"message:{message.pk}",
                ref=uuid5(_MESSAGES, str(message.pk)),
                meter=(UsageMeter.SMS if is_sms else UsageMeter.EMAIL).value,
                quantity=sms_segments(message.body) if is_sms else 1,
                unit=Unit.PIECE.value,
                occurred_at=at,
                direction="out",
                recorded_at=at,
            )
        ],
        ignore_conflicts=True,
    )
