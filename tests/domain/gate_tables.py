"""The truth tables of the two gates: which rows of facts are open, written out, and the reason of every single thing that can be wrong.

`problems(gates)` compares a module of gates with them. What is given to it may be a mutant, so everything is built from that module.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import vorzimmer
from vorzimmer.domain.disclosure import RecipientKind
from vorzimmer.domain.disclosure_policy import read_policy

DAY = date(2026, 12, 4)
RULES = read_policy((Path(vorzimmer.__file__).parent / "policy" / "disclosure.toml").read_text("utf-8")).on(DAY)
NOON = datetime(2026, 12, 1, 11, tzinfo=UTC)

# --- collectors ------------------------------------------------------------------------------------------------------------

COLLECT_INPUTS = ("open", "default", "insolvent", "instalments", "disputed", "despite", "kind", "registered", "active", "found")
COLLECT_ROWS = list(product(*[(False, True)] * 6, ("collector", "lawyer", "court"), *[(False, True)] * 3))

# open default insolvent instalments disputed despite kind registered active found
COLLECT_OPEN = """
1 1 0 0 0 0 collector 1 1 1
1 1 0 0 0 1 collector 1 1 1
1 1 0 0 1 1 collector 1 1 1
1 1 0 0 0 0 lawyer    0 1 1
1 1 0 0 0 1 lawyer    0 1 1
1 1 0 0 1 1 lawyer    0 1 1
1 1 0 0 0 0 lawyer    1 1 1
1 1 0 0 0 1 lawyer    1 1 1
1 1 0 0 1 1 lawyer    1 1 1
"""


def rows_of(text):
    """Read the rows of a table: 1 and 0 are truths, words are words."""
    words = {"0": False, "1": True}
    return {tuple(words.get(cell, cell) for cell in line.split()) for line in text.split("\n") if line}


def collect_facts(gates, row):
    is_open, default, insolvent, instalments, disputed, despite, kind, registered, active, found = row
    recipient = gates.RecipientFacts(
        kind=RecipientKind(kind), rdg_number="3712 E 1/26" if registered else "", is_active=active, bureau="schufa", is_confirmed=True
    )
    return gates.CollectFacts(
        open_cents=11900 if is_open else 0,
        in_default_since=date(2026, 11, 7) if default else None,
        recipient=recipient,
        is_insolvent=insolvent,
        has_instalments=instalments,
        is_disputed=disputed,
        despite_dispute="The dispute is about another invoice." if despite else "",
        finding=gates.Finding(by="anna", at=NOON, text="Reminded three times.") if found else None,
    )


# --- bureaus ---------------------------------------------------------------------------------------------------------------

BUREAU_INPUTS = (
    *("open", "default", "insolvent", "instalments", "disputed", "objected", "enforcement_objected"),
    *("stage", "two_reminders", "waited", "warned"),
    *("named", "confirmed", "active", "agreement", "balancing", "concerns", "two_people"),
)
STAGES = ("none", "order_applied", "enforcement_issued", "enforcement_started")

# open default insolvent instalments disputed objected enforcement-objected
#               stage               reminders waited warned
#                                         named confirmed active agreement balancing concerns two-people
BUREAU_OPEN = """
1 1 0 0 0 0 0   order_applied       1 1 1 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_issued  0 0 0 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_issued  0 0 1 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_issued  0 1 0 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_issued  0 1 1 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_issued  1 0 0 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_issued  1 0 1 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_issued  1 1 0 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_issued  1 1 1 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_started 0 0 0 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_started 0 0 1 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_started 0 1 0 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_started 0 1 1 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_started 1 0 0 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_started 1 0 1 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_started 1 1 0 1 1 1 1 1 1 1
1 1 0 0 0 0 0   enforcement_started 1 1 1 1 1 1 1 1 1 1
"""


class BureauRows:
    """Builds the facts of a row; the parts of which many rows are made are made once."""

    def __init__(self, gates):
        self.gates = gates
        letter, finding = gates.Letter, gates.Finding
        waited, not_waited = date(2026, 11, 5), date(2026, 11, 6)
        second = letter(sent_on=date(2026, 11, 23), received_on=date(2026, 11, 24))
        self.reminders = {
            (two, long_ago): (
                letter(sent_on=date(2026, 11, 4), received_on=waited if long_ago else not_waited),
                *([second] if two else []),
            )
            for two, long_ago in product((False, True), repeat=2)
        }
        self.warning = {True: letter(sent_on=date(2026, 11, 4), received_on=date(2026, 11, 6)), False: None}
        self.balancing = {True: finding(by="anna", at=NOON, text="One invoice, reminded three times."), False: None}
        self.concerns = {
            (True, True): finding(by="bert", at=NOON, text="No legitimate concern is known."),
            (True, False): finding(by="anna", at=NOON, text="No legitimate concern is known."),
            (False, True): None,
            (False, False): None,
        }
        self.recipients = {
            (named, confirmed, active, agreement): gates.RecipientFacts(
                kind=RecipientKind.BUREAU,
                is_active=active,
                bureau="schufa" if named else "infoscore",
                is_confirmed=confirmed,
                agreement_from=date(2026, 1, 1) if agreement else None,
            )
            for named, confirmed, active, agreement in product((False, True), repeat=4)
        }

    def facts(self, row):
        is_open, default, insolvent, instalments, disputed, objected, enforcement_objected = row[:7]
        stage, two, waited, warned = row[7:11]
        named, confirmed, active, agreement, balancing, concerns, two_people = row[11:]
        return self.gates.BureauFacts(
            open_cents=11900 if is_open else 0,
            in_default_since=date(2026, 11, 7) if default else None,
            due_on=date(2026, 10, 20),
            recipient=self.recipients[named, confirmed, active, agreement],
            is_insolvent=insolvent,
            has_instalments=instalments,
            is_disputed=disputed,
            has_objection=objected,
            has_enforcement_objection=enforcement_objected,
            stage=self.gates.CourtStage(stage),
            reminders=self.reminders[two, waited],
            warning=self.warning[warned],
            balancing=self.balancing[balancing],
            concerns=self.concerns[concerns, two_people],
            others_could=True,
        )


def bureau_rows(stage):
    return product(*[(False, True)] * 7, (stage,), *[(False, True)] * 10)


def near(opened, choices):
    """Give the open rows and all rows that differ from one of them in one input."""
    changed = ((*row[:place], value, *row[place + 1 :]) for row in opened for place, values in enumerate(choices) for value in values)
    return opened.union(changed)


COLLECT_CHOICES = (*[(False, True)] * 6, ("collector", "lawyer", "court"), *[(False, True)] * 3)
BUREAU_CHOICES = (*[(False, True)] * 7, STAGES, *[(False, True)] * 10)

# --- every reason ------------------------------------------------------------------------------------------------------------


def collect_reasons(gates):
    """Facts, the day, and what is said of one condition: holds, why, and whether it is flagged."""
    good = collect_facts(gates, (True, True, False, False, False, False, "collector", True, True, True))
    finding, of = good.finding, good.recipient

    def recipient(**changes):
        return {"recipient": replace(of, **changes)}

    cases = [
        ({}, "open", True, "open"),
        ({"open_cents": 1}, "open", True, "open"),
        ({"open_cents": 0}, "open", False, "nothing_open"),
        ({"open_cents": -1}, "open", False, "nothing_open"),
        ({}, "default", True, "in_default"),
        ({"in_default_since": None}, "default", False, "not_in_default"),
        ({"in_default_since": DAY}, "default", True, "in_default"),
        ({"in_default_since": DAY + timedelta(days=1)}, "default", False, "default_later"),
        ({}, "no_insolvency", True, "no_insolvency"),
        ({"is_insolvent": True}, "no_insolvency", False, "insolvent"),
        ({}, "no_instalments", True, "no_instalments"),
        ({"has_instalments": True}, "no_instalments", False, "instalments"),
        ({}, "dispute", True, "undisputed"),
        ({"is_disputed": True}, "dispute", False, "disputed_without_reason"),
        ({"is_disputed": True, "despite_dispute": " \n"}, "dispute", False, "disputed_without_reason"),
        ({"is_disputed": True, "despite_dispute": "Another invoice."}, "dispute", True, "despite_dispute"),
        ({}, "recipient_kind", True, "may_collect"),
        (recipient(kind=RecipientKind.LAWYER), "recipient_kind", True, "may_collect"),
        *[
            (recipient(kind=kind), "recipient_kind", False, "may_not_collect")
            for kind in RecipientKind
            if kind not in {"collector", "lawyer"}
        ],
        ({}, "registered", True, "registered"),
        (recipient(rdg_number=" "), "registered", False, "not_registered"),
        (recipient(kind=RecipientKind.LAWYER, rdg_number=""), "registered", True, "lawyer"),
        (recipient(kind=RecipientKind.LAWYER), "registered", True, "lawyer"),
        ({}, "active", True, "active"),
        (recipient(is_active=False), "active", False, "not_active"),
        ({}, "finding", True, "found"),
        ({"finding": None}, "finding", False, "no_finding"),
        ({"finding": replace(finding, approves=False)}, "finding", False, "found_against"),
        ({"finding": replace(finding, text=" ")}, "finding", False, "finding_without_reason"),
        # Berlin days: 22:59 UTC is still the fourth of December, 23:00 UTC the fifth
        ({"finding": replace(finding, at=datetime(2026, 12, 4, 22, 59, tzinfo=UTC))}, "finding", True, "found"),
        ({"finding": replace(finding, at=datetime(2026, 12, 4, 23, 0, tzinfo=UTC))}, "finding", False, "finding_later"),
        ({"finding": replace(finding, at=datetime(2025, 1, 2, tzinfo=UTC))}, "finding", True, "found"),
    ]
    return [(replace(good, **changes), code, holds, because) for changes, code, holds, because in cases]


def bureau_reasons(gates):
    """Facts and what is said of one condition."""
    rows, letter = BureauRows(gates), gates.Letter
    good = rows.facts((True, True, False, False, False, False, False, "order_applied", *[True] * 10))
    issued, started = ({"stage": gates.CourtStage(stage)} for stage in ("enforcement_issued", "enforcement_started"))
    of, one, other = good.recipient, good.balancing, good.concerns
    first, second = good.reminders

    def recipient(**changes):
        return {"recipient": replace(of, **changes)}

    def day(number):
        return date(2026, 11, number)

    def later(**apart):
        return replace(other, by="anna", at=NOON + timedelta(**apart))

    unread = letter(sent_on=day(23))
    alone = {"others_could": False, "alone_because": "There is nobody else in the firm."}
    cases = [
        ({"open_cents": 1}, "open", True, "open"),
        ({"open_cents": 0}, "open", False, "nothing_open"),
        ({"in_default_since": None}, "default", False, "not_in_default"),
        ({"in_default_since": DAY}, "default", True, "in_default"),
        ({"in_default_since": DAY + timedelta(days=1)}, "default", False, "default_later"),
        ({"is_insolvent": True}, "no_insolvency", False, "insolvent"),
        ({"has_instalments": True}, "no_instalments", False, "instalments"),
        ({}, "dispute", True, "undisputed"),
        ({"is_disputed": True}, "dispute", False, "disputed"),
        ({"is_disputed": True, **issued}, "dispute", False, "disputed"),
        ({"is_disputed": True, **started}, "dispute", False, "disputed"),
        ({}, "objection", True, "no_objection"),
        ({"has_objection": True}, "objection", False, "objected"),
        ({"has_objection": True, **started}, "objection", False, "objected"),
        ({}, "enforcement_objection", True, "no_enforcement_objection"),
        ({"has_enforcement_objection": True}, "enforcement_objection", False, "enforcement_objected"),
        ({"has_enforcement_objection": True, **issued}, "enforcement_objection", False, "enforcement_objected"),
        ({}, "stage", True, "order_applied"),
        (issued, "stage", True, "enforcement_issued"),
        (started, "stage", True, "enforcement_started"),
        ({"stage": gates.CourtStage("none")}, "stage", False, "no_stage"),
        ({}, "reminders", True, "reminded"),
        ({"reminders": ()}, "reminders", False, "too_few_reminders"),
        ({"reminders": (first,)}, "reminders", False, "too_few_reminders"),
        ({"reminders": (first, unread)}, "reminders", False, "too_few_reminders"),
        ({"reminders": (first, letter(sent_on=day(23), received_on=DAY))}, "reminders", True, "reminded"),
        ({"reminders": (first, letter(sent_on=day(23), received_on=DAY + timedelta(days=1)))}, "reminders", False, "too_few_reminders"),
        # due on 20 October: what was sent on that day was no reminder after it
        ({"reminders": (first, replace(second, sent_on=date(2026, 10, 20)))}, "reminders", False, "too_few_reminders"),
        ({"reminders": (first, replace(second, sent_on=date(2026, 10, 21)))}, "reminders", True, "reminded"),
        ({"reminders": (), **issued}, "reminders", True, "titled"),
        ({"reminders": (), **started}, "reminders", True, "titled"),
        ({}, "waited", True, "waited"),
        ({"reminders": (second, first)}, "waited", True, "waited"),
        ({"reminders": (replace(first, received_on=day(6)), second)}, "waited", False, "too_early"),
        ({"reminders": (unread,)}, "waited", False, "no_reminder"),
        ({"reminders": ()}, "waited", False, "no_reminder"),
        ({"reminders": (), **issued}, "waited", True, "titled"),
        ({"reminders": (second,), **issued}, "waited", True, "titled"),
        ({}, "warned", True, "warned"),
        ({"warning": None}, "warned", False, "not_warned"),
        ({"warning": letter(sent_on=day(4))}, "warned", False, "not_warned"),
        ({"warning": letter(sent_on=day(3), received_on=day(4))}, "warned", False, "warned_too_early"),
        ({"warning": letter(sent_on=day(4), received_on=DAY)}, "warned", False, "warned_too_late"),
        ({"warning": letter(sent_on=day(4), received_on=DAY - timedelta(days=1))}, "warned", True, "warned"),
        ({"reminders": ()}, "warned", False, "warned_without_reminder"),
        ({"reminders": (), "warning": None, **issued}, "warned", True, "titled"),
        ({"reminders": (), **issued}, "warned", True, "titled"),
        ({"warning": letter(sent_on=day(3), received_on=day(4)), **issued}, "warned", True, "titled"),
        ({"warning": letter(sent_on=day(4), received_on=DAY), **issued}, "warned", True, "titled"),
        ({}, "named", True, "named"),
        (recipient(kind=RecipientKind.COLLECTOR), "named", False, "no_bureau"),
        (recipient(bureau=""), "named", False, "not_named"),
        (recipient(bureau="infoscore"), "named", False, "not_named"),
        (recipient(bureau="creditreform"), "named", True, "named"),
        (recipient(bureau="buergel"), "named", True, "named"),
        (recipient(bureau="supercheck"), "named", False, "not_enabled"),
        ({}, "confirmed", True, "confirmed"),
        (recipient(is_confirmed=False), "confirmed", False, "not_confirmed"),
        ({}, "active", True, "active"),
        (recipient(is_active=False), "active", False, "not_active"),
        ({}, "agreement", True, "agreement"),
        (recipient(agreement_from=None), "agreement", False, "no_agreement"),
        (recipient(agreement_from=DAY), "agreement", True, "agreement"),
        (recipient(agreement_from=DAY + timedelta(days=1)), "agreement", False, "agreement_later"),
        (recipient(agreement_until=DAY), "agreement", True, "agreement_until"),
        (recipient(agreement_until=DAY - timedelta(days=1)), "agreement", False, "agreement_over"),
        ({}, "balancing", True, "found"),
        ({"balancing": None}, "balancing", False, "no_finding"),
        ({"balancing": replace(one, approves=False)}, "balancing", False, "found_against"),
        ({"balancing": replace(one, text="")}, "balancing", False, "finding_without_reason"),
        ({"balancing": replace(one, at=datetime(2026, 11, 20, tzinfo=UTC))}, "balancing", True, "found"),
        ({"balancing": replace(one, at=datetime(2026, 11, 19, tzinfo=UTC))}, "balancing", False, "finding_old"),
        ({"balancing": replace(one, at=datetime(2026, 12, 5, tzinfo=UTC))}, "balancing", False, "finding_later"),
        ({}, "concerns", True, "found"),
        ({"concerns": None}, "concerns", False, "no_finding"),
        ({"concerns": replace(other, approves=False)}, "concerns", False, "found_against"),
        ({"concerns": replace(other, at=datetime(2026, 11, 19, tzinfo=UTC))}, "concerns", False, "finding_old"),
        ({}, "two_people", True, "two_people"),
        ({"others_could": False}, "two_people", True, "two_people"),
        ({"balancing": None}, "two_people", False, "findings_missing"),
        ({"concerns": None}, "two_people", False, "findings_missing"),
        ({"balancing": None, "concerns": None}, "two_people", False, "findings_missing"),
        ({"concerns": later(days=2)}, "two_people", False, "same_person"),
        ({"concerns": later(days=2), "alone_because": "x"}, "two_people", False, "same_person"),
        ({"concerns": later(hours=24), **alone}, "two_people", True, "alone"),
        ({"concerns": later(hours=23, minutes=59), **alone}, "two_people", False, "too_soon"),
        ({"concerns": later(hours=-24), **alone}, "two_people", True, "alone"),
        ({"concerns": later(hours=-23), **alone}, "two_people", False, "too_soon"),
        ({"concerns": later(hours=24), "others_could": False, "alone_because": " "}, "two_people", False, "alone_without_reason"),
    ]
    return [(replace(good, **changes), code, holds, because) for changes, code, holds, because in cases]


FLAGGED = {("dispute", "despite_dispute"), ("two_people", "alone")}


def problems(gates):
    """Compare a module of gates with what is written above, one thing after the other; nothing comes when it agrees.

    Of the rows only those next to an open one are looked at, which is enough to see a condition that is missing; all of them are
    looked at in test_gates.
    """
    asked = [(gates.collect_gate(facts, day=DAY), *rest) for facts, *rest in collect_reasons(gates)]
    asked += [(gates.bureau_gate(facts, day=DAY, rules=RULES), *rest) for facts, *rest in bureau_reasons(gates)]
    for gate, code, holds, because in asked:
        condition = next(each for each in gate.conditions if each.code == code)
        said = (condition.holds, condition.because.value, condition.is_flagged)
        if said != (holds, because, holds and (code, because) in FLAGGED):
            yield gate.ground.value, code, said, holds, because
    rows = BureauRows(gates)
    for row in near(rows_of(COLLECT_OPEN), COLLECT_CHOICES):
        if gates.collect_gate(collect_facts(gates, row), day=DAY).is_open != (row in rows_of(COLLECT_OPEN)):
            yield "collect", row
    for row in near(rows_of(BUREAU_OPEN), BUREAU_CHOICES):
        if gates.bureau_gate(rows.facts(row), day=DAY, rules=RULES).is_open != (row in rows_of(BUREAU_OPEN)):
            yield "bureau", row
