"""How the invented agency pursues what is not paid: claims at all stages, confirmed base rates, and recipients to whom claims could go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pikepdf

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions import Payment, book_payment
from vorzimmer.billing.models import Document
from vorzimmer.claims import policy
from vorzimmer.claims.actions.following import follow, open_claim
from vorzimmer.claims.actions.recording import record
from vorzimmer.claims.models import Case, Claim, ConfirmedRate, Instalment, Pause, Practice, Reminder, ReminderLine
from vorzimmer.claims.reading import Reading, reading
from vorzimmer.domain.days import berlin_date, moment, working_day_from
from vorzimmer.domain.default import Proof
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.dunning import DEMANDS, LETTERS, Event
from vorzimmer.domain.dunning_pauses import PauseKind
from vorzimmer.domain.instalments import instalments
from vorzimmer.domain.roles import Role
from vorzimmer.privacy.actions import RecipientEntry, enter_recipient

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
QUARTER = timedelta(days=91)
NINE = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A customer who leaves one invoice unpaid: the newest that is at least so many days overdue, and the last letter about it."""

    overdue: int
    upto: Event


FRIENDLY = "1012"
SECOND = "1006"
DECISION = "1009"
PLAN = "1007"
DISPUTE = "1008"
STORIES: Mapping[str, Story] = {
    FRIENDLY: Story(overdue=5, upto=Event.FRIENDLY_SENT),
    DISPUTE: Story(overdue=6, upto=Event.FRIENDLY_SENT),
    PLAN: Story(overdue=24, upto=Event.FIRST_SENT),
    SECOND: Story(overdue=36, upto=Event.SECOND_SENT),
    DECISION: Story(overdue=54, upto=Event.SECOND_SENT),
}
"""By customer number. At the begin of a month the older stories are younger than they want to be, and a letter short."""
LATE_LETTERS: Mapping[Event, str] = {
    Event.FRIENDLY_SENT: "Zahlungserinnerung",
    Event.FIRST_SENT: "1. Mahnung",
    Event.SECOND_SENT: "2. Mahnung",
}
DISPUTED = "Es seien 40 Minuten zu viel berechnet, an zwei Tagen sei niemand erreichbar gewesen."
AGREED = "agreed on the telephone"
RATES = 3
PRACTICE = {
    "legal_form": "GmbH",
    "represented_by": "Klara Lindner",
    "land": "BE",
}
AGE_KEY = "age1rxr248x53825mc0m958er6zadm9l8nfnmxglyg06ecnug4e7ggkq7w3qlr"
"""Its secret half was thrown away: nobody opens a file for the invented collector."""
RECIPIENTS: Mapping[RecipientKind, RecipientEntry] = {
    RecipientKind.COLLECTOR: RecipientEntry(
        name="Fristwerk Inkasso GmbH",
        street="Am Hafen 8",
        postcode="18055",
        city="Rostock",
        email="eingang@fristwerk.example",
        rdg_number="3712 E1-00.000/26",
        rdg_authority="Amtsgericht Rostock",
        partner_number="L-4711",
        age_key=AGE_KEY,
    ),
    RecipientKind.LAWYER: RecipientEntry(
        name="Kanzlei Ahrend",
        street="Giesebrechtstraße 2",
        postcode="10629",
        city="Berlin",
        email="forderungen@kanzlei-ahrend.example",
        partner_number="2026-118",
    ),
}


def left_unpaid(at: datetime) -> dict[str, Document]:
    """Choose the invoice that each of the late customers has not paid, by customer number. The same moment gives the same invoices."""
    day, found = berlin_date(at), {}
    for number, story in STORIES.items():
        documents = list(Document.objects.filter(customer_number=number, kind="invoice", due_on__lt=day).order_by("due_on"))
        old_enough = [each for each in documents if (day - each.due_on).days >= story.overdue]
        if documents:
            found[number] = old_enough[-1] if old_enough else documents[0]
    return found


def pursue(at: datetime) -> None:
    """Say how the agency pursues its claims, and tell the stories of those who did not pay. Last, the claims follow the account."""
    owner, accountant = (User.objects.filter(role=role).first() for role in (Role.OWNER, Role.ACCOUNTANT))
    Practice.objects.update_or_create(pk=1, defaults=PRACTICE)
    _confirm_rates(berlin_date(at), owner)
    looked_up = berlin_date(at - QUARTER)
    for kind, entry in RECIPIENTS.items():
        enter_recipient(kind, replace(entry, agreement_from=looked_up, checked_on=looked_up), at=at - QUARTER)
    for number, document in left_unpaid(at).items():
        claim = _opened(document, at)
        if claim is not None:
            _remind(claim, STORIES[number].upto, at, accountant)
            _go_on(number, claim, at, owner, accountant)
    follow(at)


def _confirm_rates(day: date, owner: User | None) -> None:
    """Confirm the base rates of the last half-years, as somebody does who has looked them up."""
    for rate in sorted(policy.base_rates().rates.values(), key=lambda rate: rate.from_on)[-RATES:]:
        if rate.from_on <= day:
            ConfirmedRate.objects.create(from_on=rate.from_on, rate=rate.basis_points, confirmed_on=day, confirmed_by=owner)


