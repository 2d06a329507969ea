"""The house keeps its own rules: design.md's walls that neither ruff, mypy nor import-linter can see."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import tomllib
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

import main

HOUSE = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))
LINTER = PROJECT["tool"]["importlinter"]
ROOMS = {folder.parent.name for folder in HOUSE.glob("*/__init__.py")} - {"tests"}
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def sources() -> Iterator[Path]:
    """Our own Python, without the tests."""
    yield HOUSE / "main.py"
    for room in sorted(ROOMS):
        yield from sorted((HOUSE / room).rglob("*.py"))


def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), str(file))


def name_of(file: Path) -> str:
    return file.relative_to(HOUSE).as_posix()


# main.py


def test_main_fits_on_one_screen():
    assert len((HOUSE / "main.py").read_text(encoding="utf-8").splitlines()) <= 60


def test_main_imports_only_cli_ui_base_and_the_standard_library():
    imported = set()
    for node in ast.walk(tree_of(HOUSE / "main.py")):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").split(".")[0])
    assert imported - sys.stdlib_module_names <= {"cli", "ui", "base"}


def cli_that(monkeypatch, run) -> None:
    monkeypatch.setitem(sys.modules, "cli", types.SimpleNamespace(run=run))


def test_main_ends_with_the_status_of_the_command(monkeypatch):
    cli_that(monkeypatch, len)
    assert main.main(["check", "x"]) == 2


def test_a_crash_leaves_a_report_and_one_sentence(monkeypatch, tmp_path, capsys):
    cli_that(monkeypatch, lambda arguments: 1 // 0)
    monkeypatch.setattr("base.crash.data_dir", lambda: tmp_path)
    assert main.main(["demo", "Tỉnh"]) == 3
    (report,) = (tmp_path / "crash").iterdir()
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert "Tỉnh" in report.read_text(encoding="utf-8")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert str(report) in printed.err


def test_a_crash_without_a_place_to_write_prints_its_report(monkeypatch, tmp_path, capsys):
    def nowhere() -> Path:
        raise PermissionError(tmp_path)

    cli_that(monkeypatch, lambda arguments: 1 // 0)
    monkeypatch.setattr("base.crash.data_dir", nowhere)
    assert main.main(["x"]) == 3
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_ctrl_c_is_no_crash(monkeypatch, capsys):
    def interrupted(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    cli_that(monkeypatch, interrupted)
    assert main.main(["x"]) == 130
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_vietnamese_prints_on_a_windows_console(monkeypatch):
    def greeting(arguments: list[str]) -> int:
        print("Sổ Công Thương")
        return 0

    written = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(written, encoding="cp1252"))
    cli_that(monkeypatch, greeting)
    assert main.main(["x"]) == 0
    assert written.getvalue().decode("utf-8").strip() == "Sổ Công Thương"


def test_a_windowed_program_without_streams_works(monkeypatch):
    cli_that(monkeypatch, lambda arguments: 0)
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main.main(["x"]) == 0


# rules of the rooms


def test_except_exception_only_in_the_job_runner_and_main():
    allowed = {"main.py", "ui/jobs.py"}
    caught = {name_of(file) for file in sources() for node in ast.walk(tree_of(file)) if swallows_all(node)}
    assert caught <= allowed


def swallows_all(node: ast.AST) -> bool:
    """A handler of every error that does not end in a bare `raise`; one that rolls back and re-raises is fine."""
    if not isinstance(node, ast.ExceptHandler) or ast.unparse(node.body[-1]) == "raise":
        return False
    kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
    return any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in kinds)


def test_no_folder_is_a_drawer_for_everything():
    vague = {"utils", "common", "core", "helpers", "manager"}
    folders = {part for file in sources() for part in file.relative_to(HOUSE).with_suffix("").parts}
    assert not vague & folders


def test_no_file_switches_to_a_wal_journal():
    """People copy the data file to USB sticks: a write-ahead log beside it would stay behind."""
    wal = re.compile(r"enable_wal|journal_mode\W{0,8}wal", re.IGNORECASE)
    files = [*sources(), *HOUSE.glob("*/**/*.sql"), *HOUSE.glob("*/**/*.toml")]
    assert [name_of(file) for file in files if wal.search(file.read_text(encoding="utf-8"))] == []


def test_import_linter_knows_every_room():
    assert set(LINTER["root_packages"]) == ROOMS
    layers = next(contract for contract in LINTER["contracts"] if contract["id"] == "layers")
    assert {room.strip() for layer in layers["layers"] for room in layer.split("|")} == ROOMS


@pytest.mark.parametrize(
    ("contract", "may"),
    [
        ("qt-in-ui", {"ui"}),
        ("sql-in-db", {"db"}),
        ("files-in-imports-and-exports", {"imports", "exports"}),
    ],
)
def test_a_forbidden_library_is_forbidden_to_all_other_rooms(contract, may):
    (found,) = (each for each in LINTER["contracts"] if each["id"] == contract)
    assert set(found["source_modules"]) == ROOMS - may


def test_mypy_checks_every_room():
    assert set(PROJECT["tool"]["mypy"]["files"]) == ROOMS | {"main.py", "tools"}


# what is shipped


def build_recipe() -> dict[str, list[str]]:
    """The lists of constants in build.spec."""
    return {
        ast.unparse(node.targets[0]): ast.literal_eval(node.value)
        for node in tree_of(HOUSE / "build.spec").body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.List)
    }


def test_the_frozen_program_holds_every_room():
    assert set(build_recipe()["ROOMS"]) == ROOMS


def test_the_frozen_program_loses_no_data_file():
    folders = [HOUSE / folder for folder in build_recipe()["DATA_FOLDERS"]]
    lost = [
        name_of(file)
        for room in sorted(ROOMS)
        for file in sorted((HOUSE / room).rglob("*"))
        if file.is_file() and file.suffix not in {".py", ".pyc"} and not set(folders) & set(file.parents)
    ]
    assert lost == []


def test_tests_belong_to_a_room():
    """tests/unit mirrors the rooms: a folder of another name tests something that is not there."""
    mirrored = {folder.name for folder in (HOUSE / "tests" / "unit").iterdir() if folder.is_dir()}
    assert mirrored - {"__pycache__"} <= ROOMS


# locked libraries


def pins(lock: str) -> dict[str, set[str]]:
    """name -> the lines that pin it, each "==version" with its marker."""
    found: dict[str, set[str]] = {}
    for line in (HOUSE / lock).read_text(encoding="utf-8").splitlines():
        if "==" in line and not line.startswith((" ", "#")):
            name, pin = line.removesuffix("\\").strip().split("==", 1)
            found.setdefault(name, set()).add(pin)
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_registry(lock):
    text = (HOUSE / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|file:|--(extra-)?index-url|--find-links|--trusted-host", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_library_with_hashes(lock):
    text = (HOUSE / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    assert [line for line in text.splitlines() if "==" not in line or "--hash=sha256:" not in line] == []


def test_the_development_lock_holds_every_pin_of_the_other():
    development = pins("requirements-dev.lock")
    assert [name for name, pin in pins("requirements.lock").items() if development.get(name) != pin] == []


def test_the_locks_serve_windows_too():
    """A resolver that looks at Linux alone would leave these out."""
    assert any(pin.startswith("2.0.2 ") and "win32" in pin for pin in pins("requirements.lock")["numpy"])
    development = pins("requirements-dev.lock")
    for name in ("colorama", "pefile", "pywin32-ctypes"):
        assert all("sys_platform == 'win32'" in pin for pin in development[name])


def test_every_dependency_is_locked():
    locked = set(pins("requirements.lock"))
    named = {re.split(r"[^\w-]", text)[0].lower() for text in PROJECT["project"]["dependencies"]}
    assert named <= locked


SIGNALS = """
import sys
from PySide6.QtCore import QObject, Signal

class Bell(QObject):
    rang = Signal()
    pressed = Signal(bool)

bell = Bell()
bell.rang.connect(lambda: None)
bell.pressed.connect(lambda on: None)
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(300):
    bell.rang.emit()
    bell.pressed.emit(True)
    bell.setProperty("on", True)
    bell.blockSignals(False)
print(before[0] - sys.getrefcount(None), before[1] - sys.getrefcount(True))
"""


def test_qt_drops_no_reference_to_none_and_true():
    """PySide6 6.12.0 on Python 3.11 does, at every call: 500 signals abort the interpreter. Hence the pin."""
    probe = subprocess.run(
        [sys.executable, "-c", SIGNALS], capture_output=True, text=True, check=True, timeout=60
    )
    dropped = [int(count) for count in probe.stdout.split()]
    assert max(dropped) < 30
