"""What billing data are kept for, read from invoices, the account, reminders and cases."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.billing import firm
from tests.claims.cases_at_hand import BASE, SENT, billed, claim_of, dispute, noon, pay, remind, usage_of
from vorzimmer.billing.actions import Deed, undo_allocation, write_off
from vorzimmer.billing.models import AccountEntry, Allocation, Document
from vorzimmer.claims.actions.cases import RecordsEntry, open_abuse, open_incident, resolve
from vorzimmer.claims.holds import held_usage, holds_of
from vorzimmer.domain.cases import Resolution
from vorzimmer.domain.holds import Due, Hold, Kept

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LATER = date(2027, 9, 1)


def answer_for(document, day):
    document.refresh_from_db()
    return holds_of([document], day)[document.pk]


def until(document, day=LATER):
    """The last day kept; None while something holds."""
    found = answer_for(document, day)
    return found.until if isinstance(found, Kept) else (found.since + timedelta(hours=3)).date() - timedelta(days=1)


def test_an_unpaid_invoice_that_was_reminded_of_is_kept_until_its_payment(customer):
    document = billed(customer)
    remind(claim_of(document), date(2027, 3, 10))
    assert answer_for(document, LATER).because == (Hold.UNPAID,)
    pay(document, date(2027, 9, 20))
    assert answer_for(document, date(2027, 9, 20)).until == date(2027, 9, 20)
    assert answer_for(document, date(2027, 9, 21)) == Due(
        since=datetime(2027, 9, 20, 22, tzinfo=UTC), base=answer_for(document, date(2027, 9, 20)).base
    )


def test_an_unpaid_invoice_without_a_reminder_is_not(customer):
    document = billed(customer)
    claim = claim_of(document)
    assert until(document) == BASE
    remind(claim, date(2027, 2, 5), level="friendly_sent")
    remind(claim, date(2027, 3, 10), sent_on=None, received_on=None)  # prepared, and never sent
    remind(claim, date(2027, 3, 11), returned_on=date(2027, 3, 15))  # came back
    remind(claim, date(2027, 7, 16))  # too late
    assert until(document) == BASE


def test_what_is_written_off_or_paid_but_for_a_cent_holds_no_longer(customer):
    written, rest = billed(customer), billed(customer)
    for document in (written, rest):
        remind(claim_of(document), date(2027, 3, 10))
    entry = AccountEntry.objects.get(document=written)
    write_off(entry, Deed(cents=11900, value_on=date(2027, 8, 3), reason="uneinbringlich"), noon(date(2027, 8, 3)), by=None)
    pay(rest, date(2027, 8, 4), cents=11899)
    assert until(written) == date(2027, 8, 3)
    assert until(rest) == date(2027, 8, 4)


def test_a_payment_in_part_does_not_end_it(customer):
    document = billed(customer)
    remind(claim_of(document), date(2027, 3, 10))
    pay(document, date(2027, 8, 4), cents=11000)
    assert until(document) is None


def test_money_that_goes_back_within_the_six_months_holds_again_and_later_does_not(customer):
    back_in_time, too_late = billed(customer), billed(customer)
    for document, day in ((back_in_time, date(2027, 6, 1)), (too_late, date(2027, 8, 1))):
        remind(claim_of(document), date(2027, 3, 10))
        pay(document, date(2027, 4, 1))
        undo_allocation(Allocation.objects.get(debit__document=document), noon(day))
    assert until(back_in_time) is None
    assert until(too_late) == BASE


def test_an_objection_holds_until_it_is_resolved_and_only_its_own_invoice(cast, customer):
    document, other = billed(customer), billed(customer)
    case = dispute(document, cast.accountant)
    assert answer_for(document, LATER).because == (Hold.OBJECTION,)
    assert until(other) == BASE
    resolve(case, Resolution(outcome="rejected", words="Stimmt.", on=date(2027, 8, 10)), by=cast.accountant, at=noon(date(2027, 8, 12)))
    assert until(document) == date(2027, 8, 10)


def test_a_reminder_of_one_invoice_never_holds_another(customer):
    reminded, other = billed(customer), billed(customer)
    remind(claim_of(reminded), date(2027, 3, 10))
    claim_of(other)
    assert until(reminded) is None
    assert until(other) == BASE


def test_an_incident_and_an_abuse_hold_the_records_that_they_name_and_no_other(cast, customer):
    document = billed(customer)
    first, second, third = usage_of(document)
    on = date(2027, 7, 1)
    incident = open_incident(customer, RecordsEntry(usage=[first], text="Störung", raised_on=on), by=cast.accountant, at=noon(on))
    open_abuse(customer, RecordsEntry(usage=[second, first], text="Missbrauch", raised_on=on), by=cast.accountant, at=noon(on))
    found = held_usage([first, second, third], LATER)
    assert found[first].because == (Hold.INCIDENT, Hold.ABUSE)
    assert found[second].because == (Hold.ABUSE,)
    assert isinstance(found[third], Due)
    resolve(incident, Resolution(outcome="fixed", words="Behoben.", on=LATER), by=cast.accountant, at=noon(LATER))
    assert held_usage([first], LATER)[first].because == (Hold.INCIDENT, Hold.ABUSE)  # until its last day is over
    assert held_usage([first], LATER + timedelta(days=1))[first].because == (Hold.ABUSE,)


def test_usage_follows_the_invoice_that_billed_it_and_without_one_the_end_of_its_month(cast, customer):
    document = billed(customer)
    dispute(document, cast.accountant)
    usage = usage_of(document)
    unbilled = firm.use(customer, "call", 1, date(2026, 12, 3))
    found = held_usage([*usage, unbilled.pk], LATER)
    assert {found[pk].because for pk in usage} == {(Hold.OBJECTION,)}
    assert found[unbilled.pk] == Due(since=datetime(2027, 6, 30, 22, tzinfo=UTC), base=found[unbilled.pk].base)
    assert not found[unbilled.pk].base.is_sent


def test_an_invoice_that_never_left_counts_from_the_end_of_what_it_bills(customer):
    document = billed(customer)
    Document.objects.filter(pk=document.pk).update(sent_on=None)
    assert until(document) == date(2027, 6, 30)


def test_many_are_read_with_as_many_questions_as_one(cast, customer):
    documents = [billed(customer, sent_on=SENT) for _number in range(4)]
    for document in documents:
        remind(claim_of(document), date(2027, 3, 10))
        dispute(document, cast.accountant)
    usage = [pk for document in documents for pk in usage_of(document)]
    with CaptureQueriesContext(connection) as one:
        held_usage(usage[:1], LATER)
    with CaptureQueriesContext(connection) as many:
        assert len(held_usage(usage, LATER)) == 12
    assert len(many) == len(one) == 7
    with CaptureQueriesContext(connection) as of_documents:
        holds_of(documents, LATER)
    assert len(of_documents) == 4
