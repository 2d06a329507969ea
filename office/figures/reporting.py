"""Reports and charts: figures laid out as official forms, and drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import msgspec

from base.errors import AppError, Code
from base.period import Period
from base.units import Level, Unit, UnitTree
from consolidation import layout, tables
from consolidation.figures import Consolidated
from consolidation.layout import Layout
from consolidation.pages import Filled
from consolidation.plan_tables import Built
from consolidation.table import Book, Signature
from consolidation.tables import Letterhead, Source
from courier import payload as courier_payload
from courier.fingerprint import fingerprint
from courier.sheet import KIND_WORDS, REMADE_WORDS
from db import received, records, reports, schema, sums
from forms.check import checker
from forms.owner import owner_key
from office.figures import estimate_errors, figures, pooled
from office.figures.figures import counted, only
from office.figures.plans import plan_lists
from office.office import Office, refuse_other_kind
from office.receiving.receiving import STATE_WORDS, UnitStatus, status
from office.territory.today import AsOf, consolidate

DEFAULT_LAYOUT = "consolidated"


def layouts(office: Office) -> dict[str, str]:
    """key → title of the layouts at hand, those of the office's folder `layouts` included."""
    found = layout.layouts(_layout_folder(office), office.catalogue.counted)
    return {key: laid.title for key, laid in found.items()}


def _layout_folder(office: Office) -> Path:
    return office.store.path.parent / "layouts"


def _find(office: Office, key: str) -> Layout:
    return layout.find(key, _layout_folder(office), office.catalogue.counted)


def book(
    office: Office,
    period: Period,
    key: str = DEFAULT_LAYOUT,
    *,
    as_of: AsOf = "reported",
    level: Level | None = None,
    base_year: int | None = None,
) -> Book:
    """The finished tables of a report: what the preview shows and the workbook holds.

    `as_of` today lays old figures out on the units of today; a `level` leaves its units and the total. `base_year`:
    since when average growth is counted, where the layout compares years; without one it is that of the targets.
    Raises LAYOUT_UNKNOWN, and LAYOUT_NOTHING where the period holds nothing that the layout tells.
    """
    laid = _with_own_titles(office, _find(office, key))
    consolidated = consolidate(office, period, as_of)
    found = _with_total(only(consolidated, level))
    head = _head_as_of(office, period, found.root.unit, as_of)
    stood = as_of == "reported" or office.stood(period)
    asked = _asked(office, period, found, stood=stood)
    on, pages = office.closing(period), _records(office, period, laid) if stood else {}
    lists = _lists(office, period, laid, base_year) if stood else {}
    sheets = tables.tables(laid, found, head, on=on, asked=asked, records=pages, lists=lists)
    notes = _notes_without_records(office, period) if pages else []
    notes += _notes_of_today(office, found) if as_of == "today" else []
    if notes:
        sheets = [replace(sheet, notes=(*sheet.notes, *notes)) for sheet in sheets]
    if not sheets:
        why = f" {laid.nothing}" if laid.nothing else ""
        raise AppError(Code.LAYOUT_NOTHING, layout=laid.title, period=period.in_words(), why=why)
    if any(sheet.of_reports for sheet in laid.sheet):
        listed = sources(office, period) if stood else []
        if as_of == "today":
            listed += _taken_over(office, period, {one.unit.key for one in consolidated.units}, listed)
        reported = figures.consolidate(office, period) if stood and as_of == "today" else consolidated
        sheets.append(tables.sources_table(listed, reported, head))
    covered = found.root.coverage
    coverage = f"{covered.approved}/{covered.expected} đơn vị cấp xã"
    version = _version(office, period) if as_of == "reported" else ""
    footer = f"{version}{found.root.unit.name} – {period.in_words()} – {coverage}"
    return Book(tuple(sheets), Signature(), footer, office.store.meta("illustrative") == "1")


def _version(office: Office, period: Period) -> str:
    """Of which version of the office's own report the figures are, once it went up: the code on that report's pages.

    It stands first, where a narrow page cuts nothing off.
    """
    unit = office.unit_in(period).key
    report = reports.find(office.store, unit=unit, period=period.label, packet=office.packet)
    if report is None or report.state != "submitted":
        return ""
    sent = reports.submitted(office.store, unit=unit, period=period.label, packet=office.packet)[-1]
    return f"Mã kiểm tra {fingerprint(sent.hash)}, bản số {sent.version} – "


def _lists(office: Office, period: Period, laid: Layout, base_year: int | None) -> dict[str, Built]:
    """The sheets that list something else than units and lines: plans, growth, estimates."""
    plans = plan_lists(office, period, {sheet.rows for sheet in laid.sheet}, base_year)
    return {**plans, **estimate_errors.lists(office, period, laid.sheet)}


def _asked(office: Office, period: Period, found: Consolidated, *, stood: bool) -> dict[str, list[str]]:
    """Title of each form that the period asks for → its indicators."""
    forms = office.forms(period) if stood else office.catalogue.asked(office.packet, period)
    own = {form.key: form.title for form in forms}
    count = counted(office, period)
    asked: dict[str, list[str]] = {title: [] for title in own.values()}
    for indicator in found.indicators:
        form = count.form_of(indicator)
        if form in own:
            asked[own[form]].append(indicator)
    return asked


