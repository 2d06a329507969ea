"""The page of charts, as a person uses it: choose, look, hover, copy, save."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage

from base.errors import Code
from base.paths import asset
from base.period import Period
from office.entering import entry
from office.receiving import receiving
from tests.builders import COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission
from ui import dialogs, theme
from ui.pages.charts.page import ChartsPage
from ui.preferences import Place, Preferences
from ui.session import Session

FORMS = {"kilns.toml": KILNS}
WORKERS = "Lao động ở lò gạch"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sent")
    return [
        submission(folder, code, {"kilns": [kiln("k1", "Lò", workers=str(10 * (n + 1)))]}, forms=FORMS)
        for n, code in enumerate(COMMUNES[:2])
    ]


@pytest.fixture
def page(qtbot, tmp_path: Path, files: list[Path], monkeypatch) -> Iterator[ChartsPage]:
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    with an_office(tmp_path / "district", DISTRICT, forms=FORMS) as office:
        receiving.receive(office, files)
        receiving.approve(office, YEAR)
        session = Session(Preferences())
        session.use(office)
        session.choose_period(YEAR)
        made = ChartsPage(session)
        qtbot.addWidget(made)
        made.resize(1140, 600)
        made.show()
        qtbot.waitActive(made)
        made.arrive(Place("charts", field="kiln_workers"))
        drawn(qtbot, made)
        yield made
        session.jobs.finish()
        session.close()


def drawn(qtbot, page: ChartsPage) -> None:
    qtbot.waitUntil(lambda: page.chart is not None and not page.session.jobs.busy, timeout=20_000)


def row(page: ChartsPage, number: int) -> list[str]:
    return [cell.text for cell in page.table.rows.rows[number]]


def heads(page: ChartsPage) -> list[str]:
    return [column.label for column in page.table.rows.columns]


def test_the_chart_and_its_table_show_the_units(page: ChartsPage) -> None:
    assert page.indicator.box.text() == WORKERS
    assert heads(page)[1:3] == ["Phường 1", "Phường 4"]
    assert row(page, 0)[1:4] == ["20", "10", "…"]
    assert page.canvas.widget() is not None and len(page.canvas.marks) == 2


def test_an_indicator_is_found_without_accents(page: ChartsPage, qtbot) -> None:
    page.indicator.box.setFocus()
    page.indicator.box.selectAll()
    qtbot.keyClicks(page.indicator.box, "so lo")
    assert page.indicator.box.is_open
    while page.indicator.box.list.current is None or page.indicator.box.list.current.text != "Số lò":
        qtbot.keyClick(page.indicator.box, Qt.Key.Key_Down)
    qtbot.keyClick(page.indicator.box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.indicator.key == "kilns_total")


def type_an_indicator(page: ChartsPage, qtbot, text: str) -> None:
    qtbot.keyClicks(page, "f", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.indicator.box.hasFocus)
    qtbot.keyClicks(page.indicator.box, text)
    page.choices.numbers.setFocus()


def test_what_is_no_indicator_is_told_below_the_box_and_the_chart_stays(page: ChartsPage, qtbot) -> None:
    type_an_indicator(page, qtbot, "lao dong lo gach ngoi")
    assert page.indicator.problem.code == Code.NOT_A_CHOICE.name
    assert page.indicator.sentence.isVisible() and WORKERS in page.indicator.sentence.text()
    assert page.indicator.box.text() == "lao dong lo gach ngoi" and page.chart.title.startswith(WORKERS)
    qtbot.keyClicks(page, "f", Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.indicator.box, Qt.Key.Key_Escape)
    assert page.indicator.box.text() == WORKERS and not page.indicator.sentence.isVisible()


def test_an_empty_box_shows_again_what_is_drawn(page: ChartsPage, qtbot) -> None:
    type_an_indicator(page, qtbot, "\b")
    assert page.indicator.box.text() == WORKERS and not page.indicator.sentence.isVisible()


def choose_by(page: ChartsPage, qtbot, by: str) -> None:
    """Go through the box by keyboard until it stands there."""
    page.choices.by.setFocus()
    keys = [page.choices.by.itemData(n) for n in range(page.choices.by.count())]
    step = keys.index(by) - page.choices.by.currentIndex()
    for _ in range(abs(step)):
        qtbot.keyClick(page.choices.by, Qt.Key.Key_Down if step > 0 else Qt.Key.Key_Up)


@pytest.mark.parametrize(
    ("kind", "by", "shown", "divided"),
    [("pie", "period", "line", "period"), ("line", "unit", "bar", "unit")],
)
def test_what_does_not_go_together_follows_the_last_choice_and_says_why(
    page: ChartsPage, qtbot, kind, by, shown, divided
) -> None:
    qtbot.mouseClick(page.choices.kinds[kind], Qt.MouseButton.LeftButton)
    choose_by(page, qtbot, by)
    assert page.choices.kinds[shown].isChecked() and not page.choices.kinds[kind].isChecked()
    assert page.choices.divided_by == divided
    assert page.choices.why.isVisible() and page.choices.why.text()
    qtbot.mouseClick(page.choices.kinds["bar"], Qt.MouseButton.LeftButton)
    assert not page.choices.why.isVisible()


@pytest.mark.parametrize(("chosen", "pie"), [("unit", "unit"), ("period", "unit")])
def test_bars_after_a_line_or_a_pie_are_divided_as_the_person_had_chosen(
    page: ChartsPage, qtbot, chosen, pie
) -> None:
    kinds = page.choices.kinds
    if chosen != "unit":
        choose_by(page, qtbot, chosen)
    for kind, divided in (("line", "period"), ("pie", pie), ("line", "period"), ("bar", chosen)):
        qtbot.mouseClick(kinds[kind], Qt.MouseButton.LeftButton)
        assert page.choices.by.currentData() == divided
    drawn(qtbot, page)
    assert ("Phường 4" in heads(page)) == (chosen == "unit")
    assert not page.choices.why.isVisible()


def test_a_pie_after_periods_is_divided_otherwise_and_says_so(page: ChartsPage, qtbot) -> None:
    choose_by(page, qtbot, "period")
    qtbot.mouseClick(page.choices.kinds["pie"], Qt.MouseButton.LeftButton)
    assert page.choices.divided_by == "unit" and page.choices.kinds["pie"].isChecked()
    assert page.choices.by.currentText().lower() in page.choices.why.text()


def test_no_library_for_files_is_loaded_to_show_a_chart(qtbot, page: ChartsPage) -> None:
    """Only the copy, printed as on paper, needs it: it takes more than a second to load."""
    script = """
