"""What is done with money: one verb, one function, one transaction."""

from vorzimmer.billing.actions.accounts import (
    Payment,
    Returned,
    allocate_open,
    book_debit,
    book_document,
    book_payment,
    book_return,
    settle,
    undo_allocation,
)
from vorzimmer.billing.actions.booking import Deed
from vorzimmer.billing.actions.corrections import demand_deposit, give_deposit_back, refund, reverse, write_off
from vorzimmer.billing.actions.settings import Missing, change_issuer, change_profile, missing_for_invoices
from vorzimmer.billing.actions.usage import record_call, record_message
from vorzimmer.billing.actions.viewing import mark_seen

__all__ = (
    "Deed",
    "Missing",
    "Payment",
    "Returned",
    "allocate_open",
    "book_debit",
    "book_document",
    "book_payment",
    "book_return",
    "change_issuer",
    "change_profile",
    "demand_deposit",
    "give_deposit_back",
    "mark_seen",
    "missing_for_invoices",
    "record_call",
    "record_message",
    "refund",
    "reverse",
    "settle",
    "undo_allocation",
    "write_off",
)
