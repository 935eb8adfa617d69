"""Making backups, one after the other, and forgetting those whose time is over."""

import contextlib
import fcntl
import importlib.metadata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from vorzimmer.domain.backups import Backup, Part, Rotation, is_due, over
from vorzimmer.domain.retention_policy import digest as policy_digest
from vorzimmer.privacy import tombstones
from vorzimmer.privacy.envelopes import BadKey, check_key
from vorzimmer.privacy.policies import retention_rules
from vorzimmer.server.backups import archive, snapshot
from vorzimmer.server.faults import Trouble

WORK = "backup-work"
"""Folder of the home in which plain copies lie for seconds."""
_DATABASES = {Part.DATA: "default", Part.KEYRING: "keyring"}


def rotation() -> Rotation:
    """Read from the settings how often backups are made and how long they are kept."""
    days = {Part.DATA: settings.BACKUP_DAYS, Part.KEYRING: settings.KEYRING_BACKUP_DAYS}
    return Rotation(every=timedelta(hours=settings.BACKUP_HOURS), days=days)


def existing(folder: Path) -> list[Backup]:
    """List the backups of a folder, the oldest first. What has another name is none."""
    if not folder.is_dir():
        return []
    return sorted(backup for backup in (Backup.named(path.name) for path in folder.iterdir()) if backup is not None)


def back_up(at: datetime, folder: Path | None = None) -> list[Path]:
    """Make a backup of the data, and one of the keyring. Raises Trouble.

    The data come first: each of their keys is then in the keyring too. The master key is in neither.
    """
    target = folder or settings.BACKUP_FOLDER
    recipient = _recipient()
    made = at.astimezone(UTC).replace(microsecond=0)
    try:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _workshop() as work:
            tombstones.carry(at)
            files = [_make(part, made, work, target, recipient) for part in (Part.DATA, Part.KEYRING)]
            tombstones.lay_beside(target)
    except OSError as error:
        raise Trouble(_("No backup could be written to %(folder)s: %(error)s.") % {"folder": target, "error": error.strerror}) from error
    return files


def back_up_regularly(at: datetime) -> None:
    """Make a backup when one is due, and forget what is over: the job. Raises Trouble."""
    tombstones.carry(at)
    if settings.BACKUP_RECIPIENT and is_due(existing(settings.BACKUP_FOLDER), rotation(), at):
        back_up(at)
    forget_old(at)


def forget_old(at: datetime) -> list[Backup]:
    """Delete backups whose time is over, and lines of tombstones that none of them needs; gives the backups."""
    gone = over(existing(settings.BACKUP_FOLDER), rotation(), at)
    for each in gone:
        (settings.BACKUP_FOLDER / each.name).unlink(missing_ok=True)
    tombstones.forget(at)
    return gone


def _make(part: Part, made: datetime, work: Path, folder: Path, recipient: str) -> Path:
    alias, copy = _DATABASES[part], work / archive.DATABASE
    head = snapshot.take(alias, copy)
    manifest = archive.Manifest(
        part=part,
        made_at=made.isoformat(),
        version=importlib.metadata.version("vorzimmer"),
        vendor=connections[alias].vendor,
        policy=policy_digest(retention_rules()),
        ledger_number=head.number,
        ledger_link=head.link,
        sha256=snapshot.digest(copy),
    )
    target = folder / Backup(part=part, made_at=made).name
    archive.pack(manifest, copy, target, recipient=recipient)
    return target


def _recipient() -> str:
    try:
        return check_key(settings.BACKUP_RECIPIENT)
    except BadKey as error:
        raise Trouble(_("BACKUP_RECIPIENT: %(error)s") % {"error": error.says}) from None


@contextlib.contextmanager
def _workshop() -> Iterator[Path]:
    """Give an empty folder that only one backup uses; what a killed one left in it is wiped. Raises Trouble."""
    work = settings.HOME / WORK
    with (settings.HOME / f"{WORK}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Trouble(_("Another backup is being made.")) from None
        if work.exists():
            snapshot.wipe(work)
        work.mkdir(mode=0o700)
        try:
            yield work
        finally:
            snapshot.wipe(work)