import sys
import ui.pages.charts.page, ui.widgets.chart.pen, exports.charts
assert not {"matplotlib", "numpy", "PIL"} & sys.modules.keys()
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=asset(""))


def test_a_bar_is_painted_where_its_mark_is(page: ChartsPage) -> None:
    picture = page.canvas.widget().grab().toImage()
    scale = page.canvas.per_point * picture.devicePixelRatio()
    full = [m for m in page.canvas.marks if m.point.value and m.point.complete]
    assert full
    for mark in full:
        spot = [round((mark.at[n] + mark.size[n] / 2) * scale) for n in (0, 1)]
        assert picture.pixelColor(*spot).name() == theme.chart_colours(theme.now().tokens)[0].lower()
    assert picture.pixelColor(2, 2).name() == "#ffffff"


def test_over_a_mark_its_figure_is_told(page: ChartsPage) -> None:
    mark = next(m for m in page.canvas.marks if m.point.value == 20)
    scale = page.canvas.per_point
    x, y = (mark.at[0] + mark.size[0] / 2) * scale, (mark.at[1] + mark.size[1] / 2) * scale
    assert page.canvas.told(x, y).startswith("Phường 1: 20")
    assert page.canvas.told(1, 1) == ""


def test_a_pie_and_its_shares(page: ChartsPage, qtbot) -> None:
    page.chart = None
    qtbot.mouseClick(page.choices.kinds["pie"], Qt.MouseButton.LeftButton)
    drawn(qtbot, page)
    assert page.choices.kinds["pie"].isChecked() and not page.choices.kinds["bar"].isChecked()
    assert row(page, 1)[1:3] == ["66,7\u00a0%", "33,3\u00a0%"]
    mark = next(m for m in page.canvas.marks if m.point.value == 20)
    middle = (mark.at[0] + mark.size[0] * 0.75, mark.at[1] + mark.size[1] / 2)
    assert mark.holds(middle)


