"""What a person chose on this PC and where they left off: one small file in their own folder."""

from __future__ import annotations

from pathlib import Path

import msgspec

from base.paths import data_dir


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """A spot in the window: after a power cut the program comes back to it.

    In a record it names the field, in the list the column in which one stands.
    """

    page: str = "home"
    period: str = ""
    form: str = ""
    record_id: str = ""
    field: str = ""
    column: str | None = None


class Preferences(msgspec.Struct, omit_defaults=True):
    """`mode` is auto, light, dark or contrast; `scale` the text size in percent, 90 to 200."""

    mode: str = "auto"
    scale: int = 100
    last_file: str = ""
    recent: list[str] = []
    backup_folder: str = ""
    tour_done: bool = False
    place: Place = Place()
    columns: dict[str, list[str]] = {}
    mappings: dict[str, dict[str, str]] = {}

    def save(self) -> None:
        """Write them; a full or read-only disk costs only the convenience of finding things as they were left."""
        file = _file()
        partial = file.with_suffix(".part")
        try:
            partial.write_bytes(msgspec.json.encode(self))
            partial.replace(file)
        except OSError:
            return

    def remember_file(self, path: Path) -> None:
        """The data file that was opened last; the eight before it are offered again."""
        self.last_file = str(path)
        self.recent = [self.last_file, *(f for f in self.recent if f != self.last_file)][:8]


def load() -> Preferences:
    """As last saved; a file that cannot be read counts as none."""
    try:
        return msgspec.json.decode(_file().read_bytes(), type=Preferences)
    except (OSError, msgspec.DecodeError):
        return Preferences()


def _file() -> Path:
    return data_dir() / "preferences.json"
