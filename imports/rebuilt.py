"""A commune's report read back from its visible sheets alone, through the placement that wrote them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from base.errors import AppError, Code, Problem
from base.numbers import MARK_NOT_COLLECTED
from base.period import Period
from base.text import nfc
from courier import payload as courier_payload
from courier.edits import read_answer, words_of
from courier.fingerprint import fingerprint
from courier.payload import SHEET_RECORD, Damaged, OtherForm, Part, Payload
from courier.sheet import (
    CARRIED_WORDS,
    COVER,
    COVER_LABELS,
    FIRST_VERSION,
    FORMS_HEAD,
    HEADER_ROWS,
    ILLUSTRATIVE_WORDS,
    KIND_WORDS,
    LABEL_ROW,
    LEVEL_WORDS,
    NOTES,
    SHEET_COLUMNS,
    STATE_WORDS,
    UNIT_ROW,
    VALUE_COLUMN,
    SheetColumn,
    distinct_names,
    register_columns,
    sheet_lines,
    sheet_name,
)
from forms.catalogue import Catalogue
from forms.spec import Field, Form, Record, Reference
from imports.workbook import Workbook, address


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """`printed` is the fingerprint on the cover: of the payload when nothing on the sheets was changed or lost."""

    payload: Payload
    content: bytes
    hash: str
    printed: str

    @property
    def exact(self) -> bool:
        """Whether it is the very report that was sent."""
        return fingerprint(self.hash) == self.printed


class _Unclear(Exception):
    """Why the sheets do not give the report; a sentence."""


Predecessor = Callable[[str, str, str, str], str]
"""(unit, period, packet, fingerprint) → the hash of the version before, "" when it is not held."""


def rebuild(
    path: Path,
    catalogue: Catalogue,
    *,
    closing: Callable[[Period], datetime.date],
    predecessor: Predecessor,
) -> Rebuilt:
    """The report of the visible sheets; raises SUBMISSION_NONE and SUBMISSION_NOT_REBUILT.

    `catalogue` knows the forms of the office and those that came with other files.
    """
    book = Workbook(path)
    if COVER not in book.sheets:
        raise AppError(Code.SUBMISSION_NONE, file=path.name)
    try:
        told = _cover(book.rows(COVER)[HEADER_ROWS:])
        payload = _payload(book, told, catalogue, closing, predecessor)
        courier_payload.verify(payload, catalogue)
        content = courier_payload.encode(payload)
        courier_payload.decode(content)
    except OtherForm as other:
        title = catalogue.title_of(str(other))
        raise AppError(Code.SUBMISSION_OTHER_FORM, file=path.name, form=title) from other
    except (_Unclear, Damaged) as why:
        raise AppError(Code.SUBMISSION_NOT_REBUILT, file=path.name, what=f"{str(why).rstrip('.')}.") from why
    except AppError as refusal:
        raise AppError(Code.SUBMISSION_NOT_REBUILT, file=path.name, what=str(refusal)) from refusal
    return Rebuilt(payload, content, courier_payload.digest(content), told.texts["fingerprint"])


@dataclass(frozen=True, slots=True)
class _Said:
    """The cover: its lines by key, and (form, state, count of records) of its list of forms."""

    texts: Mapping[str, str]
    forms: Sequence[tuple[str, Any, int]]


def _cover(rows: Sequence[Sequence[Any]]) -> _Said:
    by_label = {str(row[0]): words_of(row[1]) for row in rows[: len(COVER_LABELS)] if len(row) > 1}
    texts = {key: by_label[label] for key, label in COVER_LABELS.items() if label in by_label}
    if missing := [label for key, label in COVER_LABELS.items() if key not in texts]:
        raise _Unclear(f"trang bìa thiếu mục “{missing[0]}”")
    if texts["level"] != LEVEL_WORDS["commune"]:
        raise _Unclear("chỉ dựng lại được báo cáo của cấp xã, không dựng lại được báo cáo kèm báo cáo khác")
    heads = [n for n, row in enumerate(rows) if tuple(row[: len(FORMS_HEAD)]) == FORMS_HEAD]
    if len(heads) != 1:
        raise _Unclear("trang bìa không có danh sách biểu")
    listed = []
    for row in rows[heads[0] + 1 :]:
        if row[0] == "":
            break
        listed.append((str(row[3]), _coded(STATE_WORDS, row[1]), _count(row[2])))
    return _Said(texts, listed)


def _coded(words: Mapping[Any, str], cell: Any) -> Any:
    found = [key for key, word in words.items() if word == cell]
    if not found:
        raise _Unclear(f"không hiểu “{words_of(cell)}”")
    return found[0]


def _count(cell: Any) -> int:
    if not isinstance(cell, (int, float)) or int(cell) != cell or not 0 <= cell < 10**6:
        raise _Unclear(f"không hiểu số “{words_of(cell)}”")
    return int(cell)


def _payload(
    book: Workbook,
    told: _Said,
    catalogue: Catalogue,
    closing: Callable[[Period], datetime.date],
    predecessor: Predecessor,
) -> Payload:
    texts = told.texts
    period = Period.parse(texts["period"].partition(" (")[0])
    before = texts["predecessor"]
    head = (texts["unit"], period.label, texts["packet"])
    return Payload(
        format=courier_payload.FORMAT,
        program=texts["program"],
        unit=texts["unit"],
        unit_name=texts["unit_name"],
        level="commune",
        period=period.label,
        packet=texts["packet"],
        kind=_coded(KIND_WORDS, texts["kind"]),
        version=_version(texts["version"]),
        predecessor="" if before == FIRST_VERSION else predecessor(*head, before),
        tree=texts["tree"],
        note=texts["note"],
        parts=tuple(_parts(book, told, catalogue, closing(period))),
        illustrative=_coded(ILLUSTRATIVE_WORDS, texts["illustrative"]),
    )


def _version(text: str) -> int:
    digits = text.replace(".", "")
    if not digits.isdecimal():
        raise _Unclear(f"không hiểu số bản “{text}”")
    return int(digits)


def _parts(book: Workbook, told: _Said, catalogue: Catalogue, on: datetime.date) -> Iterator[Part]:
    for name, _, _ in told.forms:
        if not catalogue.knows(name):
            raise _Unclear(f"ở đây không có biểu “{name}”")
    forms = [catalogue.form(name) for name, _, _ in told.forms]
    names = distinct_names([COVER, *map(sheet_name, forms), NOTES])[1:]
    for name in names:
        if name not in book.sheets:
            raise _Unclear(f"thiếu trang tính “{name}”")
    pages = [
        _Page(book, name, form, catalogue.owner_of(form, on) if form.extends else None)
        for name, form in zip(names, forms, strict=False)
    ]
    filled = {p.form.key: p for p, (_, state, _) in zip(pages, told.forms, strict=True) if state == "filled"}
    notes = _notes(book.rows(names[-1])[HEADER_ROWS:], forms)
    for page, (name, state, count) in zip(pages, told.forms, strict=True):
        records = list(page.records(filled, notes.get(page.form.key, {}))) if state == "filled" else []
        if len(records) != count:
            raise _Unclear(f"trang tính “{page.name}” có {len(records)} bản ghi, trang bìa ghi {count}")
        yield courier_payload.part_of(page.form, state, records, built_in=name in catalogue.built_in)


_Notes = Mapping[str, Mapping[str, str]]
"""record_id → field → note."""


def _notes(rows: Sequence[Sequence[Any]], forms: Sequence[Form]) -> Mapping[str, _Notes]:
    """Key of the form → its notes; of fields with one label the first that has none yet."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    titled: dict[str, list[Form]] = {}
    for form in forms:
        titled.setdefault(form.title, []).append(form)
    for title, record_id, label, text in ((*row, "", "", "", "")[:4] for row in rows):
        if title == record_id == label == text == "":
            continue
        for form, key in ((f, k) for f in titled.get(title, ()) for k in sorted(f.fields)):
            kept = found.setdefault(form.key, {}).setdefault(str(record_id), {})
            if form.fields[key].label == label and key not in kept:
                kept[key] = nfc(str(text))
                break
        else:
            raise _Unclear(
                f"trang tính “{NOTES}” ghi “{label}” của “{title}” là chỉ tiêu không có trong báo cáo"
            )
    return found


