"""Direct debits from the plan to the bank and back: four eyes, days of the banks, returns with their fees, and once more."""

import itertools
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sepaxml
import xmlschema
from django.core.exceptions import ValidationError
from django.db import connection, connections
from lxml import etree

from tests.billing import firm
from tests.billing.firm import OCTOBER, SECOND_OF_NOVEMBER
from tests.cast import user
from vorzimmer.billing import actions
from vorzimmer.billing.accounts import standing_of
from vorzimmer.billing.actions import Payment
from vorzimmer.billing.debits import are_suspended, lapsing, planned, returned, to_submit, upcoming
from vorzimmer.billing.models import AccountEntry, Collection, DebitFile, Document, Issuer, Mandate, UsageRecord
from vorzimmer.customers.actions import BankEntry
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.accounts import StandingCode
from vorzimmer.domain.debit_files import Obstacle
from vorzimmer.domain.roles import Role
from vorzimmer.domain.statements import Period

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
NOVEMBER = Period.month("2026-11")
SCHEMA = Path(sepaxml.__file__).parent / "schemas" / "pain.008.001.08.xsd"
FOURTH = datetime(2026, 11, 4, 9, 0, tzinfo=UTC)
DUE = date(2026, 11, 16)
"""Fourteen days after the second of November, on which the invoices of October go out."""


@pytest.fixture
def anna(db):
    return user("anna@buero.example", "Anna Buch", Role.ACCOUNTANT)


@pytest.fixture
def bert(db):
    return user("bert@buero.example", "Bert Chef", Role.OWNER)


@pytest.fixture
def office(db):
    firm.write_settings()
    return firm.offer()


def bill(period=OCTOBER, at=SECOND_OF_NOVEMBER):
    run = actions.run_of(period, at)
    actions.write_preview(run)
    actions.release(run, at, by=None)
    actions.issue_run(run, at)


def enrol(office, number="K-1001", **changes):
    customer = firm.enrol(office, number, **changes)
    firm.give_mandate(customer)
    return customer


@pytest.fixture
def billed(office):
    """A customer with a mandate, and his invoice of October with its planned direct debit."""
    customer = enrol(office)
    bill()
    return customer


def make(at=FOURTH, *, by, due_on=None):
    return actions.make_file(Collection.objects.filter(state="planned", file=None), due_on, at, by=by)


def sent(anna, bert, at=FOURTH):
    """Bring all that is planned to the bank, in one file."""
    (file,) = make(at, by=anna).files
    actions.approve_file(file, at, by=bert)
    return actions.mark_sent(file, at)


@pytest.fixture
def with_bank(billed, anna, bert):
    """The direct debit of October, which the bank has."""
    sent(anna, bert)
    return Collection.objects.get()


def texts(file, path):
    root = etree.fromstring(file.xml.encode())
    namespace = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.008.001.08"}
    return [found.text for found in root.iterfind(".//" + "/".join(f"p:{step}" for step in path.split("/")), namespace)]


# --- files ---------------------------------------------------------------------------------------------------------------


def test_what_is_planned_goes_to_the_bank_in_a_file_that_two_people_release(billed, anna, bert):
    (row,) = planned(FOURTH)
    assert (row.plan.amount, row.plan.due_on, row.plan.obstacle, row.customer) == (18_802, DUE, None, billed)
    (file,) = make(by=anna).files
    assert (file.message_id, file.state, file.count, file.total, file.due_on, file.submit_by, file.xml) == (
        "LS-20261116-CORE-1", "made", 1, 18_802, DUE, date(2026, 11, 13), "",
    )  # fmt: skip
    assert planned(FOURTH) == []
    approved = actions.approve_file(file, FOURTH, by=bert, seen=18_802)
    assert (approved.state, approved.released_by, Collection.objects.get().state) == ("approved", bert, "in_file")
    assert not list(xmlschema.XMLSchema(SCHEMA).iter_errors(approved.xml))
    assert texts(approved, "PmtInf/ReqdColltnDt") == ["2026-11-16"]
    assert texts(approved, "InstdAmt") == ["188.02"]
    assert texts(approved, "EndToEndId") == ["RE-2026-00001-1"]
    assert texts(approved, "MndtId") == ["M-K-1001-1"]
    assert texts(approved, "SeqTp") == ["FRST"]
    assert texts(approved, "DbtrAcct/Id/IBAN") == [firm.IBAN]
    assert texts(approved, "Dbtr/Nm") == ["Zahnarztpraxis Sonnenschein"]
    assert texts(approved, "Ustrd") == ["Rechnung RE-2026-00001"]
    actions.mark_sent(approved, FOURTH)
    assert (DebitFile.objects.get().state, Collection.objects.get().state) == ("sent", "sent")
    assert Mandate.objects.get().last_used_on == DUE


