"""Usage and tariffs to rate: calls written in one line, and random tariffs that make sense."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from vorzimmer.domain.days import BERLIN, NO_HOLIDAYS
from vorzimmer.domain.hours import HolidayRule, Window
from vorzimmer.domain.statements import ContractFacts, Period
from vorzimmer.domain.tariff_parts import (
    Average,
    Charge,
    Condition,
    Flat,
    Free,
    Measuring,
    MinimumTurnover,
    Names,
    Per,
    Pool,
    PriceStep,
    StepKind,
    Stepped,
    TariffVersion,
    Threshold,
    size,
)
from vorzimmer.domain.usage import DestinationKind, UsageMeter, UsageRow, UsageStatus, unit_of

OCTOBER = Period.month("2026-10")
METERS = frozenset(meter.value for meter in UsageMeter)
HOLIDAYS = {date(2026, 10, 3): "Tag der Deutschen Einheit", date(2026, 10, 31): "Reformationstag"}


def at(text):
    """A moment of October 2026 by the clock in Berlin: "5 08:12" or "5 08:12:30"."""
    day, clock = text.split()
    return datetime.combine(date(2026, 10, int(day)), time.fromisoformat(clock), BERLIN).astimezone(UTC)


def row(ref, meter, quantity=1, when="5 09:00", **more):
    return UsageRow(ref, meter, quantity, unit_of(meter).value, at(when), **more)


def call(ref, when="5 09:00", *, status="", **times):
    """An accepted call with its times in seconds."""
    rows = [row(ref, "call", 1, when, status=status)]
    return rows + [row(ref, meter, seconds, when, status=status) for meter, seconds in times.items()]


def name(text):
    return Names(de=text, en=text)


def charge(key, meters, per, price, **more):
    price = Flat(micro=price) if isinstance(price, int) else price
    return Charge(key=key, name=name(key), meters=frozenset(meters), per=per, price=price, **more)


def tariff(*charges, free=None, **more):
    """A tariff; whatever no charge reads is free unless something else is said."""
    priced = frozenset(meter for each in charges if not each.addition for meter in each.meters)
    free = METERS - priced - more.get("not_offered", frozenset()) if free is None else frozenset(free)
    return TariffVersion(key="test", name=name("test"), valid_from=date(2026, 1, 1), charges=charges, free=free, **more)


# --- random ones --------------------------------------------------------------------------------------------------------

NIGHT = Window(start=time(20), end=time(8))
SUNDAY = Window(weekdays=frozenset({6}))
HOLIDAY = Window(on_holidays=HolidayRule.ONLY)
MORNING = Window(weekdays=frozenset({0, 1, 2, 3, 4}), start=time(8), end=time(12, 30), on_holidays=HolidayRule.NOT)

micros = st.sampled_from([0, 1, 333_333, 590_000, 890_000, 1_000_000, 2_500_000])


@st.composite
def prices(draw, per, *, falls=True):
    if draw(st.booleans()):
        return Flat(micro=draw(micros))
    kind = draw(st.sampled_from(StepKind))
    ends = sorted(draw(st.sets(st.integers(1, 8), min_size=1, max_size=2)))
    amounts = [draw(micros) for _ in range(len(ends) + 1)]
    if not falls and kind is StepKind.VOLUME:
        amounts.sort()
    steps = [PriceStep(up_to=up_to and up_to * size(per), micro=micro) for up_to, micro in zip([*ends, None], amounts, strict=True)]
    return Stepped(kind=kind, steps=tuple(steps))


@st.composite
def measurings(draw, meters, per):
    caps = tuple((meter, draw(st.integers(0, 90))) for meter in sorted(meters) if draw(st.integers(0, 4)) == 0)
    at_most = draw(st.none() | st.integers(1, 200))
    if per is Per.PIECE:
        return Measuring(at_most=at_most, caps=caps)
    first, following = draw(st.sampled_from([(1, 1), (60, 60), (60, 1), (30, 30), (6, 6), (30, 6)]))
    return Measuring(first=first, next=following, added=draw(st.sampled_from([0, 0, 30, 60])), at_most=at_most, caps=caps)


@st.composite
def frees(draw, per):
    statuses = draw(st.sets(st.sampled_from([UsageStatus.SPAM, UsageStatus.ADVERTISING]), max_size=2))
    below = draw(st.none() | st.integers(1, 40))
    meters = draw(st.sampled_from([frozenset({"talk"}), frozenset({"talk", "wrap_up"})]))
    short = None if below is None else Threshold(meters=meters, below=below)
    return Free(statuses=frozenset(statuses), short=short, first=draw(st.integers(0, 3)) * size(per))


def _halves(seconds):
    """Pairs of conditions of which exactly one holds."""
    mobile = frozenset({DestinationKind.MOBILE})
    spam = frozenset({UsageStatus.SPAM, UsageStatus.SILENT})
    talk = frozenset({"talk"})
    return [
        (Condition(windows=(NIGHT, SUNDAY)), Condition(outside=(NIGHT, SUNDAY))),
        (Condition(windows=(HOLIDAY,)), Condition(outside=(HOLIDAY,))),
        (Condition(windows=(MORNING,)), Condition(outside=(MORNING,))),
        (Condition(destinations=mobile), Condition(destinations=frozenset(DestinationKind) - mobile)),
        (Condition(statuses=spam), Condition(statuses=frozenset(UsageStatus) - spam)),
        (Condition(threshold=Threshold(meters=talk, at_least=seconds)), Condition(threshold=Threshold(meters=talk, below=seconds))),
    ]


@st.composite
def charges_of(draw, meters, per, *, pool, tame):
    """One charge, or two that part the usage between them, and perhaps an addition; all are named after their first meter."""
    key = min(meters)
    halves = _halves(draw(st.integers(1, 60)))
    conditions = draw(st.sampled_from([(Condition(),), *(halves[:-1] if tame else halves)]))
    made = []
    for number, when in enumerate(conditions):
        minimum = draw(st.sampled_from([0, 0, 5_000_000]))
        made.append(
            charge(
                f"{key}{number}",
                meters,
                per,
                draw(prices(per, falls=not tame)),
                when=when,
                measuring=draw(measurings(meters, per)),
                free=draw(frees(per)),
                pool=draw(st.sampled_from(["", pool])),
                minimum_units=draw(st.sampled_from([0, 0, 4])) * size(per),
                minimum=minimum,
                maximum=draw(st.none() | st.integers(minimum, 20_000_000)),
                prorated=draw(st.booleans()),
            )
        )
    if draw(st.integers(0, 3)) == 0:
        when = draw(st.sampled_from([Condition(windows=(NIGHT,)), Condition(windows=(HOLIDAY,)), Condition(outside=(MORNING,))]))
        made.append(charge(f"{key}_extra", meters, per, draw(micros), when=when, addition=True))
    return made


@st.composite
def tariffs(draw, *, tame=False):
    """A tariff that makes sense. Tame: no price falls with the length of a call or the number of units."""
    per = draw(st.sampled_from([Per.SECOND, Per.MINUTE]))
    times = draw(st.sampled_from([{"talk"}, {"talk", "wrap_up"}, {"talk", "wrap_up", "patched"}]))
    made = [charge("fee", (), Per.MONTH, draw(micros) * 10, prorated=draw(st.booleans()))]
    made += draw(charges_of({"call"}, Per.PIECE, pool="calls", tame=tame))
    made += draw(charges_of(times, per, pool="seconds", tame=tame))
    made += draw(charges_of({"sms", "email"}, Per.PIECE, pool="calls", tame=tame))
    made.append(charge("option", {"option_sms"}, Per.MONTH, draw(micros), prorated=draw(st.booleans())))
    if draw(st.booleans()):
        made.append(charge("average", {"fax"}, Per.PIECE, Average(of="fee"), pool="calls"))
    drawn_on = {each.pool for each in made}
    pools = [
        Pool(
            key=key,
            name=name(key),
            quantity=draw(st.integers(1, most)),
            per=unit,
            rollover=draw(st.integers(0, 2)),
            prorated=draw(st.booleans()),
        )
        for key, unit, most in (("calls", Per.PIECE, 8), ("seconds", Per.SECOND, 600))
        if key in drawn_on
    ]
    turnover = MinimumTurnover(name=name("turnover"), micro=draw(micros) * 30, of=frozenset({"fee"}), prorated=draw(st.booleans()))
    return tariff(
        *made,
        pools=tuple(pools),
        cuts=not tame and draw(st.booleans()),
        minimum_turnover=draw(st.sampled_from([None, turnover])),
    )


moments = st.integers(0, 31 * 86_400 - 1).map(lambda seconds: OCTOBER.start + timedelta(seconds=seconds))
statuses = st.sampled_from(["", "", "", "spam", "advertising", "silent"])


@st.composite
def usages(draw, *, tame=False):
    """A month of a few calls and messages."""
    rows = []
    for number in range(draw(st.integers(0, 6))):
        when, status = draw(moments), "" if tame else draw(statuses)
        kind = {"status": status}
        rows.append(UsageRow(f"c{number}", "call", 1, "piece", when, **kind))
        rows += [UsageRow(f"c{number}", meter, draw(st.integers(0, 200)), "second", when, **kind) for meter in ("talk", "wrap_up", "hold")]
        if draw(st.booleans()):
            destination = draw(st.sampled_from(["fixed", "mobile", "abroad"]))
            seconds = draw(st.integers(0, 200))
            rows.append(UsageRow(f"c{number}", "patched", seconds, "second", when, "out", destination, status))
    for number in range(draw(st.integers(0, 5))):
        meter = draw(st.sampled_from(["sms", "email", "fax"]))
        rows.append(UsageRow(f"m{number}", meter, draw(st.integers(1, 3)), "piece", draw(moments), "out"))
    if draw(st.booleans()):
        rows.append(UsageRow("o", "option_sms", draw(st.integers(1, 31)), "day", draw(moments)))
    return rows


days_of_october = st.none() | st.integers(1, 31).map(lambda day: date(2026, 10, day))
facts = st.builds(
    ContractFacts,
    begins_on=days_of_october,
    ends_on=days_of_october,
    holidays=st.sampled_from([NO_HOLIDAYS, HOLIDAYS]),
    carried=st.fixed_dictionaries({}, optional={key: st.lists(st.integers(0, 300), max_size=3).map(tuple) for key in ("calls", "seconds")}),
)
