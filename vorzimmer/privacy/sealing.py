"""Seal and open: AES-256-GCM with the data key of a scope, bound to the place where the bytes are kept.

Sealed bytes are: version (1) | key id (16) | nonce (12) | ciphertext and tag. Table, record and column are authenticated with
them, so that bytes that were copied elsewhere do not open.
"""

import hashlib
import hmac
import os
import unicodedata
from uuid import UUID

from cryptography.exceptions import InvalidTag

from vorzimmer.privacy.errors import KeyDestroyed, KeyMissing, MasterKeyMissing, SealBroken, SealedFieldError, SealError
from vorzimmer.privacy.keyring.keys import current_key, key_by_id
from vorzimmer.privacy.scope import SealScope

__all__ = (
    "KeyDestroyed",
    "KeyMissing",
    "MasterKeyMissing",
    "SealBroken",
    "SealError",
    "SealScope",
    "SealedFieldError",
    "blind_index",
    "key_id_of",
    "seal",
    "unseal",
)

VERSION = b"\x01"
INDEX_LENGTH = 16
_NONCE = 12
_HEADER = 1 + 16
_SHORTEST = _HEADER + _NONCE + 16


def seal(plain: bytes, *, scope: SealScope, table: str, pk: UUID, column: str) -> bytes:
    """Seal for one column of one record. Raises KeyDestroyed when the scope's key was destroyed, MasterKeyMissing."""
    key = current_key(scope)
    nonce = os.urandom(_NONCE)
    return VERSION + key.id.bytes + nonce + key.cipher.encrypt(nonce, plain, _place(table, pk, column))


def unseal(sealed: bytes, *, table: str, pk: UUID, column: str) -> bytes:
    """Open what was sealed for this place. Raises SealBroken, KeyDestroyed, KeyMissing, MasterKeyMissing."""
    key = key_by_id(key_id_of(sealed))
    try:
        return key.cipher.decrypt(sealed[_HEADER : _HEADER + _NONCE], sealed[_HEADER + _NONCE :], _place(table, pk, column))
    except InvalidTag:
        raise SealBroken(f"{table}.{column} of {pk} was altered or belongs to another place") from None


def key_id_of(sealed: bytes) -> UUID:
    """Tell which key sealed the bytes. Raises SealBroken when they are no sealed bytes."""
    if len(sealed) < _SHORTEST or sealed[:1] != VERSION:
        raise SealBroken("these are no sealed bytes of a known version")
    return UUID(bytes=sealed[1:_HEADER])


def blind_index(customer_id: UUID | None, text: str) -> bytes:
    """Give the 16 bytes by which `text` is found again without being readable: HMAC-SHA256 with a key of the customer.

    Upper and lower case and forms of Unicode count alike; a telephone number is given in E.164. Raises ValueError for blank text.
    """
    canonical = unicodedata.normalize("NFKC", text).casefold().strip()
    if not canonical:
        raise ValueError("blank text has no index")
    key = current_key(SealScope.of_index(customer_id))
    return hmac.digest(key.material, canonical.encode(), hashlib.sha256)[:INDEX_LENGTH]


def _place(table: str, pk: UUID, column: str) -> bytes:
    return f"{table}\0{column}\0".encode() + pk.bytes
