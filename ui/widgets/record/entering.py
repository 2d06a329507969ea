"""What happens between a person and the boxes of one record: each answer is kept when its box is left."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from base.errors import AppError, Problem
from base.period import Period
from base.text import tidy
from forms.spec import Choice, Computed, Field, Form, Record, Reference
from forms.typed import exactly, shown, typed
from office.entering import beside, entry, records
from office.entering.records import OpenRecord, Referable
from office.office import Office
from office.territory.hamlets import hamlets_of
from ui import dialogs
from ui.preferences import Place
from ui.session import Session
from ui.widgets.boxes.make import Choices, box_for
from ui.widgets.boxes.menu import offer_menu
from ui.widgets.boxes.plain import Box
from ui.widgets.record.fieldrow import FieldRow
from ui.widgets.record.held import Held


class Entering(QObject):
    """The rows of one pane and the record (with those that extend it) that they show."""

    kept = Signal(str)
    """An answer or note was kept: the record_id."""
    focused = Signal(object)
    """The FieldRow whose box is typed into."""
    passed_end = Signal()
    """Enter on the last box."""
    renewed = Signal()
    """Problems, conditions or the name may be others now."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.session = session
        self.made: list[FieldRow] = []
        """The rows there are so far, in the order of the paper."""
        self.opened: dict[str, OpenRecord] = {}
        self.main: OpenRecord | None = None
        self.current: FieldRow | None = None
        self.read_only = False
        self._on = session.office.closing(session.period)
        """The day whose code lists are offered."""
        self.telling = False
        """Whether the others are being told of what was kept here."""
        self._seen: set[tuple[str, str]] = set()
        self._new = False
        self._place: tuple[Period, Office] | None = None
        self._refusing = False
        self._refusal: AppError | None = None
        self._held = Held(session)
        self._last: FieldRow | None = None
        self.reveal: Callable[[Box], None] = lambda box: None
        """Set by the pane: makes a box visible before it gets the focus."""
        self.make: Callable[[str, str], None] = lambda key, form_key: None
        """Set by a pane that makes its rows little by little: makes that of a field now, or of "" all."""

    # the rows

    @property
    def rows(self) -> list[FieldRow]:
        """All rows; those that are lacking are made now."""
        self.make("", "")
        return self.made

    def add_row(self, form: Form, field: Field, parent: QWidget, *, at: int = 0) -> FieldRow:
        """A row of this pane, connected; `at`: its place on the paper."""
        choices = Choices(
            on=self._on,
            values=lambda: self.opened[form.key].record.values if form.key in self.opened else {},
            hamlets=lambda: hamlets_of(self.session.office, self.session.period),
            referables=self.referables,
        )
        row = FieldRow(form, field, box_for(field, parent, choices), parent)
        row.at = at
        offer_menu(row.box, self.note_current)
        row.box.left.connect(lambda: self.keep_row(row))
        row.box.entered.connect(lambda: self._enter(row))
        row.box.stepped.connect(lambda by: self.step(row.box, by))
        row.box.textEdited.connect(lambda: self._typing(row))
        row.below.noted.connect(lambda: self._keep_note(row))
        row.below.stepped.connect(lambda by: self._step_from_note(row, by))
        row.below.repaired.connect(lambda text: self._repair(row, text))
        insort(self.made, row, key=lambda one: one.at)
        return row

    def referables(self, form_key: str) -> list[Referable]:
        """The records that a reference may name."""
        return records.referables(self.session.office, self.session.period, form_key)

    def row(self, key: str, form_key: str = "") -> FieldRow | None:
        """The row of a field."""
        for _ in range(2):
            for one in self.made:
                if one.key == key and form_key in ("", one.form.key):
                    return one
            self.make(key, form_key)
        return None

    def order(self) -> list[Box]:
        """The boxes that Enter passes through, notes after their box."""
        found: list[Box] = []
        for row in self.rows:
            if row.asked and not row.is_computed:
                found.append(row.box)
                note = row.below.note
                if note is not None and not note.isHidden():
                    found.append(note)
        return found

    def step(self, box: Box, by: int) -> None:
        """The next box, or the one before. Only backwards into a note: the next number is never taken for one."""
        notes = {id(row.below.note) for row in self.made if row.below.note is not None}
        order = [one for one in self.order() if by < 0 or id(one) not in notes or one is box]
        at = order.index(box) + by if box in order else 0
        if at >= len(order):
            self.passed_end.emit()
        elif at >= 0:
            self.go_to(order[at])

    def _step_from_note(self, row: FieldRow, by: int) -> None:
        if row.below.note is not None:
            self.step(row.below.note, by)

    def go_to(self, box: Box) -> None:
        """Give a box the focus, its section unfolded."""
        self.reveal(box)
        box.setFocus()

    # showing

    def show(self, opened: OpenRecord | None, *, read_only: bool = False) -> None:
        """Fill the boxes; nothing is kept by that."""
        self.main = opened
        self.read_only = read_only
        self._place = (self.session.period, self.session.office)
        self.opened = {one.form.key: one for one in (opened, *opened.extensions)} if opened else {}
        self._new = opened is not None and not opened.stored
        self._seen.clear()
        self.fill(self.made)

    def fill(self, rows: Sequence[FieldRow]) -> None:
        """Show in these rows what the record holds, and what follows from it."""
        for row in rows:
            if not row.is_computed:
                row.box.setReadOnly(self.read_only)
            self._fill(row)
        self.renew()

    def _fill(self, row: FieldRow) -> None:
        opened = self.opened.get(row.form.key)
        if opened is None or row.is_computed:
            row.box.fill("")
            return
        row.box.fill(shown(opened.form, self._told(row, opened.record), row.key))
        if not self.read_only:
            self._held.show(row, opened)
        self._compare(row, opened)

    def _told(self, row: FieldRow, record: Record) -> Record:
        """A reference shows what the record is called, not its id."""
        field, value = row.field, record.values.get(row.key)
        if not isinstance(field, Reference) or value is None:
            return record
        names = {one.record_id: one.text for one in self.referables(field.form)}
        return replace(record, values={**record.values, row.key: names.get(str(value), str(value))})

    def _compare(self, row: FieldRow, opened: OpenRecord) -> None:
        if not isinstance(row.field, Reference):
            row.show_before(beside.before_text(opened, row.key), beside.change(opened, row.key))

    def renew(self) -> None:
        """Work out again what follows from the answers: computed fields, conditions, problems."""
        for form_key, opened in self.opened.items():
            hidden, required = opened.hidden(), opened.required()
            for row in self.made:
                if row.form.key == form_key:
                    row.show(row.key not in hidden)
                    row.star(row.key in required)
            self._compute(opened)
            self._show_problems(opened)
        self.renewed.emit()

    def _compute(self, opened: OpenRecord) -> None:
        now, then = opened.computed(), opened.computed_before()
        for row in self.made:
            if row.form.key == opened.form.key and isinstance(row.field, Computed):
                row.box.fill(beside.computed_text(row.field, now[row.key]))
                before = beside.computed_text(row.field, then.get(row.key))
                change = beside.computed_change(row.field, now[row.key], then.get(row.key))
                row.show_before(before, change)

    def _show_problems(self, opened: OpenRecord) -> None:
        placed: dict[str, list[Problem]] = {}
        touched: dict[str, list[Problem]] = {}
        for told in self.problems(opened):
            known = [key for key in told.fields if key in opened.form.fields]
            for key in known:
                touched.setdefault(key, []).append(told)
            last = self._last.key if self._last and self._last.form.key == opened.form.key else ""
            if known:
                placed.setdefault(last if last in known else known[0], []).append(told)
        for row in self.made:
            if row.form.key == opened.form.key and not row.is_computed:
                mine = placed.get(row.key, [])
                row.trouble(touched.get(row.key, []))
                row.below.show_problems(
                    mine,
                    repairs=[] if self.read_only else beside.repairs(opened, row.key, mine),
                    note=opened.record.notes.get(row.key, ""),
                    asks=any(p.severity in ("ask", "noted") for p in mine) and not self.read_only,
                )
                self._speak(row, opened)

    def problems(self, opened: OpenRecord) -> list[Problem]:
        """What is shown of a record's problems: of a new one only those of boxes that were left."""
        found = [exactly(opened.form, opened.record, told) for told in opened.problems()]
        found += records.repeated(self.session.office, self.session.period, opened)
        if not self._new:
            return found
        return [p for p in found if any((opened.form.key, key) in self._seen for key in p.fields)]

    def _speak(self, row: FieldRow, opened: OpenRecord) -> None:
        speaks = row is self.current or bool(row.below.problems) or _names_a_code(row.field)
        row.below.speak(beside.spoken(row.field, opened.record) if speaks else "")

    # typing

    def _enter(self, row: FieldRow) -> None:
        before, self.current = self.current, row
        for one in (before, row):
            if one is not None and one.form.key in self.opened:
                self._speak(one, self.opened[one.form.key])
        self.remember()
        self.focused.emit(row)

    def remember(self) -> None:
        """Where one would come back to after a power cut."""
        if self.current is None or self.main is None:
            return
        stored = self.main.record.record_id if self.main.stored else ""
        period = self.session.period.label
        self.session.remember(Place("entry", period, self.main.form.key, stored, self.current.key))

    def _typing(self, row: FieldRow) -> None:
        """What can be said while a number is being typed: computed fields, the amount in words, the change."""
        opened = self.opened.get(row.form.key)
        if opened is None or self.read_only or isinstance(row.field, Reference):
            return
        record, unreadable = typed(opened.form, opened.record, row.key, row.box.text())
        if unreadable is not None:
            return
        live = replace(opened, record=record)
        row.below.speak(beside.spoken(row.field, record))
        if not row.wide:
            row.show_before(beside.before_text(live, row.key), beside.change(live, row.key))
        self._compute(live)

    def keep_row(self, row: FieldRow) -> None:
        """Keep what was typed into a box, if it is another answer; raises nothing, a refusal is told."""
        opened = self.opened.get(row.form.key)
        if opened is None or self.read_only or row.is_computed or not self.is_here:
            return
        self._seen.add((row.form.key, row.key))
        if not row.box.is_changed:
            self._held.hold(row, opened, None)
            if self._new:
                self._show_problems(opened)
                self.renewed.emit()
            return
        record = self._read(row, opened)
        self._last = row
        self._refusal = None
        kept = self._write(opened, record)
        self._held.hold(row, opened, self._refusal)
        if kept:
            self._fill(row)
            self.renew()
            self.remember()

    @property
    def is_here(self) -> bool:
        """Whether the boxes still belong to the period and file that are open."""
        session = self.session
        return session.is_open and self._place == (session.period, session.office)

    def _read(self, row: FieldRow, opened: OpenRecord) -> Record:
        text = row.box.answer()
        if isinstance(row.field, Reference):
            title = self.session.office.form(row.field.form, self.session.period).title
            known = self.referables(row.field.form)
            return records.referred(opened.form, opened.record, row.key, text, known=known, title=title)[0]
        return typed(opened.form, opened.record, row.key, text)[0]

    def _write(self, opened: OpenRecord, record: Record) -> bool:
        """Keep a record; whether it was kept."""
        office, period = self.session.office, self.session.period
        try:
            self._enter_both(opened, record)
        except AppError as refusal:
            self._refuse(refusal)
            return False
        self._replace(replace(opened, record=record, stored=True))
        if any(isinstance(f, Reference) for f in opened.form.field):
            owner = records.owner_values(office, period, opened.form, record)
            self._replace(replace(self.opened[opened.form.key], owner=owner))
        self.tell(record.record_id, opened.form.key)
        return True

    def _enter_both(self, opened: OpenRecord, record: Record, *, door: str = "window") -> None:
        """Keep a record, in one act with the one that it extends where that is new."""
        office, period, main = self.session.office, self.session.period, self.main
        if main is None or main.stored or opened.form.key == main.form.key:
            seen = {record.record_id: opened.record} if opened.stored else None
            entry.enter(office, period, opened.form.key, [record], door=door, seen=seen)
            return
        also = {opened.form.key: [record]}
        entry.enter(office, period, main.form.key, [main.record], door=door, also=also)
        self._replace(replace(main, stored=True))

    def tell(self, record_id: str, form_key: str) -> None:
        """Something was kept: whoever shows it reads it again; these boxes show it already."""
        self.telling = True
        try:
            self.kept.emit(record_id)
            self.session.tell_changed(form_key)
        finally:
            self.telling = False

    def _replace(self, opened: OpenRecord) -> None:
        self.opened[opened.form.key] = opened
        if self.main is None or opened.form.key != self.main.form.key:
            return
        self.main = opened
        for extension in opened.extensions:
            key = extension.form.key
            self.opened[key] = replace(self.opened[key], owner=opened.record.values)

    def _refuse(self, refusal: AppError) -> None:
        self._refusal = refusal
        if not self._refusing:
            self._refusing = True
            dialogs.refuse(self._window(), refusal)
            self._refusing = False

    def _window(self) -> QWidget:
        parent = self.parent()
        assert isinstance(parent, QWidget)
        return parent

    def _keep_note(self, row: FieldRow) -> None:
        note, opened = row.below.note, self.opened.get(row.form.key)
        if note is None or opened is None or not note.is_changed or self.read_only or not self.is_here:
            return
        notes = {key: told for key, told in opened.record.notes.items() if key != row.key}
        if text := tidy(note.text()):
            notes[row.key] = text
        record = replace(opened.record, notes=notes)
        office, period = self.session.office, self.session.period
        try:
            if opened.stored:
                entry.note(office, period, opened.form.key, record.record_id, row.key, text)
            else:
                self._enter_both(opened, record, door="note")
        except AppError as refusal:
            self._refuse(refusal)
            return
        self._replace(replace(opened, record=record, stored=True))
        self.renew()
        self.tell(opened.record.record_id, opened.form.key)

    def _repair(self, row: FieldRow, text: str) -> None:
        row.box.setText(text)
        self.keep_row(row)
        self.go_to(row.box)

    def keep_current(self) -> None:
        """Keep what is being typed: another record, page or period comes."""
        for row in self.made:
            if row.box.is_changed and not row.is_computed:
                row.box.leave()
            if row.below.note is not None and row.below.note.is_changed:
                self._keep_note(row)

    def note_current(self) -> None:
        """Open the note of the field that is typed into."""
        if self.current is not None and not self.read_only:
            self.current.below.open_note().setFocus()


def _names_a_code(field: Field) -> bool:
    return isinstance(field, Choice) and bool(field.codes_by)
