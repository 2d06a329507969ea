"""Entering."""
