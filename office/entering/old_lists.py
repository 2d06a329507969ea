"""Old lists: any spreadsheet of records, matched with the fields of a form, looked through, then taken in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from base.errors import AppError, Code, Problem, problem
from base.period import Period
from base.progress import Progress
from courier.sheet import TEMPLATE_SHEET
from forms.spec import Field, Form, NumberBase
from imports import mapping, matching
from imports.headings import convertible
from imports.mapping import Column, Sheet, Skipped
from imports.matching import Match
from office.entering import entry
from office.entering.list_plan import Plan, PreviewLine
from office.office import Office

__all__ = ["Column", "Match", "Sheet", "Skipped"]

WHY_WORDS = {
    "total": "dòng cộng",
    "group": "dòng tiêu đề nhóm",
    "heading": "tiêu đề lặp lại",
    "numbers": "dòng đánh số cột",
    "below": "phần ghi chú, chữ ký ở cuối",
    "blank": "dòng trống",
}
STATE_WORDS = {"new": "Mới", "update": "Cập nhật", "same": "Không đổi", "refused": "Không nhập"}


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can be matched with, as it is offered; `units` in which the column may stand."""

    form: str
    field: str
    label: str
    unit: str
    units: tuple[str, ...]
    required: bool

    @property
    def key(self) -> str:
        """ "establishments.revenue"."""
        return f"{self.form}.{self.field}"


