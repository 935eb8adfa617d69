"""What the invented agency has billed: the settings, the usage of the last months, their invoices, and who paid."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from vorzimmer.accounts.models import User
from vorzimmer.billing import actions
from vorzimmer.billing.actions import Payment
from vorzimmer.billing.models import BillingProfile, Collection, Document, Issuer, UsageRecord
from vorzimmer.billing.models.documents import DocumentState
from vorzimmer.billing.months import month_before, month_of
from vorzimmer.customers.models import Customer
from vorzimmer.delivery.models import OutboxMessage
from vorzimmer.demo.casting import Firm
from vorzimmer.demo.claims import left_unpaid
from vorzimmer.demo.people import AGENCY, DOMAIN
from vorzimmer.domain.days import berlin_date, is_working_day, moment, working_day_from
from vorzimmer.domain.delivery import DeliveryState
from vorzimmer.domain.roles import Role
from vorzimmer.domain.statements import Period
from vorzimmer.domain.usage import Unit, UsageMeter

MONTHS = 3
"""So many whole months before this one are billed."""
ADDRESSES = {
    "1001": ("Florastraße 12", "13187"),
    "1002": ("Kantstraße 48", "10625"),
    "1003": ("Schloßstraße 7", "12163"),
    "1004": ("Werkring 3", "12099"),
    "1005": ("Handwerkerhof 5", "12347"),
    "1006": ("Teltower Damm 20", "14169"),
    "1007": ("Hauptstraße 101", "10827"),
    "1008": ("Torstraße 9", "10119"),
    "1009": ("Müllerstraße 33", "13353"),
    "1010": ("Dachsweg 14", "12349"),
    "1011": ("Linienstraße 60", "10119"),
    "1012": ("Rheinstraße 22", "12161"),
}
"""Street and postcode by customer number."""
HELD = "1008"
HELD_REASON = "Rückfrage zu den Minuten, Frau Lindner spricht mit dem Kunden."
RETURNED = "1004"
"""Had no cover for the last direct debit."""
BANK_FEE = 370
FILE_DAYS = 5
"""So many days before they are due, direct debits go to the bank."""
LEFT_OVER = (
    (15_000, "Blumen Vergissmeinnicht", "Abschlag, Rest folgt naechste Woche"),
    (9_352, "Physiotherapie am Stadtpark", "Rechnung von neulich, danke"),
)
"""Cents, payer and text of payments that somebody has to look at."""
STATEMENT = (
    '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><Stmt>'
    "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>{entries}</Stmt></BkToCstmrStmt></Document>"
)
ENTRY = (
    '<Ntry><Amt Ccy="EUR">{cents}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{day}</Dt></BookgDt>'
    "<ValDt><Dt>{day}</Dt></ValDt><AcctSvcrRef>{ref}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd>"
    "<SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>"
    "<RltdPties><Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
)
FIRST_HOUR, LAST_HOUR = 8, 18
HOUR = timedelta(hours=1)
NINE = time(9)
TALK, WRAP_UP = 95, 35
"""Mean seconds."""


def set_up_billing(customers: Sequence[Customer]) -> None:
    """Say who issues the invoices, and where the customers live."""
    Issuer.objects.update_or_create(
        pk=1,
        defaults={
            "name": f"{AGENCY} GmbH",
            "street": "Am Lindenhof 1",
            "postcode": "12105",
            "city": "Berlin",
            "contact": "Bruno Halm",
            "phone": "+493023125000",
            "email": f"rechnung@{DOMAIN}",
            "website": f"www.{DOMAIN}",
            "register": "Amtsgericht Charlottenburg HRB 000000, Geschäftsführerin Klara Lindner",
            "tax_number": "29/815/08151",
            "vat_id": "DE136695976",
            "iban": "DE89370400440532013000",
            "bic": "COBADEFFXXX",
            "bank": "Musterbank",
            "creditor_id": "DE98ZZZ09999999999",
        },
    )
    for customer in customers:
        customer.street, customer.postcode = ADDRESSES[customer.number]
        customer.save(update_fields=["street", "postcode"])


def bill_past(firms: Sequence[Firm], customers: Sequence[Customer], at: datetime, *, told_from: datetime, chance: Random) -> None:
    """Write the usage of the last months as far as no history tells it (`told_from`), bill them, and let most customers pay."""
    accountant = User.objects.filter(role=Role.ACCOUNTANT).first()
    months = [month_of(berlin_date(at))]
    for _number in range(MONTHS):
        months.insert(0, month_before(months[0]))
    for month in months[:-1]:
        rows = [row for firm, customer in zip(firms, customers, strict=True) for row in _usage(firm, customer, month, told_from, chance)]
        UsageRecord.objects.bulk_create(rows, batch_size=2_000)
        issued_at = moment(working_day_from(month.last + timedelta(days=1)), NINE)
        if issued_at <= at:
            _bill(month, issued_at, accountant)
    unpaid = {document.pk for document in left_unpaid(at).values()}
    for document in Document.objects.order_by("number").exclude(pk__in=unpaid):
        _pay(document, at, accountant, chance)
    _collect(at, accountant)
    _read_statement(at, accountant)
    _letters_left(at)
    BillingProfile.objects.update_or_create(
        customer=next(each for each in customers if each.number == HELD), defaults={"held": True, "held_reason": HELD_REASON}
    )


def _usage(firm: Firm, customer: Customer, month: Period, until: datetime, chance: Random) -> Iterator[UsageRecord]:
    day = month.first
    while day <= month.last:
        busy = firm.calls if is_working_day(day) else firm.calls * firm.weekend
        for _number in range(int(busy) + (chance.random() < busy % 1)):
            started_at = moment(day, time(chance.randint(FIRST_HOUR, LAST_HOUR), chance.randint(0, 59), chance.randint(0, 59)))
            if started_at < until:
                yield from _call(customer, started_at, chance)
        day += timedelta(days=1)


def _call(customer: Customer, started_at: datetime, chance: Random) -> Iterator[UsageRecord]:
    ref = UUID(int=chance.getrandbits(128), version=4)
    times = {UsageMeter.TALK: TALK, UsageMeter.WRAP_UP: WRAP_UP}
    yield _row(customer, ref, UsageMeter.CALL, 1, Unit.PIECE, started_at)
    for meter, mean in times.items():
        yield _row(customer, ref, meter, 1 + int(chance.expovariate(1 / mean)), Unit.SECOND, started_at)


def _row(customer: Customer, ref: UUID, meter: UsageMeter, quantity: int, unit: Unit, at: datetime) -> UsageRecord:  # noqa: PLR0913, PLR0917  (a row)
    return UsageRecord(
        customer=customer,
        key=f"{ref}:{meter}",
        ref=ref,
        meter=meter.value,
        quantity=quantity,
        unit=unit.value,
        occurred_at=at,
        recorded_at=at,
    )


def _bill(month: Period, at: datetime, accountant: User | None) -> None:
    run = actions.run_of(month, at)
    actions.write_preview(run)
    actions.release(run, at, by=accountant)
    actions.issue_run(run, at)
    _letters_left(at)
    Document.objects.filter(sent_on=None).update(sent_on=berlin_date(at), state=DocumentState.SENT)


def _letters_left(at: datetime) -> None:
    """Let all letters about money be gone."""
    waiting = OutboxMessage.objects.filter(state=DeliveryState.WAITING).exclude(key__startswith="note:")
    waiting.update(state=DeliveryState.SENT, not_before=None, closed_at=at, attempts=1)


def _pay(document: Document, at: datetime, accountant: User | None, chance: Random) -> None:
    """Let a customer transfer what he owes some days before it is due."""
    if document.collections.exists() or document.kind != "invoice":
        return
    day: date = working_day_from(document.due_on - timedelta(days=chance.randint(1, 6)))
    if day > berlin_date(at):
        return
    payment = Payment(
        customer_ref=document.customer_ref,
        customer_number=document.customer_number,
        cents=document.gross,
        value_on=day,
        reference=document.number,
        documents=[document],
    )
    actions.book_payment(payment, moment(day, NINE), by=accountant)


def _collect(at: datetime, accountant: User | None) -> None:
    """Bring the direct debits that are due by now to the bank; all are booked, and one comes back for want of cover."""
    owner = User.objects.filter(role=Role.OWNER).first()
    if accountant is None or owner is None:
        return
    due = Collection.objects.filter(due_on__lt=berlin_date(at))
    last = due.filter(document__customer_number=RETURNED).order_by("due_on").last()
    for due_on in sorted(set(due.values_list("due_on", flat=True))):
        made_at = moment(due_on - timedelta(days=FILE_DAYS), NINE)
        for file in actions.make_file(list(due.filter(due_on=due_on)), None, made_at, by=accountant).files:
            actions.approve_file(file, made_at + HOUR, by=owner)
            actions.mark_sent(file, made_at + 2 * HOUR)
        for row in due.filter(due_on=due_on).exclude(pk__in=[last.pk] if last else []):
            actions.book_collection(row, due_on, moment(due_on + timedelta(days=1), NINE))
    if last is not None and (returned_on := last.due_on + timedelta(days=2)) < berlin_date(at):
        last.refresh_from_db()
        actions.return_debit(last, "AM04", returned_on, BANK_FEE, moment(returned_on, NINE) + HOUR, by=accountant)


def _read_statement(at: datetime, accountant: User | None) -> None:
    """Read yesterday's statement: two payments are in it that no rule can assign for certain."""
    yesterday = berlin_date(at) - timedelta(days=1)
    entries = "".join(
        ENTRY.format(cents=f"{cents // 100}.{cents % 100:02}", day=yesterday, name=name, text=text, ref=f"{yesterday:%Y%m%d}{number:04}")
        for number, (cents, name, text) in enumerate(LEFT_OVER, 1)
    )
    actions.import_file(STATEMENT.format(entries=entries).encode(), f"Auszug-{yesterday}.xml", at, by=accountant)
