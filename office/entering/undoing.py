"""Taking back and doing again: each by a new, inverse act in the journal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from base.errors import AppError, Code
from base.period import Period
from db import journal, records
from db.journal import RowChange
from forms.spec import Form
from office.office import Office


def undo(office: Office, *, period: Period | None = None) -> journal.Line:
    """Take back the last act on records (of one period) by a new, inverse act.

    Raises UNDO_NOTHING, UNDO_CHANGED, REPORT_CLOSED.
    """
    with office.store.writing():
        line = journal.last_undoable(office.store, period=period.label if period else "")
        if line is None:
            raise AppError(Code.UNDO_NOTHING)
        _invert(office, line, act="undo")
    return line


def redo(office: Office, *, period: Period | None = None) -> journal.Line:
    """Do again what was taken back last (in one period); raises REDO_NOTHING and what undo raises."""
    with office.store.writing():
        line = journal.last_redoable(office.store, period=period.label if period else "")
        if line is None:
            raise AppError(Code.REDO_NOTHING)
        _invert(office, line, act="redo")
    return line


def _invert(office: Office, line: journal.Line, *, act: Literal["undo", "redo"]) -> None:
    period = Period.parse(line.period)
    office.draft(period)
    form = office.form(line.form, period)
    if any("state" in (change.after or {}) for change in line.row_changes if not change.record_id):
        _invert_state(office, form, line, act=act)
    else:
        _invert_rows(office, form, line, act=act)


def _invert_rows(office: Office, form: Form, line: journal.Line, *, act: Literal["undo", "redo"]) -> None:
    place = {"unit": line.unit, "period": line.period}
    period = Period.parse(line.period)
    inverse: dict[str, list[RowChange]] = {form.key: []}
    forms = {form.key: form}
    for change in line.row_changes:
        key = change.form or form.key
        forms.setdefault(key, office.form(key, period))
        now = records.read_one(office.store, forms[key], change.record_id, **place)
        if records.image(now) != _without_place(change.after):
            raise AppError(Code.UNDO_CHANGED)
        inverse.setdefault(key, []).append(RowChange(change.record_id, change.after, change.before))
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
