"""A tariff from a TOML file: every key is known, every mistake is named with its place, and none is guessed away.

docs/reference/tariff-format.md names all keys. Amounts are numbers of the currency ("price = 0.59") and are read exactly.
"""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal

from vorzimmer.domain.contracts import EndsAt, Notice, NoticeUnit, Terms
from vorzimmer.domain.hours import EVERY_DAY, HolidayRule, Window, window_problems
from vorzimmer.domain.money import MICRO, OUTSIDE_VAT, VatRate, cents
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.sentences import sentence
from vorzimmer.domain.tariff_parts import (
    VAT,
    Average,
    Billed,
    Charge,
    Condition,
    Credit,
    Flat,
    Free,
    Measuring,
    MinimumTurnover,
    Names,
    Per,
    Pool,
    Price,
    PriceRise,
    PriceStep,
    StepKind,
    Stepped,
    TariffVersion,
    Threshold,
    size,
)
from vorzimmer.domain.tariff_problems import Problem, TariffProblem, TariffRefused, problem
from vorzimmer.domain.tariff_tables import Table
from vorzimmer.domain.tariffs import problems
from vorzimmer.domain.usage import DestinationKind, Direction, UsageStatus

_WEEKDAYS: Mapping[str, int] = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_STATUSES: Mapping[str, UsageStatus] = {status.value or "ordinary": status for status in UsageStatus}
_DESTINATIONS: Mapping[str, DestinationKind] = {kind.value or "none": kind for kind in DestinationKind}
_DIRECTIONS: Mapping[str, Direction] = {direction.value: direction for direction in Direction}
_PERS: Mapping[str, Per] = {per.value: per for per in Per}
_BILLED: Mapping[str, Billed] = {billed.value: billed for billed in Billed}
_HOLIDAYS: Mapping[str, HolidayRule] = {rule.value: rule for rule in HolidayRule}
_ENDS: Mapping[str, EndsAt] = {end.value: end for end in EndsAt}
_INCREMENTS = re.compile(r"(\d{1,5})/(\d{1,5})")
_NOTICE = re.compile(r"(\d{1,3}) (day|week|month)s?")
_NO_VAT = "none"
_HUNDREDTHS = 100


def load(text: str, name: str = "") -> TariffVersion:
    """Read a tariff. Raises `TariffRefused` with everything that is wrong with it; `name` is that of the file, for its text."""
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise TariffRefused(name, (problem(TariffProblem.NO_TOML, "", "", detail=str(error)),)) from None
    found: list[Problem] = []
    tariff = _tariff(Table(data=data, part="", found=found))
    if not found:
        found.extend(problems(tariff))
    if found:
        raise TariffRefused(name, tuple(found))
    return tariff


def _tariff(table: Table) -> TariffVersion:
    windows = _windows(table)
    turnover, credit, terms, rise = (table.table(key) for key in ("minimum_turnover", "credit", "terms", "price_rise"))
    tariff = TariffVersion(
        key=table.text("key"),
        name=_names(table),
        valid_from=table.day("valid_from"),
        valid_until=table.day_or_none("valid_until"),
        currency=table.text("currency", "EUR"),
        source=table.text("source", ""),
        free=frozenset(table.texts("free")),
        not_offered=frozenset(table.texts("not_offered")),
        cuts=table.flag("cuts_at_windows"),
        minimum_turnover=_turnover(turnover) if turnover.data else None,
        credit=_credit(credit),
        terms=_terms(terms) if terms.data else None,
        price_rise=_price_rise(rise) if rise.data else None,
        pools=tuple(_pool(each) for each in table.tables("pool")),
        charges=tuple(_charge(each, windows) for each in table.tables("charge")),
    )
    table.done()
    return tariff


def _names(table: Table) -> Names:
    names = table.table("name", required=True)
    if not names.data:
        return Names(de="", en="")
    read = Names(de=names.text("de"), en=names.text("en"))
    names.done()
    return read


def _windows(table: Table) -> dict[str, Window]:
    windows: dict[str, Window] = {}
    for each in table.tables("window"):
        key = each.text("key")
        weekdays = each.words("weekdays", _WEEKDAYS)
        start, end = each.clock("start"), each.clock("end")
        on_holidays = each.word("holidays", _HOLIDAYS, HolidayRule.AS_USUAL)
        each.done()
        wrong = window_problems(EVERY_DAY if weekdays is None else weekdays, start, end)
        for one in wrong:
            each.wrong(TariffProblem.IMPOSSIBLE_WINDOW, "end", detail=one.value)
        if key in windows:
            each.wrong(TariffProblem.TWICE, "key")
        if not wrong:
            windows[key] = Window(weekdays=EVERY_DAY if weekdays is None else weekdays, start=start, end=end, on_holidays=on_holidays)
    return windows


def _turnover(table: Table) -> MinimumTurnover:
    turnover = MinimumTurnover(
        name=_names(table),
        micro=table.amount("amount"),
        of=frozenset(table.texts("of", required=True)),
        prorated=table.flag("prorated"),
        vat=_vat(table),
    )
    table.done()
    return turnover


def _credit(table: Table) -> Credit:
    limit, prepaid, refill_below = (table.amount_or_none(key) for key in ("limit", "prepaid", "refill_below"))
    table.done()
    return Credit(
        limit=None if limit is None else cents(limit),
        prepaid=None if prepaid is None else cents(prepaid),
        refill_below=None if refill_below is None else cents(refill_below),
    )


