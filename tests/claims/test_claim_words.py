"""Every code of the rules of claims has words in both languages, and no two codes of an enum the same ones."""

import pytest
from django.utils import translation

from vorzimmer.claims.words import STEPS, WORDS
from vorzimmer.domain.dunning import Event

ALL = [*WORDS.items(), (Event, STEPS)]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("codes", "words"), ALL)
def test_every_code_has_words_of_its_own(codes, words, language):
    with translation.override(language):
        said = {code: str(words[code]) for code in codes}
    assert all(said.values())
    assert len(set(said.values())) == len(said)


@pytest.mark.parametrize(("codes", "words"), ALL)
def test_every_code_is_said_in_german(codes, words):
    for code in codes:
        with translation.override("de"):
            german = str(words[code])
        with translation.override("en"):
            assert str(words[code]) != german, code
