"""Sai số ước tính: the reports whose figures were replaced by harder ones, read and compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from base.errors import AppError, Code
from base.period import Period
from base.units import Unit
from consolidation import revision_tables
from consolidation.figures import Kind, Sum
from consolidation.indicators import counting
from consolidation.layout import LaidSheet
from consolidation.plan_tables import Built
from consolidation.revision import HARDNESS, Errors, Pair, Revision, compared, harder
from courier import payload as courier_payload
from courier.payload import Payload
from db import reports
from forms.catalogue import Catalogue, alike
from forms.owner import owner_key
from forms.spec import Form
from office.agenda.dashboard import HEADLINES
from office.figures.estimates import Kept, Replaced, before, in_words, open_estimates, replaced
from office.figures.figures import reported_within
from office.office import Office
from office.receiving.contents import sums_of_form


def errors(office: Office, period: Period, code: str = "") -> list[Errors]:
    """Of the period and of all within it, oldest first, one for each pair of kinds; of the office or a unit below it.

    Raises UNIT_UNKNOWN, UNIT_OUTSIDE.
    """
    root = _root(office, period, code)
    return [
        one
        for within in sorted({*reported_within(office, period), period})
        if office.stood(within) and (there := _same(office, within, root)) is not None
        for one in _of_period(office, within, there)
    ]


def _root(office: Office, period: Period, code: str) -> Unit:
    own, tree = office.unit_in(period), office.tree(period)
    root = tree.find(code) if code else own
    if root.key not in {unit.key for unit in tree.under(own.code)}:
        raise AppError(Code.UNIT_OUTSIDE, unit=root.name, office=own.name)
    return root


def _same(office: Office, within: Period, root: Unit) -> Unit | None:
    """The unit as it stood in a part of the period; None where it was not there, or another bore its code."""
    found = next(
        (u for u in office.tree(within).under(office.unit_in(within).code) if u.code == root.code), None
    )
    if found is None or found.key == root.key or office.store.units.bond(found, root) != "other":
        return found
    return None


def _of_period(office: Office, period: Period, root: Unit) -> Iterator[Errors]:
    tree, on = office.tree(period), office.closing(period)
    below = {unit.key for unit in tree.under(root.code)}
    by_kinds: dict[tuple[str, str], list[Replaced]] = {}
    for one in replaced(office, period):
        if one.unit.key in below:
            by_kinds.setdefault((one.estimate.kind, one.final.kind), []).append(one)
    forms = {form.key: form for form in office.catalogue.in_force(on)}
    counted = counting(forms.values())
    for kinds, found in sorted(by_kinds.items(), key=lambda item: [HARDNESS[kind] for kind in item[0]]):
        pairs = {
            one.unit.key: _pair(
                office, on, forms, _read(office, one.estimate.hash), _read(office, one.final.hash)
            )
            for one in found
        }
        units = compared(tree, root, period, counted, pairs)
        soft, hard = cast("tuple[Kind, Kind]", kinds)
        yield Errors(period, soft, hard, len(tree.communes(root)), units)


def _read(office: Office, digest: str) -> Payload:
    return courier_payload.decode(reports.payload(office.store, digest))


def _pair(office: Office, on: date, forms: Mapping[str, Form], estimate: Payload, final: Payload) -> Pair:
    """The own figures of two versions of one report, those nested in them aside."""
    sums = [_sums(office, on, forms, one) for one in (estimate, final)]
    return Pair(sums[0], sums[1], (estimate.version, final.version))


def _sums(office: Office, on: date, forms: Mapping[str, Form], payload: Payload) -> dict[str, Sum]:
    """measure → sum, of what means the same as in the forms that are counted."""
    catalogue = courier_payload.catalogue_of(payload, office.own)
    found: dict[str, Sum] = {}
    for part in payload.parts:
        form = catalogue.form(part.form)
        counted = forms.get(form.key)
        if counted is not None:
            same = _alike(office, catalogue, form, forms, on)
            sums = sums_of_form(catalogue, form, payload, on=on)
            found |= {key: value for key, value in sums.items() if key in same}
    return found


def _alike(
    office: Office, catalogue: Catalogue, form: Form, forms: Mapping[str, Form], on: date
) -> frozenset[str]:
    """Editions that were shipped are one house's word for the same, as in the totals."""
    counted = forms[form.key]
    if form is counted or {form.name, counted.name} <= office.own.built_in:
        return frozenset(form.measures.keys() & counted.measures.keys())
    return alike(form, catalogue.owner_of(form, on), counted, forms.get(owner_key(counted)))


