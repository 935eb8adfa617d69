"""Text as SEPA takes it: letters without accents, digits and few signs (EPC217-08, DFÜ agreement annex 3)."""

import re
import unicodedata

ALLOWED = "A-Za-z0-9/\\-?:().,'+ "

_NOT_ALLOWED = re.compile(f"[^{ALLOWED}]")
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2060\ufeff]+")
_BEFORE_SMALL = re.compile(r"[ÄÖÜÆŒÞ](?=[a-zäöüßà-ÿ])")
_INSTEAD = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "AE", "Ö": "OE", "Ü": "UE", "ß": "ss", "ẞ": "SS"}
    | {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}
    | {"ð": "d", "Ð": "D", "þ": "th", "Þ": "TH", "ı": "i", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T"}
    | {"&": "+", "€": "EUR", "@": "(at)", "*": ".", "$": ".", "%": ".", "§": "Par.", "!": ".", ";": ","}
    | {"[": "(", "]": ")", "{": "(", "}": ")", "<": "(", ">": ")", "|": "/", "\\": "/", "⁄": "/", "_": "-", "~": "-"}
    | dict.fromkeys("–—‐‑−•", "-")
    | dict.fromkeys('`´’‘‚‛′"“”„‟«»″', "'")
)


def _in_title_case(match: re.Match[str]) -> str:
    return match[0].translate(_INSTEAD).capitalize()


def sepa_text(text: str, longest: int) -> str:
    """Write a text with the allowed characters only, `longest` characters at most; it never fails.

    What has no counterpart becomes a full stop, line breaks and other blanks become one blank. Text that is right already stays as
    it is, but for blanks at its ends and doubled ones.
    """
    composed = _BEFORE_SMALL.sub(_in_title_case, unicodedata.normalize("NFC", text)).translate(_INSTEAD)
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(sign))
    one_line = _BLANKS.sub(" ", plain.translate(_INSTEAD)).strip()
    return _NOT_ALLOWED.sub(".", one_line)[: max(longest, 0)].rstrip()
