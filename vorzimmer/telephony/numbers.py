"""Telephone numbers: whatever a telephone system, a form or a person writes becomes one spelling."""

import re
import unicodedata
from urllib.parse import unquote

import phonenumbers

LONGEST = 15
"""Digits of the longest number of the public network (ITU-T E.164, section 6.1)."""

LONGEST_SHORT = 6
"""Emergency, service and internal numbers are no longer than this (110, 116117); every E.164 number is."""

LONGEST_LOCAL = 8
"""A German number without its area code is no longer than this; what is longer and starts with 49 is international."""

_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_SCHEME = re.compile(r"^(?:tel|sips?|callto):(?://)?", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s()\[\]./\\_\-\u00ad\u2010-\u2015\u2212\u200b-\u200f\u202a-\u202e\u2060\ufeff]+")
_DIALABLE = re.compile(r"\+?[0-9]+")


def normalise(raw: str | None, *, region: str = "DE") -> str | None:
    """Bring a number into E.164 with a plus sign; None when it is withheld or no number at all.

    National numbers (030 …, 0049 …) are read in `region` (ISO 3166). Short and service numbers (110, 116117), internal numbers
    and local numbers without an area code stay as they are dialled: digits without a plus. A number need not be assigned to
    anybody, it must only be dialable. Names (`anonymous`), extensions and star codes are no numbers.
    """
    digits = _bare(raw or "")
    if digits is None:
        return None
    if not digits.startswith(("+", "0")) and _is_trunk_region(region):
        return _without_prefix(digits, region)
    if len(digits) <= LONGEST_SHORT and not digits.startswith(("+", "0")):
        return digits
    return _parsed(digits, region)


def from_e164_digits(raw: str | None, *, region: str = "DE") -> str | None:
    """Read the number of an engine that sends E.164 without the plus sign (`4930…`, `431…`); else as `normalise`."""
    digits = _bare(raw or "")
    if digits is None:
        return None
    if len(digits) > LONGEST_SHORT and not digits.startswith(("+", "0")):
        return _parsed(f"+{digits}", region) or normalise(digits, region=region)
    return normalise(digits, region=region)


def e164_digits(number: str) -> str:
    """Write a normalised number as sipgate and the CTI format want it: no plus sign."""
    return number.removeprefix("+")


def dialled_from(number: str, *, region: str = "DE") -> str:
    """Write a normalised number as a person in `region` dials it: 030… inside the country, 0043… outside, 110 as it is."""
    if not number.startswith("+"):
        return number
    home = f"+{phonenumbers.country_code_for_region(region)}"
    return f"0{number.removeprefix(home)}" if number.startswith(home) else f"00{number.removeprefix('+')}"


def grouped(number: str | None) -> str:
    """Write a normalised number for people: "+49 171 3920012". Short and internal numbers (116117) stay as they are; none is empty."""
    if not number or not number.startswith("+"):
        return number or ""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _bare(raw: str) -> str | None:
    """Take off display name, URI scheme, host, parameters and separators; None if anything but a number is left."""
    text = unicodedata.normalize("NFKC", raw).strip()
    if bracketed := _IN_BRACKETS.search(text):
        text = bracketed[1].strip()
    if scheme := _SCHEME.match(text):
        text = re.split(r"[;?@]", unquote(text[scheme.end() :]), maxsplit=1)[0]
    bare = _SEPARATORS.sub("", text)
    return bare if _DIALABLE.fullmatch(bare) and bare.strip("+0") else None


def _is_trunk_region(region: str) -> bool:
    """Say whether a national number of this region always starts with a 0, so that one without it is something else."""
    return phonenumbers.ndd_prefix_for_region(region, True) == "0"


def _without_prefix(digits: str, region: str) -> str | None:
    """Read digits that start with neither plus nor 0: international ones of the own country, or as dialled."""
    country = str(phonenumbers.country_code_for_region(region))
    if digits.startswith(country) and len(digits) > LONGEST_LOCAL:
        return _parsed(f"+{digits}", region)
    return digits if len(digits) <= LONGEST else None


def _parsed(digits: str, region: str) -> str | None:
    """Read a number with plus or national prefix. Repeated until it stays, since `+49 0 0 30` loses one zero a time."""
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if len(e164) > LONGEST + 1:
        return None
    return e164 if e164 == digits else _parsed(e164, region)
