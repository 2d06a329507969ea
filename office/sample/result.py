"""What the sample run made and what it adds up to, for a person and for a script."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from base.numbers import half_up, show, to_float


@dataclass(frozen=True, slots=True)
class Headline:
    """One total of the province, exact."""

    key: str
    period: str
    label: str
    unit: str
    decimals: int
    value: Fraction | None

    @property
    def text(self) -> str:
        """The total as it is printed."""
        return "…" if self.value is None else show(self.value, self.decimals)


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the run made, and the province's totals; `phases` are (what was done, seconds)."""

    out: Path
    unit: str
    communes: int
    districts: int
    made: tuple[Path, ...]
    totals: tuple[Headline, ...]
    phases: tuple[tuple[str, float], ...]

    @property
    def seconds(self) -> float:
        """How long all of it took."""
        return sum(seconds for _, seconds in self.phases)

    def total(self, key: str, period: str) -> Fraction | None:
        """One of the totals."""
        return next(one.value for one in self.totals if (one.key, one.period) == (key, period))

    def lines(self) -> list[str]:
        """What a person reads at the end."""
        words = f"{self.communes} đơn vị cấp xã"
        below = f"{self.districts} đơn vị cấp huyện, {words}" if self.districts else words
        named = [(f"{one.label} ({one.period})", one) for one in self.totals]
        width = max(len(name) for name, _ in named)
        return [
            f"{self.unit}: {below}. Số liệu là dữ liệu mẫu.",
            "",
            *(f"  {name:<{width}}  {one.text:>15} {one.unit}" for name, one in named),
            "",
            f"Đã ghi {len(self.made)} tệp vào “{self.out}”:",
            *(f"  {name}: {count} tệp" for name, count in self._counts().items()),
            "",
            f"Thời gian: {_seconds(self.seconds)} giây ("
            + "; ".join(f"{what.lower()} {_seconds(seconds)}" for what, seconds in self.phases)
            + ").",
        ]

    def _counts(self) -> dict[str, int]:
        """Folder, or the name of a data file (those of the districts under one), → how many files."""
        counts: dict[str, int] = {}
        for path in self.made:
            inside = path.relative_to(self.out)
            name = inside.name if len(inside.parts) == 1 else f"{inside.parent.as_posix()}/"
            name = "district-….sct" if name.startswith("district-") else name
            counts[name] = counts.get(name, 0) + 1
        return counts

    def as_dict(self) -> dict[str, object]:
        """The same as a JSON document."""
        return {
            "out": str(self.out),
            "unit": self.unit,
            "communes": self.communes,
            "districts": self.districts,
            "made": [path.relative_to(self.out).as_posix() for path in self.made],
            "totals": [
                {
                    "key": one.key,
                    "period": one.period,
                    "label": one.label,
                    "unit": one.unit,
                    "value": _json_number(one.value, one.decimals),
                }
                for one in self.totals
            ],
            "seconds": {what: round(seconds, 2) for what, seconds in self.phases},
        }


def _json_number(value: Fraction | None, decimals: int) -> int | float | None:
    if value is None:
        return None
    if value.denominator == 1:
        return int(value)
    places = max(decimals, 6)
    return to_float(Fraction(half_up(value, places), 10**places))


def _seconds(seconds: float) -> str:
    return show(Fraction(round(10 * seconds), 10), 1)