def test_nobody_approves_the_file_that_he_made(billed, anna, bert):
    (file,) = make(by=anna).files
    with pytest.raises(ValidationError):
        actions.approve_file(file, FOURTH + timedelta(days=3), by=anna, reason="eilt")
    assert (DebitFile.objects.get().state, DebitFile.objects.get().xml, Collection.objects.get().state) == ("made", "", "planned")


def test_who_is_alone_waits_a_day_and_says_why(billed, anna):
    user("gone@buero.example", "Geht Nicht", Role.OWNER, is_active=False)
    user("olga@buero.example", "Olga Weber", Role.OPERATOR)
    (file,) = make(by=anna).files
    for hours, reason in ((23, "geprüft"), (24, " ")):
        with pytest.raises(ValidationError):
            actions.approve_file(file, FOURTH + timedelta(hours=hours), by=anna, reason=reason)
    approved = actions.approve_file(file, FOURTH + timedelta(hours=24), by=anna, reason=" allein im Büro, geprüft ")
    assert (approved.state, approved.release_reason) == ("approved", "allein im Büro, geprüft")


def test_a_file_whose_maker_is_not_known_any_more_counts_as_ones_own(billed, anna, bert):
    (file,) = make(by=anna).files
    DebitFile.objects.update(created_by=None)
    user("dora@buero.example", "Dora Buch", Role.ACCOUNTANT)
    with pytest.raises(ValidationError):
        actions.approve_file(file, FOURTH, by=bert)


def test_there_is_a_file_for_each_due_day_and_kind(office, anna):
    for number in ("K-1", "K-2", "K-3"):
        enrol(office, number)
    bill()
    Mandate.objects.filter(customer_number="K-2").update(kind="B2B")
    Collection.objects.filter(document__customer_number="K-3").update(due_on=date(2026, 11, 20))
    files = make(by=anna).files
    assert [(file.message_id, file.count) for file in files] == [
        ("LS-20261116-B2B-1", 1),
        ("LS-20261116-CORE-1", 1),
        ("LS-20261120-CORE-1", 1),
    ]


def test_a_day_that_the_bank_cannot_reach_becomes_the_next_one(billed, anna):
    late = datetime(2026, 11, 16, 9, tzinfo=UTC)
    (row,) = planned(late)
    assert (row.is_moved, row.plan.due_on) == (True, date(2026, 11, 17))
    (file,) = make(late, by=anna).files
    assert (file.due_on, file.submit_by, Collection.objects.get().due_on) == (date(2026, 11, 17), date(2026, 11, 16), date(2026, 11, 17))


def test_a_file_is_never_due_before_the_day_that_was_announced(billed, anna):
    (file,) = make(by=anna, due_on=date(2026, 11, 6)).files
    assert file.due_on == DUE


def test_a_wished_day_becomes_one_on_which_banks_settle(billed, anna):
    (file,) = make(by=anna, due_on=date(2026, 12, 25)).files
    assert file.due_on == date(2026, 12, 28)


def test_a_file_that_came_too_late_is_not_approved(billed, anna, bert):
    (file,) = make(by=anna).files
    with pytest.raises(ValidationError, match=r"13\. November|November 13"):
        actions.approve_file(file, datetime(2026, 11, 14, 9, tzinfo=UTC), by=bert)
    actions.discard_file(file)
    (again,) = make(datetime(2026, 11, 14, 9, tzinfo=UTC), by=anna).files
    assert (again.due_on, again.message_id) == (date(2026, 11, 17), "LS-20261117-CORE-1")


def test_a_discarded_file_gives_back_what_was_in_it(billed, anna, bert):
    (file,) = make(by=anna).files
    actions.approve_file(file, FOURTH, by=bert)
    actions.discard_file(file)
    actions.discard_file(file)
    assert (DebitFile.objects.get().state, Collection.objects.get().state, Collection.objects.get().file) == ("discarded", "planned", None)
    (again,) = make(by=anna).files
    assert again.message_id == "LS-20261116-CORE-2"
    with pytest.raises(ValidationError):
        actions.approve_file(file, FOURTH, by=bert)
    with pytest.raises(ValidationError):
        actions.mark_sent(file, FOURTH)


