"""Reports that travel as sums alone: of each form how many records there are and what they add up to.

Who receives one sees no record of anybody. A sum that rests on so few records that it would tell of one of them is
withheld, and added into a pool of several units' that stands at the unit above them: every total stays what it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from forms.catalogue import measure_hash
from forms.spec import LARGEST, Form

WITHHELD = "bảo mật"
"""What stands in the cell of a unit whose figure is told together with others' only."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,79}")
_MEANING = re.compile("[0-9a-f]{16}")
_MOST_RECORDS = 10**7
_LARGEST_SUM = LARGEST * 1000
"""A sum of more than this is no honest one: of the largest answers a register of a thousand."""


class Summed(msgspec.Struct, frozen=True, array_like=True):
    """One measure over the records of one report; `meaning` is what the sender's definition of it counts."""

    measure: str
    meaning: str
    value: int | None
    known: int
    missing: int


class Totals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in place of a form's records. `withheld`: the measures whose sums stand in a pool instead."""

    records: int
    sums: tuple[Summed, ...] = ()
    withheld: tuple[str, ...] = ()


class Pooled(msgspec.Struct, frozen=True, array_like=True):
    """One measure over several units (their keys) which tell it together; it stands at the unit `at` above them."""

    at: str
    form: str
    measure: str
    meaning: str
    value: int | None
    known: int
    missing: int
    units: tuple[str, ...]


class Pools(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that a file's units tell together only. `of`: unit → the hash of its report in full."""

    of: dict[str, str]
    sums: tuple[Pooled, ...]


def meaning(form: Form, key: str, owner: Form | None) -> str:
    """What a measure counts, short: sums of equal meaning may be added."""
    return measure_hash(form, key, owner)[:16]


def known_sums(told: Totals, form: Form, owner: Form | None) -> dict[str, tuple[int | None, int, int]]:
    """Measure → value, known, missing, as `form` counts; not known where the sender's definition counts otherwise."""
    sums = {one.measure: one for one in told.sums if one.measure in form.measures}
    return {
        key: (one.value, one.known, one.missing) if one.meaning == meaning(form, key, owner) else (None, 0, 0)
        for key, one in sums.items()
    }


def flaw_of_totals(told: Totals, *, state: str, is_sheet: bool) -> str:
    """What these sums cannot be, in words; "" when nothing is wrong."""
    keys = [*(one.measure for one in told.sums), *told.withheld]
    if len(set(keys)) != len(keys) or not all(_KEY.fullmatch(key) for key in keys):
        return "có chỉ tiêu lạ hoặc bị lặp"
    if not 0 <= told.records <= (1 if is_sheet else _MOST_RECORDS):
        return "có số bản ghi không hợp lệ"
    if (state == "filled") != bool(told.records) or (state != "filled" and keys):
        return "có trạng thái không khớp số bản ghi"
    for one in told.sums:
        if flaw := _flaw_of_sum(one, told.records):
            return flaw
    return ""


def flaw_of_pools(told: Pools) -> str:
    """What the pools cannot be, in words; "" when nothing is wrong."""
    pools = [(one.at, one.form, one.measure, unit) for one in told.sums for unit in one.units]
    if len(set(pools)) != len(pools) or not all(one.units for one in told.sums):
        return "số gộp bảo mật bị lặp"
    if {unit for *_, unit in pools} != told.of.keys():
        return "số gộp bảo mật không nói rõ gộp của đơn vị nào"
    for one in told.sums:
        if not _KEY.fullmatch(one.measure) or _flaw_of_sum(one, _MOST_RECORDS):
            return "số gộp bảo mật không hợp lệ"
    return ""


def _flaw_of_sum(one: Summed | Pooled, records: int) -> str:
    if not _MEANING.fullmatch(one.meaning):
        return "có chỉ tiêu không rõ cách cộng"
    if not (0 <= one.known <= records and 0 <= one.missing <= records and one.known + one.missing <= records):
        return "có số bản ghi không hợp lệ"
    if one.value is not None and abs(one.value) > _LARGEST_SUM:
        return "có số quá lớn"
    if one.known == 0 and one.value:
        return "có số không của bản ghi nào"
    return ""


def pooled_twice(pools: Mapping[str, Pools]) -> str:
    """A unit whose figure stands in the pools of two reports (by unit) of one file; "" when there is none."""
    met: set[tuple[str, str, str]] = set()
    for told in pools.values():
        for one in told.sums:
            for unit in one.units:
                place = (one.form, one.measure, unit)
                if place in met:
                    return unit
                met.add(place)
    return ""
