"""Reports and charts: figures laid out as official forms, and drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Literal

from rapidfuzz import process

from base.errors import AppError, Code, nearest_hint
from base.period import Period
from base.units import Level, Unit, UnitTree
from consolidation import layout, tables
from consolidation.figures import KINDS, Consolidated, IndicatorInfo, UnitFigures
from consolidation.series import MAX_PARTS, Chart, Point, Series
from consolidation.table import Book, Signature
from consolidation.tables import Letterhead, Source
from courier.fingerprint import fingerprint
from courier.sheet import KIND_WORDS
from db import records, sums
from forms.spec import Partition
from office.figures import consolidate, consolidate_today, counted, only
from office.office import Office, refuse_other_kind
from office.receiving import STATE_WORDS, UnitStatus, status

AsOf = Literal["reported", "today"]
CHART_SUFFIXES = (".png", ".svg", ".pdf")
DEFAULT_LAYOUT = "consolidated"
_PERIODS_SHOWN = 5
_KIND_WORDS = {"bar": "cột", "line": "đường", "pie": "hình tròn"}
_BY_WORDS = {"unit": "đơn vị", "period": "kỳ", "part": "thành phần"}


def layouts(office: Office) -> dict[str, str]:
    """key → title of the layouts at hand, those of the office's folder `layouts` included."""
    return {key: laid.title for key, laid in layout.layouts(_layout_folder(office)).items()}


def _layout_folder(office: Office) -> Path:
    return office.store.path.parent / "layouts"


def book(
    office: Office,
    period: Period,
    key: str = DEFAULT_LAYOUT,
    *,
    as_of: AsOf = "reported",
    level: Level | None = None,
) -> Book:
    """The finished tables of a report: what the preview shows and the workbook holds.

    `as_of` today lays old figures out on the units of today; a `level` leaves its units and the total.
    """
    laid = layout.find(key, _layout_folder(office))
    reported = consolidate(office, period)
    found = _with_total(only(reported if as_of == "reported" else consolidate_today(office, period), level))
    tree = office.tree(period) if as_of == "reported" else office.store.units.as_of(_today(office))
    head = letterhead(tree, found.root.unit)
    own = {form.key: form.title for form in office.forms(period)}
    count = counted(office, period)
    asked: dict[str, list[str]] = {title: [] for title in own.values()}
    for indicator in found.indicators:
        form = count.forms.get(count.indicators[indicator].numerator or indicator)
        if form in own:
            asked[own[form]].append(indicator)
    sheets = tables.tables(laid, found, head, asked=asked)
    if as_of == "today":
        note = f"Số liệu xếp theo đơn vị hành chính ngày {_today(office):%d/%m/%Y}."
        sheets = [replace(sheet, notes=(*sheet.notes, note)) for sheet in sheets]
    sheets.append(tables.sources_table(sources(office, period, reported), reported, head))
    covered = found.root.coverage
    coverage = f"{covered.approved}/{covered.expected} đơn vị cấp xã"
    footer = f"{found.root.unit.name} – {period.in_words()} – {coverage}"
    return Book(tuple(sheets), Signature(), footer, office.store.meta("illustrative") == "1")


def _with_total(found: Consolidated) -> Consolidated:
    """The root on top of the units: their sum, even where only one level of them is wanted."""
    return replace(found, units=(found.root, *(u for u in found.units if u is not found.root)))


def _today(office: Office) -> date:
    return office.store.surroundings.now().date()


def letterhead(tree: UnitTree, unit: Unit) -> Letterhead:
    """An office and the one above it, as official forms name them."""
    above = tree.parent(unit)
    return Letterhead(office_name(unit), office_name(above) if above else "Bộ Công Thương")


def office_name(unit: Unit) -> str:
    """The office that reports for a unit: its department of industry and trade, or its people's committee."""
    name = unit.name[:1].lower() + unit.name[1:]
    return f"Sở Công Thương {name}" if unit.level == "province" else f"UBND {name}"


def sources(office: Office, period: Period, found: Consolidated) -> list[Source]:
    """Every commune: the version that is in the totals, or why there is none. Names no time of arrival."""
    tree = office.tree(period)
    listed: list[Source] = []
    differing = _differing(office, period)
    for one in status(office, period):
        if one.unit.level != "commune":
            continue
        above = tree.parent(one.unit)
        own = one.unit.key == office.unit_in(period).key
        is_in = own or one.state in ("approved", "added", "closed")
        source = _source(one, above.name if above else "", counted=is_in, number=len(listed) + 1)
        reason = "; ".join(filter(None, [source.reason, differing.get(one.unit.key)]))
        listed.append(replace(source, reason=reason))
    return listed


def _differing(office: Office, period: Period) -> dict[str, str]:
    """unit → the forms of its report that count something otherwise than the totals, in words."""
    found = sums.unlike(office.store, office.catalogue, office.closing(period), periods=[period.label])
    titles: dict[str, list[str]] = {}
    for (unit, _, _), differs in sorted(found.items()):
        titles.setdefault(unit, []).append(f"Biểu “{differs.title}” khác mẫu của đơn vị khác")
    return {unit: "; ".join(told) for unit, told in titles.items()}


