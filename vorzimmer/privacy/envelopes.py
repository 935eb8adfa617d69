"""Files that only their recipient can open: age (https://age-encryption.org/v1), to a key that begins with "age1".

Nothing but this module encrypts for others. The key that opens a file comes here only to restore a backup.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import BinaryIO

from pyrage import DecryptError, IdentityError, RecipientError, decrypt_io, encrypt, encrypt_io, x25519

from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _


class KeyProblem(StrEnum):
    """Why a key is none."""

    MISSING = "missing"
    SECRET = "secret"  # noqa: S105  (a code, not a secret)
    OTHER_KIND = "other_kind"
    MISTYPED = "mistyped"
    NO_SECRET = "no_secret"  # noqa: S105  (as above)


KEY_SENTENCES: Mapping[KeyProblem, str] = MappingProxyType(
    {
        KeyProblem.MISSING: _(
            "There is no key for which the file could be encrypted. The recipient makes one and tells us the part “age1…”."
        ),
        KeyProblem.SECRET: _(
            "This is the secret key, which only the recipient may have. Please delete it, and ask him for a new one: the part “age1…”."
        ),
        KeyProblem.OTHER_KIND: _("A key for encrypted files begins with “age1”. Keys of other programs (PGP, SSH) do not fit."),
        KeyProblem.NO_SECRET: _("This is no secret key for encrypted files: it begins with “AGE-SECRET-KEY-1”."),
        KeyProblem.MISTYPED: _("This key is not right: a letter is missing or mistyped. Please copy it once more, whole."),
    }
)


class BadKey(ValueError):
    """A file cannot be encrypted for this key; `says` tells it to a person. The key itself is in no message."""

    def __init__(self, problem: KeyProblem) -> None:
        super().__init__(KEY_SENTENCES[problem])
        self.problem = problem

    @property
    def says(self) -> Sentence:
        return sentence(KEY_SENTENCES[self.problem])


def check_key(key: str) -> str:
    """Give the key as it is kept: without blanks, in lower case. Raises BadKey for what is none."""
    typed = "".join(key.split())
    if not typed:
        raise BadKey(KeyProblem.MISSING)
    if typed.upper().startswith("AGE-SECRET-KEY"):
        raise BadKey(KeyProblem.SECRET)
    if not typed.lower().startswith("age1"):
        raise BadKey(KeyProblem.OTHER_KIND)
    _recipient(typed.lower())
    return typed.lower()


def encrypted_for(key: str, plain: bytes) -> bytes:
    """Encrypt `plain` so that only whoever has the secret part of `key` can open it (binary age file). Raises BadKey."""
    sealed: bytes = encrypt(plain, [_recipient(check_key(key))])
    return sealed


def encrypt_file(key: str, source: BinaryIO, target: BinaryIO) -> None:
    """Encrypt a file of any length, as `encrypted_for` does. Raises BadKey, OSError."""
    encrypt_io(source, target, [_recipient(check_key(key))])


class NotOpened(Exception):
    """A file does not open: it was made for another key, or it is no whole age file."""


def decrypt_file(identity: str, source: BinaryIO, target: BinaryIO) -> None:
    """Open a file with the secret key ("AGE-SECRET-KEY-1…"). Raises BadKey for what is no such key, NotOpened.

    What was written into `target` before NotOpened counts for nothing.
    """
    try:
        secret = x25519.Identity.from_str(identity.strip())
    except IdentityError:
        raise BadKey(KeyProblem.NO_SECRET) from None
    try:
        decrypt_io(source, target, [secret])
    except (DecryptError, OSError) as error:
        raise NotOpened(str(error)) from None


def make_key() -> tuple[str, str]:
    """Draw a new pair: the public part ("age1…") and the secret key."""
    secret = x25519.Identity.generate()
    return str(secret.to_public()), str(secret)


def _recipient(key: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(key)
    except RecipientError:
        raise BadKey(KeyProblem.MISTYPED) from None
