"""Colours, type, icons and states: the one place that names a colour. Widgets ask by role, never by colour."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from pathlib import Path
from zlib import crc32

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from base.paths import asset, data_dir


@dataclass(frozen=True)
class Tokens:
    """What colours are for. A text keeps 4,5:1 on its ground, a border and the focus 3:1 (WCAG AA)."""

    mode: str
    canvas: str
    surface: str
    raised: str
    line: str
    edge: str
    frame: str
    """The border of a card: a hairline, a full line where the grounds are all black."""
    text: str
    text2: str
    text3: str
    ink: str
    ink_soft: str
    ink_line: str
    fill: str
    on_fill: str
    fill_hover: str
    fill_line: str
    fill_focus: str
    on_fill_focus: str
    focus: str
    focus_fill: str
    ring: str
    spine: str
    spine_on: str
    spine_text: str
    spine_mute: str
    spine_mark: str
    off: str
    track: str
    thumb: str
    charts: tuple[str, ...]


LIGHT = Tokens(
    mode="light",
    canvas="#F3F1EC",
    surface="#FFFFFF",
    raised="#FAF8F4",
    line="#DDD8CE",
    edge="#857F72",
    frame="#DDD8CE",
    text="#1E2328",
    text2="#454C54",
    text3="#62686F",
    ink="#0B5480",
    ink_soft="#DCEAF4",
    ink_line="#9CC3DC",
    fill="#0B5480",
    on_fill="#FFFFFF",
    fill_hover="#083F61",
    fill_line="#0B5480",
    fill_focus="#0B5480",
    on_fill_focus="#FFFFFF",
    focus="#0B5480",
    focus_fill="#FFF4CC",
    ring="#F2B84B",
    spine="#12324A",
    spine_on="#1F4A69",
    spine_text="#D5E1E9",
    spine_mute="#8FA9BA",
    spine_mark="#F2B84B",
    off="#868A8F",
    track="#E4DFD5",
    thumb="#B9B3A6",
    charts=("#0B5480", "#C2571F", "#00A26D", "#5A78E0", "#6E232E", "#64696D"),
)
DARK = Tokens(
    mode="dark",
    canvas="#161B20",
    surface="#1E252B",
    raised="#252D34",
    line="#37424B",
    edge="#7C8993",
    frame="#37424B",
    text="#E9ECEE",
    text2="#BDC6CD",
    text3="#A0ABB4",
    ink="#7CC0EA",
    ink_soft="#233E50",
    ink_line="#3F6C89",
    fill="#2878AE",
    on_fill="#FFFFFF",
    fill_hover="#216799",
    fill_line="#2878AE",
    fill_focus="#2878AE",
    on_fill_focus="#FFFFFF",
    focus="#9AD4F7",
    focus_fill="#3A3520",
    ring="#FFD166",
    spine="#0F1519",
    spine_on="#22343F",
    spine_text="#CBD6DD",
    spine_mute="#7F909C",
    spine_mark="#F2B84B",
    off="#73808A",
    track="#37424B",
    thumb="#56636D",
    charts=("#7CC0EA", "#F29A35", "#3FE0A4", "#9585F5", "#C77F92", "#E4E8EC"),
)
CONTRAST = Tokens(
    mode="contrast",
    canvas="#000000",
    surface="#000000",
    raised="#000000",
    line="#7A7A7A",
    edge="#FFFFFF",
    frame="#FFFFFF",
    text="#FFFFFF",
    text2="#FFFFFF",
    text3="#FFFFFF",
    ink="#FFFF00",
    ink_soft="#003C5A",
    ink_line="#FFFF00",
    fill="#000000",
    on_fill="#FFFF00",
    fill_hover="#003C5A",
    fill_line="#FFFF00",
    fill_focus="#FFFF00",
    on_fill_focus="#000000",
    focus="#00FFFF",
    focus_fill="#000000",
    ring="#00FFFF",
    spine="#000000",
    spine_on="#003C5A",
    spine_text="#FFFFFF",
    spine_mute="#FFFFFF",
    spine_mark="#FFFF00",
    off="#A0A0A0",
    track="#4A4A4A",
    thumb="#FFFFFF",
    charts=("#FFFF00", "#FFFFFF", "#00FFFF", "#7CFC8A", "#FFB000", "#B8B8B8"),
)


@dataclass(frozen=True)
class State:
    """A state has a word, a shape and a colour, always all three."""

    word: str
    full: str
    shape: str
    """SVG of the ink on a grid of 16 × 16."""
    cut: str
    """SVG of what is cut out of the ink, so that the ground shows."""
    light: tuple[str, str]
    """(ink, soft ground)"""
    dark: tuple[str, str]


def _fill(path: str) -> str:
    return f'<path d="{path}" fill="#000" stroke="none"/>'


def _line(width: float, path: str) -> str:
    return f'<path d="{path}" stroke-width="{width}"/>'


_RING = '<circle cx="8" cy="8" r="6" stroke-width="1.5"{}/>'
_BUBBLE = (
    "M3 1.5h10A1.8 1.8 0 0 1 14.8 3.3v6.4A1.8 1.8 0 0 1 13 11.5H8.6L5 15v-3.5H3"
    "A1.8 1.8 0 0 1 1.2 9.7V3.3A1.8 1.8 0 0 1 3 1.5z"
)
_DRAFT = (("#4A5A68", "#E6EAED"), ("#B4C2CD", "#2B353D"))
_GREEN = (("#0A6650", "#D9EFE7"), ("#7FD3B6", "#1B3D33"))
_AMBER = (("#855200", "#FFF0CF"), ("#F2C066", "#403218"))

STATES: Mapping[str, State] = {
    "none": State(
        "Chưa nộp",
        "Chưa nộp",
        _RING.format(' stroke-dasharray="2.4 1.9"'),
        "",
        ("#62686F", "#ECEAE4"),
        ("#A0ABB4", "#2A3238"),
    ),
    "draft": State("Đang nhập", "Đang nhập", _RING.format("") + _fill("M8 2a6 6 0 0 1 0 12z"), "", *_DRAFT),
    "sent": State(
        "Chờ duyệt",
        "Đã nộp, chờ duyệt",
        _fill("M1.5 2h8l5 6-5 6h-8z"),
        _line(1.6, "M4 8h6M7.4 5.4 10 8l-2.6 2.6"),
        ("#0A5AA0", "#DDEBF8"),
        ("#8CC4F5", "#1C3850"),
    ),
    "returned": State(
        "Trả lại",
        "Trả lại để chỉnh sửa",
        _fill("M14.5 2h-8l-5 6 5 6h8z"),
        _line(1.6, "M11.6 10.6V9A2 2 0 0 0 9.6 7H5.6M7.8 4.6 5.4 7l2.4 2.4"),
        ("#9A4100", "#FCE8D9"),
        ("#F5A972", "#47301C"),
    ),
    "approved": State(
        "Đã duyệt",
        "Đã duyệt",
        '<circle cx="8" cy="8" r="7" fill="#000" stroke="none"/>',
        _line(1.7, "M4.8 8.3 7 10.5l4.3-4.8"),
        *_GREEN,
    ),
    "added": State(
        "Đã tổng hợp",
        "Đã tổng hợp",
        '<rect x="1.5" y="1.5" width="13" height="13" rx="2.5" fill="#000" stroke="none"/>',
        _line(1.6, "M11 4.8H5.2L8.4 8l-3.2 3.2H11"),
        ("#5A489C", "#E9E5F6"),
        ("#C0B3F2", "#352E52"),
    ),
    "closed": State(
        "Hoàn thành",
        "Hoàn thành",
        _line(1.7, "M4.8 7V5a3.2 3.2 0 0 1 6.4 0v2")
        + '<rect x="2.5" y="6.5" width="11" height="8" rx="1.8" fill="#000" stroke="none"/>',
        '<circle cx="8" cy="10.5" r="1.3" fill="#000" stroke="none"/>',
        ("#27323B", "#DADEE1"),
        ("#E1E6EA", "#3A444C"),
    ),
    "conflict": State(
        "Xung đột",
        "Xung đột",
        _fill("M8 .8 15.2 8 8 15.2.8 8z"),
        _line(1.3, "M5.2 6.7h5.6M5.2 9.3h5.6M9.5 4.9l-3 6.2"),
        ("#A3195B", "#FBE2EE"),
        ("#F59AC4", "#4A2036"),
    ),
    "stop": State(
        "Phải sửa",
        "Phải sửa",
        _fill("M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z"),
        _line(1.7, "M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"),
        ("#B3261E", "#FBE6E3"),
        ("#FF9A8F", "#47231F"),
    ),
    "ask": State(
        "Cần giải thích",
        "Cần giải thích",
        _fill(_BUBBLE),
        _line(1.4, "M6.2 5.1a1.8 1.8 0 1 1 2.7 1.5c-.6.35-.9.6-.9 1.1")
        + '<circle cx="8" cy="9.6" r=".85" fill="#000" stroke="none"/>',
        *_AMBER,
    ),
    "noted": State(
        "Đã giải thích",
        "Đã giải thích",
        _line(1.4, _BUBBLE) + _line(1.4, "M5.3 6.6l2 2 3.4-4"),
        "",
        *_AMBER,
    ),
    "ok": State("Đủ", "Đủ", _line(1.8, "M2.8 8.6l3.4 3.4 7-8"), "", *_GREEN),
    "excluded": State(
        "Không tổng hợp",
        "Không tổng hợp",
        '<rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2" stroke-width="1.5"/>' + _line(1.8, "M5 8h6"),
        "",
        *_DRAFT,
    ),
    "ended": State("Ngừng", "Ngừng", _RING.format("") + _line(1.8, "M5 8h6"), "", *_DRAFT),
}


def state_colours(state: str, tokens: Tokens) -> tuple[str, str]:
    """Ink and soft ground; in high contrast only word and shape tell states apart."""
    if tokens.mode == "contrast":
        return tokens.text, tokens.surface
    return STATES[state].dark if tokens.mode == "dark" else STATES[state].light


def chart_colours(tokens: Tokens) -> tuple[str, ...]:
    """The colours of up to six series, in their order, as #RRGGBB."""
    return tokens.charts


