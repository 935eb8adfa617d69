"""Restoring a backup into an empty home, and clearing it: the doors open when everything erased since is erased again."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connections
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.domain.backups import Part, latest
from vorzimmer.privacy import ledger, tombstones
from vorzimmer.privacy.models import LedgerEntry
from vorzimmer.privacy.sweep_lock import AlreadySweeping
from vorzimmer.privacy.sweeping import Outcome, State
from vorzimmer.server import readiness
from vorzimmer.server import restored as marker
from vorzimmer.server.backups import archive, snapshot
from vorzimmer.server.backups.making import existing
from vorzimmer.server.faults import Trouble
from vorzimmer.server.home import occupied
from vorzimmer.server.restored import Restored, Stage
from vorzimmer.server.sweeping import sweep_whole

WORK = "restore-work"
_DATABASES = {Part.KEYRING: "keyring", Part.DATA: "default"}

Say = Callable[[str], object]
Forget = Callable[[datetime], object]


def restore(file: Path, identity: Path, *, keyring: Path | None, say: Say) -> None:
    """Put a backup into the empty home, with the keyring as it stood last. Raises Trouble.

    Safe to kill: the mark is written first, and with it the same command begins anew. Nothing opens before `finish`.
    """
    keyring = keyring or _last_keyring(file)
    stones = file.parent / tombstones.NAME
    if not stones.exists():
        raise Trouble(
            _("The file %(file)s is missing: it says what was erased on request. Copy it there; only if it is lost, make an empty one.")
            % {"file": stones}
        )
    secret = _secret(identity)
    with occupied(settings.HOME):
        _demand_empty()
        work = settings.HOME / WORK
        if work.exists():
            snapshot.wipe(work)
        work.mkdir(mode=0o700)
        try:
            opened = {part: archive.unpack(path, work, identity=secret, part=part) for part, path in _files(file, keyring)}
            data, _database = opened[Part.DATA]
            _demand_vendors(opened)
            mark = Restored(stage=Stage.COPYING, backup=file.name, ledger_number=data.ledger_number, ledger_link=data.ledger_link)
            marker.write(mark)
            _empty_again()
            marker.bar_database()
            for part, alias in _DATABASES.items():
                snapshot.put_back(alias, opened[part][1])
            tombstones.take_over(tombstones.read(stones))
            marker.write(
                Restored(stage=Stage.NOT_CLEARED, backup=file.name, ledger_number=mark.ledger_number, ledger_link=mark.ledger_link)
            )
        finally:
            snapshot.wipe(work)
    say(_("%(backup)s is restored, made %(at)s. The doors stay shut until it is cleared.") % {"backup": file.name, "at": data.made_at})


def finish(at: datetime, forgetting: tuple[Forget, ...], *, say: Say) -> None:
    """Erase again what was erased since the backup, by the rules and on request; check it; open the doors. Raises Trouble.

    `forgetting` are the jobs that erase beside the sweep. Safe to kill and to begin anew.
    """
    mark = marker.read()
    if mark is None or mark.stage is not Stage.NOT_CLEARED:
        raise Trouble(_("Nothing here waits to be cleared: run “vorzimmer restore FILE” first."))
    with occupied(settings.HOME):
        readiness.reach_databases()
        readiness.migrate()
        readiness.open_keyring()
        Session.objects.all().delete()
        again = _replay(at)
        for forget in forgetting:
            forget(at)
        try:
            outcomes = sweep_whole(at)
        except AlreadySweeping:
            raise Trouble(_("A sweep is running. Try again when it is over.")) from None
        _demand_clear(mark, outcomes)
        marker.remove()
    by_rules = sum(each.erased for each in outcomes)
    say(ngettext("Erased by the rules: %(count)d record.", "Erased by the rules: %(count)d records.", by_rules) % {"count": by_rules})
    say(ngettext("Erased again on request: %(count)d record.", "Erased again on request: %(count)d records.", again) % {"count": again})
    say(_("The ledger is whole, nothing is due. “vorzimmer serve” may start; everybody signs in anew."))


def _replay(at: datetime) -> int:
    try:
        return sum(tombstones.replay(at).values())
    except (LookupError, ProtectedError) as error:
        raise Trouble(_("What was erased on request could not be erased again: %(error)s") % {"error": type(error).__name__}) from error


def _demand_clear(mark: Restored, outcomes: Sequence[Outcome]) -> None:
    """See that nothing is left that has to go. What longer kept records hang on (BLOCKED) was there before the restore too."""
    due = [each for each in outcomes if each.due > each.erased and each.state is not State.BLOCKED]
    if due:
        said = ", ".join(f"{each.clock.rule} {each.clock.table}: {each.due - each.erased}" for each in due)
        raise Trouble(
            _("Still there although it is due: %(due)s. Release these rules (“vorzimmer release-rule”), and finish again.") % {"due": said}
        )
    if left := tombstones.still_there():
        raise Trouble(_("Still there although it was erased on request: %(count)d records.") % {"count": len(left)})
    _last, findings = ledger.verify()
    is_there = not mark.ledger_number or LedgerEntry.objects.filter(number=mark.ledger_number, link=mark.ledger_link).exists()
    if findings or not is_there:
        raise Trouble(_("The ledger of erasures is not that of the backup. Restore another backup."))


def _demand_empty() -> None:
    """Restore over nothing but an interrupted restore. Raises Trouble."""
    mark = marker.read()
    if mark is not None and mark.stage is Stage.COPYING:
        return
    if mark is not None or not all(snapshot.is_empty(alias) for alias in _DATABASES.values()):
        raise Trouble(
            _("There are data in %(folder)s or its databases already. Restore into an empty home and empty databases.")
            % {"folder": settings.HOME}
        )


def _empty_again() -> None:
    """Take away what an interrupted restore has put there. On PostgreSQL each database is filled whole or not at all."""
    for alias in _DATABASES.values():
        connection = connections[alias]
        if connection.vendor == "sqlite":
            connection.close()
            snapshot.wipe(Path(connection.settings_dict["NAME"]))
        elif not snapshot.is_empty(alias):
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE")
                cursor.execute("CREATE SCHEMA public")


def _demand_vendors(opened: dict[Part, tuple[archive.Manifest, Path]]) -> None:
    for part, alias in _DATABASES.items():
        if opened[part][0].vendor != connections[alias].vendor:
            raise Trouble(
                _("This backup is of %(vendor)s: set DATABASE_URL and KEYRING_URL accordingly.") % {"vendor": opened[part][0].vendor}
            )


def _files(file: Path, keyring: Path) -> tuple[tuple[Part, Path], ...]:
    return ((Part.DATA, file), (Part.KEYRING, keyring))


def _last_keyring(file: Path) -> Path:
    """Find the latest backup of the keyring beside the data: what was destroyed since the backup stays destroyed. Raises Trouble."""
    found = latest(existing(file.parent), Part.KEYRING)
    if found is None:
        raise Trouble(_("There is no backup of the keyring beside %(file)s. Name it with --keyring.") % {"file": file})
    return file.parent / found.name


def _secret(identity: Path) -> str:
    try:
        lines = identity.read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is no text")
        raise Trouble(_("The key cannot be read from %(file)s: %(error)s.") % {"file": identity, "error": reason}) from None
    return next((text.strip() for text in lines if text.strip() and not text.startswith("#")), "")
