"""The German catalogue is complete, and the tool that says so can be trusted."""

import importlib.util
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools/messages.py")
messages = importlib.util.module_from_spec(spec)
sys.modules["messages_tool"] = messages  # its dataclasses look themselves up
spec.loader.exec_module(messages)
Found, Key = messages.Found, messages.Key


def test_every_text_is_translated_into_german():
    catalogue = polib.pofile(str(messages.CATALOGUE))
    assert list(messages.problems(catalogue, messages.collect())) == []


def test_the_compiled_catalogue_is_that_of_the_source():
    catalogue = polib.pofile(str(messages.CATALOGUE))
    assert messages.CATALOGUE.with_suffix(".mo").read_bytes() == messages.compiled(catalogue)


def test_an_update_of_a_complete_catalogue_changes_nothing():
    text = messages.CATALOGUE.read_text("utf-8")
    again = messages.updated(polib.pofile(str(messages.CATALOGUE)), messages.collect())
    assert str(again) == text


def test_texts_of_python_are_found_with_context_and_plural():
    source = """
_("a")
gettext_lazy("b")
pgettext("key", "c")
ngettext("%(n)d call", "%(n)d calls", 2)
npgettext("talk", "one", "many", 2)
_(f"not {this}")
"""
    assert list(messages.texts(source)) == [
        (Key("", "a"), ""),
        (Key("", "b"), ""),
        (Key("key", "c"), ""),
        (Key("", "%(n)d call"), "%(n)d calls"),
        (Key("talk", "one"), "many"),
    ]


def test_texts_of_templates_are_found_whatever_stands_around_them():
    template = """
      <p title="it's {% translate "a title" %}">don't (
        {% translate 'Ctrl' context 'key' %}
   {% blocktranslate trimmed with n=x|length %}
      Dear {{ n }},
      100 % yours
   {% endblocktranslate %}
      {% include "x.html" with text=_("in a tag") %} {{ _("as a variable") }}
      {% blocktranslate count n=x %}{{ n }} call{% plural %}{{ n }} calls{% endblocktranslate %}
      {# _("a comment") #}
    """
    assert list(messages.texts(messages.as_python(template, "x.html"))) == [
        (Key("", "a title"), ""),
        (Key("key", "Ctrl"), ""),
        (Key("", "Dear %(n)s, 100 %% yours"), ""),
        (Key("", "in a tag"), ""),
        (Key("", "as a variable"), ""),
        (Key("", "%(n)s call"), "%(n)s calls"),
    ]


def entry(text, translation, **options):
    return polib.POEntry(msgid=text, msgstr=translation, **options)


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ([], "missing: 'Hello %(name)s' (a.py)"),
        ([entry("Hello %(name)s", "")], "untranslated: 'Hello %(name)s'"),
        ([entry("Hello %(name)s", "Hallo %(name)s", flags=["fuzzy"])], "fuzzy: 'Hello %(name)s'"),
        ([entry("Hello %(name)s", "Hallo %(nam)s")], "other placeholders: 'Hello %(name)s'"),
        ([entry("Hello %(name)s", "Hallo")], "other placeholders: 'Hello %(name)s'"),
        ([entry("Hello %(name)s", "Hallo %(name)s"), entry("Bye", "Tschüs")], "unused: 'Bye'"),
        ([entry("Hello %(name)s", "Hallo %(name)s"), entry("Old", "Alt", obsolete=True)], "unused: 'Old'"),
    ],
)
def test_each_lack_of_a_catalogue_is_named(entries, problem):
    catalogue = polib.POFile()
    catalogue.extend(entries)
    assert list(messages.problems(catalogue, {Key("", "Hello %(name)s"): Found(places=["a.py"])})) == [problem]


def test_a_plural_needs_its_number_only_in_the_plural():
    found = {Key("", "one call"): Found(plural="%(n)d calls", places=["a.py"])}
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="one call", msgid_plural="%(n)d calls", msgstr_plural={0: "ein Anruf", 1: "%(n)d Anrufe"}))
    assert list(messages.problems(catalogue, found)) == []
    catalogue[0].msgstr_plural[1] = "Anrufe"
    assert list(messages.problems(catalogue, found)) == ["other placeholders: 'one call'"]


def test_an_update_keeps_translations_adds_new_texts_and_drops_old_ones():
    old = polib.POFile()
    old.extend([entry("Kept", "Behalten"), entry("Gone", "Weg")])
    new = messages.updated(old, {Key("", "Kept"): Found(places=["a.py"]), Key("", "New"): Found(places=["b.py"])})
    assert [(one.msgid, one.msgstr) for one in new] == [("Kept", "Behalten"), ("New", "")]
