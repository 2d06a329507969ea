"""What most tests need: small forms as text, records as typed, offices that have reported, dumps of data files."""

from __future__ import annotations

import functools
import itertools
import json
import sqlite3
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

from base.errors import Problem
from base.period import Period
from base.text import nfc
from base.units import Change, Unit, UnitHistory
from courier.version import Kind
from db.store import Store, Surroundings
from forms.catalogue import Catalogue
from forms.check import checker
from forms.load import load_built_in, load_catalogue
from forms.spec import (
    Choice,
    Date,
    Field,
    Form,
    MultipleChoice,
    NumberBase,
    Record,
    Reference,
    Text,
    Value,
    Year,
    YesNo,
)
from office.entering import entry
from office.office import Office, new_office
from office.sending import submitting

YEAR = Period.parse("2020")
CLOSING = date(2020, 12, 31)
NOON = datetime(2021, 1, 4, 12, 0, tzinfo=UTC)

# Trà Vinh of 2020: the province, its town, and three of the town's wards.
PROVINCE, DISTRICT = "84", "842"
COMMUNES = ("29236", "29239", "29242")
COMMUNE = COMMUNES[0]
OTHER_DISTRICT = "844"

# Every kind of field once, rules of both severities, an additive measure, and a ratio.
KILNS = """
key = "kilns"
edition = "1"
title = "Lò gạch thủ công"
kind = "register"
record = "lò"
valid_from = 2019-01-01
label_field = "name"
identity = ["name"]
packet = "industry_trade"
asked = ["month", "quarter", "half", "nine_months", "year"]
order = 500

[[section]]
key = "place"
title = "Nơi sản xuất"

[[field]]
kind = "text"
key = "name"
label = "Tên lò"
required = true
max_length = 80
[[field]]
kind = "choice"
key = "area_type"
label = "Địa bàn"
section = "place"
codes = "area_type"
[[field]]
kind = "multiple_choice"
key = "features"
label = "Đặc điểm"
section = "place"
codes = "market_feature"
[[field]]
kind = "integer"
key = "workers"
label = "Lao động"
unit = "người"
min = 0
[[field]]
kind = "decimal"
key = "area"
label = "Diện tích"
unit = "ha"
decimals = 2
min = "0.5"
[[field]]
kind = "money"
key = "cost"
label = "Chi phí trong kỳ"
unit = "triệu đồng"
over_time = "sum"
max = 1000000
[[field]]
kind = "yes_no"
key = "licensed"
label = "Có giấy phép"
[[field]]
kind = "date"
key = "opened"
label = "Ngày hoạt động"
not_after = "today"
[[field]]
kind = "year"
key = "built"
label = "Năm xây dựng"
not_after = "today"
[[field]]
kind = "computed"
key = "cost_each"
label = "Chi phí một lao động"
formula = "cost / workers"
unit = "triệu đồng"
decimals = 1
[[field]]
kind = "computed"
key = "size"
label = "Quy mô"
cases = [
    { when = "workers >= 10", then = "lớn" },
    { when = "workers >= 1", then = "nhỏ" },
]

[[rule]]
key = "unlicensed"
where = "not licensed and known(licensed)"
check = "workers <= 5"
message = "Lò {name} chưa có giấy phép mà có {workers} lao động."
[[rule]]
key = "fell"
check = "cost >= prev.cost / 2"
severity = "ask"
fields = ["cost"]
message = "Chi phí {cost} giảm quá nửa."

[[measure]]
key = "kilns_total"
label = "Số lò"
value = "count()"
unit = "lò"
[[measure]]
key = "kilns_licensed"
label = "Số lò có giấy phép"
value = "count()"
where = "licensed"
unit = "lò"
[[measure]]
key = "kiln_workers"
label = "Lao động ở lò gạch"
value = "sum(workers)"
[[measure]]
key = "kiln_area"
label = "Diện tích lò"
value = "sum(area)"
[[measure]]
key = "kiln_cost"
label = "Chi phí của lò"
value = "sum(cost)"
over_time = "sum"

[[indicator]]
key = "kiln_cost_per_ha"
label = "Chi phí trên một ha"
numerator = "sum(cost)"
denominator = "sum(area)"
unit = "triệu đồng/ha"
[[indicator]]
key = "kilns_licensed_share"
label = "Tỷ lệ lò có giấy phép"
numerator = "kilns_licensed"
denominator = "kilns_total"
factor = 100
unit = "%"
"""


# Its records refer to those of another register.
OUTLETS = """
key = "outlets"
edition = "1"
title = "Điểm bán của cơ sở"
kind = "register"
valid_from = 2019-01-01
label_field = "name"
identity = ["name"]
packet = "industry_trade"
order = 600
[[field]]
kind = "text"
key = "name"
label = "Tên"
[[field]]
kind = "reference"
key = "establishment"
label = "Cơ sở"
form = "establishments"
"""


