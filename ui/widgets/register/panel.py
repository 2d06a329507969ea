"""The list of a register: found by a few letters, filtered, sorted, written in place, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QWidget

from base.text import nfc
from forms.spec import Form
from office.entering import registers
from office.entering.register_list import Listing, Shown
from office.entering.register_order import EVERYTHING, Wish
from office.entering.registers import STATES, Standing
from ui.jobs import AT_ONCE
from ui.session import Session
from ui.widgets.register.acts import RegisterActs
from ui.widgets.register.cell_editor import CellDelegate, CellEditor
from ui.widgets.register.frame import RegisterFrame, why_read_only
from ui.widgets.register.heads import RegisterHeads
from ui.widgets.register.model import Column, RegisterModel, columns_of
from ui.widgets.register.reading import RegisterReading
from ui.widgets.register.view import KEPT

SEARCH_AFTER_MS, TOTALS_AFTER_MS, CHECK_AFTER_MS = 120, 30, 500
PAINTED_MS = 20
"""After an act on many records the page is painted, then the list, then the others: all at once take 0.1 s."""


class RegisterPanel(RegisterFrame):
    """The left half of the entry page. It says which record is chosen and which was edited; it opens none."""

    chosen = Signal(str)
    edited = Signal(str)
    """A record was written in the list and kept."""
    listed = Signal()
    """The list was read, or its beginning."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.reading = RegisterReading(session, self)
        self._wanted = ""
        """A record to go to once it is listed."""
        self._column: str | None = None
        """The column to go to once there is room for it."""
        self._measured = False
        """Whether the columns have the widths of what they hold."""
        self._telling = False
        self._put_off: Callable[[], None] | None = None
        """What waits until no cell is being written."""
        self.acts = RegisterActs(session, self.table, self._listing, lambda: self.is_here)
        self.model = RegisterModel(self.reading.page, self.acts.write, self)
        self.show_model(self.model)
        self.heads = RegisterHeads(session, self.table)
        self.delegate = CellDelegate(self.heads.choices_at, self.acts.held, self.table)
        self._search_timer = self._timer(SEARCH_AFTER_MS, self.look_up)
        self._totals_timer = self._timer(TOTALS_AFTER_MS, self._add_up)
        self._check_timer = self._timer(CHECK_AFTER_MS, self.reading.check)
        self._written_timer = self._timer(0, self._catch_up)
        self._connect()

    def _timer(self, after_ms: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=after_ms)
        timer.timeout.connect(act)
        return timer

    def _connect(self) -> None:
        reading = self.reading
        reading.came.connect(self._take)
        reading.searchable.connect(self._search_at_last)
        reading.ordered.connect(self._show)
        reading.added.connect(self.totals.show_totals)
        reading.checked.connect(self._judge)
        self.search.left.connect(self._into_list)
        self.search.given_up.connect(self.look_up)
        self.table.setItemDelegate(self.delegate)
        self.delegate.moved.connect(self.table.move_by)
        self.table.written.connect(self._written_timer.start)
        self.session.leaving.connect(self._stop_timers)
        self.session.opened.connect(self._forget)
        self.table.selectionModel().currentChanged.connect(self._cell_chosen)
        self.table.selectionModel().currentRowChanged.connect(self._row_chosen)
        self.heads.changed.connect(self.look_up)
        self.heads.columns_changed.connect(self._show_again)
        self.search.textEdited.connect(lambda _: self._search_timer.start())
        self.search.textChanged.connect(lambda text: None if text else self._search_timer.start())
        self.states.chosen.connect(self.look_up)
        self.states.cleared.connect(self.heads.clear_filters)
        self.columns_button.clicked.connect(self.heads.ask_columns)
        self.add_button.clicked.connect(self.add_asked)
        self.acts.kept.connect(self._kept)
        self.acts.removed.connect(self._removed)

    # reading

    @property
    def form(self) -> Form | None:
        """The register that is shown."""
        return self.reading.form

    @property
    def listing(self) -> Listing | None:
        """Its records, as far as they are known."""
        return self.reading.listing

    def _listing(self) -> Listing:
        assert self.listing is not None
        return self.listing

    @property
    def is_here(self) -> bool:
        """Whether the list belongs to the period and file that are open."""
        return self.reading.is_here

    def _forget(self) -> None:
        """The list of a file that was closed is of no use."""
        if self.is_here:
            return
        self._stop_timers()
        if self.model.form is not None:
            self.model.show(self.model.form, [], Shown())
        self.reading.forget()

    def _stop_timers(self) -> None:
        """Another period or file comes: nothing of this one is worked out any more."""
        for timer in (self._search_timer, self._totals_timer, self._check_timer, self._written_timer):
            timer.stop()
        self._put_off = None

    def show_form(self, form_key: str) -> None:
        """Show another register from its beginning."""
        self.keep_current()
        self._stop_timers()
        self._wanted = ""
        form = self.session.office.form(form_key, self.session.period)
        self.reading.begin(form)
        self.heads.show_form(form)
        self.search.clear()
        self._search_timer.stop()
        self.states.show_every_state()
        self.name_things(form)
        self.model.standing = {}
        self.model.show(form, columns_of(form, self.heads.keys(self.width())), Shown())
        self.table.measure()
        self._measured = False
        self.show_list()
        self.reload()

    def reload(self) -> None:
        """Read the register again; the place in it stays."""
        if self.form is None or self._telling or not self.is_here or self._wait(self.reload):
            return
        words = why_read_only(self.session)
        self.say_read_only(words)
        self.model.read_only = bool(words)
        self.acts.allow(writing=not words)
        self.model.read_again()
        self.reading.read()

    def _take(self, listing: Listing, standing: dict[str, Standing] | None) -> None:
        if standing is not None:
            self.model.standing = standing
        self.model.names = listing.names
        self._count()
        self.look_up()
        self.listed.emit()

    def _search_at_last(self) -> None:
        if self.search.text():
            self.look_up()

    # what is shown

    def look_up(self) -> None:
        """Show the records that are searched for and pass the filters, in the order asked for."""
        self._search_timer.stop()
        if self.listing is None or not self.is_here or self._wait(self.look_up):
            return
        wish = Wish(
            nfc(self.search.text()),
            tuple(self.heads.filters.values()),
            self.heads.sort,
            next((state for state in STATES if state == self.states.state), None),
        )
        if wish != EVERYTHING:
            self.let_go()
        self.reading.order(wish, self.model.standing)

    def _show(self, ids: Shown) -> None:
        if self._wait(self.look_up):
            return
        assert self.form is not None
        columns = columns_of(self.form, self.heads.keys(self.width()))
        self.model.filtered = frozenset(self.heads.filters)
        if columns != self.model.columns or not self.model.extend(ids):
            self._show_anew(ids, columns)
        self.states.clear.setVisible(bool(self.heads.filters))
        self._say_empty()
        self._totals_timer.start()
        if self._wanted and self.model.ids.row_of(self._wanted) >= 0:
            self.choose(self._wanted, self._column)

    def _show_anew(self, ids: Shown, columns: list[Column]) -> None:
        assert self.form is not None
        record_id = self.current_id()
        column = self.table.current_column if self._column is None else self._column
        top, others = self.table.rowAt(0), columns != self.model.columns
        self.model.show(self.form, columns, ids)
        if others or not self._measured:
            self.table.measure()
            self._measured = bool(ids)
        else:
            self.table.fit()
        row = ids.row_of(record_id) if record_id else -1
        if row >= 0:
            blocked = self.blockSignals(True)
            self.table.come_back(row, self.table.place_of(column), top=top)
            self.blockSignals(blocked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More room, more columns, unless a person chose them."""
        super().resizeEvent(event)
        if self.form is not None and self.listing is not None:
            keys = [c.key for c in self.model.columns[KEPT:-1]]
            if keys != self.heads.keys(self.width()):
                self._show_again()

    def _show_again(self) -> None:
        """The same records, in other columns."""
        if self.listing is not None and not self._wait(self.look_up):
            self._show(self.model.ids)

    def _say_empty(self) -> None:
        assert self.form is not None
        if self.model.ids:
            self.show_list()
        elif not self._listing().ids:
            self.say_no_records(self.form)
        else:
            self.say_none_found(self.form, self.show_all)

    def show_all(self) -> None:
        """Away with search and filters."""
        self.search.clear()
        self.states.show_every_state()
        self.heads.clear_filters()

    def _count(self) -> None:
        counts = Counter(state for state, _ in self.model.standing.values())
        self.states.show_counts({str(state): n for state, n in counts.items()}, self._listing().count)

    def _add_up(self) -> None:
        self.reading.add_up(self.model.ids, [column.key for column in self.model.columns])

    # choosing

    def current_id(self) -> str:
        """The record that is chosen; "" for none."""
        row = self.table.currentIndex().row()
        return self.model.ids[row] if 0 <= row < len(self.model.ids) else ""

    def _cell_chosen(self) -> None:
        if not self.signalsBlocked():
            self._column = None

    def _row_chosen(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid() and not self.signalsBlocked():
            self._wanted = ""
            self.chosen.emit(self.model.ids[now.row()])

    def choose(self, record_id: str, column: str | None = None) -> bool:
        """Go to a record; search and filters give way when they hide it. Whether there is such a record.

        One that is not listed yet is gone to when it is, and so is a column for which there is no room yet.
        """
        self._wanted = ""
        if self.model.ids.row_of(record_id) < 0:
            self._wanted, self._column = record_id, column
            if self.listing is None or record_id not in self.listing.ids:
                return False
            self.show_all()
        row = self.model.ids.row_of(record_id)
        if row >= 0 and (column is not None or row != self.table.currentIndex().row()):
            self.table.go(row, self.table.place_of(self.table.current_column if column is None else column))
            self._column = column
        return True

    def let_go(self) -> None:
        """What was to be gone to once it is listed is not wanted any more: a person has begun something else."""
        self._wanted = ""

    def first_id(self) -> str:
        """The first record shown; "" for none."""
        return self.model.ids[0] if self.model.ids else ""

    def next_id(self, record_id: str) -> str:
        """The record below; "" at the end."""
        return self.model.ids.beside(record_id, 1)

    def previous_id(self, record_id: str) -> str:
        """The record above; "" at the top."""
        return self.model.ids.beside(record_id, -1)

    def next_waiting(self, record_id: str) -> str:
        """The next record below that was brought over from the last period and not confirmed; "" if there is none."""
        below, said = self.model.ids.row_of(record_id) + 1, self._listing().carried
        return next((i for i in self.model.ids[below:] if said.get(i) == "carried"), "")

    def position(self, record_id: str) -> tuple[int, int]:
        """(which one it is, 0 when it is not shown; how many are shown)."""
        shown = self.model.ids
        everything = self.listing is not None and shown.is_all
        return shown.row_of(record_id) + 1, self._listing().count if everything else len(shown)

    def focus_search(self) -> None:
        """Ctrl+F: into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def focus_list(self) -> None:
        """The table takes the keys; while it is empty, the button that says what to do."""
        if self.stack.currentIndex() == 0 or not self.empty.button.isEnabled():
            if self.model.ids and not self.table.currentIndex().isValid():
                self.table.go(0, 1)
            self.table.setFocus()
        else:
            self.empty.button.setFocus()

    def _into_list(self) -> None:
        if self._search_timer.isActive():
            self.look_up()
        if self.model.ids:
            self.table.setFocus(Qt.FocusReason.TabFocusReason)
            if not self.table.currentIndex().isValid():
                self.table.go(0, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Find):
            self.focus_search()
        else:
            super().keyPressEvent(event)

    # writing

    def keep_current(self) -> None:
        """Keep what is being typed into a cell: another form, page, period or file comes."""
        editor = self.table.editor
        if isinstance(editor, CellEditor):
            self.delegate.keep(editor)

    def _wait(self, act: Callable[[], None]) -> bool:
        """Put an act off while a cell is being written: showing other rows takes its editor away."""
        if self.table.editor is None:
            return False
        if self._put_off != self.reload:  # reading again shows again as well
            self._put_off = act
        return True

    def _catch_up(self) -> None:
        """The cell is written: what was put off is done."""
        act, self._put_off = self._put_off, None
        if act is not None:
            act()

    def _kept(self, ids: list[str], new: bool) -> None:  # noqa: FBT001 (a signal's values)
        if len(ids) > AT_ONCE:
            QTimer.singleShot(PAINTED_MS, self, lambda: self._kept_many(ids))
            return
        if new:
            self.reload()
        self._reload_records([] if new else ids)
        self._tell(ids)

    def _kept_many(self, ids: list[str]) -> None:
        self.reload()
        self._reload_records([i for i in ids if i == self.current_id()])
        QTimer.singleShot(PAINTED_MS, self, lambda: self._tell(ids))

    def _removed(self, ids: list[str]) -> None:
        row, listing = self.table.currentIndex().row(), self._listing()
        if listing.owner is None:
            registers.drop(listing, ids)
            for record_id in ids:
                self.model.standing.pop(record_id, None)
            self._count()
            self.look_up()
        else:
            self.reload()
        if self.model.ids:
            self.table.go(min(row, len(self.model.ids) - 1), 1)
        self._tell([])

    def _tell(self, ids: Sequence[str]) -> None:
        """The other pages read again; this list has done so already."""
        if self.form is None or not self.is_here:
            return
        self._telling = True
        try:
            for record_id in ids if len(ids) <= AT_ONCE else [i for i in ids if i == self.current_id()]:
                self.edited.emit(record_id)
            self.session.tell_changed(self.form.key)
        finally:
            self._telling = False

    def reload_record(self, record_id: str) -> None:
        """Read one record again, after the pane kept something of it."""
        self._reload_records([record_id])

    def _reload_records(self, ids: Sequence[str]) -> None:
        if not ids or not self.is_here or self.listing is None:
            return
        known = self.listing.count
        self.model.standing |= self.reading.renew(ids)
        if self.listing.count > known:
            self.look_up()
        else:
            self.model.renew([row for i in ids if (row := self.model.ids.row_of(i)) >= 0])
        self._count()
        self._totals_timer.start()
        if self.listing.count <= registers.CHECKED_AGAIN:
            self._check_timer.start()

    def _judge(self, standing: dict[str, Standing]) -> None:
        self.model.judge(standing)
        self._count()
