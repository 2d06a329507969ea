"""Cells of a submission that were edited by hand: what they say against the payload, and a version made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from base.errors import Code, Problem, problem
from base.numbers import show
from base.text import search_key
from courier.payload import Part, Payload, part_of, records_of
from courier.sheet import owner_labels
from forms.spec import Answer, Cell, Field, Form, Record, Reference


@dataclass(frozen=True, slots=True)
class Edit:
    """A visible cell that does not show what the payload says: `sent` is expected, `found` stands there.

    `form`, `record_id` and `field` name the answer of that cell, all "" where none stands; `record` is how people
    know the record. `why` says why the cell cannot be taken as an answer, "" where it can.
    """

    sheet: str
    address: str
    label: str
    sent: Cell
    found: Cell
    form: str = ""
    record_id: str = ""
    field: str = ""
    record: str = ""
    why: str = ""


def words_of(cell: Cell) -> str:
    """A cell as a person reads it; "" for a blank one."""
    match cell:
        case bool():
            return "Có" if cell else "Không"
        case float():
            return show(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
        case int():
            return show(cell)
        case date():
            return cell.strftime("%d/%m/%Y")
    return cell or ""


def edit_words(edit: Edit) -> str:
    """ "Lò gạch!E8: Lò Đỏ, Lao động: 12 → 13", and why it cannot be taken."""
    place = ", ".join(filter(None, (edit.record, edit.label)))
    sent, found = (words_of(cell) or "để trống" for cell in (edit.sent, edit.found))
    why = f" ({edit.why.rstrip('.')})" if edit.why else ""
    return f"{edit.sheet}!{edit.address}: {place}{': ' if place else ''}{sent} → {found}{why}"


def taken(
    payload: Payload, forms: Mapping[str, Form], edits: Iterable[Edit]
) -> tuple[tuple[Part, ...], tuple[Edit, ...]]:
    """The report's parts with the edited answers in them, and the edits, each with its record and with why not.

    `forms` by the parts' names; what cannot be taken leaves its answer as it was sent.
    """
    edits = tuple(edits)
    parts = {part.form: part for part in payload.parts}
    by_key = {part.key: part for part in payload.parts}
    titles = {form.key: form.title for form in forms.values()}
    judged: dict[Edit, Edit] = {}
    for name in {edit.form for edit in edits if edit.form}:
        part, form = parts[name], forms[name]
        labels = {
            f.key: owner_labels(forms[by_key[f.form].form], by_key[f.form])
            for f in form.stored
            if isinstance(f, Reference) and f.form in by_key
        }
        sent = {record.record_id: record for record in records_of(part)}
        records = dict(sent)
        for edit in _in_order(form, edits, name):
            before = records[edit.record_id]
            field = form.fields[edit.field]
            answer = read_answer(field, edit.found, before, labels.get(edit.field, {}), titles)
            judged[edit] = replace(edit, record=form.label_of(sent[edit.record_id].values))
            if isinstance(answer, Problem):
                judged[edit] = replace(judged[edit], why=answer.message)
            else:
                records[edit.record_id] = _answered(before, edit.field, answer)
        parts[name] = _part(form, part, list(records.values()))
    nowhere = problem(Code.CELL_NO_ANSWER).message
    told = tuple(judged.get(edit) or replace(edit, why=nowhere) for edit in edits)
    return tuple(parts[part.form] for part in payload.parts), told


def _in_order(form: Form, edits: Sequence[Edit], name: str) -> list[Edit]:
    """A choice that depends on another answer is read after it."""
    place = {f.key: n for n, f in enumerate(form.stored)}
    return sorted((edit for edit in edits if edit.form == name), key=lambda edit: place[edit.field])


def read_answer(
    field: Field, cell: Any, record: Record, labels: Mapping[str, str], titles: Mapping[str, str]
) -> Answer | Problem:
    """What a cell answers; `labels` are the names of the records that a reference may name, if they are known.

    `titles`: what the forms are called, by key.
    """
    if isinstance(field, Reference) and labels and cell not in ("", *labels):
        wanted = search_key(str(cell))
        named = [record_id for record_id, label in labels.items() if search_key(label) == wanted]
        if len(named) != 1:
            title = titles.get(field.form, field.form)
            return problem(
                Code.NOT_A_REFERENCE, fields=(field.key,), label=field.label, text=str(cell), form=title
            )
        return Answer(named[0])
    return field.read_cell(cell, record.values)


def _answered(record: Record, key: str, answer: Answer) -> Record:
    marks = {k: mark for k, mark in record.marks.items() if k != key}
    if answer.mark:
        marks[key] = answer.mark
    # As when a person types: what was brought over from the last period is not confirmed by another answer.
    carried = "changed" if record.carried in ("carried", "unchanged") else record.carried
    return replace(record, values={**record.values, key: answer.value}, marks=marks, carried=carried)


def _part(form: Form, sent: Part, records: Sequence[Record]) -> Part:
    made = part_of(form, "filled", records, built_in=True)
    return msgspec.structs.replace(made, hash=sent.hash, definition=sent.definition)
