"""Where each kind of usage of a tariff is added up: worked out once a tariff, so that a row costs two look-ups and an addition.

A bucket adds up quantities by call. A charge has one bucket, one more for what it gives away by status, and one for each meter that it
caps; each set of meters whose length decides over calls has one, too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import product

from vorzimmer.domain.days import Holidays
from vorzimmer.domain.tariff_parts import Charge, TariffVersion, Threshold
from vorzimmer.domain.tariffs import checked
from vorzimmer.domain.usage import DestinationKind, Direction, UsageStatus, unit_of

_KEPT_PLANS = 256
_KEPT_CALENDARS = 32
_KEPT_MINUTES = 100_000

Kind = tuple[str, str, str, str, str]
"""Meter, unit, direction, destination kind and status of a row, as they stand in it."""

Buckets = tuple[int, ...]
Moment = tuple[bool, ...]
"""Which of the tariff's time windows hold."""

DIRECTIONS = frozenset(direction.value for direction in Direction)
DESTINATIONS = frozenset(kind.value for kind in DestinationKind)
STATUSES = frozenset(status.value for status in UsageStatus)


def is_known_kind(direction: str, destination: str, status: str) -> bool:
    """Whether these words mean anything."""
    return direction in DIRECTIONS and destination in DESTINATIONS and status in STATUSES


class NotRated(LookupError):
    """A row of this kind cannot be rated; whoever asks looks for the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """What is added up together: by a charge (its place), apart for a capped meter, apart for what is given away; or a length."""

    place: int = -1
    capped: str = ""
    is_waived: bool = False
    length_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The buckets of one charge: what counts and what is given away (None: nothing can be), each with those of capped meters and caps."""

    counted: tuple[int, tuple[tuple[int, int], ...]]
    waived: tuple[int, tuple[tuple[int, int], ...]] | None
    threshold: int | None
    short: int | None

    @classmethod
    def of(cls, place: int, charge: Charge, numbers: Mapping[Bucket, int]) -> "_Place":
        counted, waived = (
            tuple(
                (numbers[bucket], cap)
                for meter, cap in (("", 0), *charge.measuring.caps)
                if (bucket := Bucket(place=place, capped=meter, is_waived=is_waived)) in numbers
            )
            for is_waived in (False, True)
        )
        threshold, short = charge.when.threshold, charge.free.short
        return cls(
            counted=(counted[0][0], counted[1:]),
            waived=(waived[0][0], waived[1:]) if waived else None,
            threshold=None if threshold is None else numbers[Bucket(length_of=threshold.meters)],
            short=None if short is None else numbers[Bucket(length_of=short.meters)],
        )


class Plan(dict[Kind, Buckets | dict[Moment, Buckets]]):
    """The buckets of each kind of usage, found when it is first seen; by the moment where time windows decide.

    Raises `TariffRefused` for a tariff that is refused, and `NotRated` for a kind that no charge covers.
    """

    def __init__(self, tariff: TariffVersion) -> None:
        super().__init__()
        self.tariff = checked(tariff)
        self.windows = tariff.windows
        self.buckets: list[Bucket] = []
        self._calendars: dict[int, tuple[Holidays, dict[datetime, Moment]]] = {}
        for place, charge in enumerate(tariff.charges):
            caps = [meter for meter, _ in charge.measuring.caps]
            waives = [False, True] if charge.free.statuses else [False]
            self.buckets += [Bucket(place=place, capped=meter, is_waived=waived) for waived, meter in product(waives, ["", *caps])]
            self.buckets += [Bucket(length_of=meters) for meters in _lengths(charge) if Bucket(length_of=meters) not in self.buckets]
        self.numbers: Mapping[Bucket, int] = {bucket: number for number, bucket in enumerate(self.buckets)}
        self.places = [_Place.of(place, charge, self.numbers) for place, charge in enumerate(tariff.charges)]

    def __missing__(self, kind: Kind) -> Buckets | dict[Moment, Buckets]:
        meter, unit, direction, destination, status = kind
        if unit_of(meter) != unit or not is_known_kind(direction, destination, status) or not self.covers(meter):
            raise NotRated
        charges = [charge for charge in self.tariff.charges if meter in charge.meters]
        if any(charge.when.windows or charge.when.outside for charge in charges):
            moments = product((False, True), repeat=len(self.windows))
            self[kind] = {moment: self._buckets(kind, moment) for moment in moments}
        else:
            self[kind] = self._buckets(kind, None)
        return self[kind]

    def covers(self, meter: str) -> bool:
        """Whether usage of this meter has a price or is free. That no kind of it falls through, the check of the tariff has shown."""
        return meter in self.tariff.free or any(meter in charge.meters and not charge.addition for charge in self.tariff.charges)

    def _buckets(self, kind: Kind, moment: Moment | None) -> Buckets:
        meter, _, direction, destination, status = kind
        found = [number for bucket, number in self.numbers.items() if meter in bucket.length_of]
        for place, charge in enumerate(self.tariff.charges):
            if meter in charge.meters and charge.when.takes(status, destination, direction) and self._takes_at(charge, moment):
                capped = meter if meter in dict(charge.measuring.caps) else ""
                found.append(self.numbers[Bucket(place=place, capped=capped, is_waived=status in charge.free.statuses)])
        return tuple(found)

    def _takes_at(self, charge: Charge, moment: Moment | None) -> bool:
        if moment is None:
            return True
        held = [window for window, holds in zip(self.windows, moment, strict=True) if holds]
        if charge.when.windows and not any(window in charge.when.windows for window in held):
            return False
        return not any(window in charge.when.outside for window in held)

    def calendar(self, holidays: Holidays) -> dict[datetime, Moment]:
        """Give the place where the moments of these holidays are remembered by their minute; windows change at whole minutes only."""
        if len(self._calendars) > _KEPT_CALENDARS or any(len(known) > _KEPT_MINUTES for _, known in self._calendars.values()):
            self._calendars.clear()
        return self._calendars.setdefault(id(holidays), (holidays, {}))[1]

    def moment(self, minute: datetime, holidays: Holidays) -> Moment:
        """Say which time windows hold in this minute."""
        return tuple(window.holds(minute, holidays) for window in self.windows)


def _lengths(charge: Charge) -> list[frozenset[str]]:
    thresholds: list[Threshold | None] = [charge.when.threshold, charge.free.short]
    return list(dict.fromkeys(threshold.meters for threshold in thresholds if threshold is not None))


@lru_cache(maxsize=_KEPT_PLANS)
def plan_of(tariff: TariffVersion) -> Plan:
    """Give the plan of a tariff, worked out once. Raises `TariffRefused`."""
    return Plan(tariff)
