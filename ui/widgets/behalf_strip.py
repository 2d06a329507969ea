"""Above every page while an office enters for a unit below: for whom, and the way back to its own data file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFrame, QHBoxLayout

from base.errors import AppError
from base.period import Period
from office.entering import substitute
from ui import dialogs
from ui.session import Session
from ui.widgets.cards import Picture, button
from ui.widgets.elided import Elided


def enter_for(session: Session, code: str) -> None:
    """Open the data file in which the office enters for the unit; raises what behalf.enter_for() raises."""
    from office.entering import behalf

    period = session.period
    with behalf.enter_for(session.office, period, code) as made:
        path = made.store.path
    _open(session, path, period, page="home")


def _open(session: Session, path: Path, period: Period, *, page: str) -> None:
    session.open(path)
    session.choose_period(period)
    session.go(page)


class BehalfStrip(QFrame):
    """Shown only in a data file in which another office enters."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("behalf")
        self.setProperty("role", "strip")
        self.setProperty("tone", "ask")
        self._session = session
        self.told = Elided("", "strong")
        self.back = button("Về tệp của &cơ quan", "behalf_back", self.go_back, role="link", icon="arrow_left")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 12, 2)
        row.addWidget(Picture(icon="people", token="ink"))
        row.addWidget(self.told, 1)
        row.addWidget(self.back)
        session.opened.connect(self.refresh)
        self.hide()

    def refresh(self) -> None:
        """Whether anybody enters here for another."""
        office = self._session.office
        by = substitute.entered_by(office)
        self.setVisible(bool(by))
        self.told.setText(f"{by} đang nhập thay {office.unit.name}" if by else "")

    def go_back(self) -> None:
        """To the data file of the office that enters, where the report waits."""
        session = self._session
        try:
            _open(session, substitute.home_of(session.office), session.period, page="receive")
        except AppError as refusal:
            dialogs.refuse(self, refusal)
