"""Writes usage, once per fact, in the transaction of the fact."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from vorzimmer.billing.models import UsageRecord
from vorzimmer.calls.models import Call
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.delivery import sms_segments
from vorzimmer.domain.usage import TIMED, Unit, UsageMeter, usage_of_call
from vorzimmer.storage import insert

_MESSAGES = UUID("5b6a2f5e-2c11-4f7e-9c66-0d1f3a3b7f10")
TRANSFER_METERS = {UsageMeter.DIALLING, UsageMeter.PATCHED}


def record_call(sender: Any, *, call: Call, at: datetime, again: bool, **_: Any) -> None:  # noqa: ARG001  the signature of a signal
    """Write what a finished call measures. Times that are corrected later replace what was written; nothing counts twice."""
    if call.customer_id is None:
        return
    times = {meter.value: timedelta(milliseconds=getattr(call, f"{meter.value}_ms")) for meter in TIMED}
    usages = usage_of_call(answered=call.answered_at is not None, times=times)
    if again:
        keys = {f"{call.usage_ref}:{usage.meter}" for usage in usages}
        UsageRecord.objects.filter(ref=call.usage_ref).exclude(key__in=keys).delete()
    rows = [
        UsageRecord(
            customer_id=call.customer_id,
            key=f"{call.usage_ref}:{usage.meter}",
            ref=call.usage_ref,
            meter=usage.meter.value,
            quantity=usage.quantity,
            unit=usage.unit.value,
            occurred_at=call.offered_at,
            direction="out" if usage.meter in TRANSFER_METERS else "in",
            destination_kind=call.third_kind if usage.meter in TRANSFER_METERS else "",
            status=call.unwritten,
            recorded_at=at,
        )
        for usage in usages
    ]
    if not again:
        insert(rows)
        return
    UsageRecord.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["quantity", "destination_kind", "status", "recorded_at"]
    )


def record_message(sender: Any, *, message: OutboxMessage, at: datetime, **_: Any) -> None:  # noqa: ARG001  the signature of a signal
    """Write that a message has left. An SMS counts by its segments."""
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
