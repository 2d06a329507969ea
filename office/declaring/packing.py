"""Handing a configuration down: what a pack brings is shown first, then taken as a whole or not at all."""

from __future__ import annotations

import base64
import shutil
import tempfile
import tomllib
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from base.disk import trouble
from base.errors import AppError, Code
from base.period import Period
from base.unit_flaws import flaw_of
from base.units import UnitHistory
from courier import pack as courier_pack
from courier.pack import Pack, PackedFile, PackedTarget
from db import journal, records, schema, tree
from forms.catalogue import Catalogue
from forms.load import load_catalogue
from forms.spec import Record, Value
from office.declaring.lists import in_use, refuse_in_use
from office.entering import entry
from office.figures.plans import TARGETS
from office.office import VERSION, Office, refuse_other_kind
from office.territory.unit_changes import adopt, difference, own_history

DOOR = "pack"
_ROOMS = ("forms", "layouts")
_EVERYBODY = "*"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a pack would change here: what it is, its name, and in words what becomes of it.

    `refused`: because of it the pack is not taken.
    """

    what: str
    name: str
    words: tuple[str, ...]
    refused: bool = False


def make(office: Office, path: Path, *, period: Period | None = None, note: str = "") -> Pack:
    """Write the office's own forms, lists, deadlines and layouts as a pack, with the targets that it hands down.

    `period`: the one whose plan_targets are handed down where they name a unit. Raises PACK_EMPTY.
    """
    from exports.writing import atomic_output

    refuse_other_kind(path, courier_pack.SUFFIX)
    files = tuple(_own_files(office))
    targets = tuple(_handed_down(office, period)) if period is not None else ()
    history = own_history(office)
    if not files and not targets and history is None:
        raise AppError(Code.PACK_EMPTY)
    load_catalogue(office.store.path.parent / "forms")
    made = office.store.surroundings.now().date().isoformat()
    unit = office.unit
    pack = Pack(
        program=VERSION,
        code=unit.code,
        name=unit.name,
        made_on=made,
        note=note,
        files=files,
        targets=targets,
        units=base64.b64encode(tree.packed(history)).decode() if history is not None else "",
    )
    with atomic_output(path) as partial:
        partial.write_bytes(courier_pack.encode(pack))
    return pack


def _own_files(office: Office) -> Iterator[PackedFile]:
    home = office.store.path.parent
    for room in _ROOMS:
        for file in sorted((home / room).rglob("*.toml")):
            place = file.relative_to(home).as_posix()
            if courier_pack.PLACES.fullmatch(place):
                yield PackedFile(place, file.read_text(encoding="utf-8-sig"))


def _handed_down(office: Office, period: Period) -> Iterator[PackedTarget]:
    form = office.form(TARGETS, period)
    schema.grow(office.store, [form])
    for record in records.read(office.store, form, unit=office.unit_in(period).key, period=period.label):
        unit = record.values.get("assigned_to")
        if unit and record.carried != "ended":
            told: dict[str, Value] = {
                k: v for k, v in record.values.items() if v is not None and k != "assigned_to"
            }
            yield PackedTarget(str(unit), record.record_id, form.name, told)


def read(path: Path) -> Pack:
    """The pack in a file; raises PACK_DAMAGED and the troubles of reading."""
    try:
        return courier_pack.decode(path.read_bytes())
    except FileNotFoundError as error:
        raise AppError(Code.FILE_NOT_FOUND, file=path.name) from error
    except OSError as error:
        raise AppError(Code.FILE_UNREADABLE, file=path.name, why=trouble(error)) from error
    except courier_pack.Damaged as damaged:
        raise AppError(Code.PACK_DAMAGED, file=path.name, why=str(damaged)) from damaged


def changes(office: Office, pack: Pack, period: Period | None = None) -> list[Change]:
    """What taking the pack would change, in the order of its files; nothing that stays as it is. Last what forbids it:
    editions under which something was answered that would mean something else.

    Raises FORM_BROKEN, LAYOUT_BROKEN and PACK_DAMAGED as take() does.
    """
    home = office.store.path.parent
    found = []
    for file in pack.files:
        present = home / file.place
        before = (
            present.read_text(encoding="utf-8-sig") if present.is_file() else _shipped(office, file.place)
        )
        change = _difference(file, before)
        if change is not None:
            found.append(change)
    if pack.units:
        found += _unit_changes(office, pack)
    mine = _mine(office, pack)
    if mine:
        titles = tuple(str(target.values.get("title", "")) for target in mine)
        found.append(Change("Chỉ tiêu được giao", f"{len(mine)} chỉ tiêu", titles))
    with _laid_over(office, pack) as (_, after):
        told = ("đã có số liệu, chỉ nhận được phiên bản mới",)
        return [
            *found,
            *(Change("Không nhận được", form.title, told, refused=True) for form in in_use(office, after)),
        ]


def _history(pack: Pack) -> UnitHistory:
    """The units that the pack hands down; raises PACK_DAMAGED, also where nobody can stand on them."""
    try:
        history = tree.unpacked(base64.b64decode(pack.units))
    except (ValueError, zlib.error) as error:
        why = "không đọc được danh mục đơn vị"
        raise AppError(Code.PACK_DAMAGED, file=pack.name, why=why) from error
    if flaw := flaw_of(history):
        raise AppError(Code.PACK_DAMAGED, file=pack.name, why=f"danh mục đơn vị sai, {flaw}")
    return history


def _unit_changes(office: Office, pack: Pack) -> list[Change]:
    """What the sender's units change of those here; nothing where they are the same."""
    history = _history(pack)
    if history.edition == office.store.units.edition:
        return []
    began, ended, changed = difference(office.store.units, history)
    words = [f"hết hiệu lực {unit.code} {unit.name}" for unit in ended]
    words += [f"đổi {old.code} {old.name} thành {new.name}" for old, new in changed]
    words += [f"có hiệu lực {unit.code} {unit.name}" for unit in began]
    count = len(began) + len(ended) + len(changed)
    return [Change("Đơn vị hành chính", f"{count} đơn vị", tuple(words))]