@dataclass(frozen=True, slots=True)
class Head:
    """A column of the preview."""

    label: str
    unit: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What taking the list would bring."""

    heads: tuple[Head, ...]
    lines: tuple[PreviewLine, ...]
    skipped: tuple[Skipped, ...]

    def count(self, state: str) -> int:
        """Lines in a state."""
        return sum(line.state == state for line in self.lines)

    @property
    def doubtful(self) -> int:
        """Cells that a person should look at."""
        return sum(told is not None for line in self.lines for _, told in line.cells)

    @property
    def left_out(self) -> dict[str, int]:
        """Why → how many lines are no records; blank ones are not worth a word."""
        found: dict[str, int] = {}
        for one in self.skipped:
            if one.why != "blank":
                found[one.why] = found.get(one.why, 0) + 1
        return found


@dataclass(frozen=True, slots=True)
class Taken:
    """What a list brought."""

    new: int
    updated: int
    refused: int
    problems: list[Problem]


def sheets(path: Path) -> list[str]:
    """The sheets of a file in which a list may stand."""
    return mapping.sheets(path)


def is_template(path: Path) -> bool:
    """Whether the program itself made the file: it is filled in, not matched."""
    if path.suffix.lower() in mapping.TEXTS:
        return False
    from imports.workbook import Workbook

    return TEMPLATE_SHEET in Workbook(path).sheets


def look(path: Path, sheet: str = "", *, progress: Progress | None = None) -> Sheet:
    """The list of a sheet, by default of the fullest; raises LIST_EMPTY, LIST_OLD_FONT and those of reading."""
    found = mapping.look(path, sheet, progress=progress)
    if found.old_font:
        raise AppError(Code.LIST_OLD_FONT, file=path.name)
    return found


def forms_of(office: Office, period: Period, form_key: str) -> list[Form]:
    """The forms that a list of this form can fill: of a form that extends another, that one first, then its kin.

    Raises LIST_FORM_KIND.
    """
    form = office.form(form_key, period)
    base = office.form(form.extends, period) if form.extends else form
    if base.kind != "register":
        raise AppError(Code.LIST_FORM_KIND, form=base.title)
    kin = [one for one in office.own_forms(period) if one.extends == base.key]
    return [base, *sorted(kin, key=lambda one: one.key != form.key)]


def targets(office: Office, period: Period, form_key: str) -> list[Target]:
    """What columns can be matched with, in the order of the forms."""
    forms = forms_of(office, period, form_key)
    return [_target(form, known) for form in forms for known in matching.fields_of(form)]


def _target(form: Form, known: Field) -> Target:
    unit = getattr(known, "unit", "") if isinstance(known, NumberBase) else ""
    return Target(form.key, known.key, known.label, unit, tuple(convertible(unit)), known.required)


def suggested(
    office: Office,
    period: Period,
    form_key: str,
    sheet: Sheet,
    *,
    remembered: Mapping[str, Mapping[str, str]] | None = None,
) -> list[Match]:
    """The matching that was chosen for a list of this shape, else the likeliest one."""
    forms = forms_of(office, period, form_key)
    kept = (remembered or {}).get(memory_key(form_key, sheet))
    chosen = matching.remembered(kept, forms, sheet) if kept else None
    return chosen or matching.suggest(forms, sheet)


def memory_key(form_key: str, sheet: Sheet) -> str:
    """Under which a matching is remembered."""
    return f"{form_key}:{sheet.shape}"


def to_remember(matches: Sequence[Match]) -> dict[str, str]:
    """A matching as the preferences keep it."""
    return matching.kept(matches)


def default_unit(office: Office, period: Period, sheet: Sheet, place: int, target: Target) -> str:
    """The unit in which a column stands that is matched with this field."""
    known = office.form(target.form, period).fields[target.field]
    column = next(c for c in sheet.columns if c.place == place)
    return matching.unit_for(column, known, sheet.units)


def refused_matching(
    office: Office, period: Period, form_key: str, sheet: Sheet, matches: Sequence[Match]
) -> Problem | None:
    """Why this matching cannot be taken: two columns for one field, none for the name."""
    base = forms_of(office, period, form_key)[0]
    letters = {column.place: column.letter for column in sheet.columns}
    seen: dict[str, int] = {}
    for match in sorted(matches, key=lambda m: m.place):
        first = seen.setdefault(match.target, match.place)
        if first != match.place:
            label = office.form(match.form, period).fields[match.field].label
            return problem(
                Code.LIST_TWO_COLUMNS, first=letters[first], second=letters[match.place], label=label
            )
    needed = base.label_field
    if f"{base.key}.{needed}" not in seen:
        return problem(Code.LIST_NO_NAME, label=base.fields[needed].label)
    return None


def doubted_matching(
    office: Office, period: Period, form_key: str, sheet: Sheet, matches: Sequence[Match]
) -> Problem | None:
    """What makes one wonder whether the list is one of this form: most of its columns fit nowhere in it."""
    if 2 * len(matches) >= len(sheet.columns):
        return None
    record = forms_of(office, period, form_key)[0].record
    return problem(
        Code.LIST_FEW_COLUMNS, severity="ask", matched=len(matches), count=len(sheet.columns), record=record
    )


def preview(
    office: Office,
    period: Period,
    form_key: str,
    sheet: Sheet,
    matches: Sequence[Match],
    *,
    keep_unreadable: bool = True,
    progress: Progress | None = None,
) -> Preview:
    """What taking the list would bring; nothing is kept."""
    plan = Plan(
        office, period, forms_of(office, period, form_key), sheet, matches, keep_unreadable=keep_unreadable
    )
    told = progress or Progress()
    plan.make(lambda row: f"#{row}", told)
    ordered = sorted(matches, key=lambda m: m.place)
    fields = [plan.forms[m.form].fields[m.field] for m in ordered]
    heads = tuple(
        Head(f.label, getattr(f, "unit", "") if isinstance(f, NumberBase) else "", f.numeric) for f in fields
    )
    return Preview(heads, tuple(plan.shown(ordered, told)), sheet.skipped)


def take(
    office: Office,
    period: Period,
    form_key: str,
    sheet: Sheet,
    matches: Sequence[Match],
    *,
    keep_unreadable: bool = True,
    progress: Progress | None = None,
) -> Taken:
    """Keep the lines as records, in one act that undo takes back whole; raises REPORT_CLOSED."""
    with office.store.writing():
        office.draft(period)
        plan = Plan(
            office,
            period,
            forms_of(office, period, form_key),
            sheet,
            matches,
            keep_unreadable=keep_unreadable,
        )
        plan.make(lambda row: office.store.surroundings.new_id(), progress or Progress())
        base, *others = plan.changed()
        if any(base[1] for base in (base, *others)):
            first = next(one for one in (base, *others) if one[1])
            also = {key: kept for key, kept in (base, *others) if kept and key != first[0]}
            told = entry.enter(
                office, period, first[0], first[1], door=sheet.file, act="fill", also=also, progress=progress
            )
        else:
            told = []
    states = [line.state for line in plan.planned]
    return Taken(states.count("new"), states.count("update"), states.count("refused"), told)
