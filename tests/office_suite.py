"""LibreOffice opens what we wrote: as paper, and with every formula computed anew."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

NEEDED = pytest.mark.skipif(
    shutil.which("soffice") is None and "CI" not in os.environ, reason="LibreOffice is not installed"
)
"""Of tests in which LibreOffice takes part: where it is missing they are left out, but in CI they fail."""
_TIMEOUT_S = 240
# Compute every formula when a workbook is opened, whatever values it brought along.
_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def to_pdf(path: Path) -> Path:
    """The document printed beside itself."""
    return _converted(path, "pdf")


def recalculated(path: Path) -> Path:
    """The workbook as LibreOffice saves it, its formulas recomputed; in a folder of its own."""
    return _converted(path, "xlsx")


def saved_again(paths: Sequence[Path], kind: str = "xlsx") -> dict[Path, Path]:
    """Each workbook as LibreOffice saves it, in one run; all of one folder, their names distinct."""
    folder = _convert(paths, kind)
    return {path: folder / f"{path.stem}.{kind}" for path in paths}


def pdf_text(pdf: Path, *, page: int) -> str:
    """The text of one page (from 1), laid out as printed."""
    command = ["pdftotext", "-layout", "-f", str(page), "-l", str(page), str(pdf), "-"]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


def page_count(pdf: Path) -> int:
    """How many pages it has."""
    command = ["pdfinfo", str(pdf)]
    lines = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pages:"))


def page_size(pdf: Path) -> tuple[int, int]:
    """Width and height of its first page, in points."""
    said = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, encoding="utf-8", check=True).stdout
    width, _, height = next(line for line in said.splitlines() if line.startswith("Page size:")).split()[2:5]
    return round(float(width)), round(float(height))


def _converted(path: Path, kind: str) -> Path:
    return _convert([path], kind) / f"{path.stem}.{kind}"


def _convert(paths: Sequence[Path], kind: str) -> Path:
    """The folder of what was made. A private profile each time: two LibreOffices that share one wait or fail."""
    folder = Path(tempfile.mkdtemp(prefix="office-", dir=paths[0].parent))
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    settings = profile / "user" / "registrymodifications.xcu"
    settings.write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", kind, "--outdir", str(folder), *map(str, paths)]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", timeout=_TIMEOUT_S)
    shutil.rmtree(profile, ignore_errors=True)
    for path in paths:
        if not (folder / f"{path.stem}.{kind}").exists():
            raise AssertionError(f"LibreOffice could not open {path.name}: {done.stdout}{done.stderr}")
    return folder
