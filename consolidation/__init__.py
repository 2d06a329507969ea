"""How figures add up: over time, up the tree of units, into indicators, growth, coverage and tables. Pure."""
