"""Billing in the office: months, the run, what stands out, the release; who sees what."""

from datetime import date, timedelta
from itertools import count

import pytest
from django.test import Client
from django.utils import timezone, translation

from tests.billing import firm
from vorzimmer.billing import actions
from vorzimmer.billing.interims import over_limit
from vorzimmer.billing.models import Document, Issuer, Run, RunItem
from vorzimmer.billing.months import month_before, month_of
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def last_month():
    return month_before(month_of(berlin_date(timezone.now())))


@pytest.fixture
def office():
    firm.write_settings()
    return firm.offer()


@pytest.fixture
def enrol(office):
    numbers = count(1)

    def enrol(**more):
        return firm.enrol(office, f"R-{next(numbers):03}", concluded_on=last_month().first, **more)

    return enrol


@pytest.fixture
def accountant(cast):
    browser = Client()
    browser.force_login(cast.accountant)
    return browser


def begin(browser):
    answer = browser.post("/office/billing/begin/", {"month": f"{last_month().first:%Y-%m}"})
    assert answer.status_code == 302
    run = Run.objects.get()
    assert answer["Location"] == f"/office/billing/runs/{run.pk}/"
    return run


def htmx(browser, method, address):
    return getattr(browser, method)(address, headers={"HX-Request": "true"})


def text(answer):
    return " ".join(answer.content.decode().split())


def test_without_a_contract_the_page_says_what_will_be_here(owner):
    assert "No month to bill yet" in text(owner.get("/office/billing/"))


def test_a_month_that_can_be_billed_is_offered_and_one_that_runs_is_not(owner, enrol):
    enrol()
    page = text(owner.get("/office/billing/"))
    assert page.count("Make the preview") == 1
    assert "running" in page


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "DROP TABLE", "9999-01"])
def test_a_month_that_is_none_or_not_over_opens_no_run(owner, enrol, month):
    enrol()
    assert owner.post("/office/billing/begin/", {"month": month})["Location"] == "/office/billing/"
    assert Run.objects.count() == 0


def test_the_preview_is_made_by_the_page_piece_by_piece(owner, enrol, monkeypatch):
    for _ in range(3):
        enrol()
    run = begin(owner)
    page = owner.get(f"/office/billing/runs/{run.pk}/")
    assert "0 of 3 customers" in text(page)
    assert f"/office/billing/runs/{run.pk}/rate/" in text(page)
    monkeypatch.setattr(actions.rate_some, "__kwdefaults__", {"at_most": 2})
    part = htmx(owner, "post", f"/office/billing/runs/{run.pk}/rate/")
    assert "2 of 3 customers" in text(part)
    last = htmx(owner, "post", f"/office/billing/runs/{run.pk}/rate/")
    assert last["HX-Refresh"] == "true"
    page = text(owner.get(f"/office/billing/runs/{run.pk}/"))
    assert "Release" in page
    assert "of 3 customers" not in page


def test_without_scripts_a_button_goes_on(owner, enrol):
    enrol()
    run = begin(owner)
    assert owner.post(f"/office/billing/runs/{run.pk}/rate/")["Location"] == f"/office/billing/runs/{run.pk}/"
    assert run.items.count() == 1


@pytest.fixture
def run(owner, enrol):
    """A run with one customer of each kind."""
    enrol(name="Praxis Bereit", short_name="Bereit")
    enrol(name="Praxis Ohne Straße", short_name="Ohne Straße", street="")
    held = enrol(name="Praxis Halt", short_name="Halt")
    firm.bill_so(held, held=True, held_reason="klärt der Chef")
    run = begin(owner)
    with translation.override("en"):
        actions.write_preview(run)
    return run


