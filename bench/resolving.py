"""Row 9: which instructions count in a call, decided beside reading and opening the same orders without deciding anything."""

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
        reader = [sys.executable, "-m", "bench.orders_reader", str(seconds)]
        done = subprocess.run(reader, check=True, cwd=ROOT, env=server.environment, capture_output=True, text=True)
    result = json.loads(done.stdout)
    times = result["times"]
    return {
        "resolve p50": median(times["resolve"]),
        "resolve p99": percentile(times["resolve"], 99),
        "remembered p50": median(times["resolve remembered"]),
        "read and open": median(times["read and open"]),
        "queries": float(result["queries"]),
    }


ROW = Row(
    number=9,
    title="instructions that count in a call: 1,000 customers with 20 each, for a person and a kind of call",
    run=run,
    goals=(
        Goal(figure="resolve p50", unit="ms", bound=1),
        Goal(figure="resolve p50", unit="ms", limit="read and open", bound=1),
        Goal(figure="remembered p50", unit="ms", limit="read and open", bound=0.5),
        Goal(figure="queries", unit="", bound=2),
    ),
)
