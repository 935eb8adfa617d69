"""How the invented agency pursues what is not paid: claims at all stages, confirmed base rates, and recipients to whom claims could go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions import Payment, book_payment
from vorzimmer.billing.models import Document
from vorzimmer.claims import policy
from vorzimmer.claims.actions.cases import DisputeEntry, raise_dispute
from vorzimmer.claims.actions.deciding import decide
from vorzimmer.claims.actions.following import follow, open_claim
from vorzimmer.claims.actions.leaving import left, mark_posted
from vorzimmer.claims.actions.pausing import agree_plan
from vorzimmer.claims.actions.reminding import write
from vorzimmer.claims.actions.settings import change_practice, confirm_rate
from vorzimmer.claims.models import Claim, Reminder
from vorzimmer.claims.reading import reading
from vorzimmer.domain.cases import Ground, Way
from vorzimmer.domain.days import berlin_date, moment, working_day_from
from vorzimmer.domain.default import Proof
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.dunning import LETTERS, Event
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
DISPUTED = "Es seien 40 Minuten zu viel berechnet, an zwei Tagen sei niemand erreichbar gewesen."
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
    owner, accountant = (User.objects.filter(role=role).get() for role in (Role.OWNER, Role.ACCOUNTANT))
    change_practice(PRACTICE)
    _confirm_rates(at, owner)
    looked_up = berlin_date(at - QUARTER)
    for kind, entry in RECIPIENTS.items():
        enter_recipient(kind, replace(entry, agreement_from=looked_up, checked_on=looked_up), at=at - QUARTER)
    for number, document in left_unpaid(at).items():
        claim = _opened(document, at)
        if claim is not None:
            _remind(claim, STORIES[number].upto, at, accountant)
            _go_on(number, claim, at, owner, accountant)
    follow(at)


def _confirm_rates(at: datetime, owner: User) -> None:
    """Confirm the base rates of the last half-years, as somebody does who has looked them up."""
    for rate in sorted(policy.base_rates().rates.values(), key=lambda rate: rate.from_on)[-RATES:]:
        if rate.from_on <= berlin_date(at):
            confirm_rate(rate.from_on, rate.basis_points, at, by=owner)


def _opened(document: Document, at: datetime) -> Claim | None:
    """Open the claim on the day on which it was overdue; None when that is not over yet."""
    day = working_day_from(document.due_on) + DAY
    return open_claim(document, moment(day, NINE)) if moment(day, NINE) <= at else None


# --- letters -------------------------------------------------------------------------------------------------------------


def _remind(claim: Claim, upto: Event, at: datetime, accountant: User) -> None:
    """Send the letters on the days on which they were due, as far as the story goes and the present has come."""
    day = claim.opened_on
    while True:
        found = reading(claim, day)
        step, on = found.next.step, found.next.on
        if step not in LETTERS or on is None or moment(on, NINE) > at:
            return
        _write(claim, step, on, accountant)
        if step is upto:
            return
        day = on


def _write(claim: Claim, level: Event, on: date, accountant: User) -> None:
    """Write a letter that left on the same day: the customer's mail server took it over, or it went to the post."""
    at = moment(on, NINE)
    letter = write(claim.customer_ref, level, [claim], at, by=accountant)
    if letter.channel == Reminder.Channel.POST:
        mark_posted(letter, on, at, by=accountant)
    else:
        left(letter, on, Proof.MAIL_SERVER, at)


# --- how the stories go on -----------------------------------------------------------------------------------------------


def _go_on(number: str, claim: Claim, at: datetime, owner: User, accountant: User) -> None:
    day = max((row.on for row in claim.events.all()), default=claim.opened_on)
    if number == DISPUTE and moment(day + DAY, NINE) <= at:
        _dispute(claim, day + DAY, owner)
    if number == PLAN and moment(day + 3 * DAY, NINE) <= at:
        _agree(claim, day + 3 * DAY, at, accountant)
    if number == DECISION:
        found = reading(claim, day)
        if found.next.step is Event.DEFAULT_KNOWN and found.next.on is not None and moment(found.next.on, NINE) <= at:
            decide(claim, moment(found.next.on, NINE), by=owner)


def _dispute(claim: Claim, day: date, owner: User) -> None:
    """Let the customer object on the telephone: the claim rests until somebody has answered."""
    entry = DisputeEntry(ground=Ground.AMOUNT, way=Way.PHONE, raised_on=day, text=DISPUTED, owner=owner)
    raise_dispute(claim.document, entry, by=owner, at=moment(day, NINE))


def _agree(claim: Claim, day: date, at: datetime, accountant: User) -> None:
    """Agree three instalments about all that is open; those that are due by now are paid a day before."""
    plan = instalments(reading(claim, day).open, working_day_from(day + WEEK), 3)
    agree_plan(claim, plan, moment(day, NINE), by=accountant)
    for each in plan.instalments:
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
