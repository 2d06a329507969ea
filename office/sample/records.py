"""All records of a commune, form by form."""

from __future__ import annotations

from collections.abc import Mapping

from forms.spec import Form, Record
from office.sample import power, trade
from office.sample.establishments import establishments
from office.sample.making import Commune


def records_for(
    c: Commune, forms: Mapping[str, Form], *, whole_years: bool = False
) -> dict[str, list[Record]]:
    """form key → records, for the forms that are asked; a form that is left out, or empty, does not occur here.

    `whole_years`: what was built is told for the longer period that ends with this year.
    """
    made: dict[str, list[Record]] = {}
    if "establishments" in forms and "workers" in forms:
        owners, workers = establishments(c, forms["establishments"], forms["workers"])
        made |= {"establishments": owners, "workers": workers}
    if "markets" in forms:
        made["markets"] = trade.markets(c, forms["markets"])
    if "trade_facilities" in forms:
        made["trade_facilities"] = trade.facilities(c, forms["trade_facilities"])
    if "transformer_stations" in forms:
        made["transformer_stations"] = power.stations(c, forms["transformer_stations"])
    if "power_grid" in forms:
        made["power_grid"] = [power.grid(c, forms["power_grid"], whole_years=whole_years)]
    if "household_electricity" in forms:
        made["household_electricity"] = [power.households(c, forms["household_electricity"])]
    return made
