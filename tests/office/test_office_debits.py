"""Direct debits in the office: what the accountant does, what the owner sees and approves, what is said to whom, and bad input."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from tests.billing import firm
from tests.cast import make_cast, user
from vorzimmer.billing import actions
from vorzimmer.billing.models import Collection, DebitFile, Document, Mandate
from vorzimmer.customers.models import Customer
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.roles import Role
from vorzimmer.domain.statements import Period
from vorzimmer.domain.target_days import target_days_before

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
FEW = 16
"""Questions to the database that a page of direct debits may ask, however many rows it has."""
MASKED = "DE89 … 3000"


def at_now():
    return datetime.now(UTC)


@pytest.fixture
def cast(db):
    cast = make_cast(at_now() - timedelta(days=2))
    for person in (cast.owner, cast.accountant):
        person.language = "en"
        person.save()
    return cast


@pytest.fixture
def billed(cast):
    """Three customers whose invoices of the last month went out today, each with a planned direct debit."""
    firm.write_settings()
    tariff = firm.offer()
    last = berlin_date(at_now()).replace(day=1) - timedelta(days=1)
    for number in ("K-2001", "K-2002", "K-2003"):
        customer = firm.enrol(tariff, number, name=f"Firma {number}", concluded_on=date(2026, 1, 1))
        firm.give_mandate(customer, signed_on=date(2026, 1, 1))
    run = actions.run_of(Period.month(f"{last:%Y-%m}"), at_now())
    actions.write_preview(run)
    actions.release(run, at_now(), by=None)
    actions.issue_run(run, at_now())
    return list(Collection.objects.order_by("end_to_end"))


@pytest.fixture
def accountant(client, cast):
    client.force_login(cast.accountant)
    return client


def ask(client, name, *ids, **filters):
    return client.get(reverse(f"office:{name}", args=ids), filters)


def do(client, name, *ids, **entered):
    return client.post(reverse(f"office:{name}", args=ids), entered)


def made(client, rows):
    do(client, "debits-make", debit=[str(row.pk) for row in rows], due_on="")
    return DebitFile.objects.latest("created_at")


def sent(cast, rows):
    (file,) = actions.make_file(rows, None, at_now(), by=cast.accountant).files
    actions.approve_file(file, at_now(), by=cast.owner)
    return actions.mark_sent(file, at_now())


def test_two_people_bring_the_direct_debits_to_the_bank(accountant, cast, billed):
    page = ask(accountant, "debits").content.decode()
    assert "3 direct debits can be collected" in page
    assert MASKED in page
    file = made(accountant, billed[:2])
    assert (file.count, file.state) == (2, "made")
    answer = do(accountant, "debit-file-approve", file.pk, seen=file.total)
    assert answer.status_code == 422
    assert "Somebody else has to approve" in answer.content.decode()
    assert ask(accountant, "debit-file-download", file.pk).status_code == 404

    accountant.force_login(cast.owner)
    page = ask(accountant, "debit-file", file.pk).content.decode()
    assert MASKED not in page
    assert "M-K-2001-1" not in page
    assert do(accountant, "debit-file-approve", file.pk, seen=file.total).status_code == 302
    assert ask(accountant, "debit-file-download", file.pk).status_code == 403

    accountant.force_login(cast.accountant)
    answer = ask(accountant, "debit-file-download", file.pk)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/xml; charset=utf-8", "no-store")
    assert answer["Content-Disposition"] == f'attachment; filename="{file.message_id}.xml"'
    assert answer.content.count(b"<DrctDbtTxInf>") == 2
    assert do(accountant, "debit-file-sent", file.pk).status_code == 302
    file.refresh_from_db()
    assert (file.state, Collection.objects.filter(state="sent").count()) == ("sent", 2)


def test_the_owner_sees_sums_and_no_accounts(client, cast, billed):
    client.force_login(cast.owner)
    Mandate.objects.filter(customer_number="K-2001").update(suspended_because="returned")
    page = ask(client, "debits").content.decode()
    assert "2 direct debits can be collected" in page
    assert "cannot be collected" in page
    for secret in (MASKED, "M-K-2001-1", "suspended", "clear up", 'name="debit"', "Make files"):
        assert secret not in page
    assert do(client, "debits-make", debit=[str(billed[1].pk)]).status_code == 403
    assert DebitFile.objects.count() == 0


def test_who_approves_another_sum_than_he_saw_is_told(client, cast, billed):
    (file,) = actions.make_file(billed, None, at_now(), by=cast.accountant).files
    client.force_login(cast.owner)
    actions.withdraw(billed[0])
    answer = do(client, "debit-file-approve", file.pk, seen=file.total)
    assert answer.status_code == 422
    assert "has changed since you looked" in answer.content.decode()


def test_who_is_alone_is_asked_for_a_reason(accountant, cast, billed):
    file = made(accountant, billed)
    assert 'name="reason"' not in ask(accountant, "debit-file-approve", file.pk).content.decode()
    cast.owner.is_active = False
    cast.owner.save()
    assert 'name="reason"' in ask(accountant, "debit-file-approve", file.pk).content.decode()
    assert do(accountant, "debit-file-approve", file.pk, seen=file.total, reason="geprüft").status_code == 422
    DebitFile.objects.update(created_at=at_now() - timedelta(hours=24))
    assert do(accountant, "debit-file-approve", file.pk, seen=file.total, reason="").status_code == 422
    assert do(accountant, "debit-file-approve", file.pk, seen=file.total, reason="geprüft").status_code == 302


def test_what_was_changed_since_stands_on_the_page_of_the_file(accountant, billed):
    file = made(accountant, billed)
    assert "Something has changed" not in ask(accountant, "debit-file", file.pk).content.decode()
    Mandate.objects.filter(customer_number="K-2001").update(suspended_because="by_customer")
    page = ask(accountant, "debit-file", file.pk).content.decode()
    assert "Something has changed" in page
    assert f"{billed[0].end_to_end}: The mandate is suspended" in page


def test_a_discarded_file_is_planned_again(accountant, billed):
    file = made(accountant, billed)
    assert "3 direct debits are planned again" in ask(accountant, "debit-file-discard", file.pk).content.decode()
    assert do(accountant, "debit-file-discard", file.pk).status_code == 302
    assert "3 direct debits can be collected" in ask(accountant, "debits").content.decode()
    assert file.message_id in ask(accountant, "debit-files", state="discarded").content.decode()


@pytest.mark.parametrize("entered", [{"debit": ["nonsense"]}, {}, {"debit": ["6b1f1c55-1111-4222-8333-123456789012"]}, {"due_on": "soon"}])
def test_nonsense_makes_no_file(accountant, billed, entered):
    answer = do(accountant, "debits-make", **entered)
    assert (answer.status_code, DebitFile.objects.count()) == (302, 0)


def test_a_return_is_noted_and_collected_again(accountant, cast, billed):
    sent(cast, billed[:1])
    debit, today = billed[0], berlin_date(at_now())
    answer = do(accountant, "debit-came-back", debit.pk, what="returned", code="AM04", day=f"{today + timedelta(days=2)}", bank_fee="3.70")
    assert answer.status_code == 422
    assert do(accountant, "debit-came-back", debit.pk, what="returned", code="other", other_code="A", day=f"{today}").status_code == 422
    assert do(accountant, "debit-came-back", debit.pk, what="returned", code="", day=f"{today}").status_code == 422
    assert do(accountant, "debit-came-back", debit.pk, what="returned", code="AM04", day=f"{today}", bank_fee="-1").status_code == 422
    answer = do(accountant, "debit-came-back", debit.pk, what="returned", code="AM04", day=f"{today}", bank_fee="3.70")
    assert answer.status_code == 302
    page = ask(accountant, "debit-returns").content.decode()
    assert "not sufficiently covered" in page
    assert "AM04" in page
    assert do(accountant, "debit-again", debit.pk, due_on=f"{today}").status_code == 422
    assert do(accountant, "debit-again", debit.pk, due_on="").status_code == 302
    assert Collection.objects.filter(document=debit.document).count() == 2


@pytest.mark.parametrize(("code", "says"), [("AM04", "known to the bookkeeping"), ("AC04", "The account is closed")])
def test_a_sensitive_reason_is_for_the_bookkeeping_only(client, cast, billed, code, says):
    sent(cast, billed[:1])
    actions.return_debit(billed[0], code, berlin_date(at_now()), 0, at_now())
    client.force_login(cast.owner)
    page = ask(client, "debit-returns").content.decode()
    assert says in page
    assert "covered" not in page
    assert code not in page


def test_while_the_mandate_is_suspended_the_page_says_what_to_do_first(accountant, cast, billed):
    sent(cast, billed[:1])
    actions.return_debit(billed[0], "MD06", berlin_date(at_now()), 0, at_now())
    assert "resume it first" in ask(accountant, "debit-again", billed[0].pk).content.decode()
    answer = do(accountant, "debit-again", billed[0].pk, due_on="")
    assert answer.status_code == 422
    assert Collection.objects.filter(document=billed[0].document).count() == 1


def test_a_debit_is_withdrawn_only_before_the_bank_has_it(accountant, cast, billed):
    assert do(accountant, "debit-withdraw", billed[0].pk).status_code == 302
    sent(cast, billed[1:2])
    assert do(accountant, "debit-withdraw", billed[1].pk).status_code == 422
    assert list(Collection.objects.order_by("end_to_end").values_list("state", flat=True)) == ["withdrawn", "sent", "planned"]


def test_a_mandate_is_entered_from_paper_with_its_day(accountant, cast):
    entered = {"iban": firm.OTHER_IBAN, "holder": "Dr. Zahn", "kind": "CORE"}
    assert do(accountant, "bank", cast.zahn.pk, **entered, signed_on="").status_code == 422
    assert do(accountant, "bank", cast.zahn.pk, **entered | {"kind": "X"}, signed_on="2026-01-05").status_code == 422
    assert do(accountant, "bank", cast.zahn.pk, **entered, signed_on="2026-01-05").status_code == 302
    mandate = Mandate.objects.get()
    assert (mandate.kind, mandate.signed_on, mandate.iban) == ("CORE", date(2026, 1, 5), firm.OTHER_IBAN)
    page = ask(accountant, "mandate", mandate.pk).content.decode()
    assert "DE02 … 2051" in page
    assert firm.OTHER_IBAN not in page


def test_a_mandate_is_suspended_resumed_and_ended(accountant, billed):
    mandate = Mandate.objects.get(customer_number="K-2001")
    assert do(accountant, "mandate-suspend", mandate.pk, because="returned").status_code == 422
    assert do(accountant, "mandate-suspend", mandate.pk, because="by_customer").status_code == 302
    assert mandate.reference in ask(accountant, "mandates", state="suspended").content.decode()
    assert "The customer asked us not to collect." in ask(accountant, "mandate", mandate.pk).content.decode()
    assert do(accountant, "mandate-resume", mandate.pk).status_code == 302
    assert do(accountant, "mandate-end", mandate.pk).status_code == 302
    assert do(accountant, "mandate-end", mandate.pk).status_code == 422
    assert mandate.reference in ask(accountant, "mandates", state="ended").content.decode()
    assert mandate.reference not in ask(accountant, "mandates").content.decode()


def test_mandates_are_found_by_number_and_named_before_they_lapse(accountant, billed):
    today = berlin_date(at_now())
    Mandate.objects.filter(customer_number="K-2002").update(signed_on=today.replace(day=1) - timedelta(days=3 * 365 - 40))
    page = ask(accountant, "mandates", state="lapsing").content.decode()
    assert "M-K-2002-1" in page
    assert "M-K-2001-1" not in page
    found = ask(accountant, "mandates", q="K-2003").content.decode()
    assert "M-K-2003-1" in found
    assert "M-K-2001-1" not in found
    assert "No mandate is found" in ask(accountant, "mandates", q="<script>").content.decode()


def test_the_start_page_says_what_the_bank_must_have_by_tomorrow(client, cast, billed):
    (file,) = actions.make_file(billed, None, at_now(), by=cast.accountant).files
    text = "Direct debits that the bank must have by tomorrow"
    for person in (cast.accountant, cast.owner):
        client.force_login(person)
        assert text not in ask(client, "home-money").content.decode()
    DebitFile.objects.update(submit_by=berlin_date(at_now()) + timedelta(days=1))
    for person in (cast.accountant, cast.owner):
        client.force_login(person)
        assert text in ask(client, "home-money").content.decode()
    assert file.submit_by == target_days_before(file.due_on, 1)


def test_pages_ask_the_database_seldom_however_many_debits(accountant, cast, billed, django_assert_max_num_queries):
    file = sent(cast, billed[:1])
    actions.return_debit(billed[0], "AM04", berlin_date(at_now()), 0, at_now())
    mandate = Mandate.objects.get(customer_number="K-2001")
    pages = (("debits",), ("debit-files",), ("debit-file", file.pk), ("debit-returns",), ("mandates",), ("mandate", mandate.pk))
    for name, *ids in pages:
        ask(accountant, name, *ids)
        with django_assert_max_num_queries(FEW, info=name):
            ask(accountant, name, *ids)


def test_empty_lists_say_what_will_be_there(accountant):
    for name, text in {
        "debits": "Nothing is due",
        "debit-files": "No file waits",
        "debit-returns": "Nothing came back",
        "mandates": "No mandate here",
    }.items():
        assert text in ask(accountant, name).content.decode()


def test_the_customer_is_told_in_the_portal_while_nothing_is_collected(client, billed):
    customer = billed[0].document.customer_ref
    responsible = user("chef@firma.example", "Carl Chef", Role.CUSTOMER_OWNER, language="en")
    Customer.objects.get(pk=customer).users.add(responsible)
    client.force_login(responsible)
    text = "We do not collect from your account for now"
    assert text not in client.get(reverse("portal:contracts")).content.decode()
    Mandate.objects.filter(customer_number="K-2001").update(suspended_because="returned")
    assert text in client.get(reverse("portal:contracts")).content.decode()
    assert Document.objects.count() == 3
