"""Every answer to a file, by command: what is printed, the exit status, and that a refusal changes nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from cli import run
from db.store import Store
from tests.answers import CASES, REFUSED, TAKEN, district, write_all
from tests.builders import dump, surroundings


@pytest.fixture(scope="module")
def post(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("post")
    write_all(folder / "files")
    district(folder / "district").store.close()
    return folder


@pytest.fixture
def data(post: Path, tmp_path: Path) -> Path:
    shutil.copytree(post / "district", tmp_path / "d")
    (path,) = (tmp_path / "d").glob("*.sct")
    return path


def tables(data: Path) -> Mapping[str, object]:
    with Store.open(data, surroundings()) as store:
        return dump(store, without=())


def files(post: Path, *names: str) -> list[str]:
    return [str(post / "files" / f"{name}.xlsx") for name in names]


@pytest.mark.parametrize("name", TAKEN)
def test_a_file_that_is_kept_gets_its_answer(
    post: Path, data: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    for before in case.before:
        assert run(["receive", *files(post, before), "--data", str(data)]) == 0
    capsys.readouterr()
    assert run(["receive", *files(post, case.file), "--data", str(data), "--json"]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["answer"], told["code"], told["message"]) == (case.answer, "", "")
    assert told["file"] == f"{case.file}.xlsx" and told["fingerprint"] and told["unit"]
    assert told["period"] == ("2019" if name == "another period" else "2020")


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_refused_says_why_and_what_to_do(
    post: Path, data: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    case, before = CASES[name], tables(data)
    assert run(["receive", *files(post, case.file), "--data", str(data), "--json"]) == 2
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["answer"], told["code"]) == ("refused", case.code)
    assert case.words in told["message"] and told["message"].endswith(".") and "Hãy" in told["message"]
    assert tables(data) == before
    assert run(["receive", *files(post, case.file), "--data", str(data)]) == 2
    assert told["message"] in capsys.readouterr().out


def test_bad_files_among_good_ones_give_their_receipts_too(
    post: Path, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named = files(post, "cut", "a1", "neighbour", "a2")
    slips = tmp_path / "slips"
    assert run(["receive", *named, "--data", str(data), "--receipts", str(slips), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["answer"] for one in told] == ["refused", "new", "refused", "new"]
    assert len(list(slips.iterdir())) == 4
