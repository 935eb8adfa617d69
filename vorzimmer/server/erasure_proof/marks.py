"""The marks of one proof, and the search for them in bytes, however they are written and packed."""

import bz2
import lzma
import re
import secrets
import string
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from vorzimmer.server.no_log.canaries import packed_address, spellings

LETTERS, INDEX = 7, 3
"""A word begins with letters that all words of a proof share, and ends with digits that tell which it is."""
_DIGITS = string.digits + string.ascii_lowercase
_PACKERS = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|BZh[1-9]1AY|\xfd7zXZ\x00|PK\x03\x04")
_UNPACKED = 8_000_000
"""Bytes that are looked at of one packed stream."""
PIECE, SHARED = 8_000_000, 400
_LOCAL_HEADER = 30
"""Bytes of the head of a file in a zip, before its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """`stem` begins every word; `number` is the caller's number (E.164 without +), `address` that of who sent a form."""

    stem: str
    number: str
    address: str

    @classmethod
    def draw(cls) -> "Marks":
        """Draw them anew. The number lies in the range for invented ones (030 23125), the address in one for examples (RFC 5737)."""
        stem = "".join(secrets.choice(string.ascii_lowercase) for _ in range(LETTERS))
        number = "493023125" + "".join(secrets.choice(string.digits) for _ in range(6))
        return cls(stem=stem, number=number, address=f"203.0.113.{10 + secrets.randbelow(240)}")

    def word(self, number: int) -> str:
        """Give the word of a field by its number, below 46,656."""
        digits = ""
        for _place in range(INDEX):
            number, last = divmod(number, len(_DIGITS))
            digits = _DIGITS[last] + digits
        return self.stem + digits

    def needles(self) -> Mapping[str, tuple[bytes, ...]]:
        """Give the ways in which bytes may say them."""
        national = self.number.removeprefix("49")
        return {
            "word": _told_apart(spellings(self.stem)),
            "number": _told_apart([*spellings(national), *_packed_decimal(national)]),
            "address": _told_apart([*spellings(self.address), *packed_address(self.address)]),
        }


def _told_apart(needles: Iterable[bytes]) -> tuple[bytes, ...]:
    return tuple(sorted(set(needles)))


def _packed_decimal(digits: str) -> Iterator[bytes]:
    """Write digits two a byte, as telephone systems do: from either digit on, either half of the byte first."""
    for begin in (0, 1):
        even = digits[begin : begin + (len(digits) - begin) // 2 * 2]
        yield bytes.fromhex(even)
        yield bytes.fromhex("".join(even[place + 1] + even[place] for place in range(0, len(even), 2)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something was found: the word with its digits if it stood there plainly, else what kind of mark it is."""

    what: str
    file: str


def search(folders: Iterable[Path], marks: Marks) -> dict[Hit, int]:
    """Look through every file below the folders, through their names, and through what is packed in them; say how often each was there."""
    found: dict[Hit, int] = {}
    needles = marks.needles()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            name = f"{folder.name}/{path.relative_to(folder)}"
            for what in _in_file(path, needles):
                hit = Hit(what=what, file=name)
                found[hit] = found.get(hit, 0) + 1
    return found


def _in_file(path: Path, needles: Mapping[str, tuple[bytes, ...]]) -> Iterator[str]:
    yield from _in_bytes(path.name.encode(), needles)
    try:
        with path.open("rb") as file:
            tail = b""
            while piece := file.read(PIECE):
                yield from in_bytes(tail + piece, needles)
                tail = piece[-SHARED:]
    except FileNotFoundError:
        return  # a file of a moment


def in_bytes(data: bytes, needles: Mapping[str, tuple[bytes, ...]]) -> Iterator[str]:
    """Name what stands in bytes, and in what is packed in them, one level deep."""
    yield from _in_bytes(data, needles)
    for found in _PACKERS.finditer(data):
        if unpacked := _unpacked(data, found.start()):
            yield from _in_bytes(unpacked, needles)


def _in_bytes(data: bytes, needles: Mapping[str, tuple[bytes, ...]]) -> Iterator[str]:
    for lowered in (data, data.lower()):
        for what, spelled in needles.items():
            for needle in spelled:
                place = lowered.find(needle)
                while place >= 0:
                    yield _named(what, needle, lowered, place)
                    place = lowered.find(needle, place + len(needle))


def _named(what: str, needle: bytes, data: bytes, place: int) -> str:
    """Give the whole word where the stem stood there plainly."""
    if what != "word" or len(needle) != LETTERS:
        return what
    word = data[place : place + LETTERS + INDEX].decode("ascii", "replace")
    return word.lower() if word[:LETTERS].lower() == needle.decode("ascii") else what


def _unpacked(data: bytes, place: int) -> bytes:
    """Unpack what begins here, as far as it goes; nothing when it is none."""
    head = data[place : place + 2]
    try:
        if head == b"PK":
            name, more = (int.from_bytes(data[place + at : place + at + 2], "little") for at in (26, 28))
            return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[place + _LOCAL_HEADER + name + more :], _UNPACKED)
        if head == b"BZ":
            return bz2.BZ2Decompressor().decompress(data[place:], _UNPACKED)
        if head == b"\xfd7":
            return lzma.LZMADecompressor().decompress(data[place:], _UNPACKED)
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data[place:], _UNPACKED)
    except (zlib.error, OSError, EOFError, lzma.LZMAError):
        return b""
