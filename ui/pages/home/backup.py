"""Backup, as both home pages show it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from office.backups import OLD_AFTER_DAYS, Backup
from ui.widgets.cards import Card, Picture, button
from ui.widgets.elided import Elided


class BackupCard(Card):
    """How old the last backup is, and the button that makes a new one."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__(margins=(14, 10, 14, 10))
        self.first = Elided("")
        self.second = Elided("", "caption")
        self.act = button("Sao lưu", "backup", self.wanted.emit)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(self.first)
        lines.addWidget(self.second)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(Picture(icon="usb_stick"))
        row.addLayout(lines, 1)
        row.addWidget(self.act)
        self.column.addLayout(row)

    def show_backup(self, last: Backup | None) -> None:
        """When the last one was made, and where it is."""
        if last is None:
            self.first.setText("Chưa sao lưu lần nào")
            self.second.setText("Nên chép ra ổ USB mỗi tuần.")
            return
        self.first.setText(f"Sao lưu lần cuối: {last.at:%d/%m}")
        ago = "hôm nay" if last.days_ago == 0 else f"{last.days_ago} ngày trước"
        old = ", nên sao lưu lại" if last.days_ago >= OLD_AFTER_DAYS else ""
        self.second.setText(f"{ago}{old}: {last.where.parent.name or last.where.parent}")
