"""Writes docs/reference/notice-coverage.md from the notice and what is known of the reference notice. `--check` fails when it is old."""

import sys
from importlib.resources import files
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "notice-coverage.md"
sys.path.insert(0, str(ROOT))

from vorzimmer.domain.notice import read_notices  # noqa: E402  (the path comes first)
from vorzimmer.domain.notice_coverage import promises_of, read_sentences  # noqa: E402

INTRODUCTION = """# What keeps the notice

Written by `tools/notice.py` from `policy/notice/` and `policy/notice_reference.toml`. The program executes a privacy notice that a real
agency published (the *reference notice*). Its 35 sentences are numbered S1 to S35 and known by the SHA-256 of their text; none is copied
here. The agency's own notice answers to them with promises in own words (P-…), which name the rules that keep them. For every sentence
this table says which promises answer to it, what keeps it and which tests show it, or why it promises nothing.

A test fails when a sentence has no promise, when a test that is named does not exist, and when this page is not that of the policy.
"""


def page() -> str:
    """Write the page."""
    policy = files("vorzimmer.policy")
    sentences = read_sentences(policy.joinpath("notice_reference.toml").read_text("utf-8"))
    texts = [each.read_text("utf-8") for each in policy.joinpath("notice").iterdir() if each.name.endswith(".toml")]
    notice = read_notices(texts)[-1]
    rows = []
    for each in sentences:
        promises = ", ".join(promises_of(each, notice)) or "–"
        tests = "<br>".join(f"`{test}`" for test in each.tests) or "–"
        kept = each.kept_by + (f". Open: {each.open}" if each.open else "") if each.kept_by else f"promises nothing: {each.reason}"
        rows.append(f"| {each.id} `{each.sha256[:12]}` | {each.about} | {promises} | {kept} | {tests} |")
    own = [
        f"| {promise.id} | {promise.heading['en']} | {', '.join(f'`{rule}`' for rule in sorted(promise.rules)) or '–'} "
        f"| {'; '.join(promise.norms)} | {', '.join(promise.decisions) or '–'} | {promise.open or '–'} |"
        for promise in notice.promises
    ]
    return "\n".join(
        [
            INTRODUCTION,
            "## The sentences of the reference notice",
            "",
            "| sentence | about | promises | kept by | tests |",
            "|---|---|---|---|---|",
            *rows,
            "",
            f"## The promises of version {notice.version}",
            "",
            "| promise | heading | rules | law | decisions | to be confirmed |",
            "|---|---|---|---|---|---|",
            *own,
            "",
        ]
    )


def main() -> int:
    """Write the page, or check it."""
    text = page()
    if "--check" not in sys.argv:
        PAGE.write_text(text, encoding="utf-8")
        return 0
    if PAGE.read_text(encoding="utf-8") != text:
        print("docs/reference/notice-coverage.md is out of date: run tools/notice.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
