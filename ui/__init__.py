"""The window: pages, widgets and jobs. The only room that knows Qt."""
