"""The owner takes the second step away from somebody who lost it: the deed is said in plain words and ends all sign-ins."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from vorzimmer.domain.one_time_codes import app_code, step_at
from vorzimmer.privacy.factors import actions
from vorzimmer.privacy.factors.models import SecondFactor

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


def add_app(user):
    at = datetime(2026, 11, 1, tzinfo=UTC)
    factor = actions.begin_app(user, date(2026, 11, 1))
    actions.confirm_app(user, app_code(actions.app_key(factor), step_at(at)), at)


def signed_in(user):
    browser = Client()
    browser.force_login(user)
    browser.get("/security/")
    return browser


def addresses(cast):
    return {
        "olga": f"/office/staff/{cast.olga.pk}/second-step/",
        "zahn_owner": f"/office/customers/{cast.zahn.pk}/access/{cast.zahn_owner.pk}/second-step/",
    }


@pytest.mark.parametrize("who", ["olga", "zahn_owner"])
def test_it_is_taken_away_with_all_codes_and_all_sign_ins(owner, cast, who):
    person = getattr(cast, who)
    add_app(person)
    browser = signed_in(person)
    page = owner.get(addresses(cast)[who]).content.decode()
    assert "call back under the number you know" in page
    assert "every sign-in ends at once" in page
    assert SecondFactor.objects.count() == 2
    owner.post(addresses(cast)[who])
    assert not SecondFactor.objects.exists()
    assert browser.get("/security/")["Location"].startswith("/sign-in/")


def test_the_list_offers_it_only_where_there_is_one(owner, cast):
    add_app(cast.olga)
    actions.begin_app(cast.paul, date(2026, 11, 1))
    page = owner.get("/office/staff/").content.decode()
    assert addresses(cast)["olga"] in page
    assert f"/office/staff/{cast.paul.pk}/second-step/" not in page
    add_app(cast.zahn_owner)
    assert addresses(cast)["zahn_owner"] in owner.get(f"/office/customers/{cast.zahn.pk}/").content.decode()


def test_who_has_none_keeps_the_sign_ins(owner, cast):
    browser = signed_in(cast.olga)
    owner.post(addresses(cast)["olga"])
    assert browser.get("/security/").status_code == 200


def test_owners_change_their_own_where_everybody_does(owner, cast):
    add_app(cast.owner)
    assert owner.post(f"/office/staff/{cast.owner.pk}/second-step/")["Location"] == "/security/"
    assert SecondFactor.objects.filter(user=cast.owner).exists()
