"""Price lists in the database: which one holds for a contract, entering one, taking one back, and those of the first day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.cast import NOON, make_cast
from vorzimmer.billing import actions
from vorzimmer.billing.models import PriceChange, TariffVersion
from vorzimmer.billing.queries import NoPriceList, on_offer, priced_options, version_of, versions_of
from vorzimmer.customers.actions import ContractEntry, OfferEntry, add_tariff, bring_offers, conclude_new, start_trial
from vorzimmer.customers.models import Contract, Option, Tariff
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.example_bills import monthly_fee
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_writing import with_options
from vorzimmer.domain.tariffs import TariffRefused, problems
from vorzimmer.domain.usage import TIMED, UsageMeter

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

TODAY = berlin_date(NOON)


@pytest.fixture
def agency(settings):
    """The cast, the first offers and their price lists."""
    settings.LANGUAGE_CODE = "en"
    cast = make_cast()
    bring_offers()
    actions.bring_first_versions(NOON)
    return cast


@pytest.fixture
def start(agency):
    return Tariff.objects.get(code="start")


def prices(tariff, valid_from, *, fee="21.00", **changes):
    """The present price list, from another day on and with another fee."""
    text = tariff.versions.last().text
    old = load(text).valid_from.isoformat()
    text = text.replace(f"valid_from = {old}", f"valid_from = {valid_from.isoformat()}").replace("price = 19.00", f"price = {fee}")
    for before, after in changes.items():
        text = text.replace(before, after)
    return text


def contract_of(customer, code="start", at=NOON, options=()):
    entry = ContractEntry(tariff=Tariff.objects.get(code=code), options=tuple(Option.objects.get(code=each) for each in options))
    return conclude_new(customer, entry, at, by=None)


# --- the first day ------------------------------------------------------------------------------------------------------


def test_the_first_offers_have_price_lists_that_say_the_same_monthly_price(agency):
    assert {tariff.code: monthly_fee(tariff.versions.get().rates) for tariff in Tariff.objects.all()} == {
        "start": 1900,
        "office": 9900,
        "practice": 24900,
    }
    assert {tariff.code: tariff.monthly_cents for tariff in Tariff.objects.all()} == {"start": 1900, "office": 9900, "practice": 24900}


def test_price_lists_are_brought_once_and_never_over_others(agency):
    before = list(TariffVersion.objects.values_list("pk", flat=True))
    assert actions.bring_first_versions(NOON) == 0
    assert list(TariffVersion.objects.values_list("pk", flat=True)) == before


def test_an_offer_whose_price_the_agency_has_changed_keeps_it():
    bring_offers()
    Tariff.objects.filter(code="start").update(monthly_cents=2345)
    assert actions.bring_first_versions(NOON) == 3
    version = Tariff.objects.get(code="start").versions.get()
    assert monthly_fee(version.rates) == 2345
    assert "price = 23.45" in version.text


def test_the_first_price_lists_offer_all_that_the_program_measures(agency):
    measured = {UsageMeter.CALL, UsageMeter.ABANDONED_CALL, UsageMeter.SMS, UsageMeter.EMAIL, *TIMED}
    for version in TariffVersion.objects.all():
        assert measured & version.rates.not_offered == set()


def test_with_the_options_of_a_contract_the_first_price_lists_price_them_by_their_offers(agency):
    contract = contract_of(agency.zahn, options=("sms", "24h"))
    (options,) = priced_options([contract.pk]).values()
    rates = with_options(version_of(contract, TODAY).rates, options)
    assert problems(rates) == ()
    assert {charge.key: charge.price.micro for charge in rates.charges if charge.key.startswith("option")} == {
        "option_sms": 5_000_000,
        "option_24h": 39_000_000,
    }


# --- which one holds ----------------------------------------------------------------------------------------------------


def test_a_contract_keeps_the_prices_of_its_first_day_though_newer_ones_are_entered(agency, start):
    contract = contract_of(agency.zahn)
    old = start.versions.get()
    new = actions.enter_version(start, prices(start, TODAY + timedelta(days=1)), NOON, by=agency.owner)
    later = NOON + timedelta(days=2)
    other = contract_of(agency.berg, at=later)
    for day in (TODAY, TODAY + timedelta(days=400)):
        assert version_of(contract, day) == old
    assert version_of(other, berlin_date(later)) == new
    assert (new.created_by, new.created_at, new.valid_from) == (agency.owner, NOON, TODAY + timedelta(days=1))


def test_a_trial_that_becomes_a_contract_gets_the_prices_of_the_day_of_the_contract(agency, start):
    contract = start_trial(agency.berg, ContractEntry(tariff=start), NOON, by=None)
    new = actions.enter_version(start, prices(start, TODAY + timedelta(days=1)), NOON, by=None)
    assert version_of(contract, TODAY) != new
    Contract.objects.filter(pk=contract.pk).update(concluded_on=TODAY + timedelta(days=3))
    assert version_of(Contract.objects.get(pk=contract.pk), TODAY + timedelta(days=3)) == new


def test_a_change_of_prices_holds_from_its_day_on(agency, start):
    contract = contract_of(agency.zahn)
    old = start.versions.get()
    new = actions.enter_version(start, prices(start, date(2027, 1, 1)), NOON, by=None)
    PriceChange.objects.create(contract=contract, version=new, valid_from=date(2027, 1, 1), created_at=NOON)
    assert version_of(contract, date(2026, 12, 31)) == old
    assert version_of(contract, date(2027, 1, 1)) == new


def test_a_contract_whose_tariff_has_no_price_list_is_named(agency):
    bare = add_tariff(OfferEntry(code="bare", name_de="B", name_en="B"))
    contract = conclude_new(agency.zahn, ContractEntry(tariff=bare), NOON, by=None)
    assert versions_of([contract], TODAY) == {}
    with pytest.raises(NoPriceList, match=contract.number):
        version_of(contract, TODAY)


def test_the_number_of_questions_does_not_grow_with_the_contracts(agency, django_assert_num_queries):
    contracts = [contract_of(agency.zahn)]
    with django_assert_num_queries(3):
        versions_of(contracts, TODAY)
    contracts += [contract_of(agency.berg, code) for code in ("office", "practice", "start", "office")]
    with django_assert_num_queries(3):
        assert len(versions_of(contracts, TODAY)) == 5


# --- entering -----------------------------------------------------------------------------------------------------------


def test_what_is_on_offer_says_the_monthly_price_of_the_version_of_today(agency, start):
    actions.enter_version(start, prices(start, date(2026, 12, 1)), NOON, by=None)
    start.refresh_from_db()
    assert start.monthly_cents == 1900
    december = datetime(2026, 11, 30, 23, 5, tzinfo=UTC)  # five past midnight in Berlin
    assert actions.follow_prices(december - timedelta(minutes=10)) == 0
    assert actions.follow_prices(december) == 1
    start.refresh_from_db()
    assert start.monthly_cents == 2100
    assert monthly_fee(on_offer([start], date(2026, 12, 1))[start.pk].rates) == 2100


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            {'key = "start"': 'key = "stern"'},
            "The price list is for “stern”, and this tariff is “start”. Its “key” is the code of the tariff.",
        ),
        (
            {"free = [\n": 'currency = "CHF"\nfree = [\n'},
            "Invoices are written in euros, and this price list is in “CHF”. Leave the currency out.",
        ),
        (
            {"[price_rise]": '[terms]\nnotice = "3 months"\nto = "end_of_month"\n\n[price_rise]'},
            "The price list names other terms of notice than the offer. Leave [terms] out: contracts take those of the offer.",
        ),
    ],
    ids=["another tariff", "another currency", "other terms"],
)
def test_a_price_list_that_does_not_belong_to_the_tariff_is_refused(agency, start, change, said):
    with pytest.raises(ValidationError) as refused:
        actions.enter_version(start, prices(start, date(2026, 12, 1), **change), NOON, by=None)
    assert refused.value.message_dict == {"text": [said]}
    assert start.versions.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({'currency = "EUR"': ""}, None),
        ({"price = 0.79": "price = -0.79"}, "charge “talk”: price: -0.79 is negative; it is at least 0."),
        ({'destinations = ["fixed"]': 'destinations = ["fixed", "mobile"]'}, "charge “patched_mobile”: when: “patched” is charged twice"),
        ({'"queue", ': ""}, "nobody prices the meter “queue”"),
        ({"free = [\n": 'currency = "Euro"\nfree = [\n'}, "currency: “Euro” is no currency"),
        ({"price = 0.99": "price = "}, "it is no TOML"),
    ],
    ids=["nothing", "negative", "twice", "unpriced", "no currency", "no TOML"],
)
def test_a_price_list_that_makes_no_sense_is_refused_with_its_sentences(agency, start, change, said):
    text = prices(start, date(2026, 12, 1), **change)
    if said is None:
        actions.enter_version(start, text, NOON, by=None)
        return
    with pytest.raises(TariffRefused) as refused:
        actions.enter_version(start, text, NOON, by=None)
    assert said in "\n".join(actions.said_problems(refused.value))
    assert start.versions.count() == 1


def test_a_newer_price_list_begins_after_the_newest_one(agency, start):
    actions.enter_version(start, prices(start, date(2027, 1, 1)), NOON, by=None)
    for day in (date(2026, 12, 31), date(2027, 1, 1)):
        with pytest.raises(ValidationError) as refused:
            actions.enter_version(start, prices(start, day), NOON, by=None)
        assert refused.value.messages == ["There is a price list from 1 January 2027 on. A newer one begins after that day."]


def test_prices_begin_in_the_past_only_while_nobody_has_the_tariff(agency, start):
    yesterday = TODAY - timedelta(days=1)
    contract_of(agency.zahn, "office")
    actions.enter_version(start, prices(start, yesterday), NOON, by=None)
    contract_of(agency.zahn, "start", at=NOON - timedelta(days=30))
    later = NOON + timedelta(days=3)
    with pytest.raises(ValidationError) as refused:
        actions.enter_version(start, prices(start, TODAY), later, by=None)
    assert refused.value.messages == ["Contracts have this tariff already. Their new prices cannot begin before today."]
    actions.enter_version(start, prices(start, berlin_date(later)), later, by=None)


def test_prices_do_not_begin_on_a_day_on_which_a_contract_was_concluded_at_others(agency, start):
    contract_of(agency.zahn)
    with pytest.raises(ValidationError) as refused:
        actions.enter_version(start, prices(start, TODAY), NOON, by=None)
    assert refused.value.messages == ["A contract was concluded today at the present prices. Let the new ones begin tomorrow."]


def test_a_price_list_is_taken_back_before_it_begins_and_never_after(agency, start):
    new = actions.enter_version(start, prices(start, TODAY + timedelta(days=2)), NOON, by=None)
    with pytest.raises(ValidationError, match="has begun"):
        actions.take_version_back(new, NOON + timedelta(days=2))
    actions.take_version_back(new, NOON + timedelta(days=1))
    assert start.versions.count() == 1
    with pytest.raises(ValidationError, match="has begun"):
        actions.take_version_back(start.versions.get(), NOON)


def test_a_price_list_of_which_customers_were_told_stays(agency, start):
    contract = contract_of(agency.zahn)
    new = actions.enter_version(start, prices(start, date(2027, 1, 1)), NOON, by=None)
    PriceChange.objects.create(contract=contract, version=new, valid_from=date(2027, 1, 1), created_at=NOON)
    with pytest.raises(ValidationError, match="were told"):
        actions.take_version_back(new, NOON)
