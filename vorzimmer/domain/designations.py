"""What a payer names in the text of a transfer: finding known numbers, written with other spaces, hyphens and small letters.

Nothing is read into a text: the letter O is no zero, and a number inside of a longer one is not named.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_BETWEEN = r"[\s\-\u2010-\u2015]*"
_LEAST = 5
"""A shorter number stands in dates, amounts and streets too: it counts only behind a word that says what it is."""
_NUMBER_WORD = r"[\s.:#\-/]*(?:(?:nr|no|nummer|number)[\s.:#\-]*)?$"
INVOICE_WORDS = re.compile(rf"\b(?:rechnung|rechn|rg|re|rnr|invoice|inv)(?:s?(?:nr|nummer))?{_NUMBER_WORD}", re.IGNORECASE)
CUSTOMER_WORDS = re.compile(rf"\b(?:kunden|kunde|kd|k|knr|customer|cust)(?:nr|nummer)?{_NUMBER_WORD}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A number that stands in a text. `surely`: it stands for itself and cannot be a piece of something else."""

    number: str
    surely: bool


@dataclass(frozen=True, slots=True)
class _Hit:
    number: str
    start: int
    end: int
    surely: bool


def named(text: str, numbers: Iterable[str], words: re.Pattern[str]) -> tuple[Named, ...]:
    """Find which of the numbers the text names, in the order of the text, each once; `words` go before a short number.

    Of two numbers at the same place the longer one is meant. Of two that read the same (RE-1-23, RE-12-3) neither is sure.
    """
    squeezed = _squeezed(text)
    hits = [hit for number in dict.fromkeys(numbers) if (key := _key(number)) and key in squeezed for hit in _hits(text, number, words)]
    best: dict[str, Named] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.number)):
        rivals = [other for other in hits if other.number != hit.number and other.start < hit.end and hit.start < other.end]
        if any(_length(other.number) > _length(hit.number) for other in rivals):
            continue
        surely = hit.surely and not any(_length(other.number) == _length(hit.number) for other in rivals)
        if hit.number not in best or surely:
            best[hit.number] = Named(number=hit.number, surely=surely)
    return tuple(best.values())


def places(text: str, numbers: Iterable[str], words: re.Pattern[str]) -> list[tuple[int, int]]:
    """Say where in the text the numbers stand, sure or not, from the beginning on: begin and end, which never overlap."""
    squeezed = _squeezed(text)
    hits = [hit for number in dict.fromkeys(numbers) if (key := _key(number)) and key in squeezed for hit in _hits(text, number, words)]
    found: list[tuple[int, int]] = []
    for start, end in sorted((hit.start, hit.end) for hit in hits):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _length(number: str) -> int:
    return len(_key(number))


@lru_cache(maxsize=50_000)
def _key(number: str) -> str:
    """Squeeze a number; a file has thousands of entries, and each is compared with all numbers."""
    return _squeezed(number)


def _squeezed(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z\u00c0-\u024f]", "", text).casefold()


def _hits(text: str, number: str, words: re.Pattern[str]) -> list[_Hit]:
    """Find the number with any spaces and hyphens in it; never as a piece of a longer row of digits."""
    if _length(number) < _LEAST:
        exact = re.finditer(rf"(?<!\w){re.escape(number.strip())}(?![\w\-]|[.,]\d)", text, re.IGNORECASE)
        return [_Hit(number, match.start(), match.end(), surely=True) for match in exact if words.search(text, 0, match.start())]
    groups = re.findall(r"\w|[^\w]+", number.strip())
    pattern = ""
    for group in groups:
        if re.fullmatch(r"\w", group):
            pattern += (_BETWEEN if pattern and not pattern.endswith("*") else "") + re.escape(group)
        else:
            pattern += rf"[\s\-\u2010-\u2015{re.escape(group)}]*"
    return [
        _Hit(number, match.start(), match.end(), _is_sure(text, number, match))
        for match in re.finditer(rf"(?<!\d){pattern}(?!\d)", text, re.IGNORECASE)
    ]


def _is_sure(text: str, number: str, match: re.Match[str]) -> bool:
    before, after = text[: match.start()], text[match.end() :]
    if re.search(r"\w$", before) or re.match(r"\w", after):
        return False
    if re.search(r"\d-$", before) or re.match(r"-\d", after):
        return False
    if match[0].casefold() == number.strip().casefold():
        return True
    if number.strip().isdecimal():  # with hyphens in it, it reads like a date or a telephone number
        return False
    # Written with other spaces, the digits beside it could belong to it.
    return not (re.search(r"\d\s+$", before) and number[:1].isdigit()) and not re.match(r"\s+\d", after)
