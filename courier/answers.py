"""Whether the answers of a report could have been given in its forms: types, codes of states, ids, remarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from base.numbers import MARK_NOT_COLLECTED
from base.text import nfc
from courier.condensed import flaw_of_totals
from forms.spec import LARGEST, Answer, Date, Field, Form, MultipleChoice, Year, YesNo

if TYPE_CHECKING:
    from courier.payload import Part

_LONGEST_TEXT = 32_767
_CARRIED = ("", "carried", "unchanged", "changed", "ended")


def flaw_of(part: Part, form: Form, *, sheet_record: str) -> str:
    """What forbids these answers, to be read after the form's name; "" when nothing does.

    `sheet_record`: the record_id of the one record of a form on one page.
    """
    if part.totals:
        if part.rows or part.columns or part.remarks:
            return " vừa có bản ghi vừa chỉ có số tổng hợp"
        flaw = flaw_of_totals(part.totals, state=part.state, is_sheet=form.kind == "sheet")
        return f" {flaw}" if flaw else ""
    stored = {f.key: f for f in form.stored}
    if any(key not in stored for key in part.columns) or len(set(part.columns)) != len(part.columns):
        return " có cột lạ"
    if (part.state == "filled") != bool(part.rows):
        return " có trạng thái không khớp số bản ghi"
    width = len(part.columns) + 2
    if any(len(row) != width for row in part.rows):
        return " có bản ghi thiếu cột"
    if not part.rows:
        return " có ghi chú lạc chỗ" if part.remarks else ""
    if form.kind == "sheet" and [row[0] for row in part.rows] != [sheet_record]:
        return " phải có đúng một bản ghi"
    return _flaw_of_rows(part, stored)


def _flaw_of_rows(part: Part, stored: Mapping[str, Field]) -> str:
    ids, carried, *columns = zip(*part.rows, strict=True)
    if len(set(ids)) != len(ids) or not _all_texts(ids) or not set(carried) <= set(_CARRIED):
        return " có mã bản ghi trùng hoặc sai"
    for key, column in zip(part.columns, columns, strict=True):
        if flaw := _flaw_of_column(stored[key], column):
            return f", cột “{stored[key].label}” {flaw}"
    return _flaw_of_remarks(part, stored) if part.remarks else ""


def _all_texts(values: Iterable[object]) -> bool:
    return all(isinstance(v, str) and 0 < len(v) <= 64 for v in values)


def _flaw_of_remarks(part: Part, stored: Mapping[str, Field]) -> str:
    """Each stands once, on an answer that is there; a mark only where no value hides behind it."""
    row_of = {str(row[0]): row for row in part.rows}
    place_of = {key: n for n, key in enumerate(part.columns, 2)}
    if len({(r.record_id, r.field, r.kind) for r in part.remarks}) != len(part.remarks):
        return " có ghi chú bị lặp"
    for r in part.remarks:
        if r.record_id not in row_of or r.field not in stored:
            return " có ghi chú lạc chỗ"
        hidden = r.field in place_of and row_of[r.record_id][place_of[r.field]] is not None
        if r.kind == "mark" and (hidden or r.text != MARK_NOT_COLLECTED):
            return f", cột “{stored[r.field].label}” có dấu “…” che số liệu"
        if r.kind == "note" and (len(r.text) > _LONGEST_TEXT or not _in_form_c([r.text])):
            return " có ghi chú không đúng chuẩn"
    return ""


def _flaw_of_column(field: Field, column: Sequence[int | str | None]) -> str:
    number = field.column_type == "INTEGER"
    wanted = int if number else str
    if not set(map(type, column)) <= {wanted, type(None)}:
        return "có giá trị sai kiểu"
    given: list[Any] = [value for value in column if value is not None]
    if not given:
        return ""
    if number and (max(given) > LARGEST or min(given) < -LARGEST):
        return "có số quá lớn"
    if not number and (max(map(len, given)) > _LONGEST_TEXT or not _in_form_c(given)):
        return "có chữ không đúng chuẩn"
    if isinstance(field, Date | Year | YesNo | MultipleChoice) and not all(
        _could_be_given(field, value) for value in set(given)
    ):
        return "có giá trị không thể có"
    return ""


def _could_be_given(field: Date | Year | YesNo | MultipleChoice, value: Any) -> bool:
    """Whether the field itself would have stored this value; the other kinds are judged by check()."""
    try:
        shown = field.show(value)
    except (ValueError, TypeError, RecursionError):
        return False
    read = field.read(shown)
    return isinstance(read, Answer) and read.value == value


def _in_form_c(texts: Sequence[str]) -> bool:
    """Whether all are in Unicode form C; joined first, since one look at a column is faster than a thousand."""
    joined = "\n".join(texts)
    return joined.isascii() or nfc(joined) == joined
