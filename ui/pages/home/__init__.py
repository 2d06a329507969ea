"""Home, of an office that enters and of one above it."""
