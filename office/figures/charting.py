"""Charts: one indicator over units, periods or parts, drawn for the screen and for files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from base.errors import AppError, Code, Problem, nearest_hint, problem
from base.nearest import nearest
from base.period import Period
from base.text import search_key
from consolidation.figures import KINDS, MIXED, Consolidated, IndicatorInfo, UnitFigures
from consolidation.origin import below
from consolidation.series import MAX_PARTS, Chart, Point, Series
from db import records
from forms.spec import Partition
from office.agenda import periods
from office.figures.series import TYPED, History
from office.office import Office, refuse_other_kind
from office.territory.today import AsOf, consolidate

if TYPE_CHECKING:
    from exports.charts import Drawing

CHART_SUFFIXES = (".png", ".svg", ".pdf")
ChartKind = Literal["bar", "line", "pie"]
By = Literal["unit", "period", "part"]
Figured = Callable[[Period], Consolidated]
"""The consolidation of a period, made or remembered."""
_PERIODS_SHOWN = 5
_KIND_WORDS = {"bar": "cột", "line": "đường", "pie": "hình tròn"}
_BY_WORDS = {"unit": "đơn vị", "period": "kỳ", "part": "thành phần"}


def chart(
    office: Office,
    period: Period,
    indicator: str,
    path: Path,
    *,
    kind: ChartKind = "bar",
    by: By = "unit",
    as_of: AsOf = "reported",
) -> None:
    """Draw one indicator as PNG, SVG or PDF."""
    refuse_other_kind(path, *CHART_SUFFIXES)
    drawing = chart_of(office, period, indicator, kind=kind, by=by, as_of=as_of)
    from exports.charts import files

    files.draw(drawing, path)


def save(drawing: Chart, path: Path) -> None:
    """Write a chart as PNG, SVG or PDF, always as on paper."""
    refuse_other_kind(path, *CHART_SUFFIXES)
    from exports.charts import files

    files.draw(drawing, path)


def picture(drawing: Chart) -> bytes:
    """The chart as PNG, as on paper."""
    from exports.charts import files

    return files.picture(drawing, ".png")


def drawn(drawing: Chart, colours: Mapping[str, str | Sequence[str]] | None = None) -> Drawing:
    """The chart for the screen, laid out by the code that lays it out for files.

    `colours`: series (six), ink, pale_ink, rule, edge and paper as #RRGGBB; without them as on paper.
    """
    from exports import charts

    return charts.drawing(drawing, charts.instead(**colours) if colours else None)  # type: ignore[arg-type]


def silent(drawing: Chart) -> Chart:
    """The chart without numbers on its marks."""
    series = tuple(
        replace(one, points=tuple(replace(p, silent=True) for p in one.points)) for one in drawing.series
    )
    return replace(drawing, series=series)


def parted(office: Office, period: Period) -> frozenset[str]:
    """The indicators that are a total of few enough parts to be drawn by part."""
    forms = office.catalogue.in_force(office.closing(period))
    return frozenset(p.total for form in forms for p in form.partition if len(p.parts) <= MAX_PARTS)


def labels(found: Consolidated, keys: Sequence[str]) -> dict[str, str]:
    """Label → key; where two indicators are called the same, the second one's group or key is added."""
    listed: dict[str, str] = {}
    for key in keys:
        info = found.indicators[key]
        label = info.label if info.label not in listed else f"{info.label} ({info.group})"
        listed[label if label not in listed else f"{label} – {key}"] = key
    return listed


def named(text: str, listed: Mapping[str, str]) -> tuple[str, Problem | None]:
    """(key, None) of the label that was typed, accents and case aside; else ("", what is wrong with the text)."""
    sought = {label: search_key(label) for label in listed}
    wanted = search_key(text)
    key = next((listed[label] for label, one in sought.items() if one == wanted), None)
    if key is not None:
        return key, None
    by_words = {words: label for label, words in sought.items()}
    hint = nearest_hint([by_words[words] for words in nearest(wanted, by_words.keys(), alike=70)])
    return "", problem(
        Code.NOT_A_CHOICE, fields=("indicator",), label="Chỉ tiêu", text=text.strip(), nearest=hint
    )


