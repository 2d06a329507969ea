"""Templates that an office has filled in."""