@dataclass(frozen=True)
class Now:
    """The look at this moment; `scale` is 1.0 at a text size of 100 %."""

    tokens: Tokens
    scale: float


class _Bell(QObject):
    changed = Signal()


FAMILIES = ("Segoe UI", "Noto Sans", "Liberation Sans")
FONTS = ("ui/assets/fonts/NotoSans-Regular.ttf", "ui/assets/fonts/NotoSans-SemiBold.ttf")
ROLES = {
    "caption": (9.0, QFont.Weight.Normal),
    "body": (10.0, QFont.Weight.Normal),
    "strong": (10.0, QFont.Weight.DemiBold),
    "block": (11.5, QFont.Weight.DemiBold),
    "title": (15.0, QFont.Weight.DemiBold),
    "key": (20.0, QFont.Weight.DemiBold),
}
"""Sizes in points at 100 %."""
STYLE = ("-style", "fusion")
"""For the arguments of the application: asked for later, PySide6 makes all of QStyle's 530 names, 13 ms of a start."""
MODES = ("auto", "light", "dark", "contrast")
SMALLEST, LARGEST = 0.9, 2.0
_FIXED = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
_SIZES = {16: 16, 20: 20, 22: 18}
"""Canvas → drawing: buttons take the canvas of 22 pixels, so that 18 pixels of icon keep their distance."""

