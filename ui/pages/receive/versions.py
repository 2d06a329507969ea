"""The versions of one unit's report, and what changed from one to another, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from base.progress import Progress
from courier.compare import Difference
from courier.sheet import REMADE_WORDS
from office.office import Office
from office.receiving.compare import compare
from office.receiving.inbox import File, Line, files
from ui import dialogs, moments
from ui.jobs import Job
from ui.pages.receive.conflict import difference_rows
from ui.pages.submit.panes import kind_words
from ui.session import Session
from ui.widgets.cards import button, words
from ui.widgets.rows import Cell, Column, RowsTable

_VERSIONS = (
    Column("Bản", "100", is_number=True),
    Column("Loại số", "Chính thức"),
    Column("Nhận lúc", "00/00 00:00"),
    Column("Cách lập", "dựng lại từ trang in"),
    Column("Mã kiểm tra", "WWWW-WWWW-WWWW"),
    Column("Tệp"),
)
_FIGURE = "5.204.352,2"


def look(parent: QWidget, session: Session, line: Line) -> None:
    """Open the versions of the unit."""
    dialog = VersionsDialog(parent, session, line)
    dialog.exec()
    dialog.deleteLater()


class VersionsDialog(QDialog):
    """Moving in the list compares a version to the one before it; another one can be chosen. Esc closes."""

    def __init__(self, parent: QWidget, session: Session, line: Line) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_versions")
        title = f"{line.unit.name}, {session.period.in_words()}: các bản đã nhận"
        self.setWindowTitle(f"{title} – {dialogs.TITLE}")
        self._session, self._unit, self._code = session, line.unit.key, line.unit.code
        self._files = files(session.office, session.period, self._unit)
        self.table = RowsTable("versions", "Các bản báo cáo", _VERSIONS)
        self.other = QComboBox()
        self.other.setObjectName("other_version")
        self.other.setAccessibleName("So với bản")
        self.previous = button("So với bản trước", "compare_previous", self._compare_previous)
        self.letter = button("&Giải trình sửa số liệu…", "letter", self._explain)
        self.told = words("", "muted")
        self.differences = RowsTable("differences", "Các chỗ khác nhau", _columns("", ""))
        self._lay_out(title)
        self.table.rows.put([_row(file) for file in self._files])
        self.table.moved.connect(lambda _: self._list_others())
        self.other.activated.connect(lambda _: self._compare())
        self.resize(parent.window().size() * 0.85)
        self.table.choose(0)

    def _lay_out(self, title: str) -> None:
        row = QHBoxLayout()
        label = words("So với")
        label.setBuddy(self.other)
        for widget in (label, self.other, self.previous):
            row.addWidget(widget)
        row.addWidget(self.told, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.letter)
        foot.addStretch(1)
        foot.addWidget(button("Đóng", "close", self.accept))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(words(title, "block"))
        column.addWidget(self.table, 2)
        column.addLayout(row)
        column.addWidget(self.differences, 3)
        column.addLayout(foot)

    @property
    def _chosen(self) -> int:
        return max(self.table.row, 0)

    def _list_others(self) -> None:
        """All versions but the chosen one, the one before it first shown."""
        self.other.clear()
        for n, file in enumerate(self._files):
            if n != self._chosen:
                self.other.addItem(f"bản số {file.version} ({file.fingerprint})", n)
        self._compare_previous()

    def _compare_previous(self) -> None:
        """The list runs from new to old: the version before stands below."""
        place = self.other.findData(self._chosen + 1)
        self.previous.setEnabled(place >= 0)
        self.letter.setEnabled(place >= 0)
        self.other.setCurrentIndex(max(place, 0))
        self._compare()

    def _explain(self) -> None:
        """Why the chosen version changed what it did, and what that does to the totals."""
        from ui.pages.receive.letter import look

        look(self, self._session, self._code, self._files[self._chosen])

    def _compare(self) -> None:
        at = self.other.currentData()
        if at is None:
            return
        new, old = self._files[self._chosen], self._files[int(at)]
        session, period, unit = self._session, self._session.period, self._unit

        def work(own: Office, progress: Progress) -> list[Difference]:
            progress.step(0, 1, "So sánh hai bản")
            return compare(own, period, unit, old.hash, new.hash)

        def done(found: list[Difference]) -> None:
            now = (self._files[self._chosen], self.other.currentData())
            if self.isVisible() and now == (new, at):
                self._show(old, new, found)

        session.jobs.run(session.office, Job("So sánh hai bản", work, done, asked=True))

    def _show(self, old: File, new: File, found: Sequence[Difference]) -> None:
        names = [f"Bản số {file.version}" for file in (old, new)]
        if names[0] == names[1]:
            names = [f"{name} ({file.fingerprint[:4]})" for name, file in zip(names, (old, new), strict=True)]
        self.told.setText(f"{names[0]} → {names[1]}: khác {len(found)} chỗ.")
        self.differences.rows.put_columns(_columns(*names), difference_rows(found))
        self.differences.choose(0)


def _columns(old: str, new: str) -> tuple[Column, ...]:
    return Column("Khác nhau ở"), Column(old, _FIGURE, is_number=True), Column(new, _FIGURE, is_number=True)


def _row(file: File) -> tuple[Cell, ...]:
    made = REMADE_WORDS.get(file.remade, "đơn vị nộp")
    return (
        Cell(str(file.version)),
        Cell(kind_words(file.kind)),
        Cell(moments.short(file.at) if file.at else "", tip=moments.full(file.at) if file.at else ""),
        Cell(made, "ask" if file.remade else ""),
        Cell(file.fingerprint),
        Cell(file.name or "trong báo cáo của cơ quan khác"),
    )
