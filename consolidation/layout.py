"""Layouts of reports, as data: which indicators stand in which rows and columns. One TOML file a layout."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

import msgspec

from base.errors import AppError, Code
from base.paths import asset


class _Laid(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, eq=False):
    """Base of what a layout file says."""


class LaidColumn(_Laid, kw_only=True, frozen=True):
    """A column of figures. `indicator` in a sheet of units; in a sheet of lines only the label."""

    indicator: str = ""
    label: str = ""
    group: str = ""


class LaidLine(_Laid, kw_only=True, frozen=True):
    """A line of figures, one indicator a column ("" leaves a cell out); without any it is a heading."""

    label: str
    code: str = ""
    number: str = ""
    unit: str = ""
    indicators: tuple[str, ...] = ()


class LaidChart(_Laid, kw_only=True, frozen=True):
    """A native chart of these indicators over the units, or over each other as parts of one total (a pie always)."""

    kind: Literal["bar", "column", "pie"]
    title: str
    indicators: tuple[str, ...]
    over: Literal["units", "parts"] = "units"


class LaidSheet(_Laid, kw_only=True, frozen=True):
    """`rows` says what a row is: a unit below, a declared line, or every indicator of the sheet's columns."""

    name: str
    title: str
    rows: Literal["units", "lines", "indicators"]
    form_code: str = ""
    legal_ref: str = ""
    column: tuple[LaidColumn, ...] = ()
    line: tuple[LaidLine, ...] = ()
    chart: tuple[LaidChart, ...] = ()
    note: tuple[str, ...] = ()


class Layout(_Laid, kw_only=True, frozen=True):
    """One kind of report. `every_form`: forms whose indicators stand in no sheet get one of their own."""

    key: str
    title: str
    sheet: tuple[LaidSheet, ...]
    every_form: bool = False


def layouts(folder: Path | None = None) -> dict[str, Layout]:
    """key → layout: the shipped ones, and those of the office's folder `layouts`; raises LAYOUT_BROKEN."""
    found = dict(_shipped())
    if folder is not None and folder.is_dir():
        found |= _read(folder)
    return found


@functools.cache
def _shipped() -> dict[str, Layout]:
    return _read(asset("exports/layouts"))


def _read(folder: Path) -> dict[str, Layout]:
    found = {}
    for file in sorted(folder.glob("*.toml")):
        try:
            layout = msgspec.toml.decode(file.read_bytes(), type=Layout)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            what, _, path = str(error).partition(" - at ")
            why = f"{what}. Hãy sửa chỗ đó rồi lưu lại."
            raise AppError(
                Code.LAYOUT_BROKEN, file=file.name, path=path.strip("`") or "$", why=why
            ) from error
        found[layout.key] = layout
    return found


def find(key: str, folder: Path | None = None) -> Layout:
    """The layout of that key; raises LAYOUT_UNKNOWN."""
    known = layouts(folder)
    if key not in known:
        raise AppError(Code.LAYOUT_UNKNOWN, layout=key, known=", ".join(sorted(known)))
    return known[key]
