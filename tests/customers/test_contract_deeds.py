"""What happens to contracts and numbers over time: each deed, each refusal with the day that would be right, and what comes by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.cast import NOON, ZAHN_NUMBER
from vorzimmer.customers import actions
from vorzimmer.customers.actions import ContractEntry, OfferEntry
from vorzimmer.customers.models import BankAccount, Contract, Customer, DialIn, Option, PoolNumber, Tariff

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

DAY = timedelta(days=1)
NOW = NOON  # Friday, 20 November 2026


@pytest.fixture
def trial(somebody):
    return actions.enrol(somebody(), NOW)


@pytest.fixture
def running(house, offers):
    """Berg's contract with a minimum term of one month, concluded on 20 November."""
    return actions.conclude_new(house.berg, ContractEntry(tariff=offers["start"]), NOW, by=house.owner)


def again(row):
    return type(row).objects.get(pk=row.pk)


def history(contract):
    return [(event.kind, event.day.isoformat(), event.detail) for event in contract.events.all()]


# --- trial -------------------------------------------------------------------------------------------------------------


def test_a_trial_ends_by_itself_and_becomes_no_contract(trial):
    at_the_end = datetime(2026, 11, 27, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
    assert actions.end_due(at_the_end) == 0
    assert again(trial.customer).active
    assert actions.end_due(at_the_end + timedelta(minutes=1)) == 1
    contract, customer = again(trial.contract), again(trial.customer)
    assert (contract.state, contract.concluded_on, contract.last_day, customer.active) == ("trial_over", None, None, False)
    assert history(contract)[-1] == ("trial_ended", "2026-11-27", "")
    assert actions.end_due(at_the_end + DAY) == 0
    assert list(customer.users.filter(is_active=True)) == [trial.user]
    assert DialIn.objects.leading([trial.dial_in.number]) is None


def test_the_number_rests_ninety_days_and_then_is_free(trial):
    over = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
    actions.end_due(over)
    number = trial.dial_in.number
    assert PoolNumber.objects.get(number=number).rests_until == datetime(2027, 2, 26, 8, 0, tzinfo=UTC)
    last = datetime(2027, 2, 26, 7, 59, tzinfo=UTC)
    assert actions.release_rested(last) == 0
    assert number not in PoolNumber.objects.free(last).values_list("number", flat=True)
    assert actions.release_rested(last + timedelta(minutes=1)) == 1
    assert number in PoolNumber.objects.free(last + timedelta(minutes=1)).values_list("number", flat=True)


def test_who_concludes_after_the_trial_has_the_number_again(trial):
    later = datetime(2026, 12, 10, 8, 0, tzinfo=UTC)
    actions.end_due(later)
    contract = actions.conclude(trial.contract, later, by=trial.user)
    assert (contract.state, contract.concluded_on, again(trial.customer).active) == ("running", date(2026, 12, 10), True)
    found = DialIn.objects.leading([trial.dial_in.number])
    assert found is not None
    assert found.customer == trial.customer
    assert PoolNumber.objects.get(number=trial.dial_in.number).rests_until is None


def test_who_comes_back_after_the_rest_gets_a_free_number(trial):
    later = datetime(2027, 3, 10, 8, 0, tzinfo=UTC)
    actions.end_due(datetime(2026, 11, 28, 8, 0, tzinfo=UTC))
    actions.release_rested(later)
    assert not trial.customer.dial_ins.exists()
    actions.conclude(trial.contract, later, by=trial.user)
    assert trial.customer.dial_ins.count() == 1


def test_a_trial_that_ended_this_moment_is_written_down_before_it_is_concluded(trial):
    contract = actions.conclude(trial.contract, NOW + 8 * DAY, by=trial.user)
    assert [kind for kind, _day, _detail in history(contract)] == ["trial_started", "trial_ended", "concluded"]


def test_there_is_one_trial_only(trial, offers):
    with pytest.raises(ValidationError) as refused:
        actions.start_trial(trial.customer, ContractEntry(tariff=offers["start"]), NOW + 9 * DAY, by=None)
    assert list(refused.value.message_dict) == ["tariff"]


def test_terms_are_those_of_the_day_of_the_conclusion(trial, offers):
    entry = OfferEntry(
        code="start", name_de="Start", name_en="Start", monthly_cents=1900, minimum_months=3, notice_length=1, notice_unit="months"
    )
    actions.change_offered_tariff(offers["start"], entry)
    contract = actions.conclude(trial.contract, NOW, by=None)
    assert (contract.minimum_months, contract.notice_length, contract.notice_unit) == (3, 1, "months")


# --- notice ------------------------------------------------------------------------------------------------------------


def test_notice_ends_at_the_earliest_day_after_minimum_term_and_period(running):
    # minimum term until 19 December, two weeks until 4 December: the end of December
    assert actions.give_notice(running, NOW, by=None) == date(2026, 12, 31)
    contract = again(running)
    assert (contract.state, contract.notice_on, contract.last_day) == ("notice_given", date(2026, 11, 20), date(2026, 12, 31))
    assert history(contract)[-1] == ("notice_given", "2026-11-20", "2026-12-31")
    assert again(running.customer).active


def test_a_later_end_may_be_wished_for(running):
    assert actions.give_notice(running, NOW, by=None, wanted=date(2027, 3, 31)) == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        (date(2026, 11, 30), "minimum term is not over then. The contract can end on 31 December 2026"),
        (date(2026, 12, 31) + DAY, "cannot end on that day. The first day after it on which it can is 31 January 2027"),
        (date(2020, 1, 1), "The contract can end on 31 December 2026"),
    ],
)
def test_an_impossible_end_is_refused_with_the_first_one_that_is_possible(english, running, wanted, says):
    with pytest.raises(ValidationError) as refused:
        actions.give_notice(running, NOW, by=None, wanted=wanted)
    assert list(refused.value.message_dict) == ["wanted"]
    assert says in refused.value.message_dict["wanted"][0]
    assert (again(running).state, again(running).last_day) == ("running", None)


