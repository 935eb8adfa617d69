"""How master data are spelled: worked examples, and what is given back stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain import master_data


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("DE123456789", "DE123456789"),
        (" de 123 456 789 ", "DE123456789"),
        ("DE-123.456.789", "DE123456789"),
        ("ATU12345678", "ATU12345678"),
        ("NL123456789B01", "NL123456789B01"),
        ("FRAB123456789", "FRAB123456789"),
        ("DE12345678", None),
        ("DE023456789", None),
        ("AT12345678", None),
        ("CH123456789", None),
        ("DE１２３４５６７８９", None),
        ("123456789", None),
        ("", None),
    ],
)
def test_a_vat_id_has_the_form_of_its_country(text, spelled):
    assert master_data.vat_id(text) == spelled


@pytest.mark.parametrize(
    ("text", "country", "spelled"),
    [
        ("30159", "DE", "30159"),
        ("01067", "DE", "01067"),
        ("D-30159", "DE", "30159"),
        ("DE 30159", "DE", "30159"),
        ("1067", "DE", None),
        ("3015a", "DE", None),
        ("1010", "AT", "1010"),
        ("A-1010", "AT", "1010"),
        ("10100", "AT", None),
        ("8001", "CH", "8001"),
        ("SW1A  1AA", "GB", "SW1A 1AA"),
        ("", "DE", ""),
    ],
)
def test_a_postcode_has_the_form_of_its_country(text, country, spelled):
    assert master_data.postcode(text, country) == spelled


@pytest.mark.parametrize(("text", "spelled"), [("de", "DE"), (" AT ", "AT"), ("Deutschland", None), ("D", None), ("", None), ("ßß", None)])
def test_a_country_has_two_letters(text, spelled):
    assert master_data.country(text) == spelled


@given(st.text(max_size=20), st.sampled_from(["DE", "AT", "CH", "FR"]))
def test_what_is_spelled_once_stays(text, country):
    for spell in (master_data.vat_id, master_data.country, lambda value: master_data.postcode(value, country)):
        spelled = spell(text)
        if spelled is not None:
            assert spell(spelled) == spelled


@given(st.from_regex(r"(?:de|De) ?[1-9]( ?[0-9]){8}", fullmatch=True))
def test_a_german_vat_id_is_understood_however_it_is_grouped(text):
    spelled = master_data.vat_id(text)
    assert spelled is not None
    assert (spelled[:2], spelled[2:].isdecimal(), len(spelled)) == ("DE", True, 11)
    assert master_data.vat_id(spelled) == spelled
