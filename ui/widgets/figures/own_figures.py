"""The figures of an office that has nobody below it: an indicator a line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from consolidation.figures import Consolidated
from ui.widgets.figures.model import change_text, figure_text
from ui.widgets.rows import Cell, Column, RowsTable

_FIGURE = Column("Kỳ này", "1.234.567,89", is_number=True)
_PLAIN = (Column("Chỉ tiêu"), Column("Đơn vị tính", "triệu đồng/người/tháng", spare=1), _FIGURE)
_COMPARED = (
    *_PLAIN,
    Column("Kỳ so sánh", "1.234.567,89", is_number=True),
    Column("Thay đổi", "gấp 1.077 lần", is_number=True),
)


class OwnFigures(RowsTable):
    """Up and down go through the indicators; Enter asks where a figure comes from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("own_figures", "Số liệu của đơn vị", _PLAIN, parent)
        self._keys: list[str] = []

    @property
    def indicator(self) -> str:
        """The indicator of the current line, "" for none."""
        return self._keys[self.row] if 0 <= self.row < len(self._keys) else ""

    def put(self, found: Consolidated, keys: Sequence[str], before: Consolidated | None) -> None:
        """Show these indicators of the office."""
        self._keys = [key for key in keys if key in found.indicators]
        rows = []
        for key in self._keys:
            info, figure = found.indicators[key], found.root.figures[key]
            row = [Cell(info.label), Cell(info.unit), Cell(figure_text(figure, info), bold=True)]
            if before is not None:
                stood = before.root.figures.get(key)
                row.append(Cell(figure_text(stood, info) if stood else ""))
                row.append(Cell(change_text(figure.value, stood.value if stood else None, info)))
            rows.append(row)
        self.rows.put_columns(_COMPARED if before is not None else _PLAIN, rows)

    def go(self, indicator: str) -> None:
        """Make an indicator the current line, the first where it is not shown."""
        self.choose(self._keys.index(indicator) if indicator in self._keys else 0)
