"""Every quantity of the founding plans and reports stands in docs/quantities.md with what carries it here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from consolidation.indicators import counting
from forms.load import load_built_in

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "quantities.md"
FOUNDING = set(range(1, 91)) - {42}
"""The numbers of the quantities in the founding documents; 42 was never given."""
CATALOGUE = load_built_in()
COUNTED = counting(CATALOGUE.forms).indicators.keys() | {m for f in CATALOGUE.forms for m in f.measures}
ASKED = {f"{form.key}.{field.key}" for form in CATALOGUE.forms for field in form.field}
NAME = re.compile(r"`([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)`")


def lines() -> list[tuple[int, str, list[str]]]:
    """(number, quantity, what carries it) of each line of the table."""
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 3 and cells[0].isdigit():
            found.append((int(cells[0]), cells[1], NAME.findall(cells[2])))
    return found


def test_no_quantity_is_left_out() -> None:
    assert {number for number, _, _ in lines()} == FOUNDING


@pytest.mark.parametrize(("number", "quantity", "carriers"), lines(), ids=[f"{n}-{q}" for n, q, _ in lines()])
def test_each_is_carried_by_a_field_or_an_indicator(number: int, quantity: str, carriers: list[str]) -> None:
    assert carriers, "nothing is named"
    assert [name for name in carriers if name not in COUNTED | ASKED] == []
