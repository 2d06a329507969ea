"""What the data file could not take when its box was left: it stands there again when the record comes back."""

from __future__ import annotations

from pathlib import Path

from base.errors import AppError, Code
from office.entering.records import OpenRecord
from ui.session import Session
from ui.widgets.record.fieldrow import FieldRow

_UNWRITABLE = (Code.STORE_BUSY, Code.STORE_UNREACHABLE, Code.STORE_READ_ONLY, Code.DISK_FULL)
_Place = tuple[Path, str, str, str, str]


class Held:
    """Texts by box, while the file takes nothing at all: after any other refusal a person has to change the text."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._texts: dict[_Place, str] = {}

    def show(self, row: FieldRow, opened: OpenRecord) -> None:
        """What was typed into the box and is not kept stands in it again."""
        text = self._texts.get(self._place(row, opened))
        if text is not None:
            row.box.setText(text)

    def hold(self, row: FieldRow, opened: OpenRecord, refusal: AppError | None) -> None:
        """What stands in the box was refused; None: it was kept, or is what was kept before."""
        if refusal is not None and refusal.code in _UNWRITABLE:
            self._texts[self._place(row, opened)] = row.box.text()
        else:
            self._texts.pop(self._place(row, opened), None)

    def _place(self, row: FieldRow, opened: OpenRecord) -> _Place:
        path, period = self._session.office.store.path, self._session.period.label
        return path, period, row.form.key, opened.record.record_id, row.key
