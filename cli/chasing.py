"""Commands about what travels back down and what is still owed: paper codes, receipts, letters, reminders."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from base import numbers
from base.errors import AppError, Code
from cli import show
from cli.opening import opened

if TYPE_CHECKING:
    from consolidation.coverage import Completeness
    from courier.reply import Mark

DONE, FINDINGS = 0, 1


def marks_of(given: argparse.Namespace) -> list[Mark]:
    """--mark FORM:RECORD:FIELD=REASON, any number of times; raises USAGE."""
    from courier.reply import Mark

    found = []
    for text in given.mark or ():
        place, equals, reason = text.partition("=")
        parts = place.split(":")
        if not equals or not reason.strip() or len(parts) > 3:
            raise AppError(Code.USAGE, why="ghi --mark BIỂU:MÃ_BẢN_GHI:TRƯỜNG=LÝ_DO")
        form, record, field = [*parts, "", ""][:3]
        found.append(Mark(form, record, field, reason))
    return found


def send_back(given: argparse.Namespace) -> int:
    """Return a report, with the places to mend, and write the receipt that says so."""
    from office.receiving import receiving
    from office.receiving.receipts import write_answer

    with opened(given) as office:
        unit = receiving.send_back(
            office, given.period, given.unit, reason=given.reason, marks=marks_of(given)
        )
        told = {"unit": unit.code, "act": "return"}
        if given.receipt is not None:
            write_answer(office, given.period, given.unit, given.receipt)
            told["receipt"] = str(given.receipt)
    show.done(f"Đã trả lại: {unit.name}.", told, as_json=given.json)
    return DONE


def _fingerprint(given: argparse.Namespace) -> int:
    from office.receiving.papers import compared

    with opened(given) as office:
        found = compared(office, given.period, given.code, unit=given.unit)
    told = {
        "answer": found.answer,
        "fingerprint": found.paper,
        "paper_version": found.paper_version or None,
        "unit": found.unit.code if found.unit else None,
        "version": found.version or None,
        "held": found.fingerprint or None,
    }
    show.done(found.told, told, as_json=given.json)
    return DONE if found.answer == "same" else FINDINGS


def _receipt(given: argparse.Namespace) -> int:
    from office.sending.answered import open_receipt, told

    with opened(given) as office:
        found = open_receipt(office, given.file)
    reply = found.reply
    marks = [
        {"form": m.form, "record_id": m.record_id, "field": m.field, "where": m.where, "reason": m.reason}
        for m in found.marks
    ]
    said = {
        "outcome": found.outcome,
        "period": reply.period,
        "version": reply.version,
        "at": reply.at,
        "office": reply.office_name,
        "reason": reply.reason,
        "marks": marks,
    }
    lines = [told(found), *(f"- {m.where}: {m.reason}" for m in found.marks)]
    show.done("\n".join(lines), said, as_json=given.json)
    return DONE


def _letter(given: argparse.Namespace) -> int:
    from dataclasses import asdict

    from office.sending import letters

    with opened(given) as office:
        own = given.unit in ("", office.unit.code)
        found = (
            letters.own_letter(office, given.period)
            if own
            else letters.letter_of(office, given.period, given.unit)
        )
        if given.out is not None:
            letters.write(office, given.period, given.out, found)
    told: dict[str, Any] = {
        "unit": found.unit.code,
        "before": found.before,
        "version": found.version,
        "reason": found.reason,
        "corrections": [asdict(one) for one in found.corrections],
        "effects": [asdict(one) for one in found.effects],
        "above": [asdict(one) for one in found.above],
    }
    lines = [f"{found.unit.name}: bản số {found.version} thay bản số {found.before}."]
    lines += [
        f"{c.form}, {c.record}, {c.label}: {c.old or '…'} → {c.new or '…'}. {c.reason}".rstrip()
        for c in found.corrections
    ]
    lines += [f"{e.label}: {e.before} → {e.after}" for e in found.effects]
    lines += [f"Số tổng của cấp trên, {e.label}: {e.before} → {e.after}" for e in found.above]
    show.done("\n".join(lines), told, as_json=given.json)
    return DONE


def _chase(given: argparse.Namespace) -> int:
    from office.agenda import chasing

    with opened(given) as office:
        found = chasing.chased(office, given.period)
        letters = [chasing.letter(office, given.period, one) for one in found]
        if given.out is not None:
            chasing.write(office, given.period, given.out, found)
    told = [
        {
            "unit": one.unit.code,
            "name": one.unit.name,
            "state": one.state,
            "missing": list(one.missing),
            "due": one.due.isoformat() if one.due else None,
            "late_days": one.late_days,
            "reason": one.reason,
            "places": list(one.places),
            "text": text,
        }
        for one, text in zip(found, letters, strict=True)
    ]
    if given.json:
        show.document(told)
    else:
        show.line("\n\n".join(letters) or "Không còn đơn vị nào phải nhắc.")
    return FINDINGS if found else DONE


def _completeness(given: argparse.Namespace) -> int:
    from office.agenda import timeliness

    with opened(given) as office:
        units = timeliness.owed(office, given.period)
    forms = timeliness.by_form(units)
    whole = timeliness.of_units(units)
    excluded = [{"unit": u.unit.code, "reason": u.reason} for u in units if u.awaited.excluded]
    if given.json:
        told = [
            {
                "form": one.form.key,
                "title": one.form.title,
                "due": one.due.isoformat() if one.due else None,
                **_counts(one.counts),
            }
            for one in forms
        ]
        show.document({"units": _counts(whole), "forms": told, "excluded": excluded})
    else:
        show.line(f"Đơn vị trực thuộc: {_words(whole)}")
        show.lines(
            f"{one.form.title}{f' (hạn {one.due:%d/%m/%Y})' if one.due else ''}: {_words(one.counts)}"
            for one in forms
        )
    return DONE if whole.complete else FINDINGS


def _counts(found: Completeness) -> dict[str, Any]:
    rates = {name: found.rate(getattr(found, name)) for name in ("reported", "approved", "on_time")}
    return {
        "expected": found.expected,
        "reported": found.reported,
        "approved": found.approved,
        "on_time": found.on_time,
        "late": found.late,
        "excluded": found.excluded,
        "empty": found.empty,
        "missing": found.missing,
        "complete": found.complete,
        "rates": {name: None if rate is None else numbers.to_float(rate) for name, rate in rates.items()},
    }


def _words(found: Completeness) -> str:
    told = [
        f"đã nộp {found.reported}/{found.expected}",
        f"đã duyệt {found.approved}",
        f"đúng hạn {found.on_time}",
        f"nộp muộn {found.late}",
    ]
    told += [f"chưa có số liệu {found.empty}"] if found.empty else []
    told += [f"không tổng hợp {found.excluded}"] if found.excluded else []
    return ", ".join(told)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "return": send_back,
    "fingerprint": _fingerprint,
    "receipt": _receipt,
    "letter": _letter,
    "chase": _chase,
    "completeness": _completeness,
}
