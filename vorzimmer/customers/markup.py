"""The small markup of the open pages (Markdown): headings, paragraphs, lists, emphasis, links. No HTML and no pictures get through.

What comes out holds no attribute but the addresses of links, so that it stands under a content policy without exceptions.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST = 60_000
"""Letters of a page."""
DEEPEST = 3
"""Headings that have a style: #, ## and ###."""
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9-]*(\s[^<>]*)?/?>|<!--")
_ELSEWHERE = re.compile(r"(https?://|mailto:|tel:)\S", re.IGNORECASE)
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_HERE = re.compile(r'href="(/(?!/)[^"?#]*)(#[^"]*)?"')
_TITLE = re.compile(r"^<h1>(.*?)</h1>\n")
_SECTION = re.compile(r"^<h2>(.*?)</h2>\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands below it."""

    title: SafeString
    body: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A page in its parts: the heading, what comes before the first section, and the sections."""

    title: SafeString
    lead: SafeString
    sections: tuple[Section, ...]


def is_good_link(address: str) -> bool:
    """Whether a link may lead there: to the web, to an e-mail address or a telephone, or to a page of this site."""
    return bool(_ELSEWHERE.match(address)) or not _SCHEME.match(address)


class _Markup(MarkdownIt):
    """CommonMark without HTML; `refused` are the addresses of links that lead elsewhere than they may."""

    def __init__(self) -> None:
        super().__init__("commonmark", {"html": False})
        self.refused: list[str] = []

    def validateLink(self, url: str) -> bool:  # noqa: N802  (the library's name)
        good = is_good_link(url)
        if not good:
            self.refused.append(url)
        return good


def rendered(text: str, *, titled: bool) -> str:
    """Make HTML of what was written. `titled`: it may begin with a heading of its own (#).

    Raises ValidationError with everything that is wrong, by line.
    """
    if len(text) > LONGEST:
        raise ValidationError(_("Please say it in at most %(number)d letters.") % {"number": LONGEST})
    parser = _Markup()
    tokens = parser.parse(text)
    wrong = [*_html(text), *_headings(tokens, titled=titled), *_pictures(tokens), *_links(text, parser.refused)]
    if wrong:
        raise ValidationError([_("Line %(line)d: %(problem)s") % {"line": line, "problem": problem} for line, problem in sorted(wrong)])
    return str(parser.renderer.render(tokens, parser.options, {}))


def _html(text: str) -> Iterable[tuple[int, str]]:
    for line, said in enumerate(text.splitlines(), start=1):
        if found := _TAG.search(said):
            yield line, _("HTML is not taken here (“%(found)s”). Use the signs that stand beside the text.") % {"found": found[0][:40]}


def _headings(tokens: list[Token], *, titled: bool) -> Iterable[tuple[int, str]]:
    for place, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        line, depth = (token.map or [0])[0] + 1, int(token.tag[1:])
        if depth == 1 and not titled:
            yield line, _("This page has its heading already. Begin sections with ##.")
        elif depth == 1 and place:
            yield line, _("Only one heading with a single # is possible, as the first line. Begin sections with ##.")
        elif depth > DEEPEST:
            yield line, _("Headings have at most three #.")
        elif token.level:
            yield line, _("A heading cannot stand inside of a list or a quotation.")


def _pictures(tokens: list[Token]) -> Iterable[tuple[int, str]]:
    for token in tokens:
        if any(child.type == "image" for child in token.children or ()):
            yield (token.map or [0])[0] + 1, _("Pictures are not possible here.")


def _links(text: str, refused: list[str]) -> Iterable[tuple[int, str]]:
    for address in dict.fromkeys(refused):
        line = text.count("\n", 0, max(text.find(address), 0)) + 1
        yield (
            line,
            _("A link cannot lead to “%(address)s”. It begins with https://, mailto: or tel:, or with / for a page of this site.")
            % {"address": address[:60]},
        )


@lru_cache(maxsize=64)
def parts(html: str) -> Words:
    """Take a page that `rendered` made apart."""
    found = _TITLE.match(html)
    title, rest = (found[1], html[found.end() :]) if found else ("", html)
    lead, *pieces = _SECTION.split(rest)
    sections = tuple(Section(title=_safe(name), body=_safe(body)) for name, body in zip(pieces[::2], pieces[1::2], strict=True))
    return Words(title=_safe(title), lead=_safe(lead), sections=sections)


def in_language(html: str, language: str) -> str:
    """Let the links to pages of this site carry the language that a visitor chose: no cookie keeps it."""
    return _HERE.sub(lambda link: f'href="{link[1]}?language={language}{link[2] or ""}"', html)


def _safe(html: str) -> SafeString:
    """Say that this came out of `rendered`, which lets nothing but its own tags through."""
    return mark_safe(html)  # noqa: S308  (the only ones who call it have it from the renderer)
