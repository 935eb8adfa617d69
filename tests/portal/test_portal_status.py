"""One tap for the status, and the planner of absences: what the operators see is what was tapped."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from vorzimmer.customers import actions
from vorzimmer.customers.models import Absence, Person
from vorzimmer.domain.days import BERLIN
from vorzimmer.live.models import LiveEvent

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def choose(client, person, **sent):
    return client.post(reverse("portal:status-choose", args=[person.pk]), sent)


def test_a_tap_is_a_status_and_is_told_to_the_operators(reader, cast):
    assert choose(reader, cast.kern, availability="break").status_code == 302
    kern = Person.objects.get(pk=cast.kern.pk)
    assert (kern.availability, kern.available_again_at) == ("break", None)
    assert LiveEvent.objects.filter(channel=cast.day.channel, kind="instruction").exists()


@pytest.mark.parametrize(("until", "minutes"), [("half_an_hour", 30), ("an_hour", 60)])
def test_a_second_tap_says_until_when(reader, cast, until, minutes):
    before = timezone.now()
    choose(reader, cast.kern, availability="in_meeting", until=until)
    ends = Person.objects.get(pk=cast.kern.pk).available_again_at
    assert before + timedelta(minutes=minutes) <= ends <= timezone.now() + timedelta(minutes=minutes)


def test_tomorrow_morning_is_eight_oclock_in_berlin(reader, cast):
    choose(reader, cast.kern, availability="absent", until="tomorrow_morning")
    ends = Person.objects.get(pk=cast.kern.pk).available_again_at.astimezone(BERLIN)
    assert (f"{ends:%H:%M}", ends.date()) == ("08:00", localtime().date() + timedelta(days=1))


def test_an_own_time_that_is_over_is_refused_at_its_field_and_changes_nothing(reader, cast):
    answer = choose(reader, cast.kern, availability="break", available_again_at="2020-01-01T10:00")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="at-{cast.kern.pk}-error"' not in page  # the fields for an end are not there: Frau Kern is available
    assert Person.objects.get(pk=cast.kern.pk).availability == "available"
    choose(reader, cast.kern, availability="break")
    page = choose(reader, cast.kern, availability="break", available_again_at="2020-01-01T10:00").content.decode()
    assert f'id="at-{cast.kern.pk}-error"' in page
    assert "This moment is over." in page


def test_a_status_that_is_none_is_refused(reader, cast):
    assert choose(reader, cast.kern, availability="on_the_moon").status_code == 422
    assert Person.objects.get(pk=cast.kern.pk).availability == "available"


def test_the_reader_stands_first_and_open_once_it_is_said_who_he_is(reader, cast):
    actions.set_status(cast.doctor, "available", timezone.now())
    assert [each.own for each in reader.get("/portal/status/").context["everybody"]] == [False, False]
    reader.post(reverse("portal:person-claim", args=[cast.kern.pk]))
    everybody = reader.get("/portal/status/").context["everybody"]
    assert [(each.person.name, each.own) for each in everybody] == [("Frau Kern", True), ("Dr. Zahn", False)]


def test_the_own_status_stands_above_the_messages(reader, cast):
    assert 'id="here"' not in reader.get("/portal/").content.decode()
    reader.post(reverse("portal:person-claim", args=[cast.kern.pk]))
    choose(reader, cast.kern, availability="break", until="an_hour")
    page = reader.get("/portal/").content.decode()
    assert 'aria-label="Status: on a break, until ' in page


def test_one_person_alone_has_the_chips_and_nothing_else(reader, cast):
    cast.kern.delete()
    page = reader.get("/portal/status/").content.decode()
    assert page.count('class="status ') == 7
    assert "where-fold" not in page
    assert page.count('aria-pressed="true"') == 1


def test_without_people_it_says_what_will_be_here(reader, cast):
    cast.zahn.people.all().delete()
    assert "Nobody is entered yet" in reader.get("/portal/status/").content.decode()
    assert "Nobody is entered yet" in reader.get("/portal/absences/").content.decode()


def test_a_planned_absence_is_said_and_a_tap_goes_before_it(reader, cast):
    now = timezone.now()
    entry = actions.AbsenceEntry(start=now - timedelta(hours=1), end=now + timedelta(days=2), deputy=cast.doctor)
    actions.add_absence(cast.kern, entry, now)
    page = reader.get("/portal/status/").content.decode()
    assert "Absent as planned" in page
    assert "Deputy: Dr. Zahn." in page
    choose(reader, cast.kern, availability="available")
    assert "Absent as planned" not in reader.get("/portal/status/").content.decode()


# --- the planner -------------------------------------------------------------------------------------------------------


def plan(client, cast, **typed):
    sent = {"person": cast.kern.pk, "start": "2031-07-07", "end": "2031-07-18", "deputy": cast.doctor.pk, "say": "Im Urlaub."}
    return client.post(reverse("portal:absences-add", args=[cast.zahn.pk]), sent | typed)


def test_whole_days_are_planned_from_the_first_to_the_last(reader, cast):
    assert plan(reader, cast).status_code == 302
    absence = Absence.objects.get()
    assert (absence.person, absence.whole_days, absence.deputy, absence.say) == (cast.kern, True, cast.doctor, "Im Urlaub.")
    begins, ends = absence.start.astimezone(BERLIN), absence.end.astimezone(BERLIN)
    assert (f"{begins:%Y-%m-%d %H:%M}", f"{ends:%Y-%m-%d %H:%M}") == ("2031-07-07 00:00", "2031-07-19 00:00")
    page = reader.get("/portal/absences/").content.decode()
    assert "Mon, 7 Jul 2031 – Fri, 18 Jul 2031" in page


def test_hours_are_planned_too_and_the_form_shows_them_again(reader, cast):
    plan(reader, cast, end="2031-07-07", start_time="13:00", end_time="15:30")
    absence = Absence.objects.get()
    assert (absence.whole_days, f"{absence.end.astimezone(BERLIN):%Y-%m-%d %H:%M}") == (False, "2031-07-07 15:30")
    address = reverse("portal:absences-change", args=[absence.pk])
    initial = reader.get(address).context["form"].initial
    assert {name: str(initial[name]) for name in ("start", "start_time", "end", "end_time")} == {
        "start": "2031-07-07",
        "start_time": "13:00:00",
        "end": "2031-07-07",
        "end_time": "15:30:00",
    }


def test_hours_until_midnight_can_be_saved_again_as_the_form_shows_them(reader, cast):
    plan(reader, cast, end="2031-07-08", start_time="13:00", end_time="00:00")
    absence = Absence.objects.get()
    address = reverse("portal:absences-change", args=[absence.pk])
    shown = {name: value.pk if name == "deputy" else str(value) for name, value in reader.get(address).context["form"].initial.items()}
    assert reader.post(address, shown).status_code == 302
    again = Absence.objects.get()
    assert (again.start, again.end, again.whole_days) == (absence.start, absence.end, False)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"end": "2031-07-06"}, "end"),
        ({"start": "2020-01-01", "end": "2020-01-02"}, "end"),
        ({"start": ""}, "start"),
        ({"start": "7.7."}, "start"),
        ({"person": ""}, "person"),
        ({"start_time": "15:00", "end": "2031-07-07", "end_time": "14:00"}, "end"),
    ],
)
def test_an_impossible_absence_is_refused_at_its_field_and_nothing_is_kept(reader, cast, typed, field):
    answer = plan(reader, cast, **typed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Absence.objects.exists()


def test_an_overlap_and_the_own_deputy_are_refused_at_their_fields(reader, cast):
    plan(reader, cast)
    assert list(plan(reader, cast, start="2031-07-18", end="2031-07-20").context["form"].errors) == ["start"]
    assert list(plan(reader, cast, start="2031-08-01", end="2031-08-02", deputy=cast.kern.pk).context["form"].errors) == ["deputy"]
    assert Absence.objects.count() == 1


def test_an_absence_is_changed_and_removed(reader, cast):
    plan(reader, cast)
    absence = Absence.objects.get()
    reader.post(reverse("portal:absences-change", args=[absence.pk]), {"start": "2031-07-07", "end": "2031-07-08"})
    absence.refresh_from_db()
    assert (absence.last_day.isoformat(), absence.deputy, absence.say) == ("2031-07-08", None, "")
    reader.post(reverse("portal:absences-remove", args=[absence.pk]))
    assert not Absence.objects.exists()


def test_a_person_of_another_customer_is_no_choice(reader, cast):
    stranger = Person.objects.create(customer=cast.berg, name="Fremd", created_at=timezone.now())
    assert list(plan(reader, cast, person=stranger.pk).context["form"].errors) == ["person"]
    assert list(plan(reader, cast, deputy=stranger.pk).context["form"].errors) == ["deputy"]
