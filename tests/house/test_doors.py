"""One look at all doors: every address of the project is asked by a stranger, by somebody of another customer, and by each role.

An address that stands in no list below fails the test: whoever builds a door says here who comes in.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.billing.bank import bank_of
from tests.billing.papers import collect, issue
from tests.cast import PASSWORD, Cast, make_cast, user, write_note
from tests.claims.unpaid import claim_of, noon, owe
from tests.privacy.recipients import collector, give_claim
from vorzimmer.billing.actions import Payment, Task, book_document, book_payment, bring_first_versions, record_task
from vorzimmer.billing.models import DebitFile, Document, Run, RunItem
from vorzimmer.calls.models import Call
from vorzimmer.claims.actions.cases import DisputeEntry, raise_dispute
from vorzimmer.claims.actions.reminding import write
from vorzimmer.claims.models import Claim, Duty, HandOver, Pause
from vorzimmer.customers.actions import (
    ContractEntry,
    EnquiryEntry,
    add_numbers,
    bring_offers,
    conclude_new,
    open_case,
    raise_wish,
    receive_enquiry,
)
from vorzimmer.customers.contract_deeds import DEEDS
from vorzimmer.customers.models import (
    Absence,
    CallType,
    Closure,
    FaqEntry,
    Location,
    OpeningHour,
    Option,
    OrdersVersion,
    Rota,
    RotaOverride,
    Shift,
    Tariff,
)
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.dunning import Event
from vorzimmer.domain.enquiries import EnquiryKind
from vorzimmer.domain.processors import ConnectorKind, Standing
from vorzimmer.domain.roles import Role
from vorzimmer.domain.usage import UsageMeter
from vorzimmer.office.account_deeds import ACCOUNT_DEEDS, ENTRY_DEEDS
from vorzimmer.office.claim_deeds import DEEDS as CLAIM_DEEDS
from vorzimmer.office.handing_urls import urlpatterns as handing_area
from vorzimmer.office.register_urls import urlpatterns as registers_area
from vorzimmer.office.sections import SECTIONS
from vorzimmer.office.views.mandates import DEEDS as MANDATE_DEEDS
from vorzimmer.office.views.reminder_deeds import DEEDS as REMINDER_DEEDS
from vorzimmer.office.views.request_deeds import DEEDS as REQUEST_DEEDS
from vorzimmer.portal.orders.urls import urlpatterns as orders_area
from vorzimmer.privacy.breaches import BreachEntry, note_breach
from vorzimmer.privacy.disclosing import Subject
from vorzimmer.privacy.models import Disclosure, Processor, Recipient
from vorzimmer.privacy.processors import declare_connection
from vorzimmer.privacy.request_deeds import RequestEntry, hand_over, receive

pytestmark = pytest.mark.django_db(databases=["default", "keyring"])

OWNER = frozenset({Role.OWNER})
OFFICE = frozenset({Role.OWNER, Role.ACCOUNTANT, Role.PRIVACY_OFFICER})
AGENCY = OFFICE | {Role.OPERATOR}
DESK = frozenset({Role.OPERATOR})
PORTAL = frozenset({Role.CUSTOMER_OWNER, Role.CUSTOMER_USER})
RESPONSIBLE = frozenset({Role.CUSTOMER_OWNER})
BOOKS = frozenset({Role.OWNER, Role.ACCOUNTANT})
ACCOUNTANT = frozenset({Role.ACCOUNTANT})
KEEPERS = frozenset({Role.OWNER, Role.PRIVACY_OFFICER})
SIGNED_IN = frozenset(Role)
ANYBODY = frozenset({"anybody"})
MACHINES = frozenset({"machines"})
"""Telephone systems, which show their own proof; without it they are refused."""

# face, and name of the address in it: who comes in
WHO: dict[str, dict[str, frozenset]] = {
    "website": {
        "start": ANYBODY,
        "prices": ANYBODY,
        "sign-in": ANYBODY,
        "sign-out": ANYBODY,
        "language": ANYBODY,
        "design": ANYBODY,
        "home": SIGNED_IN,
        **dict.fromkeys(("security-txt", "services", "how", "questions", "imprint", "contact", "received", "call-back"), ANYBODY),
        **dict.fromkeys(("privacy", "privacy-version", "privacy-pdf", "self-check"), ANYBODY),
        **dict.fromkeys(("sign-up", "sign-up-bank", "document", "document-newest", "notice", "withdrawal"), ANYBODY),
        **dict.fromkeys(("second-step", "second-step-options", "passkey-sign-in", "passkey-options"), ANYBODY),
        **dict.fromkeys(
            (
                "security",
                "security-confirm",
                "own-password",
                "app",
                "app-new",
                "app-picture",
                "passkey-new",
                "passkey-new-options",
                "factor",
                "factor-remove",
                "codes-new",
                "codes-text",
                "device",
                "sessions-end",
                "session-end",
            ),
            SIGNED_IN,
        ),
    },
    "api": {"sipgate": MACHINES, "placetel": MACHINES, "cti": MACHINES},
    "desk": dict.fromkeys(
        ("board", "queue", "card", "presence", "draft", "save", "close", "third", "deed", "tasks", "task-undo", "dispute", "request"), DESK
    ),
    "portal": {
        **dict.fromkeys(("manifest", "worker", "offline"), ANYBODY),
        **dict.fromkeys(
            (
                "messages",
                "search",
                "messages-csv",
                "messages-pdf",
                "print",
                "note",
                "note-done",
                "note-comment",
                "note-orders",
                "status",
                "status-choose",
                "person-claim",
                "absences",
                "absences-add",
                "absences-change",
                "absences-remove",
                "wishes",
                "privacy",
                "forwarding",
                "more",
            ),
            PORTAL,
        ),
        **dict.fromkeys(
            ("people", "callers", "access", "access-new", "access-password", "access-remove", "usage", "documents", "privacy-right"),
            RESPONSIBLE,
        ),
        **dict.fromkeys(("request-fetch", "request-order", "request-answered"), RESPONSIBLE),
        **dict.fromkeys(("usage-csv", "usage-line", "usage-limit", "itemised", "itemise", "itemised-csv", "itemised-pdf"), RESPONSIBLE),
        **{f"{kind}-{deed}": RESPONSIBLE for kind in ("people", "channels", "callers") for deed in ("add", "change", "remove")},
        **dict.fromkeys(("contracts", "option-cancel", *(deed.name for deed in DEEDS)), RESPONSIBLE),
        **dict.fromkeys(("consents", "consent-change", "accesses"), RESPONSIBLE),
        **dict.fromkeys(("invoices", "invoice", "invoice-pdf", "invoice-xml", "invoice-dispute"), RESPONSIBLE),
        **dict.fromkeys(("invoice-promise", "invoice-instalments", "reminder-pdf"), RESPONSIBLE),
        **{str(pattern.name): RESPONSIBLE for pattern in orders_area},
    },
    "office": {
        "home": OFFICE,
        "customers": OFFICE,
        "customers-download": OFFICE,
        "customer": AGENCY,
        "callers-uncover": DESK,
        **dict.fromkeys(("contracts", "contract-new", "option-cancel", *(deed.name for deed in DEEDS)), BOOKS),
        **dict.fromkeys(("service", "service-announce", "service-lift"), BOOKS),
        **dict.fromkeys(("offers", "prices", "prices-version", "prices-download"), BOOKS),
        **dict.fromkeys(("prices-new", "prices-new-text", "prices-preview", "prices-take-back", "prices-change"), OWNER),
        **dict.fromkeys(("tariff-new", "tariff-edit", "option-new", "option-edit", "pool", "pool-add", "pool-remove"), OWNER),
        **dict.fromkeys(("wishes", "wish", "wish-take-up", "reviews", "review", "review-approve", "review-back", "rotas"), OWNER),
        **dict.fromkeys(("access-second-step", "staff-second-step"), OWNER),
        **{f"{kind}-{deed}": OWNER for kind in ("rota", "shift", "override") for deed in ("add", "change", "remove")},
        "home-money": BOOKS,
        **dict.fromkeys(("usage", "usage-fault", "task-new", "task-correct", "task-remove", "unbilled"), BOOKS),
        **dict.fromkeys(("billing", "billing-begin", "interim", "interim-issue", "changed", "month-anew", "chain", "chain-check"), BOOKS),
        **dict.fromkeys(("run", "run-rate", "run-progress", "run-anew", "run-refused", "run-release"), BOOKS),
        **dict.fromkeys(("run-item", "run-item-pdf", "run-item-hold", "run-item-let-go", "run-item-again"), BOOKS),
        **dict.fromkeys(("invoices", "invoices-download", "invoice-new", "invoice-preview", "invoice", "invoice-pdf"), BOOKS),
        **dict.fromkeys(("invoice-calls", "invoice-copy", "invoice-posted", "invoice-cancel"), BOOKS),
        "invoice-xml": frozenset({Role.ACCOUNTANT}),
        "bank": frozenset({Role.ACCOUNTANT}),
        **dict.fromkeys(("money", "reports", "report", "report-file", "datev", "issuer", "account", "billing-profile"), BOOKS),
        **dict.fromkeys(("tax-years", "tax-year-declare", "tax-year-take-back"), BOOKS),
        **dict.fromkeys(("allocation-undo", *(deed.name for deed in (*ACCOUNT_DEEDS, *ENTRY_DEEDS))), BOOKS),
        **dict.fromkeys(("debits", "debit-returns", "debit-files", "debit-file", "debit-file-approve", "debit-file-discard"), BOOKS),
        **dict.fromkeys(("reminders", "reminders-send", "reminders-sent", "reminder", "reminder-pdf"), BOOKS),
        **dict.fromkeys(("claims-settings", "base-rate", *(deed.name for deed in REMINDER_DEEDS)), BOOKS),
        **dict.fromkeys(("debits-make", "debit-came-back", "debit-again", "debit-withdraw", "debit-file-sent"), ACCOUNTANT),
        **dict.fromkeys(("debit-file-download", "mandates", "mandate", *(deed.name for deed in MANDATE_DEEDS)), ACCOUNTANT),
        "datev-file": ACCOUNTANT,
        "bank-entries": BOOKS,
        **dict.fromkeys(("cases", "case", "case-dispute", "case-incident", "case-abuse"), BOOKS),
        **{f"case-{deed}": BOOKS for deed in ("resolve", "reopen", "review", "owner")},
        **dict.fromkeys(("bank-entry", "bank-assign", "bank-rest", "bank-debits", "bank-aside", "bank-take-back"), ACCOUNTANT),
        **dict.fromkeys(("bank-files", "bank-file"), ACCOUNTANT),
        "catalogue": KEEPERS,
        **dict.fromkeys(("papers", "paper", "paper-pdf", "paper-data"), KEEPERS),
        **dict.fromkeys(("requests", "request-new", "request", "request-search", "request-fetch", "request-duty", "request-lift"), KEEPERS),
        "request-uncover": KEEPERS,
        **{f"request-{slug}": KEEPERS for slug in REQUEST_DEEDS},
        **{str(pattern.name): KEEPERS for pattern in registers_area},
        **dict.fromkeys(("recipients", "recipient", "disclosures", "disclosures-download", "disclosure"), OFFICE),
        **dict.fromkeys(("recipient-new", "recipient-edit", "recipient-confirm", "recipient-deactivate", "recipient-reactivate"), KEEPERS),
        **dict.fromkeys(("claims", "claims-download", "claim", "claim-interest", "claim-interest-file", "claim-plan"), BOOKS),
        **dict.fromkeys(("claim-pause-end", "claim-pause-review", *(deed.name for deed in CLAIM_DEEDS)), BOOKS),
        **dict.fromkeys((str(pattern.name) for pattern in handing_area), BOOKS),
        **dict.fromkeys(
            (
                "access-new",
                "access-password",
                "access-remove",
                "caller-forget",
                "caller-new",
                "customer-close",
                "customer-edit",
                "customer-new",
                "customer-preview",
                "customer-reopen",
                "import",
                "import-template",
                "letter-cancel",
                "letter-retry",
                "letters",
                "number-assign",
                "staff",
                "staff-deactivate",
                "staff-edit",
                "staff-new",
                "staff-password",
                "staff-reinstate",
                "team-edit",
                "team-new",
                "team-remove",
                "unknown-numbers",
            ),
            OWNER,
        ),
        **dict.fromkeys(("enquiries", *(f"enquiry{deed}" for deed in ("", "-spoken", "-close", "-erase", "-convert"))), OWNER),
        **dict.fromkeys(
            ("website", *(f"website-{deed}" for deed in ("page", "preview", "publish", "discard", "take-back", "version"))), OWNER
        ),
        **dict.fromkeys(("abuse", "abuse-case", "abuse-look", "abuse-close", "abuse-reveal"), OWNER),
        **{f"{section.slug}-{deed}": OWNER for section in SECTIONS for deed in ("add", "change", "remove")},
        **{f"{section.slug}-up": OWNER for section in SECTIONS if section.ordered},
    },
}
OUTSIDE = {302, 401, 403, 404, 405}
SECRETS = ("Dr. Zahn", "Zahnschmerzen", "Erika Muster", "Befunden", "Frau Kern", "praxis@zahn.example", "3920012", "231250100")
"""What stands in the records of Dr. Zahn, and nowhere else."""


@dataclass(frozen=True)
class Door:
    """An address: face and name, the pattern's parameters with their converters."""

    face: str
    name: str
    route: str
    parameters: tuple[str, ...]

    @property
    def who(self) -> frozenset:
        return WHO.get(self.face, {}).get(self.name, frozenset())


