"""The claims of the demo, and the addresses of all pages about them; read in a process of its own, where a server of the demo runs."""

import json
from datetime import UTC, datetime, time, timedelta

from django.db.models import Model
from django.urls import reverse

from tests.claims.given import KEY
from vorzimmer.accounts.models import User
from vorzimmer.billing.actions import Payment, book_payment
from vorzimmer.claims.actions.following import follow
from vorzimmer.claims.actions.handing import find, hand_over, preview
from vorzimmer.claims.models import Case, Claim, Duty, HandOver, Reminder
from vorzimmer.customers.models import Customer
from vorzimmer.demo import agency, claims
from vorzimmer.domain.days import berlin_date, moment
from vorzimmer.domain.disclosure import ConditionCode, RecipientKind
from vorzimmer.privacy.models import Disclosure, Recipient

FULL = 26
"""A day of the month on which each late customer of the demo is as late as his story wants."""
BEHNKE = "behnke@vergissmeinnicht.example"
"""He was reminded once and may promise, ask for instalments, and object."""
LEO = "leo@havelcode.example"
"""He objected."""
LUEBKE = "luebke@physio-stadtpark.example"
"""She pays in instalments."""


def present() -> datetime:
    """Give nine o'clock of the last 26th that is over."""
    day = berlin_date(datetime.now(UTC)) - timedelta(days=1)
    while day.day != FULL:
        day -= timedelta(days=1)
    return moment(day, time(9))


def found() -> None:
    """Found the agency, let the owner look at the claim that was decided, and give the collector a key."""
    agency.seed(present())
    Recipient.objects.filter(kind=RecipientKind.COLLECTOR).update(age_key=KEY)
    looked = {"speaks_for": True, "reason": "Dreimal geschrieben.", "at": present(), "by": _owner()}
    find(_claim(claims.DECISION), _recipient(RecipientKind.COLLECTOR), ConditionCode.FINDING, **looked)


def go_on() -> None:
    """Hand the claim over, and let the customer pay: the collector must be told."""
    claim, recipient, at = _claim(claims.DECISION), _recipient(RecipientKind.COLLECTOR), present()
    hand_over(claim, recipient, seen=preview(claim, recipient, berlin_date(at)).seen, at=at, by=_owner())
    payment = Payment(
        customer_ref=claim.customer_ref,
        customer_number=claim.customer_number,
        cents=claim.document.gross,
        value_on=berlin_date(at),
        documents=[claim.document],
    )
    book_payment(payment, at)
    follow(at + timedelta(minutes=1))


def speak(language: str) -> None:
    """Let everybody read this language."""
    User.objects.update(language=language)


def _owner() -> User:
    return User.objects.get(role="owner")


def _claim(number: str) -> Claim:
    return Claim.objects.filter(customer_number=number).latest("opened_on")


def _recipient(kind: RecipientKind) -> Recipient:
    return Recipient.objects.get(kind=kind)


def _on(name: str, *rows: Model) -> str:
    return reverse(f"office:{name}", args=[row.pk for row in rows])


# --- addresses -----------------------------------------------------------------------------------------------------------


def tell_addresses() -> None:
    """Print all pages: for the office before and after the hand-over, and for each customer."""
    print(json.dumps({"office": [*_board(), *_of_claims(), *_cases(), *_registers()], "portal": _portal()}))  # noqa: T201  (the test reads it)


def tell_later_addresses() -> None:
    """Print the pages of what was handed over."""
    given, duty = HandOver.objects.get(), Duty.objects.get()
    pages = [
        reverse("office:claim-duties"),
        _on("claim-duty", duty),
        _on("claim", given.claim),
        _on("claim-handing", given.claim),
        _on("claim-handed-receipt", given.claim, given),
        _on("claim-handed-withdraw", given.claim, given),
        reverse("office:disclosures"),
        reverse("office:disclosure", args=[Disclosure.objects.latest("number").number]),
        _on("recipient", given.recipient),
    ]
    print(json.dumps(pages))  # noqa: T201  (as above)


def _board() -> list[str]:
    plain = ("claims", "claim-duties", "reminders", "reminders-sent", "claims-settings", "cases", "case-incident", "case-abuse")
    return [*(reverse(f"office:{name}") for name in plain), reverse("office:base-rate", args=["2026-07-01"])]


def _of_claims() -> list[str]:
    decided, reminded, letter = _claim(claims.DECISION), _claim(claims.FRIENDLY), Reminder.objects.latest("made_at")
    collector, lawyer = _recipient(RecipientKind.COLLECTOR), _recipient(RecipientKind.LAWYER)
    deeds = ("claim-promise", "claim-pause", "claim-insolvency", "claim-receipt", "claim-agreed-day", "claim-write-off", "claim-plan")
    return [
        *(_on("claim", _claim(number)) for number in claims.STORIES),
        *(_on(name, decided) for name in ("claim-interest", "claim-handing", "claim-costs", "claim-court", "claim-sheet")),
        *(_on(name, reminded) for name in deeds),
        *(_on("claim-gate", decided, each) for each in (collector, lawyer)),
        reverse("office:claim-finding", args=[decided.pk, collector.pk, "finding"]),
        _on("claim-hand-over", decided, collector),
        _on("reminder", letter),
        *(_on(name, Customer.objects.get(number=claims.DECISION)) for name in ("service", "service-announce")),
    ]


def _cases() -> list[str]:
    case = Case.objects.get()
    return [
        *(_on(name, case) for name in ("case", "case-resolve", "case-review", "case-owner")),
        _on("case-dispute", _claim("1012").document),
    ]


def _registers() -> list[str]:
    collector = _recipient(RecipientKind.COLLECTOR)
    return [
        *(reverse(f"office:{name}") for name in ("recipients", "recipient-new", "disclosures")),
        *(_on(name, collector) for name in ("recipient", "recipient-edit", "recipient-deactivate")),
    ]


def _portal() -> dict[str, list[str]]:
    reminded, disputed, plan = (_claim(number).document for number in (claims.FRIENDLY, claims.DISPUTE, claims.PLAN))
    listing = reverse("portal:invoices")

    def of(document: Model, *names: str) -> list[str]:
        return [reverse(f"portal:{name}", args=[document.pk]) for name in names]

    return {
        BEHNKE: [listing, *of(reminded, "invoice", "invoice-promise", "invoice-instalments", "invoice-dispute")],
        LEO: [listing, *of(disputed, "invoice", "invoice-dispute")],
        LUEBKE: of(plan, "invoice"),
    }
