"""The boxes of a record in their sections, those of the forms that extend it below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from forms.shown import groups
from forms.spec import Field, Form
from ui import theme
from ui.session import Session
from ui.widgets.boxes.lists import ListBox
from ui.widgets.boxes.plain import Box
from ui.widgets.record.entering import Entering
from ui.widgets.record.fieldrow import FieldRow, counted
from ui.widgets.record.section import Section

GENERAL = "Thông tin chung"
NARROW, NARROWER = 520, 440
"""Logical pixels of width below which last period's columns are left out, one after the other."""
WIDE = 640
"""From here on the boxes stay near their labels."""


class Body(QScrollArea):
    """All sections of a form and of the forms that extend it; made once and filled for each record.

    The rows of 57 fields take 0.15 s to make: the first section has them at once, each other one when the window has
    a moment, or when it is gone to.
    """

    ENTERING: ClassVar[type[Entering]] = Entering
    grew = Signal()
    """There are more rows."""

    def __init__(self, session: Session, forms: list[Form], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.entering = self.ENTERING(session, self)
        self.entering.reveal = self.reveal
        self.entering.make = self._make
        self.sections: list[Section] = []
        self._rows = 0
        inside = QWidget(self)
        inside.setProperty("role", "sheet")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._lacking: dict[Section, list[tuple[int, Form, Field]]] = {}
        """Section → place on the paper, form and field of the rows that it lacks."""
        for form in forms:
            self._add(form, inside)
        self._column.addStretch(1)
        self.setWidget(inside)
        self._more = QTimer(self, interval=0)
        self._more.timeout.connect(self._make_more)
        self._make_rows(self.sections[:1])
        self.entering.renewed.connect(self._count)
        self.entering.focused.connect(self._make_beside)
        self.verticalScrollBar().valueChanged.connect(self._close_lists)
        theme.changed().connect(self._measure)

    def _add(self, form: Form, inside: QWidget) -> None:
        known = {section.title.partition(". ")[2] for section in self.sections}
        for title, fields in groups(form):
            named = title or (GENERAL if not form.extends else form.title)
            if named in known:
                named = f"{named}: {form.title[:1].lower()}{form.title[1:]}"
            section = Section(f"{len(self.sections) + 1}. {named}", inside)
            self._lacking[section] = [(self._rows + n, form, field) for n, field in enumerate(fields)]
            self._rows += len(fields)
            self.sections.append(section)
            self._column.addWidget(section)

    # rows, little by little

    def go_on(self) -> None:
        """Make the rows that are lacking, one section whenever the window has a moment."""
        if self._lacking:
            self._more.start()

    def make_next(self) -> bool:
        """Make the rows of the next section that lacks them; whether there was one.

        None for a record of another period or file than the open one: go_on() comes with the next record.
        """
        if self.entering.main is not None and not self.entering.is_here:
            return False
        lacking = list(self._lacking)[:1]
        self._make_rows(lacking)
        return bool(lacking)

    def _make_beside(self, row: FieldRow) -> None:
        """Tab must find the section after the one that is typed into."""
        at = self.sections.index(self.section_of(row))
        self._make_rows([section for section in self.sections[: at + 2] if section in self._lacking])

    def _make_more(self) -> None:
        """The next section; what is typed into stays in sight."""
        if not self.make_next():
            self._more.stop()
            return
        current = self.entering.current
        if current is not None and current.box.hasFocus():
            self.show_row(current)

    def _make(self, key: str, form_key: str) -> None:
        wanted = [
            section
            for section, rows in self._lacking.items()
            if not key or any(key == field.key and form_key in ("", form.key) for _, form, field in rows)
        ]
        self._make_rows(wanted)

    def _make_rows(self, sections: Sequence[Section]) -> None:
        made = []
        for section in sections:
            rows = [
                self.entering.add_row(form, field, section.body, at=at)
                for at, form, field in self._lacking.pop(section, [])
            ]
            section.take(rows)
            made += rows
        if made and self.entering.main is not None:
            self.entering.fill(made)
        if made:
            self._settle(sections)
            self.grew.emit()
        if not self._lacking:
            self._more.stop()

    def _settle(self, sections: Sequence[Section]) -> None:
        """Give new rows their places at once: layouts inside each other take several turns, and each is painted."""
        for section in sections:
            section.settle()
        self._column.activate()
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def section_of(self, row: FieldRow) -> Section:
        """The section in which a field stands."""
        return next(section for section in self.sections if row in section.rows)

    def reveal(self, box: Box) -> None:
        """Unfold the section of a box and scroll to it."""
        for row in self.entering.made:
            if box in (row.box, row.below.note):
                self.section_of(row).unfold()
                self.show_row(row)

    def show_row(self, row: FieldRow) -> None:
        """Scroll so that the row, and what is said below it, can be seen, once it has its place."""
        QTimer.singleShot(0, row.box, lambda: self._scroll_to(row))

    def _scroll_to(self, row: FieldRow) -> None:
        if row.at == 0:
            self.verticalScrollBar().setValue(0)
        elif row.box.hasFocus() or (row.below.note is not None and row.below.note.hasFocus()):
            self.ensureWidgetVisible(row.box, 0, theme.px(48))

    def step_section(self, by: int) -> None:
        """To the first box of the next section, or of the one before."""
        current = self.entering.current
        at = self.sections.index(self.section_of(current)) if current in self.entering.made else -1
        for section in self.sections[at + 1 :] if by > 0 else reversed(self.sections[: max(at, 0)]):
            self._make_rows([section] if section in self._lacking else [])
            boxes = [row.box for row in section.rows if row.asked and not row.is_computed]
            if boxes:
                self.entering.go_to(boxes[0])
                return

    def fold(self, *, away: bool) -> None:
        """Fold or unfold the section that is typed into."""
        if self.entering.current is not None:
            section = self.section_of(self.entering.current)
            if away:
                section.head.setFocus()
            section.head.setChecked(not away)
            if not away:
                self.entering.go_to(self.entering.current.box)

    def _count(self) -> None:
        for section in self.sections:
            section.count(*counted([p for row in section.rows for p in row.below.problems]))

    def _close_lists(self) -> None:
        for row in self.entering.made:
            if isinstance(row.box, ListBox):
                row.box.close_list()

    def _measure(self) -> None:
        for section in self.sections:
            section.measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self.viewport().width()
        for section in self.sections:
            section.show_columns(before=width >= theme.px(NARROWER), change=width >= theme.px(NARROW))
            section.grid.setColumnStretch(5, int(width >= theme.px(WIDE)))
