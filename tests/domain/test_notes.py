"""What is written in the wrong field is found; what is right is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.notes import NoteField, looks_like_number, misplaced


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("0171 3920012", True),
        ("+49 (30) 23125-012", True),
        ("030/23125012", True),
        ("Zimmer 12", False),
        ("12", False),
        ("", False),
        ("Firma 4711 GmbH", False),
    ],
)
def test_a_number_is_known_by_its_looks(text, is_number):
    assert looks_like_number(text) is is_number


@pytest.mark.parametrize(
    ("values", "moves"),
    [
        ({NoteField.NAME: "0171 3920012"}, [("caller_name", "callback_number")]),
        ({NoteField.COMPANY: "030 23125012"}, [("caller_company", "callback_number")]),
        ({NoteField.NUMBER: "Erika Muster"}, [("callback_number", "caller_name")]),
        ({NoteField.NAME: "möchte bitte heute noch einen Termin haben"}, [("caller_name", "concern")]),
        ({NoteField.NAME: "Erika Muster", NoteField.NUMBER: "0171 3920012"}, []),
        ({NoteField.NUMBER: "0171 3920012 (Büro)"}, []),
        ({NoteField.CONCERN: "Rückruf unter 0171 3920012"}, []),
    ],
)
def test_a_text_in_the_wrong_field_is_offered_to_be_moved(values, moves):
    assert [(move.source.value, move.target.value) for move in misplaced(values)] == moves


@given(values=st.dictionaries(st.sampled_from(list(NoteField)), st.text(max_size=60)))
def test_nothing_is_moved_onto_itself_and_nothing_empty_is_moved(values):
    for move in misplaced(values):
        assert move.source is not move.target
        assert move.text
        assert move.text == values[move.source].strip()
