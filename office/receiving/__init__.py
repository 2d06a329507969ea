"""Receiving from below: files answered, held side by side, judged, and taken into the tables."""
