"""A register as a list that is searched, sorted, filtered and written in."""
