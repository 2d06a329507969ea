"""The properties of one field of the form that is drawn."""

from __future__ import annotations

from fractions import Fraction
from typing import cast

import msgspec
from PySide6.QtWidgets import QVBoxLayout, QWidget

from base import numbers
from forms.spec import Computed, Field
from office.declaring import designing
from office.declaring.designing import KINDS, Kind
from ui.pages.forms.drawing import Drawing, code_of, text_of
from ui.widgets.cards import words
from ui.widgets.properties import Properties

_EVERY = ("label", "kind", "section")
_NUMBER = ("unit", "min", "max", "over_time", "hint", "required", "counted")
_ROWS: dict[str, tuple[str, ...]] = {
    "text": ("hint", "required", "unique", "personal"),
    "integer": _NUMBER,
    "decimal": ("decimals", *_NUMBER),
    "money": ("decimals", *_NUMBER),
    "choice": ("codes", "hint", "required"),
    "multiple_choice": ("codes", "hint", "required"),
    "yes_no": ("hint", "required"),
    "date": ("not_after", "hint", "required"),
    "year": ("not_after", "hint", "required"),
    "reference": ("form", "hint", "required"),
    "computed": ("formula", "unit", "decimals", "hint"),
}
"""kind → the properties that it has beside _EVERY"""
_TIMES = (("last", "Số có đến cuối kỳ"), ("sum", "Số phát sinh trong kỳ"))
_FINEST = 10**9


class FieldPane(QWidget):
    """Follows the field that is chosen; each word is put into the draft at once."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing = drawing
        self.key = ""
        self.none = words("Chọn một trường ở bên trái, hoặc thêm trường mới.", "muted", wrap=True)
        self.sheet = Properties()
        self._make()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.none)
        column.addWidget(self.sheet, 1)
        self.sheet.stated.connect(self._state)
        self.show_field("")

    def _make(self) -> None:
        sheet, drawing = self.sheet, self.drawing
        sheet.box("label", "Tên trường")
        sheet.combo("kind", "Loại", [(kind, text) for kind, (text, _) in KINDS.items()])
        sheet.listed("codes", "Danh mục", drawing.list_lines).setPlaceholderText("gõ vài chữ để tìm")
        sheet.listed("form", "Biểu có bản ghi", drawing.form_lines).setPlaceholderText("gõ vài chữ để tìm")
        self.formula = sheet.formula("formula", "Công thức")
        sheet.listed("unit", "Đơn vị tính", drawing.unit_lines, free=True)
        sheet.combo("decimals", "Số chữ số lẻ", [(n, str(n)) for n in range(7)])
        sheet.combo("over_time", "Con số là", _TIMES)
        sheet.box("min", "Thấp nhất")
        sheet.box("max", "Cao nhất")
        sheet.box("hint", "Giải thích khi nhập")
        sheet.listed("section", "Thuộc phần", drawing.section_lines, free=True)
        sheet.tick("required", "Bắt buộc nhập")
        sheet.tick("unique", "Không được trùng giữa các bản ghi")
        sheet.tick("personal", "Là thông tin cá nhân")
        sheet.tick("not_after", "Không được sau ngày chốt kỳ báo cáo")
        sheet.tick("counted", "Cộng lên cấp trên")

    # showing

    def show_field(self, key: str) -> None:
        """Show another field, or the same one after more than a word of it changed."""
        draft = self.drawing.draft
        self.key = key if draft is not None and key in draft.fields else ""
        self.none.setVisible(not self.key)
        self.sheet.setVisible(bool(self.key))
        self.sheet.tell()
        if draft is None or not self.key:
            return
        field = draft.fields[self.key]
        kind = kind_of(field)
        self.formula.offer([one for one in self.drawing.named() if one[0] != self.key])
        self.sheet.fill(self._values(field, kind))
        rows = [row for row in (*_EVERY, *_ROWS[kind]) if row != "formula" or not _has_cases(field)]
        self.sheet.show_rows(rows)

    def _values(self, field: Field, kind: str) -> dict[str, object]:
        draft, drawing = self.drawing.form, self.drawing
        sections = {section.key: section.title for section in draft.section}
        values: dict[str, object] = {
            "label": field.label,
            "kind": kind,
            "hint": field.hint,
            "section": sections.get(field.section, ""),
            "required": field.required,
            "unique": field.unique,
            "personal": field.personal,
            "counted": designing.counted_key(draft, field.key) in draft.measures,
        }
        for row in _ROWS[kind]:
            if row not in values:
                values[row] = getattr(field, row)
        for side in ("min", "max"):
            if side in values:
                values[side] = limit_text(values[side])
        if "codes" in values:
            values["codes"] = text_of(drawing.list_lines(), str(values["codes"]))
        if "form" in values:
            values["form"] = text_of(drawing.form_lines(), str(values["form"]))
        return values

    def tell(self, attribute: str, why: str) -> None:
        """What is wrong with the field stands at the property that is meant."""
        rows = self.sheet.inputs
        self.sheet.tell(attribute if attribute in rows else "label", why)

    # changing

    def _state(self, key: str, value: object) -> None:
        draft = self.drawing.form
        field = draft.fields.get(self.key)
        if field is None:
            return
        if key == "label" and not value:
            self.sheet.tell("label", "Hãy ghi tên trường.")
        elif key == "counted":
            self.drawing.put(designing.counted(draft, self.key, wanted=bool(value)))
        elif key == "kind":
            if value != kind_of(field):
                renewed = designing.as_kind(field, cast("Kind", value))
                self.drawing.put(designing.changed(draft, renewed))
        elif key == "section":
            self.drawing.put(designing.in_section(draft, self.key, str(value)))
        else:
            self._put(field, key, self._meant(key, value))

    def _meant(self, key: str, value: object) -> object:
        drawing = self.drawing
        if key == "codes":
            return code_of(drawing.list_lines(), str(value))
        if key == "form":
            return code_of(drawing.form_lines(), str(value))
        if key in ("min", "max"):
            return limit_of(str(value))
        if key == "not_after":
            return "today" if value else ""
        return value

    def _put(self, field: Field, key: str, value: object) -> None:
        if getattr(field, key) == value:
            return
        renewed = msgspec.structs.replace(field, **{key: value})
        self.drawing.put(designing.changed(self.drawing.form, renewed), about=f"{field.key}:{key}")


def kind_of(field: Field) -> str:
    """The kind of a field, as KINDS names it."""
    return str(field.__struct_config__.tag)


def _has_cases(field: Field) -> bool:
    return isinstance(field, Computed) and bool(field.cases)


def limit_of(text: str) -> str | None:
    """A limit as the declaration has it ("0.5") from what was typed ("0,5"); what is no number stays as typed."""
    if not text:
        return None
    try:
        exact = Fraction(numbers.read(text, _FINEST), _FINEST)
    except ValueError:
        return text
    places = numbers.places_needed(exact.numerator, exact.denominator)
    return numbers.show(exact, places).replace(".", "").replace(",", ".").replace(numbers.MINUS, "-")


def limit_text(limit: object) -> str:
    """A limit as one types it."""
    return "" if limit is None else str(limit).replace(".", ",")