def test_what_stands_out_is_shown_first_with_the_reason_and_the_refused_with_where_to_mend_it(owner, accountant, run):
    page = text(owner.get(f"/office/billing/runs/{run.pk}/"))
    assert "Bereit" in page
    assert "First bill" in page
    assert "Ohne Straße" not in page
    refused = RunItem.objects.get(state="refused")
    page = text(owner.get(f"/office/billing/runs/{run.pk}/?show=refused"))
    assert "The address of the customer is not complete." in page
    assert f"/office/customers/{refused.customer_id}/edit/" in page
    page = text(accountant.get(f"/office/billing/runs/{run.pk}/?show=refused"))
    assert "The owner completes the address." in page
    assert f"/office/customers/{refused.customer_id}/edit/" not in page
    assert "klärt der Chef" in text(owner.get(f"/office/billing/runs/{run.pk}/?show=held"))
    assert "Nobody found" in text(owner.get(f"/office/billing/runs/{run.pk}/?show=ready&q=xyz"))
    assert "Bereit" in text(owner.get(f"/office/billing/runs/{run.pk}/?show=ready&q=berei"))
    assert owner.get(f"/office/billing/runs/{run.pk}/?show=%00&page=x").status_code == 200


def test_the_release_says_what_will_happen_and_asks_once(owner, run):
    page = text(owner.get(f"/office/billing/runs/{run.pk}/release/"))
    assert "1 customer is invoiced, dated today" in page
    assert "1 customer cannot be billed yet" in page
    assert Document.objects.count() == 0
    assert owner.post(f"/office/billing/runs/{run.pk}/release/").status_code == 302
    run.refresh_from_db()
    assert (run.state, run.released_by.name) == ("released", "Clara Chefin")
    part = htmx(owner, "get", f"/office/billing/runs/{run.pk}/progress/")
    assert "0 of 1 customers" in text(part)
    actions.issue_released(timezone.now())
    assert htmx(owner, "get", f"/office/billing/runs/{run.pk}/progress/")["HX-Refresh"] == "true"
    page = text(owner.get(f"/office/billing/runs/{run.pk}/?show=issued"))
    assert Document.objects.get().number in page
    assert owner.get(f"/office/billing/runs/{run.pk}/release/").status_code == 302


def test_of_two_who_release_at_once_the_second_is_told_nothing_wrong(owner, accountant, run):
    owner.post(f"/office/billing/runs/{run.pk}/release/")
    assert accountant.post(f"/office/billing/runs/{run.pk}/release/", follow=True).status_code == 200
    run.refresh_from_db()
    assert run.released_by.name == "Clara Chefin"


def test_a_release_without_settings_says_what_is_missing(owner, office):
    firm.enrol(office, concluded_on=last_month().first, number="R-9")
    run = begin(owner)
    actions.write_preview(run)
    Issuer.objects.update(iban="")
    answer = owner.post(f"/office/billing/runs/{run.pk}/release/")
    assert answer.status_code == 422
    assert "IBAN" in text(answer)


def test_the_bill_as_it_would_be_is_shown_with_its_lines_and_as_a_draft(owner, run):
    item = RunItem.objects.get(state="ready")
    page = text(owner.get(f"/office/billing/runs/{run.pk}/customers/{item.pk}/"))
    assert "Grundgebühr" in page
    assert "€188.02" in page
    pdf = owner.get(f"/office/billing/runs/{run.pk}/customers/{item.pk}/draft/1/")
    assert (pdf["Content-Type"], pdf.content[:4]) == ("application/pdf", b"%PDF")
    assert owner.get(f"/office/billing/runs/{run.pk}/customers/{item.pk}/draft/2/").status_code == 404
    assert Document.objects.count() == 0


def test_who_is_held_back_says_why_and_is_let_go(owner, run):
    item = RunItem.objects.get(state="ready")
    address = f"/office/billing/runs/{run.pk}/customers/{item.pk}/"
    assert owner.post(f"{address}hold/", {"reason": " "}).status_code == 422
    assert owner.post(f"{address}hold/", {"reason": "Rückfrage"}).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.reason) == ("held", "Rückfrage")
    owner.post(f"{address}let-go/")
    item.refresh_from_db()
    assert item.state == "ready"


