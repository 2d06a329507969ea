"""Reports and charts: figures laid out as official forms, and drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from base.period import Period
from base.units import Level, Unit, UnitTree
from consolidation import layout, tables
from consolidation.figures import Consolidated
from consolidation.layout import Layout
from consolidation.pages import Filled
from consolidation.table import Book, Signature
from consolidation.tables import Letterhead, Source
from courier.fingerprint import fingerprint
from courier.sheet import KIND_WORDS
from db import records, schema, sums
from forms.check import checker
from forms.owner import owner_key
from office.figures import consolidate, consolidate_today, counted, only
from office.office import Office, refuse_other_kind
from office.receiving import STATE_WORDS, UnitStatus, status

AsOf = Literal["reported", "today"]
DEFAULT_LAYOUT = "consolidated"


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
    laid = _with_own_titles(office, layout.find(key, _layout_folder(office)))
    reported = consolidate(office, period)
    found = _with_total(only(reported if as_of == "reported" else consolidate_today(office, period), level))
    tree = office.tree(period) if as_of == "reported" else office.store.units.as_of(_today(office))
    head = letterhead(tree, found.root.unit)
    own = {form.key: form.title for form in office.forms(period)}
    count = counted(office, period)
    asked: dict[str, list[str]] = {title: [] for title in own.values()}
    for indicator in found.indicators:
        form = count.form_of(indicator)
        if form in own:
            asked[own[form]].append(indicator)
    on, pages = office.closing(period), _records(office, period, laid)
    sheets = tables.tables(laid, found, head, on=on, asked=asked, records=pages)
    if as_of == "today":
        note = f"Số liệu xếp theo đơn vị hành chính ngày {_today(office):%d/%m/%Y}."
        sheets = [replace(sheet, notes=(*sheet.notes, note)) for sheet in sheets]
    if not sheets or any(sheet.rows != "record" for sheet in laid.sheet):
        sheets.append(tables.sources_table(sources(office, period, reported), reported, head))
    covered = found.root.coverage
    coverage = f"{covered.approved}/{covered.expected} đơn vị cấp xã"
    footer = f"{found.root.unit.name} – {period.in_words()} – {coverage}"
    return Book(tuple(sheets), Signature(), footer, office.store.meta("illustrative") == "1")


def retitle(office: Office, key: str, sheet: str, title: str) -> None:
    """Keep the office's own words for the title of a sheet of a layout; "" takes the layout's words again."""
    office.store.set_meta(_title_key(key, sheet), title.strip())


def _title_key(key: str, sheet: str) -> str:
    return f"title {key} {sheet}"


def _with_own_titles(office: Office, laid: Layout) -> Layout:
    sheets = (
        msgspec.structs.replace(sheet, title=own) if own else sheet
        for sheet in laid.sheet
        for own in [office.store.meta(_title_key(laid.key, sheet.name))]
    )
    return msgspec.structs.replace(laid, sheet=tuple(sheets))


def _records(office: Office, period: Period, laid: Layout) -> dict[str, list[Filled]]:
    """Form → the records in the totals of which the layout makes pages, unit by unit; what ended has no page."""
    forms = {form.key: form for form in office.forms(period)}
    found: dict[str, list[Filled]] = {}
    for key in sorted({sheet.form for sheet in laid.sheet if sheet.rows == "record"} & forms.keys()):
        form, owner = forms[key], forms.get(owner_key(forms[key]))
        schema.grow(office.store, [form, *([owner] if owner else [])], travelled=office.catalogue.travelled)
        link = checker(form, office.catalogue, office.closing(period))
        for unit in office.tree(period).under(office.unit_in(period).code):
            place = {"unit": unit.key, "period": period.label}
            own = records.read(office.store, owner, **place) if owner else []
            owners = {one.record_id: one.values for one in own}
            found.setdefault(key, []).extend(
                Filled(form, one, owner, link.owner_of(one, owners) or {})
                for one in records.read(office.store, form, **place)
                if one.carried != "ended"
            )
    return found


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


def groups(office: Office, found: Consolidated) -> dict[str, tuple[str, ...]]:
    """Title → indicators that belong together: the main ones first, then group by group what anybody reported."""
    known = {key for key, figure in found.root.figures.items() if figure.value is not None}
    main = layout.find(DEFAULT_LAYOUT, _layout_folder(office)).sheet[0]
    listed = {
        main.name: tuple(c.indicator for c in main.column if c.indicator in (known or found.indicators))
    }
    for key, info in found.indicators.items():
        if key in known:
            listed[info.group] = (*listed.get(info.group, ()), key)
    return {title: keys for title, keys in listed.items() if keys}


def save(content: bytes, path: Path) -> None:
    """Write a document that was made elsewhere, whole or not at all. Raises OUTPUT_KIND and the troubles of writing."""
    from exports.writing import atomic_output

    refuse_other_kind(path, ".pdf")
    with atomic_output(path) as beside:
        beside.write_bytes(content)


def write(book: Book, path: Path) -> None:
    """Write tables that were made before: the workbook of a preview. Raises OUTPUT_KIND and the troubles of writing."""
    from exports import official

    refuse_other_kind(path, ".xlsx")
    official.write_book(book, path)