def _mine(office: Office, pack: Pack) -> list[PackedTarget]:
    return [target for target in pack.targets if target.unit in (office.unit.code, _EVERYBODY)]


def _shipped(office: Office, place: str) -> str | None:
    """The declaration of the program that the file would stand in the place of."""
    from base.paths import asset

    room, _, rest = place.partition("/")
    if room == "layouts":
        source = asset(f"exports/layouts/{rest}")
    elif rest.startswith("codes/") or rest == "constants.toml":
        source = asset(f"forms/codes/{rest.removeprefix('codes/')}")
    else:
        source = asset(f"forms/declared/{rest}")
    return source.read_text(encoding="utf-8") if source.is_file() else None


_KINDS = (
    ("forms/codes/", "Danh mục"),
    ("forms/constants.toml", "Thời hạn, tham số"),
    ("forms/", "Biểu mẫu"),
    ("layouts/", "Mẫu báo cáo"),
)
_TABLES = {
    "field": "trường",
    "rule": "quy tắc",
    "measure": "số đo",
    "indicator": "chỉ tiêu",
    "code": "mã",
    "sheet": "trang",
    "section": "phần",
    "packet": "bộ biểu",
    "param": "tham số",
}


def _difference(file: PackedFile, before: str | None) -> Change | None:
    what = next(words for start, words in _KINDS if file.place.startswith(start))
    new = _parsed(file)
    name = str(new.get("title") or Path(file.place).stem)
    if before is None:
        return Change(what, name, ("mới",))
    old = tomllib.loads(before)
    if old == new:
        return None
    words = [
        line for table, called in _TABLES.items() for line in _entries(called, old.get(table), new.get(table))
    ]
    plain = [k for k in (old.keys() | new.keys()) - _TABLES.keys() if old.get(k) != new.get(k)]
    return Change(what, name, (*words, *(f"đổi {key}" for key in sorted(plain))))


def _parsed(file: PackedFile) -> dict[str, Any]:
    try:
        return tomllib.loads(file.text)
    except tomllib.TOMLDecodeError as error:
        name = Path(file.place).name
        raise AppError(
            Code.FORM_BROKEN, file=name, path="$", why=f"viết sai cú pháp TOML ({error})."
        ) from error


