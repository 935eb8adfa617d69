"""The deeds on a customer's file: what they write, whom they tell, and what they refuse without changing anything."""

from datetime import time, timedelta

import pytest
from django.core.exceptions import ValidationError

from tests.cast import BERG_NUMBER, CALLER, NOON, make_cast
from vorzimmer.customers import actions
from vorzimmer.customers.actions import (
    CallerEntry,
    ChannelEntry,
    CustomerEntry,
    DialInEntry,
    GreetingEntry,
    InstructionEntry,
    PersonEntry,
)
from vorzimmer.customers.models import Channel, Customer, DialIn, Greeting, Instruction, KnownCaller, Person, Team
from vorzimmer.live.models import LiveEvent

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def cast():
    return make_cast()


def refused(deed, *arguments):
    """The fields and the texts with which a deed refuses."""
    with pytest.raises(ValidationError) as caught:
        deed(*arguments)
    return caught.value.message_dict


def told():
    """Which teams were told about whom, in order: (channel, kind, ref)."""
    return list(LiveEvent.objects.filter(channel__startswith="team:").order_by("id").values_list("channel", "kind", "ref"))


# --- the customer ------------------------------------------------------------------------------------------------------


def test_a_new_file_gets_the_next_number_and_the_rarest_colour(cast):
    Customer.objects.create(number="1041", name="A", short_name="A", team=cast.day, since=NOON, colour=0)
    customer = actions.open_customer(CustomerEntry(name="Elektro Brandt", short_name="Brandt", team=cast.day), NOON)
    assert (customer.number, customer.colour, customer.since) == ("1042", 1, NOON)


def test_the_first_file_of_an_agency_has_the_number_1001(db):
    customer = actions.open_customer(CustomerEntry(name="A", short_name="A", team=Team.objects.create(name="Alle")), NOON)
    assert (customer.number, customer.colour) == ("1001", 0)


def test_a_number_that_is_taken_is_refused(cast):
    entry = CustomerEntry(name="A", short_name="A", team=cast.day, number="K-1001")
    assert list(refused(actions.open_customer, entry, NOON)) == ["number"]
    assert Customer.objects.count() == 2


def test_a_blank_name_and_a_wrong_trade_are_told_at_their_fields(cast):
    entry = CustomerEntry(name="", short_name="A", team=cast.day, trade="pirate")
    assert set(refused(actions.open_customer, entry, NOON)) == {"name", "trade"}


def test_a_colour_that_does_not_exist_is_refused(cast):
    assert list(refused(actions.open_customer, CustomerEntry(name="A", short_name="A", team=cast.day, colour=12), NOON)) == ["colour"]


def test_changing_the_team_tells_both_teams(cast):
    actions.change_customer(cast.berg, CustomerEntry(name="Kanzlei Berg", short_name="Berg", team=cast.night, number="K-1002"), NOON)
    ref = str(cast.berg.pk)
    assert told() == [(f"team:{cast.night.pk}", "instruction", ref), (f"team:{cast.day.pk}", "instruction", ref)]


def test_a_change_without_number_and_colour_keeps_both(cast):
    customer = actions.change_customer(cast.zahn, CustomerEntry(name="Praxis Zahn", short_name="Zahn", team=cast.day, secrecy=True), NOON)
    customer.refresh_from_db()
    assert (customer.name, customer.number, customer.colour) == ("Praxis Zahn", "K-1001", 3)


def test_who_becomes_bound_to_secrecy_gets_hints_only(cast):
    whole = actions.add_channel(cast.berg, ChannelEntry(address="berg@kanzlei.example", detail="full"), NOON)
    actions.change_customer(cast.berg, CustomerEntry(name="Kanzlei Berg", short_name="Berg", team=cast.day, secrecy=True), NOON)
    whole.refresh_from_db()
    assert (whole.detail, whole.address) == ("hint", "berg@kanzlei.example")


def test_a_confirmed_whole_note_survives_another_change_of_a_customer_bound_to_secrecy(cast):
    actions.change_customer(cast.zahn, CustomerEntry(name="Praxis Zahn", short_name="Zahn", team=cast.day, secrecy=True), NOON)
    assert Channel.objects.get(pk=cast.email.pk).detail == "full"


