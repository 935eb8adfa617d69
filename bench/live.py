"""Row 1: from the telephone system's message to a thousand operators' screens, beside a hub that does nothing else."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bench.agency import running
from bench.figures import Figures, Goal, Row, percentile
from tests.running import ROOT, free_port

TEAMS = 100
OPERATORS = 10
"""In each team."""
RATE = 150
"""Messages of the telephone system a second."""
WARM_UP = 2
"""Seconds at the same rate that do not count: threads open their connections, code runs for the first time."""
TOKEN = "bench"

SEED = f"""
from datetime import UTC, datetime
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from vorzimmer.accounts.models import User
from vorzimmer.customers.models import Customer, DialIn, Team
from vorzimmer.privacy.models import Connection
at = datetime.now(UTC)
Connection.objects.create(kind="telephony", host="cti", standing="own", reason="bench", declared_at=at)
with transaction.atomic():
    for number in range({TEAMS}):
        team = Team.objects.create(name=f"Team {{number}}")
        names = dict(name=f"Kunde {{number}}", short_name=f"K {{number}}")
        customer = Customer.objects.create(number=f"K-{{number}}", team=team, since=at, **names)
        DialIn.objects.create(customer=customer, number=f"+493023125{{number:03d}}")
        for place in range({OPERATORS}):
            user = User.objects.create(email=f"o{{number}}-{{place}}@agency.example", name="Operator", role="operator", password="!")
            team.members.add(user)
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
            print(number, session.session_key)
"""


def resident_kilobytes(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(*, pid: int, port: int, listeners: list[dict[str, object]], posts: list[tuple[int, str, str]]) -> Figures:
    """Let all listen, then post; returns latencies in milliseconds, memory in kB per connection, and what was lost."""
    before = resident_kilobytes(pid)
    plan = {"port": port, "listeners": listeners, "posts": posts, "rate": RATE, "warm_up": WARM_UP * RATE}
    with subprocess.Popen(
        [sys.executable, "-m", "bench.live_client"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(json.dumps(plan) + "\n")
        client.stdin.flush()
        if client.stdout.readline() != "connected\n":
            raise SystemExit("bench: the listeners could not connect")
        time.sleep(1)
        memory = (resident_kilobytes(pid) - before) / len(listeners)
        busy = processor_seconds(pid)
        client.stdin.write("go\n")
        client.stdin.flush()
        result = json.loads(client.stdout.readline())
        busy = processor_seconds(pid) - busy
    if result["refused"]:
        raise SystemExit(f"bench: {result['refused']} posts were refused")
    latencies = result["latencies"]
    return {
        "p50": percentile(latencies, 50),
        "p99": percentile(latencies, 99),
        "memory": memory,
        "processor ms an event": 1000 * busy / len(posts),
        "lost": result["expected"] - result["received"],
    }


def turns(seconds: float) -> Iterator[tuple[int, int]]:
    """Team by team, call by call: (number of the message, team)."""
    for number in range(round((seconds + WARM_UP) * RATE)):
        yield number, number % TEAMS


@contextmanager
def bare_hub() -> Iterator[tuple[int, int]]:
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "bench.bare_hub", str(port)], cwd=ROOT)
    try:
        for _ in range(100):
            try:
                httpx.post(f"http://127.0.0.1:{port}/say?none")
                break
            except httpx.ConnectError:
                time.sleep(0.05)
        yield process.pid, port
    finally:
        process.kill()
        process.wait()


def limit(seconds: float) -> Figures:
    listeners: list[dict[str, object]] = [
        {"path": f"/live?team={team}", "cookie": "vorzimmer=0", "team": team} for team in range(TEAMS) for _ in range(OPERATORS)
    ]
    posts = [(team, f"/say?team={team}", message(number, team)) for number, team in turns(seconds)]
    with bare_hub() as (pid, port):
        return load(pid=pid, port=port, listeners=listeners, posts=posts)


def message(number: int, team: int) -> str:
    """What the telephone system posts: a call to the team's customer comes in, and the next time round it ends."""
    turn, ends = divmod(number // TEAMS, 2)
    call = {"event": "hangup" if ends else "newCall", "callId": f"call-{team}-{turn}", "direction": "in", "cause": "cancel"}
    return json.dumps({**call, "from": f"4917139200{number % 100:02d}", "to": f"493023125{team:03d}"})


def program(seconds: float) -> Figures:
    with running({"CTI_TOKEN": TOKEN}) as server:
        sessions = [line.split() for line in server.python(SEED).splitlines()]
        listeners: list[dict[str, object]] = [
            {"path": "/live", "cookie": f"vorzimmer={session}", "team": int(team)} for team, session in sessions
        ]
        address = f"/api/telephony/cti/{TOKEN}/"
        for team in range(TEAMS):  # the keys of the month are made, and all code has run once
            body = json.dumps({"event": "newCall", "callId": f"warm-{team}", "direction": "in", "to": f"493023125{team:03d}"})
            httpx.post(server.url + address, content=body, headers={"Content-Type": "application/json"}).raise_for_status()
        time.sleep(11)  # what happened a moment ago would be told to every new listener
        posts = [(team, address, message(number, team)) for number, team in turns(seconds)]
        return load(pid=server.pid, port=server.port, listeners=listeners, posts=posts)


def run(seconds: float) -> Figures:
    bare = {f"bare {name}": value for name, value in limit(seconds).items()}
    return {**program(seconds), **bare}


ROW = Row(
    number=1,
    title=f"call event to the screens of {TEAMS * OPERATORS} operators, {RATE} events a second",
    run=run,
    goals=(
        Goal(figure="p50", unit="ms", limit="bare p50", bound=6),
        Goal(figure="p99", unit="ms", bound=30),
        Goal(figure="memory", unit="kB a connection", bound=15),
        Goal(figure="lost", unit="", bound=0),
    ),
)
