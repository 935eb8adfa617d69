"""What Django may expect of this backend beyond its own SQLite features."""

from django.db.backends.sqlite3 import features


class DatabaseFeatures(features.DatabaseFeatures):
    @property
    def can_return_columns_from_insert(self) -> bool:  # type: ignore[override]  # Django has a plain attribute where a question is needed
        """Only inside a transaction: alone, an INSERT ... RETURNING writes until its row is fetched, beyond its turn in the queue."""
        return self.connection.in_atomic_block
