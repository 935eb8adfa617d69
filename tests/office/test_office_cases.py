"""Cases in the office: recording, finding, looking at, resolving, opening again; what each page says will happen; who comes in."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.billing import bank, firm, papers
from tests.claims.cases_at_hand import billed, claim_of
from tests.website.test_templates import breaches
from vorzimmer.claims.actions.cases import DisputeEntry, RecordsEntry, open_incident, raise_dispute, resolve
from vorzimmer.claims.models import Case
from vorzimmer.domain.cases import Resolution
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.invoices import DocumentKind
from vorzimmer.office import case_urls

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
SAID = "Das waren nicht so viele Anrufe."


def now():
    return datetime.now(UTC)


def today():
    return berlin_date(now())


@pytest.fixture
def keeper(client, cast):
    """The browser of the bookkeeping."""
    firm.write_settings()
    client.force_login(cast.accountant)
    return client


@pytest.fixture
def customer(db):
    return firm.enrol(firm.offer(), "K-2001")


@pytest.fixture
def invoice(customer):
    """An invoice of ten days ago, which took three records of usage."""
    return billed(customer, sent_on=today() - timedelta(days=10), number="RE-2026-00501")


@pytest.fixture
def case(cast, invoice):
    entry = DisputeEntry(ground="amount", way="phone", raised_on=today(), amount=5000, text=SAID, owner=cast.accountant)
    return raise_dispute(invoice, entry, by=cast.olga, at=now())


def settle(case, by, outcome, words):
    return resolve(case, Resolution(outcome=outcome, words=words, on=today()), by=by, at=now())


def address(name, *ids):
    return reverse(f"office:{name}", args=ids)


def shown(answer):
    return " ".join(answer.content.decode().split())


def words(answer):
    """The text of a page without its tags."""
    return " ".join(part.split(">")[-1] for part in shown(answer).split("<")).replace("  ", " ")


def overdue(case):
    Case.objects.filter(pk=case.pk).update(review_on=today() - timedelta(days=1))


# --- doors -----------------------------------------------------------------------------------------------------------------


def all_addresses(case):
    ids = {"case_id": case.pk, "document_id": case.document_id}
    for pattern in case_urls.urlpatterns:
        yield address(pattern.name, *(ids[name] for name in pattern.pattern.converters))


def test_who_does_not_see_the_money_stays_outside(client, cast, case):
    for who in (cast.olga, cast.officer, cast.zahn_owner):
        client.force_login(who)
        for at in all_addresses(case):
            assert (client.get(at).status_code, client.post(at).status_code) == (403, 403), at


def test_owner_and_bookkeeping_see_pages_without_faults(client, cast, case):
    for who in (cast.owner, cast.accountant):
        client.force_login(who)
        for at in all_addresses(case):
            answer = client.get(at)
            assert (answer.status_code, breaches(answer.content.decode())) == (200, []), at


def test_what_does_not_exist_is_not_found(keeper):
    for pattern in case_urls.urlpatterns:
        if pattern.pattern.converters:
            assert keeper.get(address(pattern.name, uuid4())).status_code == 404, pattern.name


# --- the list ----------------------------------------------------------------------------------------------------------------


def test_before_the_first_case_the_list_says_what_will_be_there(keeper):
    assert "No case is open" in shown(keeper.get(address("cases")))


def test_the_list_shows_open_cases_and_finds_others(keeper, cast, case, customer):
    page = words(keeper.get(address("cases")))
    for said in ("1 case", "Case 1", "Dispute", "Sonnenschein K-2001", "RE-2026-00501", "the amount is wrong", cast.accountant.name):
        assert said in page
    settle(case, cast.accountant, "rejected", "Die Minuten stimmen.")
    assert "No case is open" in words(keeper.get(address("cases")))
    assert "not justified" in words(keeper.get(address("cases") + "?state=resolved"))
    assert "Nothing found" in words(keeper.get(address("cases") + "?state=all&kind=abuse"))
    for query in ("q=sonnen", "q=00501", "q=1", f"owner={cast.accountant.pk}"):
        assert "1 case" in words(keeper.get(f"{address('cases')}?state=all&{query}")), query
    assert "Nothing found" in words(keeper.get(address("cases") + "?state=all&owner=nobody"))


def test_a_filter_that_makes_no_sense_is_left_out(keeper, case):
    for query in ("state=lost", "kind=theft", "owner=17", "page=99", "q=%00"):
        assert "Case 1" in words(keeper.get(f"{address('cases')}?{query}")), query


def test_the_list_asks_as_often_for_many_cases_as_for_one(keeper, cast, case, customer, django_assert_max_num_queries):
    for number in range(2, 6):
        another = billed(customer, sent_on=today() - timedelta(days=5), number=f"RE-2026-0060{number}")
        raise_dispute(another, DisputeEntry(ground="other", way="letter", raised_on=today()), by=cast.owner, at=now())
    keeper.get(address("cases"))
    with django_assert_max_num_queries(11):
        assert "5 cases" in words(keeper.get(address("cases")))


def test_cases_that_somebody_has_to_look_at_wait_on_the_start_page(keeper, case):
    home = reverse("office:home-money")
    assert "Cases that somebody has to look at" not in shown(keeper.get(home))
    overdue(case)
    card = shown(keeper.get(home))
    assert "Cases that somebody has to look at" in card
    assert f"{address('cases')}?state=due" in card
    assert "1 case" in words(keeper.get(address("cases") + "?state=due"))


# --- one case --------------------------------------------------------------------------------------------------------------


def test_a_case_says_what_was_said_what_it_holds_and_what_happened(keeper, cast, case, invoice):
    page = words(keeper.get(address("case", case.pk)))
    for said in (
        SAID,
        "€50.00",
        "The amount is wrong",
        "by telephone",
        "Holds 3 records until it is resolved.",
        "There is no claim about the invoice yet; one that comes will rest.",
        "Recorded",
        cast.olga.name,
    ):
        assert said in page, said
    claim_of(invoice)
    assert "does not rest because of this case" not in words(keeper.get(address("case", case.pk)))


def test_who_says_that_he_has_paid_leads_to_the_payments_that_nobody_assigned(keeper, cast, invoice):
    case = raise_dispute(invoice, DisputeEntry(ground="already_paid", way="email", raised_on=today()), by=cast.accountant, at=now())
    page = shown(keeper.get(address("case", case.pk)))
    assert "The customer says that he has paid." in page
    assert f'href="{reverse("office:bank-entries")}"' in page
    settle(case, cast.accountant, "upheld", "Gefunden.")
    assert "The customer says that he has paid." not in shown(keeper.get(address("case", case.pk)))


# --- a dispute -----------------------------------------------------------------------------------------------------------


def dispute_form(**changes):
    values = {"ground": "wrong_tariff", "way": "letter", "raised_on": today(), "amount": "12,50", "text": SAID, "owner": ""}
    return values | {"review_on": today()} | changes


def test_a_dispute_is_recorded_at_the_invoice(keeper, invoice):
    assert address("case-dispute", invoice.pk) in shown(keeper.get(address("invoice", invoice.pk)))
    answer = keeper.post(address("case-dispute", invoice.pk), dispute_form(), follow=True)
    case = Case.objects.get()
    assert answer.redirect_chain == [(address("case", case.pk), 302)]
    assert "Recorded. The claim rests until the case is resolved." in shown(answer)
    assert (case.ground, case.way, case.amount, case.text, case.owner) == ("wrong_tariff", "letter", 1250, SAID, None)
    page = shown(keeper.get(address("invoice", invoice.pk)))
    assert address("case", case.pk) in page
    assert address("case-dispute", invoice.pk) not in page
    assert "Case 1 about this invoice is open already." in shown(keeper.get(address("case-dispute", invoice.pk)))


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"ground": ""}, "This field is required."),
        ({"amount": "viel"}, "This is no amount."),
        ({"amount": "119,01"}, "The amount is more than the invoice asks for."),
        ({"amount": "0"}, "The amount is at least one cent"),
        ({"way": "portal"}, "Select a valid choice."),
        ({"review_on": "2099-01-01"}, "That is too far away"),
        ({"raised_on": "2020-01-01"}, "The invoice was not there yet on that day."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_recorded(keeper, invoice, changes, says):
    answer = keeper.post(address("case-dispute", invoice.pk), dispute_form(**changes))
    assert answer.status_code == 422
    assert says in shown(answer)
    assert not Case.objects.exists()


def test_a_credit_note_is_not_disputed(keeper, invoice, customer):
    note = papers.issue(customer, kind=DocumentKind.CREDIT_NOTE, preceding=invoice, number="GU-2026-00001")
    assert address("case-dispute", note.pk) not in shown(keeper.get(address("invoice", note.pk)))


def test_after_the_six_months_the_page_says_that_a_dispute_holds_nothing(keeper, customer):
    old = billed(customer, sent_on=today() - timedelta(days=220), number="RE-2026-00001")
    assert "stops the claim, and holds nothing." in shown(keeper.get(address("case-dispute", old.pk)))
    answer = keeper.post(address("case-dispute", old.pk), dispute_form(), follow=True)
    assert "It holds no data: it came after the six months" in shown(answer)


# --- incidents and abuse -------------------------------------------------------------------------------------------------


@pytest.fixture
def calls(customer):
    """Three calls of the last hours."""
    return [firm.use(customer, "call", 1, occurred_at=now() - timedelta(hours=hours)) for hours in (1, 2, 3)]


def asked_for(kind, customer):
    start, end = (timezone.localtime(now() - timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M") for hours in (5, 0))
    return f"{address(f'case-{kind}')}?customer={customer.pk}&start={start}&end={end}"


def about(calls, **changes):
    values = {"ref": [str(call.ref) for call in calls], "text": "Der Anschluss lieferte keinen Ton.", "raised_on": today(), "owner": ""}
    return values | {"review_on": today()} | changes


@pytest.mark.parametrize("kind", ["incident", "abuse"])
def test_the_records_that_are_needed_are_chosen_and_only_they_are_held(keeper, customer, calls, kind):
    at = asked_for(kind, customer)
    page = words(keeper.get(at))
    assert "Sonnenschein K-2001: 3 calls, messages and tasks, 3 records" in page
    answer = keeper.post(at, about(calls[:2]), follow=True)
    case = Case.objects.get()
    assert "Recorded. The chosen records are held until the case is resolved." in shown(answer)
    assert "Holds 2 records until it is resolved." in shown(answer)
    assert (case.kind, set(case.records.values_list("usage", flat=True))) == (kind, {calls[0].pk, calls[1].pk})


def test_without_records_or_reason_nothing_is_recorded_and_the_choice_stays(keeper, customer, calls):
    at = asked_for("incident", customer)
    nothing = keeper.post(at, about([]))
    assert "Choose at least one record that is needed" in shown(nothing)
    answer = keeper.post(at, about(calls[:1], text=""))
    ticked = re.findall(r'name="ref" value="([^"]+)" checked', shown(answer))
    assert (answer.status_code, ticked) == (422, [str(calls[0].ref)])
    assert not Case.objects.exists()


def test_records_of_somebody_else_cannot_be_chosen(keeper, customer, calls):
    stranger = firm.enrol(customer.contracts.get().tariffs.get().tariff, "K-2002")
    other = firm.use(stranger, "call", 1, occurred_at=now() - timedelta(hours=1))
    answer = keeper.post(asked_for("incident", customer), about([other]))
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_a_time_that_is_too_long_backwards_or_empty_says_so(keeper, customer):
    def asked(start, end):
        return shown(keeper.get(f"{address('case-abuse')}?customer={customer.pk}&start={start}&end={end}"))

    assert "Please choose 31 days at most" in asked("2026-01-01T00:00", "2026-03-01T00:00")
    assert "The time ends after it has begun." in asked("2026-01-02T00:00", "2026-01-01T00:00")
    assert "Nothing lies in this time" in asked("2026-01-01T00:00", "2026-01-02T00:00")
    assert "This field is required." in asked("", "")


# --- deeds -----------------------------------------------------------------------------------------------------------------


def test_resolving_says_what_becomes_of_records_and_claim_before_it_does(keeper, cast, invoice):
    claim_of(invoice, on=today())
    case = raise_dispute(invoice, DisputeEntry(ground="amount", way="email", raised_on=today()), by=cast.owner, at=now())
    assert "The claim about the invoice rests." in shown(keeper.get(address("case", case.pk)))
    page = words(keeper.get(address("case-resolve", case.pk)))
    assert "3 records are held no longer" in page
    assert "The claim about the invoice goes on" in page
    assert "The customer sees outcome and words in the portal" in page
    answer = keeper.post(address("case-resolve", case.pk), {"outcome": "rejected", "on": today(), "resolution": "Geprüft."}, follow=True)
    case.refresh_from_db()
    assert (case.outcome, case.resolution, case.resolved_by) == ("rejected", "Geprüft.", cast.accountant)
    said = words(answer)
    assert "not justified" in said
    assert "It holds nothing any more." in said
    assert "The claim about the invoice does not rest because of this case." in said
    assert "still has to be corrected" not in said


def test_a_resolution_without_words_is_refused(keeper, case):
    answer = keeper.post(address("case-resolve", case.pk), {"outcome": "rejected", "on": today(), "resolution": " "})
    assert answer.status_code == 422
    assert Case.objects.get().resolved_on is None


def test_who_was_right_gets_a_correction_and_the_case_leads_to_it(keeper, case, invoice, cast):
    settle(case, cast.accountant, "upheld", "Doppelt gezählt.")
    page = shown(keeper.get(address("case", case.pk)))
    assert "the invoice still has to be corrected" in page
    assert address("invoice-cancel", invoice.pk) in page
    assert f"{address('invoice-new')}?credits=RE-2026-00501" in page


def test_who_was_partly_right_gets_a_credit_note(keeper, case, invoice, cast, customer):
    settle(case, cast.accountant, "partly_upheld", "Zur Hälfte.")
    page = shown(keeper.get(address("case", case.pk)))
    assert address("invoice-cancel", invoice.pk) not in page
    assert f"{address('invoice-new')}?credits=RE-2026-00501" in page
    papers.issue(customer, kind=DocumentKind.CREDIT_NOTE, preceding=invoice, number="GU-2026-00001", issued_on=today())
    assert "still has to be corrected" not in shown(keeper.get(address("case", case.pk)))


def test_a_dispute_is_opened_again_and_an_incident_is_not(keeper, case, cast, customer, calls):
    settle(case, cast.accountant, "rejected", "Geprüft.")
    assert "3 records are held until it is resolved" in words(keeper.get(address("case-reopen", case.pk)))
    answer = keeper.post(address("case-reopen", case.pk), follow=True)
    assert "Opened again." in shown(answer)
    assert Case.objects.get().resolved_on is None
    entry = RecordsEntry(usage=[calls[0].pk], text="Kein Ton.", raised_on=today())
    incident = open_incident(customer, entry, by=cast.accountant, at=now())
    settle(incident, cast.accountant, "fixed", "Behoben.")
    assert address("case-reopen", incident.pk) not in shown(keeper.get(address("case", incident.pk)))
    refused = keeper.post(address("case-reopen", incident.pk))
    assert (refused.status_code, "What it held was released at once." in shown(refused)) == (422, True)


def test_it_is_looked_at_again_within_two_weeks(keeper, case):
    overdue(case)
    assert keeper.post(address("case-review", case.pk), {"review_on": today() + timedelta(days=15)}).status_code == 422
    keeper.post(address("case-review", case.pk), {"review_on": today() + timedelta(days=14)})
    assert Case.objects.get().review_on == today() + timedelta(days=14)


def test_it_is_given_to_somebody_who_sees_the_money(keeper, case, cast):
    assert keeper.post(address("case-owner", case.pk), {"owner": cast.olga.pk}).status_code == 422
    answer = keeper.post(address("case-owner", case.pk), {"owner": cast.owner.pk}, follow=True)
    assert Case.objects.get().owner == cast.owner
    assert f"Given to somebody: {cast.owner.name}" in words(answer)


def test_what_is_resolved_already_is_not_resolved_twice(keeper, case, cast):
    settle(case, cast.accountant, "withdrawn", "Erledigt.")
    answer = keeper.post(address("case-resolve", case.pk), {"outcome": "rejected", "on": today(), "resolution": "Noch einmal."})
    assert (answer.status_code, "The case is resolved." in shown(answer)) == (422, True)


def test_a_bank_entry_still_belongs_to_the_bank_and_a_case_to_the_cases(keeper, case):
    bank.standing()
    for name in ("cases", "bank-entries", "money"):
        page = shown(keeper.get(address(name)))
        assert page.count('aria-current="page"') >= 1, name


# --- when the contract is over ---------------------------------------------------------------------------------------------


def test_after_the_contract_nobody_is_asked_for_words(keeper, case, customer, calls):
    customer.contracts.update(last_day=today() - timedelta(days=1))
    said = "The contract is over, so no words are kept any more."
    assert said in shown(keeper.get(address("case-dispute", billed(customer).pk)))
    page = keeper.get(address("case-resolve", case.pk))
    assert said in shown(page)
    assert "resolution" not in page.context["form"].fields
    assert keeper.post(address("case-resolve", case.pk), {"outcome": "rejected", "on": today().isoformat()}).status_code == 302
    assert "such words end with the contract" in shown(keeper.get(address("case", case.pk)))
    assert said in shown(keeper.get(asked_for("incident", customer)))
    assert keeper.post(asked_for("incident", customer), about(calls)).status_code == 302
    assert Case.objects.get(kind="incident").words_gone
