"""The window: pages, widgets and jobs. It comes with the next release."""