def test_a_line_of_one_period_is_refused_in_words(page: ChartsPage, qtbot) -> None:
    qtbot.mouseClick(page.choices.kinds["line"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty and not page.session.jobs.busy)
    assert page.choices.by.currentData() == "period"
    assert page.empty.sentence.text()
    assert not page.export_button.isEnabled()


def test_a_ratio_is_no_pie_and_the_button_says_why(page: ChartsPage) -> None:
    page.choose("kilns_licensed_share")
    assert not page.choices.kinds["pie"].isEnabled() and page.choices.kinds["pie"].toolTip()
    assert page.choices.why.isVisible()


def test_numbers_can_be_left_out(page: ChartsPage, qtbot) -> None:
    page.chart = None
    qtbot.mouseClick(
        page.choices.numbers, Qt.MouseButton.LeftButton, pos=page.choices.numbers.rect().center() / 4
    )
    if page.choices.numbers.isChecked():
        page.choices.numbers.toggle()
    drawn(qtbot, page)
    assert all(point.silent for point in page.chart.series[0].points)
    assert row(page, 0)[1] == "20"


@pytest.mark.parametrize(("suffix", "magic"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
def test_the_chart_is_saved_as(page: ChartsPage, qtbot, tmp_path: Path, monkeypatch, suffix, magic) -> None:
    path = tmp_path / f"out{suffix}"
    monkeypatch.setattr(dialogs, "save_file", lambda *_: path)
    qtbot.keyClick(page.table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: path.exists() and not page.session.jobs.busy, timeout=20_000)
    assert path.read_bytes().startswith(magic)


def test_a_copy_is_as_on_paper_in_the_dark_too(page: ChartsPage, qtbot, dress) -> None:
    page.chart = None
    dress("dark")
    drawn(qtbot, page)
    dark = page.canvas.widget().grab().toImage().pixelColor(4, 4)
    assert dark.lightness() < 80
    QGuiApplication.clipboard().clear()
    qtbot.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not QGuiApplication.clipboard().image().isNull(), timeout=20_000)
    image: QImage = QGuiApplication.clipboard().image()
    assert image.pixelColor(4, 4).lightness() == 255 and image.width() > 1500


def test_last_year_is_a_mark_across_the_bars(qtbot, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(Preferences, "save", lambda self: None)
    later = Period.parse("2021")
    with an_office(tmp_path, forms=FORMS) as office:
        answer(office, {"kilns": [kiln("k1", "Lò", workers="10")]})
        entry.open_period(office, later)
        entry.enter(office, later, "kilns", [kiln("k1", "Lò", workers="15")])
        session = Session(Preferences())
        session.use(office)
        session.choose_period(later)
        page = ChartsPage(session)
        qtbot.addWidget(page)
        page.arrive(Place("charts", field="kiln_workers"))
        drawn(qtbot, page)
        page.chart = None
        page.choices.before.setCurrentIndex(1)
        page.choices.before.activated.emit(1)
        drawn(qtbot, page)
        assert page.chart.previous is not None
        assert [row(page, n)[1] for n in range(3)] == ["15", "10", "+50,0\u00a0%"]
        session.jobs.finish()
        session.close()
