"""The look: contrasts recomputed, marks and icons that exist, focus that shows and moves nothing."""

from __future__ import annotations

import ast
import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtGui import (
    QColor,
    QFontInfo,
    QFontMetrics,
    QIcon,
    QImage,
    QPalette,
    QRawFont,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTableView,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from base.paths import asset
from tools.build_fonts import vietnamese_letters
from ui import speech, theme

UI = Path(theme.__file__).parent
LIGHT_SYSTEM = QPalette(QColor("white"))
LIGHT_SYSTEM.setColor(QPalette.ColorRole.Link, QColor("#00009F"))
LIGHT_SYSTEM.setColor(QPalette.ColorRole.Highlight, QColor("#37006E"))
LIGHT_SYSTEM.setColor(QPalette.ColorRole.HighlightedText, QColor("#FFFFFF"))
ALL_TOKENS = {
    "light": theme.LIGHT,
    "dark": theme.DARK,
    "contrast": theme.CONTRAST,
    "light contrast": theme.contrast_of(LIGHT_SYSTEM),
}
FIXED = ("light", "dark", "contrast")


# Contrast


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """WCAG 2.2: 21 for black on white."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


TEXTS = [
    *(
        (text, ground)
        for text in ("text", "text2", "text3")
        for ground in ("canvas", "surface", "raised", "ink_soft")
    ),
    ("text", "focus_fill"),
    ("text3", "focus_fill"),
    *(("ink", ground) for ground in ("canvas", "surface", "raised", "ink_soft")),
    ("surface", "ink"),  # selected letters
    ("on_fill", "fill"),
    ("on_fill", "fill_hover"),
    ("on_fill_focus", "fill_focus"),
    ("spine_text", "spine"),
    ("spine_text", "spine_on"),
    ("on_fill", "spine_on"),
    ("spine_mute", "spine"),
    ("spine", "spine_mark"),
]
BORDERS = [
    *(("edge", ground) for ground in ("canvas", "surface", "raised")),
    *(("focus", ground) for ground in ("canvas", "surface", "raised", "focus_fill", "ink_soft")),
    ("fill_line", "surface"),
    ("spine_mark", "spine"),
    ("spine_mark", "spine_on"),
    ("ring", "spine"),
]


@pytest.mark.parametrize("mode", ALL_TOKENS)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_every_text_is_legible_on_its_ground(mode, text, ground):
    tokens = ALL_TOKENS[mode]
    assert ratio(getattr(tokens, text), getattr(tokens, ground)) >= 4.5


@pytest.mark.parametrize("mode", ALL_TOKENS)
@pytest.mark.parametrize(("border", "ground"), BORDERS)
def test_every_border_stands_out_from_its_ground(mode, border, ground):
    tokens = ALL_TOKENS[mode]
    assert ratio(getattr(tokens, border), getattr(tokens, ground)) >= 3


@pytest.mark.parametrize("mode", ALL_TOKENS)
def test_the_ring_of_a_primary_button_stands_out(mode):
    tokens = ALL_TOKENS[mode]
    assert max(ratio(tokens.ring, tokens.fill_focus), ratio(tokens.ring, tokens.surface)) >= 3


@pytest.mark.parametrize("mode", ALL_TOKENS)
@pytest.mark.parametrize("state", theme.STATES)
def test_every_state_is_legible_in_its_badge_on_a_card_and_on_a_chosen_row(mode, state):
    tokens = ALL_TOKENS[mode]
    ink, soft = theme.state_colours(state, tokens)
    assert ratio(ink, soft) >= 4.5
    assert ratio(ink, tokens.surface) >= 4.5
    assert ratio(ink, tokens.canvas) >= 4.5
    assert ratio(ink, tokens.ink_soft) >= 3
    assert ratio(tokens.text, soft) >= 4.5


@pytest.mark.parametrize("mode", ALL_TOKENS)
def test_every_chart_colour_stands_out_and_there_are_six(mode):
    colours = theme.chart_colours(ALL_TOKENS[mode])
    assert len(set(colours)) == 6
    assert all(ratio(colour, ALL_TOKENS[mode].surface) >= 3 for colour in colours)


def test_a_dark_system_contrast_is_ours():
    assert theme.contrast_of(QPalette(QColor("black"))) == theme.CONTRAST


# One place names colours


def code() -> list[Path]:
    return sorted(UI.rglob("*.py"))


def test_only_the_theme_names_a_colour():
    hex_value = re.compile(r"#(?:[0-9A-Fa-f]{8}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})\b")
    files = [*code(), UI / "assets" / "look.qss", *(UI / "assets" / "icons").glob("*.svg")]
    assert [
        f.name for f in files if f.name != "theme.py" and hex_value.search(f.read_text(encoding="utf-8"))
    ] == []


def test_only_the_theme_sets_a_style_sheet():
    assert [f.name for f in code() if "setStyleSheet" in f.read_text(encoding="utf-8")] == ["theme.py"]


@pytest.mark.parametrize("mode", ALL_TOKENS)
@pytest.mark.parametrize("scale", [0.9, 1.0, 1.15, 1.3, 2.0])
def test_every_mark_of_the_style_sheet_is_known(mode, scale):
    assert "@" not in theme.stylesheet(ALL_TOKENS[mode], scale)


def test_an_unknown_mark_is_an_error(monkeypatch, tmp_path):
    (tmp_path / "look.qss").write_text("QLabel { color: @nonsense; }", encoding="utf-8")
    monkeypatch.setattr(theme, "asset", lambda relative: tmp_path / "look.qss")
    monkeypatch.setattr(theme, "_marks", lambda tokens, scale: {})
    with pytest.raises(ValueError, match="nonsense"):
        theme.stylesheet(theme.LIGHT, 1.0)


def test_a_mode_that_does_not_exist_is_an_error(qapp):
    with pytest.raises(ValueError, match="sepia"):
        theme.apply(qapp, "sepia", 1.0)


# Fonts


def test_the_bundled_fonts_have_every_vietnamese_letter_and_even_figures():
    for role in theme.ROLES:
        font = theme.font(role)
        assert QFontInfo(font).family() in theme.FAMILIES
        metrics, raw = QFontMetrics(font), QRawFont.fromFont(font)
        assert [letter for letter in vietnamese_letters() if not raw.supportsCharacter(ord(letter))] == []
        assert len({metrics.horizontalAdvance(figure * 4) for figure in "0123456789"}) == 1


def test_strong_is_bolder_than_body():
    assert QFontInfo(theme.font("strong")).weight() > QFontInfo(theme.font("body")).weight()


def test_the_fonts_of_the_window_are_those_of_the_exports():
    for file in (*theme.FONTS, "ui/assets/fonts/OFL.txt"):
        assert asset(file).read_bytes() == asset(file.replace("ui/assets", "exports")).read_bytes()


def test_text_grows_with_the_scale(dress):
    sizes = []
    for scale in (0.9, 1.0, 1.3, 2.0):
        dress("light", scale)
        label = QLabel("Xã Quới Điền")
        label.setProperty("role", "block")
        sizes.append(label.sizeHint().height())
    assert all(small < large for small, large in pairwise(sizes))


def test_a_scale_beyond_the_limits_is_cut(dress):
    assert dress("light", 9.0).scale == 2.0
    assert dress("light", 0.1).scale == 0.9


# Icons and glyphs


def ink(image: QImage) -> int:
    """How many pixels are not empty."""
    return sum(
        image.pixelColor(x, y).alpha() > 60 for x in range(image.width()) for y in range(image.height())
    )


def shape(image: QImage) -> frozenset[tuple[int, int]]:
    return frozenset(
        (x, y)
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 128
    )


def icon_names() -> list[str]:
    files = sorted(file.stem for file in (UI / "assets" / "icons").glob("*.svg"))
    return [f.removesuffix("_20_regular").replace("_20_filled", "_filled") for f in files]


@pytest.mark.parametrize("mode", FIXED)
def test_every_icon_is_drawn_at_every_size(dress, mode):
    dress(mode)
    for name in icon_names():
        assert ink(theme.pixmap(name).toImage()) >= 12, name
    for size in (16, 20, 22):
        assert ink(theme.icon("save").pixmap(size, size).toImage()) > 12


def test_icons_take_the_colour_of_their_token(dress):
    for mode in FIXED:
        tokens = dress(mode).tokens
        image = theme.pixmap("data_bar_vertical_filled", "ink").toImage()
        colours = {image.pixelColor(x, y).name().upper() for x, y in shape(image)}
        assert tokens.ink in colours


def named_icons() -> set[str]:
    """First words given to icon(), pixmap(), and the icons of the navigation."""
    names: set[str] = set()
    for file in code():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func).rpartition(".")[2]
            if called in {"icon", "pixmap", "_coloured"} and node.args:
                given = [node.args[0]]
            elif called == "Nav":
                given = node.args[2:3]
            else:
                continue
            names |= {
                one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)
            }
    return names


def test_every_icon_named_in_the_code_exists():
    assert named_icons() - set(icon_names()) == set()


def test_a_focused_primary_button_has_a_legible_icon(dress):
    dress("contrast")
    icon = theme.icon("save", "on_fill")
    focused = icon.pixmap(22, 22, QIcon.Mode.Active).toImage()
    assert {focused.pixelColor(x, y).name() for x, y in shape(focused)} == {"#000000"}


@pytest.mark.parametrize("mode", FIXED)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_every_state_has_a_shape_of_its_own(dress, mode, scale):
    dress(mode, scale)
    shapes = {state: shape(theme.glyph(state).toImage()) for state in theme.STATES}
    assert all(len(one) > 20 for one in shapes.values())
    for one, other in combinations(shapes, 2):
        assert len(shapes[one] ^ shapes[other]) > 12, (one, other)


def test_the_mark_is_drawn():
    assert ink(theme.mark().pixmap(32, 32).toImage()) > 500


# Focus


def table() -> QTableView:
    model = QStandardItemModel(2, 2)
    for row in range(2):
        for column in range(2):
            model.setItem(row, column, QStandardItem("1.234"))
    view = QTableView()
    model.setParent(view)
    view.setModel(model)
    view.setCurrentIndex(model.index(0, 0))
    return view


def tree() -> QTreeView:
    view = QTreeView()
    model = QStandardItemModel(view)
    model.appendRow(QStandardItem("Xã Ba Tri"))
    view.setModel(model)
    view.setCurrentIndex(model.index(0, 0))
    return view


def button(role: str = "", *, checked: bool = False, **properties: object) -> QPushButton:
    made = QPushButton("Lưu nháp")
    made.setProperty("role", role)
    made.setCheckable(checked)
    made.setChecked(checked)
    for name, value in properties.items():
        made.setProperty(name, value)
    return made


def line(**properties: object) -> QLineEdit:
    made = QLineEdit("12.345,6")
    for name, value in properties.items():
        made.setProperty(name, value)
    return made


def combo() -> QComboBox:
    made = QComboBox()
    made.addItem("Sơ bộ")
    return made


def tool() -> QToolButton:
    made = QToolButton()
    made.setIcon(theme.icon("add"))
    return made


CONTROLS = {
    "box": line,
    "dense box": lambda: line(dense=True),
    "box to correct": lambda: line(trouble="stop"),
    "box to explain": lambda: line(trouble="ask"),
    "computed box": lambda: line(computed=True),
    "long box": lambda: QPlainTextEdit("a"),
    "combo": combo,
    "check": lambda: QCheckBox("Ghi số"),
    "radio": lambda: QRadioButton("Xã"),
    "plain": button,
    "primary": lambda: button("primary"),
    "link": lambda: button("link"),
    "flat": lambda: button("flat"),
    "chip": lambda: button("chip"),
    "chosen chip": lambda: button("chip", checked=True),
    "segment": lambda: button("segment"),
    "chosen segment": lambda: button("segment", checked=True),
    "section": lambda: button("section"),
    "nav": lambda: button("nav"),
    "current nav": lambda: button("nav", current=True),
    "dense": lambda: button(dense=True),
    "tool": tool,
    "table": table,
    "tree": tree,
}
STILL = ("check", "radio", "plain", "link", "flat", "chip", "segment", "section", "dense")
"""Their inside does not change at all when the border does."""


def looks(qtbot, control: QWidget) -> tuple[QImage, QImage, list[object], list[object]]:
    """Pictures and measures without and with focus."""
    window = QWidget()
    column = QVBoxLayout(window)
    other = QLineEdit()
    column.addWidget(other)
    column.addWidget(control)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    pictures, measures = [], []
    for focused in (other, control):
        focused.setFocus()
        assert focused.hasFocus()
        pictures.append(control.grab().toImage())
        measures.append(
            [control.geometry(), control.sizeHint(), control.minimumSizeHint(), window.sizeHint()]
        )
    return pictures[0], pictures[1], measures[0], measures[1]


def differing(one: QImage, other: QImage) -> int:
    return sum(one.pixel(x, y) != other.pixel(x, y) for x in range(one.width()) for y in range(one.height()))


@pytest.mark.parametrize("mode", FIXED)
@pytest.mark.parametrize("scale", [1.0, 1.15, 1.3])
@pytest.mark.parametrize("name", CONTROLS)
def test_focus_shows_and_moves_nothing(qtbot, dress, name, mode, scale):
    dress(mode, scale)
    without, focused, before, after = looks(qtbot, CONTROLS[name]())
    assert differing(without, focused) > 60  # more than a text cursor
    assert before == after
    if name in STILL:
        inside = QRect(16, 4, without.width() - 32, without.height() - 8)
        assert without.copy(inside) == focused.copy(inside)


@pytest.mark.parametrize("mode", FIXED)
def test_trouble_shows_and_moves_nothing(qtbot, dress, mode):
    dress(mode)
    plain, stop, ask = line(), line(trouble="stop"), line(trouble="ask")
    pictures = []
    for one in (plain, stop, ask):
        qtbot.addWidget(one)
        one.resize(120, 30)
        pictures.append(one.grab().toImage())
        assert one.sizeHint() == plain.sizeHint()
    assert all(differing(one, other) > 60 for one, other in combinations(pictures, 2))


def test_a_property_that_changes_is_seen_at_once(qtbot):
    box = line()
    qtbot.addWidget(box)
    box.resize(120, 30)
    before = box.grab().toImage()
    theme.assign(box, "trouble", "stop")
    assert differing(before, box.grab().toImage()) > 60


@pytest.mark.parametrize("mode", FIXED)
def test_checked_unchecked_and_disabled_boxes_look_different(qtbot, dress, mode):
    dress(mode)
    pictures = []
    for kind in (QCheckBox, QRadioButton):
        for checked in (False, True):
            for enabled in (False, True):
                one = kind("")
                qtbot.addWidget(one)
                one.setChecked(checked)
                one.setEnabled(enabled)
                one.resize(30, 30)
                pictures.append(one.grab().toImage())
    assert all(differing(one, other) > 0 for one, other in combinations(pictures, 2))


@pytest.mark.parametrize(
    ("make", "height"), [(button, 32), (lambda: button("primary"), 32), (line, 30), (combo, 30)]
)
def test_heights_are_those_of_the_specification(qtbot, make, height):
    control = make()
    qtbot.addWidget(control)
    assert control.sizeHint().height() == height


def test_rows_of_a_list_that_was_filled_before_it_was_shown_are_tall_enough(qtbot):
    made = QListWidget()
    made.addItems(["Chợ", "Lò gạch"])
    made.setCurrentRow(1)  # lays the rows out before the style sheet reached the list
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.visualItemRect(made.item(0)).height() >= 28)


# The look changes


def test_a_change_is_told_once_and_the_same_look_is_not(qtbot, dress):
    told = []
    theme.changed().connect(lambda: told.append(theme.now().tokens.mode))
    dress("dark")
    dress("dark")
    dress("contrast", 1.5)
    assert told == ["dark", "contrast"]


class _Counted(QWidget):
    """Counts how often it is dressed anew."""

    times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += event.type() == QEvent.Type.StyleChange
        super().changeEvent(event)


def test_what_stands_deep_inside_is_dressed_no_more_often_than_what_stands_on_top(qtbot, dress):
    """Qt polishes a widget once for each widget above it when one style sheet takes the place of another."""
    top = _Counted()
    qtbot.addWidget(top)
    inner = top
    for _ in range(12):
        inner = _Counted(inner)
    top.show()
    top.times = inner.times = 0
    dress(scale=1.3)
    assert 1 <= inner.times <= 2 and top.times <= 2


def test_icons_are_made_again_for_another_mode(dress):
    before = theme.glyph("stop").toImage()
    assert theme.glyph("stop").cacheKey() == theme.glyph("stop").cacheKey()
    dress("dark")
    assert theme.glyph("stop").toImage() != before


def test_auto_takes_light_or_dark_from_the_system(dress):
    assert dress("auto").tokens in (theme.LIGHT, theme.DARK, theme.CONTRAST)


def test_pictures_go_elsewhere_when_the_users_folder_cannot_be_written(monkeypatch, tmp_path):
    def nowhere() -> Path:
        raise PermissionError(tmp_path)

    monkeypatch.setattr(theme, "data_dir", nowhere)
    monkeypatch.setattr(theme.tempfile, "mkdtemp", lambda prefix: str(tmp_path))
    theme._cache_folder.cache_clear()
    assert theme._cache_folder() == tmp_path
    theme._cache_folder.cache_clear()


# Qt's own words


@pytest.fixture
def vietnamese(qapp):
    qapp.installTranslator(speech.translator())
    yield
    qapp.removeTranslator(speech.translator())


def test_standard_buttons_speak_vietnamese(qtbot, vietnamese):
    kinds = [kind for kind in QDialogButtonBox.StandardButton if kind.name not in ("NoButton", "FirstButton")]
    box = QDialogButtonBox()
    qtbot.addWidget(box)
    for kind in kinds:
        made = box.addButton(kind)
        if made is not None:
            assert made.text() in {*speech._BUTTONS.values()}, kind


def test_the_menu_of_a_box_speaks_vietnamese_with_a_letter_for_each_act(qtbot, vietnamese):
    for box in (QLineEdit("a"), QPlainTextEdit("a")):
        qtbot.addWidget(box)
        menu = box.createStandardContextMenu()
        texts = [act.text().partition("\t")[0] for act in menu.actions() if act.text()]
        assert set(texts) <= set(speech._EDITING.values())
        letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
        assert len(letters) >= 5
        assert len(letters) == len(set(letters))
        menu.deleteLater()


def test_what_has_no_translation_stays_as_it_is(qapp, vietnamese):
    assert qapp.translate("QShortcut", "Ctrl") == "Ctrl"
    assert qapp.translate("Nowhere", "OK") == "OK"
