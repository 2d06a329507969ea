"""Composition root: no arguments, or a data file, opens the window; a subcommand works without a display."""

from __future__ import annotations

import gc
import io
import os
import sys
import traceback

from base import crash


def main(arguments: list[str]) -> int:
    """Exit status: 0 to 2 as each command defines them, 3 after a crash."""
    speak_utf8()
    try:
        if wants_window(arguments):
            gc.disable()  # a start only builds up: looking for rubbish would take a quarter of it
            from ui.app import start

            return start(arguments, lambda trace: crash.keep(arguments, trace)[0])
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
        text, file = crash.keep(arguments, traceback.format_exc())
        where = f"Chương trình gặp lỗi ngoài dự kiến. Hãy gửi tệp “{file}” cho người hỗ trợ."
        print(where if file else text, file=sys.stderr)
        return 3
    return status


def wants_window(arguments: list[str]) -> bool:
    """`-platform windows` and the like are Qt's own; a data file comes by a double click."""
    return not arguments or arguments[0].endswith(".sct") or arguments[0] == "-platform"


def speak_utf8() -> None:
    """Windows would refuse "Việt" on its cp1252 console; a windowed program has no stream at all."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
