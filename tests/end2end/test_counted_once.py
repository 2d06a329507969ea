"""What spans communes is counted once: a branch is no second enterprise, a cluster belongs to its host."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from base.errors import Code, Problem
from base.period import Period
from cli import run
from consolidation.figures import Consolidated
from db import records
from forms.load import load_built_in
from forms.spec import Record, Value
from office.entering import checking, entry
from office.entering.records import opened_record, repeated
from office.figures import figures
from office.office import Office
from office.receiving import receiving
from office.sending import submitting
from tests.builders import an_office, answer, codes, record, sound_record
from tests.cluster_data import CLUSTERS, NOTES

PERIOD = Period.parse("2026")
ON, NOW = date(2026, 12, 20), datetime(2026, 12, 20, 3, tzinfo=UTC)
PROVINCE, A, B = "86", "28756", "28777"
CATALOGUE = load_built_in()
TAX_CODE = "0100109106"
MILLION = 10**6
Answers = Mapping[str, Sequence[Record]]


def form(key: str):
    return CATALOGUE.edition(key, ON)


def establishment(record_id: str, name: str, **values: Value) -> Record:
    """A sound one with these answers; whatever asks has its note."""
    made = sound_record(form("establishments"), CATALOGUE, record_id, on=ON)
    money = {"tax_paid": None, "invested_total": None, "invested_own": None}
    return replace(made, values={**made.values, **money, "name": name, **values})


def workers(record_id: str, total: int) -> Record:
    """Of the staff only how many, and that one is a woman."""
    made = sound_record(form("workers"), CATALOGUE, record_id, on=ON)
    unknown = {key: None for key in made.values if form("workers").fields[key].numeric}
    return replace(made, values={**made.values, **unknown, "workers_total": total, "workers_female": 1})


def works(record_id: str, name: str, *, legal: str, staff: int, revenue: int) -> Answers:
    """An enterprise, or a branch of it, with its staff and its revenue in million đồng."""
    told = {"tax_code": TAX_CODE, "legal_form": legal, "revenue": revenue * MILLION, "output_current": None}
    return {
        "establishments": [establishment(record_id, name, **told)],
        "workers": [workers(record_id, staff)],
    }


class Desk:
    """A commune that reports, and corrects what comes back."""

    def __init__(self, folder: Path, code: str) -> None:
        self.office = an_office(folder / code, code, on=ON, now=NOW)
        self.folder, self.code, self.version = folder, code, 0

    def send(self, answers: Answers) -> Path:
        if self.version:
            receiving.reopen(self.office, PERIOD, self.code, reason="cấp trên trả lại")
            for key, given in answers.items():
                self._replace(key, given)
        else:
            answer(self.office, answers, period=PERIOD)
        self.version += 1
        path = self.folder / f"{self.code}-{self.version}.xlsx"
        submitting.submit(self.office, PERIOD, path)
        return path

    def _replace(self, key: str, given: Sequence[Record]) -> None:
        asked = self.office.form(key, PERIOD)
        unit = self.office.unit_in(PERIOD).key
        stood = records.read(self.office.store, asked, unit=unit, period=PERIOD.label)
        gone = [one.record_id for one in stood if one.record_id not in {g.record_id for g in given}]
        if gone:
            entry.delete(self.office, PERIOD, key, gone, reason="ghi nhầm")
        if given:
            entry.enter(self.office, PERIOD, key, given)
        else:
            entry.nil(self.office, PERIOD, key)


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path / "province", PROVINCE, on=ON, now=NOW) as office:
        entry.open_period(office, PERIOD)
        yield office


@pytest.fixture
def desks(tmp_path: Path) -> tuple[Desk, Desk]:
    return Desk(tmp_path, A), Desk(tmp_path, B)


def taken(province: Office, *paths: Path) -> Consolidated:
    receiving.receive(province, paths)
    receiving.approve(province, PERIOD)
    return figures.consolidate(province, PERIOD)


def shown_of(found: Consolidated, code: str, *keys: str) -> list[int]:
    of = next(one for one in found.units if one.unit.code == code)
    return [int(of.figures[key].value or 0) for key in keys]


COUNTED = ("establishments_total", "enterprises_total", "branches_total", "workers_total", "revenue")


def doubled(office: Office) -> list[Problem]:
    return [p for p in checking.check(office, PERIOD) if p.code == Code.SHARED_BY_UNITS.name]


def test_a_branch_in_another_commune_is_an_establishment_and_no_second_enterprise(province, desks) -> None:
    a, b = desks
    head = works("h1", "Công ty Dừa Xanh", legal="llc_more", staff=40, revenue=900)
    branch = works("b1", "Chi nhánh Dừa Xanh", legal="branch", staff=15, revenue=300)
    found = taken(province, a.send(head), b.send(branch))
    assert shown_of(found, A, *COUNTED) == [1, 1, 0, 40, 900]
    assert shown_of(found, B, *COUNTED) == [1, 0, 1, 15, 300]
    assert shown_of(found, PROVINCE, *COUNTED) == [2, 1, 1, 55, 1200]
    assert doubled(province) == []


def test_a_branch_beside_its_headquarters_may_have_the_same_tax_code(desks) -> None:
    head = works("h1", "Công ty Dừa Xanh", legal="llc_more", staff=40, revenue=900)
    branch = works("b1", "Kho Dừa Xanh", legal="branch", staff=15, revenue=300)
    other = works("h2", "Công ty Dừa Đỏ", legal="llc_more", staff=1, revenue=1)
    office = answer(desks[0].office, {key: [*head[key], *branch[key]] for key in head}, period=PERIOD)
    assert Code.NOT_UNIQUE.name not in codes(checking.check(office, PERIOD))
    entry.enter(office, PERIOD, "establishments", other["establishments"])
    assert codes(checking.check(office, PERIOD)).count(Code.NOT_UNIQUE.name) == 1
    beside = {key: opened_record(office, PERIOD, "establishments", key) for key in ("h1", "b1")}
    assert [codes(repeated(office, PERIOD, one)) for one in beside.values()] == [[Code.NOT_UNIQUE.name], []]


HEADS = (
    works("h1", "Công ty Dừa Xanh", legal="llc_more", staff=40, revenue=900),
    works("h2", "Cty Dừa Xanh", legal="llc_more", staff=15, revenue=300),
)
NOTHING: Answers = {"workers": [], "establishments": []}
AS_BRANCH = works("h2", "Cty Dừa Xanh", legal="branch", staff=15, revenue=300)


def test_two_headquarters_of_one_tax_code_are_told_by_the_command(province, desks, capsys) -> None:
    taken(province, *(desk.send(told) for desk, told in zip(desks, HEADS, strict=True)))
    data = ["--data", str(province.store.path), "--period", PERIOD.label]
    assert run(["check", *data, "--json"]) == 1
    (told,) = [p for p in json.loads(capsys.readouterr().out) if p["code"] == Code.SHARED_BY_UNITS.name]
    tree = province.tree(PERIOD)
    assert all(tree.find(code).name in told["message"] for code in (A, B))
    assert TAX_CODE in told["message"] and told["severity"] == "ask"
    assert run(["submit", str(province.store.path.parent / "no.xlsx"), *data]) == 1


@pytest.mark.parametrize(
    ("who", "instead", "wanted"),
    [
        (1, AS_BRANCH, [2, 1, 1, 55, 1200]),
        (1, NOTHING, [1, 1, 0, 40, 900]),
        (0, NOTHING, [1, 1, 0, 15, 300]),
    ],
)
def test_whichever_way_a_doubled_headquarters_is_mended_the_total_is_right(
    province, desks, who: int, instead: Answers, wanted: list[int]
) -> None:
    found = taken(province, *(desk.send(told) for desk, told in zip(desks, HEADS, strict=True)))
    assert shown_of(found, PROVINCE, *COUNTED)[1] == 2 and len(doubled(province)) == 1
    wrong = desks[who]
    receiving.reopen(province, PERIOD, wrong.code, reason="một doanh nghiệp ghi hai trụ sở")
    receiving.send_back(province, PERIOD, wrong.code, reason="một doanh nghiệp ghi hai trụ sở")
    assert shown_of(figures.consolidate(province, PERIOD), PROVINCE, *COUNTED)[1] == 1
    found = taken(province, wrong.send(instead))
    assert shown_of(found, PROVINCE, *COUNTED) == wanted
    assert doubled(province) == []


def cluster(record_id: str, **texts: str) -> Record:
    typed = {**CLUSTERS[A][0], **texts}
    return replace(record(form("clusters"), record_id, **typed), notes=NOTES.get(typed["name"], {}))


OF_CLUSTERS = ("clusters_established", "clusters_established_ha", "clusters_established_elsewhere_ha")


def test_a_cluster_on_two_communes_is_counted_in_its_host_with_its_land_split(province, desks) -> None:
    a, b = desks
    other = province.tree(PERIOD).find(B)
    host = cluster("c1", other_units=other.name, area_here_ha="30", area_elsewhere_ha="20")
    found = taken(province, a.send({"clusters": [host]}), b.send({}))
    assert shown_of(found, A, *OF_CLUSTERS) == shown_of(found, PROVINCE, *OF_CLUSTERS) == [1, 50, 20]
    assert shown_of(found, B, *OF_CLUSTERS) == [0, 0, 0]
    assert doubled(province) == []
    assert "area_by_commune" in _asked_of(
        desks[0].office, replace(host, values={**host.values, "area_here_ha": 1})
    )


def _asked_of(office: Office, given: Record) -> list[str]:
    from forms.check import checker

    return codes(checker(office.form("clusters", PERIOD), CATALOGUE, ON).record(given))


def test_a_cluster_that_the_other_commune_records_too_is_told_above(province, desks) -> None:
    a, b = desks
    other = province.tree(PERIOD).find(B)
    host = cluster("c1", other_units=other.name, area_here_ha="30", area_elsewhere_ha="20")
    again = cluster("c2")
    found = taken(province, a.send({"clusters": [host]}), b.send({"clusters": [again]}))
    assert shown_of(found, PROVINCE, *OF_CLUSTERS)[0] == 2
    (told,) = doubled(province)
    assert told.form == "clusters" and all(
        province.tree(PERIOD).find(code).name in told.message for code in (A, B)
    )
    receiving.reopen(province, PERIOD, B, reason="cụm của xã khác")
    receiving.send_back(province, PERIOD, B, reason="cụm của xã khác")
    found = taken(province, b.send({"clusters": []}))
    assert shown_of(found, PROVINCE, *OF_CLUSTERS) == [1, 50, 20]
    assert doubled(province) == []


def test_a_market_that_serves_two_communes_is_counted_where_it_stands(province, desks) -> None:
    a, b = desks
    other = province.tree(PERIOD).find(B)
    made = sound_record(form("markets"), CATALOGUE, "m1", on=ON)
    market = replace(made, values={**made.values, "name": "Chợ Vàm", "serves_units": other.name})
    found = taken(province, a.send({"markets": [market]}), b.send({}))
    assert shown_of(found, PROVINCE, "markets_total") == shown_of(found, A, "markets_total") == [1]
    assert shown_of(found, B, "markets_total") == [0] and doubled(province) == []


def test_a_power_line_through_two_communes_is_one_project_of_its_host(province, desks) -> None:
    a, b = desks
    other = province.tree(PERIOD).find(B)
    line = record(
        form("energy_projects"),
        "p1",
        name="Đường dây 22 kV nuôi tôm",
        kind="Cấp điện nuôi tôm, thủy sản",
        status="Đã vận hành",
        other_communes=other.name,
        mv_line_km="12,5",
    )
    noted = replace(line, notes=dict.fromkeys(line.values, "đã đối chiếu hồ sơ"))
    found = taken(province, a.send({"energy_projects": [noted]}), b.send({}))
    keys = ("energy_projects_total", "energy_grid_projects")
    assert shown_of(found, PROVINCE, *keys) == shown_of(found, A, *keys)
    assert shown_of(found, PROVINCE, *keys)[0] == 1 and shown_of(found, B, *keys) == [0, 0]
    root = found.root.figures["energy_shrimp_mv_km"].value
    assert root is not None and float(root) == 12.5 and doubled(province) == []
    # Written again by the other commune, it is asked about.
    again = taken(province, *_resent(b, noted))
    assert shown_of(again, PROVINCE, *keys)[0] == 2 and len(doubled(province)) == 1


def _resent(desk: Desk, given: Record) -> list[Path]:
    other = replace(given, values={**given.values, "other_communes": None})
    return [desk.send({"energy_projects": [other]})]
