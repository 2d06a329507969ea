"""How much a report repeats the last one, in a person's words."""

from __future__ import annotations

from fractions import Fraction

from base.numbers import show
from office.entering.carried import NEARLY_THE_SAME
from office.receiving.repeating import Repeated


def likeness(sameness: Fraction | None, unconfirmed: int) -> list[str]:
    """Sentences for a report: nearly identical ones are labelled, and what nobody confirmed is counted."""
    told = []
    if sameness is not None:
        share = f"{show(sameness * 100, 0)}\u00a0% số liệu giống kỳ trước"
        told.append(f"Gần như giống hệt kỳ trước ({share})." if sameness >= NEARLY_THE_SAME else f"{share}.")
    if unconfirmed:
        told.append(f"Còn {show(unconfirmed)} bản ghi chép từ kỳ trước chưa xác nhận.")
    return told


def repeats(found: Repeated) -> list[str]:
    """The same in a list, where only what asks for a look is told."""
    share = f"giống kỳ trước {show((found.sameness or 0) * 100, 0)}\u00a0%"
    waiting = f"{show(found.unconfirmed)} bản ghi chưa xác nhận"
    return [share] * found.nearly_the_same + [waiting] * bool(found.unconfirmed)
