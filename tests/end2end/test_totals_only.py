"""A district forwards with totals only: nobody's record travels, and every total of the province stays what it was."""

from __future__ import annotations

import base64
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from base.errors import AppError, Code
from base.period import Period
from cli import commands
from consolidation.figures import Consolidated
from consolidation.origin import origin
from courier import payload as courier_payload
from courier.condensed import WITHHELD
from courier.fingerprint import fingerprint
from courier.sheet import LABEL_ROW, PAYLOAD_SHEET
from forms.load import load_built_in
from forms.spec import Record, Text
from office.entering import entry
from office.entering.checking import check
from office.figures import figures, reporting, tracing
from office.office import Office
from office.receiving import arriving, compare, contents, receiving
from office.receiving.arriving import Receipt
from office.sending import letters, submitting
from office.territory import today
from tests.builders import (
    COMMUNES,
    DISTRICT,
    KILNS,
    OTHER_DISTRICT,
    PROVINCE,
    YEAR,
    an_office,
    answer,
    dump,
    form_of,
    kiln,
    noted,
    record,
    sound_answers,
    submission,
)
from tests.office_suite import NEEDED, recalculated
from tests.resealed import resealed

SECRET = KILNS.replace('label = "Tên lò"', 'label = "Tên lò"\npersonal = true')
FORMS = {"kilns.toml": SECRET}
SHEET = "Lò gạch thủ công"


def kilns(prefix: str, count: int, **more: str) -> list[Record]:
    return [
        kiln(
            f"ban-ghi-{prefix}{n}",
            f"Lò bí danh {prefix}{n}",
            workers=str(n % 5),
            area=f"{n},5",
            cost=f"{n * 10},25",
            **more,
        )
        for n in range(1, count + 1)
    ]


ROWS = (kilns("a", 2, licensed="có"), kilns("b", 4), kilns("c", 7))


def communes_of(folder: Path, rows: dict[str, list[Record]], *, sound: bool = False) -> list[Path]:
    """The files of communes; the first with one record in each of the shipped forms as well, if asked."""
    files = []
    for n, (code, records) in enumerate(rows.items()):
        given = {**sound_answers(), "kilns": records} if sound and n == 0 else {"kilns": records}
        (folder / "communes").mkdir(exist_ok=True)
        files.append(submission(folder / "communes", code, given, forms=FORMS, note="đã đối chiếu"))
    return files


def forwarded(folder: Path, code: str, files: list[Path], *, totals: bool, period: Period = YEAR) -> Path:
    """The file of a district that approved these."""
    name = f"{code}-{'totals' if totals else 'detail'}"
    with an_office(folder / name, code, forms=FORMS) as district:
        assert {receipt.answer for receipt in receiving.receive(district, files)} == {"new"}
        receiving.approve(district, period)
        entry.open_period(district, period)
        path = folder / f"{name}-{period.label}.xlsx"
        submitting.submit(district, period, path, note="đã đối chiếu", totals_only=totals)
    return path


def received(office: Office, *paths: Path) -> list[Receipt]:
    return receiving.receive(office, paths)


def taken(office: Office, *paths: Path) -> Consolidated:
    """The province's figures once it has received and approved these."""
    for receipt in received(office, *paths):
        assert receipt.answer in ("new", "gap", "older"), receipt.message
    receiving.approve(office, YEAR)
    return figures.consolidate(office, YEAR)


def values(found: Consolidated, *codes: str) -> dict[tuple[str, str], Fraction | None]:
    return {
        (one.unit.code, key): one.figures[key].value
        for one in found.units
        for key in found.indicators
        if one.unit.code in codes
    }


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[Path]]:
    """One district's file in detail, with totals only, and those of its communes."""
    folder = tmp_path_factory.mktemp("sent")
    files = communes_of(folder, dict(zip(COMMUNES, ROWS, strict=True)), sound=True)
    return (
        forwarded(folder, DISTRICT, files, totals=False),
        forwarded(folder, DISTRICT, files, totals=True),
        files,
    )


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "p", PROVINCE, forms=FORMS) as office:
        yield office


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "beside", PROVINCE, forms=FORMS) as office:
        yield office


Sent = tuple[Path, Path, list[Path]]


