"""`vorzimmer serve`: look whether everything is there, start web server and workers, stop them in good order."""

import dataclasses
import functools
import gc
import logging
import os
import resource
import socket
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vorzimmer.billing.actions import bring_first_versions
from vorzimmer.customers.actions import bring_offers
from vorzimmer.delivery import worker as delivery
from vorzimmer.domain.sender_address import Network, networks
from vorzimmer.privacy.journal import JOURNAL
from vorzimmer.privacy.reading import HighWater
from vorzimmer.server import home, readiness
from vorzimmer.server.bridge import Pages
from vorzimmer.server.connections import usable_connections
from vorzimmer.server.faults import Trouble
from vorzimmer.server.hub import Hub
from vorzimmer.server.periodic import Timetable
from vorzimmer.server.restored import demand_cleared
from vorzimmer.server.supervisor import Supervisor, Work
from vorzimmer.server.sweeping import last_sweep
from vorzimmer.server.telephony import listener
from vorzimmer.server.web import STOP_SECONDS, Server, Web
from vorzimmer.telephony.switchboard import Switchboard

log = logging.getLogger(__name__)

THREADS = 8
"""Pages that are made at the same moment."""
SWITCH_SECONDS = 0.001
"""How long a thread may keep the others from running. Python's own 0.005 would hold up live events while pages are made."""
MOST_FILES = 65_536
"""Open files: each browser that listens is one."""

Say = Callable[[str], None]


def serve(  # noqa: PLR0913  (each is something that whoever starts it may choose)
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    threads: int = THREADS,
    switchboards: Sequence[Switchboard] = (),
    workers: Mapping[str, Work] | None = None,
    say: Say = print,
) -> None:
    """Serve until SIGTERM or SIGINT. Raises Trouble when it cannot start.

    `switchboards` are the telephone systems to listen to; `workers` run beside those that always do; `say` gets the lines for
    whoever started the program.
    """
    door = listen(host, port)
    with door, home.occupied(settings.HOME):
        prepare(say)
        run(door, threads=threads, switchboards=switchboards, workers=workers or {}, say=say)
    say(_("Stopped."))


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises Trouble when that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else str(error)
        raise Trouble(
            _("Port %(port)s on %(host)s cannot be used: %(error)s. Choose another one with --port, or stop the program that uses it.")
            % {"port": port, "host": host, "error": reason}
        ) from error


def prepare(say: Say) -> None:
    """Databases, keys and static files: bring up to date what can be, raise Trouble for what is wrong."""
    readiness.check_program()
    readiness.reach_databases()
    demand_cleared()
    if applied := readiness.migrate():
        say(
            ngettext("Database brought up to date: %(count)d step.", "Database brought up to date: %(count)d steps.", applied)
            % {"count": applied}
        )
    readiness.open_keyring()
    HighWater.begin_with(last_sweep())
    if bring_offers():
        say(_("Tariffs and options to begin with are there. The owner changes them in the office."))
    bring_first_versions(present())
    if readiness.collect_static_files():
        say(_("Static files collected."))
    connections.close_all()


def run(door: socket.socket, *, threads: int, switchboards: Sequence[Switchboard], workers: Mapping[str, Work], say: Say) -> None:
    from vorzimmer.server.pages import application  # noqa: PLC0415  (loads all pages, which need the static files)

    timetable = Timetable()
    started_at = present()
    address = "http://{}:{}".format(*door.getsockname()[:2])

    def report() -> dict[str, Any]:
        health = {name: dataclasses.asdict(each) for name, each in supervisor.health().items()}
        jobs = {name: dataclasses.asdict(each) for name, each in timetable.runs().items()}
        return {"process": os.getpid(), "address": address, "started_at": started_at, "workers": health, "jobs": jobs}

    supervisor = Supervisor(
        {
            "delivery": functools.partial(delivery.run, clock=present),
            "periodic jobs": timetable.work,
            "telephony": listener(switchboards),
            **workers,
            "report": home.reporter(settings.HOME, report),
        }
    )

    def ready() -> None:
        supervisor.start()
        say(_("Vorzimmer is ready at %(address)s") % {"address": address})

    pages = Pages(application, threads=threads, proxies=believed_proxies())
    tune()
    try:
        Server(Web(hub=Hub(), pages=pages, when_ready=ready)).run(sockets=[door])
    finally:
        leave_at_last(after=STOP_SECONDS + 5)
        supervisor.stop(seconds=STOP_SECONDS)
        write_what_was_noted()


def write_what_was_noted() -> None:
    """Write the journal of accesses before the process ends."""
    try:
        with usable_connections():
            JOURNAL.flush()
    except DatabaseError as error:
        log.error("the journal of accesses was not written: %s", type(error).__name__)  # noqa: TRY400  (its message may quote ids)
    finally:
        connections.close_all()


def believed_proxies() -> tuple[Network, ...]:
    """Read which proxies may say who a client is: none unless there is one. Raises Trouble."""
    if settings.SECURE_PROXY_SSL_HEADER is None:
        return ()
    try:
        return networks(settings.TRUSTED_PROXIES)
    except ValueError as error:
        raise Trouble(_("TRUSTED_PROXIES cannot be read: %(error)s.") % {"error": error}) from error


def present() -> datetime:
    return datetime.now(UTC)


def tune() -> None:
    """Make the process fit for many listeners and short waits."""
    sys.setswitchinterval(SWITCH_SECONDS)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    gc.collect()
    gc.freeze()  # the program itself is never garbage; looking through it would stop everything for tens of milliseconds


def leave_at_last(*, after: float) -> None:
    """End the process in `after` seconds even if a thread is stuck. What was saved is safe: nothing is kept in memory only."""

    def leave() -> None:
        log.error("a thread did not end; leaving without it")
        logging.shutdown()
        os._exit(1)

    timer = threading.Timer(after, leave)
    timer.daemon = True
    timer.start()
