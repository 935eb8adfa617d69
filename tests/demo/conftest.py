"""The invented agency, founded once for all tests of a file."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction

from tests.cast import NOON
from vorzimmer.demo.agency import seed
from vorzimmer.privacy.keyring.keys import CACHE
from vorzimmer.privacy.keyring.models import DataKey


@pytest.fixture(scope="module")
def founded(django_db_setup, django_db_blocker):
    """Found an agency in a transaction that all tests of a file are within: `with founded(): seed(...)`."""

    @contextmanager
    def stage():
        with django_db_blocker.unblock():
            try:
                with transaction.atomic():
                    yield
                    transaction.set_rollback(True)
            finally:
                DataKey.objects.all().delete()
                CACHE.clear()

    return stage


@pytest.fixture(scope="module")
def agency(founded):
    """The agency an hour before noon, without a past."""
    with founded():
        seed(NOON - timedelta(hours=1), days=0, books=False)
        yield
