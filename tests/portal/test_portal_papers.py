"""Usage, contract, wishes, and what is held: sums that are right, words for everything, rights that reach somebody."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.utils import timezone, translation

from tests.cast import NOON
from tests.privacy.recipients import collector, give_claim
from vorzimmer.billing.models import UsageRecord
from vorzimmer.billing.months_shown import beside, month_in
from vorzimmer.billing.queries import usage_of_month
from vorzimmer.customers import actions
from vorzimmer.customers.models import Agreement, BookedOption, Contract, ContractTariff, Customer, Option, Tariff, Wish
from vorzimmer.domain.catalogue import Category
from vorzimmer.domain.usage import UsageMeter
from vorzimmer.portal.privacy import HEADS, PURPOSES, RULES, TABLES
from vorzimmer.privacy.disclosing import Subject
from vorzimmer.privacy.holdings import about_people, holdings, paths_to
from vorzimmer.privacy.models import DataRequest, Recipient

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LAST = date(2026, 11, 30)


def use(customer, meter, quantity, at):
    unit = "piece" if meter in {"call", "sms", "email", "abandoned_call"} else "second"
    values = {"meter": meter, "quantity": quantity, "unit": unit, "occurred_at": at, "recorded_at": at}
    UsageRecord.objects.create(customer=customer, key=str(uuid4()), ref=uuid4(), **values)


# --- usage -------------------------------------------------------------------------------------------------------------


def test_a_month_is_summed_by_meter_and_by_day_in_berlin(cast):
    first, last = datetime(2026, 10, 31, 23, 0, tzinfo=UTC), datetime(2026, 11, 30, 22, 59, tzinfo=UTC)
    for at, quantity in ((first, 61), (last, 30), (datetime(2026, 10, 31, 22, 59, tzinfo=UTC), 999)):
        use(cast.zahn, "call", 1, at)
        use(cast.zahn, "talk", quantity, at)
    use(cast.zahn, "sms", 2, last)
    use(cast.berg, "call", 1, last)
    month = usage_of_month(cast.zahn.pk, date(2026, 11, 15), until=LAST)
    assert (month.total(UsageMeter.CALL), month.total(UsageMeter.TALK), month.total(UsageMeter.SMS)) == (2, 91, 2)
    assert len(month.days) == 30
    assert [(day.day.day, day.calls, day.talk.seconds) for day in month.days if day.quantities] == [(1, 1, 61), (30, 1, 30)]


def test_a_month_that_runs_ends_today(cast):
    assert [day.day.day for day in usage_of_month(cast.zahn.pk, LAST, until=date(2026, 11, 3)).days] == [1, 2, 3]


@pytest.mark.parametrize(
    ("text", "month"),
    [("2026-10", "2026-10-01"), ("2026-12", "2026-11-01"), ("2020-01", "2026-11-01"), ("x", "2026-11-01"), ("", "2026-11-01")],
)
def test_a_month_of_an_address_is_one_that_can_be_seen(text, month):
    assert month_in(text, date(2026, 11, 20)).isoformat() == month


def test_there_is_a_way_to_the_months_beside():
    assert beside(date(2026, 11, 1), date(2026, 11, 20)) == (date(2026, 10, 1), None)
    assert beside(date(2024, 11, 1), date(2026, 11, 20)) == (None, date(2024, 12, 1))


def test_the_page_shows_sums_without_money(reader, cast):
    use(cast.zahn, "call", 1, timezone.now())
    use(cast.zahn, "talk", 125, timezone.now())
    page = reader.get("/portal/usage/").content.decode()
    assert "<dd>2:05</dd>" in page
    assert "€" not in page
    assert "No call was answered in this month yet." in reader.get("/portal/usage/?month=2026-01").content.decode()


# --- contract ----------------------------------------------------------------------------------------------------------


def test_a_contract_is_shown_with_its_days_tariff_and_options(reader, cast):
    assert "No contract is entered here" in reader.get("/portal/documents/").content.decode()
    contract = Contract.objects.create(
        customer=cast.zahn, number="V-1", state="notice_given", concluded_on=date(2026, 1, 2), last_day=date(2026, 12, 31), created_at=NOON
    )
    tariff = Tariff.objects.create(code="m", name_de="Minute", name_en="By the minute")
    option = Option.objects.create(code="sms", name_de="SMS", name_en="Text messages")
    ContractTariff.objects.create(contract=contract, tariff=tariff, valid_from=date(2026, 1, 2))
    BookedOption.objects.create(contract=contract, option=option, valid_from=date(2026, 3, 1), last_day=date(2026, 6, 30))
    Agreement.objects.create(customer=cast.zahn, kind="processing", version="2026-01", language="de", digest="0" * 64, accepted_at=NOON)
    page = reader.get("/portal/documents/").content.decode()
    for text in ("Contract V-1", "notice given", "By the minute", "Text messages", "31 December 2026", "Art. 28 GDPR", "version 2026-01"):
        assert text in page


# --- wishes ------------------------------------------------------------------------------------------------------------


def test_a_wish_is_sent_and_shows_state_and_answer(reader, cast):
    reader.post("/portal/wishes/", {"customer": cast.zahn.pk, "kind": "complaint", "text": "Name falsch."})
    wish = Wish.objects.get()
    assert (wish.customer, wish.kind, wish.text) == (cast.zahn, "complaint", "Name falsch.")
    actions.answer(wish, text="Tut uns leid.", by=cast.owner, at=timezone.now())
    page = reader.get("/portal/wishes/").content.decode()
    assert "Tut uns leid." in page
    assert "Clara Chefin" in page


def test_a_wish_for_another_customer_or_without_words_is_refused(reader, cast):
    for sent, field in (({"customer": cast.berg.pk, "text": "Hallo"}, "customer"), ({"customer": cast.zahn.pk, "text": " "}, "text")):
        answer = reader.post("/portal/wishes/", {"kind": "wish"} | sent)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Wish.objects.exists()


# --- what is held ------------------------------------------------------------------------------------------------------


def test_each_table_that_leads_to_a_customer_has_words():
    tables = {table for table in paths_to(Customer) if about_people(table)} | {"customers.Customer"}
    assert tables == set(TABLES)


def test_each_purpose_rule_and_category_of_them_has_words():
    data = [datum for table in TABLES for datum in about_people(table)]
    assert {datum.category for datum in data} <= set(HEADS)
    assert {datum.rule for datum in data} <= set(RULES)
    assert {datum.purpose for datum in data} <= set(PURPOSES)


def test_the_way_to_the_customer_is_found_through_other_tables():
    ways = paths_to(Customer)
    assert (ways["calls.Draft"], ways["customers.Absence"], ways["calls.NoteComment"]) == (
        "call__customer",
        "person__customer",
        "note__customer",
    )


def test_rows_are_counted_for_one_customer_only(cast, write):
    write(1)
    write(2)
    counts = {holding.table: holding.count for holding in holdings(Customer, cast.zahn.pk)}
    assert (counts["calls.Note"], counts["customers.Person"], counts["customers.DialIn"], counts["customers.Customer"]) == (2, 2, 2, 1)
    others = {holding.table: holding.count for holding in holdings(Customer, cast.berg.pk)}
    assert (others["calls.Note"], others["customers.Person"], others["customers.DialIn"]) == (0, 0, 1)


def test_the_page_says_what_until_when_and_who(reader, cast, write):
    write()
    parts = {part.category: part for part in reader.get("/portal/privacy/").context["parts"]}
    handling = parts[Category.BEA]
    with translation.override("en"):
        (messages,) = [line for line in handling.lines if str(line.name) == "Messages"]
        assert (messages.count, [str(reader) for reader in messages.readers]) == (
            1,
            ["Operator", "you"],
        )
        assert "Erased when the contract ends." in [str(rule) for rule in handling.rules]


def test_the_page_says_to_whom_data_were_given_to_the_responsible_person_only(client, reader, cast):
    page = reader.get("/portal/privacy/")
    assert page.context["given"] == []
    assert "Klarsicht" not in page.content.decode()
    give_claim(collector(), Subject(ref=cast.zahn.pk, number=cast.zahn.number), cast.owner)
    give_claim(Recipient.objects.get(), Subject(ref=cast.berg.pk, number=cast.berg.number), cast.owner)
    page = reader.get("/portal/privacy/")
    (given,) = page.context["given"]
    assert (given.recipient, given.day) == ("Klarsicht Inkasso GmbH", date(2026, 12, 4))
    text = page.content.decode()
    assert "Klarsicht Inkasso GmbH" in text
    assert "Clara Chefin" not in text
    assert "Fink" not in text
    client.force_login(cast.berg_user)
    text = client.get("/portal/privacy/").content.decode()
    assert "Klarsicht" not in text


def test_a_right_becomes_a_request_once_and_its_month_runs(reader, cast):
    for _twice in range(2):
        answer = reader.post("/portal/privacy/right/", {"right": "access", "customer": cast.zahn.pk})
        assert answer["Location"] == "/portal/privacy/"
    asked = DataRequest.objects.get()
    assert (asked.kind, asked.state, asked.customer_ref) == ("access", "identified", cast.zahn.pk)
    assert "Access (Art. 15)" in reader.get("/portal/privacy/").content.decode()
    for sent in ({"right": "everything", "customer": cast.zahn.pk}, {"right": "access"}):
        assert reader.post("/portal/privacy/right/", sent).status_code == 400
