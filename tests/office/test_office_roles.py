"""The file of a customer as each role sees it: a canary is planted in every field, and the catalogue says where it may sing."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from tests.cast import SIGNED, make_cast, user
from vorzimmer.accounts.models import User
from vorzimmer.customers import models
from vorzimmer.customers.actions import publish
from vorzimmer.domain.days import start_of_day
from vorzimmer.domain.roles import STAFF, Role
from vorzimmer.office.sections import SECTIONS
from vorzimmer.privacy.catalogue import may_see
from vorzimmer.privacy.sealing import blind_index

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NUMBER = "+493023125678"
NUMBERS = {"customers.Customer.phone": "601", "customers.Person.transfer_number": "602", "customers.KnownCaller.number": "603"}
ELSEWHERE = {
    "customers.BankAccount.iban",
    "customers.BankAccount.holder",
    "customers.BankAccount.mandate_reference",
    "customers.Wish.text",
    "customers.Wish.answer",
    "calls.Note.concern",
}
"""Shown by other pages, or by a section of another room: nobody may see them here who may not see them anywhere."""


@dataclass
class Planted:
    """Every field with its canary as it stands on a page."""

    customer: models.Customer
    canaries: dict[str, str]


def canary(key):
    return "Z" + key.split(".", 1)[1].replace(".", "").replace("_", "").lower()


@pytest.fixture
def planted(db):
    cast = make_cast(datetime.now(UTC) - timedelta(days=2))
    customer, at = cast.zahn, datetime.now(UTC)
    found = {}

    def plant(model, *names, **more):
        values = {}
        for name in names:
            key = f"{model}.{name}"
            values[name] = f"+493023125{NUMBERS[key]}" if key in NUMBERS else canary(key)
            found[key] = f"23125{NUMBERS[key]}" if key in NUMBERS else values[name]
        return values | more

    head = plant("customers.Customer", "number", "name", "pronunciation", "contact_person", "phone", "street", "postcode", "city", "vat_id")
    head |= {"country": "ZC", "short_name": "Kurz", "email": "zcustomeremail@x.example", "postcode": "ZPOST", "number": "ZNUMBER"}
    found |= {"customers.Customer.email": head["email"], "customers.Customer.postcode": "ZPOST", "customers.Customer.country": ">ZC<"}
    found |= {"customers.Customer.number": "ZNUMBER", "customers.Customer.trade": "tax adviser", "customers.Customer.land": "Saarland"}
    found |= {"customers.Customer.is_consumer": "consumer (§13 BGB)", "customers.Customer.secrecy": "bound to secrecy (§203 StGB)"}
    head |= {"trade": "tax_adviser", "land": "SL", "is_consumer": True, "secrecy": True, "vat_id": "ZVATID"}
    found["customers.Customer.vat_id"] = "ZVATID"
    models.Customer.objects.filter(pk=customer.pk).update(**head)
    for related in ("instructions", "greetings", "people", "channels", "known_callers", "dial_ins"):
        getattr(customer, related).all().delete()
    person = models.Person.objects.create(
        customer=customer,
        created_at=at,
        may_transfer=True,
        availability="in_meeting",
        **plant("customers.Person", "name", "function", "pronunciation", "transfer_number"),
    )
    found["customers.Person.availability"] = "in a meeting"
    call_type = models.CallType.objects.create(customer=customer, **plant("customers.CallType", "name"))
    models.DialIn.objects.create(customer=customer, number="+4930231259999", **plant("customers.DialIn", "label"))
    found["customers.DialIn.number"] = "231259999"
    models.Location.objects.create(customer=customer, **plant("customers.Location", "name", "address", "directions"))
    models.Greeting.objects.create(customer=customer, **plant("customers.Greeting", "text"))
    models.Instruction.objects.create(
        customer=customer, changed_at=at, call_type=call_type, **plant("customers.Instruction", "text", "subject", "set_by")
    )
    models.FaqEntry.objects.create(customer=customer, changed_at=at, **plant("customers.FaqEntry", "question", "answer"))
    models.OpeningHour.objects.create(customer=customer, weekdays="5", on_holidays="only")
    found["customers.OpeningHour.weekdays"] = "Sat, on public holidays only"
    models.Closure.objects.create(customer=customer, first_day=date(2088, 3, 4), last_day=date(2088, 3, 5), reason="removal")
    found |= {"customers.Closure.first_day": "4 Mar 2088", "customers.Closure.reason": "removal"}
    models.Absence.objects.create(
        person=person,
        start=start_of_day(date(2089, 3, 4)),
        end=start_of_day(date(2089, 3, 6)),
        created_at=at,
        **plant("customers.Absence", "say"),
    )
    found["customers.Absence.start"] = "4 Mar 2089 – 5 Mar 2089"
    models.Channel.objects.create(customer=customer, kind="email", created_at=at, **plant("customers.Channel", "address"))
    models.KnownCaller.objects.create(
        customer=customer,
        created_at=at,
        number_index=blind_index(customer.pk, NUMBER),
        **plant("customers.KnownCaller", "number", "name", "company", "hint"),
    )
    reader = user("zuseremail@x.example", "Zusername", Role.CUSTOMER_USER)
    customer.users.set([reader])
    found |= {"accounts.User.name": "Zusername", "accounts.User.email": "zuseremail@x.example", "accounts.User.role": "Customer, staff"}
    models.Agreement.objects.create(
        customer=customer, kind="processing", language="de", digest="0" * 64, accepted_at=at, **plant("customers.Agreement", "version")
    )
    models.BankAccount.objects.create(
        customer=customer,
        mandate_signed_on=SIGNED,
        mandate_text="1",
        created_at=at,
        **plant("customers.BankAccount", "iban", "holder", "mandate_reference"),
    )
    models.Wish.objects.create(customer=customer, raised_at=at, **plant("customers.Wish", "text", "answer"))
    customer.refresh_from_db()
    publish(customer, None, at)
    for person in (cast.owner, cast.accountant, cast.officer, cast.olga):
        person.language = "en"
        person.save()
    return Planted(customer, found)


def of_a_hidden_record(key, role):
    """Whether it is a detail of records of which the role may not see the main thing: the label of a number, who ordered something."""
    return any(key.startswith(f"customers.{section.model}.") and not section.visible_for(role) for section in SECTIONS)


def page_for(client, planted, email, *, uncovered=False):
    """Open the file; `uncovered`: after a reason was named for what is covered for professional secrecy, where the role may."""
    client.force_login(User.objects.get(email=email))
    if uncovered:
        client.post(reverse("office:callers-uncover", args=[planted.customer.pk]), {"reason": "customer"})
    return client.get(reverse("office:customer", args=[planted.customer.pk]))


WHO = {
    Role.OWNER: "chefin@agentur.example",
    Role.ACCOUNTANT: "buch@agentur.example",
    Role.PRIVACY_OFFICER: "daten@agentur.example",
    Role.OPERATOR: "olga@agentur.example",
}


def test_every_role_of_the_agency_is_asked():
    assert set(WHO) == STAFF


@pytest.mark.parametrize("role", sorted(STAFF))
def test_what_stands_on_the_file_is_what_the_catalogue_lets_the_role_see(client, planted, role):
    page = page_for(client, planted, WHO[role], uncovered=True).content.decode()
    sung = {key for key, text in planted.canaries.items() if text in page}
    allowed = {key for key in planted.canaries if may_see(role, key)}
    assert sung <= allowed
    assert {key for key in allowed - sung if not of_a_hidden_record(key, role)} <= ELSEWHERE


def test_an_operator_sees_no_bank_data_and_an_accountant_no_orders(client, planted):
    for role, hidden in (
        (Role.OPERATOR, ("customers.BankAccount.iban", "customers.Customer.street", "customers.Customer.vat_id", "accounts.User.email")),
        (Role.ACCOUNTANT, ("customers.Instruction.text", "customers.Greeting.text", "customers.FaqEntry.answer", "customers.Absence.say")),
        (Role.PRIVACY_OFFICER, ("customers.Customer.name", "customers.Instruction.text", "customers.BankAccount.iban")),
        (Role.OWNER, ("customers.KnownCaller.name", "customers.BankAccount.iban")),
    ):
        page = page_for(client, planted, WHO[role]).content.decode()
        assert [key for key in hidden if planted.canaries[key] in page] == []


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.PRIVACY_OFFICER, Role.OPERATOR])
def test_who_is_not_the_owner_finds_nothing_to_change(client, planted, role):
    page = page_for(client, planted, WHO[role]).content.decode()
    assert '<form method="post" action="/office' not in page
    for word in ("/edit/", "/new/", "/remove/", "/up/", "/close/", "/forget/", "/preview/"):
        assert word not in page


def test_an_operator_sees_what_is_published_and_no_draft(client, planted):
    greeting = planted.customer.greetings.get()
    greeting.text = "Noch ein Entwurf"
    greeting.save()
    operator = page_for(client, planted, WHO[Role.OPERATOR]).content.decode()
    assert planted.canaries["customers.Greeting.text"] in operator
    assert "Noch ein Entwurf" not in operator
    owner = page_for(client, planted, WHO[Role.OWNER]).content.decode()
    assert "Noch ein Entwurf" in owner
    assert "The customer has 1 change that is not published yet." in owner


def test_an_operator_who_is_not_bound_to_secrecy_does_not_see_the_file_of_one_who_is(client, planted):
    User.objects.filter(email=WHO[Role.OPERATOR]).update(secrecy_signed_on=None)
    assert page_for(client, planted, WHO[Role.OPERATOR]).status_code == 403
    models.Customer.objects.update(secrecy=False)
    assert page_for(client, planted, WHO[Role.OPERATOR]).status_code == 200


def test_only_so_many_known_callers_are_listed_and_the_rest_is_counted(client, planted):
    at = datetime.now(UTC)
    for number in range(52):
        caller = f"+4930231254{number:02}"
        models.KnownCaller.objects.create(
            customer=planted.customer,
            created_at=at,
            number=caller,
            name=f"A{number}",
            number_index=blind_index(planted.customer.pk, caller),
        )
    page = page_for(client, planted, WHO[Role.OPERATOR], uncovered=True)
    assert len(page.context["callers"].rows) == 50
    assert "and 3 others" in page.content.decode()


def rows_of(client):
    return client.get("/office/customers/download/?state=all").content.decode("utf-8-sig").splitlines()


def test_the_list_and_its_csv_show_what_the_role_may_see(client, planted):
    for role, shown, hidden in (
        (Role.OWNER, ("Zcustomername", "ZPOST", "231259999"), ("Zpersonname",)),
        (Role.ACCOUNTANT, ("Zcustomername", "ZVATID"), ("Zgreetingtext",)),
        (Role.PRIVACY_OFFICER, ("ZNUMBER",), ("Zcustomername", "Zcustomercity", "231259999", "ZPOST", "Zgreetingtext")),
    ):
        page_for(client, planted, WHO[role])
        texts = "\n".join(rows_of(client)), client.get("/office/customers/").content.decode()
        assert [word for word in shown if word not in texts[0]] == []
        assert [word for text in texts for word in hidden if word in text] == []


def test_nobody_filters_by_what_he_may_not_see(client, planted):
    page_for(client, planted, WHO[Role.PRIVACY_OFFICER])
    for query in ("?trade=tax_adviser", "?trade=craft", "?land=SL", "?land=NI"):
        assert client.get(f"/office/customers/{query}").context["page"].paginator.count == 2
    assert client.get("/office/customers/?q=Zcustomername").context["page"].paginator.count == 0
    assert client.get("/office/customers/?q=ZNUMBER").context["page"].paginator.count == 1
