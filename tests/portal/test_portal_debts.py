"""An open invoice in the portal: what is asked for and why, what comes next, and what the customer can do about it."""

from datetime import date
from itertools import product
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.arrears import OWES
from tests.cast import user
from tests.claims.unpaid import claim_of, confirm_rates, noon, owe, pay, remind
from tests.website.test_templates import breaches
from vorzimmer.accounts.models import User
from vorzimmer.billing.models import Issuer
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.models import Claim, Instalment, Pause, Reminder
from vorzimmer.customers.actions.service import announce_step
from vorzimmer.customers.models import Customer, Wish
from vorzimmer.domain.dunning import Event, Stage
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.domain.roles import Role
from vorzimmer.domain.service_rules import Step as ServiceStep
from vorzimmer.portal import debt_words
from vorzimmer.portal.debts import Way, transfer_of

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])
LIST = "/portal/invoices/"
HOME = "/portal/"
TODAY = date(2026, 11, 26)
"""A Thursday."""


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: noon(TODAY))


@pytest.fixture(autouse=True)
def issuer(db):
    return Issuer.objects.create(name="Büro Lindenhof", iban="DE02120300000000202051", phone="+493023125000")


@pytest.fixture
def document(cast):
    """499.80 €, due on 16 November: ten days ago."""
    return owe(cast.zahn, issued_on=date(2026, 11, 2), number="RE-2026-00007")


@pytest.fixture
def old(cast):
    """499.80 €, due on 15 September; reminded twice, and in default since the first reminder."""
    confirm_rates()
    document = owe(cast.zahn, number="RE-2026-00003")
    claim = claim_of(document)
    remind(claim, "first_sent", date(2026, 9, 25))
    remind(claim, "second_sent", date(2026, 10, 19))
    return document


def at(name, thing):
    return reverse(f"portal:{name}", args=[thing.pk])


def text(answer):
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def rest(document, kind, **more):
    return Pause.objects.create(claim=claim_of(document, TODAY), kind=kind, at=noon(TODAY), **{"since": date(2026, 11, 20)} | more)


# --- what is shown -------------------------------------------------------------------------------------------------------


def test_what_is_overdue_says_since_when_and_how_to_pay_and_what_comes_next(reader, document):
    claim_of(document, TODAY)
    page = text(reader.get(at("invoice", document)))
    for shown in (
        "Perhaps it escaped your notice",
        "was due on 16 November 2026",
        "Pay now",
        "€499.80",
        "Büro Lindenhof",
        "DE02 1203 0000 0000 2020 51",
        'data-copy="DE02120300000000202051"',
        'data-copy="RE-2026-00007"',
        "<svg",
        "friendly reminder in the next days",
        "I pay by a certain day",
        "I would like to pay in instalments",
        "tel:+493023125000",
    ):
        assert shown in page
    for hidden in ("Interest", "Flat sum", "court", "collector", "bureau"):
        assert hidden not in page


def test_before_the_claim_came_about_one_can_pay_and_promise_already(reader, document):
    page = text(reader.get(at("invoice", document)))
    assert "Pay now" in page
    assert "I pay by a certain day" in page


def test_interest_and_lump_sum_stand_beside_the_amount_with_their_reason_once_a_letter_asked_for_them(reader, old):
    page = text(reader.get(at("invoice", old)))
    # 499.80 € from 26 September to 26 November, 62 days, at 1.52 + 9 points: 499.80 * 0.1052 * 62 / 365 = 8.93
    for shown in (
        "€548.73",
        "€499.80",
        "Interest since 26 September 2026",
        "€8.93",
        "Flat sum for paying late",
        "€40.00",
        "(BGB §288)",
        "Our letters about it",
        "Second reminder",
    ):
        assert shown in page


def test_what_no_letter_asked_for_is_not_asked_for_on_the_screen(reader, cast):
    # due in September, and in default by law 30 days after the receipt, but nobody has written yet
    confirm_rates()
    document = owe(cast.zahn)
    claim_of(document, TODAY)
    page = text(reader.get(at("invoice", document)))
    assert "€499.80" in page
    assert "€40.00" not in page
    assert "Interest" not in page


