"""The measures of Art. 32: every aim is served, in both languages, and a wrong entry says why."""

from importlib.resources import files

import pytest

from vorzimmer.domain.measures import Aim, read_measures
from vorzimmer.domain.policy import PolicyWrong

TEXT = files("vorzimmer.policy").joinpath("measures.toml").read_text("utf-8")


def test_every_aim_is_served_in_both_languages():
    found = read_measures(TEXT)
    assert {each.aim for each in found} == set(Aim)
    assert all(each.text["de"] and each.text["en"] and each.heading["de"] and each.heading["en"] for each in found)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("[[measure]]", "[[measure", "written in TOML"),
        ('aim = "confidentiality"', 'aim = "beauty"', "measure 1: aim “beauty” is unknown"),
        ('aim = "confidentiality"', 'aim = "confidentiality"\nowner = "me"', "and nothing else"),
        ('en = "Roles, and sight of every field"', 'fr = "Rôles"', "measure 1 has an aim"),
    ],
)
def test_a_wrong_measure_does_not_load(old, new, says):
    with pytest.raises(PolicyWrong) as error:
        read_measures(TEXT.replace(old, new, 1))
    assert says in str(error.value)


def test_an_aim_without_a_measure_does_not_load():
    with pytest.raises(PolicyWrong, match="no measure serves review"):
        read_measures(TEXT[: TEXT.rindex("[[measure]]")])
