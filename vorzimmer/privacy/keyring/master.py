"""The master key wraps all data keys. It comes from the environment or from a file that only its owner can read."""

import base64
import binascii
import os
import secrets
import tempfile
from pathlib import Path

from django.conf import settings

from vorzimmer.privacy.errors import MasterKeyMissing
from vorzimmer.privacy.keyring.models import DataKey

LENGTH = 32
_OTHERS = 0o077


def master_key() -> bytes:
    """Give the 32 bytes of the master key; an empty keyring gets its file at the first call.

    Raises MasterKeyMissing when there is none, when it is malformed or when others may read it. A new one is never made while the
    keyring holds keys: it could not open them.
    """
    if settings.MASTER_KEY:
        return _decode(settings.MASTER_KEY, origin="VORZIMMER_MASTER_KEY")
    path = key_file()
    if not path.exists() and not DataKey.objects.exists():
        _create(path)
    return read_key(path)


def key_file() -> Path:
    """Say where the key lies if the environment does not hold it."""
    return Path(settings.HOME) / "master.key"


def read_key(path: Path) -> bytes:
    """Read a key from a file. Raises MasterKeyMissing."""
    return _decode(_read(path), origin=str(path))


def _create(path: Path) -> None:
    """Make the file whole or not at all, so that of two processes one wins and both read the same key."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".master-")  # has mode 600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(base64.b64encode(secrets.token_bytes(LENGTH)).decode("ascii") + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(name, path)
    except FileExistsError:
        return  # another process was faster; its key counts
    finally:
        Path(name).unlink()


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            content = file.read(1024)
    except FileNotFoundError:
        raise MasterKeyMissing(f"{path} is missing, but the keyring holds keys that it wrapped; restore it from its backup") from None
    except OSError as error:
        raise MasterKeyMissing(f"{path} cannot be read: {error.strerror}") from None
    if mode & _OTHERS:
        raise MasterKeyMissing(f"{path} is open to others (mode {mode & 0o777:o}); set it with: chmod 600 {path}")
    return content.decode("ascii", "replace")


def _decode(text: str, *, origin: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != LENGTH:
        raise MasterKeyMissing(f"{origin} is not the base64 form of {LENGTH} bytes")
    return key
