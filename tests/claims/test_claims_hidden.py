"""Claims and cases can be read until the second at which the pure rule calls them due, and no longer (law.md D-03, S33)."""

import random
from datetime import date, timedelta

import pytest

from tests.claims.cases_at_hand import BASE, SENT, billed, claim_of, dispute, noon
from vorzimmer.claims.models import Case, Claim, Finding, Pause
from vorzimmer.claims.retention import holds_of_cases, holds_of_claims
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import berlin_date, end_of_day
from vorzimmer.domain.retention import Due, Facts, decide
from vorzimmer.privacy.models import Recipient
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.reading import reading_at

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
SECOND = timedelta(seconds=1)


def case_about(customer, number, *, document=None, resolved_on=None):
    raised = date(2027, 2, 10)
    kind = "incident" if document is None else "dispute"
    common = {"customer_ref": customer.pk, "customer_number": customer.number, "raised_on": raised, "review_on": raised}
    return Case.objects.create(
        number=number, kind=kind, document=document, resolved_on=resolved_on, words_gone=True, created_at=noon(raised), **common
    )


def due(row, at, holds, start, fallback=None):
    held = holds([row.pk], berlin_date(at)).get(row.pk, ())
    return isinstance(decide(retention_rules(), Rule.ABR, Facts(start=start, fallback=fallback, held=held), at), Due)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_exactly_those_can_be_read_which_the_rule_does_not_call_due(customer, seed):
    dice, claims, cases = random.Random(seed), [], []  # noqa: S311  (dice, not secrets)

    def day_or_none():
        return None if dice.random() < 0.25 else SENT + timedelta(days=dice.randrange(30, 330))

    for number in range(8):
        document = billed(customer, sent_on=SENT + timedelta(days=dice.randrange(90)), records=0)
        claim = claim_of(document)
        claim.closed_on = day_or_none()
        claim.save()
        claims.append(claim)
        if dice.random() < 0.6:
            cases.append(case_about(customer, number + 1, document=document, resolved_on=day_or_none()))
    cases += [case_about(customer, 20 + number, resolved_on=day_or_none()) for number in range(4)]
    seen = set()
    turns = {berlin_date(end_of_day(BASE)) + timedelta(days=dice.randrange(200)) for _ in range(25)}
    turns |= {row.closed_on + timedelta(days=1) for row in claims if row.closed_on}
    for midnight in (end_of_day(day) for day in sorted(turns)):
        for at in (midnight - SECOND, midnight):
            gone = {row.pk for row in claims if due(row, at, holds_of_claims, row.document.sent_on)}
            over = {row.pk for row in cases if due(row, at, holds_of_cases, row.document.sent_on if row.document else row.resolved_on)}
            with reading_at(at):
                assert set(Claim.objects.values_list("pk", flat=True)) == {row.pk for row in claims} - gone, at
                assert set(Case.objects.values_list("pk", flat=True)) == {row.pk for row in cases} - over, at
            seen.add((len(gone), len(over)))
    assert len(seen) > 3


def test_a_claim_that_somebody_got_explains_that_and_can_be_read_with_the_case_for_which_it_rested(customer, cast):
    document = billed(customer, records=0)
    claim = claim_of(document)
    Claim.objects.update(closed_on=date(2027, 3, 1))
    case = case_about(customer, 1, document=document, resolved_on=date(2027, 2, 20))
    Pause.objects.create(claim=claim, kind="dispute", since=date(2027, 2, 10), case=case, at=noon(date(2027, 2, 10)))
    with reading_at(end_of_day(BASE)):
        assert not Claim.objects.exists()
        assert not Case.objects.exists()
    recipient = Recipient.objects.create(name="Inkasso Nord", kind="collector", city="Kiel", created_at=noon(SENT), changed_at=noon(SENT))
    Finding.objects.create(claim=claim, recipient=recipient, kind="due", speaks_for=True, reason="", at=noon(SENT), by=cast.owner)
    with reading_at(end_of_day(BASE)):
        assert Claim.objects.exists()
        assert Case.objects.exists()


def test_the_number_of_a_case_that_is_hidden_is_not_given_again(customer, cast):
    hidden = case_about(customer, 7, resolved_on=date(2027, 1, 31))
    later = date(2027, 10, 4)
    with reading_at(noon(later)):
        assert not Case.objects.filter(pk=hidden.pk).exists()
        assert dispute(billed(customer, sent_on=date(2027, 9, 30), records=0), cast.owner, later).number == 8
