"""What the right mouse button offers on a box of a record: Qt's acts, a note, the mark of what was not collected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, Qt

from ui.widgets.boxes.plain import Box


def offer_menu(box: Box, note: Callable[[], object]) -> None:
    """Give a box its menu; `note` opens the note of the box that is typed into."""

    def show(at: QPoint) -> None:
        menu = box.createStandardContextMenu()
        menu.setObjectName("menu_box")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSeparator()
        acts = (
            ("note", "&Ghi chú cho ô này…\tShift+F2", note),
            ("not_collected", "Chưa th&u thập được (…)\tF8", box.mark_not_collected),
        )
        for name, words, act in acts:
            action = menu.addAction(words, act)
            action.setObjectName(f"action_{name}")
            action.setEnabled(not box.isReadOnly())
        menu.popup(box.mapToGlobal(at))

    box.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    box.customContextMenuRequested.connect(show)
