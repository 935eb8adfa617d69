"""Tasks that are recorded by hand, corrected, removed; and calls that were the agency's own fault. Each leaves a line in the journal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.usage import take_out
from vorzimmer.billing.models import UsageChange, UsageRecord
from vorzimmer.billing.queries import price_lists_of
from vorzimmer.customers.models import Customer
from vorzimmer.domain.answers import Refused
from vorzimmer.domain.contracts import TRIAL_DAYS
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
from vorzimmer.domain.tasks import MOST_MINUTES, MOST_PIECES, TaskRefused, check_task, is_timed, may_undo, quantity_of
from vorzimmer.domain.unbilled import span_of
from vorzimmer.domain.usage import UsageMeter, UsageStatus, unit_of

CORRECTING = (UsageChange.Reason.MISCOUNTED, UsageChange.Reason.GOODWILL)
"""Why the quantity of a task is corrected."""
REMOVING = (
    *(UsageChange.Reason.NOT_DONE, UsageChange.Reason.WRONG_KIND, UsageChange.Reason.WRONG_CUSTOMER),
    *(UsageChange.Reason.GOODWILL, UsageChange.Reason.AGENCY_FAULT),
)
"""Why a task is removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A task as somebody entered it. `task_id` is chosen by the form: the same id twice is the same task. `number`: minutes or pieces."""

    task_id: UUID
    meter: UsageMeter
    number: int
    done_at: datetime


def contract_began_on(customer: Customer) -> date | None:
    """Say the first day on which the customer had a contract or a trial; None without any."""
    days = [
        trial - timedelta(days=TRIAL_DAYS) if trial is not None else concluded
        for trial, concluded in customer.contracts.values_list("trial_last_day", "concluded_on")
    ]
    return min((day for day in days if day is not None), default=None)


def is_offered(customer: Customer, meter: UsageMeter, day: date) -> bool:
    """Whether the price list of the day knows the meter. What it does not offer would keep the whole month from being billed."""
    contracts = [contract for contract in customer.contracts.all() if span_of(contract.facts).is_in_force(day)]
    lists = price_lists_of(contracts)
    versions = [lists.on(contract, day) for contract in contracts]
    return not any(version is not None and meter in version.rates.not_offered for version in versions)


@transaction.atomic
def record_task(customer: Customer, task: Task, *, by: User, at: datetime) -> UsageRecord:
    """Record a task. Raises ValidationError and changes nothing; twice the same is recorded once."""
    answer = check_task(task.meter, task.number, task.done_at, at=at, contract_began_on=contract_began_on(customer))
    if isinstance(answer, Refused):
        raise ValidationError(_refusal(answer.reason, task.meter))
    if not is_offered(customer, task.meter, berlin_date(task.done_at)):
        raise ValidationError({"meter": _("The tariff of this customer has no price for this. Ask the office.")})
    row, is_new = UsageRecord.objects.get_or_create(
        key=f"task:{task.task_id}",
        defaults={
            "customer": customer,
            "ref": task.task_id,
            "meter": task.meter.value,
            "quantity": quantity_of(task.meter, task.number),
            "unit": str(unit_of(task.meter)),
            "occurred_at": task.done_at,
            "direction": "out" if task.meter is UsageMeter.OUTBOUND_CALL else "in",
            "recorded_at": at,
        },
    )
    if is_new:
        _note(row, before=0, after=row.quantity, reason=UsageChange.Reason.RECORDED, by=by, at=at)
    return row


def _refusal(reason: TaskRefused, meter: UsageMeter) -> dict[str, str]:
    most = MOST_MINUTES if is_timed(meter) else MOST_PIECES
    return {
        TaskRefused.NO_TASK: {"meter": _("Choose what was done.")},
        TaskRefused.NUMBER: {"number": _("A whole number from 1 to %(most)d is meant.") % {"most": most}},
        TaskRefused.AHEAD: {"done_at": _("This moment is still to come. Only what was done is recorded.")},
        TaskRefused.BEFORE_CONTRACT: {"done_at": _("On this day the customer had no contract yet.")},
    }[reason]


@transaction.atomic
def undo_task(record_id: UUID, *, by: User, at: datetime) -> UsageRecord:
    """Take a task back on the day on which it was recorded: operators their own. Raises UsageRecord.DoesNotExist, ValidationError."""
    row = _task(record_id)
    recorded = UsageChange.objects.get(ref=row.ref, reason=UsageChange.Reason.RECORDED)
    if by.role == Role.OPERATOR and recorded.by_id != by.pk:
        raise UsageRecord.DoesNotExist
    if not may_undo(recorded.at, at):
        raise ValidationError(_("This was recorded on another day. The office can remove it."))
    _take_away(row, UsageChange.Reason.UNDONE, by=by, at=at)
    return row


@transaction.atomic
def correct_task(record_id: UUID, number: int, reason: str, *, by: User, at: datetime) -> UsageRecord:
    """Change how many minutes or pieces it was. Raises UsageRecord.DoesNotExist, and ValidationError when that makes no sense."""
    row = _task(record_id)
    meter = UsageMeter(row.meter)
    answer = check_task(meter, number, row.occurred_at, at=max(at, row.occurred_at), contract_began_on=None)
    if isinstance(answer, Refused):
        raise ValidationError(_refusal(answer.reason, meter))
    if reason not in CORRECTING:
        raise ValidationError({"reason": _("Say why.")})
    before, row.quantity, row.recorded_at = row.quantity, quantity_of(meter, number), at
    if before != row.quantity:
        row.save(update_fields=["quantity", "recorded_at"])
        _note(row, before=before, after=row.quantity, reason=UsageChange.Reason(reason), by=by, at=at)
    return row


@transaction.atomic
def remove_task(record_id: UUID, reason: str, *, by: User, at: datetime) -> UsageRecord:
    """Remove a task. Raises UsageRecord.DoesNotExist, and ValidationError without a reason."""
    row = _task(record_id)
    if reason not in REMOVING:
        raise ValidationError({"reason": _("Say why.")})
    _take_away(row, UsageChange.Reason(reason), by=by, at=at)
    return row


@transaction.atomic
def mark_fault(customer: Customer, ref: UUID, *, by: User, at: datetime, fault: bool) -> bool:
    """Mark all rows of a call as the agency's own fault, or take that back. False: it stood so already.

    Raises UsageRecord.DoesNotExist when the customer has no usage of this id.
    """
    rows = list(UsageRecord.objects.select_for_update().filter(customer=customer, ref=ref))
    if not rows:
        raise UsageRecord.DoesNotExist
    status = rows[0].status
    if fault is (status == UsageStatus.AGENCY_FAULT):
        return False
    marks = UsageChange.objects.filter(customer=customer, ref=ref, reason=UsageChange.Reason.AGENCY_FAULT)
    last = marks.last()
    after = UsageStatus.AGENCY_FAULT.value if fault else last.status_before if last else ""
    UsageRecord.objects.filter(pk__in=[row.pk for row in rows]).update(status=after, recorded_at=at)
    UsageChange.objects.create(
        customer=customer,
        ref=ref,
        occurred_at=rows[0].occurred_at,
        status_before=status,
        status_after=after,
        reason=UsageChange.Reason.AGENCY_FAULT if fault else UsageChange.Reason.NO_FAULT,
        at=at,
        by=by,
    )
    return True


def _task(record_id: UUID) -> UsageRecord:
    """Fetch a task that still counts, so that nobody else changes it until the transaction ends."""
    return (
        UsageRecord.objects.select_for_update(of=("self",))
        .select_related("customer")
        .get(pk=record_id, key__startswith="task:", quantity__gt=0)
    )


def _take_away(row: UsageRecord, reason: UsageChange.Reason, *, by: User, at: datetime) -> None:
    _note(row, before=row.quantity, after=0, reason=reason, by=by, at=at)
    take_out([row], at=at)


def _note(row: UsageRecord, *, before: int, after: int, reason: UsageChange.Reason, by: User, at: datetime) -> None:  # noqa: PLR0913  a line
    UsageChange.objects.create(
        customer_id=row.customer_id,
        ref=row.ref,
        meter=row.meter,
        occurred_at=row.occurred_at,
        before=before,
        after=after,
        reason=reason,
        at=at,
        by=by,
    )
