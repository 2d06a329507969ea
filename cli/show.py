"""What the commands print: sentences and columns for people, one JSON document for programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from base import numbers
from base.progress import Progress

if TYPE_CHECKING:
    from base.errors import AppError, Problem
    from base.units import Unit
    from consolidation.figures import Consolidated, Figure, IndicatorInfo, UnitFigures
    from courier.edits import Edit
    from office.agenda.timeliness import UnitDue
    from office.entering.filling import Filled
    from office.receiving.arriving import Receipt
    from office.receiving.receiving import Approved, Reason, UnitStatus
    from office.sample import DemoResult

_SEVERITY = {"stop": "Phải sửa", "ask": "Cần giải thích", "noted": "Đã giải thích"}
_ANSWERS = {
    "new": "Nhận mới",
    "have": "Đã có",
    "older": "Bản cũ hơn",
    "gap": "Nhận mới, còn thiếu bản trước",
    "conflict": "Xung đột với tệp cùng bản số",
    "refused": "Không nhận",
}


def line(text: str) -> None:
    """One line on standard output."""
    sys.stdout.write(text + "\n")


def lines(texts: Iterable[str]) -> None:
    """Lines on standard output."""
    for text in texts:
        line(text)


def document(content: Any) -> None:
    """The one JSON document of a command."""
    line(json.dumps(content, ensure_ascii=False, indent=1))


def done(words: str, content: Mapping[str, Any], *, as_json: bool) -> None:
    """A sentence on what was done, or the facts of it."""
    document(content) if as_json else line(words)


def table(rows: Mapping[str, str], *, as_json: bool) -> None:
    """Keys and their titles."""
    if as_json:
        document(dict(rows))
    else:
        lines(f"{key:<28} {title}" for key, title in rows.items())


def progress() -> Progress:
    """A listener that tells a person at a terminal how far the work is; silent elsewhere."""
    if not sys.stderr.isatty():
        return Progress()

    def tell(done: int, total: int, what: str) -> None:
        sys.stderr.write(f"\r\033[K{what} ({done}/{total})" + ("\n" if done == total else ""))
        sys.stderr.flush()

    return Progress(tell)


def open_folder(folder: Path) -> None:
    """Show the folder in the system's file manager."""
    if sys.platform == "win32":
        os.startfile(folder)
    else:
        subprocess.Popen(["xdg-open", str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def units(found: Sequence[Unit], *, as_json: bool) -> None:
    """The tree as a list, each unit after the one above it."""
    if not as_json:
        depth = {"province": 0, "district": 1, "commune": 2}
        lines(f"{'  ' * depth[u.level]}{u.code}  {u.name}" for u in found)
        return
    document(
        [
            {
                "level": u.level,
                "code": u.code,
                "name": u.name,
                "kind": u.kind,
                "parent": u.parent or None,
                "valid_from": u.valid_from.isoformat(),
                "valid_to": u.valid_to.isoformat() if u.valid_to else None,
            }
            for u in found
        ]
    )


def problems(found: Sequence[Problem], *, as_json: bool) -> None:
    """All problems of a report."""
    if as_json:
        document([_problem(p) for p in found])
        return
    if not found:
        line("Không còn gì phải sửa. Có thể nộp.")
    lines(f"{_SEVERITY[p.severity]} · {_whose(p)}{p.message}" for p in found)


def _whose(p: Problem) -> str:
    return "".join(f"{part} · " for part in (p.form, p.record, p.place) if part)


def _problem(p: Problem) -> dict[str, Any]:
    return {
        "form": p.form,
        "record_id": p.record_id,
        "record": p.record,
        "fields": list(p.fields),
        "code": p.code,
        "severity": p.severity,
        "message": p.message,
        "place": p.place,
    }


def filled(
    results: Sequence[tuple[Path, Filled | None, AppError | None]], *, dry_run: bool, as_json: bool
) -> None:
    """What each filled-in sheet brought, every refused cell by its address."""
    if as_json:
        document([_filled(*result) for result in results])
        return
    for path, taken, refusal in results:
        if refusal is not None:
            sys.stderr.write(f"{refusal.code.name}: {refusal}\n")
        elif taken is not None:
            verb = (
                "Đã nhập"
                if taken.taken
                else "Kiểm tra được"
                if dry_run and not taken.refused
                else "Chưa nhập"
            )
            line(f"{path.name}: {verb} {taken.records} bản ghi vào {taken.form.title}.")
            lines(f"  {_SEVERITY[p.severity]} · {_whose(p)}{p.message}" for p in taken.problems)


def _filled(path: Path, taken: Filled | None, refusal: AppError | None) -> dict[str, Any]:
    if taken is None:
        assert refusal is not None
        return {
            "file": path.name,
            "taken": False,
            "code": refusal.code.name,
            "message": str(refusal),
            "problems": [],
        }
    told = [_problem(p) for p in taken.problems]
    return {
        "file": path.name,
        "taken": taken.taken,
        "form": taken.form.key,
        "records": taken.records,
        "problems": told,
    }


def receipts(found: Sequence[Receipt], *, as_json: bool) -> None:
    """The answer to each received file, with its edited cells."""
    from courier.edits import edit_words

    if as_json:
        document([{**asdict(r), "takeable": r.takeable, "edits": list(map(_edit, r.edits))} for r in found])
        return
    for r in found:
        if r.answer == "refused":
            line(f"{r.file}: {_ANSWERS[r.answer]}. {r.code}: {r.message}")
            lines(f"  {edit_words(edit)}" for edit in r.edits)
        else:
            made = f" · {_REMADE[r.remade]}" if r.remade else ""
            line(
                f"{r.file}: {_ANSWERS[r.answer]} · {r.unit_name} · kỳ {r.period} · bản số {r.version} · {r.fingerprint}"
                f"{made}"
            )


def approved(found: Approved, told: dict[str, object], *, as_json: bool) -> None:
    """How many reports were approved; of each that was left, and of each to be looked at all the same, the reason."""
    if as_json:
        document({**told, "left": _reasons(found.left), "look": _reasons(found.look)})
        return
    line(f"Đã duyệt {len(found.units)} báo cáo.")
    lines(f"{x.why.code.name}: {x.why}" for x in [*found.left, *found.look])


def _reasons(found: Sequence[Reason]) -> list[dict[str, str]]:
    return [{"unit": x.unit.code, "code": x.why.code.name, "message": str(x.why)} for x in found]


_REMADE = {
    "edited": "đã nhận các ô sửa trên Excel",
    "rebuilt": "dựng lại từ trang in, khác mã kiểm tra đã in",
    "restored": "dựng lại từ trang in, giống hệt bản đã nộp",
}


def _edit(edit: Edit) -> dict[str, Any]:
    """`sent` and `found` as they stand in the cell: numbers stay numbers, days are 2020-12-31, null is blank."""
    values = {
        key: cell.isoformat() if isinstance(cell, date) else None if cell == "" else cell
        for key, cell in (("sent", edit.sent), ("found", edit.found))
    }
    return {**asdict(edit), **values}


def status(found: Sequence[UnitStatus], dues: Mapping[str, UnitDue], *, as_json: bool) -> None:
    """Where each unit's report stands; `dues` by key of the unit."""
    from office.receiving.receiving import STATE_WORDS

    if not as_json:
        for one in found:
            due = dues[one.unit.key].awaited
            told = {True: ", đúng hạn", False: ", nộp muộn", None: ""}[due.on_time]
            empty = ", chưa có số liệu" if due.empty else ""
            line(f"{one.unit.code:<6} {one.unit.name:<34} {STATE_WORDS[one.state]}{told}{empty}")
        return
    document(
        [
            {
                "unit": one.unit.code,
                "name": one.unit.name,
                "level": one.unit.level,
                "state": one.state,
                "version": one.version,
                "kind": one.kind,
                "received_at": one.received_at or None,
                "due": _day(dues[one.unit.key].awaited.due),
                "on_time": dues[one.unit.key].awaited.on_time,
                "empty": dues[one.unit.key].awaited.empty,
                "complete": dues[one.unit.key].complete,
                "forms": one.forms,
                "form_dues": {
                    form.form.key: {"due": _day(form.awaited.due), "on_time": form.awaited.on_time}
                    for form in dues[one.unit.key].forms
                },
                "reason": one.reason,
                "waiting": one.waiting,
                "gap": one.gap,
                "hash": one.hash or None,
            }
            for one in found
        ]
    )


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def consolidated(found: Consolidated, *, as_of: str, each: bool, as_json: bool) -> None:
    """Figures by unit: the root's for people (and those of each unit, if asked), all for programs."""
    if as_json:
        indicators = {
            key: {"label": info.label, "unit": info.unit, "decimals": info.decimals}
            for key, info in found.indicators.items()
        }
        entries = [_unit_figures(entry, found.indicators) for entry in found.units]
        told = {"period": found.period.label, "as_of": as_of, "units": entries, "indicators": indicators}
        if found.accrued_to is not None:
            told["accrued_to"] = found.accrued_to.label
        if as_of == "today":
            told["unclear"] = [{"code": u.code, "name": u.name} for u in found.unclear]
            told["broken"] = [day.isoformat() for day in found.broken]
        document(told)
        return
    _figures_of(found.root, found)
    if found.unclear:
        names = ", ".join(f"{u.code} {u.name}" for u in found.unclear)
        line(f"Chưa cộng (chưa rõ nay thuộc đơn vị nào): {names}.")
    for day in found.broken:
        line(f"Kỳ này gộp số liệu trước và sau ngày {day:%d/%m/%Y} (thay đổi địa giới).")
    for entry in found.units if each else ():
        if entry is not found.root:
            line("")
            _figures_of(entry, found)


def _figures_of(entry: UnitFigures, found: Consolidated) -> None:
    line(f"{entry.unit.name}, {found.period.in_words()}. {entry.coverage.words}".rstrip(". ") + ".")
    for key, info in found.indicators.items():
        value = entry.figures[key].value
        if value is not None:
            line(f"{info.label:<64} {numbers.show(value, info.decimals):>18} {info.unit}")


def _unit_figures(entry: UnitFigures, indicators: Mapping[str, IndicatorInfo]) -> dict[str, Any]:
    coverage = entry.coverage
    figures = {key: entry.figures[key] for key in indicators}
    return {
        "code": entry.unit.code,
        "name": entry.unit.name,
        "level": entry.unit.level,
        "parent": entry.unit.parent or None,
        "valid_from": entry.unit.valid_from.isoformat(),
        "coverage": {
            "expected": coverage.expected,
            "reported": coverage.reported,
            "approved": coverage.approved,
        },
        "complete": coverage.complete,
        "kind": entry.kind,
        "values": _values(figures, indicators),
        "missing": {key: figure.missing for key, figure in figures.items()},
        **_withheld(figures),
        **({"to_date": _values(entry.to_date, indicators)} if entry.to_date is not None else {}),
    }


def _withheld(figures: Mapping[str, Figure]) -> dict[str, Any]:
    """What the unit tells together with others only, and of how many units below it figures came in so."""
    withheld = [key for key, figure in figures.items() if figure.withheld]
    together = {key: figure.pooled for key, figure in figures.items() if figure.pooled}
    return {**({"withheld": withheld} if withheld else {}), **({"together": together} if together else {})}


def _values(
    figures: Mapping[str, Figure], indicators: Mapping[str, IndicatorInfo]
) -> dict[str, int | float | None]:
    return {key: _number(figures[key].value, info) for key, info in indicators.items()}


def _number(value: Fraction | None, info: IndicatorInfo) -> int | float | None:
    """A JSON number in display units; ratios to at least six decimals, half up."""
    if value is None:
        return None
    if not info.is_ratio:
        return number(value)
    places = max(6, info.decimals)
    return number(Fraction(numbers.half_up(value, places), 10**places))


def number(value: Fraction | None) -> int | float | None:
    """A JSON number: whole where it is, else the nearest that a reader has."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else numbers.to_float(value)


def audit(entries: Sequence[Mapping[str, Any]], *, verified: bool, broken: int | None, as_json: bool) -> None:
    """The journal, and whether its chain holds."""
    if as_json:
        document(
            {"verified": broken is None if verified else None, "broken_at": broken, "lines": list(entries)}
        )
        return
    lines(
        f"{e['seq']:>5}  {e['at'][:19]}  {e['who'] or '-':<16} {e['act']:<10} {e['period']:<10} "
        f"{e['form']:<24} {e['reason']}"
        for e in entries
    )
    if verified:
        line("Nhật ký nguyên vẹn." if broken is None else f"Nhật ký bị sửa từ dòng {broken}.")


def demo(result: DemoResult, *, as_json: bool) -> None:
    """What the sample run made, where it is, and how long it took."""
    if as_json:
        document(result.as_dict())
    else:
        lines(result.lines())
