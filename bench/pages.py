"""Row 8: the pages that are open all day, beside a view that does nothing."""

import http.client
import time
from statistics import median

from bench.agency import CAST, running
from bench.figures import Figures, Goal, Row
from tests.listening import sign_in

PAGES = {"desk": ("/desk/", "olga@agentur.example"), "portal": ("/portal/", "zahn@praxis.example")}
MESSAGES = 60
"""Calls that came in today; every second one has become a note."""
HISTORY = f"""
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from tests.cast import offered
from vorzimmer.accounts.models import User
from vorzimmer.calls import wire
from vorzimmer.calls.models import Call
from vorzimmer.calls.notes import NewNote, save_note
from vorzimmer.domain.notes import Outcome, Urgency
from vorzimmer.telephony.switchboard import LegAnswered, LegEnded, operator_leg
olga = User.objects.get(email="olga@agentur.example")
now = datetime.now(UTC)
for number in range({MESSAGES}):
    at, name = now - timedelta(minutes=5, seconds=number), f"c{{number}}"
    wire.receive(offered(name, at=at), at)
    if number % 2:
        leg = operator_leg(name, 0)
        wire.receive(LegAnswered(engine_id="cti", call_id=name, leg_id=leg, at=at + timedelta(seconds=5), endpoints=("w0",)), at)
        call = Call.objects.get(engine_call_id=name)
        text, outcome = "Bittet um Rückruf. " * 10, next(iter(Outcome))
        note = NewNote(note_id=uuid4(), call_id=call.pk, concern=text, urgency=Urgency.NORMAL, outcome=outcome)
        save_note(note, olga, at + timedelta(seconds=60))
    if number % 10:
        wire.receive(LegEnded(engine_id="cti", call_id=name, leg_id=name, at=at + timedelta(seconds=90)), now)
"""
COUNT = """
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client(SERVER_NAME="127.0.0.1")
client.cookies["vorzimmer"] = {session!r}
client.get({path!r})
with CaptureQueriesContext(connections["default"]) as queries:
    assert client.get({path!r}).status_code == 200
print(len(queries))
"""


def milliseconds(port: int, path: str, cookie: str, *, seconds: float) -> tuple[float, int]:
    """The median time of one request after the other, and the bytes of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    times, size, end = [], 0, time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"vorzimmer={cookie}"})
        response = connection.getresponse()
        size = len(response.read())
        times.append((time.perf_counter() - start) * 1000)
        if response.status != 200:
            raise SystemExit(f"bench: {path} answered {response.status}")
    connection.close()
    return median(times), size


def run(seconds: float) -> Figures:
    figures: Figures = {}
    part = seconds / (1 + len(PAGES))
    with running(settings="tests.server.standin") as server:
        figures["empty view"], _ = milliseconds(server.port, "/echo/x", "", seconds=part)
    with running() as server:
        server.python(CAST)
        server.python(HISTORY)
        for name, (path, email) in PAGES.items():
            _, session = sign_in(server, email=email)
            figures[f"{name} p50"], size = milliseconds(server.port, path, session, seconds=part)
            figures[f"{name} size"] = size / 1000
            figures[f"{name} queries"] = float(server.python(COUNT.format(session=session, path=path)))
    return figures


ROW = Row(
    number=8,
    title="pages that are open all day",
    run=run,
    goals=tuple(
        goal
        for name in PAGES
        for goal in (
            Goal(figure=f"{name} p50", unit="ms", bound=20),
            Goal(figure=f"{name} queries", unit="", bound=10),
            Goal(figure=f"{name} size", unit="kB", bound=100),
        )
    ),
)
