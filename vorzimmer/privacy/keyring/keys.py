"""Data keys in use: found or made in the keyring, unwrapped with the master key, remembered for seconds."""

import os
import secrets
import threading
import time
from collections.abc import Callable
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connections

from vorzimmer.privacy.errors import KeyDestroyed, KeyMissing, MasterKeyMissing
from vorzimmer.privacy.keyring.master import master_key
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.router import KEYRING
from vorzimmer.privacy.scope import INDEX, SealScope

NONCE = 12
LENGTH = 32


class Key:
    """An unwrapped data key. Its bytes are in no representation of it."""

    __slots__ = ("cipher", "id", "material", "scope")

    def __init__(self, *, id: UUID, scope: SealScope, material: bytes) -> None:  # noqa: A002  (the name that the field has everywhere)
        self.id = id
        self.scope = scope
        self.material = material
        self.cipher = AESGCM(material)

    def __repr__(self) -> str:
        return f"<Key {self.id}>"

    def __reduce__(self) -> str:
        raise TypeError("a data key does not leave the process")


class KeyCache:
    """Remembers at most `most` keys for `seconds`, each by its id and by its scope. Any thread may use it."""

    def __init__(self, *, seconds: float = 20.0, most: int = 2048, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._most = 2 * most
        self._clock = clock
        self._guard = threading.Lock()
        self._known: dict[UUID | SealScope, tuple[float, Key]] = {}

    def get(self, name: UUID | SealScope) -> Key | None:
        found = self._known.get(name)
        return found[1] if found is not None and found[0] > self._clock() else None

    def put(self, key: Key) -> None:
        now = self._clock()
        with self._guard:
            for name in (key.id, key.scope):
                self._known.pop(name, None)
                self._known[name] = (now + self._seconds, key)
            while len(self._known) > self._most or next(iter(self._known.values()))[0] <= now:
                del self._known[next(iter(self._known))]  # the oldest is the first

    def clear(self) -> None:
        with self._guard:
            self._known.clear()

    def __len__(self) -> int:
        return len(self._known) // 2


CACHE = KeyCache()


def current_key(scope: SealScope) -> Key:
    """Give the key of the scope; makes it at the first call. Raises KeyDestroyed: a destroyed scope takes nothing more.

    An index that was destroyed begins anew, under another key: whoever comes back after years is found by his new calls only.
    """
    known = CACHE.get(scope)
    if known is not None:
        return known
    row = _row(scope)
    if row is not None and row.destroyed_at is not None and scope.category == INDEX:
        DataKey.objects.filter(pk=row.pk).exclude(destroyed_at=None).delete()
        row = None
    if row is None:
        _make(scope)
        row = _row(scope)
    if row is None:
        raise KeyMissing("a new data key was not kept by the keyring")
    return _remember(row)


def key_by_id(key_id: UUID) -> Key:
    """Give the key with which something was sealed. Raises KeyMissing or KeyDestroyed."""
    known = CACHE.get(key_id)
    if known is not None:
        return known
    row = DataKey.objects.filter(pk=key_id).first()
    if row is None:
        raise KeyMissing(f"data key {key_id} is not in the keyring")
    return _remember(row)


def _row(scope: SealScope) -> DataKey | None:
    return DataKey.objects.filter(scope=scope.owner, category=scope.category, month=scope.month).first()


def _make(scope: SealScope) -> None:
    """Insert a new key unless somebody else was faster: the unique constraint decides, and both read the winner's."""
    key_id = uuid4()
    nonce = os.urandom(NONCE)
    wrapped = nonce + AESGCM(master_key()).encrypt(nonce, secrets.token_bytes(LENGTH), context_of(key_id, scope))
    row = DataKey(pk=key_id, scope=scope.owner, category=scope.category, month=scope.month, wrapped=wrapped)
    DataKey.objects.bulk_create([row], ignore_conflicts=True)


def _remember(row: DataKey) -> Key:
    if row.destroyed_at is not None:
        raise KeyDestroyed(row.pk)
    scope = row.seal_scope
    wrapped = bytes(row.wrapped)
    try:
        material = AESGCM(master_key()).decrypt(wrapped[:NONCE], wrapped[NONCE:], context_of(row.pk, scope))
    except (InvalidTag, ValueError):
        raise MasterKeyMissing(f"data key {row.pk} does not open: the master key is another one, or the keyring was altered") from None
    key = Key(id=row.pk, scope=scope, material=material)
    if not connections[KEYRING].in_atomic_block:  # what is not committed yet may be rolled back
        CACHE.put(key)
    return key


def context_of(key_id: UUID, scope: SealScope) -> bytes:
    """Give what a wrapped key is bound to: its id and its scope."""
    return key_id.bytes + scope.owner.bytes + f"{scope.category}\0{scope.month}".encode()
