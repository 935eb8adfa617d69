"""What the doctor looks at so that nothing gets lost and nothing erased lives on: backups, keys, what the database server writes down."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from vorzimmer.domain.backups import Part, latest, over
from vorzimmer.domain.days import berlin
from vorzimmer.privacy.keyring.rotation import is_interrupted
from vorzimmer.server import restored as mark
from vorzimmer.server.backups.making import existing, rotation
from vorzimmer.server.faults import Trouble
from vorzimmer.server.findings import Finding, fail, ok, warn

LATE = 2
"""After so many times the usual interval the last backup is too old."""
GRACE = timedelta(hours=3)
"""The job that deletes old backups runs every hour."""
WANTED = {
    "log_statement": ("none", "ddl"),
    "log_min_duration_statement": ("-1",),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "log_min_error_statement": ("panic", "fatal", "log"),
    "wal_recycle": ("off",),
    "archive_mode": ("off",),
}
"""Settings of PostgreSQL, and the values with which nothing that was said or erased stays in its log and its files."""


def restored() -> Iterator[Finding]:
    try:
        mark.demand_cleared()
    except Trouble as trouble:
        yield fail(_("Restore"), str(trouble), _("Until then nobody is let in."))


def rotation_of_keys() -> Iterator[Finding]:
    if is_interrupted():
        yield fail(_("Master key"), _("a change was interrupted"), _("Run “vorzimmer keys rotate” once more."))


def backups() -> Iterator[Finding]:
    subject, at = _("Backups"), datetime.now(UTC)
    if not settings.BACKUP_RECIPIENT:
        yield warn(
            subject,
            _("the program makes none"),
            _("Run “vorzimmer keys new-backup-key FILE”, and set BACKUP_RECIPIENT: else sealed data can be lost for good."),
        )
        return
    found, plan = existing(settings.BACKUP_FOLDER), rotation()
    for part, name in ((Part.DATA, subject), (Part.KEYRING, _("Backups of the keyring"))):
        last = latest(found, part)
        if last is None or at - last.made_at > LATE * plan.every:
            text = _("none yet") if last is None else _("the last one is of %(at)s") % {"at": f"{berlin(last.made_at):%Y-%m-%d %H:%M}"}
            yield fail(name, text, _("Run “vorzimmer backup”, and look at the output of the server."))
        else:
            yield ok(name, _("the last one is of %(at)s") % {"at": f"{berlin(last.made_at):%Y-%m-%d %H:%M}"})
    if left := over(found, plan, at - GRACE):
        yield fail(
            _("Old backups"),
            _("%(count)d should be deleted: what was erased lives on in them") % {"count": len(left)},
            _("Delete them, also where you copied them to; a running server does it here."),
        )


def logging_of_statements() -> Iterator[Finding]:
    """Look whether PostgreSQL writes down what is asked: the values in it are those of people."""
    if connections["default"].vendor != "postgresql":
        return
    subject = _("What PostgreSQL writes down")
    wrong = {name: value for name, value in _server_settings().items() if value not in WANTED[name]}
    for name, value in sorted(wrong.items()):
        yield warn(
            subject,
            _("%(setting)s is %(value)s: values of people can stay in the log or the files of the server")
            % {"setting": name, "value": value},
            _("Set %(setting)s = %(wanted)s in postgresql.conf.") % {"setting": name, "wanted": WANTED[name][0]},
        )
    if not wrong:
        yield ok(subject, _("nothing about people"))


def _server_settings() -> dict[str, str]:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(WANTED)])
        return dict(cursor.fetchall())
