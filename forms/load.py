"""Reading declarations: the shipped questionnaires, those of the office's own folder, and those that travel."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from base.errors import AppError, Code
from base.paths import asset
from base.text import sentence
from forms import cross
from forms.bind import (
    CONSTANTS,
    INDICATORS,
    MERGED_BY_KEY,
    bind,
    constants,
    indicator_list,
    with_indicators,
    with_scales,
)
from forms.catalogue import Catalogue, clash
from forms.kept import built_in
from forms.spec import Broken, Choice, CodeList, Computed, Constants, Form, MultipleChoice, NumberBase
from forms.verify import verify

T = TypeVar("T")


def from_definition(raw: bytes, known_forms: Iterable[Form] = ()) -> Form:
    """A form that travelled; raises Broken when it is not a sound definition.

    `known_forms` are those that it may extend or refer to: the receiver's own.
    """
    try:
        form = msgspec.json.decode(raw, type=Form)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Broken(*_explain(str(error))) from error
    for known in form.stored:
        if isinstance(known, NumberBase) and known.scale < 1:
            raise Broken(f"field {known.key}", "thiếu scale")
        if (
            isinstance(known, Choice | MultipleChoice)
            and known.options is None
            and not getattr(known, "options_by", {})
        ):
            raise Broken(f"field {known.key}", "thiếu danh mục")
    by_key = {**{f.key: f for f in known_forms}, form.key: form}
    verify(form, by_key)
    if [m.scale for m in with_scales(form, by_key).measure] != [m.scale for m in form.measure]:
        raise Broken("measure", "có số đo không khớp đơn vị của trường")
    return form


def load_built_in() -> Catalogue:
    """The forms shipped with the program."""
    return built_in()


def made_built_in() -> Catalogue:
    """The same, bound and verified from the declarations."""
    return _load(sorted(asset("forms/declared").glob("*.toml")), Catalogue((), constants()))


def load_catalogue(folder: Path | None) -> Catalogue:
    """The shipped forms and those of the office's folder; raises FORM_BROKEN with file, path and what to write.

    An office's edition of the same `key@edition` stands in the place of the shipped one. Its code lists (`codes/`
    in the folder) take the place of the shipped lists of their keys in every form, and the deadlines and parameters
    of its `constants.toml` that of the shipped ones.
    """
    base = load_built_in()
    if folder is None or not folder.is_dir():
        return base
    files = sorted(file for file in folder.glob("*.toml") if file.name != CONSTANTS)
    lists = {listed.key: listed for listed in map(read_list, sorted((folder / "codes").glob("*.toml")))}
    own = _own_constants(folder / CONSTANTS, base.constants)
    if own is not base.constants:
        base = Catalogue(base.forms, own, built_in=base.built_in)
    if not files and not lists:
        return base
    shipped = [
        asset(f"forms/declared/{form.name}.toml") for form in base.forms if lists.keys() & _lists_of(form)
    ]
    replaced = {file.name for file in files}
    return _load([*files, *(file for file in shipped if file.name not in replaced)], base, lists)


def _lists_of(form: Form) -> set[str]:
    """The keys of the code lists that a form chooses from."""
    named = (f for f in form.field if isinstance(f, Choice | MultipleChoice | Computed))
    listed = {f.options.key for f in named if f.options is not None}
    by_answer = (f.options_by.values() for f in form.field if isinstance(f, Choice))
    return (listed | {one.key for found in by_answer for one in found}) - form.codes.keys()


def read_list(file: Path) -> CodeList:
    """A code list of the office's folder; raises FORM_BROKEN."""
    listed = _guard(file, lambda: _typed(_read_toml(file), CodeList))
    if listed.key != file.stem or not listed.code or len(listed.by_code) != len(listed.code):
        why = "key phải trùng tên tệp, và mỗi mã chỉ có một lần. Hãy sửa lại."
        raise AppError(Code.FORM_BROKEN, file=file.name, path="$.key", why=why)
    return listed


