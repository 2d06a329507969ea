"""The catalogue as JSON and as lines: every form, field, code, rule, measure and indicator with its legal source."""

from __future__ import annotations

from typing import Any

from cli import show
from forms.bind import INDICATORS
from forms.catalogue import Catalogue
from forms.spec import CodeList, Field, Form, Indicator, ListedCode, Measure


def tell(catalogue: Catalogue, *, as_json: bool) -> None:
    """What `forms` prints."""
    if not as_json:
        show.lines(f"{form.name:<30} {form.title}" for form in catalogue.forms)
        return
    packets = [
        {
            "key": packet.key,
            "title": packet.title,
            "calendar": packet.calendar,
            "forms": list(dict.fromkeys(f.key for f in catalogue.forms if f.packet == packet.key)),
        }
        for packet in catalogue.packets.values()
    ]
    lists = {key: _list(listed) for key, listed in sorted(code_lists(catalogue).items())}
    show.document({"forms": [_form(f) for f in catalogue.forms], "packets": packets, "code_lists": lists})


def code_lists(catalogue: Catalogue) -> dict[str, CodeList]:
    """key → list, of every list that a form chooses from; that of the indicators themselves aside."""
    found: dict[str, CodeList] = {}
    for form in catalogue.forms:
        for field in form.field:
            listed = [getattr(field, "options", None), *getattr(field, "options_by", {}).values()]
            found |= {one.key: one for one in listed if one is not None and one.key != INDICATORS}
    return found


def _form(form: Form) -> dict[str, Any]:
    measures = [_measure(form, m) for m in form.measure if not m.hidden]
    return {
        "key": form.key,
        "edition": form.edition,
        "title": form.title,
        "topic": form.topic,
        "kind": form.kind,
        "level": form.level,
        "packet": form.packet,
        "asked": list(form.asked),
        "optional": form.optional,
        "extends": form.extends or None,
        "form_code": form.form_code,
        "legal_ref": form.legal_ref,
        "model": form.model,
        "valid_from": form.valid_from.isoformat(),
        "valid_to": form.valid_to.isoformat() if form.valid_to else None,
        "deadlines": [
            {"asked": list(d.asked), "level": d.level, "days_after": d.days_after, "legal_ref": d.legal_ref}
            for d in form.deadline
        ],
        "fields": [_field(form, f) for f in form.field],
        "rules": [
            *(_rule(form, r) for r in (*form.rule, *form.cross_check)),
            *(
                {**_told(form, n), "check": n.key, "severity": n.severity, "message": n.message}
                for n in form.named_check
            ),
        ],
        "measures": measures,
        "indicators": [
            *({**m, "numerator": None, "denominator": None, "one_of": []} for m in measures),
            *(_indicator(form, i) for i in form.indicator),
        ],
    }


def _told(form: Form, declared: Any) -> dict[str, Any]:
    """The key, and the legal source: its own or that of the form."""
    return {
        "key": declared.key,
        "legal_ref": getattr(declared, "legal_ref", "") or form.legal_ref or form.citation(),
    }


def _rule(form: Form, declared: Any) -> dict[str, Any]:
    return {
        **_told(form, declared),
        "check": declared.check,
        "severity": declared.severity,
        "message": declared.message,
    }


def _measure(form: Form, m: Measure) -> dict[str, Any]:
    named = {"label": m.label, "unit": m.unit, "decimals": m.decimals}
    return {**_told(form, m), **named, "over_units": m.over_units, "over_time": m.over_time}


def _indicator(form: Form, i: Indicator) -> dict[str, Any]:
    return {
        **_told(form, i),
        "label": i.label,
        "unit": i.unit,
        "decimals": i.decimals,
        "numerator": i.numerator or None,
        "denominator": i.denominator or None,
        "one_of": list(i.one_of),
    }


def _field(form: Form, field: Field) -> dict[str, Any]:
    options = getattr(field, "options", None)
    by = getattr(field, "options_by", {})
    codes = _codes(options) if options else None
    return {
        **_told(form, field),
        "label": field.label,
        "kind": field.__struct_config__.tag,
        "unit": getattr(field, "unit", ""),
        "required": field.required,
        "section": field.section,
        "code_list": options.key if options else [listed.key for listed in by.values()] or None,
        "codes": codes if not by else {key: _codes(listed) for key, listed in by.items()},
    }


def _codes(listed: CodeList) -> list[dict[str, str]]:
    return [{"code": c.code, "name": c.name} for c in listed.code]


def _list(listed: CodeList) -> dict[str, Any]:
    return {
        "title": listed.title,
        "legal_ref": listed.legal_ref,
        "confidence": listed.confidence,
        "codes": [_code(listed, c) for c in listed.code],
    }


def _code(listed: CodeList, c: ListedCode) -> dict[str, Any]:
    return {
        "code": c.code,
        "name": c.name,
        "valid_from": c.valid_from.isoformat() if c.valid_from else None,
        "valid_to": c.valid_to.isoformat() if c.valid_to else None,
        "legal_ref": c.legal_ref or listed.legal_ref,
        "attributes": dict(c.attributes),
    }
