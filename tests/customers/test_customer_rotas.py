"""Rotas of a customer: what is refused at which field, who is on call, who has no working channel, and the chain on the card."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import NOON, make_cast
from vorzimmer.customers import actions
from vorzimmer.customers.actions import CallTypeEntry, ChannelEntry, OpeningHourEntry, OverrideEntry, PersonEntry, RotaEntry, ShiftEntry
from vorzimmer.customers.guidance import guidance
from vorzimmer.customers.models import Channel, Customer, Rota, RotaOverride, Shift
from vorzimmer.customers.rotas import WarnBecause, rota_rule, rotas_now, rules_of
from vorzimmer.domain.days import Span
from vorzimmer.domain.rotas import Turn
from vorzimmer.live.models import LiveEvent

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
MONDAY = date(2026, 11, 16)


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def rota(cast):
    return actions.add_rota(cast.zahn, RotaEntry(name="Notdienst", fallback=(cast.kern,)), NOON)


def nights(*members, **more):
    values = {"members": members, "weekdays": "01234", "start": time(18), "end": time(8), "anchor": MONDAY}
    return ShiftEntry(**(values | more))


def refused(deed, *arguments):
    with pytest.raises(ValidationError) as caught:
        deed(*arguments)
    return caught.value.message_dict if hasattr(caught.value, "error_dict") else caught.value.messages


def test_a_rota_is_read_with_one_question_however_much_stands_in_it(cast, rota, django_assert_num_queries):
    actions.add_shift(rota, nights(cast.doctor, cast.kern, turn="day", hand_over=time(9)), NOON)
    actions.add_shift(rota, nights(cast.kern, weekdays="56", start=time(8), end=time(18)), NOON)
    for day in (1, 2):
        start = NOON + timedelta(days=day)
        actions.add_override(rota, OverrideEntry(start=start, end=start + timedelta(hours=2), person=cast.kern), NOON)
    with django_assert_num_queries(1):
        rule = rota_rule(rota, NOON)
    assert [(shift.members, shift.turn, shift.hand_over) for shift in sorted(rule.shifts, key=lambda shift: shift.turn)] == [
        ((cast.doctor.pk, cast.kern.pk), Turn.DAY, time(9)),
        ((cast.kern.pk,), Turn.WEEK, time(8)),
    ]
    assert [override.span.start for override in rule.overrides] == [NOON + timedelta(days=1), NOON + timedelta(days=2)]
    assert (rule.fallback, rule.escalate_after, rule.rounds) == ((cast.kern.pk,), timedelta(minutes=10), 2)


def test_an_empty_rota_is_a_rule_too_and_an_override_that_is_over_is_none(cast, rota):
    actions.add_override(rota, OverrideEntry(start=NOON, end=NOON + timedelta(hours=1), person=cast.kern), NOON)
    assert len(rota_rule(rota, NOON).overrides) == 1
    rule = rota_rule(rota, NOON + timedelta(hours=1))
    assert (rule.shifts, rule.overrides) == ((), ())
    assert rules_of([], NOON) == {}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    members=st.lists(st.integers(0, 1), min_size=1, max_size=2, unique=True),
    fallback=st.lists(st.integers(0, 1), max_size=2, unique=True),
    hours=st.lists(st.integers(0, 40), max_size=4, unique=True),
)
def test_what_is_read_is_what_was_written(cast, members, fallback, hours):
    people = [cast.doctor, cast.kern]
    chosen = tuple(people[index] for index in members)
    rota = actions.add_rota(cast.zahn, RotaEntry(name="Probe", fallback=tuple(people[index] for index in fallback)), NOON)
    try:
        actions.add_shift(rota, nights(*chosen), NOON)
        for hour in hours:
            start = NOON + timedelta(hours=hour)
            actions.add_override(rota, OverrideEntry(start=start, end=start + timedelta(hours=1)), NOON)
        rule = rota_rule(rota, NOON)
        assert [shift.members for shift in rule.shifts] == [tuple(person.pk for person in chosen)]
        assert [override.span.start for override in rule.overrides] == [NOON + timedelta(hours=hour) for hour in sorted(hours)]
        assert set(rule.fallback) == {people[index].pk for index in fallback}
    finally:
        rota.delete()


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (RotaEntry(name="  "), "name"),
        (RotaEntry(name="notdienst"), "name"),
        (RotaEntry(name="Neu", escalate_after=0), "escalate_after"),
        (RotaEntry(name="Neu", escalate_after=241), "escalate_after"),
        (RotaEntry(name="Neu", rounds=0), "rounds"),
    ],
)
def test_a_wrong_rota_is_refused_at_its_field(cast, rota, entry, field):
    assert list(refused(actions.add_rota, cast.zahn, entry, NOON)) == [field]
    assert cast.zahn.rotas.count() == 1


def test_shifts_that_overlap_are_refused_with_the_other_one_and_nothing_is_kept(cast, rota):
    actions.add_shift(rota, nights(cast.doctor), NOON)
    with translation.override("en"):
        errors = refused(actions.add_shift, rota, nights(cast.kern, weekdays="1", start=time(7), end=time(12)), NOON)
    assert errors == {"start": ["This overlaps the shift “Mon–Fri, 18:00–08:00”. Change one of them so that they follow each other."]}
    assert rota.shifts.count() == 1
    actions.add_shift(rota, nights(cast.kern, start=time(8), end=time(18)), NOON)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"members": ()}, "members"),
        ({"weekdays": ""}, "weekdays"),
        ({"end": None}, "end"),
        ({"start": time(8), "end": time(8)}, "end"),
        ({"turn": "month"}, "turn"),
    ],
)
def test_a_wrong_shift_is_refused_at_its_field(cast, rota, more, field):
    assert list(refused(actions.add_shift, rota, nights(cast.doctor, **more), NOON)) == [field]
    assert not Shift.objects.exists()


def test_people_of_another_customer_are_on_no_rota(cast, rota):
    stranger = actions.add_person(cast.berg, PersonEntry(name="Fremde"), NOON)
    assert list(refused(actions.add_shift, rota, nights(stranger), NOON)) == ["members"]
    assert list(refused(actions.change_rota, rota, RotaEntry(name="Notdienst", fallback=(stranger,)), NOON)) == ["fallback"]
    override = OverrideEntry(start=NOON, end=NOON + timedelta(hours=1), person=stranger)
    assert list(refused(actions.add_override, rota, override, NOON)) == ["person"]
    assert list(refused(actions.add_shift, rota, nights(cast.kern, cast.kern), NOON)) == ["members"]


def test_an_override_ends_after_it_starts_in_the_future_and_meets_no_other(cast, rota):
    hour = timedelta(hours=1)
    assert list(refused(actions.add_override, rota, OverrideEntry(start=NOON, end=NOON), NOON)) == ["end"]
    assert list(refused(actions.add_override, rota, OverrideEntry(start=NOON - 2 * hour, end=NOON - hour), NOON)) == ["end"]
    kept = actions.add_override(rota, OverrideEntry(start=NOON, end=NOON + 2 * hour), NOON)
    assert list(refused(actions.add_override, rota, OverrideEntry(start=NOON + hour, end=NOON + 3 * hour), NOON)) == ["start"]
    actions.change_override(kept, OverrideEntry(start=NOON, end=NOON + hour, person=cast.kern), NOON)
    actions.add_override(rota, OverrideEntry(start=NOON + hour, end=NOON + 3 * hour), NOON)
    assert RotaOverride.objects.count() == 2


def test_who_is_on_call_now_and_where_nobody_is(cast, rota):
    actions.add_shift(rota, nights(cast.doctor, cast.kern), NOON)
    (now,) = rotas_now(cast.zahn, datetime(2026, 11, 20, 19, 0, tzinfo=UTC))
    assert now.now.person == cast.doctor
    assert [person.name for person in now.chain] == ["Dr. Zahn", "Frau Kern"]
    assert now.gaps[0].span == Span(start=datetime(2026, 11, 21, 7, 0, tzinfo=UTC), end=datetime(2026, 11, 23, 17, 0, tzinfo=UTC))
    assert now.turns[2].person == cast.kern


def test_the_rotas_of_a_customer_ask_four_questions_however_many_there_are(cast, rota, django_assert_num_queries):
    for number in range(5):
        more = actions.add_rota(cast.zahn, RotaEntry(name=f"Rota {number}"), NOON)
        actions.add_shift(more, nights(cast.doctor, cast.kern), NOON)
    customer = Customer.objects.select_related("orders").get(pk=cast.zahn.pk)
    with django_assert_num_queries(4):
        assert len(rotas_now(customer, NOON)) == 6


def test_nobody_is_missing_while_the_customer_is_open(cast, rota):
    actions.add_shift(rota, nights(cast.doctor), NOON)
    (now,) = rotas_now(cast.zahn, NOON)
    assert len(now.gaps) == 11
    actions.add_opening_hour(cast.zahn, OpeningHourEntry(weekdays="01234", start=time(8), end=time(18)), NOON)
    (now,) = rotas_now(cast.zahn, NOON)
    weekends = [(turn.span.start, turn.span.end) for turn in now.gaps]
    assert weekends == [
        (datetime(2026, 11, 21, 7, 0, tzinfo=UTC), datetime(2026, 11, 23, 17, 0, tzinfo=UTC)),
        (datetime(2026, 11, 28, 7, 0, tzinfo=UTC), datetime(2026, 11, 30, 17, 0, tzinfo=UTC)),
    ]


def test_somebody_without_a_working_channel_is_warned_of(cast, rota):
    lone = actions.add_person(cast.zahn, PersonEntry(name="Ohne Weg"), NOON)
    actions.add_shift(rota, nights(lone, cast.doctor), NOON)
    (now,) = rotas_now(cast.zahn, NOON)
    assert now.warnings == []  # the customer's own e-mail address is for everybody
    Channel.objects.update(active=False)
    (now,) = rotas_now(cast.zahn, NOON)
    assert [(warning.person, warning.because) for warning in now.warnings] == [(lone, WarnBecause.NO_WAY)]


def test_somebody_whose_last_letter_was_not_delivered_is_warned_of_although_he_has_a_number(cast, rota):
    actions.add_shift(rota, nights(cast.doctor, cast.kern), NOON)
    own = actions.add_channel(cast.zahn, ChannelEntry(address="kern@zahn.example", person=cast.kern), NOON)
    (now,) = rotas_now(cast.zahn, NOON, dead={own.pk, cast.email.pk})
    assert [(warning.person, warning.because) for warning in now.warnings] == [
        (cast.doctor, WarnBecause.NOT_DELIVERED),
        (cast.kern, WarnBecause.NOT_DELIVERED),
    ]
    (now,) = rotas_now(cast.zahn, NOON, dead={cast.email.pk})
    assert [warning.person for warning in now.warnings] == [cast.doctor]


def test_a_rota_that_a_call_type_needs_stays(cast, rota):
    emergency = actions.add_call_type(cast.zahn, CallTypeEntry(name="Schmerzen", measures=("chain",), rota=rota), NOON)
    assert "„Schmerzen“" in refused(actions.remove_rota, rota, NOON)[0]
    actions.change_call_type(emergency, CallTypeEntry(name="Schmerzen"), NOON, published=False)
    rota.customer.refresh_from_db()
    assert "„Schmerzen“" in refused(actions.remove_rota, rota, NOON)[0]  # it is still published so
    customer = Customer.objects.get(pk=cast.zahn.pk)
    actions.publish(customer, cast.owner, NOON)
    actions.remove_rota(Rota.objects.get(pk=rota.pk), NOON)
    assert not Rota.objects.exists()


def test_the_card_names_the_chain_of_a_call_type_with_one_question_more(cast, rota, django_assert_num_queries):
    emergency = actions.add_call_type(cast.zahn, CallTypeEntry(name="Schmerzen", measures=("chain",), rota=rota), NOON)
    actions.add_shift(rota, nights(cast.doctor, start=None, end=None, weekdays="0123456"), NOON)
    customer = Customer.objects.select_related("orders").get(pk=cast.zahn.pk)
    with django_assert_num_queries(2):
        card = guidance(customer, NOON, operator="Olga Weber", call_type=emergency.pk)
    assert [(now.person.name, now.is_available) for now in card.chain] == [("Dr. Zahn", False), ("Frau Kern", True)]
    with django_assert_num_queries(1):
        assert guidance(customer, NOON, operator="Olga Weber").chain == []
    usual = actions.add_call_type(cast.zahn, CallTypeEntry(name="Termin", rota=rota), NOON)
    customer = Customer.objects.select_related("orders").get(pk=cast.zahn.pk)
    card = guidance(customer, NOON, operator="Olga Weber", call_type=usual.pk)
    assert (card.wants_chain, card.chain) == (False, [])
    Rota.objects.all().delete()
    card = guidance(customer, NOON, operator="Olga Weber", call_type=emergency.pk)
    assert (card.wants_chain, card.chain) == (True, [])


def test_every_change_of_a_rota_is_told_to_the_screens(cast, rota):
    LiveEvent.objects.all().delete()
    shift = actions.add_shift(rota, nights(cast.doctor), NOON)
    override = actions.add_override(rota, OverrideEntry(start=NOON, end=NOON + timedelta(hours=1)), NOON)
    actions.remove_override(override, NOON)
    actions.remove_shift(shift, NOON)
    assert LiveEvent.objects.filter(channel=cast.zahn.channel, kind="instruction").count() == 4
