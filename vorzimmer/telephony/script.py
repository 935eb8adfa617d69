"""Scripts of the simulator: who calls which number when, how patient they are, and what the called telephones do.

People write them in TOML (see docs/reference/simulator.md); `load` reads one and says where it is wrong.
"""

import heapq
import math
import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from vorzimmer.telephony.numbers import normalise
from vorzimmer.telephony.switchboard import Endpoint, FailReason, Target

LONGEST_WAIT = 7 * 24 * 3600.0
"""Seconds. A script that waits longer than a week is a mistake in writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """What a called telephone does `after` so many seconds: pick up, or fail. Then it may hang up by itself."""

    fails: FailReason | None = None
    after: float = 2.0
    hangs_up_after: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptedCall:
    """One caller. All times in seconds, `at` from the start; None: for ever.

    `patience` is how long the caller waits without anybody to talk to (it starts anew when put on hold), `talk` how long the
    caller talks altogether before hanging up. Numbers are normalised.
    """

    at: float = 0.0
    called: str
    caller: str | None = None
    diversions: tuple[str, ...] = ()
    patience: float | None = 60.0
    talk: float | None = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Random calls, the same ones for the same `seed`: on average one `every` so many seconds, from `first` to `until`."""

    every: float
    called: tuple[str, ...]
    callers: tuple[str, ...] = ()
    withheld: float = 0.0
    patience: tuple[float, float] = (20.0, 90.0)
    talk: tuple[float, float] = (15.0, 180.0)
    first: float = 0.0
    until: float | None = None
    limit: int | None = None
    seed: int = 1

    def calls(self) -> Iterator[ScriptedCall]:
        """Make the calls in the order of their times; without `until` or `limit` there is no end."""
        chance = random.Random(self.seed)  # noqa: S311  a rehearsal, no secret
        at = self.first
        made = 0
        while self.limit is None or made < self.limit:
            at += chance.expovariate(1 / self.every)
            if self.until is not None and at > self.until:
                return
            hidden = not self.callers or chance.random() < self.withheld
            yield ScriptedCall(
                at=at,
                called=chance.choice(self.called),
                caller=None if hidden else chance.choice(self.callers),
                patience=chance.uniform(*self.patience),
                talk=chance.uniform(*self.talk),
            )
            made += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """How badly the wire behaves: the share (0 to 1) of events that come twice, and that are overtaken by the next one."""

    duplicates: float = 0.0
    disorder: float = 0.0
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """All that happens outside the house. `phones` are named as operators' profiles name them, or by number."""

    title: str = ""
    calls: tuple[ScriptedCall, ...] = ()
    traffic: tuple[Traffic, ...] = ()
    operator: Phone = field(default_factory=Phone)
    outside: Phone = field(default_factory=Phone)
    phones: Mapping[str, Phone] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)

    def phone(self, target: Target) -> Phone:
        """Say how this telephone behaves."""
        if isinstance(target, Endpoint):
            return self.phones.get(target.name) or self.phones.get(normalise(target.name) or "") or self.operator
        return self.phones.get(target.e164) or self.outside

    def in_order(self) -> Iterator[ScriptedCall]:
        """Give all calls in the order of their times. May never end."""
        written = sorted(self.calls, key=lambda call: call.at)
        return heapq.merge(written, *(traffic.calls() for traffic in self.traffic), key=lambda call: call.at)


class ScriptError(ValueError):
    """A script cannot be read. The message says where, what is wrong and what would be right."""


def load(script_toml: str) -> Script:
    """Read a script. Raises ScriptError."""
    try:
        content = tomllib.loads(script_toml)
    except tomllib.TOMLDecodeError as error:
        raise ScriptError(f"this is not TOML: {error}") from None
    top = _Table(content, "the script")
    script = Script(
        title=top.text("title"),
        calls=tuple(_call(table) for table in top.tables("call")),
        traffic=tuple(_traffic(table) for table in top.tables("traffic")),
        operator=_phone(top.table("operator")),
        outside=_phone(top.table("outside")),
        phones=_phones(top),
        faults=_faults(top.table("faults")),
    )
    top.finish()
    if not script.calls and not script.traffic:
        raise ScriptError("the script: nobody calls; add a [[call]] or a [[traffic]]")
    return script


def examples() -> tuple[str, ...]:
    """Name the scripts that come with the program."""
    folder = files("vorzimmer.telephony").joinpath("scripts")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def example(name: str) -> Script:
    """Load a script that comes with the program. Raises ScriptError for an unknown name."""
    if name not in examples():
        raise ScriptError(f"there is no script of this name; there are: {', '.join(examples())}")
    return load(files("vorzimmer.telephony").joinpath("scripts", f"{name}.toml").read_text(encoding="utf-8"))


