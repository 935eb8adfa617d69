"""Numbers that a law fixes: each with its day and its law, or it is not read."""

from datetime import date

import pytest

from vorzimmer.domain.dated_numbers import NotReadable, Unknown, read_numbers

ENTRY = '[[number]]\nkey = "months"\nfrom = 2026-01-01\nvalue = 6\nlaw = "§10(2) TDDDG"\nsentence = "S33"\n'


def test_a_number_holds_from_its_day_until_the_next_one():
    later = ENTRY.replace("2026-01-01", "2027-07-01").replace("value = 6", "value = 3")
    numbers = read_numbers(later + ENTRY, ["months"])
    assert numbers.on("months", date(2026, 1, 1)).value == 6
    assert numbers.on("months", date(2027, 6, 30)).value == 6
    assert numbers.on("months", date(2027, 7, 1)).value == 3
    assert numbers.on("months", date(2027, 7, 1)).law == "§10(2) TDDDG"
    assert numbers.on("months", date(2027, 7, 1)).sentence == "S33"


def test_before_the_first_day_there_is_none():
    with pytest.raises(Unknown, match="no number “months” holds on 2025-12-31"):
        read_numbers(ENTRY, ["months"]).on("months", date(2025, 12, 31))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ENTRY.replace('law = "§10(2) TDDDG"\n', ""), "“months” names no law"),
        (ENTRY.replace("§10(2) TDDDG", " "), "“months” names no law"),
        (ENTRY.replace('key = "months"\n', ""), "an entry has no key"),
        (ENTRY.replace("from = 2026-01-01\n", ""), "“months” does not say from which day on it holds"),
        (ENTRY.replace("2026-01-01", "2026-01-01T00:00:00"), "“months” does not say from which day on it holds"),
        (ENTRY.replace("value = 6", "value = 6.5"), "the value of “months” is a whole number from 0"),
        (ENTRY.replace("value = 6", "value = true"), "the value of “months” is a whole number from 0"),
        (ENTRY.replace("value = 6", "value = -1"), "the value of “months” is a whole number from 0"),
        (ENTRY.replace('"S33"', "33"), "the sentence of “months” is a text"),
        (ENTRY + "until = 2027-01-01\n", "“months” has until, which means nothing here"),
        (ENTRY + ENTRY, "two numbers “months” begin on 2026-01-01"),
        (ENTRY.replace('"months"', '"years"'), "nobody asks for a number “years”; there are months"),
        ("", "there is no number months"),
        ("[[number", "this is no TOML"),
    ],
)
def test_a_wrong_entry_is_refused_and_named(text, says):
    with pytest.raises(NotReadable, match=says):
        read_numbers(text, ["months"])
