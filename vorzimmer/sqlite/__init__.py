"""Django database backend: SQLite that keeps its promises (durable, erasing, one writer after the other)."""
