"""A database file beside those of the program, so that these tests run whatever the program itself uses."""

import pytest
from django.db import connections
from django.db.utils import ConnectionHandler


@pytest.fixture
def add_database(django_db_blocker):
    """Make a database known under a name: `add_database("scratch", NAME=...)`."""
    added = []

    def add(alias, *, name, timeout=5):
        options = {"transaction_mode": "IMMEDIATE", "timeout": timeout}
        handler = ConnectionHandler({"default": {"ENGINE": "vorzimmer.sqlite", "NAME": name, "OPTIONS": options}})
        connections.settings[alias] = handler.settings["default"]
        added.append(alias)
        return connections[alias]

    with django_db_blocker.unblock():
        yield add
        for alias in added:
            connections[alias].close()
            del connections[alias]
            del connections.settings[alias]


@pytest.fixture
def scratch(add_database, tmp_path):
    """A connection to a file with one table, `note`."""
    connection = add_database("scratch", name=str(tmp_path / "scratch.sqlite3"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE note (id integer PRIMARY KEY AUTOINCREMENT, count integer NOT NULL)")
        cursor.execute("INSERT INTO note (count) VALUES (0)")
    return connection
