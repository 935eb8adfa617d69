"""The bank in the books: files read once, payments matched, what is left over assigned, set aside and taken back."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.billing import bank, firm
from tests.billing.bank import PAYER, camt, entry
from tests.billing.statements import sample
from vorzimmer.billing.accounts import account
from vorzimmer.billing.actions import AlreadyRead, Share, assign, assign_debits, assign_new, import_file, set_aside, take_back
from vorzimmer.billing.actions import bank as reading
from vorzimmer.billing.models import AccountEntry, BankEntry, BankFile, ReadingProblem
from vorzimmer.domain.bank_book import SetAside, Waits

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
AT = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def office(db):
    return firm.write_settings()


@pytest.fixture
def meadow(office):
    """A customer who owes 119.00."""
    customer = bank.customer("K-2001")
    customer.invoice = bank.owes(customer, "RE-2026-00501", 10000)
    return customer


def read(*entries, name="tag.xml"):
    return import_file(camt(*entries), name, AT, by=None)


def owed(customer):
    return account(customer.pk, TODAY).balance


def invoice_entry(customer):
    return AccountEntry.objects.get(document=customer.invoice, kind="invoice")


def share(customer, cents, *items):
    return Share(customer_ref=customer.pk, customer_number=customer.number, cents=cents, items=items)


def counted(imported):
    did = imported.assigned
    return {
        "new": imported.new,
        "known": imported.known,
        "booked": did.booked,
        "proposed": did.proposed,
        "left": did.left,
        "aside": did.aside,
    }


# --- files of a bank, end to end ------------------------------------------------------------------------------------------


@pytest.fixture
def november(office):
    """The customers whose movements stand in the samples."""
    people = {number: bank.customer(f"K-{number}") for number in (1001, 1002, 1003, 1088)}
    debits = {}
    for number, invoice, net in ((1001, "0101", 4361), (1002, "0102", 7479), (1003, "0099", 4364)):
        document = bank.owes(people[number], f"RE-2026-{invoice}", net)
        debits[invoice] = bank.collected(document, f"VZ-RE-2026-{invoice}")
    bank.owes(people[1088], "RE-2026-0088", 15000)
    return people, debits


def test_a_day_of_the_bank_is_booked_and_what_is_unknown_is_left(november):
    people, debits = november
    imported = bank.read_sample("camt053-08-day.xml", AT)
    assert counted(imported) == {"new": 7, "known": 0, "booked": 4, "proposed": 0, "left": 1, "aside": 2}
    assert imported.announced == 1
    assert bank.standing() == [
        (-14140, "set_aside", "outgoing"),
        (-5563, "matched", "returned"),
        (-490, "set_aside", "charge"),
        (3570, "open", "nothing_fits"),
        (5190, "matched", "end_to_end"),
        (8900, "matched", "end_to_end"),
        (17850, "matched", "invoice_number"),
    ]
    for debit in debits.values():
        debit.refresh_from_db()
    assert [debits[key].state for key in ("0101", "0102", "0099")] == ["booked", "booked", "returned"]
    assert (debits["0099"].return_code, debits["0099"].returned_on) == ("AM04", date(2026, 11, 16))
    assert [owed(people[number]) for number in (1001, 1002, 1003, 1088)] == [0, 0, 5193, 0]
    left = BankEntry.objects.get(state="open")
    assert left.said["counterpart_name"] == "Ole Wattwurm"


def test_the_same_file_is_refused_and_says_when_it_was_read(november):
    bank.read_sample("camt053-08-day.xml", AT)
    with pytest.raises(AlreadyRead, match=r"26\.11\.2026 12:00|11/26/2026 noon|11/26/2026 12"):
        bank.read_sample("camt053-08-day.xml", AT)
    assert (BankFile.objects.count(), BankEntry.objects.count()) == (1, 7)


def test_the_parts_that_camt054_tells_of_what_camt053_told_are_known(november):
    bank.read_sample("camt053-08-day.xml", AT)
    imported = bank.read_sample("camt054-08-collective.xml", AT)
    assert counted(imported) == {"new": 2, "known": 2, "booked": 0, "proposed": 0, "left": 2, "aside": 0}
    assert AccountEntry.objects.filter(kind="debit").count() == 3


def test_turned_round_the_whole_brings_nothing_new_either(november):
    bank.read_sample("camt054-08-collective.xml", AT)
    imported = bank.read_sample("camt053-08-day.xml", AT)
    assert counted(imported) == {"new": 5, "known": 2, "booked": 2, "proposed": 0, "left": 1, "aside": 2}
    assert BankEntry.objects.count() == 9


def whole(cents, reference):
    return entry(cents, reference=reference, family="IDDT", day="2026-11-16")


def test_parts_take_the_place_of_a_whole_that_nobody_assigned(november):
    read(whole(14090, "2026111612345678000"))
    assert bank.standing() == [(14090, "open", "nothing_fits")]
    bank.read_sample("camt054-08-collective.xml", AT)
    assert (14090, "set_aside", "in_parts") in bank.standing()
    assert (5190, "matched", "end_to_end") in bank.standing()
    with pytest.raises(ValidationError, match="parts of this collective entry"):
        take_back(BankEntry.objects.get(amount=14090), AT, by=None)
    assert read(whole(14090, "2026111612345678000"), entry(1), name="again.xml").known == 1


def test_a_whole_whose_parts_are_in_the_books_is_known(november):
    bank.read_sample("camt054-08-collective.xml", AT)
    assert counted(read(whole(14090, "2026111612345678000"))) == {"new": 0, "known": 1, "booked": 0, "proposed": 0, "left": 0, "aside": 0}
    assert BankEntry.objects.filter(amount=14090).count() == 0


def test_the_parts_of_a_whole_that_was_assigned_are_known(november):
    read(whole(14090, "2026111612345678000"))
    assign(BankEntry.objects.get(), [share(bank.customer("K-9"), 14090)], AT, by=None)
    assert counted(bank.read_sample("camt054-08-collective.xml", AT))["known"] == 2


def test_a_broken_entry_is_told_by_its_place_and_the_rest_is_read(office):
    imported = import_file(sample("broken/entries.xml"), "entries.xml", AT, by=None)
    assert (imported.new, len(imported.broken), ReadingProblem.objects.count()) == (3, 13, 14)
    assert ReadingProblem.objects.exclude(position="").count() == 13


def test_a_foreign_account_is_refused_with_what_is_expected(office):
    with pytest.raises(ValidationError, match=r"DE02…2051.*DE89…3000"):
        import_file(camt(entry(100), iban=firm.OTHER_IBAN), "other.xml", AT, by=None)
    assert BankFile.objects.count() == 0
    office.iban = ""
    office.save()
    assert import_file(camt(entry(100), iban=firm.OTHER_IBAN), "other.xml", AT, by=None).new == 1


def test_another_currency_is_a_broken_entry(office):
    imported = read(entry(100), entry(200, currency="USD"))
    assert (imported.new, len(imported.broken)) == (1, 1)


@pytest.mark.parametrize("name", ["xxe-file.xml", "xxe-network.xml", "xxe-laughs.xml", "xxe-utf16.xml"])
def test_a_file_that_would_have_other_files_read_is_refused(office, name):
    with pytest.raises(ValidationError):
        import_file(sample(f"broken/{name}"), name, AT, by=None)
    assert BankFile.objects.count() == 0


def test_what_is_about_the_payer_is_sealed(office):
    read(entry(100, "Canary 4711"))
    row = BankEntry.objects.get()
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT said FROM billing_bankentry")
        kept = bytes(cursor.fetchone()[0])
        cursor.execute("SELECT data FROM billing_bankfile")
        kept += bytes(cursor.fetchone()[0])
    assert b"Canary" not in kept
    assert PAYER.encode() not in kept
    assert row.said["remittance"] == "Canary 4711"


def test_a_file_is_kept_whole_or_not_at_all(office, monkeypatch):
    def killed(*_arguments, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(reading.ReadingProblem.objects, "bulk_create", killed)
    with pytest.raises(KeyboardInterrupt):
        read(entry(100))
    assert (BankFile.objects.count(), BankEntry.objects.count()) == (0, 0)
    monkeypatch.undo()
    assert read(entry(100)).new == 1


def test_what_was_read_and_not_booked_is_booked_by_the_next_look(meadow, monkeypatch):
    def killed(*_arguments, **_named):
        raise KeyboardInterrupt

    monkeypatch.setattr(reading, "assign_new", killed)
    with pytest.raises(KeyboardInterrupt):
        read(entry(11900, "RE-2026-00501"))
    assert bank.standing() == [(11900, "open", "")]
    assert assign_new(AT).booked == 1
    assert owed(meadow) == 0


# --- what is certain, what is proposed ------------------------------------------------------------------------------------


def test_more_than_is_open_stays_to_the_credit_and_on_no_other_invoice(meadow):
    bank.owes(meadow, "RE-2026-00502", 5000)
    read(entry(13000, "RE-2026-00501"))
    found = account(meadow.pk, TODAY)
    assert (found.open, found.credit) == (5950, 1100)


def test_the_account_of_an_earlier_payer_is_known(meadow):
    read(entry(11900, "RE-2026-00501"))
    bank.owes(meadow, "RE-2026-00502", 5000)
    read(entry(5950, "danke"), name="zwei.xml")
    assert BankEntry.objects.get(amount=5950).reason == "iban_one_item"
    assert owed(meadow) == 0


def test_the_account_of_a_mandate_is_known(meadow):
    firm.give_mandate(meadow, PAYER)
    read(entry(11900, "danke"))
    assert BankEntry.objects.get().state == "matched"


def test_a_proposal_waits_with_its_reason(meadow):
    firm.give_mandate(meadow, PAYER)
    assert counted(read(entry(5000, "danke")))["proposed"] == 1
    assert bank.standing() == [(5000, "open", "iban_only")]
    assert owed(meadow) == 11900


def test_a_payment_that_came_before_its_invoice_is_booked_when_it_is_there(office):
    early = bank.customer("K-2002")
    read(entry(11900, "RE-2026-00900"))
    assert bank.standing() == [(11900, "open", "nothing_fits")]
    bank.owes(early, "RE-2026-00900", 10000)
    assert assign_new(AT).booked == 1
    assert owed(early) == 0


def test_a_direct_debit_of_a_file_nobody_marked_as_sent_waits_until_it_is(november):
    _people, debits = november
    debits["0101"].state = "in_file"
    debits["0101"].save()
    bank.read_sample("camt053-08-day.xml", AT)
    assert (5190, "open", "not_sent") in bank.standing()
    debits["0101"].state = "sent"
    debits["0101"].save()
    assign_new(AT)
    assert (5190, "matched", "end_to_end") in bank.standing()


def test_one_direct_debit_that_two_entries_tell_is_booked_once(november):
    people, _debits = november
    bank.read_sample("camt053-08-day.xml", AT)
    text = sample("camt053-08-day.xml").replace(b"2026111612345678000", b"4711")
    imported = import_file(text, "again.xml", AT, by=None)
    assert imported.new == 2
    assert bank.standing().count((5190, "open", "refused")) == 1
    assert owed(people[1001]) == 0


# --- by hand --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def left(meadow):
    """20.00 from somebody unknown."""
    read(entry(2000, "danke"))
    return BankEntry.objects.get()


def test_an_entry_is_split_between_customers_and_the_rest_is_their_credit(meadow, left):
    other = bank.customer("K-2003")
    payments = assign(left, [share(meadow, 1500, (invoice_entry(meadow).pk, 1200)), share(other, 500)], AT, by=None)
    assert [payment.amount for payment in payments] == [-1500, -500]
    assert (owed(meadow), account(meadow.pk, TODAY).credit, owed(other)) == (10400, 300, -500)
    assert bank.standing() == [(2000, "matched", "by_hand")]
    assert assign(left, [share(meadow, 2000)], AT, by=None) == payments


@pytest.mark.parametrize(("cents", "says"), [(1999, "0.01"), (2001, "0.01"), (0, "above zero"), (-5, "above zero")])
def test_not_all_or_too_much_of_an_entry_is_refused(meadow, left, cents, says):
    with pytest.raises(ValidationError, match=says):
        assign(left, [share(meadow, cents)], AT, by=None)
    assert owed(meadow) == 11900


def test_what_is_not_open_or_of_another_customer_is_refused(meadow, left):
    other = bank.customer("K-2003")
    with pytest.raises(ValidationError, match="open entries of this customer"):
        assign(left, [share(other, 2000, (invoice_entry(meadow).pk, 2000))], AT, by=None)
    with pytest.raises(ValidationError, match="More is put"):
        assign(left, [share(meadow, 2000, (invoice_entry(meadow).pk, 2001))], AT, by=None)
    assert AccountEntry.objects.filter(kind="payment").count() == 0


def test_a_wrong_match_is_taken_back_and_not_repeated(meadow):
    read(entry(11900, "RE-2026-00501"))
    row = BankEntry.objects.get()
    take_back(row, AT, by=None)
    take_back(row, AT, by=None)
    assert owed(meadow) == 11900
    assert bank.standing() == [(11900, "open", Waits.TAKEN_BACK)]
    assert assign_new(AT).booked == 0
    assert assign_new(AT, rows=[BankEntry.objects.get()]).booked == 0
    assign(row, [share(meadow, 11900, (invoice_entry(meadow).pk, 11900))], AT, by=None)
    assert owed(meadow) == 0
    assert AccountEntry.objects.filter(kind="payment").count() == 3


def test_what_is_set_aside_says_why_and_comes_back(left):
    with pytest.raises(ValidationError, match="Choose why"):
        set_aside(left, "weil", AT, by=None)
    set_aside(left, SetAside.OWN_TRANSFER, AT, by=None)
    set_aside(left, SetAside.NO_CUSTOMER, AT, by=None)
    assert bank.standing() == [(2000, "set_aside", "own_transfer")]
    with pytest.raises(ValidationError, match="set aside"):
        assign(left, [share(bank.customer("K-9"), 2000)], AT, by=None)
    take_back(left, AT, by=None)
    assert bank.standing() == [(2000, "open", "taken_back")]


def test_a_direct_debit_is_not_taken_back_here(november):
    bank.read_sample("camt053-08-day.xml", AT)
    for cents in (5190, -5563):
        with pytest.raises(ValidationError, match="direct debit of ours"):
            take_back(BankEntry.objects.get(amount=cents), AT, by=None)


def test_a_return_without_an_id_is_assigned_by_hand(november):
    people, debits = november
    bank.read_sample("camt053-08-day.xml", AT)
    read(entry(5590, way="DBIT", family="IDDT", reference="77"), name="r.xml")
    row = BankEntry.objects.get(amount=-5590)
    BankEntry.objects.filter(pk=row.pk).update(kind="return", state="open")
    with pytest.raises(ValidationError, match="Only"):
        assign_debits(row, [debits["0102"]], AT, by=None)
    assign_debits(row, [debits["0101"]], AT, by=None)
    debits["0101"].refresh_from_db()
    assert (debits["0101"].state, debits["0101"].return_code) == ("returned", "MS03")
    assert owed(people[1001]) == 5190


# --- laws -----------------------------------------------------------------------------------------------------------------

TEXTS = ("RE-2026-00501", "RE-2026-00502", "Kd.-Nr. K-2002", "danke", "")
MOVES = st.lists(
    st.tuples(st.sampled_from(["read", "assign", "aside", "back", "look"]), st.integers(1, 20000), st.integers(0, 30), st.booleans()),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_in_any_order_the_ledger_has_what_the_assigned_entries_have(meadow, moves):
    savepoint = transaction.savepoint()
    other = bank.customer("K-2002")
    bank.owes(other, "RE-2026-00502", 5000)
    for number, (what, cents, which, flag) in enumerate(moves):
        rows = list(BankEntry.objects.order_by("created_at", "pk"))
        row = rows[which % len(rows)] if rows else None
        try:
            with transaction.atomic():
                move(what, (cents, 0 if flag else number), row, (meadow, other), which)
        except ValidationError:
            continue
    matched = BankEntry.objects.filter(state="matched")
    assert -sum(AccountEntry.objects.filter(kind="payment").values_list("amount", flat=True)) == sum(row.amount for row in matched)
    for row in BankEntry.objects.all():
        standing = -sum(row.booked.filter(reversed_by=None).values_list("amount", flat=True))
        assert standing == (row.amount if row.state == "matched" else 0)
    transaction.savepoint_rollback(savepoint)


def move(what, numbers, row, people, which):
    cents, number = numbers
    who = people[which % 2]
    if what == "read":
        import_file(camt(entry(cents, TEXTS[which % 5]), entry(cents, TEXTS[which % 3])), f"{number}.xml", AT, by=None)
    elif what == "look":
        assign_new(AT)
    elif row is None:
        return
    elif what == "assign":
        open_ones = [line for line in account(who.pk, TODAY).lines if line.open and line.entry.kind == "invoice"]
        items = [(line.entry.pk, min(line.open, row.amount, cents)) for line in open_ones[:1]]
        assign(row, [share(who, row.amount, *items)], AT, by=None)
    elif what == "aside":
        set_aside(row, SetAside.NO_CUSTOMER, AT, by=None)
    else:
        take_back(row, AT, by=None)


def at_once(*works):
    """Do things at the same moment, each on a connection of its own; give what became of them."""
    together, results = threading.Barrier(len(works)), []

    def run(work):
        together.wait(20)
        try:
            results.append(work())
        except Exception as error:  # noqa: BLE001  (it is looked at by the test)
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_two_who_read_the_same_file_at_once_read_it_once(meadow):
    data = camt(entry(11900, "RE-2026-00501", reference="1"))
    results = at_once(*[lambda: import_file(data, "tag.xml", AT, by=None)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["AlreadyRead", "Imported"]
    assert owed(meadow) == 0
    assert AccountEntry.objects.filter(kind="payment").count() == 1


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_two_files_with_the_same_entries_at_once_keep_each_once(meadow):
    both = [entry(11900, "RE-2026-00501", reference="1"), entry(700, "", reference="2")]
    results = at_once(
        lambda: import_file(camt(*both), "a.xml", AT, by=None), lambda: import_file(camt(*both, entry(800)), "b.xml", AT, by=None)
    )
    assert sum(result.new for result in results) == 3, results
    assert sum(result.known for result in results) == 2
    assert BankEntry.objects.count() == 3
    assert owed(meadow) == 0


@pytest.mark.django_db(transaction=True, databases=["default", "keyring"])
def test_two_who_assign_the_same_entry_at_once_book_it_once(meadow, left):
    other = bank.customer("K-2003")
    at_once(lambda: assign(left, [share(meadow, 2000)], AT, by=None), lambda: assign(left, [share(other, 2000)], AT, by=None))
    assert list(AccountEntry.objects.filter(kind="payment").values_list("amount", flat=True)) == [-2000]
