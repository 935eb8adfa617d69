"""People, recipients, known callers and accesses, as the customer keeps them."""

import re

import pytest
from django.contrib.auth import authenticate
from django.urls import reverse

from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Channel, KnownCaller, Person

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def post(client, address, /, *ids, **sent):
    return client.post(reverse(f"portal:{address}", args=ids), sent)


def test_a_person_is_added_and_calls_are_put_through_in_the_ticked_states(reader, cast):
    sent = {"name": "Herr Neu", "may_transfer": "on", "transfer_number": "0171 3920031", "transfer_when": ["available", "out_of_office"]}
    assert post(reader, "people-add", cast.zahn.pk, **sent).status_code == 302
    new = Person.objects.get(name="Herr Neu")
    assert (new.transfer_number, new.transfer_when, new.availability) == ("+491713920031", ["available", "out_of_office"], "available")


def test_changing_a_person_leaves_the_status_as_it_is(reader, cast):
    until = cast.doctor.available_again_at
    Person.objects.filter(pk=cast.doctor.pk).update(available_again_at=until.replace(year=2040))
    post(reader, "people-change", cast.doctor.pk, name="Dr. Zahn", function="Inhaber")
    doctor = Person.objects.get(pk=cast.doctor.pk)
    assert (doctor.function, doctor.availability, doctor.available_again_at.year) == ("Inhaber", "with_client", 2040)


def test_a_status_whose_time_is_over_does_not_hinder_a_change(reader, cast):
    Person.objects.filter(pk=cast.doctor.pk).update(available_again_at=cast.doctor.available_again_at.replace(year=2020))
    assert post(reader, "people-change", cast.doctor.pk, name="Dr. Zahn").status_code == 302
    assert Person.objects.get(pk=cast.doctor.pk).availability == "available"


def test_putting_through_needs_a_number_and_says_so_at_the_field(reader, cast):
    answer = post(reader, "people-add", cast.zahn.pk, name="A", may_transfer="on", transfer_when=["available"])
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["transfer_number"])


def test_removing_somebody_says_what_goes_with_it(reader, cast):
    Channel.objects.create(customer=cast.zahn, person=cast.kern, address="kern@zahn.example", created_at=cast.email.created_at)
    page = reader.get(reverse("portal:people-remove", args=[cast.kern.pk])).content.decode()
    assert "1 way of notification goes with it." in page
    post(reader, "people-remove", cast.kern.pk)
    assert list(cast.zahn.people.all()) == [cast.doctor]


def test_the_whole_message_of_a_customer_bound_to_secrecy_needs_a_confirmation(reader, cast):
    sent = {"kind": "email", "address": "neu@zahn.example", "detail": "full", "least_urgency": "1", "language": "de", "active": "on"}
    answer = post(reader, "channels-add", cast.zahn.pk, **sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["full_confirmed"])
    post(reader, "channels-add", cast.zahn.pk, **sent, full_confirmed="on", person=cast.kern.pk)
    assert cast.kern.channels.get().address == "neu@zahn.example"


def test_the_last_way_says_what_its_end_means(reader, cast):
    page = reader.get(reverse("portal:channels-remove", args=[cast.email.pk])).content.decode()
    assert "It is the only way" in page
    post(reader, "channels-remove", cast.email.pk)
    assert not Channel.objects.exists()


def test_a_known_caller_is_entered_changed_and_removed(reader, cast):
    post(reader, "callers-add", cast.zahn.pk, number="030 23125040", name="Lieferdienst", treatment="blocked")
    assert "Lieferdienst" in reader.get("/portal/callers/").content.decode()
    caller = KnownCaller.objects.exclude(treatment="usual").get()
    answer = post(reader, "callers-change", caller.pk, number="0171 3920012", name="X", treatment="usual")
    assert list(answer.context["form"].errors) == ["number"]
    post(reader, "callers-remove", caller.pk)
    assert KnownCaller.objects.count() == 1


def test_who_is_let_in_gets_a_password_that_is_shown_once(reader, cast):
    answer = post(reader, "access-new", cast.zahn.pk, email="eva@praxis.example", name="Eva", role="customer_user", language="de")
    password = re.search(r'class="secret" translate="no">([^<]+)<', answer.content.decode())[1]
    assert authenticate(username="eva@praxis.example", password=password) == User.objects.get(name="Eva")
    assert password not in reader.get("/portal/access/").content.decode()
    again = post(reader, "access-password", cast.zahn.pk, User.objects.get(name="Eva").pk)
    fresh = re.search(r'class="secret" translate="no">([^<]+)<', again.content.decode())[1]
    assert authenticate(username="eva@praxis.example", password=password) is None
    assert authenticate(username="eva@praxis.example", password=fresh) is not None


def test_an_address_of_somebody_elses_is_refused_without_saying_whose(reader, cast):
    answer = post(reader, "access-new", cast.zahn.pk, email="berg@kanzlei.example", name="B", role="customer_user", language="de")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["email"])
    assert "Berg" not in answer.content.decode().replace("berg@kanzlei.example", "")


def test_who_keeps_two_customers_sees_both_by_name_and_adds_to_the_one_that_is_meant(reader, cast):
    cast.berg.users.add(cast.zahn_owner)
    for address in ("people", "absences", "callers", "access", "usage", "wishes"):
        page = reader.get(reverse(f"portal:{address}")).content.decode()
        assert "Praxis Dr. Zahn" in page, address
        assert "Kanzlei Berg" in page, address
    post(reader, "people-add", cast.berg.pk, name="Frau Berg")
    assert [person.name for person in cast.berg.people.all()] == ["Frau Berg"]
    page = reader.get(reverse("portal:privacy") + f"?customer={cast.berg.pk}").content.decode()
    assert page.count('aria-current="true"') == 2  # the customer, and "More" in the bar


def test_the_last_responsible_person_cannot_take_the_own_access_away(reader, cast):
    answer = reader.post(reverse("portal:access-remove", args=[cast.zahn.pk, cast.zahn_owner.pk]), follow=True)
    assert "Somebody must stay who is responsible." in answer.content.decode()
    assert list(cast.zahn.users.all()) == [cast.zahn_owner]
