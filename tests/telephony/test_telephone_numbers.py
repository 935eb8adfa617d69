"""Telephone numbers: many spellings, one number."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from vorzimmer.telephony.numbers import dialled_from, e164_digits, from_e164_digits, grouped, normalise


@pytest.mark.parametrize(
    "raw",
    [
        "+493023125012",
        "00493023125012",
        "493023125012",
        "03023125012",
        "030 23125 012",
        "030/23125-012",
        "(030) 23125 012",
        "030 – 23125‑012",
        "+49 (0)30 23125.012",
        "+49 (0) 30 / 231 25 012",
        "tel:+49-30-23125012",
        "tel:+49-30-23125012;ext=7",
        "sip:+493023125012@sip.example.org;user=phone",
        "sips:03023125012@sip.example.org:5061;transport=tls",
        '"Praxis Dr. Ahrens" <sip:%2B493023125012@sip.example.org>;tag=1',
        " 030\u00a023125012\n",
        "０３０２３１２５０１２",
    ],
)
def test_every_spelling_of_a_number_becomes_one(raw):
    assert normalise(raw) == "+493023125012"


@pytest.mark.parametrize(
    "raw",
    ["", " ", None, "anonymous", "Anonymous", "unknown", "unbekannt", "sip:anonymous@anonymous.invalid", "-", "+", "()", "0000000"],
)
def test_a_withheld_number_is_none(raw):
    assert normalise(raw) is None
    assert from_e164_digits(raw) is None


@pytest.mark.parametrize(
    "raw", ["0800 FLOWERS", "*31#03023125012", "030 23125012 Durchwahl 7", "12+34", "++4930", "4.9e10", "1234567890123456"]
)
def test_what_is_no_number_is_none(raw):
    assert normalise(raw) is None


@pytest.mark.parametrize(
    ("raw", "kept"), [("110", "110"), ("112", "112"), ("116 117", "116117"), ("115", "115"), ("12", "12"), ("23125012", "23125012")]
)
def test_service_internal_and_local_numbers_stay_as_dialled(raw, kept):
    assert normalise(raw) == kept


@pytest.mark.parametrize("last", [0, 7, 99, 999])
def test_numbers_reserved_for_drama_survive_although_nobody_has_them(last):
    assert normalise(f"030 23125 {last:03}") == f"+493023125{last:03}"
    assert normalise(f"0171 39200 {last % 100:02}") == f"+4917139200{last % 100:02}"


def test_foreign_numbers_keep_their_country():
    assert normalise("+44 20 7946 0123") == "+442079460123"
    assert normalise("0044 (0)20 7946 0123") == "+442079460123"
    assert normalise("+39 06 0000 0000") == "+390600000000"
    assert normalise("+1 (212) 555-0123") == "+12125550123"


def test_national_numbers_are_read_in_their_region():
    assert normalise("020 7946 0123", region="GB") == "+442079460123"
    assert normalise("(212) 555-0123", region="US") == "+12125550123"
    assert normalise("911", region="US") == "911"


def test_engines_without_plus_mean_the_world():
    assert from_e164_digits("493023125012") == "+493023125012"
    assert from_e164_digits("442079460123") == "+442079460123"
    assert from_e164_digits("12125550123") == "+12125550123"
    assert from_e164_digits("+493023125012") == "+493023125012"
    assert from_e164_digits("03023125012") == "+493023125012"
    assert from_e164_digits("116117") == "116117"
    assert from_e164_digits("110") == "110"


def test_numbers_are_written_as_the_vendors_want_them():
    assert e164_digits("+493023125012") == "493023125012"
    assert dialled_from("+493023125012") == "03023125012"
    assert dialled_from("+442079460123") == "00442079460123"
    assert dialled_from("116117") == "116117"


@given(st.text(max_size=40) | st.from_regex(r"\+?[0-9 ()/.-]{1,24}", fullmatch=True))
@example("+490030231250")
@example("0049 0 30 23125012")
def test_a_normalised_number_stays_as_it_is(raw):
    once = normalise(raw)
    assert once is None or (normalise(once) == once and once.removeprefix("+").isdecimal())


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,18}", fullmatch=True))
def test_reading_an_engines_number_again_changes_nothing(raw):
    once = from_e164_digits(raw)
    assert once is None or from_e164_digits(once) == once


@given(st.from_regex(r"[1-9][0-9]{6,11}", fullmatch=True), st.sampled_from(["", " ", "-", "/", "\u00a0"]), st.integers(0, 6))
def test_all_spellings_of_a_german_number_agree(national, separator, place):
    split = f"{national[:place]}{separator}{national[place:]}"
    spellings = [
        f"+49{split}",
        f"0049{split}",
        f"49{split}",
        f"0{split}",
        f"+49 (0){split}",
        f"tel:+49{split}",
        f"sip:+49{national}@x.example",
    ]
    assert {normalise(spelling) for spelling in spellings} == {f"+49{national}"}
    assert from_e164_digits(f"49{national}") == f"+49{national}"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("+491713920012", "+49 171 3920012"),
        ("+493023125011", "+49 30 23125011"),
        ("116117", "116117"),
        ("110", "110"),
        ("+49", "+49"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_number_is_written_in_groups(number, written):
    assert grouped(number) == written


@given(st.from_regex(r"[1-9][0-9]{6,11}", fullmatch=True))
def test_a_number_written_in_groups_is_read_as_the_same_number(national):
    assert normalise(grouped(f"+49{national}")) == f"+49{national}"
