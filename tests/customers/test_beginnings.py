"""Templates for trades: each makes a draft that can be published as it is, in German and in English."""

import pytest
from django.core.exceptions import ValidationError

from tests.cast import NOON, make_cast
from vorzimmer.customers import actions
from vorzimmer.customers.models import Customer, Trade

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
TRADES = ["craft", "lawyer", "other", "physician", "real_estate"]


@pytest.fixture
def cast():
    return make_cast()


@pytest.mark.parametrize("language", ["de", "en"])
def test_both_languages_have_the_same_trades_with_as_many_entries(language):
    templates = actions.beginnings(language)
    assert sorted(templates) == TRADES
    for trade in TRADES:
        one, other = templates[trade], actions.beginnings("de")[trade]
        assert {name: len(value) for name, value in one.items() if isinstance(value, list)} == {
            name: len(value) for name, value in other.items() if isinstance(value, list)
        }


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("trade", TRADES)
def test_a_template_becomes_a_draft_that_can_be_published_at_once(cast, trade, language):
    Customer.objects.update(language=language)
    customer = Customer.objects.get(pk=cast.berg.pk)
    assert actions.is_empty(actions.draft_of(customer))
    actions.begin_with(customer, trade, NOON, by=cast.berg_user)
    assert customer.greetings.get().text.startswith("Kanzlei Berg, {time},")
    assert not actions.is_empty(actions.draft_of(customer))
    assert actions.live_of(customer)["instructions"] == []  # nothing is live yet
    actions.publish(customer, cast.berg_user, NOON)


def test_a_template_does_not_touch_what_is_there_already(cast):
    with pytest.raises(ValidationError, match="Es gibt schon Anweisungen"):
        actions.begin_with(cast.zahn, "physician", NOON)
    with pytest.raises(ValidationError, match="Für diese Branche"):
        actions.begin_with(cast.berg, "circus", NOON)
    assert not cast.berg.greetings.exists()


@pytest.mark.parametrize(
    ("trade", "template"),
    [("lawyer", "lawyer"), ("tax_adviser", "lawyer"), ("health", "physician"), ("software", "other"), ("craft", "craft")],
)
def test_each_trade_is_offered_the_template_that_is_closest(cast, trade, template):
    cast.berg.trade = Trade(trade)
    assert actions.beginning_for(cast.berg) == template