def test_what_the_bank_has_is_not_discarded_and_what_nobody_approved_is_not_sent(billed, anna, bert):
    (file,) = make(by=anna).files
    with pytest.raises(ValidationError):
        actions.mark_sent(file, FOURTH)
    actions.approve_file(file, FOURTH, by=bert)
    actions.mark_sent(file, FOURTH)
    with pytest.raises(ValidationError):
        actions.discard_file(file)
    assert Collection.objects.get().state == "sent"


def test_every_deed_is_done_once_however_often_it_is_told(billed, anna, bert):
    (file,) = make(by=anna).files
    with pytest.raises(ValidationError, match="LS-20261116-CORE-1"):
        actions.make_file([Collection.objects.get()], None, FOURTH, by=anna)
    first = actions.approve_file(file, FOURTH, by=bert)
    second = actions.approve_file(file, FOURTH + timedelta(hours=1), by=anna)
    assert (second.released_by, second.released_at, second.xml) == (bert, FOURTH, first.xml)
    actions.mark_sent(file, FOURTH)
    assert actions.mark_sent(file, FOURTH + timedelta(hours=1)).sent_at == FOURTH
    assert DebitFile.objects.count() == 1


def test_what_was_paid_is_withdrawn_and_what_was_paid_in_part_is_collected_in_part(office, anna):
    for number in ("K-1", "K-2", "K-3"):
        enrol(office, number)
    bill()
    for number, cents in (("K-1", 18_802), ("K-2", 8_802)):
        document = Document.objects.get(customer_number=number)
        paid = Payment(
            customer_ref=document.customer_ref, customer_number=number, cents=cents, value_on=FOURTH.date(), documents=[document]
        )
        actions.book_payment(paid, FOURTH)
    assert [(row.plan.obstacle, row.plan.amount, row.is_less) for row in planned(FOURTH)] == [
        (Obstacle.PAID, 0, False), (None, 10_000, True), (None, 18_802, False),
    ]  # fmt: skip
    made = make(by=anna)
    assert (made.withdrawn, made.files[0].count, made.files[0].total) == (1, 2, 28_802)
    assert list(Collection.objects.order_by("end_to_end").values_list("state", "amount")) == [
        ("withdrawn", 18_802), ("planned", 10_000), ("planned", 18_802),
    ]  # fmt: skip


def test_what_is_paid_after_the_file_was_made_stops_the_approval(billed, anna, bert):
    (file,) = make(by=anna).files
    document = Document.objects.get()
    paid = {"customer_ref": billed.pk, "customer_number": billed.number, "value_on": FOURTH.date(), "documents": [document]}
    actions.book_payment(Payment(cents=100, **paid), FOURTH)
    with pytest.raises(ValidationError, match="RE-2026-00001-1"):
        actions.approve_file(file, FOURTH, by=bert)
    actions.book_payment(Payment(cents=18_702, **paid), FOURTH)
    with pytest.raises(ValidationError, match="RE-2026-00001-1"):
        actions.approve_file(file, FOURTH, by=bert)
    assert Collection.objects.get().state == "planned"


def test_who_saw_another_sum_does_not_approve_this_one(office, anna, bert):
    for number in ("K-1", "K-2"):
        enrol(office, number)
    bill()
    (file,) = make(by=anna).files
    actions.withdraw(Collection.objects.first())
    file.refresh_from_db()
    assert (file.count, file.total) == (1, 18_802)
    with pytest.raises(ValidationError):
        actions.approve_file(file, FOURTH, by=bert, seen=37_604)
    assert actions.approve_file(file, FOURTH, by=bert, seen=18_802).state == "approved"


@pytest.mark.parametrize(
    "change",
    [
        {"suspended_because": "by_customer"},
        {"ended_on": date(2026, 11, 10)},
        {"signed_on": date(2023, 11, 1)},
        {"signed_on": date(2026, 12, 1)},
    ],
)
def test_a_mandate_that_does_not_hold_stops_the_file(billed, anna, bert, change):
    Mandate.objects.update(**change)
    (row,) = planned(FOURTH)
    assert row.plan.obstacle is Obstacle.MANDATE
    with pytest.raises(ValidationError, match="RE-2026-00001-1"):
        make(by=anna)
    assert (DebitFile.objects.count(), Collection.objects.get().state) == (0, "planned")


