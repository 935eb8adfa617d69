"""A claim of 119 EUR, due on 10 December 2026, at several stages, and the schedule of the policy file."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import vorzimmer
from vorzimmer.domain.dunning import Event, Happened, fold
from vorzimmer.domain.dunning_facts import Facts, Reminder
from vorzimmer.domain.dunning_pauses import Pause, PauseKind
from vorzimmer.domain.dunning_schedule import read_schedule, schedule_on

POLICY = (Path(vorzimmer.__file__).parent / "policy" / "dunning.toml").read_text("utf-8")
FIGURES = read_schedule(POLICY)
SCHEDULE = schedule_on(FIGURES, date(2026, 12, 10))
BERLIN = {
    date(2026, 12, 25): "Erster Weihnachtstag",
    date(2026, 12, 26): "Zweiter Weihnachtstag",
    date(2027, 1, 1): "Neujahr",
    date(2027, 3, 8): "Frauentag",
    date(2027, 3, 26): "Karfreitag",
    date(2027, 3, 29): "Ostermontag",
}
CLAIM = Facts(
    due_on=date(2026, 12, 10),
    gross=11_900,
    open=11_900,
    is_consumer=False,
    standing=fold([]),
    invoice_sent_on=date(2026, 11, 26),
)


def happened(*lines: tuple[Event, date]) -> list[Happened]:
    return [Happened(event=event, on=on) for event, on in lines]


def after(facts: Facts, *lines: tuple[Event, date]) -> Facts:
    return replace(facts, standing=fold([*facts.standing.last.values(), *happened(*lines)]))


def reminded(facts: Facts, *letters: Reminder) -> Facts:
    """Send these letters as well."""
    log = [*facts.standing.last.values(), *(Happened(event=letter.event, on=letter.sent_on) for letter in letters)]
    return replace(facts, reminders=(*facts.reminders, *letters), standing=fold(log))


FRIENDLY = Reminder(event=Event.FRIENDLY_SENT, sent_on=date(2026, 12, 14), received_on=date(2026, 12, 14))
FIRST = Reminder(event=Event.FIRST_SENT, sent_on=date(2026, 12, 21), received_on=date(2026, 12, 21))
SECOND = Reminder(event=Event.SECOND_SENT, sent_on=date(2027, 1, 7), received_on=date(2027, 1, 7))
TWICE = replace(reminded(CLAIM, FRIENDLY, FIRST, SECOND), in_default_since=date(2026, 12, 22))
ONCE = reminded(CLAIM, FRIENDLY, FIRST)
DECIDED = after(TWICE, (Event.DEFAULT_KNOWN, date(2027, 1, 22)))
SERVED = replace(
    after(DECIDED, (Event.ORDER_APPLIED, date(2027, 2, 1)), (Event.ORDER_SERVED, date(2027, 3, 2))),
    enforcement_from=date(2027, 3, 17),
    lapses_on=date(2027, 9, 2),
)
DISPUTE = Pause(kind=PauseKind.DISPUTE, since=date(2026, 12, 12))
