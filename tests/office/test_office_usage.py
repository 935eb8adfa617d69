"""Usage in the office: lists by month and kind, tasks by hand, whose fault it was, what nobody has billed."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tests.billing.conftest import use
from vorzimmer.billing.models import UsageChange, UsageRecord

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LONG_AGO = datetime(2025, 3, 4, 9, 0, tzinfo=UTC)


def address(customer, rest=""):
    return f"/office/customers/{customer.pk}/{rest}"


def sent(**changes):
    return {"task_id": str(uuid4()), "meter": "task_time", "number": "15", "done_at": ""} | changes


def test_a_month_shows_each_call_once_with_what_it_measured(owner, cast):
    at, ref = timezone.now(), uuid4()
    use(cast.zahn, "call", 1, at, ref=ref, status="spam")
    use(cast.zahn, "talk", 125, at, ref=ref, status="spam")
    use(cast.zahn, "sms", 1, at)
    use(cast.berg, "call", 1, at)
    page = owner.get(address(cast.zahn, "usage/")).content.decode()
    for text in ("2 rows", "Spam call", "Talking 2:05", "Call answered", "SMS"):
        assert text in page
    assert "1 row" in owner.get(address(cast.zahn, "usage/?kind=call")).content.decode()
    assert "No usage in this month" in owner.get(address(cast.zahn, "usage/?kind=task")).content.decode()


def test_a_task_is_recorded_corrected_and_removed_with_a_line_each(owner, cast):
    assert owner.post(address(cast.zahn, "tasks/new/"), sent())["Location"].startswith(address(cast.zahn, "usage/?month="))
    row = UsageRecord.objects.get()
    assert (row.meter, row.quantity, row.customer) == ("task_time", 900, cast.zahn)
    assert owner.post(address(cast.zahn, f"tasks/{row.pk}/"), {"number": "20", "reason": ""}).status_code == 422
    owner.post(address(cast.zahn, f"tasks/{row.pk}/"), {"number": "20", "reason": "miscounted"})
    assert UsageRecord.objects.get().quantity == 1200
    assert "will not be billed" in owner.get(address(cast.zahn, f"tasks/{row.pk}/remove/")).content.decode()
    owner.post(address(cast.zahn, f"tasks/{row.pk}/remove/"), {"reason": "not_done"})
    assert not UsageRecord.objects.exists()
    assert [line.reason for line in UsageChange.objects.all()] == ["recorded", "miscounted", "not_done"]
    assert "15:00 → 20:00" in owner.get(address(cast.zahn, "usage/")).content.decode()


def test_what_makes_no_sense_comes_back_to_its_field(owner, cast):
    ahead = f"{timezone.localtime() + timedelta(days=2):%Y-%m-%dT%H:%M}"
    for changes, field in (({"done_at": ahead}, "done_at"), ({"number": "0"}, "number"), ({"meter": "talk"}, "meter")):
        answer = owner.post(address(cast.zahn, "tasks/new/"), sent(**changes))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not UsageRecord.objects.exists()


def test_a_call_is_marked_as_our_fault_and_back(owner, cast):
    row = use(cast.zahn, "call", 1, timezone.now())
    for said, status in (("yes", "agency_fault"), ("no", "")):
        owner.post(address(cast.zahn, f"usage/{row.ref}/fault/"), {"fault": said})
        row.refresh_from_db()
        assert row.status == status
    assert owner.post(address(cast.berg, f"usage/{row.ref}/fault/"), {"fault": "yes"}).status_code == 404


def test_the_task_of_another_customer_is_not_found_under_this_one(owner, cast):
    owner.post(address(cast.zahn, "tasks/new/"), sent())
    row = UsageRecord.objects.get()
    assert owner.post(address(cast.berg, f"tasks/{row.pk}/remove/"), {"reason": "not_done"}).status_code == 404


def test_the_start_page_alarms_and_leads_to_the_reasons(owner, cast, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2025, 9, 20, 9, tzinfo=UTC))
    assert "Usage that nobody has billed" not in owner.get("/office/waits/money/").content.decode()
    use(cast.zahn, "call", 1, LONG_AGO)
    assert "Usage that nobody has billed, from March 2025 on" in owner.get("/office/waits/money/").content.decode()
    page = owner.get("/office/usage/").content.decode()
    assert "K-1001" in page
    assert "the contract is missing" in page
    assert "Dr. Zahn" not in page


def test_the_accountant_comes_in_and_the_privacy_officer_does_not(client, cast):
    for person, status in ((cast.accountant, 200), (cast.officer, 403)):
        client.force_login(person)
        assert client.get("/office/usage/").status_code == status
        assert client.get(address(cast.zahn, "usage/")).status_code == status
