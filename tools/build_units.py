"""Rebuild the unit tree and the industry code lists from tools/sources; the same sources give the same bytes.

    python -m tools.build_units [--root DIR]

Writes base/assets/units.csv, base/assets/unit_changes.csv and forms/codes/vsic*.csv. Where the sources say
nothing, a change is written with extent `unknown`: tools/sources/README.md and base/assets/README.md.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from typing import Literal

from base.text import nfc, search_key
from base.unit_files import history_in

Extent = Literal["whole", "partly", "unknown"]
SOURCES = Path(__file__).resolve().parent / "sources"
LEVEL_OF_LENGTH = {2: "province", 3: "district", 5: "commune"}
PARENT_LEVELS = ("province", "district")
_APOSTROPHE = str.maketrans({"’": "'"})


@dataclass(frozen=True, slots=True)
class Span:
    """A unit in one interval; dates are ISO texts, `valid_to` is the last day or "" while it lasts."""

    level: str
    code: str
    valid_from: str
    valid_to: str
    name: str
    kind: str
    parent: str
    verified: int


@dataclass(frozen=True, slots=True)
class Link:
    """What became of `old_code` on `effective_date`; an empty code: the sources name none."""

    effective_date: str
    old_code: str
    new_code: str
    extent: Extent


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which units change: the units of the day before and of the day itself, by code."""

    day: str
    before: dict[str, Span]
    after: dict[str, Span]

    def above(self, code: str, *, level: str, ended: bool) -> str:
        """The code of the unit of that level above (or at) a unit, before or after the turn; "" for none."""
        side = self.before if ended else self.after
        span = side.get(code)
        while span is not None and span.level != level:
            span = side.get(span.parent)
        return span.code if span is not None else ""


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV source, every text in Unicode form C."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [{key: nfc(value) for key, value in row.items()} for row in csv.DictReader(lines)]


def write(path: Path, header: Iterable[str], rows: Iterable[tuple[object, ...]]) -> None:
    """UTF-8 without a byte-order mark, LF at every line's end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out, lineterminator="\n")
        table.writerow(header)
        table.writerows(rows)


def read_spans(sources: Path, *, official_days: frozenset[str]) -> list[Span]:
    """The intervals as the lists show them; a start is verified where an official act gives its day."""
    return [
        Span(
            level=row["level"],
            code=row["code"],
            valid_from=row["valid_from"],
            valid_to=row["valid_to"],
            name=row["name"],
            kind=row["kind"],
            parent=row["parent_code"],
            verified=int(row["valid_from"] in official_days),
        )
        for row in read(sources / "units.csv")
    ]


def day_before(day: str) -> str:
    """The ISO date before an ISO date."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def turns(spans: list[Span]) -> list[Turn]:
    """Every day but the first on which some interval starts, in order."""
    days = sorted({span.valid_from for span in spans})[1:]
    return [Turn(day, _on(spans, day_before(day)), _on(spans, day)) for day in days]


def _on(spans: list[Span], day: str) -> dict[str, Span]:
    return {s.code: s for s in spans if s.valid_from <= day and (not s.valid_to or day <= s.valid_to)}


def official_links(turn: Turn, rows: list[dict[str, str]]) -> list[Link]:
    """The rows of the changes file for that day; an old code that the list does not know is `unknown`."""
    return [
        Link(
            turn.day,
            row["old_code"],
            row["new_code"],
            _extent(row["extent"], known=row["old_code"] in turn.before),
        )
        for row in rows
        if row["effective_date"] == turn.day
    ]


def _extent(text: str, *, known: bool) -> Extent:
    if text not in ("whole", "partly"):
        raise SystemExit(f"extent {text!r}: please either whole or partly")
    if not known:
        return "unknown"
    return "whole" if text == "whole" else "partly"


def carried_links(turn: Turn) -> list[Link]:
    """Communes whose code goes on between two lists without a changes file.

    `whole` where the name goes on too (apart from kind, spelling and a number's leading zero), else
    `unknown`: a merged commune was given the code of one of its parts.
    """
    both = sorted(c for c in turn.before.keys() & turn.after.keys() if turn.before[c].level == "commune")
    return [
        Link(turn.day, code, code, "whole" if _same_name(turn.before[code], turn.after[code]) else "unknown")
        for code in both
    ]


def _same_name(old: Span, new: Span) -> bool:
    return _bare(old) == _bare(new)


def _bare(span: Span) -> str:
    name = search_key(span.name[len(span.kind) :]).translate(_APOSTROPHE)
    return name.lstrip("0")


def parent_links(turn: Turn, links: list[Link], *, level: str) -> list[Link]:
    """What the communes' moves say of the units above them: whole where all known communes went one way."""
    moves = {
        (
            turn.above(link.old_code, level=level, ended=True),
            turn.above(link.new_code, level=level, ended=False),
        )
        for link in links
    }
    targets: dict[str, set[str]] = {}
    for old, new in moves:
        if old and new:
            targets.setdefault(old, set()).add(new)
    return [
        Link(turn.day, old, new, "whole" if len(news) == 1 else "partly")
        for old, news in targets.items()
        for new in news
    ]