@dataclass(frozen=True, slots=True)
class OfFile:
    """A received report beside the softer figures that it replaces: the main ones, then all that turned out other."""

    kind: Kind
    version: int
    revisions: tuple[Revision, ...]


def of_file(office: Office, period: Period, unit: str, digest: str) -> OfFile | None:
    """Of a kept file of the unit (its key), approved or not, with what is nested in it; None without an estimate."""
    final = _read(office, digest)
    kept = before(office, period, Kept(final.version, digest, final.kind, unit))
    if kept is None:
        return None
    estimate = _read(office, kept.hash)
    pairs = list(_replaced_in(office, estimate, final))
    catalogue = courier_payload.joined_catalogue([one for pair in pairs for one in pair], office.own)
    parts = {part.form for pair in pairs for one in pair for part in one.parts}
    forms = {form.key: form for form in map(catalogue.form, sorted(parts))}
    on, tree = office.closing(period), office.tree(period)
    found = {b.unit: _pair(office, on, forms, a, b) for a, b in pairs}
    root = next(one for one in tree.units if one.key == unit)
    told = compared(tree, root, period, counting(forms.values()), found)[0].revisions
    main = [told[key] for key in HEADLINES if key in told]
    return OfFile(
        cast("Kind", kept.kind),
        kept.version,
        (*main, *(one for one in told.values() if one not in main and one.estimate != one.final)),
    )


def _replaced_in(office: Office, estimate: Payload, final: Payload) -> Iterator[tuple[Payload, Payload]]:
    """The two reports, and of those nested in them each that was of the first one's kind and is harder now."""
    yield estimate, final
    then = {child.unit: child for child in estimate.children if child.kind == estimate.kind}
    for child in final.children:
        old = then.get(child.unit)
        if old is not None and harder(child.kind, old.kind):
            yield _read(office, old.hash), _read(office, child.hash)


@dataclass(frozen=True, slots=True)
class FigureError:
    """How far one figure was out, and of which kind it was."""

    estimate: Kind
    revision: Revision


def of_figure(office: Office, period: Period, unit: Unit, indicator: str) -> FigureError | None:
    """The error of one figure of a unit, by the last of the softer kinds; None where nothing was replaced."""
    found = [one for one in _of_period(office, period, unit) if indicator in one.total.revisions]
    return FigureError(found[-1].estimate, found[-1].total.revisions[indicator]) if found else None


def lists(office: Office, period: Period, sheets: Iterable[LaidSheet]) -> dict[str, Built]:
    """The columns and rows of the sheets of a layout that tell of estimates; those that would be empty are left out."""
    wanted: dict[str, Sequence[str]] = {
        sheet.rows: [column.indicator for column in sheet.column] for sheet in sheets
    }
    found: dict[str, Built] = {}
    if wanted.keys() & {"estimate_errors", "estimates_by_unit"} and (told := errors(office, period)):
        found["estimate_errors"] = revision_tables.totals(told)
        found["estimates_by_unit"] = revision_tables.by_unit(told, wanted.get("estimates_by_unit", ()))
    if "open_estimates" in wanted and (still := open_estimates(office, period)):
        found["open_estimates"] = revision_tables.standing(
            [(one.unit, one.period, one.kind, one.version, one.waiting) for one in still], in_words(still)
        )
    return {key: built for key, built in found.items() if built[1]}
