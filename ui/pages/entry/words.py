"""What the entry page says above the list and in the hint bar."""

from __future__ import annotations

from base.numbers import show
from forms.spec import Form
from ui.pages.page import Hints


def hints_for(form: Form, *, in_record: bool) -> Hints:
    """The keys that work in a form of one page, in a list, in a record."""
    if form.kind == "sheet":
        return [
            ("Enter", "ô sau"),
            ("F1", "giải thích ô"),
            ("Shift+F2", "ghi chú"),
            ("F8", "không thu thập được “…”"),
            ("F9", "kiểm tra"),
        ]
    if not in_record:
        return [
            ("F2", "sửa ô"),
            ("F6", f"sang {form.record} đang chọn"),
            ("Ctrl+N", "thêm"),
            ("F1", "giải thích cột"),
            ("Alt+↑", "xếp theo cột"),
            ("Alt+↓", "lọc cột"),
            ("Ctrl+F", "tìm"),
        ]
    return [
        ("Enter", "ô sau"),
        ("Ctrl+Enter", f"lưu, sang {form.record} sau"),
        ("F1", "giải thích ô"),
        ("Shift+F2", "ghi chú"),
        ("F8", "không thu thập được “…”"),
        ("F6", "danh sách"),
        ("Ctrl+N", "thêm"),
        ("Ctrl+F", "tìm"),
    ]


def nothing_for(*, any_forms: bool) -> tuple[str, str]:
    """Why there is nothing to enter, and what can be done about it."""
    if any_forms:
        return "Chưa mở kỳ báo cáo này.", "&Mở kỳ này"
    return "Đơn vị cấp này không có biểu phải tự nhập ở kỳ này; số liệu lấy từ báo cáo cấp dưới.", ""


def strip_for(form: Form, *, closed: str, waiting: int, nil: bool) -> tuple[str, str]:
    """The sentence above the list and what can be done about it; "" where there is nothing to say or do.

    `closed`: "nộp" or "duyệt" of a report that can only be read.
    """
    if closed:
        return f"Báo cáo đã {closed} nên chỉ xem được. Muốn sửa thì xin mở lại.", "Đến trang Nộp báo cáo"
    if waiting:
        told = f"Còn {show(waiting)} {form.record} chép từ kỳ trước chưa xác nhận (Alt+1, 2, 3)."
        return told, "Tất cả không đổi…"
    return ("Đã ghi: không phát sinh trong kỳ này.", "") if nil else ("", "")
