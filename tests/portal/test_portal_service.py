"""What the portal says of a service that is reduced: the reason to who is responsible, a neutral sentence to everybody else."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from tests.arrears import OWES, climb, owe
from tests.cast import make_cast, user
from vorzimmer.billing.actions import Payment, book_payment
from vorzimmer.customers.actions.service import announce_step
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
from vorzimmer.domain.service_rules import Step

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def now():
    return datetime.now(UTC)


def today() -> date:
    return berlin_date(now())


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def warned(customer):
    announce_step(customer, Step.WARNED, None, now(), by=None, arrears=OWES)


@pytest.fixture
def cast(db):
    return make_cast(now() - timedelta(days=2))


@pytest.fixture
def berg(cast):
    """Owes 238 euros for two invoices, due for 86 days."""
    Customer.objects.update(email="rechnung@kunde.example")
    owe(cast.berg, issued_on=today() - timedelta(days=100), at=now())
    cast.berg.refresh_from_db()
    return cast.berg


@pytest.fixture
def responsible(client, berg):
    boss = user("chef@kanzlei.example", "Bruno Berg", Role.CUSTOMER_OWNER, language="en")
    berg.users.add(boss)
    client.force_login(boss)
    return client


@pytest.fixture
def staff(client, cast, berg):
    cast.berg_user.language = "en"
    cast.berg_user.save()
    client.force_login(cast.berg_user)
    return client


PAGES = ("portal:messages", "portal:invoices", "portal:contracts", "portal:forwarding")


def test_who_has_the_full_service_sees_no_banner(responsible):
    for name in PAGES:
        page = text(responsible.get(reverse(name)))
        assert "Please settle your account" not in page
        assert "service is reduced" not in page


def test_a_warning_is_for_the_responsible_person(responsible, berg, cast):
    warned(berg)
    page = text(responsible.get(reverse("portal:messages")))
    assert "Please settle your account" in page
    assert "€238.00 is overdue" in page
    assert "So far nothing is reduced." in page
    responsible.force_login(cast.berg_user)
    assert "notice-wait" not in text(responsible.get(reverse("portal:messages")))


def test_what_is_announced_says_from_when_and_until_when_one_can_pay(responsible, berg):
    warned(berg)
    line = announce_step(berg, Step.NO_SMS, None, now(), by=None, arrears=OWES)
    page = text(responsible.get(reverse("portal:messages")))
    assert "on our service is reduced" in page
    assert f"{line.from_on.day} {line.from_on:%B %Y} on we send no SMS, unless the amount arrives by" in page


@pytest.mark.parametrize("name", PAGES)
def test_what_holds_says_since_when_why_and_how_it_ends(responsible, berg, name):
    climb(berg, Step.NO_SMS, now() - timedelta(days=30), arrears=OWES)
    page = text(responsible.get(reverse(name)))
    assert "Our service is reduced" in page
    assert "we send no SMS. Messages come by e-mail" in page
    assert "€238.00 is overdue" in page
    assert "we lift the restriction" in page


@pytest.mark.parametrize(
    ("step", "says"),
    [("no_sms", "At present you receive no SMS."), ("voicemail_only", "no calls for you"), ("stopped", "no calls for you")],
)
def test_everybody_else_reads_a_neutral_sentence_without_money(staff, berg, step, says):
    Customer.objects.filter(pk=berg.pk).update(service=step)
    for name in ("portal:messages", "portal:forwarding"):
        page = text(staff.get(reverse(name)))
        assert says in page
        assert "€" not in page
        assert "overdue" not in page


def test_who_has_paid_reads_that_it_ends_and_no_amount(responsible, berg):
    climb(berg, Step.NO_SMS, now() - timedelta(days=30), arrears=OWES)
    book_payment(Payment(customer_ref=berg.pk, customer_number=berg.number, cents=23_800, value_on=today()), now())
    page = text(responsible.get(reverse("portal:messages")))
    assert "Our service is reduced" in page
    assert "is overdue" not in page


def test_of_several_customers_the_banner_names_the_one_that_it_is_about(responsible, berg, cast):
    cast.zahn.users.add(berg.users.get(email="chef@kanzlei.example"))
    climb(cast.zahn, Step.NO_SMS, now() - timedelta(days=30), arrears=OWES)
    page = text(responsible.get(reverse("portal:messages")))
    assert "Dr. Zahn: Our service is reduced" in page
    assert "Berg: " not in page


def test_the_banner_costs_nothing_where_nothing_is_reduced(responsible, berg, django_assert_max_num_queries):
    responsible.get(reverse("portal:forwarding"))
    with django_assert_max_num_queries(7) as asked:
        responsible.get(reverse("portal:forwarding"))
    assert not any("servicestep" in query["sql"] or "accountentry" in query["sql"] for query in asked.captured_queries)
