"""Rates files, without a database: a tariff, usage, and what it costs, as a person or a program reads it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

from vorzimmer.billing.wording import made, named, quantity
from vorzimmer.customers.holidays import holidays_of
from vorzimmer.domain.days import berlin_date, end_of_month
from vorzimmer.domain.money import written
from vorzimmer.domain.rating import rate
from vorzimmer.domain.statements import ContractFacts, Period, Statement, UsageRefused
from vorzimmer.domain.tariff_files import load
from vorzimmer.domain.tariff_parts import TariffVersion
from vorzimmer.domain.tariffs import TariffRefused
from vorzimmer.domain.usage import UsageRow
from vorzimmer.domain.usage_csv import UsageFileRefused, read_usage
from vorzimmer.domain.written_statements import as_data

_HUNDRED = 100


class FileRefused(Exception):
    """Nothing was done. One line for each thing that is wrong."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Usage of one billing period; `left_out` counts the rows of other times."""

    period: Period
    rows: tuple[UsageRow, ...]
    left_out: int


def read_text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is no text in UTF-8")
        raise FileRefused([_("%(file)s cannot be read: %(reason)s.") % {"file": path, "reason": reason}]) from None


def read_tariffs(paths: Sequence[Path]) -> list[TariffVersion]:
    """Read tariffs. Raises `FileRefused` with what is wrong with any of them."""
    tariffs: list[TariffVersion] = []
    wrong: list[str] = []
    for path in paths:
        try:
            tariffs.append(load(read_text(path), path.name))
        except FileRefused as refused:
            wrong += refused.lines
        except TariffRefused as refused:
            wrong += [f"{path}: {each.where}{each.says.said(gettext)}" for each in refused.problems]
    if wrong:
        raise FileRefused(wrong)
    return tariffs


def _days_of_month(at: datetime) -> int:
    return end_of_month(berlin_date(at)).day


def read_month(paths: Sequence[Path], period: Period | None) -> Month:
    """Read the usage of a period from files that belong together. Without a period it is the month in which all rows lie."""
    rows: list[UsageRow] = []
    wrong: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        try:
            rows += read_usage(read_text(path), str(path), days=_days_of_month, seen=seen)
        except FileRefused as refused:
            wrong += refused.lines
        except UsageFileRefused as refused:
            place = _("%(file)s, line %(line)d, column %(column)s: ")
            wrong += [
                place % {"file": each.file, "line": each.line, "column": each.column} + each.says.said(gettext) for each in refused.problems
            ]
    if wrong:
        raise FileRefused(wrong)
    period = period or _only_month(rows)
    taken = tuple(row for row in rows if period.start <= row.started_at < period.end)
    return Month(period=period, rows=taken, left_out=len(rows) - len(taken))


def _only_month(rows: Sequence[UsageRow]) -> Period:
    months = sorted({f"{berlin_date(row.started_at):%Y-%m}" for row in rows})
    if len(months) != 1:
        found = ", ".join(months) or _("no row")
        raise FileRefused([_("Which month is meant? There is usage of: %(months)s. Use --period, as in 2026-10.") % {"months": found}])
    return Period.month(months[0])


def facts_of(period: Period, *, land: str, begins_on: date | None, ends_on: date | None) -> ContractFacts:
    """Say what is known of the contract without a database."""
    return ContractFacts(begins_on=begins_on, ends_on=ends_on, holidays=holidays_of(land, period.first.year))


def rated(tariff: TariffVersion, month: Month, facts: ContractFacts) -> Statement:
    """Rate a month. Raises `FileRefused` where the tariff does not cover all usage."""
    try:
        return rate(tariff, month.rows, month.period, facts)
    except UsageRefused as refused:
        raise FileRefused([_refusal(refused)]) from None


def _refusal(refused: UsageRefused) -> str:
    if not refused.not_covered:
        return str(refused)
    meters = ", ".join(refused.not_covered)
    return _("No charge of %(tariff)s covers: %(meters)s. Nothing was rated.") % {"tariff": refused.tariff, "meters": meters}


def written_json(statement: Statement, month: Month, *, explained: bool) -> str:
    data = as_data(statement, explained=explained) | {"left_out": month.left_out}
    return json.dumps(data, indent=2, ensure_ascii=False)


def written_text(statement: Statement, month: Month) -> str:
    """Write a statement as a table."""
    period, money = statement.period, statement.currency
    rows = ngettext("%(count)d row", "%(count)d rows", statement.rows) % {"count": statement.rows}
    lines = [f"{statement.tariff} · {period.first} – {period.last} · {rows}"]
    if month.left_out:
        left_out = ngettext(
            "%(count)d row lies outside of the period and was left out.",
            "%(count)d rows lie outside of the period and were left out.",
            month.left_out,
        )
        lines.append(left_out % {"count": month.left_out})
    lines += [f"  {named(line.name):<52} {made(line):<44} {written(line.cents):>12} {money}" for line in statement.lines]
    sums = [(_("Net"), statement.net)]
    sums += [
        (_("VAT %(percent)s %%") % {"percent": quantity(each.rate, _HUNDRED)}, each.vat) for each in statement.vat if each.rate is not None
    ]
    sums.append((_("Gross"), statement.gross))
    lines += [f"  {what:<97} {written(amount):>12} {money}" for what, amount in sums]
    return "\n".join(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a month costs under one tariff, or why it cannot be had (`lacks`: the meters that it does not offer)."""

    tariff: TariffVersion
    statement: Statement | None
    lacks: tuple[str, ...] = ()
    is_cheapest: bool = False


def compared(tariffs: Sequence[TariffVersion], month: Month, facts: ContractFacts) -> list[Offer]:
    """Rate a month under each tariff, in their order; the cheapest of each currency is marked."""
    offers = []
    for tariff in tariffs:
        try:
            offers.append(Offer(tariff=tariff, statement=rate(tariff, month.rows, month.period, facts)))
        except UsageRefused as refused:
            if not refused.not_covered:
                raise FileRefused([str(refused)]) from None
            offers.append(Offer(tariff=tariff, statement=None, lacks=refused.not_covered))
    least: dict[str, int] = {}
    for offer in offers:
        if offer.statement is not None:
            least[offer.tariff.currency] = min(offer.statement.net, least.get(offer.tariff.currency, offer.statement.net))
    return [
        Offer(
            tariff=offer.tariff,
            statement=offer.statement,
            lacks=offer.lacks,
            is_cheapest=offer.statement is not None and offer.statement.net == least[offer.tariff.currency],
        )
        for offer in offers
    ]


def compared_text(offers: Sequence[Offer]) -> str:
    lines = []
    for offer in offers:
        mark = "*" if offer.is_cheapest else " "
        if offer.statement is None:
            said = _("does not offer: %(meters)s") % {"meters": ", ".join(offer.lacks)}
        else:
            said = f"{written(offer.statement.net):>12} {offer.tariff.currency}"
            said += "  " + _("cheapest") if offer.is_cheapest else ""
        lines.append(f"{mark} {offer.tariff.version:<40} {said}")
    return "\n".join(lines)


def compared_json(offers: Sequence[Offer]) -> str:
    data = [
        {
            "tariff": offer.tariff.version,
            "currency": offer.tariff.currency,
            "net_cents": None if offer.statement is None else offer.statement.net,
            "not_offered": list(offer.lacks),
            "cheapest": offer.is_cheapest,
        }
        for offer in offers
    ]
    return json.dumps(data, indent=2)