def _terms(table: Table) -> Terms:
    text = table.text("notice")
    match = _NOTICE.fullmatch(text)
    if match is None and text:
        table.wrong(TariffProblem.WRONG_KIND, "notice", found=f'"{text}"', wanted=sentence(_('a period, as in "2 weeks"')))
    number, unit = (int(match[1]), match[2]) if match else (0, "day")
    terms = Terms(
        minimum_months=table.number("minimum_months", 0),
        notice=Notice(number=number, unit=NoticeUnit(f"{unit}s")),
        to=table.word("to", _ENDS, EndsAt.ANY_DAY),
        renews_months=table.number("renews_months", 0),
    )
    table.done()
    return terms


def _price_rise(table: Table) -> PriceRise:
    rise = PriceRise(rate=table.amount("percent") * _HUNDREDTHS // MICRO, months=table.number("months"))
    table.done()
    return rise


def _pool(table: Table) -> Pool:
    per = table.word("per", _PERS)
    pool = Pool(
        key=table.text("key"),
        name=_names(table),
        quantity=table.number("quantity") * size(per),
        per=per,
        rollover=table.number("rollover_periods", 0),
        prorated=table.flag("prorated"),
    )
    table.done()
    return pool


def _charge(table: Table, windows: Mapping[str, Window]) -> Charge:
    per = table.word("per", _PERS)
    charge = Charge(
        key=table.text("key"),
        name=_names(table),
        meters=frozenset(table.texts("meters")),
        per=per,
        price=_price(table, per),
        when=_condition(table.table("when"), windows),
        measuring=_measuring(table.table("measure")),
        free=_free(table.table("free"), per),
        pool=table.text("pool", ""),
        minimum_units=table.number("minimum_units", 0) * size(per),
        minimum=table.amount("minimum", 0),
        maximum=table.amount_or_none("maximum"),
        billed=table.word("billed", _BILLED, Billed.IN_ARREARS),
        prorated=table.flag("prorated"),
        addition=table.flag("addition"),
        vat=_vat(table),
        account=table.text("account", ""),
    )
    table.done()
    return charge


def _price(table: Table, per: Per) -> Price:
    if not isinstance(table.data.get("price"), dict):
        return Flat(micro=table.amount("price"))
    price = table.table("price")
    if "average_of" in price.data:
        average = Average(of=price.text("average_of"))
        price.done()
        return average
    kind = StepKind.VOLUME if StepKind.VOLUME.value in price.data else StepKind.GRADUATED
    steps = []
    for each in price.tables(kind.value, named=False):
        up_to = each.number_or_none("up_to")
        steps.append(PriceStep(up_to=None if up_to is None else up_to * size(per), micro=each.amount("price")))
        each.done()
    price.asked.extend([StepKind.GRADUATED.value, StepKind.VOLUME.value, "average_of"])
    for key in [key for key in price.data if key != kind.value]:
        price.wrong(TariffProblem.UNKNOWN_KEY, key, known="graduated, volume, average_of, and one of them alone")
    return Stepped(kind=kind, steps=tuple(steps))


def _condition(table: Table, windows: Mapping[str, Window]) -> Condition:
    condition = Condition(
        statuses=table.words("statuses", _STATUSES),
        destinations=table.words("destinations", _DESTINATIONS),
        directions=table.words("directions", _DIRECTIONS),
        windows=_named(table, "windows", windows),
        outside=_named(table, "outside", windows),
        threshold=_threshold(table),
    )
    table.done()
    return condition


def _named(table: Table, key: str, windows: Mapping[str, Window]) -> tuple[Window, ...]:
    names = table.texts(key)
    for name in names:
        if name not in windows:
            table.wrong(TariffProblem.UNKNOWN_WINDOW, key, found=name, known=", ".join(windows) or "none")
    return tuple(windows[name] for name in names if name in windows)


def _threshold(table: Table) -> Threshold | None:
    at_least, below = table.number("from_seconds", 0), table.number_or_none("below_seconds")
    meters = frozenset(table.texts("of", required="from_seconds" in table.data or "below_seconds" in table.data))
    return Threshold(meters=meters, at_least=at_least, below=below) if at_least or below is not None or meters else None


def _measuring(table: Table) -> Measuring:
    text = table.text("increments", "1/1")
    match = _INCREMENTS.fullmatch(text)
    if match is None:
        table.wrong(TariffProblem.NO_INCREMENTS, "increments", found=text)
    caps = table.table("caps")
    measuring = Measuring(
        first=int(match[1]) if match else 1,
        next=int(match[2]) if match else 1,
        added=table.number("added_seconds", 0),
        at_most=table.number_or_none("at_most"),
        caps=tuple((meter, caps.number(meter)) for meter in sorted(caps.data)),
    )
    table.done()
    return measuring


def _free(table: Table, per: Per) -> Free:
    free = Free(
        statuses=table.words("statuses", _STATUSES) or frozenset(),
        short=_threshold(table),
        first=table.number("first", 0) * size(per),
    )
    table.done()
    return free


def _vat(table: Table) -> VatRate:
    """Read a rate: percent, or "none" for what is no consideration for a supply."""
    if table.data.get("vat") == _NO_VAT:
        table.text("vat")
        return OUTSIDE_VAT
    rate = table.amount_or_none("vat")
    return VAT if rate is None else rate * _HUNDREDTHS // MICRO
