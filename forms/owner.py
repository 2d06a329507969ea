"""Which form a form's records belong to."""

from __future__ import annotations

from forms.spec import Form, Reference


def owner_key(form: Form) -> str:
    """The key of the form that `owner.x` names; "" when there is none."""
    return form.extends or next((f.form for f in form.field if isinstance(f, Reference)), "")
