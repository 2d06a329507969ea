"""What can be typed: every command with its options, explained in Vietnamese."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import TypeAlias

from base.errors import AppError, Code
from base.period import Period
from cli.refusing import Refusing


def day(text: str) -> date:
    """A date option: 2020-12-31."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AppError(Code.DATE_UNKNOWN, text=text) from error


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = Refusing(prog="sct", description="Sổ Công Thương: thống kê công thương cấp xã, huyện, tỉnh.")
    top.add_argument("--self-check", action="store_true", help="kiểm tra bản cài đặt")
    top.add_argument("--version", action="store_true", help="in số phiên bản")
    commands = top.add_subparsers(title="các lệnh", dest="command", parser_class=Refusing, metavar="LỆNH")
    _sample_commands(commands)
    _catalogue_commands(commands)
    _entry_commands(commands)
    _travel_commands(commands)
    _judging_commands(commands)
    _chasing_commands(commands)
    _result_commands(commands)
    _keeping_commands(commands)
    _configuring_commands(commands)
    _territory_commands(commands)
    return top


_Commands: TypeAlias = "argparse._SubParsersAction[Refusing]"


def _command(
    commands: _Commands, name: str, help: str, *, data: bool = True, period: bool = True, json: bool = True
) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    if data:
        made.add_argument(
            "--data", type=Path, required=True, metavar="TỆP", help="tệp dữ liệu .sct của đơn vị"
        )
        made.add_argument("--forms", type=Path, metavar="THƯ_MỤC", help="thư mục biểu riêng của đơn vị")
        made.add_argument("--who", default="", metavar="TÊN", help="người thực hiện, ghi vào nhật ký")
    if period:
        made.add_argument(
            "--period", type=Period.parse, required=True, metavar="KỲ", help="2020, 2020-H1, 2016-2020"
        )
    if json:
        made.add_argument("--json", action="store_true", help="in kết quả dạng JSON")
    return made


def _sample_commands(commands: _Commands) -> None:
    demo = _command(commands, "demo", "chạy thử toàn bộ công việc trên dữ liệu mẫu", data=False, period=False)
    demo.add_argument("out", type=Path, metavar="THƯ_MỤC")
    demo.add_argument(
        "--tiers", type=int, choices=(3, 2), default=3, help="3 cấp (năm 2020) hoặc 2 cấp (hiện nay)"
    )
    demo.add_argument("--open", action="store_true", help="mở thư mục kết quả khi xong")


def _catalogue_commands(commands: _Commands) -> None:
    units = _command(commands, "units", "danh sách đơn vị hành chính vào một ngày", data=False, period=False)
    units.add_argument("--on", type=day, metavar="NGÀY", help="ngày, ví dụ 2020-12-31; để trống là hôm nay")
    units.add_argument("--under", default="", metavar="MÃ", help="chỉ đơn vị này và các đơn vị trực thuộc")
    forms = _command(commands, "forms", "các biểu, trường, số đo, chỉ tiêu", data=False, period=False)
    forms.add_argument("--forms", type=Path, metavar="THƯ_MỤC", help="thư mục biểu riêng của đơn vị")
    reports = _command(commands, "reports", "các mẫu báo cáo", data=False, period=False)
    reports.add_argument(
        "--data", type=Path, metavar="TỆP", help="tệp dữ liệu .sct: kể cả mẫu ở thư mục layouts bên cạnh tệp"
    )


