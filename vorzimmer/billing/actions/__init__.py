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
from vorzimmer.billing.actions.assigning import Assigned, Share, assign, assign_debits, assign_new, set_aside, take_back
from vorzimmer.billing.actions.bank import AlreadyRead, Imported, import_file
from vorzimmer.billing.actions.booking import Deed
from vorzimmer.billing.actions.by_hand import HandEntry, draft_by_hand, issue_by_hand
from vorzimmer.billing.actions.corrections import demand_costs, demand_deposit, give_deposit_back, refund, reverse, write_off
from vorzimmer.billing.actions.debit_files import Made, approve_file, discard_file, make_file, mark_sent
from vorzimmer.billing.actions.debits import book_collection, collect_again, reject, return_debit, withdraw, withdraw_all
from vorzimmer.billing.actions.issuing import cancel, issue
from vorzimmer.billing.actions.letters import mark_posted, note_all_sent, note_sent, send_again, send_document
from vorzimmer.billing.actions.limits import order_itemised, set_limit, stop_itemised, tell_limits
from vorzimmer.billing.actions.mandates import end_mandate, enter_mandate, resume, suspend
from vorzimmer.billing.actions.previewing import begin_preview_anew, rate_again, rate_previews, rate_refused_again, rate_some
from vorzimmer.billing.actions.prices import WHY_NOT, change_prices, check_day
from vorzimmer.billing.actions.rebilling import issue_interim, rebill, rebilling
from vorzimmer.billing.actions.runs import hold, issue_released, issue_run, let_go, previews, release, run_of, write_preview
from vorzimmer.billing.actions.settings import Missing, change_issuer, change_profile, missing_for_invoices
from vorzimmer.billing.actions.tariffs import (
    bring_first_versions,
    enter_version,
    follow_prices,
    read_prices,
    said_problems,
    take_version_back,
)
from vorzimmer.billing.actions.tasks import Task, correct_task, mark_fault, record_task, remove_task, undo_task
from vorzimmer.billing.actions.usage import record_call, record_message
from vorzimmer.billing.actions.viewing import mark_seen
from vorzimmer.billing.actions.waiving import waive

__all__ = (
    "WHY_NOT",
    "AlreadyRead",
    "Assigned",
    "Deed",
    "HandEntry",
    "Imported",
    "Made",
    "Missing",
    "Payment",
    "Returned",
    "Share",
    "Task",
    "allocate_open",
    "approve_file",
    "assign",
    "assign_debits",
    "assign_new",
    "begin_preview_anew",
    "book_collection",
    "book_debit",
    "book_document",
    "book_payment",
    "book_return",
    "bring_first_versions",
    "cancel",
    "change_issuer",
    "change_prices",
    "change_profile",
    "check_day",
    "collect_again",
    "correct_task",
    "demand_costs",
    "demand_deposit",
    "discard_file",
    "draft_by_hand",
    "end_mandate",
    "enter_mandate",
    "enter_version",
    "follow_prices",
    "give_deposit_back",
    "hold",
    "import_file",
    "issue",
    "issue_by_hand",
    "issue_interim",
    "issue_released",
    "issue_run",
    "let_go",
    "make_file",
    "mark_fault",
    "mark_posted",
    "mark_seen",
    "mark_sent",
    "missing_for_invoices",
    "note_all_sent",
    "note_sent",
    "order_itemised",
    "previews",
    "rate_again",
    "rate_previews",
    "rate_refused_again",
    "rate_some",
    "read_prices",
    "rebill",
    "rebilling",
    "record_call",
    "record_message",
    "record_task",
    "refund",
    "reject",
    "release",
    "remove_task",
    "resume",
    "return_debit",
    "reverse",
    "run_of",
    "said_problems",
    "send_again",
    "send_document",
    "set_aside",
    "set_limit",
    "settle",
    "stop_itemised",
    "suspend",
    "take_back",
    "take_version_back",
    "tell_limits",
    "undo_allocation",
    "undo_task",
    "waive",
    "withdraw",
    "withdraw_all",
    "write_off",
    "write_preview",
)