def _head_as_of(office: Office, period: Period, unit: Unit, as_of: AsOf) -> Letterhead:
    """Of an old unit that heads the communes of today on its territory: as it was named while it stood."""
    if as_of == "reported":
        return letterhead(office.tree(period), unit)
    history = office.store.units
    standing = history.by_key(unit.key)
    return letterhead(history.as_of(standing.valid_to or _today(office)), standing)


def _notes_without_records(office: Office, period: Period) -> list[str]:
    """Whose records are not among those that the sheets list, since they stayed with their units."""
    names = [unit.name for unit in pooled.without_records(office, period)]
    if not names:
        return []
    return [f"Không có bản ghi của {len(names)} đơn vị chỉ gửi số tổng hợp: {', '.join(names)}."]


def _notes_of_today(office: Office, found: Consolidated) -> list[str]:
    """What a reader must know of old figures on today's units."""
    notes = [
        f"Kỳ này gộp số liệu trước và sau ngày {day:%d/%m/%Y} (thay đổi địa giới)." for day in found.broken
    ]
    if found.unclear:
        names = ", ".join(f"{unit.name} ({unit.code})" for unit in found.unclear)
        notes.append(
            f"Chưa cộng số liệu của {len(found.unclear)} đơn vị cũ chưa rõ nay thuộc đơn vị nào: {names}."
        )
    return [*notes, f"Số liệu xếp theo đơn vị hành chính ngày {_today(office):%d/%m/%Y}."]


def retitle(office: Office, key: str, title: str, *, sheet: str = "") -> None:
    """Keep the office's own words for the title of a sheet of a layout, of its first if none is named.

    "" takes the layout's words again. Raises LAYOUT_UNKNOWN.
    """
    laid = _find(office, key)
    office.store.set_meta(_title_key(key, sheet or laid.sheet[0].name), title.strip())


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
    return f"{'Sở Công Thương' if unit.level == 'province' else 'UBND'} {unit.name_in_text}"


def sources(office: Office, period: Period) -> list[Source]:
    """Every commune: the version that is in the totals, or why there is none. Names no time of arrival."""
    tree = office.tree(period)
    listed: list[Source] = []
    differing, full = _differing(office, period), received.in_full(office.store)
    for one in status(office, period):
        if one.unit.level != "commune":
            continue
        above = tree.parent(one.unit)
        own = one.unit.key == office.unit_in(period).key
        is_in = own or one.state in ("approved", "added", "closed")
        place, paper = above.name if above else "", full.get(one.hash, one.hash)
        source = _source(replace(one, hash=paper), place, counted=is_in, number=len(listed) + 1)
        made = _made(office, one.hash) if is_in and one.hash else ""
        reason = "; ".join(filter(None, [source.reason, made, differing.get(one.unit.key)]))
        listed.append(replace(source, reason=reason))
    return listed


def _made(office: Office, digest: str) -> str:
    """How the version was made where the unit did not submit it itself, "Nhập thay"; and that it has no records."""
    head = courier_payload.head(reports.payload(office.store, digest))
    told = [REMADE_WORDS[head.remade.how]] if head.remade else []
    words = "; ".join([*told, "chỉ có số tổng hợp"] if head.condensed else told)
    return words[:1].upper() + words[1:]


def _taken_over(
    office: Office, period: Period, shown: Collection[str], listed: Sequence[Source]
) -> list[Source]:
    """The reports of predecessors that are in today's figures: they reported to another office then."""
    history, tree = office.store.units, office.tree(period)
    known = {source.code for source in listed}
    found: list[Source] = []
    for key, entry in sorted(
        received.admitted(office.store, period=period.label, packet=office.packet).items()
    ):
        unit = history.by_key(key)
        heirs = {heir.key for heir in history.heirs_of(unit, on=_today(office))}
        if unit.level != "commune" or unit.code in known or not heirs & {*shown}:
            continue
        above, head = tree.parent(unit), courier_payload.head(reports.payload(office.store, entry.hash))
        found.append(
            Source(
                len(listed) + len(found) + 1,
                unit.name,
                unit.code,
                above.name if above else "",
                "Đã tổng hợp",
                True,
                head.version,
                KIND_WORDS.get(head.kind, ""),
                fingerprint(entry.hash),
                "Nhận của đơn vị cũ",
            )
        )
    return found


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
    base_year: int | None = None,
) -> None:
    """Write an official workbook; raises what book() raises, OUTPUT_KIND and the troubles of writing."""
    from exports import official

    refuse_other_kind(path, ".xlsx")
    official.write_book(book(office, period, key, as_of=as_of, level=level, base_year=base_year), path)


def groups(office: Office, found: Consolidated) -> dict[str, tuple[str, ...]]:
    """Title → indicators that belong together: the main ones first, then group by group what anybody reported."""
    known = {key for key, figure in found.root.figures.items() if figure.value is not None}
    main = _find(office, DEFAULT_LAYOUT).sheet[0]
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