def test_the_list_pays_all_that_is_overdue_with_one_transfer(reader, document, old, cast):
    owe(cast.zahn, issued_on=date(2026, 11, 20), number="RE-2026-00009")  # due on 4 December
    page = text(reader.get(LIST))
    assert "€1,048.53" in page  # 499.80 and 548.73
    assert 'data-copy="RE-2026-00007, RE-2026-00003"' in page or 'data-copy="RE-2026-00003, RE-2026-00007"' in page
    assert "10 days ago" in page
    assert page.count("giro-large") == 1


def test_the_code_asks_for_the_same_amount_as_the_page_and_names_the_invoices(monkeypatch, issuer):
    asked = {}
    monkeypatch.setattr("vorzimmer.portal.debts.transfer_svg", lambda **words: asked.update(words) or "<svg>")
    debts = [
        SimpleNamespace(to_pay=54873, document=SimpleNamespace(number=f"RE-2026-{number:05}", customer_number="1007"))
        for number in range(1, 11)
    ]
    assert transfer_of(debts[:2], issuer).cents == asked["amount_cents"] == 109746
    assert (asked["name"], asked["iban"], asked["remittance"]) == ("Büro Lindenhof", issuer.iban, "RE-2026-00001, RE-2026-00002")
    assert len(transfer_of(debts[:9], issuer).reference) == 9 * 13 + 8 * 2
    # ten numbers are more than the 140 characters of a transfer
    assert transfer_of(debts, issuer).reference == asked["remittance"] == "1007"
    assert transfer_of([], issuer) is None


def test_what_is_paid_shows_no_way_to_pay(reader, cast, document):
    pay(cast.zahn, 49980, TODAY, document)
    page = text(reader.get(at("invoice", document)))
    assert "paid" in page
    for hidden in ("Pay now", "I pay by a certain day", "giro"):
        assert hidden not in page


def test_a_disputed_invoice_need_not_be_paid_and_is_no_alarm(reader, document):
    rest(document, "dispute")
    page = text(reader.get(at("invoice", document)))
    assert "We look into your objection" in page
    assert "Pay it all the same" in page
    assert "Pay now" not in page
    assert "I would like to pay in instalments" not in page
    assert "overdue" not in text(reader.get(HOME))
    assert "giro" not in text(reader.get(LIST))


def test_a_plan_shows_what_is_paid_what_is_late_and_what_comes(reader, cast, document):
    plan = rest(document, "instalments", since=date(2026, 11, 17))
    for due_on, cents in ((date(2026, 11, 20), 20000), (date(2026, 12, 20), 20000), (date(2027, 1, 20), 9980)):
        Instalment.objects.create(pause=plan, due_on=due_on, cents=cents)
    pay(cast.zahn, 15000, date(2026, 11, 19), document)
    page = text(reader.get(at("invoice", document)))
    for shown in ("An instalment is missing", "€50.00 of your instalments", "Pay what is missing", "€50.00 is missing", "still to come"):
        assert shown in page
    assert "An invoice is overdue" in text(reader.get(HOME))
    pay(cast.zahn, 5000, date(2026, 11, 25), document)
    page = text(reader.get(at("invoice", document)))
    for shown in ("As long as they come in time", "Pay the next instalment", "€200.00"):
        assert shown in page
    assert "An invoice is overdue" not in text(reader.get(HOME))


def test_what_somebody_else_settles_is_not_paid_here(reader, old):
    claim = Claim.objects.get(document=old)
    for event in (Event.DEFAULT_KNOWN, Event.GIVEN_TO_COLLECTOR):
        record(claim, event, TODAY, noon(TODAY))
    page = text(reader.get(at("invoice", old)))
    assert "Somebody settles this invoice for us" in page
    for hidden in ("giro", "I pay by a certain day", "instalments"):
        assert hidden not in page


def test_another_language_has_the_same_page(client, cast, document):
    claim_of(document, TODAY)
    client.force_login(cast.zahn_owner)
    page = text(client.get(at("invoice", document)))
    for shown in ("Vielleicht ist sie Ihnen entgangen", "16. November 2026", "Jetzt bezahlen", "499,80 €"):
        assert shown in page


