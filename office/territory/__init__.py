"""The units over time: changes to come, predecessors taken over, old figures on the units of today."""
