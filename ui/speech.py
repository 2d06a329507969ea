"""Vietnamese for what Qt says itself: standard buttons, file dialogs, menus of boxes. PySide6 ships none."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTranslator
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QHeaderView

_EDITING = {
    "&Undo": "&Hoàn tác",
    "&Redo": "&Làm lại",
    "Cu&t": "Cắ&t",
    "&Copy": "&Chép",
    "&Paste": "&Dán",
    "Delete": "Xóa",
    "Select All": "Chọn tất cả",
    "&Select All": "Chọn tất &cả",
    "Copy &Link Location": "Chép đường dẫn &liên kết",
}
_BUTTONS = {
    "OK": "Đồng ý",
    "&OK": "Đồn&g ý",
    "Save": "Lưu",
    "&Save": "&Lưu",
    "Save All": "Lưu tất cả",
    "Open": "Mở",
    "&Open": "&Mở",
    "&Yes": "&Có",
    "Yes": "Có",
    "Yes to &All": "Có, tất &cả",
    "&No": "&Không",
    "No": "Không",
    "N&o to All": "Khôn&g, tất cả",
    "Abort": "Dừng",
    "Retry": "Thử lại",
    "Ignore": "Bỏ qua",
    "Close": "Đóng",
    "&Close": "Đón&g",
    "Cancel": "Thôi",
    "&Cancel": "&Thôi",
    "Discard": "Không lưu",
    "Close without Saving": "Đóng, không lưu",
    "Help": "Trợ giúp",
    "Apply": "Áp dụng",
    "Reset": "Đặt lại",
    "Restore Defaults": "Về mặc định",
    "Show Details...": "Xem chi tiết…",
    "Hide Details...": "Ẩn chi tiết",
}
_WORDS = {
    "QAbstractSpinBox": {"&Step up": "&Tăng", "Step &down": "&Giảm"},
    "QDialog": {"What's This?": "Đây là gì?"},
    "QInputDialog": {"Enter a value:": "Nhập giá trị:"},
    "QComboBox": {
        "Open the combo box selection popup": "Mở danh sách để chọn",
        "True": "Đúng",
        "False": "Sai",
    },
    "QTabBar": {"Scroll Left": "Cuộn sang trái", "Scroll Right": "Cuộn sang phải"},
    "CloseButton": {"Close Tab": "Đóng thẻ"},
    "QScrollBar": {
        "Scroll here": "Cuộn đến đây",
        "Top": "Đầu trang",
        "Bottom": "Cuối trang",
        "Left edge": "Mép trái",
        "Right edge": "Mép phải",
        "Page up": "Lên một trang",
        "Page down": "Xuống một trang",
        "Page left": "Sang trái một trang",
        "Page right": "Sang phải một trang",
        "Scroll up": "Cuộn lên",
        "Scroll down": "Cuộn xuống",
        "Scroll left": "Cuộn sang trái",
        "Scroll right": "Cuộn sang phải",
    },
    "QFileSystemModel": {
        "Name": "Tên",
        "Size": "Cỡ",
        "Type": "Loại",
        "Kind": "Loại",
        "Date Modified": "Ngày sửa",
        "Computer": "Máy tính",
        "My Computer": "Máy tính",
    },
    "QAbstractFileIconProvider": {
        "Drive": "Ổ đĩa",
        "File": "Tệp",
        "File Folder": "Thư mục",
        "Folder": "Thư mục",
        "Shortcut": "Lối tắt",
        "Alias": "Lối tắt",
        "Unknown": "Không rõ",
    },
    "QFileDialog": {
        "&Choose": "&Chọn",
        "&Delete": "&Xóa",
        "&Look in:": "&Tìm trong:",
        "&New Folder": "Thư mục &mới",
        "&Rename": "Đổi &tên",
        "All Files (*)": "Mọi tệp (*)",
        "All files (*)": "Mọi tệp (*)",
        "Back": "Lùi",
        "Forward": "Tới",
        "Go back": "Lùi lại",
        "Go forward": "Đi tới",
        "Parent Directory": "Thư mục cha",
        "Go to the parent directory": "Lên thư mục cha",
        "Create New Folder": "Tạo thư mục mới",
        "Create a New Folder": "Tạo thư mục mới",
        "New Folder": "Thư mục mới",
        "List View": "Xem danh sách",
        "Detail View": "Xem chi tiết",
        "Change to list view mode": "Xem thành danh sách",
        "Change to detail view mode": "Xem chi tiết",
        "Directory:": "Thư mục:",
        "Directories": "Thư mục",
        "File &name:": "&Tên tệp:",
        "Files": "Tệp",
        "Files of &type:": "&Loại tệp:",
        "Find Directory": "Tìm thư mục",
        "Recent Places": "Nơi mở gần đây",
        "Remove": "Bỏ",
        "Delete": "Xóa",
        "Save As": "Lưu thành",
        "Show ": "Hiện ",
        "Show &hidden files": "Hiện tệp ẩ&n",
        "Sidebar": "Nơi lưu",
        "List of places and bookmarks": "Danh sách nơi lưu",
        "%1 already exists.\nDo you want to replace it?": "Đã có tệp %1.\nGhi đè lên tệp đó?",
        "%1\nDirectory not found.\nPlease verify the correct directory name was given.": (
            "%1\nKhông tìm thấy thư mục. Xem lại tên thư mục."
        ),
        "%1\nFile not found.\nPlease verify the correct file name was given.": (
            "%1\nKhông tìm thấy tệp. Xem lại tên tệp."
        ),
        "'%1' is write protected.\nDo you want to delete it anyway?": "Tệp “%1” bị khóa ghi.\nVẫn xóa?",
        "Are you sure you want to delete '%1'?": "Xóa “%1”?",
        "Could not delete directory.": "Không xóa được thư mục.",
    },
    "QPrintDialog": {
        "Print": "In",
        "&Print": "&In",
        "All Pages": "Mọi trang",
        "Odd Pages": "Trang lẻ",
        "Even Pages": "Trang chẵn",
        "Print to File (PDF)": "In ra tệp PDF",
        "Print To File ...": "In ra tệp…",
        "Write PDF file": "Ghi tệp PDF",
        "Local file": "Tệp trên máy",
        "&Options >>": "Tùy &chọn >>",
        "&Options <<": "Tùy &chọn <<",
        "%1 already exists.\nDo you want to overwrite it?": "Đã có tệp %1.\nGhi đè lên tệp đó?",
        "%1 is a directory.\nPlease choose a different file name.": "%1 là một thư mục.\nChọn tên tệp khác.",
        "File %1 is not writable.\nPlease choose a different file name.": (
            "Không ghi được tệp %1.\nChọn tên tệp khác."
        ),
        "The 'From' value cannot be greater than the 'To' value.": "Trang đầu phải nhỏ hơn trang cuối.",
    },
    "QPrintWidget": {
        "Printer": "Máy in",
        "&Name:": "&Tên:",
        "P&roperties": "T&huộc tính",
        "Location:": "Nơi đặt:",
        "Preview": "Xem trước",
        "Type:": "Loại:",
        "Output &file:": "&Ghi ra tệp:",
    },
    "QPrintSettingsOutput": {
        "Copies": "Số bản",
        "Copies:": "Số bản:",
        "Collate": "In trọn từng bản",
        "Color": "Màu",
        "Color Mode": "Màu in",
        "Grayscale": "Đen trắng",
        "Current Page": "Trang hiện tại",
        "Double Sided Printing": "In hai mặt",
        "Long side binding": "Lật theo cạnh dài",
        "Short side binding": "Lật theo cạnh ngắn",
        "Off": "Không",
        "Options": "Tùy chọn",
        "Output Settings": "Cách in",
        "Page &Set:": "&Chọn trang:",
        "Pages": "Trang",
        "Pages from": "Trang từ",
        "to": "đến",
        "Print all": "In tất cả",
        "Print range": "In từng phần",
        "Reverse": "In ngược",
        "Selection": "Phần đang chọn",
    },
    "QPrintPropertiesDialog": {"Printer Properties": "Thuộc tính máy in", "Job Options": "Tùy chọn in"},
    "QPrintPropertiesWidget": {"Page": "Trang", "Advanced": "Nâng cao"},
    "QPageSetupWidget": {
        "Paper": "Giấy",
        "Page size:": "Khổ giấy:",
        "Width:": "Rộng:",
        "Height:": "Cao:",
        "Paper source:": "Khay giấy:",
        "Orientation": "Hướng giấy",
        "Portrait": "Dọc",
        "Landscape": "Ngang",
        "Reverse landscape": "Ngang, ngược",
        "Reverse portrait": "Dọc, ngược",
        "Margins": "Lề",
        "top margin": "lề trên",
        "bottom margin": "lề dưới",
        "left margin": "lề trái",
        "right margin": "lề phải",
        "Page Layout": "Bố cục trang",
        "Pages &per sheet:": "Số &trang mỗi tờ:",
        "Page &order:": "T&hứ tự trang:",
        "Custom": "Tự chọn",
        "Millimeters (mm)": "Milimét (mm)",
    },
}
_SHARED = (
    ({"QLineEdit", "QWidgetTextControl", "QAbstractSpinBox", "QTextEdit", "QPlainTextEdit"}, _EDITING),
    (
        {"QPlatformTheme", "QDialogButtonBox", "QMessageBox", "QFileDialog", "QGnomeTheme", "QErrorMessage"}
        | {"QProgressDialog", "QDockWidget", "QMdiSubWindow", "QInputDialog", "QPrintDialog"},
        _BUTTONS,
    ),
)


def vietnamese(context: str, words: str) -> str | None:
    """What Qt's own words in one of its classes are in Vietnamese, None where they stay as they are."""
    own = _WORDS.get(context, {}).get(words)
    if own is not None:
        return own
    return next(
        (shared[words] for classes, shared in _SHARED if context in classes and words in shared), None
    )


