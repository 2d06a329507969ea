"""What the disk refuses, in words that a clerk would use: the system says it in English."""

from __future__ import annotations

import errno

_WHY = {
    errno.EACCES: "không có quyền đọc, ghi",
    errno.EPERM: "không có quyền đọc, ghi",
    errno.EROFS: "không có quyền đọc, ghi",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "ổ đĩa đã đầy",
    errno.ENOENT: "không có thư mục này",
    errno.ENOTDIR: "không có thư mục này",
    errno.ENAMETOOLONG: "tên tệp quá dài",
    errno.EINVAL: "tên tệp không hợp lệ",
    errno.EIO: "ổ đĩa hoặc USB bị lỗi",
    errno.EISDIR: "đã có thư mục cùng tên",
    errno.EEXIST: "đã có tệp cùng tên",
}


def trouble(error: OSError) -> str:
    """Why the disk refused, to stand after a colon: no capital letter, no full stop."""
    return _WHY.get(error.errno or 0, "ổ đĩa có lỗi")
