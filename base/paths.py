"""Where the program's own files and the office's files live, frozen or not."""

from __future__ import annotations

import sys
from pathlib import Path

from platformdirs import user_data_path


def asset(relative: str) -> Path:
    """A file or folder shipped with the program, e.g. asset("forms/declared")."""
    frozen_root = getattr(sys, "_MEIPASS", None)
    root = Path(frozen_root) if frozen_root else Path(__file__).resolve().parent.parent
    return root / relative


def data_dir() -> Path:
    """The user's own folder for settings, logs and crash reports; made when missing."""
    folder = user_data_path("SoCongThuong", appauthor=False)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
