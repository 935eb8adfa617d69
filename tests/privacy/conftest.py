"""A table with sealed fields, and a keyring that forgets what the last test remembered."""

import pytest
from django.db import connection

from tests.privacy.letters import PRACTICE, Letter
from vorzimmer.privacy.keyring.keys import CACHE


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Letter)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    CACHE.clear()
    yield
    CACHE.clear()


@pytest.fixture
def letter():
    return Letter.objects.create(customer_id=PRACTICE, subject="tooth", body="It hurts.", sender="Rita Rabe", answers={"insured": "yes"})


@pytest.fixture
def stored():
    def column(letter, name):
        with connection.cursor() as cursor:
            key = letter.pk if connection.vendor == "postgresql" else letter.pk.hex
            cursor.execute(f"SELECT {name} FROM sealed_letters_letter WHERE id = %s", [key])  # noqa: S608  (a name from the test)
            value = cursor.fetchone()[0]
        return None if value is None else bytes(value)

    return column