def doors(resolver=None, face="", before=""):
    """Walk all addresses of the project."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern, pattern.namespace or face, route)
        elif isinstance(pattern, URLPattern):
            yield Door(face, str(pattern.name), route, tuple(pattern.pattern.converters))


ALL = list(doors())


@dataclass
class House:
    """The cast with one record of each kind, all of them Dr. Zahn's."""

    cast: Cast
    call: Call
    ids: dict[str, object]
    of_section: dict[str, UUID]

    def address(self, door: Door) -> str:
        """Fill in the real ids of Dr. Zahn's records."""
        path = "/" + door.route
        for parameter in door.parameters:
            kind = door.name.removeprefix("orders-").rpartition("-")[0]
            value = self.of_section[kind] if parameter == "record_id" else self.ids[parameter]
            start = path.index("<")
            end = path.index(">", start)
            path = path[:start] + str(value) + path[end + 1 :]
        return path


def books_of(customer) -> dict[str, object]:
    """Book an invoice of a customer and what he paid for it."""
    document = issue(customer)
    book_document(document, datetime.now(UTC))
    paid = Payment(customer_ref=customer.pk, customer_number=customer.number, cents=5000, value_on=date(2026, 11, 20), documents=[document])
    entry = book_payment(paid, datetime.now(UTC))
    return {"document_id": document.pk, "entry_id": entry.pk, "allocation_id": entry.given.get().pk}


