"""Draws the state table of a call for the docs. `--check` fails when the drawing is not that of the table."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "call-states.md"
sys.path.insert(0, str(ROOT))

from vorzimmer.domain.calls import METERS, TABLE  # noqa: E402  (the path comes first)


def page() -> str:
    """Write the page: the diagram, and which times run in which state."""
    arrows = [f"    {state} --> {target}: {kind}" for state, moves in TABLE.items() for kind, target in moves.items()]
    times = [f"| `{state}` | {', '.join(METERS.get(state, ())) or '–'} |" for state in TABLE]
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


def main() -> int:
    """Write the page, or check it."""
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/reference/call-states.md is out of date: run tools/diagrams.py")
    return 1


if __name__ == "__main__":
    sys.exit(main())
