"""Forms as sheets: written to be filled in, and taken again whole or not at all."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from base.errors import Code, Problem
from base.period import Period
from base.progress import Progress
from db import records, reports, schema
from forms.owner import owner_key
from forms.spec import Form, Record
from office.entering.entry import check_records, enter
from office.office import Office, refuse_other_kind

if TYPE_CHECKING:
    from imports.filled.expected import Expected
    from imports.filled.expected import Filled as Sheet


@dataclass(frozen=True, slots=True)
class Filled:
    """What a filled-in sheet brought. `refused` are the cells that kept it out; `problems` also tell of rules."""

    form: Form
    records: int
    problems: list[Problem]
    refused: list[Problem]
    taken: bool


def template(office: Office, period: Period, form_key: str, path: Path) -> None:
    """Write the sheet to fill in for a form, with what the period already holds."""
    from exports import template as exported

    refuse_other_kind(path, ".xlsx")
    office.report(period)
    form = office.form(form_key, period)
    unit = office.unit_in(period)
    schema.grow(office.store, [form])
    owner = office.form(owner_key(form), period) if owner_key(form) else None
    on = office.closing(period)
    exported.write(
        path,
        exported.Template(
            form=form,
            owner=owner,
            unit_key=unit.key,
            unit_name=unit.name,
            period=period.label,
            packet=office.packet,
            period_words=period.in_words(),
            on=on,
            records=records.read(office.store, form, unit=unit.key, period=period.label),
            owner_names=_owner_names(office, period, owner) if owner else {},
            parameters=office.catalogue.parameters(on),
            hamlets=[name for name, _ in reports.hamlets(office.store, unit=unit.key)],
        ),
    )


def _owner_names(office: Office, period: Period, owner: Form) -> dict[str, str]:
    schema.grow(office.store, [owner])
    found = records.read(office.store, owner, unit=office.unit_in(period).key, period=period.label)
    return {r.record_id: owner.label_of(r.values) for r in found}


def fill(
    office: Office,
    period: Period,
    path: Path,
    *,
    form_key: str = "",
    dry_run: bool = False,
    keep_drafts: bool = False,
    progress: Progress | None = None,
) -> Filled:
    """Take a filled-in sheet whole or not at all.

    Cells that cannot be read keep the file out, unless `keep_drafts` lets them in as raw text. Rules that ask
    or stop are told, and hold back submission, not filling.
    """
    from imports.filled import reading

    told = progress or Progress()
    told.step(0, 0, "Đang đọc biểu mẫu")
    office.draft(period)
    existing = functools.cache(lambda form: _by_id(office, period, form))
    sheet = reading.read(path, _expected(office, period, form_key, existing))
    form = office.form(sheet.form.key, period)
    refused = [p for p in sheet.problems if not (keep_drafts and p.code in reading.KEPT_AS_DRAFT)]
    if refused or dry_run:
        found = check_records(office, period, form.key, sheet.records, progress=told)
        return Filled(form, len(sheet.records), _told(sheet, found), refused, taken=False)
    rules: Sequence[Problem] = ()
    if sheet.records:
        with office.store.writing():  # whoever stops the checks that follow takes nothing in
            rules = enter(office, period, form.key, sheet.records, door=path.name, act="fill", progress=told)
    return Filled(form, len(sheet.records), _told(sheet, rules), [], taken=True)


def _told(sheet: Sheet, rules: Sequence[Problem]) -> list[Problem]:
    """What is wrong with the cells, then what the rules say; a cell that cannot be read is told once."""
    return [*sheet.problems, *(p for p in rules if p.code != Code.UNREADABLE.name)]


def _expected(
    office: Office, period: Period, form_key: str, existing: Callable[[Form], dict[str, Record]]
) -> Expected:
    """What a filled-in sheet is held against: the office, its period, and what it has already entered."""
    from imports.filled.expected import Expected

    history = office.store.units
    return Expected(
        catalogue=office.catalogue,
        unit_key=office.unit_in(period).key,
        unit_name=lambda key: history.by_key(key).name,
        period=period.label,
        packet=office.packet,
        form_key=form_key,
        existing=existing,
        owner_names=lambda form: _owner_names(office, period, office.form(owner_key(form), period)),
        new_id=office.store.surroundings.new_id,
        on=office.closing(period),
    )


def _by_id(office: Office, period: Period, form: Form) -> dict[str, Record]:
    schema.grow(office.store, [form])
    found = records.read(office.store, form, unit=office.unit_in(period).key, period=period.label)
    return {r.record_id: r for r in found}
