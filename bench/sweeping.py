"""Row 5: notes of ended contracts erased by the sweep (SQLite), beside hand-written SQL that erases as many in batches of the same size."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figures, Goal, Row
from tests.running import ROOT, RunningServer

NOTES = int(os.environ.get("BENCH_NOTES", "1000000"))
"""Notes in the table, three in a hundred of which are due; 10 million with BENCH_NOTES=10000000."""


def run(_seconds: float) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir(mode=0o700)
        server = RunningServer(home, environment={})
        server.run("migrate")  # only the databases are needed
        sweeper = [sys.executable, "-m", "bench.note_sweeper", str(NOTES)]
        done = subprocess.run(sweeper, check=True, cwd=ROOT, env=server.environment, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout)
    return {"notes": found["sweep"], "hand-written SQL": found["by hand"], "memory": found["memory"]}


GOALS = (
    Goal(figure="notes", unit="a second", limit="hand-written SQL", bound=0.95, at_least=True),
    Goal(figure="memory", unit="MB more", bound=20),
)
ROW = Row(number=5, title=f"notes erased at the end of a contract, 3 % of {NOTES:,}", run=run, goals=GOALS)
