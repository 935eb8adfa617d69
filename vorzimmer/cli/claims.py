"""The commands about claims."""

import argparse

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.cli.commands import Arguments, Command, be_ready, day


def claims(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.domain.days import berlin_date  # noqa: PLC0415
    from vorzimmer.server import claims as commands  # noqa: PLC0415

    be_ready()
    at = timezone.now()
    today = berlin_date(at)
    match arguments.deed:
        case "explain":
            commands.explain(arguments.invoice, arguments.at or today, today, as_json=arguments.json, say=print)
        case "list":
            commands.write_list(today, as_json=arguments.json, say=print)
        case _:
            commands.run(at, say=print)
    return 0


def claims_arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(metavar=_("DEED"), required=True, dest="deed")
    help_text = _("say how the claim about an invoice stands, and why: default, interest, next step, gates")
    explain = deeds.add_parser("explain", help=help_text, description=help_text)
    explain.add_argument("invoice", metavar=_("INVOICE"), help=_("number of the invoice"))
    explain.add_argument("--at", type=day, metavar=_("DAY"), help=_("as in 2026-10-15 (default: today)"))
    explain.add_argument("--json", action="store_true", help=_("for programs to read"))
    every = deeds.add_parser("list", help=_("say which claims are open"))
    every.add_argument("--json", action="store_true", help=_("for programs to read"))
    deeds.add_parser("run", help=_("do what is done with claims every day, now"))


COMMANDS = (
    Command(
        name="claims",
        help=gettext_lazy("claims: explain one, list the open ones, do the daily work"),
        run=claims,
        arguments=claims_arguments,
    ),
)
