"""Sharing out the figures of old units that were parted: who takes how much, or which hamlet went where, and why."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QWidget,
)

from base import numbers
from base.errors import AppError
from base.progress import Progress
from base.text import tidy
from office.office import Office
from office.territory import sharing
from office.territory.sharing import Draft, Parted
from ui import dialogs, theme
from ui.jobs import Job
from ui.session import Session
from ui.widgets.cards import Card, button, foot, holder, words
from ui.widgets.rows import Cell, Column, RowsTable
from ui.widgets.scrolled import Scrolled

_COLUMNS = (
    Column("Đơn vị cũ"),
    Column("Mã", "88888"),
    Column("Đến ngày", "88/88/8888", spare=2),
    Column("Về các đơn vị"),
    Column("Đã khai", "Đã khai tỷ lệ", spare=1),
)
_NOWHERE = "Theo tỷ lệ"
_DRAFTED = "Đã giữ bản đang ghi, chưa khai."


class SharesPane(QWidget):
    """The parted units at the left, what is declared of the chosen one at the right."""

    declared = Signal(str)
    """What was declared or undone, in a sentence."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.parted: list[Parted] = []
        self._of: tuple[Office, Parted] | None = None
        self._shown = Draft({}, {})
        self._refused: dict[tuple[Path, str], Draft] = {}
        """What the file could not take: it stands in the boxes again when the unit is shown."""
        self.table = RowsTable("shares", "Đơn vị cũ bị chia", _COLUMNS)
        self.table.moved.connect(self._show)
        self.title, self.about = words("", "block", wrap=True), words("", "muted", wrap=True)
        self.asked = QWidget()
        self.form = QFormLayout(self.asked)
        self.parts: dict[str, QLineEdit] = {}
        self.hamlets: dict[str, QComboBox] = {}
        self.basis = _line("basis", "Căn cứ")
        self.basis.setPlaceholderText("Theo dân số, Nghị quyết số …")
        self.told = words("", "caption", wrap=True)
        self.keep_button = button("&Khai tỷ lệ", "share", self.keep, role="primary", icon="save")
        self.undo_button = button("&Hoàn tác", "undo_share", self.undo)
        self._lay_out()
        for act in (self.keep_button, self.undo_button):
            act.setEnabled(False)
        self.title.setText("Đang tìm đơn vị cũ bị chia…")
        session.leaving.connect(self.leave)

    def _lay_out(self) -> None:
        card = Card(margins=(0, 12, 0, 0))
        for label in (self.title, self.about):
            label.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
            card.column.addWidget(label)
        scrolled = Scrolled()
        self.column = column = scrolled.column
        column.addWidget(self.asked)
        basis = words("Căn cứ chia", "muted")
        basis.setBuddy(self.basis)
        column.addWidget(basis)
        column.addWidget(self.basis)
        column.addStretch(1)
        card.column.addWidget(scrolled, 1)
        card.column.addWidget(foot(self.told, self.undo_button, self.keep_button))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self.table, 3)
        row.addWidget(card, 2)

    def refresh(self) -> None:
        """List them beside the window: the history of a whole province is read for it."""
        session, office = self.session, self.session.office

        def work(own: Office, progress: Progress) -> list[Parted]:
            progress.step(0, 1, "Tìm đơn vị bị chia")
            return sharing.parted(own)

        def done(found: list[Parted]) -> None:
            if session.is_open and session.office is office:
                self._list(found)

        session.jobs.run(office, Job("Tìm đơn vị bị chia", work, done))

    def _list(self, found: list[Parted]) -> None:
        chosen = self._chosen.unit.key if self._chosen else ""
        self.parted = found
        drafts = sharing.drafts(self.session.office)
        self.table.rows.put([_row(one, drafted=one.unit.key in drafts) for one in found])
        again = [n for n, one in enumerate(found) if one.unit.key == chosen]
        self.table.choose((again or [0])[0])
        self._show(self.table.row)

    @property
    def _chosen(self) -> Parted | None:
        row = self.table.row
        return self.parted[row] if 0 <= row < len(self.parted) else None

    def _show(self, row: int) -> None:
        one = self.parted[row] if 0 <= row < len(self.parted) else None
        office = self.session.office
        if one is not None and self._of == (office, one):
            return  # the boxes that are being typed into stay
        self.leave()
        self._ask_anew()
        if one is None or self._of is None or self._of[1].unit != one.unit:
            self.told.setText("")
        self._of = (office, one) if one is not None else None
        for act in (self.keep_button, self.undo_button):
            act.setEnabled(one is not None)
            act.setToolTip("" if one else "Không có đơn vị nào bị chia.")
        self.title.setText(one.unit.name if one else "Không có đơn vị cũ nào cần chia số liệu.")
        self.about.setText(_about(one) if one else "")
        self.basis.clear()
        if one is not None:
            self._show_boxes(office, one)

    def _show_boxes(self, office: Office, one: Parted) -> None:
        draft = sharing.drafts(office).get(one.unit.key)
        kept = draft or self._said(one)
        shown = self._refused.get((office.store.path, one.unit.key), kept)
        self._ask_parts(one, shown)
        self._ask_hamlets(one, shown)
        self.basis.setText(shown.basis)
        self._shown = self._typed() if shown is kept else kept
        if draft and shown is kept:
            self.told.setText(_DRAFTED)

    def _said(self, one: Parted) -> Draft:
        """What was declared, as the boxes show it."""
        if one.sharing is None:
            return Draft({}, {})
        codes = self.session.office.store.units.by_key
        return Draft(
            {codes(key).code: _share_words(part) for key, part in one.sharing.parts.items()},
            {name: codes(key).code for name, key in one.sharing.hamlets.items()},
            one.sharing.basis,
        )

    def _typed(self) -> Draft:
        """What stands in the boxes."""
        parts = {code: box.text() for code, box in self.parts.items() if tidy(box.text())}
        hamlets = {name: box.currentData() for name, box in self.hamlets.items() if box.currentData()}
        return Draft(parts, hamlets, self.basis.text(), self.other_code.text(), self.other_part.text())

    def leave(self) -> None:
        """Keep what was written and not declared; the figures wait until it is."""
        if self._of is None or not self.session.is_open or self._of[0] is not self.session.office:
            return
        typed, (office, one) = self._typed(), self._of
        if typed == self._shown:
            return
        self._refused[office.store.path, one.unit.key] = typed
        try:
            sharing.keep_draft(office, one.unit, None if typed == self._said(one) else typed)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        del self._refused[office.store.path, one.unit.key]
        self._shown = typed
        self._tell_draft(one)

    def _tell_draft(self, one: Parted) -> None:
        """In the row and below the boxes."""
        drafts = sharing.drafts(self.session.office)
        self.table.rows.renew([_row(each, drafted=each.unit.key in drafts) for each in self.parted])
        self.told.setText(_DRAFTED if one.unit.key in drafts else "")

    def _ask_anew(self) -> None:
        """Empty rows in the place of those of the unit before."""
        gone, self.asked = self.asked, QWidget()
        self.form = QFormLayout(self.asked)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.column.replaceWidget(gone, self.asked)
        gone.hide()
        gone.deleteLater()
        self.parts, self.hamlets = {}, {}

    def _ask_parts(self, one: Parted, shown: Draft) -> None:
        today = self.session.office.store.units
        heirs = {unit.code: unit.name for unit, _ in one.heirs}
        said = one.sharing.parts if one.sharing else {}
        heirs |= {today.by_key(key).code: today.by_key(key).name for key in said}
        for code, name in heirs.items():
            box = _line(f"part_{code}", f"Tỷ lệ về {name}")
            box.setText(shown.parts.get(code, ""))
            self.parts[code] = box
            self.form.addRow(f"{name} ({code})", box)
        self.other_code, self.other_part = _line("other_code", "Mã đơn vị khác"), _line("other_part", "Tỷ lệ")
        self.other_code.setPlaceholderText("Mã")
        self.other_part.setPlaceholderText("Tỷ lệ")
        self.other_code.setText(shown.other_code)
        self.other_part.setText(shown.other_part)
        row = QHBoxLayout()
        row.addWidget(self.other_code)
        row.addWidget(self.other_part)
        self.form.addRow("Đơn vị khác", holder(row))

    def _ask_hamlets(self, one: Parted, shown: Draft) -> None:
        named = sharing.hamlets_named(self.session.office, one.unit)
        said = one.sharing.hamlets if one.sharing else {}
        for name in dict.fromkeys([*said, *named]):
            box = QComboBox()
            box.setObjectName("hamlet")
            box.setAccessibleName(f"{name} về đơn vị")
            box.addItem(_NOWHERE, "")
            for unit, _ in one.heirs:
                box.addItem(unit.name, unit.code)
            box.setCurrentIndex(max(0, box.findData(shown.hamlets.get(name, ""))))
            self.hamlets[name] = box
            self.form.addRow(name, box)

    def keep(self) -> None:
        """Declare what stands in the boxes."""
        one = self._chosen
        if one is None:
            return
        typed = self._typed()
        texts = dict(typed.parts)
        if tidy(typed.other_code):
            texts[tidy(typed.other_code)] = typed.other_part
        try:
            parts: dict[str, Fraction] = {c: sharing.share_of(t) for c, t in texts.items() if tidy(t)}
            sharing.share_out(self.session.office, one.unit, parts, basis=typed.basis, hamlets=typed.hamlets)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self._tell(f"Đã khai tỷ lệ chia của {one.unit.name}.")

    def undo(self) -> None:
        """Put back what was declared of the chosen unit before."""
        one = self._chosen
        if one is None:
            return
        try:
            sharing.undo(self.session.office, one.unit)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self._tell(f"Đã hoàn tác khai báo của {one.unit.name}.")

    def _tell(self, sentence: str) -> None:
        self._shown = self._typed()  # what was declared or undone is no draft
        self.told.setText(sentence)
        self.session.tell_changed()
        self.declared.emit(sentence)


