"""What claims hold about people: who owes what since when, and what was objected to. No caller, no concern."""

from vorzimmer.domain.catalogue import combine, fields
from vorzimmer.domain.held_data import (
    CASE_FACT,
    CASE_WORDS,
    CLAIM_FACT,
    REMINDER,
    REMINDER_FACT,
    TECHNICAL,
)
from vorzimmer.domain.held_registers import (
    DISCLOSURE,
    DISCLOSURE_FILE,
    DISCLOSURE_HAND,
    DISCLOSURE_WORDS,
)

CATALOGUE = combine(
    fields(
        "claims.Claim",
        ("id", "document", "customer_ref", "customer_number", "is_consumer", "agreed_on", "stage", "opened_on", "closed_on"),
        CLAIM_FACT,
    ),
    fields("claims.Claim", ("land", "has_notice", "received_on", "proof"), CLAIM_FACT),
    fields("claims.ClaimEvent", ("id", "claim", "number", "kind", "on", "reference", "reminder", "at", "by"), CLAIM_FACT),
    fields("claims.Pause", ("id", "claim", "kind", "since", "until", "review_on", "case", "reference"), CLAIM_FACT),
    fields("claims.Pause", ("at", "by", "ended_on", "ended_by"), CLAIM_FACT),
    fields("claims.Instalment", ("id", "pause", "due_on", "cents"), CLAIM_FACT),
    fields("claims.Reminder", ("pdf",), REMINDER),
    fields(
        "claims.Reminder",
        ("id", "key", "customer_ref", "customer_number", "level", "channel", "language", "warns", "pay_by", "total"),
        REMINDER_FACT,
    ),
    fields("claims.Reminder", ("made_at", "made_by", "sent_on", "received_on", "proof", "returned_on", "seen_on"), REMINDER_FACT),
    fields("claims.ReminderLine", ("id", "reminder", "claim", "document_number", "principal", "interest", "lump_sum"), REMINDER_FACT),
    fields("claims.Case", ("text", "resolution"), CASE_WORDS),
    fields(
        "claims.Case",
        ("id", "number", "kind", "customer_ref", "customer_number", "document", "amount", "ground", "raised_on", "way"),
        CASE_FACT,
    ),
    fields("claims.Case", ("owner", "review_on", "outcome", "resolved_on", "resolved_by", "log"), CASE_FACT),
    fields("claims.Case", ("words_gone", "created_at", "created_by"), CASE_FACT),
    fields("claims.CaseRecord", ("id", "case", "usage"), CASE_FACT),
    fields("claims.HandOver", ("file",), DISCLOSURE_FILE),
    fields("claims.HandOver", ("despite", "withdrawn_because"), DISCLOSURE_WORDS),
    fields("claims.HandOver", ("id", "claim", "recipient", "ground", "reference", "disclosure", "cents", "made_at"), DISCLOSURE),
    fields("claims.HandOver", ("received_on", "receipt", "withdrawn_on", "settled_on"), DISCLOSURE),
    fields("claims.HandOver", ("made_by",), DISCLOSURE_HAND),
    fields("claims.Finding", ("reason", "alone_because"), DISCLOSURE_WORDS),
    fields("claims.Finding", ("id", "claim", "recipient", "kind", "speaks_for", "at", "by", "hand_over"), DISCLOSURE_HAND),
    fields("claims.Duty", ("file",), DISCLOSURE_FILE),
    fields("claims.Duty", ("id", "hand_over", "kind", "key", "cents", "arose_on", "due_on", "made_at", "disclosure"), DISCLOSURE),
    fields("claims.Duty", ("done_on", "proof"), DISCLOSURE),
    fields("claims.Duty", ("by",), DISCLOSURE_HAND),
    fields("claims.Practice", ("id", "sends_by_itself", "warns", "legal_form", "represented_by", "land"), TECHNICAL),
    fields("claims.ConfirmedRate", ("from_on", "rate", "confirmed_on", "confirmed_by"), TECHNICAL),
)
