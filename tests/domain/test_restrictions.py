"""What may be done with restricted data, and what erasure leaves."""

from vorzimmer.domain.answers import Allowed, Refused
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.requests import RefuseBecause
from vorzimmer.domain.restrictions import Block, May, Use, kept_because, may_use

RESTRICTED = {Block.RESTRICTION: False}


def test_without_a_block_everything_may_be_done():
    assert {may_use(use, {}) for use in Use} == {Allowed(reason=May.NOT_BLOCKED)}


def test_restricted_data_are_stored_and_serve_claims_laws_and_the_persons_own_rights_only():
    allowed = {use for use in Use if isinstance(may_use(use, RESTRICTED), Allowed)}
    assert allowed == {Use.STORE, Use.CLAIM, Use.LEGAL_DUTY, Use.RIGHTS}
    assert may_use(Use.EXPORT, RESTRICTED) == Refused(reason=Block.RESTRICTION)


def test_with_consent_the_service_goes_on_and_nothing_else():
    consented = {Block.RESTRICTION: True}
    assert may_use(Use.SERVICE, consented) == Allowed(reason=May.CONSENT)
    assert may_use(Use.EXPORT, consented) == Refused(reason=Block.RESTRICTION)
    assert may_use(Use.BUREAU, consented) == Refused(reason=Block.RESTRICTION)


def test_an_objection_ends_what_rests_on_a_legitimate_interest_and_leaves_the_rest():
    assert may_use(Use.BUREAU, {Block.OBJECTION: False}) == Refused(reason=Block.OBJECTION)
    assert may_use(Use.CLAIM, {Block.OBJECTION: False}) == Allowed(reason=May.NOT_BLOCKED)


def test_tax_documents_stay_and_enquiries_go():
    assert kept_because(Rule.TAX8, contract_runs=False) is RefuseBecause.LEGAL_DUTY
    assert kept_because(Rule.MANDATE, contract_runs=False) is RefuseBecause.CLAIMS
    assert kept_because(Rule.INT, contract_runs=True) is None


def test_what_a_running_contract_needs_stays_until_it_ends():
    assert kept_because(Rule.BST, contract_runs=True) is RefuseBecause.NECESSARY
    assert kept_because(Rule.BST, contract_runs=False) is None
