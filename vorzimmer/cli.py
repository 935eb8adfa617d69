"""The console script `vorzimmer`. Every error is one line on stderr and the exit code 2."""

import argparse
import functools
import getpass
import importlib.metadata
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NoReturn

import django
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.domain.roles import Role
from vorzimmer.domain.statements import Period
from vorzimmer.server.faults import Trouble

WRONG = 2
"""Exit code of every error."""

LAENDER = ("BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH")
"""ISO 3166-2:DE."""

Arguments = argparse.Namespace


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command: `run` gets the arguments and returns the exit code; `environment` holds defaults that the settings are to find."""

    name: str
    help: str | Promise
    run: Callable[[Arguments], int]
    arguments: Callable[[argparse.ArgumentParser], None] = lambda _parser: None
    environment: Mapping[str, str] = field(default_factory=dict)


def serve(arguments: Arguments) -> int:
    from vorzimmer.server.serve import serve as start  # noqa: PLC0415  (models load only after the settings)

    start(host=arguments.host, port=arguments.port, threads=arguments.threads, say=functools.partial(print, flush=True))
    return 0


def serve_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help=_("address to listen at (default: %(default)s)"))
    parser.add_argument("--port", default=8000, type=number(1, 65_535), help=_("port to listen at (default: %(default)s)"))
    parser.add_argument("--threads", default=8, type=number(1, 256), help=_("pages made at the same moment (default: %(default)s)"))


def demo(arguments: Arguments) -> int:
    from vorzimmer.demo.run import main as start  # noqa: PLC0415  (models load only after the settings)

    return start(arguments) or 0


def demo_arguments(parser: argparse.ArgumentParser) -> None:
    serve_arguments(parser)
    parser.add_argument("--calls-per-minute", default=5, type=number(1, 60), help=_("how often somebody calls (default: %(default)s)"))
    parser.add_argument("--alone", action="store_true", help=_("no colleagues are played"))


def doctor(arguments: Arguments) -> int:
    from vorzimmer.server.doctor import doctor as examine  # noqa: PLC0415  (models load only after the settings)

    return examine(as_json=arguments.json)


def doctor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("for programs to read"))


def migrate(arguments: Arguments) -> int:  # noqa: ARG001  (has none)
    from vorzimmer.server import readiness  # noqa: PLC0415  (models load only after the settings)

    readiness.reach_databases()
    applied = readiness.migrate()
    print(_("Applied: %(count)d.") % {"count": applied})
    return 0


def create_user(arguments: Arguments) -> int:
    from django.core.exceptions import ValidationError  # noqa: PLC0415  (see below)

    from vorzimmer.accounts.actions import create_user as create  # noqa: PLC0415  (models load only after the settings)

    be_ready()
    password = read_password(arguments.password_file) if arguments.password_file else ask_password()
    try:
        user = create(email=arguments.email, name=arguments.name, role=Role(arguments.role), password=password, language=arguments.language)
    except ValidationError as error:
        raise Trouble("; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())) from None
    print(_("%(email)s can sign in now.") % {"email": user.email})
    return 0


def create_user_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, choices=[role.value for role in Role], help=_("what the user is"))
    parser.add_argument("--email", required=True, help=_("the address to sign in with"))
    parser.add_argument("--name", required=True, help=_("first and last name"))
    parser.add_argument("--language", default="de", choices=["de", "en"], help=_("language of the pages (default: %(default)s)"))
    parser.add_argument("--password-file", type=Path, metavar=_("FILE"), help=_("read the password from the first line of this file"))


def instructions(arguments: Arguments) -> int:
    from vorzimmer.server.explaining import explain  # noqa: PLC0415  (models load only after the settings)

    return explain(arguments)


def instructions_arguments(parser: argparse.ArgumentParser) -> None:
    subparsers = parser.add_subparsers(metavar=_("WHAT"), required=True)
    help_text = _("say what an operator would see for a call, and why")
    explain = subparsers.add_parser("explain", help=help_text, description=help_text)
    explain.add_argument("--customer", required=True, metavar=_("NUMBER"), help=_("customer number"))
    explain.add_argument("--at", metavar=_("MOMENT"), help=_("like 2026-12-24T18:30; without a zone the time of Berlin (default: now)"))
    explain.add_argument("--caller", metavar=_("NUMBER"), help=_("telephone number of the caller"))
    explain.add_argument("--person", metavar=_("NAME"), help=_("who is asked for"))
    explain.add_argument("--call-type", metavar=_("NAME"), help=_("what kind of call it is"))
    explain.add_argument("--draft", action="store_true", help=_("by the draft instead of what is published"))
    explain.add_argument("--json", action="store_true", help=_("for programs to read"))


def remove_second_factor(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (see below)

    from vorzimmer.accounts.models import User  # noqa: PLC0415  (models load only after the settings)
    from vorzimmer.privacy.factors.actions import remove_second_step  # noqa: PLC0415

    be_ready()
    try:
        user = User.objects.get_by_natural_key(arguments.email)
    except User.DoesNotExist:
        raise Trouble(_("Nobody signs in with %(email)s.") % {"email": arguments.email}) from None
    if remove_second_step(user, timezone.now()):
        print(_("%(email)s signs in with the password alone now; all sign-ins have ended.") % {"email": user.email})
    else:
        print(_("%(email)s has no second factor; nothing was changed.") % {"email": user.email})
    return 0


def remove_second_factor_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("email", metavar=_("EMAIL"), help=_("the address to sign in with"))


def import_customers(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.customer_files import import_file  # noqa: PLC0415

    be_ready()
    import_file(arguments.file, timezone.now(), dry_run=arguments.dry_run, existing=arguments.existing, say=print)
    return 0


def import_customers_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("the CSV; its first line names the columns"))
    parser.add_argument("--dry-run", action="store_true", help=_("only say what would be done, and all that is wrong"))
    parser.add_argument(
        "--existing",
        default="update",
        choices=["update", "skip"],
        help=_("what to do with customers whose number is there already (default: %(default)s)"),
    )


def export_customers(arguments: Arguments) -> int:
    from vorzimmer.server.customer_files import export_file  # noqa: PLC0415  (models load only after the settings)

    be_ready()
    export_file(arguments.file, say=print)
    return 0


def export_customers_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar=_("FILE"), help=_("where the CSV is written"))


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


def verify_documents(arguments: Arguments) -> int:  # noqa: ARG001  (has none)
    from vorzimmer.server.billing import verify  # noqa: PLC0415  (models load only after the settings)

    be_ready()
    verify(say=print)
    return 0


def version(arguments: Arguments) -> int:  # noqa: ARG001  (has none)
    print(importlib.metadata.version("vorzimmer"))
    return 0


COMMANDS = (
    Command(name="serve", help=gettext_lazy("run the web server and all that works beside it"), run=serve, arguments=serve_arguments),
    Command(
        name="demo",
        help=gettext_lazy("run an invented agency to try things out"),
        run=demo,
        arguments=demo_arguments,
        environment={"VORZIMMER_DEMO": "1", "VORZIMMER_HOME": "var/demo"},
    ),
    Command(name="doctor", help=gettext_lazy("look whether everything is as it should be"), run=doctor, arguments=doctor_arguments),
    Command(name="migrate", help=gettext_lazy("bring the databases up to date"), run=migrate),
    Command(
        name="instructions",
        help=gettext_lazy("look at what customers order: explain"),
        run=instructions,
        arguments=instructions_arguments,
    ),
    Command(name="create-user", help=gettext_lazy("let somebody sign in"), run=create_user, arguments=create_user_arguments),
    Command(
        name="remove-second-factor",
        help=gettext_lazy("let somebody who lost it sign in with the password alone"),
        run=remove_second_factor,
        arguments=remove_second_factor_arguments,
    ),
    Command(
        name="import-customers",
        help=gettext_lazy("take customers over from a CSV, all or none"),
        run=import_customers,
        arguments=import_customers_arguments,
    ),
    Command(
        name="export-customers",
        help=gettext_lazy("write all customers to a CSV"),
        run=export_customers,
        arguments=export_customers_arguments,
    ),
    Command(
        name="rate", help=gettext_lazy("say what usage costs under a tariff; no database is needed"), run=rate, arguments=rate_arguments
    ),
    Command(name="tariffs", help=gettext_lazy("compare or check tariffs in files"), run=tariffs, arguments=tariffs_arguments),
    Command(name="bill", help=gettext_lazy("bill a month: invoices, collections, letters"), run=bill, arguments=bill_arguments),
    Command(name="verify-documents", help=gettext_lazy("check that no issued document was changed"), run=verify_documents),
    Command(name="version", help=gettext_lazy("say which version this is"), run=version),
)


def be_ready() -> None:
    """Refuse to work on databases that cannot be reached or are not up to date."""
    from vorzimmer.server.readiness import demand_databases  # noqa: PLC0415  (models load only after the settings)

    demand_databases()


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        raise Trouble(_("%(message)s. See “%(command)s --help”.") % {"message": message, "command": self.prog})


def number(least: int, most: int) -> Callable[[str], int]:
    """Make the type of an argument that is a whole number in these bounds."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(
                _("%(text)s is no number from %(least)d to %(most)d") % {"text": text, "least": least, "most": most}
            )
        return int(text)

    return parse


