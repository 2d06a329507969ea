"""Charts are drawn whole, truthfully and always with the same bytes; their fonts know every Vietnamese letter."""

from __future__ import annotations

import hashlib
import importlib
import itertools
import os
import re
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from base.errors import AppError, Code
from base.paths import asset
from consolidation.series import Chart, Point, Series, folded
from tools.build_fonts import NAMES, cut, vietnamese_letters, wanted

# This file is read before own_data_home stands: no list of fonts in the user's own folder.
os.environ.setdefault("MPLCONFIGDIR", str(asset(".pytest_cache/matplotlib")))

from exports import charts
from exports.charts.colours import COLOURS
from exports.charts.files import draw, figure
from exports.charts.lines import CUT_AXIS
from exports.charts.picture import ILLUSTRATIVE
from exports.charts.words import INCOMPLETE, MISSING

DISTRICTS = (
    ("Châu Thành", 22),
    ("Thành phố Bến Tre", 17),
    ("Giồng Trôm", 25),
    ("Mỏ Cày Nam", None),
    ("Bình Đại", 0),
    ("Ba Tri", 23),
    ("Mỏ Cày Bắc", 18),
    ("Chợ Lách", 21),
    ("Thạnh Phú", 26),
)
YEARS = ("2016", "2017", "2018", "2019", "2020")


def series(
    *rows: tuple[str, int | Fraction | None], label: str = "2020", lacking: dict[str, str] | None = None
) -> Series:
    lacking = lacking or {}
    return Series(
        label, tuple(Point(name, value, name not in lacking, lacking.get(name, "")) for name, value in rows)
    )


def chart(kind, *parts: Series, **changes) -> Chart:
    plain = Chart(
        kind=kind,
        title="Số chợ theo huyện, thành phố, tỉnh Bến Tre, có đến 31/12/2020",
        subtitle="157/157 xã",
        unit="chợ",
        decimals=0,
        series=parts,
        source="Sở Công Thương tỉnh Bến Tre",
        date_line="Ngày lập: 05/02/2026",
    )
    return replace(plain, **changes)


def communes(count: int) -> Series:
    kinds = ("Xã Thạnh Phú Đông", "Phường Hàm Rồng", "Thị trấn Phước Mỹ Trung")
    rows = [(f"{kinds[n % 3]} {n}", None if n % 19 == 7 else n * 37 % 901) for n in range(count)]
    return series(*rows, lacking={name: "chưa đủ 13/16" for name, _ in rows[3::23]})


def over_years(*values: int | Fraction | None, label: str, lacking: dict[str, str] | None = None) -> Series:
    return series(*zip(YEARS, values, strict=True), label=label, lacking=lacking)


HOME = over_years(218, 235, 251, 268, 275, label="Khu vực trong nước", lacking={"2020": "chưa đủ 150/157"})
ABROAD = over_years(91, 104, None, 158, 171, label="Khu vực có vốn đầu tư nước ngoài")
LONG = "Sản xuất giường, tủ, bàn, ghế; chế biến gỗ và sản phẩm từ gỗ, tre, nứa (trừ giường, tủ, bàn, ghế)"
GALLERY = {
    "one bar": chart("bar", series(("Châu Thành", 22))),
    "nine bars": chart("bar", series(*DISTRICTS, lacking={"Ba Tri": "chưa đủ 22/23"}), illustrative=True),
    "bars and last year": chart(
        "bar", series(*DISTRICTS), previous=series(*((name, 20) for name, _ in DISTRICTS), label="2019")
    ),
    "106 bars": chart("bar", communes(106)),
    "40 bars": chart("bar", communes(40)),
    "two series of bars": chart(
        "bar", series(*DISTRICTS), series(*DISTRICTS[:3], *DISTRICTS[3:], label="Nông thôn")
    ),
    "negative": chart(
        "bar", series(("A", -12), ("B", 30), ("C", -4), ("D", None), lacking={"A": "chưa đủ 13/16"})
    ),
    "negative, long names": chart(
        "bar", series((LONG, Fraction(-1234567891, 10)), ("Khai khoáng", 5)), decimals=1
    ),
    "columns": chart("bar", HOME, keep_order=True),
    "columns in groups": chart("bar", HOME, ABROAD, keep_order=True),
    "nothing known": chart("line", over_years(None, None, None, None, None, label="")),
    "all zero": chart("pie", series(("Thành thị", 0), ("Nông thôn", 0))),
    "one line": chart(
        "line", over_years(Fraction(9912, 100), None, Fraction(9971, 100), 99, 99, label=""), decimals=2
    ),
    "two lines": chart("line", HOME, ABROAD),
    "four lines": chart("line", HOME, ABROAD, replace(HOME, label="Khác"), replace(ABROAD, label="Cả nước")),
    "one period": chart("line", series(("2020", 12))),
    "sixty periods": chart(
        "line", series(*((f"Tháng {n % 12 + 1}/{2016 + n // 12}", n * n % 97) for n in range(60)))
    ),
    "pie": chart("pie", series(("Thành thị", 31), ("Nông thôn", 144))),
    "pie of small parts": chart(
        "pie",
        series((LONG, 9000), *((f"{LONG} {n}", n) for n in range(9)), lacking={LONG: "chưa đủ 150/157"}),
    ),
    "pie with a gap": chart("pie", series(("Thành thị", 31), ("Nông thôn", 144), ("Hải đảo", None))),
}


