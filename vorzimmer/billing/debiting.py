"""How a document is paid: by direct debit if a mandate allows it, else by transfer; and the collection that is planned for it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from vorzimmer.billing.models import BillingProfile, Collection, Document, Issuer, Mandate
from vorzimmer.customers.models import BankAccount, Customer
from vorzimmer.domain import sepa
from vorzimmer.domain.answers import Allowed
from vorzimmer.domain.collecting import WITH_BANK, CollectionState
from vorzimmer.domain.invoices import DocumentKind, Payment, PaymentMeans

LONGEST_NOTICE = 14


def mandate_rule(mandate: Mandate, *, of_consumer: bool) -> sepa.Mandate:
    """Give a mandate as the rules read it."""
    return _rule(mandate, [collection.state for collection in mandate.collections.all()], of_consumer=of_consumer)


def mandate_rules(mandates: Iterable[Mandate]) -> dict[UUID, sepa.Mandate]:
    """Give mandates as the rules read them, by id: two questions, however many."""
    by_id = {mandate.pk: mandate for mandate in mandates}
    states: defaultdict[UUID, list[str]] = defaultdict(list)
    given = Collection.objects.filter(mandate__in=by_id, state__in=WITH_BANK).order_by()
    for mandate_id, state in given.values_list("mandate", "state"):
        states[mandate_id].append(state)
    refs = {mandate.customer_ref for mandate in by_id.values()}
    consumers = set(Customer.objects.filter(pk__in=refs, is_consumer=True).values_list("pk", flat=True))
    return {pk: _rule(mandate, states[pk], of_consumer=mandate.customer_ref in consumers) for pk, mandate in by_id.items()}


def _rule(mandate: Mandate, states: Iterable[str], *, of_consumer: bool) -> sepa.Mandate:
    given = [state for state in states if state in WITH_BANK]
    return sepa.Mandate(
        reference=mandate.reference,
        kind=sepa.MandateKind(mandate.kind),
        of_consumer=of_consumer,
        signed_on=mandate.signed_on,
        last_used_on=mandate.last_used_on,
        only_rejected=bool(given) and all(state == CollectionState.REJECTED for state in given),
        ended_on=mandate.ended_on,
        suspended_because=sepa.SuspendedBecause(mandate.suspended_because) if mandate.suspended_because else None,
    )


def mandate_of(account: BankAccount, at: datetime) -> Mandate:
    """Give the copy of a customer's mandate that collections hang on; it is made when there is none."""
    made, _created = Mandate.objects.get_or_create(
        reference=account.mandate_reference,
        defaults={
            "customer_ref": account.customer_id,
            "customer_number": account.customer.number,
            "signed_on": account.mandate_signed_on,
            "iban": account.iban,
            "holder": account.holder,
            "created_at": at,
        },
    )
    return made


def account_to_debit(customer: Customer, day: date, at: datetime) -> Mandate | None:
    """Say by which mandate may be collected on a day; None: by none."""
    account = customer.bank_accounts.filter(ended_on=None).select_related("customer").last()
    if account is None:
        return None
    mandate = mandate_of(account, at)
    allowed = sepa.mandate_on(mandate_rule(mandate, of_consumer=customer.is_consumer), day)
    return mandate if isinstance(allowed, Allowed) else None


def payment_of(  # noqa: PLR0913  (who pays, how, whom, when, what)
    customer: Customer, profile: BillingProfile, issuer: Issuer, issued_on: date, at: datetime, *, kind: DocumentKind
) -> Payment:
    """Say how a document is paid. A credit note is paid by nobody: it names our account, and is set off."""
    transfer = Payment(means=PaymentMeans.TRANSFER, iban=issuer.iban, bic=issuer.bic, holder=issuer.name)
    if kind is DocumentKind.CREDIT_NOTE or profile.pays == BillingProfile.Pays.TRANSFER or not issuer.creditor_id:
        return transfer
    due_on = sepa.earliest_collection(issued_on, min(max(issuer.notice_days, 1), LONGEST_NOTICE))
    mandate = account_to_debit(customer, due_on, at)
    if mandate is None:
        return transfer
    return Payment(
        means=PaymentMeans.DIRECT_DEBIT,
        iban=mandate.iban,
        holder=mandate.holder,
        mandate=mandate.reference,
        creditor_id=issuer.creditor_id,
        collected_on=due_on,
    )


def plan_collection(document: Document, payment: Payment, at: datetime) -> Collection | None:
    """Plan the collection that a document announces; None when it is paid by transfer, or nothing is to be paid."""
    if payment.means is not PaymentMeans.DIRECT_DEBIT or payment.collected_on is None or document.payable <= 0:
        return None
    mandate = Mandate.objects.get(reference=payment.mandate)
    return Collection.objects.create(
        document=document,
        mandate=mandate,
        customer_ref=document.customer_ref,
        end_to_end=f"{document.number}-1",
        amount=document.payable,
        due_on=payment.collected_on,
        sequence=sepa.sequence_of(mandate_rule(mandate, of_consumer=False)),
        state=CollectionState.PLANNED,
        created_at=at,
    )
