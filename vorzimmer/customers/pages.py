"""The words of the open pages: what the agency published, else what came with the program. One question to the database for a page.

They are not kept in memory: several processes may serve one agency, and a document that somebody accepts must be the newest.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from vorzimmer.customers.markup import Words, in_language, parts, rendered
from vorzimmer.customers.models.pages import PageVersion
from vorzimmer.domain.pages import DOCUMENTS, UNTITLED, Page

SHIPPED = Path(settings.PACKAGE) / "templates"
BINDING = "de"
"""The language in which every page is written."""
LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What stands in the editor, in both languages."""

    de: str
    en: str


def shown(pages: Iterable[Page], language: str, *, chosen: str = "") -> Mapping[Page, Words]:
    """Give pages as they are read now. `chosen`: the language that the links in it carry on, if somebody chose one."""
    wanted = list(pages)
    published = {Page(row.page): row for row in PageVersion.objects.filter(page__in=wanted, state=PageVersion.State.PUBLISHED)}
    found = {}
    for page in wanted:
        html = published[page].html(language)[0] if page in published else shipped(page, language)[0]
        found[page] = parts(in_language(html, chosen) if chosen else html)
    return found


def texts_of(page: Page) -> Texts:
    """Give what an editor begins with: what is published, else what came with the program."""
    row = PageVersion.objects.filter(page=page, state=PageVersion.State.PUBLISHED).first()
    return Texts(de=row.text_de, en=row.text_en) if row else shipped_texts(page)


def shipped_texts(page: Page, version: str = "") -> Texts:
    """Give what came with the program; blank where nothing did."""
    return Texts(
        **{language: path.read_text("utf-8") if (path := _path(page, language, version)).is_file() else "" for language in LANGUAGES}
    )


@cache
def shipped(page: Page, language: str, version: str = "") -> tuple[str, str]:
    """Give the HTML of what came with the program and the language in which it is written; blank where nothing came."""
    for written in (language, BINDING):
        path = _path(page, written, version)
        if path.is_file():
            return rendered(path.read_text("utf-8"), titled=page not in UNTITLED), written
    return "", BINDING


@cache
def shipped_versions(page: Page) -> tuple[str, ...]:
    """Name the versions of a document that came with the program, the oldest first."""
    return tuple(sorted(path.name.removesuffix(f".{BINDING}.md") for path in (SHIPPED / "legal" / page).glob(f"*.{BINDING}.md")))


def _path(page: Page, language: str, version: str) -> Path:
    if page in DOCUMENTS:
        return SHIPPED / "legal" / page / f"{version or shipped_versions(page)[-1]}.{language}.md"
    return SHIPPED / "pages" / f"{page}.{language}.md"
