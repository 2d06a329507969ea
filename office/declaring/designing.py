"""Drawing a questionnaire without code: the draft is the declaration itself, tried at every step, saved as its file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, cast

import msgspec

from base.errors import AppError, Code
from base.text import search_key, sentence
from forms.catalogue import Catalogue
from forms.load import tried
from forms.shown import groups
from forms.spec import (
    Broken,
    Choice,
    CodeList,
    Computed,
    Date,
    Decimal,
    Field,
    Form,
    Integer,
    Measure,
    Money,
    MultipleChoice,
    NumberBase,
    PeriodKinds,
    Reference,
    Rule,
    Section,
    Text,
    Year,
    YesNo,
)
from forms.verify import RESERVED
from office.declaring.lists import lists, put_in_force, written
from office.office import PACKET, Office

Kind = Literal[
    "text",
    "integer",
    "decimal",
    "money",
    "choice",
    "multiple_choice",
    "yes_no",
    "date",
    "year",
    "reference",
    "computed",
]
KINDS: dict[str, tuple[str, type[Field]]] = {
    "text": ("Chữ", Text),
    "integer": ("Số nguyên", Integer),
    "decimal": ("Số đo có phần thập phân", Decimal),
    "money": ("Số tiền", Money),
    "choice": ("Chọn một trong danh mục", Choice),
    "multiple_choice": ("Chọn nhiều trong danh mục", MultipleChoice),
    "yes_no": ("Có hoặc không", YesNo),
    "date": ("Ngày", Date),
    "year": ("Năm", Year),
    "reference": ("Bản ghi của biểu khác", Reference),
    "computed": ("Tính từ trường khác", Computed),
}
"""kind → (what it is called, its structure)"""
_ORDER_OF_OWN = 900
_LIMIT = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of trying a draft: the form as it would work, or where it is wrong and what to write.

    `place` is the part of the draft that is meant: "field", "rule", "measure" ..., `index` which of them, and
    `attribute` what of it: "codes", "check" ...
    """

    form: Form | None
    place: str = ""
    index: int = -1
    why: str = ""
    attribute: str = ""


def new_draft(title: str, kind: Literal["register", "sheet"], *, on: date, taken: Collection[str]) -> Form:
    """An empty questionnaire of the office: a register has a name to be called by."""
    key = key_from(title, taken)
    name = Text(key="name", label="Tên", section="main", required=True, width=28)
    note = Text(key="remarks", label="Ghi chú", section="main", width=24)
    return Form(
        key=key,
        edition=str(on.year),
        title=title,
        kind=kind,
        valid_from=date(on.year, 1, 1),
        packet=PACKET,
        topic="Biểu của đơn vị",
        order=_ORDER_OF_OWN,
        level="commune",
        section=(Section(key="main", title="Nội dung"),),
        field=(name,) if kind == "register" else (note,),
        label_field="name" if kind == "register" else "",
        identity=("name",) if kind == "register" else (),
    )


def asked_in(draft: Form, kind: str) -> Form:
    """The draft asked for in periods of that kind as well."""
    asked = cast("PeriodKinds", tuple(dict.fromkeys((*draft.asked, kind))))
    return msgspec.structs.replace(draft, asked=asked)


def next_edition(form: Form, on: date) -> Form:
    """The form as a draft of its next edition, in force from that day."""
    edition = str(on.year) if form.edition != str(on.year) else f"{on:%Y-%m-%d}"
    return msgspec.structs.replace(as_draft(form), edition=edition, valid_from=on, valid_to=None)


def as_draft(form: Form) -> Form:
    """The form as a draft that says everything itself."""
    return msgspec.structs.replace(unbound(form), based_on="")


def unbound(form: Form) -> Form:
    """The form as it would be declared: without the code lists, scales and measures that loading puts in."""
    fields = []
    for field in form.field:
        bare: dict[str, Any] = {}
        if isinstance(field, Choice | MultipleChoice | Computed):
            bare["options"] = None
        if isinstance(field, Choice):
            bare["options_by"] = {}
        if isinstance(field, NumberBase):
            bare["scale"] = 0
        fields.append(msgspec.structs.replace(field, **bare) if bare else field)
    measures = tuple(msgspec.structs.replace(m, scale=0) for m in form.measure)
    return msgspec.structs.replace(form, field=tuple(fields), measure=measures)


def key_from(label: str, taken: Collection[str]) -> str:
    """A name for programs from one for people: "Lò gạch" → lo_gach, lo_gach_2 when that is taken."""
    words = "_".join("".join(c if c.isalnum() else " " for c in search_key(label)).split())[:40]
    bare = words if words[:1].isalpha() else f"f_{words}".rstrip("_")
    return next(key for n in range(1, 10_000) if (key := bare if n == 1 else f"{bare}_{n}") not in taken)


def field_of(kind: Kind, label: str, taken: Collection[str], *, section: str = "", **given: Any) -> Field:
    """A new field; `given` are the attributes that its kind takes (unit, codes, form, formula ...)."""
    structure = KINDS[kind][1]
    return structure(key=key_from(label, RESERVED.union(taken)), label=label, section=section, **given)