def test_only_one_of_several_debits_of_a_mandate_is_the_first(billed, anna, bert):
    firm.use(billed, "returned_debit", 1, date(2026, 11, 10))
    bill(NOVEMBER, datetime(2026, 12, 1, 9, tzinfo=UTC))
    Collection.objects.update(due_on=date(2026, 12, 15))
    (file,) = make(datetime(2026, 12, 1, 9, tzinfo=UTC), by=anna).files
    assert sorted(Collection.objects.values_list("sequence", flat=True)) == ["FRST", "RCUR", "RCUR"]
    approved = actions.approve_file(file, datetime(2026, 12, 1, 9, tzinfo=UTC), by=bert)
    assert texts(approved, "PmtInf/NbOfTxs") == ["1", "2"]


def test_an_account_that_no_bank_takes_is_said_when_the_file_is_made(billed, anna):
    mandate = Mandate.objects.get()
    mandate.holder = " "
    mandate.save()
    with pytest.raises(ValidationError, match="RE-2026-00001-1"):
        make(by=anna)
    assert DebitFile.objects.count() == 0


def test_nothing_is_no_file(office, anna):
    with pytest.raises(ValidationError):
        make(by=anna)


def test_without_a_creditor_identifier_no_file_is_made(billed, anna):
    Issuer.objects.update(creditor_id="")
    with pytest.raises(ValidationError):
        make(by=anna)


def test_what_the_bank_must_have_by_tomorrow_is_named(billed, anna, bert):
    (file,) = make(by=anna).files
    assert to_submit(date(2026, 11, 11)) == []
    assert to_submit(date(2026, 11, 12)) == [file]
    actions.approve_file(file, FOURTH, by=bert)
    assert to_submit(date(2026, 11, 20)) == [file]
    actions.mark_sent(file, FOURTH)
    assert to_submit(date(2026, 11, 20)) == []


# --- cancelled invoices --------------------------------------------------------------------------------------------------


def test_a_cancelled_invoice_is_not_collected(billed, anna):
    actions.cancel(Document.objects.get(), date(2026, 11, 4), FOURTH)
    assert (Collection.objects.get().state, planned(FOURTH)) == ("withdrawn", [])


def test_a_cancelled_invoice_leaves_a_file_that_nobody_approved(office, anna):
    for number in ("K-1", "K-2"):
        enrol(office, number)
    bill()
    (file,) = make(by=anna).files
    actions.cancel(Document.objects.get(customer_number="K-1"), date(2026, 11, 4), FOURTH)
    file.refresh_from_db()
    assert (file.state, file.count, file.total) == ("made", 1, 18_802)
    actions.cancel(Document.objects.get(customer_number="K-2", kind="invoice"), date(2026, 11, 4), FOURTH)
    file.refresh_from_db()
    assert (file.state, file.count, file.total) == ("discarded", 0, 0)


def test_while_it_is_in_an_approved_file_an_invoice_is_not_cancelled(billed, anna, bert):
    (file,) = make(by=anna).files
    actions.approve_file(file, FOURTH, by=bert)
    with pytest.raises(ValidationError, match="LS-20261116-CORE-1"):
        actions.cancel(Document.objects.get(), date(2026, 11, 4), FOURTH)
    assert Document.objects.get().state == "issued"
    actions.mark_sent(file, FOURTH)
    actions.cancel(Document.objects.get(), date(2026, 11, 4), FOURTH)
    assert Collection.objects.get().state == "sent"


# --- and back ------------------------------------------------------------------------------------------------------------


def stands(document, day):
    return standing_of([document], day)[document.pk].code


