"""The documents that customers accept: which versions there are, what they say word for word, and their SHA-256.

They are plain pieces of HTML in `templates/legal/<kind>/<version>.<language>.html`; a version is never changed. An agency puts
its own ones into `HOME/legal/`; where a kind stands there, the templates of the program are no longer offered.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import Agreement

TEMPLATES = Path(settings.PACKAGE) / "templates" / "legal"
VERSION = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]+)?")
"""Year and month, and a number when there is more than one in a month: they sort by age."""
BINDING = "de"
"""The language in which every version is there."""
TITLES = {
    Agreement.Kind.TERMS: _("Terms and conditions"),
    Agreement.Kind.PROCESSING: _("Processing agreement (Art. 28 GDPR)"),
    Agreement.Kind.SECRECY: _("Secrecy undertaking (§203 StGB)"),
    Agreement.Kind.MANDATE: _("SEPA direct debit mandate"),
}


class NoSuchDocument(LookupError):
    """There is no document of this kind, version and language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One version of a document in one language. `is_template`: it came with the program, and no lawyer has confirmed it."""

    kind: str
    version: str
    language: str
    body: str
    digest: str
    is_template: bool

    @property
    def title(self) -> str:
        """What it is, in the reader's language."""
        return title(self.kind)


def title(kind: str) -> str:
    """Name a kind of document, in the reader's language."""
    return str(TITLES[Agreement.Kind(kind)])


def document(kind: str, version: str, language: str) -> Document:
    """Give one version, in German where it is not there in the wanted language. Raises NoSuchDocument."""
    if kind not in Agreement.Kind.values or not VERSION.fullmatch(version) or language not in dict(settings.LANGUAGES):
        raise NoSuchDocument(kind)
    for folder, is_template in ((_own(), False), (TEMPLATES, True)):
        for written in (language, BINDING):
            path = folder / kind / f"{version}.{written}.html"
            if path.is_file():
                return _read(path, kind, version, written, is_template=is_template)
    raise NoSuchDocument(f"{kind} {version} {language}")


def current(kind: str, language: str) -> Document:
    """Give the newest version, the agency's own before the template. Raises NoSuchDocument."""
    for folder in (_own(), TEMPLATES):
        if found := sorted(_versions(folder / kind)):
            return document(kind, found[-1], language)
    raise NoSuchDocument(kind)


def _own() -> Path:
    return Path(settings.HOME) / "legal"


def _versions(folder: Path) -> Iterator[str]:
    for path in folder.glob(f"*.{BINDING}.html") if folder.is_dir() else ():
        version = path.name.removesuffix(f".{BINDING}.html")
        if VERSION.fullmatch(version):
            yield version


def _read(path: Path, kind: str, version: str, language: str, *, is_template: bool) -> Document:
    text = path.read_bytes()
    return Document(
        kind=kind,
        version=version,
        language=language,
        body=text.decode(),
        digest=hashlib.sha256(text).hexdigest(),
        is_template=is_template,
    )
