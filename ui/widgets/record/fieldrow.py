"""One field on a pane: label, box, unit, last period, change; below it the amount in words and its problems."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from base.errors import Problem
from forms.spec import Choice, Computed, Field, Form, MultipleChoice, Reference, Text
from ui import theme
from ui.widgets.boxes.plain import Box
from ui.widgets.cards import Picture, words
from ui.widgets.elided import Elided

_MAY_BREAK = "\u200b"
"""Of no width: a unit of three parts takes two lines, and is never cut."""
_ONE_LINE = 26
"""So many letters of repairs stand beside each other; more would push the labels of the section aside."""
_TELLS = {"stop": "Phải sửa", "ask": "Cần giải thích", "noted": "Đã giải thích"}


def beside_the_box(told: Problem, label: str) -> str:
    """A problem's sentence without the label that stands beside it already."""
    sentence = told.message.removeprefix(f"{label}: ")
    return sentence[:1].upper() + sentence[1:]


def counted(problems: Sequence[Problem]) -> tuple[int, int]:
    """How many problems stop, and how many ask."""
    kinds = [p.severity for p in problems]
    return kinds.count("stop"), kinds.count("ask")


class _Line(QWidget):
    """One problem: its shape and its sentence."""

    def __init__(self, told: Problem, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        shape = Picture(state=told.severity, size=16)
        shape.setAccessibleName(_TELLS[told.severity])
        self.sentence = words(beside_the_box(told, label), _role(told), wrap=True)
        row.addWidget(shape, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.sentence, 1)


def _role(told: Problem) -> str:
    return "problem_stop" if told.severity == "stop" else "problem_ask"


class Below(QWidget):
    """What stands under a box. `note` answers a problem that asks; repairs are offered as buttons."""

    noted = Signal()
    stepped = Signal(int)
    repaired = Signal(str)

    def __init__(self, field: Field, box: Box, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._box = box
        self._told: tuple[Problem, ...] = ()
        self._repairs: tuple[str, ...] = ()
        self._lines: list[QWidget] = []
        self.spoken: QLabel | None = None
        self.before: QLabel | None = None
        self.note: Box | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, theme.px(4))
        self._column.setSpacing(theme.px(2))
        self.hide()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems that are shown."""
        return self._told

    def _label(self, role: str) -> QLabel:
        made = words("", role, wrap=True)
        self._column.insertWidget(0, made)
        return made

    def speak(self, text: str) -> None:
        """The amount in words; "" says nothing."""
        if self.spoken is None and text:
            self.spoken = self._label("spoken")
        if self.spoken is not None and self.spoken.text() != text:
            self.spoken.setText(text)
            self.spoken.setVisible(bool(text))
        self.fit()

    def show_before(self, text: str) -> None:
        """Last period's answer of a field that has no column for it."""
        if self.before is None and text:
            self.before = self._label("caption")
        if self.before is not None and self.before.text() != text:
            self.before.setText(text)
            self.before.setVisible(bool(text))
        self.fit()

    def show_problems(
        self, told: Sequence[Problem], *, repairs: Sequence[str], note: str, asks: bool
    ) -> None:
        """These problems; `asks`: with a box for the explanation."""
        if (tuple(told), tuple(repairs)) != (self._told, self._repairs):
            self._told, self._repairs = tuple(told), tuple(repairs)
            self._renew()
        if asks or note:
            self._note_box().fill(note)
        if self.note is not None:
            self.note.setVisible(asks or bool(note) or self.note.hasFocus())
        self.fit()

    def _renew(self) -> None:
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = [_Line(told, self._field.label, self) for told in self._told]
        if self._repairs:
            self._lines.append(self._offers())
        for line in self._lines:
            at = self._column.indexOf(self.note) if self.note is not None else self._column.count()
            self._column.insertWidget(at, line)
            line.show()

    def _offers(self) -> QWidget:
        offers = QWidget(self)
        row = QHBoxLayout(offers)
        if sum(map(len, self._repairs)) > _ONE_LINE:
            row.setDirection(QHBoxLayout.Direction.TopToBottom)
        row.setContentsMargins(0, 0, 0, 0)
        before: QWidget = self._box
        for text in self._repairs:
            button = QPushButton(f"Sửa thành {text}", offers)
            button.setObjectName("action_repair")
            button.setProperty("dense", "true")
            button.clicked.connect(lambda _=False, meant=text: self.repaired.emit(meant))
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
            QWidget.setTabOrder(before, button)
            before = button
        row.addStretch(1)
        return offers

    def _note_box(self) -> Box:
        if self.note is None:
            self.note = Box(f"note_{self._field.key}", f"Giải thích: {self._field.label}", self)
            self.note.setPlaceholderText("Giải thích để được nộp")
            self.note.left.connect(self.noted)
            self.note.stepped.connect(self.stepped)
            self._column.addWidget(self.note)
            QWidget.setTabOrder(self._box, self.note)
        return self.note

    def open_note(self) -> Box:
        """A box for a note that nobody asked for."""
        box = self._note_box()
        box.show()
        self.fit()
        return box

    def fit(self) -> None:
        """Take no room while there is nothing to say."""
        parts = (self.spoken, self.before, self.note)
        wanted = bool(self._lines) or any(part is not None and not part.isHidden() for part in parts)
        if wanted == self.isHidden():
            self.setVisible(wanted)


class FieldRow:
    """The widgets of one field; a pane places them as its paper has them."""

    def __init__(self, form: Form, field: Field, box: Box, parent: QWidget) -> None:
        self.form = form
        self.field = field
        self.box = box
        self.at = 0
        """Its place on the paper."""
        self.section = -1
        self.asked = True
        """Whether the form asks this field of the record that is shown."""
        self.label = words(field.label, wrap=True)
        self.label.setBuddy(box)
        self.unit = words(getattr(field, "unit", "").replace("/", f"/{_MAY_BREAK}"), "muted", wrap=True)
        self.before = Elided("", "muted")
        self.change = Elided("", "muted")
        for figure in (self.before, self.change):
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.below = Below(field, box, parent)
        self._starred = False
        self._columns = (True, True)

    @property
    def key(self) -> str:
        """The field's key."""
        return self.field.key

    @property
    def wide(self) -> bool:
        """Whether the box takes the room of unit, last period and change as well."""
        coded = isinstance(self.field, Computed) and bool(self.field.codes)
        return coded or isinstance(self.field, Text | Choice | MultipleChoice | Reference)

    @property
    def is_computed(self) -> bool:
        """Whether the program works it out."""
        return isinstance(self.field, Computed)

    def star(self, required: bool) -> None:  # noqa: FBT001 (one switch)
        """Mark the label of a field that has to be answered."""
        if required != self._starred:
            self._starred = required
            self.label.setText(f"{self.field.label}\u00a0*" if required else self.field.label)

    def show_before(self, before: str, change: str) -> None:
        """Last period's answer and the change since."""
        if self.wide:
            differs = before and before != self.box.kept
            self.below.show_before(f"Kỳ trước: {before}" if differs else "")
            return
        for figure, text in ((self.before, before), (self.change, change)):
            if figure.text() != text:
                figure.setText(text)

    def show(self, asked: bool) -> None:  # noqa: FBT001 (one switch)
        """Show or hide the whole row."""
        if asked != self.asked:
            self.asked = asked
            self.place()

    def columns(self, *, before: bool, change: bool) -> None:
        """Which columns there is room for."""
        if self._columns != (before, change):
            self._columns = (before, change)
            self.place()

    def place(self) -> None:
        """Show what there is room for; a widget that a layout takes in is shown only later, and takes no focus yet."""
        before, change = self._columns
        figures = self.asked and not self.wide
        for widget, wanted in (
            (self.label, self.asked),
            (self.box, self.asked),
            (self.unit, figures),
            (self.before, figures and before),
            (self.change, figures and change),
        ):
            widget.setVisible(wanted)
        if self.asked:
            self.below.fit()
        else:
            self.below.hide()

    def trouble(self, told: Sequence[Problem]) -> None:
        """The border of the box: stop, ask, or none."""
        kinds = {p.severity for p in told}
        theme.assign(self.box, "trouble", "stop" if "stop" in kinds else "ask" if "ask" in kinds else "")
