"""Which records of a register may be the same one: by tax code, by name, by a name that is nearly the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from base.likeness import digits, numbers_in, own_words, plain_hamlet, plain_name
from base.progress import Progress
from forms.spec import Form

NEAR = 92
_WINDOW = 12
"""So many neighbours in the order of the names are compared: doubles share their beginning or their end."""
_MOST_ALIKE = 40
"""Records of one name beyond which each is compared with the first alone."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is compared; of name, hamlet and tax code only what tells records apart is left."""

    record_id: str
    carried: str
    label: str
    plain: str
    own: str
    hamlet: str
    code: str


def named(form: Form) -> list[str]:
    """The fields by which doubles are found: name, hamlet, tax code."""
    return [form.label_field, *(key for key in ("hamlet", "tax_code") if key in form.fields)]


def row_of(form: Form, keys: Sequence[str], found: Sequence[object]) -> Row:
    """`found`: record_id, carried, then the fields `keys`."""
    told = dict(zip(keys, found[2:], strict=True))
    label = str(told.get(form.label_field) or "")
    plain = plain_name(label)
    hamlet = plain_hamlet(str(told.get("hamlet") or ""))
    code = digits(str(told.get("tax_code") or ""))
    return Row(str(found[0]), str(found[1]), label, plain, own_words(plain), hamlet, code)


Found = tuple[str, int, Row, Row]
"""Reason, score (100 is sure), the two records."""


def alike_pairs(rows: Sequence[Row], progress: Progress) -> Iterator[Found]:
    """The pairs that may be one, some of them for several reasons."""
    yield from _same(((row.code, row) for row in rows if len(row.code) >= 10), "tax_code", 100)
    yield from _same(((row.plain, row) for row in rows if row.plain), "name", 98)
    for reason, score, a, b in _same(
        ((f"{row.own}\t{row.hamlet}", row) for row in rows if row.own), "kind", 95
    ):
        if a.plain != b.plain:
            yield reason, score, a, b
    yield from _near(rows, progress)


def _same(keyed: Iterable[tuple[str, Row]], reason: str, score: int) -> Iterator[Found]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for key, row in keyed:
        groups[key].append(row)
    for group in groups.values():
        for n, row in enumerate(group[1:], 1):
            others = group[:n] if len(group) <= _MOST_ALIKE else group[:1]
            for other in others:
                if reason == "tax_code" or not _other_codes(row, other):
                    yield (
                        reason,
                        score if reason == "tax_code" else score - 3 * _apart(row, other),
                        other,
                        row,
                    )


def _other_codes(a: Row, b: Row) -> bool:
    """Two tax codes are two taxpayers, whatever their names."""
    return bool(a.code and b.code and a.code[:10] != b.code[:10])


def _apart(a: Row, b: Row) -> bool:
    return bool(a.hamlet and b.hamlet and a.hamlet != b.hamlet)


def _near(rows: Sequence[Row], progress: Progress) -> Iterator[Found]:
    """Names of one hamlet that differ by a letter: neighbours when sorted from the front or from the end."""
    named = [row for row in rows if row.own]
    places: dict[str, list[tuple[list[Row], int]]] = defaultdict(list)
    for step in (1, -1):
        ordered = sorted(named, key=lambda row: (row.hamlet, row.own[::step]))
        for n, row in enumerate(ordered, 1):
            places[row.record_id].append((ordered, n))
    for row in progress.through(named, "Đang tìm bản ghi trùng"):
        for ordered, after in places[row.record_id]:
            for other in ordered[after : after + _WINDOW]:
                score = _nearness(row, other) if row.hamlet == other.hamlet else 0
                if score:
                    yield "near", score, row, other


def _nearness(a: Row, b: Row) -> int:
    """Below the sure ones; 0 where the names are equal, too unlike, or number different things."""
    if a.own == b.own:
        return 0
    score = fuzz.ratio(a.own, b.own, score_cutoff=NEAR)
    if not score or numbers_in(a.own) != numbers_in(b.own) or _other_codes(a, b):
        return 0
    return min(94, int(score)) if _is_slip(a.own.split(), b.own.split()) else 0


def _is_slip(a: Sequence[str], b: Sequence[str]) -> bool:
    """Whether the words differ as by a slip of the hand: "Tâm" and "Nam" are two people."""
    if len(a) != len(b):
        return True
    unlike = [(x, y) for x, y in zip(a, b, strict=True) if x != y]
    return all(OSA.distance(x, y) == 1 and (len(x) >= 4 or (len(x) >= 3 and x[0] == y[0])) for x, y in unlike)


def match(a: Row, b: Row) -> tuple[str, int] | None:
    """(reason, score) by which two records are alike."""
    if a.code and a.code == b.code and len(a.code) >= 10:
        return "tax_code", 100
    if not a.plain or _other_codes(a, b):
        return None
    if a.plain == b.plain:
        return "name", 98 - 3 * _apart(a, b)
    if a.own == b.own and not _apart(a, b):
        return "kind", 95
    score = _nearness(a, b) if a.hamlet == b.hamlet else 0
    return ("near", score) if score else None