def test_no_stage_is_without_words_and_none_threatens():
    for stage, way in product(Stage, Way):
        debt = SimpleNamespace(way=way, stage=stage, is_overdue=True, payable_until=TODAY, pause=None, plan=None, reading=None)
        said = debt_words.how_it_stands(debt)
        assert said.title, (stage, way)
        assert said.text, (stage, way)
        assert said.tone != "danger", (stage, way)
    for reason in PauseKind:
        pause = SimpleNamespace(kind=reason, until=TODAY)
        assert debt_words.how_it_stands(SimpleNamespace(way=Way.RESTS, pause=pause)).title


# --- the home page -------------------------------------------------------------------------------------------------------


def test_the_home_page_says_what_is_overdue_to_who_is_responsible_alone(reader, client, cast, document):
    claim_of(document, TODAY)
    page = text(reader.get(HOME))
    assert "An invoice is overdue" in page
    assert "€499.80, since 16 November 2026." in page
    assert at("invoice", document) in page
    staff = user("empfang@praxis.example", "Eva Empfang", Role.CUSTOMER_USER, language="en")
    cast.zahn.users.add(staff)
    client.force_login(staff)
    page = text(client.get(HOME))
    assert "overdue" not in page
    assert "499.80" not in page


def test_what_the_service_banner_says_is_not_said_twice(reader, cast, document):
    claim_of(document, TODAY)
    Customer.objects.update(email="rechnung@praxis.example")
    announce_step(cast.zahn, ServiceStep.WARNED, None, noon(TODAY), by=None, arrears=OWES)
    page = text(reader.get(HOME))
    assert "Please settle your account" in page
    assert "An invoice is overdue" not in page


def test_several_lead_to_the_list(reader, document, old):
    claim_of(document, TODAY)
    page = text(reader.get(HOME))
    assert "2 invoices are overdue" in page
    assert f'href="{LIST}"' in page


def test_who_owes_nothing_costs_the_home_page_one_question(reader, cast, django_assert_max_num_queries):
    reader.get(HOME)
    with django_assert_max_num_queries(10):
        reader.get(HOME)


def test_many_invoices_are_shown_with_as_many_questions_as_few(reader, cast, document, django_assert_max_num_queries):
    claim_of(document, TODAY)
    reader.get(LIST)
    with django_assert_max_num_queries(35) as few:
        reader.get(LIST)
    for _number in range(3):
        owe(cast.zahn, issued_on=date(2026, 11, 2))
    claim_of(document, TODAY)
    with django_assert_max_num_queries(35) as many:
        reader.get(LIST)
    assert len(many) == len(few)


# --- a promise -----------------------------------------------------------------------------------------------------------


def test_a_promise_is_kept_and_stops_the_reminders_once(reader, document, cast):
    page = text(reader.get(at("invoice-promise", document)))
    assert "10 December 2026 at the latest" in page
    answer = reader.post(at("invoice-promise", document), {"until": "2026-12-01"}, follow=True)
    assert "We have noted 1 December 2026" in text(answer)
    assert "You want to pay by 1 December 2026" in text(answer)
    kept = Pause.objects.get()
    assert (kept.kind, kept.until, kept.by) == ("promise", date(2026, 12, 1), cast.zahn_owner)
    assert "overdue" not in text(reader.get(HOME))
    assert "not possible any more" in text(reader.get(at("invoice-promise", document)))
    assert reader.post(at("invoice-promise", document), {"until": "2026-12-05"}).status_code == 422
    assert Pause.objects.count() == 1


@pytest.mark.parametrize(
    ("until", "says"), [("2026-11-25", "This day is over"), ("2026-12-11", "too far off"), ("", "required"), ("morgen", "valid date")]
)
def test_a_day_that_makes_no_sense_is_refused_in_words(reader, document, until, says):
    answer = reader.post(at("invoice-promise", document), {"until": until})
    assert answer.status_code == 422
    assert says in text(answer)
    assert not Pause.objects.exists()


# --- instalments ---------------------------------------------------------------------------------------------------------


