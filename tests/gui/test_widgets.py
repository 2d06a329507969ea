"""The painted widgets: badge, ladder, bar of states; and texts doubled for the tests of layout."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QTableWidget, QVBoxLayout, QWidget

from ui import speech, theme
from ui.widgets.badge import Badge
from ui.widgets.ladder import STEPS, Ladder
from ui.widgets.statebar import StateBar

COUNTS = {"approved": 77, "sent": 12, "conflict": 1, "returned": 3, "none": 31, "draft": 0}
MAKERS = {
    "badge": lambda: Badge("sent"),
    "ladder": lambda: Ladder("sent"),
    "bar": lambda: StateBar(COUNTS),
}


@pytest.mark.parametrize("state", theme.STATES)
def test_a_badge_says_its_state_to_the_eye_and_to_the_reader(qtbot, state):
    badge = Badge(state)
    qtbot.addWidget(badge)
    assert badge.text() == badge.accessibleName() == theme.STATES[state].word
    badge.show_state("draft", "Chưa đủ 12/15")
    assert badge.accessibleName() == "Chưa đủ 12/15"


def test_a_badge_has_room_for_its_word_at_every_size(qtbot, dress):
    for scale in (0.9, 1.0, 1.3, 2.0):
        dress("light", scale)
        badge = Badge("added")
        qtbot.addWidget(badge)
        font = theme.font("strong", scale * 0.9)
        words = badge.fontMetrics().__class__(font).horizontalAdvance(badge.text())
        assert badge.sizeHint().width() >= words + theme.px(16 + 6 + 6)
        assert badge.sizeHint().height() >= theme.px(24)


@pytest.mark.parametrize("name", MAKERS)
def test_a_painted_widget_follows_the_look(qtbot, dress, name):
    widget = MAKERS[name]()
    qtbot.addWidget(widget)
    widget.resize(500, 80)
    small, light = widget.sizeHint(), widget.grab().toImage()
    dress("dark")
    assert widget.grab().toImage() != light
    dress("light", 1.5)
    assert widget.sizeHint().height() > small.height()


@pytest.mark.parametrize(
    ("state", "step"),
    [("none", 1), ("draft", 1), ("returned", 1), ("sent", 2), ("conflict", 2), ("approved", 3), ("added", 4)],
)
def test_a_ladder_stands_at_its_step(qtbot, state, step):
    ladder = Ladder(state)
    qtbot.addWidget(ladder)
    assert f"bước {step} trong {len(STEPS)}" in ladder.accessibleName()
    assert theme.STATES[state].full in ladder.accessibleName()


def test_a_ladder_does_not_know_every_state():
    with pytest.raises(ValueError, match="stop"):
        Ladder("stop")


def test_a_ladder_gives_each_word_its_room(qtbot, dress):
    for scale in (1.0, 1.3):
        dress("light", scale)
        for state in (*STEPS, "returned", "none"):
            ladder = Ladder(state)
            qtbot.addWidget(ladder)
            for size, full in ((ladder.sizeHint(), True), (ladder.minimumSizeHint(), False)):
                ladder.resize(size)
                words = ladder._words(full=full)
                lefts = ladder._lefts(words)
                ends = [left + ladder._wanted([word]) for left, word in zip(lefts, words, strict=True)]
                assert all(end <= left for end, left in zip(ends, lefts[1:], strict=False))
                assert ends[-1] <= ladder.width() + 2


def test_a_bar_tells_its_counts_and_leaves_out_what_nobody_is_in(qtbot):
    bar = StateBar(COUNTS)
    qtbot.addWidget(bar)
    told = bar.accessibleDescription()
    assert "Đã duyệt 77" in told
    assert theme.STATES["draft"].word not in told


def test_units_left_out_are_a_part_of_the_bar_with_shape_and_word(qtbot):
    bar = StateBar({"approved": 3, "excluded": 2})
    qtbot.addWidget(bar)
    bar.resize(420, bar.heightForWidth(420))
    assert f"{theme.STATES['excluded'].word} 2" in bar.accessibleDescription()
    assert [part.state for part in bar._parts()] == ["approved", "excluded"]


def test_the_parts_of_a_bar_fill_it_without_overlap(qtbot):
    bar = StateBar(COUNTS)
    qtbot.addWidget(bar)
    for width in (160, 420, 900):
        bar.resize(width, 60)
        places = [part.place for part in bar._parts()]
        assert all(place.width() >= 4 for place in places)
        assert all(a.right() < b.left() for a, b in pairwise(places))
        assert width - 2 <= places[-1].right() <= width


def test_a_narrow_bar_breaks_its_legend(qtbot):
    bar = StateBar(COUNTS)
    qtbot.addWidget(bar)
    assert bar.heightForWidth(200) > bar.heightForWidth(900)


def test_an_empty_bar_is_drawn_too(qtbot):
    bar = StateBar()
    qtbot.addWidget(bar)
    bar.resize(200, 40)
    assert not bar.grab().isNull()
    assert bar.accessibleDescription() == ""


def test_doubling_reaches_words_and_spares_figures(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    label, figure, box, table = QLabel("Đơn vị"), QLabel("1.234"), QLineEdit("gõ"), QTableWidget(1, 1)
    button, combo = QPushButton("&Lưu"), QComboBox()
    combo.addItem("Sơ bộ")
    box.setPlaceholderText("Tìm tên")
    table.setHorizontalHeaderLabels(["Tên"])
    column = QVBoxLayout(window)
    for one in (label, figure, box, table, button, combo, badge := Badge("sent")):
        column.addWidget(one)
    window.show()
    assert speech.doubled(window) >= 6
    assert label.text() == "Đơn vị Đơn vị"
    assert figure.text() == "1.234"
    assert box.text() == "gõ"
    assert box.placeholderText() == "Tìm tên Tìm tên"
    assert button.text() == "&Lưu Lưu"
    assert combo.itemText(0) == "Sơ bộ Sơ bộ"
    assert table.horizontalHeaderItem(0).text() == "Tên Tên"
    assert badge.text().count(theme.STATES["sent"].word) == 2
