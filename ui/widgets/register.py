"""The list of a register: found by a few letters, filtered, sorted, written in place, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QWidget

from base.period import Period
from base.progress import Progress
from base.text import nfc, tidy
from forms.spec import Form, Reference
from office import registers
from office.office import Office
from office.registers import STATE, Listing, Row, Standing, Totals
from ui.jobs import Job
from ui.session import Session
from ui.widgets.cell_editor import CellDelegate, CellEditor
from ui.widgets.register_acts import RegisterActs
from ui.widgets.register_frame import RegisterFrame
from ui.widgets.register_heads import RegisterHeads
from ui.widgets.register_model import RegisterModel, columns_of
from ui.widgets.register_view import KEPT

SEARCH_AFTER_MS, TOTALS_AFTER_MS, CHECK_AFTER_MS = 120, 30, 500
_FEW = 20


class RegisterPanel(RegisterFrame):
    """The left half of the entry page. It says which record is chosen and which was edited; it opens none."""

    chosen = Signal(str)
    edited = Signal(str)
    """A record was written in the list and kept."""
    add_asked = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.form: Form | None = None
        self.listing: Listing | None = None
        self._place: tuple[Period, Office] | None = None
        """The period and the file that the list belongs to."""
        self._rows: dict[str, int] | None = None
        self._telling = False
        self._put_off: Callable[[], None] | None = None
        """What waits until no cell is being written."""
        self.model = RegisterModel(self._read, self._write, self)
        self.show_model(self.model)
        self.heads = RegisterHeads(session, self.table)
        self.acts = RegisterActs(session, self.table, self._listing, lambda: self.is_here)
        self.delegate = CellDelegate(self._choices, self.table)
        self._search_timer = self._timer(SEARCH_AFTER_MS, self.look_up)
        self._totals_timer = self._timer(TOTALS_AFTER_MS, self._add_up)
        self._check_timer = self._timer(CHECK_AFTER_MS, self._check)
        self._written_timer = self._timer(0, self._catch_up)
        self._connect()

    def _timer(self, after_ms: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=after_ms)
        timer.timeout.connect(act)
        return timer

    def _connect(self) -> None:
        self.search.installEventFilter(self)
        self.table.setItemDelegate(self.delegate)
        self.delegate.moved.connect(self.table.move_by)
        self.table.written.connect(self._written_timer.start)
        self.session.leaving.connect(self._stop_timers)
        self.session.opened.connect(self._forget)
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

    def _listing(self) -> Listing:
        assert self.listing is not None
        return self.listing

    @property
    def is_here(self) -> bool:
        """Whether the list belongs to the period and file that are open."""
        session = self.session
        if not session.is_open or self._place is None:
            return False
        period, office = self._place
        return period == session.period and office is session.office

    def _forget(self) -> None:
        """The list of a file that was closed is of no use."""
        if self.is_here:
            return
        self._stop_timers()
        if self.model.form is not None:
            self.model.show(self.model.form, [], ())
        self.form = self.listing = self._place = self._rows = None

    def _stop_timers(self) -> None:
        """Another period or file comes: nothing of this one is worked out any more."""
        for timer in (self._search_timer, self._totals_timer, self._check_timer, self._written_timer):
            timer.stop()
        self._put_off = None

    def _read(self, ids: Sequence[str]) -> list[Row]:
        if not self.is_here:
            return []
        return registers.page(self.session.office, self.session.period, self._listing(), ids)

    def show_form(self, form_key: str) -> None:
        """Show another register from its beginning."""
        self.keep_current()
        self._stop_timers()
        self._place = (self.session.period, self.session.office)
        self.form = self.session.office.form(form_key, self.session.period)
        self.heads.show_form(self.form)
        self.search.clear()
        self._search_timer.stop()
        self.states.show_every_state()
        self.name_things(self.form)
        self.listing = None
        self.model.standing = {}
        self.reload()

    def reload(self) -> None:
        """Read the register again; the place in it stays."""
        if self.form is None or self._telling or not self.is_here or self._wait(self.reload):
            return
        self._say_read_only()
        office, period, form = self.session.office, self.session.period, self.form
        if registers.count(office, period, form.key) <= registers.MANY:
            listing = registers.listed(office, period, form.key)
            self._show_listing(form, listing, registers.standing(office, period, listing))
            return
        if self.listing is None:
            self.model.show(form, [], ())

        def done(listing: Listing) -> None:
            if self._is_still(form, period):
                self._show_listing(form, listing, self.model.standing)
                self._read_words(form, period, listing)
                self._check_beside(form, period, listing)

        def read(own: Office, _: Progress) -> Listing:
            return registers.listed(own, period, form.key, with_words=False)

        self.session.jobs.run(office, Job(f"Đọc {form.title}", read, done))

    def _read_words(self, form: Form, period: Period, listing: Listing) -> None:
        """A long register is shown before it can be searched."""

        def done(words: dict[str, str]) -> None:
            if self.listing is listing and self._is_still(form, period):
                listing.searched = [words.get(record_id, "") for record_id in listing.ids]
                listing.has_words = True
                if self.search.text():
                    self.look_up()

        def read(own: Office, _: Progress) -> dict[str, str]:
            return registers.words_of(own, period, listing)

        self.session.jobs.run(self.session.office, Job("Chuẩn bị tìm kiếm", read, done))

    def _check_beside(self, form: Form, period: Period, listing: Listing) -> None:
        """A long register is shown before it is checked."""

        def done(standing: dict[str, Standing]) -> None:
            if self.listing is listing and self._is_still(form, period):
                self.model.standing = standing
                self._count()
                self.model.renew(range(len(self.model.ids)))

        def check(own: Office, progress: Progress) -> dict[str, Standing]:
            return registers.standing(own, period, listing, progress=progress)

        job = Job(f"Kiểm tra {form.title}", check, done, gives_way=True)
        self.session.jobs.run(self.session.office, job)

    def _is_still(self, form: Form, period: Period) -> bool:
        return self.is_here and self.form is form and self.session.period == period

    def _show_listing(self, form: Form, listing: Listing, standing: dict[str, Standing]) -> None:
        fresh = self.listing is None
        self.listing, self.model.standing = listing, standing
        self.model.numbers = {record_id: n for n, record_id in enumerate(self.listing.ids, 1)}
        self.model.names = self._names(form)
        self._count()
        self.look_up()
        if fresh:
            self.table.measure()

    def _names(self, form: Form) -> dict[str, dict[str, str]]:
        office, period = self.session.office, self.session.period
        found = {}
        for asked in form.field:
            if isinstance(asked, Reference):
                found[asked.key] = registers.names(office, period, asked.form)
        return found

    def _say_read_only(self) -> None:
        session = self.session
        words = ""
        if session.closed:
            words = "Báo cáo kỳ này đã nộp, chỉ xem được."
        elif not session.begun:
            words = "Kỳ này chưa mở, chưa nhập được. Mở kỳ báo cáo rồi nhập."
        self.why.setText(words)
        self.why.setVisible(bool(words))
        self.model.read_only = bool(words)
        self.acts.allow(writing=not words)
        self.add_button.setEnabled(not words)
        self.add_button.setToolTip(words)

    # what is shown

    def look_up(self) -> None:
        """Show the records that are searched for and pass the filters, in the order asked for."""
        self._search_timer.stop()
        if self.listing is None or self.form is None or not self.is_here or self._wait(self.look_up):
            return
        if self._orders(self.form, self.listing):
            return
        if self.search.text() and not self.listing.has_words:
            return
        standing = self.model.standing if self.heads.sort and self.heads.sort[0] == STATE else {}
        ids = registers.ids_in_order(
            self.session.office,
            self.listing,
            search=nfc(self.search.text()),
            filters=list(self.heads.filters.values()),
            sort=self.heads.sort,
            states={record_id: state for record_id, (state, _) in standing.items()},
        )
        if self.states.state:
            wanted = {i for i, (state, _) in self.model.standing.items() if state == self.states.state}
            ids = [i for i in ids if i in wanted]
        self._show(ids)

    def _orders(self, form: Form, listing: Listing) -> bool:
        """Whether the order of a long register has to be worked out first; it is shown when that is done."""
        key = self.heads.sort[0] if self.heads.sort else STATE
        if key == STATE or key in listing.ranks or not self._long:
            return False
        period = self.session.period

        def done(_: Listing) -> None:
            if self.listing is listing and self._is_still(form, period):
                self.look_up()

        job = Job("Sắp xếp danh sách", lambda own, _: registers.put_in_order(own, listing, key), done)
        self.session.jobs.run(self.session.office, job)
        return True

    @property
    def _long(self) -> bool:
        return self.listing is not None and len(self.listing.ids) > registers.MANY

    def _show(self, ids: Sequence[str]) -> None:
        assert self.form is not None
        record_id, column = self.current_id(), self.table.currentIndex().column()
        top = self.table.rowAt(0)
        columns = columns_of(self.form, self.heads.keys(self.width()))
        others = columns != self.model.columns
        self.model.filtered = frozenset(self.heads.filters)
        self.model.show(self.form, columns, ids)
        self._rows = None
        if others:
            self.table.measure()
        self.table.fit()
        self.states.clear.setVisible(bool(self.heads.filters))
        self._say_empty()
        self._totals_timer.start()
        row = self._row_of(record_id)
        if row >= 0:
            self._restore(row, max(column, 0), top)

    def _restore(self, row: int, column: int, top: int) -> None:
        blocked = self.blockSignals(True)
        self.table.go(row, min(column, len(self.model.columns) - 1))
        self.blockSignals(blocked)
        if top >= 0 and top <= row:
            self.table.verticalScrollBar().setValue(top)
            self.table.scrollTo(self.model.index(row, column))

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
        assert self.form is not None and self.listing is not None
        record, text = self.form.record, tidy(self.search.text())
        none_at_all = not self.listing.ids
        self.stack.setCurrentIndex(0 if self.model.ids else 1)
        self.foot.setVisible(bool(self.model.ids))
        if self.model.ids:
            return
        if none_at_all:
            words = f"Chưa có {record} nào. Thêm {record}, nhập từ Excel hoặc chép kỳ trước."
            self.empty.say(words, f"Thêm {record}", "add_first", self.add_asked.emit)
            self.empty.button.setVisible(not self.form.extends)
        elif text:
            words = f"Không tìm thấy “{text}”. Bỏ bớt chữ hoặc xem tất cả."
            self.empty.say(words, "Xem tất cả", "show_all", self.show_all)
        else:
            self.empty.say(f"Không có {record} nào như vậy.", "Xem tất cả", "show_all", self.show_all)
        self.empty.button.setEnabled(not (none_at_all and self.model.read_only))
        self.empty.button.setToolTip(self.why.text() if none_at_all else "")

    def show_all(self) -> None:
        """Away with search and filters."""
        self.search.clear()
        self.states.show_every_state()
        self.heads.clear_filters()

    def _count(self) -> None:
        counts = Counter(state for state, _ in self.model.standing.values())
        self.states.show_counts({str(state): n for state, n in counts.items()}, len(self._listing().ids))

    def _add_up(self) -> None:
        if self.listing is None or not self.is_here:
            return
        listing, shown = self.listing, self.model.ids
        keys = [column.key for column in self.model.columns]
        ids = None if len(shown) == len(listing.ids) else shown
        if ids is None or len(ids) <= registers.MANY:
            self.totals.show_totals(registers.totals(self.session.office, listing, keys, ids=ids))
            return

        def done(found: Totals) -> None:
            if self.model.ids is shown:
                self.totals.show_totals(found)

        job = Job("Cộng danh sách", lambda own, _: registers.totals(own, listing, keys, ids=ids), done)
        self.session.jobs.run(self.session.office, job)

    # choosing

    def current_id(self) -> str:
        """The record that is chosen; "" for none."""
        row = self.table.currentIndex().row()
        return self.model.ids[row] if 0 <= row < len(self.model.ids) else ""

    def _row_chosen(self, now: QModelIndex, before: QModelIndex) -> None:
        if now.isValid():
            self.chosen.emit(self.model.ids[now.row()])

    def _row_of(self, record_id: str) -> int:
        if not record_id:
            return -1
        if self._rows is None:
            self._rows = {i: n for n, i in enumerate(self.model.ids)}
        return self._rows.get(record_id, -1)

    def choose(self, record_id: str) -> bool:
        """Go to a record; search and filters give way when they hide it. Whether there is such a record."""
        if self._row_of(record_id) < 0:
            if self.listing is None or record_id not in self.model.numbers:
                return False
            self.show_all()
        row = self._row_of(record_id)
        if row != self.table.currentIndex().row():
            self.table.go(row, max(self.table.currentIndex().column(), 1))
        return True

    def first_id(self) -> str:
        """The first record shown; "" for none."""
        return self.model.ids[0] if self.model.ids else ""

    def next_id(self, record_id: str) -> str:
        """The record below; "" at the end."""
        return self._beside(record_id, 1)

    def previous_id(self, record_id: str) -> str:
        """The record above; "" at the top."""
        return self._beside(record_id, -1)

    def _beside(self, record_id: str, by: int) -> str:
        row = self._row_of(record_id)
        return self.model.ids[row + by] if row >= 0 and 0 <= row + by < len(self.model.ids) else ""

    def position(self, record_id: str) -> tuple[int, int]:
        """(which one it is, 0 when it is not shown; how many are shown)."""
        return self._row_of(record_id) + 1, len(self.model.ids)

    def focus_search(self) -> None:
        """Ctrl+F: into the search box."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search box Enter and the arrow down lead into the list, Esc shows all again."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._from_search(event):
            return True
        return super().eventFilter(watched, event)

    def _from_search(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            if self._search_timer.isActive():
                self.look_up()
            self._into_list()
            return True
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.search.clear()
            self.look_up()
            return True
        return False

    def focus_list(self) -> None:
        """The table takes the keys; while it is empty, the button that says what to do."""
        if self.model.ids or not self.empty.button.isEnabled():
            self.table.setFocus()
        else:
            self.empty.button.setFocus()

    def _into_list(self) -> None:
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

    def _choices(self, column: int) -> tuple[str, Sequence[str]]:
        head = self.model.columns[column].head.replace("\n", " ")
        key = self.model.field_at(column)
        if not key or self.form is None:
            return head, ()
        asked = self.form.fields[key]
        return head, registers.choices_of(self.session.office, self.session.period, asked)

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

    def _write(self, record_id: str, key: str, text: str) -> bool:
        return self.acts.write(record_id, key, text)

    def _kept(self, ids: list[str], new: bool) -> None:  # noqa: FBT001 (a signal's values)
        if new or len(ids) > _FEW:
            self.reload()
        else:
            for record_id in ids:
                self.reload_record(record_id)
        self._tell(ids)

    def _removed(self) -> None:
        row = self.table.currentIndex().row()
        self.reload()
        if self.model.ids:
            self.table.go(min(row, len(self.model.ids) - 1), 1)
        self._tell([])

    def _tell(self, ids: Sequence[str]) -> None:
        """The other pages read again; this list has done so already."""
        assert self.form is not None
        self._telling = True
        try:
            for record_id in ids if len(ids) <= _FEW else [i for i in ids if i == self.current_id()]:
                self.edited.emit(record_id)
            self.session.tell_changed(self.form.key)
        finally:
            self._telling = False

    def reload_record(self, record_id: str) -> None:
        """Read one record again, after the pane kept something of it."""
        if not self.is_here:
            return
        if self.listing is None or record_id not in self.model.numbers:
            self.reload()
            return
        office, period = self.session.office, self.session.period
        registers.renew(office, self.listing, [record_id])
        self.model.standing.update(registers.standing_now(office, period, self.listing, [record_id]))
        row = self._row_of(record_id)
        if row >= 0:
            self.model.renew([row])
        self._count()
        self._totals_timer.start()
        if not self._long:
            self._check_timer.start()

    def _check(self) -> None:
        """Look at the register as a whole again: doubles are seen only so."""
        if self.listing is None or not self.is_here:
            return
        office, period = self.session.office, self.session.period
        before = self.model.standing
        self.model.standing = registers.standing(office, period, self.listing)
        other = [i for i, now in self.model.standing.items() if before.get(i) != now]
        rows = [row for row in map(self._row_of, other) if row >= 0]
        if rows:
            self.model.renew(rows)
            self._count()