class _Page:
    """One form's sheet."""

    def __init__(self, book: Workbook, name: str, form: Form, owner: Form | None) -> None:
        self.name, self.form = name, form
        self._paper = form.kind == "sheet"
        self._columns = SHEET_COLUMNS if self._paper else register_columns(form, owner)
        rows = book.rows(name)
        self._head = rows[LABEL_ROW : UNIT_ROW + 1]
        width = len(self._columns)
        self._body = [[*row, *[""] * width][: max(width, len(row))] for row in rows[HEADER_ROWS:]]
        while self._body and not any(cell != "" for cell in self._body[-1]):
            self._body.pop()

    def records(self, others: Mapping[str, _Page], notes: _Notes) -> Iterator[Record]:
        """The records of a form that is filled in; `others` are the pages of the forms that it may refer to."""
        self._refuse_other_head()
        labels = {
            f.key: others[f.form].labels()
            for f in self.form.stored
            if isinstance(f, Reference) and f.form in others
        }
        titles = {key: page.form.title for key, page in others.items()}
        met = set()
        for n, row in enumerate(self._lines()):
            record_id = SHEET_RECORD if self._paper else str(row[0])
            met.add(record_id)
            carried = "" if self._paper else _coded(CARRIED_WORDS, row[len(self._columns) - 1])
            record = Record(record_id, {}, notes=notes.get(record_id, {}), carried=carried)
            yield self._answered(record, self._cells(n, row), labels, titles)
        if lost := notes.keys() - met:
            raise _Unclear(
                f"trang tính “{NOTES}” ghi bản ghi {min(lost)} không có ở trang tính “{self.name}”"
            )

    def _refuse_other_head(self) -> None:
        for at, words in (
            (LABEL_ROW, [c.label for c in self._columns]),
            (UNIT_ROW, [c.unit for c in self._columns]),
        ):
            row = self._head[at - LABEL_ROW] if len(self._head) > at - LABEL_ROW else []
            found = [*row, *[""] * len(words)]
            for n, word in enumerate(words):
                if found[n] != word:
                    raise _Unclear(f"ô {address(at, n)} của trang tính “{self.name}” phải ghi “{word}”")
            if any(cell != "" for cell in found[len(words) :]):
                raise _Unclear(f"trang tính “{self.name}” có cột thêm vào")

    def _lines(self) -> list[list[Any]]:
        """The rows of records; of a paper form its one column of answers as a row."""
        if not self._paper:
            return self._body
        lines = sheet_lines(self.form)
        if len(self._body) != len(lines):
            raise _Unclear(f"trang tính “{self.name}” có {len(self._body)} dòng, biểu có {len(lines)}")
        for row, (word, field) in zip(self._body, lines, strict=True):
            if (row[1], row[2]) != ((field.label, word) if field else (word, "")):
                raise _Unclear(f"trang tính “{self.name}” có dòng lạ “{words_of(row[1])}”")
        return [[row[VALUE_COLUMN] for row in self._body]]

    def _cells(self, n: int, row: Sequence[Any]) -> Iterator[tuple[str, Field, Any]]:
        """Address, field and content of each answer of a line."""
        if self._paper:
            for at, (_, field) in enumerate(sheet_lines(self.form)):
                if field is not None:
                    yield address(HEADER_ROWS + at, VALUE_COLUMN), field, row[at]
            return
        for c, column in enumerate(self._columns):
            if column.field is not None:
                yield address(HEADER_ROWS + n, c), column.field, row[c]

    def _answered(
        self,
        record: Record,
        cells: Iterator[tuple[str, Field, Any]],
        labels: Mapping[str, Mapping[str, str]],
        titles: Mapping[str, str],
    ) -> Record:
        values, marks = dict(record.values), dict(record.marks)
        for place, field, cell in cells:
            so_far = Record(record.record_id, values)
            answer = read_answer(field, cell, so_far, labels.get(field.key, {}), titles)
            if isinstance(answer, Problem):
                raise _Unclear(f"ô {place} của trang tính “{self.name}” không đọc được. {answer.message}")
            values[field.key] = answer.value
            if answer.mark:
                marks[field.key] = MARK_NOT_COLLECTED
        return Record(record.record_id, values, marks, notes=record.notes, carried=record.carried)

    def labels(self) -> dict[str, str]:
        """record_id → the name of the record, as its sheet shows it."""
        at = [n for n, c in enumerate(self._columns) if _is_label(c, self.form)]
        return {str(row[0]): words_of(row[at[0]]) for row in self._body} if at and not self._paper else {}


def _is_label(column: SheetColumn, form: Form) -> bool:
    return column.field is not None and column.field.key == form.label_field
