"""Reporting periods: their labels, what they contain, and their dates by a calendar that is data."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from base.errors import AppError, Code

PeriodKind = Literal["month", "quarter", "half", "nine_months", "year", "years"]

_SHAPES: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    ("year", re.compile(r"(\d{4})")),
    ("half", re.compile(r"(\d{4})-H([12])")),
    ("nine_months", re.compile(r"(\d{4})-9M")),
    ("quarter", re.compile(r"(\d{4})-Q([1-4])")),
    ("month", re.compile(r"(\d{4})-M(0[1-9]|1[0-2])")),
    ("years", re.compile(r"(\d{4})-(\d{4})")),
)
_MONTHS: dict[PeriodKind, int] = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
_ROMAN = ("I", "II", "III", "IV")
_EARLIEST, _LATEST = 1990, 2100


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where a reporting year begins: on day `day` of month `month` of the year itself, or of the year before.

    Nghị định 09/2019/NĐ-CP counts flows from 15/12 of the year before to 14/12; stocks stand at the end of the
    closing month ("có đến 31/12").
    """

    key: str
    month: int
    day: int
    year_before: bool

    def starts(self, month_index: int) -> date:
        """First day of the month counted from January of year 0 in this calendar."""
        shifted = month_index + self.month - 1 - (12 if self.year_before else 0)
        return date(shifted // 12, shifted % 12 + 1, self.day)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`first` is the month index (year × 12 + month − 1) of its first month; it lasts `months` months."""

    first: int
    months: int
    kind: PeriodKind
    label: str

    @staticmethod
    def parse(label: str) -> Period:
        """`2026`, `2026-H1`, `2026-9M`, `2026-Q1`, `2026-M03` or `2016-2020`; raises AppError PERIOD_UNKNOWN."""
        return _parse(label.strip())

    def window(self, calendar: Calendar) -> tuple[date, date]:
        """First and last day, both inclusive."""
        last = calendar.starts(self.first + self.months) - timedelta(days=1)
        return calendar.starts(self.first), last

    def closing(self, calendar: Calendar) -> date:
        """The day on which stocks are counted: the last day of the month in which the window ends."""
        last = self.window(calendar)[1]
        return (last.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)

    def before(self) -> Period:
        """The period just before it of the same kind (nine months: those of the year before)."""
        step = 12 if self.kind == "nine_months" else self.months
        return _at(self.kind, self.first - step, self.months)

    def year_before(self) -> Period:
        """The same period of the year before (so cùng kỳ); for several years the same number of years before."""
        step = self.months if self.kind == "years" else 12
        return _at(self.kind, self.first - step, self.months)

    def contains(self, other: Period) -> bool:
        """Whether every month of `other` lies in this period."""
        return self.first <= other.first and other.first + other.months <= self.first + self.months

    def in_words(self) -> str:
        """As a heading says it: "6 tháng đầu năm 2026", "giai đoạn 2016-2020"."""
        year, month = divmod(self.first, 12)
        match self.kind:
            case "year":
                return f"năm {year}"
            case "half":
                return f"6 tháng {'đầu' if month == 0 else 'cuối'} năm {year}"
            case "nine_months":
                return f"9 tháng năm {year}"
            case "quarter":
                return f"quý {_ROMAN[month // 3]} năm {year}"
            case "month":
                return f"tháng {month + 1} năm {year}"
            case "years":
                return f"giai đoạn {self.label}"


@functools.lru_cache(maxsize=512)
def _parse(label: str) -> Period:
    for kind, shape in _SHAPES:
        match = shape.fullmatch(label)
        if match:
            period = _from_match(kind, match)
            if period is not None:
                return period
    raise AppError(Code.PERIOD_UNKNOWN, label=label)


def _from_match(kind: PeriodKind, match: re.Match[str]) -> Period | None:
    year = int(match[1])
    if not _EARLIEST <= year <= _LATEST:
        return None
    if kind == "years":
        last = int(match[2])
        if not year < last <= _LATEST:
            return None
        return Period(year * 12, (last - year + 1) * 12, kind, match[0])
    part = int(match[2]) - 1 if match.lastindex == 2 else 0
    return Period(year * 12 + part * _MONTHS[kind], _MONTHS[kind], kind, match[0])


def _at(kind: PeriodKind, first: int, months: int) -> Period:
    year, month = divmod(first, 12)
    match kind:
        case "year":
            label = f"{year}"
        case "half":
            label = f"{year}-H{month // 6 + 1}"
        case "nine_months":
            label = f"{year}-9M"
        case "quarter":
            label = f"{year}-Q{month // 3 + 1}"
        case "month":
            label = f"{year}-M{month + 1:02d}"
        case "years":
            label = f"{year}-{year + months // 12 - 1}"
    return Period(first, months, kind, label)


def tiling(whole: Period, available: Iterable[Period]) -> tuple[Period, ...] | None:
    """The fewest available periods that cover `whole` without gap or overlap, in order; None if there is none."""
    parts = sorted(p for p in available if whole.contains(p) and p != whole)
    best: dict[int, tuple[Period, ...]] = {whole.first: ()}
    for part in parts:
        so_far = best.get(part.first)
        if so_far is None:
            continue
        end = part.first + part.months
        if end not in best or len(so_far) + 1 < len(best[end]):
            best[end] = (*so_far, part)
    return best.get(whole.first + whole.months)


def longest_start(whole: Period, available: Iterable[Period]) -> tuple[Period, ...]:
    """The parts that cover `whole` from its start without gap as far as they reach: "cumulative to date"."""
    parts = sorted(p for p in available if whole.contains(p) and p != whole)
    reach: dict[int, tuple[Period, ...]] = {whole.first: ()}
    for part in parts:
        if part.first in reach:
            end = part.first + part.months
            candidate = (*reach[part.first], part)
            if end not in reach or len(candidate) < len(reach[end]):
                reach[end] = candidate
    return reach[max(reach)]
