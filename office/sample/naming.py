"""Names that sound right and are nobody's: people, shops, companies, hamlets; no name twice in a commune."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from base.text import search_key
from base.units import Unit
from office.sample.declared import Words, load_words

_HAMLETS = {"phường": ("Khóm", 6), "thị trấn": ("Khóm", 5)}
_TRIES = 400


class Namer:
    """Gives each name once in its commune, accents aside, as the check for doubles compares them."""

    def __init__(self, unit: Unit, rng: Random) -> None:
        self._unit = unit
        self._rng = rng
        self._words: Words = load_words()
        self._given: set[str] = set()
        self.hamlets = self._hamlets()

    def _hamlets(self) -> tuple[str, ...]:
        if self._unit.kind in _HAMLETS:
            word, usual = _HAMLETS[self._unit.kind]
            return tuple(f"{word} {n}" for n in range(1, usual + self._rng.randint(0, 4)))
        return tuple(f"Ấp {name}" for name in self._rng.sample(self._words.hamlets, self._rng.randint(6, 10)))

    def hamlet(self) -> str:
        """One of the commune's hamlets, with its kind."""
        return self._rng.choice(self.hamlets)

    def person(self) -> str:
        """A man's or a woman's full name."""
        w, pick = self._words, self._rng.choice
        if self._rng.random() < 0.5:
            return f"{pick(w.families)} {pick(w.middles_male)} {pick(w.givens_male)}"
        return f"{pick(w.families)} {pick(w.middles_female)} {pick(w.givens_female)}"

    def call(self) -> str:
        """What people call the owner of a shop: "Út Hiền"."""
        w, pick = self._words, self._rng.choice
        first, last = pick(w.calls), pick(w.givens_male + w.givens_female)
        return f"{first} {last}" if first != last else f"Hai {last}"

    def brand(self) -> str:
        """What a company calls itself: "Phú Lộc"."""
        first, last = self._rng.choice(self._words.brands_first), self._rng.choice(self._words.brands_last)
        return f"{first} {last}" if first != last else f"{first} Nam"

    def once(self, make: Callable[[], str]) -> str:
        """A name that the commune does not have yet."""
        for _ in range(_TRIES):
            name = make()
            if self.is_new(name):
                return name
        raise AssertionError("the words for names are too few")

    def is_new(self, name: str) -> bool:
        """Takes the name, unless it is taken."""
        key = search_key(name)
        if key in self._given:
            return False
        self._given.add(key)
        return True
