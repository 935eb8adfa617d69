"""What was told to customers who are bound to secrecy is covered in the office until somebody names a reason, and again after a while."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from tests.website.test_templates import breaches as flaws
from vorzimmer.customers.models import Customer
from vorzimmer.domain.access_journal import UNCOVERED_FOR
from vorzimmer.domain.requests import PersonKind
from vorzimmer.privacy.covering import KEY
from vorzimmer.privacy.models import Access, DataRequest
from vorzimmer.privacy.request_deeds import RequestEntry, receive

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

COVERED = "covered: professional secrecy"
WORDS = ("Erika Muster", "3920012", "Bitte laut sprechen")


@pytest.fixture
def olga(client, cast):
    """The browser of an operator who has signed the undertaking."""
    cast.olga.language = "en"
    cast.olga.save()
    client.force_login(cast.olga)
    return client


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer)
    return client


@pytest.fixture
def asked(cast):
    entry = RequestEntry(
        kind="access", person_kind="caller", way="phone", received_on=localdate(), name="Erika Muster", phone="0171 3920012",
        text="Was weiß die Praxis über mich?", customer_ref=cast.zahn.pk,
    )  # fmt: skip
    return receive(entry, at=datetime.now(UTC), by=cast.officer)


def file_of(client, customer):
    return client.get(reverse("office:customer", args=[customer.pk])).content.decode()


def uncover(client, name, pk, reason="complaint"):
    return client.post(reverse(f"office:{name}", args=[pk]), {"reason": reason})


def lines():
    return list(Access.objects.values_list("table", "place", "reason").order_by("number"))


def let_time_pass(client, how_long):
    """Set back until when things are shown, as if so much time had passed."""
    session = client.session
    session[KEY] = {key: (datetime.fromisoformat(until) - how_long).isoformat() for key, until in session[KEY].items()}
    session.save()


def test_known_callers_are_covered_until_a_reason_is_named(olga, cast):
    before = file_of(olga, cast.zahn)
    assert COVERED in before
    assert "1 caller is known." in before
    assert [word for word in WORDS if word in before] == []
    address = reverse("office:callers-uncover", args=[cast.zahn.pk])
    asks = olga.get(address).content.decode()
    assert "for 15 minutes" in asks
    assert flaws(asks) == []
    assert olga.post(address, {}).status_code == 422
    assert olga.post(address, {"reason": "curiosity"}).status_code == 422
    assert lines() == []
    assert uncover(olga, "callers-uncover", cast.zahn.pk)["Location"] == f"/office/customers/{cast.zahn.pk}/#callers"
    after = file_of(olga, cast.zahn)
    assert "Erika Muster" in after
    assert "Bitte laut sprechen" in after
    assert COVERED not in after
    assert lines() == [("customers.Customer", "file", "complaint")]


def test_after_a_quarter_of_an_hour_it_is_covered_again(olga, cast):
    uncover(olga, "callers-uncover", cast.zahn.pk)
    let_time_pass(olga, UNCOVERED_FOR - timedelta(minutes=1))
    assert "Erika Muster" in file_of(olga, cast.zahn)
    let_time_pass(olga, timedelta(minutes=1))
    assert "Erika Muster" not in file_of(olga, cast.zahn)


def test_every_reason_has_its_line_and_the_same_one_within_the_hour_has_one(olga, cast):
    for reason in ("complaint", "fault", "fault"):
        uncover(olga, "callers-uncover", cast.zahn.pk, reason)
    assert {reason for _table, _place, reason in lines()} == {"complaint", "fault"}
    assert len(lines()) <= 3, "two of them only if an hour ended meanwhile"


def test_it_is_uncovered_for_whoever_named_the_reason_and_for_nobody_else(olga, cast):
    uncover(olga, "callers-uncover", cast.zahn.pk)
    olga.force_login(cast.paul)
    assert "Erika Muster" not in file_of(olga, cast.zahn)


def test_what_is_uncovered_of_one_customer_is_that_of_one_customer(olga, cast):
    Customer.objects.filter(pk=cast.berg.pk).update(secrecy=True)
    uncover(olga, "callers-uncover", cast.berg.pk)
    assert "Erika Muster" not in file_of(olga, cast.zahn)


def test_nothing_is_covered_for_a_customer_without_the_duty(olga, cast):
    Customer.objects.filter(pk=cast.zahn.pk).update(secrecy=False)
    shown = file_of(olga, cast.zahn)
    assert "Erika Muster" in shown
    assert COVERED not in shown
    assert uncover(olga, "callers-uncover", cast.zahn.pk).status_code == 302
    assert lines() == []


def test_who_has_not_signed_the_undertaking_gets_nothing_for_any_reason(olga, cast):
    cast.olga.secrecy_signed_on = None
    cast.olga.save()
    assert uncover(olga, "callers-uncover", cast.zahn.pk).status_code == 403
    assert lines() == []


def test_the_office_that_may_not_see_callers_cannot_uncover_them(owner, cast):
    assert uncover(owner, "callers-uncover", cast.zahn.pk).status_code == 403


def test_a_callers_request_is_covered_in_the_list_the_file_and_the_search(officer, cast, asked):
    base = reverse("office:request", args=[asked.pk])
    pages = [officer.get(address).content.decode() for address in (reverse("office:requests"), base)]
    assert ["covered" in page for page in pages] == [True, True]
    assert COVERED in pages[1]
    assert [word for word in (*WORDS, "Was weiß die Praxis") for page in pages if word in page] == []
    asks = reverse("office:request-uncover", args=[asked.pk])
    assert officer.get(reverse("office:request-search", args=[asked.pk]))["Location"] == asks
    assert flaws(officer.get(asks).content.decode()) == []
    assert uncover(officer, "request-uncover", asked.pk, "request")["Location"] == base
    shown = officer.get(base).content.decode()
    assert "Erika Muster" in shown
    assert "Was weiß die Praxis über mich?" in shown
    assert "Erika Muster" in officer.get(reverse("office:requests")).content.decode()
    assert lines() == [("privacy.DataRequest", "request", "request")]


def test_a_request_of_others_is_not_covered(officer, cast, asked):
    DataRequest.objects.filter(pk=asked.pk).update(person_kind=PersonKind.PERSON)
    assert "Erika Muster" in officer.get(reverse("office:request", args=[asked.pk])).content.decode()
    assert officer.get(reverse("office:request-uncover", args=[asked.pk])).status_code == 302
    Customer.objects.filter(pk=cast.zahn.pk).update(secrecy=False)
    DataRequest.objects.filter(pk=asked.pk).update(person_kind=PersonKind.CALLER)
    assert "Erika Muster" in officer.get(reverse("office:request", args=[asked.pk])).content.decode()


def test_an_access_after_midnight_stands_on_its_day_in_berlin(officer, cast):
    Access.objects.create(
        user=cast.officer, role=cast.officer.role, customer_ref=cast.zahn.pk, table="calls.Note", record=cast.zahn.pk, place="file",
        hour=datetime(2026, 11, 26, 23, 0, tzinfo=UTC),
    )  # fmt: skip
    assert "Fri, 27 Nov 2026, from 0:00" in officer.get(reverse("office:accesses")).content.decode()


def test_the_reason_stands_in_the_list_of_the_office_and_in_that_of_the_customer(officer, cast, asked):
    uncover(officer, "request-uncover", asked.pk, "fault")
    assert "reason: technical fault" in officer.get(reverse("office:accesses")).content.decode()
    cast.zahn_owner.language = "de"
    cast.zahn_owner.save()
    officer.force_login(cast.zahn_owner)
    shown = officer.get(reverse("portal:accesses")).content.decode()
    assert "Grund: technische Störung" in shown
    assert cast.officer.name not in shown
