"""Billing as a Django app. It listens to customers, calls and delivery; they know nothing of money."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "vorzimmer.billing"
    label = "billing"

    def ready(self) -> None:
        from vorzimmer.billing import actions  # noqa: PLC0415  models are ready only now
        from vorzimmer.billing.actions import letters, mandates  # noqa: PLC0415
        from vorzimmer.billing.closed_books import hold_books  # noqa: PLC0415
        from vorzimmer.billing.vouchers import EMPTIED, VOUCHERS  # noqa: PLC0415
        from vorzimmer.calls.signals import call_closed  # noqa: PLC0415
        from vorzimmer.customers.signals import bank_account_added  # noqa: PLC0415
        from vorzimmer.delivery.enclosures import keep  # noqa: PLC0415
        from vorzimmer.delivery.signals import message_sent  # noqa: PLC0415

        call_closed.connect(actions.record_call, dispatch_uid="usage of calls")
        message_sent.connect(actions.record_message, dispatch_uid="usage of messages")
        message_sent.connect(letters.note_sent, dispatch_uid="documents that left")
        bank_account_added.connect(mandates.follow_account, dispatch_uid="mandates of accounts")
        keep("document", letters.files_of)
        for written in (*VOUCHERS, *EMPTIED):
            written.hold()
        hold_books()