def test_a_closed_customer_is_reached_by_no_number_until_it_is_opened_again(cast):
    actions.close_customer(cast.berg, NOON)
    assert DialIn.objects.leading([BERG_NUMBER]) is None
    actions.reopen_customer(cast.berg, NOON)
    assert DialIn.objects.leading([BERG_NUMBER]).customer == cast.berg


# --- numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["030 23125044", "0049 30 231250-44", "+49 (0)30 23125044", "+493023125044"])
def test_a_number_is_kept_in_one_spelling_however_it_was_written(cast, written):
    assert actions.add_dial_in(cast.berg, DialInEntry(number=written), NOON).number == "+493023125044"


@pytest.mark.parametrize("written", ["030 231250200", "+49 30 231250200"])
def test_a_number_of_somebody_else_is_refused_with_the_name_of_the_other(cast, written):
    errors = refused(actions.add_dial_in, cast.zahn, DialInEntry(number=written), NOON)
    assert list(errors) == ["number"]
    assert "Kanzlei Berg" in errors["number"][0]
    assert DialIn.objects.count() == 3


@pytest.mark.parametrize("written", ["", "anonymous", "110", "231250", "abc", "+49"])
def test_what_is_no_number_with_area_code_is_refused(cast, written):
    assert list(refused(actions.add_dial_in, cast.zahn, DialInEntry(number=written), NOON)) == ["number"]


def test_a_number_may_be_written_again_on_its_own_record(cast):
    dial_in = cast.berg.dial_ins.get()
    actions.change_dial_in(dial_in, DialInEntry(number="030 231250200", label="Notruf"), NOON)
    dial_in.refresh_from_db()
    assert (dial_in.number, dial_in.label) == (BERG_NUMBER, "Notruf")


def test_a_removed_number_leads_to_nobody_and_the_team_is_told(cast):
    actions.remove_dial_in(cast.berg.dial_ins.get(), NOON)
    assert DialIn.objects.leading([BERG_NUMBER]) is None
    assert told() == [(f"team:{cast.day.pk}", "instruction", str(cast.berg.pk))]


# --- greetings ---------------------------------------------------------------------------------------------------------


def test_a_greeting_is_kept_with_its_part_of_the_week(cast):
    greeting = actions.add_greeting(
        cast.berg, GreetingEntry(text="Kanzlei Berg, {operator}.", weekdays="01234", start=time(18), end=time(8)), NOON
    )
    window = greeting.as_rule().window
    assert (window.weekdays, window.start, window.end) == (frozenset({0, 1, 2, 3, 4}), time(18), time(8))
    assert told() == [(f"team:{cast.day.pk}", "instruction", str(cast.berg.pk))]


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (GreetingEntry(text="Hallo", start=time(8)), "end"),
        (GreetingEntry(text="Hallo", end=time(8)), "start"),
        (GreetingEntry(text="Hallo", start=time(8), end=time(8)), "end"),
        (GreetingEntry(text="Hallo", weekdays=""), "weekdays"),
        (GreetingEntry(text="Hallo", weekdays="7"), "weekdays"),
        (GreetingEntry(text="Hallo", weekdays="x"), "weekdays"),
        (GreetingEntry(text=""), "text"),
        (GreetingEntry(text="x" * 301), "text"),
    ],
)
def test_a_greeting_that_could_never_be_said_is_refused_at_its_field(cast, entry, field):
    assert list(refused(actions.add_greeting, cast.berg, entry, NOON)) == [field]
    assert cast.berg.greetings.count() == 0


def test_a_greeting_is_changed_and_removed(cast):
    greeting = cast.zahn.greetings.get()
    actions.change_greeting(greeting, GreetingEntry(text="Guten Tag."), NOON)
    assert Greeting.objects.get().text == "Guten Tag."
    actions.remove_order(greeting, NOON)
    assert not Greeting.objects.exists()


# --- people ------------------------------------------------------------------------------------------------------------


