"""Consents in the portal: nothing is ticked beforehand, and withdrawing takes as many steps as consenting."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.cast import make_cast
from vorzimmer.domain.consents import ConsentPurpose
from vorzimmer.privacy.consents import consented
from vorzimmer.privacy.models import Consent

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def cast(db):
    return make_cast()


def change(client, customer, event, purpose="news_email"):
    return client.post(reverse("portal:consent-change"), {"customer": customer.pk, "purpose": purpose, "event": event})


def test_consenting_and_withdrawing_are_one_step_each(client, cast):
    client.force_login(cast.zahn_owner)
    address = reverse("portal:consents")
    before = client.get(address).content.decode()
    assert "checkbox" not in before[before.index("<main") : before.index("</main")]
    assert (before.count('value="give"'), before.count('value="withdraw"')) == (3, 0)
    assert "Ich willige ein, dass die Agentur mir per E-Mail" in before
    assert change(client, cast.zahn, "give").status_code == 302
    assert consented(cast.zahn.pk, ConsentPurpose.NEWS_EMAIL, datetime.now(UTC))
    after = client.get(address).content.decode()
    assert (after.count('value="give"'), after.count('value="withdraw"')) == (2, 1)
    assert change(client, cast.zahn, "withdraw").status_code == 302
    assert change(client, cast.zahn, "withdraw").status_code == 302
    assert not consented(cast.zahn.pk, ConsentPurpose.NEWS_EMAIL, datetime.now(UTC))
    assert [line.by for line in Consent.objects.all()] == [cast.zahn_owner, cast.zahn_owner]


def test_nobody_consents_for_others_or_to_what_is_not_asked(client, cast):
    client.force_login(cast.zahn_owner)
    assert change(client, cast.berg, "give").status_code == 404
    assert change(client, cast.zahn, "give", purpose="everything").status_code == 400
    assert change(client, cast.zahn, "maybe").status_code == 400
    client.force_login(cast.berg_user)
    assert change(client, cast.berg, "give").status_code == 403
    assert Consent.objects.count() == 0
