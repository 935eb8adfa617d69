"""What is done with money: one verb, one function, one transaction."""

from vorzimmer.billing.actions.tasks import Task, correct_task, mark_fault, record_task, remove_task, undo_task
from vorzimmer.billing.actions.usage import record_call, record_message
from vorzimmer.billing.actions.waiving import waive

__all__ = (
    "Task",
    "correct_task",
    "mark_fault",
    "record_call",
    "record_message",
    "record_task",
    "remove_task",
    "undo_task",
    "waive",
)