def moved_territory(links: Iterable[Link]) -> frozenset[str]:
    """Codes that gave or took territory: they do not go into themselves, whole and alone."""
    crossing = [link for link in links if link.old_code != link.new_code]
    return frozenset(code for link in crossing for code in (link.old_code, link.new_code))


def split(spans: list[Span], day: str, codes: frozenset[str], *, verified: bool) -> list[Span]:
    """Cut the intervals of these codes that run across that day."""
    cut: list[Span] = []
    for span in spans:
        runs_across = span.valid_from < day and (not span.valid_to or span.valid_to >= day)
        if span.code in codes and runs_across:
            cut.append(replace(span, valid_to=day_before(day)))
            cut.append(replace(span, valid_from=day, verified=int(verified)))
        else:
            cut.append(span)
    return cut


def completed(links: list[Link], turn: Turn) -> list[Link]:
    """The links of units that end or start at the turn, and `unknown` for those that no link names.

    A level that is abolished at the turn has no links: nothing of its kind follows.
    """
    ending = {c for c, s in turn.before.items() if s.valid_to == day_before(turn.day)}
    starting = {c for c, s in turn.after.items() if s.valid_from == turn.day}
    levels = {s.level for s in turn.after.values()}
    kept = [link for link in links if link.old_code in ending or link.new_code in starting]
    without_heir = ending - {link.old_code for link in kept}
    without_origin = starting - {link.new_code for link in kept}
    kept += [Link(turn.day, c, "", "unknown") for c in without_heir if turn.before[c].level in levels]
    kept += [Link(turn.day, "", c, "unknown") for c in without_origin]
    return kept


def dated_tree(sources: Path) -> tuple[list[Span], list[Link]]:
    """All intervals, also cut where only the territory changed, and all changes between them."""
    rows = read(sources / "unit_changes_2025-07-01.csv")
    official_days = frozenset(row["effective_date"] for row in rows)
    spans = read_spans(sources, official_days=official_days)
    found: dict[str, list[Link]] = {}
    for turn in turns(spans):
        official = turn.day in official_days
        communes = official_links(turn, rows) if official else carried_links(turn)
        above = [link for level in PARENT_LEVELS for link in parent_links(turn, communes, level=level)]
        spans = split(spans, turn.day, moved_territory(above), verified=official)
        found[turn.day] = communes + above
    links = [link for turn in turns(spans) for link in completed(found[turn.day], turn)]
    spans.sort(key=lambda s: (len(s.code), s.code, s.valid_from))
    links.sort(key=lambda k: (k.effective_date, len(k.old_code or k.new_code), k.old_code, k.new_code))
    refuse_overlaps(spans)
    return spans, links


def refuse_overlaps(spans: list[Span]) -> None:
    """Raise SystemExit where two intervals of one code meet, or where a code's length hides its level."""
    for _, group in groupby(spans, key=lambda s: s.code):
        alike = list(group)
        if any(LEVEL_OF_LENGTH.get(len(span.code)) != span.level for span in alike):
            raise SystemExit(f"{alike[0].code}: a {alike[0].level} needs another number of digits")
        for earlier, later in pairwise(alike):
            if not earlier.valid_to or earlier.valid_to >= later.valid_from:
                raise SystemExit(f"{later.code}: two intervals overlap on {later.valid_from}")


def industry_rows(path: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """(code, level, parent, section, name) in the order of the tree; the section is the level-1 ancestor."""
    rows = {row["code"]: row for row in read(path)}
    sections = {code: _section(code, rows) for code in rows}
    for code in sorted(rows, key=lambda c: (sections[c], c if rows[c]["level"] != "1" else "")):
        row = rows[code]
        yield code, row["level"], row["parent"], sections[code], row["name"]


def _section(code: str, rows: dict[str, dict[str, str]]) -> str:
    while rows[code]["parent"]:
        code = rows[code]["parent"]
    return code


def build(root: Path, *, sources: Path = SOURCES) -> None:
    """Write every product file under `root`."""
    spans, links = dated_tree(sources)
    write(root / "base/assets/units.csv", [f.name for f in fields(Span)], map(astuple, spans))
    write(root / "base/assets/unit_changes.csv", [f.name for f in fields(Link)], map(astuple, links))
    (root / "base/assets/units_edition.txt").write_text(edition_of(root), encoding="ascii", newline="\n")
    for edition in ("2018", "2025"):
        rows = industry_rows(sources / f"vsic{edition}_industry.csv")
        write(root / f"forms/codes/vsic{edition}.csv", ("code", "level", "parent", "section", "name"), rows)
    pairs = read(sources / "vsic_2018_to_2025_industry.csv")
    header = ("code_2018", "code_2025", "extent")
    rows_of_pairs = sorted(tuple(pair[column] for column in header) for pair in pairs)
    write(root / "forms/codes/vsic_2018_to_2025.csv", header, rows_of_pairs)


def edition_of(root: Path) -> str:
    """Edition and starts of the history just written, a line each; worked out here because it takes 0.2 seconds."""
    history = history_in(root / "base/assets")
    return "".join(f"{line}\n" for line in (history.edition, *history.starts))


def main() -> None:
    """Build into the repository, or into another folder."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--root", type=Path, default=SOURCES.parent.parent)
    build(parser.parse_args().root)


if __name__ == "__main__":
    main()