class _Vietnamese(QTranslator):
    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """None and not "": Qt shows an empty text as it is given."""
        return vietnamese(context, sourceText)


@cache
def translator() -> QTranslator:
    """To be installed in the application; our own texts are Vietnamese already."""
    return _Vietnamese()


# Layout tests: what is read well when every text is twice as long?

_LETTER = re.compile(r"[^\W\d_]")


def pseudo(text: str) -> str:
    """The text twice, with one mnemonic; figures stay as they are."""
    return f"{text} {text.replace('&', '')}" if _LETTER.search(text) else text


def doubled(widget: QWidget) -> int:
    """Double every visible text below the widget that is not the user's own; returns how many there were."""
    return sum(_double(one) for one in (widget, *widget.findChildren(QWidget)) if one.isVisibleTo(widget))


def _double(widget: QWidget) -> int:
    from PySide6.QtWidgets import (
        QAbstractButton,
        QComboBox,
        QGroupBox,
        QHeaderView,
        QLabel,
        QLineEdit,
        QPlainTextEdit,
        QTabBar,
    )

    if isinstance(widget, QLabel | QAbstractButton) and widget.text():
        widget.setText(pseudo(widget.text()))
        return 1
    if isinstance(widget, QGroupBox):
        widget.setTitle(pseudo(widget.title()))
        return 1
    if isinstance(widget, QLineEdit | QPlainTextEdit) and widget.placeholderText():
        widget.setPlaceholderText(pseudo(widget.placeholderText()))
        return 1
    if isinstance(widget, QComboBox):
        for at in range(widget.count()):
            widget.setItemText(at, pseudo(widget.itemText(at)))
        return widget.count()
    if isinstance(widget, QTabBar):
        for at in range(widget.count()):
            widget.setTabText(at, pseudo(widget.tabText(at)))
        return widget.count()
    return _double_head(widget) if isinstance(widget, QHeaderView) else 0


def _double_head(head: QHeaderView) -> int:
    """Only models that let their heads be written can take part."""
    model, way = head.model(), head.orientation()
    if model is None:
        return 0
    written = 0
    for at in range(head.count()):
        text = model.headerData(at, way, Qt.ItemDataRole.DisplayRole)
        if isinstance(text, str) and text:
            written += model.setHeaderData(at, way, pseudo(text), Qt.ItemDataRole.DisplayRole)
    return written
