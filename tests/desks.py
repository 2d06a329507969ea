"""Offices driven by command lines: each has a data file and an officer, and they all live by one calendar."""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from base.period import Period
from cli import commands, run
from courier.payload import SHEET_RECORD
from courier.sheet import HEADER_ROWS, LABEL_ROW
from db import records, schema
from db.store import VIETNAM, Surroundings
from forms.spec import Form, Record
from office.entering import entry
from office.office import Office, open_office
from tests.builders import record_from_texts
from tests.papers import Paper, Row

ROOT = Path(__file__).parents[1]


@dataclass
class Calendar:
    """The day on which all offices are at work."""

    day: date

    def surroundings(self, who: str) -> Surroundings:
        """Noon of the day, and identities that count for each officer."""
        counter = self._counters.setdefault(who, itertools.count(1))
        return Surroundings(self._noon, lambda: f"{who}-{next(counter):05d}", who)

    def _noon(self) -> datetime:
        return datetime.combine(self.day, time(12), VIETNAM)

    def __post_init__(self) -> None:
        self._counters: dict[str, Iterator[int]] = {}


def calendar(patch: pytest.MonkeyPatch, day: date) -> Calendar:
    """A calendar that the commands go by from now on."""
    made = Calendar(day)
    patch.setattr("office.office.surroundings", made.surroundings)
    patch.setattr("cli.commands.parser", functools.cache(commands.parser))  # made once, not for every command
    return made


@dataclass(frozen=True)
class Desk:
    """One office: what its officer types."""

    code: str
    folder: Path
    calendar: Calendar

    @property
    def data(self) -> Path:
        return self.folder / f"{self.code}.sct"

    def copy(self, folder: Path) -> Desk:
        """The data file carried to another machine."""
        folder.mkdir(parents=True)
        (folder / self.data.name).write_bytes(self.data.read_bytes())
        return Desk(self.code, folder, self.calendar)

    def types(self, *words: object, status: int | None = 0) -> Any:
        """A command on the office's data file; gives what it prints as JSON, or the name of what refused it.

        `status`: how it ends; None: either way.
        """
        out, err = io.StringIO(), io.StringIO()
        who = ["--who", self.code] if words[0] != "reports" else []
        given = [*map(str, words), "--data", str(self.data), *who, "--json"]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            ended = run(given)
        assert status in (ended, None), (given, ended, err.getvalue(), out.getvalue()[-3000:])
        return json.loads(out.getvalue()) if out.getvalue() else err.getvalue().partition(":")[0]

    def starts(self, *words: object, status: int = 0) -> Any:
        """The same command by the program itself, in a process of its own."""
        given = [sys.executable, "main.py", *map(str, words), "--data", str(self.data), "--json"]
        done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
        assert done.returncode == status, (given, done.stderr)
        return json.loads(done.stdout) if done.stdout else done.stderr.partition(":")[0]

    def office(self) -> Office:
        """The data file as the window opens it."""
        return open_office(self.data, surroundings=self.calendar.surroundings(self.code))

    def new(self, on: date) -> Desk:
        self.folder.mkdir(parents=True, exist_ok=True)
        assert self.types("new", "--unit", self.code, "--on", on.isoformat())["unit"] == self.code
        return self

    def opens(self, period: str, *, after: str = "", behalf: str = "") -> None:
        words = ["--carry-from", after] if after else []
        self.types("open-period", "--period", period, *words, *_for(behalf))

    def fills(self, period: str, form: str, rows: Sequence[Row], *, behalf: str = "") -> None:
        """Take the template, write in it, read it in."""
        path = self.folder / f"{form}-{period}-{behalf or self.code}.xlsx"
        self.types("template", form, path, "--period", period, *_for(behalf))
        with self.office() as office:
            asked = {one.key: one for one in office.forms(Period.parse(period))}
        write_in(path, asked[form], rows)
        (told,) = self.types("fill", path, "--period", period, *_for(behalf))
        assert told["taken"], told

    def enters(self, period: str, form: str, rows: Sequence[Row]) -> None:
        """Type the rows as into the window's boxes, over the records of the same names."""
        with self.office() as office:
            declared = office.form(form, Period.parse(period))
            owner = office.form(declared.extends, Period.parse(period)) if declared.extends else declared
            known = {str(r.values.get("name") or ""): r for r in records_of(office, owner, period)}
            typed = [self._typed(office, declared, known, row, n) for n, row in enumerate(rows)]
            entry.enter(office, Period.parse(period), form, typed)

    def _typed(self, office: Office, form: Form, known: dict[str, Record], row: Row, n: int) -> Record:
        stands = known.get(row.get("name", ""))
        own = SHEET_RECORD if form.kind == "sheet" else f"{self.code}-{form.key}-{n}"
        record_id = stands.record_id if stands else own
        texts = {key: text for key, text in row.items() if key in form.fields}
        made, problems = record_from_texts(form, record_id, texts)
        assert problems == [], problems
        return Record(made.record_id, made.values, carried="changed" if stands and stands.carried else "")

    def answers(self, period: str, paper: Paper, *, by_template: Sequence[str] = ()) -> None:
        """All forms of the period: some through a template, the others typed, "không phát sinh" for the rest."""
        asked = self.asked(period)
        for form in asked:
            rows = paper.rows.get(form, ())
            if rows and form in by_template:
                self.fills(period, form, rows)
            elif rows:
                self.enters(period, form, rows)
            else:
                self.types("nil", form, "--period", period)

    def asked(self, period: str) -> list[str]:
        """What the office fills in; an optional form is left out."""
        with self.office() as office:
            return [form.key for form in office.own_forms(Period.parse(period)) if not form.optional]

    def sends(self, period: str, name: str, **options: str) -> Path:
        """Check, then close the period and write its file."""
        path = self.folder / f"{name}.xlsx"
        assert all(one["severity"] == "noted" for one in self.types("check", "--period", period))
        self.types("submit", path, "--period", period, *_options(options))
        return path

    def explains(self, period: str, words: str) -> int:
        """Answer everything that asks with a note; gives how many there were."""
        asked = self.types("check", "--period", period, status=1)
        for one in asked:
            assert one["severity"] == "ask", one
            place = (one["form"], one["record_id"], one["fields"][0])
            self.types("note", *place, words, "--period", period)
        return len(asked)

    def record_id(self, period: str, form: str, name: str = "") -> str:
        with self.office() as office:
            found = records_of(office, office.form(form, Period.parse(period)), period)
        return next(r.record_id for r in found if not name or r.values.get("name") == name)


