"""The service ladder as deeds: what is told, what holds from which day, and that everything comes back at once."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.arrears import OWES, climb
from tests.cast import NOON, make_cast
from vorzimmer.customers import actions, service
from vorzimmer.customers.actions import CustomerEntry
from vorzimmer.customers.actions.service import announce_step, lift, lift_over
from vorzimmer.customers.models import CallType, Customer, Rota, ServiceStep
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.service_ladder import Arrears, LineReason, in_force
from vorzimmer.domain.service_rules import Step
from vorzimmer.live.models import LiveEvent

pytestmark = [pytest.mark.django_db(databases=["default", "keyring"]), pytest.mark.usefixtures("english")]
FULL, WARNED, NO_SMS, VOICEMAIL_ONLY, STOPPED = Step
TODAY = berlin_date(NOON)  # Friday, 20 November 2026


@pytest.fixture
def cast():
    cast = make_cast()
    Customer.objects.update(email="rechnung@kunde.example")
    cast.berg.refresh_from_db()
    return cast


@pytest.fixture
def berg(cast):
    """Neither bound to secrecy nor with an emergency line."""
    return cast.berg


def announce(customer, step, at=NOON, from_on=None, **more):
    return announce_step(customer, step, from_on, at, **{"by": None, "arrears": OWES} | more)


def test_a_warning_holds_at_once_and_withholds_nothing(berg, cast):
    line = announce(berg, WARNED, by=cast.accountant)
    assert (line.step, line.told_on, line.from_on, line.reason, line.cents) == ("warned", TODAY, TODAY, "arrears", 24_000)
    assert line.by == cast.accountant
    berg.refresh_from_db()
    assert (berg.service, berg.service_next, berg.service_next_from) == ("warned", "", None)


def test_a_step_holds_when_its_notice_is_over_and_not_a_day_before(berg):
    announce(berg, WARNED)
    line = announce(berg, NO_SMS)
    assert line.from_on == date(2026, 12, 8)
    berg.refresh_from_db()
    assert [berg.service_on(date(2026, 12, day)) for day in (7, 8)] == [WARNED, NO_SMS]


def test_a_later_day_may_be_chosen_and_an_earlier_one_not(berg):
    announce(berg, WARNED)
    with pytest.raises(ValidationError, match="The first possible day is 8 December 2026") as refused:
        announce(berg, NO_SMS, from_on=date(2026, 12, 7))
    assert "from_on" in refused.value.error_dict
    assert ServiceStep.objects.count() == 1
    assert announce(berg, NO_SMS, from_on=date(2026, 12, 15)).from_on == date(2026, 12, 15)


def test_the_next_step_is_announced_once_the_one_before_holds(berg):
    announce(berg, WARNED)
    announce(berg, NO_SMS)
    with pytest.raises(ValidationError, match="A step is announced already"):
        announce(berg, VOICEMAIL_ONLY, at=datetime(2026, 12, 7, 12, tzinfo=UTC))
    line = announce(berg, VOICEMAIL_ONLY, at=datetime(2026, 12, 11, 12, tzinfo=UTC))
    assert line.from_on == date(2026, 12, 29)  # received on the 12th; two weeks end on Boxing Day, and Monday the 28th is for paying


def test_whoever_asks_twice_tells_the_customer_once(berg):
    announce(berg, WARNED)
    with pytest.raises(ValidationError, match="Steps go up one at a time"):
        announce(berg, WARNED)
    assert ServiceStep.objects.count() == 1


@pytest.mark.parametrize(
    ("arrears", "says"),
    [
        (Arrears(), "Nothing is in default"),
        (Arrears(cents=9_999, invoices=2, since=date(2026, 8, 1)), "€99.99 is in default. It takes at least €100.00."),
        (Arrears(cents=24_000, disputed=20_000, invoices=2, since=date(2026, 8, 1)), "€200.00 is disputed. The rest, €40.00, is less than"),
        (Arrears(cents=24_000, invoices=1, since=date(2026, 8, 1)), "one unpaid invoice is not enough"),
        (Arrears(cents=24_000, invoices=2, since=date(2026, 11, 15)), "not been in default for 14 days yet"),
    ],
)
def test_what_the_law_does_not_allow_is_refused_in_words_and_tells_nobody(berg, arrears, says):
    announce(berg, WARNED)
    with pytest.raises(ValidationError, match=says):
        announce(berg, NO_SMS, arrears=arrears)
    assert [line.step for line in ServiceStep.objects.all()] == ["warned"]


def test_a_customer_without_an_address_cannot_be_told(berg):
    Customer.objects.update(email="")
    with pytest.raises(ValidationError, match="no e-mail address"):
        announce(berg, WARNED)


def test_a_file_that_is_closed_has_no_service_to_reduce(berg):
    Customer.objects.update(active=False)
    with pytest.raises(ValidationError, match="not answered at all"):
        announce(berg, WARNED)


def secret(customer):
    Customer.objects.filter(pk=customer.pk).update(secrecy=True)


def on_call(customer):
    Rota.objects.create(customer=customer, name="Notdienst")


def emergencies(customer):
    CallType.objects.create(customer=customer, name="Rohrbruch", urgency=4)


@pytest.mark.parametrize("make", [secret, on_call, emergencies])
def test_secrecy_and_emergency_lines_need_a_person_who_decides(berg, make):
    make(berg)
    announce(berg, WARNED)
    with pytest.raises(ValidationError, match="a person must decide"):
        announce(berg, NO_SMS)
    assert announce(berg, NO_SMS, decided=True).step == "no_sms"


def test_a_kind_of_call_that_is_only_urgent_is_no_emergency_line(berg):
    CallType.objects.create(customer=berg, name="Beschwerde", urgency=3)
    assert not service.is_delicate(berg)


def test_a_consumer_is_never_stopped(berg):
    Customer.objects.update(is_consumer=True)
    at = climb(berg, VOICEMAIL_ONLY, NOON)
    with pytest.raises(ValidationError, match="towards a consumer"):
        announce(berg, STOPPED, at=at)


def test_everything_comes_back_at_once_and_takes_what_is_announced_with_it(berg, cast):
    at = climb(berg, NO_SMS, NOON)
    announce(berg, VOICEMAIL_ONLY, at=at)
    line = lift(berg, at + timedelta(hours=1), by=cast.owner, reason=LineReason.AGREED)
    berg.refresh_from_db()
    assert (line.step, line.from_on, line.reason, line.cents) == ("full", berlin_date(at), "agreed", 0)
    assert (berg.service, berg.service_next, berg.service_next_from) == ("full", "", None)
    assert berg.service_on(date(2027, 6, 1)) is FULL


def test_who_has_everything_is_given_nothing_back(berg):
    with pytest.raises(ValidationError, match="nothing to give back"):
        lift(berg, NOON, by=None)
    assert ServiceStep.objects.count() == 0


def test_after_everything_came_back_the_ladder_begins_with_a_warning(berg):
    at = climb(berg, NO_SMS, NOON)
    lift(berg, at, by=None)
    with pytest.raises(ValidationError, match="one at a time"):
        announce(berg, NO_SMS, at=at)
    assert announce(berg, WARNED, at=at).step == "warned"


def test_screens_hear_of_it_and_the_operators_too(berg, cast):
    announce(berg, WARNED)
    assert set(LiveEvent.objects.values_list("channel", flat=True)) == {cast.day.channel, berg.channel, "staff"}


def test_a_form_of_the_file_that_was_opened_before_changes_nothing_about_the_service(berg):
    opened = Customer.objects.get(pk=berg.pk)
    climb(berg, NO_SMS, NOON)
    entry = CustomerEntry(name="Kanzlei Berg", short_name="Berg", team=opened.team)
    actions.change_customer(opened, entry, NOON)
    berg.refresh_from_db()
    assert (berg.service_on(date(2026, 12, 8)), berg.service_on(date(2026, 12, 7))) == (NO_SMS, WARNED)


def test_lines_are_never_changed(berg):
    at = climb(berg, NO_SMS, NOON)
    before = list(ServiceStep.objects.values())
    lift(berg, at, by=None)
    assert list(ServiceStep.objects.values())[:2] == before


# --- given back by itself ----------------------------------------------------------------------------------------------


def nothing(_customer, _day):
    return Arrears()


def still(_customer, _day):
    return OWES


def reached(_line):
    return True


def test_who_has_paid_has_everything_back_and_what_was_announced_never_holds(berg):
    announce(berg, WARNED)
    announce(berg, NO_SMS)
    assert lift_over(NOON + timedelta(days=3), nothing, reached) == 1
    berg.refresh_from_db()
    assert berg.service_on(date(2026, 12, 8)) is FULL
    line = ServiceStep.objects.last()
    assert (line.step, line.reason, line.by, line.told_on) == ("full", "paid", None, date(2026, 11, 23))


def test_who_still_owes_keeps_the_step_and_whose_letter_came_back_does_not(berg):
    at = climb(berg, NO_SMS, NOON)
    assert lift_over(at, still, reached) == 0
    assert lift_over(at, still, lambda _line: False) == 1
    assert ServiceStep.objects.last().reason == "not_told"


def test_whoever_has_everything_is_not_even_asked_about(berg, django_assert_num_queries):
    def asked(_customer, _day):
        raise AssertionError

    with django_assert_num_queries(1):
        assert lift_over(NOON, asked, asked) == 0


# --- what a ringing call reads is what the log says --------------------------------------------------------------------


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=7), ahead=st.integers(0, 60))
def test_the_row_says_on_every_day_from_now_what_the_log_says(berg, deeds, ahead):
    ServiceStep.objects.all().delete()
    Customer.objects.update(service="full", service_next="", service_next_from=None)
    at = NOON
    for up, days in deeds:
        at += timedelta(days=days)
        berg.refresh_from_db()
        stands = service.ladder_of(berg, service.log_of(berg), OWES, berlin_date(at))
        try:
            announce(berg, stands.next or STOPPED, at=at) if up else lift(berg, at, by=None)
        except ValidationError:
            continue
    berg.refresh_from_db()
    day = berlin_date(at) + timedelta(days=ahead)
    assert berg.service_on(day) is in_force([line.told for line in service.log_of(berg)], day)


def test_who_stands_on_the_ladder_is_found(berg, cast):
    assert list(Customer.objects.on_ladder()) == []
    announce(berg, WARNED)
    assert list(Customer.objects.on_ladder()) == [berg]


def test_the_step_is_a_code_in_the_row_and_no_amount_stands_there(berg):
    climb(berg, NO_SMS, NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT service, service_next FROM customers_customer WHERE number = 'K-1002'")
        assert cursor.fetchone() == ("warned", "no_sms")


# --- the reference -----------------------------------------------------------------------------------------------------


def test_the_reference_names_every_number_of_the_policy():
    page = (Path(__file__).parents[2] / "docs" / "reference" / "service-ladder.md").read_text("utf-8")
    for step in (WARNED, NO_SMS, VOICEMAIL_ONLY, STOPPED):
        rule = service.rules().on(step, TODAY)
        row = next(line for line in page.splitlines() if line.startswith(f"| `{step.value}` |"))
        cells = [cell.strip() for cell in row.split("|")[2:-1]]
        assert cells[-6:] == [
            f"{rule.least_cents // 100} EUR",
            str(rule.least_invoices),
            str(rule.least_days_in_default),
            str(rule.notice_days),
            str(rule.days_after_step_before),
            "yes" if rule.consumers else "no",
        ]
