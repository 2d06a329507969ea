"""argparse in Vietnamese: what cannot be understood is refused as USAGE, and --help has no English headings."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from base.errors import AppError, Code
from base.nearest import nearest

_ONE_ARGUMENT = re.compile(r"argument (?P<name>.+?): (?P<why>.+)", re.DOTALL)


class Refusing(argparse.ArgumentParser):
    """A parser that raises the house's refusal and explains itself in Vietnamese; subcommands are of its kind."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, add_help=False, formatter_class=_Help)
        self._positionals.title, self._optionals.title = "tham số", "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in hướng dẫn này")

    def error(self, message: str) -> NoReturn:
        """Any wrong use of the command line."""
        raise AppError(Code.USAGE, why=_in_vietnamese(message))


class _Help(argparse.HelpFormatter):
    """The page of --help."""

    def add_usage(
        self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
    ) -> None:
        """The line on top."""
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


def _in_vietnamese(message: str) -> str:
    """What is wrong; a sentence that this version of argparse has not is told without its words."""
    about = _ONE_ARGUMENT.fullmatch(message)
    name, why = (about["name"], about["why"]) if about else ("", message)
    for pattern, tell in _WORDS:
        found = pattern.fullmatch(why)
        if found:
            return tell(name, *found.groups())
    return f"không hiểu {name}" if name else "không hiểu câu lệnh"


def _unknown_choice(name: str, value: str, known: str) -> str:
    value, choices = _bare(value), [_bare(choice) for choice in known.split(", ")]
    if name.startswith("-"):
        return f"{name} không nhận “{value}”, chỉ nhận {', '.join(choices)}"
    near = [f"“{name}”" for name in nearest(value, choices)]
    return f"không có lệnh “{value}”" + (f", có phải là {' hay '.join(near)} không" if near else "")


def _bare(shown: str) -> str:
    """The text that argparse shows as Python would write it."""
    return shown.strip("'\"")


_WORDS: tuple[tuple[re.Pattern[str], Callable[..., str]], ...] = tuple(
    (re.compile(pattern, re.DOTALL), tell)
    for pattern, tell in (
        (r"invalid choice: (.+) \(choose from (.+)\)", _unknown_choice),
        (r"expected .+ arguments?", lambda name: f"{name} thiếu giá trị đi sau"),
        (r"the following arguments are required: (.+)", lambda name, those: f"thiếu {those}"),
        (r"unrecognized arguments: (.+)", lambda name, those: f"thừa hoặc không hiểu “{those}”"),
        (
            r"ignored explicit argument (.+)",
            lambda name, value: f"{name} không nhận giá trị “{_bare(value)}”",
        ),
        (r"invalid int value: (.+)", lambda name, value: f"{name} không nhận “{_bare(value)}”, cần một số"),
        (
            r"ambiguous option: (.+) could match (.+)",
            lambda name, short, those: f"“{short}” chưa rõ là {those.replace(', ', ' hay ')}",
        ),
    )
)
