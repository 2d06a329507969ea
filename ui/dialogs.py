"""Every box that stands in the way: the only place that opens one. Most starts need none of Qt's boxes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from base.errors import AppError
from base.text import nfc, tidy
from ui import theme

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

TITLE = "Sổ Công Thương"
_REASON_LINES = 5
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


def choose(parent: QWidget, sentence: str, verbs: Mapping[str, str], leave: str) -> str:
    """Which act (name → verb on its button) the person chose, Enter the first; "" for `leave`, as Esc."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Question, TITLE, sentence, parent=parent)
    box.setObjectName("dialog_choose")
    buttons = {name: box.addButton(verb, QMessageBox.ButtonRole.ActionRole) for name, verb in verbs.items()}
    for name, one in buttons.items():
        one.setObjectName(f"action_{name}")
    box.setEscapeButton(box.addButton(leave, QMessageBox.ButtonRole.RejectRole))
    box.setDefaultButton(next(iter(buttons.values())))
    box.exec()
    return next((name for name, one in buttons.items() if one is box.clickedButton()), "")


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
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _REASON_LINES)
        self.buttons = QDialogButtonBox(self)
        self.act: QPushButton = self.buttons.addButton(verb, QDialogButtonBox.ButtonRole.AcceptRole)
        self.act.setObjectName("action_confirm")
        theme.assign(self.act, "role", "primary")
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
        hint = QLabel(f"Ctrl+Enter: {verb.lower()}", self)
        theme.assign(hint, "role", "caption")
        layout.addWidget(label)
        layout.addWidget(self.text)
        layout.addWidget(hint)
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
    """Where to write. The kind that was chosen gives the ending, unless a person typed that of another one.

    Where that makes another name than the one shown, whether to write over a file is asked here.
    """
    from PySide6.QtWidgets import QFileDialog

    name, chosen = QFileDialog.getSaveFileName(parent, title, str(suggested), kinds)
    if not name:
        return None
    shown = Path(name)
    path = _with_ending(shown, Path(suggested).suffix, chosen, kinds)
    if path != shown and path.exists():
        question = f"Đã có tệp {path.name} ở nơi này. Ghi đè lên tệp đó?"
        return path if confirm(parent, question, "Ghi đè") else None
    return path


def _with_ending(path: Path, suggested: str, chosen: str, kinds: str) -> Path:
    """`suggested`: the ending that stood there before anybody typed; `chosen`: one of the kinds, "" for the first."""
    known, wanted = _endings(kinds), _endings(chosen or kinds)
    typed = path.suffix.lower()
    if typed in wanted or (typed in known and typed != suggested.lower()):
        return path
    return path.with_suffix(wanted[0]) if typed in known else path.with_name(path.name + wanted[0])


def _endings(kinds: str) -> list[str]:
    return re.findall(r"\*(\.\w+)", kinds)


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


def list_of(items: Sequence[str], *, most: int = 5, what: str = "mục") -> str:
    """ "A, B, C và 4 mục khác": a list short enough for a sentence."""
    shown = ", ".join(items[:most])
    return shown if len(items) <= most else f"{shown} và {len(items) - most} {what} khác"


def forms_told(own: Sequence[str], gathered: int) -> str:
    """How many forms an office fills in and which; how many others are added up from those below it."""
    told = [f"Phải nộp {len(own)} biểu: {list_of(own, most=9, what='biểu')}."] if own else []
    if gathered:
        told.append(f"{gathered} biểu {'khác ' if own else ''}tổng hợp từ cấp dưới.")
    return " ".join(told)


def fitting(dialog: QDialog, width: int, height: int) -> QSize:
    """The wanted size, or what the screen has room for beside the frame; the window's own size always fits."""
    room = dialog.screen().availableSize() - QSize(16, 48)
    above = dialog.parentWidget()
    if above is not None and above.isVisible():
        room = room.expandedTo(above.window().size())
    return QSize(width, height).boundedTo(room)
