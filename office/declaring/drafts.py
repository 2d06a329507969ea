"""Forms that are being drawn: kept beside the data file until they are saved, tried as their page would be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

from base.period import Period
from db import reports
from forms.check import checker
from forms.shown import shown_of
from forms.spec import Field, Form, Record, Value
from office.declaring.lists import save_declaration
from office.entering.records import OpenRecord
from office.office import Office

FOLDER = "drafts"


@dataclass(frozen=True, slots=True)
class Listed:
    """A form as the office knows it: whose it is, and whether anything was answered under it."""

    form: Form
    whose: Literal["program", "office", "travelled"]
    used: bool


def listed(office: Office) -> list[Listed]:
    """Every edition of every form, by topic."""
    catalogue, used = office.catalogue, reports.editions_in_use(office.store)
    topics = list(dict.fromkeys(form.topic for form in catalogue.forms))
    found = []
    for form in sorted(catalogue.forms, key=lambda form: topics.index(form.topic)):
        whose: Literal["program", "office", "travelled"] = "office"
        if form.name in catalogue.built_in:
            whose = "program"
        elif form.name in catalogue.travelled:
            whose = "travelled"
        found.append(Listed(form, whose, form.name in used))
    return found


def drafts(office: Office) -> list[Form]:
    """What is being drawn here; a file that holds no draft is left alone."""
    found = []
    for file in sorted(_folder(office).glob("*.toml")):
        try:
            found.append(msgspec.toml.decode(file.read_bytes(), type=Form))
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            continue
    return found


def keep(office: Office, draft: Form) -> None:
    """Keep a draft as it stands, sound or not; raises the troubles of writing."""
    save_declaration(_folder(office) / f"{draft.name}.toml", draft)


def drop(office: Office, name: str) -> None:
    """Keep the draft of that `key@edition` no more."""
    try:
        (_folder(office) / f"{name}.toml").unlink(missing_ok=True)
    except OSError:
        return  # it is offered again, which does no harm


def _folder(office: Office) -> Path:
    return office.store.path.parent / FOLDER


def rehearsed(office: Office, period: Period, form: Form, tried: OpenRecord | None = None) -> OpenRecord:
    """A record of a form that nobody may know yet, never to be kept; raises FORM_UNKNOWN for one it refers to.

    It has the answers of the one `tried` before wherever the form still asks the same.
    """
    on = office.closing(period)
    checks, conditions = checker(form, office.catalogue, on), shown_of(form, office.catalogue, on)
    values: dict[str, Value] = {}
    if tried is not None:
        same = {f.key for f in form.stored if _means(f) == _means(tried.form.fields.get(f.key))}
        values = {key: value for key, value in tried.record.values.items() if key in same}
    return OpenRecord(form, Record("rehearsed", values), checks, conditions, stored=False)


def _means(field: Field | None) -> tuple[object, ...]:
    return type(field), getattr(field, "scale", 1), getattr(field, "codes", ""), getattr(field, "form", "")
