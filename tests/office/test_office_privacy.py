"""Recipients and the register of disclosures in the office: who comes in, what is shown, and what is done."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localdate

from tests.privacy.recipients import AT, BUREAU, COLLECTOR, collector, give_claim
from tests.website.test_templates import breaches
from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Customer
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.office import privacy_urls
from vorzimmer.privacy.actions import deactivate_recipient, enter_recipient
from vorzimmer.privacy.disclosing import Subject
from vorzimmer.privacy.models import Disclosure, Recipient

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

READ = {"recipients", "recipient", "disclosures", "disclosures-download", "disclosure"}
PAPERS = {"papers", "paper", "paper-pdf", "paper-data"}
"""Asked for in test_office_papers.py."""
CHANGE = {"recipient-new", "recipient-edit", "recipient-confirm", "recipient-deactivate", "recipient-reactivate"}


@pytest.fixture
def given(cast):
    return give_claim(collector(), Subject(ref=cast.zahn.pk, number=cast.zahn.number), cast.owner)


def address(name, given):
    pattern = next(pattern for pattern in privacy_urls.urlpatterns if pattern.name == name)
    ids = {"recipient_id": given.recipient_id, "entry_number": given.number}
    return reverse(f"office:{name}", kwargs={key: ids[key] for key in pattern.pattern.converters})


def form_of(**changes):
    entry = {name: getattr(COLLECTOR, name) or "" for name in COLLECTOR.__slots__}
    return {"kind": "collector", **entry, "checked_on": f"{localdate() - timedelta(days=6)}", **changes}


def test_all_addresses_are_asked_for_here(given):
    assert {pattern.name for pattern in privacy_urls.urlpatterns} == READ | CHANGE | {"catalogue"} | PAPERS


@pytest.mark.parametrize("who", ["owner", "officer", "accountant"])
def test_the_office_reads_and_the_accountant_changes_nothing(client, cast, given, who):
    client.force_login(getattr(cast, who))
    for name in READ:
        answer = client.get(address(name, given))
        assert answer.status_code == 200, name
        if answer["Content-Type"].startswith("text/html"):
            assert breaches(answer.content.decode()) == [], name
    for name in CHANGE:
        allowed = who != "accountant"
        assert (client.get(address(name, given)).status_code in {200, 405}) == allowed, name
        if not allowed:
            assert client.post(address(name, given), form_of()).status_code == 403, name
    if who == "accountant":
        page = client.get(address("recipients", given)).content.decode()
        assert address("recipient-new", given) not in page
        assert "/office/catalogue/" not in page
        assert address("recipient-edit", given) not in client.get(address("recipient", given)).content.decode()


@pytest.mark.parametrize("who", ["olga", "zahn_owner", "berg_user"])
def test_nobody_else_comes_in(client, cast, given, who):
    client.force_login(getattr(cast, who))
    for name in READ | CHANGE:
        assert client.get(address(name, given)).status_code == 403, name
        assert client.post(address(name, given)).status_code == 403, name


def test_what_does_not_exist_is_not_found(owner, given):
    assert owner.get(reverse("office:disclosure", args=[given.number + 1])).status_code == 404
    for name in ("recipient", "recipient-edit", "recipient-confirm", "recipient-deactivate"):
        assert owner.get(reverse(f"office:{name}", args=["0b6ce6f0-0000-4000-8000-000000000009"])).status_code == 404


def test_pages_ask_the_database_seldom(owner, given, django_assert_max_num_queries):
    for name in READ | (CHANGE - {"recipient-reactivate"}):
        owner.get(address(name, given))
        with django_assert_max_num_queries(11, info=name):
            owner.get(address(name, given))


# --- recipients --------------------------------------------------------------------------------------------------------------


def test_a_collector_is_entered_changed_and_put_out_of_use(owner, cast):
    answer = owner.post(reverse("office:recipient-new"), form_of())
    recipient = Recipient.objects.get()
    assert answer["Location"] == reverse("office:recipient", args=[recipient.pk])
    assert (recipient.name, recipient.rdg_number, recipient.active) == ("Klarsicht Inkasso GmbH", "3712 E 1/26", True)
    changed = form_of(name="Klarsicht SE") | {"kind": "bureau"}
    owner.post(reverse("office:recipient-edit", args=[recipient.pk]), changed)
    recipient.refresh_from_db()
    assert (recipient.kind, recipient.name) == ("collector", "Klarsicht SE")
    page = owner.get(reverse("office:recipient-deactivate", args=[recipient.pk])).content.decode()
    assert "Nothing is given to this recipient any more." in page
    owner.post(reverse("office:recipient-deactivate", args=[recipient.pk]), follow=True)
    recipient.refresh_from_db()
    assert not recipient.active
    assert "Klarsicht SE" not in owner.get(reverse("office:recipients")).content.decode().split('id="list"')[1]
    assert "Klarsicht SE" in owner.get(reverse("office:recipients") + "?state=off").content.decode()
    owner.post(reverse("office:recipient-reactivate", args=[recipient.pk]))
    recipient.refresh_from_db()
    assert recipient.active


def test_what_is_wrong_stands_at_its_field(owner):
    for changes, field in (
        ({"kind": ""}, "kind"),
        ({"name": ""}, "name"),
        ({"kind": "bureau", "bureau": "infoscore"}, "bureau"),
        ({"age_key": "AGE-SECRET-KEY-1QQQ"}, "age_key"),
        ({"checked_on": f"{localdate() + timedelta(days=1)}"}, "checked_on"),
    ):
        answer = owner.post(reverse("office:recipient-new"), form_of(**changes))
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Recipient.objects.exists()
    page = owner.post(reverse("office:recipient-new"), form_of(age_key="AGE-SECRET-KEY-1QQQ")).content.decode()
    assert "secret key" in page


def test_the_list_is_filtered_and_says_what_is_missing(owner, cast):
    collector()
    enter_recipient(RecipientKind.COLLECTOR, type(COLLECTOR)(name="Ohne Nummer Inkasso"), at=AT)
    enter_recipient(RecipientKind.BUREAU, BUREAU, at=AT)

    def names(query):
        return [shown.recipient.name for shown in owner.get(reverse("office:recipients") + query).context["rows"]]

    assert names("") == ["Klarsicht Inkasso GmbH", "Ohne Nummer Inkasso", "SCHUFA Holding AG"]
    assert names("?kind=bureau") == ["SCHUFA Holding AG"]
    assert names("?q=hamburg") == ["Klarsicht Inkasso GmbH"]
    assert names("?kind=nonsense&state=nonsense") == ["Klarsicht Inkasso GmbH", "Ohne Nummer Inkasso", "SCHUFA Holding AG"]
    with translation.override("en"):
        missing = {shown.recipient.name: shown.missing for shown in owner.get(reverse("office:recipients")).context["rows"]}
    assert missing == {
        "Klarsicht Inkasso GmbH": [],
        "Ohne Nummer Inkasso": ["registration missing"],
        "SCHUFA Holding AG": ["to be confirmed"],
    }
    assert "No recipient fits this filter." in owner.get(reverse("office:recipients") + "?q=nobody").content.decode()


def test_a_bureau_is_confirmed_with_its_source(owner, cast):
    recipient = enter_recipient(RecipientKind.BUREAU, BUREAU, at=AT)
    confirm = reverse("office:recipient-confirm", args=[recipient.pk])
    page = owner.get(confirm).content.decode()
    assert "Schutzgemeinschaft für allgemeine Kreditsicherung" in page
    assert "SCHUFA Holding AG, Wiesbaden" in page
    answer = owner.post(confirm, {"source": " "})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["source"])
    owner.post(confirm, {"source": "HRB 1234"})
    recipient.refresh_from_db()
    assert (recipient.confirmed_by, recipient.confirmed_source, recipient.confirmed_on) == (cast.owner, "HRB 1234", localdate())


def test_supercheck_gets_nothing_and_the_page_says_so(owner):
    recipient = enter_recipient(RecipientKind.BUREAU, type(BUREAU)(name="Supercheck", bureau="supercheck"), at=AT)
    page = owner.get(reverse("office:recipient", args=[recipient.pk])).content.decode()
    assert "nobody knows what became of it" in page
    assert reverse("office:recipient-confirm", args=[recipient.pk]) not in page
    answer = owner.post(reverse("office:recipient-confirm", args=[recipient.pk]), {"source": "HRB 1"})
    assert answer.status_code == 422


def test_nothing_is_there_yet(owner):
    assert "No recipient yet" in owner.get(reverse("office:recipients")).content.decode()
    assert "Nothing was given away yet" in owner.get(reverse("office:disclosures")).content.decode()


def test_the_page_of_a_recipient_says_how_much_it_got_before_it_is_put_out_of_use(owner, given):
    page = owner.get(address("recipient-deactivate", given)).content.decode()
    assert "The 1 disclosure stays in the register" in page


# --- the register ------------------------------------------------------------------------------------------------------------


def test_one_line_says_when_who_to_whom_which_on_what_ground_and_its_hash(owner, cast, given):
    page = owner.get(address("disclosure", given)).content.decode()
    for text in (
        f"Disclosure no. {given.number}",
        "Friday, 4 December 2026, 10:00:00",
        "Klarsicht Inkasso GmbH",
        "Collection agency",
        "Default in payment (collection)",
        "2026-00012",
        "K-1001",
        "Praxis Dr. Zahn",
        "Clara Chefin",
        "version 1",
        given.sha256,
        "Billing data, master data",
        "Debtor",
        "open amount",
        "The debtor is in default",
        "Somebody has decided it",
    ):
        assert text in page, text
    assert "Fink" not in page


def test_a_line_stays_when_customer_and_user_are_gone(owner, cast, given):
    Disclosure._base_manager.filter(pk=given.pk).update(customer_ref="0b6ce6f0-0000-4000-8000-000000000009", by=None)
    page = owner.get(address("disclosure", given)).content.decode()
    assert "customer no more" in page
    assert "somebody who is no user any more" in page
    assert User.objects.filter(pk=cast.owner.pk).exists()


def test_the_privacy_officer_sees_the_number_of_the_customer_and_not_the_name(client, cast, given):
    client.force_login(cast.officer)
    for name in ("disclosures", "disclosure"):
        page = client.get(address(name, given)).content.decode()
        assert "K-1001" in page, name
        assert "Praxis Dr. Zahn" not in page, name


def test_the_register_is_filtered_by_recipient_period_and_customer(owner, cast, given):
    berg = Subject(ref=cast.berg.pk, number=cast.berg.number)
    other = collector(type(COLLECTOR)(name="Anderes Inkasso", rdg_number="1"))
    later = give_claim(other, berg, cast.owner, at=AT + timedelta(days=3), document="2026-00013")

    def numbers(query=""):
        return [entry.number for entry, _name in owner.get(reverse("office:disclosures") + query).context["rows"]]

    assert numbers() == [later.number, given.number]
    assert numbers(f"?recipient={other.pk}") == [later.number]
    assert numbers("?first=2026-12-05") == [later.number]
    assert numbers("?last=2026-12-06") == [given.number]
    assert numbers("?first=2026-12-04&last=2026-12-04") == [given.number]
    assert numbers("?q=k-1002") == [later.number]
    assert numbers("?first=nonsense&recipient=nonsense") == [later.number, given.number]
    assert "No disclosure fits this filter." in owner.get(reverse("office:disclosures") + "?q=K-9").content.decode()
    table = owner.get(reverse("office:disclosures-download") + "?q=K-1002").content.decode("utf-8-sig").splitlines()
    assert len(table) == 2
    assert table[0].startswith("Number;Day;Time;Recipient;Kind;What for;Ground;")
    assert table[1].startswith(f"{later.number};2026-12-07;10:00;Anderes Inkasso;collection agency;collecting a claim;")
    assert later.sha256 in table[1]
    assert "Fink" not in "".join(table)


def test_long_registers_have_pages(owner, cast, given):
    subject = Subject(ref=cast.zahn.pk, number=cast.zahn.number)
    for place in range(50):
        give_claim(given.recipient, subject, cast.owner, document=f"2026-{place:05}")
    page = owner.get(reverse("office:disclosures"))
    assert page.context["page"].paginator.count == 51
    assert len(owner.get(reverse("office:disclosures") + "?page=2").context["rows"]) == 1
    shown = owner.get(address("recipient", given))
    assert "All 51 disclosures" in shown.content.decode()
    assert Customer.objects.count() == 2


def test_who_is_not_in_use_is_not_asked_for_what_is_missing(owner, cast):
    recipient = enter_recipient(RecipientKind.COLLECTOR, type(COLLECTOR)(name="Ohne Nummer Inkasso"), at=AT)
    shown = reverse("office:recipient", args=[recipient.pk])
    assert "Nothing can be given to this recipient yet: registration missing." in owner.get(shown).content.decode()
    deactivate_recipient(recipient, at=AT)
    assert "Nothing can be given to this recipient yet" not in owner.get(shown).content.decode()