def _entry_commands(commands: _Commands) -> None:
    new = _command(commands, "new", "tạo tệp dữ liệu cho một đơn vị", period=False)
    new.add_argument("--unit", required=True, metavar="MÃ")
    new.add_argument("--level", choices=("commune", "district", "province"))
    new.add_argument("--on", type=day, metavar="NGÀY")
    opened = _command(commands, "open-period", "mở một kỳ báo cáo")
    opened.add_argument(
        "--carry-from", type=Period.parse, metavar="KỲ", help="chép các danh sách từ kỳ này sang"
    )
    template = _command(commands, "template", "ghi biểu mẫu Excel để điền")
    template.add_argument("form", metavar="BIỂU")
    template.add_argument("out", type=Path, metavar="TỆP")
    fill = _command(commands, "fill", "nhập các biểu mẫu đã điền")
    fill.add_argument("files", type=Path, nargs="+", metavar="TỆP")
    fill.add_argument("--form", default="", metavar="BIỂU")
    fill.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không nhập")
    fill.add_argument("--keep-drafts", action="store_true", help="giữ nguyên chữ ở ô chưa đọc được")
    nil = _command(commands, "nil", "ghi không phát sinh cho một biểu")
    nil.add_argument("form", metavar="BIỂU")
    note = _command(commands, "note", "ghi lời giải thích cho một trường của một bản ghi")
    note.add_argument("form", metavar="BIỂU")
    note.add_argument("record", metavar="MÃ_BẢN_GHI")
    note.add_argument("field", metavar="TRƯỜNG")
    note.add_argument("text", metavar="LỜI")
    _command(commands, "check", "liệt kê mọi chỗ phải sửa hoặc cần giải thích")
    _command(commands, "undo", "hoàn tác thao tác gần nhất", period=False)
    for name in ("open-period", "template", "fill", "nil", "note", "check"):
        _on_behalf(commands.choices[name])


def _on_behalf(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--for",
        dest="on_behalf",
        default="",
        metavar="MÃ",
        help="nhập thay một xã, phường chưa có máy tính; --data là tệp của cơ quan nhập thay",
    )


def _travel_commands(commands: _Commands) -> None:
    submit = _command(commands, "submit", "chốt kỳ và ghi tệp báo cáo để nộp")
    _on_behalf(submit)
    submit.add_argument("out", type=Path, metavar="TỆP")
    submit.add_argument("--kind", choices=("estimate", "preliminary", "final"), default="final")
    submit.add_argument("--note", default="", metavar="LỜI")
    submit.add_argument(
        "--totals",
        action="store_true",
        help="chỉ gửi số tổng hợp của cấp dưới, không gửi từng bản ghi (cấp huyện, cấp tỉnh)",
    )
    receive = _command(commands, "receive", "tiếp nhận báo cáo của cấp dưới", period=False)
    receive.add_argument("paths", type=Path, nargs="+", metavar="TỆP_HOẶC_THƯ_MỤC")
    receive.add_argument("--receipts", type=Path, metavar="THƯ_MỤC", help="ghi biên nhận từng tệp vào đây")
    receive.add_argument("--take-edits", action="store_true", help="nhận các ô đã sửa trên Excel của một tệp")
    receive.add_argument(
        "--rebuild", action="store_true", help="dựng lại báo cáo cấp xã từ trang in khi mất phần số liệu ẩn"
    )
    receive.add_argument(
        "--reason", default="", metavar="LÝ_DO", help="lý do, bắt buộc khi nhận ô đã sửa hoặc dựng lại"
    )
    compare = _command(commands, "compare", "so sánh hai bản báo cáo của một đơn vị, từng ô")
    compare.add_argument("unit", metavar="MÃ")
    compare.add_argument(
        "--from", dest="before", default="", metavar="BẢN", help="số bản hoặc mã; để trống là bản liền trước"
    )
    compare.add_argument(
        "--to", dest="after", default="", metavar="BẢN", help="số bản hoặc mã; để trống là bản mới nhất"
    )


def _judging_commands(commands: _Commands) -> None:
    approve = _command(commands, "approve", "duyệt báo cáo")
    approve.add_argument("units", nargs="*", metavar="MÃ")
    approve.add_argument("--all", action="store_true", help="duyệt mọi báo cáo đang chờ")
    approve.add_argument(
        "--receipts", type=Path, metavar="THƯ_MỤC", help="ghi thông báo duyệt gửi từng đơn vị vào thư mục này"
    )
    for name, help in (
        ("return", "trả lại để chỉnh sửa"),
        ("exclude", "không đưa vào tổng hợp"),
        ("reopen", "mở lại"),
    ):
        made = _command(commands, name, help)
        made.add_argument("unit", metavar="MÃ")
        made.add_argument("--reason", required=True, metavar="LÝ_DO")
        if name == "return":
            made.add_argument(
                "--mark",
                action="append",
                metavar="BIỂU:MÃ_BẢN_GHI:TRƯỜNG=LÝ_DO",
                help="chỗ phải sửa; ghi được nhiều lần; bỏ trường là cả bản ghi, bỏ bản ghi là cả biểu",
            )
            made.add_argument("--receipt", type=Path, metavar="TỆP", help="ghi phiếu trả lại vào tệp này")
    resolve = _command(commands, "resolve", "chọn tệp đúng khi có hai tệp khác nhau cùng bản số")
    resolve.add_argument("unit", metavar="MÃ")
    resolve.add_argument("--take", required=True, metavar="MÃ_TỆP")
    resolve.add_argument("--reason", required=True, metavar="LÝ_DO")
    _command(commands, "status", "tình trạng báo cáo của từng đơn vị")