@functools.cache
def catalogue_of(*declared: str) -> Catalogue:
    """The shipped forms and these, each given as the text of its file; raises FORM_BROKEN."""
    with tempfile.TemporaryDirectory() as folder:
        for n, text in enumerate(declared):
            (Path(folder) / f"declared{n}.toml").write_text(text, encoding="utf-8")
        return load_catalogue(Path(folder))


def form_of(text: str) -> Form:
    """The bound form of one file's text."""
    catalogue = catalogue_of(text)
    return next(form for form in catalogue.forms if form.name not in catalogue.built_in)


def kilns() -> Form:
    """The form KILNS."""
    return form_of(KILNS)


def record_from_texts(form: Form, record_id: str, texts: Mapping[str, str]) -> tuple[Record, list[Problem]]:
    """A record as typed: readable answers as values, the rest kept as raw text with its Problem."""
    values: dict[str, Value] = {}
    marks: dict[str, str] = {}
    raw: dict[str, str] = {}
    problems: list[Problem] = []
    for f in form.stored:
        text = texts.get(f.key, "")
        answer = f.read(text, values)
        if isinstance(answer, Problem):
            raw[f.key] = nfc(text)
            problems.append(answer)
        else:
            values[f.key] = answer.value
            if answer.mark:
                marks[f.key] = answer.mark
    return Record(record_id, values, marks, raw), problems


def record(form: Form, record_id: str, /, **texts: str) -> Record:
    """A record as typed; every answer must be readable."""
    made, problems = record_from_texts(form, record_id, texts)
    assert problems == [], problems
    return made


def kiln(record_id: str, name: str, **texts: str) -> Record:
    """A record of KILNS."""
    return record(kilns(), record_id, name=name, **texts)


def codes(problems: Sequence[Problem]) -> list[str]:
    """The codes and rule keys of problems, in order."""
    return [problem.code for problem in problems]


def sample_value(field: Field, on: date) -> Value:
    """A likely value of a stored field; of a choice the first code of that day."""
    match field:
        case Text():
            return f"{field.label} số 1"[: field.max_length]
        case YesNo():
            return 1
        case Date():
            return "2015-03-01"
        case Year():
            return 2015
        case Choice():
            options = field.options or next(iter(field.options_by.values()))
            return next(entry.code for entry in options.code if entry.valid_on(on))
        case MultipleChoice():
            return json.dumps([field.options.code[0].code]) if field.options else None
        case NumberBase():
            return max(field.scale, int(Fraction(str(field.min or 0)) * field.scale))
    return None


def sound_record(form: Form, catalogue: Catalogue, record_id: str = "1", *, on: date = CLOSING) -> Record:
    """A record of any form with nearly as many answers as its rules let stand; every field has a note."""
    checks = checker(form, catalogue, on)

    def stops_of(record: Record) -> list[Problem]:
        return [p for p in checks.record(record) if p.severity == "stop"]

    notes = dict.fromkeys((f.key for f in form.stored), "đã đối chiếu hồ sơ")
    given = Record(record_id, {f.key: sample_value(f, on) for f in form.stored}, notes=notes)
    stops, met = stops_of(given), []
    while stops:
        met.append(given.values)
        tried = [
            replace(given, values={**given.values, **other}) for other in _other_answers(form, stops, on)
        ]
        new = [record for record in tried if record.values not in met]
        assert new and len(met) < 80, stops
        given = min(new, key=lambda record: len(stops_of(record)))
        stops = stops_of(given)
    return given


def _other_answers(form: Form, stops: Sequence[Problem], on: date) -> list[dict[str, Value]]:
    """One other answer to a field that a problem names, or none to all of them."""
    named = dict.fromkeys(key for stop in stops for key in stop.fields)
    each: list[dict[str, Value]] = [
        {key: value} for key in named for value in (*_likely(form.fields[key], on), None)
    ]
    return each + [{key: None for key in stop.fields if not form.fields[key].required} for stop in stops]


def _likely(field: Field, on: date) -> list[Value]:
    match field:
        case Choice(options=options) if options:
            return [entry.code for entry in options.code if entry.valid_on(on)]
        case YesNo():
            return [0, 1]
        case NumberBase():
            least = sample_value(field, on)
            return [0, *(int(str(least)) * n for n in (1, 2, 10, 100))]
        case Text(pattern=pattern) if pattern:
            return ["2019"]
        case Reference():
            return ["1"]
    return [sample_value(field, on)]