_bell = _Bell()
_look = Now(LIGHT, 1.0)
_wish = ("auto", 1.0)
_dressed: list[Now] = []
"""What the application wears; empty before the first `apply`."""
_begun = _busy = False


def now() -> Now:
    """Tokens and scale in use."""
    return _look


def changed() -> SignalInstance:
    """Emitted after every change of the look: painted widgets and pixmaps are renewed then."""
    return _bell.changed


def px(length: float) -> int:
    """Pixels at the present text size."""
    return round(length * _look.scale)


def apply(app: QApplication, mode: str, scale: float) -> None:
    """Dress the application; called again whenever mode (`MODES`) or text size (0.9 to 2.0) change."""
    global _look, _wish, _busy, _begun  # noqa: PLW0603 (one application, one look)
    if mode not in MODES:
        raise ValueError(mode)
    _wish = (mode, min(max(scale, SMALLEST), LARGEST))
    if not _begun:
        _begun = True
        _load_fonts()
        app.styleHints().colorSchemeChanged.connect(lambda _: _follow(app))
        app.styleHints().accessibility().contrastPreferenceChanged.connect(lambda _: _follow(app))
    _busy = True
    _tell_system(app, mode)
    tokens = _FIXED.get(mode) or _system_tokens(app)
    _busy = False
    look = Now(tokens, _wish[1])
    if _dressed == [look]:
        return
    _look, _dressed[:] = look, [look]
    _drawn.clear()
    # A style sheet in the place of another is polished into each widget once for each widget above it (Qt 6.11,
    # updateObjects): 1,100 ms for 720 widgets. Taken off and put on anew each widget is polished twice: 230 ms.
    app.setStyleSheet("")
    app.setFont(font("body"))
    app.setPalette(palette(tokens))
    app.setStyleSheet(stylesheet(tokens, look.scale))
    _bell.changed.emit()


