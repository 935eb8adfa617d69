"""Files of the bank are read into the books: each entry once, whatever file tells it; a file is kept whole or not at all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.billing.actions.assigning import Assigned, assign_new
from vorzimmer.billing.bank_files import StatementRefused, read_statement
from vorzimmer.billing.bank_rows import LONGEST_POSITION, LONGEST_TEMPLATE, entry_of, problem_values, row_of, written_place
from vorzimmer.billing.models import BankEntry, BankFile, Issuer, ReadingProblem
from vorzimmer.domain import bank
from vorzimmer.domain.bank import BankStatement, Place, Severity, StatementProblem, group_key
from vorzimmer.domain.bank_book import SetAside, other_account

LONGEST_NAME = 200
LONGEST_FORMAT = 20
TRIES = 3
"""Two files that tell the same entry may come at once: who is second reads again what is known."""
SAME_GROUP = timedelta(days=5)
"""A collective entry and its parts are booked on one day; files of some banks disagree by a weekend."""


class AlreadyRead(ValidationError):
    """These bytes were read before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What a file brought: entries that are new, known from another file, only announced, and what became of the new ones."""

    file: BankFile
    new: int
    known: int
    announced: int = 0
    assigned: Assigned = field(default_factory=Assigned)
    problems: Sequence[StatementProblem] = ()

    @property
    def broken(self) -> list[StatementProblem]:
        """Entries that could not be read."""
        return [problem for problem in self.problems if problem.severity is Severity.BROKEN]


def import_file(data: bytes, name: str, at: datetime, *, by: User | None) -> Imported:
    """Read a file of the bank, keep what is new, and book what is certain.

    The file is kept whole or not at all; booking follows entry by entry, and what stops it is made up by the next `assign_new`. Raises
    AlreadyRead for the same bytes, and ValidationError for a file that is broken as a whole or of another account.
    """
    name = _clean(name)
    try:
        statement = read_statement(data, name)
    except StatementRefused as refused:
        raise ValidationError(f"{refused.file}: {refused.says.said(_)}") from None
    statement = _of_own_account(statement, name)
    for last in (False,) * (TRIES - 1) + (True,):
        try:
            file, rows = _keep(data, name, statement, at, by)
        except IntegrityError:
            if last:
                raise
        else:
            break
    return Imported(
        file=file,
        new=file.entries,
        known=file.known,
        announced=len(statement.pending),
        assigned=assign_new(at, rows=rows),
        problems=statement.problems,
    )


def _clean(name: str) -> str:
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable())[:LONGEST_NAME] or "statement"


# --- whose account -------------------------------------------------------------------------------------------------------


def _of_own_account(statement: BankStatement, name: str) -> BankStatement:
    """Leave out, and tell, what is about other accounts of the agency; refuse a file that is only about those."""
    own = "".join(Issuer.current().iban.split()).upper()
    if not own or not statement.accounts:
        return statement
    others = [account for account in statement.accounts if account != own]
    if len(others) == len(statement.accounts):
        text = _("%(file)s: this is a statement of the account %(found)s. The IBAN in the settings is %(own)s; statements of it are read.")
        raise ValidationError(text % {"file": name, "found": ", ".join(map(_masked, others)), "own": _masked(own)})
    told = [
        StatementProblem(
            place=Place(file=name),
            says=other_account(_masked(account)),
            severity=Severity.WARNING,
        )
        for account in others
    ]
    return BankStatement(
        format=statement.format,
        entries=tuple(entry for entry in statement.entries if entry.account == own),
        pending=tuple(entry for entry in statement.pending if entry.account == own),
        problems=(*statement.problems, *told),
        accounts=(own,),
        repeated=statement.repeated,
    )


def _masked(account: str) -> str:
    return f"{account[:4]}…{account[-4:]}"


# --- keeping -------------------------------------------------------------------------------------------------------------


@transaction.atomic
def _keep(data: bytes, name: str, statement: BankStatement, at: datetime, by: User | None) -> tuple[BankFile, list[BankEntry]]:
    digest = sha256(data).hexdigest()
    before = BankFile._base_manager.filter(sha256=digest).first()  # noqa: SLF001  (what nobody may read any more is known all the same)
    if before is not None:
        raise AlreadyRead(
            _("This file was read on %(at)s.") % {"at": date_format(timezone.localtime(before.read_at), "SHORT_DATETIME_FORMAT")}
        )
    file = BankFile.objects.create(sha256=digest, name=name, format=statement.format[:LONGEST_FORMAT], data=data, read_at=at, read_by=by)
    new = _unknown(statement.entries)
    rows = BankEntry.objects.bulk_create([row_of(entry, file, at) for entry in new], batch_size=500)
    ReadingProblem.objects.bulk_create(
        [
            ReadingProblem(
                file=file,
                position=written_place(problem.place)[:LONGEST_POSITION],
                template=problem.says.template[:LONGEST_TEMPLATE],
                values=problem_values(problem),
            )
            for problem in statement.problems
        ]
    )
    file.entries, file.known = len(rows), len(statement.entries) - len(rows) + statement.repeated
    file.save(update_fields=["entries", "known"])
    return file, rows


def _unknown(entries: Sequence[bank.BankEntry]) -> list[bank.BankEntry]:
    """Leave out what another file told, also when that told a collective entry as a whole and this one tells its parts, or turned round."""
    keys = [bank.entry_key(entry) for entry in entries]
    known = set[str]()
    for place in range(0, len(keys), 500):
        some = BankEntry._base_manager.filter(key__in=keys[place : place + 500])  # noqa: SLF001  (as above)
        known |= set(some.values_list("key", flat=True))
    new = [entry for entry, key in zip(entries, keys, strict=True) if key not in known]
    grouped = [entry for entry in new if group_key(entry)]
    if not grouped:
        return new
    wholes, parted = _groups(grouped)
    parted |= {group_key(entry) for entry in grouped if entry.part}
    left, in_parts = [], set[str]()
    for entry in new:
        group = group_key(entry)
        if entry.part and group in wholes:
            if wholes[group].state != BankEntry.State.OPEN and wholes[group].reason != SetAside.IN_PARTS:
                continue
            in_parts.add(group)
        elif not entry.part and group and group in parted:
            continue
        left.append(entry)
    for group in in_parts:  # its parts say more: they are looked at, and the whole is not
        whole = wholes[group]
        whole.state, whole.reason = BankEntry.State.SET_ASIDE, SetAside.IN_PARTS.value
        whole.save(update_fields=["state", "reason"])
    return left


def _groups(entries: Iterable[bank.BankEntry]) -> tuple[dict[str, BankEntry], set[str]]:
    """Find the collective entries that are known as a whole, and the groups of which parts are known."""
    days = [entry.booked_on for entry in entries]
    near = BankEntry.objects.filter(booked_on__range=(min(days) - SAME_GROUP, max(days) + SAME_GROUP))
    wholes, parted = dict[str, BankEntry](), set[str]()
    for row in near.select_for_update():
        told = entry_of(row)
        group = group_key(told)
        if not group:
            continue
        if told.part:
            parted.add(group)
        else:
            wholes[group] = row
    return wholes, parted
