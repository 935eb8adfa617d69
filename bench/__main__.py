"""`python -m bench`: measure all rows, or those that are named; 1 when a goal was missed."""

import argparse
import json
import os
import platform
import sqlite3
import sys
from pathlib import Path

from bench import access, documents, forms, live, notes, pages, rating, resolving, sweeping, website
from bench.figures import HEAD, Result, as_json, table

ROWS = (live.ROW, notes.ROW, rating.ROW, documents.ROW, sweeping.ROW, access.ROW, pages.ROW, resolving.ROW, website.ROW, forms.ROW)


def machine() -> dict[str, object]:
    """What the figures depend on."""
    model = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    return {
        "cpu": model[0] if model else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": memory,
        "system": platform.platform(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "database": os.environ.get("DATABASE_URL", "SQLite").partition(":")[0],
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, choices=[[], *(row.number for row in ROWS)], help="rows to measure (default: all)")
    parser.add_argument("--runs", type=int, default=5, help="runs of each row; the median counts (default: 5)")
    parser.add_argument("--seconds", type=float, default=10, help="length of a load (default: 10)")
    parser.add_argument("--json", action="store_true", help="print all figures as JSON instead")
    arguments = parser.parse_args()
    out = sys.stderr if arguments.json else sys.stdout
    print(" · ".join(f"{name} {value}" for name, value in machine().items()), file=out)
    print(HEAD, file=out)
    results = []
    for row in ROWS:
        if not arguments.rows or row.number in arguments.rows:
            results.append(Result(row=row, runs=[row.run(arguments.seconds) for _ in range(arguments.runs)]))
            print(table(results[-1]), file=out, flush=True)
    if arguments.json:
        print(json.dumps(as_json(results, machine()), indent=2))
    return 0 if all(result.is_good for result in results) else 1


sys.exit(main())
