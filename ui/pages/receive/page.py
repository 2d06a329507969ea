"""Receiving and approving: what came from below, one line a unit, and what a person decides about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from base.errors import Code
from base.progress import Progress
from base.text import search_key
from office.office import Office
from office.receiving import receiving
from office.receiving.arriving import Receipt
from office.receiving.inbox import Line, inbox
from ui import dialogs, theme
from ui.jobs import Job
from ui.pages.page import Hints
from ui.pages.receive.acts import Judge
from ui.pages.receive.conflict import Seen, seen_of
from ui.pages.receive.drop import DropPage
from ui.pages.receive.edited import Mending
from ui.pages.receive.lines import (
    COLUMNS,
    FILTERS,
    approved_together,
    cells,
    rank,
    seen_as,
    summary,
    why_none,
)
from ui.pages.receive.pane import Acts, ReceivePane
from ui.pages.receive.post import Post
from ui.pages.receive.repeats import Repeats
from ui.preferences import Place
from ui.session import Session
from ui.widgets.cards import Card, button, foot, set_role, words
from ui.widgets.chips import FilterChips
from ui.widgets.drop_strip import DropStrip
from ui.widgets.rows import RowsTable

_READ_AFTER_MS = 60
_NARROW, _LOW = 940, 560
"""Logical pixels of the page: below this width one pane is shown at a time, below this height less around it."""


class ReceivePage(DropPage):
    """Space ticks, Ctrl+D approves, Ctrl+R returns, Enter opens the report, Ctrl+O takes files."""

    KEY: ClassVar[str] = "receive"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._lines: list[Line] = []
        self._shown: list[Line] = []
        self._ticked: set[str] = set()
        self._repeats = Repeats(session, self._tell_repeats)
        self._key = ""
        self._receipts: list[Receipt] = []
        self._files: list[Path] = []
        self._narrow = self._low = False
        self.judge = Judge(session, self)
        self.post = Post(session, self, self.receive)
        self.strip = DropStrip(self.post.choose_files, self.post.choose_folder, self.see_receipts)
        self.chips = FilterChips("Lọc theo trạng thái", FILTERS)
        self.search = QLineEdit(placeholderText="Tìm đơn vị", clearButtonEnabled=True)
        self.search.setObjectName("search")
        self.search.setAccessibleName("Tìm đơn vị")
        self.everyone = QCheckBox("Hiện cả cấp xã")
        self.everyone.setObjectName("everyone")
        self.table = RowsTable("units", "Các đơn vị nộp báo cáo", COLUMNS)
        self.told = words("", "muted")
        self.detail = button("Chi tiết", "detail", lambda: self._show_pane(True), role="link")
        tell = self.strip.said.setText
        self.answers = button(
            "Ghi biên nhận…", "answers", lambda: self.judge.write_answers(tell), role="link"
        )
        self.approve = button("Duyệt báo cáo", "approve", self.approve_many, role="primary", icon="checkmark")
        acts = Acts(
            self.approve_one,
            lambda: self.judge.send_back(self.line),
            lambda: self.judge.exclude(self.line),
            lambda: self.judge.reopen(self.line),
            self.view,
            lambda: self._show_pane(False),
            lambda: self.post.write(self._receipts, tell),
            self.compare,
            self.see_edited,
            self.see_file,
            lambda: self.judge.write_answer(self.line, tell),
            lambda: self.judge.enter_for(self.line),
        )
        mending = Mending(
            lambda receipt: self._mend(receipt, self.judge.take_edits),
            lambda receipt: self._mend(receipt, self.judge.rebuild),
            lambda receipt: self.post.give_back(receipt, tell),
            self.see_receipts,
        )
        self.pane = ReceivePane(acts, mending)
        self._reading = QTimer(self, singleShot=True, interval=_READ_AFTER_MS)
        self.setAcceptDrops(True)
        self._lay_out()
        self._connect()

    # made once

    def _lay_out(self) -> None:
        self.left, left = QWidget(), QVBoxLayout()
        self.left.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        self.tools = QWidget()
        top = QHBoxLayout(self.tools)
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.chips, 1)
        top.addWidget(self.everyone)
        self.search.setMinimumWidth(110)
        self.search.setMaximumWidth(200)
        top.addWidget(self.search)
        card = Card(margins=(1, 1, 1, 1))
        card.column.setSpacing(0)
        card.column.addWidget(self.table, 1)
        card.column.addWidget(foot(self.told, self.detail, self.answers, self.approve))
        self.detail.hide()
        left.addWidget(card, 1)
        self.body = QHBoxLayout()
        self.body.setSpacing(12)
        self.body.addWidget(self.left, 60)
        self.body.addWidget(self.pane, 40)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.strip)
        column.addWidget(self.tools)
        column.addLayout(self.body, 1)

    def _connect(self) -> None:
        self.chips.chosen.connect(lambda _: self._list())
        self.search.textChanged.connect(lambda _: self._list())
        self.everyone.toggled.connect(lambda _: self.refresh())
        self.session.opened.connect(self._forget)
        self.table.moved.connect(self._moved)
        self.table.clicked.connect(lambda _: self._moved(self.table.row))  # also from the list of files
        self.table.opened.connect(lambda _: self._opened())
        self.table.rows.ticked_changed.connect(self._tick)
        self.pane.stack.currentChanged.connect(lambda _: self._one_primary())
        self.pane.kept.connect(lambda letter, digest: self.judge.keep_file(self.line, letter, digest))
        self._reading.timeout.connect(self._read)
        keys: dict[str, Callable[[], object]] = {
            "Ctrl+D": self.approve_many,
            "Ctrl+R": lambda: self.judge.send_back(self.line),
            "Ctrl+O": self.post.choose_files,
            "Ctrl+F": self.search.setFocus,
            "F6": self._other_pane,
        }
        for key, act in keys.items():
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(act)

    def hints(self) -> Hints:
        return [
            ("Space", "chọn"),
            ("Ctrl+D", "duyệt"),
            ("Ctrl+R", "trả lại"),
            ("Ctrl+O", "chọn tệp"),
            ("Enter", "mở báo cáo"),
        ]

    # reading

    def arrive(self, place: Place) -> None:
        super().arrive(place)
        self.table.setFocus()

    def refresh(self) -> None:
        """Where every unit stands; the row, the ticks and the filter stay."""
        office, period = self.session.office, self.session.period
        tree = office.tree(period)
        below = tree.children(office.unit_in(period))
        self.everyone.setVisible(any(tree.children(unit) for unit in below))
        found = inbox(office, period, everyone=self.everyone.isChecked() and self.everyone.isVisibleTo(self))
        self._lines = sorted(map(self._repeats.known, found), key=rank)
        self.answers.setVisible(any(line.digest and not line.via for line in found))
        self._ticked &= {line.unit.key for line in found if line.approvable}
        self._list()
        self._repeats.read(self._lines)

    def _tell_repeats(self) -> None:
        """The words of the rows and the button; row, pane and focus stay."""
        self._lines = [self._repeats.known(line) for line in self._lines]
        self._shown = [self._repeats.known(line) for line in self._shown]
        self.table.rows.renew([cells(line) for line in self._shown])
        self._offer()

    def _list(self) -> None:
        wanted, state = search_key(self.search.text()), self.chips.current
        named = [x for x in self._lines if wanted in search_key(x.unit.name) or wanted == x.unit.code]
        self.chips.count({"all": len(named), **Counter(map(seen_as, named))})
        state = self.chips.current
        self._shown = [line for line in named if state in ("all", seen_as(line))]
        key = self._key
        numbered = list(enumerate(self._shown))
        self.table.rows.put(
            [cells(line) for line in self._shown],
            tickable=[n for n, line in numbered if line.approvable],
            ticked=[n for n, line in numbered if line.unit.key in self._ticked],
        )
        here = next((n for n, line in numbered if line.unit.key == key), 0)
        self.table.choose(here)
        self._moved(self.table.row)
        self._offer()

    @property
    def line(self) -> Line | None:
        """The unit that is shown beside the list."""
        row = self.table.row
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _moved(self, row: int) -> None:
        line = self.line
        if line is None and self._shown:
            return  # between two lists
        self._key = line.unit.key if line else ""
        self.pane.show_line(line)
        if line is not None and (line.digest or line.rivals):
            self._reading.start()

    def _read(self) -> None:
        """What the unit's files say, read beside the window: a district's hold all its communes."""
        line, session = self.line, self.session
        if line is None or not session.is_open:
            return
        office, period = session.office, session.period

        def work(own: Office, progress: Progress) -> Seen:
            progress.step(0, 1, f"Đọc báo cáo của {line.unit.name}")
            return seen_of(own, period, line)

        def done(seen: Seen) -> None:
            if session.is_open and session.office is office and self.line == line and not self._told_files:
                self.pane.show_seen(line, seen)

        session.jobs.run(office, Job("Đọc báo cáo", work, done))

    @property
    def _told_files(self) -> bool:
        return self.pane.stack.currentWidget() in (self.pane.receipts, self.pane.edited)

    def _tick(self) -> None:
        ticked = {self._shown[n].unit.key for n in self.table.rows.ticked}
        self._ticked = ticked | (self._ticked - {line.unit.key for line in self._shown})
        self._offer()

    def _offer(self) -> None:
        """The button says how many it approves: those ticked, else all that nothing speaks against."""
        chosen, count = len(self._ticked), len(approved_together(self._lines, self._ticked))
        why = str(why_none(self._lines))
        self.approve.setText(f"Duyệt {count} báo cáo" if count else "Duyệt báo cáo")
        self.approve.setEnabled(bool(count))
        self.approve.setToolTip("" if count else why)
        told = f"Đã chọn {chosen} báo cáo" if chosen else f"{count} báo cáo không có vấn đề" if count else ""
        self.told.setText(told or f"{why.partition('. ')[0]}.")

    def _one_primary(self) -> None:
        """While a file can be mended beside the list, that is the primary act of the page."""
        set_role(self.approve, "" if self.pane.mends else "primary")

    def _forget(self) -> None:
        """What came into the file before is not of this one."""
        self._receipts, self._files, self._ticked = [], [], set()
        self.strip.say("")
        self.pane.show_line(None)

    # receiving

    def receive(self, paths: Sequence[Path], *, gone: Callable[[], object] | None = None) -> None:
        """Take these files and folders, each file wholly or not at all; `gone` where one is not there."""
        if not paths:
            return
        session = self.session
        office = session.office
        self.post.came_from(paths)

        def work(own: Office, progress: Progress) -> tuple[list[Path], list[Receipt]]:
            progress.step(0, 0, "Tìm tệp báo cáo")
            files = receiving.files_in(paths)
            return files, receiving.receive(own, files, progress=progress, remembering=True)

        def done(came: tuple[list[Path], list[Receipt]]) -> None:
            if session.is_open and session.office is office:
                self._files = came[0]
                self._answered(came[1])
                if gone and any(one.code == Code.FILE_NOT_FOUND.name for one in came[1]):
                    gone()

        def stopped() -> None:
            self.strip.said.setText("Đã dừng. Các tệp nhận xong trước đó vẫn được giữ.")
            session.tell_changed()

        session.jobs.run(office, Job("Tiếp nhận báo cáo", work, done, writes=True, stopped=stopped))

    def _answered(self, receipts: list[Receipt]) -> None:
        self._receipts = receipts
        self.strip.say(summary(receipts, self.session.period.label))
        came = [r.unit for r in receipts if r.unit and r.period == self.session.period.label]
        if came:
            self._key = next((x.unit.key for x in self._lines if x.unit.code == came[0]), self._key)
        self.session.tell_changed()
        self.table.setFocus()
        if len(receipts) == 1 and (receipts[0].edits or receipts[0].rebuildable):
            self.see_edited(receipts[0])

    def _file(self, receipt: Receipt) -> Path:
        return next(f for f, one in zip(self._files, self._receipts, strict=True) if one is receipt)

    def _mend(
        self, receipt: Receipt, act: Callable[[Path, Receipt, Callable[[Receipt], None]], None]
    ) -> None:
        path = self._file(receipt)

        def done(mended: Receipt) -> None:  # its answer stands for the last drop
            self._files = [path]
            self._answered([mended])

        act(path, receipt, done)

    def see_edited(self, receipt: Receipt) -> None:
        """The cells of a file that were edited by hand, or what can be done without its payload."""
        self._show_pane(True)
        self.pane.show_edited(receipt)
        self._one_primary()
        self.pane.focus_body()

    def see_file(self) -> None:
        """The edited file of the unit that is shown, read again where it lay."""
        line = self.line
        if line is not None and line.edited is not None:
            self.receive([Path(line.edited.file)], gone=lambda: self.judge.forget(line))

    def see_receipts(self) -> None:
        """File by file what became of the last ones."""
        self._show_pane(True)
        self.pane.show_receipts(self._receipts)
        self.pane.focus_body()

    # judging

    def approve_many(self) -> None:
        """Approve those ticked; where none is, all that nothing speaks against."""
        codes = approved_together(self._lines, self._ticked)
        if codes:
            self.judge.approve(codes)
        else:
            dialogs.refuse(self, why_none(self._lines))

    def approve_one(self) -> None:
        """Approve the report that is shown."""
        if self.line is not None:
            self.judge.approve([self.line.unit.code])

    # looking

    def view(self) -> None:
        """Open the report that is shown, to be read."""
        line = self.line
        if line is None or not line.digest:
            return
        from ui.pages.receive.view import look

        look(self, self.session, line, self.judge.send_back)

    def compare(self) -> None:
        """The versions of the unit that is shown, and what changed between them."""
        from ui.pages.receive.versions import look

        if self.line is not None:
            look(self, self.session, self.line)

    def _opened(self) -> None:
        if self._narrow and not self.pane.isVisible():
            self._show_pane(True)
            self.pane.focus_body()
        else:
            self.view()

    def _other_pane(self) -> None:
        if any(one.hasFocus() for one in (self.table, self.search, self.approve)):
            self._show_pane(True)
            self.pane.focus_body()
        else:
            self._show_pane(False)
            self.table.setFocus()

    def _show_pane(self, pane: bool) -> None:  # noqa: FBT001 (one switch)
        """Where there is room for one of them only, list or pane."""
        if self._told_files and not pane:
            self._moved(self.table.row)
        if self._narrow:
            self.left.setVisible(not pane)
            self.pane.setVisible(pane)
            for one in (self.strip, self.tools):
                one.setVisible(not (pane and self._low))
            (self.pane.back if pane else self.table).setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < theme.px(_NARROW)
        self._low = self.height() < theme.px(_LOW)
        self.pane.make_low(low=self._low)
        self.strip.make_narrow(narrow=self.width() < theme.px(_NARROW + 150))
        if narrow != self._narrow:
            self._narrow = narrow
            self.pane.back.setVisible(narrow)
            self.detail.setVisible(narrow)
            for one in (self.left, self.strip, self.tools):
                one.show()
            self.pane.setVisible(not narrow)
