"""What a form says of itself: title, when and by whom it is filled in, where it comes from."""

from __future__ import annotations

from datetime import date

import msgspec
from PySide6.QtWidgets import QCheckBox, QGridLayout, QVBoxLayout, QWidget

from base.errors import Problem
from forms.spec import Date, Form, Text
from office.declaring import designing
from ui import theme
from ui.pages.forms.drawing import Drawing
from ui.widgets.boxes.plain import DateBox
from ui.widgets.properties import Properties

ASKED = (
    ("month", "Tháng"),
    ("quarter", "Quý"),
    ("half", "6 tháng"),
    ("nine_months", "9 tháng"),
    ("year", "Năm"),
    ("years", "Nhiều năm"),
)
LEVELS = (
    ("commune", "Cấp xã nhập"),
    ("district", "Cấp huyện nhập"),
    ("province", "Cấp tỉnh nhập"),
    ("any", "Mỗi cấp tự nhập, không cộng"),
)
_DAYS = {
    key: Date(key=key, label=label) for key, label in (("valid_from", "Từ ngày"), ("valid_to", "Đến ngày"))
}


class Periods(QWidget):
    """Which periods ask for the form: a tick each."""

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(2))
        self.ticks: dict[str, QCheckBox] = {}
        for n, (key, text) in enumerate(ASKED):
            tick = QCheckBox(text)
            tick.setObjectName(f"asked_{key}")
            self.ticks[key] = tick
            grid.addWidget(tick, n // 2, n % 2)
        self.setFocusProxy(self.ticks["month"])

    @property
    def chosen(self) -> tuple[str, ...]:
        """The periods that are ticked."""
        return tuple(key for key, tick in self.ticks.items() if tick.isChecked())


class AboutPane(QWidget):
    """Each word is put into the draft at once; days when they can be read."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing = drawing
        self.sheet = Properties()
        self.periods = Periods()
        self._make()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.sheet, 1)
        self.sheet.stated.connect(self._state)
        for tick in self.periods.ticks.values():
            tick.clicked.connect(lambda _: self._state("asked", self.periods.chosen))

    def _make(self) -> None:
        sheet, drawing = self.sheet, self.drawing
        sheet.box("title", "Tên biểu")
        sheet.add("asked", "Báo cáo các kỳ", self.periods)
        sheet.combo("level", "Cấp nhập", LEVELS)
        sheet.box("valid_from", "Hiệu lực từ", made=DateBox("valid_from", "Hiệu lực từ"))
        sheet.box("valid_to", "Hiệu lực đến", made=DateBox("valid_to", "Hiệu lực đến"), hint="chưa định")
        sheet.box("record", "Một dòng gọi là")
        self.naming = sheet.combo("label_field", "Gọi tên dòng bằng", [])
        sheet.tick("count_records", "Cộng số dòng lên cấp trên")
        sheet.tick("carry", "Kỳ sau chép sẵn các dòng của kỳ trước")
        sheet.tick("optional", "Không bắt buộc, thiếu vẫn nộp được")
        sheet.listed("topic", "Nhóm biểu", drawing.topic_lines, free=True)
        sheet.box("form_code", "Ký hiệu biểu")
        sheet.box("legal_ref", "Căn cứ pháp lý")

    def refresh(self) -> None:
        """Show the draft, after more than a word of it changed."""
        draft = self.drawing.form
        self.naming.clear()
        for field in draft.field:
            if isinstance(field, Text):
                self.naming.addItem(field.label, field.key)
        shown = (
            "title",
            "record",
            "label_field",
            "level",
            "topic",
            "form_code",
            "legal_ref",
            "optional",
            "carry",
        )
        values = {key: getattr(draft, key) for key in shown}
        values |= {key: _day_text(getattr(draft, key)) for key in _DAYS}
        values["count_records"] = designing.counted_key(draft, "") in draft.measures
        self.sheet.fill(values)
        for key, tick in self.periods.ticks.items():
            tick.setChecked(key in draft.asked)
        lines = () if draft.kind == "register" else ("record", "label_field", "count_records", "carry")
        self.sheet.show_rows([row for row in self.sheet.inputs if row not in lines])

    def tell(self, place: str, why: str) -> None:
        """What is wrong with the form itself stands at the property that is meant."""
        self.sheet.tell(place if place in self.sheet.inputs else "title", why)

    def _state(self, key: str, value: object) -> None:
        draft = self.drawing.form
        if key == "count_records":
            self.drawing.put(designing.counted(draft, "", wanted=bool(value)))
        elif key == "label_field":
            self.drawing.put(msgspec.structs.replace(draft, label_field=str(value), identity=(str(value),)))
        elif key in _DAYS:
            self._state_day(key)
        elif key == "asked" and not value:
            self.sheet.tell("asked", "Hãy chọn ít nhất một kỳ.")
        elif getattr(draft, key) != value:
            self.drawing.put(msgspec.structs.replace(draft, **{key: value}), about=f":{key}")

    def _state_day(self, key: str) -> None:
        box = self.sheet.inputs[key]
        assert isinstance(box, DateBox)
        read = _DAYS[key].read(box.answer())
        if isinstance(read, Problem):
            self.sheet.tell(key, read.message)
            return
        day = date.fromisoformat(str(read.value)) if read.value else None
        if day is None and key == "valid_from":
            return
        self.sheet.tell()
        draft = msgspec.structs.replace(self.drawing.form, **{key: day})
        self.drawing.put(self._with_edition(draft), about=f":{key}")

    def _with_edition(self, draft: Form) -> Form:
        """A form that was never saved is called by the year in which it begins."""
        knows = self.drawing.session.office.catalogue.knows
        if knows(draft.name):
            return draft
        year = str(draft.valid_from.year)
        edition = year if not knows(f"{draft.key}@{year}") else draft.valid_from.isoformat()
        return msgspec.structs.replace(draft, edition=edition)


def _day_text(day: date | None) -> str:
    return day.strftime("%d/%m/%Y") if day else ""