def test_every_figure_of_district_and_province_is_what_it_is_in_detail(
    sent: Sent, province: Office, beside: Office
) -> None:
    detail, totals = taken(beside, sent[0]), taken(province, sent[1])
    assert values(totals, PROVINCE, DISTRICT) == values(detail, PROVINCE, DISTRICT)
    assert [one.coverage for one in totals.units] == [one.coverage for one in detail.units]
    assert sum(value is not None for value in values(totals, PROVINCE).values()) > 300
    own, shown = (values(found, *COMMUNES) for found in (detail, totals))
    differing = {place for place, value in own.items() if shown[place] != value}
    withheld = {
        (one.unit.code, key) for one in totals.units for key in totals.indicators if one.figures[key].withheld
    }
    assert differing <= withheld and len(differing) > 50, "what is not told says that it is withheld"
    assert all(own[place] is None for place in withheld - differing), "a ratio to nothing was none before"


def test_sums_made_anew_are_those_that_came(sent: Sent, province: Office) -> None:
    before = values(taken(province, sent[1]), PROVINCE, DISTRICT, *COMMUNES)
    with province.store.writing():
        province.store.conn.execute("update sums set source_hash = 'of/other definitions', value = 7")
    assert values(figures.consolidate(province, YEAR), PROVINCE, DISTRICT, *COMMUNES) == before


def test_on_the_units_of_today_too(sent: Sent, province: Office, beside: Office) -> None:
    taken(beside, sent[0]), taken(province, sent[1])
    detail, totals = (today.consolidate(office, YEAR, "today") for office in (beside, province))
    code = detail.root.unit.code
    assert values(totals, code) == values(detail, code)
    assert [one.coverage for one in totals.units] == [one.coverage for one in detail.units]


def test_no_name_number_or_record_of_anybody_travels(sent: Sent) -> None:
    words = {word for path in sent[2] for word in told_of_people(path)}
    assert len(words) > 40 and any("bí danh" in word for word in words)
    detail, totals = raw(sent[0]), raw(sent[1])
    assert [word for word in words if word.encode() in totals] == []
    assert all(word.encode() in detail for word in words), "the file in detail has all of them"


def told_of_people(path: Path) -> Iterator[str]:
    """Names, numbers and other texts in a commune's answers, and the ids of its records."""
    payload = courier_payload.decode(courier_payload.unpack(packed(path))[0])
    catalogue = courier_payload.catalogue_of(payload, load_built_in())
    for part in payload.parts:
        form = catalogue.form(part.form)
        for one in courier_payload.records_of(part):
            if len(one.record_id) > 6:
                yield one.record_id
            for field in form.stored:
                value = one.values.get(field.key)
                if isinstance(value, str) and len(value) > 4 and (isinstance(field, Text) or field.personal):
                    yield value


def packed(path: Path) -> bytes:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(PAYLOAD_SHEET).to_python()
    return base64.b64decode("".join(str(row[1]) for row in rows[1:]))


def raw(path: Path) -> bytes:
    """All that a file says: its hidden content and every part of the workbook."""
    with zipfile.ZipFile(path) as book:
        parts = b"\n".join(book.read(name) for name in book.namelist())
    return zlib.decompress(packed(path)) + parts


def test_the_visible_sheets_add_up_and_say_what_is_withheld(sent: Sent) -> None:
    page = openpyxl.load_workbook(sent[1])[SHEET]
    heads = [cell.value for cell in page[LABEL_ROW + 1]]
    assert heads[3:] == ["Tổng cộng", "Phường 4", "Phường 1", "Phường 3", "Gộp bảo mật"]
    rows = {row[1]: row[3:] for row in page.iter_rows(min_row=LABEL_ROW + 2, values_only=True)}
    assert rows["Số lò"][:4] == (13, 2, 4, 7)
    cost = rows["Chi phí của lò"]
    assert cost[1:3] == (WITHHELD, WITHHELD) and cost[3] == 281.75 and cost[4] == 131.5
    assert cost[0] == 413.25


