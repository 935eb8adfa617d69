"""The commands about invoices and payments: they say how far they are, and what they refuse."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.billing import actions
from vorzimmer.billing.actions.runs import Preview
from vorzimmer.billing.bank_words import brought, problems_said
from vorzimmer.billing.models import Run, RunItem
from vorzimmer.billing.verifying import gone_by_rule, verify_documents
from vorzimmer.billing.wording import money
from vorzimmer.billing.words import FLAWS
from vorzimmer.domain.statements import Period
from vorzimmer.server.faults import Trouble

Say = Callable[[str], object]
Row = dict[str, Any]


def bill(  # noqa: PLR0913  (what a person asks for, and where it is said)
    period: Period, at: datetime, *, dry_run: bool, as_json: bool, say: Say, progress: Say
) -> None:
    """Bill a month: all that is ready goes out; begun again after whatever stopped it, it does the rest."""
    try:
        if dry_run:
            rows = [_preview_data(each) for each in actions.previews(period, progress=_counted(progress))]
        else:
            rows = _billed(period, at, progress)
    except ValidationError as error:
        raise Trouble(" ".join(error.messages)) from None
    if as_json:
        say(json.dumps({"period": f"{period.first:%Y-%m}", "dry_run": dry_run, "customers": rows}, indent=2, ensure_ascii=False))
        return
    for row in rows:
        say(f"  {row['customer']:<12} {money(row['gross_cents']):>14}  {_state(row)}")
    total = sum(row["gross_cents"] for row in rows if row["state"] in {RunItem.State.READY, RunItem.State.ISSUED})
    count = ngettext("%(count)d customer", "%(count)d customers", len(rows)) % {"count": len(rows)}
    say(f"{count}, {money(total)}")


def _billed(period: Period, at: datetime, progress: Say) -> list[Row]:
    run = actions.run_of(period, at)
    if run.state == Run.State.PREVIEW:
        actions.write_preview(run, progress=_counted(progress))
        run = actions.release(run, at, by=None)
    actions.issue_run(run, at, progress=_counted(progress))
    items = run.items.select_related("customer").prefetch_related("documents")
    return [
        {
            "customer": item.customer.number,
            "state": item.state,
            "reason": item.reason,
            "net_cents": item.net,
            "gross_cents": item.gross,
            "documents": [document.number for document in item.documents.all()],
        }
        for item in items
    ]


def _preview_data(preview: Preview) -> Row:
    return {
        "customer": preview.customer.number,
        "state": preview.state.value,
        "reason": preview.reason,
        "net_cents": preview.net,
        "gross_cents": preview.gross,
        "before_cents": preview.before,
        "outlier": preview.outlier,
        "documents": [],
    }


def _state(row: Row) -> str:
    said = ", ".join(row["documents"]) or str(RunItem.State(row["state"]).label)
    return f"{said}: {row['reason']}" if row["reason"] else said


def _counted(progress: Say) -> Callable[[int, int], object]:
    return lambda done, all_of_them: progress(f"{done}/{all_of_them}")


def import_bank(files: Sequence[Path], at: datetime, *, as_json: bool, say: Say) -> int:
    """Read files of the bank, one after the other; gives how many were refused. One that was read before is none of them."""
    rows = [_imported(path, at) for path in files]
    if as_json:
        say(json.dumps({"files": rows}, indent=2, ensure_ascii=False))
    else:
        for row in rows:
            say("\n  ".join([f"{row['file']}: {row['says']}", *row["problems"]]))
    return sum(row["state"] == "refused" for row in rows)


def _imported(path: Path, at: datetime) -> Row:
    row: Row = {"file": path.name, "state": "read", "problems": []}
    try:
        imported = actions.import_file(path.read_bytes(), path.name, at, by=None)
    except OSError as error:
        return row | {"state": "refused", "says": _("It cannot be read: %(error)s.") % {"error": error.strerror}}
    except actions.AlreadyRead as known:
        return row | {"state": "known", "says": " ".join(known.messages)}
    except ValidationError as refused:
        return row | {"state": "refused", "says": " ".join(refused.messages)}
    did = imported.assigned
    counts = {"new": imported.new, "known": imported.known, "announced": imported.announced, "booked": did.booked}
    counts |= {"proposed": did.proposed, "left": did.left, "set_aside": did.aside, "broken": len(imported.broken)}
    return row | counts | {"says": brought(imported), "problems": problems_said(imported.problems)}


def verify(*, say: Say) -> None:
    """Check the chain of documents. Raises Trouble with everything that is wrong with it."""
    links, findings = verify_documents()
    if findings:
        raise Trouble(
            "\n".join(_("%(document)s: %(flaw)s.") % {"document": each.document or "…", "flaw": FLAWS[each.flaw]} for each in findings)
        )
    say(ngettext("The chain is whole: %(count)d document.", "The chain is whole: %(count)d documents.", links) % {"count": links})
    gone = len(gone_by_rule())
    if gone:
        said = ngettext(
            "The content of %(count)d document is gone by rule; its hash is in the chain.",
            "The content of %(count)d documents is gone by rule; their hashes are in the chain.",
            gone,
        )
        say(said % {"count": gone})
