"""The two questions before a form is drawn: what it is called, and whether it has many lines or one page."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from base.text import nfc, tidy
from ui import theme
from ui.widgets.boxes.plain import Box
from ui.widgets.cards import Card, button, words

Kind = Literal["register", "sheet"]
_KINDS: tuple[tuple[Kind, str, str], ...] = (
    ("register", "&Danh sách", "Nhiều dòng, mỗi dòng một cơ sở, công trình, hộ… Ví dụ: danh sách lò gạch."),
    ("sheet", "&Một trang số liệu", "Mỗi kỳ một trang, chỉ có các con số. Ví dụ: tình hình cấp điện."),
)


class BeginPane(QWidget):
    """Enter in the title is enough."""

    left = Signal()
    begun = Signal(str, str)
    """Title and kind of the new form."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Box("title", "Tên biểu")
        self.title.setPlaceholderText("Ví dụ: Lò gạch, ngói trên địa bàn")
        self.told = words("", "problem_stop", wrap=True)
        self.kinds: dict[Kind, QRadioButton] = {}
        card = Card("Tạo biểu mới")
        label = words("Tên biểu", "muted")
        label.setBuddy(self.title)
        for widget in (label, self.title, self.told):
            card.column.addWidget(widget)
        for kind, text, about in _KINDS:
            choice = QRadioButton(text)
            choice.setObjectName(f"kind_{kind}")
            choice.setChecked(kind == "register")
            self.kinds[kind] = choice
            card.column.addWidget(choice)
            told = words(about, "caption", wrap=True)
            told.setIndent(theme.px(28))
            card.column.addWidget(told)
        acts = QHBoxLayout()
        acts.addStretch(1)
        acts.addWidget(button("T&hôi", "cancel", self.left.emit))
        acts.addWidget(button("&Thiết kế biểu", "begin", self.begin, role="primary"))
        card.column.addLayout(acts)
        card.setMaximumWidth(theme.px(640))
        column = QVBoxLayout(self)
        column.addWidget(card)
        column.addStretch(1)
        self.title.stepped.connect(lambda by: self.begin() if by > 0 else None)

    def ask(self) -> None:
        """Ask anew."""
        self.title.fill("")
        self.told.setText("")
        self.title.setFocus()

    def begin(self) -> None:
        """Go on, if there is a title."""
        title = tidy(nfc(self.title.text()))
        if not title:
            self.told.setText("Hãy ghi tên biểu.")
            self.title.setFocus()
            return
        kind = next(kind for kind, choice in self.kinds.items() if choice.isChecked())
        self.begun.emit(title, kind)
