"""Statements for the tests: where the samples are, reading one, and how one is refused."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from vorzimmer.billing.bank_files import StatementRefused, read_statement

SAMPLES = Path(__file__).parent / "samples"
BROKEN = SAMPLES / "broken"
SCHEMAS = Path(__file__).parents[1] / "vendor" / "iso20022"
OWN = "DE89370400440532013000"
DAY = date(2026, 11, 16)
GOOD = sorted(path.name for path in SAMPLES.glob("*.*"))


def sample(name):
    return (SAMPLES / name).read_bytes()


def read(name):
    return read_statement(sample(name), name)


def refused(data, name="file"):
    with pytest.raises(StatementRefused) as caught:
        read_statement(data, name)
    return str(caught.value)


def told(statement):
    return [str(problem) for problem in statement.problems]


def packed(*names, extra=()):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, sample(name))
        for name, content in extra:
            archive.writestr(name, content)
    return buffer.getvalue()
