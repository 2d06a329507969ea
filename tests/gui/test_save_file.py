"""The name under which a file is written: the kind that a person chose, and never over a file unasked."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget

from ui import dialogs
from ui.pages.charts.page import PICTURES

PNG, SVG, PDF = PICTURES.split(";;")


@pytest.fixture
def save(qtbot, monkeypatch, tmp_path):
    """What save_file gives when the box of the system gives that name and kind."""
    parent = QWidget()
    qtbot.addWidget(parent)

    def asked(name: str, chosen: str, kinds: str = PICTURES, suggested: str = "bieu-do.png") -> str:
        answer = (str(tmp_path / name) if name else "", chosen)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answer)
        path = dialogs.save_file(parent, "Lưu", tmp_path / suggested, kinds)
        return path.name if path else ""

    return asked


@pytest.mark.parametrize(
    ("name", "chosen", "written"),
    [
        ("bieu-do.png", PNG, "bieu-do.png"),
        ("bieu-do.png", SVG, "bieu-do.svg"),
        ("bieu-do.png", PDF, "bieu-do.pdf"),
        ("khác", SVG, "khác.svg"),
        ("khác.svg", PNG, "khác.svg"),
        ("khác.PDF", PNG, "khác.PDF"),
        ("bieu-do.PNG", SVG, "bieu-do.svg"),
        ("Biểu 1.2", SVG, "Biểu 1.2.svg"),
        ("khác", "", "khác.png"),
        ("", SVG, ""),
    ],
)
def test_the_chosen_kind_gives_the_ending_unless_another_was_typed(save, name, chosen, written):
    assert save(name, chosen) == written


def test_one_of_several_endings_of_a_kind_stays(save):
    assert save("cũ.csv", dialogs.LISTS, dialogs.LISTS, "cũ.xlsx") == "cũ.csv"
    assert save("cũ", dialogs.LISTS, dialogs.LISTS, "cũ.xlsx") == "cũ.xlsx"


@pytest.mark.parametrize("yes", [True, False])
def test_a_file_that_was_not_named_in_the_box_is_not_written_over_unasked(save, monkeypatch, tmp_path, yes):
    (tmp_path / "bieu-do.svg").write_text("cũ")
    asked: list[str] = []

    def confirm(parent: QWidget, question: str, verb: str) -> bool:
        asked.append(question)
        return yes

    monkeypatch.setattr(dialogs, "confirm", confirm)
    assert save("bieu-do.svg", SVG) == "bieu-do.svg" and asked == []
    assert save("bieu-do.png", SVG) == ("bieu-do.svg" if yes else "")
    assert "bieu-do.svg" in asked[0]


def test_the_first_start_may_name_a_file_without_an_ending(save):
    assert save("so-lieu", dialogs.DATA_FILES, dialogs.DATA_FILES, "so.sct") == "so-lieu.sct"
