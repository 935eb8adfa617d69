"""The commands about how long data are kept."""

import argparse
import sys

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.cli.commands import Arguments, Command, be_ready, day, number


def sweep(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.retention import sweep as sweep_now  # noqa: PLC0415

    be_ready(cleared=False)
    is_terminal = sys.stderr.isatty()
    is_done = sweep_now(
        timezone.now(),
        as_of=arguments.as_of,
        dry_run=arguments.dry_run,
        as_json=arguments.json,
        say=print,
        progress=lambda table: print(f"\r{table:<40}", end="", file=sys.stderr, flush=True) if is_terminal else None,
    )
    return 0 if is_done else 1


def sweep_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", type=day, metavar=_("DAY"), help=_("what was due when this day began, as in 2027-01-01 (default: now)"))
    parser.add_argument("--dry-run", action="store_true", help=_("only count what is due, by rule and customer"))
    parser.add_argument("--json", action="store_true", help=_("for programs to read"))


def release_rule(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.retention import release_rule as release  # noqa: PLC0415

    be_ready(cleared=False)
    release(arguments.rule, arguments.by, timezone.now(), reason=arguments.reason, say=print)
    return 0


def release_rule_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("rule", metavar=_("RULE"), help=_("the rule, as in R-BEA"))
    parser.add_argument("--by", required=True, metavar=_("EMAIL"), help=_("who releases it: the address to sign in with"))
    parser.add_argument("--reason", default="", metavar=_("TEXT"), help=_("why, if you work alone and release it a second time"))


def limit_calls(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.retention import limit_calls as limit  # noqa: PLC0415

    be_ready()
    limit(arguments.number, arguments.months, timezone.now(), say=print)
    return 0


def limit_calls_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", metavar=_("NUMBER"), help=_("customer number"))
    chosen = parser.add_mutually_exclusive_group(required=True)
    chosen.add_argument("--months", type=number(0, 120), help=_("so many months after the day of the call it goes"))
    chosen.add_argument("--none", action="store_true", help=_("as usual: with the contract"))


def explain_retention(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.retention import explain  # noqa: PLC0415

    be_ready(cleared=False)
    explain(arguments.table, arguments.key, timezone.now(), say=print)
    return 0


def explain_retention_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("table", metavar=_("TABLE"), help=_("the table, as in calls.Note"))
    parser.add_argument("key", metavar=_("ID"), help=_("the record's id"))


def verify_ledger(arguments: Arguments) -> int:
    from vorzimmer.server.retention import verify  # noqa: PLC0415  (models load only after the settings)

    be_ready(cleared=False)
    verify(known=arguments.known, say=print)
    return 0


def verify_ledger_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--known", metavar=_("NUMBER:LINK"), help=_("a line that you noted: it must still be there"))


COMMANDS = (
    Command(name="sweep", help=gettext_lazy("erase what is kept long enough"), run=sweep, arguments=sweep_arguments),
    Command(
        name="release-rule",
        help=gettext_lazy("let the sweep erase by a rule; two people have to do it"),
        run=release_rule,
        arguments=release_rule_arguments,
    ),
    Command(
        name="limit-calls",
        help=gettext_lazy("let the calls of a customer go sooner, as he ordered"),
        run=limit_calls,
        arguments=limit_calls_arguments,
    ),
    Command(
        name="explain-retention",
        help=gettext_lazy("say how long one record is kept, and why"),
        run=explain_retention,
        arguments=explain_retention_arguments,
    ),
    Command(
        name="verify-ledger",
        help=gettext_lazy("check that the ledger of erasures was not changed"),
        run=verify_ledger,
        arguments=verify_ledger_arguments,
    ),
)