class _Table:
    """A table of the script that knows its place and which of its keys were read."""

    def __init__(self, content: dict[str, object], place: str) -> None:
        self.place = place
        self._content = content
        self._known: set[str] = set()

    def wrong(self, key: str, right: str) -> ScriptError:
        return ScriptError(f"{self.place}: {key} must be {right}")

    def take(self, key: str) -> object:
        self._known.add(key)
        return self._content.get(key)

    def finish(self) -> None:
        """Refuse what nobody asked for: a misspelt key must not be ignored."""
        for key in self._content:
            if key not in self._known:
                raise ScriptError(f"{self.place}: there is no {key!r} here; possible are {', '.join(sorted(self._known))}")

    def table(self, key: str) -> "_Table":
        content = self.take(key)
        if content is None:
            content = {}
        if not isinstance(content, dict):
            raise self.wrong(key, f"a table [{key}]")
        return _Table(content, f"[{key}]")

    def tables(self, key: str) -> list["_Table"]:
        content = self.take(key)
        if content is None:
            content = []
        if not isinstance(content, list) or not all(isinstance(entry, dict) for entry in content):
            raise self.wrong(key, f"a list of tables, each headed [[{key}]]")
        return [_Table(entry, f"[[{key}]] number {place}") for place, entry in enumerate(content, start=1)]

    def text(self, key: str) -> str:
        value = self.take(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.wrong(key, "a text in quotation marks")
        return value

    def seconds(self, key: str, default: float | None) -> float | None:
        """Read a duration; `inf` is for ever (None)."""
        value = self.take(key)
        if value is None:
            return default
        return None if value == math.inf else self._between(key, value, LONGEST_WAIT, "a number of seconds, 0 or more")

    def finite(self, key: str, default: float) -> float:
        value = self.seconds(key, default)
        if value is None:
            raise self.wrong(key, "a number of seconds, 0 or more")
        return value

    def share(self, key: str) -> float:
        value = self.take(key)
        return 0.0 if value is None else self._between(key, value, 1.0, "a share between 0 and 1")

    def whole(self, key: str) -> int | None:
        value = self.take(key)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(key, "a whole number, 0 or more")
        return value

    def seed(self) -> int:
        seed = self.whole("seed")
        return 1 if seed is None else seed

    def span(self, key: str, default: tuple[float, float]) -> tuple[float, float]:
        value = self.take(key)
        if value is None:
            return default
        right = "two numbers of seconds, the smaller one first, like [20, 90]"
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004  from, to
            raise self.wrong(key, right)
        low, high = (self._between(key, bound, LONGEST_WAIT, right) for bound in value)
        if low > high:
            raise self.wrong(key, right)
        return low, high

    def number(self, key: str) -> str:
        number = normalise(self.text(key))
        if number is None:
            raise self.wrong(key, 'a telephone number like "030 23125 100"')
        return number

    def numbers(self, key: str) -> tuple[str, ...]:
        value = self.take(key)
        found = [normalise(item) if isinstance(item, str) else None for item in (value if isinstance(value, list) else [value])]
        if value is None:
            return ()
        if None in found:
            raise self.wrong(key, 'telephone numbers like ["030 23125 100", "0171 39200 12"]')
        return tuple(number for number in found if number)

    def _between(self, key: str, value: object, most: float, right: str) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise self.wrong(key, right)
        return float(value)


def _call(table: _Table) -> ScriptedCall:
    withheld = table.text("from") in {"", "anonymous"}
    call = ScriptedCall(
        at=table.finite("at", 0.0),
        called=table.number("to"),
        caller=None if withheld else table.number("from"),
        diversions=table.numbers("diversions"),
        patience=table.seconds("patience", 60.0),
        talk=table.seconds("talk", 60.0),
    )
    table.finish()
    return call


def _traffic(table: _Table) -> Traffic:
    traffic = Traffic(
        every=table.finite("every", 10.0),
        called=table.numbers("to"),
        callers=table.numbers("from"),
        withheld=table.share("withheld"),
        patience=table.span("patience", (20.0, 90.0)),
        talk=table.span("talk", (15.0, 180.0)),
        first=table.finite("first", 0.0),
        until=table.seconds("until", None),
        limit=table.whole("limit"),
        seed=table.seed(),
    )
    if not traffic.called:
        raise table.wrong("to", 'one telephone number at least, like ["030 23125 100"]')
    if traffic.every == 0:
        raise table.wrong("every", "more than 0 seconds")
    table.finish()
    return traffic


def _phone(table: _Table) -> Phone:
    reactions = [reason.value for reason in FailReason if reason is not FailReason.CANCELLED]
    fails = table.text("fails")
    if fails and fails not in reactions:
        raise table.wrong("fails", f"one of {', '.join(reactions)}")
    phone = Phone(
        fails=FailReason(fails) if fails else None,
        after=table.finite("after", 2.0),
        hangs_up_after=table.seconds("hangs_up_after", None),
    )
    table.finish()
    return phone


def _phones(top: _Table) -> dict[str, Phone]:
    phones: dict[str, Phone] = {}
    for table in top.tables("phone"):
        name = table.text("name")
        name = normalise(name) or name
        if not name or name in phones:
            raise table.wrong("name", "the name or number of a telephone that is not described above")
        phones[name] = _phone(table)
    return phones


def _faults(table: _Table) -> Faults:
    faults = Faults(duplicates=table.share("duplicates"), disorder=table.share("disorder"), seed=table.seed())
    table.finish()
    return faults
