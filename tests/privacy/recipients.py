"""A collector, a lawyer and a bureau, all invented, and gates that are open for them."""

from dataclasses import replace
from datetime import UTC, date, datetime

from django.db import transaction

from tests.domain import gate_tables
from tests.domain.gate_tables import BureauRows, collect_facts
from vorzimmer.domain import gates
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.disclosure import DisclosurePurpose, Evidence, Finding, Ground, RecipientKind
from vorzimmer.privacy.actions import RecipientEntry, confirm_bureau, enter_recipient
from vorzimmer.privacy.disclosing import disclose
from vorzimmer.privacy.policies import disclosure_rules

AT = datetime(2026, 12, 4, 9, tzinfo=UTC)
DAY = date(2026, 12, 4)
KEY = "age1yjxvt4fshkagr209cz4z29u8k2x0nfj9lnatznx27hm5m2vh7ugsaslnhg"
COLLECTOR = RecipientEntry(
    name="Klarsicht Inkasso GmbH",
    street="Am Kontor 3",
    postcode="20457",
    city="Hamburg",
    email="eingang@klarsicht.example",
    rdg_number="3712 E 1/26",
    rdg_authority="Amtsgericht Hamburg",
    checked_on=date(2026, 12, 1),
)
BUREAU = RecipientEntry(name="SCHUFA Holding AG", city="Wiesbaden", bureau="schufa", agreement_from=date(2024, 1, 1))


def collector(entry=COLLECTOR, at=AT):
    return enter_recipient(RecipientKind.COLLECTOR, entry, at=at)


def bureau(by, entry=BUREAU, at=AT):
    return confirm_bureau(enter_recipient(RecipientKind.BUREAU, entry, at=at), source="HRB 1234, read today", at=at, by=by)


def collect_gate(recipient, day=DAY, **changes):
    row = dict.fromkeys(gate_tables.COLLECT_INPUTS, True) | dict.fromkeys(("insolvent", "instalments", "disputed", "despite"), False)
    facts = collect_facts(gates, tuple((row | {"kind": "collector"} | changes).values()))
    return gates.collect_gate(replace(facts, recipient=recipient.facts), day=day)


def bureau_gate(recipient, day=DAY):
    facts = BureauRows(gates).facts((True, True, *[False] * 5, "order_applied", *[True] * 10))
    return gates.bureau_gate(replace(facts, recipient=recipient.facts), day=day, rules=gate_tables.RULES)


def evidence(*people, **more):
    return Evidence(findings=tuple(Finding(by=str(person.pk), at=AT, text="Looked at.") for person in people), **more)


def give_claim(recipient, subject, by, *, at=AT, document="2026-00012"):
    """Give a claim about a customer to a collector, and say which line of the register that is."""
    day = berlin_date(at)
    with transaction.atomic():
        return disclose(
            recipient,
            purpose=DisclosurePurpose.COLLECTION,
            values={"debtor": {"name": "Dachdeckerei Fink"}, "invoice": {"number": document}, "claim": {"open_cents": 11900}},
            allow_list=disclosure_rules(day).collect,
            gate=collect_gate(recipient, day=day),
            ground=Ground.COLLECT,
            evidence=evidence(by, document=document),
            subject=subject,
            at=at,
            by=by,
        ).entry
