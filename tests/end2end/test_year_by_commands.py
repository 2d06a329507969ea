"""A whole year of three offices of today, by commands: what comes late, wrong, edited, twice or in conflict included.

After every month the province's totals are held against sums that were made by hand (tests/papers.py).
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from base.errors import Code
from tests.desks import Desk, calendar, typed_over
from tests.papers import MONTHS, paper, seldom
from tests.two_communes import (
    COMMUNES,
    ELSEWHERE,
    NUMBER,
    PROVINCE,
    TEMPLATES,
    A,
    B,
    C,
    World,
    label,
    rows_of,
)


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """New data files on the first of January."""
    day = date(2026, 1, 1)
    by = calendar(monkeypatch, day)
    desks = {code: Desk(code, tmp_path / code, by).new(day) for code in (PROVINCE, A, B, ELSEWHERE)}
    return World(tmp_path, by, desks)


def january(w: World) -> None:
    """All on paper forms, in time; receipts go back, and the paper's code is the file's."""
    w.on(1, 16)
    for code in (A, B):
        w.books.accepted[code, "M01"] = w.writes(code, 1, templates=TEMPLATES)
    post = w.folder / "post"
    post.mkdir()
    assert w.desks[A].starts("check", "--period", "2026-M01") == []
    w.desks[A].types("submit", post / "a.xlsx", "--period", "2026-M01")
    sent = w.desks[B].types("submit", post / "b.xlsx", "--period", "2026-M01")
    w.on(1, 18)
    assert w.receives(post) == ["new", "new"]
    w.approves("M01", A, B)
    assert (w.receipt(A, "M01", 1), w.receipt(B, "M01", 1)) == ("received", "received")
    assert {w.status("M01", code)["on_time"] for code in (A, B)} == {True}
    paper_code = w.province.types("fingerprint", sent["fingerprint"], "--period", "2026-M01")
    assert (paper_code["answer"], paper_code["unit"]) == ("same", B)


def february(w: World) -> None:
    """B is late: chased, told as late, and counted from the day on which it came."""
    w.on(2, 17)
    assert w.receives(w.sends(A, 2)) == ["new"]
    w.approves("M02")
    w.agrees("M02", 1)
    w.on(2, 20)
    owing = {one["unit"]: one for one in w.province.types("chase", "--period", "2026-M02", status=1)}
    assert A not in owing and len(owing) == COMMUNES - 1
    assert (owing[B]["due"], owing[B]["late_days"]) == ("2026-02-18", 2)
    assert w.receives(w.sends(B, 2)) == ["new"]
    w.approves("M02", B)
    assert (w.status("M02", A)["on_time"], w.status("M02", B)["on_time"]) == (True, False)
    counts = w.province.types("completeness", "--period", "2026-M02", status=1)["units"]
    assert (counts["reported"], counts["on_time"], counts["late"]) == (2, 1, 1)
    to_date = w.province.types("consolidate", "--period", "2026-Q1")
    root = next(one for one in to_date["units"] if one["code"] == PROVINCE)
    both = [w.books.figures((A, B), part)[""]["revenue"] for part in ("M01", "M02")]
    assert to_date["accrued_to"] == "2026-M02"
    assert root["values"]["revenue"] is None and root["to_date"]["revenue"] == sum(filter(None, both))


def march(w: World) -> None:
    """The wrong period, three times over, and a commune of another province; then what is right."""
    w.on(3, 16)
    a, b, stranger = (w.desks[code] for code in (A, B, ELSEWHERE))
    a.opens("2025-M03")
    a.answers("2025-M03", paper(1, 3))
    mistyped = a.sends("2025-M03", "nhầm năm")
    stranger.opens("2026-M03")
    stranger.answers("2026-M03", paper(9, 3))
    lost = stranger.sends("2026-M03", "lạc")
    last_month, right = b.folder / f"M02-{B}.xlsx", w.sends(A, 3)
    answers = w.receives(mistyped, lost, last_month, right, status=1)
    refused = [Code.SUBMISSION_OTHER_PERIOD.name, Code.SUBMISSION_OTHER_UNIT.name]
    assert answers == [*refused, "have", "new"]
    assert w.status("M03", B)["state"] == "none"
    b.opens("2026-M03", after="2026-M02")
    old_sheet = b.folder / f"workers-2026-M01-{B}.xlsx"
    assert (
        b.types("fill", old_sheet, "--period", "2026-M03", status=2)[0]["code"]
        == Code.SHEET_OTHER_PERIOD.name
    )
    w.books.accepted[B, "M03"] = paper(2, 3)
    b.answers("2026-M03", w.books.accepted[B, "M03"])
    assert w.receives(b.sends("2026-M03", f"M03-{B}")) == ["new"]
    w.approves("M03", A, B)


def april(w: World) -> None:
    """The same file twice under other names; a unit excluded with a reason, and taken in again."""
    w.on(4, 15)
    sent = {code: w.sends(code, 4) for code in (A, B)}
    again = w.desks[A].folder / "gửi lại.xlsx"
    w.desks[A].types("submit", again, "--period", "2026-M04")
    assert again.read_bytes() == sent[A].read_bytes()
    assert w.receives(*sent.values(), again, shutil.copy(sent[B], w.folder / "b.xlsx")) == [
        "new",
        "new",
        "have",
        "have",
    ]
    w.approves("M04")
    kept = w.books.accepted.pop((B, "M04"))
    assert (
        w.province.types("exclude", B, "--period", "2026-M04", "--reason", " ", status=2)
        == Code.REASON_NEEDED.name
    )
    w.province.types("exclude", B, "--period", "2026-M04", "--reason", "đang xác minh")
    w.agrees("M04", 1)
    w.province.types("reopen", B, "--period", "2026-M04", "--reason", "đã xác minh")
    w.books.accepted[B, "M04"] = kept


def may(w: World) -> None:
    """A third version before the second, and a second before the first; what was approved counts meanwhile."""
    w.on(5, 15)
    firsts = {code: w.sends(code, 5) for code in (A, B)}
    assert w.receives(firsts[A]) == ["new"]
    w.approves("M05", A)
    counted = w.books.accepted[A, "M05"]
    w.changes(A, "M05", "establishments", "Lò bún 1B", revenue="2222")
    second = w.desks[A].sends("2026-M05", "a-2")
    w.changes(A, "M05", "establishments", "Lò bún 1B", revenue="3333")
    third, thought = w.desks[A].sends("2026-M05", "a-3"), w.books.accepted[A, "M05"]
    w.changes(B, "M05", "markets", "Chợ 2", fee_revenue="77")
    assert w.receives(third, w.desks[B].sends("2026-M05", "b-2")) == ["gap", "gap"]
    assert (w.status("M05", A)["gap"], w.status("M05", A)["waiting"]) == (True, True)
    mended_b = w.books.accepted.pop((B, "M05"))
    w.books.accepted[A, "M05"] = counted
    w.agrees("M05", 1, reported=2)
    assert w.receives(second, firsts[B]) == ["older", "older"]
    assert [w.status("M05", code)["gap"] for code in (A, B)] == [False, False]
    w.approves("M05", A, B)
    w.books.accepted.update({(A, "M05"): thought, (B, "M05"): mended_b})
    told = w.province.types("compare", A, "--period", "2026-M05", "--from", 1, "--to", 3)["differences"]
    assert [(one["field"], one["before"], one["after"]) for one in told] == [("revenue", "112,0", "3.333,0")]


def june(w: World) -> None:
    """Two officers mend the same report on two machines: nothing changes until a person decides."""
    w.on(6, 15)
    assert w.receives(*(w.sends(code, 6) for code in (A, B))) == ["new", "new"]
    w.approves("M06")
    standing, two = w.books.accepted[A, "M06"], w.desks[A].copy(w.folder / "máy thứ hai")
    w.changes(A, "M06", "power_grid", "", mv_line_built_km="2,5")
    one = w.desks[A].sends("2026-M06", "a-2")
    first_machine, w.desks[A] = w.books.accepted[A, "M06"], two
    w.books.accepted[A, "M06"] = standing
    w.changes(A, "M06", "power_grid", "", mv_line_built_km="3,75")
    other = two.sends("2026-M06", "a-2")
    assert w.receives(one, other) == ["new", "conflict"]
    chosen, w.books.accepted[A, "M06"] = w.books.accepted[A, "M06"], standing
    w.agrees("M06")
    assert first_machine != chosen
    w.province.types("approve", A, "--period", "2026-M06", status=2)
    held = two.types("submit", w.folder / "bản in.xlsx", "--period", "2026-M06")["hash"]
    w.province.types(
        "resolve", A, "--period", "2026-M06", "--take", held[:12], "--reason", "bản của máy thứ hai"
    )
    w.approves("M06", A)
    w.books.accepted[A, "M06"] = chosen


def july(w: World) -> None:
    """Returned with the place and the reason; mended below; the letter says what changed and what it does above."""
    w.on(7, 15)
    assert w.receives(*(w.sends(code, 7) for code in (A, B))) == ["new", "new"]
    w.approves("M07", A)
    b, slip = w.desks[B], w.folder / "trả lại.xlsx"
    place = f"workers:{b.record_id('2026-M07', 'workers')}:workers_female"
    back = ["return", B, "--period", "2026-M07", "--reason", "sai số lao động nữ", "--receipt", slip]
    w.province.types(*back, "--mark", f"{place}=ít hơn tháng trước")
    assert w.status("M07", B)["state"] == "returned"
    assert b.types("receipt", slip)["outcome"] == "returned"
    (asked,) = b.types("check", "--period", "2026-M07", status=1)
    assert (asked["code"], asked["fields"]) == (Code.RETURNED_FIELD.name, ["workers_female"])
    w.books.accepted[B, "M07"] = w.books.accepted[B, "M07"].written(
        "workers", "Xưởng gỗ 2A", workers_female="15"
    )
    b.enters("2026-M07", "workers", w.books.accepted[B, "M07"].rows["workers"])
    assert w.receives(b.sends("2026-M07", "b-2")) == ["new"]
    letters = [
        b.types("letter", "--period", "2026-M07"),
        w.province.types("letter", "--unit", B, "--period", "2026-M07"),
    ]
    for told in letters:
        assert [(one["old"], one["new"]) for one in told["corrections"]] == [("10", "15")]
    w.approves("M07", B)
    assert w.receipt(B, "M07", 2) == "received"
    traced = w.province.types("trace", "workers_female", "--unit", B, "--period", "2026-M07")
    assert traced["value"] == w.books.accepted[B, "M07"].amount("workers", "workers_female")
    assert [(one["version"], one["file"]) for one in traced["files"]] == [(2, "b-2.xlsx")]


def august(w: World) -> None:
    """Edited in Excel: A's edit is taken with a reason; B's goes back, and B mends it in the program."""
    w.on(8, 15)
    sent = {code: w.sends(code, 8) for code in (A, B)}
    edited = {code: typed_over(sent[code], "Cơ sở công nghiệp – TTCN", "Doanh thu", 999) for code in (A, B)}
    assert w.receives(*edited.values(), status=2) == [Code.SUBMISSION_EDITED.name] * 2
    assert w.status("M08", A)["state"] == "none"
    take = ["receive", edited[A], "--take-edits"]
    assert w.province.types(*take, status=2) == Code.REASON_NEEDED.name
    (told,) = w.province.types(*take, "--reason", "xã báo qua điện thoại")
    assert (told["answer"], told["version"], told["remade"]) == ("new", 2, "edited")
    w.approves("M08", A)
    name = w.books.accepted[A, "M08"].rows["establishments"][0]["name"]
    w.books.accepted[A, "M08"] = w.books.accepted[A, "M08"].written("establishments", name, revenue="999")
    w.changes(B, "M08", "establishments", "Xưởng gỗ 2A", revenue="998")
    assert w.receives(sent[B], w.desks[B].sends("2026-M08", "b-2")) == ["new", "new"]
    w.approves("M08", B)


def september(w: World) -> None:
    """A damaged file is refused whole and keeps no good one out; sent again it is taken."""
    w.on(9, 15)
    good, whole = w.sends(A, 9), w.sends(B, 9)
    damaged = w.folder / "hỏng.xlsx"
    content = bytearray(whole.read_bytes())
    content[len(content) // 2] ^= 0x40
    damaged.write_bytes(content)
    cut = w.folder / "cụt.xlsx"
    cut.write_bytes(whole.read_bytes()[: len(content) // 2])
    *refused, taken = w.receives(damaged, cut, good, status=1)
    assert taken == "new" and set(refused) <= {Code.FILE_DAMAGED.name, Code.SUBMISSION_DAMAGED.name}
    assert w.receives(whole) == ["new"]
    w.approves("M09")


def october(w: World) -> None:
    """C has no PC: the province enters for it, and says so."""
    w.on(10, 15)
    assert w.receives(*(w.sends(code, 10) for code in (A, B))) == ["new", "new"]
    p, period, written = w.province, "2026-M10", paper(3, 10)
    p.opens(period, behalf=C)
    for form, rows in written.rows.items():
        p.fills(period, form, rows, behalf=C)
    assert p.types("check", "--for", C, "--period", period) == []
    p.types("submit", w.folder / "thay.xlsx", "--for", C, "--period", period)
    w.books.accepted[C, "M10"] = written
    w.approves("M10", A, B, C)
    assert p.types("open-period", "--for", A, "--period", period, status=2) == Code.BEHALF_REPORTED.name


def quietly(w: World, month: int) -> None:
    """A month without trouble."""
    w.on(month, 15)
    assert w.receives(*(w.sends(code, month) for code in (A, B))) == ["new", "new"]
    w.approves(MONTHS[month - 1], A, B)


def reports(w: World, part: str, month: int, *codes: str, **options: str) -> None:
    """These communes report the longer period themselves."""
    w.on(month, 18)
    months, files = {"Q": 3, "H": 6, "": 12}[part[:1]], []
    for code in codes:
        written, desk = paper(NUMBER[code], month, months=months), w.desks[code]
        w.books.accepted[code, part] = seldom(NUMBER[code], written) if months > 3 else written
        desk.opens(label(part))
        desk.answers(label(part), w.books.accepted[code, part], by_template=("workers", "commune_summary"))
        if months > 3:
            assert desk.explains(label(part), "số hộ theo sổ hộ khẩu") == 1
        files.append(desk.sends(label(part), f"{label(part)}-{code}", **options))
    assert w.receives(*files) == ["new"] * len(files)
    w.approves(part)


def the_year(w: World) -> None:
    """Derived at first; then an estimate of both, then the final figures of one and of the other."""
    w.agrees("", each=True)
    reports(w, "", 12, A, B, kind="estimate")
    w.agrees("", kind="estimate")
    estimate = w.books.figures((A, B), "")[""]
    w.on(1, 5, 2027)
    for code, kind in ((A, "mixed"), (B, "final")):
        n = NUMBER[code]
        w.changes(
            code, "", "establishments", f"Xưởng gỗ {n}A", output_current=str(4200 * n), revenue=str(5000 * n)
        )
        assert w.receives(w.desks[code].sends("2026", f"chính thức-{code}", kind="final")) == ["new"]
        w.approves("", code)
        w.agrees("", kind=kind)
    final = w.books.figures((A, B), "")[""]
    (told,) = w.province.types("estimates", "--period", "2026")["errors"]
    errors = {one["indicator"]: one for one in told["total"]}
    for key in ("revenue", "output_current", "workers_total"):
        assert (errors[key]["estimate"], errors[key]["final"]) == (estimate[key], final[key])


def at_the_end(w: World) -> None:
    """The province closes its year: nothing below it changes any more, reports come out, the journal is whole."""
    p, a = w.province, w.desks[A]
    w.on(1, 12, 2027)
    p.opens("2026")
    p.types("nil", "province_summary", "--period", "2026")
    p.types("submit", w.folder / "tỉnh.xlsx", "--period", "2026", "--note", "mới có hai xã báo cáo")
    assert {w.status("", code)["state"] for code in (A, B)} == {"closed"}
    w.changes(A, "", "markets", "Chợ 1", fee_revenue="1")
    assert w.receives(a.sends("2026", "sau khi chốt")) == ["new"]
    for words in (["approve", A], ["return", A, "--reason", "x"], ["exclude", A, "--reason", "x"]):
        assert p.types(*words, "--period", "2026", status=2) == Code.REPORT_CLOSED.name
    silent = {layout for layout in p.types("reports") if not w.printed(layout)}
    assert silent == {"plan_progress", "tt14_01", "tt14_02"}, "no plan, no clusters; all else has its say"
    total = w.books.figures((A, B), "")[""]
    figures = {cell for row in rows_of(p.folder / "consolidated.xlsx") for cell in row}
    assert {float(total[key] or 0) for key in ("revenue", "output_current", "workers_total")} <= figures
    there = [p.folder / "tại chỗ.xlsx", p.folder / "tiến trình riêng.xlsx"]
    p.types("consolidate", there[0], "--period", "2026")
    p.starts("consolidate", there[1], "--period", "2026")
    assert there[0].read_bytes() == there[1].read_bytes()
    for desk in w.desks.values():
        assert desk.starts("audit", "--verify")["verified"]


def test_a_year_of_three_offices(world: World) -> None:
    w = world
    january(w)
    w.agrees("M01")
    february(w)
    w.agrees("M02")
    march(w)
    w.agrees("M03")
    reports(w, "Q1", 3, A, B)
    w.agrees("Q1", each=True)
    april(w)
    w.agrees("M04")
    may(w)
    w.agrees("M05")
    june(w)
    w.agrees("M06")
    w.agrees("Q2")
    reports(w, "H1", 6, A, B)
    w.agrees("H1", each=True)
    july(w)
    w.agrees("M07")
    august(w)
    w.agrees("M08")
    september(w)
    w.agrees("M09")
    reports(w, "Q3", 9, A)
    w.agrees("Q3")
    w.agrees("9M")
    october(w)
    w.agrees("M10", 3)
    for month in (11, 12):
        quietly(w, month)
        w.agrees(MONTHS[month - 1])
    the_year(w)
    at_the_end(w)
