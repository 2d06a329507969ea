"""The records of a register as a list by their ids, with what finds them; their answers stay in the data file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress, repeat
from operator import contains
from typing import overload

from base.text import search_key
from forms.spec import Form

_DIGITS_OF_A_CODE = 8


@dataclass(frozen=True, slots=True, eq=False)
class Shown(Sequence[str]):
    """Records of a list in the order in which they are shown. `at`: the place of each in the order of entry, from 0."""

    ids: Sequence[str] = ()
    """All records in the order of entry."""
    at: Sequence[int] = ()

    def __len__(self) -> int:
        return len(self.at)

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self.ids[place] for place in self.at[row]]
        return self.ids[self.at[row]]

    def row_of(self, record_id: str) -> int:
        """Where a record is shown; -1 where it is not."""
        try:
            return self.at.index(self.ids.index(record_id))
        except ValueError:
            return -1

    def beside(self, record_id: str, by: int) -> str:
        """The record so many rows below another one; "" beyond the ends and beside what is not shown."""
        row = self.row_of(record_id)
        return self[row + by] if row >= 0 and 0 <= row + by < len(self) else ""

    @property
    def is_all(self) -> bool:
        """Whether all records are shown in the order of entry."""
        return isinstance(self.at, range) and len(self.at) == len(self.ids)


@dataclass(slots=True)
class Listing:
    """All records of a form in one period by id, with what finds them; their answers stay in the data file.

    A form that extends another one lists that one's records, whether they have answers here or not.
    """

    form: Form
    owner: Form | None
    unit: str
    period: str
    ids: list[str]
    """In the order of entry."""
    count: int
    """How many records there are: more than `ids` while only the beginning was read."""
    carried: dict[str, str]
    """record_id → what was said of it since the last period, of those of which something was said."""
    absent: set[str] = field(default_factory=set)
    """Those of the form that this one extends which have no answers here."""
    searched: list[str] = field(default_factory=list)
    """What each record is found by, beside `ids`; nothing while has_words is False."""
    has_words: bool = True
    labels: dict[str, str] = field(default_factory=dict)
    """record_id → name, for forms whose records are called by those they extend."""
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    """Field that names a record of another form → record_id → that record's name."""
    ranks: dict[str, Mapping[str, int | str]] = field(default_factory=dict)

    @property
    def place(self) -> dict[str, str]:
        """Unit and period, as the data file knows them."""
        return {"unit": self.unit, "period": self.period}

    @property
    def is_whole(self) -> bool:
        """Whether all records are known by now."""
        return len(self.ids) == self.count

    @property
    def all(self) -> Shown:
        """All records in the order of entry."""
        return Shown(self.ids, range(len(self.ids)))

    def said_of(self, record_id: str) -> str | None:
        """What was said of a record since the last period, "" for nothing; None when it has no answers here."""
        return None if record_id in self.absent else self.carried.get(record_id, "")

    def waiting(self) -> list[str]:
        """The records brought over from the last period that nobody has confirmed, in no order."""
        return [record_id for record_id, said in self.carried.items() if said == "carried"]

    def found(self, text: str) -> Sequence[int]:
        """The places of the records in which every word stands, accents and case aside."""
        # The longest word first: it leaves the fewest records for the others.
        words = sorted(words_in(text), key=len, reverse=True)
        if not words:
            return range(len(self.ids))
        told = self.searched
        at = list(compress(range(len(told)), map(contains, told, repeat(words[0]))))
        for word in words[1:]:
            at = [place for place in at if word in told[place]]
        return at


def words_in(text: str) -> list[str]:
    """The words to be searched for; the figures of a code are one word however they are spaced."""
    words = search_key(text).split()
    joined = "".join(words).replace("-", "")
    return [joined] if joined.isdigit() and len(joined) >= _DIGITS_OF_A_CODE else words
