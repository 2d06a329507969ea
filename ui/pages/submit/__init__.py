"""Submitting."""
