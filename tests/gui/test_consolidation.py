"""The page of consolidation, as a person uses it: groups, branches, where a figure comes from, export."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication

from office.figures import reporting
from office.office import Office
from office.receiving import receiving
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission
from tests.gui.courier_acts import a_window, settled, shown
from ui import dialogs
from ui.pages.consolidation.page import ConsolidationPage
from ui.preferences import Place, Preferences
from ui.session import Session
from ui.widgets.figures.model import FIXED, NOT_ADDED

FORMS = {"kilns.toml": KILNS}
GROUP = "Lò gạch thủ công"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sent")
    made = []
    for n, code in enumerate(COMMUNES):
        records = [
            kiln("k1", "Lò Dừa", workers=str(1000 + n), area="2", cost="10,5", licensed="có"),
            kiln("k2", "Lò Đá", workers="5", area="1", cost="4,5", licensed="không"),
        ]
        made.append(submission(folder, code, {"kilns": records}, forms=FORMS))
    return made


def a_page(qtbot, office: Office, monkeypatch) -> ConsolidationPage:
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    session = Session(Preferences())
    session.use(office)
    session.choose_period(YEAR)
    page = ConsolidationPage(session)
    qtbot.addWidget(page)
    page.resize(1140, 620)
    page.show()
    qtbot.waitActive(page)
    page.arrive(Place("consolidation"))
    qtbot.waitUntil(lambda: page.found is not None and not session.jobs.busy)
    return page


@pytest.fixture
def page(qtbot, tmp_path: Path, files: list[Path], monkeypatch) -> Iterator[ConsolidationPage]:
    """A district of which two wards are approved, one waits, and the others sent nothing."""
    with an_office(tmp_path / "district", DISTRICT, forms=FORMS) as office:
        receiving.receive(office, files)
        receiving.approve(office, YEAR, COMMUNES[:2])
        made = a_page(qtbot, office, monkeypatch)
        made.choices.group.setCurrentIndex(made.choices.group.findData(GROUP))
        made.choices.group.activated.emit(made.choices.group.currentIndex())
        yield made
        made.session.jobs.finish()
        made.session.close()


def cell(page: ConsolidationPage, code: str, indicator: str) -> QModelIndex:
    model = page.figures.tree.figures
    node = next(n for n in model.nodes if n.entry.unit.code == code)
    column = model.column_of(indicator) if indicator else 1
    return model.place(node.entry.unit.key, column)


def seen(page: ConsolidationPage, code: str, indicator: str = "") -> str:
    return str(cell(page, code, indicator).data())


def test_the_first_visit_gives_the_keyboard_to_the_figures(
    qtbot, tmp_path: Path, files: list[Path], monkeypatch
) -> None:
    with an_office(tmp_path / "district", DISTRICT, forms=FORMS) as office:
        receiving.receive(office, files)
        receiving.approve(office, YEAR)
        window = a_window(qtbot, monkeypatch, office, "home")
        window.session.go("consolidation")
        settled(qtbot, window)
        assert shown(window).figures.tree.hasFocus()
        assert shown(window).figures.tree.currentIndex().isValid()
        window.session.go("home")
        window.session.go("consolidation")
        assert shown(window).figures.tree.hasFocus()
        window.close()


def test_a_total_is_shown_with_its_coverage_in_italics(page: ConsolidationPage) -> None:
    assert seen(page, DISTRICT, "kiln_workers") == "2.011"
    assert seen(page, DISTRICT, "kiln_cost") == "30"
    assert "2/10" in seen(page, DISTRICT)
    font = cell(page, DISTRICT, "kiln_workers").data(Qt.ItemDataRole.FontRole)
    assert font.italic() and font.weight() > 500
    assert seen(page, COMMUNES[0], "kiln_workers") == "1.005"
    assert cell(page, COMMUNES[0], "kiln_workers").data(Qt.ItemDataRole.FontRole) is None


def test_a_figure_that_an_approved_report_does_not_know_is_not_told_as_whole(
    qtbot, tmp_path: Path, monkeypatch
) -> None:
    """Every commune is approved, one of them did not write down what its kilns cost."""
    with an_office(tmp_path / "district", DISTRICT, forms=FORMS) as office:
        communes = [unit.code for unit in office.tree(YEAR).children(office.unit_in(YEAR))]
        for n, code in enumerate(communes):
            cost = {"cost": "10"} if n else {}
            records = [kiln("k1", f"Lò {code}", workers="3", area="1", **cost)]
            receiving.receive(office, [submission(tmp_path / code, code, {"kilns": records}, forms=FORMS)])
        receiving.approve(office, YEAR)
        page = a_page(qtbot, office, monkeypatch)
        page.choices.group.setCurrentIndex(page.choices.group.findData(GROUP))
        page.choices.group.activated.emit(page.choices.group.currentIndex())
        count = len(communes)
        told = {}
        for indicator in ("kiln_workers", "kiln_cost"):
            page.figures.go(office.unit_in(YEAR).key, indicator)
            qtbot.waitUntil(lambda key=indicator: page._wanted[1] == key)
            told[indicator] = page.pane.badge.text()
        assert told["kiln_workers"] == f"Đủ {count}/{count} xã"
        assert told["kiln_cost"] == f"Chưa đủ {count - 1}/{count} xã"
        assert "Số nghiêng" in page.note.text()
        page.session.jobs.finish()
        page.session.close()


def test_a_unit_that_is_not_approved_has_no_figures(page: ConsolidationPage) -> None:
    node = cell(page, COMMUNES[2], "kilns_total")
    assert node.siblingAtColumn(FIXED).data() == NOT_ADDED
    assert all(
        not node.siblingAtColumn(n).data() for n in range(FIXED + 1, page.figures.tree.figures.columnCount())
    )


def test_arrows_open_branches_and_walk_through_figures(page: ConsolidationPage, qtbot) -> None:
    tree = page.figures.tree
    tree.setFocus()
    tree.setCurrentIndex(tree.figures.index(0, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(tree.figures.index(0, 0))
    assert not tree.frozen.isExpanded(tree.figures.index(0, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    assert tree.isExpanded(tree.figures.index(0, 0)) and tree.frozen.isExpanded(tree.figures.index(0, 0))
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    assert tree.currentIndex().column() == FIXED
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    assert (tree.currentIndex().column(), tree.figures.node(tree.currentIndex()).entry.unit.code) == (
        FIXED + 1,
        COMMUNES[0],
    )
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert tree.currentIndex().column() == 0


def test_the_first_columns_stay_when_one_scrolls_sideways(page: ConsolidationPage, qtbot) -> None:
    page.resize(700, 500)
    page._close_pane()
    qtbot.waitUntil(lambda: page.figures.tree.viewport().width() > 600)
    qtbot.keyClick(page.figures.tree, Qt.Key.Key_End)
    assert page.figures.tree.horizontalScrollBar().value() > 0
    assert page.figures.tree.frozen.horizontalScrollBar().value() == 0
    shown = page.figures.tree.visualRect(page.figures.tree.currentIndex())
    assert shown.left() >= page.figures.tree.frozen.width()
    assert shown.right() <= page.figures.tree.viewport().width()


def test_f4_tells_what_a_ratio_is_made_of(page: ConsolidationPage, qtbot) -> None:
    page.figures.tree.setFocus()
    page.figures.tree.setCurrentIndex(cell(page, DISTRICT, "kilns_licensed_share"))
    qtbot.keyClick(page.figures.tree, Qt.Key.Key_F4)
    assert page.pane.value.text().startswith("50,00")
    assert page.pane.formula.text().splitlines()[0].endswith("× 100")
    assert [row[0].text for row in page.pane.added.rows.rows] == ["Phường 4", "Phường 1"]
    assert page.pane.lacking.rows.rowCount() == 8
    assert page.pane.added.hasFocus()


def test_enter_goes_down_to_the_unit_and_its_records(page: ConsolidationPage, qtbot) -> None:
    page.figures.tree.setFocus()
    page.figures.tree.setCurrentIndex(cell(page, DISTRICT, "kiln_workers"))
    qtbot.keyClick(page.figures.tree, Qt.Key.Key_F4)
    page.pane.added.choose(1)
    qtbot.keyClick(page.pane.added, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.pane._trace))
    rows = [tuple(c.text for c in row) for row in page.pane.added.rows.rows]
    assert rows == [("Lò Dừa", "1.001"), ("Lò Đá", "5")]
    assert page.pane.files.count() == 3
    page.pane.copy()
    copied = QGuiApplication.clipboard().text()
    assert "Phường 1" in copied and "1.001" in copied and f"{COMMUNES[1]}.xlsx" in copied


def test_esc_closes_the_pane_and_where_it_is_narrow_it_takes_the_place_of_the_table(
    page: ConsolidationPage, qtbot
) -> None:
    qtbot.keyClick(page.pane, Qt.Key.Key_Escape)
    assert page.pane.isHidden() and page.figures.tree.hasFocus()
    page.resize(700, 400)
    qtbot.keyClick(page.figures.tree, Qt.Key.Key_F4)
    assert page.pane.isVisible() and not page.card.isVisible()
    qtbot.keyClick(page.pane, Qt.Key.Key_Escape)
    assert page.card.isVisible() and not page.pane.isVisible()


def test_the_exported_workbook_is_the_report(page: ConsolidationPage, qtbot, tmp_path, monkeypatch) -> None:
    path = tmp_path / "out.xlsx"
    monkeypatch.setattr(dialogs, "save_file", lambda *_: path)
    qtbot.mouseClick(page.export_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: path.exists() and not page.session.jobs.busy)
    book = reporting.book(page.session.office, YEAR)
    names = openpyxl.load_workbook(path, read_only=True).sheetnames
    assert [table.name for table in book.tables] == names[: len(book.tables)]


def test_the_chart_button_hands_over_the_indicator(page: ConsolidationPage, qtbot) -> None:
    page.figures.tree.setCurrentIndex(cell(page, DISTRICT, "kiln_area"))
    with qtbot.waitSignal(page.session.asked) as asked:
        qtbot.keyClick(page.figures.tree, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert (asked.args[0].page, asked.args[0].field) == ("charts", "kiln_area")


def test_another_page_can_ask_for_an_indicator(page: ConsolidationPage) -> None:
    page.choices.group.setCurrentIndex(0)
    page._show_figures()
    page.arrive(Place("consolidation", field="kiln_area"))
    assert page.choices.group.currentText() == GROUP
    info = page.figures.tree.figures.info_at(page.figures.tree.currentIndex().column())
    assert info is not None and info.key == "kiln_area"


def test_what_is_approved_later_is_added_when_the_page_hears_of_it(page: ConsolidationPage, qtbot) -> None:
    receiving.approve(page.session.office, YEAR, [COMMUNES[2]])
    page.session.tell_changed()
    qtbot.waitUntil(lambda: not page.session.jobs.busy and seen(page, DISTRICT, "kiln_workers") == "3.018")


def test_a_commune_sees_its_own_figures_line_by_line(qtbot, tmp_path: Path, monkeypatch) -> None:
    with an_office(tmp_path, forms=FORMS) as office:
        answer(office, {"kilns": [kiln("k1", "Lò Dừa", workers="7", cost="1,5")]})
        page = a_page(qtbot, office, monkeypatch)
        page.choices.group.setCurrentIndex(page.choices.group.findData(GROUP))
        page.choices.group.activated.emit(page.choices.group.currentIndex())
        lines = {row[0].text: row[2].text for row in page.figures.own.rows.rows}
        assert lines["Lao động ở lò gạch"] == "7"
        page.figures.own.go("kiln_workers")
        qtbot.waitUntil(lambda: bool(page.pane._trace))
        assert [tuple(c.text for c in row) for row in page.pane.added.rows.rows] == [("Lò Dừa", "7")]
        page.session.jobs.finish()
        page.session.close()


def test_without_figures_the_page_says_why(qtbot, tmp_path: Path, monkeypatch) -> None:
    with an_office(tmp_path, DISTRICT, forms=FORMS) as office:
        page = a_page(qtbot, office, monkeypatch)
        assert page.stack.currentWidget() is page.empty
        assert page.empty.sentence.text() and page.empty.button.objectName() == "action_receive"
        assert not page.export_button.isEnabled()
        page.session.close()