def disclosures_of(customer, by) -> dict[str, object]:
    """Enter a collector, and give a claim against a customer to it."""
    entry = give_claim(collector(), Subject(ref=customer.pk, number=customer.number), by)
    return {"recipient_id": entry.recipient_id, "entry_number": entry.number}


def resting_claim(customer, at) -> dict[str, object]:
    """Let a claim on a customer rest."""
    claim = Claim.objects.create(
        document=issue(customer), customer_ref=customer.pk, customer_number=customer.number, is_consumer=False, opened_on=at.date()
    )
    return {"claim_id": claim.pk, "pause_id": Pause.objects.create(claim=claim, kind="by_hand", since=at.date(), at=at).pk}


def debits_of(customer, accountant, at) -> dict[str, object]:
    """Plan a direct debit of a customer, and stand a file for the bank beside it."""
    debit = collect(issue(customer), state="sent")
    file = DebitFile.objects.create(
        message_id="LS-1",
        state="made",
        count=1,
        total=1,
        due_on=at.date(),
        submit_by=at.date(),
        xml="",
        created_at=at,
        created_by=accountant,
    )
    return {"collection_id": debit.pk, "mandate_id": debit.mandate_id, "file_id": file.pk}


def reminder_of(customer) -> dict[str, object]:
    """Write a reminder to a customer that has not left."""
    claim = claim_of(owe(customer))
    day = date(2026, 9, 18)
    return {"reminder_id": write(customer.pk, Event.FRIENDLY_SENT, [claim], noon(day), by=None).pk}