def _follow(app: QApplication) -> None:
    if _wish[0] == "auto" and not _busy:
        apply(app, *_wish)


def _tell_system(app: QApplication, mode: str) -> None:
    """Title bars and the system's own dialogs go along with the mode."""
    hints = app.styleHints()
    if mode == "auto":
        hints.unsetColorScheme()
    else:
        hints.setColorScheme(Qt.ColorScheme.Light if mode == "light" else Qt.ColorScheme.Dark)


def _system_tokens(app: QApplication) -> Tokens:
    hints = app.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        _dressed.clear()
        app.setPalette(QPalette())  # back to the system's
        return contrast_of(app.palette())
    return DARK if hints.colorScheme() == Qt.ColorScheme.Dark else LIGHT


def contrast_of(system: QPalette) -> Tokens:
    """High contrast on black; under a light contrast theme of the system the same roles in its colours."""
    ground = system.color(QPalette.ColorRole.Window)
    if ground.lightnessF() < 0.5:
        return CONTRAST
    paper, text = ground.name(), system.color(QPalette.ColorRole.WindowText).name()
    mark, on_mark = (
        system.color(role).name()
        for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.HighlightedText)
    )
    link = system.color(QPalette.ColorRole.Link).name()
    whites = dict.fromkeys(
        ("edge", "frame", "text", "text2", "text3", "spine_text", "spine_mute", "thumb"), text
    )
    blacks = dict.fromkeys(("canvas", "surface", "raised", "fill", "focus_fill", "spine"), paper)
    marks = dict.fromkeys(("focus", "ring", "fill_focus", "spine_mark"), mark)
    links = dict.fromkeys(("ink", "ink_line", "on_fill", "fill_line"), link)
    softs = dict.fromkeys(("ink_soft", "fill_hover", "spine_on"), LIGHT.ink_soft)
    rest = {"on_fill_focus": on_mark, "charts": LIGHT.charts, "track": LIGHT.track, "off": LIGHT.text3}
    return replace(CONTRAST, **whites, **blacks, **marks, **links, **softs, **rest)  # type: ignore[arg-type]


@cache
def _load_fonts() -> None:
    for file in FONTS:
        QFontDatabase.addApplicationFont(str(asset(file)))


def font(role: str, scale: float | None = None) -> QFont:
    """One of `ROLES` at the present text size, or at the one given."""
    points, weight = ROLES[role]
    made = QFont()
    made.setFamilies(list(FAMILIES))
    made.setPointSizeF(points * (_look.scale if scale is None else scale))
    made.setWeight(weight)
    return made


