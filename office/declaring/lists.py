"""Code lists of an office: taken from a workbook, superseded without touching what was entered under the old ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec
import tomli_w

from base.errors import AppError, Code
from db import reports
from forms.bind import code_lists
from forms.catalogue import Catalogue, goes_on
from forms.load import read_list
from forms.spec import CodeList, Form, ListedCode
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
    """The list that is in force from that day on: what is not in the new one ends the day before and stays readable.

    What the new one does not say of a code stays. One that had ended and is named again begins again; unless the new
    one says since when, it also holds for the days before, so that what was answered under it stays valid.
    """
    new = {entry.code: entry for entry in entries}
    last = on - timedelta(days=1)
    kept, back, renamed, ended = [], [], [], []
    for entry in old.code:
        after = new.pop(entry.code, None)
        gone = entry.valid_to is not None and entry.valid_to <= last
        if after is None:
            kept.append(entry if gone else msgspec.structs.replace(entry, valid_to=last))
            ended += [] if gone else [entry]
            continue
        if after.name != entry.name:
            renamed.append((entry.name, after))
        returns = gone and (after.valid_to is None or after.valid_to > last)
        kept.append(_joined(entry, after, valid_to=None if returns else entry.valid_to))
        back += kept[-1:] if returns else []
    new_ones = [msgspec.structs.replace(e, valid_from=e.valid_from or on) for e in new.values()]
    listed = msgspec.structs.replace(old, title=title or old.title, code=(*kept, *new_ones))
    return Superseding(listed, (*back, *new_ones), tuple(renamed), tuple(ended))


def _joined(before: ListedCode, after: ListedCode, *, valid_to: date | None) -> ListedCode:
    """The entry as it is told now, with all that was known of it; `valid_to` unless it says another last day."""
    names = () if before.name == after.name else (before.name,)
    return msgspec.structs.replace(
        after,
        aliases=tuple(dict.fromkeys((*after.aliases, *before.aliases, *names))),
        valid_from=after.valid_from or before.valid_from,
        valid_to=after.valid_to or valid_to,
        legal_ref=after.legal_ref or before.legal_ref,
        attributes={**before.attributes, **after.attributes},
    )


def save(office: Office, listed: CodeList) -> Path:
    """Write the list into the office's folder; the office must be opened anew to use it.

    Raises FORM_BROKEN, FORM_IN_USE.
    """
    path = _folder(office) / f"{listed.key}.toml"
    put_in_force(office, path, listed)
    return path


def put_in_force(office: Office, path: Path, declared: msgspec.Struct) -> None:
    """Write a declaration, unless the office could not be opened with it (FORM_BROKEN), or answers stand under an
    edition that would mean something else (FORM_IN_USE): then all is as before."""
    from forms.load import load_catalogue

    before = path.read_bytes() if path.is_file() else None
    save_declaration(path, declared)
    try:
        refuse_in_use(office, load_catalogue(office.store.path.parent / "forms"))
    except AppError:
        if before is None:
            path.unlink()
        else:
            path.write_bytes(before)
        raise


def in_use(office: Office, after: Catalogue) -> Iterator[Form]:
    """The editions under which something was answered that would mean something else with these declarations."""
    used = reports.editions_in_use(office.store)
    for form in after.forms:
        known = form.name in used and office.catalogue.knows(form.name)
        if known and not goes_on(office.catalogue.form(form.name), form):
            yield form


def refuse_in_use(office: Office, after: Catalogue) -> None:
    """What was answered keeps its meaning, it changes by a new edition only: raises FORM_IN_USE."""
    for form in in_use(office, after):
        raise AppError(Code.FORM_IN_USE, form=form.title)


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
