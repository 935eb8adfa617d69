"""The review queue and the rotas of the office: who comes in, what they show, what they do."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.cast import NOON
from tests.office.conftest import letter, told
from tests.website.test_templates import breaches
from vorzimmer.customers import actions
from vorzimmer.customers.actions import InstructionEntry, OverrideEntry, RotaEntry, ShiftEntry
from vorzimmer.customers.models import Customer, OrdersVersion, Rota, RotaOverride, Shift
from vorzimmer.delivery.queries import dead_channels

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

# name: (what it is about, method)
ADDRESSES = {
    "reviews": ((), "get"),
    "review": (("waiting",), "get"),
    "review-approve": (("waiting",), "post"),
    "review-back": (("waiting",), "post"),
    "rotas": (("zahn",), "get"),
}
for kind in ("rota", "shift", "override"):
    ADDRESSES |= {
        f"{kind}-add": (("zahn",), "get"),
        f"{kind}-change": (("zahn", kind), "get"),
        f"{kind}-remove": (("zahn", kind), "get"),
    }


@pytest.fixture
def records(cast):
    Customer.objects.update(reviews=True)
    rota = actions.add_rota(cast.zahn, RotaEntry(name="Notdienst"), NOON)
    later = timezone.now() + timedelta(days=30)
    actions.add_instruction(cast.zahn, InstructionEntry(text="Ganz neu", subject="Neu"), NOON, published=False)
    return {
        "zahn": cast.zahn,
        "rota": rota,
        "shift": actions.add_shift(rota, ShiftEntry(members=(cast.doctor, cast.kern), anchor=date(2026, 11, 16)), NOON),
        "override": actions.add_override(rota, OverrideEntry(start=later, end=later + timedelta(hours=1)), NOON),
        "waiting": actions.publish(Customer.objects.get(pk=cast.zahn.pk), cast.zahn_owner, NOON),
    }


def ask(client, name, records, *, method=None, data=None):
    about, usual = ADDRESSES[name]
    return getattr(client, method or usual)(reverse(f"office:{name}", args=[records[word].pk for word in about]), data or {})


def test_a_stranger_is_sent_to_the_sign_in(client, records):
    for name in ADDRESSES:
        assert ask(client, name, records)["Location"].startswith("/sign-in/"), name


@pytest.mark.parametrize("who", ["olga", "zahn_owner", "berg_user", "accountant", "officer"])
def test_a_wrong_role_stays_outside_and_changes_nothing(client, cast, records, who):
    client.force_login(getattr(cast, who))
    before = told()
    for name in ADDRESSES:
        for method in ("get", "post"):
            assert ask(client, name, records, method=method).status_code == 403, name
    assert told() == before


def test_the_owner_comes_in_and_the_pages_are_clean_and_cheap(owner, records, django_assert_max_num_queries):
    for name in [name for name, (_about, method) in ADDRESSES.items() if method == "get"]:
        answer = ask(owner, name, records)
        assert (answer.status_code, breaches(answer.content.decode())) == (200, []), name
        with django_assert_max_num_queries(10, info=name):
            ask(owner, name, records)


def test_what_does_not_exist_or_belongs_to_another_customer_is_not_found(owner, cast, records):
    for name, (about, method) in ADDRESSES.items():
        for place in range(len(about)):
            ids = [uuid4() if index == place else records[word].pk for index, word in enumerate(about)]
            assert getattr(owner, method)(reverse(f"office:{name}", args=ids)).status_code == 404, name
        if len(about) == 2:
            ids = [cast.berg.pk, records[about[1]].pk]
            for way in (owner.get, owner.post):
                assert way(reverse(f"office:{name}", args=ids)).status_code == 404, name


def test_a_decision_is_not_made_by_looking(owner, records):
    for name in ("review-approve", "review-back"):
        assert ask(owner, name, records, method="get").status_code == 405


# --- reviews -----------------------------------------------------------------------------------------------------------


def test_the_start_page_counts_what_waits_and_the_queue_lists_it(owner, records):
    assert owner.get("/office/").context["needs"].reviews == 1
    assert "Instructions that wait for you" in owner.get("/office/").content.decode()
    page = ask(owner, "reviews", records).content.decode()
    assert "Praxis Dr. Zahn" in page
    actions.approve(records["waiting"], records["waiting"].made_by, NOON)
    assert "Nothing waits for you" in ask(owner, "reviews", records).content.decode()
    assert owner.get("/office/").context["needs"].reviews == 0


def test_the_difference_and_the_preview_are_those_of_what_would_be_live(owner, cast, records):
    page = ask(owner, "review", records)
    ((section,), text) = page.context["sections"], page.content.decode()
    assert [(change.kind, change.entry.text) for change in section.entries] == [("added", "Neu: Ganz neu")]
    assert [decision.winner.text for decision in page.context["card"].do][-1] == "Ganz neu"
    assert "Approve" in text
    actions.order_for_today(Customer.objects.get(pk=cast.zahn.pk), "Nur heute bis drei", timezone.now(), by=cast.zahn_owner)
    page = ask(owner, "review", records)
    assert [decision.winner.text for decision in page.context["card"].do][-2:] == ["Ganz neu", "Nur heute bis drei"]


def test_what_is_approved_is_live_and_cannot_be_approved_again(owner, cast, records):
    assert ask(owner, "review-approve", records)["Location"] == "/office/reviews/"
    assert Customer.objects.get(pk=cast.zahn.pk).orders == records["waiting"]
    again = ask(owner, "review-approve", records)
    assert again.status_code == 302
    assert OrdersVersion.objects.filter(customer=cast.zahn, state="published").count() == 2
    assert "It is decided" in ask(owner, "review", records).content.decode()


def test_what_is_sent_back_needs_a_remark(owner, records):
    refused = ask(owner, "review-back", records, data={"remark": " "})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["remark"])
    assert ask(owner, "review-back", records, data={"remark": "Bitte mit Uhrzeit."}).status_code == 302
    version = OrdersVersion.objects.get(pk=records["waiting"].pk)
    assert (version.state, version.remark) == ("rejected", "Bitte mit Uhrzeit.")


def test_the_preview_of_a_review_is_asked_for_without_deciding(owner, cast, records):
    page = ask(owner, "review", records, method="post", data={"at": "2026-12-24T18:30", "person": str(cast.kern.pk)})
    assert page.status_code == 200
    assert page.context["card"].at == datetime(2026, 12, 24, 17, 30, tzinfo=UTC)
    assert OrdersVersion.objects.get(pk=records["waiting"].pk).state == "waiting"


# --- rotas -------------------------------------------------------------------------------------------------------------


def test_rotas_are_added_changed_and_removed_in_the_office(owner, cast):
    def post(address, *ids, **data):
        return owner.post(reverse(f"office:{address}", args=[cast.zahn.pk, *ids]), data)

    assert post("rota-add", name="Nacht", escalate_after=5, rounds=1, fallback=[str(cast.kern.pk)]).status_code == 302
    rota = Rota.objects.get()
    assert (rota.name, rota.escalate_after, list(rota.fallback.all())) == ("Nacht", 5, [cast.kern])
    shift = {"rota": str(rota.pk), "weekdays": list("01234"), "start": "18:00", "end": "08:00", "on_holidays": "as_usual", "turn": "week"}
    shift |= {"hand_over": "08:00", "anchor": "2026-11-16", "members": str(cast.doctor.pk), "member_1": str(cast.kern.pk)}
    assert post("shift-add", **shift).status_code == 302
    row = Shift.objects.get()
    assert [member.person for member in row.members.all()] == [cast.doctor, cast.kern]
    refused = post("shift-add", **shift)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["start"])
    nobody = post("shift-change", row.pk, **(shift | {"members": "", "member_1": ""}))
    assert (nobody.status_code, list(nobody.context["form"].errors)) == (422, ["members"])
    assert post("shift-change", row.pk, **(shift | {"members": str(cast.kern.pk), "member_1": ""})).status_code == 302
    assert [member.person for member in row.members.all()] == [cast.kern]
    override = {"rota": str(rota.pk), "person": "", "start": "2036-12-24T18:00", "end": "2036-12-24T17:00"}
    wrong = post("override-add", **override)
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["end"])
    assert post("override-add", **(override | {"end": "2036-12-25T18:00"})).status_code == 302
    assert post("override-remove", RotaOverride.objects.get().pk).status_code == 302
    assert post("rota-remove", rota.pk).status_code == 302
    assert not Rota.objects.exists()


def test_a_channel_whose_last_letter_is_dead_is_a_warning(owner, cast, records):
    assert dead_channels(cast.zahn.pk) == set()
    assert ask(owner, "rotas", records).context["rotas"][0].warnings == []
    letter(cast, state="dead", reason="mailbox_full", closed_at=timezone.now())
    assert dead_channels(cast.zahn.pk) == {cast.email.pk}
    page = ask(owner, "rotas", records).content.decode()
    assert "Dr. Zahn may not be reached: the last message could not be delivered." in page
    letter(cast, state="sent", closed_at=timezone.now())
    assert dead_channels(cast.zahn.pk) == set()