def test_the_journey_of_a_debit_that_was_not_covered(billed, anna, bert):
    sent(anna, bert)
    collection, document = Collection.objects.get(), Document.objects.get()
    actions.book_collection(collection, DUE, datetime(2026, 11, 16, 18, tzinfo=UTC))
    assert stands(document, DUE) is StandingCode.PAID
    at = datetime(2026, 11, 19, 8, tzinfo=UTC)
    back = actions.return_debit(collection, "am04", date(2026, 11, 18), 370, at, by=anna)
    actions.return_debit(collection, "AM04", date(2026, 11, 18), 370, at, by=anna)
    assert (back.state, back.return_code, back.returned_on) == ("returned", "AM04", date(2026, 11, 18))
    assert stands(document, date(2026, 11, 19)) is StandingCode.OPEN
    assert Mandate.objects.get().suspended_because == ""
    assert list(UsageRecord.objects.order_by("meter").values_list("key", "meter", "quantity", "unit")) == [
        (f"return:{collection.pk}:bank_fee", "bank_fee", 370, "cent"),
        (f"return:{collection.pk}:returned_debit", "returned_debit", 1, "piece"),
    ]

    again = actions.collect_again(collection, None, at)
    assert (again.end_to_end, again.amount, again.due_on, again.sequence, again.attempt) == (
        "RE-2026-00001-2", 18_802, date(2026, 12, 3), "RCUR", 2,
    )  # fmt: skip
    assert actions.collect_again(collection, None, at) == again
    letter = OutboxMessage.objects.get(key=f"debit:{again.pk}")
    for said in ("188,02\N{NO-BREAK SPACE}€", "3. Dezember 2026", "M-K-1001-1", firm.CREDITOR, "DE89 … 3000"):
        assert said in letter.body
    assert [(row.number, row.due_on) for row in upcoming(billed.pk)] == [("RE-2026-00001", date(2026, 12, 3))]
    assert [(row.number, row.open, row.again_on) for row in returned(billed.pk)] == [("RE-2026-00001", 18_802, date(2026, 12, 3))]

    bill(NOVEMBER, datetime(2026, 12, 1, 9, tzinfo=UTC))
    fees = Document.objects.order_by("number").last()
    assert {item.key: item.net for item in fees.content.items} == {"returned": 800, "bank_fee": 370}
    assert (fees.gross, fees.vat) == (1_170, 0)
    rows = planned(datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert [(row.collection.end_to_end, row.plan.due_on) for row in rows] == [
        ("RE-2026-00001-2", date(2026, 12, 3)),
        ("RE-2026-00002-1", date(2026, 12, 15)),
        ("RE-2026-00003-1", date(2026, 12, 15)),
    ]
    first, _second = make(datetime(2026, 12, 1, 9, tzinfo=UTC), by=anna).files
    approved = actions.approve_file(first, datetime(2026, 12, 1, 9, tzinfo=UTC), by=bert)
    assert (texts(approved, "SeqTp"), texts(approved, "EndToEndId")) == (["RCUR"], ["RE-2026-00001-2"])


def test_a_return_before_its_booking_books_both(billed, anna, bert):
    sent(anna, bert)
    collection = Collection.objects.get()
    actions.return_debit(collection, "MS03", date(2026, 11, 17), 0, datetime(2026, 11, 18, tzinfo=UTC))
    assert sorted(AccountEntry.objects.values_list("kind", "amount")) == [("debit", -18_802), ("invoice", 18_802), ("return", 18_802)]
    actions.book_collection(collection, DUE, datetime(2026, 11, 18, 1, tzinfo=UTC))
    assert (Collection.objects.get().state, AccountEntry.objects.count()) == ("returned", 3)


@pytest.mark.parametrize(
    ("code", "state", "suspended", "charged"),
    [
        ("MD06", "refunded", "returned", 2),
        ("AC04", "returned", "returned", 2),
        ("MD01", "returned", "returned", 0),
        ("MD07", "returned", "returned", 0),
        ("MS03", "returned", "", 2),
        ("AG02", "returned", "", 0),
        ("XX99", "returned", "", 0),
        ("", "returned", "", 0),
    ],
)
def test_what_follows_a_return_says_the_table(with_bank, code, state, suspended, charged):
    collection = actions.return_debit(with_bank, code, date(2026, 11, 17), 300, datetime(2026, 11, 18, tzinfo=UTC))
    assert (collection.state, Mandate.objects.get().suspended_because, UsageRecord.objects.count()) == (state, suspended, charged)
    assert are_suspended([with_bank.mandate.reference]) == bool(suspended)


def test_a_fee_that_the_prices_do_not_know_is_not_charged(office, anna, bert):
    without = firm.offer(
        firm.OFFICE.split('[[charge]]\nkey = "returned"')[0]
        .replace('key = "office"', 'key = "kind"')
        .replace("not_offered = [", 'not_offered = ["returned_debit", "bank_fee", '),
        "kind",
    )
    enrol(without)
    bill()
    sent(anna, bert)
    actions.return_debit(Collection.objects.get(), "AM04", date(2026, 11, 17), 370, datetime(2026, 11, 18, tzinfo=UTC))
    assert UsageRecord.objects.count() == 0
    bill(NOVEMBER, datetime(2026, 12, 1, 9, tzinfo=UTC))
    assert Document.objects.count() == 2


def test_who_has_no_contract_any_more_is_charged_nothing(billed, anna, bert):
    sent(anna, bert)
    billed.contracts.update(last_day=date(2026, 11, 10))
    actions.return_debit(Collection.objects.get(), "AM04", date(2026, 11, 17), 370, datetime(2026, 11, 18, tzinfo=UTC))
    assert UsageRecord.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "day", "fee"),
    [("AM4", DUE, 0), ("AM04X", DUE, 0), ("AM 4", DUE, 0), ("AM04", date(2026, 11, 19), 0), ("AM04", DUE, -1), ("AM04", DUE, 10_001)],
)
def test_a_return_that_makes_no_sense_changes_nothing(with_bank, code, day, fee):
    with pytest.raises(ValidationError):
        actions.return_debit(with_bank, code, day, fee, datetime(2026, 11, 18, tzinfo=UTC))
    assert (Collection.objects.get().state, AccountEntry.objects.count()) == ("sent", 1)


