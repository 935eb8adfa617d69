"""The bank in the office: reading statements, assigning what is left over one after the other, undoing; and who sees what of it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.billing import bank, firm
from tests.billing.bank import camt, entry
from vorzimmer.billing.accounts import account
from vorzimmer.billing.models import AccountEntry, BankEntry, BankFile
from vorzimmer.domain.days import berlin_date

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])


@pytest.fixture
def keeper(client, cast):
    """The browser of the bookkeeping."""
    firm.write_settings()
    client.force_login(cast.accountant)
    return client


@pytest.fixture
def meadow(cast):
    customer = bank.customer("K-2001")
    customer.invoice = bank.owes(customer, "RE-2026-00501", 10000)
    return customer


def upload(browser, *files):
    statements = [SimpleUploadedFile(name, data) for name, data in files]
    return browser.post(reverse("office:bank-files"), {"statements": statements})


def shown(answer):
    return " ".join(answer.content.decode().split())


def page(browser, name, *ids, query=""):
    return browser.get(reverse(f"office:{name}", args=ids) + query)


def do(browser, name, row, **data):
    return browser.post(reverse(f"office:{name}", args=[row.pk]), data, follow=True)


def of_account(customer):
    found = account(customer.pk, berlin_date(datetime.now(UTC)))
    return found.balance, found.credit


def only():
    return BankEntry.objects.get()


def item(customer):
    return f"item-{AccountEntry.objects.get(document=customer.invoice, kind='invoice').pk}"


def test_several_files_are_read_at_once_and_each_says_what_it_brought(keeper, meadow):
    broken = camt(entry(500), entry(600, currency="USD"))
    answer = upload(keeper, ("tag.xml", camt(entry(11900, "RE-2026-00501"))), ("kaputt.xml", broken), ("brief.txt", b"Guten Tag"))
    said = shown(answer)
    assert answer.status_code == 200
    assert "kaputt.xml, entry 2:" in said
    assert "currency USD is not kept here." in said
    assert "it is no statement of a bank" in said
    assert "Assign what is left over" in said
    assert BankFile.objects.count() == 2
    assert of_account(meadow) == (0, 0)
    again = shown(upload(keeper, ("tag.xml", camt(entry(11900, "RE-2026-00501")))))
    assert "This file was read on" in again


def test_without_a_file_it_says_so(keeper):
    answer = keeper.post(reverse("office:bank-files"), {})
    assert answer.status_code == 422
    assert "Choose at least one file." in shown(answer)


def test_what_is_known_in_the_text_is_marked_and_what_fits_is_proposed(keeper, meadow):
    firm.give_mandate(meadow, bank.PAYER)
    upload(keeper, ("tag.xml", camt(entry(5000, "Kd K-2001 <b>Danke</b>".replace("<", "&lt;").replace(">", "&gt;")))))
    said = shown(page(keeper, "bank-entry", only().pk))
    assert "<mark>K-2001</mark>" in said
    assert "&lt;b&gt;Danke" in said
    assert "The payer names the customer number, but the amount does not fit." in said
    assert 'value="50.00"' in said


def test_one_button_assigns_all_of_it_and_the_next_one_comes(keeper, meadow):
    upload(keeper, ("tag.xml", camt(entry(5000, "danke", reference="1"), entry(700, "auch", reference="2", payer=firm.OTHER_IBAN))))
    first, second = BankEntry.objects.order_by("-amount")
    answer = do(keeper, "bank-assign", first, only=item(meadow), q="RE-2026-00501")
    assert answer.redirect_chain[-1][0] == f"{reverse('office:bank-entry', args=[second.pk])}?done={first.pk}"
    assert "Undo" in shown(answer)
    assert of_account(meadow) == (6900, 0)
    undone = do(keeper, "bank-take-back", first)
    assert "Whose payment is it?" in shown(undone)
    assert of_account(meadow) == (11900, 0)


def test_amounts_are_written_as_people_write_them_and_must_come_to_all_of_it(keeper, meadow):
    other = bank.customer("K-2002", "Wiese Nord")
    upload(keeper, ("tag.xml", camt(entry(150000, "danke"))))
    fields = {item(meadow): "119", f"credit-{other.pk}": "1,381", "q": "K-200"}
    wrong = do(keeper, "bank-assign", only(), **(fields | {f"credit-{other.pk}": "1,380.00"}))
    assert "€1.00 of it is not assigned yet." in shown(wrong)
    assert 'value="1,380.00"' in shown(wrong)
    assert "much" in shown(keeper.post(reverse("office:bank-rest", args=[only().pk]), fields | {f"credit-{other.pk}": "2000"}))
    assert "Enter an amount like 119.00." in shown(do(keeper, "bank-assign", only(), **(fields | {item(meadow): "viel"})))
    assert only().state == "open"
    fields[f"credit-{other.pk}"] = "1381"
    answer = do(keeper, "bank-assign", only(), **fields)
    assert (of_account(meadow), of_account(other)) == ((0, 0), (-138100, 138100))
    assert "stay to his credit" in shown(answer)


@pytest.mark.parametrize("q", ["wiesengrund", "K-2001", "00501", "119,00", "119.00", "119"])
def test_a_customer_is_found_by_name_number_invoice_or_amount(keeper, meadow, q):
    upload(keeper, ("tag.xml", camt(entry(150000, "danke"))))
    assert "RE-2026-00501" in shown(page(keeper, "bank-entry", only().pk, query=f"?q={q}"))
    assert "Nobody found" in shown(page(keeper, "bank-entry", only().pk, query="?q=niemand"))


def test_what_has_an_amount_stays_while_somebody_searches_for_the_next_customer(keeper, meadow):
    other = bank.customer("K-3003", "Teich Ost")
    upload(keeper, ("tag.xml", camt(entry(20000, "danke"))))
    answer = do(keeper, "bank-assign", only(), do="search", q="teich", **{item(meadow): "119,00", f"credit-{meadow.pk}": "?"})
    said = shown(answer)
    assert answer.status_code == 200
    assert 'value="119,00"' in said
    assert "Teich Ost" in said
    do(keeper, "bank-assign", only(), q="teich", **{item(meadow): "119", f"credit-{other.pk}": "81"})
    assert (of_account(meadow), of_account(other)) == ((0, 0), (-8100, 8100))


def test_what_is_set_aside_says_why_and_can_be_taken_back(keeper, meadow):
    upload(keeper, ("tag.xml", camt(entry(500, "Zinsen"))))
    assert "Choose why it is set aside." in shown(do(keeper, "bank-aside", only(), reason="weil"))
    answer = do(keeper, "bank-aside", only(), reason="own_transfer")
    assert "A transfer between own accounts." in shown(answer)
    assert "Everything is assigned" in shown(answer)
    assert "The entry waits again" in shown(page(keeper, "bank-take-back", only().pk))
    do(keeper, "bank-take-back", only())
    assert (only().state, only().reason) == ("open", "taken_back")


def test_assigned_ones_are_found_and_say_what_they_settled(keeper, meadow):
    upload(keeper, ("tag.xml", camt(entry(13000, "RE-2026-00501"), entry(4200, "sonst", payer=firm.OTHER_IBAN, name="Ole Wattwurm"))))
    for q in ("ährenfeld", "K-2001", "00501", "130,00", "wiesengrund"):
        said = shown(page(keeper, "bank-entries", query=f"?state=assigned&q={q}"))
        assert "Kanzlei Ährenfeld" in said, q
        assert "RE-2026-00501" in said
    assert "Nothing found" in shown(page(keeper, "bank-entries", query="?state=assigned&q=Wattwurm"))
    assert "Ole Wattwurm" in shown(page(keeper, "bank-entries"))
    row = BankEntry.objects.get(state="matched")
    said = shown(page(keeper, "bank-take-back", row.pk))
    assert "€119.00, is open again" in said
    assert "€11.00 stay to his credit" in shown(page(keeper, "bank-entry", row.pk))


def test_a_return_without_an_id_is_assigned_to_its_direct_debit(keeper, meadow):
    debit = bank.collected(meadow.invoice, "VZ-1", state="booked")
    upload(keeper, ("tag.xml", camt(entry(12300, way="DBIT", family="IDDT"))))
    BankEntry.objects.update(kind="return", state="open", reason="nothing_fits")
    assert "VZ-1" in shown(page(keeper, "bank-entry", only().pk))
    do(keeper, "bank-debits", only(), collection=str(debit.pk))
    debit.refresh_from_db()
    assert (debit.state, only().state) == ("returned", "matched")
    assert "It stays what the bank says" in shown(page(keeper, "bank-entry", only().pk))


def test_rubbish_in_the_address_and_in_the_forms_is_no_accident(keeper, meadow):
    upload(keeper, ("tag.xml", camt(entry(500, "danke"))))
    for query in ("?page=999", "?state=x", "?q=%00", "?done=x", "?q=" + "x" * 500):
        assert page(keeper, "bank-entries", query=query).status_code == 200
        assert page(keeper, "bank-entry", only().pk, query=query).status_code == 200
    assert do(keeper, "bank-assign", only(), only="item-x").status_code == 422
    assert do(keeper, "bank-assign", only()).status_code == 422
    assert do(keeper, "bank-debits", only(), collection="x").status_code == 200
    assert only().state == "open"


def test_the_owner_sees_counts_and_sums_and_no_payer(keeper, meadow, cast):
    upload(keeper, ("tag.xml", camt(entry(500, "Canary 4711"))))
    day = BankEntry.objects.get().booked_on
    browser = Client()
    browser.force_login(cast.owner)
    said = shown(page(browser, "bank-entries"))
    assert "1 payment to be assigned" in said
    for secret in ("Canary", "Ährenfeld", bank.PAYER, "tag.xml"):
        assert secret not in said
    for name, ids in (("bank-files", ()), ("bank-entry", (only().pk,)), ("bank-file", (BankFile.objects.get().pk,))):
        assert page(browser, name, *ids).status_code == 403
    BankEntry.objects.update(booked_on=day - timedelta(days=4))
    assert "Payments to be assigned, the oldest for" in shown(browser.get(reverse("office:home")))


def test_the_start_page_of_the_bookkeeping_says_what_waits(keeper, meadow):
    assert "to be assigned" not in shown(keeper.get(reverse("office:home")))
    upload(keeper, ("tag.xml", camt(entry(500), entry(600))))
    BankEntry.objects.update(booked_on=berlin_date(datetime.now(UTC)) - timedelta(days=4))
    said = shown(keeper.get(reverse("office:home")))
    assert "2 payments to be assigned" in said
    assert "the oldest for 4 days" in said


def test_a_search_in_ten_entries_asks_as_often_as_in_one(keeper, meadow, django_assert_max_num_queries):
    upload(keeper, ("tag.xml", camt(*[entry(500 + number, "danke") for number in range(30)])))
    with django_assert_max_num_queries(22):
        page(keeper, "bank-entries")
    with django_assert_max_num_queries(30):
        page(keeper, "bank-entry", BankEntry.objects.first().pk)
