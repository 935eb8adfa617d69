"""What a measurement consists of: rows, their goals, medians, and how they are shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

Figures = dict[str, float]
"""The figures of one run by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """`figure` shall be at most (or at least) `bound`: times the figure `limit` when that is named, else as it is."""

    figure: str
    unit: str
    bound: float
    limit: str = ""
    at_least: bool = False

    def is_met(self, figures: Figures) -> bool:
        value = self.ratio(figures) if self.limit else figures[self.figure]
        return value >= self.bound if self.at_least else value <= self.bound

    def ratio(self, figures: Figures) -> float:
        return figures[self.figure] / figures[self.limit]

    def text(self) -> str:
        sign = ">=" if self.at_least else "<="
        return f"{sign} {self.bound:g} x" if self.limit else f"{sign} {self.bound:g} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One load. `run` measures it once, together with its limits; `seconds` says for how long."""

    number: int
    title: str
    run: Callable[[float], Figures]
    goals: Sequence[Goal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The medians of several runs of a row."""

    row: Row
    runs: Sequence[Figures] = field(default_factory=list)

    @property
    def figures(self) -> Figures:
        return {name: median(run[name] for run in self.runs) for name in self.runs[0]}

    @property
    def is_good(self) -> bool:
        return all(goal.is_met(self.figures) for goal in self.row.goals)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below which `percent` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, round(len(ordered) * percent / 100) - 1)]


def table(result: Result) -> str:
    figures = result.figures
    lines = [f"{result.row.number}  {result.row.title}"]
    for goal in result.row.goals:
        limit = f"{figures[goal.limit]:10.2f}" if goal.limit else " " * 10
        ratio = f"{goal.ratio(figures):8.2f}" if goal.limit else " " * 8
        verdict = "met" if goal.is_met(figures) else "MISSED"
        name = f"{goal.figure} ({goal.unit})" if goal.unit else goal.figure
        lines.append(f"   {name:<28}{figures[goal.figure]:10.2f}{limit}{ratio}   {goal.text():<12} {verdict}")
    return "\n".join(lines)


HEAD = f"   {'figure':<28}{'measured':>10}{'limit':>10}{'ratio':>8}   {'goal':<12}"


def as_json(results: Sequence[Result], machine: Mapping[str, object]) -> dict[str, object]:
    rows = [
        {"row": result.row.number, "title": result.row.title, "median": result.figures, "runs": result.runs, "met": result.is_good}
        for result in results
    ]
    return {"machine": machine, "rows": rows}
