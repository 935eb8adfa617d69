"""What axe complains of on a page: WCAG 2.2 AA, and what is good practice."""

from pathlib import Path

AXE = (Path(__file__).resolve().parent / "vendor" / "axe" / "axe.min.js").read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = "options => axe.run(document, options).then(found => found.violations)"


def complaints(page, **rules) -> list[str]:
    """Ask all rules, but for those that are switched off; only violations come back, since what is in order takes five times as long."""
    page.evaluate(AXE)
    found = page.evaluate(RUN, {"runOnly": TAGS, "resultTypes": ["violations"], "rules": rules})
    return [f"{entry['id']}: {node['html'][:140]}" for entry in found for node in entry["nodes"]]
