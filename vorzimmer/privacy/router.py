"""The keyring has a database of its own; everything else lives in the other one, and no relation leads across."""

from typing import Any

from django.db.models import Model

KEYRING = "keyring"
DEFAULT = "default"


class KeyringRouter:
    """Sends the models of the app `keyring` to the database `keyring`, and all others to `default`."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:  # noqa: ARG002  (Django's signature)
        return _home(model._meta.app_label)

    db_for_write = db_for_read

    def allow_relation(self, first: Model, second: Model, **hints: Any) -> bool:  # noqa: ARG002  (Django's signature)
        return _home(first._meta.app_label) == _home(second._meta.app_label)

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:  # noqa: ARG002  (Django's signature)
        return db == _home(app_label)


def _home(app_label: str) -> str:
    return KEYRING if app_label == KEYRING else DEFAULT
