"""A customer whose invoices are claimed, a mail server that is real, and workers that can be killed, for letters that leave."""

from datetime import date

import pytest

from tests.billing import firm
from tests.cast import make_cast
from tests.claims.cases_at_hand import noon
from tests.delivery.conftest import postbox, worker_process

__all__ = ("postbox", "worker_process")


@pytest.fixture
def cast(db):
    return make_cast(noon(date(2026, 11, 1)))


@pytest.fixture
def customer(cast):
    return firm.enrol(firm.offer(), "K-2001")
