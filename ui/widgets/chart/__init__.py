"""A chart on the screen."""
