"""What is kept of a crash, for whoever helps the user."""

from __future__ import annotations

import sys
from datetime import datetime

from base.paths import data_dir


def keep(arguments: list[str], trace: str) -> tuple[str, str]:
    """Write the crash report; gives its text and its path ("" where there is no place to write)."""
    import platform

    now = datetime.now().astimezone()
    text = "\n".join([now.isoformat(), sys.version, platform.platform(), str(arguments), "", trace])
    try:
        file = data_dir() / "crash" / f"{now:%Y%m%d-%H%M%S-%f}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError:
        return text, ""
    return text, str(file)