def test_who_asks_for_instalments_sends_a_wish_and_has_no_plan_yet(reader, document, cast):
    answer = reader.post(at("invoice-instalments", document), {"amount": "120.50", "words": "Der Umbau kam dazwischen."})
    assert answer["Location"] == "/portal/wishes/"
    wish = Wish.objects.get()
    assert (wish.customer, wish.raised_by, wish.kind) == (cast.zahn, cast.zahn_owner, "wish")
    for said in ("RE-2026-00007", "€499.80", "€120.50", "Der Umbau kam dazwischen."):
        assert said in wish.text
    assert not Pause.objects.exists()


@pytest.mark.parametrize("amount", ["", "0", "-5", "499.80", "abc", "1e9"])
def test_a_rate_that_is_none_is_refused(reader, document, amount):
    answer = reader.post(at("invoice-instalments", document), {"amount": amount})
    assert answer.status_code == 422
    assert not Wish.objects.exists()


def test_what_rests_or_is_paid_needs_no_instalments(reader, document):
    rest(document, "dispute")
    assert "cannot be asked for" in text(reader.post(at("invoice-instalments", document), {"amount": "50"}))
    assert not Wish.objects.exists()


# --- letters -------------------------------------------------------------------------------------------------------------


def test_who_opens_a_letter_has_received_it(reader, document):
    claim = claim_of(document, TODAY)
    letter = remind(claim, "first_sent", TODAY)
    Reminder.objects.filter(pk=letter.pk).update(received_on=None, proof="")
    assert at("reminder-pdf", letter) in text(reader.get(at("invoice", document)))
    assert at("reminder-pdf", letter) in text(reader.get(LIST))
    for look in (
        reader.head(at("reminder-pdf", letter)),
        reader.get(at("reminder-pdf", letter), headers={"sec-purpose": "prefetch"}),
    ):
        assert look.status_code == 200
    letter.refresh_from_db()
    assert letter.received_on is None
    answer = reader.get(at("reminder-pdf", letter))
    assert answer.content.startswith(b"%PDF")
    assert answer["Cache-Control"] == "no-store"
    letter.refresh_from_db()
    assert (letter.received_on, letter.proof) == (TODAY, "portal")


def test_a_letter_that_has_not_left_is_not_there(reader, document):
    letter = remind(claim_of(document, TODAY), "first_sent", TODAY)
    Reminder.objects.filter(pk=letter.pk).update(sent_on=None, received_on=None, proof="")
    assert reader.get(at("reminder-pdf", letter)).status_code == 404
    assert at("reminder-pdf", letter) not in text(reader.get(LIST))


# --- who comes in --------------------------------------------------------------------------------------------------------


@pytest.fixture
def addresses(document):
    letter = remind(claim_of(document, TODAY), "first_sent", TODAY)
    return [at("invoice", document), at("invoice-promise", document), at("invoice-instalments", document), at("reminder-pdf", letter)]


@pytest.mark.parametrize("who", ["berg_user", "olga", "owner", "accountant", "officer"])
def test_only_who_is_responsible_comes_in(client, cast, addresses, who):
    client.force_login(getattr(cast, who))
    for address in addresses:
        for method in (client.get, client.post):
            assert method(address).status_code == 403, address


def test_another_customer_and_whoever_guesses_finds_nothing(client, reader, cast, addresses):
    for name in ("invoice", "invoice-promise", "invoice-instalments", "reminder-pdf"):
        assert reader.get(reverse(f"portal:{name}", args=[uuid4()])).status_code == 404
    User.objects.filter(pk=cast.berg_user.pk).update(role="customer_owner")
    client.force_login(User.objects.get(pk=cast.berg_user.pk))
    for address in addresses:
        assert client.get(address).status_code == 404, address
    assert "overdue" not in text(client.get(HOME))


def test_a_stranger_is_sent_to_the_sign_in(client, addresses):
    for address in addresses:
        assert client.get(address)["Location"].startswith("/sign-in/")


def test_pages_keep_to_the_policy_of_the_house(reader, addresses):
    for address in addresses[:3]:
        assert breaches(reader.get(address).content.decode()) == []