def sound_answers(*, on: date = CLOSING) -> dict[str, list[Record]]:
    """One sound record of every shipped form in force that day."""
    catalogue = load_built_in()
    return {form.key: [sound_record(form, catalogue, on=on)] for form in catalogue.in_force(on)}


def surroundings(*, now: datetime = NOON, ids: str = "r") -> Surroundings:
    """A clock that stands still and identities that count."""
    counter = itertools.count(1)
    return Surroundings(now=lambda: now, new_id=lambda: f"{ids}{next(counter):04d}", who="Thạch Sa Vane")


def unit(code: str, name: str, parent: str = "", *, since: str = "2020-01-01", until: str = "") -> Unit:
    """A unit; the level follows from the length of the code."""
    level, kind = {2: ("province", "Tỉnh"), 3: ("district", "Huyện"), 5: ("commune", "Xã")}[len(code)]
    end = date.fromisoformat(until) if until else None
    return Unit(level, code, date.fromisoformat(since), end, f"{kind} {name}", kind, parent, True)  # type: ignore[arg-type]


def small_history(changes: Sequence[Change] = ()) -> UnitHistory:
    """One province of two districts and three communes."""
    return UnitHistory(
        [
            unit("01", "An Bình"),
            unit("011", "Bình Lợi", "01"),
            unit("012", "Cẩm Sơn", "01"),
            unit("00101", "Đông Hải", "011"),
            unit("00102", "Ea Tam", "011"),
            unit("00201", "Giao Long", "012"),
        ],
        changes,
    )


def small_store(path: Path, *, code: str = "00101") -> Store:
    """A new data file of an office in small_history()."""
    history = small_history()
    return Store.create(path, history.as_of(CLOSING).find(code), history, surroundings())


def an_office(
    folder: Path,
    code: str = COMMUNE,
    *,
    forms: Mapping[str, str] | None = None,
    on: date = CLOSING,
    now: datetime = NOON,
) -> Office:
    """A new office in a folder of its own; `forms` are texts of files put beside its data file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (forms or {}).items():
        (folder / "forms").mkdir(exist_ok=True)
        (folder / "forms" / name).write_text(text, encoding="utf-8")
    return new_office(folder / f"{code}.sct", code, on=on, surroundings=surroundings(now=now, ids=f"{code}-"))


def answer(office: Office, answers: Mapping[str, Sequence[Record]], *, period: Period = YEAR) -> Office:
    """Open the period, enter these records, and state that nothing else occurs."""
    entry.open_period(office, period)
    for form in office.own_forms(period):
        if answers.get(form.key):
            entry.enter(office, period, form.key, answers[form.key])
        else:
            entry.nil(office, period, form.key)
    return office


def submission(
    folder: Path,
    code: str,
    answers: Mapping[str, Sequence[Record]],
    *,
    period: Period = YEAR,
    kind: Kind = "final",
    forms: Mapping[str, str] | None = None,
    on: date = CLOSING,
    note: str = "",
) -> Path:
    """The first version that an office of that code submits; the note answers doubts about the report as a whole."""
    path = folder / f"{code}.xlsx"
    with an_office(folder / code, code, forms=forms, on=on) as office:
        submitting.submit(answer(office, answers, period=period), period, path, kind=kind, note=note)
    return path


ARRIVAL = frozenset({"journal", "sqlite_sequence", "_sqlite_migrations"})
"""Tables that tell when and in which order things happened."""
_WHEN = frozenset({"at", "file"})


def dump(source: Store | Path, *, without: Collection[str] = ARRIVAL) -> dict[str, list[tuple[object, ...]]]:
    """Every table's rows in an order of their own, with their columns' names first; never when a file arrived."""
    conn = sqlite3.connect(source) if isinstance(source, Path) else source.conn
    found: dict[str, list[tuple[object, ...]]] = {}
    names = [name for (name,) in conn.execute("select name from sqlite_master where type = 'table'")]
    for name in sorted(set(names) - set(without)):
        columns = [row[1] for row in conn.execute(f"pragma table_info({name})") if row[1] not in _WHEN]
        rows = conn.execute(f"select {', '.join(columns)} from {name}").fetchall()
        if name == "meta":
            rows = [row for row in rows if row[0] != "journal"]
        found[name] = [tuple(columns), *sorted(rows, key=repr)]
    if isinstance(source, Path):
        conn.close()
    return found


def without_empty(tables: Mapping[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """The dump without tables that hold nothing: a table may have been grown for a form that nobody filled."""
    return {name: rows for name, rows in tables.items() if len(rows) > 1}


def noted(given: Record, **notes: str) -> Record:
    """The record with notes that answer an "ask"."""
    return replace(given, notes=notes)
