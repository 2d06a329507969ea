"""What a chart shows: exact figures in display units, ready to be drawn and still free of any drawing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

MAX_SERIES = 4
MAX_PARTS = 5
REST_LABEL = "Khác"


@dataclass(frozen=True, slots=True)
class Point:
    """One figure in display units, None where nothing was reported; `note` says what it lacks: "chưa đủ 13/16".

    `silent`: drawn without its number.
    """

    label: str
    value: int | Fraction | None
    complete: bool = True
    note: str = ""
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one kind, e.g. one year over all districts, or one district over all years."""

    label: str
    points: tuple[Point, ...]

    def labels(self) -> tuple[str, ...]:
        """The points' labels in order; two communes may bear the same name."""
        return tuple(point.label for point in self.points)


@dataclass(frozen=True, slots=True)
class Chart:
    """One finished picture, as data.

    `title` says what, where and when. `unit` is drawn as "Đơn vị: …" before `subtitle`, which tells coverage and
    totals. `source` is the bare source ("Nguồn: " is added); `date_line` is the whole line "Ngày lập: 05/02/2026".
    Points of several series belong together by position, so all series carry the same labels.
    `keep_order`: the bars or parts follow an order of their own (years, grades); otherwise the largest comes first.
    `previous`: the period before, a mark across each bar of a bar chart with one series.
    """

    kind: Literal["bar", "line", "pie"]
    title: str
    subtitle: str
    unit: str
    decimals: int
    series: tuple[Series, ...]
    source: str
    date_line: str
    illustrative: bool = False
    keep_order: bool = False
    previous: Series | None = None

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn truthfully: it is a mistake of the code that built the chart."""
        most = 1 if self.kind == "pie" else MAX_SERIES
        if not 1 <= len(self.series) <= most:
            raise ValueError(f"a {self.kind} chart takes 1 to {most} series, not {len(self.series)}")
        if not self.series[0].points:
            raise ValueError("a series without points")
        aside = () if self.previous is None else (self.previous,)
        if any(one.labels() != self.series[0].labels() for one in (*self.series, *aside)):
            raise ValueError("series with different labels")
        if aside and (self.kind != "bar" or len(self.series) > 1):
            raise ValueError("the previous period is a mark on the bars of one series")


def ranking(points: tuple[Point, ...]) -> tuple[int, ...]:
    """The positions of the points, largest value first, unreported last; equals keep the given order."""
    return tuple(sorted(range(len(points)), key=lambda i: _descending(points[i])))


def _descending(point: Point) -> tuple[bool, int | Fraction]:
    return (True, 0) if point.value is None else (False, -point.value)


def folded(points: tuple[Point, ...], most: int = MAX_PARTS) -> tuple[Point, ...]:
    """At most `most` parts in the given order: the smallest are summed as "Khác" at the end.

    A part that is already called "Khác" joins the sum; unreported parts are left out. The sum is complete
    only if every part of it is.
    """
    known = tuple(point for point in points if point.value is not None)
    if len(known) <= most:
        return known
    named = tuple(point for point in known if point.label != REST_LABEL)
    kept = sorted(ranking(named)[: most - 1])
    ids = {id(named[i]) for i in kept}
    rest = [point for point in known if id(point) not in ids]
    total = sum((point.value for point in rest if point.value is not None), start=Fraction(0))
    lacking = [point.note for point in rest if not point.complete]
    note = lacking[0] if len(lacking) == 1 else ""
    return (
        *(named[i] for i in kept),
        Point(REST_LABEL, total, complete=not lacking, note=note, silent=rest[0].silent),
    )
