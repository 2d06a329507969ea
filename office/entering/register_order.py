"""Which records of a register are shown, and in which order: search, filters of columns, states, a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from base.text import search_key, vietnamese_order
from db import listing
from forms.spec import Date, Text
from office.entering.register_list import Listing, Shown, words_in
from office.entering.registers import LABEL, STATE, STATES, Standing, State
from office.office import Office


@dataclass(frozen=True, slots=True)
class Filter:
    """What a column must say. `texts`: for "contains" the words that are seen, for "is" the stored codes."""

    field: str
    kind: Literal["contains", "is", "between", "blank", "not_collected"]
    texts: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks of a list. `sort`: (a field, LABEL or STATE; descending)."""

    search: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[str, bool] | None = None
    state: State | None = None


EVERYTHING = Wish()
_UNKNOWN: Standing = ("none", ())


def in_order(
    office: Office, listed: Listing, wish: Wish, standing: Mapping[str, Standing] | None = None
) -> Shown:
    """The records that are found, pass every filter and stand in that state, in the order asked for."""
    ids, stands = listed.ids, standing or {}
    at = listed.found(wish.search)
    for wanted in wish.filters:
        passing = _passing(office, listed, wanted)
        at = [place for place in at if ids[place] in passing]
    if wish.state is not None:
        at = [place for place in at if stands.get(ids[place], _UNKNOWN)[0] == wish.state]
    if wish.sort is not None:
        at = _sorted(office, listed, at, wish.sort, stands)
    return Shown(ids, at)


def _sorted(
    office: Office,
    listed: Listing,
    at: Sequence[int],
    sort: tuple[str, bool],
    standing: Mapping[str, Standing],
) -> list[int]:
    """What has no answer stands last both ways."""
    ids, (key, descending) = listed.ids, sort
    ranks = _ranks(office, listed, key, standing)
    known = [place for place in at if ids[place] in ranks]
    known.sort(key=lambda place: ranks[ids[place]], reverse=descending)
    return known if len(known) == len(at) else known + [p for p in at if ids[p] not in ranks]


def _passing(office: Office, listed: Listing, wanted: Filter) -> set[str]:
    store, form = office.store, listed.form
    if wanted.field == LABEL:
        words = words_in(" ".join(wanted.texts))
        named = _texts(office, listed, LABEL)
        return {i for i, name in named if all(word in search_key(name) for word in words)}
    match wanted.kind:
        case "is":
            return listing.among(store, form, wanted.field, wanted.texts, **listed.place)
        case "between":
            return listing.between(store, form, wanted.field, wanted.low, wanted.high, **listed.place)
        case "blank":
            lacking = listing.without(store, form, wanted.field, **listed.place)
            return lacking | listed.absent
        case "not_collected":
            return listing.remarked(store, form, wanted.field, ["mark"], **listed.place)
    words = search_key(" ".join(wanted.texts)).split()
    told = _texts(office, listed, wanted.field)
    return {i for i, text in told if all(word in search_key(text) for word in words)}


def _texts(office: Office, listed: Listing, key: str) -> list[tuple[str, str]]:
    """(record_id, text) of a field that is answered, or of the names."""
    if key == LABEL:
        if listed.owner is not None:
            return list(listed.labels.items())
        key = listed.form.label_field
    asked = listed.form.fields[key]
    values = listing.column(office.store, listed.form, key, **listed.place)
    if isinstance(asked, Text):
        return [(i, str(value)) for i, value in values if value is not None]
    names = listed.names.get(key, {})  # of what refers to another record; a person sees no ids
    told = {value: asked.show(value) for value in {value for _, value in values} if value is not None}
    told = {value: names.get(text, text) for value, text in told.items()}
    return [(i, told[value]) for i, value in values if value is not None]


def _ranks(
    office: Office, listed: Listing, key: str, standing: Mapping[str, Standing]
) -> Mapping[str, int | str]:
    """record_id → place in the order of a field; those without an answer are left out."""
    if key == STATE:
        order = {state: n for n, state in enumerate(STATES)}
        return {record_id: order[state] for record_id, (state, _) in standing.items()}
    if key not in listed.ranks:
        listed.ranks[key] = _made_ranks(office, listed, key)
    return listed.ranks[key]


def _made_ranks(office: Office, listed: Listing, key: str) -> Mapping[str, int | str]:
    asked = listed.form.fields.get(key)
    if asked is not None and (asked.column_type == "INTEGER" or isinstance(asked, Date)):
        values = listing.column(office.store, listed.form, key, **listed.place)
        return {i: value for i, value in values if value is not None}
    told = _texts(office, listed, key)
    order = vietnamese_order([text for _, text in told])
    return {told[n][0]: rank for rank, n in enumerate(order)}