def test_what_the_bank_never_had_does_not_come_back(billed, anna):
    for deed in (
        lambda row: actions.return_debit(row, "AM04", FOURTH.date(), 0, FOURTH),
        lambda row: actions.reject(row, "AC01", FOURTH.date(), FOURTH),
        lambda row: actions.book_collection(row, FOURTH.date(), FOURTH),
    ):
        with pytest.raises(ValidationError, match="RE-2026-00001-1"):
            deed(Collection.objects.get())
    assert (Collection.objects.get().state, AccountEntry.objects.count()) == ("planned", 1)


def test_one_that_was_rejected_never_took_place(billed, anna, bert):
    sent(anna, bert)
    at = datetime(2026, 11, 13, 15, tzinfo=UTC)
    row = actions.reject(Collection.objects.get(), "TM01", date(2026, 11, 13), at)
    actions.reject(row, "TM01", date(2026, 11, 13), at)
    assert (row.state, AccountEntry.objects.count()) == ("rejected", 1)
    with pytest.raises(ValidationError):
        actions.book_collection(row, DUE, at)
    again = actions.collect_again(row, date(2026, 12, 1), at)
    assert (again.sequence, again.due_on) == ("FRST", date(2026, 12, 1))


def test_while_the_mandate_is_suspended_nothing_is_collected_again(billed, anna, bert):
    sent(anna, bert)
    at = datetime(2026, 11, 19, 8, tzinfo=UTC)
    row = actions.return_debit(Collection.objects.get(), "MD06", date(2026, 11, 18), 0, at)
    with pytest.raises(ValidationError):
        actions.collect_again(row, None, at)
    assert (Collection.objects.count(), OutboxMessage.objects.filter(key__startswith="debit:").count()) == (1, 0)
    actions.resume(row.mandate, at)
    assert actions.collect_again(row, None, at).sequence == "RCUR"


@pytest.mark.parametrize("day", [date(2026, 12, 2), date(2026, 12, 5), date(2026, 11, 1)])
def test_once_more_is_announced_in_time_and_due_on_a_day_of_the_banks(billed, anna, bert, day):
    sent(anna, bert)
    at = datetime(2026, 11, 19, 8, tzinfo=UTC)
    row = actions.return_debit(Collection.objects.get(), "AM04", date(2026, 11, 18), 0, at)
    with pytest.raises(ValidationError) as refused:
        actions.collect_again(row, day, at)
    assert "due_on" in refused.value.error_dict


def test_what_is_paid_or_cannot_be_announced_is_not_collected_again(billed, anna, bert):
    sent(anna, bert)
    at = datetime(2026, 11, 19, 8, tzinfo=UTC)
    row = Collection.objects.get()
    with pytest.raises(ValidationError):
        actions.collect_again(row, None, at)
    row = actions.return_debit(row, "AM04", date(2026, 11, 18), 0, at)
    billed.email = ""
    billed.save()
    with pytest.raises(ValidationError):
        actions.collect_again(row, None, at)
    document = Document.objects.get()
    paid = Payment(customer_ref=billed.pk, customer_number=billed.number, cents=18_802, value_on=date(2026, 11, 19), documents=[document])
    actions.book_payment(paid, at)
    with pytest.raises(ValidationError):
        actions.collect_again(row, None, at)
    assert (Collection.objects.count(), returned(billed.pk)) == (1, [])


