"""What a paste would do, before it does it: every cell, and why those in doubt are in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QListWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from base import numbers
from forms.spec import Form
from office.entering.cells import Draft
from ui import dialogs, theme

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_TOLD = 200


class PreviewModel(QAbstractTableModel):
    """One row a record, one column a field; the first column says which record it is."""

    def __init__(self, form: Form, drafts: Sequence[Draft], keys: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.form, self.drafts, self.keys = form, drafts, keys

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.drafts)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.keys) + 1

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        one = self.drafts[index.row()]
        if index.column() == 0:
            if role in (Role.DisplayRole, Role.ToolTipRole):
                words = one.label or f"{self.form.record.capitalize()} chưa có tên"
                return f"{words} (mới)" if one.before is None else words
            return None
        key = self.keys[index.column() - 1]
        if role == Role.DisplayRole:
            return one.texts.get(key, "")
        doubt = one.doubts.get(key)
        if doubt is not None and role == Role.DecorationRole:
            return theme.glyph_icon("stop")
        if role == Role.ToolTipRole:
            return doubt.message if doubt else one.texts.get(key, "")
        if role == Role.TextAlignmentRole:
            right = self.form.fields[key].numeric
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Role.DisplayRole:
            return (
                self.form.record.capitalize()
                if section == 0
                else self.form.fields[self.keys[section - 1]].label
            )
        return None


class PastePreview(QDialog):
    """Nothing is guessed: a cell in doubt is kept as it stands, to be mended later, or left as it was."""

    agreed = Signal(bool)
    """Paste; whether cells that cannot be read are kept as they stand."""

    def __init__(
        self,
        parent: QWidget,
        form: Form,
        drafts: Sequence[Draft],
        *,
        left_out: Sequence[str] = (),
        too_many: int = 0,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_paste")
        self.setWindowTitle("Xem trước khi dán")
        self.drafts = drafts
        written = {key for one in drafts for key in one.texts}
        keys = [f.key for f in form.stored if f.key in written]
        self.model = PreviewModel(form, drafts, keys, self)
        self.cells = sum(len(one.texts) for one in drafts)
        self.doubts = [(one, told) for one in drafts for told in one.doubts.values()]
        self.said = QLabel(self._sentence(form, left_out, too_many), self, wordWrap=True)
        self.table = self._table()
        self.list = self._problems()
        self.keep = QCheckBox("&Giữ cả ô chưa đọc được để sửa sau", self)
        self.keep.setObjectName("keep_doubtful")
        self.keep.setChecked(True)
        self.keep.setVisible(bool(self.doubts))
        self.keep.toggled.connect(lambda _: self._name())
        self.buttons = QDialogButtonBox(self)
        self.act = self.buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.act.setObjectName("action_paste")
        theme.assign(self.act, "role", "primary")
        self.buttons.addButton("Thôi", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.said, self.table, self.list, self.keep, self.buttons):
            layout.addWidget(widget)
        self._name()
        self.act.setDefault(True)
        self.act.setFocus()
        self.resize(theme.px(820), theme.px(480))

    def _sentence(self, form: Form, left_out: Sequence[str], too_many: int) -> str:
        new = sum(one.before is None for one in self.drafts)
        parts = [f"{numbers.show(self.cells)} ô vào {numbers.show(len(self.drafts))} {form.record}"]
        if new:
            parts[0] += f", trong đó {numbers.show(new)} {form.record} mới"
        if self.doubts:
            parts.append(f"{numbers.show(len(self.doubts))} ô chưa đọc được")
        if left_out:
            parts.append(f"không dán vào cột {dialogs.list_of(left_out)}")
        if too_many:
            parts.append(f"bỏ {numbers.show(too_many)} dòng hoặc cột thừa ngoài bảng")
        return "; ".join(parts) + "."

    def _table(self) -> QTableView:
        table = QTableView(self)
        table.setObjectName("table_preview")
        table.setAccessibleName("Các ô sẽ dán")
        table.setProperty("role", "figures")
        table.setModel(self.model)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(theme.px(28))
        table.horizontalHeader().setDefaultSectionSize(theme.px(120))
        table.setColumnWidth(0, theme.px(200))
        table.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        return table

    def _problems(self) -> QListWidget:
        shown = QListWidget(self)
        shown.setObjectName("list_doubts")
        shown.setAccessibleName("Các ô chưa đọc được")
        for one, told in self.doubts[:_TOLD]:
            shown.addItem(f"{one.label}: {told.message}" if one.label else told.message)
            shown.item(shown.count() - 1).setIcon(theme.glyph_icon("stop"))
        shown.setVisible(bool(self.doubts))
        shown.setMaximumHeight(theme.px(140))
        shown.itemActivated.connect(lambda _: self._show_doubt())
        shown.currentRowChanged.connect(lambda _: self._show_doubt())
        return shown

    def _show_doubt(self) -> None:
        """Bring the cell of the chosen problem into sight."""
        one, told = self.doubts[max(self.list.currentRow(), 0)]
        row = next(n for n, each in enumerate(self.drafts) if each is one)
        index = self.model.index(row, self.model.keys.index(told.fields[0]) + 1)
        self.table.setCurrentIndex(index)
        self.table.scrollTo(index)

    def _name(self) -> None:
        count = self.cells if self.keep.isChecked() else self.cells - len(self.doubts)
        self.act.setText(f"Dán {numbers.show(count)} ô")
        self.act.setEnabled(count > 0)
        self.act.setToolTip("" if count else "Không còn ô nào đọc được để dán.")

    def _accept(self) -> None:
        self.agreed.emit(self.keep.isChecked())
        self.accept()
