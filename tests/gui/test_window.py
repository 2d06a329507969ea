"""The frame: pages by mouse and by key, periods, the bar of long work, a narrow window, a second start."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QPushButton, QToolButton

from base.period import Period
from office.entering import checking, entry
from office.receiving import receiving
from tests.builders import COMMUNE, COMMUNES, DISTRICT, KILNS, PROVINCE, YEAR, an_office, kiln, submission
from tests.gui.typing import CTRL, Key, focus, in_dialog, letters, press
from ui import dialogs
from ui.app import start
from ui.jobs import Job
from ui.preferences import Place, Preferences, load
from ui.session import Session
from ui.window import PAGES, Window, open_file

Opener = Callable[..., Window]


@pytest.fixture
def opened(qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """`opened()` shows the window on a commune's file in which the year is open."""
    monkeypatch.setattr("ui.preferences.data_dir", lambda: tmp_path)
    made: list[Window] = []

    def show(code: str = COMMUNE, *, size: tuple[int, int] = (1366, 696), begun: bool = True) -> Window:
        path = tmp_path / code / f"{code}.sct"
        if not path.exists():
            with an_office(tmp_path / code, code, forms={"kilns.toml": KILNS}) as office:
                if begun:
                    entry.open_period(office, YEAR)
        window = Window(Session(load()))
        qtbot.addWidget(window)
        made.append(window)
        window.resize(*size)
        window.show()
        assert open_file(window, path)
        qtbot.waitUntil(lambda: window.page is not None)
        return window

    yield show
    for window in made:
        window.close()


def on_page(window: Window) -> str:
    return window.page.objectName() if window.page else ""


def test_it_opens_on_the_home_page_of_the_office(opened: Opener) -> None:
    window = opened()
    assert on_page(window) == "page_home"
    assert "Xã" in window.context.unit.first.text() or "Phường" in window.context.unit.first.text()
    assert window.context.when.first.text() == "Năm 2020"
    assert window.windowTitle().startswith(f"{COMMUNE}.sct")


@pytest.mark.parametrize(("code", "above"), [(COMMUNE, "thành phố Trà Vinh"), ("26734", "Quận 1")])
def test_the_office_above_is_written_as_inside_a_sentence(
    opened: Opener, qtbot: Any, code: str, above: str
) -> None:
    window = opened(code)
    assert window.context.unit.second.text() == f"{above} · mã {code}"
    press(Key.Key_4, CTRL)
    page = window.page
    qtbot.waitUntil(lambda: above in [w.text() for w in page.findChildren(QLabel) if w.isVisible()])


@pytest.mark.parametrize(("scale", "whole"), [(1.0, True), (2.0, False)])
def test_where_large_letters_leave_no_room_the_days_overdue_stand_in_the_tooltip(
    opened: Opener, dress: Any, scale: float, whole: bool
) -> None:
    dress("light", scale)
    due = opened(size=(1366, 768)).context.due
    shown, told = due.first.text(), due.toolTip()
    needed = due.first.fontMetrics().horizontalAdvance(shown)
    assert due.first.width() >= needed and due.first.toolTip() == ""
    assert any(sign.isdigit() for sign in shown) is whole
    assert told.startswith(shown) and "ngày" in told and due.second.text() in told


@pytest.mark.parametrize("nav", PAGES, ids=lambda nav: nav.key)
def test_every_page_has_a_key_and_a_name_in_the_spine(opened: Opener, qtbot: Any, nav: Any) -> None:
    window = opened(PROVINCE)
    qtbot.keyClick(window, getattr(Qt.Key, f"Key_{nav.digit}"), Qt.KeyboardModifier.ControlModifier)
    assert on_page(window) == f"page_{nav.key}"
    home = window.findChild(QPushButton, "nav_home")
    qtbot.mouseClick(home, Qt.MouseButton.LeftButton)
    assert on_page(window) == "page_home"


def test_a_commune_has_nothing_to_receive(opened: Opener, qtbot: Any) -> None:
    window = opened()
    assert window.findChild(QPushButton, "nav_receive").isHidden()
    qtbot.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert on_page(window) == "page_home"


