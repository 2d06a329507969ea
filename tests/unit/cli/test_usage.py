"""A wrong command line is refused in one Vietnamese line, and --help speaks Vietnamese too."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from base.errors import AppError, Code
from cli import run
from cli.arguments import parser
from cli.refusing import Refusing

# Every word of argparse's own messages in Python 3.11, except those that Vietnamese or our options also have.
ENGLISH = {
    *("ambiguous", "argument", "arguments", "at", "choice", "choose", "could", "error", "exit", "expected"),
    *("explicit", "float", "following", "from", "help", "ignored", "int", "invalid", "is", "least", "match"),
    *("message", "most", "must", "not", "of", "one", "option", "options", "or", "parser", "positional"),
    *("required", "show", "string", "the", "this", "unexpected", "unknown", "unrecognized", "usage", "value"),
}
ON = ["--data", "x.sct", "--period", "2020"]
WRONG: list[tuple[list[str], str]] = [
    (["foms"], "“forms”"),
    (["khongcolenhnay"], "không có lệnh “khongcolenhnay”."),
    (["fill", *ON], "TỆP"),
    (["check"], "--data, --period"),
    (["check", *ON, "--data"], "--data"),
    (["approve", *ON, "29236", "--reason", "x"], "--reason x"),
    (["check", *ON, "extra", "--xx"], "extra --xx"),
    (["check", *ON, "--json=1"], "“1”"),
    (["fill", "a.xlsx", *ON, "--f", "markets"], "--form"),
    (["demo", "out", "--tiers", "5"], "3, 2"),
    (["demo", "out", "--tiers", "ba"], "“ba”"),
    (["chart", "revenue", "o.png", *ON, "--kind", "map"], "bar, line, pie"),
    (["return", "29236", *ON], "--reason"),
    (["new", "--data", "x.sct", "--unit", "84", "--level", "xa"], "commune, district, province"),
    (["--xx"], "--xx"),
    (["-hx"], "-h"),
    (["approve", *ON], "--all"),
]


def english_in(text: str) -> set[str]:
    """Words that only argparse says; options are not words, and the name of a code is no sentence."""
    plain = re.sub(r"--?[a-z][a-z-]*", "", text.removeprefix("USAGE:"))
    return ENGLISH & {word.lower() for word in re.findall(r"[^\W\d_]+", plain)}


@pytest.mark.parametrize(("line", "named"), WRONG, ids=lambda value: " ".join(value)[:40])
def test_a_wrong_command_line_is_one_vietnamese_line_that_names_what_is_wrong(
    line: list[str], named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(line) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("USAGE: ") and told.err.count("\n") == 1
    assert named in told.err
    assert english_in(told.err) == set()


def test_a_message_that_is_not_known_is_told_without_its_words() -> None:
    with pytest.raises(AppError) as refusal:
        Refusing(prog="sct").error("argument --data: something quite new")
    assert refusal.value.code is Code.USAGE
    assert "--data" in str(refusal.value) and "something" not in str(refusal.value)


def commands() -> list[str]:
    (chosen,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return ["", *chosen.choices]


@pytest.mark.parametrize("command", commands())
def test_the_help_of_every_command_is_vietnamese(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run([*([command] if command else []), "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith("cách dùng: ")
    assert english_in(told) == set()


def test_a_period_or_a_day_that_is_none_is_refused_as_such(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["check", "--data", str(Path("x.sct")), "--period", "2020-13"]) == 2
    assert run(["units", "--on", "31/12/2020"]) == 2
    assert [line.split(":")[0] for line in capsys.readouterr().err.splitlines()] == [
        "PERIOD_UNKNOWN",
        "DATE_UNKNOWN",
    ]