def test_districts_of_both_kinds_make_one_total(tmp_path: Path, province: Office, beside: Office) -> None:
    first = communes_of(tmp_path, dict(zip(COMMUNES, ROWS, strict=True)))
    with an_office(tmp_path / "look", PROVINCE) as office:
        tree = office.tree(YEAR)
        codes = [one.code for one in tree.children(office.unit) if one.code != DISTRICT][:2]
        below = {code: [c.code for c in tree.children(tree.find(code))][:2] for code in codes}
    others = {
        code: communes_of(tmp_path, {commune: kilns(f"{commune}-", n + 1) for n, commune in enumerate(some)})
        for code, some in below.items()
    }
    groups = {DISTRICT: first, **others}
    detail = {code: forwarded(tmp_path, code, files, totals=False) for code, files in groups.items()}
    totals = {code: forwarded(tmp_path, code, files, totals=True) for code, files in groups.items()}
    whole = taken(beside, *detail.values())
    mixed = taken(province, detail[DISTRICT], *(totals[code] for code in codes))
    assert values(mixed, PROVINCE, *groups) == values(whole, PROVINCE, *groups)
    assert mixed.root.coverage.approved == 7


def versions(folder: Path, files: list[Path]) -> list[Path]:
    """Detail, totals and detail again: three versions of one district's report."""
    made = []
    with an_office(folder / "versions", DISTRICT, forms=FORMS) as district:
        received(district, *files)
        receiving.approve(district, YEAR)
        entry.open_period(district, YEAR)
        for n, only in enumerate((False, True, False), 1):
            if n > 1:
                receiving.reopen(district, YEAR, DISTRICT, reason="Gửi lại")
            made.append(folder / f"version-{n}.xlsx")
            submitting.submit(district, YEAR, made[-1], note="đã đối chiếu", totals_only=only)
    return made


def test_of_several_versions_exactly_one_counts(tmp_path: Path, province: Office, beside: Office) -> None:
    files = versions(tmp_path, communes_of(tmp_path, dict(zip(COMMUNES, ROWS, strict=True))))
    first = taken(beside, files[0])
    shown = [values(taken(province, path), PROVINCE, DISTRICT) for path in files]
    assert shown == [values(first, PROVINCE, DISTRICT)] * 3
    assert dump(province.store)["pooled"][1:] == [], "the last one is in detail"
    records = {name: rows for name, rows in dump(province.store).items() if name.startswith("form_")}
    mine = {name: rows for name, rows in dump(beside.store).items() if name.startswith("form_")}
    assert records["form_kilns"] == mine["form_kilns"]


def test_the_order_of_arrival_plays_no_part(tmp_path: Path, province: Office, beside: Office) -> None:
    files = versions(tmp_path, communes_of(tmp_path, dict(zip(COMMUNES, ROWS, strict=True))))[:2]
    one, other = taken(province, *files), taken(beside, *reversed(files))
    assert values(one, PROVINCE, *COMMUNES) == values(other, PROVINCE, *COMMUNES)
    assert [dump(office.store)["pooled"] for office in (province, beside)].count(
        dump(province.store)["pooled"]
    ) == 2


@pytest.mark.parametrize("first", ["direct", "nested"])
def test_a_commune_that_came_directly_as_well_counts_once(
    sent: Sent, province: Office, beside: Office, first: str
) -> None:
    detail, totals, files = sent
    whole = values(taken(beside, detail), PROVINCE, DISTRICT)
    for path in [files[0], totals] if first == "direct" else [totals, files[0]]:
        found = taken(province, path)
    assert values(found, PROVINCE, DISTRICT) == whole
    own = next(one for one in found.units if one.unit.code == COMMUNES[0])
    assert own.figures["kiln_cost"].value == Fraction("30.5"), "its own report tells it here"


def test_another_version_of_a_pooled_commune_counts_once(
    sent: Sent, tmp_path: Path, province: Office
) -> None:
    rows = kilns("a", 1)
    with an_office(tmp_path / "again", COMMUNES[0], forms=FORMS) as office:
        answer(office, {"kilns": rows})
        submitting.submit(office, YEAR, tmp_path / "again.xlsx", note="đã đối chiếu")
    before = values(taken(province, sent[1]), PROVINCE)
    after = taken(province, tmp_path / "again.xlsx")
    assert values(after, PROVINCE)[PROVINCE, "kiln_cost"] == before[PROVINCE, "kiln_cost"]
    assert values(after, PROVINCE)[PROVINCE, "kilns_total"] == before[PROVINCE, "kilns_total"] - 1


MONTHS = [Period.parse(f"2020-M0{n}") for n in (1, 2, 3)]


