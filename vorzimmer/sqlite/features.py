"""What Django may expect of this backend beyond its own SQLite features."""

from django.db.backends.sqlite3 import features


class DatabaseFeatures(features.DatabaseFeatures):
    @property
    def can_return_columns_from_insert(self) -> bool:
        """Only inside a transaction: alone, an INSERT ... RETURNING goes on writing until its row is fetched, beyond its turn in the queue."""
        return self.connection.in_atomic_block
