"""The page of reports: what is seen is what the workbook holds and what is printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QTableView

from base.errors import Code
from office.receiving import receiving
from office.sending import submitting
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission
from ui import dialogs, printing
from ui.pages.reports.page import ReportsPage
from ui.preferences import Place, Preferences
from ui.session import Session

FORMS = {"kilns.toml": KILNS}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sent")
    return [
        submission(folder, code, {"kilns": [kiln("k1", "Lò", workers=str(1234 * (n + 1)))]}, forms=FORMS)
        for n, code in enumerate(COMMUNES[:2])
    ]


def a_page(qtbot, office, monkeypatch) -> ReportsPage:
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    session = Session(Preferences())
    session.use(office)
    session.choose_period(YEAR)
    page = ReportsPage(session)
    qtbot.addWidget(page)
    page.resize(1140, 600)
    page.show()
    qtbot.waitActive(page)
    page.arrive(Place("reports"))
    qtbot.waitUntil(lambda: not session.jobs.busy)
    return page


@pytest.fixture
def page(qtbot, tmp_path: Path, files: list[Path], monkeypatch) -> Iterator[ReportsPage]:
    with an_office(tmp_path / "district", DISTRICT, forms=FORMS) as office:
        receiving.receive(office, files)
        receiving.approve(office, YEAR)
        made = a_page(qtbot, office, monkeypatch)
        choose(qtbot, made, "consolidated")
        yield made
        made.session.jobs.finish()
        made.session.close()


@pytest.fixture
def commune(qtbot, tmp_path: Path, monkeypatch) -> Iterator[ReportsPage]:
    """Its report was submitted."""
    with an_office(tmp_path / "commune", forms=FORMS) as office:
        answer(office, {"kilns": [kiln("k1", "Lò Dừa", workers="7")]})
        submitting.submit(office, YEAR, tmp_path / "first.xlsx")
        made = a_page(qtbot, office, monkeypatch)
        yield made
        made.session.jobs.finish()
        made.session.close()


def choose(qtbot, page: ReportsPage, key: str) -> None:
    row = next(n for n in range(page.list.count()) if (c := page._at(n)) and c.key == key)
    page.list.setCurrentRow(row)
    qtbot.waitUntil(lambda: not page.session.jobs.busy)


def seen(page: ReportsPage) -> list[list[str]]:
    form = page.sheet.form
    return [
        [str(form.index(row, column).data()) for column in range(form.columnCount())]
        for row in range(form.rowCount())
    ]


def test_each_sheet_of_the_report_is_a_tab(page: ReportsPage) -> None:
    assert page.book is not None
    assert [page.tabs.tabText(n) for n in range(page.tabs.count())] == [t.name for t in page.book.tables]
    page.tabs.setCurrentIndex(page.tabs.count() - 1)
    assert page.sheet.title.text() == page.book.tables[-1].title.upper()


def in_sight(page: ReportsPage) -> list[int]:
    """The columns that a person sees, in whole or in part."""
    head, room = page.sheet.view.horizontalHeader(), page.sheet.view.viewport().width()
    return [
        n
        for n in range(head.count())
        if not head.isSectionHidden(n) and head.sectionViewportPosition(n) < room
    ]


@pytest.mark.parametrize("way", ["bar", "keys", "wheel"])
def test_the_name_stays_in_sight_when_one_goes_sideways(page: ReportsPage, qtbot, way: str) -> None:
    assert page.book is not None
    n, table = next((n, t) for n, t in enumerate(page.book.tables) if len(t.columns) > 8)
    page.tabs.setCurrentIndex(n)
    page.resize(900, 600)
    view, last = page.sheet.view, len(table.columns) - 1
    before = in_sight(page)
    assert before[:3] == [0, 1, 2] and last not in before
    if way == "bar":
        view.bar.setFocus()
        qtbot.keyClick(view.bar, Qt.Key.Key_End)
    elif way == "keys":
        view.setFocus()
        for _ in range(last):
            qtbot.keyClick(view, Qt.Key.Key_Right)
        assert view.currentIndex().column() == last
    else:
        for _ in range(last):
            turn_wheel(view)
    assert in_sight(page)[:2] == [0, 1] and in_sight(page)[-1] == last and 2 not in in_sight(page)
    if way == "keys":
        for _ in range(last - 2):
            qtbot.keyClick(view, Qt.Key.Key_Left)
        assert view.currentIndex().column() == 2 and in_sight(page) == before


def turn_wheel(view: QTableView) -> None:
    """One notch with Shift held down."""
    place, notch = view.viewport().rect().center(), QPoint(0, -120)
    at = view.viewport().mapToGlobal(place)
    no, shift = Qt.MouseButton.NoButton, Qt.KeyboardModifier.ShiftModifier
    QApplication.sendEvent(
        view.viewport(),
        QWheelEvent(place, at, QPoint(), notch, no, shift, Qt.ScrollPhase.NoScrollPhase, False),
    )


def test_the_workbook_holds_what_the_preview_shows(page: ReportsPage, qtbot, tmp_path, monkeypatch) -> None:
    path = tmp_path / "out.xlsx"
    monkeypatch.setattr(dialogs, "save_file", lambda *_: path)
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: path.exists() and not page.session.jobs.busy)
    workbook = openpyxl.load_workbook(path, data_only=True)
    assert page.book is not None
    for n, table in enumerate(page.book.tables):
        page.tabs.setCurrentIndex(n)
        sheet = workbook[table.name]
        rows = [[c.value for c in row] for row in sheet.iter_rows()]
        first = next(
            i for i, row in enumerate(rows) if row[: len(table.columns)] == [c.letter for c in table.columns]
        )
        for told, row, cells in zip(seen(page), table.rows, rows[first + 1 :], strict=False):
            for column, text, value in zip(table.columns, told, cells, strict=False):
                if row.heading:
                    continue
                if isinstance(value, int | float) and column.kind == "number":
                    shown = text.replace(".", "").replace(",", ".").replace("\u2212", "-")
                    assert float(shown if shown != "-" else 0) == pytest.approx(float(value), abs=0.0051)
                else:
                    assert text == (value or "")


def test_figures_are_there(page: ReportsPage) -> None:
    assert page.book is not None
    names = [table.name for table in page.book.tables]
    page.tabs.setCurrentIndex(names.index("Lò gạch thủ công"))
    total = seen(page)[0]
    assert "3.702" in total and "2/10" in total


def test_the_same_sheets_become_a_pdf(page: ReportsPage, qtbot, tmp_path, monkeypatch) -> None:
    path = tmp_path / "out.pdf"
    monkeypatch.setattr(dialogs, "save_file", lambda *_: path)
    qtbot.mouseClick(page.pdf_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: path.exists() and not page.session.jobs.busy, timeout=20_000)
    content = path.read_bytes()
    assert content.startswith(b"%PDF") and len(re.findall(rb"/Type\s*/Page\b", content)) >= len(
        page.book.tables
    )


def test_a_pdf_that_cannot_be_written_is_refused_and_told(
    page: ReportsPage, qtbot, tmp_path, monkeypatch
) -> None:
    told = []
    page.session.jobs.refused.connect(lambda refusal: told.append(refusal.code))
    monkeypatch.setattr(dialogs, "save_file", lambda *_: tmp_path / "missing" / "out.pdf")
    qtbot.mouseClick(page.pdf_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(told) and not page.session.jobs.busy, timeout=20_000)
    assert told == [Code.OUTPUT_FAILED]


def test_a_pdf_that_is_stopped_leaves_no_file(page: ReportsPage, qtbot, tmp_path, monkeypatch) -> None:
    path = tmp_path / "out.pdf"
    monkeypatch.setattr(dialogs, "save_file", lambda *_: path)
    qtbot.mouseClick(page.pdf_button, Qt.MouseButton.LeftButton)
    page.session.jobs.cancel()
    qtbot.waitUntil(lambda: not page.session.jobs.busy, timeout=20_000)
    assert list(tmp_path.glob("out*")) == []


def test_print_asks_for_a_printer_first(page: ReportsPage, qtbot, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(dialogs, "choose_printer", lambda *given: bool(asked.append(given)))
    monkeypatch.setattr(printing, "paint", lambda *_: pytest.fail("printed without a printer"))
    qtbot.keyClick(page.list, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == 1


def test_the_list_is_walked_with_the_arrows(page: ReportsPage, qtbot) -> None:
    page.list.setFocus()
    before = page.title.text()
    qtbot.keyClick(page.list, Qt.Key.Key_Up)
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not page.session.jobs.busy)
    assert page.title.text() != "" and before


def test_a_sheet_to_fill_in_is_saved(commune: ReportsPage, qtbot, tmp_path, monkeypatch) -> None:
    choose(qtbot, commune, "kilns")
    assert "Tên lò" in [row[0].text for row in commune.details.rows.rows]
    assert not commune.print_button.isEnabled() and commune.print_button.toolTip()
    path = tmp_path / "to-fill.xlsx"
    monkeypatch.setattr(dialogs, "save_file", lambda *_: path)
    qtbot.keyClick(commune.list, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: path.exists() and not commune.session.jobs.busy)
    assert openpyxl.load_workbook(path).sheetnames


def test_what_was_submitted_is_listed_and_written_again(
    commune: ReportsPage, qtbot, tmp_path, monkeypatch
) -> None:
    version = submitting.versions(commune.session.office, YEAR)[0]
    choose(qtbot, commune, version.hash)
    assert any("Lò gạch" in row[0].text and row[2].text == "1" for row in commune.details.rows.rows)
    path = tmp_path / "again.xlsx"
    monkeypatch.setattr(dialogs, "save_file", lambda *_: path)
    qtbot.mouseClick(commune.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: path.exists() and not commune.session.jobs.busy)
    assert path.read_bytes() == (tmp_path / "first.xlsx").read_bytes()
