"""Lets claims follow the account: opens one for what is overdue, settles what is paid, opens again what came back.

Whoever was given a claim must be told within a day what became of it: that duty is written here, too.
"""

from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from vorzimmer.billing.accounts import open_items
from vorzimmer.billing.actions.issuing import tells_of_default
from vorzimmer.billing.models import Document
from vorzimmer.claims import policy
from vorzimmer.claims.actions.cases import rest_for_disputes
from vorzimmer.claims.actions.duties import note_changes, note_changes_of
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.models import Claim
from vorzimmer.claims.reading import Reading, reading, readings
from vorzimmer.customers.models import Customer
from vorzimmer.domain.accounts import EntryKind
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.dunning import CLOSED, Event

BY_THE_ACCOUNT = frozenset({Event.SETTLED, Event.WRITTEN_OFF, Event.REOPENED, Event.ORDER_LAPSED})
"""What follows from the facts alone, and is written without a person."""


def follow(at: datetime) -> int:
    """Bring all claims up to what the account says; returns how many changed. Safe to stop and to begin anew at any point."""
    day = berlin_date(at)
    overdue = _overdue(day)
    opened = sum(open_claim(document, at) is not None for document in _without_claim(list(overdue)))
    open_ones = Claim.objects.exclude(stage__in=CLOSED)
    came_back = Claim.objects.filter(stage__in=CLOSED, document__in=overdue)
    found = readings(open_ones, day) + readings(came_back, day)
    changed = opened + sum(_follow(each, at) for each in found)
    note_changes(at)
    return changed


def follow_claim(claim: Claim, at: datetime) -> bool:
    """Bring one claim up to what the account says."""
    has_changed = _follow(reading(claim, berlin_date(at)), at)
    note_changes_of(claim, at)
    return has_changed


def _overdue(day: date) -> dict[UUID, int]:
    """Give the invoices that are overdue, with what is open of them in cents."""
    return {
        item.entry.document_id: item.cents
        for item in open_items(day)
        if item.entry.kind == EntryKind.INVOICE and item.entry.document_id is not None and item.cents > 0 and item.overdue > 0
    }


def _without_claim(ids: list[UUID]) -> list[Document]:
    return list(Document.objects.filter(pk__in=ids, claim=None, cancelled_by=None))


def open_claim(document: Document, at: datetime) -> Claim | None:
    """Open the claim of an invoice, which rests if the invoice is disputed; None when it has one."""
    customer = Customer.objects.filter(pk=document.customer_ref).first()
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                document=document,
                customer_ref=document.customer_ref,
                customer_number=document.customer_number,
                is_consumer=customer is not None and customer.is_consumer,
                land="" if customer is None else customer.land,
                has_notice=tells_of_default(document),
                opened_on=berlin_date(at),
            )
            rest_for_disputes(claim, at)
    except IntegrityError:  # another process opened it meanwhile
        return None
    return claim


def _follow(found: Reading, at: datetime) -> bool:
    step = found.next.step
    if step not in BY_THE_ACCOUNT or not found.next.is_due(found.day):
        return False
    with transaction.atomic():
        claim = record(found.claim, step, _day_of(step, found), at).claim
        if step is Event.REOPENED:
            rest_for_disputes(claim, at)
    return True


def _day_of(step: Event, found: Reading) -> date:
    """Say on which day it happened: a claim is settled with the value date of the last payment, but not before what was done since."""
    last = max((row.on for row in found.log), default=found.claim.opened_on)
    if step in {Event.SETTLED, Event.WRITTEN_OFF} and found.balances:
        return min(found.day, max(last, _settled_on(found)))
    return found.day


def _settled_on(found: Reading) -> date:
    rest = policy.schedule(found.day).settled_rest
    paid = [balance.from_on for balance in found.balances if balance.cents <= rest]
    return min(paid, default=found.day)
