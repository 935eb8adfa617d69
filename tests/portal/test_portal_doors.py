"""Who comes in where: every address of the portal is asked by a stranger, a wrong role, another customer, and the right one."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.cast import NOON
from tests.portal.test_portal_contracts import NAMES as OF_CONTRACTS
from tests.website.test_templates import breaches
from vorzimmer.portal.urls import urlpatterns

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

# name: (method, whether it is about one note, what it is sent)
ADDRESSES = {
    "messages": ("get", False, {}),
    "note": ("get", True, {}),
    "note-done": ("post", True, {"done": "yes"}),
    "more": ("get", False, {}),
    "forwarding": ("get", False, {}),
}
OF_A_NOTE = [name for name, (_method, of_note, _data) in ADDRESSES.items() if of_note]


def ask(client, name, note_id):
    method, of_note, data = ADDRESSES[name]
    return getattr(client, method)(reverse(f"portal:{name}", args=[note_id] if of_note else []), data)


def test_no_address_is_left_out():
    assert {pattern.name for pattern in urlpatterns} == set(ADDRESSES) | OF_CONTRACTS


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_stranger_is_sent_to_the_sign_in(client, write, name):
    answer = ask(client, name, write().pk)
    assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True)


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("who", ["olga", "owner", "accountant", "officer"])
def test_nobody_of_the_agency_has_a_portal(client, cast, write, name, who):
    client.force_login(getattr(cast, who))
    assert ask(client, name, write().pk).status_code == 403


@pytest.mark.parametrize("name", OF_A_NOTE)
def test_a_note_of_another_customer_is_not_found(client, cast, write, name):
    note = write()
    client.force_login(cast.berg_user)
    assert ask(client, name, note.pk).status_code == 404
    note.refresh_from_db()
    assert (note.read_at, note.done_at) == (None, None)


@pytest.mark.parametrize("name", OF_A_NOTE)
def test_a_note_that_does_not_exist_is_not_found(reader, write, name):
    assert ask(reader, name, uuid4()).status_code == 404


@pytest.mark.parametrize("name", OF_A_NOTE)
def test_who_reads_for_the_customer_no_more_finds_nothing(reader, cast, write, name):
    note = write()
    cast.zahn.users.clear()
    assert ask(reader, name, note.pk).status_code == 404


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_right_one_comes_in(reader, write, name):
    answer = ask(reader, name, write().pk)
    assert answer.status_code == (302 if ADDRESSES[name][0] == "post" else 200)


@pytest.mark.parametrize("name", [name for name, (method, *_rest) in ADDRESSES.items() if method == "get"])
def test_a_page_needs_nothing_inline_and_nothing_from_elsewhere(reader, write, name):
    assert breaches(ask(reader, name, write().pk).content.decode()) == []


@pytest.mark.parametrize(
    ("name", "wrong"), [("messages", "post"), ("note", "post"), ("note-done", "get"), ("more", "post"), ("forwarding", "post")]
)
def test_another_method_is_refused(reader, write, name, wrong):
    _method, of_note, _data = ADDRESSES[name]
    address = reverse(f"portal:{name}", args=[write().pk] if of_note else [])
    assert getattr(reader, wrong)(address).status_code == 405


@pytest.mark.parametrize("name", [name for name, (method, *_rest) in ADDRESSES.items() if method == "get"])
def test_a_page_asks_the_database_seldom(reader, write, name, django_assert_max_num_queries):
    notes = [write(minutes, person=None) for minutes in range(30)]
    ask(reader, name, notes[3].pk)
    with django_assert_max_num_queries(10):
        ask(reader, name, notes[4].pk)


def test_another_customer_sees_nothing_of_it_in_the_lists(client, cast, write):
    ticked = write(done_at=NOON)
    write()
    client.force_login(cast.berg_user)
    for address in ("/portal/", "/portal/?show=all", f"/portal/?person={cast.kern.pk}", f"/portal/?undo={ticked.pk}"):
        page = client.get(address).content.decode()
        assert "Erika" not in page
        assert "Frau Kern" not in page
