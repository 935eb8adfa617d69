"""Whether each kind of usage has exactly one price: the gaps of a tariff and what it charges twice.

All kinds of usage that the conditions of a tariff tell apart are gone through, one by one: status, destination, direction, the
moments of the week (with and without holidays), and lengths of calls. What is found is therefore exact, and needs no run to be found.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise, product

from vorzimmer.domain.days import BERLIN
from vorzimmer.domain.hours import Window
from vorzimmer.domain.sentences import Sentence, sentence
from vorzimmer.domain.sentences import mark as _
from vorzimmer.domain.tariff_parts import Charge, TariffVersion
from vorzimmer.domain.tariff_problems import Problem, TariffProblem, problem
from vorzimmer.domain.usage import DestinationKind, Direction, UsageMeter, UsageStatus

_MONDAY = date(2027, 2, 1)
"""The Monday of a week in which no clock changes."""

_DAY = timedelta(days=1)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_Lengths = tuple[tuple[frozenset[str], int, int | None], ...]
"""For each set of meters of a threshold: from so many seconds on, and below so many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    """One kind of usage. None: no condition asks."""

    status: str | None
    destination: str | None
    direction: str | None
    moment: tuple[datetime, frozenset[date]] | None
    lengths: _Lengths

    def is_taken_by(self, charge: Charge) -> bool:
        when = charge.when
        if not when.takes(self.status or "", self.destination or "", self.direction or Direction.IN.value):
            return False
        if self.moment is not None and not when.takes_at(self.moment[0], dict.fromkeys(self.moment[1], "holiday")):
            return False
        threshold = when.threshold
        return threshold is None or any(threshold.holds(least) for meters, least, _below in self.lengths if meters == threshold.meters)

    def words(self) -> str | Sentence:
        """Name it in the words of a tariff's file."""
        words = [f"status {self.status or 'ordinary'}"] if self.status is not None else []
        words += [f"destination {self.destination or 'none'}"] if self.destination is not None else []
        words += [f"direction {self.direction}"] if self.direction is not None else []
        if self.moment is not None:
            at, holidays = self.moment
            words.append(f"{_WEEKDAYS[at.weekday()]} {at:%H:%M}{' (holiday)' if at.date() in holidays else ''}")
        for meters, least, below in self.lengths:
            words.append(f"{' + '.join(sorted(meters))} {least}{'+' if below is None else f'-{below - 1}'} s")
        return " · ".join(words) or sentence(_("all usage"))


def coverage_problems(tariff: TariffVersion) -> Iterator[Problem]:
    """Find meters without a price, gaps, and what is charged twice though no addition."""
    meters = dict.fromkeys([*(meter.value for meter in UsageMeter), *sorted(meter for charge in tariff.charges for meter in charge.meters)])
    for meter in meters:
        charges = [charge for charge in tariff.charges if meter in charge.meters]
        if meter in tariff.not_offered:
            if charges or meter in tariff.free:
                yield problem(TariffProblem.NOT_OFFERED_BUT_PRICED, "", "not_offered", meter=meter)
            continue
        whole = [charge for charge in charges if not charge.addition]
        if whole or charges:
            yield from _of_meter(tariff, meter, whole)
        elif meter not in tariff.free:
            yield problem(TariffProblem.UNPRICED, "", "", meter=meter)


def _of_meter(tariff: TariffVersion, meter: str, charges: Sequence[Charge]) -> Iterator[Problem]:
    is_free = meter in tariff.free
    gap: _Cell | None = None
    doubles: dict[tuple[str, str], _Cell] = {}
    for cell in _cells(charges):
        taking = [charge.key for charge in charges if cell.is_taken_by(charge)]
        if not taking:
            gap = gap or cell
        for pair in pairwise(taking):
            doubles.setdefault(pair, cell)
    for (one, other), cell in doubles.items():
        yield problem(TariffProblem.OVERLAP, f"charge “{other}”", "when", meter=meter, cell=cell.words(), other=one)
    if gap is not None and not is_free:
        part = f"charge “{charges[0].key}”" if len(charges) == 1 else ""
        yield problem(TariffProblem.GAP, part, "when", meter=meter, cell=gap.words())
    if gap is None and is_free:
        yield problem(TariffProblem.FREE_FOR_NOTHING, "", "free", meter=meter)


def _cells(charges: Sequence[Charge]) -> Iterator[_Cell]:
    statuses: Iterable[str | None] = (None,)
    destinations: Iterable[str | None] = (None,)
    directions: Iterable[str | None] = (None,)
    if any(charge.when.statuses is not None for charge in charges):
        statuses = [status.value for status in UsageStatus]
    if any(charge.when.destinations is not None for charge in charges):
        destinations = [kind.value for kind in DestinationKind]
    if any(charge.when.directions is not None for charge in charges):
        directions = [direction.value for direction in Direction]
    windows = list(dict.fromkeys(window for charge in charges for window in (*charge.when.windows, *charge.when.outside)))
    for status, destination, direction, moment, lengths in product(
        statuses, destinations, directions, _moments(windows), _lengths(charges)
    ):
        yield _Cell(status=status, destination=destination, direction=direction, moment=moment, lengths=lengths)


def _moments(windows: Sequence[Window]) -> list[tuple[datetime, frozenset[date]] | None]:
    """Give one moment for each way in which windows can hold together, with the holidays around it; None when there are no windows."""
    if not windows:
        return [None]
    clocks = sorted({time(), *(clock for window in windows for clock in (window.start, window.end) if clock is not None)})
    found: dict[tuple[bool, ...], tuple[datetime, frozenset[date]]] = {}
    for number, clock, today, yesterday in product(range(7), clocks, (False, True), (False, True)):
        day = _MONDAY + number * _DAY
        holidays = frozenset(([day] if today else []) + ([day - _DAY] if yesterday else []))
        at = datetime.combine(day, clock, BERLIN)
        found.setdefault(tuple(window.holds(at, dict.fromkeys(holidays, "holiday")) for window in windows), (at, holidays))
    return list(found.values())


def _lengths(charges: Sequence[Charge]) -> Iterator[_Lengths]:
    """Give all lengths of a call that thresholds tell apart. Some meters of a call never measure more than all of them."""
    borders: dict[frozenset[str], set[int]] = {}
    for charge in charges:
        if (threshold := charge.when.threshold) is not None:
            known = borders.setdefault(threshold.meters, {0})
            known |= {threshold.at_least} | ({threshold.below} if threshold.below is not None else set())
    choices = []
    for meters, known in borders.items():
        ordered = sorted(border for border in known if border >= 0)
        choices.append([(meters, least, below) for least, below in zip(ordered, [*ordered[1:], None], strict=True)])
    yield from (lengths for lengths in product(*choices) if _is_possible(lengths))


def _is_possible(lengths: _Lengths) -> bool:
    return not any(
        part < whole and below is not None and least >= below for (part, least, _), (whole, _, below) in product(lengths, repeat=2)
    )