def test_somebody_new_stands_at_the_end(cast):
    person = actions.add_person(cast.zahn, PersonEntry(name="Herr Lose", transfer_number="0171 3920009", may_transfer=True), NOON)
    assert (person.position, Person.objects.get(pk=person.pk).transfer_number) == (2, "+491713920009")
    assert actions.add_person(cast.berg, PersonEntry(name="Anna Berg"), NOON).position == 0


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (PersonEntry(name=""), "name"),
        (PersonEntry(name="A", transfer_number="kein"), "transfer_number"),
        (PersonEntry(name="A", may_transfer=True), "transfer_number"),
        (PersonEntry(name="A", availability="dancing"), "availability"),
        (PersonEntry(name="A", availability="break", available_again_at=NOON), "available_again_at"),
    ],
)
def test_an_entry_about_a_person_that_makes_no_sense_is_refused_at_its_field(cast, entry, field):
    assert list(refused(actions.add_person, cast.zahn, entry, NOON)) == [field]
    assert Person.objects.count() == 2


def test_who_is_available_is_not_away_until_later(cast):
    entry = PersonEntry(name="Dr. Zahn", availability="available", available_again_at=NOON + timedelta(hours=2))
    assert actions.change_person(cast.doctor, entry, NOON).available_again_at is None


def test_a_person_goes_with_what_is_only_for_this_person(cast):
    actions.add_instruction(cast.zahn, InstructionEntry(text="Nur Frau Kern.", person=cast.kern), NOON)
    actions.add_channel(cast.zahn, ChannelEntry(address="kern@zahn.example", person=cast.kern), NOON)
    actions.remove_person(cast.kern, NOON)
    assert (cast.zahn.instructions.count(), cast.zahn.channels.count(), cast.zahn.people.count()) == (3, 1, 1)


# --- instructions ------------------------------------------------------------------------------------------------------


def test_an_instruction_is_kept_sealed_with_the_moment_of_its_change(cast):
    later = NOON + timedelta(days=40)
    instruction = actions.add_instruction(cast.berg, InstructionEntry(text="Keine Kostenangaben.", kind="never", set_by="Frau Berg"), NOON)
    actions.change_instruction(
        instruction, InstructionEntry(text="Gar keine.", kind="never", valid_until=later + timedelta(hours=1)), later
    )
    kept = Instruction.objects.get(pk=instruction.pk)
    assert (kept.text, kept.changed_at, kept.set_by) == ("Gar keine.", later, "")


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (InstructionEntry(text=""), "text"),
        (InstructionEntry(text="A", kind="maybe"), "kind"),
        (InstructionEntry(text="A", valid_until=NOON), "valid_until"),
        (InstructionEntry(text="A", valid_from=NOON + timedelta(days=2), valid_until=NOON + timedelta(days=1)), "valid_until"),
    ],
)
def test_an_instruction_that_would_never_hold_is_refused_at_its_field(cast, entry, field):
    assert list(refused(actions.add_instruction, cast.berg, entry, NOON)) == [field]
    assert cast.berg.instructions.count() == 0


def test_an_instruction_is_not_for_a_person_of_another_customer(cast):
    assert list(refused(actions.add_instruction, cast.berg, InstructionEntry(text="A", person=cast.kern), NOON)) == ["person"]


def test_moving_up_changes_places_with_the_one_before_and_the_first_stays_first(cast):
    first, second, third = cast.zahn.instructions.all()
    actions.move_up(third, NOON)
    assert [row.pk for row in cast.zahn.instructions.all()] == [first.pk, third.pk, second.pk]
    actions.move_up(first, NOON)
    assert [row.pk for row in cast.zahn.instructions.all()] == [first.pk, third.pk, second.pk]


def test_moving_up_orders_what_stood_at_the_same_place(cast):
    Person.objects.update(position=0)
    last = cast.zahn.people.last()
    actions.move_up(last, NOON)
    assert cast.zahn.people.first() == last


# --- notification ------------------------------------------------------------------------------------------------------


