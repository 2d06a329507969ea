"""A start loads what the first page shows and nothing else: each library and class that it names costs its time."""

from __future__ import annotations

import subprocess
import sys

import pytest

LATER = ["rapidfuzz", "tomllib", "sqlite_utils", "forms.formula", "forms.load", "forms.check"]
LATER += ["office.entering.entry", "office.entering.checking", "courier.payload"]
LATER += ["imports", "exports", "matplotlib", "numpy"]


@pytest.mark.parametrize("body", ["commune", "above"])
def test_a_start_loads_what_the_first_page_shows(body: str) -> None:
    program = f"import sys, ui.app, ui.pages.home.page, ui.pages.home.{body}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    loaded = run.stdout.split()
    assert "office.agenda.home" in loaded
    assert [name for name in LATER if name in loaded] == []


def test_what_needs_no_qt_is_loaded_before_pyside() -> None:
    """PySide6 reads the source of every module that is loaded after it."""
    program = "import sys, ui.app; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    loaded = run.stdout.split()
    rooms = ("base", "forms", "db", "office")
    late = [name for name in loaded[loaded.index("PySide6") :] if name.split(".")[0] in rooms]
    assert late == []
