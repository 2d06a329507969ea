"""USB sticks: the places that a report is written to and comes from."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QStorageInfo

_STICKS = ("/media/", "/run/media/", "/mnt/usb", "/Volumes/")
_REMOVABLE = 2
"""DRIVE_REMOVABLE of GetDriveTypeW."""


def sticks() -> list[Path]:
    """Where removable drives that can be written to are mounted."""
    volumes = (v for v in QStorageInfo.mountedVolumes() if v.isValid() and v.isReady() and not v.isReadOnly())
    return [Path(v.rootPath()) for v in volumes if _is_stick(v.rootPath())]


def _is_stick(root: str) -> bool:
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(root.replace("/", "\\"))) == _REMOVABLE
    return root.startswith(_STICKS)


def start(*, before: Path | None = None) -> Path:
    """Where a file dialog opens: a stick, else the folder used `before`, else the person's own."""
    found = sticks()
    return found[0] if found else before if before is not None and before.is_dir() else Path.home()
