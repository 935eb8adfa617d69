"""The commands about how long data are kept."""

import argparse

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.cli.commands import Arguments, Command, be_ready


def verify_ledger(arguments: Arguments) -> int:
    from vorzimmer.server.retention import verify  # noqa: PLC0415  (models load only after the settings)

    be_ready()
    verify(known=arguments.known, say=print)
    return 0


def verify_ledger_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--known", metavar=_("NUMBER:LINK"), help=_("a line that you noted: it must still be there"))


COMMANDS = (
    Command(
        name="verify-ledger",
        help=gettext_lazy("check that the ledger of erasures was not changed"),
        run=verify_ledger,
        arguments=verify_ledger_arguments,
    ),
)
