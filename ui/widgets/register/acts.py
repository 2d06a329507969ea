"""What a person does to the cells of a register: write, empty, copy, cut, paste, fill down, take records out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Literal

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from base import numbers
from base.errors import AppError
from base.numbers import MARK_NOT_COLLECTED
from base.period import Period
from base.progress import Progress
from forms.spec import Form, Record
from forms.typed import shown
from office.entering import cells, entry
from office.entering.blocks import Block
from office.entering.cells import Draft
from office.entering.register_list import Listing
from office.office import Office
from ui import dialogs
from ui.jobs import AT_ONCE, Job
from ui.session import Session
from ui.widgets.record.held import Held
from ui.widgets.register import clipboard
from ui.widgets.register.clipboard import NEW, Aim, Chosen, Texts
from ui.widgets.register.paste import PastePreview
from ui.widgets.register.view import RegisterView

_Work = Callable[[Office, Period, str, Progress], Any]
"""Takes the key of the form."""
_Kept = tuple[list[str], bool]
"""Records that were kept; whether some are new."""
_Pasted = tuple[Block, list[Draft], list[str], int]


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
        self._held = Held(session)
        self._job: Job | None = None
        """The last act that went beside the window."""
        self._actions: list[QAction] = []
        key = QKeySequence.StandardKey
        self._add("copy", "&Chép", key.Copy, self.copy, writes=False)
        self._add("cut", "Cắ&t", key.Cut, self.cut)
        self._add("paste_cells", "&Dán", key.Paste, self.paste)
        self._add("fill_down", "Đ&iền xuống theo dòng đầu", "Ctrl+D", self.fill_down)
        self._add("empty", "&Xóa trắng các ô", "", self.empty)
        self._add("not_collected", "Ghi “…” (không thu thập được)", "F8", self.mark_not_collected)
        self._add("delete", "Xóa…", "Ctrl+-", self.delete)
        view.deleted.connect(lambda: self._in_turn(self.empty))
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
        action.triggered.connect(lambda _=False: self._in_turn(act))
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

    # doing

    def _do(
        self,
        title: str,
        work: _Work,
        done: Callable[[Any], object],
        *,
        touches: int,
        writes: bool = True,
        wherever: Callable[[Any], object] = lambda _: None,
        refused: Callable[[AppError], object] = lambda _: None,
    ) -> None:
        """Few records at once, many beside the window; where one has gone elsewhere meanwhile, nothing is shown.

        `wherever`: what is done all the same; `refused`: what is done after a refusal was told.
        """
        if not self._here():
            return
        session, form = self._session, self._form
        office, period = session.office, session.period

        def unless_elsewhere(value: Any) -> None:
            wherever(value)
            shown = self._view.register.form
            if self._here() and shown is not None and shown.key == form.key:
                done(value)
            elif writes:
                session.tell_changed(form.key)

        def refuse(refusal: AppError) -> None:
            dialogs.refuse(self._view, refusal)
            refused(refusal)

        job = Job(
            title,
            lambda own, progress: work(own, period, form.key, progress),
            unless_elsewhere,
            writes=writes,
            asked=not writes,
            refused=refuse,
        )
        session.jobs.do(office, job, touches=touches)
        if session.jobs.knows(job):
            self._job = job

    def _in_turn(self, act: Callable[[], object]) -> None:
        """One act after the other: what is pasted is what was copied before."""
        if self._job is not None and self._session.jobs.knows(self._job):
            self._view.tell("Việc vừa làm trong danh sách chưa xong. Hãy chờ một chút rồi làm lại.")
        else:
            act()

    # keeping

    def write(self, record_id: str, key: str, text: str) -> None:
        """Keep what was typed into one cell; where the file takes nothing, one comes back to the text."""
        form = self._form.key

        def refused(refusal: AppError) -> None:
            if self._held.put(form, record_id, key, text, refusal=refusal):
                QTimer.singleShot(0, self._view, again)

        def again() -> None:
            if self._here() and self._form.key == form:
                self._view.write_again(record_id, key)

        self._put({record_id: {key: text}}, refused=refused)

    @property
    def unkept(self) -> bool:
        """Whether the file has not taken what was typed into some cell."""
        return bool(self._held)

    def held(self, cell: QModelIndex | QPersistentModelIndex) -> str | None:
        """What was typed into a cell and could not be kept, once."""
        model = self._view.register
        return self._held.take(self._form.key, model.ids[cell.row()], model.field_at(cell.column()))

    def _put(
        self,
        texts: Texts,
        *,
        act: Literal["enter", "fill"] = "enter",
        then: Callable[[], object] = lambda: None,
        refused: Callable[[AppError], object] = lambda _: None,
    ) -> None:
        """Keep these texts in one act."""
        rows = _rows(texts)

        def work(own: Office, period: Period, key: str, progress: Progress) -> _Kept:
            drafts = cells.draft(own, period, key, rows, progress=progress)
            changed, _ = cells.keep(own, period, key, drafts, act=act, progress=progress)
            return _told(drafts, changed)

        def done(kept: _Kept) -> None:
            self._tell(kept)
            then()

        self._do("Ghi các ô", work, done, touches=len(rows), refused=refused)

    def _tell(self, kept: _Kept) -> None:
        if kept[0]:
            self.kept.emit(*kept)

    # cells

    def _block(self) -> tuple[list[str], list[str]]:
        """The records of the selection, and the fields of it that can be written; hidden columns in it count."""
        block = self._view.block()
        if block is None:
            return [], []
        top, left, bottom, right = block
        fields = [key for key in map(self._written, range(left, right + 1)) if key]
        return self._view.register.ids[top : bottom + 1], fields

    def _written(self, column: int) -> str:
        """The field that a column writes; "" where nothing can be written."""
        model = self._view.register
        return model.field_at(column) if model.columns[column].editable else ""

    def _everywhere(
        self, text: str, ids: Sequence[str], keys: Sequence[str], then: Callable[[], object]
    ) -> None:
        self._put({record_id: dict.fromkeys(keys, text) for record_id in ids}, then=then)

    def empty(self) -> None:
        """Empty the selected cells; where that cannot be, or leaves something to be mended, it is told at the cell."""
        self._empty(*self._block())

    def _empty(self, ids: Sequence[str], keys: Sequence[str]) -> None:
        if self._view.register.read_only:
            self._view.tell("Báo cáo kỳ này chỉ xem được, không xóa trắng được ô.")
        elif not keys:
            self._view.tell("Cột này không ghi được trong danh sách, không xóa trắng được.")
        else:
            # Of many, the marks that come with the list tell it.
            then = self._tell_what_is_wrong if len(ids) <= AT_ONCE else lambda: None
            self._everywhere("", ids, keys, then)

    def _tell_what_is_wrong(self) -> None:
        at = self._view.currentIndex()
        self._view.tell(self._view.register.tips(at.row(), at.column()) if at.isValid() else "")

    def mark_not_collected(self) -> None:
        """Write "…" into the selected cells."""
        self._everywhere(MARK_NOT_COLLECTED, *self._block(), lambda: None)

    def fill_down(self) -> None:
        """Write what stands in the first selected row into the rows below it."""
        ids, keys = self._block()
        if len(ids) < 2:
            return
        top = self._view.block()
        first = self._view.register.row_at(top[0]) if top else None
        if first is None:
            return
        texts = {key: shown(self._form, first.record, key) for key in keys}
        self._put(dict.fromkeys(ids[1:], texts), act="fill")

    # clipboard

    def copy(self) -> None:
        """Put the selected block on the clipboard as a spreadsheet does, columns pushed out of sight included."""
        self._copy(lambda: None)

    def cut(self) -> None:
        """Copy, and empty what can be emptied."""
        ids, keys = self._block()
        self._copy(lambda: self._empty(ids, keys))

    def _copy(self, then: Callable[[], None]) -> None:
        block = self._view.block()
        if block is None:
            return
        chosen, listing = Chosen.of(self._view.register, block), self._listing()

        def work(own: Office, period: Period, _: str, progress: Progress) -> tuple[str, str]:
            return chosen.read(own, period, listing, progress)

        self._do(
            "Chép các ô",
            work,
            lambda _: then(),
            touches=len(chosen.ids),
            writes=False,
            wherever=lambda told: clipboard.put(*told),
        )

    def paste(self) -> None:
        """Show what the clipboard's block would become; one cell alone is written at once."""
        if not self._view.currentIndex().isValid() and self._view.register.ids:
            return
        (read, rows), aim, chosen = clipboard.taken(), self._aim(), self._block()

        def work(own: Office, period: Period, key: str, progress: Progress) -> _Pasted:
            block = read()
            if not block or len(block) == 1 == len(block[0]):
                return block, [], [], 0
            texts, left_out, too_many = aim.at(block)
            drafts = cells.draft(own, period, key, _rows(texts), progress=progress)
            return block, drafts, left_out, too_many

        self._do(
            "Đọc các ô sẽ dán", work, lambda pasted: self._take(pasted, *chosen), touches=rows, writes=False
        )

    def _take(self, pasted: _Pasted, ids: Sequence[str], keys: Sequence[str]) -> None:
        block, drafts, left_out, too_many = pasted
        if len(block) == 1 == len(block[0]):
            if block[0][0]:
                self._everywhere(block[0][0], ids, keys, lambda: None)
        elif drafts and self._view.isVisible():
            dialog = PastePreview(
                self._view.window(), self._form, drafts, left_out=left_out, too_many=too_many
            )
            dialog.agreed.connect(lambda doubtful: self._agreed(drafts, doubtful=doubtful))
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _aim(self) -> Aim:
        """From the first chosen cell on to the right and down."""
        model = self._view.register
        top, left = (self._view.block() or (0, 0))[:2]
        heads = [
            (column.head.split("\n")[0], self._written(n))
            for n, column in enumerate(model.columns[left:], left)
        ]
        return Aim(model.ids[top:], heads, grows=not self._form.extends)

    def _agreed(self, drafts: Sequence[Draft], *, doubtful: bool) -> None:
        def work(own: Office, period: Period, key: str, progress: Progress) -> _Kept:
            changed, _ = cells.keep(
                own, period, key, drafts, act="fill", door="paste", doubtful=doubtful, progress=progress
            )
            return _told(drafts, changed)

        self._do("Dán các ô", work, self._tell, touches=len(drafts))

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

        def work(own: Office, period: Period, key: str, progress: Progress) -> None:
            entry.delete(own, period, key, standing, reason=reason, progress=progress)

        self._do(f"Xóa {form.record}", work, lambda _: self.removed.emit(standing), touches=len(standing))

    def _name_of(self, record_id: str) -> str:
        model = self._view.register
        row = model.row_at(model.ids.row_of(record_id))
        return f"“{row.label}”" if row and row.label else self._form.record


def _rows(texts: Texts) -> list[cells.Typed]:
    return [("" if i.startswith(NEW) else i, told) for i, told in texts.items() if told]


def _told(drafts: Sequence[Draft], changed: Sequence[Record]) -> _Kept:
    standing = {d.record.record_id for d in drafts if d.before is not None}
    ids = [record.record_id for record in changed]
    return ids, not standing.issuperset(ids)
