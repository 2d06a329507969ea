"""The catalogue of messages: every sentence that tells a person what is wrong, and what to do.

What a person typed is wrong: a Problem, collected. The surroundings fail: an AppError, raised.
A message says where, what, and what to do, in at most two sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from base.numbers import show

Severity = Literal["stop", "ask", "noted"]


class Code(Enum):
    """Name = stable code for scripts and tests; value = the Vietnamese sentence with its parameters."""

    # answers in a form
    NOT_A_NUMBER = "{label}: “{text}” không phải là số. Hãy gõ chỉ chữ số, ví dụ 1.250 hoặc 12,5."
    AMBIGUOUS_NUMBER = "{label}: “{text}” chưa rõ là {readings}. Hãy gõ lại, dùng dấu phẩy cho phần lẻ."
    TOO_MANY_DECIMALS = "{label}: “{text}” có quá nhiều chữ số lẻ. Hãy ghi đến {places} chữ số sau dấu phẩy."
    NUMBER_TOO_LARGE = "{label}: “{text}” quá lớn. Hãy xem lại đơn vị tính ({unit})."
    AMBIGUOUS_DATE = "{label}: “{text}” chưa rõ là ngày {readings}. Hãy gõ lại, ngày trước, tháng sau."
    NOT_A_DATE = "{label}: “{text}” không phải là ngày. Hãy gõ theo dạng ngày/tháng/năm, ví dụ 05/02/2020."
    NOT_A_YEAR = "{label}: “{text}” không phải là năm. Hãy gõ năm từ 1800 đến 2100, ví dụ 2015."
    NOT_A_CHOICE = "{label}: “{text}” không có trong danh mục.{nearest} Hãy chọn một mục của danh mục."
    CHOICE_ENDED = "{label}: mục “{text}” không còn hiệu lực ở kỳ này. Hãy chọn mục khác."
    NOT_YES_NO = "{label}: “{text}” chưa rõ có hay không. Hãy gõ “có” hoặc “không”."
    NOT_A_REFERENCE = (
        "{label}: “{text}” không có trong biểu “{form}”. Hãy nhập mục đó trước, hoặc chọn mục đã có."
    )
    TEXT_TOO_LONG = "{label}: dài {length} ký tự, nhiều nhất là {limit}. Hãy viết gọn lại."
    TEXT_UNPRINTABLE = "{label}: có ký tự không đọc được. Hãy gõ lại ô này."
    REQUIRED = "{label}: chưa nhập. Hãy điền ô này."
    UNREADABLE = "{label}: “{text}” chưa đọc được. Hãy sửa ô này trước khi nộp."
    BELOW_MINIMUM = "{label}: {value} nhỏ hơn mức thấp nhất là {limit}. Hãy sửa lại."
    ABOVE_MAXIMUM = "{label}: {value} lớn hơn mức cao nhất là {limit}. Hãy sửa lại."
    WRONG_PATTERN = "{label}: “{value}” không đúng dạng ({shape}). Hãy xem lại giấy tờ gốc."
    AFTER_LIMIT = "{label}: {value} sau {limit}. Hãy sửa lại ngày."
    NOT_UNIQUE = "{label}: “{value}” trùng với {other}. Hãy sửa một trong hai, hoặc xóa bản ghi thừa."
    DUPLICATE_RECORD = "Trùng bản ghi “{record}” (dòng {other}). Hãy giữ một dòng."
    OWNER_MISSING = "{record}: chưa có trong biểu “{form}” của kỳ này. Hãy nhập ở biểu đó trước."
    PRICE_BASES_MIXED = (
        "{label}: có số theo nhiều gốc giá ({bases}), không cộng được. Hãy ghi tất cả theo cùng một gốc giá."
    )
    SUMS_NOT_COMPARED = "{count} đơn vị chỉ gửi số tổng hợp nên chưa đối chiếu được từng bản ghi: {units}."
    SHARED_BY_UNITS = (
        "{label} “{value}” có ở nhiều đơn vị: {where}. Hãy kiểm tra có phải một nơi ghi hai lần; nếu phải thì"
        " trả lại một đơn vị."
    )
    FORM_OPEN = "{form}: chưa nhập. Hãy nhập số liệu, hoặc ghi “Không phát sinh”."

    # sheets that people fill in
    SHEET_NO_TEMPLATE = (
        "Tệp “{file}” không phải là biểu mẫu của chương trình. Hãy dùng biểu mẫu tải từ chương trình."
    )
    SHEET_OTHER_UNIT = "Biểu mẫu này của {found}, còn dữ liệu đang mở của {expected}. Hãy mở đúng tệp."
    SHEET_OTHER_PERIOD = "Biểu mẫu này lập cho kỳ {found}, không phải kỳ {expected}. Hãy chọn đúng kỳ."
    SHEET_OTHER_FORM = "Biểu mẫu này là “{found}”, không phải “{expected}”. Hãy chọn đúng biểu."
    SHEET_HEADER_CHANGED = (
        "Dòng tiêu đề bị sửa: thiếu cột “{label}”. Hãy giữ nguyên tiêu đề, hoặc tải lại biểu mẫu."
    )
    CELL_FORMULA_ERROR = "{label}: ô có lỗi công thức {text}. Hãy thay bằng số."
    RECORD_ID_UNKNOWN = "Mã bản ghi “{text}” không có ở kỳ này. Hãy để trống cột Mã bản ghi đối với dòng mới."
    OWNER_DIFFERS = (
        "Dòng này ghi “{text}” nhưng mã bản ghi là của “{record}”. Hãy đưa mã và tên về cùng một dòng."
    )
    CARRIED_UNKNOWN = "So kỳ trước: “{text}” chưa rõ. Hãy chọn Không đổi, Thay đổi hoặc Ngừng, hoặc để trống."
    TOTALS_ROW = "Dòng “{text}” là dòng cộng. Hãy xóa dòng này, chương trình tự cộng."
    SHEETS_REFUSED = "Không nhập tệp nào trong {count} tệp. Hãy sửa các ô đã nêu rồi nhập lại."
    SHEET_NEWER = "Biểu mẫu “{file}” do phiên bản mới hơn tạo. Hãy cài bản mới rồi nhập lại."
    SHEET_LINE_MISSING = (
        "Thiếu dòng “{label}” (mã số {code}). Hãy giữ nguyên các dòng, hoặc tải lại biểu mẫu."
    )
    SHEET_LINE_UNKNOWN = (
        "Có giá trị “{text}” ở dòng không có mã số của biểu. Hãy chuyển vào đúng dòng, hoặc xóa đi."
    )
    SHEET_LINE_TWICE = "{label}: mã số {code} có ở hai dòng (dòng {other}). Hãy giữ một dòng."

    # old lists
    LIST_EMPTY = "Không thấy danh sách nào trong tệp “{file}”. Hãy chọn trang tính khác hoặc tệp khác."
    LIST_OLD_FONT = (
        "Chữ trong tệp “{file}” dùng phông cũ (TCVN3 hoặc VNI). Hãy chuyển tệp sang Unicode rồi nhập lại."
    )
    LIST_FORM_KIND = "{form} không phải là danh sách. Hãy dùng biểu mẫu Excel của chương trình."
    LIST_NO_NAME = "Chưa có cột nào ghép với “{label}”. Hãy chọn cột chứa nội dung này."
    LIST_FEW_COLUMNS = (
        "Chỉ ghép được {matched} trong {count} cột. Hãy xem tệp này có đúng là danh sách {record} không."
    )
    LIST_TWO_COLUMNS = "Cột {first} và cột {second} cùng ghép với “{label}”. Hãy bỏ một cột."
    LIST_UNNAMED = "{label}: dòng này chưa ghi nên không nhập được. Hãy bổ sung rồi nhập lại."
    LIST_READ_AS = "{label}: “{text}” được đọc là {value}. Hãy xem lại ô này."
    LIST_MAYBE_THOUSANDS = (
        "{label}: ô ghi {text}, nhỏ hơn hẳn các dòng khác. Có phải {other}? Hãy xem lại ô này."
    )
    LIST_REPEATED = "“{record}” đã có ở dòng {other}. Hãy xem có phải ghi trùng không."

    # what a sheet to fill in says by itself
    SHEET_GUIDE = (
        "Không sửa dòng tiêu đề; gõ “…” nếu có phát sinh nhưng chưa thu thập được; số viết 1.234,5. "
        "Ô có tiêu đề nền vàng là bắt buộc."
    )
    HINT_REQUIRED = "Bắt buộc điền."
    HINT_UNIT = "Đơn vị tính: {unit}."
    HINT_DATE = "Ghi ngày/tháng/năm, ví dụ 05/02/2020."
    HINT_SEVERAL = "Nhiều mục thì ghi cách nhau bằng dấu chấm phẩy."
    HINT_SHAPE = "Dạng: {shape}."
    HINT_RECORD_ID = "Chương trình tự ghi mã này. Dòng mới để trống."
    ALERT_NUMBER = "Ô này ghi số{limits}. Nếu chưa thu thập được thì gõ “…”."
    ALERT_WHOLE = "Ô này ghi số nguyên{limits}. Nếu chưa thu thập được thì gõ “…”."
    ALERT_DATE = "Ô này ghi ngày/tháng/năm{limits}. Nếu chưa thu thập được thì gõ “…”."
    ALERT_YEAR = "Ô này ghi năm có 4 chữ số{limits}. Nếu chưa thu thập được thì gõ “…”."
    ALERT_LIST = "Mục này không có trong danh sách. Hãy chọn một mục của danh sách."
    LIMIT_FROM = ", từ {low} trở lên"
    LIMIT_TO = ", không quá {high}"
    LIMIT_BETWEEN = ", từ {low} đến {high}"
    SHORT_REQUIRED = "Chưa điền {label}."
    SHORT_BELOW = "{label} nhỏ hơn {limit}."
    SHORT_ABOVE = "{label} lớn hơn {limit}."
    SHORT_AFTER = "{label} sau {limit}."
    SHORT_ERROR = "Có ô bị lỗi công thức."

    # files
    FILE_NOT_FOUND = "Không thấy tệp “{file}”. Hãy kiểm tra tên và nơi lưu."
    FILE_EMPTY = "Tệp “{file}” rỗng. Hãy chép lại tệp từ nơi gửi."
    FILE_NOT_EXCEL = "Tệp “{file}” không phải là tệp Excel (.xlsx). Hãy chọn tệp khác."
    FILE_PASSWORD = "Tệp “{file}” có đặt mật khẩu. Hãy mở bằng Excel, bỏ mật khẩu rồi lưu lại."
    FILE_DAMAGED = "Tệp “{file}” bị hỏng hoặc bị cắt cụt. Hãy chép lại tệp từ nơi gửi."
    FILE_TOO_LARGE = "Tệp “{file}” lớn bất thường ({size} MB). Hãy kiểm tra lại tệp."
    FILE_UNREADABLE = "Không đọc được tệp “{file}”: {why}. Hãy kiểm tra ổ đĩa hoặc chép tệp sang chỗ khác."
    OUTPUT_OPEN = "Không ghi được “{file}” vì tệp đang mở ở chương trình khác. Hãy đóng tệp đó rồi làm lại."
    OUTPUT_READ_ONLY = "Không ghi được “{file}” vì thư mục chỉ cho đọc. Hãy chọn nơi lưu khác."
    OUTPUT_FAILED = "Không ghi được “{file}”: {why}. Hãy chọn nơi lưu khác."
    OUTPUT_IS_DATA = "“{file}” là tệp dữ liệu, không ghi đè được. Hãy đặt tên tệp khác."
    NO_SCREEN = "Máy này không có màn hình để mở cửa sổ. Hãy chạy trên máy có màn hình, hoặc dùng dòng lệnh (xem --help)."
    LIST_UNKNOWN = "Không có danh mục “{list}”. Hãy xem tên danh mục bằng lệnh forms --json."
    LIST_UNREADABLE = "Không đọc được danh mục trong “{file}”: {why}. Hãy sửa tệp rồi chọn lại."
    SAMPLE_UNKNOWN = "Không có dữ liệu mẫu “{name}”. Hãy ghi một trong: {known}."
    PACK_DAMAGED = "“{file}” không phải là gói cấu hình nguyên vẹn: {why}. Hãy xin lại tệp từ nơi gửi."
    PACK_EMPTY = (
        "Chưa có biểu mẫu, danh mục, thời hạn hay chỉ tiêu riêng nào để lập gói. Hãy tạo trước rồi lập gói."
    )
    PACK_NEEDS_PERIOD = "Gói có {count} chỉ tiêu giao cho đơn vị. Hãy mở kỳ báo cáo năm trước khi nhận gói."
    FORM_IN_USE = "Biểu “{form}” đã có số liệu. Hãy lưu thành phiên bản mới (đổi năm hiệu lực)."
    OUTPUT_KIND = "Không ghi được dạng “{suffix}”. Hãy đặt tên tệp có đuôi {allowed}."
    DISK_FULL = "Ổ đĩa đã đầy khi ghi “{file}”. Hãy xóa bớt tệp hoặc chọn ổ khác."

    # submissions
    SUBMISSION_NONE = (
        "Tệp “{file}” không phải là báo cáo nộp. Hãy chọn tệp .xlsx do chương trình ghi khi nộp."
    )
    SUBMISSION_DAMAGED = "Báo cáo “{file}” bị hỏng: {what}. Hãy xin đơn vị gửi lại tệp gốc."
    SUBMISSION_EDITED = (
        "Báo cáo “{file}” bị sửa tay ở {count} ô, đầu tiên là ô {cell} của trang tính “{sheet}”: {label} ghi {found}, "
        "bản nộp là {expected}. Hãy xem từng ô: nhận các ô đã sửa kèm lý do, hoặc trả lại đơn vị."
    )
    SUBMISSION_MOVED = (
        "Báo cáo “{file}”, trang tính “{sheet}”: {what}. Không nhận số nào của tệp này. "
        "Hãy xin đơn vị gửi lại tệp gốc."
    )
    SUBMISSION_PAYLOAD_GONE = (
        "Báo cáo “{file}” mất phần số liệu ẩn, chỉ còn các trang in. "
        "Hãy xin đơn vị gửi lại tệp gốc, hoặc dựng lại từ các trang in kèm lý do."
    )
    SUBMISSION_NOT_REBUILT = (
        "Không dựng lại được báo cáo “{file}” từ các trang in: {what} Hãy xin đơn vị gửi lại tệp gốc."
    )
    CELL_NO_ANSWER = "Ô này không phải là ô trả lời của biểu."
    EDITS_NOT_TAKEN = (
        "Không nhận được các ô đã sửa của báo cáo “{file}”. Ô {cell} của trang tính “{sheet}”, {label}: {why} "
        "Hãy trả lại đơn vị để sửa trong chương trình rồi nộp lại."
    )
    SUBMISSION_NEWER = (
        "Báo cáo “{file}” do phiên bản mới hơn ({version}) ghi. Hãy cài bản mới rồi tiếp nhận lại."
    )
    SUBMISSION_OTHER_UNIT = "Báo cáo của {found} không thuộc {expected}. Hãy gửi tệp đến đúng cơ quan."
    SUBMISSION_OTHER_PERIOD = (
        "Báo cáo {period} của {found}: khi đó đơn vị không thuộc {expected}. "
        "Hãy xem lại kỳ báo cáo, hoặc gửi tệp đến cơ quan của kỳ đó."
    )
    SUBMISSION_TEMPLATE = (
        "Tệp “{file}” là biểu để nhập, chưa phải báo cáo nộp. "
        "Hãy xin đơn vị nhập biểu này vào chương trình rồi gửi tệp báo cáo ghi khi nộp."
    )
    SUBMISSION_OTHER_PACKET = (
        "Báo cáo của {unit} thuộc bộ biểu “{packet}” mà ở đây không có. "
        "Hãy xin đơn vị nộp đúng bộ biểu, hoặc cài bản mới của chương trình rồi tiếp nhận lại."
    )
    SUBMISSION_OTHER_TREE = (
        "Báo cáo của {unit} có đơn vị mã {code} (từ ngày {since}) chưa có trong danh mục đơn vị ở đây. "
        "Hãy cập nhật danh mục đơn vị (trang Đơn vị, hoặc lệnh unit-changes) rồi tiếp nhận lại."
    )
    SUBMISSION_OWN = "Báo cáo này là của chính đơn vị đang mở ({unit}). Hãy chọn tệp của đơn vị cấp dưới."
    SUBMISSION_OTHER_FORM = (
        "Báo cáo “{file}” dùng biểu “{form}” khác với biểu đang có ở đây. "
        "Hãy thống nhất tệp biểu giữa hai đơn vị rồi nộp lại."
    )
    SUBMISSION_PROBLEMS = "Báo cáo “{file}” có {count} chỗ phải sửa, đầu tiên: {first} Hãy trả lại đơn vị."
    FINGERPRINT_WRONG = "Mã kiểm tra “{text}” gõ sai ít nhất một ký tự. Hãy đối chiếu lại với bản in."

    # receipts and returns
    RECEIPT_NONE = "Tệp “{file}” không có phần trả lời để chương trình đọc. Hãy mở tệp biên nhận do cơ quan tiếp nhận gửi."
    RECEIPT_DAMAGED = "Biên nhận “{file}” bị hỏng: {what}. Hãy xin cơ quan tiếp nhận gửi lại."
    RECEIPT_NEWER = "Biên nhận “{file}” do phiên bản mới hơn ({version}) ghi. Hãy cài bản mới rồi mở lại."
    RECEIPT_OTHER_UNIT = (
        "Biên nhận này gửi {found}, còn dữ liệu đang mở của {expected}. Hãy chuyển tệp đến đúng đơn vị."
    )
    RECEIPT_OTHER_OFFICE = (
        "Biên nhận này do {found} lập, không phải cơ quan cấp trên của {expected}. "
        "Hãy mở biên nhận do cơ quan tiếp nhận báo cáo gửi."
    )
    RECEIPT_OTHER_REPORT = (
        "Biên nhận này trả lời bản số {version} kỳ {period}, mã {fingerprint}, không có trong dữ liệu đang mở. "
        "Hãy mở tệp dữ liệu đã nộp bản đó."
    )
    LETTER_NOTHING = (
        "{unit} mới có một bản ở kỳ {period} nên chưa có gì để giải trình. "
        "Chỉ lập giải trình khi đã có bản sau thay bản trước."
    )
    BEHALF_REPORTED = (
        "{unit} đã tự nộp báo cáo kỳ {period} nên không nhập thay được. "
        "Hãy trả lại để đơn vị sửa, hoặc chọn “Không tổng hợp”."
    )
    BEHALF_REFUSED = "Báo cáo nhập thay không tiếp nhận được. {why}."
    RETURNED_FIELD = (
        "{label}: bị trả lại với lý do “{reason}”. Hãy sửa ô này, hoặc ghi giải thích nếu số đã đúng."
    )
    RETURNED_RECORD = "{record}: bị trả lại với lý do “{reason}”. Hãy sửa bản ghi này, hoặc ghi giải thích."
    RETURNED_FORM = "{form}: bị trả lại với lý do “{reason}”. Hãy sửa biểu này, hoặc ghi lời nhắn khi nộp."
    RETURNED_BELOW = (
        "{where}: bị trả lại với lý do “{reason}”. Hãy trả lại đơn vị này, hoặc ghi lời nhắn khi nộp."
    )

    # units, periods, forms
    UNIT_UNKNOWN = "Không có đơn vị “{code}” vào ngày {on}.{nearest} Hãy kiểm tra mã đơn vị."
    UNIT_OUTSIDE = "{unit} không thuộc {office}. Hãy ghi mã của đơn vị mình hoặc đơn vị cấp dưới."
    UNIT_LEVEL = "Mã “{code}” là của đơn vị {found}, không phải {expected}. Hãy kiểm tra lại mã."
    PERIOD_UNKNOWN = "“{label}” không phải là kỳ báo cáo. Hãy ghi như 2026, 2026-H1, 2026-9M, 2026-Q1, 2026-M03 hoặc 2016-2020."
    DATE_UNKNOWN = "“{text}” không phải là ngày. Hãy ghi như 2020-12-31."
    PERIOD_NOT_OPEN = "Kỳ {period} chưa mở. Hãy mở kỳ trước khi làm việc."
    PERIOD_ALREADY_OPEN = "Kỳ {period} đã mở. Hãy tiếp tục làm việc với kỳ này."
    PERIOD_NOTHING_TO_CARRY = "Kỳ {period} không có số liệu để chép sang. Hãy chọn kỳ đã có số liệu."
    FORM_UNKNOWN = (
        "Không có biểu “{form}” ở kỳ này.{nearest} Hãy xem danh sách ở trang Biểu mẫu (lệnh forms)."
    )
    FORM_NOT_NIL = (
        "{form} đang có {count} bản ghi nên không thể ghi “Không phát sinh”. Hãy xóa các bản ghi trước."
    )
    FORM_NOT_HERE = "Biểu “{form}” do {level} nhập, không nhập ở đơn vị này. Hãy chọn biểu khác."
    FORM_BROKEN = (
        "Tệp biểu “{file}” có lỗi ở {path}: {why} Nếu không tự lập tệp này, hãy xin lại tệp từ nơi gửi."
    )
    LAYOUT_BROKEN = "Tệp mẫu báo cáo “{file}” có lỗi ở {path}: {why}"
    LAYOUT_UNKNOWN = "Không có mẫu báo cáo “{layout}”. Các mẫu hiện có: {known}."
    LAYOUT_NOTHING = "Kỳ {period} chưa có số liệu cho “{layout}”.{why}"
    LAYOUT_LINE = "Mẫu báo cáo có lỗi ở “{line}”: {why} Hãy sửa tệp mẫu trong thư mục layouts."
    INDICATOR_UNKNOWN = (
        "Không có chỉ tiêu “{indicator}”.{nearest} Hãy chọn chỉ tiêu trong danh sách (lệnh forms)."
    )
    CHART_NOTHING = "Chưa có số liệu để vẽ “{indicator}” kỳ {period}. Hãy tiếp nhận hoặc nhập số liệu trước."
    CHART_KIND = (
        "Không vẽ được biểu đồ {kind} theo {by}. Hãy chọn cách vẽ khác: cột theo đơn vị, đường theo kỳ."
    )

    SHARES_NEEDED = (
        "{count} đơn vị cũ đã chia về nhiều đơn vị mới nên chưa quy đổi được: {units}. "
        "Hãy khai tỷ lệ hoặc xếp theo ấp ở trang Đơn vị (lệnh shares), "
        "hoặc xem theo đơn vị tại thời điểm báo cáo."
    )
    SHARES_SUM = "Các tỷ lệ chia của {unit} cộng lại là {total}, phải bằng 1 (100 %). Hãy sửa lại."
    SHARES_PART = "“{text}” không phải là tỷ lệ. Hãy ghi như 29263=0,6, 29263=60% hoặc 29263=3/5."
    SHARES_NOT_PARTED = (
        "{unit} không bị chia: toàn bộ đã nhập vào {heirs}. Không cần khai tỷ lệ; hãy kiểm tra mã đơn vị."
    )
    SHARES_LASTS = "{unit} vẫn còn, không cần chia số liệu. Hãy ghi mã của đơn vị cũ."
    SHARES_BASIS = "Chưa ghi căn cứ chia. Hãy ghi theo dân số hay diện tích, và số văn bản."
    SHARES_NOTHING = "Chưa khai báo gì cho {unit} để hoàn tác."
    HAMLET_NOT_SAID = "“{text}” chưa rõ ấp nào về đâu. Hãy ghi như “Ấp Long Trị=29263”."
    UNIT_NO_HEIRS = (
        "Danh mục hành chính không ghi {unit} nay thuộc đơn vị nào nên chưa xếp theo đơn vị hiện nay được. "
        "Hãy xem theo đơn vị tại thời điểm báo cáo, hoặc khai nơi nhận ở trang Đơn vị (lệnh shares {code})."
    )
    UNIT_LINE_DAY = "Ngày hiệu lực “{text}” không phải là ngày. Hãy ghi như 01/07/2027."
    UNIT_LINE_CODE = "Mã “{code}” không phải là mã đơn vị (2, 3 hoặc 5 chữ số). Hãy sửa lại."
    UNIT_LINE_LEVEL = "Mã cũ {old} và mã mới {new} khác cấp. Hãy ghi hai đơn vị cùng cấp."
    UNIT_LINE_EXTENT = "“{text}” chưa rõ toàn bộ hay một phần. Hãy ghi “toàn bộ” hoặc “một phần”."
    UNIT_LINE_SHARE = "“{text}” không phải là tỷ lệ. Hãy ghi như 0,6 hoặc 60%."
    UNIT_LINE_OLD = "Không có đơn vị {code} vào ngày {on}. Hãy kiểm tra mã cũ và ngày hiệu lực."
    UNIT_LINE_ENDED = "{unit} đã hết hiệu lực ngày {on}. Hãy kiểm tra mã cũ và ngày hiệu lực."
    UNIT_LINE_NAME = "Mã {code} là {found}, không phải “{text}”. Hãy kiểm tra mã cũ và tên cũ."
    UNIT_LINE_TAKEN = (
        "Mã mới {code} đang là của {found}. Hãy thêm dòng ghi {found} thành đơn vị nào, hoặc sửa mã mới."
    )
    UNIT_LINE_UNNAMED = "Đơn vị mới {code} chưa có tên hoặc loại. Hãy ghi ở cột “Tên mới” và “Loại”."
    UNIT_LINE_TWICE = "Mã mới {code} có hai {what}: “{first}” và “{text}”. Hãy ghi thống nhất."
    UNIT_LINE_PARENT = "{unit}: không có cấp trên {code} từ ngày này. Hãy sửa cột “Cấp trên”."
    UNIT_LINE_WHOLE = "{unit} ghi toàn bộ vào một nơi mà còn dòng khác. Hãy ghi “một phần” ở mọi dòng."
    UNIT_LINE_ORPHANS = (
        "{unit} hết hiệu lực nhưng {count} đơn vị trực thuộc chưa có cấp trên mới, đầu tiên là {first}. "
        "Hãy thêm dòng cho các đơn vị này."
    )
    UNIT_CHANGES_WRONG = "Có {count} chỗ mâu thuẫn, đầu tiên ở {first} Hãy sửa tệp rồi nhập lại."
    UNIT_CHANGES_NONE = "Không có thay đổi đơn vị nào để áp dụng hoặc hoàn tác."
    UNIT_CHANGES_USED = "Đã có số liệu của đơn vị chỉ có ở danh mục đang dùng: {units}. Hãy giữ danh mục này."
    UNIT_CHANGES_SHARED = (
        "Đã khai báo chia số liệu của {unit} theo danh mục đơn vị đang dùng. Hãy bỏ khai báo đó rồi làm lại."
    )
    TAKE_OVER_OTHER = (
        "Tệp “{file}” là của {found}, không nhập vào {office}. Hãy chọn tệp của đơn vị cũ thuộc địa bàn này."
    )
    TAKE_OVER_HAMLETS = "Chỉ một phần {unit} nhập vào {office}. Hãy đánh dấu các ấp đã về đây (lệnh: --hamlets {code}=…): {hamlets}."
    TAKE_OVER_EMPTY = "Tệp “{file}” chưa có số liệu của kỳ nào. Hãy chọn tệp khác."
    UNIT_OTHER = (
        "Ở kỳ này mã {code} là của {found}, không phải {office}. Hãy tạo tệp dữ liệu cho {found}, "
        "rồi nhận số liệu của đơn vị cũ (trang Đơn vị, hoặc lệnh take-over)."
    )

    # reports and their ladder
    REPORT_CLOSED = (
        "Báo cáo kỳ {period} của {unit} đã {state}, không sửa được. Hãy xin mở lại hoặc chờ trả lại."
    )
    REPORT_NOT_READY = (
        "Báo cáo còn {count} chỗ phải sửa nên chưa nộp được. Hãy xem danh sách ở trang Kiểm tra (lệnh check)."
    )
    REPORT_NOT_RECEIVED = "Chưa nhận báo cáo kỳ {period} của {unit}. Hãy tiếp nhận tệp trước."
    REPORT_WRONG_STATE = (
        "{unit} có tình trạng “{state}” nên không {act} được. Hãy xem bảng ở trang Nhận và duyệt."
    )
    REPORT_NOTHING_TO_SUBMIT = (
        "Kỳ {period} chưa có báo cáo nào của cấp dưới được duyệt. Hãy duyệt trước khi nộp."
    )
    TOTALS_ONLY_COMMUNE = (
        "Báo cáo của cấp xã luôn kèm số liệu chi tiết. Hãy nộp không chọn “Chỉ gửi số tổng hợp”."
    )
    TOTALS_ONLY_SENT = "Bản số {version} đã nộp kèm số liệu chi tiết. Hãy mở lại báo cáo rồi nộp bản mới chỉ gửi số tổng hợp."
    CHILD_WAITING = (
        "Chưa {act} được báo cáo của {unit}: còn {count} báo cáo cấp dưới chưa duyệt, đầu tiên là {first}. "
        "Hãy duyệt, trả lại hoặc chọn “Không tổng hợp” với các báo cáo đó trước."
    )
    PARENT_APPROVED = (
        "Báo cáo của {parent} đã duyệt nên không {act} được báo cáo của {unit}. "
        "Hãy mở lại báo cáo của {parent} trước, kèm lý do."
    )
    NOTHING_TO_APPROVE = "Chưa có báo cáo nào chờ duyệt. Hãy tiếp nhận tệp trước."
    APPROVE_ONE_BY_ONE = "Các báo cáo đang chờ đều cần xem riêng. Hãy xem cột Kiểm tra rồi chọn từng báo cáo."
    APPROVE_REPEATS = "Báo cáo của {unit} giống kỳ trước {share} %. Hãy xem lại báo cáo này (mã {code})."
    APPROVE_UNCONFIRMED = (
        "Báo cáo của {unit} có {count} bản ghi chép từ kỳ trước chưa xác nhận. "
        "Hãy xem lại báo cáo này (mã {code})."
    )
    APPROVE_GAP = "Báo cáo của {unit} thiếu bản trước. Hãy xem lại báo cáo này (mã {code})."
    APPROVE_REBUILT = (
        "Báo cáo của {unit} được dựng lại từ trang in nên không duyệt chung. "
        "Hãy so với bản in rồi duyệt riêng (mã {code})."
    )
    REASON_NEEDED = "Chưa ghi lý do. Hãy ghi lý do để đơn vị biết phải làm gì."
    CONFLICT_UNDECIDED = (
        "{unit} có hai tệp khác nhau cùng bản số {version}. Hãy chọn tệp đúng trước khi duyệt."
    )
    VERSION_NOT_HELD = "Không có bản “{version}” của {unit} ở kỳ {period}. Các bản đang có: {known}. Hãy chọn một trong số đó."
    NOTHING_TO_COMPARE = "{unit} chưa có hai bản ở kỳ {period}. Hãy so sánh khi đã có bản sau."
    HASH_UNKNOWN = "Không có tệp nào của {unit} có mã “{hash}”. Hãy xem mã trong danh sách đã tiếp nhận."

    # the data file
    STORE_NOT_FOUND = "Không thấy tệp dữ liệu “{file}”. Hãy cắm lại USB hoặc chọn lại tệp; chưa có thì tạo dữ liệu mới (lệnh new)."
    STORE_EXISTS = "Tệp “{file}” đã có. Hãy đặt tên khác để không ghi đè."
    STORE_NOT_OURS = "Tệp “{file}” không phải là tệp dữ liệu của chương trình. Hãy chọn tệp .sct."
    STORE_DAMAGED = "Tệp dữ liệu “{file}” bị hỏng. Hãy khôi phục từ bản sao lưu gần nhất."
    STORE_NEWER = (
        "Tệp dữ liệu “{file}” do phiên bản mới hơn tạo. Hãy cài bản mới rồi mở lại; tệp chưa bị sửa."
    )
    STORE_READ_ONLY = (
        "Tệp dữ liệu “{file}” chỉ cho đọc. Hãy bỏ thuộc tính chỉ đọc hoặc chép sang thư mục khác."
    )
    STORE_UNREACHABLE = (
        "Không đọc ghi được tệp dữ liệu “{file}” vì ổ đĩa hoặc USB bị ngắt. Hãy cắm lại ổ đĩa rồi mở lại."
    )
    STORE_BUSY = "Tệp dữ liệu “{file}” đang được chương trình khác ghi. Hãy đóng chương trình đó rồi làm lại."
    BACKUP_BAD = "Bản sao lưu “{file}” không đọc được hoặc không trọn vẹn. Hãy chọn bản sao lưu khác."
    BACKUP_BEFORE_CLOSED = (
        "Bản sao lưu “{file}” không có đúng báo cáo kỳ {period} của {unit} đã {state}, mà số liệu đã {state} không được mất. "
        "Hãy chọn bản sao lưu mới hơn, hoặc mở lại báo cáo đó kèm lý do rồi khôi phục."
    )
    BACKUP_OTHER_OFFICE = "Bản sao lưu là của {found}, không phải của {expected}. Hãy chọn đúng bản sao lưu."
    UNDO_NOTHING = "Không còn thao tác nào để hoàn tác."
    REDO_NOTHING = "Không còn thao tác nào để làm lại."
    UNDO_CHANGED = "Không hoàn tác được vì bản ghi đã thay đổi sau đó. Hãy sửa trực tiếp."
    FIELD_UNKNOWN = (
        "Biểu “{form}” không có trường “{field}”. Hãy xem tên trường ở trang Biểu mẫu (lệnh forms)."
    )
    RECORD_UNKNOWN = (
        "Bản ghi này không còn ở kỳ này, có thể đã bị xóa hoặc gộp. Hãy chọn bản ghi khác trong danh sách."
    )

    # the command line
    USAGE = "Câu lệnh chưa đúng: {why}. Hãy xem hướng dẫn bằng --help."
    SELF_CHECK_FAILED = "Bản cài đặt thiếu: {missing}. Hãy cài lại chương trình."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or needs an explanation, in what a person entered.

    `stop`: the report cannot be submitted; `ask`: it needs a note; `noted`: it has one. `place` is sheet and cell, where it came
    from a workbook. `offer`: what may be typed in its place, where the program knows it.
    """

    code: str
    severity: Severity
    message: str
    form: str = ""
    record_id: str = ""
    record: str = ""
    fields: tuple[str, ...] = ()
    place: str = ""
    offer: str = ""


def problem(
    code: Code, /, *, fields: tuple[str, ...] = (), severity: Severity = "stop", **params: object
) -> Problem:
    """A Problem from the catalogue; form, record and place are added by whoever knows them."""
    return Problem(code.name, severity, _said(code, params), fields=fields)


def _said(code: Code, params: Mapping[str, object]) -> str:
    """The sentence; a count as people write it: 1.234."""
    count = params.get("count")
    shown = {**params, "count": show(count)} if isinstance(count, int) else params
    return code.value.format(**shown)


class AppError(Exception):
    """The surroundings fail; shown in one dialog, or as `CODE: sentence` on standard error."""

    def __init__(self, code: Code, /, **params: object) -> None:
        super().__init__(_said(code, params))
        self.code = code
        self.params = params


def nearest_hint(names: list[str]) -> str:
    """The middle sentence of a message that offers what may have been meant; empty when nothing is near."""
    return " Có phải là " + " hay ".join(f"“{n}”" for n in names) + "?" if names else ""
