"""What can go wrong with sealed data. No message contains what was sealed."""

from uuid import UUID

from django.core.exceptions import FieldError


class SealError(Exception):
    """Something sealed cannot be opened, or something plain cannot be sealed."""


class SealBroken(SealError):
    """The sealed bytes were altered, cut, or moved here from another record or column."""


class KeyMissing(SealError):
    """The keyring does not know the key: it was lost, or restored from a backup that is older than the data."""


class KeyDestroyed(SealError):
    """The key was destroyed on purpose: what it sealed is erased, and nothing more is sealed under it."""

    def __init__(self, key_id: UUID) -> None:
        super().__init__(f"data key {key_id} was destroyed; what it sealed is erased")
        self.key_id = key_id


class MasterKeyMissing(SealError):
    """There is no usable master key: absent, malformed, readable by others, or not the one that wrapped the keyring."""


class SealedFieldError(FieldError):
    """A sealed field was used as if the database could read it."""


class NeverChanged(TypeError):
    """A line of a register was to be changed or taken away."""
