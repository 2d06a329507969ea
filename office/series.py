"""An indicator over the years: counted from reports, carried over changes of editions, or typed as a total."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from base.errors import AppError
from base.numbers import show
from base.period import Period
from consolidation.crosswalk import Walk, carried, editions_between, walk
from consolidation.figures import Consolidated, IndicatorInfo
from consolidation.growth import Compared, Known, compared
from consolidation.indicators import Counting, Figures
from db import records, schema
from office import periods
from office.figures import consolidate, counted, reported_within
from office.office import Office

HISTORY = "history_totals"
TYPED = "số tổng hợp nhập tay"


@dataclass(frozen=True, slots=True)
class Typed:
    """A total of an earlier period that the office typed, with its kind and where it is from."""

    value: Fraction
    basis: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an indicator in a period, in its display unit: details win, `typed` stays beside them.

    `broken`: why the figure is not of the same series as today's.
    """

    value: Fraction | None
    basis: str = ""
    kind: str = ""
    typed: Typed | None = None
    counted: bool = False
    broken: tuple[str, ...] = ()

    @property
    def differs(self) -> Fraction | None:
        """Counted less typed, where both are known and differ."""
        if not self.counted or self.typed is None or self.value is None or self.value == self.typed.value:
            return None
        return self.value - self.typed.value


def typed_totals(office: Office) -> dict[tuple[str, str, str], Typed]:
    """(unit code, period label, indicator) → the total that was typed, the latest report's where several say it."""
    found: dict[tuple[str, str, str], Typed] = {}
    for period in periods.known(office):
        if not _begun(office, period):
            continue
        unit, label = office.unit_in(period), period.label
        for form in (f for f in office.own_forms(period) if f.key == HISTORY):
            schema.grow(office.store, [form])
            scale = form.fields["value"].scale  # type: ignore[union-attr]
            for record in records.read(office.store, form, unit=unit.key, period=label):
                told = record.values
                if record.carried == "ended" or any(
                    told.get(k) is None for k in ("indicator", "of_period", "value")
                ):
                    continue
                code = str(told.get("of_unit") or office.unit.code)
                base = told.get("price_base")
                found[code, str(told["of_period"]), str(told["indicator"])] = Typed(
                    Fraction(int(cast("int", told["value"])), scale),
                    constant_prices(base),
                    str(told.get("figure_kind") or ""),
                    str(told.get("source") or ""),
                )
    return found


def constant_prices(base: object) -> str:
    """The price base of a stated value: the measure of that base; "" at current prices or where none is stated."""
    return f"output_constant_{base}" if base and base != "current" else ""


def _begun(office: Office, period: Period) -> bool:
    try:
        return periods.is_open(office, period)
    except AppError:  # what was taken over from a unit that had ended, or had not begun
        return False


class History:
    """The figures of one office over its periods, each worked out once."""

    def __init__(
        self, office: Office, today: Period, figured: Callable[[Period], Consolidated] | None = None
    ) -> None:
        """`today`: the period whose editions say what an indicator means; `figured` gives what was made before."""
        self._figured = figured or (lambda period: consolidate(office, period))
        self._office = office
        self._today = today
        self._count: Counting = counted(office, today)
        self._typed = typed_totals(office)
        self._found: dict[str, Consolidated | None] = {}

    def info(self, indicator: str) -> IndicatorInfo | None:
        """The indicator as today's editions define it; None when they do not count it."""
        return self._count.indicators.get(indicator)

    def at(self, indicator: str, period: Period) -> Standing:
        """What is known of the office's whole area in that period."""
        typed = self._typed.get((self._office.unit.code, period.label, indicator))
        found = self._consolidated(period)
        info = self.info(indicator)
        if found is None or info is None:
            return self._only(typed)
        figures = cast("Figures", found.root.figures)
        value, broken = carried(info, figures, self._walks(info, period))
        basis = figures[indicator].basis if indicator in figures else ""
        if value is None:
            return self._only(typed)
        return Standing(value, basis, found.root.kind, typed, counted=True, broken=broken)

    def typed_periods(self, indicator: str) -> set[str]:
        """The labels of the periods of which the office typed a total of its whole area."""
        code = self._office.unit.code
        return {label for unit, label, key in self._typed if (unit, key) == (code, indicator)}

    def indicators(self) -> tuple[IndicatorInfo, ...]:
        """What today's editions count, in their order."""
        return tuple(info for info in self._count.indicators.values() if not info.hidden)

    @staticmethod
    def _only(typed: Typed | None) -> Standing:
        return Standing(typed.value, typed.basis, typed.kind, typed) if typed is not None else Standing(None)

    def _consolidated(self, period: Period) -> Consolidated | None:
        if period.label not in self._found:
            try:
                known = bool(reported_within(self._office, period))
                self._found[period.label] = self._figured(period) if known else None
            except AppError:  # the unit did not exist then
                self._found[period.label] = None
        return self._found[period.label]

    def _walks(self, info: IndicatorInfo, period: Period) -> dict[str, Walk]:
        return {
            key: self._walk(key, period)
            for key in filter(None, (info.numerator or info.key, info.denominator))
            if not info.one_of
        }

    def _walk(self, measure: str, period: Period) -> Walk:
        catalogue, key = self._office.catalogue, self._count.forms[measure]
        try:
            then = catalogue.edition(key, self._office.closing(period))
        except AppError:  # the questionnaire had not begun
            return Walk({})
        now = catalogue.edition(key, self._office.closing(self._today))
        return walk(measure, editions_between(catalogue.editions(key), then, now))


def comparison(office: Office, period: Period, *, base_year: int | None = None) -> list[Compared]:
    """Every indicator of which anything is known in the period, against a year before and against a base year."""
    history = History(office, period)
    last = period.window(office.catalogue.calendar(office.packet))[1].year
    found = []
    for info in history.indicators():
        now, before = history.at(info.key, period), history.at(info.key, period.year_before())
        base = history.at(info.key, Period.parse(str(base_year))) if base_year is not None else None
        if not any(one.value for one in (now, before, base) if one):  # what occurred, not what did not
            continue
        found.append(
            compared(
                info.label,
                info.unit,
                info.decimals,
                info.group,
                now=_as_known(now),
                before=_as_known(before),
                base=None if base is None else _as_known(base),
                intervals=0 if base_year is None else last - base_year,
                told=tuple(
                    dict.fromkeys((*now.broken, *before.broken, *_differing(now), *_differing(before)))
                ),
            )
        )
    return found


def _as_known(standing: Standing) -> Known:
    typed = not standing.counted and standing.typed is not None
    return Known(standing.value, standing.basis, typed, standing.kind in ("estimate", "preliminary"))


def _differing(standing: Standing) -> tuple[str, ...]:
    """What was typed and what was counted, where they differ; the details win."""
    if standing.differs is None or standing.typed is None:
        return ()
    return (f"số nhập tay {show(standing.typed.value, 2)} khác số cộng từ chi tiết",)
