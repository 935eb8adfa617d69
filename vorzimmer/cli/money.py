"""The commands about prices and invoices."""

import argparse
import sys
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.cli.commands import Arguments, Command, be_ready, day, month
from vorzimmer.server.faults import Trouble

LAENDER = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
"""ISO 3166-2:DE."""


def rate(arguments: Arguments) -> int:
    from vorzimmer.billing import rating_files as files  # noqa: PLC0415  (models load only after the settings)

    try:
        (tariff,) = files.read_tariffs([arguments.tariff])
        usage = files.read_month(arguments.usage, arguments.period)
        facts = files.facts_of(usage.period, land=arguments.land, begins_on=arguments.begins, ends_on=arguments.ends)
        statement = files.rated(tariff, usage, facts)
    except files.FileRefused as refused:
        raise Trouble(str(refused)) from None
    as_json = arguments.json or arguments.explain
    print(files.written_json(statement, usage, explained=arguments.explain) if as_json else files.written_text(statement, usage))
    return 0


def rate_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("tariff", type=Path, metavar="TARIFF.toml", help=_("the tariff"))
    parser.add_argument("usage", type=Path, nargs="+", metavar="USAGE.csv", help=_("the usage; several files are rated together"))
    period_arguments(parser)
    parser.add_argument("--explain", action="store_true", help=_("for programs to read, with every call behind every amount"))


def period_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--period", type=month, metavar=_("MONTH"), help=_("the month, as in 2026-10 (default: that of the usage)"))
    parser.add_argument(
        "--land", default="", choices=LAENDER, metavar=_("LAND"), help=_("Land whose holidays count (default: those of all Germany)")
    )
    parser.add_argument("--begins", type=day, metavar=_("DAY"), help=_("first day of the contract, as in 2026-10-15"))
    parser.add_argument("--ends", type=day, metavar=_("DAY"), help=_("last day of the contract"))
    parser.add_argument("--json", action="store_true", help=_("for programs to read"))


def tariffs_arguments(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(metavar=_("DEED"), required=True, dest="deed")
    compare = deeds.add_parser("compare", help=_("rate the same month under several tariffs; the cheapest is marked"))
    compare.add_argument("usage", type=Path, metavar="USAGE.csv", help=_("the usage"))
    compare.add_argument("tariffs", type=Path, nargs="+", metavar="TARIFF.toml", help=_("the tariffs"))
    period_arguments(compare)
    check = deeds.add_parser("check", help=_("say everything that is wrong with tariffs"))
    check.add_argument("tariffs", type=Path, nargs="+", metavar="TARIFF.toml", help=_("the tariffs"))


def tariffs(arguments: Arguments) -> int:
    from vorzimmer.billing import rating_files as files  # noqa: PLC0415  (models load only after the settings)

    try:
        read = files.read_tariffs(arguments.tariffs)
        if arguments.deed == "check":
            print("\n".join(_("%(tariff)s is in order.") % {"tariff": tariff.version} for tariff in read))
            return 0
        usage = files.read_month([arguments.usage], arguments.period)
        facts = files.facts_of(usage.period, land=arguments.land, begins_on=arguments.begins, ends_on=arguments.ends)
        offers = files.compared(read, usage, facts)
    except files.FileRefused as refused:
        raise Trouble(str(refused)) from None
    print(files.compared_json(offers) if arguments.json else files.compared_text(offers))
    return 0


def bill(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.billing import bill as bill_month  # noqa: PLC0415

    be_ready()
    is_terminal = sys.stderr.isatty()
    bill_month(
        arguments.period,
        timezone.now(),
        dry_run=arguments.dry_run,
        as_json=arguments.json,
        say=print,
        progress=lambda text: print(f"\r{text}", end="", file=sys.stderr, flush=True) if is_terminal else None,
    )
    return 0


def bill_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--period", type=month, required=True, metavar=_("MONTH"), help=_("the month, as in 2026-10"))
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would be billed; nothing is written"))
    parser.add_argument("--json", action="store_true", help=_("for programs to read"))


def import_bank(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.billing import import_bank as read  # noqa: PLC0415

    be_ready()
    return 2 if read(arguments.files, timezone.now(), as_json=arguments.json, say=print) else 0


def import_bank_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files", type=Path, nargs="+", metavar="FILE", help=_("statements: camt.052, camt.053, camt.054, a ZIP of them, MT940")
    )
    parser.add_argument("--json", action="store_true", help=_("for programs to read"))


def verify_documents(arguments: Arguments) -> int:  # noqa: ARG001  (has none)
    from vorzimmer.server.billing import verify  # noqa: PLC0415  (models load only after the settings)

    be_ready()
    verify(say=print)
    return 0


COMMANDS = (
    Command(
        name="rate", help=gettext_lazy("say what usage costs under a tariff; no database is needed"), run=rate, arguments=rate_arguments
    ),
    Command(name="tariffs", help=gettext_lazy("compare or check tariffs in files"), run=tariffs, arguments=tariffs_arguments),
    Command(name="bill", help=gettext_lazy("bill a month: invoices, collections, letters"), run=bill, arguments=bill_arguments),
    Command(
        name="import-bank",
        help=gettext_lazy("read statements of the bank and book what is certain"),
        run=import_bank,
        arguments=import_bank_arguments,
    ),
    Command(name="verify-documents", help=gettext_lazy("check that no issued document was changed"), run=verify_documents),
)
