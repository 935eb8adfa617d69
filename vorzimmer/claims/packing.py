"""The file that a recipient gets: the data as JSON and a paper to read, in one ZIP, made in memory. It is encrypted before it is kept."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typst
from django.utils import translation
from django.utils.translation import gettext as _

from vorzimmer.claims.payloads_shown import shown
from vorzimmer.domain.allow_lists import canonical

DATA, PAPER = "forderung.json", "forderung.pdf"


def packed(values: Mapping[str, object], *, made_on: date) -> bytes:
    """Give the ZIP with both; the same values make the same bytes."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in ((DATA, as_json(values)), (PAPER, as_pdf(values))):
            info = ZipInfo(name, date_time=(made_on.year, made_on.month, made_on.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def as_json(values: Mapping[str, object]) -> bytes:
    """Write it for machines: amounts in cents, days as ISO 8601."""
    return json.dumps(json.loads(canonical(values)), ensure_ascii=False, indent=2).encode()


def as_pdf(values: Mapping[str, Any]) -> bytes:
    """Set it for people, in German: who gets it works here."""
    with translation.override("de"):
        data = json.dumps(_paper(values), ensure_ascii=False)
    return bytes(typst.compile(_template(), format="pdf", sys_inputs={"paper": data}))


@cache
def _template() -> bytes:
    return files("vorzimmer.claims").joinpath("handing.typ").read_bytes()


def _paper(values: Mapping[str, Any]) -> dict[str, Any]:
    head = values.get("file") or values.get("report") or {}
    creditor, debtor = values.get("creditor", {}), values.get("debtor", {})
    title = _("What became of the claim") if "settlement" in values else _("File of a claim")
    return {
        "title": f"{title} {head.get('reference', '')}".strip(),
        "about": _("%(creditor)s against %(debtor)s") % {"creditor": creditor.get("name", ""), "debtor": debtor.get("name", "")},
        "parts": [
            {
                "name": part.name,
                "rows": [{"name": row.name, "value": row.value} for row in part.rows],
                "columns": [{"name": column.name, "amount": column.is_amount} for column in part.columns],
                "entries": [[cell.value for cell in entry] for entry in part.entries],
            }
            for part in shown(values)
        ],
    }