def handed_of(customer, at) -> dict[str, object]:
    """Give a claim on a customer to a lawyer, and owe her the news that it was settled."""
    document = issue(customer)
    claim = Claim.objects.create(
        document=document,
        customer_ref=customer.pk,
        customer_number=customer.number,
        is_consumer=False,
        stage="collector",
        opened_on=at.date(),
    )
    recipient = Recipient.objects.create(kind="lawyer", name="Rechtsanwältin Ulm", created_at=at, changed_at=at)
    entry = Disclosure.objects.create(
        at=at, recipient=recipient, recipient_name=recipient.name, recipient_kind="lawyer", purpose="collection", ground="collect",
        customer_ref=customer.pk, customer_number=customer.number, categories=[], fields=[], notice="1", sha256="",
    )  # fmt: skip
    given = HandOver.objects.create(
        claim=claim, recipient=recipient, ground="collect", reference="RE-1/1", disclosure=entry, cents=1, made_at=at
    )
    duty = Duty.objects.create(hand_over=given, kind="settled", key="x", arose_on=at.date(), due_on=at.date(), made_at=at)
    return {"claim_id": claim.pk, "recipient_id": recipient.pk, "hand_over_id": given.pk, "duty_id": duty.pk}


def enquiry_of(owner, at) -> dict[str, object]:
    """Receive an enquiry, and open a case of abuse for its sender."""
    entry = EnquiryEntry(id=uuid4(), kind=EnquiryKind.ENQUIRY, name="Erika Muster", email="erika@muster.example", text="Zahnschmerzen")
    enquiry = receive_enquiry(entry, "203.0.113.77", at)
    sender = enquiry.senders.get()
    return {"enquiry_id": enquiry.pk, "sender_id": sender.pk, "case_id": open_case("Dr. Zahn", [sender], by=owner, at=at).pk}


