"""Claims in the office: what is to be done, who comes in, what is said before a deed, what is refused, what is downloaded."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, pay, remind
from tests.website.test_templates import breaches
from vorzimmer.billing.models import AccountEntry
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.models import Claim, Instalment, Pause
from vorzimmer.domain.days import add_months, berlin_date
from vorzimmer.office.claim_deeds import DEEDS

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
TODAY = berlin_date(datetime.now(UTC))
PLAIN = ("claims", "claims-download")
OF_A_CLAIM = ("claim", "claim-interest", "claim-interest-file", "claim-plan", *(deed.name for deed in DEEDS))
OF_A_PAUSE = ("claim-pause-end", "claim-pause-review")


def address(name, *ids):
    return reverse(f"office:{name}", args=ids)


@pytest.fixture
def accountant(client, cast):
    client.force_login(cast.accountant)
    return client


@pytest.fixture
def claim(cast):
    """A claim on a business over 499.80 €, sixty days overdue."""
    confirm_rates()
    issued_on = TODAY - timedelta(days=74)
    document = owe(cast.zahn, issued_on=issued_on, number="RE-2026-00042", due_on=TODAY - timedelta(days=60))
    return claim_of(document, TODAY)


@pytest.fixture
def pause(claim):
    return Pause.objects.create(claim=claim, kind="by_hand", since=TODAY, review_on=TODAY, at=noon(TODAY))


def every_door(claim, pause):
    yield from (address(name) for name in PLAIN)
    yield from (address(name, claim.pk) for name in OF_A_CLAIM)
    yield from (address(name, claim.pk, pause.pk) for name in OF_A_PAUSE)


# --- doors ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["owner", "accountant"])
def test_owner_and_accountant_come_in(client, cast, claim, pause, who):
    client.force_login(getattr(cast, who))
    for where in every_door(claim, pause):
        answer = client.get(where)
        assert answer.status_code == 200, where
        if answer["Content-Type"].startswith("text/html"):
            assert breaches(answer.content.decode()) == [], where


@pytest.mark.parametrize("who", ["olga", "officer", "zahn_owner", "berg_user"])
def test_others_stay_outside_and_change_nothing(client, cast, claim, pause, who):
    client.force_login(getattr(cast, who))
    for where in every_door(claim, pause):
        assert client.get(where).status_code == client.post(where).status_code == 403, where
    assert Pause.objects.get().ended_on is None


def test_what_does_not_exist_is_not_found(accountant, claim, pause):
    for name in OF_A_CLAIM:
        assert accountant.get(address(name, uuid4())).status_code == 404, name
    for name in OF_A_PAUSE:
        assert accountant.get(address(name, claim.pk, uuid4())).status_code == 404, name
        assert accountant.get(address(name, uuid4(), pause.pk)).status_code == 404, name


def test_a_page_asks_as_seldom_for_many_claims_as_for_one(accountant, cast, claim):
    accountant.get(address("claims"))
    with CaptureQueriesContext(connection) as few:
        accountant.get(address("claims"))
    for number in range(4):
        owe(cast.berg, issued_on=TODAY - timedelta(days=74), number=f"RE-2026-0005{number}")
    follow(noon(TODAY))
    with CaptureQueriesContext(connection) as many:
        assert "5 claims" in accountant.get(address("claims")).content.decode()
    assert len(many) == len(few) <= 26


# --- the board -----------------------------------------------------------------------------------------------------------


def test_the_board_says_what_is_to_be_done_and_what_it_comes_to(accountant, claim):
    page = accountant.get(address("claims")).content.decode()
    for shown in ("To be done today", "Send the letter", "Dr. Zahn", "RE-2026-00042", "60 days overdue", "€499.80", "1 claim"):
        assert shown in page, shown


def test_the_board_is_filtered_by_its_address(accountant, cast, claim):
    owe(cast.berg, issued_on=TODAY - timedelta(days=20), number="RE-2026-00077")
    follow(noon(TODAY))
    Pause.objects.create(claim=claim, kind="by_hand", since=TODAY, at=noon(TODAY))

    def shown(**asked):
        rows = accountant.get(address("claims"), asked).context["rows"]
        return {row.found.document.number for row in rows}

    assert shown() == {"RE-2026-00042", "RE-2026-00077"}
    assert shown(q="zahn") == shown(q="00042") == shown(q="K-1001") == shown(older="30") == shown(rests="yes") == {"RE-2026-00042"}
    assert shown(q="berg") == shown(rests="no") == {"RE-2026-00077"}
    assert shown(stage="open") == {"RE-2026-00042", "RE-2026-00077"}
    assert shown(stage="second") == shown(q="nobody") == shown(stage="closed") == set()
    assert shown(stage="nonsense", older="x") == {"RE-2026-00042", "RE-2026-00077"}


def test_closed_claims_are_found_by_name_and_number(accountant, cast, claim):
    pay(cast.zahn, 49980, TODAY, claim.document)
    follow(noon(TODAY))
    assert "Nobody is late" in accountant.get(address("claims")).content.decode()
    for asked in ({"stage": "closed"}, {"stage": "closed", "q": "zahn"}, {"stage": "closed", "q": "00042"}):
        page = accountant.get(address("claims"), asked).content.decode()
        assert "RE-2026-00042" in page
        assert "1 claim" in page
    assert "No claim fits" in accountant.get(address("claims"), {"stage": "closed", "q": "berg"}).content.decode()


def test_a_broken_plan_a_review_and_the_lost_hold_are_to_be_done(accountant, cast, claim):
    pause = Pause.objects.create(claim=claim, kind="instalments", since=TODAY - timedelta(days=50), review_on=TODAY, at=noon(TODAY))
    Instalment.objects.create(pause=pause, due_on=TODAY - timedelta(days=30), cents=24990)
    Instalment.objects.create(pause=pause, due_on=TODAY + timedelta(days=1), cents=24990)
    old = owe(cast.berg, issued_on=add_months(TODAY, -7), number="RE-2026-00003")
    claim_of(old, TODAY)
    page = accountant.get(address("claims")).content.decode()
    for task in ("The plan of instalments is broken", "Look at the pause again", "Not reminded in time"):
        assert task in page, task


def test_the_csv_has_what_one_sees(accountant, cast, claim):
    answer = accountant.get(address("claims-download"), {"q": "zahn"})
    assert answer["Content-Disposition"] == f'attachment; filename="claims-{TODAY:%Y-%m-%d}.csv"'
    head, line, end = answer.content.decode("utf-8-sig").split("\r\n")
    assert head.startswith("Invoice;Customer number;Customer;Due on;Days overdue;Stage;Rests;In default since;Open;Interest;")
    assert line.startswith(f"RE-2026-00042;K-1001;Dr. Zahn;{TODAY - timedelta(days=60)};60;overdue;;")
    assert end == ""
    assert accountant.get(address("claims-download"), {"q": "nobody"}).content.decode("utf-8-sig").count("\r\n") == 1


def test_a_customers_name_never_becomes_a_formula(accountant, cast, claim):
    cast.zahn.short_name = "=HYPERLINK(1)"
    cast.zahn.save()
    assert ";'=HYPERLINK(1);" in accountant.get(address("claims-download")).content.decode("utf-8-sig")


# --- the file ------------------------------------------------------------------------------------------------------------


def test_the_file_says_how_it_stands_and_what_may_happen(accountant, cast, claim):
    remind(claim, "first_sent", TODAY - timedelta(days=40))
    page = accountant.get(address("claim", claim.pk)).content.decode()
    for shown in ("first reminder sent", "in default", "€40.00", "Send the second reminder", "What has happened", "31 Dec 2029"):
        assert shown.casefold() in page.casefold(), shown
    assert f'href="/office/invoices/{claim.document_id}/"' in page
    assert f'href="/office/customers/{cast.zahn.pk}/account/"' in page


def test_the_interest_can_be_printed_and_taken_along(accountant, claim):
    remind(claim, "first_sent", TODAY - timedelta(days=40))
    page = accountant.get(address("claim-interest", claim.pk)).content.decode()
    for shown in ("Praxis Dr. Zahn", "BGB §288(2)", "€499.80", "10.52"):
        assert shown in page, shown
    rows = accountant.get(address("claim-interest-file", claim.pk)).content.decode("utf-8-sig").splitlines()
    assert rows[0] == "From;Until;Days;Days of the year;Open;Base rate;Points;Rate;Interest"
    assert len(rows) >= 2


def test_a_claim_of_a_customer_who_is_no_more_can_be_read(accountant, cast, claim):
    Claim.objects.update(customer_ref=uuid4())
    assert accountant.get(address("claims")).status_code == 200
    assert accountant.get(address("claim", claim.pk)).status_code == 200


# --- the ways there ------------------------------------------------------------------------------------------------------


def test_the_start_page_says_how_many_claims_wait_and_whether_some_are_in_danger(accountant, cast, claim):
    page = accountant.get(address("home-money")).content.decode()
    assert "Claims to act on</a>" in page
    claim_of(owe(cast.berg, issued_on=add_months(TODAY, -7), number="RE-2026-00003"), TODAY)
    page = accountant.get(address("home-money")).content.decode()
    assert "Claims to act on, and some are in danger" in page
    Claim.objects.all().delete()
    assert "Claims to act on" not in accountant.get(address("home-money")).content.decode()


def test_account_file_and_invoice_lead_to_the_claims(accountant, cast, claim):
    for where in (address("account", cast.zahn.pk), address("customer", cast.zahn.pk)):
        assert 'href="/office/money/claims/?q=K-1001"' in accountant.get(where).content.decode(), where
    page = accountant.get(address("invoice", claim.document_id)).content.decode()
    assert f'href="/office/money/claims/{claim.pk}/"' in page
    Claim.objects.all().delete()
    assert "To the claim" not in accountant.get(address("invoice", claim.document_id)).content.decode()


# --- deeds ---------------------------------------------------------------------------------------------------------------


def test_a_promise_lets_the_claim_rest_until_its_day(accountant, cast, claim):
    where = address("claim-promise", claim.pk)
    assert "€499.80" in accountant.get(where).content.decode()
    assert accountant.post(where, {"until": f"{TODAY}"}).status_code == 422
    assert accountant.post(where, {"until": "soon"}).status_code == 422
    assert accountant.post(where, {}).status_code == 422
    assert accountant.post(where, {"until": f"{TODAY + timedelta(days=10)}"}).status_code == 302
    made = Pause.objects.get()
    assert (made.kind, made.until, made.by) == ("promise", TODAY + timedelta(days=10), cast.accountant)
    assert "rests for this reason already" in accountant.get(where).content.decode()
    assert accountant.post(where, {"until": f"{TODAY + timedelta(days=10)}"}).status_code == 422
    assert Pause.objects.count() == 1


def test_a_pause_is_looked_at_again_or_ended(accountant, claim, pause):
    later = TODAY + timedelta(days=20)
    assert accountant.post(address("claim-pause-review", claim.pk, pause.pk), {"review_on": f"{TODAY}"}).status_code == 422
    assert accountant.post(address("claim-pause-review", claim.pk, pause.pk), {"review_on": f"{later}"}).status_code == 302
    pause.refresh_from_db()
    assert pause.review_on == later
    assert accountant.post(address("claim-pause-end", claim.pk, pause.pk)).status_code == 302
    pause.refresh_from_db()
    assert pause.ended_on == TODAY
    assert "The pause has ended" in accountant.get(address("claim-pause-end", claim.pk, pause.pk)).content.decode()


def test_a_dispute_is_not_ended_here(accountant, claim):
    dispute = Pause.objects.create(claim=claim, kind="dispute", since=TODAY, at=noon(TODAY))
    assert "its case is resolved" in accountant.get(address("claim-pause-end", claim.pk, dispute.pk)).content.decode()
    assert accountant.post(address("claim-pause-end", claim.pk, dispute.pk)).status_code == 422
    dispute.refresh_from_db()
    assert dispute.ended_on is None


def rates(*lines):
    sent = {"rate-TOTAL_FORMS": len(lines), "rate-INITIAL_FORMS": 0}
    for place, (day, euros) in enumerate(lines):
        sent |= {f"rate-{place}-due_on": f"{day}", f"rate-{place}-cents": euros}
    return sent


def test_a_plan_is_proposed_changed_and_agreed(accountant, claim):
    where = address("claim-plan", claim.pk)
    first = add_months(TODAY, 1)
    page = accountant.get(where, {"first_on": f"{first}", "number": "3"}).content.decode()
    assert page.count('value="166,60"') == 3
    wrong = accountant.post(where, rates((first, "100,00"), (add_months(first, 1), "399,79")))
    assert wrong.status_code == 422
    assert "do not add up" in wrong.content.decode()
    assert accountant.post(where, rates((first, "100"), ("tomorrow", "399,80"))).status_code == 422
    assert accountant.post(where, {}).status_code == 422
    assert not Pause.objects.exists()
    assert accountant.post(where, rates((first, "100,00"), (add_months(first, 1), "399,80"))).status_code == 302
    assert list(Instalment.objects.values_list("cents", flat=True)) == [10000, 39980]
    assert "A plan of instalments is running" in accountant.get(where).content.decode()
    assert "€399.80" in accountant.get(address("claim", claim.pk)).content.decode()


@pytest.mark.parametrize("asked", [{"first_on": "x", "number": "3"}, {"first_on": "2026-12-15", "number": "1"}, {"number": "9999"}])
def test_a_proposal_that_makes_no_plan_says_so(accountant, claim, asked):
    answer = accountant.get(address("claim-plan", claim.pk), asked)
    assert answer.status_code == 200
    assert answer.context["rates"].forms == []


def test_costs_come_onto_the_account_once(accountant, claim):
    remind(claim, "first_sent", TODAY - timedelta(days=40))
    where = address("claim-costs", claim.pk)
    assert "€40.00" in accountant.get(where).content.decode()
    assert accountant.post(where).status_code == 302
    assert accountant.post(where).status_code == 422
    assert AccountEntry.objects.filter(kind="fee", amount=4000).count() == 1
    assert "stands on the account already" in accountant.get(where).content.decode()


def test_without_default_there_are_no_costs(accountant, claim):
    Claim.objects.update(is_consumer=True)
    where = address("claim-costs", claim.pk)
    assert "not in default yet" in accountant.get(where).content.decode()
    assert accountant.post(where).status_code == 422
    assert not AccountEntry.objects.filter(kind="fee").exists()


def test_what_is_given_up_closes_the_claim_and_needs_a_reason(accountant, claim):
    where = address("claim-write-off", claim.pk)
    assert accountant.post(where, {"reason": " "}).status_code == 422
    assert accountant.post(where, {"reason": "zu teuer"}).status_code == 302
    claim.refresh_from_db()
    assert claim.stage == "written_off"
    assert "The claim is closed" in accountant.get(where).content.decode()
    assert accountant.post(where, {"reason": "noch einmal"}).status_code == 422


def test_a_decision_is_refused_before_default_and_recorded_after_it(accountant, cast, claim):
    where = address("claim-decide", claim.pk)
    Claim.objects.update(is_consumer=True)
    assert "not in default yet" in accountant.get(where).content.decode()
    refused = accountant.post(where)
    assert refused.status_code == 422
    assert not claim.events.exists()
    Claim.objects.update(is_consumer=False)
    remind(claim, "first_sent", TODAY - timedelta(days=40))
    assert accountant.post(where).status_code == 302
    claim.refresh_from_db()
    assert (claim.stage, claim.events.get(kind="default_known").by) == ("decision", cast.accountant)


def test_receipt_and_agreed_day_are_checked_and_kept(accountant, claim):
    where = address("claim-receipt", claim.pk)
    assert accountant.post(where, {"received_on": f"{TODAY + timedelta(days=1)}", "proof": "delivered"}).status_code == 422
    assert accountant.post(where, {"received_on": f"{TODAY}", "proof": "unknown"}).status_code == 422
    assert accountant.post(where, {"received_on": f"{TODAY - timedelta(days=70)}", "proof": "delivered"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.received_on, claim.proof) == (TODAY - timedelta(days=70), "delivered")
    assert accountant.post(where, {"received_on": "", "proof": "delivered"}).status_code == 302
    where = address("claim-agreed-day", claim.pk)
    assert accountant.post(where, {"agreed_on": "2020-01-01"}).status_code == 422
    agreed_on = claim.document.first
    assert accountant.post(where, {"agreed_on": f"{agreed_on}"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.received_on, claim.proof, claim.agreed_on) == (None, "", agreed_on)