def _line(key: str, label: str) -> QLineEdit:
    box = QLineEdit()
    box.setObjectName(key)
    box.setAccessibleName(label)
    return box


def _share_words(share: Fraction) -> str:
    """In percent where that is exact, else as a fraction: what is shown is what is kept."""
    places = next((n for n in range(5) if (share * 100 * 10**n).denominator == 1), None)
    return str(share) if places is None else f"{numbers.show(share * 100, places)} %"


def _about(one: Parted) -> str:
    if not one.heirs:
        return "Danh mục hành chính không ghi đơn vị này nhập vào đâu. Nếu biết, ghi mã đơn vị nhận, tỷ lệ và căn cứ."
    return "Ghi tỷ lệ như 60 % hoặc 0,6, cộng lại bằng 100 %. Bản ghi có ấp đã chọn nơi về thì không chia theo tỷ lệ."


def _row(one: Parted, *, drafted: bool) -> list[Cell]:
    heirs = ", ".join(unit.name for unit, _ in one.heirs) or "chưa rõ"
    said, shape = ("Đã khai", "ok") if one.sharing else ("Chưa khai", "none")
    said, shape = ("Đang ghi", "draft") if drafted else (said, shape)
    until = f"{one.unit.valid_to:%d/%m/%Y}" if one.unit.valid_to else ""
    return [
        Cell(one.unit.name),
        Cell(one.unit.code),
        Cell(until),
        Cell(heirs),
        Cell(said, shape),
    ]
