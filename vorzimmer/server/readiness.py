"""What must be so before the program can serve. Each function makes it so, or raises Trouble that says what to do."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import Error as DatabaseError
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

import vorzimmer
from vorzimmer.privacy.errors import SealError
from vorzimmer.privacy.keyring.keys import key_by_id
from vorzimmer.privacy.keyring.master import master_key
from vorzimmer.privacy.keyring.models import DataKey
from vorzimmer.server.faults import Trouble
from vorzimmer.server.restored import demand_cleared

VARIABLES = {"default": "DATABASE_URL", "keyring": "KEYRING_URL"}
"""The environment variable that names each database."""
ONLY = {"keyring": "keyring"}
"""The one app of a database that has not all: the others would only be written down there, which takes as long as making them."""


def first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def reach_databases() -> None:
    for alias, variable in VARIABLES.items():
        try:
            connections[alias].ensure_connection()
        except (DatabaseError, ImproperlyConfigured, OSError) as error:
            raise Trouble(
                _("The database “%(alias)s” cannot be opened: %(error)s. Check %(variable)s and that the database is running.")
                % {"alias": alias, "error": first_line(error).rstrip("."), "variable": variable}
            ) from error


def pending_migrations(alias: str) -> list[str]:
    """List the migrations that this database still lacks. Raises Trouble when it has some that this program does not know."""
    executor = MigrationExecutor(connections[alias])
    newer = sorted(f"{app}.{name}" for app, name in executor.loader.applied_migrations.keys() - executor.loader.disk_migrations.keys())
    if newer:
        raise Trouble(
            _("The database “%(alias)s” was made by a newer Vorzimmer (%(migration)s). Install that version, or restore an older backup.")
            % {"alias": alias, "migration": newer[-1]}
        )
    targets = executor.loader.graph.leaf_nodes(ONLY.get(alias))
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in executor.migration_plan(targets)]


def demand_databases(*, cleared: bool = True) -> None:
    """Refuse to work on databases that cannot be reached or are not up to date, and, if `cleared`, on restored ones not cleared yet."""
    reach_databases()
    if cleared:
        demand_cleared()
    if any(pending_migrations(alias) for alias in VARIABLES):
        raise Trouble(_("The database is not up to date. Run “vorzimmer migrate” first."))


def migrate() -> int:
    """Bring both databases up to date; returns how many migrations were applied."""
    applied = 0
    for alias in VARIABLES:
        pending = pending_migrations(alias)
        if pending:
            try:
                apps = [ONLY[alias]] if alias in ONLY else []
                call_command("migrate", *apps, database=alias, interactive=False, verbosity=0, skip_checks=True)
            except DatabaseError as error:
                raise Trouble(
                    _("The database “%(alias)s” cannot be brought up to date: %(error)s") % {"alias": alias, "error": first_line(error)}
                ) from error
        applied += len(pending)
    return applied


def check_program() -> None:
    """Run Django's system checks: all pages load, and nothing is kept that the catalogue of personal data does not name."""
    serious = [message for message in run_checks() if message.is_serious()]
    if serious:
        raise Trouble(_("The program does not pass its own checks: %(error)s") % {"error": serious[0].msg})


def open_keyring() -> None:
    """Find the master key, and see that it opens what is in the keyring."""
    try:
        master_key()
        alive = DataKey.objects.filter(destroyed_at=None).order_by("-created_at").values_list("pk", flat=True).first()
        if alive is not None:
            key_by_id(alive)
    except SealError as error:
        raise Trouble(_("The sealed data cannot be opened: %(error)s") % {"error": first_line(error)}) from error


def static_stamp() -> str:
    """Give a text that changes when any static file of the program does."""
    stamp = hashlib.sha256(vorzimmer.__name__.encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            stamp.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return stamp.hexdigest()


def static_files_are_fresh() -> bool:
    stamp = _stamp_file()
    return stamp.exists() and stamp.read_text("ascii") == static_stamp()


def collect_static_files() -> bool:
    """Put the static files where they are served from; False: they were there already."""
    if static_files_are_fresh():
        return False
    try:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0, skip_checks=True)
        _stamp_file().write_text(static_stamp(), "ascii")
    except OSError as error:
        raise Trouble(
            _("The static files cannot be written to %(folder)s: %(error)s.")
            % {"folder": settings.STATIC_ROOT, "error": error.strerror or first_line(error)}
        ) from error
    return True


def _stamp_file() -> Path:
    return Path(settings.STATIC_ROOT) / ".stamp"


def database_files() -> list[Path]:
    """List the files of the databases that are files."""
    names = [connections[alias].settings_dict["NAME"] for alias in VARIABLES if connections[alias].vendor == "sqlite"]
    return [Path(name) for name in names if not str(name).startswith("file:")]