def test_months_make_a_quarter_whatever_is_withheld_in_them(
    tmp_path: Path, province: Office, beside: Office
) -> None:
    sizes = {COMMUNES[0]: (4, 2, 4), COMMUNES[1]: (5, 5, 1), COMMUNES[2]: (8, 8, 8)}
    for n, month in enumerate(MONTHS):
        folder = tmp_path / month.label
        folder.mkdir()
        files = [
            submission(
                folder, code, {"kilns": kilns(f"{code}-", counts[n])}, forms=FORMS, period=month, note="x"
            )
            for code, counts in sizes.items()
        ]
        for office, only in ((province, True), (beside, False)):
            path = forwarded(folder, DISTRICT, files, totals=only, period=month)
            assert received(office, path)[0].answer == "new"
            receiving.approve(office, month)
    quarter = Period.parse("2020-Q1")
    totals, detail = (figures.consolidate(office, quarter) for office in (province, beside))
    assert values(totals, PROVINCE, DISTRICT) == values(detail, PROVINCE, DISTRICT)
    assert values(totals, PROVINCE)[PROVINCE, "kiln_cost"]
    shown = {one.unit.code: one.figures["kiln_cost"].words for one in totals.units}
    assert [shown[code] for code in COMMUNES[:2]] == [WITHHELD, WITHHELD]
    so_far = [figures.consolidate(office, YEAR).root.to_date for office in (province, beside)]
    assert [one and one["kiln_cost"].value for one in so_far] == [
        values(detail, PROVINCE)[PROVINCE, "kiln_cost"]
    ] * 2


def test_a_figure_says_whose_it_holds_and_that_their_records_are_not_here(
    sent: Sent, province: Office
) -> None:
    found = taken(province, sent[1])
    district = next(one for one in found.units if one.unit.code == DISTRICT)
    told = origin(found, district.unit.key, "kiln_cost").together
    assert told is not None and (told.words, told.value) == ("Bảo mật: gộp 2 đơn vị", Fraction("131.5"))
    commune = next(one.unit for one in found.units if one.unit.code == COMMUNES[2])
    assert tracing.records_behind(province, YEAR, commune, "kiln_cost") == []
    (brought,) = tracing.brought(province, YEAR, commune)
    assert brought.sums_only and brought.carrier
    content = courier_payload.unpack(packed(sent[2][2]))[0]
    assert brought.fingerprint == fingerprint(courier_payload.digest(content)), (
        "as on the commune's own paper"
    )


def test_the_workbook_lists_what_is_told_together(sent: Sent, province: Office, tmp_path: Path) -> None:
    taken(province, sent[1])
    found = reporting.book(province, YEAR)
    names = {row.cells[1].text for table in found.tables for row in table.rows if len(row.cells) > 2}
    assert any(name.startswith("Bảo mật: gộp") for name in names)
    assert any(cell.text == WITHHELD for table in found.tables for row in table.rows for cell in row.cells)
    reporting.report(province, YEAR, reporting.DEFAULT_LAYOUT, tmp_path / "out.xlsx")
    reasons = {row.cells[8].text for row in found.tables[-1].rows}
    assert "Chỉ có số tổng hợp" in reasons


def test_what_a_received_file_holds_and_how_two_versions_differ(tmp_path: Path, province: Office) -> None:
    files = versions(tmp_path, communes_of(tmp_path, dict(zip(COMMUNES, ROWS, strict=True))))
    hashes = [receipt.hash for receipt in received(province, *files)]
    unit = province.tree(YEAR).find(DISTRICT).key
    detail, totals = (contents.contents(province, YEAR, unit, digest) for digest in hashes[:2])
    assert [(one.label, one.value) for one in totals.figures] == [
        (one.label, one.value) for one in detail.figures
    ]
    listed = [one for one in contents.forms_of(province, hashes[1]) if one.form == "kilns@1"]
    assert [(one.records, one.sums_only) for one in listed] == [(2, True), (4, True), (7, True)]
    read = contents.records_of(province, listed[0].digest, "kilns@1")
    assert ("Chi phí của lò", "triệu đồng", WITHHELD) in read.rows and not any(read.ids)
    told = compare.compare(province, YEAR, unit, *hashes[:2])
    assert {(one.a, one.b) for one in told if one.form == "kilns"} == {
        ("có số liệu chi tiết", "chỉ có số tổng hợp")
    }
    receiving.approve(province, YEAR)
    letter = letters.letter_of(province, YEAR, DISTRICT, digest=hashes[1])
    assert [one.label for one in letter.above if "lò" in one.label.lower()] == [], "no total changes"


