"""The right side of the submit page: what is to be done before, and what is to be done with the file after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
)

from base.errors import Problem
from base.numbers import show
from base.text import nfc, tidy
from consolidation.figures import KINDS
from courier.reply import Answered
from office.receiving.repeating import Repeated
from office.sending.submitting import Outgoing, Version
from ui import moments, theme
from ui.widgets.cards import Card, Picture, button, words
from ui.widgets.record.likeness import likeness
from ui.widgets.scrolled import Scrolled

TOTALS_UNSEEN = (
    "Nơi nhận không thấy tên, mã số thuế và từng bản ghi của xã; số dựa trên dưới 3 bản ghi được gộp chung."
)
Facts = Sequence[tuple[str, str]]
_ANSWERS = {"received": "Đã nhận", "approved": "Đã duyệt", "returned": "Trả lại"}


def radio(text: str, name: str) -> QRadioButton:
    """One of several choices."""
    made = QRadioButton(text)
    made.setObjectName(name)
    made.setAccessibleName(text.replace("&", ""))
    return made


def kind_words(kind: str) -> str:
    """ "Sơ bộ"."""
    named = KINDS.get(kind, "")
    return named[:1].upper() + named[1:]


def answer_words(answer: Answered | None) -> str:
    """ "Đã nhận 04/01/2021", "Trả lại 05/01/2021"; "" while nothing came back."""
    if answer is None:
        return ""
    return f"{_ANSWERS[answer.answer]} {date.fromisoformat(answer.at[:10]):%d/%m/%Y}"


class _Pane(Card):
    """A card whose body scrolls where it has no room, over a foot with the primary button."""

    def __init__(self) -> None:
        super().__init__(margins=(1, 1, 1, 1))
        self.column.setSpacing(0)
        scrolled = Scrolled()
        self.body = scrolled.column
        self.body.setContentsMargins(16, 12, 16, 12)
        self.facts = QGridLayout()
        self.facts.setHorizontalSpacing(16)
        self.facts.setVerticalSpacing(6)
        self.facts.setColumnStretch(1, 1)
        self.column.addWidget(scrolled, 1)
        foot = QFrame()
        foot.setProperty("role", "raised")
        self.foot = QHBoxLayout(foot)
        self.foot.setContentsMargins(14, 8, 12, 8)
        self.column.addWidget(foot)

    def tell(self, facts: Facts) -> None:
        """Labels on the left, what they say on the right."""
        _clear(self.facts)
        for row, (label, text) in enumerate(facts):
            self.facts.addWidget(words(label, "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            told = words(text, "strong", wrap=True)
            told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.facts.addWidget(told, row, 1)


def _clear(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _places(waiting: Sequence[Problem]) -> str:
    """ "2 chỗ phải sửa và 1 chỗ cần giải thích"."""
    words_of = {"stop": "chỗ phải sửa", "ask": "chỗ cần giải thích"}
    counts = ((sum(p.severity == key for p in waiting), told) for key, told in words_of.items())
    return " và ".join(f"{show(n)} {told}" for n, told in counts if n)


class Ready(_Pane):
    """Before: what the file will say of itself, what stands in its way, a note to the office above."""

    def __init__(self, submit: Callable[[], object], see_checks: Callable[[], object]) -> None:
        super().__init__()
        self.picture = Picture(state="draft")
        self.problems = words("", wrap=True)
        self.checks = button("Xem kiểm tra", "go_checks", see_checks, role="link")
        self.doubt = Picture(state="ask")
        self.likeness = words("", wrap=True)
        self.details = radio("Gửi &kèm số liệu chi tiết", "send_details")
        self.totals = radio("C&hỉ gửi số tổng hợp", "send_totals")
        self.unseen = words(TOTALS_UNSEEN, "muted", wrap=True)
        self._offered: object = None
        self.note = QPlainTextEdit(tabChangesFocus=True)
        self.note.setObjectName("note")
        self.note.setAccessibleName("Lời nhắn")
        self.act = button("&Nộp và ghi tệp…", "submit", submit, role="primary", icon="send")
        self._lay_out()
        theme.changed().connect(self._measure)
        self._measure()

    def _lay_out(self) -> None:
        self.body.addLayout(self.facts)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.picture)
        row.addWidget(self.problems, 1)
        row.addWidget(self.checks)
        self.body.addLayout(row)
        like = QHBoxLayout()
        like.setSpacing(8)
        like.addWidget(self.doubt, 0, Qt.AlignmentFlag.AlignTop)
        like.addWidget(self.likeness, 1)
        self.body.addLayout(like)
        self.body.addLayout(self._choice())
        label = words("Lời nhắn gửi cơ quan nhận", "muted")
        label.setBuddy(self.note)
        self.body.addWidget(label)
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        self.foot.addStretch(1)
        self.foot.addWidget(self.act)

    def _measure(self) -> None:
        self.note.setFixedHeight(3 * self.note.fontMetrics().lineSpacing() + theme.px(16))

    def _choice(self) -> QVBoxLayout:
        """What of the reports below goes up; the sentence says what the receiver then does not see."""
        column = QVBoxLayout()
        column.setSpacing(2)
        for part in (self.details, self.totals, self.unseen):
            column.addWidget(part)
        self.unseen.setContentsMargins(30, 0, 0, 0)
        self.details.setChecked(True)
        return column

    def offer_totals(self, report: object, *, may: bool, before: bool) -> None:
        """Only an office with reports below has the choice; it begins as the last version went (`before`).

        `report`: what the choice is made for; for the same one a choice that was made stays.
        """
        for part in (self.details, self.totals, self.unseen):
            part.setVisible(may)
        if report != self._offered:
            self._offered = report
            (self.totals if may and before else self.details).setChecked(True)

    @property
    def totals_only(self) -> bool:
        """Whether the records of the units below stay behind."""
        return self.totals.isChecked()

    @property
    def written(self) -> str:
        """The note, tidied."""
        return tidy(nfc(self.note.toPlainText()))

    def wait(self) -> None:
        """The check is under way."""
        self._say("draft", "Đang kiểm tra số liệu…", may=False)
        for part in (self.checks, self.doubt, self.likeness):
            part.hide()

    def _say(self, state: str, sentence: str, *, may: bool) -> None:
        self.picture.show_state(state)
        self.problems.setText(sentence)
        self.act.setEnabled(may)
        self.act.setToolTip("" if may else sentence)

    def show_looked(
        self,
        problems: Sequence[Problem],
        sameness: Fraction | None,
        unconfirmed: int,
        *,
        nothing: bool,
        lacks: str = "",
    ) -> None:
        """What the check found; `nothing`: an office above communes that has approved none of their reports.

        `lacks`: what must be judged first, as a sentence.
        """
        waiting = [p for p in problems if p.severity != "noted"]
        self.checks.setVisible(bool(waiting))
        if nothing:
            self._say("none", "Chưa có báo cáo nào của cấp dưới được duyệt.", may=False)
        elif lacks:
            self._say("sent", lacks, may=False)
        elif waiting:
            state = "stop" if any(p.severity == "stop" for p in waiting) else "ask"
            self._say(state, f"Còn {_places(waiting)} thì báo cáo mới nộp được.", may=False)
        else:
            self._say("ok", "Không còn gì phải sửa.", may=True)
        self._tell_likeness(sameness, unconfirmed)

    def _tell_likeness(self, sameness: Fraction | None, unconfirmed: int) -> None:
        found, told = Repeated(sameness, unconfirmed), likeness(sameness, unconfirmed)
        if found.nearly_the_same:
            told.append("Xem lại đã cập nhật số liệu kỳ này chưa.")
        self.likeness.setText(" ".join(told))
        theme.assign(self.likeness, "role", "" if found.asks else "muted")
        self.likeness.setVisible(bool(told))
        self.doubt.setVisible(found.asks)


class Result(_Pane):
    """After: the code that stands on every printed page, and where the file lies."""

    def __init__(
        self, again: Callable[[], object], folder: Callable[[], object], reopen: Callable[[], object]
    ) -> None:
        super().__init__()
        self.path: Path | None = None
        self.code = words("", "key")
        self.code.setObjectName("fingerprint")
        self.code.setAccessibleName("Mã kiểm tra")
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy = button("Chép mã", "copy", self._copy, role="link", icon="copy")
        self.todo = words("In, ký rồi gửi kèm tệp này.", "strong", wrap=True)
        self.folder = button("Mở &thư mục", "open_folder", folder, icon="folder_open")
        self.reopen = button("&Mở lại báo cáo…", "reopen", reopen, icon="arrow_reply")
        self.again = button("&Ghi lại tệp…", "submit", again, role="primary", icon="save")
        self._lay_out()

    def _lay_out(self) -> None:
        self.body.addWidget(words("Mã kiểm tra", "muted"))
        row = QHBoxLayout()
        row.addWidget(self.code)
        row.addWidget(self.copy)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addLayout(self.facts)
        self.body.addWidget(self.todo)
        more = QHBoxLayout()
        more.addWidget(self.folder)
        more.addStretch(1)
        self.body.addLayout(more)
        self.body.addStretch(1)
        self.foot.addWidget(self.reopen)
        self.foot.addStretch(1)
        self.foot.addWidget(self.again)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())

    def show_version(
        self, newest: Version, path: Path | None, out: Outgoing | None, answer: Answered | None
    ) -> None:
        """The version that was submitted last; `path` where its file was written, if that is known; what came back."""
        self.path = path if path is not None and path.is_file() else None
        self.code.setText(newest.fingerprint)
        facts = [
            ("Bản số", str(newest.version)),
            ("Loại số", kind_words(newest.kind)),
            ("Nộp lúc", moments.full(newest.at)),
            ("Nơi nhận", out.to if out else ""),
        ]
        if out is not None and out.below:
            facts.append(("Nội dung", "Chỉ số tổng hợp" if out.totals_only else "Kèm số liệu chi tiết"))
        if answer is not None:
            facts.append(("Trả lời", f"{answer_words(answer)}, {answer.office}. {answer.reason}".rstrip()))
        self.todo.setVisible(answer is None)
        if self.path is not None:
            facts.append(("Tệp", str(self.path)))
            facts.append(("Dung lượng", f"{show(Fraction(self.path.stat().st_size, 1024), 0)} KB"))
        if newest.note:
            facts.append(("Lời nhắn", newest.note))
        self.tell(facts)
        self.folder.setVisible(self.path is not None)
