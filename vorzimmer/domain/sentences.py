"""Sentences of the rules: English, with named places for values; who shows them translates the template and puts the values in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


def mark(template: str) -> str:
    """Mark a template for the translators (imported as `_`, so that it is collected); it is given back as it is."""
    return template


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A template in the style of `%(name)s` and its values, of which some may be sentences themselves."""

    template: str
    values: Mapping[str, object]

    def __str__(self) -> str:
        return self.template % self.values

    def said(self, translate: Callable[[str], str]) -> str:
        """Give the sentence in the language of `translate`."""
        values = {name: value.said(translate) if isinstance(value, Sentence) else value for name, value in self.values.items()}
        return translate(self.template) % values


def sentence(template: str, **values: object) -> Sentence:
    """Make a sentence of a marked template."""
    return Sentence(template=template, values=values)
