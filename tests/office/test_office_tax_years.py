"""The years of the books in the office: listed, declared as finally assessed, taken back; who may, and what is said before."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.billing.papers import issue
from vorzimmer.billing.models import AssessedYear
from vorzimmer.billing.tax_years import TaxYear
from vorzimmer.office.views import tax_years as views

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LIST = reverse("office:tax-years")
DECLARE, TAKE_BACK = reverse("office:tax-year-declare", args=[2024]), reverse("office:tax-year-take-back", args=[2024])


@pytest.fixture
def invoice(cast):
    return issue(cast.zahn, issued_on=date(2024, 6, 30), number="RE-2024-00001")


def test_before_a_year_is_over_the_page_says_what_will_be_there(owner):
    assert "No year is over yet" in owner.get(LIST).content.decode()
    assert LIST in owner.get(reverse("office:issuer")).content.decode()


def test_a_year_is_declared_after_its_consequence_was_said(owner, cast, invoice):
    assert "1 January 2031, invoices and bank data from" in owner.get(LIST).content.decode()
    page = owner.get(DECLARE).content.decode()
    for said in ("Are the taxes of 2024 finally assessed?", "1 January 2031", "1 January 2033", "1 January 2035"):
        assert said in page
    assert owner.post(DECLARE, follow=True).status_code == 200
    row = AssessedYear.objects.get()
    assert (row.year, row.declared_by) == (2024, cast.owner)
    assert "finally assessed" in owner.get(LIST).content.decode()


def test_it_is_taken_back(client, cast, invoice):
    client.force_login(cast.accountant)
    AssessedYear.objects.create(year=2024, declared_at=timezone.now(), declared_by=cast.owner)
    assert "kept again" in client.get(TAKE_BACK).content.decode()
    client.post(TAKE_BACK)
    assert not AssessedYear.objects.exists()


def test_what_was_used_stays_and_the_page_says_so(owner, cast, monkeypatch):
    row = AssessedYear.objects.create(year=2024, declared_at=timezone.now(), declared_by=cast.owner)
    used = TaxYear(year=2024, declared=row, gone_from=(date(2031, 1, 1),) * 3, was_used=True)
    monkeypatch.setattr(views, "tax_years", lambda _today: [used])
    page = owner.get(TAKE_BACK).content.decode()
    assert "cannot be taken back any more" in page
    assert '<form method="post" novalidate' not in page
    assert TAKE_BACK not in owner.get(LIST).content.decode()


def test_a_year_that_is_not_over_and_one_before_the_first_are_not_there(owner, invoice):
    this_year = timezone.localdate().year
    assert owner.get(reverse("office:tax-year-declare", args=[this_year])).status_code == 404
    assert owner.get(reverse("office:tax-year-declare", args=[2020])).status_code == 404


@pytest.mark.parametrize("who", ["olga", "officer"])
def test_who_does_not_keep_the_books_does_not_come_in(who, client, cast, invoice):
    client.force_login(getattr(cast, who))
    assert [client.get(address).status_code for address in (LIST, DECLARE, TAKE_BACK)] == [403, 403, 403]
    assert client.post(DECLARE).status_code == 403
