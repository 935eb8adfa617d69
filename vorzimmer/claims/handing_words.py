"""The names of what is handed over, as the preview and the paper show them, and the codes of findings, duties and courts in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vorzimmer.domain.court import CourtKind
from vorzimmer.domain.disclosure import ConditionCode, Ground
from vorzimmer.domain.disclosure_duties import DutyKind
from vorzimmer.domain.gates import CourtStage
from vorzimmer.domain.payment_orders import AncillaryKind, LegalForm, Place, Problem

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
    "subject": pgettext_lazy("of a contract", "subject"),
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
    "default_because": _("reason of the default"),
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

# --- what to do about a condition that does not hold ---------------------------------------------------------------------

_C = ConditionCode
REMEDIES: Mapping[ConditionCode, Any] = {
    _C.DEFAULT: _("Send a reminder whose receipt is proved, or enter when the invoice arrived."),
    _C.NO_INSOLVENCY: _("Let your lawyer file the claim with the administrator."),
    _C.NO_INSTALMENTS: _("Wait for the instalments; who breaks them can be handed over after the plan is ended."),
    _C.DISPUTE: _("Resolve the dispute first."),
    _C.OBJECTION: _("Wait for the judgment, or until the objection is withdrawn, and enter it."),
    _C.ENFORCEMENT_OBJECTION: _("Wait for the judgment, or until the objection is withdrawn, and enter it."),
    _C.STAGE: _("Apply for the payment order, and enter it under “At the court”."),
    _C.REMINDERS: _("Send the reminder that is missing, and note the proof of its receipt."),
    _C.WAITED: _("Wait for this day."),
    _C.WARNED: _("Send a reminder that names the bureaus, and note the proof of its receipt."),
    _C.RECIPIENT_KIND: _("Choose a collector or a lawyer."),
    _C.REGISTERED: _("Look the number up at rechtsdienstleistungsregister.de, and enter it at the recipient."),
    _C.ACTIVE: _("Choose another recipient, or take this one into use again."),
    _C.NAMED: _("Only bureaus that the privacy notice names may be told."),
    _C.CONFIRMED: _("Confirm at the recipient, from a register, who it is."),
    _C.AGREEMENT: _("Enter the agreement at the recipient."),
    _C.FINDING: _("Look at the case, and write what you find."),
    _C.BALANCING: _("Look at the case, and write what you find."),
    _C.CONCERNS: _("Look at the case, and write what you find."),
    _C.TWO_PEOPLE: _("Let somebody else make one of the two findings."),
}
DESPITE = _("Resolve the dispute, or write at the hand-over why the claim is given away all the same.")


def remedy(code: ConditionCode, ground: Ground) -> Any:
    """Say what can be done about a condition that does not hold; blank when nothing can."""
    return DESPITE if code is _C.DISPUTE and ground is Ground.COLLECT else REMEDIES.get(code, "")


# --- the application for a payment order -----------------------------------------------------------------------------------

SHEET: Mapping[Place, Any] = {
    Place.COURT: _("Court of the payment order"),
    Place.APPLICANT: _("Applicant"),
    Place.DEBTOR: _("Debtor"),
    Place.CLAIM: _("Principal"),
    Place.INTEREST: _("Interest"),
    Place.ANCILLARY: _("Further claims"),
    Place.DECLARATIONS: _("Declarations"),
    Place.LITIGATION: _("If the debtor objects"),
}
LEGAL_FORMS: Mapping[LegalForm, Any] = {
    LegalForm.PERSON: _("natural person"),
    LegalForm.SOLE_TRADER: _("registered sole trader (e. K.)"),
    LegalForm.GBR: "GbR",
    LegalForm.OHG: "OHG",
    LegalForm.KG: "KG",
    LegalForm.GMBH_CO_KG: "GmbH & Co. KG",
    LegalForm.PARTNERSHIP: _("professional partnership (PartG)"),
    LegalForm.GMBH: "GmbH",
    LegalForm.UG: "UG (haftungsbeschränkt)",
    LegalForm.AG: "AG",
    LegalForm.COOPERATIVE: _("cooperative (eG)"),
    LegalForm.ASSOCIATION: _("registered association (e. V.)"),
    LegalForm.PUBLIC_BODY: _("public body"),
    LegalForm.OTHER: pgettext_lazy("legal form", "another one"),
}
ANCILLARIES: Mapping[AncillaryKind, Any] = {
    AncillaryKind.LUMP_SUM: _("lump sum for default"),
    AncillaryKind.REMINDER_COSTS: _("costs of reminders"),
    AncillaryKind.RETURNED_DEBIT: _("fees for returned direct debits"),
    AncillaryKind.ENQUIRIES: _("enquiries"),
    AncillaryKind.COLLECTOR: _("costs of the collector"),
    AncillaryKind.OTHER: pgettext_lazy("claim", "other"),
}
COURT_KINDS: Mapping[CourtKind, Any] = {CourtKind.LOCAL: "Amtsgericht", CourtKind.REGIONAL: "Landgericht"}
"""Courts have German names in every language."""
PROBLEMS: Mapping[Problem, Any] = {
    Problem.NO_NAME: _("The name is missing."),
    Problem.NO_FIRST_NAME: _("A person has a first name, too."),
    Problem.NO_LEGAL_FORM: _("The legal form is missing."),
    Problem.NO_ADDRESS: _("The address is not complete."),
    Problem.NO_REPRESENTATIVE: _("Who acts for this party, and as what, is missing."),
    Problem.NO_ACCOUNT: _("There is no account to which the debtor could pay."),
    Problem.WRONG_ACCOUNT: _("The IBAN is wrong."),
    Problem.ABROAD: _("The address lies abroad: that is a case for a lawyer."),
    Problem.NO_COURT: _("The court is not chosen."),
    Problem.COURT_UNCONFIRMED: _("Nobody has compared the court with its own page yet. Please look whether it is the right one."),
    Problem.NOT_POSITIVE: _("An amount is missing or not above zero."),
    Problem.NO_DESCRIPTION: _("It is not said what the claim comes from."),
    Problem.NO_INVOICE: _("The number of the invoice is missing."),
    Problem.NO_INVOICE_DAY: _("The day of the invoice is missing."),
    Problem.NO_PERIOD: _("The period of the service is missing."),
    Problem.NO_CONTRACT: _("The contract is not known here."),
    Problem.NO_FIRST_DAY: _("The first day of the interest is missing."),
    Problem.WRONG_POINTS: _("The rate of the interest is higher than the law allows."),
    Problem.MORE_THAN_PRINCIPAL: _("Interest is claimed on more than is open."),
    Problem.NOT_FROM_CONSUMERS: _("A consumer owes no lump sum."),
    Problem.TWICE: _("A further claim is named twice."),
    Problem.NO_TEXT: _("A further claim has no words."),
    Problem.NOT_DECLARED: _("It is not declared whether our own performance was rendered."),
    Problem.NOT_PERFORMED: _("As long as we owe our own performance, there is no payment order."),
    Problem.TRIAL_UNDECIDED: _("It is not decided whether the case goes on by itself after an objection."),
    Problem.NO_LITIGATION_COURT: _("The court for the trial is missing."),
    Problem.WRONG_LITIGATION_COURT: _("The court for the trial does not fit the amount."),
}
LAWS: Mapping[str, Any] = {
    "GKG §34(1), annex 1 no. 1100, annex 2 (BGBl. 2025 I no. 109)": _("GKG §34(1), annex 1 no. 1100, annex 2 (BGBl. 2025 I no. 109)"),
}
"""Laws as the policy files cite them, where German needs other words. Others stay as they are."""
