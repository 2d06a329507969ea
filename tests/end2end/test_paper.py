"""On paper: every page of what we write bears the code of the version, and a scanner reads the same from the cover."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import segno
from matplotlib.image import imread

from courier.fingerprint import Paper, on_paper, scannable
from office.entering import entry
from office.figures import reporting
from office.office import Office
from office.receiving import receiving
from office.receiving.papers import compared
from office.receiving.receipts import write_receipts
from office.sending import submitting
from tests.builders import (
    COMMUNE,
    DISTRICT,
    KILNS,
    YEAR,
    an_office,
    answer,
    kiln,
    noted,
    sound_answers,
)
from tests.office_suite import NEEDED, page_count, pdf_text, to_pdf

FORMS = {"kilns.toml": KILNS}
MANY = [
    noted(kiln(f"k{n}", f"Lò số {n} ấp Tân Hiệp", workers="3", area="1", cost="5"), cost="đã đối chiếu")
    for n in range(150)
]


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A ward whose second version has a register of several pages, notes, and every form."""
    folder = tmp_path_factory.mktemp("commune")
    office = answer(an_office(folder, forms=FORMS), {**sound_answers(), "kilns": MANY[:1]})
    submitting.submit(office, YEAR, folder / "1.xlsx", note="đã đối chiếu")
    receiving.reopen(office, YEAR, COMMUNE, reason="Thiếu lò")
    entry.enter(office, YEAR, "kilns", MANY)
    submitting.submit(office, YEAR, folder / "2.xlsx", note="đã đối chiếu")
    return office


def sent(commune: Office, version: int) -> Path:
    return commune.store.path.parent / f"{version}.xlsx"


def pages_of(path: Path) -> list[str]:
    pdf = to_pdf(path)
    return [pdf_text(pdf, page=n) for n in range(1, page_count(pdf) + 1)]


@NEEDED
def test_every_printed_page_of_a_submission_bears_the_code_of_its_version(commune: Office) -> None:
    newest = submitting.versions(commune, YEAR)[0]
    pages = pages_of(sent(commune, 2))
    of_register = [page for page in pages if "ấp Tân Hiệp" in page]
    assert len(of_register) > 3 and len(pages) > len(of_register) + 20
    for page in pages:
        footer = bare(page.strip().splitlines()[-1])
        assert bare(f"bản số 2 – mã kiểm tra {newest.fingerprint}") in footer and "Trang" in footer


def bare(text: str) -> str:
    """Without blanks: small letters that are drawn smaller still come out of a PDF with gaps in their words."""
    return "".join(text.split())


@NEEDED
def test_receipts_and_forms_bear_it_too(commune: Office, tmp_path: Path) -> None:
    newest = submitting.versions(commune, YEAR)[0]
    with an_office(tmp_path / "d", DISTRICT, forms=FORMS) as town:
        receipts = receiving.receive(town, [sent(commune, 2)])
        (slip,) = write_receipts(town, receipts, tmp_path / "slips")
        receiving.approve(town, YEAR)
        assert newest.fingerprint in pages_of(slip)[0]
        answer(town, {})
        own = submitting.submit(town, YEAR, tmp_path / "d.xlsx", kind="preliminary")
        reporting.report(town, YEAR, reporting.DEFAULT_LAYOUT, tmp_path / "b.xlsx")
    for page in pages_of(tmp_path / "b.xlsx"):
        assert bare(f"Mã kiểm tra {own.fingerprint}, bản số 1") in bare(page)


def test_figures_of_a_report_that_is_open_bear_no_code(commune: Office, tmp_path: Path) -> None:
    with answer(an_office(tmp_path / "c", forms=FORMS), {"kilns": MANY[:2]}) as office:
        assert "Mã kiểm tra" not in reporting.book(office, YEAR).footer
        own = submitting.submit(office, YEAR, tmp_path / "1.xlsx")
        assert own.fingerprint in reporting.book(office, YEAR).footer
        receiving.reopen(office, YEAR, COMMUNE, reason="Sửa")
        assert "Mã kiểm tra" not in reporting.book(office, YEAR).footer


@pytest.mark.parametrize("version", [1, 2])
def test_the_code_that_is_scanned_from_the_cover_is_the_one_in_the_footer(
    commune: Office, version: int
) -> None:
    """The picture, dot by dot, is the symbol of this text; what a scanner reads of it is taken as the paper's code."""
    printed = submitting.versions(commune, YEAR)[-version].fingerprint
    said = scannable(Paper(printed, COMMUNE, YEAR.label, version))
    with zipfile.ZipFile(sent(commune, version)) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".png")]
        picture = imread(io.BytesIO(archive.read(name)))
    wanted = [[bool(dot) for dot in row] for row in segno.make(said, error="m", micro=False).matrix]
    grey = picture if picture.ndim == 2 else picture[..., :3].mean(axis=2)
    size = grey.shape[0] // (len(wanted) + 4)  # a margin of two dots on each side
    dots = [
        [bool(grey[size * (r + 2) + size // 2, size * (c + 2) + size // 2] < 0.5) for c in range(len(wanted))]
        for r in range(len(wanted))
    ]
    assert dots == wanted and grey.shape[0] == size * (len(wanted) + 4)
    assert on_paper(said).fingerprint == printed
    found = compared(commune, YEAR, said)
    assert (found.answer, found.paper_version) == ("same" if version == 2 else "newer", version)
