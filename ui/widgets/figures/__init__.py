"""Consolidated figures, and where each of them comes from."""
