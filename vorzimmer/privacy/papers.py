"""Papers to read, print and hand over: sections of text, lists, facts and tables; shown as a page or set as PDF, in memory.

The PDF is set by typst; what comes in is data, and nothing in them is read as markup.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import typst

Kind = Literal["text", "list", "facts", "table"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph or items of a list (`rows` of one cell), facts (rows of name and value), or a table with its columns."""

    kind: Kind
    rows: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading of level 2 or 3 and what stands under it; `anchor` is its name in addresses."""

    title: str
    blocks: tuple[Block, ...] = ()
    level: int = 2
    anchor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper in one language; `about` are facts under its title."""

    title: str
    language: str
    about: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def text(words: str) -> Block:
    return Block(kind="text", rows=((words,),))


def bullets(items: Iterable[str]) -> Block:
    return Block(kind="list", rows=tuple((item,) for item in items))


def facts(rows: Iterable[tuple[str, str]]) -> Block:
    """Make facts; those without a value are left out."""
    return Block(kind="facts", rows=tuple(row for row in rows if row[1]))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    return Block(kind="table", columns=tuple(columns), rows=tuple(tuple(row) for row in rows))


def blocks_of(words: str) -> tuple[Block, ...]:
    """Read paragraphs, apart by blank lines; one whose lines begin with "- " is a list."""
    found = []
    for paragraph in words.strip().split("\n\n"):
        lines = [line.strip() for line in paragraph.strip().splitlines()]
        if lines and all(line.startswith("- ") for line in lines):
            found.append(bullets(line.removeprefix("- ") for line in lines))
        elif lines:
            found.append(text(" ".join(lines)))
    return tuple(found)


@cache
def _template() -> bytes:
    return files("vorzimmer.privacy").joinpath("papers.typ").read_bytes()


def as_pdf(paper: Paper) -> bytes:
    """Set a paper."""
    return bytes(typst.compile(_template(), format="pdf", sys_inputs={"paper": json.dumps(asdict(paper), ensure_ascii=False)}))
