"""Reading values from the XML of a bank. Namespaces are taken off, so that all versions of a message are read alike."""

import re
from datetime import date, datetime
from typing import Any, TypeAlias

from lxml import etree  # type: ignore[import-untyped]

from vorzimmer.billing.bank_files.refusals import EntryBroken, StatementRefused
from vorzimmer.domain.bank import EURO
from vorzimmer.domain.days import berlin_date
from vorzimmer.domain.sentences import mark as _

Element: TypeAlias = Any
"""An element of lxml, which has no types."""

_AMOUNT = re.compile(r"(\d{1,15})(?:\.(\d{1,5}))?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
_CENT_PLACES = 2
_SEEN = 40
"""Characters of a bad value that are shown."""
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))


def parse(data: bytes, file: str) -> Element:
    """Parse a whole document and give its root. No entity is replaced, nothing outside is read. Raises StatementRefused."""
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    has_doctype = any(mark in data for mark in _DOCTYPES)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        if has_doctype:
            raise _with_doctype(file) from None
        raise StatementRefused(
            file,
            _("it is no complete XML (line %(line)d). It may have been cut off; fetch it anew from the bank."),
            line=getattr(error, "lineno", 0) or 1,
        ) from None
    if root.getroottree().docinfo.doctype:
        raise _with_doctype(file)
    return root


def _with_doctype(file: str) -> StatementRefused:
    return StatementRefused(
        file, _("it declares a document type of its own (DOCTYPE). No bank's statement does; it could lead to other files and is refused.")
    )


def without_namespaces(root: Element) -> None:
    """Leave only the local names."""
    for node in root.iter(etree.Element):
        node.tag = etree.QName(node).localname


def text(node: Element | None, *paths: str) -> str:
    """Give the first text at one of the paths, its spaces made single; blank when there is none."""
    for path in paths:
        found = " ".join((node.findtext(path) or "").split()) if node is not None else ""
        if found:
            return found
    return ""


def texts(node: Element | None, path: str) -> list[str]:
    """Give all texts at the path."""
    found = node.findall(path) if node is not None else []
    return [spelled for each in found if (spelled := " ".join((each.text or "").split()))]


def cents(node: Element | None) -> int:
    """Read an amount of euros, without sign. Raises EntryBroken for what is none, and for another currency."""
    if node is None:
        raise EntryBroken(_("it has no amount."))
    spelled = (node.text or "").strip()
    match = _AMOUNT.fullmatch(spelled)
    if match is None:
        raise EntryBroken(_("“%(found)s” is no amount; digits with a point are meant, as in 51.93."), found=spelled[:_SEEN])
    places = (match[2] or "").rstrip("0")
    if len(places) > _CENT_PLACES:
        raise EntryBroken(_("“%(found)s” has parts of a cent."), found=spelled[:_SEEN])
    currency = (node.get("Ccy") or "").strip()
    if not currency:
        raise EntryBroken(_("its amount has no currency."))
    if currency != EURO:
        raise EntryBroken(_("currency %(found)s is not kept here."), found=currency[:_SEEN])
    return int(match[1]) * 100 + int(places.ljust(_CENT_PLACES, "0"))


def cents_or_none(node: Element | None) -> int | None:
    """Read an amount that says more about an entry; what is no amount of euros says nothing."""
    try:
        return cents(node)
    except EntryBroken:
        return None


def sign(node: Element, *, otherwise: int = 0) -> int:
    """Read whether money came in (1) or went out (-1); `otherwise` (not 0) when it is not said."""
    indicator = text(node, "CdtDbtInd")
    if indicator in {"CRDT", "DBIT"}:
        return 1 if indicator == "CRDT" else -1
    if not indicator and otherwise:
        return otherwise
    if not indicator:
        raise EntryBroken(_("it does not say whether money came in or went out (CdtDbtInd)."))
    raise EntryBroken(_("“%(found)s” is neither CRDT (money in) nor DBIT (money out)."), found=indicator[:_SEEN])


def day(node: Element | None) -> date | None:
    """Read a day from Dt or DtTm (a moment with a zone is one of Berlin); None when there is none. Raises EntryBroken."""
    spelled = text(node, "Dt", "DtTm")
    if not spelled:
        return None
    try:
        if match := _DAY.fullmatch(spelled):
            return date.fromisoformat(match[1])
        moment = datetime.fromisoformat(spelled)
        return berlin_date(moment) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        raise EntryBroken(_("“%(found)s” is no date; one like 2026-11-26 is meant."), found=spelled[:_SEEN]) from None
