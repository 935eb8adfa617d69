"""What other rooms may want to know of."""

from django.dispatch import Signal

message_sent = Signal()
"""A message was taken over by the other side. Sent inside of the transaction that records it, with `message` (OutboxMessage,
its content readable) and `at`. What a receiver does is undone alone if it fails; the message stays sent.
"""
