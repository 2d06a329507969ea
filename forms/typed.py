"""What a person typed into one field of a record, and what the field shows of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from base.errors import Code, Problem
from base.text import tidy
from forms.spec import Form, Record


def typed(form: Form, record: Record, key: str, text: str) -> tuple[Record, Problem | None]:
    """The record with this text in the field: a value, a mark ("…") or, with its Problem, the text as it stands.

    A record that was carried forward becomes "changed" when the answer is another one.
    """
    read = form.fields[key].read(text, record.values)
    without = {
        kind: {k: told for k, told in remarks.items() if k != key}
        for kind, remarks in (("marks", record.marks), ("raw", record.raw))
    }
    if isinstance(read, Problem):
        raw = {**without["raw"], key: _as_it_stands(text)}
        after = replace(record, values={**record.values, key: None}, marks=without["marks"], raw=raw)
        return _confirmed(record, after, key), read
    marks = {**without["marks"], key: read.mark} if read.mark else without["marks"]
    after = replace(record, values={**record.values, key: read.value}, marks=marks, raw=without["raw"])
    return _confirmed(record, after, key), None


def _as_it_stands(text: str) -> str:
    """The text in one line; cells that came behind each other stay apart, so that they are never read as thousands."""
    return "; ".join(filter(None, map(tidy, re.split(r"[\t\r\n]", text))))


def exactly(form: Form, record: Record, told: Problem) -> Problem:
    """Of a text that cannot be read, why it cannot; any other problem as it is."""
    if told.code != Code.UNREADABLE.name:
        return told
    (key,) = told.fields
    read = form.fields[key].read(record.raw.get(key, ""), record.values)
    return replace(read, form=told.form, record_id=told.record_id) if isinstance(read, Problem) else told


def _confirmed(before: Record, after: Record, key: str) -> Record:
    same = shown_parts(before, key) == shown_parts(after, key)
    if same or before.carried not in ("carried", "unchanged"):
        return after
    return replace(after, carried="changed")


def shown_parts(record: Record, key: str) -> tuple[object, str, str]:
    """Value, mark and raw text of a field: two records whose parts are equal answer it alike."""
    return record.values.get(key), record.marks.get(key, ""), record.raw.get(key, "")


def shown(form: Form, record: Record, key: str) -> str:
    """The text that stands in the field's box: as typed while it cannot be read, "…", or the value."""
    value, mark, raw = shown_parts(record, key)
    if raw or mark:
        return raw or mark
    return form.fields[key].show(record.values.get(key), record.values) if value is not None else ""


def merged(standing: Record, seen: Record, entered: Record) -> Record:
    """What stands now with what a person changed in the record that they had before them: other fields may have
    been answered meanwhile through another door."""
    keys = {*seen.values, *entered.values, *_remarked(seen), *_remarked(entered)}
    changed = [k for k in keys if _told(seen, k) != _told(entered, k)]
    return replace(
        standing,
        values={**standing.values, **{key: entered.values.get(key) for key in changed}},
        marks=_with(standing.marks, entered.marks, changed),
        raw=_with(standing.raw, entered.raw, changed),
        notes=_with(standing.notes, entered.notes, changed),
        carried=standing.carried if entered.carried == seen.carried else entered.carried,
    )


def _remarked(record: Record) -> set[str]:
    return {*record.marks, *record.raw, *record.notes}


def _told(record: Record, key: str) -> tuple[object, ...]:
    return (*shown_parts(record, key), record.notes.get(key, ""))


def _with(standing: Mapping[str, str], entered: Mapping[str, str], changed: Sequence[str]) -> dict[str, str]:
    kept = {key: text for key, text in standing.items() if key not in changed}
    return {**kept, **{key: entered[key] for key in changed if key in entered}}
