"""Codes that hold once: those of an authenticator app (TOTP, RFC 6238), and those on paper for the day the telephone is lost."""

import base64
import hashlib
import hmac
import struct
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import quote, urlencode

STEP = 30
"""Seconds for which an app shows one code."""
DIGITS = 6
DRIFT = 1
"""So many steps the clock of a telephone may be wrong, in either direction."""
KEY_LENGTH = 20
"""Bytes of the key that app and server share (RFC 4226, 4, R6)."""

PAPER_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1, which look like each other."""
PAPER_LENGTH = 10
"""Ten letters of thirty-one: 49 bits."""
PAPER_CODES = 10


def app_code(key: bytes, step: int) -> str:
    """Give the six digits that an app shows in this step (RFC 4226, 5.3)."""
    digest = hmac.digest(key, struct.pack(">Q", step), hashlib.sha1)
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack_from(">I", digest, offset)
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def step_at(at: datetime) -> int:
    """Give the number of the step in which the moment lies."""
    return int(at.timestamp()) // STEP


def accepted(key: bytes, typed: str, *, at: datetime, last: str) -> str:
    """Give the code if it holds now, blank if not. `last` is the code that was accepted last: it and all before it hold no more.

    The last code tells no moment: nothing has to be kept that says when somebody signed in (RFC 6238, 5.2).
    """
    now = step_at(at)
    holding = [app_code(key, now + drift) for drift in range(-DRIFT, DRIFT + 1)]
    if last in holding:
        holding = holding[len(holding) - holding[::-1].index(last) :]
    return _among(holding, "".join(typed.split()))


def _among(codes: Sequence[str], typed: str) -> str:
    found = ""
    for code in codes:
        if hmac.compare_digest(code.encode(), typed.encode()):
            found = code
    return found


def spelled(key: bytes) -> str:
    """Write the key as people type it into an app: base32 in groups of four."""
    text = base64.b32encode(key).decode("ascii").rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def key_address(key: bytes, *, issuer: str, account: str) -> str:
    """Write the key as an app reads it from a picture (Key URI Format)."""
    label = f"{quote(issuer, safe='')}:{quote(account, safe='@')}"
    fields = {"secret": spelled(key).replace(" ", ""), "issuer": issuer, "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{label}?{urlencode(fields, quote_via=quote)}"


def paper_code(letters: Sequence[str]) -> str:
    """Write ten drawn letters as a code: "k7mq4-xwz9r"."""
    half = PAPER_LENGTH // 2
    return f"{''.join(letters[:half])}-{''.join(letters[half:])}"


def is_paper_code(text: str) -> bool:
    """Whether the text, in any way of writing, has the form of a code on paper."""
    plain = _plain(text)
    return len(plain) == PAPER_LENGTH and all(letter in PAPER_LETTERS for letter in plain)


def fingerprint(code: str, salt: bytes) -> str:
    """Give what is kept of a code on paper. Capitals, spaces and dashes do not count."""
    return hashlib.sha256(salt + _plain(code).encode()).hexdigest()


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())
