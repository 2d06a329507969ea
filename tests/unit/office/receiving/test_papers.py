"""A printed report against the files: same, newer, different; typed by hand or scanned."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import AppError, Code
from courier.fingerprint import Paper, fingerprint, on_paper, scannable
from office.entering import entry
from office.office import Office
from office.receiving import receiving
from office.receiving.papers import compared
from office.sending import submitting
from tests.builders import COMMUNE, COMMUNES, DISTRICT, KILNS, YEAR, an_office, answer, kiln, submission

FORMS = {"kilns.toml": KILNS}
ONE = {"kilns": [kiln("k1", "Lò Tư", workers="3", area="1")]}


@pytest.fixture
def commune(tmp_path: Path) -> Office:
    """A ward that has submitted twice."""
    office = answer(an_office(tmp_path / "commune", forms=FORMS), ONE)
    submitting.submit(office, YEAR, tmp_path / "1.xlsx")
    receiving.reopen(office, YEAR, COMMUNE, reason="Sửa")
    entry.enter(office, YEAR, "kilns", [kiln("k1", "Lò Tư", workers="4", area="1")])
    submitting.submit(office, YEAR, tmp_path / "2.xlsx")
    return office


@pytest.fixture
def town(tmp_path: Path, commune: Office) -> Office:
    office = an_office(tmp_path / "town", DISTRICT, forms=FORMS)
    receiving.receive(office, [tmp_path / "1.xlsx"])
    return office


def codes_of(commune: Office) -> list[str]:
    return [v.fingerprint for v in reversed(submitting.versions(commune, YEAR))]


def test_the_paper_of_the_newest_file_is_the_same(commune: Office, town: Office) -> None:
    first, _ = codes_of(commune)
    found = compared(town, YEAR, f" {first.lower().replace('-', '')} ", unit=COMMUNE)
    assert (found.answer, found.version, found.unit and found.unit.code) == ("same", 1, COMMUNE)
    assert compared(town, YEAR, first).unit == found.unit


def test_the_paper_of_an_older_version_is_told_so(commune: Office, town: Office, tmp_path: Path) -> None:
    receiving.receive(town, [tmp_path / "2.xlsx"])
    first, second = codes_of(commune)
    found = compared(town, YEAR, first, unit=COMMUNE)
    assert (found.answer, found.paper_version, found.version, found.fingerprint) == ("newer", 1, 2, second)


def test_a_paper_of_which_no_file_came_is_different(commune: Office, town: Office) -> None:
    _, second = codes_of(commune)
    assert compared(town, YEAR, second, unit=COMMUNE).answer == "different"
    scanned = scannable(Paper(second, COMMUNE, "2020", 2))
    found = compared(town, YEAR, scanned)
    assert (found.answer, found.paper_version, found.version) == ("different", 2, 1)
    assert compared(town, YEAR, scanned, unit=COMMUNES[1]).answer == "different"


def test_a_commune_holds_its_own_paper_against_its_own_versions(commune: Office) -> None:
    first, second = codes_of(commune)
    assert compared(commune, YEAR, second).answer == "same"
    assert compared(commune, YEAR, first).answer == "newer"


def test_a_report_that_came_inside_another_file_is_found(
    commune: Office, town: Office, tmp_path: Path
) -> None:
    receiving.approve(town, YEAR)
    entry.open_period(town, YEAR)
    for form in town.own_forms(YEAR):
        entry.nil(town, YEAR, form.key)
    submitting.submit(town, YEAR, tmp_path / "town.xlsx")
    with an_office(tmp_path / "province", "84", forms=FORMS) as province:
        receiving.receive(province, [tmp_path / "town.xlsx"])
        assert compared(province, YEAR, codes_of(commune)[0], unit=COMMUNE).answer == "same"


def test_a_slip_of_the_hand_is_caught(commune: Office, town: Office) -> None:
    first, _ = codes_of(commune)
    swapped = first[1] + first[0] + first[2:] if first[0] != first[1] else "2" + first[1:]
    with pytest.raises(AppError) as refused:
        compared(town, YEAR, swapped, unit=COMMUNE)
    assert refused.value.code is Code.FINGERPRINT_WRONG


def test_what_is_scanned_is_what_the_code_says() -> None:
    paper = Paper(fingerprint("ab" * 32), "29236", "2020-M03", 12)
    assert on_paper(scannable(paper).lower()) == paper


def test_the_cover_carries_the_code_and_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    import zipfile

    files = [submission(tmp_path / name, COMMUNE, ONE, forms=FORMS) for name in ("a", "b")]
    assert files[0].read_bytes() == files[1].read_bytes()
    with zipfile.ZipFile(files[0]) as parts:
        drawn = [name for name in parts.namelist() if name.startswith("xl/media/")]
        assert len(drawn) == 1 and parts.read(drawn[0]).startswith(b"\x89PNG")