def test_an_end_within_the_period_of_notice_is_refused(english, running):
    later = NOW + 60 * DAY  # 19 January; two weeks end on 2 February
    with pytest.raises(ValidationError, match=r"within the period of notice\. The contract can end on 28 February 2027"):
        actions.give_notice(running, later, by=None, wanted=date(2027, 1, 31))


def test_another_notice_may_end_it_earlier_but_not_later(english, running):
    actions.give_notice(running, NOW, by=None, wanted=date(2027, 3, 31))
    with pytest.raises(ValidationError, match="ends on 31 March 2027 already"):
        actions.give_notice(running, NOW, by=None, wanted=date(2027, 4, 30))
    assert actions.give_notice(running, NOW, by=None, wanted=date(2027, 1, 31)) == date(2027, 1, 31)


def test_a_contract_ends_when_its_last_day_is_over(running, house):
    actions.give_notice(running, NOW, by=None)
    silvester = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    assert actions.end_due(silvester) == 0
    assert actions.end_due(silvester + timedelta(minutes=1)) == 1
    contract = again(running)
    assert (contract.state, contract.last_day, contract.end_reason) == ("ended", date(2026, 12, 31), "notice_given")
    assert not again(house.berg).active


def test_notice_is_taken_back_as_if_it_had_not_been_given(running):
    actions.give_notice(running, NOW, by=None)
    actions.take_notice_back(running, NOW + DAY, by=None)
    contract = again(running)
    assert (contract.state, contract.notice_on, contract.last_day) == ("running", None, None)


def test_notice_of_a_contract_that_has_ended_cannot_be_taken_back(running):
    actions.give_notice(running, NOW, by=None)
    with pytest.raises(ValidationError):
        actions.take_notice_back(running, datetime(2027, 1, 1, 8, 0, tzinfo=UTC), by=None)


@pytest.mark.parametrize("deed", [actions.give_notice, actions.take_notice_back, actions.withdraw, actions.reactivate])
def test_what_the_table_does_not_list_is_refused_and_changes_nothing(trial, deed):
    before = history(trial.contract)
    with pytest.raises(ValidationError):
        deed(trial.contract, NOW, by=None)
    assert history(trial.contract) == before
    assert again(trial.contract).state == "trial"


def test_a_contract_is_concluded_once(running):
    with pytest.raises(ValidationError):
        actions.conclude(running, NOW, by=None)


# --- several contracts -------------------------------------------------------------------------------------------------


def test_a_customer_with_another_contract_is_answered_for_until_the_last_one_ends(running, house, offers):
    second = actions.conclude_new(house.berg, ContractEntry(tariff=offers["office"]), NOW, by=None)
    assert (running.number, second.number) == ("K-1002-1", "K-1002-2")
    actions.give_notice(running, NOW, by=None)
    actions.give_notice(second, NOW, by=None, wanted=date(2027, 1, 31))
    actions.end_due(datetime(2027, 1, 1, 8, 0, tzinfo=UTC))
    assert again(house.berg).active
    actions.end_due(datetime(2027, 2, 1, 8, 0, tzinfo=UTC))
    assert not again(house.berg).active