def request_of(customer, by, at) -> dict[str, object]:
    """Hand a caller's request over to a customer."""
    entry = RequestEntry(
        kind="erasure", person_kind="caller", way="phone", received_on=berlin_date(at), name="Erika Muster", customer_ref=customer.pk
    )
    asked = receive(entry, at=at, by=by)
    hand_over(asked, at=at, by=by)
    return {"request_id": asked.pk, "owed_id": uuid4(), "block_id": uuid4()}


def registers_of(owner, at) -> dict[str, object]:
    """Fill the registers of privacy: a processor with a connection, and a breach."""
    processor = Processor.objects.create(name="Hausener Rechenzentrum", service="E-Mail", created_at=at, changed_at=at)
    connection = declare_connection(ConnectorKind.MAIL, "mail.example", standing=Standing.PROCESSOR, processor=processor, at=at, by=owner)
    entry = BreachEntry(title="Laptop verloren", facts_text="Im Zug", aware_at=at, own_data=True, callers_data=False)
    breach = note_breach(entry, at=at, by=owner)
    named = {"rule": "R-DIS", "key": "claims", "event": "authority_told", "record": uuid4()}
    return {"processor_id": processor.pk, "connection_id": connection.pk, "breach_id": breach.pk} | named


@pytest.fixture
def house(db):
    cast = make_cast(datetime.now(UTC) - timedelta(days=2))
    note, at, zahn = write_note(), datetime.now(UTC), cast.zahn
    bring_offers()
    bring_first_versions(at)
    entry = ContractEntry(tariff=Tariff.objects.get(code="start"), options=(Option.objects.get(code="24h"),))
    contract = conclude_new(zahn, entry, at, by=cast.owner)
    dead = OutboxMessage.objects.create(
        customer=zahn, channel=cast.email, kind="email", address="a@b.example", subject="Neu", body="Zahnschmerzen", language="de",
        key=f"note:{uuid4()}", about=str(uuid4()), created_at=at, give_up_at=at, state="dead", reason="busy", closed_at=at,
    )  # fmt: skip
    ids = (
        {
            "customer_id": zahn.pk,
            "user_id": cast.zahn_owner.pk,
            "team_id": cast.day.pk,
            "letter_id": dead.pk,
            "note_id": note.pk,
            "call_id": note.call_id,
            "token": "guessed",
            "deed": "take",
            "person_id": cast.kern.pk,
            "contract_id": contract.pk,
            "booked_id": contract.options.get().pk,
            "number_id": add_numbers("030 23125900", at)[0].pk,
            "offer_id": contract.tariffs.get().tariff_id,
            "prices_id": contract.tariffs.get().tariff.versions.get().pk,
            "wish_id": raise_wish(zahn, kind="wish", text="Zahnschmerzen", by=cast.zahn_owner, at=at).pk,
            "version_id": OrdersVersion.objects.get(customer=zahn).pk,
            "factor_id": uuid4(),
            "handle": "guessed",
            "ref": uuid4(),
            "charge": "fee",
            "kind": "terms",
            "version": "2026-11",
            "edition": "1",
            "paper": "deletion",
            "language": "de",
            "slug": "open",
            "run_id": (run := Run.objects.create(first=date(2026, 10, 1), created_at=at)).pk,
            "item_id": RunItem.objects.create(run=run, customer=zahn, state=RunItem.State.REFUSED).pk,
            "year": 2026,
            "month": 10,
            "number": 1,
            "half_year": "2026-07-01",
            "name": "services",
        }
        | enquiry_of(cast.owner, at)
        | books_of(zahn)
        | reminder_of(zahn)
        | resting_claim(zahn, at)
        | debits_of(zahn, cast.accountant, at)
        | bank_of("Dr. Zahn", at)
        | disclosures_of(zahn, cast.owner)
        | handed_of(zahn, at)
        | request_of(zahn, cast.officer, at)
        | registers_of(cast.owner, at)
    )
    objection = DisputeEntry(ground="amount", way="phone", raised_on=berlin_date(at), text="Zahnschmerzen")
    ids["case_id"] = raise_dispute(Document.objects.get(pk=ids["document_id"]), objection, by=cast.owner, at=at).pk
    rota = Rota.objects.create(customer=zahn, name="Notdienst")
    shift = Shift.objects.create(rota=rota, hand_over=time(8), anchor=date(2026, 11, 2))
    override = RotaOverride.objects.create(rota=rota, person=cast.kern, start=at, end=at + timedelta(days=1))
    of_section = {
        "numbers": zahn.dial_ins.first(),
        "greetings": zahn.greetings.get(),
        "instructions": zahn.instructions.first(),
        "call-types": CallType.objects.create(customer=zahn, name="Notfall"),
        "faq": FaqEntry.objects.create(customer=zahn, question="Parkplätze?", answer="Im Hof.", changed_at=at),
        "hours": OpeningHour.objects.create(customer=zahn, start=time(8), end=time(18)),
        "closures": Closure.objects.create(customer=zahn, first_day=date(2099, 1, 1), last_day=date(2099, 1, 2)),
        "people": cast.kern,
        "absences": Absence.objects.create(person=cast.kern, start=at, end=at + timedelta(days=9), created_at=at),
        "locations": Location.objects.create(customer=zahn, name="Praxis"),
        "channels": cast.email,
        "callers": zahn.known_callers.get(),
        "rota": rota,
        "shift": shift,
        "override": override,
        "today": zahn.instructions.first(),
        "today-over": zahn.instructions.first(),
    }
    task = Task(task_id=uuid4(), meter=UsageMeter.TASK, number=1, done_at=at)
    of_section["task"] = record_task(zahn, task, by=cast.olga, at=at)
    of_section["opening-hours"] = of_section["hours"]
    return House(cast, note.call, ids, {slug: record.pk for slug, record in of_section.items()})


