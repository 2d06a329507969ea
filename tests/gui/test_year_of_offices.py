"""Two months, a quarter and a year of two communes and their province, each in the window, by clicks and keys.

What the communes know lies on paper (tests/papers.py); the windows submit, receive, judge, add up and print it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDialog

from base import numbers
from base.period import Period
from courier.sheet import KIND_WORDS
from tests.desks import Calendar, Desk, calendar, typed_over
from tests.gui.courier_acts import a_window, reasons, saved_as, settled, shown, texts, the_button, write
from tests.gui.typing import CTRL, Key, focus, letters, press
from tests.papers import Books, Paper, paper, seldom, sums_of
from tests.two_communes import NUMBER, PROVINCE, A, B, label
from ui import dialogs
from ui.window import Window

LEFT = Qt.MouseButton.LeftButton
NAMES = {A: "Phường Phú Khương", B: "Phường An Hội"}


@dataclass
class Street:
    """Three desks, one calendar, and the person who sits down at each of them in turn."""

    qtbot: Any
    patch: pytest.MonkeyPatch
    folder: Path
    calendar: Calendar
    desks: dict[str, Desk]
    books: Books = field(default_factory=Books)

    @contextmanager
    def at(self, code: str, page: str, part: str) -> Iterator[Window]:
        """The window of an office, open on a page and a period."""
        window = a_window(
            self.qtbot, self.patch, self.desks[code].office(), page, period=Period.parse(label(part))
        )
        try:
            yield window
        finally:
            window.close()

    def settled(self, window: Window) -> None:
        settled(self.qtbot, window)

    def clicks(self, window: Window, verb: str, within: Any = None) -> None:
        self.qtbot.mouseClick(the_button(within or shown(window), verb), LEFT)
        self.settled(window)

    def writes(self, code: str, part: str, written: Paper, *, after: str = "") -> None:
        """The commune enters its paper; what asks is answered."""
        desk = self.desks[code]
        desk.opens(label(part), after=label(after) if after else "")
        desk.answers(label(part), written)
        if not part:
            desk.explains(label(part), "số hộ theo sổ hộ khẩu")
        self.books.accepted[code, part] = written

    def submits(self, code: str, part: str, *, note: str = "", kind: str = "final") -> Path:
        """The page "Nộp báo cáo": a word to the province, the button, and where the file goes."""
        with self.at(code, "submit", part) as window:
            page = shown(window)
            number = len(texts(page.versions)) + 1
            path = self.folder / f"{code}-{label(part)}-{number}.xlsx"
            window.session.choose_kind(kind)
            write(page.ready.note, note)
            saved_as(self.patch, path)
            self.clicks(window, "submit", page.ready)
            assert page.result.isVisible() and page.ladder.state == "sent"
            assert texts(page.versions)[0][0] == str(number)
        return path

    def drops(self, window: Window, *files: Path) -> list[str]:
        """Files are let go over the page; gives the answers, which the page lists."""
        page, data = shown(window), QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
        copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(50, 50), copy, data, LEFT, none)
        QApplication.sendEvent(page, enter)
        QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), copy, data, LEFT, none))
        self.settled(window)
        self.clicks(window, "receipts")
        assert len(texts(page.pane.receipts.table)) == len(files)
        return [one.code or one.answer for one in page._receipts]

    def row(self, window: Window, code: str) -> list[str]:
        """How the list of units tells of a commune."""
        return next(row for row in texts(shown(window).table) if row[0] == NAMES[code])

    def stands_on(self, window: Window, code: str) -> None:
        table = shown(window).table
        row = next(n for n, row in enumerate(texts(table)) if row[0] == NAMES[code])
        place = table.visualRect(table.model().index(row, 1)).center()
        self.qtbot.mouseClick(table.viewport(), LEFT, pos=place)
        self.settled(window)

    def approves(self, window: Window) -> None:
        shown(window).table.setFocus()
        press(Key.Key_D, CTRL)
        self.settled(window)

    def sees(self, part: str, *keys: str) -> None:
        """The page "Tổng hợp": the totals, how few communes stand behind them, and each commune's own figures."""
        wanted = self.books.figures((A, B), part)
        with self.at(PROVINCE, "consolidation", part) as window:
            for key in keys:
                window.session.go("consolidation", field=key)
                self.settled(window)
                tree = shown(window).figures.tree.figures
                decimals = next(info.decimals for info in tree.infos if info.key == key)
                for unit, sums in wanted.items():
                    value = sums[key]
                    told = "" if value is None else numbers.show(value, decimals)
                    assert cell(tree, unit or PROVINCE, tree.column_of(key)) == told, (part, unit, key)
                assert f"{len(wanted) - 1}/124" in cell(tree, PROVINCE, 1)


def cell(tree: Any, code: str, column: int) -> str:
    node = next(one for one in tree.nodes if one.entry.unit.code == code)
    return str(tree.place(node.entry.unit.key, column).data())


