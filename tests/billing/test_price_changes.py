"""Changing the prices of contracts: what it means for each, what the customers are told, and who may leave because of it."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from tests.cast import NOON, make_cast
from vorzimmer.billing import actions
from vorzimmer.billing.models import PriceChange, UsageRecord
from vorzimmer.billing.price_changes import NotChanged, effects_of, last_month
from vorzimmer.billing.queries import version_of
from vorzimmer.customers.actions import ContractEntry, bring_offers, change_tariff, conclude_new, give_notice, start_trial
from vorzimmer.customers.models import Customer, Option, Tariff
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.statements import Period

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

JANUARY = date(2027, 1, 1)
SUMMER = datetime(2026, 6, 1, 10, tzinfo=UTC)


@pytest.fixture
def agency(settings):
    """The cast; Dr. Zahn has had the small tariff since the summer, with SMS, and was called ten times in October."""
    settings.LANGUAGE_CODE = "en"
    cast = make_cast()
    bring_offers()
    actions.bring_first_versions(SUMMER)
    Customer.objects.filter(pk=cast.zahn.pk).update(email="zahn@praxis.example", contact_person="Dr. Zahn", language="en")
    cast.zahn.refresh_from_db()
    return cast


@pytest.fixture
def contract(agency):
    found = conclude_new(
        agency.zahn, ContractEntry(tariff=Tariff.objects.get(code="start"), options=(Option.objects.get(code="sms"),)), SUMMER, by=None
    )
    used(agency.zahn, calls=10, talk=60)
    OutboxMessage.objects.all().delete()
    return found


def used(customer, *, calls, talk):
    """So many calls of October, so long each, and a letter, which no price list offers."""
    at = datetime(2026, 10, 12, 9, tzinfo=UTC)
    rows = [(uuid4(), "letter", 1, "piece")]
    for ref in [uuid4() for _number in range(calls)]:
        rows += [(ref, "call", 1, "piece"), (ref, "talk", talk, "second")]
    for ref, meter, quantity, unit in rows:
        UsageRecord.objects.create(
            customer=customer, key=f"{ref}:{meter}", ref=ref, meter=meter, quantity=quantity, unit=unit, occurred_at=at, recorded_at=at
        )


def entered(valid_from=JANUARY, at=NOON, **changes):
    """A newer price list of the small tariff."""
    tariff = Tariff.objects.get(code="start")
    text = tariff.versions.first().text.replace("valid_from = 2026-01-01", f"valid_from = {valid_from.isoformat()}")
    for before, after in changes.items():
        text = text.replace(before, after)
    return actions.enter_version(tariff, text, at, by=None)


def test_the_last_month_is_the_last_one_that_is_over():
    assert last_month(NOON) == Period.month("2026-10")
    assert last_month(datetime(2026, 11, 30, 23, 30, tzinfo=UTC)) == Period.month("2026-11")  # December in Berlin


def test_the_effect_is_the_customers_own_last_month_under_both_prices(agency, contract):
    version = entered(**{"price = 0.99": "price = 1.09"})
    (effect,) = effects_of(version, JANUARY, [contract], NOON)
    # 19.00 + 10 x 0.99 + 10 min x 0.79 + 5.00 for the option = 41.80; ten calls cost a euro more. The letter is in no bill.
    assert (effect.before.net, effect.after.net, effect.tenths) == (4180, 4280, 24)
    assert (effect.may_leave, effect.refused) == (False, None)


@pytest.mark.parametrize(("fee", "may_leave"), [("21.09", False), ("21.10", True)])
def test_who_pays_more_than_five_percent_more_may_leave(agency, contract, fee, may_leave):
    version = entered(**{"price = 19.00": f"price = {fee}"})
    (effect,) = effects_of(version, JANUARY, [contract], NOON)
    # 5 % of 41.80 are 2.09: 43.89 is not more than that, 43.90 is.
    assert effect.may_leave is may_leave


def test_rises_of_the_same_year_count_together(agency, contract):
    half = entered(date(2026, 12, 1), **{"price = 19.00": "price = 20.50"})
    actions.change_prices(half, date(2026, 12, 1), [contract], NOON, by=None)
    version = entered(date(2027, 2, 1), **{"price = 19.00": "price = 21.50"})
    (effect,) = effects_of(version, date(2027, 2, 1), [contract], NOON)
    assert (effect.before.net, effect.after.net) == (4330, 4430)
    assert effect.may_leave


def test_contracts_that_cannot_get_the_prices_say_why(agency, contract):
    version = entered()
    start, office = Tariff.objects.get(code="start"), Tariff.objects.get(code="office")
    on_trial = start_trial(agency.berg, ContractEntry(tariff=start), NOON, by=None)
    ending = conclude_new(agency.berg, ContractEntry(tariff=start), SUMMER, by=None)
    give_notice(ending, NOON, by=None)
    other = conclude_new(agency.berg, ContractEntry(tariff=office), SUMMER, by=None)
    leaving = conclude_new(agency.berg, ContractEntry(tariff=start), SUMMER, by=None)
    change_tariff(leaving, office, NOON, by=None)
    ending.refresh_from_db()
    assert [effect.refused for effect in effects_of(version, JANUARY, [on_trial, ending, other, leaving, contract], NOON)] == [
        NotChanged.NOT_IN_FORCE,
        NotChanged.NOT_IN_FORCE,
        NotChanged.OTHER_TARIFF,
        NotChanged.OTHER_TARIFF,
        None,
    ]
    with pytest.raises(ValidationError) as refused:
        actions.change_prices(version, JANUARY, [contract, other], NOON, by=None)
    assert refused.value.message_dict == {"contracts": [f"{other.number}: It has another tariff then."]}
    assert not PriceChange.objects.exists()


def test_a_change_holds_from_its_day_on_and_the_customer_is_told(agency, contract):
    version = entered(**{"price = 19.00": "price = 29.00", "price = 0.79": "price = 0.85"})
    (change,) = actions.change_prices(version, JANUARY, [contract], NOON, by=agency.owner)
    assert (change.valid_from, change.told_at, change.created_by) == (JANUARY, NOON, agency.owner)
    assert version_of(contract, JANUARY) == version
    assert version_of(contract, date(2026, 12, 31)) != version
    letter = OutboxMessage.objects.get()
    assert (letter.address, letter.kind, letter.language) == ("zahn@praxis.example", "email", "en")
    assert letter.subject == f"New prices from 1 January 2027 on: contract {contract.number}"
    assert "What changes, without VAT:" in letter.body
    assert "– Base fee: so far €19.00 a month; new: €29.00 a month\n– Talk: so far €0.79 a minute; new: €0.85 a minute\n\n" in letter.body
    assert "October 2026 comes to €41.80 at the prices so far, and to €52.40 at the new ones." in letter.body
    assert "It is enough that you tell us by 31 December 2026" in letter.body
    assert "SMS: so far" not in letter.body


def test_a_consumer_reads_prices_with_tax_and_nobody_reads_of_a_right_that_he_has_not(agency, contract):
    Customer.objects.filter(pk=agency.zahn.pk).update(is_consumer=True, language="de")
    version = entered(**{"price = 0.99": "price = 1.00"})
    actions.change_prices(version, JANUARY, [contract], NOON, by=None)
    body = OutboxMessage.objects.get().body
    # 41.80 and 41.90 with 19 %
    assert "49,74\N{NO-BREAK SPACE}€" in body
    assert "49,86\N{NO-BREAK SPACE}€" in body
    assert "1,1781\N{NO-BREAK SPACE}€" in body
    assert "31. Dezember 2026" not in body


def test_whoever_has_no_address_is_not_told(agency, contract):
    Customer.objects.filter(pk=agency.zahn.pk).update(email="")
    (change,) = actions.change_prices(entered(), JANUARY, [contract], NOON, by=None)
    assert change.told_at is None
    assert not OutboxMessage.objects.exists()


def test_a_change_that_was_planned_for_the_same_day_is_replaced_and_told_anew(agency, contract):
    first, second = entered(date(2026, 12, 1)), entered(JANUARY, **{"price = 0.99": "price = 1.00"})
    actions.change_prices(first, JANUARY, [contract], NOON, by=None)
    actions.change_prices(second, JANUARY, [contract], NOON, by=None)
    assert PriceChange.objects.get().version == second
    assert OutboxMessage.objects.count() == 2


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 1), "Prices change in the future. Choose a day that is still to come."),
        (date(2027, 1, 2), "Bills are for whole months. Choose the first day of a month."),
        (date(2026, 12, 1), "This price list begins on 1 January 2027. Choose that day or a later one."),
    ],
)
def test_an_impossible_day_changes_nothing(agency, contract, day, said):
    with pytest.raises(ValidationError) as refused:
        actions.change_prices(entered(), day, [contract], NOON, by=None)
    assert refused.value.message_dict == {"from_day": [said]}
    assert not PriceChange.objects.exists()


def test_somebody_must_be_chosen(agency):
    with pytest.raises(ValidationError, match="at least one"):
        actions.change_prices(entered(), JANUARY, [], NOON, by=None)


def test_the_number_of_questions_does_not_grow_with_the_contracts(agency, contract, django_assert_max_num_queries):
    version = entered()
    more = [conclude_new(agency.berg, ContractEntry(tariff=Tariff.objects.get(code="start")), SUMMER, by=None) for _number in range(4)]
    for contracts in ([contract], [contract, *more]):
        with django_assert_max_num_queries(5):
            effects_of(version, JANUARY, contracts, NOON)
