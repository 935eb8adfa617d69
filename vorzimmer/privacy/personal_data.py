"""What privacy keeps about people: recipients, disclosures, who released a rule; and what Django itself keeps."""

from vorzimmer.domain.catalogue import combine, fields, store
from vorzimmer.domain.held_data import (
    BACKUP,
    CALL_LIMIT,
    DISCLOSURE,
    DISCLOSURE_HAND,
    DISCLOSURE_RECIPIENT,
    RELEASE_HAND,
    SESSION,
    TECHNICAL,
    TOMBSTONE,
)

CATALOGUE = combine(
    fields(
        "privacy.Recipient",
        ("name", "street", "postcode", "city", "country", "email", "rdg_number", "rdg_authority", "partner_number"),
        DISCLOSURE_RECIPIENT,
    ),
    fields("privacy.Recipient", ("confirmed_by", "confirmed_on", "confirmed_source", "checked_on"), DISCLOSURE_RECIPIENT),
    fields("privacy.Recipient", ("id", "kind", "bureau", "agreement_from", "agreement_until", "age_key", "active"), TECHNICAL),
    fields("privacy.Recipient", ("created_at", "changed_at"), TECHNICAL),
    fields(
        "privacy.Disclosure",
        ("at", "recipient", "recipient_name", "recipient_kind", "purpose", "ground", "norm", "document", "record", "earlier"),
        DISCLOSURE,
    ),
    fields("privacy.Disclosure", ("customer_ref", "customer_number", "categories", "fields", "conditions"), DISCLOSURE),
    fields("privacy.Disclosure", ("by", "findings"), DISCLOSURE_HAND),
    fields("privacy.Disclosure", ("number", "notice", "sha256"), TECHNICAL),
    fields("privacy.LedgerEntry", ("number", "at", "policy", "rule", "table", "due", "erased", "oldest", "lateness", "batch"), TECHNICAL),
    fields("privacy.LedgerEntry", ("keys", "previous", "link"), TECHNICAL),
    fields("privacy.RuleRelease", ("id", "rule", "digest", "planned_at", "released_at", "because"), TECHNICAL),
    fields("privacy.RuleRelease", ("planned_by", "released_by", "reason"), RELEASE_HAND),
    fields("privacy.CallLimit", ("customer_ref", "months", "ordered_at", "ordered_by"), CALL_LIMIT),
    fields("privacy.Tombstone", ("table", "record", "at"), TOMBSTONE),
    fields("privacy.Tombstone", ("id", "carried_at"), TECHNICAL),
    store("privacy:tombstones", TOMBSTONE),
    store("privacy:backups", BACKUP),
    fields("sessions.Session", ("session_key", "session_data", "expire_date"), SESSION),
    fields("contenttypes.ContentType", ("id", "app_label", "model"), TECHNICAL),
    fields("auth.Permission", ("id", "name", "content_type", "codename"), TECHNICAL),
    fields("auth.Group", ("id", "name"), TECHNICAL),
    fields("auth.Group_permissions", ("id", "group", "permission"), TECHNICAL),
)
