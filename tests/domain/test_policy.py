"""Policy files: dated numbers with their law."""

from datetime import date

import pytest

from vorzimmer.domain.policy import Figure, PolicyWrong, Unit, figures_on, read_figures

EXPECTED = {"wait": Unit.DAYS, "least": Unit.CENTS}
WAIT = '[[figure]]\nkey = "wait"\nvalue = 3\nunit = "days"\nfrom = 2025-01-01\nlaw = "BGB §271"\nsentence = "S33"\n'
LEAST = '[[figure]]\nkey = "least"\nvalue = 500\nunit = "cents"\nfrom = 2025-01-01\nlaw = "BGB §242"\n'


def test_an_entry_has_its_law_its_day_and_its_sentence():
    figures = read_figures(WAIT + LEAST, EXPECTED)
    assert figures == (
        Figure(key="wait", value=3, unit=Unit.DAYS, from_on=date(2025, 1, 1), law="BGB §271", sentence="S33"),
        Figure(key="least", value=500, unit=Unit.CENTS, from_on=date(2025, 1, 1), law="BGB §242"),
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (WAIT.replace('law = "BGB §271"\n', "") + LEAST, "entry “wait” needs its law"),
        (WAIT.replace("BGB §271", "  ") + LEAST, "entry “wait” needs its law"),
        (WAIT.replace("value = 3", 'value = "3"') + LEAST, "entry “wait” needs a value"),
        (WAIT.replace("value = 3", "value = true") + LEAST, "entry “wait” needs a value"),
        (WAIT.replace("value = 3", "value = -1") + LEAST, "entry “wait” needs a value"),
        (WAIT.replace('"days"', '"cents"') + LEAST, "entry “wait” is counted in days, not in “cents”"),
        (WAIT.replace("2025-01-01", '"2025"') + LEAST, "entry “wait” needs the day from which it counts"),
        (WAIT.replace("2025-01-01", "2025-01-01T00:00:00") + LEAST, "entry “wait” needs the day from which it counts"),
        (WAIT.replace("sentence", "satz") + LEAST, "entry “wait” has no “satz”"),
        (WAIT.replace('"wait"', '"weight"') + LEAST, "no entry is called “weight”; there are: least, wait"),
        (WAIT + WAIT + LEAST, "entry “wait” is there twice from 2025-01-01"),
        (WAIT, "entries are missing: least"),
        ("", "entries are missing: least, wait"),
        ("wait = ", "written in TOML"),
        ("[figure]\nkey = 'wait'\n", r"entries begin with \[\[figure\]\]"),
    ],
)
def test_what_is_wrong_does_not_load_and_is_named(text, says):
    with pytest.raises(PolicyWrong, match=says):
        read_figures(text, EXPECTED)


def test_of_several_entries_the_latest_that_has_begun_counts():
    later = WAIT.replace("value = 3", "value = 5").replace("2025-01-01", "2027-01-01")
    figures = read_figures(later + WAIT + LEAST, EXPECTED)
    assert figures_on(figures, date(2026, 12, 31))["wait"].value == 3
    assert figures_on(figures, date(2027, 1, 1))["wait"].value == 5
    assert figures_on(figures, date(2024, 12, 31)) == {}