def _source(one: UnitStatus, above: str, *, counted: bool, number: int) -> Source:
    state = "Đã tổng hợp" if counted else STATE_WORDS[one.state]
    return Source(
        number,
        one.unit.name,
        one.unit.code,
        above,
        state,
        counted,
        one.version,
        KIND_WORDS.get(one.kind, ""),
        fingerprint(one.hash) if one.hash else "",
        one.reason or ("Có bản mới hơn chờ duyệt" if one.waiting else ""),
    )


def report(
    office: Office,
    period: Period,
    key: str,
    path: Path,
    *,
    as_of: AsOf = "reported",
    level: Level | None = None,
) -> None:
    """Write an official workbook; raises LAYOUT_UNKNOWN, OUTPUT_KIND and the troubles of writing."""
    from exports import official

    refuse_other_kind(path, ".xlsx")
    official.write_book(book(office, period, key, as_of=as_of, level=level), path)


def chart(
    office: Office,
    period: Period,
    indicator: str,
    path: Path,
    *,
    kind: Literal["bar", "line", "pie"] = "bar",
    by: Literal["unit", "period", "part"] = "unit",
) -> None:
    """Draw one indicator as PNG, SVG or PDF."""
    refuse_other_kind(path, *CHART_SUFFIXES)
    drawing = chart_of(office, period, indicator, kind=kind, by=by)
    from exports import charts

    charts.draw(drawing, path)


def chart_of(
    office: Office, period: Period, indicator: str, *, kind: Literal["bar", "line", "pie"], by: str
) -> Chart:
    """What the chart shows; raises INDICATOR_UNKNOWN, CHART_KIND, CHART_NOTHING."""
    found = consolidate(office, period)
    if indicator not in found.indicators:
        near = [
            hit for hit, _, _ in process.extract(indicator, found.indicators.keys(), limit=2, score_cutoff=60)
        ]
        raise AppError(Code.INDICATOR_UNKNOWN, indicator=indicator, nearest=nearest_hint(near))
    info = found.indicators[indicator]
    points = {"unit": _unit_points, "period": _period_points, "part": _part_points}[by](office, found, info)
    if (kind == "pie" and (info.is_ratio or by == "period" or len(points) < 2)) or (
        kind == "line" and by != "period"
    ):
        raise AppError(Code.CHART_KIND, kind=_KIND_WORDS[kind], by=_BY_WORDS[by])
    if all(point.value is None for point in points):
        raise AppError(Code.CHART_NOTHING, indicator=info.label, period=period.label)
    root = found.root
    label = info.label.removeprefix("Trong đó: ")
    about = "" if by == "period" else f", {period.in_words()}"
    subtitle = "; ".join(
        filter(None, [KINDS[root.kind] and f"Số liệu {KINDS[root.kind]}", root.coverage.words])
    )
    made = office.store.surroundings.now()
    return Chart(
        kind=kind,
        title=f"{label[:1].upper()}{label[1:]} – {root.unit.name}{about}",
        subtitle=subtitle,
        unit=info.unit,
        decimals=info.decimals,
        series=(Series(root.unit.name, tuple(points)),),
        source=f"Tổng hợp báo cáo của {root.coverage.approved}/{root.coverage.expected} đơn vị cấp xã",
        date_line=f"Ngày lập: {made:%d/%m/%Y}",
        illustrative=office.store.meta("illustrative") == "1",
        keep_order=by != "unit",
    )


def _point(label: str, entry: UnitFigures, key: str) -> Point:
    value: Fraction | None = entry.figures[key].value
    whole = entry.figures[key].units >= entry.coverage.expected
    return Point(label, value, whole, entry.coverage.words or ("" if whole else "chưa đủ số liệu"))


def _unit_points(office: Office, found: Consolidated, info: IndicatorInfo) -> Sequence[Point]:
    tree = office.tree(found.period)
    children = {unit.key for unit in tree.children(found.root.unit)} or {found.root.unit.key}
    return [_point(entry.unit.name, entry, info.key) for entry in found.units if entry.unit.key in children]


def _period_points(office: Office, found: Consolidated, info: IndicatorInfo) -> Sequence[Point]:
    wanted = found.period
    labels = {label for entry in found.units for label in records.periods(office.store, unit=entry.unit.key)}
    same = sorted(
        p for p in map(Period.parse, labels | {wanted.label}) if p.kind == wanted.kind and p <= wanted
    )
    points = []
    for period in same[-_PERIODS_SHOWN:]:
        entry = consolidate(office, period).root
        if info.key in entry.figures:
            points.append(_point(period.label, entry, info.key))
    return points


def _part_points(office: Office, found: Consolidated, info: IndicatorInfo) -> Sequence[Point]:
    for form in office.catalogue.in_force(office.closing(found.period)):
        for partition in form.partition:
            if partition.total == info.key and len(partition.parts) <= MAX_PARTS:
                return _parts(found, partition, info)
    raise AppError(Code.CHART_KIND, kind=f"“{info.label}”", by=_BY_WORDS["part"])


def _parts(found: Consolidated, partition: Partition, info: IndicatorInfo) -> Sequence[Point]:
    return [_point(found.indicators[key].label, found.root, key) for key in partition.parts]
