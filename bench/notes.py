"""Row 2: notes saved, each with its letter in the outbox in one durable commit, beside what the database does with bare commits."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.agency import running
from bench.figures import Figures, Goal, Row, percentile
from tests.running import ROOT

ON_POSTGRES = os.environ.get("DATABASE_URL", "").startswith("postgres")


def sqlite_commits(seconds: float) -> float:
    """Commits a second of one connection that inserts a row of 1 kB with `synchronous=FULL`."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "limit.sqlite3", isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE note (id integer PRIMARY KEY, text text)")
        text, count, start = "x" * 1000, 0, time.perf_counter()
        while time.perf_counter() < start + seconds:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO note (text) VALUES (?)", (text,))
            connection.execute("COMMIT")
            count += 1
        connection.close()
    return count / seconds


def pgbench(seconds: float) -> float:
    """Transactions a second of pgbench with 8 clients."""
    program = shutil.which("pgbench") or next((str(path) for path in Path("/usr/lib/postgresql").glob("*/bin/pgbench")), "pgbench")
    database = os.environ["DATABASE_URL"]
    subprocess.run([program, "--initialize", "--scale=10", "--quiet", database], check=True, capture_output=True)
    command = [program, "--client=8", "--jobs=2", f"--time={max(1, round(seconds))}", "--skip-some-updates", database]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"tps = ([\d.]+)", output)
    if found is None:
        raise SystemExit(f"bench: pgbench said\n{output}")
    return float(found[1])


def run(seconds: float) -> Figures:
    limit = pgbench(seconds) if ON_POSTGRES else sqlite_commits(seconds)
    with running() as server:
        server.stop()  # only the databases are needed
        writer = [sys.executable, "-m", "bench.note_writer", str(seconds)]
        done = subprocess.run(writer, check=True, cwd=ROOT, env=server.environment, capture_output=True, text=True)
    result = json.loads(done.stdout)
    return {"notes": result["rate"], "p99": percentile(result["latencies"], 99), "bare commits": limit}


GOALS = (
    (Goal(figure="notes", unit="a second", limit="bare commits", bound=0.2, at_least=True),)
    if ON_POSTGRES
    else (
        Goal(figure="notes", unit="a second", limit="bare commits", bound=0.3, at_least=True),
        Goal(figure="p99", unit="ms", bound=10),
    )
)
ROW = Row(number=2, title="notes saved by 8 operators at once, each with its letter in one durable commit", run=run, goals=GOALS)