def palette(tokens: Tokens) -> QPalette:
    """For what no rule of the style sheet reaches."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    colours = {
        role.Window: tokens.canvas,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.PlaceholderText: tokens.text3,
        role.Text: tokens.text,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.on_fill,
        role.Light: tokens.raised,
        role.Midlight: tokens.raised,
        role.Mid: tokens.line,
        role.Dark: tokens.edge,
        role.Shadow: tokens.edge,
        role.Highlight: tokens.ink_soft,
        role.HighlightedText: tokens.text,
        role.Accent: tokens.ink,
        role.Link: tokens.ink,
        role.LinkVisited: tokens.ink,
    }
    made = QPalette()
    for key, colour in colours.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        made.setColor(group.Disabled, key, QColor(tokens.off))
    return made


# The style sheet

_MARK = re.compile(r"@(?:(\d+)(?:-(\d|stop))?|([a-z]\w*))")


def stylesheet(tokens: Tokens, scale: float) -> str:
    """look.qss filled in: @name a colour, a picture or a text size, @30 pixels at 100 %, @30-1 one pixel less.

    @30-stop is less by what the border of trouble "stop" is wider than one pixel.
    """
    marks = _marks(tokens, scale)
    growth = {"stop": 2 if tokens.mode == "contrast" else 1}

    def value(found: re.Match[str]) -> str:
        length, less, name = found.groups()
        if name is None:
            taken = growth[less] if less in growth else int(less or 0)
            return f"{max(0, round(int(length) * scale) - taken)}px"
        if name not in marks:
            raise ValueError(f"look.qss: @{name}")
        return marks[name]

    return _MARK.sub(value, asset("ui/assets/look.qss").read_text(encoding="utf-8"))


def _marks(tokens: Tokens, scale: float) -> dict[str, str]:
    marks = {name: value for name, value in asdict(tokens).items() if isinstance(value, str)}
    for key in STATES:
        marks[key], marks[f"{key}_soft"] = state_colours(key, tokens)
    marks |= {f"size_{role}": f"{points * scale:g}pt" for role, (points, _) in ROLES.items()}
    marks |= {f"img_{name}": f'url("{file.as_posix()}")' for name, file in _pictures(tokens).items()}
    contrast = tokens.mode == "contrast"
    marks["stop_border"] = f"3px double {tokens.text}" if contrast else f"2px solid {marks['stop']}"
    marks["spine_frame"] = tokens.edge if contrast else tokens.spine
    return marks


_BOX = (
    '<rect x="1" y="1" width="16" height="16" rx="3.5" fill="{ground}" stroke="{line}" stroke-width="1.4"/>'
)
_DISC = '<circle cx="9" cy="9" r="8" fill="{ground}" stroke="{line}" stroke-width="{width}"/>'
_STROKE = (
    '<path d="{path}" stroke="{line}" fill="none" stroke-width="2"'
    ' stroke-linecap="round" stroke-linejoin="round"/>'
)


def _pictures(tokens: Tokens) -> dict[str, Path]:
    """Check boxes, radio buttons and arrows, which style sheets take from files only."""
    t, drawings = tokens, {}
    for suffix, line, ground, mark in (
        ("", t.edge, t.surface, t.ink),
        ("_dim", t.off, t.raised, t.off),
    ):
        tick = _STROKE.format(path="M4.8 9.4l3 3 5.6-6.4", line=t.surface)
        dash = _STROKE.format(path="M5 9h8", line=t.surface)
        dot = f'<circle cx="9" cy="9" r="4" fill="{mark}"/>'
        drawings[f"check_off{suffix}"] = _BOX.format(ground=ground, line=line)
        drawings[f"check_on{suffix}"] = _BOX.format(ground=mark, line=mark) + tick
        drawings[f"check_part{suffix}"] = _BOX.format(ground=mark, line=mark) + dash
        drawings[f"radio_off{suffix}"] = _DISC.format(ground=ground, line=line, width=1.4)
        drawings[f"radio_on{suffix}"] = _DISC.format(ground=ground, line=mark, width=1.8) + dot
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="18" height="18" viewBox="0 0 18 18">'
    svgs = {name: f"{head}{body}</svg>" for name, body in drawings.items()}
    for arrow in ("chevron_down", "chevron_right", "chevron_left"):
        svgs[arrow] = _coloured(arrow, t.text2)
        svgs[f"{arrow}_dim"] = _coloured(arrow, t.off)
    svgs["sort_up"] = svgs["chevron_down"].replace("<path", '<path transform="rotate(180 10 10)"')
    return {name: _written(name, svg) for name, svg in svgs.items()}


def _written(name: str, svg: str) -> Path:
    """The drawing as a file whose name tells its content, so that two windows never write the same one twice."""
    file = _cache_folder() / f"{name}-{crc32(svg.encode()):08x}.svg"
    if not file.is_file():
        partial = file.with_suffix(".part")
        partial.write_text(svg, encoding="utf-8")
        partial.replace(file)
    return file


@cache
def _cache_folder() -> Path:
    try:
        folder = data_dir() / "cache"
        folder.mkdir(exist_ok=True)
        (folder / ".probe").touch()
        (folder / ".probe").unlink()
    except OSError:
        return Path(tempfile.mkdtemp(prefix="so-cong-thuong-"))
    return folder


# Icons and states

_drawn: dict[tuple[object, ...], QIcon | QPixmap] = {}


def icon(name: str, token: str = "text") -> QIcon:
    """A file of ui/assets/icons in the colour of a token; "home_filled" is the filled one.

    On a primary button ask for the token "on_fill": it stays legible on the focused button too.
    """
    key = ("icon", name, token, _ratio())
    if key not in _drawn:
        made = QIcon()
        modes = {QIcon.Mode.Normal: token, QIcon.Mode.Disabled: "off"}
        if token == "on_fill":
            modes[QIcon.Mode.Active] = "on_fill_focus"
        for mode, colour_of in modes.items():
            drawing = _renderer(_coloured(name, getattr(_look.tokens, colour_of)))
            for canvas, width in _SIZES.items():
                made.addPixmap(_picture(drawing, px(canvas), px(width)), mode)
        _drawn[key] = made
    return _as_icon(_drawn[key])


def pixmap(name: str, token: str = "text", size: int = 20) -> QPixmap:
    """An icon for a label, `size` pixels wide at 100 %."""
    key = ("pixmap", name, token, size, _ratio())
    if key not in _drawn:
        drawing = _renderer(_coloured(name, getattr(_look.tokens, token)))
        _drawn[key] = _picture(drawing, px(size), px(size))
    return _as_pixmap(_drawn[key])


def glyph(state: str, size: int = 16) -> QPixmap:
    """The shape of a state in its ink, on any ground."""
    key = ("glyph", state, size, _ratio())
    if key not in _drawn:
        _drawn[key] = _glyph(state, state_colours(state, _look.tokens)[0], size)
    return _as_pixmap(_drawn[key])


def glyph_icon(state: str) -> QIcon:
    """The shape of a state for buttons, lists and cells."""
    key = ("glyph icon", state, _ratio())
    if key not in _drawn:
        made = QIcon()
        ink = state_colours(state, _look.tokens)[0]
        for mode, colour in (
            (QIcon.Mode.Normal, ink),
            (QIcon.Mode.Selected, ink),
            (QIcon.Mode.Disabled, _look.tokens.off),
        ):
            made.addPixmap(_glyph(state, colour, 16), mode)
            made.addPixmap(_glyph(state, colour, 16, canvas=22), mode)
        _drawn[key] = made
    return _as_icon(_drawn[key])


def mark() -> QIcon:
    """The program's own mark: a ledger with rising bars."""
    key = ("mark", _ratio())
    if key not in _drawn:
        drawing = _renderer(asset("ui/assets/mark.svg").read_text(encoding="utf-8"))
        made = QIcon()
        for size in (16, 20, 24, 28, 32, 48, 64):
            for pixels in {size, px(size)}:
                made.addPixmap(_picture(drawing, pixels, pixels))
        _drawn[key] = made
    return _as_icon(_drawn[key])


