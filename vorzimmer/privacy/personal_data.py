"""What privacy keeps about people: recipients, disclosures, who released a rule; and what Django itself keeps."""

from vorzimmer.domain.catalogue import combine, fields
from vorzimmer.domain.held_data import (
    CALL_LIMIT,
    DISCLOSURE,
    DISCLOSURE_HAND,
    DISCLOSURE_RECIPIENT,
    RELEASE_HAND,
    SESSION,
    TECHNICAL,
)
from vorzimmer.domain.held_requests import (
    DATA_REQUEST,
    DATA_REQUEST_FILE,
    DATA_REQUEST_FILE_FACT,
    DATA_REQUEST_HAND,
    DATA_REQUEST_WORDS,
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
    fields("privacy.DataRequest", ("id", "number", "kind", "person_kind", "way", "state", "language"), DATA_REQUEST),
    fields("privacy.DataRequest", ("requester", "text", "identity_note", "answer"), DATA_REQUEST_WORDS),
    fields("privacy.DataRequest", ("identity", "identified_on", "subject_table", "subject_ref", "customer_ref", "user"), DATA_REQUEST),
    fields("privacy.DataRequest", ("received_on", "received_at", "due_on", "extended_because", "handed_at", "found"), DATA_REQUEST),
    fields("privacy.DataRequest", ("ordered", "refused_because", "closed_on"), DATA_REQUEST),
    fields("privacy.RequestEvent", ("id", "request", "event", "on", "at", "detail"), DATA_REQUEST),
    fields("privacy.RequestEvent", ("by",), DATA_REQUEST_HAND),
    fields("privacy.RequestDuty", ("id", "request", "recipient", "recipient_name", "done_on", "proof"), DATA_REQUEST),
    fields("privacy.RequestDuty", ("by",), DATA_REQUEST_HAND),
    fields("privacy.RequestFile", ("data",), DATA_REQUEST_FILE),
    fields("privacy.RequestFile", ("id", "request", "sha256", "size", "made_at", "erase_at"), DATA_REQUEST_FILE_FACT),
    fields("privacy.Block", ("id", "request", "kind", "subject_table", "subject_ref", "customer_ref", "consents", "since"), DATA_REQUEST),
    fields("privacy.Block", ("lifted_at",), DATA_REQUEST),
    fields("privacy.Block", ("by", "lifted_by"), DATA_REQUEST_HAND),
    fields("sessions.Session", ("session_key", "session_data", "expire_date"), SESSION),
    fields("contenttypes.ContentType", ("id", "app_label", "model"), TECHNICAL),
    fields("auth.Permission", ("id", "name", "content_type", "codename"), TECHNICAL),
    fields("auth.Group", ("id", "name"), TECHNICAL),
    fields("auth.Group_permissions", ("id", "group", "permission"), TECHNICAL),
)
