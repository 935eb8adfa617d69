"""The console script `vorzimmer`. Every error is one line on stderr and the exit code 2."""

import argparse
import functools
import getpass
import importlib.metadata
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import django
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vorzimmer.cli import backups, claims, money, notice, retention
from vorzimmer.cli.commands import Arguments, Command, be_ready, number
from vorzimmer.domain.roles import Role
from vorzimmer.server.erasure_proof.plan import BREAKS
from vorzimmer.server.faults import Trouble

WRONG = 2
"""Exit code of every error."""


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


def prove_no_log(arguments: Arguments) -> int:
    from vorzimmer.server.no_log import prove  # noqa: PLC0415  (models load only after the settings)

    say = functools.partial(print, flush=True)
    return prove(requests=arguments.requests, negative_control=arguments.negative_control, nginx=arguments.nginx, say=say)


def prove_no_log_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--requests", default=1000, type=number(1, 1_000_000), help=_("visits at least (default: %(default)s)"))
    parser.add_argument("--negative-control", action="store_true", help=_("let the server write a log, and prove that it is found"))
    parser.add_argument("--nginx", type=Path, metavar="FILE", help=_("put nginx in front, with this configuration (deploy/nginx.conf)"))


def prove_erasure(arguments: Arguments) -> int:
    from django.utils import timezone  # noqa: PLC0415  (models load only after the settings)

    from vorzimmer.server.erasure_proof.proof import prove as prove_it  # noqa: PLC0415

    if bool(arguments.database) != bool(arguments.keyring_database):
        raise Trouble(_("Give both databases, or none for SQLite."))
    databases = {"DATABASE_URL": arguments.database, "KEYRING_URL": arguments.keyring_database} if arguments.database else {}
    say = functools.partial(print, flush=True)
    return prove_it(timezone.now(), broken=arguments.broken, databases=databases, as_json=arguments.json, say=say)


def prove_erasure_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("for programs to read"))
    parser.add_argument(
        "--break", dest="broken", default=[], action="append", choices=BREAKS, help=_("break this on purpose: the proof has to fail")
    )
    parser.add_argument("--database", metavar="URL", help=_("an empty database of PostgreSQL (default: SQLite)"))
    parser.add_argument("--keyring-database", metavar="URL", help=_("another one, for the keyring"))


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
    *money.COMMANDS,
    *claims.COMMANDS,
    *retention.COMMANDS,
    *notice.COMMANDS,
    *backups.COMMANDS,
    Command(
        name="prove-no-log",
        help=gettext_lazy("prove on a server of its own that nothing of visitors is written"),
        run=prove_no_log,
        arguments=prove_no_log_arguments,
    ),
    Command(
        name="prove-erasure",
        help=gettext_lazy("prove on an agency of its own that nothing is left of what was to be erased"),
        run=prove_erasure,
        arguments=prove_erasure_arguments,
    ),
    Command(name="version", help=gettext_lazy("say which version this is"), run=version),
)


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        raise Trouble(_("%(message)s. See “%(command)s --help”.") % {"message": message, "command": self.prog})


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
