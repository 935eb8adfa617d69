"""What the commands about backups say."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.domain.backups import Part, is_due, over
from vorzimmer.domain.days import berlin
from vorzimmer.server.backups.making import back_up, existing, rotation

Say = Callable[[str], object]
PARTS = {Part.DATA: gettext_lazy("data"), Part.KEYRING: gettext_lazy("keyring")}
_KILOBYTE = 1000


def make(at: datetime, folder: Path | None, *, say: Say) -> None:
    """Make a backup now, and say where it is. Raises Trouble."""
    for file in back_up(at, folder):
        say(f"{file}  {file.stat().st_size // _KILOBYTE} kB")
    if not settings.MASTER_KEY:
        say(
            _("The master key is not in it. Keep a copy of %(file)s apart from the backups: without it nobody reads them.")
            % {"file": settings.HOME / "master.key"}
        )


def tell(at: datetime, *, as_json: bool, say: Say) -> bool:
    """List the backups, oldest first. False: one is due, or one should be gone."""
    found, plan = existing(settings.BACKUP_FOLDER), rotation()
    late, gone = is_due(found, plan, at), over(found, plan, at)
    if as_json:
        rows = [
            {"file": each.name, "part": each.part, "made_at": each.made_at.isoformat(), "over": each in gone, "bytes": _size(each.name)}
            for each in found
        ]
        say(json.dumps({"folder": str(settings.BACKUP_FOLDER), "due": late, "backups": rows}, indent=2))
        return not late and not gone
    for each in found:
        mark = _("  its time is over") if each in gone else ""
        age = (at - each.made_at).days
        say(
            _("%(at)s  %(part)s  %(size)d kB  %(age)d days old%(mark)s")
            % {
                "at": f"{berlin(each.made_at):%Y-%m-%d %H:%M}",
                "part": f"{PARTS[each.part]:<12}",
                "size": _size(each.name) // _KILOBYTE,
                "age": age,
                "mark": mark,
            }
        )
    if not found:
        say(_("There is no backup in %(folder)s.") % {"folder": settings.BACKUP_FOLDER})
    say(_("The next backup is due.") if late else _("No backup is due."))
    return not late and not gone


def _size(name: str) -> int:
    return (settings.BACKUP_FOLDER / name).stat().st_size
