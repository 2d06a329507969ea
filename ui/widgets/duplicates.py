"""Doubles: pairs that may be one, their answers side by side, and a person who decides."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from base import numbers
from base.errors import AppError
from base.progress import Progress
from office.entering import duplicates
from office.entering.duplicates import SIDES, Difference, Pair, Side
from office.office import Office
from ui import dialogs, theme
from ui.jobs import Job
from ui.session import Session
from ui.widgets.help_panel import explained, keys_told
from ui.widgets.working import WorkDialog

_NOTHING = "chưa nhập"
_LONGEST = 26
"""Letters of an answer; what is longer ends in "…" and stands whole in the tooltip."""
_EXPLAINED = (
    "Mỗi dòng bên trái là hai bản ghi có thể chỉ là một. Ở bên phải, chọn câu trả lời được giữ của từng ô rồi bấm Gộp; "
    "là hai bản ghi khác nhau thì bấm Không trùng. Gộp rồi vẫn hoàn tác được."
)
"""What F1 says."""
_KEYS = (
    ("Mũi tên", "chọn cặp, chọn câu trả lời"),
    ("Enter", "từ cặp sang câu trả lời"),
    ("Alt + chữ gạch chân", "bấm nút"),
    ("Esc", "đóng cửa sổ này; đang tìm thì dừng lại"),
)
_EMPTY = "Không tìm thấy bản ghi nào có thể trùng nhau."


def _label(text: str, role: str, parent: QWidget | None) -> QLabel:
    label = QLabel(text, parent, wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label


class Comparison(QScrollArea):
    """Two records side by side; where they differ, a choice of whose answer stays."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._groups: dict[str, QButtonGroup] = {}

    def show_pair(self, found: list[Difference], titles: dict[str, str]) -> None:
        """The fields in which they differ first, then those that are alike; `titles` of forms beside their own."""
        self._groups = {}
        sheet = QFrame(self)
        sheet.setProperty("role", "card")
        grid = QGridLayout(sheet)
        grid.setContentsMargins(*(theme.px(16),) * 4)
        grid.setHorizontalSpacing(theme.px(12))
        for column, stretch in ((0, 3), (1, 4), (2, 4)):
            grid.setColumnStretch(column, stretch)
        for n, text in ((1, "Bản ghi giữ lại"), (2, "Bản ghi bỏ đi")):
            grid.addWidget(_label(text, "kicker", sheet), 0, n)
        ordered = sorted(found, key=lambda one: not one.differs)
        row, before = 1, ("", True)
        for one in ordered:
            if (one.form, one.differs) != before and (one.form in titles or not one.differs):
                title = titles.get(one.form, "")
                words = title if one.differs else f"Giống nhau{': ' * bool(title)}{title}"
                grid.addWidget(_label(words, "kicker", sheet), row, 0, 1, 3)
                row += 1
            before = (one.form, one.differs)
            self._add(grid, row, one, sheet)
            row += 1
        grid.setRowStretch(row, 1)
        self.setWidget(sheet)

    def _add(self, grid: QGridLayout, row: int, one: Difference, sheet: QWidget) -> None:
        if not one.differs:
            grid.addWidget(_label(one.label, "muted", sheet), row, 0)
            grid.addWidget(_label(_answer(one, "keep"), "muted", sheet), row, 1, 1, 2)
            return
        group = QButtonGroup(sheet)
        self._groups[f"{one.form}.{one.field}"] = group
        grid.addWidget(_label(one.label, "strong", sheet), row, 0)
        for n, side in enumerate(SIDES, 1):
            radio = QRadioButton(sheet)
            shown = _answer(one, side)
            room = radio.fontMetrics().averageCharWidth() * _LONGEST
            cut = radio.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, room)
            radio.setText(cut.replace("&", "&&"))
            radio.setObjectName(f"{side}_{one.field}")
            radio.setAccessibleName(f"{one.label}: {shown}")
            radio.setToolTip(shown)
            group.addButton(radio, n)
            grid.addWidget(radio, row, n)
        chosen = group.button(1 + SIDES.index(one.better))
        assert chosen is not None
        chosen.setChecked(True)

    def choices(self) -> dict[str, Side]:
        """ "establishments.revenue" → whose answer stays, of the fields in which the two differ."""
        return {key: SIDES[group.checkedId() - 1] for key, group in self._groups.items()}

    def focus_first(self) -> None:
        """To the first choice."""
        for group in self._groups.values():
            chosen = group.checkedButton()
            if chosen is not None:
                chosen.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _answer(one: Difference, side: Side) -> str:
    """As it is shown: with its unit, if it is a figure and not text that cannot be read."""
    text = one.keep if side == "keep" else one.drop
    unit = "" if side in one.unread else one.unit
    return f"{text} {unit}".rstrip() if text else _NOTHING