def test_the_province_forwards_what_it_has_as_it_has_it(sent: Sent, tmp_path: Path, province: Office) -> None:
    found = taken(province, sent[1])
    answer(province, {})
    for only in (False, True):
        path = tmp_path / f"up-{only}.xlsx"
        submitting.submit(province, YEAR, path, note="đã đối chiếu", totals_only=only)
        read = arriving.read_file(province, path)
        assert not read.edits
        condensed = [one for one in read.nested.values() if one.condensed]
        assert sum(one.level == "commune" for one in condensed) == 3
        page = openpyxl.load_workbook(path)[SHEET]
        rows = {row[1]: row[3] for row in page.iter_rows(min_row=LABEL_ROW + 2, values_only=True)}
        for key in ("kiln_cost", "kiln_workers", "kilns_total"):
            value = found.root.figures[key].value
            assert value is not None and rows[found.indicators[key].label] == float(value)
        receiving.reopen(province, YEAR, PROVINCE, reason="lần nữa")
    assert b"b\xc3\xad danh" not in raw(tmp_path / "up-True.xlsx")


PATRONS = """
key = "patrons"
edition = "1"
title = "Người bảo trợ"
kind = "register"
valid_from = 2019-01-01
label_field = "name"
identity = ["name"]
packet = "industry_trade"
level = "district"
[[field]]
kind = "text"
key = "name"
label = "Họ tên"
personal = true
[[field]]
kind = "integer"
key = "gifts"
label = "Quà"
unit = "phần"
[[measure]]
key = "patron_gifts"
label = "Số quà"
value = "sum(gifts)"
"""


def test_a_form_of_the_district_that_names_people_travels_as_sums(tmp_path: Path) -> None:
    forms = {**FORMS, "patrons.toml": PATRONS}
    rows = [record(form_of(PATRONS), f"p{n}", name=f"Bà Trần Thị Ẩn {n}", gifts=str(n)) for n in (4, 5)]
    (file,) = communes_of(tmp_path, {COMMUNES[0]: ROWS[1]})
    found = []
    for only in (False, True):
        path = tmp_path / f"{only}.xlsx"
        with an_office(tmp_path / f"d{only}", DISTRICT, forms=forms) as district:
            received(district, file)
            receiving.approve(district, YEAR)
            answer(district, {"patrons": rows})
            submitting.submit(district, YEAR, path, note="đã đối chiếu", totals_only=only)
        with an_office(tmp_path / f"p{only}", PROVINCE) as office:
            found.append(values(taken(office, path), PROVINCE, DISTRICT))
    assert found[0] == found[1] and found[0][DISTRICT, "patron_gifts"] == 9
    assert "Trần Thị Ẩn".encode() in raw(tmp_path / "False.xlsx")
    assert "Trần Thị Ẩn".encode() not in raw(tmp_path / "True.xlsx")
    page = openpyxl.load_workbook(tmp_path / "True.xlsx")["Người bảo trợ"]
    shown = [row[1::2] for row in page.iter_rows(min_row=LABEL_ROW + 4, values_only=True)]
    assert shown == [("Số bản ghi", 2), ("Số quà", 9)]


def test_the_notes_of_communes_stay_behind(tmp_path: Path) -> None:
    told = [noted(one, name="Ông Nguyễn Văn Kín xác nhận") for one in kilns("a", 2)]
    files = communes_of(tmp_path, {COMMUNES[0]: told})
    content = raw(forwarded(tmp_path, DISTRICT, files, totals=True))
    assert "Nguyễn Văn Kín".encode() not in content and "đã đối chiếu".encode() in content


