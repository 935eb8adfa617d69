"""Draws the state tables of a call and of a claim for the docs. `--check` fails when a drawing is not that of its table."""

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
sys.path.insert(0, str(ROOT))

from vorzimmer.domain import calls, dunning  # noqa: E402  (the path comes first)


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
        ]
    )


PAGES: Mapping[Path, str] = {REFERENCE / "call-states.md": calls_page(), REFERENCE / "claim-states.md": claims_page()}


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