def test_who_was_refused_is_tried_again_after_mending(owner, run):
    item = RunItem.objects.get(state="refused")
    address = f"/office/billing/runs/{run.pk}/customers/{item.pk}/again/"
    assert "still cannot be billed" in text(owner.post(address, follow=True))
    Customer.objects.update(street="Lindenweg 3")
    assert "1 customer can be billed now." in text(owner.post(f"/office/billing/runs/{run.pk}/refused/", follow=True))


def test_a_customer_of_another_run_is_not_found(owner, run):
    other = Run.objects.create(first=date(2020, 1, 1), created_at=timezone.now() - timedelta(days=9))
    item = RunItem.objects.get(state="ready")
    for deed in ("", "hold/", "draft/1/"):
        assert owner.get(f"/office/billing/runs/{other.pk}/customers/{item.pk}/{deed}").status_code == 404


# --- in part, and anew -----------------------------------------------------------------------------------------------------

LIMITED = f"{firm.OFFICE}\n[credit]\nlimit = 100\n"


def test_who_is_over_the_limit_of_his_tariff_is_billed_in_part(owner, monkeypatch):
    firm.write_settings()
    tariff = firm.offer(LIMITED)
    today = berlin_date(timezone.now())
    over = firm.enrol(tariff, "R-1", name="Praxis Viel", short_name="Viel", concluded_on=last_month().first)
    firm.enrol(tariff, "R-2", name="Praxis Wenig", short_name="Wenig", concluded_on=last_month().first)
    firm.use(over, "talk", 100 * 60, today.replace(day=1))
    page = text(owner.get("/office/billing/interim/"))
    assert "Viel" in page
    assert "Wenig" not in page
    assert "€159.10" in page
    monkeypatch.setattr(over_limit, "__kwdefaults__", {"at_most": 1})
    assert "?after=R-1" in text(owner.get("/office/billing/interim/"))
    assert "Wenig" not in text(htmx(owner, "get", "/office/billing/interim/?after=R-1"))
    address = f"/office/billing/interim/{over.pk}/"
    assert "€159.10" in text(owner.get(address))
    assert owner.post(address).status_code == 302
    assert Document.objects.get().net == 15_910
    assert "Viel" not in text(owner.get("/office/billing/interim/"))
    assert owner.post(address).status_code == 422


def test_a_changed_month_is_compared_line_by_line_and_billed_anew(owner, enrol):
    customer = enrol(name="Praxis Spät", short_name="Spät")
    firm.use(customer, "talk", 600, last_month().first)
    run = begin(owner)
    actions.write_preview(run)
    owner.post(f"/office/billing/runs/{run.pk}/release/")
    actions.issue_released(timezone.now())
    assert "Nothing has changed" in text(owner.get("/office/billing/changed/"))
    late = firm.use(customer, "talk", 300, last_month().first)
    type(late).objects.filter(pk=late.pk).update(recorded_at=timezone.now())
    page = text(owner.get("/office/billing/changed/"))
    address = f"/office/billing/changed/{customer.pk}/{last_month().first.year}/{last_month().first.month}/"
    assert address in page
    assert "1 row came later" in page
    page = text(owner.get(address))
    assert "+€4.45" in page
    assert f"{Document.objects.get().number} is cancelled by a credit note" in page
    assert owner.post(address).status_code == 302
    assert [document.kind for document in Document.objects.order_by("number")] == ["invoice", "credit_note", "corrected"]
    assert owner.post(address).status_code == 422


def test_a_month_that_was_never_billed_cannot_be_billed_anew(owner, enrol):
    customer = enrol()
    for year, month in ((2026, 10), (1, 1), (2026, 13), (99999, 1)):
        assert owner.get(f"/office/billing/changed/{customer.pk}/{year}/{month}/").status_code == 404
