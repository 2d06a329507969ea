"""The few checks that a formula cannot say; forms name them as [[named_check]].

Each takes the stored values of a record and tells whether they pass; a missing answer passes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from forms.measured import OtherQuantity, amount_unit, converted
from forms.spec import Form, Value

_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_RATINGS_KVA = [
    "10",
    "15",
    "25",
    "31.5",
    "37.5",
    "50",
    "75",
    "100",
    "160",
    "180",
    "250",
    "320",
    "400",
    "560",
    "630",
    "750",
    "800",
    "1000",
    "1250",
    "1600",
    "2000",
    "2500",
]
RATINGS_VA = frozenset(int(Decimal(kva) * 1000) for kva in _RATINGS_KVA)
"""Standard ratings of distribution transformers, in VA."""


def tax_code_digit(form: Form, values: Mapping[str, Value]) -> bool:
    """The tenth digit of a tax code of 10 or 13 digits is the check digit (Thông tư 105/2020/TT-BTC)."""
    digits = str(values.get("tax_code") or "").replace("-", "")
    if len(digits) not in (10, 13) or not digits.isdigit():
        return True
    return (10 - sum(int(d) * w for d, w in zip(digits, _TAX_WEIGHTS, strict=False)) % 11) == int(digits[9])


def vsic_is_industry(form: Form, values: Mapping[str, Value]) -> bool:
    """Industry is sections B to E of either version of VSIC."""
    code, version = values.get("vsic_code"), str(values.get("vsic_version"))
    field = form.fields.get("vsic_code")
    options = getattr(field, "options_by", {}).get(version)
    if code is None or options is None:
        return True
    entry = options.by_code.get(str(code))
    return entry is None or entry.attributes.get("section") in ("B", "C", "D", "E")


def capacity_is_standard(form: Form, values: Mapping[str, Value]) -> bool:
    """A distribution station's capacity is a sum of standard ratings, one for each of its one to three machines."""
    if values.get("kind") != "distribution":
        return True
    capacity, count = values.get("capacity_kva"), values.get("n_transformers")
    if not isinstance(capacity, int) or not isinstance(count, int) or not 1 <= count <= 3:
        return True
    reachable = {0}
    for _ in range(count):
        reachable = {
            total + rating for total in reachable for rating in RATINGS_VA if total + rating <= capacity
        }
    return capacity in reachable


def ends_after_start(form: Form, values: Mapping[str, Value]) -> bool:
    """An establishment does not end before the year in which it began."""
    start, end = values.get("start_year"), values.get("end_date")
    return start is None or end is None or int(str(end)[:4]) >= int(start)


def traditional_over_50_years(form: Form, values: Mapping[str, Value]) -> bool:
    """A traditional craft is older than 50 years when it is recognised (Nghị định 52/2018/NĐ-CP, Điều 5)."""
    start, decided = values.get("started_year"), values.get("decision_date")
    if start is None or decided is None or not str(values.get("recognised_title")).startswith("traditional"):
        return True
    return int(str(decided)[:4]) - int(start) >= 50


def valid_for_36_months(form: Form, values: Mapping[str, Value]) -> bool:
    """An OCOP certificate holds for 36 months from its decision: until that day or the one before."""
    decided, expiry = values.get("decision_date"), values.get("expiry")
    if values.get("scheme") != "ocop" or decided is None or expiry is None:
        return True
    day = date.fromisoformat(str(decided))
    last = day.replace(year=day.year + 3, day=28 if (day.month, day.day) == (2, 29) else day.day)
    return timedelta(0) <= last - date.fromisoformat(str(expiry)) <= timedelta(1)


def unit_fits_indicator(form: Form, values: Mapping[str, Value]) -> bool:
    """A target's amounts are told in a unit that the indicator which measures it converts into."""
    options = getattr(form.fields.get("indicator"), "options", None)
    entry = options.by_code.get(str(values.get("indicator"))) if options else None
    if entry is None:
        return True
    told = amount_unit(str(values.get("target_kind") or ""), str(values.get("value_unit") or ""))
    try:
        converted(str(entry.attributes.get("unit", "")), told)
    except OtherQuantity:
        return False
    return True


NAMED: dict[str, Callable[[Form, Mapping[str, Value]], bool]] = {
    check.__name__: check
    for check in (
        tax_code_digit,
        vsic_is_industry,
        capacity_is_standard,
        ends_after_start,
        traditional_over_50_years,
        valid_for_36_months,
        unit_fits_indicator,
    )
}
