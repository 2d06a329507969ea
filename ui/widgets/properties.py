"""Properties one below the other: what each is called, its box, and what is wrong with it below the box."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from base.text import nfc, search_key, tidy
from ui import theme
from ui.widgets.boxes.choices import Option
from ui.widgets.boxes.lists import ListBox, SeveralBox, SuggestBox
from ui.widgets.boxes.plain import Box
from ui.widgets.cards import words

LABEL = 132
"""Width of the names at 100 %."""
Lines = Callable[[], Sequence[Option]]


def give_way(box: QComboBox) -> None:
    """A choice takes the room that there is, whatever its longest line needs."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)


class _Offer(QComboBox):
    """Puts in what is chosen: an arrow key opens the list first, so that the second line can be reached."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.showPopup()
        else:
            super().keyPressEvent(event)


class FormulaBox(QWidget):
    """A formula, and below it a list from which the fields are put into it by their names."""

    def __init__(self, box: Box) -> None:
        super().__init__()
        self.box = box
        self.insert = _Offer()
        self.insert.setObjectName(f"insert_{box.objectName()}")
        self.insert.setAccessibleName(f"Chèn trường vào {box.accessibleName()}")
        self.insert.setProperty("dense", "true")
        give_way(self.insert)
        self.insert.activated.connect(self._put_in)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(box)
        column.addWidget(self.insert)
        self.setFocusProxy(box)

    def offer(self, fields: Sequence[tuple[str, str]]) -> None:
        """(key, label) of the fields that may stand in it."""
        self.insert.clear()
        self.insert.addItem("Chèn trường…", "")
        for key, label in fields:
            self.insert.addItem(f"{label}  =  {key}", key)

    def _put_in(self) -> None:
        key = self.insert.currentData()
        self.insert.setCurrentIndex(0)
        if key:
            at = self.box.cursorPosition() or len(self.box.text())
            before = self.box.text()[:at]
            self.box.setFocus()
            self.box.deselect()
            self.box.setCursorPosition(at)
            self.box.insert(f" {key}" if before and not before.endswith((" ", "(")) else key)


class Properties(QScrollArea):
    """Rows of properties; a person's word about one is `stated`, filling them is not."""

    stated = Signal(str, object)
    """The key of a property and what it is now: a text, a tick, the data of a choice."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("role", "sheet")
        column = QVBoxLayout(inside)
        column.setContentsMargins(*(theme.px(n) for n in (12, 8, 12, 8)))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(8))
        self._grid.setVerticalSpacing(theme.px(4))
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addStretch(1)
        self.setWidget(inside)
        self.inputs: dict[str, QWidget] = {}
        """Key → the box, list, choice or tick."""
        self._rows: dict[str, tuple[QWidget, QWidget, QLabel]] = {}
        self._filling = False
        theme.changed().connect(self._measure)

    # what it is made of

    def add(self, key: str, label: str, widget: QWidget, *, named: bool = True) -> None:
        """A row; `named`: the label stands beside it, else the widget says itself what it is."""
        name = words(label if named else "", wrap=True)
        name.setBuddy(widget)
        told = words("", "problem_stop", wrap=True)
        told.hide()
        at = 2 * len(self._rows)
        if named:
            self._grid.addWidget(name, at, 0)
        self._grid.addWidget(widget, at, int(named), 1, 2 - int(named))
        self._grid.addWidget(told, at + 1, 1)
        self.inputs[key] = widget
        self._rows[key] = (name if named else widget, widget, told)
        self._measure()

    def box(self, key: str, label: str, *, hint: str = "", made: Box | None = None) -> Box:
        """A box for words."""
        box = made or Box(key, label)
        box.setPlaceholderText(hint)
        box.textChanged.connect(lambda _: self._say(key, tidy(nfc(box.text()))))
        self._connect(key, box)
        self.add(key, label, box)
        return box

    def formula(self, key: str, label: str) -> FormulaBox:
        """A box for a formula."""
        box = Box(key, label)
        box.textChanged.connect(lambda _: self._say(key, tidy(nfc(box.text()))))
        self._connect(key, box)
        whole = FormulaBox(box)
        self.add(key, label, whole)
        self.inputs[key] = box
        return whole

    def listed(
        self, key: str, label: str, lines: Lines, *, several: bool = False, free: bool = False
    ) -> ListBox:
        """A box with a list below it; `free`: any text will do, `several`: more than one line."""

        def reads(text: str) -> str:
            wanted = search_key(text)
            return next((o.text for o in lines() if wanted in (search_key(o.text), search_key(o.code))), "")

        kind = SeveralBox if several else SuggestBox if free else ListBox
        box = kind(key, label, lines=lines, reads=reads)
        box.left.connect(lambda: self._say_list(key, box))
        self._connect(key, box)
        self.add(key, label, box)
        return box

    def combo(self, key: str, label: str, choices: Sequence[tuple[object, str]]) -> QComboBox:
        """A choice of a few."""
        box = QComboBox()
        box.setObjectName(key)
        box.setAccessibleName(label)
        give_way(box)
        for value, text in choices:
            box.addItem(text, value)
        box.activated.connect(lambda _: self._say(key, box.currentData()))
        box.installEventFilter(self)
        self.add(key, label, box)
        return box

    def tick(self, key: str, label: str) -> QCheckBox:
        """Yes or no."""
        box = QCheckBox(label)
        box.setObjectName(key)
        box.clicked.connect(lambda on: self._say(key, on))
        box.installEventFilter(self)
        self.add(key, label, box, named=False)
        return box

    def _connect(self, key: str, box: Box) -> None:
        box.left.connect(lambda: setattr(box, "kept", box.text()))
        box.stepped.connect(partial(self._step, key))
        box.entered.connect(lambda: self.ensureWidgetVisible(box, 0, theme.px(40)))

    def _measure(self) -> None:
        self._grid.setColumnMinimumWidth(0, theme.px(LABEL))
        for name, widget, _ in self._rows.values():
            if name is not widget:
                name.setFixedWidth(theme.px(LABEL))

    # what it says

    def _say(self, key: str, value: object) -> None:
        if not self._filling:
            self.stated.emit(key, value)

    def _say_list(self, key: str, box: ListBox) -> None:
        text = tidy(nfc(box.text()))
        if text != tidy(nfc(box.kept)):
            box.kept = box.text()
            self._say(key, text)

    def _step(self, key: str, by: int) -> None:
        """The next row that is shown, or the one before."""
        shown = [k for k, (name, _, _) in self._rows.items() if not name.isHidden()]
        at = shown.index(key) + by if key in shown else 0
        if 0 <= at < len(shown):
            self.go_to(shown[at])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.key() in keys and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
                self._step(watched.objectName(), -1 if event.modifiers() else 1)
                return True
        return super().eventFilter(watched, event)

    # showing

    def fill(self, values: Mapping[str, object]) -> None:
        """Show what is kept; nobody is told."""
        self._filling = True
        for key, value in values.items():
            box = self.inputs[key]
            if isinstance(box, Box):
                box.fill(str(value))
            elif isinstance(box, QComboBox):
                box.setCurrentIndex(box.findData(value))
            elif isinstance(box, QCheckBox):
                box.setChecked(bool(value))
        self._filling = False

    def show_rows(self, keys: Collection[str]) -> None:
        """Show these rows alone."""
        for key, (name, widget, told) in self._rows.items():
            name.setVisible(key in keys)
            widget.setVisible(key in keys)
            told.setVisible(key in keys and bool(told.text()))

    def tell(self, key: str = "", sentence: str = "") -> None:
        """What is wrong stands below the row that is meant; nothing anywhere else."""
        for known, (name, _, told) in self._rows.items():
            said = sentence if known == key else ""
            told.setText(said)
            told.setVisible(bool(said) and not name.isHidden())
            box = self.inputs[known]
            if isinstance(box, Box | QComboBox) and (said or box.property("trouble")):
                theme.assign(box, "trouble", "stop" if said else "")
            if said and box.hasFocus():
                QTimer.singleShot(0, told, partial(self.ensureWidgetVisible, told, 0, theme.px(8)))

    def told(self, key: str) -> str:
        """What is said below a row."""
        return self._rows[key][2].text()

    def go_to(self, key: str) -> None:
        """Give a row the focus."""
        box = self.inputs[key]
        self.ensureWidgetVisible(box, 0, theme.px(40))
        box.setFocus(Qt.FocusReason.TabFocusReason)