def _chasing_commands(commands: _Commands) -> None:
    paper = _command(commands, "fingerprint", "đối chiếu mã kiểm tra trên bản giấy với tệp đang giữ")
    paper.add_argument("code", metavar="MÃ_KIỂM_TRA", help="mã gõ từ bản giấy, hoặc nội dung quét từ mã QR")
    paper.add_argument("--unit", default="", metavar="MÃ", help="đơn vị gửi; để trống là mọi đơn vị")
    receipt = _command(commands, "receipt", "mở biên nhận hoặc phiếu trả lại của cấp trên", period=False)
    receipt.add_argument("file", type=Path, metavar="TỆP")
    letter = _command(commands, "letter", "giải trình sửa số liệu: bản mới so với bản trước")
    letter.add_argument("out", type=Path, nargs="?", metavar="TỆP", help="ghi ra tệp .xlsx")
    letter.add_argument("--unit", default="", metavar="MÃ", help="đơn vị gửi; để trống là chính đơn vị mình")
    chase = _command(commands, "chase", "nhắc các đơn vị còn nợ báo cáo")
    chase.add_argument("out", type=Path, nargs="?", metavar="TỆP", help="ghi danh sách ra tệp .xlsx")
    _command(commands, "completeness", "mức đầy đủ và đúng hạn theo biểu")


def _result_commands(commands: _Commands) -> None:
    made = _command(commands, "consolidate", "tổng hợp số liệu")
    made.add_argument("out", type=Path, nargs="?", metavar="TỆP", help="ghi ra tệp .xlsx")
    made.add_argument(
        "--level", choices=("commune", "district", "province"), help="chỉ các đơn vị của một cấp"
    )
    _as_of(made)
    report = _command(commands, "report", "ghi một báo cáo theo mẫu")
    report.add_argument("layout", metavar="MẪU")
    report.add_argument("out", type=Path, metavar="TỆP")
    _as_of(report)
    report.add_argument(
        "--title", metavar="TÊN", help="tên biểu theo cách ghi của đơn vị, giữ cho các lần sau"
    )
    report.add_argument("--base-year", type=int, metavar="NĂM", help="năm gốc của tốc độ tăng bình quân")
    trace = _command(commands, "trace", "một số tổng hợp từ đâu mà có")
    trace.add_argument("indicator", metavar="CHỈ_TIÊU")
    trace.add_argument("--unit", default="", metavar="MÃ", help="đơn vị; để trống là chính đơn vị mình")
    estimates = _command(commands, "estimates", "sai số của số ước tính so với số chính thức")
    estimates.add_argument("--unit", default="", metavar="MÃ", help="đơn vị; để trống là chính đơn vị mình")
    chart = _command(commands, "chart", "vẽ một biểu đồ")
    chart.add_argument("indicator", metavar="CHỈ_TIÊU")
    chart.add_argument("out", type=Path, metavar="TỆP")
    chart.add_argument("--kind", choices=("bar", "line", "pie"), default="bar")
    chart.add_argument("--by", choices=("unit", "period", "part"), default="unit")
    _as_of(chart)


def _as_of(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--as-of",
        choices=("reported", "today"),
        default="reported",
        help="theo đơn vị tại thời điểm báo cáo, hoặc theo đơn vị hiện nay",
    )


