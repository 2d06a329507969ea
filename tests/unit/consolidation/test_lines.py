"""Sheets of declared lines: exact units, and formulas only where they give the same figure."""

from __future__ import annotations

from fractions import Fraction

import pytest

from base.errors import AppError, Code
from consolidation.layout import LaidColumn, LaidLine, LaidSheet
from consolidation.lines import columns_of, conversion, places, recomputed, row_of
from consolidation.table import RatioDown, SumOf, TableCell


def sheet(*lines: LaidLine, **changes: object) -> LaidSheet:
    column = (LaidColumn(label="Kết quả"),)
    return LaidSheet(name="03", title="Cụm", rows="lines", column=column, line=lines, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("of", "to", "factor"),
    [
        ("triệu đồng", "Tỷ đồng", Fraction(1, 1000)),
        ("tỷ đồng", "Triệu đồng", Fraction(1000)),
        ("triệu đồng/người/tháng", "Triệu đồng/người/tháng", Fraction(1)),
        ("m²", "ha", None),
        ("ha", "ha", Fraction(1)),
        ("kVA", "MVA", Fraction(1, 1000)),
        ("cụm", "Cụm", Fraction(1)),
        ("dự án", "Công trình", Fraction(1)),
        ("", "Tỷ đồng", Fraction(1)),
        ("triệu đồng", "ha", None),
        ("triệu đồng", "cụm", None),
    ],
)
def test_units_are_converted_through_the_table_of_units_or_refused(of, to, factor):
    if factor is None:
        with pytest.raises(AppError) as refusal:
            conversion(of, to)
        assert refusal.value.code is Code.LAYOUT_LINE
    else:
        assert conversion(of, to) == factor


@pytest.mark.parametrize(("factor", "shown"), [(Fraction(1), 1), (Fraction(1, 1000), 4), (Fraction(1000), 1)])
def test_a_converted_figure_keeps_all_its_digits(factor, shown):
    assert places(1, factor) == shown


def test_a_layout_names_its_columns_itself():
    plain = columns_of(sheet())
    assert [(column.label, column.letter) for column in plain] == [
        ("TT", "A"),
        ("Chỉ tiêu", "B"),
        ("Mã số", "C"),
        ("Đơn vị tính", "D"),
        ("Kết quả", "1"),
    ]
    newer = columns_of(sheet(numbering="brackets", codes=False, remarks="Ghi chú"))
    assert [(column.label, column.letter) for column in newer] == [
        ("TT", "(1)"),
        ("Chỉ tiêu", "(2)"),
        ("Đơn vị tính", "(3)"),
        ("Kết quả", "(4)"),
        ("Ghi chú", "(5)"),
    ]


LINES = (
    LaidLine(number="15", label="Tổng", sum_of=("15.1", "15.2")),
    LaidLine(number="15.1", label="Đã thành lập"),
    LaidLine(number="15.2", label="Chưa thành lập"),
    LaidLine(number="19", label="Tỷ lệ", unit="%", ratio_of=("15.1", "15")),
)


@pytest.mark.parametrize(
    ("figures", "total", "ratio"),
    [
        (("3", "1", "2", "100/3"), SumOf((1, 2)), RatioDown(1, 0, 100)),
        (("4", "1", "2", "25"), None, RatioDown(1, 0, 100)),
        (("3", "1", None, "100/3"), None, RatioDown(1, 0, 100)),
        (("3", "1", "2", "33"), SumOf((1, 2)), None),
        (("0", "0", "0", None), SumOf((1, 2)), None),
    ],
)
def test_a_formula_is_given_only_where_it_yields_the_figure(figures, total, ratio):
    laid = sheet(*LINES)
    cells = [TableCell(value=None if figure is None else Fraction(figure)) for figure in figures]
    rows = [row_of(laid, line, [cell]) for line, cell in zip(LINES, cells, strict=True)]
    made = recomputed(laid, rows, 4)
    assert made[0].cells[4].formula == total
    assert made[3].cells[4].formula == ratio


def test_a_line_without_figures_is_a_heading():
    laid = sheet(remarks="Ghi chú")
    heading = row_of(laid, LaidLine(number="I", label="Phương án phát triển"), [])
    assert (heading.heading, heading.depth, len(heading.cells)) == (True, 1, 6)
