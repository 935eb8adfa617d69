"""Moments, numbers and money as people say them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.website import tags

NOW = datetime(2026, 1, 7, 13, 5, tzinfo=UTC)  # a Wednesday, 14:05 in Berlin


@pytest.fixture(params=["de", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.mark.parametrize(
    ("at", "german", "english"),
    [
        (datetime(2026, 1, 7, 13, 5, tzinfo=UTC), "heute 14:05", "today 14:05"),
        (datetime(2026, 1, 6, 23, 30, tzinfo=UTC), "heute 00:30", "today 00:30"),  # past midnight in Berlin
        (datetime(2026, 1, 6, 22, 30, tzinfo=UTC), "gestern 23:30", "yesterday 23:30"),
        (datetime(2026, 1, 8, 8, 0, tzinfo=UTC), "morgen 09:00", "tomorrow 09:00"),
        (datetime(2026, 1, 4, 8, 0, tzinfo=UTC), "So 09:00", "Sun 09:00"),
        (datetime(2026, 1, 1, 8, 0, tzinfo=UTC), "Do 09:00", "Thu 09:00"),
        (datetime(2025, 12, 31, 8, 0, tzinfo=UTC), "31. Dez. 2025 09:00", "31 Dec 2025 09:00"),
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "29. März 03:30", "29 Mar 03:30"),  # the hour that summer time leaves out
    ],
)
def test_a_moment_is_said_as_people_say_it(at, german, english):
    with translation.override("de"):
        assert tags.saidtime(at, NOW) == german
    with translation.override("en"):
        assert tags.saidtime(at, NOW) == english


def test_a_day_is_said_as_people_say_it():
    with translation.override("de"):
        assert tags.saiddate(date(2026, 1, 7), NOW) == "heute"
        assert tags.saiddate(date(2026, 1, 5), NOW) == "Montag"
        assert tags.saiddate(datetime(2026, 1, 6, 23, 30, tzinfo=UTC), NOW) == "heute"
        assert tags.saiddate(date(2026, 2, 20), NOW) == "20. Feb."
    with translation.override("en"):
        assert tags.saiddate(date(2026, 1, 5), NOW) == "Monday"
        assert tags.saiddate(date(2024, 2, 29), NOW) == "29 Feb 2024"


def test_a_moment_in_full_names_the_day_and_the_second():
    with translation.override("de"):
        assert tags.fulltime(NOW) == "Mittwoch, 7. Januar 2026, 14:05:00 Uhr"
    with translation.override("en"):
        assert tags.fulltime(NOW) == "Wednesday, 7 January 2026, 14:05:00"


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (0, "0:00"),
        (47, "0:47"),
        (60, "1:00"),
        (723, "12:03"),
        (3723, "1:02:03"),
        (timedelta(seconds=47, milliseconds=900), "0:47"),
        (-5, "0:00"),
    ],
)
def test_a_length_of_time_looks_like_a_clock(length, said):
    assert tags.duration(length) == said


@given(st.integers(min_value=0, max_value=10_000_000))
def test_a_length_of_time_can_be_read_back(seconds):
    parts = [int(part) for part in tags.duration(seconds).split(":")]
    assert sum(part * 60**place for place, part in enumerate(reversed(parts))) == seconds


@pytest.mark.parametrize(
    ("cents", "german", "english"),
    [
        (0, "0,00\xa0€", "€0.00"),
        (5, "0,05\xa0€", "€0.05"),
        (1234, "12,34\xa0€", "€12.34"),
        (123450, "1.234,50\xa0€", "€1,234.50"),
        (-1999, "−19,99\xa0€", "−€19.99"),
        (100_000_000_000_001, "1.000.000.000.000,01\xa0€", "€1,000,000,000,000.01"),
    ],
)
def test_money_is_written_by_locale(cents, german, english):
    with translation.override("de"):
        assert tags.money(cents) == german
    with translation.override("en"):
        assert tags.money(cents) == english


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_no_cent_is_lost_in_writing(cents):
    with translation.override("de"):
        digits = tags.money(cents).replace(".", "").replace(",", "").replace("\xa0€", "").replace("−", "-")
    assert int(digits) == cents


def test_nothing_is_said_of_a_time_that_is_not_known(language):
    assert tags.saidtime(None, NOW) == tags.saiddate(None, NOW) == tags.fulltime(None) == tags.duration(None) == tags.money(None) == ""


@dataclass
class Customer:
    colour: int


def test_a_customer_keeps_one_of_twelve_bands():
    assert [tags.band(Customer(colour)) for colour in (0, 11, 12, 25)] == [0, 11, 0, 1]


def test_a_shortcut_is_written_as_it_stands_on_the_keys():
    with translation.override("de"):
        assert tags.keycap("Control+Enter") == "Strg\xa0⏎"
        assert tags.keycap("r") == "R"
    with translation.override("en"):
        assert tags.keycap("Control+Enter") == "Ctrl\xa0⏎"
        assert tags.keycap("F6") == "F6"


def test_initials_leave_titles_out():
    assert [tags.initials(name) for name in ("Olga Weber", "Dr. Petra Zahn", "Kern", "Anna von Au", "")] == ["OW", "PZ", "K", "AA", ""]


def test_an_icon_without_a_label_is_no_news_for_a_screen_reader():
    assert str(tags.icon("phone")) == '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#phone"></use></svg>'
    assert 'role="img" aria-label="a &lt;b&gt;"' in str(tags.icon("phone", "a <b>"))


class Form(forms.Form):
    name = forms.CharField(label="Name", help_text="As said.")
    company = forms.CharField(label="Company", required=False)
    day = forms.ChoiceField(label="Day", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    told = forms.BooleanField(label="Told", required=False)


def shown(form, name, **options):
    given_options = "".join(f' {key}="{value}"' for key, value in options.items())
    return Template(f"{{% field form.{name}{given_options} %}}").render(Context({"form": form}))


def test_a_field_ties_its_help_and_its_error_to_the_control():
    html = shown(Form({}), "name", key="Alt+n")
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'class="form-control is-invalid"' in html
    assert 'data-key="Alt+n"' in html
    assert '<p class="field-help mb-0" id="id_name_helptext">As said.</p>' in html
    assert 'id="id_name_error"' in html


def test_a_field_that_may_stay_empty_says_so():
    with translation.override("en"):
        assert "(optional)" in shown(Form(), "company")
        assert "(optional)" not in shown(Form(), "name")


def test_choices_stand_in_a_fieldset_with_a_label_each():
    html = shown(Form(), "day")
    assert html.count("<fieldset") == 1
    assert html.count('class="form-check-input"') == 2
    assert html.count("<label") == 2


def test_a_tick_box_stands_before_its_label():
    html = shown(Form(), "told")
    assert html.index("<input") < html.index("Told")