def chart_of(
    office: Office,
    period: Period,
    indicator: str,
    *,
    kind: ChartKind,
    by: str,
    figured: Figured | None = None,
    before: Period | None = None,
    as_of: AsOf = "reported",
) -> Chart:
    """What the chart shows; raises INDICATOR_UNKNOWN, CHART_KIND, CHART_NOTHING and what consolidate_today raises.

    `figured` gives consolidations that are already there. `before`: a period that bars by unit are compared to.
    `as_of` today draws old figures on the units of today; as reported a series tells where its territory changed.
    """
    given = figured or (lambda one: consolidate(office, one, as_of))
    found = given(period)
    info = _indicator(found, indicator)
    shown = _periods(office, found, info, as_of) if by == "period" else []
    points = (
        _period_points(office, found, info, given, shown)
        if by == "period"
        else {"unit": _unit_points, "part": _part_points}[by](office, found, info)
    )
    pie_says_nothing = info.is_ratio or by == "period" or len(points) < 2
    if (kind == "pie" and pie_says_nothing) or (kind == "line" and by != "period"):
        raise AppError(Code.CHART_KIND, kind=_KIND_WORDS[kind], by=_BY_WORDS[by])
    if all(point.value is None for point in points):
        raise AppError(Code.CHART_NOTHING, indicator=info.label, period=period.in_words())
    previous = None
    if before is not None and kind == "bar" and by == "unit":
        previous = _series_before(found, given(before), info, points)
    made = _chart(office, found, info, points, kind=kind, by=by, previous=previous)
    told = [
        made.subtitle,
        *_told_of_units(office, found, as_of, (*_changed_days(office, shown, as_of), *found.broken)),
    ]
    return replace(made, subtitle="; ".join(filter(None, told)))


def _indicator(found: Consolidated, key: str) -> IndicatorInfo:
    """Raises INDICATOR_UNKNOWN, naming what may be meant."""
    if key not in found.indicators:
        near = nearest_hint(nearest(key, found.indicators.keys()))
        raise AppError(Code.INDICATOR_UNKNOWN, indicator=key, nearest=near)
    return found.indicators[key]


def _told_of_units(office: Office, found: Consolidated, as_of: AsOf, changed: Sequence[date]) -> list[str]:
    """On which units the figures stand, where that changed, and what is in none of them."""
    told = []
    if as_of == "today":
        told.append(f"theo đơn vị ngày {office.store.surroundings.now():%d/%m/%Y}")
    told += [f"địa giới thay đổi ngày {day:%d/%m/%Y}" for day in dict.fromkeys(changed)]
    if found.unclear:
        told.append(f"chưa cộng {len(found.unclear)} đơn vị cũ chưa rõ nay thuộc đơn vị nào")
    return told


def _series_before(
    found: Consolidated, stood: Consolidated, info: IndicatorInfo, points: Sequence[Point]
) -> Series | None:
    """The same units in another period; None where none of them had the figure."""
    values = {one.unit.key: one.figures[info.key].value for one in stood.units if info.key in one.figures}
    shown = [values.get(one.unit.key) for one in _units_shown(found)]
    before = tuple(Point(point.label, value) for point, value in zip(points, shown, strict=True))
    return Series(_upper(stood.period.in_words()), before) if any(v is not None for v in shown) else None


def _chart(
    office: Office,
    found: Consolidated,
    info: IndicatorInfo,
    points: Sequence[Point],
    *,
    kind: ChartKind,
    by: str,
    previous: Series | None,
) -> Chart:
    root, figure = found.root, found.root.figures[info.key]
    added = root.coverage.approved
    if figure.value is not None and not figure.pooled:
        added = min(figure.units, added)
    label = info.label.removeprefix("Trong đó: ")
    about = "" if by == "period" else f", {found.period.in_words()}"
    subtitle = "; ".join(
        filter(
            None,
            [KINDS[root.kind] and f"Số liệu {KINDS[root.kind]}", root.coverage.words]
            + [point.note for point in points if point.complete],
        )
    )
    made = office.store.surroundings.now()
    return Chart(
        kind=kind,
        title=f"{label[:1].upper()}{label[1:]} – {root.unit.name}{about}",
        subtitle=subtitle,
        unit=info.unit,
        decimals=info.decimals,
        series=(
            Series(root.unit.name if previous is None else _upper(found.period.in_words()), tuple(points)),
        ),
        source=f"Tổng hợp báo cáo của {added}/{root.coverage.expected} đơn vị cấp xã",
        date_line=f"Ngày lập: {made:%d/%m/%Y}",
        illustrative=office.store.meta("illustrative") == "1",
        keep_order=by != "unit",
        previous=previous,
    )


