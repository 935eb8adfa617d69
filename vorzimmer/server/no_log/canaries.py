"""Unmistakable marks (canaries) that a visitor carries, and the search for them in whatever bytes were written."""

import base64
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

PIECE = 4_000_000
"""Bytes of a file that are looked at together."""
LONGEST = 400
"""Bytes that two pieces share, so that nothing is cut apart: longer than any needle."""
_WORD = 12
"""Random bytes of a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canaries:
    """What one visitor carries. All of it is drawn anew for each proof; the address is one of this machine (127.0.0.0/8)."""

    address: str
    agent: str
    referrer: str
    path: str
    query: str
    body: str

    @classmethod
    def draw(cls) -> "Canaries":
        """Draw them. The last octet is 10 to 250, no octet is one that stands in files for other reasons."""
        octets = (10 + secrets.randbelow(240) for _ in range(3))
        words = {name: f"{name}-{secrets.token_hex(_WORD)}" for name in ("agent", "referrer", "path", "query", "body")}
        return cls(address="127.{}.{}.{}".format(*octets), **words)

    def needles(self) -> Mapping[str, frozenset[bytes]]:
        """Give for each mark the ways in which bytes may say it."""
        found = {name: frozenset(spellings(getattr(self, name))) for name in ("agent", "referrer", "path", "query", "body")}
        return {**found, "address": frozenset({*spellings(self.address), *packed_address(self.address)})}


def spellings(word: str) -> Iterator[bytes]:
    """Write a word as it is, in two bytes a letter, backwards, in hexadecimal digits, and in base64 wherever it begins."""
    plain = word.encode("ascii")
    yield from (plain, word.encode("utf-16-le"), word.encode("utf-16-be"), plain[::-1], plain.hex().encode(), plain.hex().upper().encode())
    for shift in range(3):
        encoded = base64.b64encode(bytes(shift) + plain)
        yield encoded[-(-shift * 8 // 6) : (shift + len(plain)) * 8 // 6]  # the signs that depend on the word alone


def packed_address(address: str) -> Iterator[bytes]:
    """Write an address as four bytes, in both orders, in hexadecimal digits, and as IPv6."""
    packed = IPv4Address(address).packed
    yield from (packed, packed[::-1], packed.hex().encode(), packed[::-1].hex().encode())
    yield f"{packed[0]:02x}{packed[1]:02x}:{packed[2]:02x}{packed[3]:02x}".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A mark that was found in a file."""

    mark: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What was looked at, and how often each mark stood where."""

    files: int
    size: int
    found: Mapping[Hit, int]

    def beyond(self, before: "Search") -> list[Hit]:
        """Give what was found more often than before: four bytes may stand somewhere by chance."""
        return sorted((hit for hit, count in self.found.items() if count > before.found.get(hit, 0)), key=lambda hit: (hit.mark, hit.file))


def search(folder: Path, needles: Mapping[str, frozenset[bytes]]) -> Search:
    """Look through all files of a folder and all below it, whatever they are called, and through their names."""
    found: dict[Hit, int] = {}
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()]
    size = 0
    for path in files:
        name = str(path.relative_to(folder))
        size += path.stat().st_size
        for mark, count in _counted(path, name, needles):
            found[Hit(mark=mark, file=name)] = found.get(Hit(mark=mark, file=name), 0) + count
    return Search(files=len(files), size=size, found=found)


def _counted(path: Path, name: str, needles: Mapping[str, frozenset[bytes]]) -> Iterator[tuple[str, int]]:
    for piece in (name.encode(), *_pieces(path)):
        lowered = piece.lower()
        for mark, spelled in needles.items():
            if count := sum(piece.count(needle) or lowered.count(needle) for needle in spelled):
                yield mark, count


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        tail = b""
        while piece := file.read(PIECE):
            yield tail + piece
            tail = piece[-LONGEST:]
