"""Text for banks: what becomes of letters and signs that they do not take."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vorzimmer.domain.sepa_text import sepa_text

RIGHT = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*\Z")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Müller & Söhne", "Mueller + Soehne"),
        ("Mu\u0308ller", "Mueller"),  # the two points are a sign of their own
        ("MÜLLER GROẞHANDEL", "MUELLER GROSSHANDEL"),
        ("Ärzte im Übelkeitszentrum, Öffnung", "Aerzte im Uebelkeitszentrum, Oeffnung"),
        ("Straße", "Strasse"),
        ("René Français, Šárka Dvořák, Åse Łukasz Øre", "Rene Francais, Sarka Dvorak, Ase Lukasz Ore"),
        ("Æsir, þing, Œuvre, Đorđe, ılgaz", "Aesir, thing, Oeuvre, Dorde, ilgaz"),
        ("100 % für 5 € @ home_office", "100 . fuer 5 EUR (at) home-office"),
        ("„Zitat“ – ‚innen‘ [x] {y} a|b\\c", "'Zitat' - 'innen' (x) (y) a/b/c"),
        ("§ 19 UStG; Rabatt* $!", "Par. 19 UStG, Rabatt. .."),
        ("Zeile 1\r\nZeile\t2\u00a0\u200b3", "Zeile 1 Zeile 2 3"),
        ("  außen  innen  ", "aussen innen"),
        ("½ Liter, ﬁn, ①, ２", "1/2 Liter, fin, 1, 2"),
        ("Иван 李 🎉", ".... . ."),
        ("a\x00b\x1bc", "a b c"),
        ("\ud800x", ".x"),
        ("", ""),
    ],
)
def test_signs_become_what_they_mean(text, written):
    assert sepa_text(text, 70) == written


def test_right_text_stays_as_it_is():
    everything = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-?:().,'+ x"
    assert sepa_text(everything, 140) == everything


def test_text_is_cut_after_it_was_written_and_never_ends_with_a_blank():
    assert sepa_text("ßß", 3) == "sss"
    assert sepa_text("Mayer und Söhne", 6) == "Mayer"
    assert sepa_text("Mayer", 0) == ""
    assert sepa_text("Mayer", -1) == ""


@given(st.text(st.characters(), max_size=200), st.integers(0, 150))
def test_only_allowed_characters_remain_and_never_too_many(text, longest):
    written = sepa_text(text, longest)
    assert len(written) <= longest
    assert RIGHT.match(written)
    assert sepa_text(written, longest) == written


@given(st.text(st.characters(categories=["Lu", "Ll", "Lo", "Nd"]), min_size=1, max_size=40))
def test_letters_and_digits_never_vanish(text):
    assert len(sepa_text(text, 1000)) >= 1