# --- return and withdrawal ---------------------------------------------------------------------------------------------


def test_an_ended_contract_goes_on_while_the_data_are_there(running, house):
    actions.give_notice(running, NOW, by=None)
    back = datetime(2027, 12, 31, 22, 0, tzinfo=UTC)
    actions.end_due(datetime(2027, 1, 1, 8, 0, tzinfo=UTC))
    actions.reactivate(running, back, by=None)
    contract = again(running)
    assert (contract.state, contract.last_day, contract.end_reason, again(house.berg).active) == ("running", None, "", True)


def test_it_does_not_go_on_when_the_data_are_erased(english, running):
    actions.give_notice(running, NOW, by=None)
    with pytest.raises(ValidationError, match="erased"):
        actions.reactivate(running, datetime(2028, 1, 1, 0, 0, tzinfo=UTC), by=None)


def consumer(contract):
    Customer.objects.filter(pk=contract.customer_id).update(is_consumer=True)


def test_a_consumer_withdraws_within_fourteen_days(somebody):
    new = actions.enrol(somebody(is_consumer=True), NOW)
    actions.conclude(new.contract, NOW + 3 * DAY, by=new.user)  # Monday the 23rd; fourteen days end on Monday, 7 December
    assert actions.withdrawal_until(again(new.contract)) == date(2026, 12, 7)
    actions.withdraw(new.contract, datetime(2026, 12, 7, 22, 59, tzinfo=UTC), by=new.user)
    contract = again(new.contract)
    assert (contract.state, contract.last_day, contract.end_reason) == ("withdrawn", date(2026, 12, 7), "withdrawn")
    assert not again(new.customer).active


def test_a_consumer_is_told_when_it_is_too_late(english, somebody):
    new = actions.enrol(somebody(is_consumer=True), NOW)
    actions.conclude(new.contract, NOW + 3 * DAY, by=new.user)
    with pytest.raises(ValidationError, match="ended on 7 December 2026"):
        actions.withdraw(new.contract, datetime(2026, 12, 7, 23, 0, tzinfo=UTC), by=new.user)


def test_a_consumer_whom_nobody_told_has_a_year_more(running):
    consumer(running)
    assert actions.withdrawal_until(again(running)) == date(2027, 12, 6)  # 4 December 2027 is a Saturday


def test_a_business_does_not_withdraw(english, running):
    with pytest.raises(ValidationError, match="Only consumers"):
        actions.withdraw(running, NOW, by=None)


# --- tariff and options ------------------------------------------------------------------------------------------------


def tariffs(contract):
    return [(row.tariff.code, row.valid_from.isoformat()) for row in contract.tariffs.select_related("tariff")]


def test_another_tariff_holds_from_the_next_month_on(running, offers):
    assert actions.change_tariff(running, offers["office"], NOW, by=None) == date(2026, 12, 1)
    assert tariffs(running) == [("start", "2026-11-20"), ("office", "2026-12-01")]
    assert again(running).tariff_on(date(2026, 11, 30)) == offers["start"]
    assert again(running).tariff_on(date(2026, 12, 1)) == offers["office"]


def test_a_planned_change_is_replaced_and_taken_back(running, offers):
    actions.change_tariff(running, offers["office"], NOW, by=None)
    extra = actions.add_tariff(OfferEntry(code="extra", name_de="E", name_en="E"))
    actions.change_tariff(running, extra, NOW, by=None)
    assert tariffs(running) == [("start", "2026-11-20"), ("extra", "2026-12-01")]
    actions.change_tariff(running, offers["start"], NOW, by=None)
    assert tariffs(running) == [("start", "2026-11-20")]


def test_the_present_tariff_is_no_change(running, offers):
    with pytest.raises(ValidationError) as refused:
        actions.change_tariff(running, offers["start"], NOW, by=None)
    assert list(refused.value.message_dict) == ["tariff"]


def test_a_longer_term_needs_a_new_contract(english, running, offers):
    with pytest.raises(ValidationError, match="minimum term of 12 months"):
        actions.change_tariff(running, offers["practice"], NOW, by=None)


def test_on_trial_another_tariff_holds_at_once(trial, offers):
    assert actions.change_tariff(trial.contract, offers["practice"], NOW + DAY, by=None) == date(2026, 11, 21)
    assert again(trial.contract).tariff_on(date(2026, 11, 21)) == offers["practice"]


def test_no_change_comes_after_the_end(english, running, offers):
    actions.give_notice(running, NOW, by=None)
    with pytest.raises(ValidationError, match="ends on 31 December 2026"):
        actions.change_tariff(running, offers["office"], datetime(2026, 12, 5, 8, tzinfo=UTC), by=None)


