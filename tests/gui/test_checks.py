"""The checks page: problems by form, found, explained, and gone to, with mouse and keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from db import records
from office.entering import checking, entry
from office.entering.records import opened_record
from tests.builders import COMMUNE, KILNS, YEAR, an_office, answer, kiln, record, sound_record
from tests.gui.courier_acts import a_window, settled, shown, the_button, write

pytestmark = pytest.mark.usefixtures("no_word_of_warning_from_qt")

WRONG = {"name": "Lò Tư", "workers": "9", "licensed": "không", "cost": "100", "area": "1"}
FINE = {"name": "Lò Năm", "workers": "3", "licensed": "có", "cost": "100", "area": "1"}
BEFORE = YEAR.before()


@pytest.fixture
def office(tmp_path):
    """One kiln breaks a rule that stops; the costs of another fell by more than half."""
    made = an_office(tmp_path, forms={"kilns.toml": KILNS})
    answer(made, {"kilns": [kiln("k1", **WRONG), kiln("k2", **FINE)]}, period=BEFORE)
    answer(made, {"kilns": [kiln("k1", **WRONG), kiln("k2", **{**FINE, "cost": "10"})]})
    yield made


@pytest.fixture
def window(qtbot, monkeypatch, office):
    yield a_window(qtbot, monkeypatch, office, "checks")


@pytest.mark.parametrize("before", ["home", "submit"])
def test_the_first_visit_gives_the_keyboard_to_the_list(qtbot, monkeypatch, office, before):
    window = a_window(qtbot, monkeypatch, office, before)
    window.session.go("checks")
    settled(qtbot, window)
    assert shown(window).tree.hasFocus()


def test_who_searches_while_the_list_is_made_keeps_the_search(qtbot, monkeypatch, office):
    window = a_window(qtbot, monkeypatch, office, "home")
    window.session.go("checks")
    qtbot.keyClicks(window, "f", Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, window)
    assert shown(window).search.hasFocus()


def rows(page) -> list[tuple[str, list[str]]]:
    """(form, [what stands under it])."""
    model = page.tree.problems
    found = []
    for n in range(model.rowCount()):
        top = model.index(n, 0)
        inside = [model.index(row, 0, top).data() for row in range(model.rowCount(top))]
        found.append((top.data(), inside))
    return found


def test_problems_stand_under_their_form_what_stops_first(window):
    ((form, inside),) = rows(shown(window))
    assert form.startswith("Lò gạch thủ công") and inside == ["Lò Tư", "Lò Năm"]


def test_enter_leads_to_the_field(window, qtbot):
    page = shown(window)
    with qtbot.waitSignal(window.session.asked) as asked:
        window.session.asked.disconnect(window.show_place)
        qtbot.keyClick(page.tree, Qt.Key.Key_Return)
    (place,) = asked.args
    assert (place.page, place.form, place.record_id) == ("entry", "kilns", "k1")
    assert place.field in ("workers", "licensed")


def test_a_click_on_what_must_be_mended_leads_to_the_field(window, qtbot):
    page = shown(window)
    model = page.tree.problems
    place = page.tree.visualRect(model.index(0, 0, model.index(0, 0))).center()
    window.session.asked.disconnect(window.show_place)
    with qtbot.waitSignal(window.session.asked):
        qtbot.mouseClick(page.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_the_filters_count_and_choose(window, qtbot):
    page = shown(window)
    assert page.chips.chips["stop"].text().endswith(" 1")
    qtbot.mouseClick(page.chips.chips["ask"], Qt.MouseButton.LeftButton)
    assert [inside for _, inside in rows(page)] == [["Lò Năm"]]


def test_a_search_needs_no_accents(window, qtbot):
    page = shown(window)
    qtbot.keyClicks(page, "f", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.search.hasFocus)
    qtbot.keyClicks(page.search, "lo nam")
    assert [inside for _, inside in rows(page)] == [["Lò Năm"]]


def test_a_search_that_finds_nothing_offers_the_way_back(window, qtbot):
    page = shown(window)
    qtbot.keyClicks(page.search, "khong co")
    assert page.stack.currentWidget() is page.empty
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert len(rows(page)[0][1]) == 2


def test_an_explanation_is_written_on_the_spot_and_kept(window, qtbot, office):
    page = shown(window)
    qtbot.keyClick(page.tree, Qt.Key.Key_Down)
    qtbot.keyClick(page, Qt.Key.Key_F6)
    qtbot.waitUntil(page.explain.text.hasFocus)
    write(page.explain.text, "Lò nghỉ sửa chữa sáu tháng")
    qtbot.keyClick(page.explain.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert opened_record(office, YEAR, "kilns", "k2").record.notes == {"cost": "Lò nghỉ sửa chữa sáu tháng"}
    assert page.chips.chips["noted"].text().endswith(" 1")
    assert page.tree.hasFocus()


def test_what_is_half_written_is_kept_when_the_page_is_left(window, qtbot, office):
    page = shown(window)
    qtbot.keyClick(page.tree, Qt.Key.Key_Down)
    write(page.explain.text, "Đã đối chiếu sổ sách")
    page.leave()
    assert opened_record(office, YEAR, "kilns", "k2").record.notes["cost"] == "Đã đối chiếu sổ sách"


def test_f9_finds_what_was_mended_meanwhile(window, qtbot, office):
    page = shown(window)
    good = kiln("k1", **{**WRONG, "workers": "5"})
    entry.enter(office, YEAR, "kilns", [good])
    entry.note(office, YEAR, "kilns", "k2", "cost", "Đã kiểm tra")
    qtbot.keyClick(page, Qt.Key.Key_F9)
    settled(qtbot, window)
    assert [p.severity for p in page._found.problems] == ["noted"]


def test_when_nothing_is_left_one_button_leads_on(qtbot, monkeypatch, tmp_path):
    office = an_office(tmp_path, forms={"kilns.toml": KILNS})
    answer(office, {"kilns": [kiln("k2", **FINE)]})
    window = a_window(qtbot, monkeypatch, office, "checks")
    page = shown(window)
    assert page.stack.currentWidget() is page.empty
    window.session.asked.disconnect(window.show_place)
    with qtbot.waitSignal(window.session.asked) as asked:
        qtbot.mouseClick(the_button(page.empty, "go_submit"), Qt.MouseButton.LeftButton)
    assert asked.args[0].page == "submit"


def test_a_form_that_was_not_begun_is_told_as_a_whole(qtbot, monkeypatch, tmp_path):
    office = an_office(tmp_path, COMMUNE, forms={"kilns.toml": KILNS})
    entry.open_period(office, YEAR)
    window = a_window(qtbot, monkeypatch, office, "checks")
    found = rows(shown(window))
    asked = [form for form in office.own_forms(YEAR) if not form.optional]
    assert len(found) == len(asked) and all(len(inside) == 1 for _, inside in found)
    shown(window).tree.moved.emit(shown(window).tree.current)
    assert not shown(window).explain.isVisible()


def test_the_same_problem_is_found_again_after_a_check(window):
    tree = shown(window).tree
    told = tree.problems.problem(tree.problems.index(1, 0, tree.problems.index(0, 0)))
    assert tree.problems.place_of(replace(told, severity="noted")).row() == 1


def test_an_explanation_stays_with_the_period_it_was_written_for(window, qtbot, office):
    page = shown(window)
    qtbot.keyClick(page.tree, Qt.Key.Key_Down)
    page.explain.text.setFocus()
    write(page.explain.text, "Lò nghỉ")
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settled(qtbot, window)
    assert window.session.period == BEFORE
    assert opened_record(office, YEAR, "kilns", "k2").record.notes == {"cost": "Lò nghỉ"}
    assert opened_record(office, BEFORE, "kilns", "k2").record.notes == {}


def test_leaving_the_box_keeps_what_was_written(window, qtbot, office):
    page = shown(window)
    qtbot.keyClick(page.tree, Qt.Key.Key_Down)
    page.explain.text.setFocus()
    write(page.explain.text, "Lò nghỉ")
    page.search.setFocus()
    assert opened_record(office, YEAR, "kilns", "k2").record.notes == {"cost": "Lò nghỉ"}


def test_a_declared_total_is_taken_from_the_details_or_kept_with_a_reason(qtbot, monkeypatch, tmp_path):
    office = an_office(tmp_path, COMMUNE)
    entry.open_period(office, YEAR)
    shops = office.form("establishments", YEAR)
    listed = [sound_record(shops, office.catalogue, "e1")]
    entry.enter(office, YEAR, "establishments", listed)
    sheet = record(
        office.form("commune_summary", YEAR),
        "1",
        population="9.000",
        households="2.000",
        establishments_declared="3",
    )
    entry.enter(office, YEAR, "commune_summary", [sheet])
    window = a_window(qtbot, monkeypatch, office, "checks")
    page = shown(window)
    problem = next(p for p in checking.check(office, YEAR) if p.code == "establishments_vs_details")
    page.search.setText("chi tiết có 1 cơ sở")
    qtbot.waitUntil(lambda: page.tree.current is not None and page.tree.current.code == problem.code)
    assert page.take.isVisible() and page.take.text().endswith(": 1") and page.keep_typed.isVisible()
    qtbot.mouseClick(page.take, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: all(p.code != problem.code for p in checking.check(office, YEAR)))
    form = office.form("commune_summary", YEAR)
    (kept,) = records.read(office.store, form, unit=office.unit_in(YEAR).key, period="2020")
    assert kept.values["establishments_declared"] == 1
