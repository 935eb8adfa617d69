"""Who comes in where in the orders area: strangers, wrong roles, another customer, and the right one."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.cast import NOON
from tests.website.test_templates import breaches
from vorzimmer.customers import actions
from vorzimmer.customers.actions import (
    CallTypeEntry,
    ClosureEntry,
    FaqEntryEntry,
    InstructionEntry,
    OpeningHourEntry,
    OverrideEntry,
    RotaEntry,
    ShiftEntry,
)
from vorzimmer.customers.models import Customer, OrdersVersion
from vorzimmer.live.models import LiveEvent
from vorzimmer.portal.orders.kinds import KINDS, ORDER_KINDS
from vorzimmer.portal.orders.urls import urlpatterns

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

# name: about which record beside the customer
PAGES = {
    "orders-of": None,
    "orders-today": None,
    "orders-preview": None,
    "orders-changes": None,
    "orders-versions": None,
    "orders-version": "version",
    "rotas": None,
} | {f"orders-{kind.slug}": None for kind in ORDER_KINDS}
DEEDS = {
    "orders-today-over": "instructions",
    "orders-begin": None,
    "orders-publish": None,
    "orders-discard": None,
    "orders-restore": "version",
}
for kind in KINDS:
    PAGES[f"orders-{kind.slug}-add"] = None
    PAGES[f"orders-{kind.slug}-change"] = kind.slug
    DEEDS[f"orders-{kind.slug}-remove"] = kind.slug
    if kind.ordered:
        DEEDS |= {f"orders-{kind.slug}-{way}": kind.slug for way in ("up", "down")}
ALL = PAGES | DEEDS
SEES_THE_CARD = {"orders-preview"}
"""It reads a draft (6), the people with their absences, the caller: more than other pages, and nobody waits at the telephone for it."""


@pytest.fixture
def records(cast):
    rota = actions.add_rota(cast.zahn, RotaEntry(name="Notdienst"), NOON)
    shift = actions.add_shift(rota, ShiftEntry(members=(cast.doctor, cast.kern), anchor=date(2026, 11, 16)), NOON)
    later = NOON + timedelta(days=900)
    override = actions.add_override(rota, OverrideEntry(start=later, end=later + timedelta(hours=1)), NOON)
    call_type = actions.add_call_type(cast.zahn, CallTypeEntry(name="Schmerzen", measures=("chain",), rota=rota), NOON)
    drafted = InstructionEntry(text="Entwurf", subject="Neu", person=cast.kern, call_type=call_type)
    instruction = actions.add_instruction(cast.zahn, drafted, NOON, published=False)
    return {
        "rota": rota,
        "shift": shift,
        "override": override,
        "greetings": cast.zahn.greetings.get(),
        "call-types": call_type,
        "instructions": instruction,
        "faq": actions.add_faq(cast.zahn, FaqEntryEntry(question="Parken?", answer="Im Hof."), NOON),
        "opening-hours": actions.add_opening_hour(cast.zahn, OpeningHourEntry(), NOON),
        "closures": actions.add_closure(cast.zahn, ClosureEntry(first_day=date(2027, 1, 1), last_day=date(2027, 1, 2)), NOON),
        "version": OrdersVersion.objects.filter(customer=cast.zahn).first(),
    }


def address(name, customer, record):
    return reverse(f"portal:{name}", args=[customer.pk, *([record.pk] if record else [])])


def ask(client, name, customer, records, *, method=None):
    method = method or ("get" if name in PAGES else "post")
    return getattr(client, method)(address(name, customer, records[ALL[name]] if ALL[name] else None))


def told():
    return LiveEvent.objects.filter(kind="instruction").count()


def test_no_address_is_left_out():
    assert {pattern.name for pattern in urlpatterns} == {*ALL, "orders"}


def test_a_stranger_is_sent_to_the_sign_in(client, cast, records):
    for name in ALL:
        answer = ask(client, name, cast.zahn, records)
        assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True), name
    assert client.get("/portal/orders/")["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("who", ["olga", "owner", "accountant", "officer", "berg_user"])
def test_only_who_is_responsible_for_a_customer_comes_in(client, cast, records, who):
    client.force_login(getattr(cast, who))
    before = told()
    for name in ALL:
        assert ask(client, name, cast.zahn, records).status_code == 403, name
    assert client.get("/portal/orders/").status_code == 403
    assert told() == before


def test_another_customer_is_not_found_and_nothing_changes(client, cast, records):
    other = cast.berg_user
    other.role = "customer_owner"
    other.save()
    client.force_login(other)
    before = told()
    for name in ALL:
        for method in ("get", "post") if name in PAGES else ("post",):
            status = ask(client, name, cast.zahn, records, method=method).status_code
            assert status == 404 or (method, status) == ("post", 405), name
            if ALL[name]:
                status = ask(client, name, cast.berg, records, method=method).status_code
                assert status == 404 or (method, status) == ("post", 405), name
    assert told() == before


def test_what_does_not_exist_is_not_found(reader, cast, records):
    for name in ALL:
        answer = getattr(reader, "get" if name in PAGES else "post")(
            reverse(f"portal:{name}", args=[uuid4(), *([uuid4()] if ALL[name] else [])])
        )
        assert answer.status_code == 404, name


def test_the_right_one_comes_in_and_the_pages_are_clean(reader, cast, records):
    for name in PAGES:
        answer = ask(reader, name, cast.zahn, records)
        assert answer.status_code == 200, name
        assert breaches(answer.content.decode()) == [], name
    for name in sorted(DEEDS, key=lambda name: name in {"orders-discard", "orders-restore"}):
        if not name.endswith("-remove"):
            assert ask(reader, name, cast.zahn, records).status_code == 302, name


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_what_is_removed_is_gone_from_the_rows(reader, cast, records, kind):
    if kind.slug == "rota":
        actions.remove_order(records["call-types"], NOON)
        records["rota"].refresh_from_db()
    assert ask(reader, f"orders-{kind.slug}-remove", cast.zahn, records).status_code == 302
    assert not kind.records(cast.zahn).filter(pk=records[kind.slug].pk).exists()


def test_a_deed_is_not_done_by_looking(reader, cast, records):
    for name in DEEDS:
        assert ask(reader, name, cast.zahn, records, method="get").status_code == 405, name


def test_a_page_asks_the_database_seldom(reader, cast, records, django_assert_max_num_queries):
    for name in PAGES:
        ask(reader, name, cast.zahn, records)
        with django_assert_max_num_queries(14 if name in SEES_THE_CARD else 10, info=name):
            ask(reader, name, cast.zahn, records)


def test_who_has_one_customer_sees_his_orders_and_who_has_two_chooses(reader, cast):
    assert reader.get("/portal/orders/").context["customer"] == cast.zahn
    cast.berg.users.add(cast.zahn_owner)
    page = reader.get("/portal/orders/").content.decode()
    assert f"/portal/orders/{cast.berg.pk}/" in page
    Customer.objects.get(pk=cast.zahn.pk).users.clear()
    Customer.objects.get(pk=cast.berg.pk).users.clear()
    assert "Your sign-in does not belong to a customer any more." in reader.get("/portal/orders/").content.decode()
