"""Writing files: official workbooks, submissions, templates, charts."""