def test_a_commune_has_no_such_choice_and_a_sent_version_is_not_made_another(
    sent: Sent, tmp_path: Path
) -> None:
    with an_office(tmp_path / "c", COMMUNES[0]) as commune:
        with pytest.raises(AppError) as refused:
            submitting.submit(answer(commune, {}), YEAR, tmp_path / "c.xlsx", totals_only=True)
        assert refused.value.code is Code.TOTALS_ONLY_COMMUNE
        assert commune.report(YEAR).state == "draft"
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as district:
        received(district, *sent[2])
        receiving.approve(district, YEAR)
        entry.open_period(district, YEAR)
        submitting.submit(district, YEAR, tmp_path / "d.xlsx", note="x")
        with pytest.raises(AppError) as refused:
            submitting.submit(district, YEAR, tmp_path / "again.xlsx", totals_only=True)
        assert refused.value.code is Code.TOTALS_ONLY_SENT
        assert not (tmp_path / "again.xlsx").exists()


def test_the_commands_say_it_too(
    sent: Sent, tmp_path: Path, province: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    place = ["--data", str(tmp_path / "d" / f"{DISTRICT}.sct"), "--period", "2020"]
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as district:
        received(district, *sent[2])
        receiving.approve(district, YEAR)
        entry.open_period(district, YEAR)
    path = tmp_path / "by command.xlsx"
    assert commands.run(["submit", str(path), *place, "--totals", "--note", "đã đối chiếu"]) == 0
    taken(province, path)
    entry.open_period(province, YEAR)
    (told,) = [one for one in check(province, YEAR) if one.code == Code.SUMS_NOT_COMPARED.name]
    assert told.severity == "noted" and "Phường 4" in told.message
    place[1] = str(province.store.path)
    capsys.readouterr()
    assert commands.run(["trace", "kiln_cost", "--unit", DISTRICT, *place, "--json"]) == 0
    traced = json.loads(capsys.readouterr().out)
    assert traced["together"]["words"] == "Bảo mật: gộp 2 đơn vị"
    assert [one["unit"] for one in traced["together"]["units"]] == list(COMMUNES[:2])
    assert all(one["sums_only"] for one in traced["files"])
    assert commands.run(["trace", "kiln_cost", "--unit", DISTRICT, *place]) == 0
    assert "chỉ có số tổng hợp" in capsys.readouterr().out
    assert commands.run(["consolidate", *place, "--json"]) == 0
    units = {one["code"]: one for one in json.loads(capsys.readouterr().out)["units"]}
    assert "kiln_cost" in units[COMMUNES[0]]["withheld"]
    assert units[DISTRICT]["together"]["kiln_cost"] == 2


Change = Callable[[dict[str, Any], dict[str, Any]], None]
"""Changes the district's payload and the first commune's, both as JSON."""


def part_of(child: dict[str, Any]) -> dict[str, Any]:
    found = next(part for part in child["parts"] if part["form"] == "kilns@1")
    assert isinstance(found, dict)
    return found


def sums_of(child: dict[str, Any]) -> list[list[Any]]:
    found = part_of(child)["totals"]["sums"]
    assert isinstance(found, list)
    return found


def put(where: list[Any], at: int, value: Any) -> None:
    where[at] = value


HOSTILE: dict[str, Change] = {
    "strange measure": lambda core, child: put(sums_of(child)[0], 0, "bribes_total"),
    "no key of a measure": lambda core, child: put(sums_of(child)[0], 0, "x'; drop table sums"),
    "twice": lambda core, child: sums_of(child).append(sums_of(child)[0]),
    "a text": lambda core, child: put(sums_of(child)[0], 2, "12"),
    "too large": lambda core, child: put(sums_of(child)[0], 2, 10**18 + 1),
    "more than any integer": lambda core, child: put(sums_of(child)[0], 2, 10**30),
    "negative count": lambda core, child: put(sums_of(child)[0], 3, -1),
    "more known than records": lambda core, child: put(sums_of(child)[0], 3, 3),
    "no meaning": lambda core, child: put(sums_of(child)[0], 1, "?"),
    "nil with sums": lambda core, child: part_of(child).update(state="nil"),
    "open": lambda core, child: part_of(child).update(state="open"),
    "no records": lambda core, child: part_of(child)["totals"].update(records=0),
    "rows beside sums": lambda core, child: part_of(child).update(rows=[["a1", ""]]),
    "told and pooled": lambda core, child: sums_of(child).append([*core["pooled"]["sums"][-1][2:7]]),
    "pooled twice": lambda core, child: core["pooled"]["sums"].append(core["pooled"]["sums"][0]),
    "pool of nobody": lambda core, child: core["pooled"]["sums"][0].__setitem__(7, []),
    "pool of a stranger": lambda core, child: core["pooled"]["of"].update({"1@2020-01-01": "0" * 64}),
    "another full report": lambda core, child: child.update(condensed="f" * 64),
    "no full report": lambda core, child: child.pop("condensed"),
    "the file itself": lambda core, child: core.update(condensed="f" * 64),
    "old format": lambda core, child: child.update(format=1),
    "unknown word": lambda core, child: child.update(names=["A"]),
}


@pytest.mark.parametrize("change", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_sums_are_refused(sent: Sent, tmp_path: Path, province: Office, change: Change) -> None:
    def reseal(core: dict[str, Any], children: dict[str, bytes]) -> dict[str, bytes]:
        first = next(c for c in core["children"] if c["unit"].startswith(COMMUNES[0]))
        child = json.loads(children.pop(first["hash"]))
        change(core, child)
        content = json.dumps(child, ensure_ascii=False, separators=(",", ":")).encode()
        first["hash"] = courier_payload.digest(content)
        return {**children, first["hash"]: content}

    path = resealed(sent[1], tmp_path, reseal)
    before = dump(province.store)
    (receipt,) = received(province, path)
    assert receipt.answer == "refused"
    assert receipt.code == "SUBMISSION_DAMAGED", receipt.message
    assert dump(province.store) == before


def test_a_pool_stands_within_the_territory_of_its_sender(
    sent: Sent, tmp_path: Path, province: Office
) -> None:
    def reseal(core: dict[str, Any], children: dict[str, bytes]) -> dict[str, bytes]:
        core["pooled"]["sums"][0][0] = province.tree(YEAR).find(OTHER_DISTRICT).key
        return children

    read = arriving.read_file(province, resealed(sent[1], tmp_path, reseal))
    with pytest.raises(AppError) as refused:
        arriving.belongs(province, read.payload)
    assert refused.value.code is Code.SUBMISSION_OTHER_UNIT


def test_a_changed_sum_does_not_match_the_visible_sheet(sent: Sent, tmp_path: Path, province: Office) -> None:
    def reseal(core: dict[str, Any], children: dict[str, bytes]) -> dict[str, bytes]:
        core["pooled"]["sums"][-1][4] += 1
        return children

    assert received(province, resealed(sent[1], tmp_path, reseal))[0].code == "SUBMISSION_EDITED"


@NEEDED
def test_a_file_that_office_suites_saved_again_is_taken(sent: Sent, province: Office) -> None:
    first, again = received(province, recalculated(sent[1]), sent[1])
    assert (first.answer, again.answer) == ("new", "have"), first.message


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.lists(st.tuples(*[st.none() | st.integers(0, 5)] * 3, st.none() | st.booleans()), max_size=5),
        min_size=3,
        max_size=3,
    )
)
def test_totals_are_those_of_detail_for_any_answers(
    tmp_path_factory: pytest.TempPathFactory,
    drawn: list[list[tuple[int | None, int | None, int | None, bool | None]]],
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    rows = {
        code: [kiln(f"{code}-{n}", f"Lò {code}-{n}", **texts(*one)) for n, one in enumerate(records)]
        for code, records in zip(COMMUNES, drawn, strict=True)
    }
    files = communes_of(folder, rows)
    found = []
    for only in (False, True):
        path = forwarded(folder, DISTRICT, files, totals=only)
        with an_office(folder / f"p{only}", PROVINCE, forms=FORMS) as office:
            found.append(taken(office, path))
    detail, totals = found
    assert values(totals, PROVINCE, DISTRICT) == values(detail, PROVINCE, DISTRICT)
    for one, other in zip(detail.units, totals.units, strict=True):
        assert one.coverage == other.coverage
        if one.unit.code in (PROVINCE, DISTRICT):
            assert [f.missing for f in one.figures.values()] == [f.missing for f in other.figures.values()]
            assert [f.units for f in one.figures.values()] == [f.units for f in other.figures.values()]


def texts(workers: int | None, area: int | None, cost: int | None, licensed: bool | None) -> dict[str, str]:
    told = {"workers": workers, "cost": cost, "area": None if area is None else area + 1}
    said = {key: str(value) for key, value in told.items() if value is not None}
    return said if licensed is None else {**said, "licensed": "có" if licensed else "không"}
