"""Taking back and doing again: each by a new, inverse act in the journal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from base.errors import AppError, Code
from base.period import Period
from base.progress import Progress
from db import journal, records
from db.journal import RowChange
from forms.spec import Form
from office.office import Office

Act = Literal["undo", "redo"]


def undo(office: Office, *, period: Period | None = None, progress: Progress | None = None) -> journal.Line:
    """Take back the last act on records (of one period) by a new, inverse act.

    Raises UNDO_NOTHING, UNDO_CHANGED, REPORT_CLOSED.
    """
    return _turned(office, period, act="undo", progress=progress or Progress())


def redo(office: Office, *, period: Period | None = None, progress: Progress | None = None) -> journal.Line:
    """Do again what was taken back last (in one period); raises REDO_NOTHING and what undo raises."""
    return _turned(office, period, act="redo", progress=progress or Progress())


def waiting(office: Office, *, period: Period | None = None, act: Act) -> journal.Line:
    """The act that undo or redo would turn back; raises UNDO_NOTHING, REDO_NOTHING."""
    last = journal.last_undoable if act == "undo" else journal.last_redoable
    line = last(office.store, period=period.label if period else "")
    if line is None:
        raise AppError(Code.UNDO_NOTHING if act == "undo" else Code.REDO_NOTHING)
    return line


def _turned(office: Office, period: Period | None, *, act: Act, progress: Progress) -> journal.Line:
    with office.store.writing():
        line = waiting(office, period=period, act=act)
        _invert(office, line, act=act, progress=progress)
    return line


def _invert(office: Office, line: journal.Line, *, act: Act, progress: Progress) -> None:
    period = Period.parse(line.period)
    office.draft(period)
    form = office.form(line.form, period)
    if any("state" in (change.after or {}) for change in line.row_changes if not change.record_id):
        _invert_state(office, form, line, act=act)
    else:
        _invert_rows(office, form, line, act=act, progress=progress)


def _invert_rows(office: Office, form: Form, line: journal.Line, *, act: Act, progress: Progress) -> None:
    place = {"unit": line.unit, "period": line.period}
    period = Period.parse(line.period)
    changed: dict[str, list[RowChange]] = {form.key: []}
    for change in line.row_changes:
        changed.setdefault(change.form or form.key, []).append(change)
    forms = {key: office.form(key, period) for key in changed}
    inverse: dict[str, list[RowChange]] = {}
    for key, changes in changed.items():
        now = records.read_some(office.store, forms[key], [c.record_id for c in changes], **place)
        for change in progress.through(changes, f"Đọc {forms[key].title}"):
            if records.image(now.get(change.record_id)) != _without_place(change.after):
                raise AppError(Code.UNDO_CHANGED)
        inverse[key] = [RowChange(c.record_id, c.after, c.before) for c in changes]
    progress.step(0, 0, f"Ghi {form.title}")
    own = inverse.pop(form.key)
    also = [(forms[key], changes) for key, changes in inverse.items()]
    records.save(office.store, form, own, **place, act=act, door=act, undoes=line.seq, also=also)
    for key, one in forms.items():
        empty = not records.count(office.store, one, **place)
        if empty and journal.stood_before(office.store, replace(line, form=key)) == "nil":
            records.set_state(office.store, one, "nil", **place)


def _without_place(told: dict[str, Any] | None) -> dict[str, Any] | None:
    return told and {key: value for key, value in told.items() if key != "position"}


def _invert_state(office: Office, form: Form, line: journal.Line, *, act: str) -> None:
    place = {"unit": line.unit, "period": line.period}
    (change,) = line.row_changes
    now = records.states(office.store, **place).get(form.key, ("open", ""))[0]
    if now != (change.after or {})["state"] or records.count(office.store, form, **place):
        raise AppError(Code.UNDO_CHANGED)
    records.set_state(office.store, form, (change.before or {})["state"], **place)
    back = RowChange("", change.after, change.before)
    journal.write(office.store, act, **place, form=form.key, changes=[back], undoes=line.seq)