def test_a_mobile_number_is_kept_in_one_spelling(cast):
    assert actions.add_channel(cast.zahn, ChannelEntry(kind="sms", address="0171 / 39200-05"), NOON).address == "+491713920005"


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (ChannelEntry(address="0171 3920005"), "address"),
        (ChannelEntry(address="name@"), "address"),
        (ChannelEntry(kind="sms", address="name@example.org"), "address"),
        (ChannelEntry(kind="sms", address="0171 3920005", detail="full"), "detail"),
        (ChannelEntry(kind="pigeon", address="name@example.org"), "kind"),
        (ChannelEntry(address="praxis@zahn.example"), "address"),
        (ChannelEntry(address="neu@zahn.example", detail="full"), "full_confirmed"),
    ],
)
def test_a_way_that_leads_nowhere_or_says_too_much_is_refused_at_its_field(cast, entry, field):
    assert list(refused(actions.add_channel, cast.zahn, entry, NOON)) == [field]
    assert cast.zahn.channels.count() == 1


def test_whole_notes_of_a_customer_bound_to_secrecy_want_a_confirmation(cast):
    entry = ChannelEntry(address="neu@zahn.example", detail="full", full_confirmed=True)
    assert actions.add_channel(cast.zahn, entry, NOON).detail == "full"


def test_others_get_whole_notes_without_one(cast):
    assert actions.add_channel(cast.berg, ChannelEntry(address="berg@kanzlei.example", detail="full"), NOON).detail == "full"


def test_a_way_is_changed_paused_and_removed(cast):
    actions.change_channel(cast.email, ChannelEntry(address="neu@zahn.example", active=False), NOON)
    kept = Channel.objects.get()
    assert (kept.address, kept.active, kept.detail) == ("neu@zahn.example", False, "hint")
    actions.remove_channel(kept, NOON)
    assert not Channel.objects.exists()


# --- known callers -----------------------------------------------------------------------------------------------------


def test_a_known_caller_is_found_by_the_number(cast):
    actions.remember_caller(cast.berg, CallerEntry(number="0171 3920044", name="Max Klient", hint="Sofort verbinden."), NOON)
    assert KnownCaller.objects.calling(cast.berg.pk, "+491713920044").name == "Max Klient"
    assert KnownCaller.objects.calling(cast.zahn.pk, "+491713920044") is None


def test_the_same_number_again_replaces_what_was_known(cast):
    actions.remember_caller(cast.zahn, CallerEntry(number=CALLER, name="Erika Neu"), NOON)
    caller = KnownCaller.objects.get()
    assert (caller.name, caller.hint) == ("Erika Neu", "")


def test_a_caller_is_forgotten_by_number(cast):
    assert list(refused(actions.forget_caller, cast.berg, CALLER, NOON)) == ["number"]
    assert list(refused(actions.forget_caller, cast.zahn, "nobody", NOON)) == ["number"]
    actions.forget_caller(cast.zahn, "0171 3920012", NOON)
    assert not KnownCaller.objects.exists()


def test_whatever_changes_on_a_file_is_told_to_the_team(cast):
    deeds = [
        lambda: actions.add_dial_in(cast.zahn, DialInEntry(number="030 23125077"), NOON),
        lambda: actions.add_greeting(cast.zahn, GreetingEntry(text="Hallo", weekdays="5"), NOON),
        lambda: actions.add_person(cast.zahn, PersonEntry(name="A"), NOON),
        lambda: actions.add_instruction(cast.zahn, InstructionEntry(text="A", subject="A"), NOON),
        lambda: actions.remember_caller(cast.zahn, CallerEntry(number="0171 3920044", name="A"), NOON),
        lambda: actions.forget_caller(cast.zahn, "0171 3920044", NOON),
        lambda: actions.move_up(cast.kern, NOON),
        lambda: actions.close_customer(cast.zahn, NOON),
        lambda: actions.reopen_customer(cast.zahn, NOON),
    ]
    for number, deed in enumerate(deeds, start=1):
        deed()
        assert told() == [(f"team:{cast.day.pk}", "instruction", str(cast.zahn.pk))] * number
