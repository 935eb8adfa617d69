"""What billing holds about people: times and counts of a customer's calls, nobody's number, nobody's words; documents and payments."""

from vorzimmer.domain.catalogue import combine, fields
from vorzimmer.domain.held_data import (
    ACCOUNT_ENTRY,
    BANK_ENTRY,
    BANK_FILE,
    BANK_PAYER,
    BILLING_EMAIL,
    BILLING_SETTING,
    INVOICE,
    INVOICE_FACT,
    INVOICE_NUMBER,
    MANDATE,
    MANDATE_ACCOUNT,
    RATED_MONTH,
    RETURN_CODE,
    TECHNICAL,
    USAGE_HAND,
    USAGE_ID,
    USAGE_KIND,
    USAGE_MEASURE,
    USAGE_TIME,
)

_ISSUER = (
    *("id", "name", "street", "postcode", "city", "country", "contact", "phone", "email", "website", "register", "tax_number", "vat_id"),
    *("is_small_business", "iban", "bic", "bank", "creditor_id", "number_prefix", "payment_days", "notice_days"),
    *("datev_adviser", "datev_client", "chart"),
)

CATALOGUE = combine(
    # usage
    fields("billing.UsageRecord", ("id", "customer", "key", "ref"), USAGE_ID),
    fields("billing.UsageRecord", ("occurred_at", "quantity", "unit", "recorded_at"), USAGE_TIME),
    fields("billing.UsageRecord", ("direction", "destination_kind", "status"), USAGE_KIND),
    fields("billing.UsageRecord", ("meter", "rated", "waived"), USAGE_MEASURE),
    fields("billing.UsageChange", ("id", "customer", "ref"), USAGE_ID),
    fields("billing.UsageChange", ("occurred_at", "meter", "before", "after", "status_before", "status_after"), USAGE_HAND),
    fields("billing.UsageChange", ("reason", "at", "by"), USAGE_HAND),
    # price lists and settings
    fields("billing.TariffVersion", ("id", "tariff", "valid_from", "text", "created_at", "created_by"), TECHNICAL),
    fields("billing.PriceChange", ("id", "contract", "version", "valid_from", "told_at", "created_at", "created_by"), BILLING_SETTING),
    fields("billing.Issuer", _ISSUER, TECHNICAL),
    fields("billing.AssessedYear", ("year", "declared_at", "declared_by"), TECHNICAL),
    fields("billing.BillingProfile", ("customer", "held", "held_reason", "form", "reference", "pays", "payment_days"), BILLING_SETTING),
    fields("billing.BillingProfile", ("alert_cents", "alerted_for", "itemised_from", "itemised_until"), BILLING_SETTING),
    fields("billing.BillingProfile", ("email",), BILLING_EMAIL),
    # runs and documents
    fields("billing.Run", ("id", "first", "state", "issued_on", "created_at", "released_at", "released_by", "done_at"), TECHNICAL),
    fields(
        "billing.RunItem",
        ("id", "run", "customer", "state", "reason", "held", "net", "gross", "before", "outlier", "documents"),
        INVOICE_FACT,
    ),
    fields("billing.RunItem_documents", ("id", "runitem", "document"), TECHNICAL),
    fields(
        "billing.RatedMonth",
        ("id", "contract", "first", "revision", "statement", "carries", "advance", "document", "rated_at"),
        RATED_MONTH,
    ),
    fields("billing.NumberSeries", ("year", "next"), TECHNICAL),
    fields("billing.Document", ("terms", "xml", "pdf"), INVOICE),
    fields("billing.Document", ("number", "first", "last"), INVOICE_NUMBER),
    fields("billing.Document", ("id", "key", "kind", "state", "customer_ref", "customer_number"), INVOICE_FACT),
    fields("billing.Document", ("issued_on", "due_on", "currency", "net", "vat", "gross", "payable", "form"), INVOICE_FACT),
    fields("billing.Document", ("cancels", "replaces", "issued_at", "sent_on", "seen_on"), INVOICE_FACT),
    fields("billing.ChainLink", ("number", "document_number", "issued_on", "sha256", "previous", "link"), TECHNICAL),
    # accounts
    fields(
        "billing.AccountEntry",
        ("id", "key", "customer_ref", "customer_number", "kind", "amount", "day", "value_on", "due_on", "reference", "reason"),
        ACCOUNT_ENTRY,
    ),
    fields("billing.AccountEntry", ("document", "bank_entry", "collection", "reverses", "booked_at", "booked_by"), ACCOUNT_ENTRY),
    fields("billing.Allocation", ("id", "credit", "debit", "amount", "at", "undone_at"), ACCOUNT_ENTRY),
    # direct debits and the bank
    fields("billing.Mandate", ("iban", "holder"), MANDATE_ACCOUNT),
    fields(
        "billing.Mandate",
        ("id", "customer_ref", "customer_number", "reference", "kind", "signed_on", "last_used_on", "ended_on", "created_at"),
        MANDATE,
    ),
    fields("billing.Mandate", ("suspended_because",), RETURN_CODE),
    fields("billing.DebitFile", ("xml",), BANK_FILE),
    fields("billing.DebitFile", ("id", "message_id", "state", "count", "total", "due_on", "submit_by"), TECHNICAL),
    fields("billing.DebitFile", ("created_at", "created_by", "released_at", "released_by", "release_reason", "sent_at"), TECHNICAL),
    fields(
        "billing.Collection",
        ("id", "document", "attempt", "mandate", "customer_ref", "end_to_end", "amount", "due_on", "sequence", "state", "file"),
        INVOICE_FACT,
    ),
    fields("billing.Collection", ("created_at", "returned_on"), INVOICE_FACT),
    fields("billing.Collection", ("return_code",), RETURN_CODE),
    fields("billing.BankFile", ("data",), BANK_FILE),
    fields("billing.BankFile", ("id", "sha256", "name", "format", "entries", "known", "read_at", "read_by"), TECHNICAL),
    fields("billing.ReadingProblem", ("id", "file", "position", "template", "values"), TECHNICAL),
    fields("billing.BankEntry", ("id", "key", "file", "position", "booked_on", "value_on", "amount", "kind"), BANK_ENTRY),
    fields("billing.BankEntry", ("state", "reason", "created_at"), BANK_ENTRY),
    fields("billing.BankEntry", ("said", "payer_index"), BANK_PAYER),
    fields("billing.BankEntry", ("return_code",), RETURN_CODE),
)
