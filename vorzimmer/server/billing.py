"""The commands about invoices: they say how far they are, and what they refuse."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.billing import actions
from vorzimmer.billing.actions.runs import Preview
from vorzimmer.billing.models import Run, RunItem
from vorzimmer.billing.verifying import verify_documents
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


def verify(*, say: Say) -> None:
    """Check the chain of documents. Raises Trouble with everything that is wrong with it."""
    links, findings = verify_documents()
    if findings:
        raise Trouble(
            "\n".join(_("%(document)s: %(flaw)s.") % {"document": each.document or "…", "flaw": FLAWS[each.flaw]} for each in findings)
        )
    say(ngettext("The chain is whole: %(count)d document.", "The chain is whole: %(count)d documents.", links) % {"count": links})
