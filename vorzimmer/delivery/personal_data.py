"""What the outbox holds about people."""

from dataclasses import replace

from vorzimmer.domain.catalogue import Rule, combine, fields
from vorzimmer.domain.held_data import OUTBOX_ADDRESS, OUTBOX_BODY, OUTBOX_STATE, TECHNICAL

DELIVERY_LOG = replace(OUTBOX_STATE, rule=Rule.BEA)
"""That, when and how a note was sent outlives the text: it goes with the note."""

CATALOGUE = combine(
    fields("delivery.OutboxMessage", ("subject", "body"), OUTBOX_BODY),
    fields("delivery.OutboxMessage", ("address",), OUTBOX_ADDRESS),
    fields(
        "delivery.OutboxMessage",
        ("customer", "channel", "kind", "about", "state", "reason", "attempts", "provider_id", "created_at", "closed_at"),
        DELIVERY_LOG,
    ),
    fields("delivery.OutboxMessage", ("id", "key", "encloses", "language", "lease", "not_before", "give_up_at"), TECHNICAL),
)