# --- mandates ------------------------------------------------------------------------------------------------------------


def paper(**changes):
    return BankEntry(**{"iban": firm.OTHER_IBAN, "holder": "Praxis", "text": "2026-11", "signed_on": date(2026, 11, 3)} | changes)


def test_a_new_account_ends_the_mandate_before_it_and_is_announced_anew(billed, anna):
    new = actions.enter_mandate(billed, paper(), "CORE", FOURTH)
    old = Mandate.objects.exclude(pk=new.pk).get()
    assert (new.reference, new.iban, new.suspended_because, old.ended_on) == ("M-K-1001-2", firm.OTHER_IBAN, "", date(2026, 11, 4))
    (row,) = planned(FOURTH)
    assert row.plan.obstacle is Obstacle.NEW_ACCOUNT
    with pytest.raises(ValidationError):
        make(by=anna)
    again = actions.collect_again(row.collection, None, FOURTH)
    assert (again.mandate, again.sequence, again.due_on) == (new, "FRST", date(2026, 11, 18))
    assert dict(Collection.objects.values_list("attempt", "state")) == {1: "withdrawn", 2: "planned"}


@pytest.mark.parametrize(
    ("entry", "kind", "consumer", "field"),
    [
        ({"signed_on": None}, "CORE", False, "signed_on"),
        ({"signed_on": date(2026, 11, 5)}, "CORE", False, "signed_on"),
        ({"signed_on": date(2023, 11, 3)}, "CORE", False, "signed_on"),
        ({}, "B2B", True, "kind"),
        ({}, "COR1", False, "kind"),
        ({"iban": "DE02120300000000202052"}, "CORE", False, "iban"),
        ({"iban": "BR1500000000000010932840814P2"}, "CORE", False, "iban"),
        ({"holder": " "}, "CORE", False, "holder"),
    ],
)
def test_a_mandate_that_would_not_hold_is_refused_at_its_field(office, entry, kind, consumer, field):
    customer = firm.enrol(office, is_consumer=consumer)
    with pytest.raises(ValidationError) as refused:
        actions.enter_mandate(customer, paper(**entry), kind, FOURTH)
    assert list(refused.value.error_dict) == [field]
    assert (Mandate.objects.count(), customer.bank_accounts.count()) == (0, 0)


def test_a_mandate_between_businesses_waits_until_the_bank_knows_of_it(office, anna):
    customer = firm.enrol(office)
    mandate = actions.enter_mandate(customer, paper(), "B2B", FOURTH)
    assert (mandate.kind, mandate.suspended_because) == ("B2B", "not_confirmed")
    assert actions.resume(mandate, FOURTH).suspended_because == ""
    bill()
    (file,) = make(by=anna).files
    assert file.message_id == "LS-20261116-B2B-1"


def test_a_mandate_is_suspended_resumed_and_ended(billed):
    mandate = Mandate.objects.get()
    assert actions.suspend(mandate, "by_customer").suspended_because == "by_customer"
    with pytest.raises(ValidationError):
        actions.suspend(mandate, "returned")
    assert actions.resume(mandate, FOURTH).suspended_because == ""
    assert actions.end_mandate(mandate, FOURTH).ended_on == date(2026, 11, 4)
    assert billed.bank_accounts.get().ended_on == date(2026, 11, 4)
    for deed in (
        lambda: actions.suspend(mandate, "by_customer"),
        lambda: actions.resume(mandate, FOURTH),
        lambda: actions.end_mandate(mandate, FOURTH),
    ):
        with pytest.raises(ValidationError):
            deed()


def test_a_lapsed_mandate_is_shown_and_not_resumed(billed):
    Mandate.objects.update(signed_on=date(2023, 12, 1), suspended_because="by_agency")
    assert [each.mandate.reference for each in lapsing(date(2026, 9, 2))] == ["M-K-1001-1"]
    assert lapsing(date(2026, 9, 1)) == []
    assert lapsing(date(2026, 12, 2)) == []
    with pytest.raises(ValidationError):
        actions.resume(Mandate.objects.get(), datetime(2026, 12, 2, 9, tzinfo=UTC))
    assert Mandate.objects.get().suspended_because == "by_agency"


