"""What can be set, one pane a thing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from office.people import People
from ui import theme
from ui.preferences import Preferences
from ui.widgets.cards import button, words
from ui.widgets.elided import Elided

SIZES = (90, 100, 115, 130, 150, 175, 200)
MODES = {
    "auto": "Tự động theo máy",
    "light": "Sáng",
    "dark": "Tối",
    "contrast": "Tương phản cao",
}
_PEOPLE = (
    ("officer", "&Họ tên người nhập"),
    ("room", "&Phòng, bộ phận"),
    ("checker", "Người &kiểm tra"),
    ("head", "Người ký &báo cáo"),
    ("head_title", "&Chức vụ người ký"),
    ("place", "Địa &danh ghi trước ngày ký"),
)


class Pane(QWidget):
    """A title, what it is for, and the boxes."""

    NAME = ""
    TITLE = ""
    ABOUT = ""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 12, 16, 12)
        self.column.setSpacing(8)
        self.column.addWidget(words(self.TITLE, "block"))
        self.about = words(self.ABOUT, "muted", wrap=True)
        self.column.addWidget(self.about)
        self.about.setVisible(bool(self.ABOUT))

    def form(self) -> QFormLayout:
        """Boxes under labels."""
        made = QFormLayout()
        made.setHorizontalSpacing(16)
        made.setVerticalSpacing(8)
        made.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self.column.addLayout(made)
        return made

    def foot(self, *widgets: QWidget) -> None:
        """Buttons at the lower right; the first one is the words beside them."""
        row = QHBoxLayout()
        row.addStretch(1)
        for widget in widgets:
            row.addWidget(widget)
        self.column.addStretch(1)
        self.column.addLayout(row)


class PeoplePane(Pane):
    """The names under the reports."""

    NAME = "Người nhập, ký"
    TITLE = "Người nhập và người ký"
    ABOUT = "In ở chân báo cáo; tên người nhập ghi trong nhật ký."
    kept = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        form = self.form()
        self.told = words("", "caption")
        self.boxes: dict[str, QLineEdit] = {}
        for key, label in _PEOPLE:
            box = QLineEdit()
            box.setObjectName(key)
            box.setAccessibleName(label.replace("&", ""))
            box.textEdited.connect(lambda _: self.told.setText(""))
            box.returnPressed.connect(self.keep)
            form.addRow(label, box)
            self.boxes[key] = box
        self.foot(self.told, button("&Lưu tên", "save", self.keep, role="primary", icon="save"))

    def show_people(self, named: People) -> None:
        """What is kept now; a box that a person has typed in stays as it is."""
        for key, box in self.boxes.items():
            if not box.hasFocus() and not box.isModified():
                box.setText(getattr(named, key))

    @property
    def edited(self) -> bool:
        """Whether a person typed something that is not kept yet."""
        return any(box.isModified() for box in self.boxes.values())

    def keep(self) -> None:
        """Keep the names as they stand in the boxes."""
        for box in self.boxes.values():
            box.setModified(False)
        self.kept.emit(People(**{key: box.text() for key, box in self.boxes.items()}))

    def say_kept(self) -> None:
        """They are kept."""
        self.told.setText("Đã lưu tên.")


class LookPane(Pane):
    """Text size and colours: seen at once."""

    NAME = "Cỡ chữ, màu"
    TITLE = "Cỡ chữ và màu"
    ABOUT = "Thấy ngay khi chọn."

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        form = self.form()
        self.size_box, self.mode_box = QComboBox(), QComboBox()
        for percent in SIZES:
            self.size_box.addItem(f"{percent} %", percent)
        for key, text in MODES.items():
            self.mode_box.addItem(text, key)
        for label, box, name in (("Cỡ &chữ", self.size_box, "scale"), ("&Màu", self.mode_box, "mode")):
            box.setObjectName(name)
            box.setAccessibleName(label.replace("&", ""))
            form.addRow(label, box)
        self.column.addStretch(1)
        self.size_box.setCurrentIndex(max(0, self.size_box.findData(preferences.scale)))
        self.mode_box.setCurrentIndex(max(0, self.mode_box.findData(preferences.mode)))
        self.size_box.activated.connect(lambda _: self.wear())
        self.mode_box.activated.connect(lambda _: self.wear())

    def wear(self) -> None:
        """Dress the whole program so, and remember it."""
        self._preferences.scale = self.size_box.currentData()
        self._preferences.mode = self.mode_box.currentData()
        self._preferences.save()
        app = QCoreApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self._preferences.mode, self._preferences.scale / 100)


class BackupPane(Pane):
    """Where backups go, and the way back from one."""

    NAME = "Sao lưu"
    TITLE = "Dữ liệu và sao lưu"
    folder_wanted = Signal()
    backup_wanted = Signal()
    restore_wanted = Signal()
    verify_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        form = self.form()
        self.file = self._shown("data_file", "Tệp dữ liệu đang mở")
        form.addRow("Tệp đang mở", self.file)
        self.folder = self._shown("backup_folder", "Thư mục sao lưu")
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(button("&Chọn…", "choose_folder", self.folder_wanted.emit, icon="folder_open"))
        form.addRow("Thư mục sao lưu", row)
        self.last = Elided("", "muted")
        form.addRow("Sao lưu lần cuối", self.last)
        self.told = words("", "muted", wrap=True)
        self.told.setObjectName("verified")
        self.column.addWidget(self.told)
        self.foot(
            button("&Kiểm tra nhật ký", "verify", self.verify_wanted.emit),
            button("Khô&i phục…", "restore", self.restore_wanted.emit, icon="history"),
            button("&Sao lưu ngay", "backup", self.backup_wanted.emit, role="primary", icon="usb_stick"),
        )

    def _shown(self, name: str, label: str) -> QLineEdit:
        box = QLineEdit()
        box.setObjectName(name)
        box.setAccessibleName(label)
        box.setReadOnly(True)
        return box


class HamletsPane(Pane):
    """The office's own list of hamlets; many at once by paste, one a line."""

    NAME = "Ấp, khóm"
    TITLE = "Ấp, khóm, thôn, tổ dân phố"
    ABOUT = "Danh sách này hiện ra ở mọi ô hỏi ấp, khóm. Dán nhiều dòng một lần cũng được."
    added = Signal(object)
    ended = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.listed = QListWidget()
        self.listed.setObjectName("hamlets")
        self.listed.setAccessibleName("Ấp, khóm đang dùng")
        self.listed.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.new = QPlainTextEdit()
        self.new.setObjectName("new_hamlets")
        self.new.setAccessibleName("Ấp, khóm mới, mỗi dòng một tên")
        self.new.setPlaceholderText("Ấp 1\nẤp 2\nKhóm 3")
        self.new.setTabChangesFocus(True)
        self.count = words("", "muted")
        self.end = button("&Ngừng dùng", "end_hamlet", self._end)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.count)
        left.addWidget(self.listed, 1)
        label = QLabel("&Thêm, mỗi dòng một tên")
        label.setProperty("role", "muted")
        label.setBuddy(self.new)
        right.addWidget(label)
        right.addWidget(self.new, 1)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        self.column.addLayout(row, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.end)
        foot.addStretch(1)
        foot.addWidget(button("Thê&m vào danh sách", "add", self._add, role="primary", icon="add"))
        self.column.addLayout(foot)
        self.listed.currentRowChanged.connect(lambda _: self._wake())

    def show_names(self, names: Sequence[str]) -> None:
        """The hamlets in use."""
        row = self.listed.currentRow()
        self.listed.clear()
        self.listed.addItems(list(names))
        self.listed.setCurrentRow(min(row, len(names) - 1))
        self.count.setText(f"Đang dùng: {len(names)}" if names else "Chưa có ấp, khóm nào.")
        self._wake()

    def _wake(self) -> None:
        chosen = self.listed.currentItem() is not None
        self.end.setEnabled(chosen)
        self.end.setToolTip("" if chosen else "Chọn một ấp trong danh sách trước.")

    def _add(self) -> None:
        self.added.emit(self.new.toPlainText().splitlines())
        self.new.clear()
        self.new.setFocus()

    def _end(self) -> None:
        item = self.listed.currentItem()
        if item is not None:
            self.ended.emit(item.text())


class AboutPane(Pane):
    """Which program this is and what may be done with it."""

    NAME = "Về chương trình"
    TITLE = "Về chương trình"

    def __init__(self, version: str) -> None:
        super().__init__()
        lines = (
            f"Sổ Công Thương, phiên bản {version}",
            "Thống kê công thương từ xã lên tỉnh, dùng không cần mạng, không gửi số liệu đi đâu.",
            "Phần mềm tự do theo giấy phép GNU GPL phiên bản 3 hoặc mới hơn: được dùng, sao chép, sửa đổi và chia "
            "sẻ lại theo cùng giấy phép; không kèm bảo đảm.",
            "Phông chữ Noto Sans (giấy phép OFL). Biểu tượng Fluent UI System Icons (giấy phép MIT). "
            "Giao diện dùng Qt qua PySide6 (giấy phép LGPL).",
        )
        for n, line in enumerate(lines):
            label = words(line, "strong" if n == 0 else "muted", wrap=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(label)
        self.column.addStretch(1)
