"""`vorzimmer drill`: the whole way of a restore with the real backup, in a temporary folder, by processes as in an emergency."""

import base64
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from vorzimmer.domain.backups import Part, latest
from vorzimmer.domain.days import berlin
from vorzimmer.privacy.errors import SealError
from vorzimmer.privacy.keyring.master import master_key
from vorzimmer.server.backups import snapshot
from vorzimmer.server.backups.making import existing
from vorzimmer.server.faults import Trouble

Say = Callable[[str], object]
LONGEST = 3600
"""Seconds."""


def drill(file: Path | None, identity: Path, at: datetime, *, say: Say) -> None:
    """Restore, see that the doors are shut, clear, see that they are open. Nothing of it stays. Raises Trouble."""
    if connections["default"].vendor != "sqlite":
        raise Trouble(_("A drill with PostgreSQL needs two empty databases: set DATABASE_URL and KEYRING_URL to them and use “restore”."))
    backup = (file or _latest()).resolve()
    began = time.monotonic()
    folder = Path(tempfile.mkdtemp(prefix="vorzimmer-drill-"))
    try:
        environment = _environment(folder)
        say(_run(environment, "restore", str(backup), "--identity", str(identity.resolve())))
        if _done(environment, "export-customers", os.devnull).returncode == 0:
            raise Trouble(_("The doors were open before the restore was cleared."))
        say(_run(environment, "restore", "--finish"))
        say(_run(environment, "export-customers", str(folder / "customers.csv")))
        say(_run(environment, "verify-ledger"))
    finally:
        snapshot.wipe(folder)
    minutes, seconds = divmod(round(time.monotonic() - began), 60)
    say(
        _("The drill of %(at)s succeeded in %(minutes)d:%(seconds)02d minutes.")
        % {"at": f"{berlin(at):%Y-%m-%d %H:%M}", "minutes": minutes, "seconds": seconds}
    )


def _latest() -> Path:
    found = latest(existing(settings.BACKUP_FOLDER), Part.DATA)
    if found is None:
        raise Trouble(_("There is no backup in %(folder)s.") % {"folder": settings.BACKUP_FOLDER})
    return Path(settings.BACKUP_FOLDER) / found.name


def _environment(folder: Path) -> dict[str, str]:
    try:
        master = base64.b64encode(master_key()).decode("ascii")
    except SealError as error:
        raise Trouble(str(error)) from error
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "KEYRING_URL", "BACKUP_RECIPIENT"}}
    return kept | {
        "VORZIMMER_HOME": str(folder / "home"),
        "BACKUP_FOLDER": str(folder / "none"),
        "VORZIMMER_MASTER_KEY": master,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def _run(environment: dict[str, str], *words: str) -> str:
    done = _done(environment, *words)
    if done.returncode:
        raise Trouble(done.stderr.strip().removeprefix("vorzimmer: ") or _("“vorzimmer %(command)s” failed.") % {"command": words[0]})
    return done.stdout.strip()


def _done(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "vorzimmer", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=LONGEST)  # noqa: S603  (it is this program)
