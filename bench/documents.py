"""Row 4: invoices of 12 lines as XML and PDF/A-3 with all checks, beside typst that only sets the same pages as plain PDF."""

import json
import os
import subprocess
import sys

from bench.figures import Figures, Goal, Row
from tests.running import ROOT

MOST_DOCUMENTS = 2_000
DOCUMENTS_A_SECOND = 40
"""So many documents for each second of the wanted length, up to all."""


def run(seconds: float) -> Figures:
    count = min(MOST_DOCUMENTS, int(seconds * DOCUMENTS_A_SECOND))
    writer = [sys.executable, "-m", "bench.document_writer", str(count)]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(writer, check=True, cwd=ROOT, env=environment, capture_output=True, text=True)
    figures: Figures = json.loads(done.stdout)
    return figures


ROW = Row(
    number=4,
    title="invoices of 12 lines as XML and PDF/A-3, on one core",
    run=run,
    goals=(
        Goal(figure="written", unit="documents/s", limit="typst alone", bound=0.6, at_least=True),
        Goal(figure="2,000 documents", unit="s", bound=20),
        Goal(figure="memory", unit="MB more", bound=64),
    ),
)