def _opened(document: Document, at: datetime) -> Claim | None:
    """Open the claim on the day on which it was overdue; None when that is not over yet."""
    day = working_day_from(document.due_on) + DAY
    return open_claim(document, moment(day, NINE)) if moment(day, NINE) <= at else None


# --- letters -------------------------------------------------------------------------------------------------------------


def _remind(claim: Claim, upto: Event, at: datetime, accountant: User | None) -> None:
    """Send the letters on the days on which they were due, as far as the story goes and the present has come."""
    day = claim.opened_on
    while True:
        found = reading(claim, day)
        step, on = found.next.step, found.next.on
        if step not in LETTERS or on is None or moment(on, NINE) > at:
            return
        _write(reading(claim, on), step, accountant)
        if step is upto:
            return
        day = on


def _write(found: Reading, level: Event, accountant: User | None) -> None:
    """Write a letter that the mail server of the customer took over on the same day."""
    claim, day = found.claim, found.day
    costs = {"interest": found.interest_cents, "lump_sum": found.lump_sum.cents} if level in DEMANDS else {}
    letter = Reminder.objects.create(
        key=f"{claim.customer_ref}:{level.value}:{day}",
        customer_ref=claim.customer_ref,
        customer_number=claim.customer_number,
        level=level.value,
        channel="email",
        language="de",
        pay_by=policy.schedule(day).pay_until(day, found.holidays),
        total=found.open + sum(costs.values()),
        pdf=_paper(f"{LATE_LETTERS[level]}: Rechnung {found.document.number}, fällig am {found.document.due_on:%d.%m.%Y}"),
        made_at=moment(day, NINE),
        made_by=accountant,
        sent_on=day,
        received_on=day,
        proof=Proof.MAIL_SERVER.value,
    )
    ReminderLine.objects.create(reminder=letter, claim=claim, principal=found.open, **costs)
    record(claim, level, day, moment(day, NINE), by=accountant, reminder=letter)


def _paper(line: str) -> bytes:
    """Print one line on a page."""
    pdf, out = pikepdf.new(), BytesIO()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica, Encoding=pikepdf.Name.WinAnsiEncoding
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(f"BT /F1 12 Tf 70 720 Td ({line}) Tj ET".encode("cp1252"))
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


# --- how the stories go on -----------------------------------------------------------------------------------------------


def _go_on(number: str, claim: Claim, at: datetime, owner: User | None, accountant: User | None) -> None:
    day = max((row.on for row in claim.events.all()), default=claim.opened_on)
    if number == DISPUTE and moment(day + DAY, NINE) <= at:
        _dispute(claim, day + DAY, owner)
    if number == PLAN and moment(day + 3 * DAY, NINE) <= at:
        _agree(claim, day + 3 * DAY, at, accountant)
    if number == DECISION:
        found = reading(claim, day)
        if found.next.step is Event.DEFAULT_KNOWN and found.next.on is not None and moment(found.next.on, NINE) <= at:
            record(claim, Event.DEFAULT_KNOWN, found.next.on, moment(found.next.on, NINE), by=owner)


def _dispute(claim: Claim, day: date, owner: User | None) -> None:
    """Let the customer object on the telephone: the claim rests until somebody has answered."""
    case = Case.objects.create(
        number=1,
        kind="dispute",
        customer_ref=claim.customer_ref,
        customer_number=claim.customer_number,
        document=claim.document,
        ground="amount",
        raised_on=day,
        way="phone",
        text=DISPUTED,
        owner=owner,
        review_on=day + policy.schedule(day).review_after * DAY,
        created_at=moment(day, NINE),
        created_by=owner,
    )
    Pause.objects.create(
        claim=claim, kind=PauseKind.DISPUTE.value, since=day, review_on=case.review_on, case=case, at=moment(day, NINE), by=owner
    )


def _agree(claim: Claim, day: date, at: datetime, accountant: User | None) -> None:
    """Agree three instalments about all that is open; those that are due by now are paid a day before."""
    plan = instalments(reading(claim, day).open, working_day_from(day + WEEK), 3)
    pause = Pause.objects.create(
        claim=claim,
        kind=PauseKind.INSTALMENTS.value,
        since=day,
        review_on=plan.instalments[-1].due_on + WEEK,
        reference=AGREED,
        at=moment(day, NINE),
        by=accountant,
    )
    for each in plan.instalments:
        Instalment.objects.create(pause=pause, due_on=each.due_on, cents=each.cents)
        paid_on = each.due_on - DAY
        if moment(paid_on, NINE) <= at:
            payment = Payment(
                customer_ref=claim.customer_ref,
                customer_number=claim.customer_number,
                cents=each.cents,
                value_on=paid_on,
                reference=claim.document.number,
                documents=[claim.document],
            )
            book_payment(payment, moment(paid_on, NINE), by=accountant)
