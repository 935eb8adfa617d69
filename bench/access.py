"""Row 6: everything that is held about one person is gathered, beside the bare statements that this needs."""

import json
import subprocess
import sys
from statistics import median

from bench.agency import running
from bench.figures import Figures, Goal, Row, percentile
from tests.running import ROOT


def run(seconds: float) -> Figures:
    with running() as server:
        server.stop()  # only the databases are needed
        reader = [sys.executable, "-m", "bench.access_reader", str(seconds)]
        done = subprocess.run(reader, check=True, cwd=ROOT, env=server.environment, capture_output=True, text=True)
    times = json.loads(done.stdout)["times"]
    return {
        "gather p50": median(times["gather"]),
        "gather p99": percentile(times["gather"], 99),
        "raw p50": median(times["raw"]),
    }


ROW = Row(
    number=6,
    title="subject access: all about one of 1,000 customers, with 50 calls and notes, without packing",
    run=run,
    goals=(Goal(figure="gather p50", unit="ms", bound=10), Goal(figure="gather p50", unit="ms", limit="raw p50", bound=20)),
)