def _own_constants(file: Path, given: Constants) -> Constants:
    """The shipped constants with the office's own deadlines and parameters; units of measure stay what they are."""
    if not file.is_file():
        return given
    own = _guard(file, lambda: _typed(_read_toml(file), Constants))
    packets = {packet.key: packet for packet in own.packet}
    if own.unit or own.calendar or not packets.keys() <= {packet.key for packet in given.packet}:
        why = "chỉ được đổi thời hạn của bộ biểu đã có và tham số. Hãy bỏ phần khác."
        raise AppError(Code.FORM_BROKEN, file=file.name, path="$", why=why)
    params = {(p.key, p.valid_from): p for p in (*given.param, *own.param)}
    return msgspec.structs.replace(
        given, packet=tuple(packets.get(p.key, p) for p in given.packet), param=tuple(params.values())
    )


def _load(files: list[Path], base: Catalogue, lists: Mapping[str, CodeList] | None = None) -> Catalogue:
    raws: dict[str, tuple[Path, dict[str, Any]]] = {}
    for file in files:
        raw = _read_toml(file)
        name = f"{raw.get('key')}@{raw.get('edition')}"
        if name in raws:
            why = f"“{name}” đã có trong tệp “{raws[name][0].name}”. Hãy xóa một tệp hoặc đổi edition."
            raise AppError(Code.FORM_BROKEN, file=file.name, path="$.edition", why=why)
        raws[name] = (file, raw)
    bound: dict[str, Form] = {}
    for name, (file, raw) in raws.items():
        bound[name] = _guard(file, lambda raw=raw: bind(_typed(_inherit(raw, raws, base), Form), lists))  # type: ignore[misc]
    forms = [*bound.values(), *(f for f in base.forms if f.name not in bound)]
    by_key = {f.key: f for f in sorted(forms, key=lambda f: f.valid_from)}
    for name, (file, _) in raws.items():
        _guard(file, lambda name=name: verify(bound[name], by_key, base.constants.param))  # type: ignore[misc]
        bound[name] = with_scales(bound[name], by_key)
    forms = [*bound.values(), *(f for f in base.forms if f.name not in bound)]
    listed = indicator_list(forms)
    forms = [with_indicators(form, listed) for form in forms]
    _refuse_other_units(forms)
    measures = {measure.key: measure for form in forms for measure in form.measure}
    for name, (file, _) in raws.items():
        _guard(file, lambda name=name: cross.verify(bound[name], measures))  # type: ignore[misc]
    clashing = clash(sorted(forms, key=lambda f: f.name in bound))
    if clashing is not None:
        form, key = clashing
        why = f"chỉ tiêu “{key}” đã có ở biểu khác. Hãy đặt tên khác."
        raise AppError(Code.FORM_BROKEN, file=f"{form.name}.toml", path=key, why=why)
    built_in = base.built_in or frozenset(bound)
    return Catalogue(forms, base.constants, built_in=built_in - (bound.keys() if base.forms else set()))


def tried(draft: Form, base: Catalogue, lists: Mapping[str, CodeList] | None = None) -> Form:
    """A form that is being drawn, as it would work beside the others; raises Broken with path and what to write.

    `lists` of the office stand before those that its forms choose from.
    """
    forms = [form for form in base.forms if form.name != draft.name]
    own = {o.key: o for f in forms for field in f.field if (o := getattr(field, "options", None)) is not None}
    known = {key: listed for key, listed in own.items() if key != INDICATORS}
    bound = bind(draft, {**known, **(lists or {})})
    by_key = {f.key: f for f in sorted((*forms, bound), key=lambda f: f.valid_from)}
    verify(bound, by_key)
    bound = with_scales(bound, by_key)
    cross.verify(bound, {m.key: m for form in (*forms, bound) for m in form.measure})
    clashing = clash([*forms, bound])
    if clashing is not None:
        raise Broken(
            f"$.measure.{clashing[1]}", f"chỉ tiêu “{clashing[1]}” đã có ở biểu khác. Hãy đặt tên khác."
        )
    return with_indicators(bound, indicator_list([*forms, bound]))


