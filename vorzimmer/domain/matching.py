"""Whose payment a bank entry is and what it pays: rules in a fixed order, each with its reason. Nothing is guessed.

A match is certain (it is booked by itself), a proposal (a person decides), or there is none. docs/reference/bank-statements.md names
the rules in order. Amounts are integer cents.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from vorzimmer.domain.bank import EURO, BankEntry, EntryKind
from vorzimmer.domain.designations import CUSTOMER_WORDS, INVOICE_WORDS, Named, named
from vorzimmer.domain.sentences import mark as _


class Certainty(StrEnum):
    CERTAIN = "certain"
    PROPOSAL = "proposal"
    UNMATCHED = "unmatched"


class MatchReason(StrEnum):
    """The rule that decided, or why none could."""

    END_TO_END = "end_to_end"
    BATCH = "batch"
    INVOICE_NUMBER = "invoice_number"
    CUSTOMER_NUMBER = "customer_number"
    IBAN_ONE_ITEM = "iban_one_item"
    IBAN_ALL_ITEMS = "iban_all_items"
    RETURNED = "returned"
    RETURNED_BY_MANDATE = "returned_by_mandate"
    RETURNED_ALREADY = "returned_already"
    AMOUNT_DIFFERS = "amount_differs"
    SEVERAL_CUSTOMERS = "several_customers"
    SEVERAL_ITEMS = "several_items"
    OTHER_PAYER = "other_payer"
    NUMBER_UNSURE = "number_unsure"
    CUSTOMER_NUMBER_ONLY = "customer_number_only"
    IBAN_ONLY = "iban_only"
    NOTHING_FITS = "nothing_fits"
    NO_PAYMENT = "no_payment"
    OTHER_CURRENCY = "other_currency"


REASONS: Mapping[MatchReason, str] = MappingProxyType(
    {
        MatchReason.END_TO_END: _("The end-to-end id is that of a direct debit."),
        MatchReason.BATCH: _("It is the collective entry of a file of direct debits."),
        MatchReason.INVOICE_NUMBER: _("The payer names the invoice."),
        MatchReason.CUSTOMER_NUMBER: _("The payer names the customer number, and the amount is exactly open."),
        MatchReason.IBAN_ONE_ITEM: _("The account is known, and the amount is exactly that of one open invoice."),
        MatchReason.IBAN_ALL_ITEMS: _("The account is known, and the amount is exactly the sum of all open invoices."),
        MatchReason.RETURNED: _("The bank took this direct debit back."),
        MatchReason.RETURNED_BY_MANDATE: _("The bank took a direct debit of this mandate and amount back, without its end-to-end id."),
        MatchReason.RETURNED_ALREADY: _("This direct debit was taken back before."),
        MatchReason.AMOUNT_DIFFERS: _("The reference fits, the amount does not."),
        MatchReason.SEVERAL_CUSTOMERS: _("It fits to several customers."),
        MatchReason.SEVERAL_ITEMS: _("It fits to several open invoices."),
        MatchReason.OTHER_PAYER: _("The payer's account belongs to another customer."),
        MatchReason.NUMBER_UNSURE: _("What looks like the number of an invoice could be something else, and the amount does not fit."),
        MatchReason.CUSTOMER_NUMBER_ONLY: _("The payer names the customer number, but the amount does not fit."),
        MatchReason.IBAN_ONLY: _("Only the account is known; the amount does not fit."),
        MatchReason.NOTHING_FITS: _("No number, no known account."),
        MatchReason.NO_PAYMENT: _("This is no payment of a customer."),
        MatchReason.OTHER_CURRENCY: _("Only euros are booked."),
    }
)
"""The reasons in words, marked for the translators."""


class CollectionState(StrEnum):
    SUBMITTED = "submitted"
    BOOKED = "booked"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """What a customer still owes of one invoice. `open_cents` is positive."""

    id: str
    number: str
    customer_number: str
    open_cents: int
    due_on: date
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """A direct debit that was handed to the bank. `invoices` are ids of open items, `batch` is the PmtInfId of its file.

    `return_fee_cents` is what the customer's tariff asks for a return, on top of what the bank charges.
    """

    end_to_end: str
    invoices: tuple[str, ...]
    amount_cents: int
    customer_number: str
    state: CollectionState = CollectionState.SUBMITTED
    batch: str = ""
    mandate_reference: str = ""
    return_fee_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """So many cents go on this open item."""

    item: str
    cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A debit that was taken back: its invoices are open again with `original_cents`, and two charges are to be passed on."""

    end_to_end: str
    invoices: tuple[str, ...]
    original_cents: int
    bank_charge_cents: int
    fee_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What an entry is. The allocations and `left_cents` are together its amount; what is left stays as the customer's credit.

    `customers` are those it may be from: one when it is certain, several when a person must choose. `collections` are end-to-end ids.
    """

    certainty: Certainty
    reason: MatchReason
    customers: tuple[str, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    left_cents: int = 0
    collections: tuple[str, ...] = ()
    returned: Returned | None = None

    @property
    def customer(self) -> str:
        """The customer when there is one; blank when there is none or several."""
        return self.customers[0] if len(self.customers) == 1 else ""


def match(
    entry: BankEntry,
    open_items: Collection[OpenItem],
    collections: Collection[Collected],
    known_ibans: Mapping[str, Collection[str]],
) -> Match:
    """Say whose payment the entry is. `known_ibans` gives the customer numbers of an IBAN, which is written without spaces.

    The order of the collections given does not matter. A sum for open invoices that names none goes by §366(2) BGB (see `spread`).
    """
    items = tuple(item for item in open_items if item.open_cents > 0)
    if entry.currency != EURO:
        return _none(entry, MatchReason.OTHER_CURRENCY)
    if entry.kind is EntryKind.RETURN and entry.amount_cents < 0:
        return _returned(entry, collections)
    if entry.kind not in {EntryKind.TRANSFER_IN, EntryKind.DEBIT_BOOKED} or entry.amount_cents <= 0:
        return _none(entry, MatchReason.NO_PAYMENT)
    found = _collected(entry, items, collections)
    if found is None and entry.kind is EntryKind.TRANSFER_IN:
        payers = tuple(sorted(set(known_ibans.get(entry.counterpart_iban, ())))) if entry.counterpart_iban else ()
        found = _transferred(entry, items, payers)
    return found or _none(entry, MatchReason.NOTHING_FITS)


def spread(cents: int, items: Collection[OpenItem], on: date, named_first: Sequence[str] = ()) -> tuple[tuple[Allocation, ...], int]:
    """Spread a payment over open items: the allocations and what is left.

    First what the payer names (§366(1) BGB: ids), then what is due on the day, then the rest; of each the oldest debt first, which is
    the one that was invoiced first (§366(2) BGB).
    §367 BGB (charges, then interest, then the debt) is not applied: open items are invoices.
    """
    allocations = []
    chosen = frozenset(named_first)
    for item in sorted(items, key=lambda item: (item.id not in chosen, item.due_on > on, *_age(item))):
        part = min(cents, item.open_cents)
        if part > 0:
            allocations.append(Allocation(item=item.id, cents=part))
            cents -= part
    return tuple(allocations), cents


def _age(item: OpenItem) -> tuple[date, date, str, str]:
    return item.issued_on, item.due_on, item.number, item.id


def _none(entry: BankEntry, reason: MatchReason) -> Match:
    return Match(certainty=Certainty.UNMATCHED, reason=reason, left_cents=max(entry.amount_cents, 0))


def _paid(
    entry: BankEntry, items: Collection[OpenItem], certainty: Certainty, reason: MatchReason, customers: Collection[str] = ()
) -> Match:
    """Put the amount on these items, and on no others."""
    allocations, left = spread(entry.amount_cents, items, entry.value_on)
    return Match(
        certainty=certainty,
        reason=reason,
        customers=tuple(sorted(customers or {item.customer_number for item in items})),
        allocations=allocations,
        left_cents=left,
    )


def _sum(items: Collection[OpenItem]) -> int:
    return sum(item.open_cents for item in items)


# --- our own direct debits -----------------------------------------------------------------------------------------------


def _collected(entry: BankEntry, items: Collection[OpenItem], collections: Collection[Collected]) -> Match | None:
    """Rule 1: the end-to-end id of a direct debit, or the reference of a whole file of them."""
    by_id = _latest([each for each in collections if entry.end_to_end and each.end_to_end == entry.end_to_end])
    if by_id:
        return _as_collected(entry, items, by_id, MatchReason.END_TO_END)
    is_whole = bool(entry.batch_reference) and not entry.part and not entry.end_to_end
    by_batch = [each for each in collections if is_whole and each.batch == entry.batch_reference]
    return _as_collected(entry, items, by_batch, MatchReason.BATCH) if by_batch else None


def _latest(found: list[Collected]) -> list[Collected]:
    """Leave out what was taken back before when the same id was presented again."""
    return [each for each in found if each.state is not CollectionState.RETURNED] or found


def _as_collected(entry: BankEntry, items: Collection[OpenItem], found: Sequence[Collected], reason: MatchReason) -> Match:
    invoices = {invoice for each in found for invoice in each.invoices}
    certainty = Certainty.CERTAIN
    if any(each.state is CollectionState.RETURNED for each in found):
        certainty, reason = Certainty.PROPOSAL, MatchReason.RETURNED_ALREADY
    elif sum(each.amount_cents for each in found) != entry.amount_cents:
        certainty, reason = Certainty.PROPOSAL, MatchReason.AMOUNT_DIFFERS
    customers = {each.customer_number for each in found}
    paid = _paid(entry, [item for item in items if item.id in invoices], certainty, reason, customers)
    return replace(paid, collections=tuple(sorted(each.end_to_end for each in found)))


def _returned(entry: BankEntry, collections: Collection[Collected]) -> Match:
    """Find the direct debit that was taken back: by its end-to-end id; else by mandate and amount, as a proposal."""
    found = _latest([each for each in collections if entry.end_to_end and each.end_to_end == entry.end_to_end])
    told = -entry.amount_cents - entry.charges_cents if entry.original_cents is None else entry.original_cents
    original = max(0, min(told, -entry.amount_cents))
    certainty, reason = Certainty.CERTAIN, MatchReason.RETURNED
    if not found:
        found = [each for each in collections if _is_of_mandate(each, entry.mandate_reference, original)]
        certainty, reason = Certainty.PROPOSAL, MatchReason.RETURNED_BY_MANDATE
    if not found:
        return _none(entry, MatchReason.NOTHING_FITS)
    if len(found) > 1:
        return Match(
            certainty=Certainty.PROPOSAL,
            reason=MatchReason.SEVERAL_ITEMS,
            customers=tuple(sorted({each.customer_number for each in found})),
            collections=tuple(sorted(each.end_to_end for each in found)),
        )
    collected = found[0]
    if collected.state is CollectionState.RETURNED:
        certainty, reason = Certainty.PROPOSAL, MatchReason.RETURNED_ALREADY
    elif original != collected.amount_cents:
        certainty, reason = Certainty.PROPOSAL, MatchReason.AMOUNT_DIFFERS
    return Match(
        certainty=certainty,
        reason=reason,
        customers=(collected.customer_number,),
        collections=(collected.end_to_end,),
        returned=Returned(
            end_to_end=collected.end_to_end,
            invoices=collected.invoices,
            original_cents=original,
            bank_charge_cents=-entry.amount_cents - original,
            fee_cents=collected.return_fee_cents,
        ),
    )


def _is_of_mandate(collected: Collected, mandate: str, cents: int) -> bool:
    is_under_way = collected.state is not CollectionState.RETURNED
    return bool(mandate) and is_under_way and collected.mandate_reference == mandate and collected.amount_cents == cents


# --- transfers -----------------------------------------------------------------------------------------------------------


def _text(entry: BankEntry) -> str:
    return f"{entry.remittance}\n{entry.end_to_end}"


def _transferred(entry: BankEntry, items: Collection[OpenItem], payers: tuple[str, ...]) -> Match | None:
    """Go through rules 2 to 5. What only may be the number of an invoice does not keep a later rule from being certain."""
    by_invoice = _by_invoice(entry, items, payers)
    if by_invoice and by_invoice.reason is not MatchReason.NUMBER_UNSURE:
        return by_invoice
    later = _by_customer(entry, items, payers) or _by_iban(entry, items, payers)
    return later if later and later.certainty is Certainty.CERTAIN else by_invoice or later


def _by_invoice(entry: BankEntry, items: Collection[OpenItem], payers: tuple[str, ...]) -> Match | None:
    """Rule 2: invoice numbers in the text; several numbers are several items.

    An unsure number counts only when the amount is exactly open: then the text and the amount speak for each other.
    """
    hits = named(_text(entry), (item.number for item in items), INVOICE_WORDS)
    if not hits:
        return None
    is_exact = _sum(_of(hits, items)) == entry.amount_cents
    if not is_exact and any(hit.surely for hit in hits):
        hits = tuple(hit for hit in hits if hit.surely)
    chosen = _of(hits, items)
    reason, certainty = MatchReason.INVOICE_NUMBER, Certainty.CERTAIN
    customers = {item.customer_number for item in chosen}
    if len(customers) > 1:
        certainty, reason = Certainty.PROPOSAL, MatchReason.SEVERAL_CUSTOMERS
    elif len(chosen) > len(hits):
        certainty, reason = Certainty.PROPOSAL, MatchReason.SEVERAL_ITEMS
    elif not is_exact and not all(hit.surely for hit in hits):
        certainty, reason = Certainty.PROPOSAL, MatchReason.NUMBER_UNSURE
    elif not is_exact and payers and not customers & set(payers):
        certainty, reason = Certainty.PROPOSAL, MatchReason.OTHER_PAYER
    return _paid(entry, chosen, certainty, reason)


def _of(hits: Collection[Named], items: Collection[OpenItem]) -> list[OpenItem]:
    numbers = {hit.number for hit in hits}
    return [item for item in items if item.number in numbers]


def _by_customer(entry: BankEntry, items: Collection[OpenItem], payers: tuple[str, ...]) -> Match | None:
    """Rule 3: a customer number in the text, and exactly the amount of one open item or of all."""
    hits = named(_text(entry), sorted({item.customer_number for item in items}), CUSTOMER_WORDS)
    # Many customers pay the same flat rate: here an amount does not make an unsure number sure.
    customers = {hit.number for hit in hits if hit.surely}
    if not customers:
        return None
    exact = _exact(entry, [item for item in items if item.customer_number in customers], MatchReason.CUSTOMER_NUMBER)
    if exact is None:
        return _proposed(entry, items, customers, MatchReason.CUSTOMER_NUMBER_ONLY)
    if exact.certainty is Certainty.CERTAIN and payers and not set(exact.customers) & set(payers):
        return replace(exact, certainty=Certainty.PROPOSAL, reason=MatchReason.OTHER_PAYER)
    return exact


def _by_iban(entry: BankEntry, items: Collection[OpenItem], payers: tuple[str, ...]) -> Match | None:
    """Rules 4 and 5: a known account with an exact amount; without one it is a proposal."""
    if not payers:
        return None
    own = [item for item in items if item.customer_number in payers]
    return _exact(entry, own, None) or _proposed(entry, items, payers, MatchReason.IBAN_ONLY)


def _exact(entry: BankEntry, items: Collection[OpenItem], reason: MatchReason | None) -> Match | None:
    """Say what is open with exactly this amount: one item, or all items of one customer. With several answers a person decides."""
    single = [item for item in items if item.open_cents == entry.amount_cents]
    answers = [([item], reason or MatchReason.IBAN_ONE_ITEM) for item in single]
    for customer in sorted({item.customer_number for item in items}):
        own = [item for item in items if item.customer_number == customer]
        if len(own) > 1 and _sum(own) == entry.amount_cents:
            answers.append((own, reason or MatchReason.IBAN_ALL_ITEMS))
    if not answers:
        return None
    if len(answers) == 1:
        chosen, rule = answers[0]
        return _paid(entry, chosen, Certainty.CERTAIN, rule)
    customers = {item.customer_number for chosen, _rule in answers for item in chosen}
    if len(customers) > 1:
        return Match(
            certainty=Certainty.PROPOSAL,
            reason=MatchReason.SEVERAL_CUSTOMERS,
            customers=tuple(sorted(customers)),
            left_cents=entry.amount_cents,
        )
    return _paid(entry, single, Certainty.PROPOSAL, MatchReason.SEVERAL_ITEMS)


def _proposed(entry: BankEntry, items: Collection[OpenItem], customers: Collection[str], reason: MatchReason) -> Match:
    """Propose what §366(2) BGB says of a sum for this customer; nothing when there are several to choose from."""
    if len(customers) > 1:
        return Match(
            certainty=Certainty.PROPOSAL,
            reason=MatchReason.SEVERAL_CUSTOMERS,
            customers=tuple(sorted(customers)),
            left_cents=entry.amount_cents,
        )
    own = [item for item in items if item.customer_number in customers]
    return _paid(entry, own, Certainty.PROPOSAL, reason, customers)
