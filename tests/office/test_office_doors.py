"""Who comes in where: every address of the office is asked by a stranger, wrong roles, with wrong ids, and by the right ones."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.office.conftest import told
from tests.website.test_templates import breaches
from vorzimmer.accounts.models import User
from vorzimmer.customers.contract_deeds import DEEDS as DEEDS_OF_CONTRACTS
from vorzimmer.domain.roles import Role
from vorzimmer.office import billing_urls, claim_urls, handing_urls, privacy_urls, register_urls, reminder_urls, request_urls, website_urls
from vorzimmer.office.account_deeds import ACCOUNT_DEEDS, ENTRY_DEEDS
from vorzimmer.office.case_urls import urlpatterns as of_cases
from vorzimmer.office.sections import SECTIONS
from vorzimmer.office.urls import urlpatterns
from vorzimmer.office.views.mandates import DEEDS as DEEDS_OF_MANDATES
from vorzimmer.privacy.catalogue import catalogue, may_see

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

EVERYBODY = {"owner", "accountant", "officer"}
OWNER = {"owner"}
CONTRACTS = {"owner", "accountant"}
ACCOUNTANT = {"accountant"}
QUESTIONS = {
    "customer": 20,
    "home": 13,
    "debit-file": 11,
    "home-money": 14,
    "contracts": 12,
    "prices-new": 13,
    "prices-new-text": 14,
}
"""The file asks one question for each of its sections, however many records they have; the card about money one for each
thing that may wait, and one for what holds usage; contracts have a course and prices; price lists have bills."""
# name: (what it is about, who comes in)
PAGES = {
    "home": ((), EVERYBODY),
    "home-money": ((), CONTRACTS),
    "customers": ((), EVERYBODY),
    "customers-download": ((), EVERYBODY),
    "import": ((), OWNER),
    "import-template": ((), OWNER),
    "customer-new": ((), OWNER),
    "customer": (("zahn",), EVERYBODY | {"olga"}),
    "customer-edit": (("zahn",), OWNER),
    "customer-close": (("zahn",), OWNER),
    "customer-preview": (("zahn",), OWNER),
    "callers-uncover": (("zahn",), {"olga"}),
    "caller-new": (("zahn",), OWNER),
    "caller-forget": (("zahn",), OWNER),
    "access-new": (("zahn",), OWNER),
    "access-password": (("zahn", "zahn_owner"), OWNER),
    "access-remove": (("zahn", "zahn_owner"), OWNER),
    "access-second-step": (("zahn", "zahn_owner"), OWNER),
    "staff": ((), OWNER),
    "staff-new": ((), OWNER),
    "staff-edit": (("olga",), OWNER),
    "staff-password": (("olga",), OWNER),
    "staff-deactivate": (("olga",), OWNER),
    "staff-second-step": (("olga",), OWNER),
    "team-new": ((), OWNER),
    "team-edit": (("day",), OWNER),
    "team-remove": (("day",), OWNER),
    "letters": ((), OWNER),
    "wishes": ((), OWNER),
    "wish": (("wish",), OWNER),
    "unknown-numbers": ((), OWNER),
    "number-assign": ((), OWNER),
    "catalogue": ((), {"owner", "officer"}),
    "contracts": (("zahn",), CONTRACTS),
    "usage": (("zahn",), CONTRACTS),
    "task-new": (("zahn",), CONTRACTS),
    "unbilled": ((), CONTRACTS),
    "contract-new": (("zahn",), CONTRACTS),
    "option-cancel": (("zahn", "booked"), CONTRACTS),
    "bank": (("zahn",), ACCOUNTANT),
    "debits": ((), CONTRACTS),
    "debit-returns": ((), CONTRACTS),
    "debit-came-back": (("debit",), ACCOUNTANT),
    "debit-again": (("debit",), ACCOUNTANT),
    "debit-withdraw": (("debit",), ACCOUNTANT),
    "debit-files": ((), CONTRACTS),
    "debit-file": (("debit_file",), CONTRACTS),
    "debit-file-approve": (("debit_file",), CONTRACTS),
    "debit-file-discard": (("debit_file",), CONTRACTS),
    "debit-file-sent": (("debit_file",), ACCOUNTANT),
    "debit-file-download": (("debit_file",), ACCOUNTANT),
    "mandates": ((), ACCOUNTANT),
    "mandate": (("mandate",), ACCOUNTANT),
    "pool": ((), OWNER),
    "pool-add": ((), OWNER),
    "pool-remove": (("pool_number",), OWNER),
    "offers": ((), CONTRACTS),
    "prices": (("tariff",), CONTRACTS),
    "prices-version": (("prices",), CONTRACTS),
    "prices-download": (("prices",), CONTRACTS),
    "prices-new": (("tariff",), OWNER),
    "prices-new-text": (("tariff",), OWNER),
    "prices-take-back": (("prices",), OWNER),
    "prices-change": (("prices",), OWNER),
    "tariff-new": ((), OWNER),
    "tariff-edit": (("tariff",), OWNER),
    "option-new": ((), OWNER),
    "option-edit": (("option",), OWNER),
    "money": ((), CONTRACTS),
    "reports": ((), CONTRACTS),
    "datev": ((), CONTRACTS),
    "issuer": ((), CONTRACTS),
    "account": (("zahn",), CONTRACTS),
    "billing-profile": (("zahn",), CONTRACTS),
    "allocation-undo": (("zahn", "allocation"), CONTRACTS),
} | {deed.name: (("zahn", "contract"), CONTRACTS) for deed in DEEDS_OF_CONTRACTS}
PAGES |= {deed.name: (("mandate",), ACCOUNTANT) for deed in DEEDS_OF_MANDATES}
PAGES |= {deed.name: (("zahn",), CONTRACTS) for deed in ACCOUNT_DEEDS}
PAGES |= {deed.name: (("zahn", "entry"), CONTRACTS) for deed in ENTRY_DEEDS}
DEEDS = {
    "customer-reopen": (("zahn",), OWNER),
    "staff-reinstate": (("olga",), OWNER),
    "wish-take-up": (("wish",), OWNER),
    "letter-retry": (("dead",), OWNER),
    "letter-cancel": (("dead",), OWNER),
    "debits-make": ((), ACCOUNTANT),
}
for section in SECTIONS:
    PAGES[f"{section.slug}-add"] = (("zahn",), OWNER)
    PAGES[f"{section.slug}-change"] = (("zahn", section.slug), OWNER)
    PAGES[f"{section.slug}-remove"] = (("zahn", section.slug), OWNER)
    if section.ordered:
        DEEDS[f"{section.slug}-up"] = (("zahn", section.slug), OWNER)
ALL = PAGES | DEEDS
OF_THE_OWNER = [name for name, (_about, who) in ALL.items() if "owner" in who]
ELSEWHERE = {"rotas"} | {f"{kind}-{deed}" for kind in ("rota", "shift", "override") for deed in ("add", "change", "remove")}
ELSEWHERE |= {"report", "report-file", "datev-file"}
"""What tests/office/test_office_money.py asks for."""
ELSEWHERE |= {"tax-years", "tax-year-declare", "tax-year-take-back"}
"""What tests/office/test_office_tax_years.py asks for."""
ELSEWHERE |= {"reviews", "review", "review-approve", "review-back", "prices-preview"}
"""What tests/office/test_reviews.py and test_office_prices.py ask for."""
ELSEWHERE |= {str(pattern.name) for pattern in of_cases}
"""What tests/office/test_office_cases.py asks for."""
ELSEWHERE |= {"usage-fault", "task-correct", "task-remove"}
"""What tests/office/test_office_usage.py asks for."""
ELSEWHERE |= {str(pattern.name) for pattern in billing_urls.urlpatterns}
"""What tests/office/test_office_billing.py and test_office_invoices.py ask for."""
ELSEWHERE |= {str(pattern.name) for pattern in claim_urls.urlpatterns}
"""What tests/office/test_office_claims.py asks for."""
ELSEWHERE |= {str(pattern.name) for pattern in reminder_urls.urlpatterns}
"""What tests/office/test_office_reminders.py and the doors of the house ask for."""
ELSEWHERE |= {str(pattern.name) for pattern in urlpatterns if str(pattern.pattern).startswith("money/bank/")}
"""What tests/office/test_office_bank.py asks for."""
ELSEWHERE |= {str(pattern.name) for pattern in privacy_urls.urlpatterns if pattern.name != "catalogue"}
"""What tests/office/test_office_privacy.py asks for."""
ELSEWHERE |= {"service", "service-announce", "service-lift"}
"""What tests/office/test_office_service.py asks for."""
ELSEWHERE |= {str(pattern.name) for pattern in handing_urls.urlpatterns}
"""What tests/office/test_office_handing.py asks for."""
ELSEWHERE |= {str(pattern.name) for pattern in website_urls.urlpatterns}
"""What tests/office/test_office_website.py asks for."""
ELSEWHERE |= {str(pattern.name) for pattern in (*request_urls.urlpatterns, *register_urls.urlpatterns)}
"""What tests/office/test_office_requests.py, test_office_registers.py and the doors of the house ask for."""


ELSEWHERE |= {str(pattern.name) for pattern in urlpatterns if str(pattern.pattern).startswith(("enquiries/", "abuse/"))}
"""What tests/office/test_office_enquiries.py asks for."""


def arguments(house, name):
    about, _who = ALL[name]
    found = {"dead": house.dead, "wish": house.wish, **vars(house.records), **vars(house.cast)}
    return [found[word].pk for word in about]


def ask(client, name, ids, *, method=None):
    method = method or ("get" if name in PAGES else "post")
    return getattr(client, method)(reverse(f"office:{name}", args=ids))


def test_no_address_is_left_out():
    assert {pattern.name for pattern in urlpatterns} == {*ALL, *ELSEWHERE}


def test_a_stranger_is_sent_to_the_sign_in(client, house):
    for name in ALL:
        for method in ("get", "post"):
            answer = ask(client, name, arguments(house, name), method=method)
            assert answer.status_code == 302, name
            assert answer["Location"].startswith("/sign-in/"), name


@pytest.mark.parametrize("who", ["olga", "zahn_owner", "berg_user", "accountant", "officer"])
def test_a_wrong_role_stays_outside_and_changes_nothing(client, house, who):
    client.force_login(getattr(house.cast, who))
    before = told()
    for name in [name for name, (_about, allowed) in ALL.items() if who not in allowed]:
        for method in ("get", "post"):
            assert ask(client, name, arguments(house, name), method=method).status_code == 403, name
    assert told() == before


@pytest.mark.parametrize(("name", "who"), [(name, who) for name, (_about, allowed) in ALL.items() for who in sorted(allowed)])
def test_the_right_one_comes_in(client, house, name, who):
    client.force_login(getattr(house.cast, who))
    answer = ask(client, name, arguments(house, name))
    assert answer.status_code in ({200} if name in PAGES else {200, 302})
    if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
        assert breaches(answer.content.decode()) == []


def test_what_does_not_exist_is_not_found(owner, house):
    for name in OF_THE_OWNER:
        ids = arguments(house, name)
        for place in range(len(ids)):
            wrong = [uuid4() if index == place else one for index, one in enumerate(ids)]
            assert ask(owner, name, wrong).status_code == 404, name


def test_a_record_is_found_on_the_file_of_its_own_customer_only(owner, house):
    before = told()
    for name in [name for name in OF_THE_OWNER if len(ALL[name][0]) == 2]:
        _customer, record = arguments(house, name)
        for method in ("get", "post") if name in PAGES else ("post",):
            assert ask(owner, name, [house.cast.berg.pk, record], method=method).status_code == 404, name
    assert told() == before
    assert house.cast.zahn.users.count() == 1


def test_somebody_of_a_customer_is_nobody_of_the_staff(owner, house):
    for name in ("staff-edit", "staff-password", "staff-deactivate", "staff-second-step", "staff-reinstate"):
        assert ask(owner, name, [house.cast.zahn_owner.pk]).status_code == 404


def test_a_deed_is_not_done_by_looking(client, house):
    for name, (_about, who) in DEEDS.items():
        client.force_login(getattr(house.cast, min(who)))
        assert ask(client, name, arguments(house, name), method="get").status_code == 405, name


def test_a_page_asks_the_database_seldom(owner, house, django_assert_max_num_queries):
    for name in [name for name in OF_THE_OWNER if name in PAGES and name != "catalogue"]:
        ids = arguments(house, name)
        ask(owner, name, ids)
        with django_assert_max_num_queries(QUESTIONS.get(name, 11), info=name):
            ask(owner, name, ids)


def test_the_catalogue_counts_each_table_once(owner, house, django_assert_max_num_queries):
    owner.get("/office/catalogue/")
    tables = len({key.rsplit(".", 1)[0] for key in catalogue() if ":" not in key})
    with django_assert_max_num_queries(4 + tables):
        owner.get("/office/catalogue/")


def test_the_owner_may_see_what_customers_order_and_nothing_of_callers():
    orders = (
        "Greeting.text",
        "Instruction.text",
        "Instruction.valid_from",
        "Person.availability",
        "Person.transfer_number",
        "Channel.address",
    )
    assert [key for key in orders if not may_see(Role.OWNER, f"customers.{key}")] == []
    callers = ("Note.concern", "Note.caller_name", "Note.callback_number", "Call.caller_number", "Call.offered_at")
    assert [key for key in callers if may_see(Role.OWNER, f"calls.{key}")] == []


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_no_page_of_the_office_shows_a_caller(client, house, note, ring, who):
    """Plant callers everywhere, and look at every page that this role may open."""
    ring("closed", caller_number="+491713920098", operator=house.cast.olga, answered_at=note.called_at)
    ring("abandoned", caller_number="+491713920098", called="+493023125077", customer=None, team=None)
    client.force_login(getattr(house.cast, who))
    for name in PAGES:
        answer = ask(client, name, arguments(house, name))
        if answer.status_code != 200:
            continue
        page = answer.content.decode()
        for secret in ("Geheim", "Verborgen", "Verschwiegen", "3920099", "3920098", "Erika Muster", "3920012"):
            assert secret not in page, (name, secret)


def test_the_accountant_sees_the_master_data_and_nothing_that_is_worked_on(client, house):
    client.force_login(house.cast.accountant)
    page = client.get(reverse("office:customer", args=[house.cast.zahn.pk])).content.decode()
    for shown in ("Praxis Dr. Zahn", "K-1001", "+49 30 231250100", "Frau Kern"):
        assert shown in page
    for hidden in (
        "Sie sprechen mit",
        "Befunden",
        "Notfall",
        "available",
        "praxis@zahn.example",
        "zahn@praxis.example",
        "Known callers",
        "/edit/",
    ):
        assert hidden not in page


def test_the_start_page_of_others_leads_to_what_is_theirs(client, cast):
    for who, address in (("accountant", "/office/customers/"), ("officer", "/office/privacy/")):
        client.force_login(getattr(cast, who))
        page = client.get("/office/").content.decode()
        assert f'href="{address}"' in page
        assert "Olga Weber" not in page


def test_who_is_inactive_does_not_come_in(client, cast):
    client.force_login(cast.owner)
    User.objects.filter(pk=cast.owner.pk).update(is_active=False)
    assert client.get("/office/").status_code == 302