def _as_icon(drawn: QIcon | QPixmap) -> QIcon:
    assert isinstance(drawn, QIcon)
    return drawn


def _as_pixmap(drawn: QIcon | QPixmap) -> QPixmap:
    assert isinstance(drawn, QPixmap)
    return drawn


def _ratio() -> float:
    return QGuiApplication.instance().devicePixelRatio()  # type: ignore[union-attr]


@cache
def _source(name: str) -> str:
    plain = name.removesuffix("_filled")
    style = "regular" if plain == name else "filled"
    return asset(f"ui/assets/icons/{plain}_20_{style}.svg").read_text(encoding="utf-8")


def _coloured(name: str, colour: str) -> str:
    return _source(name).replace("<svg ", f'<svg fill="{colour}" ', 1)


def _glyph(state: str, ink: str, size: int, *, canvas: int = 0) -> QPixmap:
    shape, cut = (_glyph_part(part, ink) for part in (STATES[state].shape, STATES[state].cut))
    return _picture(shape, px(canvas or size), px(size), cut=cut)


def _glyph_part(part: str, ink: str) -> QSvgRenderer:
    return _renderer(
        '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
        f'<g stroke="{ink}" fill="none" stroke-linecap="round" stroke-linejoin="round">'
        f"{part.replace('#000', ink)}</g></svg>"
    )


def _renderer(svg: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(svg.encode()))


def _picture(ink: QSvgRenderer, canvas: int, width: int, *, cut: QSvgRenderer | None = None) -> QPixmap:
    """Draw in the middle of the canvas, at the pixel ratio of the screen; `cut` is taken out of the ink."""
    ratio = _ratio()
    made = QPixmap(round(canvas * ratio), round(canvas * ratio))
    made.fill(Qt.GlobalColor.transparent)
    drawn = round(width * ratio)
    left = (made.width() - drawn) // 2
    place = QRectF(left, left, drawn, drawn)
    painter = QPainter(made)
    ink.render(painter, place)
    if cut is not None:
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
        cut.render(painter, place)
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


# Widgets


def repolish(widget: QWidget) -> None:
    """Read the rules again after one of the widget's properties changed; one not shown yet has read none."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def assign(widget: QWidget, name: str, value: object) -> None:
    """Set a property that rules ask for (trouble, computed, current, tone …); does nothing where it has it."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        repolish(widget)
