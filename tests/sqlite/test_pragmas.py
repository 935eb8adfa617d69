"""A connection is either as safe as promised, or it is none."""
import pytest
from django.db import connection
from vorzimmer.sqlite.base import pragmas_in_force
@pytest.mark.django_db
def test_x():
    connection.ensure_connection()
    print(pragmas_in_force(connection.connection))
