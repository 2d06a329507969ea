"""No sum that is told, nor what is left of a total, rests on one or two records."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from consolidation.figures import Sum
from consolidation.protection import FEWEST, withheld
from forms.confidential import is_confidential, is_open
from forms.load import load_built_in
from forms.spec import Form
from tests.builders import KILNS, form_of, kilns

SHOPS = form_of(
    KILNS.replace('label = "Tên lò"', 'label = "Tên lò"\npersonal = true')
    + """
[[measure]]
key = "cost_licensed"
label = "Chi phí có phép"
value = "sum(cost)"
where = "licensed"
over_time = "sum"
[[measure]]
key = "cost_unlicensed"
label = "Chi phí không phép"
value = "sum(cost)"
where = "not licensed"
over_time = "sum"
[[partition]]
key = "by_licence"
label = "Theo giấy phép"
total = "kiln_cost"
parts = ["cost_licensed", "cost_unlicensed"]
"""
)
ABOVE = {"a": "d", "b": "d", "c": "d", "e": "d", "z": "other"}
Known = dict[str, dict[str, int]]


def hidden(known: Known, form: Form = SHOPS) -> set[tuple[str, str]]:
    """The cells that are withheld, by how many records each sum rests on."""
    units = {unit: (form, {key: Sum(n, n, 0) for key, n in found.items()}) for unit, found in known.items()}
    return withheld(units, ABOVE)


def workers(**known: int) -> Known:
    return {unit: {"kiln_workers": n} for unit, n in known.items()}


def test_a_sum_of_one_or_two_records_is_withheld_with_the_next_smallest() -> None:
    key = "kiln_workers"
    assert hidden(workers(a=9, b=3, c=4)) == set()
    assert hidden(workers(a=9, b=2, c=4)) == {("b", key), ("c", key)}, "the total would tell the only one"
    assert hidden(workers(a=9, b=2, c=1)) == {("b", key), ("c", key)}, "two that rest on three"
    assert hidden(workers(a=9, b=1, c=1)) == {("b", key), ("c", key), ("a", key)}, "two that rest on two"
    assert hidden(workers(a=9, b=0, c=4)) == set(), "of none there is nothing to tell"
    assert hidden(workers(a=2)) == {("a", key)}, "where nothing is left the total is told all the same"


def test_the_total_of_another_office_hides_nothing_here() -> None:
    assert hidden(workers(a=2, z=3)) == {("a", "kiln_workers")}


def test_how_many_there_are_is_told() -> None:
    assert hidden({"a": {"kilns_total": 1, "kilns_licensed": 1}, "b": {"kilns_total": 5}}) == {
        ("a", "kilns_licensed")
    }


def test_a_breakdown_does_not_tell_what_it_hides() -> None:
    found = hidden({"a": {"kiln_cost": 9, "cost_licensed": 7, "cost_unlicensed": 2}})
    assert found == {("a", "cost_unlicensed"), ("a", "cost_licensed")}


def test_what_leaves_one_record_of_the_total_is_withheld() -> None:
    found = hidden({"a": {"kiln_cost": 9, "kiln_cost_per_ha_numerator": 8}})
    assert found == {("a", "kiln_cost_per_ha_numerator")}


def test_forms_of_persons_and_enterprises_are_those_that_are_protected() -> None:
    catalogue = load_built_in()
    on = {form.key for form in catalogue.forms for owner in [catalogue.owner_of(form, form.valid_from)]
          if is_confidential(form, owner)}  # fmt: skip
    assert {"establishments", "workers", "trade_facilities", "cluster_projects", "promo_projects"} <= on
    assert not on & {"power_grid", "commune_summary", "transformer_stations", "household_electricity"}
    assert not is_confidential(kilns(), None) and is_confidential(SHOPS, None)
    shops = catalogue.form("establishments@2025")
    assert [m.key for m in shops.measure if is_open(shops, m)] == ["establishments_total"]


CELLS = ("kiln_cost", "cost_licensed", "cost_unlicensed")


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from("abce"), st.tuples(*[st.integers(0, 6)] * 2), min_size=1))
def test_nobody_can_subtract_their_way_to_one_or_two_records(drawn: dict[str, tuple[int, int]]) -> None:
    known = {unit: dict(zip(CELLS, (x + y, x, y), strict=True)) for unit, (x, y) in drawn.items()}
    found = hidden(known)
    for unit, cells in known.items():
        for key in CELLS:
            assert (unit, key) in found or cells[key] == 0 or cells[key] >= FEWEST
    for key in CELLS:
        lacking = [unit for unit in known if (unit, key) in found]
        told = [unit for unit in known if unit not in lacking and known[unit][key]]
        small = len(lacking) == 1 or sum(known[unit][key] for unit in lacking) < FEWEST
        assert not (lacking and told and small), "the rest of the total is one unit, or one or two records"
    for unit, cells in known.items():
        lacking_cells = {key for key in CELLS if (unit, key) in found}
        others = [key for key in CELLS if key not in lacking_cells and cells[key]]
        assert len(lacking_cells) != 1 or not others
