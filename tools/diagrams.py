"""Draws the state tables of a call, a claim and a request for the docs. `--check` fails when a drawing is not that of its table."""

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT))

from vorzimmer.domain import calls, dunning, dunning_pauses, requests, restrictions  # noqa: E402  (the path comes first)


def calls_page() -> str:
    """Write the page of a call: the diagram, and which times run in which state."""
    arrows = [f"    {state} --> {target}: {kind}" for state, moves in calls.TABLE.items() for kind, target in moves.items()]
    times = [f"| `{state}` | {', '.join(calls.METERS.get(state, ())) or '–'} |" for state in calls.TABLE]
    return "\n".join(
        [
            "# States of a call",
            "",
            "Drawn from `domain/calls.py` by `tools/diagrams.py`. What is not drawn is not possible.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            "    [*] --> new",
            *arrows,
            "```",
            "",
            "| state | times that run |",
            "|---|---|",
            *times,
            "",
        ]
    )


_ENDS = (dunning.Event.SETTLED, dunning.Event.WRITTEN_OFF)


def claims_page() -> str:
    """Write the page of a claim: the diagram, and the table with every move."""
    moves = [(stage, event, target) for stage, row in dunning.TABLE.items() for event, target in row.items()]
    drawn = [move for move in moves if move[2] not in {None, move[0]} and move[1] not in _ENDS]
    arrows = [f"    {stage} --> {target}: {event}" for stage, event, target in drawn]
    stopped = {kind: [f"`{event}`" for event in dunning.Event if event in stops] for kind, stops in dunning_pauses.STOPS.items()}
    pauses = [f"| `{kind}` | {', '.join(events)} |" for kind, events in stopped.items()]
    rows = [f"| `{stage}` | `{event}` | {'where it stood' if target is None else f'`{target}`'} |" for stage, event, target in moves]
    return "\n".join(
        [
            "# Stages of a claim",
            "",
            "Drawn from `domain/dunning.py` by `tools/diagrams.py`. What is not in the table is not possible.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            "    [*] --> open",
            *arrows,
            "```",
            "",
            "Not drawn, but in the table: what leaves the stage as it is (a letter sent again, a lawyer who takes over at court); and that",
            "a claim may be settled or written off at every open stage, and from there be opened again where it stood.",
            "",
            "| stage | event | leads to |",
            "|---|---|---|",
            *rows,
            "",
            "## What a pause stops",
            "",
            "What the debtor, the court or the account does is recorded all the same. A dispute does not stop a collector or lawyer by",
            "itself: the notice allows that (S29), and the gate asks for a written reason and flags it in the register. To a credit",
            "bureau a disputed claim never goes.",
            "",
            "| pause | stops |",
            "|---|---|",
            *pauses,
            "",
        ]
    )


def requests_page() -> str:
    """Write the page of a request of a data subject: the diagram, every move, the clock, and why something is refused or stays."""
    moves = [(state, event, target) for state, row in requests.TABLE.items() for event, target in row.items()]
    arrows = [f"    {state} --> {target}: {event}" for state, event, target in moves if state != target]
    rows = [f"| `{state}` | `{event}` | `{target}` |" for state, event, target in moves]
    reasons = [
        f"| `{why}` | {norm} | {', '.join(f'`{kind}`' for kind in requests.RequestKind if kind in requests.REFUSABLE[why])} |"
        for why, norm in requests.REFUSE_NORMS.items()
    ]
    kept = [f"| {rule} | `{why}` |" for rule, why in restrictions.WHY_KEPT.items()]
    uses = [f"| `{use}` | {'yes' if use in restrictions.ALWAYS else 'no'} |" for use in restrictions.Use]
    return "\n".join(
        [
            "# States of a request of a data subject",
            "",
            "Drawn from `domain/requests.py` and `domain/restrictions.py` by `tools/diagrams.py`. What is not in the table is not",
            "possible.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            "    [*] --> received",
            *arrows,
            "```",
            "",
            "| state | event | leads to |",
            "|---|---|---|",
            *rows,
            "",
            "## The clock",
            "",
            f"The answer is due {requests.ANSWER_MONTHS} month after receipt (Art. 12(3) GDPR, §188(2), (3) BGB); an extension adds",
            f"{requests.EXTENSION_MONTHS} months once, and is told within the first month. The agency aims at {requests.TARGET_DAYS} days;",
            f"from day {requests.ALARM_DAYS} on it alarms. That a period ends on the next working day (Reg. (EEC) 1182/71) is never",
            "relied on. A caller's request reaches the customer, who is the controller, within",
            f"{requests.HAND_OVER_WITHIN.days * 24} hours.",
            "",
            "## Why a request is refused",
            "",
            "| reason | norm | counts for |",
            "|---|---|---|",
            *reasons,
            "",
            "## What erasure leaves",
            "",
            "What these rules keep stays until their own time is over; master data, orders and accounts stay while a contract runs.",
            "",
            "| rule | why |",
            "|---|---|",
            *kept,
            "",
            "## What restricted data are used for",
            "",
            "Beside what is marked yes, `service` goes on if the person consents. An objection ends `bureau`.",
            "",
            "| use | allowed |",
            "|---|---|",
            *uses,
            "",
        ]
    )


PAGES: Mapping[Path, str] = {
    REFERENCE / "call-states.md": calls_page(),
    REFERENCE / "claim-states.md": claims_page(),
    REFERENCE / "request-states.md": requests_page(),
}


def main() -> int:
    """Write the pages, or check them."""
    if "--check" not in sys.argv:
        for path, text in PAGES.items():
            path.write_text(text, encoding="utf-8")
        return 0
    old = [path.name for path, text in PAGES.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for name in old:
        print(f"docs/reference/{name} is out of date: run tools/diagrams.py")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
