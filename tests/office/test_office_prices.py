"""Prices in the office: versions of a tariff, the form and the text of a new one with bills beside, and changing those of contracts."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import translation

from vorzimmer.billing import example_bills
from vorzimmer.billing.example_bills import own_sum
from vorzimmer.billing.models import PriceChange, TariffVersion, UsageRecord
from vorzimmer.customers.models import Contract, Customer, Tariff
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import add_months, berlin_date, next_month_start
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_problems import TariffProblem, problem
from vorzimmer.office.price_forms import PricesForm

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def start(house):
    return Tariff.objects.get(code="start")


def address(name, *ids):
    return reverse(f"office:{name}", args=ids)


def today():
    return berlin_date(datetime.now(UTC))


def fields_of(page, **changes):
    """What a browser would send of the form on a page, with changes."""
    form = page.context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        if value in (None, False, ""):
            continue
        sent[bound.html_name] = "on" if value is True else value.isoformat() if isinstance(value, date) else value
    sent |= changes
    return {name: value for name, value in sent.items() if value is not None}


def errors(answer):
    """What is said at each field, as its reader reads it."""
    with translation.override("en"):
        return {name: [str(error) for error in found] for name, found in answer.context["form"].errors.items()}


# --- looking ------------------------------------------------------------------------------------------------------------


def test_the_offers_lead_to_the_prices_of_each_tariff(owner, start):
    page = owner.get(address("offers")).content.decode()
    assert address("prices", start.pk) in page
    assert "since 1 January 2026" in page


def test_the_versions_say_who_has_them(owner, start):
    page = owner.get(address("prices", start.pk)).content.decode()
    assert "from 1 January 2026" in page
    assert "2 running contracts have these prices." in page
    assert "€0.79 a minute" in page
    assert "€0.9401 a minute" in page


def test_a_version_is_shown_in_words_in_bills_and_as_text_and_comes_as_a_file(owner, start):
    version = start.versions.get()
    page = owner.get(address("prices-version", version.pk)).content.decode()
    assert "calls below 10 seconds are free" in page
    assert "A usual customer" in page
    assert "key = &quot;start&quot;" in page
    answer = owner.get(address("prices-download", version.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="start-2026-01-01.toml"'
    assert answer.content.decode() == version.text


def test_the_accountant_looks_and_changes_nothing(house, start):
    browser = Client()
    browser.force_login(house.cast.accountant)
    page = browser.get(address("prices", start.pk)).content.decode()
    assert address("prices-new", start.pk) not in page
    assert browser.get(address("prices-new", start.pk)).status_code == 403
    assert browser.post(address("prices-change", start.versions.get().pk)).status_code == 403


def test_a_tariff_without_prices_says_so_and_gets_its_first_by_the_form(owner, house):
    offer = {"code": "neu", "name_de": "Neu", "name_en": "New", "public": "on"}
    terms = {"minimum_months": "1", "notice_length": "2", "notice_unit": "weeks", "notice_to": "end_of_month", "renews_months": "0"}
    assert owner.post(address("tariff-new"), offer | terms).status_code == 302
    tariff = Tariff.objects.get(code="neu")
    assert "nothing can be billed" in owner.get(address("offers")).content.decode()
    place = address("prices-new", tariff.pk)
    sent = fields_of(owner.get(place), fee="29,90", minute="0.85", increments="60/1")
    assert sent["valid_from"] == today().isoformat()
    assert owner.post(place, sent | {"fee": "29.90"}).status_code == 302
    rates = tariff.versions.get().rates
    assert [(charge.key, charge.price.micro) for charge in rates.charges] == [("fee", 29_900_000), ("time", 850_000)]
    assert (rates.charge("time").measuring.first, rates.charge("time").measuring.next) == (60, 1)
    tariff.refresh_from_db()
    assert tariff.monthly_cents == 2990


# --- the form -----------------------------------------------------------------------------------------------------------


def test_the_form_begins_with_the_present_prices_and_a_day_that_is_possible(owner, start):
    page = owner.get(address("prices-new", start.pk))
    sent = fields_of(page)
    assert sent["valid_from"] == next_month_start(today()).isoformat()
    assert {name: str(sent[name]) for name in ("fee", "minute", "sms", "increments")} == {
        "fee": "19.00",
        "minute": "0.79",
        "sms": "0.09",
        "increments": "1/1",
    }
    assert page.context["form"].closed == []
    assert "Tasks on your behalf, Returned debit" in page.content.decode()


def test_a_newer_price_list_is_entered_by_the_form(owner, house, start):
    place = address("prices-new", start.pk)
    sent = fields_of(owner.get(place), fee="21", surcharge="0.30", evening_from="20:00", evening_to="07:00", on_sundays="on")
    assert owner.post(place, sent).status_code == 302
    version = start.versions.last()
    assert (version.valid_from, version.created_by) == (next_month_start(today()), house.cast.owner)
    assert version.rates.charge("fee").price.micro == 21_000_000
    assert version.rates.charge("surcharge").addition
    assert version.rates.charge("tasks") == start.versions.first().rates.charge("tasks")


@pytest.mark.parametrize(
    ("changes", "where", "said"),
    [
        ({"fee": "-1"}, "fee", "greater than or equal to 0"),
        ({"fee": "viel"}, "fee", "Enter a number."),
        ({"minute": "0.1234567"}, "minute", "6 decimal places"),
        ({"surcharge": "0.30"}, "surcharge", "Say when: in the evening, on Sundays or on public holidays."),
        ({"surcharge": "0.30", "evening_from": "20:00"}, "evening_to", "Enter both times, or neither."),
        ({"surcharge": "0.30", "evening_from": "20:00", "evening_to": "20:00"}, "evening_to", "It would never hold."),
        ({"included": "50", "minute": None}, "minute", "enter what each further one costs"),
        ({"increments": "7/9"}, "increments", "Select a valid choice."),
        ({"valid_from": ""}, "valid_from", "required"),
        ({"valid_from": "2026-01-01"}, "valid_from", "There is a price list from 1 January 2026 on."),
        ({"valid_from": "2026-01-02"}, "valid_from", "cannot begin before today"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_entered(owner, start, changes, where, said):
    place = address("prices-new", start.pk)
    answer = owner.post(place, fields_of(owner.get(place), **changes))
    assert answer.status_code == 422
    assert said in " ".join(errors(answer)[where])
    assert start.versions.count() == 1


def test_a_part_that_says_more_than_the_form_is_left_out_of_it_and_kept(owner, start):
    text = start.versions.get().text.replace("price = 0.79", "price = { graduated = [{ up_to = 100, price = 0.79 }, { price = 0.69 }] }")
    TariffVersion.objects.filter(tariff=start).update(text=text)
    place = address("prices-new", start.pk)
    page = owner.get(place)
    assert "the price of a minute" in page.content.decode()
    assert "minute" not in page.context["form"].fields
    assert owner.post(place, fields_of(page, fee="25")).status_code == 302
    assert start.versions.last().rates.charge("talk") == load(text).charge("talk")


def test_bills_are_shown_while_typing_and_what_is_wrong_while_it_is(owner, start):
    sent = fields_of(owner.get(address("prices-new", start.pk)), fee="21")
    answer = owner.post(address("prices-preview", start.pk), sent)
    page = answer.content.decode()
    # quiet: 16 calls of 90 s, 5 SMS, one put through to a mobile for two minutes: 19 + 15.84 + 18.96 + 0.45 + 0.38
    assert "€54.63" in page
    assert "€56.63" in page
    wrong = owner.post(address("prices-preview", start.pk), sent | {"fee": "viel"})
    assert wrong.status_code == 422
    assert "Base fee a month, net in euros: Enter a number." in wrong.content.decode()
    assert start.versions.count() == 1


def test_what_the_rules_refuse_comes_to_the_field_that_said_it_in_the_readers_language(start):
    form = PricesForm({}, base=start.versions.get().rates, valid_from=today())
    rates = start.versions.get().rates
    with translation.override("de"):
        form.put_problems(
            [
                problem(TariffProblem.NEGATIVE, "charge “talk”", "price", found="-1"),
                problem(TariffProblem.POOL_UNUSED, "pool “elsewhere”", ""),
                problem(TariffProblem.UNPRICED, "", "", meter="fax"),
            ],
            rates,
        )
        assert form.errors["minute"] == ["-1 ist negativ; mindestens 0 ist nötig."]
        assert len(form.non_field_errors()) == 2
        assert "„fax“" in form.non_field_errors()[1]


def test_more_usage_than_can_be_rated_while_typing_is_left_out(start, monkeypatch):
    contract = Contract.objects.filter(tariffs__tariff=start).first()
    at = datetime.now(UTC).replace(day=1) - timedelta(days=5)
    UsageRecord.objects.create(
        customer=contract.customer, key="a", ref=uuid4(), meter="sms", quantity=10, unit="piece", occurred_at=at, recorded_at=at
    )
    rates = start.versions.get().rates
    own = own_sum(start, rates, datetime.now(UTC))
    assert (own.customers, own.before, own.after, own.difference) == (1, 1990, 1990, 0)
    monkeypatch.setattr(example_bills, "MOST_ROWS", 0)
    assert own_sum(start, rates, datetime.now(UTC)) is None


# --- the text -----------------------------------------------------------------------------------------------------------


def newer(start, **changes):
    text = start.versions.first().text.replace("valid_from = 2026-01-01", f"valid_from = {next_month_start(today()).isoformat()}")
    for before, after in changes.items():
        text = text.replace(before, after)
    return text


def test_the_text_begins_with_the_present_one_from_a_later_day(owner, start):
    assert owner.get(address("prices-new-text", start.pk)).context["form"].initial["text"] == newer(start)


def test_what_was_typed_into_the_form_goes_on_as_text(owner, start):
    place = address("prices-new", start.pk)
    answer = owner.post(place, fields_of(owner.get(place), fee="23", do="text"))
    assert 'key = "fee"' in answer.context["form"].initial["text"]
    assert "price = 23.00" in answer.context["form"].initial["text"]
    assert start.versions.count() == 1


def test_a_price_list_is_entered_as_text_or_as_a_file_and_only_looked_at_before(owner, start):
    place = address("prices-new-text", start.pk)
    text = newer(start, **{"price = 19.00": "price = 22.00"})
    upload = {"text": "", "file": SimpleUploadedFile("start.toml", text.replace("\n", "\r\n").encode())}
    answer = owner.post(place, upload | {"do": "look"})
    assert answer.context["form"].initial["text"] == text
    assert "€57.63" in answer.content.decode()
    assert start.versions.count() == 1
    assert owner.post(place, {"text": text}).status_code == 302
    assert start.versions.last().text == text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({'destinations = ["fixed"]': 'destinations = ["fixed", "mobile"]'}, "“patched” is charged twice"),
        ({'"queue", ': ""}, "nobody prices the meter “queue”"),
        ({'key = "start"': 'key = "stern"'}, "The price list is for “stern”"),
        ({"free = [\n": 'currency = "CHF"\nfree = [\n'}, "Invoices are written in euros"),
        ({"free = [\n": 'currency = "Euro"\nfree = [\n'}, "“Euro” is no currency"),
        ({"price = 0.79": "price = "}, "it is no TOML"),
        ({"price = 0.79": "preis = 0.79"}, "there is no such key"),
    ],
)
def test_what_is_wrong_with_a_text_is_said_beneath_it(owner, start, change, said):
    text = newer(start, **change)
    answer = owner.post(address("prices-new-text", start.pk), {"text": text})
    assert answer.status_code == 422
    assert said in " ".join(errors(answer)["text"])
    assert answer.context["form"]["text"].value() == text
    assert start.versions.count() == 1


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 60_001}, "text"),
        ({"file": SimpleUploadedFile("prices.toml", b"\xff\xfe\x00")}, "file"),
        ({"file": SimpleUploadedFile("prices.toml", b"x" * 60_001)}, "file"),
    ],
    ids=["nothing", "too long", "no text", "too large"],
)
def test_what_is_no_price_list_at_all_is_refused(owner, start, sent, where):
    answer = owner.post(address("prices-new-text", start.pk), sent)
    assert answer.status_code == 422
    assert where in errors(answer)


def test_a_price_list_that_has_not_begun_is_taken_back(owner, start):
    owner.post(address("prices-new-text", start.pk), {"text": newer(start)})
    version = start.versions.last()
    assert "deleted" in owner.get(address("prices-take-back", version.pk)).content.decode()
    assert owner.post(address("prices-take-back", version.pk)).status_code == 302
    assert start.versions.count() == 1
    assert owner.post(address("prices-take-back", start.versions.get().pk)).status_code == 302
    assert start.versions.count() == 1


# --- the prices of contracts --------------------------------------------------------------------------------------------


@pytest.fixture
def dearer(owner, house, start):
    Customer.objects.filter(pk=house.cast.zahn.pk).update(email="zahn@praxis.example")
    owner.post(address("prices-new-text", start.pk), {"text": newer(start, **{"price = 19.00": "price = 29.00"})})
    OutboxMessage.objects.all().delete()
    return start.versions.last()


def test_a_change_of_prices_is_shown_before_it_is_done(owner, house, dearer):
    page = owner.get(address("prices-change", dearer.pk))
    assert page.context["day"] == add_months(next_month_start(today()), 1)
    text = page.content.decode()
    assert "2 contracts can get the prices" in text
    assert "special right to terminate" in text
    assert not PriceChange.objects.exists()


def test_the_chosen_contracts_get_the_prices_and_their_customers_a_letter(owner, house, dearer):
    contract = house.records.contract
    day = add_months(next_month_start(today()), 2)
    sent = {"from_day": day.isoformat(), "contracts": [str(contract.pk)], "agreed": "on"}
    assert owner.post(address("prices-change", dearer.pk), sent).status_code == 302
    change = PriceChange.objects.get()
    assert (change.contract, change.valid_from, change.version) == (contract, day, dearer)
    assert OutboxMessage.objects.get().address == "zahn@praxis.example"
    assert "told by e-mail" in owner.get(address("prices-version", dearer.pk)).content.decode()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"agreed": ""}, "agreed"),
        ({"contracts": []}, None),
        ({"contracts": ["00000000-0000-0000-0000-000000000000"]}, "contracts"),
        ({"from_day": "2027-01-02"}, "from_day"),
        ({"from_day": "2026-01-01"}, "from_day"),
    ],
    ids=["not agreed", "nobody", "somebody else", "in a month", "past"],
)
def test_a_change_that_is_not_possible_changes_nothing(owner, house, dearer, change, where):
    day = add_months(next_month_start(today()), 2)
    sent = {"from_day": day.isoformat(), "contracts": [str(house.records.contract.pk)], "agreed": "on"} | change
    answer = owner.post(address("prices-change", dearer.pk), sent)
    assert not PriceChange.objects.exists()
    assert answer.status_code in {200, 422}
    if where is not None and answer.context["rows"]:
        assert where in errors(answer)
