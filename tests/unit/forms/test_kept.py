"""The shipped catalogue read back from its copy is the one that was made, and a foreign copy is not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import AppError
from forms import kept
from forms.catalogue import Catalogue, definition
from forms.load import made_built_in


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("forms.kept.data_dir", lambda: tmp_path)
    return tmp_path


def refuse() -> Catalogue:
    raise AssertionError("made again although there is a true copy")


def test_the_copy_is_the_catalogue() -> None:
    made = kept.kept_or_made(made_built_in)
    read = kept.kept_or_made(refuse)
    assert [definition(form) for form in read.forms] == [definition(form) for form in made.forms]
    assert (read.digest, read.built_in, read.packets.keys()) == (
        made.digest,
        made.built_in,
        made.packets.keys(),
    )


@pytest.mark.parametrize("damage", [b"", b"\x00", None], ids=["empty", "rubbish", "of other declarations"])
def test_a_copy_that_is_not_true_is_made_anew(
    folder: Path, damage: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.kept_or_made(made_built_in)
    if damage is None:
        monkeypatch.setattr("forms.kept._fingerprint", lambda: "another")
    else:
        (folder / "cache" / "forms.msgpack").write_bytes(damage)
    made = []
    kept.kept_or_made(lambda: made.append(1) or made_built_in())  # type: ignore[func-returns-value]
    assert made
    kept.kept_or_made(refuse)


def test_without_a_place_to_keep_it_the_catalogue_is_made(folder: Path) -> None:
    (folder / "cache").write_text("a file where the folder should be")
    assert kept.kept_or_made(made_built_in).forms


def test_what_stops_the_making_is_told(folder: Path) -> None:
    from base.errors import Code

    def broken() -> Catalogue:
        raise AppError(Code.FORM_BROKEN, file="x", path="$", why="y")

    with pytest.raises(AppError):
        kept.kept_or_made(broken)
    assert not (folder / "cache").exists()
