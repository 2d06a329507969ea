"""What a set of received files means: derived from the set and the decisions, whatever order they came in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["approve", "return", "exclude", "reopen", "resolve"]
Answer = Literal["new", "have", "older", "gap", "conflict"]
Kind = Literal["estimate", "preliminary", "final"]
State = Literal["none", "sent", "returned", "approved", "conflict", "excluded"]


@dataclass(frozen=True, slots=True)
class Held:
    """One received version of a unit's report; `at` is when it came, which decides nothing."""

    version: int
    hash: str
    predecessor: str
    kind: Kind
    at: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one file (or, with an empty hash, about the unit), in order of `seq`."""

    seq: int
    verdict: Verdict
    hash: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit's report stands: `counted` is the hash that adds up, `newest` the one to be judged.

    `waiting`: a version newer than the counted one lies unjudged. `gap`: a version before the newest never came.
    """

    state: State
    counted: str = ""
    newest: str = ""
    version: int = 0
    conflict: tuple[str, ...] = ()
    gap: bool = False
    waiting: bool = False
    reason: str = ""


def answer(before: Iterable[Held], arriving: Held) -> Answer:
    """What to say of a file, given those held before it."""
    known = list(before)
    if any(h.hash == arriving.hash for h in known):
        return "have"
    if any(h.version == arriving.version for h in known):
        return "conflict"
    if known and arriving.version < max(h.version for h in known):
        return "older"
    if arriving.version > 1 and arriving.predecessor not in {h.hash for h in known}:
        return "gap"
    return "new"


def standing(held: Iterable[Held], decisions: Sequence[Decision]) -> Standing:
    """The unit's standing. An approval names a hash: neither a newer version nor a conflict unseats it."""
    files = {h.hash: h for h in held}
    last = {d.hash: d for d in sorted(decisions, key=lambda d: d.seq)}
    for_unit = last.pop("", None)
    if for_unit is not None and for_unit.verdict == "exclude":
        return Standing("excluded", reason=for_unit.reason)
    if not files:
        return Standing("none")
    reopened = max((d.seq for d in decisions if d.verdict == "reopen" and d.hash), default=-1)
    approvals = sorted(
        (d for d in last.values() if d.verdict == "approve" and d.hash in files and d.seq > reopened),
        key=lambda d: d.seq,
    )
    counted = approvals[-1].hash if approvals else ""
    top = max(h.version for h in files.values())
    rivals = tuple(sorted(h.hash for h in files.values() if h.version == top))
    taken = [d for r in rivals if (d := last.get(r)) is not None and d.verdict in ("approve", "resolve")]
    newest = max(taken, key=lambda d: d.seq).hash if taken else (rivals[0] if len(rivals) == 1 else "")
    newest_file = files.get(newest)
    gap = bool(newest_file and newest_file.version > 1 and newest_file.predecessor not in files)
    common = {"counted": counted, "newest": newest, "gap": gap}
    if not newest:
        state: State = "approved" if counted else "conflict"
        version = files[counted].version if counted else top
        return Standing(state, version=version, conflict=rivals, waiting=bool(counted), counted=counted)
    verdict = last.get(newest)
    if counted:
        waiting = newest != counted and not (verdict and verdict.verdict == "return")
        return Standing("approved", version=files[counted].version, waiting=waiting, **common)  # type: ignore[arg-type]
    if verdict and verdict.verdict == "return":
        return Standing("returned", version=top, reason=verdict.reason, **common)  # type: ignore[arg-type]
    return Standing("sent", version=top, **common)  # type: ignore[arg-type]
