"""How the room of claims forgets, and what holds the billing data of others: the sweep asks here before usage goes (R-ABR).

A claim goes with the usage of its invoice, and so do disputes; what was handed over with the register of disclosures; words with the
contract; letters after their six years.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from vorzimmer.billing.models import Document, UsageRecord
from vorzimmer.billing.vouchers import Written
from vorzimmer.claims.holds import batches, held_usage
from vorzimmer.claims.models import Case, CaseRecord, Claim, Duty, Finding, HandOver, Pause
from vorzimmer.customers.retention import by_contract
from vorzimmer.domain.catalogue import Rule
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.holds import Kept
from vorzimmer.domain.retention import Facts, Held, Hold
from vorzimmer.privacy.clocks import Clock, Reading, Room, SealedRows, Values, due_days, due_moments, facts_of_start, unreferenced
from vorzimmer.privacy.fields import SealedBytes
from vorzimmer.privacy.scope import AGENCY

_WORDS: Mapping[str, object] = {"text": SealedBytes(b""), "resolution": SealedBytes(b""), "words_gone": True}


def _used(**which: Any) -> Exists:
    """Whether usage is still there that this decides about: it goes first, since holds are read from claims and cases."""
    return Exists(UsageRecord._base_manager.filter(**which))  # noqa: SLF001  (Django's own name for it)


def _of_document(at: datetime) -> Q:
    """What is about an invoice counts as the usage behind it: from its sending, else from the last day of what it bills.

    The invoices are asked without a join, so that rows can be locked.
    """
    sent, never = due_days(Rule.ABR, "sent_on", at), due_days(Rule.ABR, "last", at)
    return Q(document__in=Document._base_manager.filter(sent | (Q(sent_on=None) & never)).order_by().values("pk"))  # noqa: SLF001  (as above)


def _read_claims(at: datetime) -> Reading:
    """What was handed over is explained by its claim, which goes after it (R-DIS)."""
    rows = Claim._base_manager.filter(~_handed("pk"), ~_used(rated__document=OuterRef("document")))  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=_of_document(at), facts=_facts_of_claim)


def _handed(claim: str) -> Q:
    """Whether somebody got a claim, or looked whether he may."""
    asked = [each._base_manager.filter(claim=OuterRef(claim)) for each in (HandOver, Finding)]  # noqa: SLF001  (as above)
    return Q(Exists(asked[0])) | Q(Exists(asked[1]))


def _hidden_claims(at: datetime) -> Q:
    """Claims whose time is over and that nothing holds (`holds_of_claims`)."""
    day = berlin_date(at)
    disputes = Case._base_manager.filter(Q(resolved_on=None) | Q(resolved_on__gte=day), document=OuterRef("document"))  # noqa: SLF001  (as above)
    return _of_document(at) & Q(closed_on__lt=day) & ~_handed("pk") & ~Q(Exists(disputes))


def _hidden_cases(at: datetime) -> Q:
    """Cases whose time is over and that are resolved; but those that explain why a claim rested that somebody got."""
    explains = Pause._base_manager.filter(_handed("claim"), case=OuterRef("pk"))  # noqa: SLF001  (as above)
    over = _of_document(at) | (Q(document=None) & due_days(Rule.ABR, "resolved_on", at))
    return over & Q(resolved_on__lt=berlin_date(at)) & ~Q(Exists(explains))


def _facts_of_claim(values: Values) -> Facts:
    _pk, _customer, sent_on, last = values
    return Facts(start=sent_on, fallback=last)


def _read_cases(at: datetime) -> Reading:
    """A dispute counts as its invoice; an incident and an abuse, which are about calls, from their end. What pauses a claim goes later."""
    named = CaseRecord._base_manager.filter(case=OuterRef("pk"), usage__in=UsageRecord._base_manager.values("pk"))  # noqa: SLF001  (as above)
    rows = Case._base_manager.filter(~_used(rated__document=OuterRef("document")), ~Q(Exists(named)), pauses=None)  # noqa: SLF001  (as above)
    ended = Q(document=None) & due_days(Rule.ABR, "resolved_on", at)
    return Reading(rows=rows, due=_of_document(at) | ended, facts=_facts_of_case)


def _facts_of_case(values: Values) -> Facts:
    _pk, _customer, document, sent_on, last, resolved_on = values
    return Facts(start=sent_on, fallback=last if document else resolved_on)


def _read_hand_overs(at: datetime) -> Reading:
    """Who still has the claim, or still has to be told, comes first."""
    open_ = Exists(Duty._base_manager.filter(hand_over=OuterRef("pk"), done_on=None))  # noqa: SLF001  (as above)
    over = Q(settled_on__isnull=False) | Q(withdrawn_on__isnull=False)
    rows = HandOver._base_manager.filter(over, ~open_)  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_moments(Rule.DISCLOSURE, "made_at", at), facts=facts_of_start)


def _read_findings(at: datetime) -> Reading:
    """A finding that opened a hand-over goes with it."""
    rows = Finding._base_manager.filter(hand_over=None)  # noqa: SLF001  (as above)
    return Reading(rows=rows, due=due_moments(Rule.DISCLOSURE, "at", at), facts=facts_of_start)


def _named(read: Callable[[datetime], Reading], at: datetime) -> Q:
    """What may go can be read no more."""
    return Q(pk__in=read(at).candidates().values("pk"))


LETTERS = Written(
    rule=Rule.TAX6,
    table="claims.Reminder",
    start="sent_on",
    fallback="made_at",
    owner="customer_ref",
    free=lambda: unreferenced("claims.Reminder", but={"claims.ReminderLine"}),
)
"""A letter goes with its lines, once the log of no claim leads to it any more."""

_DOCUMENT = ("document__sent_on", "document__last")

ROOM = Room(
    clocks=(
        by_contract(Rule.BEA, "claims.Case", "customer_ref", only=Q(words_gone=False), blanks=_WORDS, fades=True),
        Clock(
            rule=Rule.DISCLOSURE,
            table="claims.Finding",
            read=_read_findings,
            columns=("at",),
            starts="at",
            hides=partial(_named, _read_findings),
        ),
        Clock(
            rule=Rule.DISCLOSURE,
            table="claims.HandOver",
            read=_read_hand_overs,
            columns=("made_at",),
            starts="made_at",
            hides=partial(_named, _read_hand_overs),
        ),
        Clock(
            rule=Rule.ABR,
            table="claims.Claim",
            read=_read_claims,
            columns=("customer_ref", *_DOCUMENT),
            starts=Coalesce(*_DOCUMENT),
            owner="customer_ref",
            hides=_hidden_claims,
        ),
        Clock(
            rule=Rule.ABR,
            table="claims.Case",
            read=_read_cases,
            columns=("customer_ref", "document", *_DOCUMENT, "resolved_on"),
            starts=Coalesce(*_DOCUMENT, "resolved_on"),
            owner="customer_ref",
            along=frozenset({Rule.BEA}),
            hides=_hidden_cases,
        ),
        LETTERS.clock(),
    ),
    sealed=(
        SealedRows(table="claims.Case", at="created_at", owner="customer_ref", category="BEA", only=Q(words_gone=False)),
        SealedRows(table="claims.Reminder", at="made_at", owner="", category="TAX"),
        SealedRows(table="claims.HandOver", at="made_at", owner="", category="REGISTER"),
        SealedRows(table="claims.Finding", at="at", owner="", category="REGISTER"),
        SealedRows(table="claims.Duty", at="made_at", owner="", category="REGISTER"),
    ),
    finished=lambda _at: {AGENCY: frozenset({"REGISTER"})},
)


# --- what holds ----------------------------------------------------------------------------------------------------------------


def holds_of_usage(keys: Collection[Any], day: date) -> Mapping[Any, Sequence[Held]]:
    """Say what holds records of usage on a day: the closed list of law.md S33. What nothing holds is left out."""
    return {
        key: [Held(because=hold.value, until=kept.until) for hold in kept.because]
        for key, kept in held_usage(keys, day).items()
        if isinstance(kept, Kept) and kept.because
    }


def holds_of_claims(keys: Collection[Any], _day: date) -> Mapping[Any, Sequence[Held]]:
    """A claim is held until it is closed, and until the last objection to its invoice is resolved."""
    found: dict[Any, list[Held]] = {}
    for some in batches(list(keys)):
        for pk, closed_on in Claim._base_manager.filter(pk__in=some).values_list("pk", "closed_on"):  # noqa: SLF001  (as above)
            found[pk] = [Held(because=Hold.UNPAID.value, until=closed_on)]
        disputes = Case._base_manager.filter(document__claim__in=some)  # noqa: SLF001  (as above)
        for pk, resolved_on in disputes.values_list("document__claim", "resolved_on"):
            found[pk].append(Held(because=Hold.OBJECTION.value, until=resolved_on))
    return found


_OF_KIND = {"dispute": Hold.OBJECTION, "incident": Hold.INCIDENT, "abuse": Hold.ABUSE}


def holds_of_cases(keys: Collection[Any], _day: date) -> Mapping[Any, Sequence[Held]]:
    """A case is held until it is resolved."""
    found: dict[Any, list[Held]] = {}
    for some in batches(list(keys)):
        rows = Case._base_manager.filter(pk__in=some).values_list("pk", "kind", "resolved_on")  # noqa: SLF001  (as above)
        found |= {pk: [Held(because=_OF_KIND[kind].value, until=resolved_on)] for pk, kind, resolved_on in rows}
    return found