# --- nothing twice, nothing half -----------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("moment", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("deed", ["make", "approve", "sent", "discard"])
@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_whatever_stops_a_deed_it_is_done_whole_by_the_next(office, monkeypatch, deed, moment):
    anna, bert = user("anna@buero.example", "Anna Buch", Role.ACCOUNTANT), user("bert@buero.example", "Bert Chef", Role.OWNER)
    for number in ("K-1", "K-2"):
        enrol(office, number)
    bill()
    steps = {
        "make": lambda: make(by=anna),
        "approve": lambda: actions.approve_file(DebitFile.objects.get(), FOURTH, by=bert),
        "sent": lambda: actions.mark_sent(DebitFile.objects.get(), FOURTH),
        "discard": lambda: actions.discard_file(DebitFile.objects.get()),
    }
    before = {"make": (), "approve": ("make",), "sent": ("make", "approve"), "discard": ("make", "approve")}[deed]
    for step in before:
        steps[step]()
    as_it_was = state_of_all()
    counted, saved = itertools.count(1), Collection.save

    def killed(self, *arguments, **named):
        if next(counted) == moment:
            raise Killed
        return saved(self, *arguments, **named)

    def killed_file(self, *arguments, **named):
        if next(counted) == moment:
            raise Killed
        return saved_file(self, *arguments, **named)

    saved_file = DebitFile.save
    monkeypatch.setattr(Collection, "save", killed)
    monkeypatch.setattr(DebitFile, "save", killed_file)
    try:
        steps[deed]()
    except Killed:
        assert state_of_all() == as_it_was
        monkeypatch.undo()
        steps[deed]()
    assert (
        state_of_all()
        == {
            "make": ([("LS-20261116-CORE-1", "made", 2)], [("planned", True)] * 2, [None, None]),
            "approve": ([("LS-20261116-CORE-1", "approved", 2)], [("in_file", True)] * 2, [None, None]),
            "sent": ([("LS-20261116-CORE-1", "sent", 2)], [("sent", True)] * 2, [DUE, DUE]),
            "discard": ([("LS-20261116-CORE-1", "discarded", 2)], [("planned", False)] * 2, [None, None]),
        }[deed]
    )


def state_of_all():
    return (
        list(DebitFile.objects.values_list("message_id", "state", "count")),
        [(row.state, row.file_id is not None) for row in Collection.objects.all()],
        list(Mandate.objects.values_list("last_used_on", flat=True)),
    )


def at_once(*deeds):
    """Do all at the same moment, each on a connection of its own; gives what came of each."""
    gate, results = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            gate.wait(10)
            results[place] = deed()
        except ValidationError as refused:
            results[place] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_two_accountants_at_once_do_nothing_twice(office):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    anna, bert = user("anna@buero.example", "Anna Buch", Role.ACCOUNTANT), user("bert@buero.example", "Bert Chef", Role.OWNER)
    for number in ("K-1", "K-2", "K-3"):
        enrol(office, number)
    bill()
    rows = list(Collection.objects.all())
    results = at_once(
        *(lambda by=by, own=own: actions.make_file(own, None, FOURTH, by=by) for by, own in ((anna, rows), (bert, rows[::-1])))
    )
    assert sorted(type(result).__name__ for result in results) == ["Made", "ValidationError"]
    file = DebitFile.objects.get()
    other = bert if file.created_by == anna else anna
    results = at_once(
        lambda: actions.approve_file(file, FOURTH, by=other),
        lambda: actions.approve_file(file, FOURTH, by=other),
        lambda: actions.cancel(Document.objects.order_by("number").first(), date(2026, 11, 4), FOURTH),
    )
    file.refresh_from_db()
    assert file.state == "approved"
    in_file = Collection.objects.filter(state="in_file")
    assert (file.count, file.total) == (in_file.count(), sum(in_file.values_list("amount", flat=True)))
    results = at_once(lambda: actions.mark_sent(file, FOURTH), lambda: actions.discard_file(file), lambda: actions.mark_sent(file, FOURTH))
    file.refresh_from_db()
    assert file.state in {"sent", "discarded"}
    assert set(in_file.values_list("state", flat=True)) == set()
    at = datetime(2026, 11, 18, 9, tzinfo=UTC)
    if file.state == "sent":
        row = file.collections.first()
        at_once(*(lambda: actions.return_debit(row, "AM04", date(2026, 11, 17), 370, at) for _ in range(3)))
        assert AccountEntry.objects.filter(kind="return").count() == 1
        assert UsageRecord.objects.count() == 2
        at_once(*(lambda: actions.collect_again(row, None, at) for _ in range(3)))
        assert Collection.objects.filter(document=row.document).count() == 2
