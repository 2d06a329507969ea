"""Acts on records and forms that need a question, a reason or a while: confirm, delete, nothing occurs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from base.errors import AppError
from base.numbers import show
from base.progress import Progress
from forms.spec import Form
from office.entering import carried, entry, records
from office.entering.register_list import Listing
from office.office import Office
from ui import dialogs
from ui.jobs import Job
from ui.session import Session


class EntryActs:
    """Each says whether it was done; a refusal is told."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session = session
        self._parent = parent

    def _done(self, form: Form, act: Callable[[], None]) -> bool:
        try:
            act()
        except AppError as refusal:
            dialogs.refuse(self._parent, refusal)
            return False
        self._session.tell_changed(form.key)
        return True

    def confirm(self, form: Form, record_id: str, said: str) -> bool:
        """Say of a record that was carried forward that it is unchanged, changed or ended."""
        office, period = self._session.office, self._session.period
        return self._done(form, lambda: carried.confirm(office, period, form.key, [record_id], said))

    def waiting(self, form: Form, listing: Listing | None) -> int:
        """How many records were brought over from the last period and not confirmed; of a list as far as it is read."""
        if form.kind == "sheet":
            return carried.unconfirmed_of(self._session.office, self._session.period, form)
        return len(listing.waiting()) if listing is not None else 0

    def confirm_all(self, form: Form) -> None:
        """All records that nobody has confirmed are unchanged, after a question."""
        session, key, period = self._session, form.key, self._session.period
        waiting = carried.unconfirmed_ids(session.office, period, key)
        question = (
            f"Xác nhận {show(len(waiting))} {form.record} chép từ kỳ trước là không đổi? "
            "Chỉ làm khi đã rà từng bản ghi; nhật ký ghi lại việc này."
        )
        if not waiting or not dialogs.confirm(self._parent, question, "Tất cả không đổi"):
            return

        def work(office: Office, _progress: Progress) -> None:
            carried.confirm(office, period, key, waiting, "unchanged")

        def done(_: None) -> None:
            session.tell_changed(key)

        session.jobs.run(session.office, Job("Xác nhận không đổi", work, done, writes=True))

    def delete(self, form: Form, record_id: str, named: str) -> bool:
        """Take a record out, with the reason that the person gives."""
        office, period = self._session.office, self._session.period
        question = f"Xóa “{named}” khỏi kỳ này? Ghi lý do; có thể hoàn tác bằng Ctrl+Z."
        reason = dialogs.ask_reason(self._parent, question, "Xóa")
        if not reason:
            return False
        return self._done(form, lambda: entry.delete(office, period, form.key, [record_id], reason=reason))

    def state_nil(self, form: Form) -> bool:
        """Nothing of the form occurs in the period; refused while records stand."""
        office, period = self._session.office, self._session.period
        return self._done(form, lambda: entry.nil(office, period, form.key))

    def is_there(self, form: Form, record_id: str) -> bool:
        """Whether a record that was remembered still stands."""
        try:
            records.opened_record(self._session.office, self._session.period, form.key, record_id)
        except AppError:
            return False
        return True

    def open_period(self) -> None:
        """Begin the report of the period that is shown."""
        from ui.open_period import OpenPeriod

        dialog = OpenPeriod(self._parent, self._session)
        dialog.choose(self._session.period)
        dialog.exec()

    def take_old_list(self, form: Form) -> None:
        """Take a list over that was kept elsewhere."""
        from ui.widgets.old_list.wizard import OldListDialog

        OldListDialog(self._parent, self._session, form.key).exec()

    def find_doubles(self, form: Form) -> None:
        """Look for records that may be the same."""
        from ui.widgets.duplicates import DuplicatesDialog

        DuplicatesDialog(self._parent, self._session, form.key).exec()
