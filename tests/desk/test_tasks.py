"""Tasks at the desk: recorded once, seen today, taken back by who recorded them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from vorzimmer.billing.models import UsageChange, UsageRecord

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def sent(cast, **changes):
    return {"task_id": str(uuid4()), "customer": cast.zahn.pk, "meter": "letter", "number": "2", "done_at": ""} | changes


def test_a_task_sent_twice_is_recorded_once_and_shown(olga, cast):
    form = sent(cast)
    for _ in range(2):
        assert olga.post("/desk/tasks/", form).status_code == 302
    assert UsageRecord.objects.get().quantity == 2
    page = olga.get("/desk/tasks/").content.decode()
    assert "Recorded by you today: 1" in page
    assert "Dr. Zahn" in page


def test_only_customers_of_the_own_team_can_be_chosen(client, cast):
    client.force_login(cast.nina)
    answer = client.post("/desk/tasks/", sent(cast))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["customer"])


def test_what_was_recorded_today_is_taken_back(olga, cast):
    olga.post("/desk/tasks/", sent(cast))
    row = UsageRecord.objects.get()
    olga.post(f"/desk/tasks/{row.pk}/undo/")
    assert not UsageRecord.objects.exists()
    assert [line.reason for line in UsageChange.objects.all()] == ["recorded", "undone"]


def test_what_a_colleague_or_another_day_recorded_stays(olga, client, cast):
    olga.post("/desk/tasks/", sent(cast))
    row = UsageRecord.objects.get()
    client.force_login(cast.paul)
    assert client.post(f"/desk/tasks/{row.pk}/undo/").status_code == 404
    line = UsageChange.objects.get()
    UsageChange.objects.filter(pk=line.pk).update(at=line.at - timedelta(days=2))
    client.force_login(cast.olga)
    client.post(f"/desk/tasks/{row.pk}/undo/")
    assert UsageRecord.objects.filter(pk=row.pk).exists()
    assert "Recorded by you today: 0" in client.get("/desk/tasks/").content.decode()