def with_field(draft: Form, field: Field, *, at: int | None = None) -> Form:
    """The draft with a field added at a place, or put in the place of the one of its key."""
    fields = list(draft.field)
    there = next((n for n, known in enumerate(fields) if known.key == field.key), None)
    if there is not None:
        fields[there] = field
    else:
        fields.insert(len(fields) if at is None else at, field)
    return msgspec.structs.replace(draft, field=tuple(fields))


def without_field(draft: Form, key: str) -> Form:
    """The draft without a field, without what it added up and without the rules about it."""
    return msgspec.structs.replace(
        draft,
        field=tuple(f for f in draft.field if f.key != key),
        rule=tuple(r for r in draft.rule if key not in r.fields),
        measure=tuple(m for m in draft.measure if m.key != counted_key(draft, key)),
        identity=tuple(k for k in draft.identity if k != key),
        label_field="" if draft.label_field == key else draft.label_field,
    )


def moved(draft: Form, key: str, *, by: Literal[-1, 1]) -> Form:
    """The draft with a field moved up (−1) or down (1) on the paper; at the edge of its section into the next one."""
    fields = on_paper(draft)
    place = next(n for n, field in enumerate(fields) if field.key == key)
    if not 0 <= place + by < len(fields):
        return draft
    field, other = fields[place], fields[place + by]
    if field.section == other.section:
        fields[place], fields[place + by] = other, field
    else:
        fields[place] = msgspec.structs.replace(field, section=other.section)
    return _without_empty_sections(msgspec.structs.replace(draft, field=tuple(fields)))


def on_paper(draft: Form) -> list[Field]:
    """The fields as they stand below each other: section by section."""
    return [field for _, fields in groups(draft) for field in fields]


def in_section(draft: Form, key: str, title: str) -> Form:
    """The draft with a field in the section of that title, which is made if there is none; of "" in none."""
    known = {search_key(section.title): section for section in draft.section}
    there = known.get(search_key(title)) if title else None
    if title and there is None:
        there = Section(key=key_from(title, {s.key for s in draft.section}), title=title)
        draft = msgspec.structs.replace(draft, section=(*draft.section, there))
    field = msgspec.structs.replace(draft.fields[key], section=there.key if there else "")
    return _without_empty_sections(with_field(draft, field))


def _without_empty_sections(draft: Form) -> Form:
    used = {field.section for field in draft.field}
    return msgspec.structs.replace(
        draft, section=tuple(s for s in draft.section if s.key in used), field=tuple(on_paper(draft))
    )


def as_kind(field: Field, kind: Kind) -> Field:
    """The field as one of another kind: it keeps what both kinds say of themselves."""
    structure = KINDS[kind][1]
    both = set(structure.__struct_fields__) & set(field.__struct_fields__) - {
        "options",
        "options_by",
        "scale",
    }
    asked: dict[str, Any] = {"codes": ""} if kind in ("choice", "multiple_choice") else {}
    asked |= {"form": ""} if kind == "reference" else {}
    kept = {name: getattr(field, name) for name in both}
    if kind == "integer":
        kept["decimals"] = 0
    return structure(**(asked | kept))


def changed(draft: Form, field: Field) -> Form:
    """The draft with a field as it is now; what it is added up to says the same label and unit as before."""
    before = draft.fields[field.key]
    key = counted_key(draft, field.key)
    draft = with_field(draft, field)
    if key not in draft.measures:
        return draft
    summed = draft.measures[key]
    label = field.label if summed.label == before.label else summed.label
    if not isinstance(field, NumberBase):
        return counted(draft, field.key, wanted=False)
    renewed = msgspec.structs.replace(summed, label=label, unit="", decimals=0)
    measures = tuple(renewed if measure.key == key else measure for measure in draft.measure)
    return msgspec.structs.replace(draft, measure=measures)


def counted_key(draft: Form, key: str) -> str:
    """The measure that adds up a field; of "" the one that counts records."""
    return f"{draft.key}_{key or 'total'}"[:48]


def counted(draft: Form, key: str, *, wanted: bool) -> Form:
    """The draft with a number of its records (of "" the records themselves) added up to the units above, or not."""
    measure = counted_key(draft, key)
    kept = tuple(m for m in draft.measure if m.key != measure)
    if wanted:
        field = draft.fields[key] if key else None
        label = field.label if field is not None else f"Số {draft.record}"
        kept += (Measure(key=measure, label=label, value=f"sum({key})" if key else "count()"),)
    return msgspec.structs.replace(draft, measure=kept)


def total_of_parts(total: Field, parts: Iterable[Field]) -> Rule:
    """The parts add up to the total."""
    listed = list(parts)
    labels = " + ".join(p.label for p in listed)
    return Rule(
        key=f"{total.key}_parts"[:48],
        check=f"{total.key} == {' + '.join(p.key for p in listed)}",
        fields=(total.key, *(p.key for p in listed)),
        message=f"{total.label} {{{total.key}}} khác tổng của {labels}. Hãy sửa số chưa đúng.",
    )


