"""The year 2020 by commands: communes report to districts, districts to the province, quarter by quarter.

At every level the total is what was written on paper (tests/papers.py), and the sum of the level below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from base.errors import Code
from tests.desks import Calendar, Desk, calendar
from tests.papers import HIDDEN, RATIOS, Books, paper, seldom
from tests.two_communes import agree

PROVINCE = "84"
BELOW = {"842": ("29236", "29239"), "844": ("29266", "29269", "29272")}
COMMUNES = [code for codes in BELOW.values() for code in codes]
EXPECTED = {PROVINCE: 106, "842": 10, "844": 14}
QUARTERS = ("Q1", "Q2", "Q3", "Q4")


@dataclass
class World:
    """Five communes, two districts and the province of 2020; `empty`: a province that has received nothing."""

    folder: Path
    calendar: Calendar
    desks: dict[str, Desk]
    empty: Desk
    books: Books = field(default_factory=Books)

    def communes(self, part: str, *codes: str) -> dict[str, Path]:
        """These communes write, check and send."""
        month = 3 * int(part[1]) if part else 12
        files = {}
        for code in codes:
            n, desk = COMMUNES.index(code) + 1, self.desks[code]
            written = paper(n, month, months=3 if part else 12)
            self.books.accepted[code, part] = written if part else seldom(n, written)
            desk.opens(label(part))
            desk.answers(label(part), self.books.accepted[code, part])
            if not part:
                desk.explains(label(part), "số hộ theo sổ hộ khẩu")
            files[code] = desk.sends(label(part), f"{label(part)}-{code}")
        return files

    def district(self, part: str, code: str, files: Sequence[Path], **options: str) -> Path:
        """A district receives, approves, and sends on what it approved."""
        desk = self.desks[code]
        self.takes(code, part, files)
        desk.opens(label(part))
        return desk.sends(label(part), f"{label(part)}-{code}", **options)

    def takes(self, code: str, part: str, files: Sequence[Path]) -> None:
        """An office receives and approves all that is new."""
        told = self.desks[code].types("receive", *files)
        assert {one["answer"] for one in told} == {"new"}, told
        self.desks[code].types("approve", "--all", "--period", label(part))

    def agrees(self, part: str, *, without: Sequence[str] = ()) -> None:
        """Commune, district and province say what was written: each the sum of those below it."""
        for code in BELOW:
            told = self.desks[code].types("consolidate", "--period", label(part))
            self.agrees_in(told, part, code, without=without)
        self.above(part, without=without)

    def above(self, part: str, *, without: Sequence[str] = ()) -> None:
        """What the province knows of itself and of its districts."""
        for level, codes in (("province", [PROVINCE]), ("district", list(BELOW))):
            told = self.desks[PROVINCE].types("consolidate", "--period", label(part), "--level", level)
            for code in codes:
                self.agrees_in(told, part, code, without=without)

    def agrees_in(self, told: Any, part: str, code: str, *, without: Sequence[str] = ()) -> None:
        """What is told of an office and of the communes below it, as far as they are listed."""
        found = {one["code"]: one for one in told["units"]}
        communes = [one for one in BELOW.get(code, COMMUNES) if one not in without]
        for unit, wanted in self.books.figures(communes, part).items():
            if (unit or code) in found:
                agree(found[unit or code]["values"], wanted, f"{part} {unit or code}")
        coverage = found[code]["coverage"]
        assert (coverage["expected"], coverage["approved"]) == (EXPECTED[code], len(communes)), (part, code)

    def printed(self, part: str) -> Path:
        """The province's consolidated workbook."""
        path = self.folder / f"{label(part)}.xlsx"
        self.desks[PROVINCE].types("consolidate", path, "--period", label(part))
        return path

    def _agrees(
        self, part: str, found: dict[str, Any], code: str, communes: Sequence[str], *, each: bool
    ) -> None:
        for unit, wanted in self.books.figures(communes, part).items():
            if each or not unit:
                agree(found[unit or code]["values"], wanted, f"{part} {unit or code}")
        coverage = found[code]["coverage"]
        assert (coverage["expected"], coverage["approved"]) == (EXPECTED[code], len(communes)), (part, code)


def label(part: str) -> str:
    return f"2020-{part}" if part else "2020"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """New data files on the first of March."""
    day = date(2020, 3, 1)
    by = calendar(monkeypatch, day)
    desks = {code: Desk(code, tmp_path / code, by).new(day) for code in (PROVINCE, *BELOW, *COMMUNES)}
    return World(tmp_path, by, desks, desks[PROVINCE].copy(tmp_path / "trống"))


def on_time(w: World, part: str) -> dict[str, Path]:
    """Everybody in time, up to the province; gives the districts' files."""
    sent = w.communes(part, *COMMUNES)
    up = {code: w.district(part, code, [sent[one] for one in below]) for code, below in BELOW.items()}
    w.takes(PROVINCE, part, list(up.values()))
    return up


