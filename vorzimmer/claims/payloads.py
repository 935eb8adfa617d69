"""What a collector, a lawyer or a bureau is told about a claim, as values by the names of the allow-list. No call, no caller, no words.

The list decides afterwards (`privacy.disclose`): whatever is here and not on it stops the hand-over.
"""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.billing.accounts import with_settled
from vorzimmer.billing.models import AccountEntry, Allocation, Collection, Document, Issuer
from vorzimmer.claims import policy
from vorzimmer.claims.gates import court_stage, open_of, stage_event
from vorzimmer.claims.models import Case, Duty
from vorzimmer.claims.reading import Reading, receipt_of
from vorzimmer.customers.models import Contract, Customer
from vorzimmer.domain import default
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.allow_lists import AllowList, Special
from vorzimmer.domain.default import InDefault
from vorzimmer.domain.disclosure import Ground, RecipientKind
from vorzimmer.domain.dunning import Event
from vorzimmer.privacy.models import Recipient
from vorzimmer.privacy.policies import disclosure_rules

Values = dict[str, Any]
RETURN_FEE = "return-fee:"
"""How the keys of fees begin that the bank asked for a returned debit; interest and lump sum are said by the claim itself."""
COURT = frozenset(event.value for event in Event if event.value.startswith(("order_", "enforcement_", "objection_", "judgment")))
"""Lines of the log that happened at the court."""


def values_for(found: Reading, recipient: Recipient, reference: str) -> Values:
    """Say what the recipient would be told on the day of the reading."""
    with translation.override("de"):  # who gets it works here, whatever language the reader of the preview has
        return _for_bureau(found, recipient, reference) if recipient.kind == RecipientKind.BUREAU else _for_collector(found, reference)


def list_for(values: Values, recipient: Recipient, found: Reading) -> AllowList:
    """Give the list that binds for this recipient, with the circumstances of this claim."""
    rules = disclosure_rules(found.day)
    if recipient.kind == RecipientKind.BUREAU:
        return rules.bureau
    return rules.collect.given(*([Special.RETURNED_DEBIT] if "debit" in values else []))


# --- collectors and lawyers ------------------------------------------------------------------------------------------------


def _for_collector(found: Reading, reference: str) -> Values:
    issuer, document = Issuer.current(), found.document
    debit = _debit(document)
    return {
        "file": {"reference": reference, "made_on": found.day, "currency": document.currency},
        "creditor": {
            "name": issuer.name,
            "street": issuer.street,
            "postcode": issuer.postcode,
            "city": issuer.city,
            "country": issuer.country,
            "email": issuer.email,
            "phone": issuer.phone,
            "iban": issuer.iban,
            "bic": issuer.bic,
            "vat_id": issuer.vat_id,
        },
        "debtor": debtor_of(found) | {"is_consumer": found.claim.is_consumer},
        "contract": _contract(document),
        "invoice": {
            "number": document.number,
            "issued_on": document.issued_on,
            "received_on": default.received_on(found.default_facts.invoice, policy.numbers()),
            "due_on": document.due_on,
            "first": document.first,
            "last": document.last,
            "gross_cents": document.gross,
        },
        **_settled(document),
        "reminders": [
            {
                "kind": letter.level,
                "sent_on": letter.sent_on,
                "received_on": None if letter.returned_on else default.received_on(receipt_of(letter), policy.numbers()),
            }
            for letter in found.reminders
            if letter.sent_on is not None
        ],
        "claim": _claim(found),
        "interest": [
            {
                "first": section.first,
                "last": section.last,
                "days": section.days,
                "cents": section.cents,
                "rate_basis_points": section.rate,
                "amount_cents": section.amount,
            }
            for section in (found.interest.sections if found.interest is not None else ())
        ],
        "disputes": [
            {"raised_on": case.raised_on, "cents": case.amount, "reason_code": case.ground}
            for case in Case.objects.filter(document=document, kind="dispute").defer("text", "resolution").order_by("raised_on", "number")
        ],
        "court": [{"event": row.kind, "on": row.on, "reference": row.reference} for row in found.log if row.kind in COURT],
        **({"debit": debit} if debit else {}),
    }


def debtor_of(found: Reading) -> Values:
    """Say who owes it: as the customer's file says today, and as the invoice says where that is blank or erased."""
    document = found.document
    buyer = document.content.buyer
    customer = Customer.objects.filter(pk=document.customer_ref).first()
    lives = customer is not None and bool(customer.street and customer.city)
    place = customer if customer is not None and lives else buyer
    return {
        "name": buyer.name if customer is None else customer.name,
        "street": place.street,
        "postcode": place.postcode,
        "city": place.city,
        "country": place.country,
        "email": buyer.email if customer is None else customer.email,
        "phone": buyer.phone if customer is None else customer.phone,
        "customer_number": document.customer_number,
    }