def test_alt_and_arrows_step_through_the_periods(opened: Opener, qtbot: Any) -> None:
    window = opened()
    entry.open_period(window.session.office, Period.parse("2021"))
    window.session.tell_changed()
    qtbot.keyClick(window, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert window.context.when.first.text() == "Năm 2021"
    assert not window.findChild(QToolButton, "action_later").isEnabled()
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.context.when.first.text() == "Năm 2020"


def test_a_few_letters_without_accents_go_to_a_page(opened: Opener, qtbot: Any) -> None:
    window = opened()
    seen: list[list[str]] = []

    def type_and_go() -> None:
        dialog = window.findChild(QLineEdit, "goto").window()
        qtbot.keyClicks(dialog.box, "bieu do")
        places = dialog.findChild(QListWidget, "list_places")
        seen.append([places.item(n).text() for n in range(places.count())])
        qtbot.keyClick(dialog.box, Qt.Key.Key_Return)

    from PySide6.QtCore import QTimer

    QTimer.singleShot(0, type_and_go)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert seen == [["Biểu đồ"]]
    assert on_page(window) == "page_charts"


def test_undo_and_redo_take_an_act_back_and_do_it_again(opened: Opener, qtbot: Any) -> None:
    window = opened()
    office = window.session.office
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò A")])

    def held() -> int:
        return sum(1 for p in checking.check(office, YEAR) if p.form == "kilns" and p.code == "FORM_OPEN")

    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert held() == 1
    qtbot.keyClick(window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert held() == 0


def test_nothing_to_undo_is_told(opened: Opener, qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal.code.name))
    qtbot.keyClick(opened(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert told == ["UNDO_NOTHING"]


def test_long_work_shows_a_bar_with_cancel(opened: Opener, qtbot: Any) -> None:
    window = opened()
    stopped: list[bool] = []
    may_go = threading.Event()

    def work(office: Any, progress: Any) -> None:
        while True:
            progress.step(3, 9, "Đang đọc tệp")
            may_go.wait(0.01)

    window.session.jobs.run(
        window.session.office,
        Job("Tiếp nhận", work, lambda _: None, writes=True, stopped=lambda: stopped.append(True)),
    )
    cancel = window.findChild(QPushButton, "action_cancel")
    qtbot.waitUntil(cancel.isVisible)
    assert not window.stack.isEnabled()
    qtbot.waitUntil(lambda: "Đang đọc tệp (3/9)" in window.foot.work.what.text())
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stopped == [True])
    assert window.foot.said.text() == "Đã dừng: tiếp nhận."
    assert window.stack.isEnabled()
    assert not cancel.isVisible()


@pytest.mark.parametrize(("size", "wide"), [((1366, 696), True), ((1093, 543), False), ((911, 441), False)])
def test_a_small_screen_gets_a_rail_and_keeps_the_page_and_the_foot(
    opened: Opener, size: tuple[int, int], wide: bool
) -> None:
    window = opened(size=size)
    words = window.findChild(QPushButton, "nav_home").findChild(QLabel, "")
    assert words is not None
    assert (window.spine.width() > 150) is wide
    assert window.foot.keys.isVisible() and window.foot.keys.text()
    assert window.foot.keys.sizeHint().width() <= window.foot.keys.width()
    assert (window.width(), window.height()) == size
    right = window.context.mapTo(window, QPoint(window.context.width(), 0)).x()
    assert right <= size[0]


def test_the_next_start_comes_back_to_the_same_spot(opened: Opener, qtbot: Any) -> None:
    window = opened()
    qtbot.keyClick(window, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    window.close()
    again = opened()
    assert on_page(again) == "page_units"


def test_what_is_typed_when_the_window_closes_is_kept_and_the_next_start_stands_in_its_box(
    opened: Opener, qtbot: Any
) -> None:
    window = opened()
    qtbot.waitUntil(window.isActiveWindow)
    entry.enter(window.session.office, YEAR, "kilns", [kiln("k1", "Út Hai", workers="5", area="")])
    window.session.go("entry", form="kilns", record_id="k1", field="workers")
    press(Key.Key_A, CTRL)
    letters("7")
    window.close()
    assert QApplication.activeModalWidget() is None
    again = opened()
    qtbot.waitUntil(again.isActiveWindow)
    assert again.session.preferences.place == Place("entry", "2020", "kilns", "k1", "workers")
    assert on_page(again) == "page_entry"
    assert (focus().objectName(), focus().text()) == ("workers", "7")


def test_a_file_that_is_none_of_ours_is_told_and_nothing_changes(
    opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(dialogs, "refuse", lambda parent, refusal: told.append(refusal.code.name))
    window = opened()
    other = tmp_path / "x.sct"
    other.write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    assert not open_file(window, other)
    assert told == ["STORE_NOT_OURS"]
    assert window.session.office.unit.code == COMMUNE


def test_preferences_that_cannot_be_read_count_as_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.preferences.data_dir", lambda: tmp_path)
    chosen = Preferences(mode="dark", scale=130, place=Place("entry", "2020", "kilns", "k1", "name"))
    chosen.save()
    assert load() == chosen
    (tmp_path / "preferences.json").write_bytes(b"{")
    assert load() == Preferences()


def test_without_a_screen_it_says_so_and_ends(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert start([], str) == 2
    assert capsys.readouterr().err.startswith("NO_SCREEN: ")


def test_other_kinds_of_figures_among_the_received_ones_are_told(opened: Opener, tmp_path: Path) -> None:
    files = [
        submission(tmp_path / code, code, {}, kind=kind)
        for code, kind in zip(COMMUNES, ("final", "preliminary"), strict=False)
    ]
    window = opened(DISTRICT)
    told = window.context.received
    receiving.receive(window.session.office, files[:1])
    window.session.tell_changed()
    assert window.session.kind == "final" and not told.isVisible()
    receiving.receive(window.session.office, files)
    window.session.tell_changed()
    assert told.isVisible() and "nhiều loại số" in told.text()
    assert "1 chính thức" in window.context.kind.toolTip() and "1 sơ bộ" in window.context.kind.toolTip()


def test_another_text_size_fits_the_frame_anew(opened: Opener, dress: Any) -> None:
    window = opened()
    wide = window.spine.width()
    dress(scale=1.5)
    assert window.spine.width() < wide


def test_enter_does_not_confirm_an_act_on_many_records(opened: Opener) -> None:
    window = opened()
    in_dialog(lambda: press(Key.Key_Return))
    assert not dialogs.confirm(window, "12 bản ghi?", "Tất cả không đổi")
    in_dialog(lambda: (press(Key.Key_Tab), press(Key.Key_Space)))
    assert dialogs.confirm(window, "12 bản ghi?", "Tất cả không đổi")