@pytest.fixture
def street(qtbot: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Street:
    """New data files on the first of January."""
    day = date(2026, 1, 1)
    by = calendar(monkeypatch, day)
    desks = {code: Desk(code, tmp_path / code, by).new(day) for code in (PROVINCE, A, B)}
    for part in ("M01", "M02", "Q1", ""):
        desks[PROVINCE].opens(label(part))
    return Street(qtbot, monkeypatch, tmp_path, by, desks)


def january(s: Street) -> None:
    """Both in time, approved at once; the same file again changes nothing."""
    s.calendar.day = date(2026, 1, 16)
    for code in (A, B):
        s.writes(code, "M01", paper(NUMBER[code], 1))
    files = [s.submits(code, "M01", note="Đã rà soát") for code in (A, B)]
    with s.at(PROVINCE, "receive", "M01") as window:
        assert {s.row(window, code)[1] for code in (A, B)} == {"Chưa nộp"}
        assert s.drops(window, *files) == ["new", "new"]
        assert {s.row(window, code)[1] for code in (A, B)} == {"Chờ duyệt"}
        s.approves(window)
        again = shutil.copy(files[0], s.folder / "gửi lại.xlsx")
        assert s.drops(window, again) == ["have"]
        assert {s.row(window, code)[1] for code in (A, B)} == {"Đã duyệt"}
    s.sees("M01", "revenue", "workers_total", "workers_female_rate")


def february(s: Street) -> None:
    """A was edited in Excel, and is taken; B is late, is returned with a mark, and is mended."""
    s.calendar.day = date(2026, 2, 17)
    for code in (A, B):
        s.writes(code, "M02", paper(NUMBER[code], 2), after="M01")
    files = {code: s.submits(code, "M02") for code in (A, B)}
    edited = typed_over(files[A], "Lao động theo cơ sở", "Trong đó: nữ", 11)
    with s.at(PROVINCE, "receive", "M02") as window:
        s.patch.setattr(dialogs, "open_files", lambda *_, **__: [edited])
        press(Key.Key_O, CTRL)
        s.settled(window)
        page = shown(window)
        assert page.pane.edited.isVisible() and s.row(window, A)[1] == "Chờ xử lý"
        assert texts(page.pane.edited.table)[-1][2:] == ["9", "11"]
        reasons(s.patch, "Xã báo qua điện thoại")
        s.clicks(window, "take_edits", page.pane)
        assert "sửa trên Excel" in s.row(window, A)[-1]
        s.approves(window)
    first = s.books.accepted[A, "M02"]
    s.books.accepted[A, "M02"] = first.written("workers", "Xưởng gỗ 1A", workers_female="11")
    late = s.books.accepted.pop((B, "M02"))
    s.sees("M02", "revenue", "workers_female")
    s.calendar.day = date(2026, 2, 20)
    slip = returned(s, files[B])
    s.books.accepted[B, "M02"] = late.written("workers", "Xưởng gỗ 2A", workers_female="15")
    second = mended(s, slip, "15")
    with s.at(PROVINCE, "receive", "M02") as window:
        assert s.drops(window, second, files[B]) == ["new", "have"]
        s.approves(window)
        assert s.row(window, B)[1:3] == ["Đã duyệt", "2"]
    s.sees("M02", "revenue", "workers_female", "workers_female_rate")


def returned(s: Street, file: Path) -> Path:
    """The province reads B's report, marks a cell, returns it and saves the slip."""

    def mark(dialog: Any) -> int:
        dialog.show()
        found = dialog.tree.findItems(
            "Lao động theo", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
        )
        dialog.tree.setCurrentItem(found[0])
        s.qtbot.waitUntil(lambda: len(texts(dialog.table)) == 2)
        heads = [column.label for column in dialog.table.rows.columns]
        dialog.table.setCurrentIndex(dialog.table.rows.index(0, heads.index("Trong đó: nữ")))
        s.qtbot.keyClick(dialog, Key.Key_M, CTRL)
        s.qtbot.mouseClick(dialog.marks.act, LEFT)
        return dialog.result()

    with s.at(PROVINCE, "receive", "M02") as window:
        s.drops(window, file)
        s.stands_on(window, B)
        assert s.row(window, B)[1] == "Chờ duyệt" and "nộp muộn" in shown(window).pane.about.text()
        reasons(s.patch, "ít hơn hồ sơ", "sai số lao động nữ")
        s.patch.setattr(QDialog, "exec", mark)
        shown(window).table.setFocus()
        press(Key.Key_Return)
        s.settled(window)
        assert s.row(window, B)[1] == "Trả lại"
        slip = s.folder / "phiếu trả lại.xlsx"
        saved_as(s.patch, slip)
        s.qtbot.mouseClick(shown(window).pane.answer, LEFT)
        s.settled(window)
    return slip


def mended(s: Street, slip: Path, text: str) -> Path:
    """B opens the slip, which leads to the box; types over it, and submits again."""
    with s.at(B, "submit", "M02") as window:
        s.patch.setattr(dialogs, "open_file", lambda *_, **__: slip)
        s.clicks(window, "receipt")
        assert shown(window).KEY == "entry"
        s.qtbot.waitUntil(lambda: focus().objectName() == "workers_female")
        press(Key.Key_A, CTRL)
        letters(text)
        press(Key.Key_Return)
        s.settled(window)
    return s.submits(B, "M02")


def the_quarter(s: Street) -> None:
    """Two machines of A send two different reports: the office sees them side by side, and decides."""
    s.calendar.day = date(2026, 3, 17)
    s.writes(B, "Q1", paper(2, 3, months=3))
    two = s.desks[A].copy(s.folder / "máy thứ hai")
    s.writes(A, "Q1", paper(1, 3, months=3))
    one = s.submits(A, "Q1").rename(s.folder / "máy thứ nhất.xlsx")
    s.desks[A] = two
    s.writes(A, "Q1", paper(1, 3, months=3).written("markets", "Chợ 1", fee_revenue="40"))
    files = [one, s.submits(A, "Q1"), s.submits(B, "Q1")]
    chosen = s.books.accepted.pop((A, "Q1"))
    with s.at(PROVINCE, "receive", "Q1") as window:
        assert s.drops(window, *files) == ["new", "conflict", "new"]
        s.approves(window)
        assert (s.row(window, A)[1], s.row(window, B)[1]) == ("Xung đột", "Đã duyệt")
    s.sees("Q1", "market_fee_revenue")
    with s.at(PROVINCE, "receive", "Q1") as window:
        s.stands_on(window, A)
        page = shown(window)
        (row,) = [row for row in texts(page.pane.conflict.table) if "Thu phí" in row[0]]
        reasons(s.patch, "Xã xác nhận qua điện thoại")
        s.clicks(window, "keep_a" if row[1].startswith("40") else "keep_b", page.pane)
        s.approves(window)
        assert s.row(window, A)[1] == "Đã duyệt"
    s.books.accepted[A, "Q1"] = chosen
    s.sees("Q1", "market_fee_revenue", "market_usage_rate")


def the_year(s: Street) -> None:
    """An estimate first, the final figures later; the report is printed as a workbook."""
    s.calendar.day = date(2026, 12, 16)
    for code in (A, B):
        s.writes(code, "", seldom(NUMBER[code], paper(NUMBER[code], 12, months=12)))
    files = [s.submits(code, "", kind="estimate") for code in (A, B)]
    with s.at(PROVINCE, "receive", "") as window:
        s.drops(window, *files)
        s.approves(window)
        for code in (A, B):
            s.stands_on(window, code)
            assert KIND_WORDS["estimate"] in shown(window).pane.about.text()
    s.sees("", "revenue", "commune_population")
    s.calendar.day = date(2027, 1, 5)
    with s.at(A, "submit", "") as window:
        reasons(s.patch, "Đã có số chính thức")
        s.clicks(window, "reopen", shown(window).result)
    final = s.books.accepted[A, ""].written("establishments", "Xưởng gỗ 1A", revenue="4500")
    s.desks[A].enters("2026", "establishments", final.rows["establishments"])
    path = s.submits(A, "")
    before, after = (sums_of(one)["revenue"] or 0 for one in (s.books.accepted[A, ""], final))
    with s.at(PROVINCE, "receive", "") as window:
        assert s.drops(window, path) == ["new"]
        s.stands_on(window, A)
        pane = shown(window).pane
        assert KIND_WORDS["final"] in pane.about.text()
        told = [row[1:3] for row in texts(pane.figures.table)]
        assert [numbers.show(before, 1), numbers.show(after, 1)] in told, "the error of the estimate"
        s.approves(window)
    s.books.accepted[A, ""] = final
    s.sees("", "revenue", "workers_total")


def the_report(s: Street) -> None:
    """The page "Báo cáo": what is seen is what the workbook holds."""
    total = s.books.figures((A, B), "")[""]["revenue"]
    assert total is not None
    path = s.folder / "báo cáo.xlsx"
    with s.at(PROVINCE, "reports", "") as window:
        page = shown(window)
        page.list.setCurrentRow(
            next(n for n in range(page.list.count()) if (c := page._at(n)) and c.key == "consolidated")
        )
        s.settled(window)
        page.tabs.setCurrentIndex(
            [page.tabs.tabText(n) for n in range(page.tabs.count())].index("Cơ sở, lao động")
        )
        form = page.sheet.form
        first = [str(form.index(0, column).data()) for column in range(form.columnCount())]
        assert {numbers.show(total, 1), "2/124"} <= {
            word.strip("()") for text in first for word in text.split()
        }
        saved_as(s.patch, path)
        s.clicks(window, "export")
        s.qtbot.waitUntil(path.is_file, timeout=20_000)
        s.settled(window)
    rows = [
        row for sheet in openpyxl.load_workbook(path).worksheets for row in sheet.iter_rows(values_only=True)
    ]
    assert any(float(total) in row for row in rows)


def test_two_months_a_quarter_and_a_year_in_the_window(street: Street) -> None:
    january(street)
    february(street)
    the_quarter(street)
    the_year(street)
    the_report(street)
