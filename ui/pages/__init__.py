"""One module a page of the window; each is loaded when it is first shown."""
