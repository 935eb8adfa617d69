"""What is done with money: one verb, one function, one transaction."""

from vorzimmer.billing.actions.usage import record_call, record_message

__all__ = ("record_call", "record_message")
