"""Reading a receipt that came back from the office above."""

from __future__ import annotations

from pathlib import Path

from base.errors import AppError, Code
from courier import reply as courier_reply
from courier.payload import Damaged, TooNew
from courier.reply import REPLY_SHEET, TAG, Reply
from imports.hidden import unhidden
from imports.workbook import Workbook


def read(path: Path) -> Reply:
    """The answer in a receipt; raises RECEIPT_NONE, RECEIPT_DAMAGED, RECEIPT_NEWER and what a bad workbook raises."""
    book = Workbook(path)
    if REPLY_SHEET not in book.sheets:
        raise AppError(Code.RECEIPT_NONE, file=path.name)
    try:
        return courier_reply.decode(unhidden(book, REPLY_SHEET, TAG))
    except TooNew as newer:
        raise AppError(Code.RECEIPT_NEWER, file=path.name, version=str(newer)) from newer
    except Damaged as damaged:
        raise AppError(Code.RECEIPT_DAMAGED, file=path.name, what=str(damaged)) from damaged