def _refuse_other_units(forms: Iterable[Form]) -> None:
    """A field keeps its kind and smallest unit through all editions: what is stored must mean the same."""
    meant: dict[tuple[str, str], tuple[str, int]] = {}
    for form in forms:
        for field in form.stored:
            means = (str(field.__struct_config__.tag), getattr(field, "scale", 1))
            if meant.setdefault((form.key, field.key), means) != means:
                why = "đổi kiểu hoặc đơn vị tính so với phiên bản khác của biểu. Hãy đặt tên trường khác."
                raise AppError(Code.FORM_BROKEN, file=f"{form.name}.toml", path=f"field {field.key}", why=why)


def _guard(file: Path, work: Callable[[], T]) -> T:
    try:
        return work()
    except Broken as broken:
        raise AppError(
            Code.FORM_BROKEN, file=file.name, path=broken.path, why=sentence(broken.why)
        ) from broken


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))  # Notepad may begin a file with a mark
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        why = f"viết sai cú pháp TOML ({error}). Hãy sửa dòng đó và lưu bằng mã UTF-8."
        raise AppError(Code.FORM_BROKEN, file=file.name, path="$", why=why) from error


def _inherit(
    raw: dict[str, Any],
    raws: Mapping[str, tuple[Path, dict[str, Any]]],
    base: Catalogue,
    heirs: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The declaration laid over the edition that it is based on: entries of the same key are replaced in place."""
    parent_name = raw.get("based_on")
    if not parent_name:
        return raw
    if parent_name in heirs:
        raise Broken("based_on", f"“{parent_name}” dẫn vòng về chính nó. Hãy ghi key@edition của bản trước.")
    if parent_name in raws:
        parent = _inherit(raws[parent_name][1], raws, base, (*heirs, parent_name))
    elif base.knows(parent_name):
        parent = msgspec.to_builtins(base.form(parent_name))
    else:
        raise Broken("based_on", f"không có biểu “{parent_name}”. Hãy ghi key@edition của một biểu đã có.")
    merged = {k: v for k, v in parent.items() if k != "valid_to"} | raw
    for table in MERGED_BY_KEY:
        own = {entry.get("key"): entry for entry in raw.get(table, [])}
        kept = [own.pop(entry.get("key"), entry) for entry in parent.get(table, [])]
        dropped = set(raw.get("dropped", []))
        merged[table] = [entry for entry in [*kept, *own.values()] if entry.get("key") not in dropped]
    merged["condition"] = {**parent.get("condition", {}), **raw.get("condition", {})}
    merged["crosswalk"] = raw.get("crosswalk", [])  # it leads from the edition before to this one alone
    merged.pop("dropped", None)
    return merged


def _typed(raw: dict[str, Any], kind: type[T]) -> T:
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise Broken(*_explain(str(error))) from error


def _explain(message: str) -> tuple[str, str]:
    """(path, what to write) of a decoder's message."""
    what, _, path = message.partition(" - at ")
    path = path.strip("`") or "$"
    for shape, words in (
        (
            r"Object contains unknown field `(.*)`",
            "không có thuộc tính “{0}”. Hãy xóa hoặc sửa tên thuộc tính.",
        ),
        (r"Object missing required field `(.*)`", "thiếu thuộc tính “{0}”. Hãy ghi thêm thuộc tính này."),
        (r"Expected `(.*)`, got `(.*)`", "phải là {0}, đang là {1}. Hãy ghi đúng kiểu."),
        (r"Invalid enum value '?(.*?)'?", "không dùng được giá trị “{0}”. Hãy chọn giá trị được phép."),
        (r"Invalid value '?(.*?)'?", "không dùng được giá trị “{0}”. Hãy chọn giá trị được phép."),
    ):
        match = re.fullmatch(shape, what)
        if match:
            return path, words.format(*match.groups())
    return path, f"không đọc được ({what}). Hãy xem lại cách viết."