def _for(behalf: str) -> list[str]:
    return ["--for", behalf] if behalf else []


def _options(given: dict[str, str]) -> Iterator[str]:
    for key, text in given.items():
        yield from (f"--{key}", text) if text else (f"--{key}",)


def records_of(office: Office, form: Form, period: str) -> list[Record]:
    """What the office itself has entered."""
    schema.grow(office.store, [form])
    unit = office.unit_in(Period.parse(period)).key
    return records.read(office.store, form, unit=unit, period=period)


def write_in(path: Path, form: Form, rows: Sequence[Row]) -> None:
    """Write answers into a template as a clerk does: a register's under their labels, a sheet's beside them."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    labels = {key: f.label for key, f in form.fields.items()}
    if form.kind == "sheet":
        beside = {cells[1].value: cells[4] for cells in page.iter_rows(min_row=HEADER_ROWS + 1)}
        for key, text in rows[0].items():
            beside[labels[key]].value = text
    else:
        at = {cell.value: cell.column for cell in page[LABEL_ROW + 1] if cell.value}
        named = at["Tên cơ sở"] if form.extends else at[labels["name"]]
        lines = {page.cell(n, named).value: n for n in range(HEADER_ROWS + 1, page.max_row + 1)}
        free = HEADER_ROWS + 1 + sum(bool(name) for name in lines)
        for row in rows:
            line = lines.get(row["name"]) or free
            free += line == free
            for key, text in row.items():
                page.cell(line, named if key == "name" else at[labels[key]], text)
    book.save(path)


def typed_over(sent: Path, sheet: str, heading: str, value: object) -> Path:
    """The file with the first answer of a column typed over and saved."""
    book = openpyxl.load_workbook(sent)
    page = book[sheet]
    column = next(cell.column for cell in page[LABEL_ROW + 1] if cell.value == heading)
    page.cell(HEADER_ROWS + 1, column, value)
    path = sent.with_name(f"sửa-{sent.name}")
    book.save(path)
    return path