def one_commune_changed(w: World, part: str) -> Path:
    """A district's file comes again with one commune corrected: the rest stays, and nothing is added twice."""
    code, commune, province = "842", "29236", w.desks[PROVINCE]
    desk, district = w.desks[commune], w.desks[code]
    before = w.books.accepted[commune, part]
    desk.types("reopen", commune, "--period", label(part), "--reason", "ghi sai")
    mended = before.written("establishments", "Lò bún 1B", output_current="432")
    desk.enters(label(part), "establishments", mended.rows["establishments"])
    district.types("receive", desk.sends(label(part), f"{label(part)}-{commune}-2"))
    refused = district.types("approve", commune, "--period", label(part), status=2)
    assert refused == Code.REPORT_CLOSED.name, "what was sent up is not changed below it"
    district.types("reopen", code, "--period", label(part), "--reason", "xã nộp lại")
    district.types("approve", commune, "--period", label(part))
    (told,) = w.desks[PROVINCE].types(
        "receive", again := district.sends(label(part), f"{label(part)}-{code}-2")
    )
    assert (told["answer"], told["version"]) == ("new", 2)
    w.above(part)
    w.books.accepted[commune, part] = mended
    province.types("approve", code, "--period", label(part))
    changed = province.types("compare", code, "--period", label(part))["differences"]
    assert changed, "the newer file tells what is new in it"
    traced = province.types("trace", "output_current", "--unit", commune, "--period", label(part))
    assert traced["value"] == mended.amount("establishments", "output_current")
    assert [(one["version"], one["carried_by"]) for one in traced["files"]] == [(2, "Thành phố Trà Vinh")]
    return again


def one_commune_late(w: World, part: str) -> list[Path]:
    """A district sends without one commune, and again with it: the province says how many stand behind a total."""
    late, code = "29272", "844"
    sent = w.communes(part, *(one for one in COMMUNES if one != late))
    up = [w.district(part, "842", [sent[one] for one in BELOW["842"]])]
    up.append(w.district(part, code, [sent[one] for one in BELOW[code] if one != late]))
    w.takes(PROVINCE, part, up)
    w.agrees(part, without=[late])
    traced = w.desks[PROVINCE].types("trace", "revenue", "--unit", code, "--period", label(part))
    assert not traced["complete"] and late in {one["unit"] for one in traced["missing"]}
    w.desks[code].types("reopen", code, "--period", label(part), "--reason", "có xã nộp muộn")
    w.takes(code, part, [w.communes(part, late)[late]])
    up.append(w.desks[code].sends(label(part), f"{label(part)}-{code}-2"))
    w.takes(PROVINCE, part, up[-1:])
    return up


def without_detail(w: World, part: str) -> None:
    """One district sends its totals only, the other all it has: one total of both, and the same when the detail
    comes after all."""
    sent = w.communes(part, *COMMUNES)
    up = [w.district(part, "842", [sent[one] for one in BELOW["842"]])]
    up.append(w.district(part, "844", [sent[one] for one in BELOW["844"]], totals=""))
    w.takes(PROVINCE, part, up)
    w.above(part)
    w.above("")
    w.desks["844"].types("reopen", "844", "--period", label(part), "--reason", "tỉnh cần chi tiết")
    w.takes(PROVINCE, part, [w.desks["844"].sends(label(part), f"{label(part)}-844-2")])
    w.agrees(part)


def same_in_any_order(w: World, part: str, files: Sequence[Path], found: Path) -> None:
    """New provinces that receive these files in other orders print the very workbook."""
    for n, order in enumerate(permutations(files)):
        if n in (1, 5):
            other = w.empty.copy(w.folder / f"{label(part)}-thứ tự-{n}")
            other.types("receive", *order, order[0])
            other.types("approve", *BELOW, "--period", label(part))
            other.types("consolidate", other.folder / "tổng hợp.xlsx", "--period", label(part))
            assert (other.folder / "tổng hợp.xlsx").read_bytes() == found.read_bytes(), order


def on_todays_units(w: World) -> None:
    """The units of 2020 carried to those of today: nothing is lost or added, at any level."""
    w.calendar.day = date(2026, 3, 1)
    reported, today = (
        w.desks[PROVINCE].types("consolidate", "--period", "2020", "--as-of", as_of)
        for as_of in ("reported", "today")
    )
    w.agrees_in(reported, "", PROVINCE)
    before = next(one for one in reported["units"] if one["code"] == PROVINCE)
    whole, *_ = today["units"]
    communes = [one for one in today["units"] if one["level"] == "commune"]
    for key in w.books.figures(COMMUNES, "")[""].keys() - HIDDEN:
        assert whole["values"][key] == before["values"][key], key
        if key not in RATIOS:
            assert sum(one["values"][key] or 0 for one in communes) == before["values"][key], key


def test_a_year_of_three_levels(world: World) -> None:
    w = world
    on_time(w, "Q1")
    w.agrees("Q1")
    files = on_time(w, "Q2")
    w.agrees("Q2")
    again = one_commune_changed(w, "Q2")
    w.agrees("Q2")
    same_in_any_order(w, "Q2", [*files.values(), again], w.printed("Q2"))
    late = one_commune_late(w, "Q3")
    w.above("Q3")
    same_in_any_order(w, "Q3", late, w.printed("Q3"))
    w.above("9M")
    without_detail(w, "Q4")
    w.above("")
    on_time(w, "")
    w.agrees("")
    on_todays_units(w)
    for desk in w.desks.values():
        assert desk.types("audit", "--verify")["verified"]
