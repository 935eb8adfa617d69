"""The price page: every public tariff with and without tax, and a calculator that needs no script, sets nothing and keeps nothing."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from vorzimmer.billing.actions import bring_first_versions
from vorzimmer.customers.actions import OfferEntry, add_tariff, bring_offers
from vorzimmer.customers.models import Tariff

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def offers():
    bring_offers()
    bring_first_versions(datetime.now(UTC))


def read(client, query="", language="en"):
    return client.get(f"/prices/?language={language}{query}")


def costs(answer):
    return {cost.tariff.code: (cost.net, cost.gross) for cost in answer.context["costs"]}


def test_every_price_stands_there_without_and_with_tax(client, offers):
    page = read(client).content.decode()
    for said in ("€19.00 a month", "€22.61 a month", "€0.79 a minute", "€0.9401 a minute", "€249.00 a month", "€296.31 a month"):
        assert said in page
    assert "100 minutes a month" in page
    assert "Minimum term 12 months. Notice: 1 month to the end of a month." in page
    assert "calls below 10 seconds are free" in page


def test_the_page_speaks_german(client, offers):
    page = read(client, language="de").content.decode()
    assert "0,79\N{NO-BREAK SPACE}€ je Minute" in page
    assert "sekundengenau" in page
    assert "100 Minuten im Monat" in page


def test_tariffs_without_prices_or_not_on_offer_are_not_shown(client, offers):
    add_tariff(OfferEntry(code="bare", name_de="Nackt", name_en="Bare"))
    Tariff.objects.filter(code="practice").update(public=False)
    answer = read(client)
    assert [sheet["tariff"].code for sheet in answer.context["sheets"]] == ["start", "office"]
    assert "Bare" not in client.get("/?language=en").content.decode()
    assert "Bare" not in client.get("/sign-up/?language=en").content.decode()


def test_without_tariffs_the_page_says_so(client):
    assert "No tariff is on offer here yet" in read(client).content.decode()


def test_the_calculator_says_what_a_month_costs_and_marks_the_cheapest(client, offers):
    answer = read(client, "&calls=100&minutes=2&sms=10")
    # start: 19 + 100 x 0.99 + 200 min x 0.79 + 10 x 0.09 = 276.90; office: 99 + 100 min x 0.89 + 0.90 = 188.90; practice: 249.90
    assert costs(answer) == {"start": (27690, 32951), "office": (18890, 22479), "practice": (24990, 29738)}
    assert [cost.tariff.code for cost in answer.context["costs"] if cost.is_cheapest] == ["office"]
    page = answer.content.decode()
    assert "200\N{NO-BREAK SPACE}min × €0.79" in page
    assert 'href="/sign-up/?tariff=office&amp;language=en"' in page


def test_options_are_added_by_their_offers(client, offers):
    # sms 5.00 and 24h 39.00 on top of 19 + 10 x 0.99 + 10 x 0.79
    assert costs(read(client, "&calls=10&minutes=1&options=sms&options=24h"))["start"] == (8080, 9615)


def test_people_write_decimals_as_their_language_does(client, offers):
    wanted = costs(read(client, "&calls=10&minutes=1.5"))
    for minutes, language in (("1,5", "de"), ("1.5", "de"), ("1,5", "en")):
        assert costs(read(client, f"&calls=10&minutes={minutes}", language=language)) == wanted


def test_before_anything_is_entered_an_example_stands_there(client, offers):
    answer = read(client)
    assert answer.context["form"].month().calls == 60
    assert answer.context["form"].fields["minutes"].initial == Decimal("1.5")
    assert len(costs(answer)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "calls=-1&minutes=1",
        "calls=2001&minutes=1",
        "calls=1&minutes=31",
        "calls=viele&minutes=1",
        "calls=1",
        "calls=1&minutes=1&options=gold",
    ],
)
def test_what_cannot_be_worked_out_is_said_and_the_prices_stay_there(client, offers, query):
    answer = read(client, f"&{query}")
    assert answer.status_code == 422
    assert "notice-wait" in answer.content.decode()
    assert "€0.79 a minute" in answer.content.decode()


def test_nothing_is_set_and_anybody_may_keep_a_copy(client, offers, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        answer = read(client, "&calls=10&minutes=1")
    assert answer.cookies == {}
    assert answer["Cache-Control"] == "public, max-age=300"
    assert len(answer.content) < 100_000


def test_a_page_of_somebody_who_is_signed_in_is_kept_nowhere(client, offers, make_user):
    client.force_login(make_user("owner"))
    assert client.get("/prices/")["Cache-Control"] == "no-store"


def test_the_page_is_only_read(client, offers):
    assert client.post("/prices/").status_code == 405
