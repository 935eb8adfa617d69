"""A new master key: all data keys are wrapped anew in one transaction, then the file of the key is replaced.

Two files can be there only between the two steps. Whatever stops it, the next rotation looks at each data key and goes on.
"""

import base64
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import transaction

from vorzimmer.privacy.errors import MasterKeyMissing
from vorzimmer.privacy.keyring.keys import CACHE, NONCE, context_of
from vorzimmer.privacy.keyring.master import LENGTH, key_file, master_key, read_key
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.privacy.router import KEYRING

NEXT = "master.key.next"
BATCH = 500


class KeyInEnvironment(Exception):
    """The master key comes from the environment, which the program cannot change."""


def rotate() -> int:
    """Wrap every data key with a new master key and remove the old one; returns how many keys there are. Nobody else may be at work.

    Raises KeyInEnvironment, and MasterKeyMissing when the old key opens one of them as little as the new one: nothing is changed then.
    """
    if settings.MASTER_KEY:
        raise KeyInEnvironment
    master_key()  # an empty keyring gets its first one
    old_file, new_file = key_file(), settings.HOME / NEXT
    if not new_file.exists():
        _make(new_file)
    old, new = read_key(old_file), read_key(new_file)
    with transaction.atomic(using=KEYRING):
        count = _wrap_all(old, new)
    _replace(new_file, old_file)
    CACHE.clear()
    return count


def is_interrupted() -> bool:
    """Whether a rotation was begun and not finished."""
    return (settings.HOME / NEXT).exists()


def _wrap_all(old: bytes, new: bytes) -> int:
    changed, count = [], 0
    for row in DataKey.objects.filter(destroyed_at=None).select_for_update().order_by("pk"):
        count += 1
        context, wrapped = context_of(row.pk, row.seal_scope), bytes(row.wrapped)
        if _opened(new, wrapped, context) is not None:
            continue  # wrapped by a rotation that was stopped before its last step
        material = _opened(old, wrapped, context)
        if material is None:
            raise MasterKeyMissing(f"data key {row.pk} opens with neither master key; nothing was changed")
        nonce = os.urandom(NONCE)
        row.wrapped = nonce + AESGCM(new).encrypt(nonce, material, context)
        changed.append(row)
    DataKey.objects.bulk_update(changed, ["wrapped"], batch_size=BATCH)
    return count


def _opened(master: bytes, wrapped: bytes, context: bytes) -> bytes | None:
    try:
        return AESGCM(master).decrypt(wrapped[:NONCE], wrapped[NONCE:], context)
    except InvalidTag:
        return None


def _make(path: Path) -> None:
    whole = path.with_name(f"{path.name}.new")
    whole.unlink(missing_ok=True)
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(base64.b64encode(secrets.token_bytes(LENGTH)).decode("ascii") + "\n")
        file.flush()
        os.fsync(file.fileno())
    whole.replace(path)
    _sync(path.parent)


def _replace(new: Path, old: Path) -> None:
    """Put the new file in the place of the old one, whose bytes are overwritten once it has no name any more."""
    with old.open("r+b") as gone:
        new.replace(old)
        _sync(old.parent)
        gone.write(bytes(os.fstat(gone.fileno()).st_size))
        gone.flush()
        os.fsync(gone.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
