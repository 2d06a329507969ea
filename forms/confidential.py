"""Which forms tell of persons and enterprises, and which of their sums must not tell of one alone."""

from __future__ import annotations

from forms.spec import Form, Measure

TAX_CODE = "tax_code"


def is_confidential(form: Form, owner: Form | None) -> bool:
    """Whether the records are of persons or enterprises (Luật Thống kê); one that extends another is as that one is."""
    if form.kind != "register":
        return False
    own = any(field.personal or field.key == TAX_CODE for field in form.stored)
    return own or bool(form.extends and owner is not None and is_confidential(owner, None))


def is_open(form: Form, measure: Measure) -> bool:
    """Whether a sum tells no more than how many there are: all of them, or what the form's first breakdown divides."""
    first = form.partition[0].total if form.partition else ""
    return is_count(measure) and (not measure.where or measure.key == first)


def is_count(measure: Measure) -> bool:
    """Whether it counts records, and adds up no answers."""
    return measure.value.strip().startswith("count")
