"""Sending up: the report closed as its next version, whole or as totals only, and what comes back."""
