"""Who works at the desk."""

import pytest

from tests.cast import make_cast


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def olga(client, cast):
    cast.olga.language = "en"
    cast.olga.save()
    client.force_login(cast.olga)
    return client