def _upper(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def _point(label: str, entry: UnitFigures, key: str) -> Point:
    value: Fraction | None = entry.figures[key].value
    whole = entry.figures[key].units >= entry.coverage.expected
    return Point(label, value, whole, entry.coverage.words or ("" if whole else "chưa đủ số liệu"))


def _unit_points(office: Office, found: Consolidated, info: IndicatorInfo) -> Sequence[Point]:
    return [_point(entry.unit.name, entry, info.key) for entry in _units_shown(found)]


def _units_shown(found: Consolidated) -> list[UnitFigures]:
    """The units directly below the one that consolidates; it alone where there are none."""
    return below(found, found.root) or [found.root]


def _periods(office: Office, found: Consolidated, info: IndicatorInfo, as_of: AsOf) -> list[Period]:
    """The periods of this kind of which anything is known, the last few, oldest first.

    As reported only those in which the office's unit stood: a code that was used again joins no two series.
    """
    wanted = found.period
    labels = {label for entry in found.units for label in records.periods(office.store, unit=entry.unit.key)}
    labels |= {one.label for one in periods.heard_of(office)}
    labels |= History(office, wanted).typed_periods(info.key)
    same = (p for p in map(Period.parse, labels | {wanted.label}) if p.kind == wanted.kind and p <= wanted)
    stood = (p for p in same if as_of == "today" or p == wanted or office.stood(p))
    return sorted(stood)[-_PERIODS_SHOWN:]


def _changed_days(office: Office, shown: Sequence[Period], as_of: AsOf) -> tuple[date, ...]:
    """The days between the periods on which the office's unit took other territory, as it is drawn as reported."""
    if as_of == "today":
        return ()
    units = [office.unit_in(period) for period in shown]
    return tuple(
        now.valid_from
        for then, now in pairwise(units)
        if then.key != now.key and office.store.units.bond(then, now) != "same"
    )


def _period_points(
    office: Office, found: Consolidated, info: IndicatorInfo, given: Figured, shown: Sequence[Period]
) -> Sequence[Point]:
    """The office's whole area over these periods: counted, or typed as totals where nothing was counted."""
    wanted, history = found.period, History(office, found.period, given)
    basis = history.at(info.key, wanted).basis
    points = []
    for period in shown:
        standing = history.at(info.key, period)
        if standing.basis and basis and standing.basis != basis:
            points.append(Point(period.label, None, note=f"{period.label}: {MIXED}"))
        elif standing.counted:
            known = standing.known
            points.append(Point(period.label, known.value, not known.lacks, known.lacks or known.broken))
        elif standing.value is not None:
            points.append(Point(period.label, standing.value, note=f"{period.label}: {TYPED}"))
        elif info.key in given(period).root.figures:
            points.append(_point(period.label, given(period).root, info.key))
    return points


def _part_points(office: Office, found: Consolidated, info: IndicatorInfo) -> Sequence[Point]:
    for form in office.catalogue.in_force(office.closing(found.period)):
        for partition in form.partition:
            if partition.total == info.key and len(partition.parts) <= MAX_PARTS:
                return _parts(found, partition, info)
    raise AppError(Code.CHART_KIND, kind=f"“{info.label}”", by=_BY_WORDS["part"])


def _parts(found: Consolidated, partition: Partition, info: IndicatorInfo) -> Sequence[Point]:
    return [_point(found.indicators[key].label, found.root, key) for key in partition.parts]
