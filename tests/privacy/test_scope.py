from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.privacy.letters import PRACTICE
from vorzimmer.domain.catalogue import Category
from vorzimmer.privacy.scope import AGENCY, SealScope


def test_the_month_is_the_berlin_month():
    assert SealScope.of(customer_id=PRACTICE, category=Category.BEA, at=datetime(2026, 11, 30, 22, 59, tzinfo=UTC)).month == "2026-11"
    assert SealScope.of(customer_id=PRACTICE, category=Category.BEA, at=datetime(2026, 11, 30, 23, 0, tzinfo=UTC)).month == "2026-12"


def test_the_agency_is_the_zero_id():
    assert SealScope(customer_id=None, category="BST", month="2026-11").owner == UUID("00000000-0000-0000-0000-000000000000")


def test_equal_scopes_are_one_scope():
    one = SealScope(customer_id=PRACTICE, category=Category.BEA, month="2026-11")
    assert one == SealScope(customer_id=PRACTICE, category="BEA", month="2026-11")
    assert len({one, SealScope(customer_id=PRACTICE, category="BEA", month="2026-11")}) == 1


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "2026-1", "26-11", "", "2026-11\n", "2026-11-01"])
def test_a_malformed_month_is_refused(month):
    with pytest.raises(ValueError, match="month"):
        SealScope(customer_id=PRACTICE, category="BEA", month=month)


@pytest.mark.parametrize("category", ["", "bea", "B", "BEA-", "A" * 17])
def test_a_malformed_category_is_refused(category):
    with pytest.raises(ValueError, match="category"):
        SealScope(customer_id=PRACTICE, category=category, month="2026-11")


def test_an_index_has_no_month():
    assert SealScope.of_index(PRACTICE).month == ""
    with pytest.raises(ValueError, match="no month"):
        SealScope(customer_id=PRACTICE, category="INDEX", month="2026-11")


def test_the_zero_id_is_no_customer():
    with pytest.raises(ValueError, match="say None"):
        SealScope(customer_id=AGENCY, category="BEA", month="2026-11")


def test_a_text_is_no_customer_id():
    with pytest.raises(TypeError, match="UUID"):
        SealScope(customer_id=str(PRACTICE), category="BEA", month="2026-11")


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        SealScope.of(customer_id=PRACTICE, category="BEA", at=datetime(2026, 11, 30))  # noqa: DTZ001  (the fault under test)
