"""The sheet on which changes of units are written down: headings, an example, and what each column means."""

from __future__ import annotations

from pathlib import Path

from exports.styles import Formats, set_up_page
from exports.writing import atomic_output, new_workbook

_COLUMNS = (
    ("Mã cũ", 10, "Mã đơn vị trước ngày hiệu lực; để trống nếu lập mới không từ đơn vị nào."),
    ("Tên cũ", 24, "Để đối chiếu với mã cũ."),
    ("Mã mới", 10, "Mã từ ngày hiệu lực; để trống nếu chưa rõ về đâu."),
    ("Tên mới", 24, "Tên từ ngày hiệu lực; để trống nếu không đổi."),
    ("Loại", 12, "Xã, phường, đặc khu, tỉnh, thành phố; để trống nếu không đổi."),
    ("Cấp trên", 10, "Mã đơn vị cấp trên từ ngày hiệu lực; để trống nếu không đổi."),
    ("Ngày hiệu lực", 14, "Ghi ngày/tháng/năm."),
    ("Toàn bộ/một phần", 18, "Ghi “toàn bộ” hoặc “một phần”."),
    ("Tỷ lệ", 10, "Khi một phần: 0,6 hoặc 60%; các dòng của một mã cũ cộng lại bằng 1. Có thể để trống."),
    ("Căn cứ", 30, "Số nghị quyết; nếu có tỷ lệ thì ghi theo dân số hay diện tích."),
)
_ROWS = 500


def write(path: Path, unit: str) -> None:
    """The empty sheet; complete or absent. Raises what atomic_output raises."""
    with atomic_output(path) as beside:
        book = new_workbook(beside, title="Thay đổi đơn vị hành chính", unit=unit)
        page, formats = book.add_worksheet("Thay đổi đơn vị"), Formats(book, valign="vcenter")
        head = formats(bold=True, text_wrap=True, border=1, align="center", bg_color="#EFEBE3")
        text = formats(num_format="@")
        day = formats(num_format="dd/mm/yyyy")
        for n, (label, width, hint) in enumerate(_COLUMNS):
            page.set_column(n, n, width, day if label == "Ngày hiệu lực" else text)
            page.write_string(0, n, label, head)
            page.data_validation(
                1, n, _ROWS, n, {"validate": "any", "input_title": label, "input_message": hint}
            )
        page.data_validation(1, 7, _ROWS, 7, {"validate": "list", "source": ["toàn bộ", "một phần"]})
        page.freeze_panes(1, 0)
        set_up_page(page, "Thay đổi đơn vị hành chính")
        book.close()
