"""A form drawn without code, by keyboard and mouse, until its sum is right two levels up; lists; packs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QTabWidget, QWidget

from base.errors import Code
from forms.spec import Form
from office.declaring import designing, drafts, lists, packing
from office.entering import entry
from office.entering.checking import check
from office.entering.records import opened_record
from office.figures import figures
from office.receiving import receiving
from office.sending import submitting
from tests.builders import COMMUNE, DISTRICT, KILNS, PROVINCE, YEAR, an_office, kiln, record
from tests.gui.courier_acts import a_window, saved_as, settled, shown, texts, the_button
from tests.gui.screens import cut_words, outside
from tests.gui.typing import ALT, CTRL, Key, answer, focus, letters, press, unikey
from ui import dialogs
from ui.pages.forms.page import FormsPage
from ui.session import Session
from ui.widgets.boxes.plain import Box
from ui.window import Window

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot, monkeypatch, tmp_path: Path):
    office = an_office(tmp_path / "commune")
    entry.open_period(office, YEAR)
    made = a_window(qtbot, monkeypatch, office, "forms")
    yield made
    made.close()


@pytest.fixture
def click(qtbot) -> Callable[[QWidget, str], None]:
    """The person clicks on the button that does it."""

    def press_it(widget: QWidget, verb: str) -> None:
        button = the_button(widget, verb)
        assert button.isVisible() and button.isEnabled(), verb
        qtbot.mouseClick(button, LEFT)

    return press_it


def page_of(window: Window) -> FormsPage:
    page = shown(window)
    assert isinstance(page, FormsPage)
    return page


def to(widget: QWidget, key: str) -> Box:
    """The person puts the cursor into a property."""
    box = widget.findChild(Box, key)
    assert box is not None and box.isVisible(), key
    box.setFocus()
    box.selectAll()
    return box


def pick(qtbot, box: QComboBox, text: str) -> None:
    """The person goes down a choice by the arrows until it stands there."""
    box.setFocus()
    for _ in range(box.count()):
        if box.currentText() != text:
            qtbot.keyClick(box, Key.Key_Up if box.findText(text) < box.currentIndex() else Key.Key_Down)
    assert box.currentText() == text


def combo(widget: QWidget, key: str) -> QComboBox:
    box = widget.findChild(QComboBox, key)
    assert box is not None and box.isVisible(), key
    return box


def add_field(qtbot, page: FormsPage, label: str, kind: str) -> None:
    """Ctrl+N, the name, Enter, the kind."""
    press(Key.Key_N, CTRL)
    assert focus() is page.designer.fields.new
    unikey(focus(), label)
    press(Key.Key_Return)
    assert focus().objectName() == "kind"
    pick(qtbot, combo(page.designer.field, "kind"), kind)


def tick(qtbot, widget: QWidget, key: str) -> None:
    box = widget.findChild(QWidget, key)
    assert box is not None and box.isVisible()
    box.setFocus()
    press(Key.Key_Space)


def begin(page: FormsPage, title: str) -> None:
    press(Key.Key_N, CTRL)
    unikey(focus(), title)
    press(Key.Key_Return)
    assert page.stack.currentWidget() is page.designer


def settle(page: FormsPage) -> Form:
    """What the draft is once a person paused."""
    page.designer.drawing.settle()
    return page.designer.drawing.form


def draw(qtbot, page: FormsPage) -> None:
    """A register of brick kilns: four fields, each of another kind, one of them counted."""
    page.list.table.setFocus()
    begin(page, "Lò gạch")
    field = page.designer.field
    add_field(qtbot, page, "Lao động", "Số nguyên")
    tick(qtbot, field, "counted")
    add_field(qtbot, page, "Lao động nữ", "Số nguyên")
    add_field(qtbot, page, "Diện tích", "Số đo có phần thập phân")
    pick(qtbot, combo(field, "decimals"), "2")
    to(field, "unit")
    answer("ha")
    to(field, "min")
    answer("0,5")
    add_field(qtbot, page, "Địa bàn", "Chọn một trong danh mục")
    to(field, "codes")
    letters("dia ban")
    press(Key.Key_Return)


def draw_rules(qtbot, page: FormsPage) -> None:
    """One from the list, and a formula that is mistyped first."""
    rules = page.designer.rules
    tabs = page.designer.findChild(QTabWidget, "parts")
    qtbot.mouseClick(tabs.tabBar(), LEFT, pos=tabs.tabBar().tabRect(2).center())
    pick(qtbot, combo(rules, "rule"), "Không lớn hơn")
    to(rules, "part")
    answer("Lao động nữ")
    to(rules, "whole")
    answer("Lao động")
    qtbot.mouseClick(the_button(rules, "add_rule"), LEFT)
    pick(qtbot, combo(rules, "rule"), "Công thức tự viết")
    to(rules, "check")
    letters("lao_dng <= 500")
    qtbot.waitUntil(lambda: "lao_dong" in rules.sheet.told("check"))
    assert rules.sheet.inputs["check"].property("trouble") == "stop"
    qtbot.mouseClick(the_button(rules, "add_rule"), LEFT)
    assert len(page.designer.drawing.form.rule) == 1
    to(rules, "check")
    letters("lao_dong <= 500")
    qtbot.waitUntil(lambda: rules.sheet.told("check") == "")
    to(rules, "message")
    unikey(focus(), "Lao động quá nhiều")
    qtbot.mouseClick(the_button(rules, "add_rule"), LEFT)


def test_a_form_drawn_by_hand_is_filled_in_submitted_received_and_added_up(
    qtbot, window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(window)
    draw(qtbot, page)
    draw_rules(qtbot, page)
    form = settle(page)
    assert page.designer.drawing.found.form is not None
    assert [f.__struct_config__.tag for f in form.field] == [
        "text",
        "integer",
        "integer",
        "decimal",
        "choice",
    ]
    assert [rule.check for rule in form.rule] == ["lao_dong_nu <= lao_dong", "lao_dong <= 500"]
    press(Key.Key_S, CTRL)
    assert page.stack.currentWidget() is page.list
    assert page.list.line is not None and page.list.line.form.name == "lo_gach@2020"
    session = window.session
    assert drafts.drafts(session.office) == []

    session.go("entry", form="lo_gach")
    settled(qtbot, window)
    press(Key.Key_N, CTRL)
    for text in ("Lò Sáu Tèo", "12", "15", "1,25", "thanh thi"):
        answer(text)
    settled(qtbot, window)
    told = [p for p in check(session.office, YEAR) if p.form == "lo_gach"]
    assert [(p.code, p.fields) for p in told] == [(form.rule[0].key, ("lao_dong_nu", "lao_dong"))]
    shown(window).pane.focus_field("lao_dong_nu")  # type: ignore[attr-defined]
    answer("5")
    assert [p for p in check(session.office, YEAR) if p.form == "lo_gach"] == []

    for other in session.office.own_forms(YEAR):
        if other.key != "lo_gach":
            entry.nil(session.office, YEAR, other.key)
    sent = tmp_path / "bao-cao.xlsx"
    submitting.submit(session.office, YEAR, sent)
    with an_office(tmp_path / "district", DISTRICT) as district:
        assert not district.catalogue.knows("lo_gach@2020")
        (receipt,) = receiving.receive(district, [sent])
        assert receipt.answer == "new", receipt
        receiving.approve(district, YEAR)
        found = figures.consolidate(district, YEAR)
        assert found.root.figures["lo_gach_lao_dong"].value == 12
        assert found.indicators["lo_gach_lao_dong"].label == "Lao động"


def test_what_is_wrong_stands_at_the_property_that_is_meant(qtbot, window: Window, click) -> None:
    page = page_of(window)
    page.list.table.setFocus()
    begin(page, "Lò gạch")
    add_field(qtbot, page, "Địa bàn", "Chọn một trong danh mục")
    field = page.designer.field.sheet
    qtbot.waitUntil(lambda: field.told("codes") != "")
    page.designer.fields.table.setFocus()
    press(Key.Key_Up)
    assert page.designer.fields.key == "name" and field.told("codes") == ""
    click(page.designer, "save")
    assert page.designer.fields.key == "dia_ban" and focus().objectName() == "codes"
    letters("dia ban")
    press(Key.Key_Return)
    qtbot.waitUntil(lambda: field.told("codes") == "" and page.designer.drawing.found.form is not None)


def test_a_page_of_figures_is_drawn_with_a_line_that_is_computed(qtbot, window: Window, click) -> None:
    page = page_of(window)
    click(page.list, "add")
    unikey(focus(), "Lao động lò gạch")
    tick(qtbot, page.begin, "kind_sheet")
    click(page.begin, "begin")
    for label in ("Lao động", "Lao động nữ"):
        add_field(qtbot, page, label, "Số nguyên")
    add_field(qtbot, page, "Lao động nam", "Tính từ trường khác")
    field = page.designer.field.sheet
    qtbot.waitUntil(lambda: field.told("formula") != "")
    to(page.designer.field, "formula")
    letters("lao_dong - lao_dng_nu")
    qtbot.waitUntil(lambda: "lao_dong_nu" in field.told("formula"))
    to(page.designer.field, "formula")
    letters("lao_dong - lao_dong_nu")
    settle(page)
    paper = page.designer.rehearsal.page
    assert paper is not None and field.told("formula") == ""
    rows = {row.key: row for row in paper.entering.rows}
    for key, text in (("lao_dong", "12"), ("lao_dong_nu", "5")):
        rows[key].box.setFocus()
        answer(text)
    assert rows["lao_dong_nam"].box.text() == "7"
    press(Key.Key_S, CTRL)
    assert window.session.office.form("lao_dong_lo_gach", YEAR).kind == "sheet"


def test_a_field_is_put_into_a_formula_from_the_list(qtbot, window: Window) -> None:
    page = page_of(window)
    page.list.table.setFocus()
    begin(page, "Lò gạch")
    add_field(qtbot, page, "Lao động", "Số nguyên")
    add_field(qtbot, page, "Gấp đôi", "Tính từ trường khác")
    formula = page.designer.field.formula
    to(page.designer.field, "formula")
    letters("2 *")
    formula.insert.setFocus()
    press(Key.Key_Down)
    view = formula.insert.view()
    qtbot.waitUntil(view.isVisible)
    for _ in range(2):
        qtbot.keyClick(view, Key.Key_Down)
    qtbot.keyClick(view, Key.Key_Return)
    qtbot.waitUntil(lambda: formula.box.text() == "2 * lao_dong")
    assert focus() is formula.box


def test_fields_are_moved_and_taken_away_by_keys_and_a_step_can_be_taken_back(
    qtbot, window: Window, click
) -> None:
    page = page_of(window)
    page.list.table.setFocus()
    begin(page, "Lò gạch")
    for label in ("Chủ lò", "Địa chỉ"):
        add_field(qtbot, page, label, "Chữ")
    table = page.designer.fields.table
    names = [row[0] for row in texts(table)]
    table.setFocus()
    press(Key.Key_Up, ALT)
    assert [row[0] for row in texts(table)] == [names[0], names[2], names[1]]
    assert page.designer.fields.key == "dia_chi"
    press(Key.Key_Delete)
    assert [row[0] for row in texts(table)] == [names[0], names[1]]
    click(page.designer, "undo_draft")
    assert [row[0] for row in texts(table)] == [names[0], names[2], names[1]]


def test_the_entry_page_is_seen_while_drawing_and_tried_without_keeping_anything(
    qtbot, window: Window
) -> None:
    page = page_of(window)
    draw(qtbot, page)
    settle(page)
    rehearsal = page.designer.rehearsal.page
    assert rehearsal is not None
    rows = {row.key: row for row in rehearsal.entering.rows}
    assert list(rows) == ["name", "lao_dong", "lao_dong_nu", "dien_tich", "dia_ban"]
    rows["dien_tich"].box.setFocus()
    answer("0,2")
    assert [p.code for p in rows["dien_tich"].below.problems] == [Code.BELOW_MINIMUM.name]
    page.designer.fields.choose("dien_tich")
    to(page.designer.field, "min")
    answer("0,1")
    qtbot.waitUntil(lambda: page.designer.rehearsal.page is not rehearsal)
    again = page.designer.rehearsal.page
    row = again.entering.row("dien_tich") if again is not None else None
    assert row is not None and row.box.text() == "0,20" and row.below.problems == ()
    assert not page.session.office.catalogue.knows("lo_gach@2020")


def test_a_draft_outlives_the_page_and_the_program(qtbot, window: Window) -> None:
    page = page_of(window)
    page.list.table.setFocus()
    begin(page, "Lò gạch")
    press(Key.Key_N, CTRL)
    answer("Chu lo")
    to(page.designer.field, "label")
    letters("Chu lo gach")
    path = window.session.office.store.path
    window.close()  # nothing was waited for
    again = Session(window.session.preferences)
    again.open(path)
    (draft,) = drafts.drafts(again.office)
    assert [field.label for field in draft.field] == ["Tên", "Chu lo gach"]
    again.close()


def test_a_draft_is_gone_on_with_from_the_list(qtbot, window: Window, click, monkeypatch) -> None:
    page = page_of(window)
    page.list.table.setFocus()
    begin(page, "Lò gạch")
    add_field(qtbot, page, "Chủ lò", "Chữ")
    press(Key.Key_Escape)
    assert page.stack.currentWidget() is page.list
    page.list.choose("lo_gach@2020")
    page.list.table.setFocus()
    press(Key.Key_Return)
    assert [row[0].strip("\u00a0*") for row in texts(page.designer.fields.table)] == ["Tên", "Chủ lò"]
    press(Key.Key_Escape)
    monkeypatch.setattr(dialogs, "confirm", lambda *_: True)
    page.list.choose("lo_gach@2020")
    click(page.list, "discard")
    assert drafts.drafts(page.session.office) == []


def test_a_shipped_form_can_be_looked_at_and_not_changed(qtbot, window: Window, click) -> None:
    page = page_of(window)
    page.list.choose("markets@2020")
    assert not the_button(page.list, "edit").isEnabled()
    click(page.list, "view")
    assert page.stack.currentWidget() is page.view
    assert page.view.rehearsal.page is not None
    press(Key.Key_Escape)
    assert page.stack.currentWidget() is page.list


def test_a_form_with_answers_becomes_a_new_edition(qtbot, window: Window, monkeypatch, click) -> None:
    page = page_of(window)
    draw(qtbot, page)
    press(Key.Key_S, CTRL)
    session = window.session
    session.go("entry", form="lo_gach")
    press(Key.Key_N, CTRL)
    answer("Lò Sáu")
    session.go("forms")
    page.list.choose("lo_gach@2020")
    click(page.list, "edit")
    add_field(qtbot, page, "Số lò", "Số nguyên")
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda parent, question, verb: asked.append(question) is None)
    press(Key.Key_S, CTRL)
    assert len(asked) == 1
    editions = session.office.catalogue.editions("lo_gach")
    assert [(f.edition, "so_lo" in f.fields) for f in editions] == [("2020", False), ("2021", True)]
    assert drafts.drafts(session.office) == []


def test_looking_at_an_own_form_without_changing_it_begins_no_draft(
    qtbot, tmp_path: Path, monkeypatch, click
) -> None:
    office = an_office(tmp_path / "own", forms={"kilns@1.toml": KILNS})
    entry.open_period(office, YEAR)
    window = a_window(qtbot, monkeypatch, office, "forms")
    page = page_of(window)
    for verb in ("edit", "new_edition"):
        page.list.choose("kilns@1")
        click(page.list, verb)
        assert page.designer.drawing.found.form is not None
        press(Key.Key_Escape)
        assert drafts.drafts(office) == []
    window.close()


def a_workbook(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Danh mục")
        for n, row in enumerate((["Mã", "Tên"], ["urban", "Đô thị"], ["island", "Hải đảo"])):
            sheet.write_row(n, 0, row)
    return path


def test_a_list_is_superseded_after_its_changes_were_seen(
    qtbot, window: Window, tmp_path: Path, monkeypatch, click
) -> None:
    page = page_of(window)
    file = a_workbook(tmp_path / "dia-ban.xlsx")
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: file)
    click(page.list, "lists")
    keys = [one.key for one in page.lists.lists]
    page.lists.table.choose(keys.index("area_type"))
    click(page.lists, "supersede")
    assert focus() is page.lists.on
    letters("hom qua")
    assert not page.lists.save_button.isEnabled() and page.lists.told.text()
    page.lists.on.selectAll()
    letters("01072021")
    assert [(row[0], row[1]) for row in texts(page.lists.changes)] == [
        ("Mới", "island"),
        ("Đổi tên", "urban"),
        ("Ngừng dùng", "rural"),
    ]
    assert "island" not in lists.lists(page.session.office)["area_type"].by_code
    click(page.lists, "save_list")
    listed = lists.lists(page.session.office)["area_type"]
    assert listed.by_code["rural"].valid_to == date(2021, 6, 30)
    assert listed.names(date(2021, 7, 1)) == ["Đô thị", "Hải đảo"]
    assert page.lists.chosen is not None and page.lists.chosen.key == "area_type"


def test_a_new_list_can_be_chosen_from_at_once(
    qtbot, window: Window, tmp_path: Path, monkeypatch, click
) -> None:
    page = page_of(window)
    file = a_workbook(tmp_path / "Loại đất.xlsx")
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: file)
    click(page.list, "lists")
    click(page.lists, "new_list")
    click(page.lists, "save_list")
    press(Key.Key_Escape)
    begin(page, "Lò gạch")
    add_field(qtbot, page, "Đất", "Chọn một trong danh mục")
    to(page.designer.field, "codes")
    letters("loai dat")
    press(Key.Key_Return)
    settle(page)
    assert page.designer.drawing.found.form is not None
    press(Key.Key_S, CTRL)
    assert window.session.office.catalogue.form("lo_gach@2020").fields["dat"].show("urban") == "Đô thị"


def a_pack(folder: Path) -> Path:
    with an_office(folder, PROVINCE, forms={"kilns@1.toml": KILNS}) as province:
        packing.make(province, folder / "a.sctpack", note="năm 2020")
    return folder / "a.sctpack"


def test_a_pack_is_made_at_the_province_and_taken_at_the_commune(
    qtbot, window: Window, tmp_path: Path, monkeypatch, click
) -> None:
    province = an_office(tmp_path / "province", PROVINCE, forms={"kilns@1.toml": KILNS})
    entry.open_period(province, YEAR)
    above = a_window(qtbot, monkeypatch, province, "forms")
    page = page_of(above)
    path = tmp_path / "cau-hinh.sctpack"
    suggested = saved_as(monkeypatch, path)
    click(page.list, "pack")
    answer("áp dụng từ năm 2020")
    click(page.make, "make_pack")
    settled(qtbot, above)
    assert suggested[0].name == "cau-hinh-84.sctpack" and packing.read(path).note == "áp dụng từ năm 2020"
    assert page.stack.currentWidget() is page.list and path.name in page.list.said.text()
    above.close()

    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    page = page_of(window)
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: path)
    click(page.list, "unpack")
    settled(qtbot, window)
    assert [(row[0], row[1]) for row in texts(page.take.table)] == [("Biểu mẫu", "Lò gạch thủ công")]
    assert not window.session.office.catalogue.knows("kilns@1")
    click(page.take, "take_pack")
    settled(qtbot, window)
    assert window.session.office.form("kilns", YEAR).title == "Lò gạch thủ công"
    assert page.stack.currentWidget() is page.list


def test_a_pack_that_is_not_wanted_changes_nothing(
    qtbot, window: Window, tmp_path: Path, monkeypatch, click
) -> None:
    page = page_of(window)
    path = a_pack(tmp_path / "above")
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: path)
    click(page.list, "unpack")
    settled(qtbot, window)
    click(page.take, "refuse_pack")
    assert page.stack.currentWidget() is page.list
    assert sorted(p.name for p in (tmp_path / "commune").iterdir()) == [f"{COMMUNE}.sct"]


def test_a_pack_that_would_change_what_answers_mean_cannot_be_taken(
    qtbot, tmp_path: Path, monkeypatch, click
) -> None:
    office = an_office(tmp_path / "commune", forms={"kilns@1.toml": KILNS})
    entry.open_period(office, YEAR)
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="3")])
    meant = KILNS.replace('unit = "triệu đồng"', 'unit = "nghìn đồng"')
    with an_office(tmp_path / "above", PROVINCE, forms={"kilns@1.toml": meant}) as province:
        packing.make(province, tmp_path / "a.sctpack")
    window = a_window(qtbot, monkeypatch, office, "forms")
    page = page_of(window)
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: tmp_path / "a.sctpack")
    click(page.list, "unpack")
    settled(qtbot, window)
    assert texts(page.take.table)[-1][1] == "Lò gạch thủ công"
    assert not page.take.take_button.isEnabled() and page.take.take_button.toolTip()


def test_a_pause_in_drawing_that_ends_after_the_file_was_closed_does_nothing(qtbot, window: Window) -> None:
    page = page_of(window)
    page._begin_drawing("Lò nung", "register")
    drawing = page.designer.drawing
    drawing.put(drawing.form)
    before = drawing.found
    window.session.close()
    drawing.settle()
    page.designer.rules.try_now()
    assert drawing.found is before


def test_a_damaged_pack_is_refused(qtbot, window: Window, tmp_path: Path, monkeypatch, click) -> None:
    page = page_of(window)
    path = a_pack(tmp_path / "above")
    path.write_bytes(path.read_bytes()[:-3])
    told: list[str] = []
    monkeypatch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal.code.name))
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: path)
    click(page.list, "unpack")
    settled(qtbot, window)
    assert told == [Code.PACK_DAMAGED.name] and page.stack.currentWidget() is page.list


SIZES = [(1366, 696, 1.0), (1093, 543, 1.0), (911, 441, 1.0), (1366, 696, 1.5)]


@pytest.mark.parametrize(("width", "height", "scale"), SIZES)
def test_every_pane_fits_small_screens_and_large_letters(
    qtbot, window: Window, tmp_path: Path, dress, monkeypatch, width: int, height: int, scale: float
) -> None:
    dress("light", scale)
    window.resize(width, height)
    page = page_of(window)
    draw(qtbot, page)
    settle(page)
    found = []
    for tab in range(3):
        page.designer.tabs.setCurrentIndex(tab)
        qtbot.wait(20)
        found += [f"tab {tab}: {words}" for words in (*cut_words(page), *outside(page))]
    press(Key.Key_Escape)
    for verb in ("add", "lists", "pack"):
        qtbot.mouseClick(the_button(page.list, verb), LEFT)
        qtbot.wait(20)
        found += [f"{verb}: {words}" for words in (*cut_words(page), *outside(page))]
        page.back()
    page.take.read(a_pack(tmp_path / "above"))
    settled(qtbot, window)
    found += [f"unpack: {words}" for words in (*cut_words(page), *outside(page))]
    assert found == []
    assert (window.width(), window.height()) == (width, height)


@pytest.mark.parametrize("kind", designing.KINDS)
def test_every_kind_of_field_shows_its_properties(qtbot, window: Window, kind: str) -> None:
    page = page_of(window)
    page.list.table.setFocus()
    begin(page, "Lò gạch")
    add_field(qtbot, page, "Thêm", designing.KINDS[kind][0])
    field = page.designer.drawing.form.fields["them"]
    assert field.__struct_config__.tag == kind
    shown_rows = [key for key, box in page.designer.field.sheet.inputs.items() if box.isVisible()]
    assert {"label", "kind", "section"} < set(shown_rows)


def test_an_office_without_anything_of_its_own_is_told_so(
    qtbot, window: Window, tmp_path: Path, monkeypatch, click
) -> None:
    told: list[str] = []
    monkeypatch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal.code.name))
    saved_as(monkeypatch, tmp_path / "a.sctpack")
    page = page_of(window)
    click(page.list, "pack")
    click(page.make, "make_pack")
    settled(qtbot, window)
    assert told == [Code.PACK_EMPTY.name]


# Stands in the place of the shipped one; only what a pack reads of a target.
PLAN = """
key = "plan_targets"
edition = "test"
title = "Chỉ tiêu kế hoạch"
kind = "register"
valid_from = 2019-06-01
packet = "industry_trade"
level = "any"
optional = true
label_field = "title"
identity = ["title"]