def not_more_than(part: Field, total: Field) -> Rule:
    """A part is at most its total ("trong đó")."""
    return Rule(
        key=f"{part.key}_within_{total.key}"[:48],
        check=f"{part.key} <= {total.key}",
        fields=(part.key, total.key),
        message=f"{part.label} {{{part.key}}} lớn hơn {total.label} {{{total.key}}}. Hãy sửa số chưa đúng.",
    )


def not_changed_by_more(field: Field, percent: int) -> Rule:
    """Asks where a number changed by more than so many percent since the last period."""
    share = percent / 100
    return Rule(
        key=f"{field.key}_change"[:48],
        check=f"abs({field.key} - prev.{field.key}) <= {share:g} * abs(prev.{field.key})",
        severity="ask",
        fields=(field.key,),
        message=f"{field.label} {{{field.key}}} thay đổi hơn {percent} % so với kỳ trước. Hãy sửa hoặc ghi lý do.",
    )


def own_rule(draft: Form, check: str, message: str, *, severity: Literal["stop", "ask"]) -> Rule:
    """A rule as a formula; its problem stands at the first field that it names."""
    words = set("".join(c if c.isalnum() or c == "_" else " " for c in check).split())
    named = tuple(f.key for f in draft.field if f.key in words)
    key = key_from(f"rule {len(draft.rule) + 1}", {rule.key for rule in draft.rule})
    return Rule(key=key, check=check, message=message, severity=severity, fields=named)


def trial(draft: Form, catalogue: Catalogue, lists: Mapping[str, CodeList] | None = None) -> Trial:
    """The draft as it would work here, or the first thing that is wrong with it; `lists` are the office's own."""
    for wrong in _lacking(draft, catalogue):
        return wrong
    try:
        return Trial(tried(draft, catalogue, lists))
    except Broken as broken:
        place, _, rest = broken.path.removeprefix("$.").partition("[")
        index, _, attribute = rest.partition("]")
        n = int(index) if index.isdigit() else -1
        why = broken.why[:1].upper() + broken.why[1:].replace("?. ", "? ")
        return Trial(None, place, n, why, attribute.removeprefix("."))


def _lacking(draft: Form, catalogue: Catalogue) -> Iterator[Trial]:
    """What a person has not said yet, or said in a way that a declaration cannot hold, in their words."""
    if not draft.field:
        yield Trial(None, "field", -1, "Biểu chưa có trường nào. Hãy thêm trường.")
    for n, field in enumerate(draft.field):
        attribute, why = _lacks(field, catalogue) or _meant_otherwise(draft, field, catalogue)
        if why:
            yield Trial(None, "field", n, why, attribute)
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        yield Trial(None, "valid_to", -1, "Ngày hết hiệu lực phải sau ngày bắt đầu. Hãy sửa một trong hai.")
    if draft.measure and (draft.optional or draft.level == "any"):
        why = "Biểu không bắt buộc, hoặc mỗi cấp tự nhập, thì không cộng lên. Hãy bỏ các dấu “Cộng lên cấp trên”."
        yield Trial(None, "optional" if draft.optional else "level", -1, why)


def _lacks(field: Field, catalogue: Catalogue) -> tuple[str, str] | None:
    """(attribute, what to do) of a field that is not complete."""
    match field:
        case Choice() | MultipleChoice() if not field.codes:
            return "codes", "Hãy chọn danh mục."
        case Reference() if not catalogue.editions(field.form):
            return "form", "Hãy chọn biểu có bản ghi được dẫn tới."
        case Computed() if not (field.formula or field.cases):
            return "formula", "Hãy viết công thức."
        case NumberBase():
            for side in ("min", "max"):
                limit = getattr(field, side)
                if limit is not None and not _LIMIT.fullmatch(str(limit)):
                    return side, f"“{limit}” không phải là số. Hãy ghi như 5 hoặc 0,5."
    return None


def _meant_otherwise(draft: Form, field: Field, catalogue: Catalogue) -> tuple[str, str]:
    """A field keeps its kind through all editions; ("", "") where it does."""
    for form in catalogue.editions(draft.key):
        known = form.fields.get(field.key)
        if known is not None and form.name != draft.name and type(known) is not type(field):
            return (
                "kind",
                f"Ở phiên bản {form.edition} trường này thuộc loại khác. Hãy thêm trường mới thay cho nó.",
            )
    return "", ""


def lists_to_choose(lists: Mapping[str, CodeList]) -> list[tuple[str, str]]:
    """(key, title) of the code lists, by title."""
    return sorted(((key, listed.title) for key, listed in lists.items()), key=lambda one: search_key(one[1]))


def save(office: Office, draft: Form) -> Path:
    """Write the form into the office's folder; it works once the office is opened anew.

    Raises FORM_BROKEN when it cannot be used, FORM_IN_USE when answers stand under an edition that would mean
    something else.
    """
    found = trial(draft, office.own, lists(office))
    if found.form is None:
        raise AppError(Code.FORM_BROKEN, file=f"{draft.name}.toml", path=found.place, why=sentence(found.why))
    path = office.store.path.parent / "forms" / f"{draft.name}.toml"
    put_in_force(office, path, draft)
    return path


def text_of(draft: Form) -> str:
    """The file that save() writes."""
    return written(draft)
