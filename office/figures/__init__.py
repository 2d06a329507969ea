"""Figures: what was reported, added up, explained, compared, drawn and laid out."""