def month(text: str) -> Period:
    """Read a month from an argument."""
    try:
        return Period.month(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("%(text)s is no month, as in 2026-10") % {"text": text}) from None


def day(text: str) -> date:
    """Read a day from an argument."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("%(text)s is no day, as in 2026-10-15") % {"text": text}) from None


def parser() -> Parser:
    main_parser = Parser(prog="vorzimmer", description=_("Run a telephone-answering agency."))
    subparsers = main_parser.add_subparsers(metavar=_("COMMAND"), required=True)
    for command in COMMANDS:
        subparser = subparsers.add_parser(command.name, help=str(command.help), description=str(command.help))
        command.arguments(subparser)
        subparser.set_defaults(run=command.run)
    return main_parser


def read_password(path: Path) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is no text")
        raise Trouble(_("The password cannot be read from %(file)s: %(error)s.") % {"file": path, "error": reason}) from error
    if not lines or not lines[0]:
        raise Trouble(_("The first line of %(file)s is empty; the password belongs there.") % {"file": path})
    return lines[0]


def ask_password() -> str:
    if not sys.stdin.isatty():
        raise Trouble(_("Nobody can be asked for the password here. Use --password-file."))
    password = getpass.getpass(_("Password: "))
    if getpass.getpass(_("The same again: ")) != password:
        raise Trouble(_("The two passwords differ."))
    return password


def language() -> str:
    """Say what the terminal speaks (POSIX locale variables): "de", or "en" for all others."""
    for variable in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "de" if value.lower().startswith("de") else "en"
    return "en"


def prepare(name: str) -> None:
    """Load the settings for this command."""
    for command in COMMANDS:
        if command.name == name:
            for variable, value in command.environment.items():
                os.environ.setdefault(variable, value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vorzimmer.settings")
    try:
        django.setup(set_prefix=False)
    except (OSError, ValueError) as error:
        raise Trouble(f"The settings in the environment are wrong: {error}") from error
    translation.activate(language())


def main(argv: Sequence[str] | None = None) -> int:
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        prepare(words[0] if words else "")
        arguments = parser().parse_args(words)
        exit_code: int = arguments.run(arguments)
    except Trouble as trouble:
        for line in str(trouble).splitlines():
            print(f"vorzimmer: {line}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        return 130
    return exit_code
