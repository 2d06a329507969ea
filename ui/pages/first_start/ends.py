"""The first page, the last one, and the sample data beside the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QProgressBar,
)

from office.beginning import Plan
from ui.pages.first_start.steps import Step
from ui.widgets.cards import Row, button, clear, words

if TYPE_CHECKING:
    from ui.pages.first_start.page import FirstStart


class Welcome(Step):
    """Three ways to begin."""

    NAME = ""
    QUESTION = "Bắt đầu với Sổ Công Thương"
    WHY = "Chọn một cách; có thể đổi bất cứ lúc nào."

    def __init__(self, owner: FirstStart) -> None:
        super().__init__()
        ways = (
            ("new", "add", "Lập dữ liệu mới", "Cho xã, phường, huyện hoặc tỉnh của mình.", owner.next),
            (
                "open_file",
                "folder_open",
                "Mở tệp dữ liệu có sẵn",
                "Tệp .sct ở máy này hoặc USB.",
                owner.open_file,
            ),
            (
                "sample",
                "play_circle",
                "Xem thử với số liệu mẫu",
                "Tỉnh Trà Vinh, năm 2020.",
                owner.show_sample,
            ),
        )
        self.rows = []
        for name, icon, first, second, act in ways:
            row = Row(act, icon=icon)
            row.setObjectName(f"action_{name}")
            row.say(first, second)
            self.column.addWidget(row)
            self.rows.append(row)
        self.column.addStretch(1)

    def begin(self) -> None:
        self.rows[0].setFocus()


class Summary(Step):
    """What will be made, once more."""

    NAME = "Xem lại"
    QUESTION = "Xem lại rồi tạo dữ liệu"
    WHY = "Đến đây chưa có gì được ghi ra máy."

    def __init__(self) -> None:
        super().__init__()
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(8)
        self.column.addLayout(self.form)
        self.column.addStretch(1)

    def show_plan(self, plan: Plan, above: str) -> None:
        """Each answer in one line."""
        clear(self.form)
        people = ", ".join(filter(None, (plan.people.officer, plan.people.room))) or "chưa ghi"
        period = plan.period.in_words() if plan.period else "mở sau"
        for label, told in (
            ("Đơn vị", ", ".join(filter(None, (plan.unit.name, above)))),
            ("Mã đơn vị", plan.unit.code),
            ("Người nhập", people),
            ("Tệp dữ liệu", str(plan.path)),
            ("Kỳ đầu tiên", period),
        ):
            self.form.addRow(words(label, "muted"), words(told, "strong", wrap=True))


class Sample(Step):
    """Made-up data to try the program with: one ward at once, or a whole province in a minute or two."""

    NAME = ""
    QUESTION = "Xem thử với số liệu mẫu"
    WHY = "Số liệu minh họa, không phải số thật; mọi bản in đều ghi “Dữ liệu minh họa”. Xóa tệp khi không cần nữa."

    def __init__(self, owner: FirstStart) -> None:
        super().__init__()
        self.commune = Row(owner.make_sample_commune, icon="building_government")
        self.commune.setObjectName("action_sample_commune")
        self.commune.say("Một phường", "Phường 4, thành phố Trà Vinh, năm 2020; mất vài giây.")
        self.province = Row(owner.make_sample_province, icon="organization")
        self.province.setObjectName("action_sample_province")
        self.province.say("Cả tỉnh Trà Vinh", "106 xã, phường đã nộp báo cáo năm 2020; mất 1–2 phút.")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName("Tiến độ")
        self.what = words("", "caption", wrap=True)
        self.stop = button("Dừng lại", "cancel", owner.stop)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.column.addWidget(self.commune)
        self.column.addWidget(self.province)
        self.column.addLayout(row)
        self.column.addWidget(self.what)
        self.column.addStretch(1)
        self.show_running(running=False)

    def begin(self) -> None:
        self.commune.setFocus()

    def show_running(self, *, running: bool) -> None:
        """While it is made only Cancel can be pressed."""
        for row in (self.commune, self.province):
            row.setEnabled(not running)
        self.bar.setVisible(running)
        self.stop.setVisible(running)
        self.what.setVisible(running)
        if running:
            self.bar.setRange(0, 0)
            self.what.setText("Đang chuẩn bị…")

    def show_progress(self, done: int, total: int, what: str) -> None:
        """How far it is."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.what.setText(f"{what} ({done}/{total})" if total else what)
