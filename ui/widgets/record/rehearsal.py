"""The entry page of a form that nobody has yet: one types into it as later, and nothing is kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from base.errors import AppError, Problem
from base.text import tidy
from forms.spec import Form, Record, Reference
from forms.typed import exactly
from office.declaring import drafts
from office.entering.records import OpenRecord, Referable
from ui import theme
from ui.session import Session
from ui.widgets.cards import clear, words
from ui.widgets.record.body import Body
from ui.widgets.record.entering import Entering
from ui.widgets.record.fieldrow import FieldRow
from ui.widgets.record.sheet import Paper

ROOMY = 620
"""Logical pixels of width from which a paper shows last period and change."""


class Rehearsing(Entering):
    """The same boxes, checks and computed fields; what is typed stays in the boxes."""

    def problems(self, opened: OpenRecord) -> list[Problem]:
        """Those of the boxes that were left or hold something."""
        found = [exactly(opened.form, opened.record, told) for told in opened.problems()]
        left = {key for _, key in self._seen} | {k for k, v in opened.record.values.items() if v is not None}
        return [told for told in found if left.intersection(told.fields)]

    def referables(self, form_key: str) -> list[Referable]:
        """The records that are there to refer to; none of a form that this period does not ask for."""
        try:
            return super().referables(form_key)
        except AppError:
            return []

    def remember(self) -> None:
        """No place to come back to."""

    def tell(self, record_id: str, form_key: str) -> None:
        """Nobody else is concerned."""

    def _read(self, row: FieldRow, opened: OpenRecord) -> Record:
        return opened.record if isinstance(row.field, Reference) else super()._read(row, opened)

    def _write(self, opened: OpenRecord, record: Record) -> bool:
        self._replace(replace(opened, record=record))
        return True

    def _keep_note(self, row: FieldRow) -> None:
        note, opened = row.below.note, self.opened.get(row.form.key)
        if note is not None and opened is not None and note.is_changed:
            notes = {**opened.record.notes, row.key: tidy(note.text())}
            self._replace(replace(opened, record=replace(opened.record, notes=notes)))
            self.renew()


class _Body(Body):
    ENTERING = Rehearsing


class _Paper(Paper):
    """Beside what is drawn there is room for this period's figures alone."""

    ENTERING = Rehearsing

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= theme.px(ROOMY)
        for row in self.entering.rows:
            row.columns(before=roomy, change=roomy)
        for column in (4, 5):
            head = self._grid.itemAtPosition(0, column)
            if head is not None and (label := head.widget()) is not None:
                label.setVisible(roomy)


class Rehearsal(QWidget):
    """The page of a register's record or of a sheet, made anew for every form that it is given."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.page: _Body | _Paper | None = None
        self._tried: OpenRecord | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def say(self, sentence: str) -> None:
        """A sentence in the place of the page."""
        self._leave()
        told = words(sentence, "muted", wrap=True)
        told.setMargin(theme.px(16))
        self._column.addWidget(told)
        self._column.addStretch(1)

    def show_form(self, form: Form) -> None:
        """The page of a bound form, with what was typed before; the cursor stays in its box."""
        key = self._key()
        self._leave()
        session = self.session
        try:
            opened = drafts.rehearsed(session.office, session.period, form, self._tried)
        except AppError as refusal:
            self.say(str(refusal))
            return
        self.page = _Body(session, [form], self) if form.kind == "register" else _Paper(session, form, self)
        self._column.addWidget(self.page, 1)
        self.page.entering.show(opened)
        if isinstance(self.page, _Body):
            self.page.go_on()
        row = self.page.entering.row(key) if key else None
        if row is not None:
            self.page.entering.go_to(row.box)

    def _key(self) -> str:
        """The field that is typed into."""
        current = self.page.entering.current if self.page is not None else None
        return current.key if current is not None and current.box.hasFocus() else ""

    def forget(self) -> None:
        """Another form comes: what was typed is of no use to it."""
        self._leave()
        self._tried = None

    def _leave(self) -> None:
        if self.page is not None:
            self.page.entering.keep_current()
            self._tried = self.page.entering.main
        self.page = None
        clear(self._column)
