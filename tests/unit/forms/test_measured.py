"""Units of measure are converted however they are spelled, or not at all: never silently by one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from forms.measured import OtherQuantity, converted

SPELLED = """
    triệu đồng  | tỷ đồng      | 1/1000
    triệu đồng  | Tỷ đồng      | 1/1000
    triệu đồng  | tỉ  đồng     | 1/1000
    triệu đồng  | TỈ ĐỒNG      | 1/1000
    triệu đồng  | tr.đ         | 1
    nghìn đồng  | đ            | 1000
    m²          | m2           | 1
    %           | điểm %       | 1
    cơ sở       | doanh nghiệp | 1
    người       | nghìn người  | 1/1000
    triệu lượt  | lượt         | 1000000
                | tỷ đồng      | 1
    triệu đồng  |              | 1
"""


@pytest.mark.parametrize("line", SPELLED.strip().splitlines(), ids=str.strip)
def test_a_unit_is_known_however_it_is_spelled(line: str) -> None:
    of, to, factor = (part.strip() for part in line.split("|"))
    assert converted(of, to) == Fraction(factor)


@pytest.mark.parametrize("to", ["tỷ VN", "ha", "cơ sở", "triệu đồng/năm"])
def test_what_measures_something_else_is_refused(to: str) -> None:
    with pytest.raises(OtherQuantity):
        converted("triệu đồng", to)
