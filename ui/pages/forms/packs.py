"""Configuration packs: what is handed down, and what one that came would change here before it is applied."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from base.disk import trouble
from base.errors import AppError, Code
from base.period import Period
from base.progress import Progress
from base.text import nfc, tidy
from courier.pack import SUFFIX, Pack, digest
from office.declaring import packing
from office.declaring.packing import Change
from office.figures.plans import TARGETS
from office.office import Office
from ui import dialogs, drives, theme
from ui.jobs import Job
from ui.session import Session
from ui.widgets.boxes.plain import Box
from ui.widgets.cards import Card, button, foot, words
from ui.widgets.elided import Elided
from ui.widgets.rows import Cell, Column, RowsTable

_CHANGES = (Column("Loại", "Chỉ tiêu được giao", spare=1), Column("Tên"), Column("Thay đổi"))


@dataclass(frozen=True, slots=True)
class Came:
    """A pack that was opened, and what it would change."""

    file: str
    pack: Pack
    digest: str
    changes: list[Change]


class MakePane(QWidget):
    """A note, whether the targets of the period go with it, one button."""

    left = Signal()
    made = Signal(str)
    """What was written, in a sentence."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.note = Box("note", "Ghi chú cho đơn vị nhận")
        self.note.setPlaceholderText("Ví dụ: áp dụng từ kỳ báo cáo năm 2026")
        self.targets = QCheckBox()
        self.targets.setObjectName("with_targets")
        card = Card("Lập gói cấu hình")
        about = (
            "Gói gồm biểu, danh mục, thời hạn và mẫu báo cáo riêng của đơn vị. Gửi tệp này cho các đơn vị; "
            "nơi nhận xem trước rồi mới áp dụng. Gói không chứa số liệu đã nhập."
        )
        label = words("Ghi chú cho đơn vị nhận", "muted")
        label.setBuddy(self.note)
        for widget in (words(about, "muted", wrap=True), label, self.note, self.targets):
            card.column.addWidget(widget)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(button("T&hôi", "cancel", self.left.emit))
        acts.addWidget(button("&Ghi gói vào tệp…", "make_pack", self.make, role="primary", icon="save"))
        card.column.addLayout(acts)
        card.setMaximumWidth(theme.px(640))
        column = QVBoxLayout(self)
        column.addWidget(card)
        column.addStretch(1)

    def ask(self) -> None:
        """Ask anew."""
        office, period = self.session.office, self.session.period
        asked = any(form.key == TARGETS for form in office.own_forms(period))
        self.targets.setText(f"Kèm &chỉ tiêu giao các đơn vị của kỳ {period.in_words()}")
        self.targets.setVisible(asked and self.session.begun)
        self.targets.setChecked(False)
        self.note.setFocus()

    def make(self) -> None:
        """Choose the file, and write it beside the window."""
        office = self.session.office
        name = drives.start() / f"cau-hinh-{office.unit.code}{SUFFIX}"
        path = dialogs.save_file(self, "Ghi gói cấu hình", name, dialogs.PACKS)
        if path is None:
            return
        wanted = not self.targets.isHidden() and self.targets.isChecked()
        period, note = self.session.period if wanted else None, tidy(nfc(self.note.text()))

        def work(own: Office, progress: Progress) -> Pack:
            progress.step(0, 1, "Lập gói cấu hình")
            return packing.make(own, path, period=period, note=note)

        def done(pack: Pack) -> None:
            more = f", {len(pack.targets)} chỉ tiêu" if pack.targets else ""
            self.made.emit(f"Đã ghi {path.name}: {len(pack.files)} mục cấu hình{more}.")

        self.session.jobs.run(office, Job("Lập gói cấu hình", work, done))


class TakePane(QWidget):
    """Nothing is changed before "Áp dụng"."""

    left = Signal()
    opened = Signal()
    """A pack was read and is shown."""
    taken = Signal(str)
    """The pack was applied: what came of it, in a sentence."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.came: Came | None = None
        self.title, self.about = Elided("", "block"), words("", "muted", wrap=True)
        self.table = RowsTable("changes", "Thay đổi khi áp dụng gói", _CHANGES)
        self.refuse_button = button("&Không nhận", "refuse_pack", self.refuse)
        self.take_button = button("Á&p dụng", "take_pack", self.take, role="primary", icon="checkmark")
        card = Card(margins=(1, 12, 1, 1))
        for label in (self.title, self.about):
            label.setContentsMargins(theme.px(14), 0, theme.px(14), 0)
            card.column.addWidget(label)
        card.column.addWidget(self.table, 1)
        hint = words("Số liệu đã nhập vẫn giữ nguyên.", "caption", wrap=True)
        card.column.addWidget(foot(hint, self.refuse_button, self.take_button))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card, 1)

    def choose_file(self) -> None:
        """Read a pack and show what it would change here."""
        path = dialogs.open_file(self, "Nhận gói cấu hình", dialogs.PACKS, folder=str(drives.start()))
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Read it beside the window."""
        period = self._period()

        def work(own: Office, progress: Progress) -> Came:
            progress.step(0, 1, "Đọc gói cấu hình")
            pack = packing.read(path)
            return Came(path.name, pack, _digest(path), packing.changes(own, pack, period))

        self.session.jobs.run(self.session.office, Job("Đọc gói cấu hình", work, self._show))

    def _period(self) -> Period | None:
        return self.session.period if self.session.begun else None

    def _show(self, came: Came) -> None:
        self.came = came
        pack = came.pack
        self.title.setText(f"Gói của {pack.name}")
        day = "/".join(reversed(pack.made_on.split("-")))
        note = f" Ghi chú: {pack.note}" if pack.note else ""
        none = "" if came.changes else " Đơn vị đã có mọi thứ trong gói này."
        self.about.setText(f"{came.file}, lập ngày {day}.{note}{none}")
        self.table.rows.put(
            [
                [
                    Cell(one.what),
                    Cell(one.name, bold=True),
                    Cell("; ".join(one.words), tip="\n".join(one.words)),
                ]
                for one in came.changes
            ]
        )
        why = "" if came.changes else "Gói này không thay đổi gì ở đây."
        if any(one.refused for one in came.changes):
            why = (
                "Gói đổi nghĩa của biểu đã có số liệu nên không nhận được. Hãy báo nơi gửi lập phiên bản mới."
            )
        self.take_button.setEnabled(not why)
        self.take_button.setToolTip(why)
        self.opened.emit()
        (self.refuse_button if why else self.take_button).setFocus()

    def refuse(self) -> None:
        """Leave everything as it is."""
        self.came = None
        self.left.emit()

    def take(self) -> None:
        """Put it into force: as a whole or not at all."""
        came, period = self.came, self._period()
        if came is None or not came.changes:
            return

        def work(own: Office, progress: Progress) -> None:
            progress.step(0, 1, "Áp dụng gói cấu hình")
            packing.take(own, came.pack, came.digest, period=period)

        def done(_: None) -> None:
            self.came = None
            self.taken.emit(f"Đã áp dụng gói của {came.pack.name}: {len(came.changes)} thay đổi.")

        self.session.jobs.run(self.session.office, Job("Áp dụng gói cấu hình", work, done, writes=True))


def _digest(path: Path) -> str:
    try:
        return digest(path.read_bytes())
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, file=path.name, why=trouble(error)) from error
