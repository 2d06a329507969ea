"""Writes docs/forms.md, the page of the manual on every form, field, code, rule and indicator with its legal source.

Run: python -m tools.build_manual
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from cli.catalogue import code_lists
from forms.catalogue import Catalogue
from forms.load import load_built_in
from forms.spec import Choice, Computed, Field, Form, MultipleChoice, Reference
from office.declaring.designing import KINDS

PAGE = Path(__file__).resolve().parent.parent / "docs" / "forms.md"
_SEVERITY = {"stop": "phải sửa", "ask": "cần giải thích"}
_ASKED = {
    "month": "tháng",
    "quarter": "quý",
    "half": "6 tháng",
    "nine_months": "9 tháng",
    "year": "năm",
    "years": "nhiều năm",
}
_LEVELS = {"commune": "cấp xã", "district": "cấp huyện", "province": "cấp tỉnh", "any": "mọi cấp"}


def page(catalogue: Catalogue) -> str:
    """The whole page."""
    return "\n".join(_lines(catalogue)) + "\n"


def _lines(catalogue: Catalogue) -> Iterator[str]:
    yield "# Biểu mẫu, danh mục, quy tắc và chỉ tiêu"
    yield ""
    yield "Trang này được ghi ra từ chính các khai báo của chương trình (`python -m tools.build_manual`)."
    yield "“Mẫu tham khảo” là biểu chưa đối chiếu với văn bản gốc: tỉnh chỉnh lại cho đúng quy định của mình."
    yield ""
    topic = ""
    for form in sorted(catalogue.forms, key=lambda f: (f.order, f.key, f.valid_from)):
        if form.topic and form.topic != topic:
            topic = form.topic
            yield f"## {topic}"
            yield ""
        yield from _form(form)
    yield "## Danh mục"
    yield ""
    for key, listed in sorted(code_lists(catalogue).items()):
        yield f"### {listed.title} (`{key}`)"
        yield ""
        if listed.legal_ref:
            yield f"Căn cứ: {listed.legal_ref}."
            yield ""
        rows = (
            (c.code, c.name, _day(c.valid_from), _day(c.valid_to), c.legal_ref or listed.legal_ref)
            for c in listed.code
        )
        yield from _table(("Mã", "Tên", "Từ ngày", "Đến ngày", "Căn cứ"), rows)


def _form(form: Form) -> Iterator[str]:
    yield f"### {form.title} (`{form.name}`)"
    yield ""
    until = f" đến {form.valid_to:%d/%m/%Y}" if form.valid_to else ""
    asked = ", ".join(_ASKED[kind] for kind in form.asked)
    yield (
        f"{form.form_code or 'Không số hiệu'}; {_LEVELS[form.level]}; kỳ {asked}; hiệu lực từ "
        f"{form.valid_from:%d/%m/%Y}{until}. Căn cứ: {form.legal_ref or 'chưa có'}"
        f"{' (mẫu tham khảo – chỉnh theo tỉnh)' if form.model else ''}."
    )
    yield ""
    fields = (
        (f.label, f"`{f.key}`", _kind(f), _must(f), f.legal_ref or form.legal_ref or form.citation())
        for f in form.field
    )
    yield from _table(("Trường", "Tên máy", "Kiểu", "Bắt buộc", "Căn cứ"), fields)
    rules = [
        *((_SEVERITY[r.severity], r.message, f"`{r.check}`", r.legal_ref) for r in form.rule),
        *((_SEVERITY[n.severity], n.message, f"`{n.key}`", "") for n in form.named_check),
        *((_SEVERITY[c.severity], c.message, f"`{c.check}`", c.legal_ref) for c in form.cross_check),
    ]
    if rules:
        told = ((s, m, c, law or form.legal_ref or form.citation()) for s, m, c, law in rules)
        yield from _table(("Mức", "Quy tắc", "Phép kiểm tra", "Căn cứ"), told)
    counted = [
        *((m.label, m.key, m.unit, f"`{m.value}`", m.legal_ref) for m in form.measure if not m.hidden),
        *(
            (i.label, i.key, i.unit, _formula(i.numerator, i.denominator, i.one_of), i.legal_ref)
            for i in form.indicator
        ),
    ]
    if counted:
        rows = (
            (label, f"`{key}`", unit, how, law or form.legal_ref or form.citation())
            for label, key, unit, how, law in counted
        )
        yield from _table(("Chỉ tiêu", "Tên máy", "Đơn vị tính", "Cách tính", "Căn cứ"), rows)


def _formula(numerator: str, denominator: str, one_of: Sequence[str]) -> str:
    return f"một trong: {', '.join(one_of)}" if one_of else f"`{numerator}` / `{denominator}`"


def _kind(field: Field) -> str:
    words = KINDS[str(field.__struct_config__.tag)][0]
    unit = getattr(field, "unit", "")
    listed = field.codes if isinstance(field, Choice | MultipleChoice | Computed) and field.codes else ""
    named = field.form if isinstance(field, Reference) else ""
    return ", ".join(
        filter(None, (words, unit, listed and f"danh mục `{listed}`", named and f"biểu `{named}`"))
    )


def _must(field: Field) -> str:
    return "có" if field.required else f"khi `{field.required_when}`" if field.required_when else ""


def _day(day: object) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(load_built_in()), encoding="utf-8")