class DuplicatesDialog(WorkDialog):
    """The pairs on the left, the chosen one on the right. Nothing is merged before the person says so."""

    def __init__(self, parent: QWidget, session: Session, form_key: str) -> None:
        super().__init__(parent, session)
        self.setObjectName("dialog_duplicates")
        self.form_key = form_key
        base = duplicates.base_form(session.office, session.period, form_key)
        self.setWindowTitle(f"Tìm bản ghi trùng: {base.title if base else ''}")
        self._base = base.key if base else ""
        self._titles = {form.key: form.title for form in session.office.forms(session.period)}
        self._titles.pop(self._base, None)
        self.pairs: list[Pair] = []
        self.told = _label("", "strong", self)
        self.list = QListWidget(self)
        self.comparison = Comparison(self)
        self.reason = _label("", "muted", self)
        self.swap = self._button("Đổ&i bản ghi giữ lại", "swap")
        self.both = self._button("&Không trùng", "keep_both")
        self.next = self._button("&Cặp sau", "next")
        self.merge = self._button("&Gộp…", "merge")
        self.again = self._button("&Tìm lại", "search")
        self.close_button = self._button("Đóng", "close")
        self._lay_out()
        self._connect()
        self._search()

    def _button(self, words: str, name: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(f"action_{name}")
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        self.list.setObjectName("table_pairs")
        self.list.setAccessibleName("Các cặp có thể trùng")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.merge.setProperty("role", "primary")
        self.close_button.setProperty("role", "link")
        self.swap.setProperty("role", "link")
        right = QWidget(self)
        side = QVBoxLayout(right)
        side.setContentsMargins(0, 0, 0, 0)
        line = QHBoxLayout()
        line.addWidget(self.reason, 1)
        line.addWidget(self.swap)
        side.addLayout(line)
        side.addWidget(self.comparison, 1)
        self.split = QSplitter(self)
        self.split.addWidget(self.list)
        self.split.addWidget(right)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(theme.px(12))
        self.split.setSizes([theme.px(330), theme.px(610)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(16),) * 4)
        layout.setSpacing(theme.px(12))
        layout.addWidget(self.told)
        layout.addWidget(self.split, 1)
        layout.addWidget(self.foot([self.close_button], [self.next, self.both, self.merge, self.again]))
        told = keys_told(_KEYS, title="Tìm bản ghi trùng", text=_EXPLAINED)
        explained(self, lambda: told, self.close_button)
        self.resize(dialogs.fitting(self, theme.px(1000), theme.px(600)))

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._show_pair)
        self.list.itemActivated.connect(lambda item: self.comparison.focus_first())
        self.swap.clicked.connect(self._swap)
        self.both.clicked.connect(self._keep_both)
        self.next.clicked.connect(self._go_next)
        self.merge.clicked.connect(self._merge)
        self.again.clicked.connect(self._search)
        self.close_button.clicked.connect(self.reject)

    # Searching

    def _search(self) -> None:
        form_key, period = self.form_key, self.session.period
        self.told.setText("Đang tìm…")
        self._offer(again=False)
        self._wake()

        def work(office: Office, progress: Progress) -> list[Pair]:
            return duplicates.proposals(office, period, form_key, progress)

        def refused(refusal: AppError) -> None:
            self._offer_again()
            dialogs.refuse(self, refusal)

        self.run(Job("Tìm bản ghi trùng", work, self._found, stopped=self._offer_again, refused=refused))

    def _offer_again(self) -> None:
        self.told.setText("Chưa tìm xong nên chưa biết có bản ghi nào trùng.")
        self._offer(again=True)
        self.again.setFocus()

    def _offer(self, *, again: bool) -> None:
        self.again.setVisible(again)
        for button in (self.next, self.both, self.merge):
            button.setHidden(again)

    def _found(self, pairs: list[Pair]) -> None:
        self.pairs = pairs
        self.list.clear()
        for pair in pairs:
            item = QListWidgetItem(f"{pair.first_label}  –  {pair.second_label}", self.list)
            item.setToolTip(f"{pair.first_label} – {pair.second_label}\n{pair.words}")
        self._tell()
        if pairs:
            self.list.setCurrentRow(0)
            self.list.setFocus()

    def _tell(self) -> None:
        count = self.list.count()
        told = (
            f"{numbers.show(count)} cặp có thể trùng. Xem từng cặp rồi quyết định; chương trình không tự gộp."
        )
        self.told.setText(told if count else _EMPTY)
        self._wake()
        if not count:
            self._shrink()

    def _shrink(self) -> None:
        """Nothing to look through: the sentence, and Enter closes."""
        for widget in (self.split, self.both, self.next, self.merge):
            widget.hide()
        self.close_button.setAutoDefault(True)
        self.close_button.setFocus()
        self.setMinimumWidth(theme.px(420))
        self.adjustSize()

    def _wake(self) -> None:
        pair = self._pair
        writable = not self.session.closed
        for button in (self.both, self.next, self.swap, self.merge):
            button.setEnabled(pair is not None)
        self.merge.setEnabled(pair is not None and writable)
        self.merge.setToolTip("" if writable else "Báo cáo đã nộp, không sửa được.")
        for part in (self.swap, self.comparison):
            part.setVisible(pair is not None)
        self.reason.setText(f"{pair.words}." if pair else "")

    # One pair

    @property
    def _pair(self) -> Pair | None:
        row = self.list.currentRow()
        return self.pairs[row] if 0 <= row < len(self.pairs) else None

    def _show_pair(self, row: int) -> None:
        pair = self._pair
        if pair is not None:
            found = duplicates.differences(
                self.session.office, self.session.period, self.form_key, pair.first, pair.second
            )
            self.comparison.show_pair(found, self._titles)
        self._wake()

    def _swap(self) -> None:
        """The other record is the one that stays."""
        row, pair = self.list.currentRow(), self._pair
        assert pair is not None
        self.pairs[row] = Pair(
            pair.second, pair.first, pair.reason, pair.score, pair.second_label, pair.first_label
        )
        self._show_pair(row)

    def _go_next(self) -> None:
        count = self.list.count()
        if count:
            self.list.setCurrentRow((self.list.currentRow() + 1) % count)

    def _keep_both(self) -> None:
        pair = self._pair
        assert pair is not None
        try:
            duplicates.keep_both(
                self.session.office, self.session.period, self.form_key, (pair.first, pair.second)
            )
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        self._drop_rows({self.list.currentRow()})

    def _merge(self) -> None:
        pair = self._pair
        assert pair is not None
        question = f"Gộp “{pair.second_label}” vào “{pair.first_label}”? Ghi lý do; có thể hoàn tác."
        reason = dialogs.ask_reason(self, question, "Gộp")
        if not reason:
            return
        try:
            duplicates.merge(
                self.session.office,
                self.session.period,
                self.form_key,
                pair.first,
                pair.second,
                self.comparison.choices(),
                reason,
            )
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return
        gone = {n for n, one in enumerate(self.pairs) if pair.second in (one.first, one.second)}
        self._drop_rows(gone)
        self.session.tell_changed()

    def _drop_rows(self, gone: set[int]) -> None:
        """These pairs are settled."""
        row = min(gone)
        self.list.blockSignals(True)
        for n in sorted(gone, reverse=True):
            self.list.takeItem(n)
            del self.pairs[n]
        self.list.blockSignals(False)
        if self.pairs:
            self.list.setCurrentRow(min(row, len(self.pairs) - 1))
            self._show_pair(self.list.currentRow())
            self.list.setFocus()
        self._tell()
