"""Composition root: a subcommand works without a display; the window comes with the next release."""

from __future__ import annotations

import io
import os
import platform
import sys
import traceback
from datetime import datetime


def main(arguments: list[str]) -> int:
    """Exit status: 0 to 2 as each command defines them, 3 after a crash."""
    speak_utf8()
    try:
        from cli import run

        status = run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # `… | head` went away: no fault of ours, and Python must not flush into the closed pipe at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception:  # noqa: BLE001 (a bug: kept for whoever helps the user)
        print(report_crash(arguments), file=sys.stderr)
        return 3
    return status


def speak_utf8() -> None:
    """Windows would refuse "Việt" on its cp1252 console; a windowed program has no stream at all."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def report_crash(arguments: list[str]) -> str:
    """Write the crash report; the sentence says where it lies. Without a place to write, it is the report."""
    now = datetime.now().astimezone()
    facts = [now.isoformat(), sys.version, platform.platform(), str(arguments), "", traceback.format_exc()]
    report = "\n".join(facts)
    try:
        from base.paths import data_dir

        file = data_dir() / "crash" / f"{now:%Y%m%d-%H%M%S-%f}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(report, encoding="utf-8")
    except (OSError, ImportError):
        return report
    return f"Chương trình gặp lỗi ngoài dự kiến. Hãy gửi tệp “{file}” cho người hỗ trợ."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
