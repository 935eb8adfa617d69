"""A rated period as data for programs: amounts in cents and in millionths, every step, and on demand every call."""

from collections import Counter
from typing import Any

from vorzimmer.domain.rating import digest, explain, free_rows
from vorzimmer.domain.statements import Digest, Line, Part, Statement
from vorzimmer.domain.usage import UsageRow

Data = dict[str, Any]


def as_data(statement: Statement, *, explained: bool = False) -> Data:
    """Write a statement; `explained` with the rows behind every amount. docs/reference/usage-csv.md names the keys."""
    free: Counter[str] = Counter()
    rows = free_rows(statement)
    for row in rows:
        free[row.meter] += row.quantity
    return {
        "tariff": statement.tariff,
        "currency": statement.currency,
        "period": {"first": statement.period.first.isoformat(), "last": statement.period.last.isoformat()},
        "rows": statement.rows,
        "lines": [_line(line, explained=explained) for line in statement.lines],
        "pools": [
            {"pool": pool.key, "included": pool.included, "carried": pool.carried, "used": pool.used, "carries": list(pool.carries)}
            for pool in statement.pools
        ],
        "free": dict(sorted(free.items())),
        **({"free_rows": [_row(row) for row in rows]} if explained else {}),
        "net_cents": statement.net,
        "vat": [{"rate": each.rate, "net_cents": each.net, "vat_cents": each.vat} for each in statement.vat],
        "gross_cents": statement.gross,
        "digest": _digest(digest(statement)),
    }


def _line(line: Line, *, explained: bool) -> Data:
    return {
        "charge": line.key,
        "name": {"de": line.name.de, "en": line.name.en},
        "account": line.account,
        "billed": line.billed.value,
        "per": line.per.value,
        "size": line.size,
        "calls": line.calls,
        "measured": line.measured,
        "free": line.free,
        "included": line.included,
        "charged": line.charged,
        "steps": [{"step": step.kind.value, "units": step.units, "micro": step.micro, "per": step.per} for step in line.steps],
        "exact": f"{line.numerator}/{line.denominator}",
        "micro": line.micro,
        "cents": line.cents,
        "vat_rate": line.vat,
        "digest": _digest(digest(line)),
        **({"parts": [_part(part, line) for part in explain(line)]} if explained else {}),
    }


def _part(part: Part, line: Line) -> Data:
    return {
        "call_id": part.ref,
        "at": part.at.isoformat(),
        "quantity": part.quantity,
        "counted": part.counted,
        "measured": part.measured,
        "free": part.free,
        "free_because": part.free_because.value if part.free_because else None,
        "included": part.included,
        "charged": part.charged,
        "exact": f"{part.numerator}/{line.denominator}",
        "rows": [_row(row) for row in part.rows],
    }


def _row(row: UsageRow) -> Data:
    return {
        "call_id": row.ref,
        "meter": row.meter,
        "quantity": row.quantity,
        "unit": str(row.unit),
        "started_at": row.started_at.isoformat(),
        "direction": str(row.direction),
        "destination_kind": str(row.destination_kind),
        "status": str(row.status),
    }


def _digest(made: Digest) -> Data:
    return {"tariff": made.tariff, "rows": made.rows, "quantity": made.quantity, "sha256": made.sha256}
