"""The proof: a server of its own in a folder of its own, visits with marks, and a search in all that it wrote and said.

It is worth nothing unless the search can find: with the negative control the same server writes a log, and each mark must be found.
"""

import contextlib
import os
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from vorzimmer.server.faults import Trouble
from vorzimmer.server.no_log.canaries import Canaries, Search, search
from vorzimmer.server.no_log.proxy import Front, left_behind, proxy, unchecked
from vorzimmer.server.no_log.visits import Answers, Visitor

START_SECONDS = 120
STOP_SECONDS = 30
EXPECTED = frozenset({200, 400, 403, 404, 405, 413, 422, 500})
"""Statuses that the visits must have met: a proof that never saw an error page proves little."""
MOST_NAMED = 20
QUIET = "from vorzimmer.cli import main"
LOUD = """
import uvicorn
quiet = uvicorn.Config.__init__
def loud(self, app, **options):
    async def telling(scope, receive, send):
        print(scope, flush=True)
        await app(scope, receive, send)
    quiet(self, telling, **options)
uvicorn.Config.__init__ = loud
from vorzimmer.cli import main
"""
"""The same program with a log of everything: the negative control."""

Say = Callable[[str], None]


def prove(*, requests: int, negative_control: bool, nginx: Path | None = None, say: Say = print) -> int:
    """Visit the server `requests` times at least and look for the marks. Returns 0 when it is proved, 1 when it is not.

    With `negative_control` it is proved when a server that writes a log is caught: each kind of mark was found. With `nginx`, the file
    of its configuration, it stands in front of the server, and the visits come by TLS; the negative control is then nginx's. Raises
    Trouble when the proof cannot be made here.
    """
    with tempfile.TemporaryDirectory(prefix="vorzimmer-no-log-") as name, contextlib.ExitStack() as running:
        folder = Path(name)
        front = Front(port=free_port(), plain=free_port()) if nginx else None
        port = running.enter_context(server(folder, loud=negative_control and nginx is None, front=front))
        if nginx and front:
            running.enter_context(proxy(nginx, folder, upstream=port, front=front, loud=negative_control))
        marks = Canaries.draw()
        visitor = _visitor(marks, port, front)
        before, rows, lines = search(folder, marks.needles()), contents(folder), output(folder)
        visit(visitor, requests=requests, folder=folder)
        during, counted = search(folder, marks.needles()), changed(rows, lines, folder)
        running.close()
        counted += [_("a temporary file of nginx: %(kind)s") % {"kind": kind} for kind in (left_behind(folder) if nginx else ())]
        after = search(folder, marks.needles())
        return verdict(before, (during, after), visitor.answers, counted, negative_control=negative_control, say=say)


def _visitor(marks: Canaries, port: int, front: Front | None) -> Visitor:
    if front is None:
        return Visitor(marks=marks, port=port, answers=Answers())
    return Visitor(marks=marks, port=front.port, answers=Answers(), tls=unchecked(), plain=front.plain)


@contextlib.contextmanager
def server(folder: Path, *, loud: bool, front: Front | None) -> Iterator[int]:
    """Start the program as an agency does, with all that it may write below `folder`; gives its port. Raises Trouble."""
    for part in ("home", "temporary"):
        (folder / part).mkdir(mode=0o700)
    port = free_port()
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LANG": "C.UTF-8",
        "HOME": str(folder),
        "TMPDIR": str(folder / "temporary"),
        "VORZIMMER_HOME": str(folder / "home"),
        "PUBLIC_URL": f"https://127.0.0.1:{front.port}" if front else f"http://127.0.0.1:{port}",
        "BEHIND_PROXY": "1" if front else "0",
    }
    code = f"{LOUD if loud else QUIET}\nimport sys\nsys.exit(main(['serve', '--port', '{port}']))"
    with (folder / "stdout").open("wb") as said, (folder / "stderr").open("wb") as complained:
        command = [sys.executable, "-c", code]
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=complained)  # noqa: S603  (it is this program)
        try:
            wait_for(folder, process)
            yield port
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port


