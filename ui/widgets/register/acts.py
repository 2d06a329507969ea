"""What a person does to the cells of a register: write, empty, copy, cut, paste, fill down, take records out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from base import numbers
from base.errors import AppError
from base.numbers import MARK_NOT_COLLECTED
from forms.spec import Form
from forms.typed import shown
from office.entering import cells, entry
from office.entering.blocks import Block, block_of, block_of_html, html_of, text_of
from office.entering.cells import Draft
from office.entering.register_list import Listing
from ui import dialogs
from ui.session import Session
from ui.widgets.register.paste import PastePreview
from ui.widgets.register.view import RegisterView

Texts = dict[str, dict[str, str]]
"""record_id → field → text; ids that begin with NEW are rows beyond the end."""
NEW = "+"


class RegisterActs(QObject):
    """Every act is one line of the journal, so that one Ctrl+Z takes all of it back."""

    kept = Signal(list, bool)
    """These records were kept; whether some are new."""
    removed = Signal(list)
    """These records were taken out."""

    def __init__(
        self,
        session: Session,
        view: RegisterView,
        listing: Callable[[], Listing],
        here: Callable[[], bool],
    ) -> None:
        """`here`: whether the list still belongs to the period and file that are open."""
        super().__init__(view)
        self._session, self._view, self._listing, self._here = session, view, listing, here
        self._actions: list[QAction] = []
        key = QKeySequence.StandardKey
        self._add("copy", "&Chép", key.Copy, self.copy, writes=False)
        self._add("cut", "Cắ&t", key.Cut, self.cut)
        self._add("paste_cells", "&Dán", key.Paste, self.paste)
        self._add("fill_down", "Đ&iền xuống theo dòng đầu", "Ctrl+D", self.fill_down)
        self._add("empty", "&Xóa trắng các ô", "", self.empty)
        self._add("not_collected", "Ghi “…” (không thu thập được)", "F8", self.mark_not_collected)
        self._add("delete", "Xóa…", "Ctrl+-", self.delete)
        view.deleted.connect(self.empty)
        view.customContextMenuRequested.connect(self._menu)

    def _add(
        self,
        name: str,
        words: str,
        keys: str | QKeySequence.StandardKey,
        act: Callable[[], object],
        *,
        writes: bool = True,
    ) -> None:
        action = QAction(words, self._view)
        action.setObjectName(f"action_{name}")
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setProperty("writes", writes)
        action.triggered.connect(lambda _=False: act())
        self._view.addAction(action)
        self._actions.append(action)

    def allow(self, *, writing: bool) -> None:
        """Whether acts that change something can be done."""
        for action in self._actions:
            action.setEnabled(writing or not action.property("writes"))

    def _menu(self, place: object) -> None:
        menu = QMenu(self._view)
        form = self._form
        self._actions[-1].setText(f"Xóa {form.record}…")
        menu.addActions(self._actions)
        menu.popup(self._view.viewport().mapToGlobal(place))  # type: ignore[call-overload]

    @property
    def _form(self) -> Form:
        return self._listing().form

    # keeping

    def write(self, record_id: str, key: str, text: str) -> bool:
        """Keep what was typed into one cell."""
        return self.keep_texts({record_id: {key: text}})

    def keep_texts(
        self, texts: Mapping[str, Mapping[str, str]], *, act: Literal["enter", "fill"] = "enter"
    ) -> bool:
        """Keep these texts in one act; whether anything changed."""
        return self._keep(self._drafted(texts), act=act)

    def _drafted(self, texts: Mapping[str, Mapping[str, str]]) -> list[Draft]:
        """The records that these texts would leave; none where that is refused, and the refusal is told."""
        rows = [("" if i.startswith(NEW) else i, told) for i, told in texts.items() if told]
        if not self._here():
            return []
        try:
            return cells.draft(self._session.office, self._session.period, self._form.key, rows)
        except AppError as refusal:
            dialogs.refuse(self._view, refusal)
            return []

    def _keep(
        self,
        drafts: Sequence[Draft],
        *,
        act: Literal["enter", "fill"] = "enter",
        door: str = "window",
        doubtful: bool = True,
    ) -> bool:
        session = self._session
        if not drafts or not self._here():
            return False
        try:
            changed, _ = cells.keep(
                session.office,
                session.period,
                self._form.key,
                drafts,
                act=act,
                door=door,
                doubtful=doubtful,
            )
        except AppError as refusal:
            dialogs.refuse(self._view, refusal)
            return False
        if changed:
            standing = {d.record.record_id for d in drafts if d.before is not None}
            ids = [record.record_id for record in changed]
            self.kept.emit(ids, not standing.issuperset(ids))
        return bool(changed)

    # cells

    def _block(self) -> tuple[list[str], list[int]]:
        """The records and columns of the selection; hidden columns in it count."""
        block = self._view.block()
        if block is None:
            return [], []
        top, left, bottom, right = block
        return self._view.register.ids[top : bottom + 1], list(range(left, right + 1))

    def _written(self, column: int) -> str:
        """The field that a column writes; "" where nothing can be written."""
        model = self._view.register
        return model.field_at(column) if model.columns[column].editable else ""

    def _everywhere(self, text: str) -> None:
        ids, columns = self._block()
        keys = [key for key in map(self._written, columns) if key]
        self.keep_texts({record_id: dict.fromkeys(keys, text) for record_id in ids})

    def empty(self) -> None:
        """Empty the selected cells; where that cannot be, or leaves something to be mended, it is told at the cell."""
        model, at = self._view.register, self._view.currentIndex()
        if model.read_only:
            self._view.tell("Báo cáo kỳ này chỉ xem được, không xóa trắng được ô.")
        elif not any(self._written(column) for column in self._block()[1]):
            self._view.tell("Cột này không ghi được trong danh sách, không xóa trắng được.")
        else:
            self._everywhere("")
            self._view.tell(model.tips(at.row(), at.column()) if at.isValid() else "")

    def mark_not_collected(self) -> None:
        """Write "…" into the selected cells."""
        self._everywhere(MARK_NOT_COLLECTED)

    def fill_down(self) -> None:
        """Write what stands in the first selected row into the rows below it."""
        ids, columns = self._block()
        if len(ids) < 2:
            return
        top = self._view.block()
        first = self._view.register.row_at(top[0]) if top else None
        if first is None:
            return
        keys = [key for key in map(self._written, columns) if key]
        texts = {key: shown(self._form, first.record, key) for key in keys}
        self.keep_texts(dict.fromkeys(ids[1:], texts), act="fill")

    # clipboard

    def copy(self) -> None:
        """Put the selected block on the clipboard as a spreadsheet does, columns pushed out of sight included."""
        block = self._view.block()
        if block is None:
            return
        top, left, bottom, right = block
        model = self._view.register
        rows = [[model.text(row, c) for c in range(left, right + 1)] for row in range(top, bottom + 1)]
        numeric = [n for n, one in enumerate(model.columns[left : right + 1]) if one.right]
        data = QMimeData()
        data.setText(text_of(rows))
        data.setHtml(html_of(rows, numeric))
        QGuiApplication.clipboard().setMimeData(data)

    def cut(self) -> None:
        """Copy, and empty what can be emptied."""
        self.copy()
        self.empty()

    def paste(self) -> None:
        """Show what the clipboard's block would become; one cell alone is written at once."""
        data = QGuiApplication.clipboard().mimeData()
        if not self._view.currentIndex().isValid() and self._view.register.ids:
            return
        block = block_of(data.text()) if data.hasText() else block_of_html(data.html())
        if not block or block == [[""]]:
            return
        if len(block) == 1 and len(block[0]) == 1:
            self._everywhere(block[0][0])
        else:
            self._preview(block)

    def _preview(self, block: Block) -> None:
        texts, left_out, too_many = self._aimed(block)
        drafts = self._drafted(texts)
        if not drafts:
            return
        dialog = PastePreview(self._view.window(), self._form, drafts, left_out=left_out, too_many=too_many)
        dialog.agreed.connect(
            lambda doubtful: self._keep(drafts, act="fill", door="paste", doubtful=doubtful)
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _aimed(self, block: Block) -> tuple[Texts, list[str], int]:
        """Which text goes where, the columns that take none, and how many rows or columns lie outside."""
        model = self._view.register
        chosen = self._view.block() or (0, 0, 0, 0)
        top, left = chosen[:2]
        width = min(len(block[0]), len(model.columns) - left)
        keys = [(n, self._written(left + n)) for n in range(width)]
        left_out = [
            model.columns[left + n].head.split("\n")[0]
            for n, key in keys
            if not key and any(row[n] for row in block)
        ]
        ids = model.ids[top : top + len(block)]
        beyond = len(block) - len(ids)
        if not self._form.extends:
            ids += [f"{NEW}{n}" for n in range(beyond)]
            beyond = 0
        texts = {
            record_id: {key: row[n] for n, key in keys if key}
            for record_id, row in zip(ids, block, strict=False)
            if any(row)
        }
        return texts, left_out, beyond + len(block[0]) - width

    # records

    def delete(self) -> None:
        """Take the selected records out, for a reason."""
        if not self._here():
            return
        ids, _ = self._block()
        form = self._form
        standing = [i for i in ids if i not in self._listing().absent]
        if not standing:
            return
        count = numbers.show(len(standing))
        what = f"{count} {form.record}" if len(standing) > 1 else self._name_of(standing[0])
        reason = dialogs.ask_reason(
            self._view,
            f"Xóa {what} khỏi kỳ này? Ghi lý do; có thể hoàn tác bằng Ctrl+Z.",
            f"Xóa {form.record}",
        )
        if not reason:
            return
        session = self._session
        try:
            entry.delete(session.office, session.period, self._listing().form.key, standing, reason=reason)
        except AppError as refusal:
            dialogs.refuse(self._view, refusal)
            return
        self.removed.emit(standing)

    def _name_of(self, record_id: str) -> str:
        model = self._view.register
        row = model.row_at(model.ids.row_of(record_id))
        return f"“{row.label}”" if row and row.label else self._form.record
