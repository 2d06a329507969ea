"""The values that consolidation works on and yields; exact numbers throughout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from base.period import Period
from base.units import Unit

Kind = Literal["estimate", "preliminary", "final", "mixed", ""]
KINDS: dict[str, str] = {
    "estimate": "ước tính",
    "preliminary": "sơ bộ",
    "final": "chính thức",
    "mixed": "gồm nhiều loại số liệu",
    "": "",
}


MIXED = "khác gốc giá"
WITHHELD = "bảo mật"


@dataclass(frozen=True, slots=True)
class Sum:
    """One measure of one unit and period: the sum over the records that are known, in stored counts.

    None: nothing is known. `missing` records lack the answer.
    """

    value: int | None
    known: int
    missing: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many reporting units were expected, have reported, and are approved (added up)."""

    expected: int
    reported: int
    approved: int

    @property
    def complete(self) -> bool:
        """Whether every expected unit is in the totals."""
        return self.approved == self.expected

    @property
    def words(self) -> str:
        """What a total that lacks units is marked with; "" when it is complete."""
        return "" if self.complete else f"chưa đủ đơn vị: {self.approved}/{self.expected}"


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator's value in display units, exact; None = not reported.

    `missing` counts records without an answer; `units` the reporting units whose sums are in the value, which
    may be fewer than were approved when a form is open. `undefined`: a ratio to nothing (its denominator is 0).
    `mixed`: amounts that may not be added met here. `basis`: which of the amounts the value is, "" where there is
    no choice; values of different bases are not compared. `withheld`: it stands with those of other units further up
    only. `pooled`: of so many units below the figure came in together.
    """

    value: Fraction | None
    missing: int = 0
    units: int = 0
    derived: bool = False
    undefined: bool = False
    mixed: bool = False
    basis: str = ""
    withheld: bool = False
    pooled: int = 0

    @property
    def words(self) -> str:
        """What stands in place of a value that there is not; "" when it was not reported."""
        return "-" if self.undefined else MIXED if self.mixed else WITHHELD if self.withheld else ""


@dataclass(frozen=True, slots=True)
class IndicatorInfo:
    """What an indicator is: additive when it has no denominator, else factor × numerator / denominator.

    `one_of`: the measures of which it shows the only one that is present.
    """

    key: str
    label: str
    unit: str
    decimals: int
    group: str
    numerator: str = ""
    denominator: str = ""
    factor: int = 1
    over_units: str = "sum"
    over_time: str = "last"
    hidden: bool = False
    one_of: tuple[str, ...] = ()

    @property
    def is_ratio(self) -> bool:
        """Whether it is recomputed from two sums at every level."""
        return bool(self.denominator)


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """All indicators of one unit of the tree.

    `to_date`: what has accrued from the period's start to Consolidated.accrued_to in the units that do not fill
    the period yet; never mixed with `figures`.
    """

    unit: Unit
    coverage: Coverage
    kind: Kind
    figures: Mapping[str, Figure]
    state: str = ""
    to_date: Mapping[str, Figure] | None = None


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The figures of a unit and everything below it, in tree order: the root, which consolidates, first.

    `units` of one level alone may lack the root. Of old figures on today's units: `unclear` are the old units whose
    figures are in none of them, `broken` the days within the period on which the units changed.
    """

    period: Period
    root: UnitFigures
    units: tuple[UnitFigures, ...]
    indicators: Mapping[str, IndicatorInfo]
    accrued_to: Period | None = None
    unclear: tuple[Unit, ...] = ()
    broken: tuple[date, ...] = ()
