"""A file from the bank, whatever it is: XML, a ZIP of several, or SWIFT text. It is read, or refused with what is wrong."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator

from vorzimmer.billing.bank_files.camt import read_camt
from vorzimmer.billing.bank_files.elements import parse
from vorzimmer.billing.bank_files.refusals import StatementRefused
from vorzimmer.billing.bank_files.swift import looks_like_swift, read_swift
from vorzimmer.domain.bank import BankEntry, BankStatement, Place, Severity, StatementProblem, entry_key
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.sentences import sentence

MOST_BYTES = 20_000_000
MOST_UNPACKED = 60_000_000
MOST_FILES = 400
MOST_ENTRIES = 50_000
_MEGABYTE = 1_000_000
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP begins; the second one is empty."""
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    LookupError,
    ValueError,
    RuntimeError,
)
"""What `zipfile` raises for a ZIP with wrong bytes in it, depending on where they are."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_statement(data: bytes, name: str) -> BankStatement:
    """Read a statement: camt.052, .053 or .054, also several in a ZIP, MT940 or MT942. `name` is that of the file.

    A broken entry is told in `problems` and the others are read. Raises StatementRefused for a file that is broken as a whole.
    """
    if len(data) > MOST_BYTES:
        raise StatementRefused(name, _("it is larger than %(most)d MB."), most=MOST_BYTES // _MEGABYTE)
    if not data.strip(b" \t\r\n\0"):
        raise StatementRefused(name, _("it is empty."))
    statement = _archive(data, name) if data.startswith(_ZIP) else _document(data, name)
    if len(statement.entries) + len(statement.pending) > MOST_ENTRIES:
        raise StatementRefused(name, _("it has more than %(most)d entries."), most=MOST_ENTRIES)
    return statement


def _document(data: bytes, name: str) -> BankStatement:
    """Read one document. Raises StatementRefused."""
    found = _read(data, name)
    if found is None:
        raise StatementRefused(
            name, _("it is no statement of a bank. XML (camt.052, camt.053, camt.054), a ZIP of them, and MT940 can be read.")
        )
    return found


def _read(data: bytes, name: str) -> BankStatement | None:
    """Read one document; None when it is neither XML nor SWIFT text."""
    bare = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    if bare.startswith((b"<", *_UTF_16)):
        return read_camt(parse(bare, name), name)
    text = _decoded(data)
    return read_swift(text, name) if looks_like_swift(text) else None


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


# --- several in a ZIP ----------------------------------------------------------------------------------------------------


def _archive(data: bytes, name: str) -> BankStatement:
    """Read all statements of a ZIP. One that is broken as a whole refuses all; what is no statement is left out and told."""
    read: list[BankStatement] = []
    strange: list[StatementProblem] = []
    for member, content in _members(data, name):
        statement = _read(content, member)
        if statement is None:
            place = Place(file=member)
            strange.append(
                StatementProblem(place=place, says=sentence(_("it is no statement and was left out.")), severity=Severity.WARNING)
            )
        else:
            read.append(statement)
    if not read:
        raise StatementRefused(name, _("there is no statement in this ZIP."))
    entries, repeated = _once(entry for statement in read for entry in statement.entries)
    pending, _again = _once(entry for statement in read for entry in statement.pending)
    return BankStatement(
        format=", ".join(dict.fromkeys(statement.format for statement in read)),
        entries=entries,
        pending=pending,
        balances=tuple(balance for statement in read for balance in statement.balances),
        problems=(*(problem for statement in read for problem in statement.problems), *strange),
        accounts=tuple(dict.fromkeys(account for statement in read for account in statement.accounts)),
        repeated=repeated,
    )


def _once(entries: Iterator[BankEntry]) -> tuple[tuple[BankEntry, ...], int]:
    """Leave out what another document of the ZIP says too, and count it."""
    known: dict[str, BankEntry] = {}
    count = 0
    for entry in entries:
        count += 1
        known.setdefault(entry_key(entry), entry)
    return tuple(known.values()), count - len(known)


def _members(data: bytes, name: str) -> list[tuple[str, bytes]]:
    """Unpack in memory, in the order of the names. Raises StatementRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return list(_unpacked(archive, name))
    except StatementRefused:
        raise
    except _DAMAGES:
        raise StatementRefused(name, _("this ZIP is damaged. Fetch it anew from the bank.")) from None


def _unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    """Give each file of the ZIP. The sizes in its directory are not believed: it is counted what comes out."""
    infos = [info for info in archive.infolist() if not info.is_dir() and not info.filename.startswith("__MACOSX/")]
    if len(infos) > MOST_FILES:
        raise StatementRefused(name, _("there are more than %(most)d files in this ZIP."), most=MOST_FILES)
    room = MOST_UNPACKED
    for info in sorted(infos, key=lambda info: info.filename):
        member = f"{name}/{info.filename}"
        if info.flag_bits & 1:
            raise StatementRefused(member, _("it is protected by a password. Unpack it and choose what is in it."))
        with archive.open(info) as file:
            content = file.read(room + 1)
        room -= len(content)
        if room < 0:
            raise StatementRefused(name, _("unpacked it is larger than %(most)d MB."), most=MOST_UNPACKED // _MEGABYTE)
        if content.startswith(_ZIP):
            raise StatementRefused(member, _("a ZIP in a ZIP is not read. Unpack the outer one."))
        yield member, content
