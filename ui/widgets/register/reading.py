"""What is worked out of a register: at once where it is short, beside the window where it is long."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QObject, Signal

from base.period import Period
from base.progress import Cancelled, Progress
from forms.spec import Form
from office.entering import register_order, registers
from office.entering.register_list import Listing, Shown
from office.entering.register_order import EVERYTHING, Wish
from office.entering.registers import STATE, Row, Standing
from office.office import Office
from ui.jobs import Job
from ui.session import Session

FIRST = 100
"""So many records are shown before the others are known: a screenful of the largest screen."""
Work = Callable[[Office, Progress], Any]


class RegisterReading(QObject):
    """One register of one period and file. What comes too late, for another one or an older list, is not told."""

    came = Signal(object, object)
    """A Listing, and how its records stand: None while that is not known."""
    searchable = Signal()
    ordered = Signal(object)
    """Shown: the records that were wished for."""
    added = Signal(object)
    """Totals of the records that are shown."""
    checked = Signal(object)
    """record_id → Standing of all records."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._place: tuple[Period, Office] | None = None
        """The period and the file that the list belongs to."""
        self._turns: dict[str, int] = {}
        """Kind of work → how often it was begun: only the latest is told."""
        self._edited: set[str] = set()
        """What was edited while the list or its words were being read."""
        self.form: Form | None = None
        self.listing: Listing | None = None

    @property
    def is_here(self) -> bool:
        """Whether the list belongs to the period and file that are open."""
        session = self._session
        if not session.is_open or self._place is None:
            return False
        period, office = self._place
        return period == session.period and office is session.office

    @property
    def is_long(self) -> bool:
        """Whether nothing of the list is worked out at once."""
        return self.listing is not None and self.listing.count > registers.MANY

    @property
    def is_under_way(self) -> bool:
        """Whether nothing of the list is known yet."""
        return self.form is not None and self.listing is None

    def begin(self, form: Form) -> None:
        """Another form: nothing is known of it."""
        self.forget()
        self._place = (self._session.period, self._session.office)
        self.form = form

    def forget(self) -> None:
        """Nothing that is under way is told any more."""
        for kind in self._turns:
            self._turns[kind] += 1
        self.form = self.listing = self._place = None

    # reading

    def read(self) -> None:
        """Read the list, again if it was read before."""
        assert self.form is not None
        office, period, key = self._session.office, self._session.period, self.form.key
        if not registers.is_long(office, period, key):
            listing = registers.listed(office, period, key)
            self._take(listing, registers.standing(office, period, listing))
        elif self.listing is None:
            self._beside("read", f"Đọc {self.form.title}", self._lister(FIRST), self._take_beginning)
        else:
            self._read_all()

    def _lister(self, first: int = 0) -> Work:
        assert self.form is not None
        period, key = self._session.period, self.form.key
        return lambda own, _: registers.listed(own, period, key, with_words=False, first=first)

    def _take_beginning(self, listing: Listing) -> None:
        self._take(listing, None)
        self._read_all()

    def _read_all(self) -> None:
        assert self.form is not None
        self._edited.clear()
        self._beside("read", f"Đọc {self.form.title}", self._lister(), self._take_all)

    def _take_all(self, listing: Listing) -> None:
        if new := self._edited.difference(listing.ids):
            registers.renew(self._session.office, listing, list(new))
        self._take(listing, None)
        self._beside(
            "words",
            "Chuẩn bị tìm kiếm",
            lambda own, _: registers.words_of(own, listing),
            lambda words: self._take_words(listing, words),
            gives_way=True,
        )
        self.check()

    def _take(self, listing: Listing, standing: Mapping[str, Standing] | None) -> None:
        self.listing = listing
        self.came.emit(listing, standing)

    def _take_words(self, listing: Listing, words: list[str]) -> None:
        registers.put_words(listing, words)
        registers.renew(self._session.office, listing, list(self._edited))
        self.searchable.emit()

    def renew(self, ids: Sequence[str]) -> dict[str, Standing]:
        """Read a few records again, of which some may be new; gives how they stand, doubles aside."""
        listing, office, period = self.listing, self._session.office, self._session.period
        assert listing is not None
        self._edited.update(ids)
        registers.renew(office, listing, [i for i in ids if listing.is_whole or i in listing.ids])
        return registers.standing_now(office, period, listing, ids)

    def page(self, ids: Sequence[str]) -> list[Row]:
        """The records of these ids; none of a list that belongs elsewhere."""
        if not self.is_here or self.listing is None:
            return []
        return registers.page(self._session.office, self._session.period, self.listing, ids)

    def check(self) -> None:
        """Look at the register as a whole: doubles are seen only so."""
        listing, form, period = self.listing, self.form, self._session.period
        if listing is None or form is None or not self.is_here:
            return
        if not self.is_long:
            self.checked.emit(registers.standing(self._session.office, period, listing))
            return

        def work(own: Office, progress: Progress) -> dict[str, Standing]:
            return registers.standing(own, period, listing, progress=progress)

        self._beside("check", f"Kiểm tra {form.title}", work, self.checked.emit, gives_way=True)

    # what is shown

    def order(self, wish: Wish, standing: Mapping[str, Standing]) -> None:
        """Find and order what is wished for; a search that comes before the words waits for them."""
        listing = self.listing
        assert listing is not None
        if wish == EVERYTHING:
            self._turn("order")
            self.ordered.emit(listing.all)
        elif not listing.is_whole or (wish.search and not listing.has_words):
            self._turn("order")
        elif self.is_long and (wish.filters or wish.sort is not None):
            # The window goes on writing into its own.
            stands = dict(standing) if wish.state or (wish.sort and wish.sort[0] == STATE) else {}

            def work(own: Office, _: Progress) -> Shown:
                return register_order.in_order(own, listing, wish, stands)

            self._beside("order", "Sắp xếp danh sách", work, self.ordered.emit)
        else:
            self._turn("order")
            self.ordered.emit(register_order.in_order(self._session.office, listing, wish, standing))

    def add_up(self, shown: Shown, keys: Sequence[str]) -> None:
        """What the records that are shown come to."""
        listing = self.listing
        if listing is None or not self.is_here or not listing.is_whole:
            return
        ids = None if len(shown) == len(listing.ids) else shown
        if not self.is_long:
            self.added.emit(registers.totals(self._session.office, listing, keys, ids=ids))
            return
        work: Work = lambda own, _: registers.totals(own, listing, keys, ids=ids)  # noqa: E731
        self._beside("add", "Cộng danh sách", work, self.added.emit)

    # beside the window

    def _turn(self, kind: str) -> int:
        """What was begun of this kind before is not told any more."""
        self._turns[kind] = self._turns.get(kind, 0) + 1
        return self._turns[kind]

    def _beside(
        self, kind: str, title: str, work: Work, done: Callable[[Any], None], *, gives_way: bool = False
    ) -> None:
        turn = self._turn(kind)

        def is_late() -> bool:
            return self._turns[kind] != turn

        def unless_late(own: Office, progress: Progress) -> Any:
            if is_late():
                raise Cancelled(title)
            stops = Progress(progress.tell, lambda: is_late() or progress.cancelled())
            return work(own, stops)

        def unless_elsewhere(value: Any) -> None:
            if not is_late() and self.is_here:
                done(value)

        job = Job(title, unless_late, unless_elsewhere, gives_way=gives_way, asked=not gives_way)
        self._session.jobs.run(self._session.office, job)
