"""Two communes of today and their province through the year 2026: who sends what when, and what should come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

from base.errors import Code
from tests.desks import Calendar, Desk
from tests.papers import HIDDEN, MONTHS, RATIOS, Books, Figures, Paper, paper

PROVINCE, A, B, C, ELSEWHERE = "86", "28756", "28777", "28783", "31120"
COMMUNES = 124
NUMBER = {A: 1, B: 2, C: 3}
TEMPLATES = (
    "establishments",
    "workers",
    "markets",
    "transformer_stations",
    "power_grid",
    "household_electricity",
)


@dataclass
class World:
    """Two communes and their province, one calendar, and the books of what should come out."""

    folder: Path
    calendar: Calendar
    desks: dict[str, Desk]
    books: Books = field(default_factory=Books)

    @property
    def province(self) -> Desk:
        return self.desks[PROVINCE]

    def on(self, month: int, day: int, year: int = 2026) -> None:
        """The day on which what follows happens."""
        self.calendar.day = date(year, month, day)

    def due(self, month: int) -> date:
        """A month ends on its 14th day; communes report within four days."""
        return date(2026, month, 18)

    def writes(self, code: str, month: int, *, templates: Sequence[str] = ()) -> Paper:
        """A commune opens the month with what it knows from the last one, and enters its paper."""
        written, desk = paper(NUMBER[code], month), self.desks[code]
        desk.opens(label(MONTHS[month - 1]), after=label(MONTHS[month - 2]) if month > 1 else "")
        desk.answers(label(MONTHS[month - 1]), written, by_template=templates)
        return written

    def sends(self, code: str, month: int, **options: str) -> Path:
        """The usual month: written, checked, closed; the paper is what is to be counted."""
        self.books.accepted[code, MONTHS[month - 1]] = self.writes(code, month)
        return self.desks[code].sends(label(MONTHS[month - 1]), f"{MONTHS[month - 1]}-{code}", **options)

    def changes(self, code: str, part: str, form: str, name: str, /, **texts: str) -> None:
        """The report is reopened and one record mended, in the program and in the books."""
        desk, known = self.desks[code], self.books.accepted[code, part]
        mended = known.written(form, name, **texts)
        desk.types("reopen", code, "--period", label(part), "--reason", "ghi sai")
        desk.enters(label(part), form, mended.rows[form])
        self.books.accepted[code, part] = mended

    def receives(self, *files: Path, status: int = 0) -> list[str]:
        """The answers, in the order of the files; a refusal by its code. Receipts go into the folder."""
        told = self.province.types("receive", *files, "--receipts", self.folder / "receipts", status=status)
        return [one["code"] or one["answer"] for one in told]

    def receipt(self, code: str, part: str, version: int) -> str:
        """The commune opens what came back; gives what it did there."""
        file = self.folder / "receipts" / f"bien-nhan-{code}-{label(part)}-ban-{version}.xlsx"
        return str(self.desks[code].types("receipt", file)["outcome"])

    def approves(self, part: str, *codes: str) -> None:
        told = self.province.types("approve", *(codes or ["--all"]), "--period", label(part))
        assert not codes or set(told["approved"]) == set(codes)

    def status(self, part: str, code: str) -> dict[str, Any]:
        found = self.province.types("status", "--period", label(part))
        return next(one for one in found if one["unit"] == code)

    def printed(self, layout: str) -> bool:
        """Whether the year's report of that layout has anything to say; a silent one is refused with the reason."""
        path = self.province.folder / f"{layout}.xlsx"
        told = self.province.types("report", layout, path, "--period", "2026", status=None)
        assert path.is_file() != (told == Code.LAYOUT_NOTHING.name), told
        return path.is_file()

    def agrees(
        self, part: str, counted: int = 2, *, reported: int = 0, kind: str = "final", each: bool = False
    ) -> None:
        """What the province adds up is what the books say: the total, which says how few stand behind it, and
        each commune's figures."""
        level = [] if each else ["--level", "province"]
        told = self.province.types("consolidate", "--period", label(part), *level)
        wanted = self.books.figures((A, B, C), part)
        found = {one["code"]: one for one in told["units"]}
        root = found.pop(PROVINCE)
        behind = {"expected": COMMUNES, "reported": reported or counted, "approved": counted}
        assert (root["coverage"], root["complete"], root["kind"]) == (behind, False, kind)
        agree(root["values"], wanted.pop(""), part)
        assert len(found) == (COMMUNES if each else 0)
        for code, one in found.items():
            agree(one["values"], wanted.get(code, {}), f"{part} {code}")


def rows_of(path: Path) -> list[list[Any]]:
    """All cells of a workbook, sheet after sheet."""
    book = CalamineWorkbook.from_path(path)
    return [row for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()]


def label(part: str) -> str:
    return f"2026-{part}" if part else "2026"


def agree(found: dict[str, Any], wanted: Figures, where: str) -> None:
    """Every figure of the books; of a unit without any, nothing is known."""
    if not wanted:
        assert set(found.values()) == {None}, where
    for key in wanted.keys() - HIDDEN:
        value, right = found[key], wanted[key]
        near = Fraction(1, 10**6) if key in RATIOS else 0
        same = value is None if right is None else abs(Fraction(str(value)) - right) <= near
        assert same, (where, key, value, right)