def asked(client, door, house):
    """Ask by all methods; nothing is sent along."""
    address = house.address(door)
    return [(method, getattr(client, method)(address)) for method in ("get", "post", "put", "delete")]


def test_every_door_says_who_comes_in():
    assert {f"{door.face}:{door.name}" for door in ALL if not door.who} == set()
    built = {(door.face, door.name) for door in ALL}
    assert {f"{face}:{name}" for face, names in WHO.items() for name in names if (face, name) not in built} == set()


def test_a_stranger_comes_in_where_anybody_may_and_nowhere_else(house):
    for door in ALL:
        for method, answer in asked(Client(), door, house):
            where = (door.face, door.name, method)
            if door.who == ANYBODY:
                assert answer.status_code < 500, where
                continue
            assert answer.status_code in OUTSIDE, where
            if door.who != MACHINES and answer.status_code == 302:
                assert answer["Location"].startswith("/sign-in/"), where
            assert not any(secret in answer.content.decode(errors="replace") for secret in SECRETS), where


def test_somebody_of_another_customer_finds_nothing_of_this_one(house):
    browser = Client()
    for who in (house.cast.berg_user, user("chef@kanzlei.example", "Bruno Berg", Role.CUSTOMER_OWNER)):
        house.cast.berg.users.add(who)
        for door in ALL:
            if door.name == "sign-out":
                continue
            browser.force_login(who)
            for method, answer in asked(browser, door, house):
                where = (door.face, door.name, method, who.role)
                if who.role not in door.who and not door.who & {"anybody", "machines"}:
                    assert answer.status_code in {403, 405}, where
                elif door.parameters and door.face != "website":
                    assert 400 <= answer.status_code < 500, where
                if hasattr(answer, "content"):
                    assert not any(secret in answer.content.decode(errors="replace") for secret in SECRETS), where