def wait_for(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while b"http://" not in (folder / "stdout").read_bytes():
        if process.poll() is not None or time.monotonic() > deadline:
            raise Trouble(_("The server for the proof did not start: %(error)s") % {"error": (folder / "stderr").read_text("utf-8")[-500:]})
        time.sleep(0.1)
    time.sleep(1)  # the first turn of the periodic jobs


def visit(visitor: Visitor, *, requests: int, folder: Path) -> None:
    """Visit in every way until there were so many requests, and at last while the database is broken."""
    for kind in visitor.everything():
        kind()
        if visitor.answers.statuses.total() >= requests:
            break
    if not visitor.answers.statuses.total() - visitor.answers.statuses[0]:
        raise Trouble(
            _("The server could not be reached from %(address)s. The proof needs a system like Linux.") % {"address": visitor.marks.address}
        )
    with broken_database(folder):
        for path in ("/", "/prices/", f"/sign-up/?{visitor.marks.query}"):
            visitor.ask("GET", path)


@contextlib.contextmanager
def broken_database(folder: Path) -> Iterator[None]:
    """Take a table away for a moment, so that pages fail (500)."""
    swap = ("customers_tariff", "customers_tariff_aside")
    with contextlib.closing(sqlite3.connect(folder / "home" / "vorzimmer.sqlite3", timeout=20)) as database:
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute(f"ALTER TABLE {swap[0]} RENAME TO {swap[1]}")
        database.commit()
        try:
            yield
        finally:
            database.execute(f"ALTER TABLE {swap[1]} RENAME TO {swap[0]}")
            database.commit()


def contents(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Read all rows of all tables of both databases."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for file in ("vorzimmer.sqlite3", "keyring.sqlite3"):
        with contextlib.closing(sqlite3.connect(f"file:{folder / 'home' / file}?mode=ro", uri=True, timeout=20)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
            for (table,) in tables:
                found[f"{file}: {table}"] = sorted(database.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)  # noqa: S608  (names of tables)
    return found


def output(folder: Path) -> list[str]:
    """Read the lines that the server has said."""
    return [line for name in ("stdout", "stderr") for line in (folder / name).read_text("utf-8", errors="replace").splitlines()]


def changed(rows: dict[str, list[tuple[object, ...]]], lines: list[str], folder: Path) -> list[str]:
    """Name what is not as it was: tables, and lines that say more than that a page of ours failed."""
    said = [line for line in output(folder) if line not in lines and "status 500" not in line]
    return changed_tables(rows, contents(folder)) + [_("a line that says: %(line)s") % {"line": line[:120]} for line in said]


def changed_tables(before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]) -> list[str]:
    """Name the tables that are not as they were: a counter would be one."""
    return sorted(table for table in before.keys() | after.keys() if before.get(table) != after.get(table))


def verdict(  # noqa: PLR0913  (all that was seen)
    before: Search, searches: tuple[Search, ...], answers: Answers, counted: list[str], *, negative_control: bool, say: Say
) -> int:
    """Say what was seen, and whether it is proved."""
    statuses = ", ".join(f"{status or _('none')}: {count}" for status, count in sorted(answers.statuses.items()))
    say(_("%(count)d requests, answered with %(statuses)s") % {"count": answers.statuses.total(), "statuses": statuses})
    say(_("%(files)d files, %(size)d kB looked through") % {"files": searches[-1].files, "size": searches[-1].size // 1000})
    hits = {hit for each in searches for hit in each.beyond(before)}
    for hit in sorted(hits, key=lambda hit: (hit.mark, hit.file))[:MOST_NAMED]:
        say(_("found: %(mark)s in %(file)s") % {"mark": hit.mark, "file": hit.file})
    if negative_control:
        blind = {"address", "agent", "referrer", "path", "query"} - {hit.mark for hit in hits}
        say(
            _("The search finds what a log would hold.")
            if not blind
            else _("The search is blind for: %(marks)s") % {"marks": ", ".join(sorted(blind))}
        )
        return 1 if blind else 0
    faults = [_("changed: %(what)s") % {"what": what} for what in counted]
    faults += [_("a cookie was set by %(page)s") % {"page": page} for page in sorted(answers.cookies)]
    faults += [_("no visit was answered with %(status)d") % {"status": status} for status in sorted(EXPECTED - answers.statuses.keys())]
    for fault in faults:
        say(fault)
    if hits or faults:
        say(_("It is not proved."))
        return 1
    say(_("Nothing of a visitor was written, counted or set."))
    return 0
