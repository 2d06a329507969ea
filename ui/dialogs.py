"""Every box that stands in the way: the only place that opens one. Most starts need none of Qt's boxes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from base.errors import AppError
from base.text import nfc, tidy

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

TITLE = "Sổ Công Thương"
WORKBOOKS = "Bảng tính (*.xlsx)"
LISTS = "Bảng tính (*.xlsx *.xls *.ods *.csv)"
DOCUMENTS = "Tài liệu PDF (*.pdf)"
DATA_FILES = "Tệp dữ liệu (*.sct)"
PACKS = "Gói cấu hình (*.sctpack)"


def refuse(parent: QWidget, refusal: AppError) -> None:
    """The surroundings failed: one sentence on what is wrong and what to do."""
    tell(parent, str(refusal))


def tell(parent: QWidget, sentence: str) -> None:
    """Something a person has to read before going on."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Information, TITLE, sentence, parent=parent)
    box.setObjectName("dialog_tell")
    box.addButton("Đã hiểu", QMessageBox.ButtonRole.AcceptRole)
    box.exec()


def confirm(parent: QWidget, question: str, verb: str) -> bool:
    """Whether the person wants it; `verb` names the result on the button, the other one is "Thôi".

    Asked only before an act on many records, so a stray Enter means "Thôi".
    """
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Question, TITLE, question, parent=parent)
    box.setObjectName("dialog_confirm")
    yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    yes.setObjectName("action_confirm")
    no = box.addButton("Thôi", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.exec()
    return box.clickedButton() is yes


class ReasonDialog(QDialog):
    """Asks for the reason that an act needs; the button wakes up with the first word."""

    def __init__(self, parent: QWidget, question: str, verb: str) -> None:
        from PySide6.QtGui import QKeySequence, QShortcut
        from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit

        super().__init__(parent)
        self.setObjectName("dialog_reason")
        self.setWindowTitle(TITLE)
        self.text = QPlainTextEdit(self, tabChangesFocus=True)
        self.text.setObjectName("reason")
        self.text.setAccessibleName("Lý do")
        self.buttons = QDialogButtonBox(self)
        self.act: QPushButton = self.buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        self.act.setObjectName("action_confirm")
        self.act.setProperty("role", "primary")
        self.act.setEnabled(False)
        self.act.setToolTip("Ghi lý do trước.")
        self.buttons.addButton("Thôi", QDialogButtonBox.ButtonRole.RejectRole)
        self.text.textChanged.connect(lambda: self.act.setEnabled(bool(self.reason)))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.act.click)
        layout = QVBoxLayout(self)
        label = QLabel(question, self, wordWrap=True)
        label.setMinimumWidth(420)
        label.setBuddy(self.text)
        layout.addWidget(label)
        layout.addWidget(self.text)
        layout.addWidget(self.buttons)

    @property
    def reason(self) -> str:
        """What was written, tidied."""
        return tidy(nfc(self.text.toPlainText()))


def ask_reason(parent: QWidget, question: str, verb: str) -> str:
    """The reason, "" when the person thought better of it."""
    dialog = ReasonDialog(parent, question, verb)
    return dialog.reason if dialog.exec() else ""


def open_files(parent: QWidget, title: str, kinds: str, *, folder: str = "") -> list[Path]:
    """The files that the person chose; none when they thought better of it."""
    from PySide6.QtWidgets import QFileDialog

    names, _ = QFileDialog.getOpenFileNames(parent, title, folder, kinds)
    return [Path(name) for name in names]


def open_file(parent: QWidget, title: str, kinds: str, *, folder: str = "") -> Path | None:
    """One file."""
    from PySide6.QtWidgets import QFileDialog

    name, _ = QFileDialog.getOpenFileName(parent, title, folder, kinds)
    return Path(name) if name else None


def save_file(parent: QWidget, title: str, suggested: Path | str, kinds: str) -> Path | None:
    """Where to write, with the ending of the first kind when none was typed."""
    from PySide6.QtWidgets import QFileDialog

    name, chosen = QFileDialog.getSaveFileName(parent, title, str(suggested), kinds)
    if not name:
        return None
    path = Path(name)
    return path if path.suffix else path.with_suffix(_ending(chosen or kinds))


def _ending(kinds: str) -> str:
    return "." + kinds.partition("*.")[2].split()[0].split(")")[0].rstrip(";")


def choose_printer(parent: QWidget, printer: QPrinter) -> bool:
    """Whether the person chose where to print; `printer` then knows."""
    from PySide6.QtPrintSupport import QPrintDialog

    dialog = QPrintDialog(printer, parent)
    dialog.setObjectName("dialog_print")
    dialog.setWindowTitle("In biểu")
    return bool(dialog.exec())


def choose_folder(parent: QWidget, title: str, *, folder: str = "") -> Path | None:
    """A folder."""
    from PySide6.QtWidgets import QFileDialog

    name = QFileDialog.getExistingDirectory(parent, title, folder)
    return Path(name) if name else None


def crash(parent: QWidget | None, report: str) -> None:
    """A bug: what it says is for whoever helps the user; the data is as it was."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Warning, TITLE, "", parent=parent)
    box.setObjectName("dialog_crash")
    box.setText("Chương trình gặp sự cố và đã giữ nguyên dữ liệu. Chép bản mô tả rồi gửi người hỗ trợ.")
    box.setDetailedText(report)
    copy = box.addButton("Chép bản mô tả", QMessageBox.ButtonRole.ActionRole)
    box.addButton("Đóng", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    if box.clickedButton() is copy:
        from PySide6.QtGui import QGuiApplication

        QGuiApplication.clipboard().setText(report)


def list_of(items: Sequence[str], *, most: int = 5) -> str:
    """ "A, B, C và 4 đơn vị khác": a list short enough for a sentence."""
    shown = ", ".join(items[:most])
    return shown if len(items) <= most else f"{shown} và {len(items) - most} mục khác"


def fitting(dialog: QDialog, width: int, height: int) -> QSize:
    """The wanted size, or what the screen has room for beside the frame; the window's own size always fits."""
    room = dialog.screen().availableSize() - QSize(16, 48)
    above = dialog.parentWidget()
    if above is not None and above.isVisible():
        room = room.expandedTo(above.window().size())
    return QSize(width, height).boundedTo(room)