def _keeping_commands(commands: _Commands) -> None:
    audit = _command(commands, "audit", "nhật ký thao tác", period=False)
    audit.add_argument("--verify", action="store_true", help="kiểm tra nhật ký không bị sửa")
    backup = _command(commands, "backup", "sao lưu toàn bộ dữ liệu", period=False)
    backup.add_argument("out", type=Path, metavar="TỆP")
    restore = _command(commands, "restore", "khôi phục từ bản sao lưu", period=False)
    restore.add_argument("file", type=Path, metavar="TỆP")


def _configuring_commands(commands: _Commands) -> None:
    _command(commands, "targets", "tiến độ thực hiện chỉ tiêu kế hoạch")
    _command(commands, "tasks", "tiến độ nhiệm vụ được phân công")
    sample = _command(commands, "sample", "tạo tệp dữ liệu mẫu của một kế hoạch", data=False, period=False)
    sample.add_argument("name", metavar="TÊN", help="my_thanh hoặc vinh_linh")
    sample.add_argument("out", type=Path, metavar="TỆP")
    listed = _command(commands, "list", "thay một danh mục bằng danh mục mới từ tệp Excel", period=False)
    listed.add_argument("key", metavar="DANH_MỤC")
    listed.add_argument("file", type=Path, metavar="TỆP")
    listed.add_argument("--on", type=day, metavar="NGÀY", help="ngày danh mục mới có hiệu lực")
    listed.add_argument("--dry-run", action="store_true", help="chỉ xem thay đổi")
    pack = _command(commands, "pack", "lập gói cấu hình gửi cấp dưới", period=False)
    pack.add_argument("out", type=Path, metavar="TỆP")
    pack.add_argument(
        "--period", type=Period.parse, metavar="KỲ", help="kèm chỉ tiêu giao cho cấp dưới của kỳ này"
    )
    pack.add_argument("--note", default="", metavar="LỜI")
    taken = _command(commands, "unpack", "xem và nhận gói cấu hình của cấp trên", period=False)
    taken.add_argument("file", type=Path, metavar="TỆP")
    taken.add_argument("--period", type=Period.parse, metavar="KỲ", help="ghi chỉ tiêu được giao vào kỳ này")
    taken.add_argument("--dry-run", action="store_true", help="chỉ xem thay đổi")


def _territory_commands(commands: _Commands) -> None:
    shares = _command(commands, "shares", "chia số liệu của đơn vị cũ về các đơn vị mới", period=False)
    shares.add_argument("unit", nargs="?", default="", metavar="MÃ", help="để trống là liệt kê các đơn vị")
    shares.add_argument("--to", nargs="+", default=[], metavar="MÃ=TỶ_LỆ", help="ví dụ 29263=0,6 29266=0,4")
    shares.add_argument(
        "--hamlet", nargs="+", default=[], metavar="ẤP=MÃ", help="bản ghi của ấp này về đơn vị nào"
    )
    shares.add_argument("--basis", default="", metavar="CĂN_CỨ", help="theo dân số hay diện tích, số văn bản")
    shares.add_argument("--undo", action="store_true", help="hoàn tác lần khai gần nhất của đơn vị")
    changes = _command(commands, "unit-changes", "nhập thay đổi đơn vị hành chính từ Excel", period=False)
    changes.add_argument("file", type=Path, nargs="?", metavar="TỆP", help="để trống khi --undo")
    changes.add_argument("--template", action="store_true", help="ghi mẫu Excel vào tệp này")
    changes.add_argument("--dry-run", action="store_true", help="chỉ xem thay đổi")
    changes.add_argument("--undo", action="store_true", help="hoàn tác lần nhập gần nhất")
    taken = _command(commands, "take-over", "nhận dữ liệu của đơn vị cũ đã nhập vào đơn vị này")
    taken.add_argument("files", type=Path, nargs="+", metavar="TỆP", help="tệp .sct hoặc báo cáo .xlsx")
    taken.add_argument(
        "--hamlets",
        action="append",
        default=[],
        metavar="MÃ=ẤP;ẤP",
        help="đơn vị cũ chỉ nhập một phần: các ấp về đây",
    )
    taken.add_argument("--dry-run", action="store_true", help="chỉ xem, không nhận")