def _contract(document: Document) -> Values:
    contract = contract_of(document)
    return {
        "number": "" if contract is None else contract.number,
        "concluded_on": None if contract is None else contract.concluded_on,
        "subject": _("Telephone secretary: answering calls"),
    }


def contract_of(document: Document) -> Contract | None:
    """Give the contract by which an invoice was written: the newest that was concluded before its period ended."""
    found = Contract.objects.filter(customer=document.customer_ref, concluded_on__lte=document.last)
    return found.order_by("-concluded_on", "-number").first()


def _settled(document: Document) -> Values:
    """Say what was paid and what was credited, with its day."""
    payments, credits_ = [], []
    rows = Allocation.objects.filter(undone_at=None, debit__document=document, debit__kind=EntryKind.INVOICE)
    for row in rows.select_related("credit").order_by("credit__value_on", "at", "pk"):
        if row.credit.kind == EntryKind.CREDIT_NOTE:
            credits_.append({"number": row.credit.reference, "on": row.credit.value_on, "cents": row.amount})
        else:
            payments.append({"on": row.credit.value_on, "cents": row.amount})
    return {"payments": payments, "credits": credits_}


def fees_of(document: Document) -> int:
    """Say what is open of the bank's fees for returned debits of this invoice, in cents."""
    fees = with_settled(AccountEntry.objects.filter(document=document, kind=EntryKind.FEE, key__startswith=RETURN_FEE, reversed_by=None))
    return sum(fee.amount - fee.settled for fee in fees)


def _claim(found: Reading) -> Values:
    because = found.default.because.value if isinstance(found.default, InDefault) else ""
    return {
        "open_cents": open_of(found),
        "default_since": found.default_since,
        "default_because": because,
        "interest_until": None if found.interest is None else found.day,
        "interest_cents": None if found.interest is None else found.interest.total,
        "lump_sum_cents": found.lump_sum.cents,
        "fee_cents": fees_of(found.document),
    }


def _debit(document: Document) -> Values | None:
    """Say which direct debit of the invoice came back last; only then the account of the debtor belongs to the claim."""
    came_back = Collection.objects.filter(document=document, state__in=("returned", "refunded")).select_related("mandate")
    debit = came_back.order_by("-attempt").first()
    if debit is None:
        return None
    return {
        "iban": debit.mandate.iban,
        "mandate": debit.mandate.reference,
        "signed_on": debit.mandate.signed_on,
        "returned_on": debit.returned_on,
        "return_code": debit.return_code,
    }


# --- bureaus ---------------------------------------------------------------------------------------------------------------


def _for_bureau(found: Reading, recipient: Recipient, reference: str) -> Values:
    event = stage_event(found)
    line = None if event is None else found.standing.last.get(event)
    return {
        "report": {"kind": "notice", "reference": reference, "made_on": found.day},
        "creditor": {"name": Issuer.current().name, "partner_number": recipient.partner_number},
        "debtor": _without_contact(debtor_of(found)),
        "claim": {
            "number": found.document.number,
            "due_on": found.document.due_on,
            "open_cents": open_of(found),
            "currency": found.document.currency,
            "stage": court_stage(found).value,
            "stage_on": None if line is None else line.on,
            "court_reference": "" if line is None else line.reference,
        },
    }


def _without_contact(debtor: Values) -> Values:
    return {key: value for key, value in debtor.items() if key not in {"email", "phone"}}


# --- what became of it -----------------------------------------------------------------------------------------------------


def values_of_report(duty: Duty, found: Reading) -> Values:
    """Say what the recipient is told afterwards: which claim it is, what became of it, and what is open now."""
    given, document = duty.hand_over, found.document
    debtor = debtor_of(found)
    settlement = {"kind": duty.kind, "on": duty.arose_on, "open_cents": duty.cents}
    if given.ground == Ground.BUREAU:
        return {
            "report": {"kind": duty.kind, "reference": given.reference, "made_on": found.day},
            "creditor": {"name": Issuer.current().name, "partner_number": given.recipient.partner_number},
            "debtor": _without_contact(debtor),
            "claim": {"number": document.number},
            "settlement": settlement,
        }
    return {
        "file": {"reference": given.reference, "made_on": found.day},
        "creditor": {"name": Issuer.current().name},
        "debtor": {"name": debtor["name"], "customer_number": debtor["customer_number"]},
        "invoice": {"number": document.number},
        "settlement": settlement,
    }
