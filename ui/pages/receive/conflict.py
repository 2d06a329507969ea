"""Two files of one version side by side: only what differs, and a button for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from base.period import Period
from courier.compare import Difference
from office.figures.estimate_errors import OfFile, of_file
from office.office import Office
from office.receiving.compare import compare
from office.receiving.contents import Contents, contents
from office.receiving.inbox import File, Line, files
from ui import moments, theme
from ui.widgets.cards import Picture, button, strip, words
from ui.widgets.elided import Elided
from ui.widgets.rows import Cell, Column, RowsTable

_USUAL, _LONGEST = "5.204.352,2", 18
"""What usually differs, and so many letters of a longer answer are seen at once."""
_LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of one unit's files: of two that rival what differs, else what the one says.

    `estimate`: that one beside the softer figures which it replaces.
    """

    files: Sequence[File]
    contents: Contents | None = None
    differences: Sequence[Difference] = ()
    estimate: OfFile | None = None


def seen_of(office: Office, period: Period, line: Line) -> Seen:
    """Read beside the window: a district's files hold all its communes."""
    sent = files(office, period, line.unit.key)
    if line.rivals:
        first = sorted((f for f in sent if f.hash in line.rivals), key=lambda f: (f.at, f.hash))
        a, b = (f.hash for f in first[:2])
        return Seen(sent, differences=compare(office, period, line.unit.key, a, b))
    told = contents(office, period, line.unit.key, line.digest, counted=line.counted)
    return Seen(sent, told, estimate=of_file(office, period, line.unit.key, line.digest))


class Conflict(QWidget):
    """The files between which a person chooses, and where they differ."""

    def __init__(self, keep: Callable[[str, str], object]) -> None:
        super().__init__()
        self._keep = keep
        self.sentence = words("", wrap=True)
        self.table = RowsTable("differences", "Các chỗ khác nhau", _columns(()))
        self.files = QVBoxLayout()
        self.buttons: list[QPushButton] = []
        self.files.setContentsMargins(16, 6, 12, 6)
        self.files.setSpacing(6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(strip(Picture(state="conflict"), self.sentence))
        column.addWidget(self.table, 1)
        column.addLayout(self.files)

    def show_files(self, line: Line, seen: Seen) -> None:
        """The files between which to choose, first come first."""
        rivals = sorted((f for f in seen.files if f.hash in line.rivals), key=lambda f: (f.at, f.hash))
        count = len(seen.differences)
        more = f"{len(rivals)} tệp" if len(rivals) > len("AB") else "Hai tệp"
        self.sentence.setText(
            f"{more} cùng bản số {line.version} nhưng khác {count} chỗ. "
            "Chọn tệp đúng; tệp kia vẫn được giữ trong lịch sử."
        )
        self.table.rows.put_columns(_columns(seen.differences), difference_rows(seen.differences))
        self._list(rivals)

    def _list(self, rivals: Sequence[File]) -> None:
        while (item := self.files.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.buttons.clear()
        for letter, file in zip(_LETTERS, rivals, strict=False):
            self.files.addWidget(self._row(letter, file))

    def _row(self, letter: str, file: File) -> QWidget:
        made = QWidget()
        lines = QVBoxLayout()
        lines.setSpacing(0)
        lines.addWidget(Elided(file.name))
        lines.addWidget(Elided(f"nhận {moments.short(file.at)}, mã kiểm tra {file.fingerprint}", "caption"))
        act = button(f"Giữ tệp {letter}", f"keep_{letter.lower()}", lambda: self._keep(letter, file.hash))
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(_letter(letter))
        row.addLayout(lines, 1)
        row.addWidget(act)
        self.buttons.append(act)
        return made


def _letter(letter: str) -> QLabel:
    made = words(letter, "kicker")
    made.setMinimumWidth(theme.px(14))
    return made


def _columns(found: Sequence[Difference]) -> tuple[Column, ...]:
    """Where they differ, and what each of the two files says there."""
    longest = max((side for d in found for side in d.sides), key=len, default="")[:_LONGEST]
    sample = max(_USUAL, longest, key=len)
    return Column("Khác nhau ở"), *(Column(f"Tệp {name}", sample, is_number=True) for name in "AB")


def difference_rows(found: Sequence[Difference]) -> list[tuple[Cell, ...]]:
    """Under a heading for each record the fields that differ in it."""
    rows: list[tuple[Cell, ...]] = []
    heading = ""
    for d in found:
        wanted = d.form_title if d.what in ("unit", "form", "record") else f"{d.record}, {d.form_title}"
        wanted = d.form_title if d.record == d.form_title else wanted
        if wanted != heading:
            heading = wanted
            rows.append((Cell(heading, bold=True),))
        rows.append(_difference(d))
    return rows


def _difference(d: Difference) -> tuple[Cell, ...]:
    whole = {"unit": d.record, "form": "Cả biểu", "record": d.record, "note": f"{d.label}: giải thích"}
    where = whole.get(d.what, d.label)
    unit = f" ({d.unit})" if d.unit else ""
    tip = f"{d.form_title}, {d.record}: {where}{unit}"
    sides = (Cell(side or "để trống", bold=d.is_number) for side in d.sides)
    return Cell(f"{where}{unit}", tip=tip), *sides
