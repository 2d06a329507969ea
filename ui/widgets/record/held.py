"""What the data file could not take when its box or cell was left: it stands there again when one comes back."""

from __future__ import annotations

from pathlib import Path

from base.errors import AppError, Code
from office.entering.records import OpenRecord
from ui.session import Session
from ui.widgets.record.fieldrow import FieldRow

_UNWRITABLE = (Code.STORE_BUSY, Code.STORE_UNREACHABLE, Code.STORE_READ_ONLY, Code.DISK_FULL)
_Place = tuple[Path, str, str, str, str]


class Held:
    """Texts by box or cell, while the file takes nothing at all: after other refusals a person has to change them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._texts: dict[_Place, str] = {}

    def __bool__(self) -> bool:
        """Whether anything waits for the file to take it."""
        return bool(self._texts)

    def take(self, form_key: str, record_id: str, key: str) -> str | None:
        """What is held of a cell, which is held no more: whoever writes there goes on with it, or gives it up."""
        return self._texts.pop(self._place(form_key, record_id, key), None)

    def put(self, form_key: str, record_id: str, key: str, text: str, *, refusal: AppError) -> bool:
        """Whether it is held: the file takes nothing at all."""
        if refusal.code in _UNWRITABLE:
            self._texts[self._place(form_key, record_id, key)] = text
        return refusal.code in _UNWRITABLE

    def show(self, row: FieldRow, opened: OpenRecord) -> None:
        """What was typed into the box and is not kept stands in it again."""
        text = self._texts.get(self._place(row.form.key, opened.record.record_id, row.key))
        if text is not None:
            row.box.setText(text)

    def hold(self, row: FieldRow, opened: OpenRecord, refusal: AppError | None) -> None:
        """What stands in the box was refused; None: it was kept, or is what was kept before."""
        place = row.form.key, opened.record.record_id, row.key
        if refusal is None or not self.put(*place, row.box.text(), refusal=refusal):
            self.take(*place)

    def _place(self, form_key: str, record_id: str, key: str) -> _Place:
        return self._session.office.store.path, self._session.period.label, form_key, record_id, key