@pytest.mark.parametrize("who", ["owner", "accountant", "officer", "olga", "zahn_owner"])
def test_a_role_comes_in_where_it_may_and_nowhere_else(house, who):
    person, browser = getattr(house.cast, who), Client()
    browser.force_login(person)
    for door in ALL:
        if door.who & {"anybody", "machines"}:
            continue
        if person.role in door.who:
            answer = browser.get(house.address(door))
            assert answer.status_code in {200, 302, 404, 405, 409}, (door.face, door.name, who, answer.status_code)
            continue
        answers = {method: answer.status_code for method, answer in asked(browser, door, house)}
        assert set(answers.values()) <= {403, 405}, (door.face, door.name, who, answers)
        assert 403 in answers.values(), (door.face, door.name, who, answers)


def test_an_operator_of_another_team_finds_nothing_of_this_customer(house):
    browser = Client()
    for door in [door for door in ALL if Role.OPERATOR in door.who and door.parameters and door.face != "website"]:
        browser.force_login(house.cast.nina)
        for method, answer in asked(browser, door, house):
            where = (door.face, door.name, method, answer.status_code)
            assert answer.status_code >= 400, where
            assert not any(secret in answer.content.decode(errors="replace") for secret in SECRETS), where


def test_who_has_left_comes_in_nowhere(house):
    house.cast.owner.is_active = False
    house.cast.owner.save()
    browser = Client()
    assert not browser.login(username=house.cast.owner.email, password=PASSWORD)
    browser.force_login(house.cast.owner)
    for door in [door for door in ALL if Role.OWNER in door.who]:
        assert browser.get(house.address(door)).status_code in {302, 405}, door.name
