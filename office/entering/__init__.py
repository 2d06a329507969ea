"""Entering: answers typed, pasted, filled in, carried forward, looked through, checked, found double."""
