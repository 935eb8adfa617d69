"""The copy for somebody who asked for his data (Art. 15, 20): one ZIP with a paper to read, JSON for machines, and documents.

It is made in memory, kept sealed for 24 hours (R-EXP), fetched once, and then it is gone.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import typst
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.accounts.models import User
from vorzimmer.domain.catalogue import Category, Purpose, Rule
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.requests import WITH_EXPORT, Event, RequestKind
from vorzimmer.domain.retention import Kept, erase_at, version_for, versions_of
from vorzimmer.privacy.clocks import clocks
from vorzimmer.privacy.copy_words import closing, field_name, introduction, main_category, part_facts, value_text
from vorzimmer.privacy.gathering import Piece, gather
from vorzimmer.privacy.holdings import disclosed
from vorzimmer.privacy.models import DataRequest, Disclosure, RequestFile
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.privacy.request_deeds import happened, locked, subject_of
from vorzimmer.privacy.sweeping import decided
from vorzimmer.privacy.table_words import HEADS, table_name

DATA = "data.json"
MOST_ROWS = 100
"""Rows of a table on the paper; all of them stand in the file."""
_PROVIDED = frozenset({"pd:Name", "pd:EmailAddress", "pd:TelephoneNumber", "pd:PhysicalAddress", "pd:Location", "pd:BankAccount"})
_CHOSEN = frozenset({"pd:Preference", "pd:Purchase", "pd:Professional", "pd:OfficialID", "pd:Contact", "pd:Communication"})
_FILE_NAME = re.compile(r"[^\w.-]+")


@transaction.atomic
def make_copy(request: DataRequest, *, at: datetime, by: User) -> RequestFile:
    """Make the copy of what is held, in place of an earlier one. Raises ValidationError where none is asked for."""
    request = locked(request)
    if RequestKind(request.kind) not in WITH_EXPORT:
        raise ValidationError(_("Nobody asked for a copy."))
    if request.subject_ref is None:
        raise ValidationError(_("Nothing is held: the answer says so, and there is nothing to copy."))
    request = happened(request, Event.EXPORTED, at=at, by=by)
    request.save()
    data = packed(request, gather(subject_of(request)), at)
    RequestFile.objects.filter(request=request).delete()
    rule = version_for(versions_of(retention_rules(), Rule.EXPORT), at)
    return RequestFile.objects.create(
        request=request, data=data, sha256=sha256(data).hexdigest(), size=len(data), made_at=at, erase_at=erase_at(rule, at)
    )


@transaction.atomic
def fetch_copy(request: DataRequest, at: datetime) -> bytes | None:
    """Give the copy, once: it is gone then. None where there is none (any more)."""
    file = RequestFile.objects.there(at).select_for_update().filter(request=request).first()
    if file is None:
        return None
    data = bytes(file.data)
    file.delete()
    return data


def forget_copies(at: datetime) -> int:
    """Erase copies whose 24 hours are over; returns how many there were."""
    return RequestFile.objects.filter(erase_at__lte=at).delete()[0]


def packed(request: DataRequest, pieces: Sequence[Piece], at: datetime) -> bytes:
    """Give the ZIP in the language of the person; the same data make the same bytes."""
    if request.kind == RequestKind.PORTABILITY:
        pieces = [_provided(piece) for piece in pieces]
    out, day = BytesIO(), berlin_date(at)
    with translation.override(request.language), ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in _files(request, [piece for piece in pieces if piece.rows or piece.count], at):
            info = ZipInfo(name, date_time=(day.year, day.month, day.day, 0, 0, 0))
            info.compress_type = ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()


def _files(request: DataRequest, pieces: Sequence[Piece], at: datetime) -> Iterator[tuple[str, bytes]]:
    yield DATA, _as_json(request, pieces, at)
    yield _("copy of your data") + ".pdf", _as_pdf(request, pieces, at)
    if request.kind == RequestKind.ACCESS:
        for piece in pieces:
            yield from _documents(piece)


def _documents(piece: Piece) -> Iterator[tuple[str, bytes]]:
    """Give what is a document of its own: invoices and reminders."""
    for number, row in enumerate(piece.rows, start=1):
        for value in row.values():
            if isinstance(value, bytes) and value.startswith(b"%PDF"):
                name = _FILE_NAME.sub("-", str(row.get("number") or row.get("id") or number))
                yield f"documents/{name}.pdf", value


def _as_json(request: DataRequest, pieces: Sequence[Piece], at: datetime) -> bytes:
    tables = {
        piece.table: {
            "name": table_name(piece.table),
            "count": piece.count,
            "rows": [{name: value for name, value in row.items() if not isinstance(value, bytes)} for row in piece.rows],
        }
        for piece in pieces
    }
    found = {"controller": settings.AGENCY_NAME, "as_of": at.isoformat(), "request": request.number, "kind": request.kind, "data": tables}
    return json.dumps(found, ensure_ascii=False, indent=2).encode()


def _as_pdf(request: DataRequest, pieces: Sequence[Piece], at: datetime) -> bytes:
    is_access = request.kind == RequestKind.ACCESS
    given = list(disclosed(request.subject_ref)) if request.subject_ref and is_access else list[Disclosure]()
    paper = {
        "title": _("What we hold about you") if is_access else _("Your data"),
        "about": _("Request no. %(number)d, %(name)s") % {"number": request.number, "name": request.name},
        "language": request.language,
        "intro": introduction(request, pieces, at),
        "parts": [part for category in HEADS if (part := _part(category, pieces, at))],
        "closing": closing(request, given, berlin_date(at)) if is_access else [],
    }
    return bytes(typst.compile(_template(), format="pdf", sys_inputs={"copy": json.dumps(paper, ensure_ascii=False)}))


@cache
def _template() -> bytes:
    return files("vorzimmer.privacy").joinpath("copy.typ").read_bytes()


def _part(category: Category, pieces: Sequence[Piece], at: datetime) -> dict[str, Any] | None:
    found = [piece for piece in pieces if main_category(piece.data) is category]
    if not found:
        return None
    data = [datum for piece in found for datum in piece.data if datum.category is category]
    return {
        "title": str(HEADS[category][0]),
        "facts": part_facts(data, _until(found, at)),
        "tables": [_table(piece) for piece in found],
    }


def _table(piece: Piece) -> dict[str, Any]:
    counted = ngettext("%(count)d record", "%(count)d records", piece.count) % {"count": piece.count}
    rows = [row for row in (_row(piece.table, each) for each in piece.rows[:MOST_ROWS]) if row]
    notes = [counted]
    if piece.is_counted_only:
        notes.append(_("counted only: it is mostly about other people"))
    elif not rows:
        notes.append(_("see %(file)s") % {"file": DATA})
    elif len(piece.rows) > MOST_ROWS:
        notes.append(_("the first %(count)d here, all in %(file)s") % {"count": MOST_ROWS, "file": DATA})
    return {"name": table_name(piece.table), "note": "; ".join(notes), "rows": rows}


def _row(table: str, row: Mapping[str, Any]) -> list[dict[str, str]]:
    cells = [{"name": field_name(table, name), "text": value_text(table, name, value)} for name, value in row.items()]
    return [cell for cell in cells if cell["name"] and cell["text"]]


def _until(pieces: Sequence[Piece], at: datetime) -> str:
    """Say until when the longest of it is kept, as far as a day is known already (Art. 15(1)(d))."""
    ends = []
    for clock in clocks():
        for piece in (piece for piece in pieces if piece.table == clock.table):
            reading = clock.read(at)
            rows = clock.model._base_manager.filter(pk__in=piece.keys[:MOST_ROWS])  # noqa: SLF001  (its own manager may hide rows)
            for values in rows.values_list("pk", *clock.columns):
                answer = decided(clock, reading, values, at)
                if isinstance(answer, Kept) and answer.until is not None:
                    ends.append(answer.until)
    if not ends:
        return ""
    return _("the longest is kept until %(day)s") % {"day": date_format(berlin_date(max(ends)), "DATE_FORMAT")}


def _provided(piece: Piece) -> Piece:
    """Keep what the person gave us himself, for a contract or by consent (Art. 20(1)); what we made of it is left out."""
    names = [name for name in (piece.rows[0] if piece.rows else ()) if _is_provided(piece, name)]
    rows = tuple({name: row[name] for name in names} for row in piece.rows) if names else ()
    return Piece(
        table=piece.table,
        count=len(rows),
        rows=rows,
        keys=piece.keys,
        data=piece.data,
        withheld=False,
        is_counted_only=False,
    )


def _is_provided(piece: Piece, name: str) -> bool:
    datum = piece.declared[name]
    rests_on_contract = any(article in datum.legal_basis for article in ("6(1)(a)", "6(1)(b)")) or datum.purpose is Purpose.SERVICE
    return rests_on_contract and datum.dpv in _PROVIDED | _CHOSEN and datum.category not in {Category.TAX, Category.REGISTER}
