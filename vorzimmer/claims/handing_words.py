"""The names of what is handed over, as the preview and the paper show them, and the codes of findings, duties and courts in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.domain.disclosure import ConditionCode
from vorzimmer.domain.disclosure_duties import DutyKind
from vorzimmer.domain.gates import CourtStage

PARTS: Mapping[str, Any] = {
    "file": _("File"),
    "report": pgettext_lazy("to a credit bureau", "Report"),
    "creditor": _("Creditor"),
    "debtor": _("Debtor"),
    "contract": _("Contract"),
    "invoice": _("Invoice"),
    "claim": pgettext_lazy("money", "Claim"),
    "settlement": _("What became of it"),
    "payments": _("Payments"),
    "credits": _("Credit notes"),
    "reminders": _("Reminders"),
    "interest": _("Interest"),
    "disputes": _("Disputes"),
    "court": _("At the court"),
    "debit": _("Direct debit that came back"),
}
"""The parts of a payload; their order is that of the payload."""
FIELDS: Mapping[str, Any] = {
    "reference": _("reference"),
    "made_on": _("made on"),
    "currency": _("currency"),
    "kind": _("kind"),
    "partner_number": _("partner number"),
    "name": _("name"),
    "street": _("street and number"),
    "postcode": _("postcode"),
    "city": _("town"),
    "country": _("country"),
    "email": _("e-mail address"),
    "phone": _("telephone"),
    "iban": "IBAN",
    "bic": "BIC",
    "vat_id": _("VAT id"),
    "customer_number": _("customer number"),
    "is_consumer": _("consumer"),
    "number": _("number"),
    "concluded_on": _("concluded on"),
    "subject": _("subject"),
    "issued_on": _("invoice of"),
    "received_on": _("received on"),
    "due_on": _("due on"),
    "first": pgettext_lazy("day", "from"),
    "last": pgettext_lazy("day", "to"),
    "gross_cents": _("amount with VAT"),
    "on": pgettext_lazy("day", "on"),
    "cents": pgettext_lazy("money", "amount"),
    "sent_on": _("sent on"),
    "open_cents": pgettext_lazy("money", "open"),
    "default_since": _("in default since"),
    "default_because": _("in default"),
    "interest_until": _("interest until"),
    "interest_cents": pgettext_lazy("money", "interest"),
    "lump_sum_cents": _("lump sum for default"),
    "fee_cents": _("fees for returned direct debits"),
    "days": _("days"),
    "rate_basis_points": _("rate"),
    "amount_cents": pgettext_lazy("money", "interest"),
    "raised_on": _("raised on"),
    "reason_code": pgettext_lazy("dispute", "reason"),
    "event": _("event"),
    "mandate": _("mandate"),
    "signed_on": _("signed on"),
    "returned_on": _("returned on"),
    "return_code": _("reason of the bank"),
    "stage": _("stage"),
    "stage_on": _("stage since"),
    "court_reference": _("file number of the court"),
}
"""What each field is called."""
COURT_STAGES: Mapping[CourtStage, Any] = {
    CourtStage.NONE: _("nothing at the court"),
    CourtStage.ORDER_APPLIED: _("payment order applied for"),
    CourtStage.ENFORCEMENT_ISSUED: _("enforcement order issued"),
    CourtStage.ENFORCEMENT_STARTED: _("enforcement begun"),
}
REASONS: Mapping[str, Any] = {
    "amount": _("the amount is wrong"),
    "not_ordered": _("it was not ordered"),
    "not_delivered": _("it was not delivered"),
    "wrong_tariff": _("the tariff is wrong"),
    "already_paid": _("it is paid already"),
    "wrong_recipient": _("it is somebody else’s"),
    "other": pgettext_lazy("dispute", "another reason"),
}
"""Why somebody disputes an invoice; a code that is not here is shown as it is."""
FINDINGS: Mapping[ConditionCode, Any] = {
    ConditionCode.FINDING: _("It is right to give this claim away"),
    ConditionCode.BALANCING: _("The balance of interests allows it"),
    ConditionCode.CONCERNS: _("No legitimate concern of the debtor is impaired"),
}
ASKED: Mapping[ConditionCode, Any] = {
    ConditionCode.FINDING: _("Is the claim right, is the customer really in default, and has everything milder been tried?"),
    ConditionCode.BALANCING: _(
        "Our interest, and that of others who would give credit, against the interests of the debtor:"
        " what follows for him from the notice, and is the amount worth it?"
    ),
    ConditionCode.CONCERNS: _(
        "Is there anything about this debtor that speaks against it: a mistake, an illness, talks that are going on?"
    ),
}
"""What somebody asks himself before he makes a finding."""
DUTIES: Mapping[DutyKind, Any] = {
    DutyKind.SETTLED: _("settled"),
    DutyKind.PART_PAYMENT: _("part payment"),
    DutyKind.WITHDRAWN: _("withdrawn"),
    DutyKind.OBJECTED: _("disputed"),
    DutyKind.CORRECTED: _("corrected"),
}
