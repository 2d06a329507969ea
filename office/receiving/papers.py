"""A printed report held against the files: the code on the paper says whether both are the same version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from base.period import Period
from base.units import Unit
from courier.fingerprint import Paper, fingerprint, on_paper
from db import received, reports
from office.office import Office


@dataclass(frozen=True, slots=True)
class Match:
    """What the code on a paper says. `unit`: whose report it is, None where nobody knows.

    "same": the paper shows the newest version here; "newer": there is a newer version here than the paper;
    "different": no version here bears the code. `version` and `fingerprint` are those of the newest version here,
    0 and "" where there is none; `paper_version` is 0 where only a scan could tell it.
    """

    answer: Literal["same", "different", "newer"]
    paper: str
    paper_version: int
    unit: Unit | None
    version: int
    fingerprint: str
    told: str


def compared(office: Office, period: Period, text: str, *, unit: str = "") -> Match:
    """A code as typed or scanned against the reports of a unit (its code), without one against all of the period.

    Raises FINGERPRINT_WRONG when a letter is off, UNIT_UNKNOWN.
    """
    paper = on_paper(text)
    tree = office.tree(period)
    asked = tree.find(unit) if unit else None
    versions = dict(_versions(office, period))
    if (paper.period and paper.period != period.label) or (asked and paper.unit not in ("", asked.code)):
        return _match("different", paper, asked, versions, _elsewhere(office, paper))
    known = asked or (tree.find(paper.unit) if tree.has(paper.unit) else None)
    wanted = [known] if known else [one for one in tree.units if one.key in versions]
    for one in wanted:
        found = versions.get(one.key, {})
        version = next((v for v, codes in found.items() if paper.fingerprint in codes), 0)
        if version:
            told = Paper(paper.fingerprint, one.code, period.label, version)
            newest = max(found) == version
            words = "trùng với bản đang giữ" if newest else f"đã có bản mới hơn (bản số {max(found)})"
            said = f"{one.name}: bản giấy là bản số {version}, {words}."
            return _match("same" if newest else "newer", told, one, versions, said)
    return _match("different", paper, known, versions, _unlike(paper, known, versions))


_Versions = dict[str, dict[int, set[str]]]


def _versions(office: Office, period: Period) -> Iterator[tuple[str, dict[int, set[str]]]]:
    """Key of each unit of which there is anything → version → codes of its files; the office's own too."""
    place = {"period": period.label, "packet": office.packet}
    own = office.unit_in(period).key
    sent = reports.submitted(office.store, unit=own, **place)
    came, carried = received.held(office.store, **place), received.carried(office.store, **place)
    for unit in {own, *came, *carried}:
        found: dict[int, set[str]] = {}
        every = [*(sent if unit == own else ()), *came.get(unit, ()), *carried.get(unit, ())]
        for one in every:
            found.setdefault(one.version, set()).add(fingerprint(one.hash))
        if found:
            yield unit, found


def _match(
    answer: Literal["same", "different", "newer"],
    paper: Paper,
    unit: Unit | None,
    versions: _Versions,
    told: str,
) -> Match:
    found = versions.get(unit.key, {}) if unit else {}
    newest = max(found, default=0)
    codes = sorted(found.get(newest, ()))
    shown = paper.fingerprint if paper.fingerprint in codes else ", ".join(codes)
    return Match(answer, paper.fingerprint, paper.version, unit, newest, shown, told)


def _elsewhere(office: Office, paper: Paper) -> str:
    """The scan names a unit or a period other than those asked for."""
    period = Period.parse(paper.period)
    tree = office.tree(period)
    name = tree.find(paper.unit).name if tree.has(paper.unit) else f"đơn vị mã {paper.unit}"
    return f"Bản giấy là báo cáo {period.in_words()} của {name}. Hãy chọn đúng đơn vị và kỳ báo cáo."


def _unlike(paper: Paper, unit: Unit | None, versions: _Versions) -> str:
    if unit is None:
        return "Không tệp nào của kỳ này có mã kiểm tra này. Hãy tiếp nhận tệp đi kèm bản giấy."
    newest = max(versions.get(unit.key, {}), default=0)
    if not newest:
        return f"{unit.name}: chưa nhận tệp nào của kỳ này. Hãy tiếp nhận tệp đi kèm bản giấy."
    if paper.version > newest:
        here = f"ở đây mới có bản số {newest}"
        return f"{unit.name}: bản giấy là bản số {paper.version}, {here}. Hãy đề nghị gửi tệp mới."
    return f"{unit.name}: bản giấy khác với các bản đang giữ. Hãy đề nghị đơn vị gửi đúng tệp đã in."
