"""Taking an old list in, step by step."""
