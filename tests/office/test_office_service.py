"""The service ladder in the office: how a customer stands, the letter before it goes, announcing and giving back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from tests.arrears import OWES, climb, owe
from vorzimmer.customers.actions.service import announce_step, lift
from vorzimmer.customers.models import Customer, ServiceStep
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.service_ladder import LineReason
from vorzimmer.domain.service_rules import Step

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def now():
    return datetime.now(UTC)


def today() -> date:
    return berlin_date(now())


@pytest.fixture
def berg(cast):
    """Owes 238 euros for two invoices, due for 86 days."""
    Customer.objects.update(email="rechnung@kunde.example")
    owe(cast.berg, issued_on=today() - timedelta(days=100), at=now())
    cast.berg.refresh_from_db()
    return cast.berg


def at(customer, name="service"):
    return reverse(f"office:{name}", args=[customer.pk])


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def warned(customer):
    announce_step(customer, Step.WARNED, None, now(), by=None, arrears=OWES)


def test_who_has_paid_everything_has_the_full_service_and_nothing_to_announce(owner, cast):
    page = text(owner.get(at(cast.berg)))
    assert "full service" in page
    assert "Nothing is in default." in page
    assert "Nothing was announced yet." in page
    assert reverse("office:service-announce", args=[cast.berg.pk]) not in page


def test_who_owes_is_shown_with_what_he_owes_and_what_may_come_next(owner, berg):
    page = text(owner.get(at(berg)))
    assert "€238.00" in page
    assert "2 invoices, since" in page
    assert "Announce: warned" in page
    assert "May be announced today" in page


def test_before_it_is_announced_the_step_says_what_it_does_and_shows_the_letter(owner, berg):
    warned(berg)
    page = text(owner.get(at(berg, "service-announce")))
    assert "No SMS leaves any more." in page
    assert "rechnung@kunde.example" in page
    assert "auf Ihrem Konto sind 238,00 € überfällig." in page  # in the customer's language
    assert "TKG §61(4), (6)" in page
    assert ServiceStep.objects.count() == 1


def test_announcing_writes_the_line_sends_the_letter_and_names_who_did_it(owner, berg, cast):
    warned(berg)
    first = owner.get(at(berg, "service-announce")).context["ladder"].earliest
    answer = owner.post(at(berg, "service-announce"), {"from_on": f"{first:%Y-%m-%d}"}, follow=True)
    assert answer.redirect_chain == [(at(berg), 302)]
    line = ServiceStep.objects.latest("id")
    assert (line.step, line.from_on, line.cents, line.by) == ("no_sms", first, 23_800, cast.owner)
    assert OutboxMessage.objects.filter(key=line.key, customer=berg).count() == 1
    page = text(answer)
    assert "Announced. The letter is on its way." in page
    assert "A step is announced already." in page
    assert "Clara Chefin" in page


def test_a_day_within_the_notice_is_refused_at_its_field_and_the_first_day_is_named(owner, berg):
    warned(berg)
    answer = owner.post(at(berg, "service-announce"), {"from_on": f"{today() + timedelta(days=14):%Y-%m-%d}"})
    assert answer.status_code == 422
    assert "The first possible day is" in answer.context["form"].errors["from_on"][0]
    assert ServiceStep.objects.count() == 1


def test_a_warning_asks_for_no_day(owner, berg):
    assert owner.get(at(berg, "service-announce")).context["form"].fields == {}
    owner.post(at(berg, "service-announce"))
    assert ServiceStep.objects.get().step == "warned"


def test_secrecy_wants_a_person_who_answers_for_it(owner, berg):
    Customer.objects.filter(pk=berg.pk).update(secrecy=True)
    warned(berg)
    assert "A person must decide" in text(owner.get(at(berg)))
    first = owner.get(at(berg, "service-announce")).context["ladder"].earliest
    refused = owner.post(at(berg, "service-announce"), {"from_on": f"{first:%Y-%m-%d}"})
    assert "Without this nothing is announced." in text(refused)
    assert ServiceStep.objects.count() == 1
    owner.post(at(berg, "service-announce"), {"from_on": f"{first:%Y-%m-%d}", "decided": "on"})
    assert ServiceStep.objects.latest("id").step == "no_sms"


def test_what_is_not_possible_now_says_why_and_offers_no_button(owner, cast):
    page = text(owner.get(at(cast.berg, "service-announce")))
    assert "Nothing is in default." in page
    assert 'type="submit">Announce' not in page
    assert owner.post(at(cast.berg, "service-announce")).status_code == 422
    assert ServiceStep.objects.count() == 0


def test_after_the_last_step_there_is_none(owner, berg):
    climb(berg, Step.STOPPED, now() - timedelta(days=80), arrears=OWES)
    assert "There is no further step." in text(owner.get(at(berg, "service-announce")))
    assert owner.post(at(berg, "service-announce")).status_code == 422


def test_giving_back_says_what_happens_and_keeps_why(owner, berg, cast):
    warned(berg)
    assert "What is announced does not come to hold." in text(owner.get(at(berg, "service-lift")))
    answer = owner.post(at(berg, "service-lift"), {"reason": "agreed"}, follow=True)
    assert "The customer has the full service again" in text(answer)
    line = ServiceStep.objects.latest("id")
    assert (line.step, line.reason, line.by) == ("full", "agreed", cast.owner)
    assert "agreed with the customer" in text(answer)


def test_nobody_gives_back_for_a_reason_that_is_none(owner, berg):
    warned(berg)
    assert owner.post(at(berg, "service-lift"), {"reason": "not_told"}).status_code == 422
    assert ServiceStep.objects.count() == 1


def test_who_has_everything_is_given_nothing_back(owner, berg):
    assert "there is nothing to give back" in text(owner.get(at(berg, "service-lift")))
    assert owner.post(at(berg, "service-lift"), {"reason": "paid"}).status_code == 422


def test_the_history_names_every_line_the_latest_first(owner, berg):
    climb(berg, Step.NO_SMS, now() - timedelta(days=30), arrears=OWES)
    lift(berg, now(), by=None, reason=LineReason.PAID)
    page = text(owner.get(at(berg)))
    assert page.index("full service · paid") < page.index("no SMS from") < page.index("warned · €240.00 in default")
    assert "by itself" in page


def test_the_file_shows_the_section_and_says_when_something_is_withheld(owner, berg):
    path = reverse("office:customer", args=[berg.pk])
    page = text(owner.get(path))
    assert f'hx-get="{at(berg)}"' in page
    assert "Service reduced" not in page
    Customer.objects.filter(pk=berg.pk).update(service="no_sms")
    assert "Service reduced" in text(owner.get(path))


def test_the_accountant_does_the_same_and_the_privacy_officer_sees_nothing_of_it(client, berg, cast):
    Customer.objects.filter(pk=berg.pk).update(service="no_sms")
    client.force_login(cast.accountant)
    assert client.get(at(berg)).status_code == 200
    client.force_login(cast.officer)
    assert client.get(at(berg)).status_code == 403
    page = text(client.get(reverse("office:customer", args=[berg.pk])))
    assert "Service reduced" not in page
    assert at(berg) not in page
