"""Code lists of an office: taken from a workbook, superseded without touching what was entered under the old ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec
import tomli_w

from base.errors import AppError
from forms.bind import code_lists
from forms.load import read_list
from forms.spec import CodeList, ListedCode
from office.office import Office

CODES = "codes"


@dataclass(frozen=True, slots=True)
class Superseding:
    """What a new edition of a list changes: codes that begin, that are called otherwise, that end."""

    listed: CodeList
    began: tuple[ListedCode, ...]
    renamed: tuple[tuple[str, ListedCode], ...]
    ended: tuple[ListedCode, ...]

    @property
    def nothing(self) -> bool:
        return not (self.began or self.renamed or self.ended)


def lists(office: Office) -> dict[str, CodeList]:
    """key → list as this office uses it: the shipped ones, and its own in their place."""
    own = _folder(office)
    files = sorted(own.glob("*.toml")) if own.is_dir() else []
    return {**code_lists(), **{file.stem: read_list(file) for file in files}}


def read_workbook(path: Path) -> list[ListedCode]:
    """The entries of a list from a workbook; raises LIST_UNREADABLE with the sheet's row and what to write.

    Columns are found by their headings: Mã, Tên, Tên khác, Từ ngày, Đến ngày, Căn cứ.
    """
    from imports.codes import read

    return read(path)


def superseding(old: CodeList, entries: list[ListedCode], *, on: date, title: str = "") -> Superseding:
    """The list that is in force from that day on: what is not in the new one ends the day before and stays readable."""
    new = {entry.code: entry for entry in entries}
    last = on - timedelta(days=1)
    kept, renamed, ended = [], [], []
    for entry in old.code:
        after = new.pop(entry.code, None)
        if after is None:
            gone = entry.valid_to is not None and entry.valid_to <= last
            kept.append(entry if gone else msgspec.structs.replace(entry, valid_to=last))
            ended += [] if gone else [entry]
            continue
        if after.name != entry.name:
            renamed.append((entry.name, after))
        aliases = tuple(dict.fromkeys((*after.aliases, *entry.aliases, *_old_name(entry, after))))
        attributes = {**entry.attributes, **after.attributes}
        kept.append(msgspec.structs.replace(after, aliases=aliases, attributes=attributes))
    began = [msgspec.structs.replace(e, valid_from=e.valid_from or on) for e in new.values()]
    listed = msgspec.structs.replace(old, title=title or old.title, code=(*kept, *began))
    return Superseding(listed, tuple(began), tuple(renamed), tuple(ended))


def _old_name(before: ListedCode, after: ListedCode) -> tuple[str, ...]:
    return () if before.name == after.name else (before.name,)


def save(office: Office, listed: CodeList) -> Path:
    """Write the list into the office's folder; the office must be opened anew to use it. Raises FORM_BROKEN."""
    path = _folder(office) / f"{listed.key}.toml"
    put_in_force(office, path, listed)
    return path


def put_in_force(office: Office, path: Path, declared: msgspec.Struct) -> None:
    """Write a declaration, unless the office could not be opened with it: then FORM_BROKEN, and all is as before."""
    from forms.load import load_catalogue

    before = path.read_bytes() if path.is_file() else None
    save_declaration(path, declared)
    try:
        load_catalogue(office.store.path.parent / "forms")
    except AppError:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
        raise


def save_declaration(path: Path, declared: msgspec.Struct) -> None:
    """Write a declaration where the office keeps its own; raises the troubles of writing."""
    from exports.writing import atomic_output

    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_output(path) as partial:
        partial.write_text(written(declared), encoding="utf-8")


def written(declared: msgspec.Struct) -> str:
    """A declaration as TOML text; what has its default is left out."""
    return tomli_w.dumps(msgspec.to_builtins(declared, builtin_types=(date,)), multiline_strings=False)


def _folder(office: Office) -> Path:
    return office.store.path.parent / "forms" / CODES
