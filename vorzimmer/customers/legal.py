"""The documents that customers accept: which versions there are, what they say word for word, and their SHA-256.

The agency writes its own ones in the office (`customers/actions/pages.py`); until then the templates of the program are offered
(`templates/legal/<kind>/<version>.<language>.md`). A version is never changed, and no name is used twice.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from vorzimmer.customers.models import Agreement, PageVersion
from vorzimmer.customers.pages import shipped, shipped_versions
from vorzimmer.domain.pages import Page

VERSION = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]+)?")
"""Year and month, and a number when there is more than one in a month."""
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
    is_template: bool

    @property
    def title(self) -> str:
        """What it is, in the reader's language."""
        return title(self.kind)

    @property
    def digest(self) -> str:
        """The SHA-256 of what it says, in hexadecimal."""
        return hashlib.sha256(self.body.encode()).hexdigest()


def title(kind: str) -> str:
    """Name a kind of document, in the reader's language."""
    return str(TITLES[Agreement.Kind(kind)])


def document(kind: str, version: str, language: str) -> Document:
    """Give one version, in German where it is not there in the wanted language. Raises NoSuchDocument."""
    if kind not in Agreement.Kind.values or not VERSION.fullmatch(version) or language not in dict(settings.LANGUAGES):
        raise NoSuchDocument(kind)
    if version in shipped_versions(Page(kind)):
        return _template(kind, version, language)
    row = PageVersion.objects.filter(page=kind, version=version).exclude(state=PageVersion.State.DRAFT).first()
    if row is None:
        raise NoSuchDocument(f"{kind} {version} {language}")
    return _own(row, language)


def current(kind: str, language: str) -> Document:
    """Give the version that holds now. Raises NoSuchDocument."""
    if kind not in Agreement.Kind.values:
        raise NoSuchDocument(kind)
    row = PageVersion.objects.filter(page=kind, state=PageVersion.State.PUBLISHED).first()
    return _own(row, language) if row else _template(kind, shipped_versions(Page(kind))[-1], language)


def newest(language: str) -> Mapping[str, Document]:
    """Give the version of each kind that holds now, with one question to the database."""
    rows = PageVersion.objects.filter(page__in=Agreement.Kind.values, state=PageVersion.State.PUBLISHED)
    found = {row.page: _own(row, language) for row in rows}
    templates = {kind: shipped_versions(Page(kind))[-1] for kind in Agreement.Kind.values if kind not in found}
    return found | {kind: _template(kind, version, language) for kind, version in templates.items()}


def _own(row: PageVersion, language: str) -> Document:
    html, written = row.html(language)
    return Document(kind=row.page, version=row.version, language=written, body=html, is_template=False)


def _template(kind: str, version: str, language: str) -> Document:
    html, written = shipped(Page(kind), language, version)
    return Document(kind=kind, version=version, language=written, body=html, is_template=True)
