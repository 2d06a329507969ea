"""The rules of the form that is drawn: of the kinds that most forms need, or a formula that is tried at once."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from base.text import nfc, tidy
from forms.spec import Field, Rule
from office.declaring import designing
from ui.pages.forms.drawing import PAUSE_MS, Drawing, code_of
from ui.widgets.boxes.plain import Box, NumberBox
from ui.widgets.cards import button, words
from ui.widgets.properties import Properties
from ui.widgets.rows import Cell, Column, RowsTable

_COLUMNS = (Column("Quy tắc"), Column("Mức", "Hỏi lại", spare=1))
KINDS = (
    ("parts", "Tổng bằng các phần"),
    ("within", "Không lớn hơn"),
    ("change", "Thay đổi quá … % so với kỳ trước"),
    ("formula", "Công thức tự viết"),
)
_ROWS = {
    "parts": ("rule", "total", "parts"),
    "within": ("rule", "part", "whole"),
    "change": ("rule", "number", "percent"),
    "formula": ("rule", "check", "message", "severity"),
}
_SEVERITIES = (("stop", "Phải sửa mới nộp được"), ("ask", "Hỏi lại, được giải thích"))


class RulesPane(QWidget):
    """The rules above, the one that is being made or mended below."""

    def __init__(self, drawing: Drawing) -> None:
        super().__init__()
        self.drawing = drawing
        self._mended = -1
        """The rule whose formula stands in the boxes; -1: a new one."""
        self.table = RowsTable("rules", "Quy tắc kiểm tra của biểu", _COLUMNS)
        self.sheet = Properties()
        self._make()
        self.said = words("", "caption", wrap=True)
        self.remove_button = button("Xó&a quy tắc", "remove_rule", self.remove, role="link")
        self.act = button("Thê&m quy tắc", "add_rule", self.add, icon="add")
        self._lay_out()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.try_now)
        self.sheet.stated.connect(self._state)
        self.table.opened.connect(self.mend)
        self.table.moved.connect(lambda _: self._wake())
        delete = QShortcut(QKeySequence("Delete"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.remove)
        self._show_kind()

    def _make(self) -> None:
        sheet, lines = self.sheet, self.drawing.number_lines
        sheet.combo("rule", "Quy tắc mới", KINDS)
        sheet.listed("total", "Tổng", lines)
        sheet.listed("parts", "Các phần", lines, several=True)
        sheet.listed("part", "Số này", lines)
        sheet.listed("whole", "không lớn hơn", lines)
        sheet.listed("number", "Con số", lines)
        sheet.box("percent", "Quá bao nhiêu %", made=NumberBox("percent", "Quá bao nhiêu %"))
        self.formula = sheet.formula("check", "Điều phải đúng")
        sheet.box("message", "Câu báo khi sai", hint="ô nào sai, sửa thế nào")
        sheet.combo("severity", "Mức", _SEVERITIES)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 12, 0)
        foot.setSpacing(8)
        foot.addWidget(self.remove_button)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.act)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(4)
        column.addWidget(self.table, 2)
        column.addWidget(self.sheet, 3)
        column.addLayout(foot)

    # showing

    def refresh(self) -> None:
        """The rules as they are now."""
        rules, found = self.drawing.form.rule, self.drawing.found
        row = self.table.row
        wrong = found.index if found.place == "rule" else -1
        with QSignalBlocker(self.table):
            self.table.rows.put([_cells(rule, wrong=n == wrong) for n, rule in enumerate(rules)])
            self.table.choose(min(max(row, 0), len(rules) - 1))
        self.formula.offer(self.drawing.named())
        self._wake()

    def forget(self) -> None:
        """Another form comes: the boxes are empty."""
        self._mended = -1
        self.sheet.fill(dict.fromkeys(self.sheet.inputs, ""))
        self.sheet.fill({"rule": "parts", "severity": "stop"})
        self._show_kind()

    def _show_kind(self) -> None:
        self.sheet.show_rows(_ROWS[self.kind])
        self.sheet.tell()
        self.said.setText("")
        self._wake()

    def _wake(self) -> None:
        chosen = self.table.row >= 0
        self.remove_button.setEnabled(chosen)
        self.remove_button.setToolTip("" if chosen else "Chọn một quy tắc trước.")
        self.act.setText("Thê&m quy tắc" if self._mended < 0 else "Lư&u quy tắc")

    @property
    def kind(self) -> str:
        """Which kind of rule is being made."""
        return str(self._combo("rule").currentData())

    def tell(self, index: int, why: str) -> None:
        """A rule that cannot be used: it is marked, and its formula is opened to be mended."""
        self.table.choose(index)
        self.said.setText(why)

    # making

    def _state(self, key: str, value: object) -> None:
        if key == "rule":
            self._mended = -1
            self._show_kind()
        elif key in ("check", "message"):
            self._pause.start()

    def try_now(self) -> None:
        """What is wrong with the formula stands beside its box while it is being written."""
        self._pause.stop()
        if not self.drawing.session.is_open:
            return
        check = self._text("check")
        if self.kind != "formula" or not check:
            self.sheet.tell()
            self.said.setText("")
            return
        rule = designing.own_rule(self.drawing.form, check, self._text("message") or "?", severity="stop")
        draft = msgspec.structs.replace(self.drawing.form, rule=(rule,))
        found = designing.trial(draft, self.drawing.session.office.own, self.drawing.lists)
        wrong = found.why if found.place == "rule" else ""
        self.sheet.tell("check", wrong)
        self.said.setText("" if wrong else "Công thức đọc được.")

    def add(self) -> None:
        """Put the rule into the draft, if all that it needs is there."""
        self.sheet.tell()
        rule = {"parts": self._parts, "within": self._within, "change": self._change, "formula": self._own}[
            self.kind
        ]()
        if rule is None:
            return
        draft = self.drawing.form
        rules = list(draft.rule)
        if 0 <= self._mended < len(rules):
            before = rules[self._mended]
            mended = {"check": rule.check, "message": rule.message, "severity": rule.severity}
            rules[self._mended] = msgspec.structs.replace(before, **mended, fields=rule.fields)
        else:
            rules = [known for known in rules if known.key != rule.key]
            rules.append(rule)
        row = self._mended if self._mended >= 0 else len(rules) - 1
        self.drawing.put(msgspec.structs.replace(draft, rule=tuple(rules)))
        kind = self.kind
        self.forget()
        self.sheet.fill({"rule": kind})
        self._show_kind()
        self.said.setText("Đã ghi quy tắc.")
        self.table.choose(row)

    def mend(self, row: int) -> None:
        """Open a rule as its formula."""
        rule = self.drawing.form.rule[row]
        self.forget()
        self._mended = row
        told = {"rule": "formula", "check": rule.check, "message": rule.message, "severity": rule.severity}
        self.sheet.fill(told)
        self._show_kind()
        self.try_now()
        self.sheet.go_to("check")

    def remove(self) -> None:
        """Take the chosen rule away; a step back brings it again."""
        row, rules = self.table.row, self.drawing.form.rule
        if 0 <= row < len(rules):
            self.forget()
            kept = tuple(rule for n, rule in enumerate(rules) if n != row)
            self.drawing.put(msgspec.structs.replace(self.drawing.form, rule=kept))

    def _parts(self) -> Rule | None:
        total, parts = self._number("total"), self._numbers("parts")
        return designing.total_of_parts(total, parts) if total is not None and parts else None

    def _within(self) -> Rule | None:
        part, whole = self._number("part"), self._number("whole")
        return designing.not_more_than(part, whole) if part is not None and whole is not None else None

    def _change(self) -> Rule | None:
        number, percent = self._number("number"), self._text("percent")
        if number is None:
            return None
        if not percent.isdecimal() or not 0 < int(percent) <= 1_000:
            self.sheet.tell("percent", "Hãy ghi số phần trăm, từ 1 đến 1000.")
            return None
        return designing.not_changed_by_more(number, int(percent))

    def _own(self) -> Rule | None:
        check, message = self._text("check"), self._text("message")
        if not check:
            self.sheet.tell("check", "Hãy viết điều phải đúng, ví dụ lao_dong_nu <= lao_dong.")
            return None
        self.try_now()
        if self.sheet.told("check"):
            return None
        if not message:
            self.sheet.tell("message", "Hãy ghi câu báo cho người nhập khi quy tắc không đúng.")
            return None
        severity = self._combo("severity").currentData()
        return designing.own_rule(self.drawing.form, check, message, severity=severity)

    # what stands in the boxes

    def _combo(self, key: str) -> QComboBox:
        box = self.sheet.inputs[key]
        assert isinstance(box, QComboBox)
        return box

    def _text(self, key: str) -> str:
        box = self.sheet.inputs[key]
        assert isinstance(box, Box)
        return tidy(nfc(box.text()))

    def _number(self, key: str) -> Field | None:
        found = self._found([self._text(key)])
        if not found:
            self.sheet.tell(key, "Hãy chọn một trường số.")
            return None
        return found[0]

    def _numbers(self, key: str) -> list[Field]:
        texts = [tidy(text) for text in self._text(key).split(";") if tidy(text)]
        found = self._found(texts)
        if len(found) < 2 or len(found) < len(texts):
            self.sheet.tell(key, "Hãy chọn ít nhất hai trường số.")
            return []
        return found

    def _found(self, texts: Sequence[str]) -> list[Field]:
        lines, fields = self.drawing.number_lines(), self.drawing.form.fields
        return [fields[key] for text in texts if (key := code_of(lines, text)) in fields]


def _cells(rule: Rule, *, wrong: bool) -> list[Cell]:
    level = "Hỏi lại" if rule.severity == "ask" else "Phải sửa"
    return [Cell(rule.message, "stop" if wrong else "", tip=f"{rule.message}\n{rule.check}"), Cell(level)]
