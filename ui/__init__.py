"""The window: everything that needs Qt.

What the first page needs from below is loaded before PySide6, which reads the source of all that comes after it.
"""

import html  # noqa: F401
import traceback  # noqa: F401

import office.agenda.home
import office.entering.substitute
import office.people  # noqa: F401
