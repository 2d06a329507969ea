"""An indicator over the years: counted from reports, carried over changes of editions, or typed as a total."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import cast

from base.errors import AppError
from base.numbers import show
from base.period import Period
from consolidation.crosswalk import Walk, carried, editions_between, makeup, walk
from consolidation.figures import Consolidated, IndicatorInfo
from consolidation.ground import Patches, common, ground_of, patches_of
from consolidation.growth import NOTHING, Beside, Compared, Known, compared
from consolidation.indicators import Counting
from db import records, schema
from forms.spec import Form
from office.agenda import periods
from office.figures.figures import consolidate, counted, reported_within
from office.office import NOT_THERE, Office

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
    """What is known of an indicator in a period, in its display unit: details of all units win, `typed` stays beside.

    `broken`: why the figure is not of the same series as today's. `of_units`: "1/10" where the details lack units.
    """

    value: Fraction | None
    basis: str = ""
    kind: str = ""
    typed: Typed | None = None
    counted: bool = False
    broken: tuple[str, ...] = ()
    of_units: str = ""

    @property
    def known(self) -> Known:
        """The figure as it is compared."""
        return Known(
            self.value,
            self.basis,
            typed=not self.counted and self.typed is not None,
            estimate=self.kind in ("estimate", "preliminary"),
            broken="; ".join(self.broken),
            of_units=self.of_units if self.counted else "",
        )

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
    """Not begun is also what was taken over from a unit that had ended, or had not begun."""
    return office.stood(period) and periods.is_open(office, period)


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
        self._forms: dict[str, Mapping[str, Form]] = {}
        self._ground: dict[tuple[Period, Period], Patches] = {}

    def info(self, indicator: str) -> IndicatorInfo | None:
        """The indicator as today's editions define it; None when they do not count it."""
        return self._count.indicators.get(indicator)

    def at(self, indicator: str, period: Period) -> Standing:
        """What is known of the office's whole area in that period."""
        typed = self._typed.get((self._office.unit.code, period.label, indicator))
        found, info = self._consolidated(period), self.info(indicator)
        if found is None or info is None:
            return self._only(typed)
        told = carried(info, found, self._walks(info, period), level=self._level(info))
        if told.value is None:
            return self._only(typed)
        if told.of_units and typed is not None:
            return replace(self._only(typed), of_units=told.of_units)
        basis = found.root.figures[indicator].basis if indicator in found.root.figures else ""
        return Standing(
            told.value,
            basis,
            found.root.kind,
            typed,
            counted=True,
            broken=told.broken,
            of_units=told.of_units,
        )

    def beside(self, indicator: str, now: Period, then: Period) -> Beside:
        """What is known of two periods over the same units: growth of a part is not growth of the whole."""
        one, other = self.at(indicator, now), self.at(indicator, then)
        whole = not one.known.of_units and not other.known.of_units
        counted = one.counted and other.counted
        if one.value is None or other.value is None:
            return NOTHING
        if whole and (not counted or self._same_area(now, then)):
            return Beside(one.value, other.value)
        if not counted:
            return Beside(None, None, "chưa đủ đơn vị nên không so sánh với số tổng hợp nhập tay")
        found = self._on_common_ground(indicator, now, then)
        return replace(found, told="") if (found.now, found.then) == (one.value, other.value) else found

    def _on_common_ground(self, indicator: str, now: Period, then: Period) -> Beside:
        patches = self._patches(now, then)
        info = self._count.indicators[indicator]
        made, stood = (
            makeup(info, self._there(period), self._walks(info, period), patches) for period in (now, then)
        )
        ground = common(made, stood, without=made.undefined | stood.undefined)
        value, before = made.over(ground), stood.over(ground)
        if value is None or before is None:
            return Beside(None, None, "không có đơn vị nào có số liệu cả hai kỳ nên không so sánh")
        level = self._level(info)
        units = [one.unit.key for one in self._there(now).units if one.unit.level == level]
        count = sum(ground_of([unit], patches) <= ground for unit in units)
        figures = f"{show(before, info.decimals)} → {show(value, info.decimals)}"
        return Beside(value, before, f"so sánh trên {count} đơn vị có số liệu cả hai kỳ ({figures})")

    def _same_area(self, now: Period, then: Period) -> bool:
        units = self._office.unit_in(then), self._office.unit_in(now)
        return units[0].key == units[1].key or self._office.store.units.bond(*units) == "same"

    def _patches(self, now: Period, then: Period) -> Patches:
        if (now, then) not in self._ground:
            units = ([one.unit for one in self._there(period).units] for period in (then, now))
            days = self._office.dates(then)[1], self._office.dates(now)[1]
            self._ground[now, then] = patches_of(self._office.store.units, *units, on=days)
        return self._ground[now, then]

    def _there(self, period: Period) -> Consolidated:
        """The figures of a period of which there are any."""
        return cast("Consolidated", self._consolidated(period))

    def _level(self, info: IndicatorInfo) -> str:
        return self._count.levels[info.numerator or (info.one_of or (info.key,))[0]]

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
        """None where nothing was reported, or where the office's unit was not there."""
        if period.label not in self._found:
            try:
                known = bool(reported_within(self._office, period))
                self._found[period.label] = self._figured(period) if known else None
            except AppError as error:
                if error.code not in NOT_THERE:
                    raise
                self._found[period.label] = None
        return self._found[period.label]

    def _walks(self, info: IndicatorInfo, period: Period) -> dict[str, Walk]:
        return {
            key: self._walk(key, period)
            for key in filter(None, (info.numerator or info.key, info.denominator))
            if not info.one_of
        }

    def _walk(self, measure: str, period: Period) -> Walk:
        key = self._count.forms[measure]
        then, now = (self._in_force(one).get(key) for one in (period, self._today))
        if then is None or now is None:  # the questionnaire had not begun
            return Walk({})
        return walk(measure, editions_between(self._office.catalogue.editions(key), then, now))

    def _in_force(self, period: Period) -> Mapping[str, Form]:
        if period.label not in self._forms:
            forms = self._office.catalogue.in_force(self._office.closing(period))
            self._forms[period.label] = {form.key: form for form in forms}
        return self._forms[period.label]


