"""Receiving and approving."""
