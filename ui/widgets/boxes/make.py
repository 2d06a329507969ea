"""Which box a field has: a widget asks the form what it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QWidget

from forms.spec import (
    Answer,
    Choice,
    CodeList,
    Computed,
    Date,
    Field,
    MultipleChoice,
    NumberBase,
    Reference,
    Text,
    Value,
    Year,
    YesNo,
)
from office.entering.records import Referable
from ui.widgets.boxes.choices import Option
from ui.widgets.boxes.line import DAY_SIGN, number_sign
from ui.widgets.boxes.lists import ListBox, Reads, SeveralBox, SuggestBox
from ui.widgets.boxes.plain import Box, ComputedBox, DateBox, NumberBox

HAMLET = "hamlet"
YES_NO = (Option("Có", "Có", "1"), Option("Không", "Không", "0"))


@dataclass(frozen=True, slots=True)
class Choices:
    """Where the lists come from: the codes of a day, the record's other answers, hamlets, other records."""

    on: date
    values: Callable[[], Mapping[str, Value]]
    hamlets: Callable[[], Sequence[str]]
    referables: Callable[[str], Sequence[Referable]]


def box_for(field: Field, parent: QWidget, choices: Choices) -> Box:
    """An empty box of the field's kind."""
    key, label = field.key, field.label
    match field:
        case Computed():
            return ComputedBox(key, label, parent)
        case NumberBase():
            return NumberBox(key, label, parent, places=field.places)
        case Year():
            return NumberBox(key, label, parent)
        case Date():
            return DateBox(key, label, parent)
        case YesNo():
            return ListBox(key, label, parent, lines=lambda: YES_NO, reads=_reader(field, choices))
        case MultipleChoice():
            assert field.options is not None
            lines = _lines(field.options, choices.on)
            return SeveralBox(key, label, parent, lines=lambda: lines, reads=_reader(field, choices))
        case Choice():
            return _choice_box(field, parent, choices)
        case Reference():
            return ListBox(key, label, parent, lines=lambda: _records(field.form, choices))
        case Text() if key == HAMLET:
            return SuggestBox(key, label, parent, lines=lambda: [Option(h, h) for h in choices.hamlets()])
    return Box(key, label, parent)


def separator_of(field: Field) -> str:
    """What the keypad's separators type in a field; "" leaves them as they are."""
    match field:
        case NumberBase():
            return number_sign(field.places)
        case Year():
            return number_sign(0)
        case Date():
            return DAY_SIGN
    return ""


def _choice_box(field: Choice, parent: QWidget, choices: Choices) -> Box:
    lists = [field.options] if field.options else list(field.options_by.values())
    known = {id(one): _lines(one, choices.on, coded=bool(field.codes_by)) for one in lists}

    def lines() -> Sequence[Option]:
        return known[id(field.list_for(choices.values()) or lists[-1])]

    return ListBox(field.key, field.label, parent, lines=lines, reads=_reader(field, choices))


def _lines(options: CodeList, on: date, *, coded: bool = False) -> list[Option]:
    """`coded`: the code is what one writes, the name explains it."""
    valid = [entry for entry in options.code if entry.valid_on(on)]
    if coded:
        return [Option(e.code, f"{e.code} – {e.name}", e.code) for e in valid]
    return [Option(e.name, e.name, e.code) for e in valid]


def _records(form_key: str, choices: Choices) -> list[Option]:
    return [Option(one.text, one.text) for one in choices.referables(form_key)]


def _reader(field: Field, choices: Choices) -> Reads:
    return lambda text: line_named(field, text, choices.values())


def line_named(field: Field, text: str, answers: Mapping[str, Value]) -> str:
    """The text of the line that was typed in full, by name, code or alias; "" when it is none."""
    read = field.read(text, answers) if text else None
    return field.show(read.value, answers) if isinstance(read, Answer) else ""