[[field]]
kind = "text"
key = "title"
label = "Chỉ tiêu"
[[field]]
kind = "text"
key = "assigned_to"
label = "Giao cho đơn vị"
"""


def test_a_province_hands_its_targets_down_with_the_pack(qtbot, tmp_path: Path, monkeypatch, click) -> None:
    province = an_office(tmp_path / "province", PROVINCE, forms={"plan_targets@test.toml": PLAN})
    entry.open_period(province, YEAR)
    target = record(province.form("plan_targets", YEAR), "t1", title="80 lò", assigned_to=COMMUNE)
    entry.enter(province, YEAR, "plan_targets", [target])
    above = a_window(qtbot, monkeypatch, province, "forms")
    page = page_of(above)
    path = tmp_path / "giao.sctpack"
    saved_as(monkeypatch, path)
    click(page.list, "pack")
    press(Key.Key_Tab)
    assert focus() is page.make.targets
    press(Key.Key_Space)
    click(page.make, "make_pack")
    settled(qtbot, above)
    above.close()

    commune = an_office(tmp_path / "commune", forms={"plan_targets@test.toml": PLAN})
    entry.open_period(commune, YEAR)
    window = a_window(qtbot, monkeypatch, commune, "forms")
    page = page_of(window)
    monkeypatch.setattr(dialogs, "open_file", lambda *_, **__: path)
    click(page.list, "unpack")
    settled(qtbot, window)
    click(page.take, "take_pack")
    settled(qtbot, window)
    kept = opened_record(window.session.office, YEAR, "plan_targets", "t1")
    assert kept.record.values["title"] == "80 lò"
    window.close()
