"""`vorzimmer demo`: the invented agency in a home of its own, with a town that rings. Nothing leaves the computer."""

import os
from argparse import Namespace
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from socket import socket
from typing import Self

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from vorzimmer.accounts.models import User
from vorzimmer.calls.actions import be
from vorzimmer.calls.models import Presence
from vorzimmer.demo.agency import Standing, seed, standing
from vorzimmer.demo.colleagues import Colleagues
from vorzimmer.demo.people import AGENCY, DOMAIN, PASSWORD, PLAYED
from vorzimmer.demo.sinks import LOCALHOST, MailSink, SmsSink
from vorzimmer.demo.town import Town, free_humans
from vorzimmer.server import home, readiness
from vorzimmer.server.faults import Trouble
from vorzimmer.server.serve import THREADS, listen, prepare, run
from vorzimmer.server.supervisor import Work
from vorzimmer.telephony.clock import RealClock

CALLS_PER_MINUTE = 5
PORTS_TRIED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be chosen at the start. `alone`: no colleagues are played."""

    host: str = LOCALHOST
    port: int = 8000
    threads: int = THREADS
    calls_per_minute: int = CALLS_PER_MINUTE
    alone: bool = False

    @classmethod
    def of(cls, arguments: Namespace) -> Self:
        """Read the arguments of the console script; what is not among them stays as it is."""
        return cls(**{name: value for name, value in vars(arguments).items() if name in cls.__dataclass_fields__})


def main(arguments: Namespace) -> int:
    """Run the demo until SIGTERM or SIGINT. Raises Trouble when it cannot start."""
    options = Options.of(arguments)
    with home.occupied(settings.HOME), open_door(options.host, options.port) as door:
        mail, sms = MailSink(settings.HOME / "mail"), SmsSink(settings.HOME / "sms")
        with mail, sms:
            keep_inside(mail, sms, address=f"http://{options.host}:{door.getsockname()[1]}")
            refuse_foreign_data()
            prepare(say)
            found_agency()
            serve(options, door, {"demo mail": mail.serve, "demo SMS": sms.serve})
    say(_("Stopped."))
    return 0


def open_door(host: str, port: int) -> socket:
    """Take the port, or the next one that is free. Raises Trouble."""
    for candidate in range(port, min(port + PORTS_TRIED, 65_536)):
        try:
            return listen(host, candidate)
        except Trouble:
            continue
    return listen(host, port)


def keep_inside(mail: MailSink, sms: SmsSink, *, address: str) -> None:
    """Point everything that could leave the computer to the folders of the demo, whatever the environment says."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = LOCALHOST, mail.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_SSL = settings.EMAIL_USE_TLS = False
    settings.DEFAULT_FROM_EMAIL = f"notizen@{DOMAIN}"
    settings.SMS_GATEWAY_URL, settings.SMS_GATEWAY_TOKEN = sms.url, ""
    settings.AGENCY_NAME = AGENCY
    settings.LOGGING["loggers"]["vorzimmer"]["level"] = "WARNING"  # the window belongs to the callers
    if "PUBLIC_URL" not in os.environ:
        settings.PUBLIC_URL = address
    for name in ("no_proxy", "NO_PROXY"):  # a proxy of the company would carry the SMS out of the house
        os.environ[name] = LOCALHOST


def refuse_foreign_data() -> None:
    """Touch no database in which somebody works. Raises Trouble."""
    readiness.reach_databases()
    if User._meta.db_table in connection.introspection.table_names() and standing() is Standing.FOREIGN:
        raise Trouble(
            _("The database holds the data of another agency, and the demo leaves it alone. Unset DATABASE_URL or choose another home.")
        )


def found_agency() -> None:
    """Found the agency if the database is empty. Operators of the last demo begin off duty: nobody sits there yet."""
    at = present()
    if standing() is Standing.EMPTY:
        say(_("Inventing an agency with two weeks of history. This takes a few seconds …"))
        seed(at)
    for operator in free_humans(played=()):
        be(operator, Presence.State.OFF, at)


def serve(options: Options, door: socket, workers: dict[str, Work]) -> None:
    played = frozenset[str]() if options.alone else PLAYED
    town = Town(
        clock=RealClock(present),
        every=60 / options.calls_per_minute,
        chance=Random(),  # noqa: S311  (a play)
        say=say,
        played=played,
    )
    if played:
        workers = {**workers, "demo colleagues": Colleagues(town, clock=present, played=played).work}
    say(welcome(settings.PUBLIC_URL, settings.HOME, alone=options.alone))
    run(door, threads=options.threads, switchboards=[town], workers=workers, say=say)


def welcome(address: str, folder: Path, *, alone: bool) -> str:
    """Write the table of who signs in how."""
    people = [
        (_("Operator"), f"olga@{DOMAIN}", _("practices and offices: F4 says “I am free”, then it rings")),
        (_("Operator"), f"paul@{DOMAIN}", _("crafts and property")),
        (_("Owner"), f"klara@{DOMAIN}", _("customers, teams, staff")),
        (_("Accountant"), f"bruno@{DOMAIN}", _("master data and usage")),
        (_("Privacy officer"), f"dana@{DOMAIN}", _("what is stored about whom")),
        (_("Customer"), "sommer@zahnarzt-sommer.example", _("dentist, bound to secrecy")),
        (_("Customer"), "schramm@schramm-notdienst.example", _("plumber, day and night")),
        (_("Customer"), "leo@havelcode.example", _("software firm, in English")),
    ]
    widths = [max(len(row[column]) for row in people) for column in (0, 1)]
    rows = [f"  {role:{widths[0]}}   {login:{widths[1]}}   {what}" for role, login, what in people]
    rule = "  " + "─" * (max(map(len, rows)) - 2)
    colleagues = _("Nobody else is at work.") if alone else _("Nina and Jonas are played by the program; --alone sends them home.")
    return "\n".join(
        (
            "",
            f"  {AGENCY}   {address}/sign-in/",
            rule,
            *rows,
            rule,
            "  " + _("Password for everybody: %(password)s") % {"password": PASSWORD},
            "  " + colleagues,
            "  " + _("Messages stay here: %(mail)s and %(sms)s") % {"mail": folder / "mail", "sms": folder / "sms"},
            "  " + _("What callers say to you appears in this window. Ctrl+C ends the demo."),
            "",
        )
    )


def present() -> datetime:
    return datetime.now(UTC)


def say(line: str) -> None:
    print(line, flush=True)