def texts_of(drawn: Chart) -> list[tuple[str, Bbox]]:
    """Every text of the picture with its box in points."""
    made = figure(drawn)
    made.set_dpi(72)
    renderer = FigureCanvasAgg(made).get_renderer()
    found = [artist for artist in made.artists if isinstance(artist, Text) and artist.get_text()]
    return [(artist.get_text(), artist.get_window_extent(renderer)) for artist in found]


def words_of(drawn: Chart) -> str:
    """All texts from top to bottom, what stands side by side from left to right."""
    rows: list[list[tuple[float, str]]] = []
    level = float("inf")
    for text, box in sorted(texts_of(drawn), key=lambda one: -(one[1].y0 + one[1].y1)):
        middle = (box.y0 + box.y1) / 2
        if level - middle > 3:
            rows.append([])
            level = middle
        rows[-1].append((box.x0, text))
    return " | ".join(text for row in rows for _, text in sorted(row))


@pytest.fixture(params=GALLERY, ids=lambda name: name.replace(" ", "-"))
def drawn(request) -> Chart:
    return GALLERY[request.param]


# drawing


@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
@pytest.mark.parametrize("name", ["nine bars", "columns in groups", "two lines", "pie of small parts"])
def test_every_kind_is_drawn_in_every_format_twice_the_same(name: str, suffix: str, tmp_path: Path) -> None:
    first, second = tmp_path / f"một{suffix}", tmp_path / f"hai{suffix}"
    draw(GALLERY[name], first)
    draw(GALLERY[name], second)
    content = first.read_bytes()
    assert content.startswith({".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix])
    assert content == second.read_bytes()
    assert sorted(tmp_path.iterdir()) == sorted([first, second])


def test_another_process_draws_the_same_bytes_without_pyplot(tmp_path: Path) -> None:
    script = """
import hashlib, pathlib, sys
from tests.unit.exports.test_charts import GALLERY
from exports.charts.files import draw
assert "matplotlib.pyplot" not in sys.modules
for suffix in (".png", ".svg", ".pdf"):
    path = pathlib.Path(sys.argv[1]) / ("theirs" + suffix)
    draw(GALLERY["two lines"], path)
    print(hashlib.sha256(path.read_bytes()).hexdigest())
"""
    root = Path(charts.__file__).parents[2]
    environment = {**os.environ, "PYTHONHASHSEED": "4242", "PYTHONPATH": str(root), "TZ": "Asia/Ho_Chi_Minh"}
    command = [sys.executable, "-c", script, str(tmp_path)]
    theirs = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True, cwd=tmp_path
    )
    ours = []
    for suffix in (".png", ".svg", ".pdf"):
        draw(GALLERY["two lines"], tmp_path / f"ours{suffix}")
        ours.append(hashlib.sha256((tmp_path / f"ours{suffix}").read_bytes()).hexdigest())
    assert theirs.stdout.split() == ours


def test_pdf_embeds_our_fonts_and_svg_needs_none(tmp_path: Path) -> None:
    draw(GALLERY["nine bars"], tmp_path / "a.pdf")
    draw(GALLERY["nine bars"], tmp_path / "a.svg")
    pdf, svg = (tmp_path / "a.pdf").read_bytes(), (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert b"NotoSans-Regular" in pdf and b"NotoSans-SemiBold" in pdf
    assert b"/Type3" not in pdf and b"DejaVu" not in pdf and b"CreationDate" not in pdf
    assert "<text" not in svg and "font-family" not in svg and "<pattern" not in svg and "<dc:date" not in svg


@pytest.mark.parametrize(
    ("name", "code"),
    [("a.jpg", Code.OUTPUT_KIND), ("missing/a.png", Code.OUTPUT_FAILED), ("folder.png", Code.OUTPUT_FAILED)],
)
def test_what_cannot_be_written_is_refused_and_leaves_nothing(name: str, code: Code, tmp_path: Path) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(AppError) as refusal:
        draw(GALLERY["one bar"], tmp_path / name)
    assert refusal.value.code is code
    assert [path.name for path in tmp_path.iterdir()] == ["folder.png"]


@pytest.mark.parametrize(
    ("given", "frozen", "kept"),
    [
        ("", False, "ours/matplotlib"),
        ("theirs", False, "theirs"),
        ("fresh at each start", True, "ours/matplotlib"),
    ],
    ids=["not set", "set by the user", "set by PyInstaller"],
)
def test_the_list_of_fonts_is_kept_from_start_to_start(
    given: str, frozen: bool, kept: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MPLCONFIGDIR", given)
    if frozen:
        monkeypatch.setattr(sys, "_MEIPASS", "the program's folder", raising=False)
    monkeypatch.setattr("base.paths.data_dir", lambda: Path("ours"))
    importlib.reload(charts)
    assert Path(os.environ["MPLCONFIGDIR"]) == Path(kept)


# layout


def test_no_text_is_cut_or_covers_another(drawn: Chart) -> None:
    width, height = (side * 72 for side in figure(drawn).get_size_inches())
    found = texts_of(drawn)
    for text, box in found:
        assert box.x0 >= -0.5 and box.x1 <= width + 0.5, text
        assert box.y0 >= -0.5 and box.y1 <= height + 0.5, text
    for (one, box), (other, its) in itertools.combinations(found, 2):
        wide, high = min(box.x1, its.x1) - max(box.x0, its.x0), min(box.y1, its.y1) - max(box.y0, its.y0)
        assert wide <= 0.5 or high <= 2, (one, other)


VALUES = st.one_of(st.none(), st.integers(-(10**12), 10**12), st.fractions(-1000, 1000, max_denominator=1000))
LABELS = st.text(st.sampled_from("aăâđê ổỗứữịLMW,.-$_^\\{}%&<>\n"), min_size=1, max_size=60)
POINTS = st.builds(Point, LABELS, VALUES, st.booleans(), LABELS)


@settings(max_examples=60)
@given(points=st.lists(POINTS, min_size=1, max_size=15), kind=st.sampled_from(["bar", "line", "pie"]))
@example(points=[Point("<", -111_514_957_187, complete=False, note="<")], kind="bar")
@example(points=[Point("<", 10**12, complete=False, note="<")], kind="pie")
def test_any_figures_and_names_stay_on_the_page(points: list[Point], kind) -> None:
    picture = chart(kind, Series("x", tuple(points)), decimals=2)
    width, height = (side * 72 for side in figure(picture).get_size_inches())
    for text, box in texts_of(picture):
        assert box.x0 >= -1 and box.x1 <= width + 1, text
        assert box.y0 >= -1 and box.y1 <= height + 1, text


def test_many_bars_grow_the_page_and_none_is_left_out() -> None:
    words = words_of(GALLERY["106 bars"]).split(" | ")
    assert all(point.label in words for point in communes(106).points)
    size = {
        name: figure(GALLERY[name]).get_size_inches()
        for name in ("one bar", "nine bars", "40 bars", "106 bars")
    }
    heights = [size[name][1] for name in size]
    assert heights == sorted(heights)
    assert heights[-1] * 25.4 < 257, "106 communes fit on one A4 page with margins of 20 mm"
    assert {round(float(one[0]), 3) for one in size.values()} == {round(165 / 25.4, 3)}


# what is said


def test_title_unit_coverage_source_date_and_illustration_stand_on_the_chart() -> None:
    words = words_of(GALLERY["nine bars"])
    assert "Đơn vị: chợ. 157/157 xã" in words
    assert "Nguồn: Sở Công Thương tỉnh Bến Tre | Ngày lập: 05/02/2026" in words
    assert ILLUSTRATIVE in words
    assert ILLUSTRATIVE not in words_of(GALLERY["two lines"])


def test_bars_come_largest_first_zero_as_0_and_missing_in_words() -> None:
    words = words_of(GALLERY["nine bars"])
    rows = (
        "Thạnh Phú | 26",
        "Giồng Trôm | 25",
        "Ba Tri | 23 | chưa đủ 22/23",
        "Châu Thành | 22",
        "Bình Đại | 0",
    )
    places = [words.index(row) for row in (*rows, f"Mỏ Cày Nam | {MISSING}")]
    assert places == sorted(places)


def test_years_keep_their_order() -> None:
    shown = dict(texts_of(GALLERY["columns"]))
    lefts = [shown[year].x0 for year in YEARS]
    assert lefts == sorted(lefts)


def test_numbers_are_written_the_vietnamese_way() -> None:
    shown = words_of(
        chart("bar", series(("A", Fraction(-12345678, 10)), ("B", Fraction(605, 100))), decimals=1)
    )
    assert "−1.234.567,8" in shown
    assert "6,1" in shown


@pytest.mark.parametrize("kind", ["bar", "line", "pie"])
def test_incomplete_figures_say_so(kind) -> None:
    rows = (("2019", 4), ("2020", 5), ("2021", 6))
    words = words_of(chart(kind, series(*rows, lacking={"2020": "chưa đủ 13/16", "2021": ""})))
    assert "chưa đủ 13/16" in words
    assert INCOMPLETE in words


@pytest.mark.parametrize("kind", ["bar", "line", "pie"])
def test_missing_is_not_zero(kind) -> None:
    words = words_of(chart(kind, series(("2019", 4), ("2020", None), ("2021", 6))))
    assert MISSING in words.lower()


def test_same_figures_in_one_place_are_told_apart_by_their_order() -> None:
    """At one year the figure of the higher point stands above the figure of the lower."""
    upper = over_years(37, 38, 44, 46, 45, label="Trên")
    lower = over_years(35, 33, 42, 44, 43, label="Dưới")
    shown = texts_of(chart("line", upper, lower))
    heights = {text: box.y0 for text, box in shown}
    assert heights["37"] > heights["35"]
    assert heights["38"] > heights["33"]


def test_a_cut_axis_is_announced_for_lines_and_never_used_for_bars() -> None:
    flat = over_years(991, 992, 993, 994, 995, label="")
    assert CUT_AXIS in words_of(chart("line", flat))
    columns = texts_of(chart("bar", flat, keep_order=True))
    assert "0" in [text for text, _ in columns]


def test_shares_are_those_of_the_whole() -> None:
    words = words_of(GALLERY["pie"])
    assert "31 (17,7\u00a0%)" in words
    assert "144 (82,3\u00a0%)" in words


def test_what_is_none_has_no_slice_and_is_named_below() -> None:
    words = words_of(chart("pie", series(("Hạng 1", 2), ("Hạng 2", 9), ("Chưa phân hạng", 0))))
    assert "Không phát sinh: Chưa phân hạng." in words
    assert "(0,0" not in words and "9 (81,8" in words


def test_a_pie_with_a_negative_part_is_drawn_as_bars() -> None:
    words = words_of(chart("pie", series(("Lãi", 10), ("Lỗ", -3))))
    assert "%" not in words
    assert "Lỗ" in words and "−3" in words


# folding


@pytest.mark.parametrize(
    ("given_parts", "expected"),
    [
        ("a9 b8 c7", "a9 b8 c7"),
        ("a1 b8 c7 d6 e5", "a1 b8 c7 d6 e5"),
        ("a1 b8 c7 d6 e5 f2", "b8 c7 d6 e5 Khác3"),
        ("Khác9 a1 b8 c7 d6 e5", "b8 c7 d6 e5 Khác10"),
        ("a1 b- c7 d6 e5 f2", "a1 c7 d6 e5 f2"),
        ("a1 b- c7 d6 e5 f2 g8", "c7 d6 e5 g8 Khác3"),
    ],
)
def test_the_smallest_of_more_than_five_parts_become_the_rest(given_parts: str, expected: str) -> None:
    parts = re.findall(r"(\D+?)(\d+|-)(?: |$)", given_parts)
    points = series(*((name, None if value == "-" else int(value)) for name, value in parts)).points
    assert " ".join(f"{point.label}{point.value}" for point in folded(points)) == expected


def test_the_rest_is_incomplete_when_a_part_of_it_is() -> None:
    rows = [(name, n) for n, name in enumerate("abcdefg")]
    assert folded(series(*rows, lacking={"a": "chưa đủ 1/2"}).points)[-1].note == "chưa đủ 1/2"
    assert not folded(series(*rows, lacking={"a": "chưa đủ 1/2"}).points)[-1].complete
    assert folded(series(*rows, lacking={"g": "chưa đủ 1/2"}).points)[-1].complete


@pytest.mark.parametrize(
    "parts",
    [(), (Series("x", ()),), (HOME, series(("2016", 1))), (HOME, ABROAD, HOME, ABROAD, HOME)],
    ids=["no series", "no points", "other labels", "five lines"],
)
def test_a_chart_that_cannot_be_truthful_is_refused(parts: tuple[Series, ...]) -> None:
    with pytest.raises(ValueError):
        chart("line", *parts)


# colours and fonts


@pytest.mark.parametrize("colour", COLOURS)
def test_colours_stand_out_on_paper(colour: str) -> None:
    channels = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = sum(share * c for share, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert 1.05 / (luminance + 0.05) >= 3


def test_there_are_134_vietnamese_letters() -> None:
    letters = vietnamese_letters()
    assert len(letters) == len(set(letters)) == 134
    assert {"đ", "Đ", "Ễ", "ữ", "Ỵ"} <= set(letters)


@pytest.mark.parametrize("name", NAMES)
def test_fonts_know_every_letter_and_sign(name: str) -> None:
    font = TTFont(asset(f"exports/fonts/{name}"))
    known = font.getBestCmap()
    signs = "−…–—“”‘’•%‰₫€°²³×÷±½§№™\u00a0\u202f\u2009"
    assert [sign for sign in (*vietnamese_letters(), *signs) if ord(sign) not in known] == []
    assert "fvar" not in font, "Qt draws variable fonts at their default weight only"
    assert "GSUB" not in font, "substitutions take ị and ọ apart: text copied from a PDF would double them"
    assert {font["hmtx"][known[ord(figure)]][0] for figure in "0123456789"} == {572}
    assert asset(f"exports/fonts/{name}").stat().st_size < 120_000


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in asset("exports/fonts/OFL.txt").read_text(encoding="utf-8")


def test_cutting_is_repeatable_and_keeps_only_what_is_wanted(tmp_path: Path) -> None:
    source = asset(f"exports/fonts/{NAMES[0]}")
    cut(source, tmp_path / "a.ttf")
    cut(source, tmp_path / "b.ttf")
    assert (tmp_path / "a.ttf").read_bytes() == (tmp_path / "b.ttf").read_bytes()
    assert set(TTFont(tmp_path / "a.ttf").getBestCmap()) <= wanted()


def test_all_letters_are_drawn_from_our_fonts(tmp_path: Path) -> None:
    """A letter without a glyph would be a warning, and warnings are errors here."""
    letters = "".join(vietnamese_letters())
    picture = chart("bar", series((letters[:67], 1), (letters[67:], None)), title=letters, subtitle=letters)
    draw(picture, tmp_path / "letters.pdf")
    assert b"DejaVu" not in (tmp_path / "letters.pdf").read_bytes()


def test_decomposed_letters_become_whole_ones() -> None:
    assert "Tiền Giang" in words_of(chart("bar", series(("Tie\u0302\u0300n Giang", 1))))


def test_signs_that_noto_lacks_are_borrowed(tmp_path: Path) -> None:
    draw(chart("bar", series(("≤ 110 kV", 3), ("$x_1$", 2)), title="≥ ≈ ≠ →"), tmp_path / "a.png")
