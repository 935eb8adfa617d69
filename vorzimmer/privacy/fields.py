"""Fields whose column holds sealed bytes and whose attribute is plain.

Nothing is opened before it is read, and what was not changed is saved as it was. All state lives on the record (never on the
field, which all threads share): either `SealedBytes` from the database or the plain value that somebody assigned.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core import checks
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute

from vorzimmer.privacy.errors import KeyDestroyed, SealedFieldError
from vorzimmer.privacy.keyring.keys import current_key
from vorzimmer.privacy.sealing import INDEX_LENGTH, key_id_of, seal, unseal

if TYPE_CHECKING:  # Django's fields take their type parameters in the stubs only
    AnyField = models.Field[Any, Any]
    AnyBinaryField = models.BinaryField[Any, Any]
    AnyExact = Exact[Any]
else:
    AnyField, AnyBinaryField, AnyExact = models.Field, models.BinaryField, Exact

_as_kept: ContextVar[bool] = ContextVar("sealed values as they are kept", default=False)


class SealedBytes:
    """What a sealed column holds, and once it was opened also what it says. Shows neither."""

    __slots__ = ("data", "pk", "plain", "value")

    def __init__(self, data: bytes, pk: UUID | None = None) -> None:
        self.data = data
        self.pk = pk
        self.plain: bytes | None = None
        self.value: Any = None

    def __repr__(self) -> str:
        return "<sealed>"


@contextmanager
def values_as_kept() -> Iterator[None]:
    """Within it, sealed attributes give their `SealedBytes`: to copy them from record to record of the same row."""
    token = _as_kept.set(True)
    try:
        yield
    finally:
        _as_kept.reset(token)


class SealedAttribute(DeferredAttribute):
    """Opens on reading, takes anything on writing."""

    field: "SealedField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        state = instance.__dict__[name] if name in instance.__dict__ else super().__get__(instance, cls)
        if isinstance(state, SealedBytes) and not _as_kept.get():
            return self.field.opened(state)
        return state

    def __set__(self, instance: models.Model, value: Any) -> None:
        state = instance.__dict__.get(self.field.attname)
        if isinstance(state, SealedBytes) and state.plain is not None and state.value is value:
            return  # what was read is written back, as full_clean() does
        if isinstance(value, SealedBytes) and value.pk is None:
            value.pk = instance.pk
        instance.__dict__[self.field.attname] = value


class SealedField(AnyField):
    """A column of sealed bytes. Only `isnull` can be asked of it; it belongs to a SealedModel."""

    descriptor_class = SealedAttribute
    empty_strings_allowed = False

    def encode(self, value: Any) -> bytes:
        """Give the bytes to seal. Raises TypeError for a value of another type."""
        raise NotImplementedError

    def decode(self, plain: bytes) -> Any:
        raise NotImplementedError

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        found = list(super().check(**kwargs))
        if not hasattr(self.model, "seal_scope"):
            found.append(checks.Error("A sealed field belongs to a SealedModel.", obj=self, id="privacy.E010"))
        if self.primary_key or self.unique or self.db_index:  # type: ignore[attr-defined]  # missing in the stubs
            found.append(checks.Error("A sealed field is neither a key nor indexed; use a BlindIndexField.", obj=self, id="privacy.E011"))
        return found

    def opened(self, state: SealedBytes) -> Any:
        """Open once; the record keeps the result."""
        if state.plain is None:
            if state.pk is None:
                raise SealedFieldError(f"{self.model._meta.label}.{self.name} was loaded without the record's key")
            plain = unseal(state.data, table=self.model._meta.db_table, pk=state.pk, column=str(self.column)) if state.data else b""
            state.value = self.decode(plain)
            state.plain = plain
        return state.value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: ARG002, FBT001  (Django's signature)
        """Give the bytes to keep: the same as before if nothing changed, newly sealed ones otherwise."""
        if self.attname not in model_instance.__dict__:  # deferred: it is loaded, not blanked
            getattr(model_instance, self.attname)
        state = model_instance.__dict__[self.attname]
        if state is None or hasattr(state, "resolve_expression"):
            return state
        if isinstance(state, SealedBytes) and self._unchanged(state, model_instance):
            return state
        value = self.opened(state) if isinstance(state, SealedBytes) else state
        plain = self.encode(value)
        kept = SealedBytes(self._sealed(plain, model_instance), model_instance.pk)
        kept.plain, kept.value = plain, value
        model_instance.__dict__[self.attname] = kept
        return kept

    def _unchanged(self, state: SealedBytes, instance: models.Model) -> bool:
        """Whether value, record and scope are those for which it was sealed."""
        if state.pk != instance.pk or (state.plain is not None and self.encode(state.value) != state.plain):
            return False
        if not state.data:
            return True
        key_id = key_id_of(state.data)
        try:
            return current_key(instance.seal_scope()).id == key_id  # type: ignore[attr-defined]  # check() demands a SealedModel
        except KeyDestroyed as gone:
            if gone.key_id != key_id:
                raise
            return True  # erased already; the other columns can still be saved

    def _sealed(self, plain: bytes, instance: models.Model) -> bytes:
        if not plain:
            return b""
        scope = instance.seal_scope()  # type: ignore[attr-defined]  # check() demands a SealedModel
        return seal(plain, scope=scope, table=self.model._meta.db_table, pk=instance.pk, column=str(self.column))

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> SealedBytes | None:  # noqa: ARG002  (Django's signature)
        return None if value is None else SealedBytes(bytes(value))

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: ARG002, FBT001, FBT002  (Django's signature)
        if value is None:
            return None
        if not isinstance(value, SealedBytes):
            raise SealedFieldError(f"{self.model._meta.label}.{self.name} is sealed: change it on the record and save() that")
        return connection.Database.Binary(value.data)  # type: ignore[attr-defined]  # every backend has it

    def get_lookup(self, lookup: str) -> Any:
        if lookup == "isnull":
            return IsNull
        if lookup == "exact":
            return _OnlyNull
        raise self.unsearchable()

    def get_transform(self, name: str) -> Any:  # noqa: ARG002  (Django's signature)
        raise self.unsearchable()

    def unsearchable(self) -> SealedFieldError:
        return SealedFieldError(f"{self.model._meta.label}.{self.name} is sealed: the database cannot search it; use a BlindIndexField")

    def value_to_string(self, obj: models.Model) -> str:
        raise SealedFieldError(f"{type(obj)._meta.label}.{self.name} is sealed and is not dumped")

    def formfield(self, *args: Any, **kwargs: Any) -> None:  # noqa: ARG002  (Django's signature)
        return None


class _OnlyNull(AnyExact):
    """`field=None` becomes `isnull`; anything else cannot be asked."""

    def get_prep_lookup(self) -> Any:
        if self.rhs is not None:
            raise self.lhs.output_field.unsearchable()
        return None


class SealedTextField(SealedField):
    """Sealed text. Blank text is kept as zero bytes, without a key."""

    _pyi_private_set_type: str | Combinable
    _pyi_private_get_type: str

    empty_strings_allowed = True

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, str):
            raise TypeError(f"{self.name} is a text, not {type(value).__name__}")
        return value.encode()

    def decode(self, plain: bytes) -> str:
        return plain.decode()


class SealedBinaryField(SealedField):
    """Sealed bytes: a file."""

    def encode(self, value: Any) -> bytes:
        if not isinstance(value, bytes):
            raise TypeError(f"{self.name} is bytes, not {type(value).__name__}")
        return value

    def decode(self, plain: bytes) -> bytes:
        return plain


class SealedJSONField(SealedField):
    """Sealed JSON, None when it was emptied for good. What is changed inside the value is noticed when the record is saved."""

    def encode(self, value: Any) -> bytes:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()

    def decode(self, plain: bytes) -> Any:
        return json.loads(plain) if plain else None


class BlindIndexField(AnyBinaryField):
    """The 16 bytes of `privacy.sealing.blind_index`, by which a sealed number is found."""

    _pyi_private_set_type: bytes | Combinable
    _pyi_private_get_type: bytes

    def get_prep_value(self, value: Any) -> bytes | None:
        if value is None:
            return None
        if not isinstance(value, bytes | bytearray | memoryview) or len(value) != INDEX_LENGTH:
            raise SealedFieldError(f"{self.name} is compared with the {INDEX_LENGTH} bytes of blind_index()")
        return bytes(value)

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  (Django's signature)
        return super().get_db_prep_value(value if prepared else self.get_prep_value(value), connection, prepared=True)

    def from_db_value(self, value: Any, expression: object, connection: BaseDatabaseWrapper) -> bytes | None:  # noqa: ARG002  (Django's signature)
        return None if value is None else bytes(value)
