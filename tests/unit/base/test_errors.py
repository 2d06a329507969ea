"""The catalogue of messages: every sentence can be said, ends as a sentence, and has a name of its own."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from base.errors import AppError, Code, nearest_hint, problem

HOUSE = Path(__file__).resolve().parents[3]
ROOMS = ("base", "forms", "consolidation", "courier", "db", "imports", "exports", "office", "ui", "cli")
# The last words of these are those of whoever says what is wrong inside the file.
ENDED_BY_ITS_PARAMETER = {Code.LAYOUT_BROKEN, Code.LAYOUT_NOTHING}
SENTENCES = [
    # a LIMIT is put into the middle of another sentence
    code
    for code in Code
    if code not in ENDED_BY_ITS_PARAMETER and not code.name.startswith("LIMIT_")
]


def parameters(code: Code) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(code.value) if name is not None}


@pytest.mark.parametrize("code", Code)
def test_a_sentence_takes_its_own_parameters(code: Code) -> None:
    given: dict[str, Any] = dict.fromkeys(parameters(code), "x")
    assert all(name.isidentifier() for name in given)
    assert "{" not in str(AppError(code, **given))
    assert problem(code, **given).code == code.name


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_ends_with_a_full_stop(code: Code) -> None:
    assert code.value.endswith(".")
    assert "  " not in code.value
    assert not code.value.endswith("..")


def test_no_two_codes_share_a_sentence() -> None:
    assert [name for name, code in Code.__members__.items() if name != code.name] == []


def uses() -> Iterator[tuple[str, str, set[str] | None]]:
    """(place, code, keywords) of every Problem and AppError that the sources make; None where they are handed on."""
    for room in ROOMS:
        for file in sorted((HOUSE / room).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not node.args:
                    continue
                name = (
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
                first = node.args[0]
                if name not in ("AppError", "problem", "_wrong") or not isinstance(first, ast.Attribute):
                    continue
                if not (isinstance(first.value, ast.Name) and first.value.id == "Code"):
                    continue
                given = {keyword.arg for keyword in node.keywords}
                known = {str(key) for key in given if key} if None not in given else None
                label = {"label"} if name == "_wrong" and known is not None else set()
                place = f"{file.relative_to(HOUSE).as_posix()}:{node.lineno}"
                yield place, first.attr, None if known is None else (known | label) - {"fields", "severity"}


def test_whoever_tells_a_message_gives_exactly_its_parameters() -> None:
    told = list(uses())
    assert len(told) > 80
    wrong = [
        (place, code)
        for place, code, given in told
        if code not in Code.__members__ or (given is not None and given != parameters(Code[code]))
    ]
    assert wrong == []


def test_a_hint_names_what_may_be_meant_or_is_silent() -> None:
    assert nearest_hint([]) == ""
    assert nearest_hint(["chợ"]) == " Có phải là “chợ”?"
    assert nearest_hint(["chợ", "chờ"]) == " Có phải là “chợ” hay “chờ”?"
