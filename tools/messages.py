"""Keeps the German catalogue complete, without gettext's programs. The English texts are the message ids themselves.

`tools/messages.py` collects the texts of all Python files and templates into `django.po` (new ones without a translation, unused
ones go) and compiles `django.mo`. `tools/messages.py --check` changes nothing and fails when a text is missing, untranslated,
fuzzy, unused or has other placeholders than its original, or when the `.mo` is not that of the `.po`.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from babel.messages.extract import extract
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "vorzimmer"
CATALOGUE = PACKAGE / "locale/de/LC_MESSAGES/django.po"
HEADER = {
    "Project-Id-Version": "Vorzimmer",
    "Language": "de",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
PLURAL = (1, 2)
CONTEXT = ((1, "c"), 2)
CONTEXT_PLURAL = ((1, "c"), 2, 3)
KEYWORDS = {"_": None} | {
    name + lazy: spec
    for name, spec in (("gettext", None), ("ngettext", PLURAL), ("pgettext", CONTEXT), ("npgettext", CONTEXT_PLURAL))
    for lazy in ("", "_lazy")
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}|%([sd])")


@dataclass(frozen=True, slots=True)
class Key:
    """What tells two texts apart."""

    context: str
    text: str


@dataclass(slots=True)
class Found:
    """A text of the program: its plural (or empty) and the files it stands in."""

    plural: str = ""
    places: list[str] = field(default_factory=list)


def texts(source: str) -> Iterator[tuple[Key, str]]:
    """Find the marked texts of Python source, each with its plural, in order."""
    for _line, message, _comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS):
        singular, plural = message if isinstance(message, tuple) else (message, "")
        if singular:
            yield Key(context or "", singular), plural


def as_python(template: str, name: str) -> str:
    """Turn a template into something that Babel reads as Python: the same calls of gettext, one below the other."""
    return "\n".join(line.strip() for line in templatize(template, name).splitlines())


def sources() -> Iterator[tuple[str, str]]:
    """Give name and Python source of everything that may hold texts, in order of name."""
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and "migrations" not in path.parts:
            yield name, path.read_text("utf-8")
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            yield name, as_python(path.read_text("utf-8"), name)


def collect() -> dict[Key, Found]:
    """Find all texts of the program, in order of their first place."""
    found: dict[Key, Found] = {}
    for name, source in sources():
        for key, plural in texts(source):
            one = found.setdefault(key, Found())
            one.plural = one.plural or plural
            if name not in one.places:
                one.places.append(name)
    return found


def key_of(entry: polib.POEntry) -> Key:
    return Key(entry.msgctxt or "", entry.msgid)


def entry_for(key: Key, one: Found, old: polib.POEntry | None) -> polib.POEntry:
    """Make the entry of a text, with the translation it already has."""
    entry = polib.POEntry(msgid=key.text, msgctxt=key.context or None, occurrences=[(place, "") for place in one.places])
    if one.plural:
        entry.msgid_plural = one.plural
        entry.msgstr_plural = {index: old.msgstr_plural.get(index, "") if old else "" for index in (0, 1)}
    else:
        entry.msgstr = old.msgstr if old else ""
    if "%(" in key.text + one.plural:
        entry.flags.append("python-format")
    if old:
        entry.tcomment = old.tcomment
    return entry


def updated(old: polib.POFile, found: dict[Key, Found]) -> polib.POFile:
    """Make the catalogue of the texts that there are now."""
    known = {key_of(entry): entry for entry in old if not entry.obsolete}
    catalogue = polib.POFile(wrapwidth=140)
    catalogue.metadata = dict(HEADER)
    catalogue.extend(entry_for(key, one, known.get(key)) for key, one in found.items())
    return catalogue


def placeholders(text: str) -> list[str]:
    """List the placeholders of a text, sorted: "%(name)s", "{name}"."""
    return sorted(match[0] for match in PLACEHOLDER.finditer(text))


def wrong_placeholders(entry: polib.POEntry) -> bool:
    """Say whether a translation lost or invented a placeholder. A singular may leave the number out, as in English."""
    if not entry.msgid_plural:
        return placeholders(entry.msgstr) != placeholders(entry.msgid)
    if placeholders(entry.msgstr_plural[1]) != placeholders(entry.msgid_plural):
        return True
    return not set(placeholders(entry.msgstr_plural[0])) <= set(placeholders(entry.msgid_plural))


def problems(catalogue: polib.POFile, found: dict[Key, Found]) -> Iterator[str]:
    """Tell what is wrong with the catalogue, one sentence each."""
    entries = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    for key, one in found.items():
        if key not in entries:
            yield f"missing: {key.text!r} ({one.places[0]})"
        elif entries[key].msgid_plural != one.plural:
            yield f"other plural: {key.text!r}"
    for entry in catalogue:
        if entry.obsolete or key_of(entry) not in found:
            yield f"unused: {entry.msgid!r}"
        elif entry.fuzzy:
            yield f"fuzzy: {entry.msgid!r}"
        elif not entry.translated():
            yield f"untranslated: {entry.msgid!r}"
        elif wrong_placeholders(entry):
            yield f"other placeholders: {entry.msgid!r}"


def compiled(catalogue: polib.POFile) -> bytes:
    """Give the catalogue the form that the program reads; equal for equal catalogues."""
    return catalogue.to_binary()


def main() -> int:
    """Do what the command line says. Exit code 0: complete; 1: something is to be done, named on stderr."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing, only tell what is wrong")
    check = parser.parse_args().check
    found = collect()
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=140) if CATALOGUE.exists() else polib.POFile()
    machine = CATALOGUE.with_suffix(".mo")
    if not check:
        catalogue = updated(catalogue, found)
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        catalogue.save(str(CATALOGUE))
        machine.write_bytes(compiled(catalogue))
    wrong = list(problems(catalogue, found))
    if not machine.exists() or machine.read_bytes() != compiled(catalogue):
        wrong.append(f"{machine.name} is not that of {CATALOGUE.name}; run tools/messages.py")
    for sentence in wrong:
        print(f"messages: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
