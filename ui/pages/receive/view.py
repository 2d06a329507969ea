"""A received report as it is, form by form: nothing in it can be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from base.numbers import show
from base.progress import Progress
from courier.reply import Mark
from office.office import Office
from office.receiving.contents import Records, ReportForm, forms_of, records_of
from office.receiving.inbox import Line
from ui import dialogs, theme
from ui.jobs import Job
from ui.pages.receive.marks import Marks
from ui.session import Session
from ui.widgets.cards import button, words
from ui.widgets.elided import Elided
from ui.widgets.rows import Cell, Column, RowsTable

_STATES = {"open": "chưa nhập", "nil": "không phát sinh"}
_FORM = Qt.ItemDataRole.UserRole
_WIDEST = 40


def look(
    parent: QWidget, session: Session, line: Line, send_back: Callable[[Line, Sequence[Mark]], object]
) -> None:
    """Open the report of the unit that the pane shows, to be read, and marked where it may be returned."""
    title = f"{line.unit.name}, {session.period.in_words()}, bản số {line.version}"
    dialog = ReportDialog(parent, session, line.digest, title, marks=line.waiting and not line.rivals)
    returned = dialog.exec() == ReportDialog.RETURN
    marks = dialog.marks.marks if dialog.marks else []
    dialog.deleteLater()
    if returned:
        send_back(line, marks)


class ReportDialog(QDialog):
    """Forms on the left, their records on the right; Esc closes. `marks`: cells may be marked for a return."""

    RETURN: ClassVar[int] = 2
    """What exec() gives when the person returns the report."""

    def __init__(
        self, parent: QWidget, session: Session, digest: str, title: str, *, marks: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_report")
        self.setWindowTitle(f"{title} – {dialogs.TITLE}")
        self._session = session
        self._wanted: ReportForm | None = None
        self.tree = QTreeWidget()
        self.tree.setObjectName("table_forms")
        self.tree.setAccessibleName("Các biểu trong báo cáo")
        self.tree.setHeaderHidden(True)
        self.table = RowsTable("records", "Số liệu của biểu", (Column("", ""),))
        self.told = Elided("", "muted")
        self._records: Records | None = None
        self.marks = (
            Marks(session, digest, self.table, self._picked, lambda: self.done(self.RETURN))
            if marks
            else None
        )
        self._lay_out(title)
        self.table.selectionModel().currentChanged.connect(lambda now, _: self._tell(now))
        self.tree.currentItemChanged.connect(lambda now, _: self._show(now))
        self._list(forms_of(session.office, digest))
        self.resize(parent.window().size() * 0.9)

    def _lay_out(self, title: str) -> None:
        panes = QHBoxLayout()
        panes.setSpacing(12)
        panes.addWidget(self.tree, 2)
        panes.addWidget(self.table, 5)
        self.table.setProperty("role", "figures")
        foot = QHBoxLayout()
        foot.addWidget(self.told, 1)
        foot.addWidget(button("Đóng", "close", self.accept))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(words(title, "block"))
        column.addLayout(panes, 1)
        if self.marks is not None:
            column.addWidget(self.marks)
        column.addLayout(foot)

    def done(self, result: int) -> None:
        self._wanted = None
        super().done(result)

    def _list(self, forms: list[ReportForm]) -> None:
        units: dict[str, QTreeWidgetItem] = {}
        several = len({form.digest for form in forms}) > 1
        self.tree.setRootIsDecorated(several)
        for form in forms:
            if several and form.digest not in units:
                units[form.digest] = QTreeWidgetItem(self.tree, [form.unit_name])
            above = units.get(form.digest) or self.tree.invisibleRootItem()
            count = _STATES.get(form.state, str(form.records))
            count += ", chỉ có số tổng hợp" if form.sums_only else ""
            item = QTreeWidgetItem(above, [f"{form.title} ({count})"])
            item.setToolTip(0, form.title)
            item.setData(0, _FORM, form)
        first = self.tree.topLevelItem(0)
        if first is not None:
            first.setExpanded(True)
            self.tree.setCurrentItem(first.child(0) or first)

    def _show(self, item: QTreeWidgetItem | None) -> None:
        form: ReportForm | None = item.data(0, _FORM) if item is not None else None
        self._wanted, self._records = form, None
        self.table.rows.put_columns((Column("", ""),), ())
        if form is None or form.state != "filled":
            self.told.setText(f"{form.title}: {_STATES[form.state]}." if form else "")
        else:
            self._read(form)

    def _read(self, form: ReportForm) -> None:
        def work(office: Office, progress: Progress) -> Records:
            progress.step(0, 1, f"Đọc {form.title}")
            return records_of(office, form.digest, form.form)

        def read(found: Records) -> None:
            if self._wanted is form:
                self._put(form, found)

        self._session.jobs.run(self._session.office, Job("Đọc báo cáo", work, read))

    def _picked(self, row: int, column: int) -> Mark | None:
        """The place in the report that a cell shows."""
        form, found = self._wanted, self._records
        if form is None or found is None:
            return None
        record_id, field = found.place(row, column)
        return Mark(form.form.partition("@")[0], record_id, field, "", unit=form.unit)

    def _tell(self, cell: QModelIndex) -> None:
        """The answer under the cursor with whose it is: its name may have been scrolled out of sight."""
        found = self._records
        if found is None or not cell.isValid():
            return
        head, row = found.heads[cell.column()], found.rows[cell.row()]
        said = f" – {head.label}: {row[cell.column()] or 'để trống'}" if cell.column() else ""
        self.told.setText(f"{row[0]}{said}")

    def _put(self, form: ReportForm, found: Records) -> None:
        self._records = found
        columns = [
            Column(
                h.label,
                max((row[n][:_WIDEST] for row in found.rows[:200]), key=len, default="") or h.label,
                h.unit,
                h.is_number,
            )
            for n, h in enumerate(found.heads)
        ]
        rows = [tuple(Cell(text, bold=n == 0) for n, text in enumerate(row)) for row in found.rows]
        self.table.rows.put_columns(columns, rows)
        records = f"{show(form.records)} bản ghi lưu tại đơn vị" if form.sums_only else f"{len(rows)} dòng"
        self.told.setText(f"{form.unit_name}, {form.title}: {records}. Chỉ để xem.")
        theme.repolish(self.table)
