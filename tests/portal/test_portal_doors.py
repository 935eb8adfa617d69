"""Who comes in where: every address of the portal is asked by a stranger, a wrong role, another customer, and the right one."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.billing.papers import issue
from tests.cast import NOON, user
from tests.portal.test_portal_contracts import NAMES as OF_CONTRACTS
from tests.website.test_templates import breaches
from vorzimmer.customers.models import Absence, KnownCaller
from vorzimmer.domain.roles import Role
from vorzimmer.live.models import LiveEvent
from vorzimmer.portal.orders.urls import urlpatterns as orders
from vorzimmer.portal.urls import urlpatterns

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

BOTH = {"zahn_owner", "staff"}
RESPONSIBLE = {"zahn_owner"}
# name: (what it is about, who of the customer comes in)
PAGES = {
    "messages": ((), BOTH),
    "search": ((), BOTH),
    "messages-csv": ((), BOTH),
    "messages-pdf": ((), BOTH),
    "print": ((), BOTH),
    "note": (("note",), BOTH),
    "note-orders": (("note",), BOTH),
    "status": ((), BOTH),
    "absences": ((), BOTH),
    "absences-add": (("zahn",), BOTH),
    "absences-change": (("absence",), BOTH),
    "absences-remove": (("absence",), BOTH),
    "people": ((), RESPONSIBLE),
    "people-add": (("zahn",), RESPONSIBLE),
    "people-change": (("kern",), RESPONSIBLE),
    "people-remove": (("kern",), RESPONSIBLE),
    "channels-add": (("zahn",), RESPONSIBLE),
    "channels-change": (("email",), RESPONSIBLE),
    "channels-remove": (("email",), RESPONSIBLE),
    "callers": ((), RESPONSIBLE),
    "callers-add": (("zahn",), RESPONSIBLE),
    "callers-change": (("caller",), RESPONSIBLE),
    "callers-remove": (("caller",), RESPONSIBLE),
    "access": ((), RESPONSIBLE),
    "access-new": (("zahn",), RESPONSIBLE),
    "access-password": (("zahn", "staff"), RESPONSIBLE),
    "access-remove": (("zahn", "staff"), RESPONSIBLE),
    "usage": ((), RESPONSIBLE),
    "usage-limit": (("zahn",), RESPONSIBLE),
    "itemised": ((), RESPONSIBLE),
    "documents": ((), RESPONSIBLE),
    "invoices": ((), RESPONSIBLE),
    "invoice-dispute": (("invoice",), RESPONSIBLE),
    "wishes": ((), BOTH),
    "privacy": ((), BOTH),
    "more": ((), BOTH),
    "forwarding": ((), BOTH),
    "consents": ((), RESPONSIBLE),
    "accesses": ((), RESPONSIBLE),
}
# the same with what is sent
DEEDS = {
    "note-done": (("note",), BOTH, {"done": "yes"}),
    "note-comment": (("note",), BOTH, {"text": "Erledigt."}),
    "status-choose": (("kern",), BOTH, {"availability": "break"}),
    "person-claim": (("kern",), BOTH, {}),
    "itemise": (("zahn",), RESPONSIBLE, {"wanted": "yes"}),
    "privacy-right": ((), RESPONSIBLE, {"right": "access", "customer": "zahn"}),
    "consent-change": ((), RESPONSIBLE, {"customer": "zahn", "purpose": "news_email", "event": "give"}),
}
QUESTIONS = {"invoices": 15}
"""Invoices, what settles them, and what was said against them; however many there are."""
OPEN = {"manifest", "worker", "offline"}
"""They are the same for everybody and name nobody."""
OF_COSTS = {"usage-csv", "usage-line", "itemised-csv", "itemised-pdf", "invoice-pdf", "invoice-xml"}
OF_DEBTS = {"invoice", "invoice-promise", "invoice-instalments", "reminder-pdf"}
"""What tests/portal/test_portal_costs.py, test_portal_invoices.py and test_portal_debts.py ask for."""
ALL = PAGES | {name: (about, who) for name, (about, who, _data) in DEEDS.items()}


@pytest.fixture
def house(cast, write):
    """One record of each kind, all of Dr. Zahn, and somebody of his staff."""
    staff = user("empfang@praxis.example", "Eva Empfang", Role.CUSTOMER_USER, language="en")
    cast.zahn.users.add(staff)
    absence = Absence.objects.create(person=cast.kern, start=NOON, end=NOON + timedelta(days=3), created_at=NOON)
    records = {"note": write(), "absence": absence, "caller": KnownCaller.objects.get(), "staff": staff, "invoice": issue(cast.zahn)}
    return SimpleNamespace(**vars(cast), **records)


def ask(client, house, name, *, ids=None, method=None):
    about, _who = ALL[name]
    ids = [getattr(house, word).pk for word in about] if ids is None else ids
    sent = dict(DEEDS[name][2]) if name in DEEDS else {}
    if "customer" in sent:
        sent["customer"] = str(house.zahn.pk)
    method = method or ("get" if name in PAGES else "post")
    return getattr(client, method)(reverse(f"portal:{name}", args=ids), sent)


def told():
    return LiveEvent.objects.count()


OF_REQUESTS = {"request-fetch", "request-order", "request-answered"}
"""What tests/office/test_office_requests.py and the doors of the house ask for."""


def test_no_address_is_left_out():
    named = {*ALL, *OPEN, *OF_CONTRACTS, *OF_COSTS, *OF_DEBTS, *OF_REQUESTS}
    assert {pattern.name for pattern in urlpatterns if pattern not in orders} == named


def test_a_stranger_is_sent_to_the_sign_in(client, house):
    for name in ALL:
        for method in ("get", "post"):
            answer = ask(client, house, name, method=method)
            assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True), name


@pytest.mark.parametrize("who", ["olga", "owner", "accountant", "officer"])
def test_nobody_of_the_agency_has_a_portal(client, house, who):
    client.force_login(getattr(house, who))
    for name in ALL:
        assert ask(client, house, name).status_code == 403, name


def test_staff_of_the_customer_stays_outside_of_what_is_for_the_responsible(client, house):
    client.force_login(house.staff)
    before = told()
    for name in [name for name, (_about, who) in ALL.items() if "staff" not in who]:
        for method in ("get", "post"):
            assert ask(client, house, name, method=method).status_code == 403, name
    assert told() == before


@pytest.mark.parametrize("role", [Role.CUSTOMER_OWNER, Role.CUSTOMER_USER])
def test_what_belongs_to_another_customer_is_not_found_and_stays_as_it_is(client, house, role):
    house.berg_user.role = role
    house.berg_user.save()
    client.force_login(house.berg_user)
    before = told()
    for name, (about, who) in ALL.items():
        if about and (role == Role.CUSTOMER_OWNER or "staff" in who):
            for method in ("get", "post") if name in PAGES else ("post",):
                expected = 405 if method == "post" and name in {"note", "note-orders"} else 404
                assert ask(client, house, name, method=method).status_code == expected, name
    assert told() == before
    house.note.refresh_from_db()
    house.kern.refresh_from_db()
    assert (house.note.read_at, house.note.done_at, house.kern.user_id) == (None, None, None)


def test_a_right_of_another_customer_cannot_be_used(client, house):
    house.berg_user.role = Role.CUSTOMER_OWNER
    house.berg_user.save()
    client.force_login(house.berg_user)
    assert ask(client, house, "privacy-right").status_code == 404
    assert house.zahn.wishes.count() == 0


def test_what_does_not_exist_is_not_found(reader, house):
    for name, (about, _who) in ALL.items():
        for place in range(len(about)):
            ids = [uuid4() if index == place else getattr(house, word).pk for index, word in enumerate(about)]
            assert ask(reader, house, name, ids=ids).status_code == 404, name


def test_who_reads_for_the_customer_no_more_finds_nothing(reader, house):
    house.zahn.users.clear()
    for name, (about, _who) in ALL.items():
        if about:
            assert ask(reader, house, name).status_code == 404, name


@pytest.mark.parametrize(("name", "who"), [(name, who) for name, (_about, allowed) in ALL.items() for who in sorted(allowed)])
def test_the_right_one_comes_in(client, house, name, who):
    client.force_login(getattr(house, who))
    answer = ask(client, house, name)
    assert answer.status_code == (200 if name in PAGES else 302)
    if name in PAGES and answer["Content-Type"].startswith("text/html"):
        assert breaches(answer.content.decode()) == []


@pytest.mark.parametrize("name", sorted(OPEN))
def test_what_makes_it_an_app_is_open_and_the_same_for_everybody(client, reader, house, name):
    client.logout()
    address = reverse(f"portal:{name}")
    stranger = client.get(address, headers={"accept-language": "en"})
    client.force_login(house.zahn_owner)
    known = client.get(address, headers={"accept-language": "en"})
    assert (stranger.status_code, stranger.content) == (200, known.content)
    assert b"Zahn" not in known.content
    assert client.post(address).status_code == 405


def test_a_deed_is_not_done_by_looking(reader, house):
    for name in DEEDS:
        assert ask(reader, house, name, method="get").status_code == 405, name


def test_a_page_asks_the_database_seldom(reader, house, write, django_assert_max_num_queries):
    for minutes in range(30):
        write(minutes, person=None)
    for name in PAGES:
        ask(reader, house, name)
        with django_assert_max_num_queries(QUESTIONS.get(name, 10), info=name):
            ask(reader, house, name)


def test_another_customer_sees_nothing_of_it_in_the_lists(client, house, write):
    house.berg_user.role = Role.CUSTOMER_OWNER
    house.berg_user.save()
    write(done_at=NOON)
    client.force_login(house.berg_user)
    for name, (about, _who) in PAGES.items():
        if not about:
            page = ask(client, house, name).content.decode(errors="replace")
            for secret in ("Erika", "Frau Kern", "praxis@zahn.example", "3920012", "Eva Empfang", "Zahn"):
                assert secret not in page, name
    for address in ("/portal/?show=all", f"/portal/?person={house.kern.pk}", f"/portal/?undo={house.note.pk}"):
        assert "Erika" not in client.get(address).content.decode()