def _entries(called: str, old: Any, new: Any) -> Iterator[str]:
    """Added, changed and dropped entries of a table, by their keys or codes."""
    before, after = _by_key(old), _by_key(new)
    for key, told in after.items():
        if key not in before:
            yield f"thêm {called} “{_called(key, told)}”"
        elif before[key] != told:
            yield f"sửa {called} “{_called(key, told)}”"
    for key, told in before.items():
        if key not in after:
            yield f"bỏ {called} “{_called(key, told)}”"


def _called(key: str, told: Mapping[str, Any]) -> str:
    return str(told.get("label") or told.get("name") or told.get("title") or key)


def _by_key(table: Any) -> Mapping[str, Mapping[str, Any]]:
    listed = table if isinstance(table, list) else []
    return {str(e.get("key") or e.get("code") or n): e for n, e in enumerate(listed) if isinstance(e, dict)}


def take(office: Office, pack: Pack, digest: str, *, period: Period | None = None) -> None:
    """Put the pack's declarations into the office's folder and its targets into the period's report.

    Raises FORM_BROKEN and LAYOUT_BROKEN when they do not fit together with what is here, PACK_DAMAGED, FORM_IN_USE when
    answers stand under an edition that would mean something else, and what adopt() raises; then nothing has changed.
    The office must be opened anew to work by them.
    """
    with (
        _laid_over(office, pack) as (scratch, after),
        _swapping(office.store.path.parent, scratch) as swap,
        office.store.writing(),
    ):
        refuse_in_use(office, after)
        if pack.units and (history := _history(pack)).edition != office.store.units.edition:
            adopt(office, history, reason=pack.name)
        _take_targets(office, pack, period)
        where = period.label if period is not None else ""
        journal.write(
            office.store, DOOR, unit=office.unit.key, period=where, reason=f"{pack.name} {digest[:16]}"
        )
        swap()


@contextmanager
def _laid_over(office: Office, pack: Pack) -> Iterator[tuple[Path, Catalogue]]:
    """The office's folders with the pack's files in them, as a copy beside them, and the forms that they declare."""
    from consolidation.layout import layouts

    home = office.store.path.parent
    with tempfile.TemporaryDirectory(dir=home) as folder:
        scratch = Path(folder)
        try:
            _copy_over(home, pack, scratch)
        except OSError as error:
            raise AppError(Code.OUTPUT_FAILED, file=home.name, why=trouble(error)) from error
        after = load_catalogue(scratch / "forms")
        travelled = (form for form in office.catalogue.forms if form.name in office.catalogue.travelled)
        layouts(scratch / "layouts", after.joined_by(travelled).counted)
        yield scratch, after


def _copy_over(home: Path, pack: Pack, scratch: Path) -> None:
    for room in _ROOMS:
        if (home / room).is_dir():
            shutil.copytree(home / room, scratch / room)
    for file in pack.files:
        target = scratch / file.place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(file.text, encoding="utf-8")


@contextmanager
def _swapping(home: Path, scratch: Path) -> Iterator[Callable[[], None]]:
    """What puts the new folders in the place of the old ones; all stand where they stood when the block fails."""
    moved: list[tuple[Path, Path]] = []

    def swap() -> None:
        try:
            for room in _ROOMS:
                if (scratch / room).is_dir():
                    if (home / room).is_dir():
                        move(home / room, scratch / f"{room}.before")
                    move(scratch / room, home / room)
        except OSError as error:
            raise AppError(Code.OUTPUT_FAILED, file=home.name, why=trouble(error)) from error

    def move(source: Path, target: Path) -> None:
        source.replace(target)
        moved.append((source, target))

    try:
        yield swap
    except BaseException:
        for source, target in reversed(moved):
            target.replace(source)
        raise


def _take_targets(office: Office, pack: Pack, period: Period | None) -> None:
    mine = _mine(office, pack)
    if not mine:
        return
    if period is None:
        raise AppError(Code.PACK_NEEDS_PERIOD, count=len(mine))
    form = office.form(TARGETS, period)
    schema.grow(office.store, [form])
    unit, known = office.unit_in(period).key, {field.key for field in form.stored}
    there = records.read_some(
        office.store, form, [target.record_id for target in mine], unit=unit, period=period.label
    )
    taken = []
    for target in mine:
        kept = there.get(target.record_id, Record(target.record_id, {}))
        told = {key: value for key, value in target.values.items() if key in known}
        taken.append(replace(kept, values={**kept.values, **told}))
    entry.enter(office, period, TARGETS, taken, door=DOOR)
