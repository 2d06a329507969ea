"""Settings: names, look, backup, hamlets, about. A list on the left, one pane on the right."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QStackedWidget

from base.errors import AppError
from office import backups, keeping
from office.office import VERSION, Office, surroundings
from office.people import People, name_people, people
from office.territory import hamlets
from ui import dialogs, theme
from ui.backup import back_up
from ui.jobs import Job
from ui.pages.page import Hints, Page
from ui.pages.settings.panes import AboutPane, BackupPane, HamletsPane, LookPane, Pane, PeoplePane
from ui.session import Session
from ui.widgets.cards import Card

_LIST, _LIST_NARROW = 220, 170
_NARROW = 860


class SettingsPage(Page):
    """Nothing here waits for "OK": each thing is kept by its own button, the look at once, names on leaving too."""

    KEY: ClassVar[str] = "settings"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.people, self.look = PeoplePane(), LookPane(session.preferences)
        self.backup, self.hamlets, self.about = BackupPane(), HamletsPane(), AboutPane(VERSION)
        self.panes: list[Pane] = [self.people, self.look, self.backup, self.hamlets, self.about]
        self.listed = QListWidget()
        self.listed.setObjectName("settings_list")
        self.listed.setAccessibleName("Mục cài đặt")
        self.listed.addItems([pane.NAME for pane in self.panes])
        self.stack = QStackedWidget()
        for pane in self.panes:
            self.stack.addWidget(pane)
        card = Card(margins=(0, 0, 0, 0))
        card.column.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(12)
        row.addWidget(self.listed)
        row.addWidget(card, 1)
        self.listed.currentRowChanged.connect(self.stack.setCurrentIndex)
        self.listed.setCurrentRow(0)
        self.people.kept.connect(self.keep_people)
        self.backup.folder_wanted.connect(self.choose_folder)
        self.backup.backup_wanted.connect(self.back_up)
        self.backup.restore_wanted.connect(self.restore)
        self.backup.verify_wanted.connect(self.verify)
        self.hamlets.added.connect(self.add_hamlets)
        self.hamlets.ended.connect(self.end_hamlet)
        session.leaving.connect(self.leave)
        theme.changed().connect(self._fit)
        self._fit()

    def leave(self) -> None:
        if self.people.edited:
            self.people.keep()

    def hints(self) -> Hints:
        return [
            ("Lên, Xuống", "chọn mục"),
            ("Tab", "sang ô"),
            ("Ctrl+1", "trang chính"),
            ("Ctrl+K", "đi đến"),
        ]

    def refresh(self) -> None:
        office = self.session.office
        self.people.show_people(people(office))
        self.backup.file.setText(str(office.store.path))
        folder = self.session.preferences.backup_folder
        self.backup.folder.setText(folder or "Hỏi mỗi lần sao lưu")
        last = backups.last_backup(office)
        self.backup.last.setText(f"{last.at:%d/%m/%Y %H:%M}, {last.where}" if last else "chưa có")
        self.hamlets.show_names(hamlets.hamlets_of(office, self.session.period))

    def keep_people(self, named: People) -> None:
        """Keep the names; the journal calls the officer by the new one from now on."""
        office = self.session.office
        try:
            name_people(office, named)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        office.store.surroundings = surroundings(people(office).officer)
        self.people.say_kept()
        self.session.tell_changed()

    def choose_folder(self) -> None:
        """Where backups go from now on without asking."""
        start = self.session.preferences.backup_folder or str(Path.home())
        folder = dialogs.choose_folder(self, "Thư mục sao lưu", folder=start)
        if folder is not None:
            self.session.preferences.backup_folder = str(folder)
            self.session.preferences.save()
            self.refresh()

    def back_up(self) -> None:
        """Write a verified copy of the data file."""
        back_up(self, self.session)

    def restore(self) -> None:
        """Put a backup in the place of the data, which is itself kept beside it."""
        start = self.session.preferences.backup_folder
        source = dialogs.open_file(self, "Chọn bản sao lưu", dialogs.DATA_FILES, folder=start)
        if source is None:
            return
        question = (
            f"Khôi phục từ “{source.name}”? Số liệu nhập sau bản sao lưu này sẽ không còn trong tệp đang mở; "
            "tệp hiện tại được giữ lại bên cạnh."
        )
        if dialogs.confirm(self, question, "Khôi phục"):
            job = Job(
                "Khôi phục dữ liệu", lambda o, _: keeping.restore(o, source), self._restored, writes=True
            )
            self.session.jobs.run(self.session.office, job)

    def _restored(self, kept: Path) -> None:
        path = self.session.office.store.path
        try:
            self.session.open(path)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self.session.go("home")
        dialogs.tell(self, f"Đã khôi phục. Tệp trước khi khôi phục được giữ ở “{kept.name}”, cùng thư mục.")

    def verify(self) -> None:
        """Whether every line of the journal holds the one before it."""
        self.backup.told.setText("Đang kiểm tra nhật ký…")
        job = Job("Kiểm tra nhật ký", lambda office, _: _journal(office), self._verified)
        self.session.jobs.run(self.session.office, job)

    def _verified(self, found: tuple[int, int | None]) -> None:
        lines, broken = found
        if broken is None:
            self.backup.told.setText(f"Nhật ký nguyên vẹn: {lines} dòng, không dòng nào bị sửa.")
        else:
            self.backup.told.setText(
                f"Nhật ký bị sửa từ dòng {broken}. Sao lưu tệp này và báo người phụ trách."
            )

    def add_hamlets(self, names: list[str]) -> None:
        """Add what was typed or pasted, one a line; those that are known already are left out."""
        self._change(lambda: hamlets.add_hamlets(self.session.office, self.session.period, names))

    def end_hamlet(self, name: str) -> None:
        """Offer a hamlet no more."""
        self._change(lambda: hamlets.end_hamlet(self.session.office, self.session.period, name))

    def _change(self, act: object) -> None:
        assert callable(act)
        try:
            act()
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self.session.tell_changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < theme.px(_NARROW)
        self.listed.setFixedWidth(theme.px(_LIST_NARROW if narrow else _LIST))
        margin = 10 if narrow else 16
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(margin, margin, margin, margin)


def _journal(office: Office) -> tuple[int, int | None]:
    """(how many lines there are, the first that does not hold)"""
    return len(keeping.audit(office)), keeping.broken_link(office)