def comparison(office: Office, period: Period, *, base_year: int | None = None) -> list[Compared]:
    """Every indicator of which anything is known in the period, against a year before and against a base year."""
    history, year_before = History(office, period), period.year_before()
    since = Period.parse(str(base_year)) if base_year is not None else None
    last = period.window(office.catalogue.calendar(office.packet))[1].year
    found = []
    for info in history.indicators():
        now, before = history.at(info.key, period), history.at(info.key, year_before)
        base = history.at(info.key, since) if since is not None else None
        if not any(one.value for one in (now, before, base) if one):  # what occurred, not what did not
            continue
        told = (*now.broken, *before.broken, *_beside_typed(now), *_beside_typed(before))
        found.append(
            compared(
                info.label,
                info.unit,
                info.decimals,
                info.group,
                now=now.known,
                before=before.known,
                base=None if base is None else base.known,
                against=history.beside(info.key, period, year_before),
                since=NOTHING if since is None else history.beside(info.key, period, since),
                intervals=0 if base_year is None else last - base_year,
                told=tuple(dict.fromkeys(told)),
            )
        )
    return found


def _beside_typed(standing: Standing) -> tuple[str, ...]:
    """What was typed and what was counted, where they differ; details win unless units are missing in them."""
    if standing.typed is None:
        return ()
    if standing.of_units:
        return (f"chưa dùng số cộng từ chi tiết của {standing.of_units} đơn vị",)
    if standing.differs is None:
        return ()
    return (f"số nhập tay {show(standing.typed.value, 2)} khác số cộng từ chi tiết",)
