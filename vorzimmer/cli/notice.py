"""The commands about the privacy notice."""

import argparse
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.cli.commands import Arguments, Command, be_ready


def notice(arguments: Arguments) -> int:
    code: int = arguments.do(arguments)
    return code


def check(arguments: Arguments) -> int:  # noqa: ARG001  (has none)
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.notices import check as check_now  # noqa: PLC0415

    be_ready()
    return 0 if check_now(timezone.now(), say=print) else 1


def export(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.notices import export as export_now  # noqa: PLC0415

    be_ready()
    export_now(timezone.now(), file=arguments.file, say=print)
    return 0


def notice_arguments(parser: argparse.ArgumentParser) -> None:
    subparsers = parser.add_subparsers(metavar=_("WHAT"), required=True)
    said = _("say whether the notice names all that is held, and may be published")
    checking = subparsers.add_parser("check", help=said, description=said)
    checking.set_defaults(do=check)
    said = _("write the notice for programs")
    exporting = subparsers.add_parser("export", help=said, description=said)
    exporting.add_argument("--dpv", action="store_true", required=True, help=_("as JSON-LD, in the words of the Data Privacy Vocabulary"))
    exporting.add_argument("--file", type=Path, metavar=_("FILE"), help=_("where it is written (default: it is printed)"))
    exporting.set_defaults(do=export)


COMMANDS = (
    Command(
        name="notice", help=gettext_lazy("check the privacy notice, or export it: check, export"), run=notice, arguments=notice_arguments
    ),
)
