"""The commands about backups and keys."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.cli.commands import Arguments, Command, be_ready


def backup(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.backups.reports import make  # noqa: PLC0415

    be_ready()
    make(timezone.now(), arguments.to, say=print)
    return 0


def backup_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, metavar=_("FOLDER"), help=_("where the files are written (default: BACKUP_FOLDER)"))


def backups(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.backups.reports import tell  # noqa: PLC0415

    return 0 if tell(timezone.now(), as_json=arguments.json, say=print) else 1


def backups_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("for programs to read"))


def restore(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.backups import restoring  # noqa: PLC0415
    from vorzimmer.server.faults import Trouble  # noqa: PLC0415
    from vorzimmer.server.periodic import FORGETTING  # noqa: PLC0415

    if arguments.finish == (arguments.file is not None):
        raise Trouble(_("Say which file is to be restored, or --finish."))
    if arguments.finish:
        restoring.finish(timezone.now(), FORGETTING, say=print)
        return 0
    if arguments.identity is None:
        raise Trouble(_("Say with --identity where the secret key is."))
    restoring.restore(arguments.file, arguments.identity, keyring=arguments.keyring, say=print)
    return 0


def restore_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar=_("FILE"), help=_("the backup of the data"))
    parser.add_argument("--identity", type=Path, metavar=_("FILE"), help=_("the file with the secret key, “AGE-SECRET-KEY-1…”"))
    help_text = _("the backup of the keyring (default: the latest one beside the data)")
    parser.add_argument("--keyring", type=Path, metavar=_("FILE"), help=help_text)
    help_text = _("erase again what was erased since the backup, and open the doors")
    parser.add_argument("--finish", action="store_true", help=help_text)


def drill(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.backups.drilling import drill as rehearse  # noqa: PLC0415

    rehearse(arguments.file, arguments.identity, timezone.now(), say=print)
    return 0


def drill_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", metavar=_("FILE"), help=_("the backup of the data (default: the latest)"))
    help_text = _("the file with the secret key, “AGE-SECRET-KEY-1…”")
    parser.add_argument("--identity", type=Path, required=True, metavar=_("FILE"), help=help_text)


def keys(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server import keys as deeds  # noqa: PLC0415

    if arguments.deed == "new-backup-key":
        deeds.new_backup_key(arguments.file, say=print)
        return 0
    be_ready()
    deeds.rotate(timezone.now(), say=print)
    return 0


def keys_arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(metavar=_("DEED"), required=True, dest="deed")
    deeds.add_parser("rotate", help=_("wrap all data keys with a new master key, and remove the old one"))
    help_text = _("draw a pair of keys for backups: the secret one goes into a file, the public one is BACKUP_RECIPIENT")
    pair = deeds.add_parser("new-backup-key", help=help_text)
    pair.add_argument("file", type=Path, metavar=_("FILE"), help=_("where the secret key is written; it belongs on another machine"))


COMMANDS = (
    Command(name="backup", help=gettext_lazy("make an encrypted backup of data and keyring"), run=backup, arguments=backup_arguments),
    Command(name="backups", help=gettext_lazy("say which backups there are, and what is due"), run=backups, arguments=backups_arguments),
    Command(
        name="restore",
        help=gettext_lazy("put a backup into an empty home; the doors open when it is cleared"),
        run=restore,
        arguments=restore_arguments,
    ),
    Command(
        name="drill",
        help=gettext_lazy("rehearse a restore in a temporary folder, with the real backup"),
        run=drill,
        arguments=drill_arguments,
    ),
    Command(name="keys", help=gettext_lazy("keys: change the master key, draw keys for backups"), run=keys, arguments=keys_arguments),
)
