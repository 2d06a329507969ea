"""How much a report from below repeats the last one of its unit, and how much of it nobody confirmed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from base.errors import AppError, Code
from base.numbers import show
from base.period import Period
from base.units import Unit
from courier import payload as courier_payload
from courier.payload import Payload
from db import received, reports
from forms.check import Values
from forms.spec import NumberBase
from office.entering.carried import NEARLY_THE_SAME, equal_answers
from office.office import Office


@dataclass(frozen=True, slots=True)
class Repeated:
    """`sameness`: the share of its figures that equal those of the last period; None without a last one.

    `unconfirmed`: records brought over from the sender's last period that it did not confirm. Reports nested in
    either count as well; records that stayed with their unit are not known and do not.
    """

    sameness: Fraction | None = None
    unconfirmed: int = 0

    @property
    def nearly_the_same(self) -> bool:
        """Whether the report is labelled as nearly identical to the last one."""
        return self.sameness is not None and self.sameness >= NEARLY_THE_SAME

    @property
    def asks(self) -> bool:
        """Whether a person should look before approving."""
        return self.nearly_the_same or bool(self.unconfirmed)


def why_alone(unit: Unit, found: Repeated, *, gap: bool, remade: str) -> AppError | None:
    """Why a person should look at the report before it is approved; None of one that may be approved unseen.

    `gap`: a version before it never came. `remade`: how this office made it, "" of what the unit submitted.
    """
    told = {"unit": unit.name_in_text, "code": unit.code}
    if remade == "rebuilt":
        return AppError(Code.APPROVE_REBUILT, **told)
    if gap:
        return AppError(Code.APPROVE_GAP, **told)
    if found.sameness is not None and found.nearly_the_same:
        return AppError(Code.APPROVE_REPEATS, share=show(found.sameness * 100, 0), **told)
    return AppError(Code.APPROVE_UNCONFIRMED, count=show(found.unconfirmed), **told) if found.asks else None


def last_held(office: Office, period: Period) -> dict[str, str]:
    """unit → hash of its report of the period before: the one that was approved, else the newest that came."""
    place = {"period": period.before().label, "packet": office.packet}
    found: dict[str, str] = {}
    for unit, inside in received.carried(office.store, **place).items():
        found[unit] = max(inside, key=lambda n: (n.version, n.hash)).hash
    for unit, came in received.held(office.store, **place).items():
        found[unit] = max(came, key=lambda h: (h.version, h.at, h.hash)).hash
    return found | {unit: one.hash for unit, one in received.admitted(office.store, **place).items()}


def repeated(office: Office, digest: str, last: str) -> Repeated:
    """Of a kept report and that of the period before ("" where there is none); both are read whole."""
    return repeated_of(office, whole(office, digest), whole(office, last) if last else ())


def repeated_of(office: Office, now: Sequence[Payload], last: Sequence[Payload]) -> Repeated:
    """The same of two reports, each with all that is nested in it."""
    catalogue = courier_payload.joined_catalogue(now, office.own)
    equal = answered = 0
    names = {part.form for one in now for part in one.parts} if last else ()
    for form in map(catalogue.form, names):
        keys = [f.key for f in form.stored if isinstance(f, NumberBase)]
        same, either = equal_answers(_answers(now, form.key), _answers(last, form.key), keys)
        equal, answered = equal + same, answered + either
    carried = sum(row[1] == "carried" for one in now for part in one.parts for row in part.rows)
    return Repeated(Fraction(equal, answered) if answered else None, carried)


def whole(office: Office, digest: str) -> list[Payload]:
    """A kept report, and after it those nested in it."""
    first = courier_payload.decode(reports.payload(office.store, digest))
    nested = (reports.payload(office.store, child.hash) for child in first.children)
    return [first, *map(courier_payload.decode, nested)]


def _answers(payloads: Sequence[Payload], form_key: str) -> Mapping[str, Values]:
    """Unit and record_id → values, of all that was reported of a form."""
    return {
        f"{one.unit} {row[0]}": dict(zip(part.columns, row[2:], strict=True))
        for one in payloads
        for part in one.parts
        if part.key == form_key
        for row in part.rows
    }