def test_an_option_begins_at_once_and_ends_with_the_month(running, offers):
    booked = actions.book_option(running, offers["24h"], NOW, by=None)
    assert (booked.valid_from, booked.last_day) == (date(2026, 11, 20), None)
    assert actions.cancel_option(booked, NOW + DAY, by=None) == date(2026, 11, 30)
    again_booked = actions.book_option(running, offers["24h"], NOW + 2 * DAY, by=None)
    assert (again_booked.pk, again_booked.last_day) == (booked.pk, None)


def test_an_option_is_booked_once_and_not_for_the_past(running, offers):
    actions.book_option(running, offers["24h"], NOW, by=None)
    for wanted, field in ((None, "option"), (date(2026, 11, 19), "wanted")):
        with pytest.raises(ValidationError) as refused:
            actions.book_option(running, offers["24h"], NOW, by=None, wanted=wanted)
        assert list(refused.value.message_dict) == [field]


def test_an_option_that_has_not_begun_is_gone_when_it_is_cancelled(running, offers):
    booked = actions.book_option(running, offers["24h"], NOW, by=None, wanted=date(2027, 1, 1))
    assert actions.cancel_option(booked, NOW, by=None) is None
    assert not running.options.exists()


# --- offers and the pool -----------------------------------------------------------------------------------------------


def test_the_first_offers_are_brought_once(db):
    assert actions.bring_offers()
    assert [tariff.code for tariff in Tariff.objects.all()] == ["start", "office", "practice"]
    assert [option.code for option in Option.objects.all()] == ["sms", "24h"]
    Tariff.objects.filter(code="start").update(name_de="Unser Tarif")
    assert not actions.bring_offers()
    assert Tariff.objects.get(code="start").name_de == "Unser Tarif"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"renews_months": 12}, "renews_months"),
        ({"notice_to": "end_of_term", "minimum_months": 0}, "minimum_months"),
        ({"code": "nicht erlaubt"}, "code"),
        ({"code": "office"}, "code"),
        ({"notice_unit": "years"}, "notice_unit"),
    ],
)
def test_impossible_terms_are_not_offered(offers, changes, field):
    with pytest.raises(ValidationError) as refused:
        actions.add_tariff(OfferEntry(**({"code": "neu", "name_de": "Neu", "name_en": "New"} | changes)))
    assert list(refused.value.message_dict) == [field]
    assert Tariff.objects.count() == len(offers) - Option.objects.count()


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("hier", "", "first"),
        ("030 23125900", "hier", "last"),
        ("030 23125910", "030 23125900", "last"),
        ("030 23125000", "030 2312599", "last"),
    ],
)
def test_an_impossible_range_is_refused(db, first, last, field):
    with pytest.raises(ValidationError) as refused:
        actions.add_numbers(first, NOW, last=last)
    assert list(refused.value.message_dict) == [field]
    assert not PoolNumber.objects.exists()


def test_a_range_adds_what_is_missing(db):
    assert [row.number for row in actions.add_numbers("030 23125900", NOW)] == ["+493023125900"]
    assert [row.number for row in actions.add_numbers("030 23125900", NOW, last="030 23125902")] == ["+493023125901", "+493023125902"]
    with pytest.raises(ValidationError):
        actions.add_numbers("030 23125900", NOW, last="030 23125902")


def test_a_number_that_leads_to_somebody_stays_in_the_pool(house):
    number = actions.add_numbers(ZAHN_NUMBER, NOW)[0]
    with pytest.raises(ValidationError, match=r"Praxis Dr\. Zahn"):
        actions.remove_number(number)
    actions.remove_dial_in(DialIn.objects.get(number=ZAHN_NUMBER), NOW)
    assert PoolNumber.objects.get(pk=number.pk).rests_until == NOON + timedelta(days=90)
    actions.remove_number(number)
    assert not PoolNumber.objects.filter(number=ZAHN_NUMBER).exists()


def test_a_new_mandate_ends_the_one_before(house):
    for at, iban in ((NOW, "DE02120300000000202051"), (NOW + DAY, "DE02500105170137075030")):
        actions.add_bank_account(house.berg, actions.BankEntry(iban=iban, holder="A. Berg", text="2026-11"), at)
    kept = BankAccount.objects.filter(customer=house.berg)
    assert [(row.mandate_reference, row.ended_on) for row in kept] == [("M-K-1002-1", date(2026, 11, 21)), ("M-K-1002-2", None)]
    assert Contract.objects.count() == 0
