"""Which column of an old list answers which question: suggested, never decided."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from forms.spec import Choice, Computed, Date, Field, Form, MultipleChoice, NumberBase, Reference, Text, Year
from imports.headings import convertible, plain, size, unit_named
from imports.mapping import Column, Sheet, is_numbering
from imports.synonyms import SYNONYMS

LIKELY = 72
"""Below it nothing is suggested."""
_GROUP_WORDS = ("trong do", "chia ra", "trong do co")
_MONEY = size("triệu đồng")[0]


@dataclass(frozen=True, slots=True)
class Match:
    """A column and the field that it answers: `unit` in which the column stands ("" of words), how sure it is."""

    place: int
    form: str
    field: str
    unit: str = ""
    confidence: int = 100

    @property
    def target(self) -> str:
        """ "establishments.revenue", as choices name it."""
        return f"{self.form}.{self.field}"


def suggest(forms: Sequence[Form], sheet: Sheet) -> list[Match]:
    """At most one field for a column and one column for a field, the best first come; in the order of the columns.

    `forms` are the form itself and those that extend it: "Lao động" may stand in the list of establishments.
    """
    ranked = sorted(_scored(forms, sheet), key=lambda found: (-found.confidence, found.place))
    taken: dict[int, Match] = {}
    used: set[str] = set()
    for match in ranked:
        if match.confidence < LIKELY:
            break
        if match.place not in taken and match.target not in used:
            taken[match.place] = replace(match, confidence=min(100, match.confidence))
            used.add(match.target)
    return [taken[place] for place in sorted(taken)]


def _scored(forms: Sequence[Form], sheet: Sheet) -> Iterator[Match]:
    for column in sheet.columns:
        if is_numbering(column) or not column.heading:
            continue
        for n, form in enumerate(forms):
            for known in fields_of(form):
                words = _likeness(column, known)
                if words:
                    unit = unit_for(column, known, sheet.units)
                    score = words + _fit(column, known) + 3 * known.required - n
                    yield Match(column.place, form.key, known.key, unit, max(0, score))


def fields_of(form: Form) -> list[Field]:
    """The fields that a list can answer."""
    return [f for f in form.stored if not isinstance(f, Computed | Reference)]


def _likeness(column: Column, known: Field) -> int:
    """How alike the words are, 0 to 100; 0 where the units have nothing in common."""
    if column.unit and not _same_measure(column.unit, known):
        return 0
    names = {plain(known.label), _own_words(plain(known.label)), *SYNONYMS.get(known.key, ())}
    heard = set(_heard(column.heading))
    scores = (fuzz.token_sort_ratio(a, b) for a in heard for b in names if a and b)
    return round(max(scores, default=0))


def _own_words(label: str) -> str:
    for word in _GROUP_WORDS:
        label = label.removeprefix(word).strip()
    return label


def _heard(heading: str) -> Iterable[str]:
    """A heading of several lines may be meant as a whole or by its last line."""
    first, *others = heading.split(" – ")
    parts = [plain(part) for part in (first, *(part for part in others if not unit_named(part)))]
    yield " ".join(parts)
    yield _own_words(" ".join(parts))
    if parts:
        yield parts[-1]
        yield _own_words(parts[-1])
        yield parts[0] if len(parts) == 1 else " ".join((parts[0], parts[-1]))


def _same_measure(unit: str, known: Field) -> bool:
    own = getattr(known, "unit", "")
    if not isinstance(known, NumberBase):
        return False
    return unit == own or unit in convertible(own) or (not own and not size(unit)[0])


def _fit(column: Column, known: Field) -> int:
    """What the answers say for or against it."""
    if not column.samples:
        return 0
    if isinstance(known, Choice | MultipleChoice):
        found = [_is_listed(known, text) for text in column.samples]
        return 8 if 2 * sum(found) > len(found) else 0 if any(found) else -14
    if isinstance(known, NumberBase):
        return 0 if column.numbers >= 30 else -25
    if isinstance(known, Year | Date):
        return 0 if _is_time(known, column.samples) else -30
    if isinstance(known, Text):
        return -12 if column.numbers > 80 and known.key in ("name", "hamlet", "address", "note") else 2
    return 0


def _is_listed(known: Choice | MultipleChoice, text: str) -> bool:
    lists = [known.options] if known.options else list(getattr(known, "options_by", {}).values())
    bare = re.sub(r"\s*\([^)]*\)", "", text)
    return any(listed is not None and listed.find(bare) is not None for listed in lists)


def _is_time(known: Year | Date, samples: Sequence[str]) -> bool:
    shape = r"[12]\d{3}" if isinstance(known, Year) else r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d\d-\d\d"
    return 2 * sum(bool(re.fullmatch(shape, text)) for text in samples) >= len(samples)


def unit_for(column: Column, known: Field, told: Sequence[str]) -> str:
    """The unit in which a column stands: as its heading says, else as the title says, else the form's own."""
    if not isinstance(known, NumberBase) or not known.unit:
        return ""
    units = convertible(known.unit)
    return next((unit for unit in (column.unit, *told) if unit in units), known.unit)


def remembered(kept: Mapping[str, str], forms: Sequence[Form], sheet: Sheet) -> list[Match] | None:
    """The matching that a person chose for a list of this shape; None when the forms no longer have its fields."""
    fields = {f"{form.key}.{known.key}" for form in forms for known in fields_of(form)}
    places = {column.place for column in sheet.columns}
    found = []
    for place, told in kept.items():
        target, _, unit = told.partition("@")
        if target not in fields or not place.isdigit() or int(place) not in places:
            return None
        form, _, key = target.partition(".")
        found.append(Match(int(place), form, key, unit))
    return sorted(found, key=lambda match: match.place)


def kept(matches: Iterable[Match]) -> dict[str, str]:
    """A matching as the preferences keep it: {"8": "establishments.revenue@triệu đồng"}."""
    return {str(m.place): f"{m.target}@{m.unit}" if m.unit else m.target for m in matches}
