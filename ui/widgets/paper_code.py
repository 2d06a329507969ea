"""The code on a printed report, typed or scanned: one box that says whether paper and file are the same."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from base.errors import AppError
from office.receiving.papers import compared
from ui.session import Session
from ui.widgets.cards import Card, Picture, button, words

_SHAPES = {"same": "ok", "newer": "ask", "different": "stop"}


class PaperCode(Card):
    """Enter, or the button, holds the code against the files of the period; nothing is changed while typing."""

    def __init__(self, session: Session) -> None:
        super().__init__(margins=(14, 8, 12, 8))
        self.session = session
        self.code = QLineEdit(placeholderText="Mã kiểm tra trên bản giấy")
        self.code.setObjectName("paper_code")
        self.code.setAccessibleName("Mã kiểm tra trên bản giấy")
        self.act = button("Đối c&hiếu", "compare_paper", self.compare, icon="search")
        self.shape = Picture(state="none")
        self.told = words("", wrap=True)
        self.told.setObjectName("paper_told")
        row = QHBoxLayout()
        row.addWidget(self.code, 1)
        row.addWidget(self.act)
        below = QHBoxLayout()
        below.addWidget(self.shape)
        below.addWidget(self.told, 1)
        self.column.addLayout(row)
        self.column.addLayout(below)
        self.code.returnPressed.connect(self.compare)
        session.period_chosen.connect(self.forget)
        session.opened.connect(self.forget)
        self.forget()

    def forget(self) -> None:
        """Say nothing: another period, or nothing typed yet."""
        self.shape.hide()
        self.told.hide()

    def compare(self) -> None:
        """Say whether the paper is the newest version that is held, an older one, or none of them."""
        if not self.code.text().strip():
            self.forget()
            return
        try:
            found = compared(self.session.office, self.session.period, self.code.text())
        except AppError as refusal:
            self._say("stop", str(refusal))
            return
        self._say(_SHAPES[found.answer], found.told)
        self.code.selectAll()

    def _say(self, state: str, sentence: str) -> None:
        self.shape.show_state(state)
        self.told.setText(sentence)
        self.shape.show()
        self.told.show()
