"""What is cut or too large on a page that is shown: the eye of the layout tests."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QTableView,
    QTreeView,
    QWidget,
)

from ui.widgets.elided import Elided, ElidedBox


def cut_words(page: QWidget) -> list[str]:
    """Labels and buttons whose words have no room, as "objectName or class: words"."""
    cut = []
    for widget in page.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, Elided) or _scrolled(widget, page):
            continue
        words = _words(widget)
        if words and _too_small(widget):
            cut.append(f"{widget.objectName() or type(widget).__name__}: {words}")
    return cut


def _words(widget: QWidget) -> str:
    if isinstance(widget, QLabel) and widget.pixmap().isNull():
        return widget.text()
    return widget.text() if isinstance(widget, QAbstractButton) else ""


def _too_small(widget: QWidget) -> bool:
    needed = widget.minimumSizeHint()
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.height() + 2 < widget.heightForWidth(widget.width())
    return widget.width() + 1 < needed.width() or widget.height() + 3 < needed.height()


def _scrolled(widget: QWidget, page: QWidget) -> bool:
    """Inside a view or a scrolled area, where what does not fit can be scrolled to."""
    above = widget.parentWidget()
    while above is not None and above is not page:
        if isinstance(above, QScrollArea | QTableView | QTreeView | QHeaderView):
            return True
        above = above.parentWidget()
    return False


def flattened(page: QWidget) -> list[str]:
    """Labels whose words need more height than they have, also where one can scroll: no scrolling brings it back."""
    found = []
    for label in page.findChildren(QLabel):
        if not label.isVisible() or isinstance(label, Elided) or not _words(label):
            continue
        wraps = label.wordWrap()
        needed = label.heightForWidth(label.width()) if wraps else label.minimumSizeHint().height()
        if label.height() + 2 < needed:
            found.append(f"{label.objectName() or type(label).__name__}: {label.text()}")
    return found


def cut_heads(page: QWidget) -> list[str]:
    """Heads of several lines, which end in no "…", that do not fit their columns."""
    found = []
    for head in page.findChildren(QHeaderView):
        for n in range(head.count() if head.isVisible() else 0):
            text = str(head.model().headerData(n, Qt.Orientation.Horizontal) or "")
            if head.isSectionHidden(n):
                continue
            room, flags = QRect(0, 0, head.sectionSize(n), head.height()), Qt.TextFlag.TextWordWrap
            needed = head.fontMetrics().boundingRect(room, flags, text)
            if "\n" in text and (needed.width() > room.width() or needed.height() > room.height()):
                found.append(text)
    return found


def outside(page: QWidget) -> list[str]:
    """Visible buttons and inputs that stand beyond the page's edge."""
    room = page.rect().adjusted(-1, -1, 1, 1)
    found = []
    for widget in page.findChildren(QAbstractButton):
        if widget.isVisible() and not _scrolled(widget, page) and not isinstance(widget.parent(), QTabBar):
            corner = widget.mapTo(page, widget.rect().bottomRight())
            if not room.contains(corner):
                found.append(widget.objectName() or widget.text())
    return found


def cut_choices(page: QWidget) -> list[str]:
    """Boxes to choose from whose words are cut without "…"."""
    found = []
    for box in page.findChildren(QComboBox):
        told = box.isVisible() and not isinstance(box, ElidedBox) and not box.isEditable()
        needed = box.fontMetrics().horizontalAdvance(box.currentText()) + box.height() // 2
        if told and needed > box.width():
            found.append(f"{box.objectName()}: {box.currentText()}")
    return found


_SEEN = (QLabel, QAbstractButton, QComboBox, QLineEdit, QAbstractScrollArea, QAbstractSpinBox)


def overlapping(page: QWidget) -> list[str]:
    """Pairs of things that lie over one another, as "this over that"; what a table lays over itself is its own."""
    found = []
    for holder in [page, *page.findChildren(QWidget)]:
        if isinstance(holder, QAbstractScrollArea) or not holder.isVisible():
            continue
        inside = [w for w in holder.children() if isinstance(w, _SEEN) and w.isVisible()]
        for n, one in enumerate(inside):
            for other in inside[n + 1 :]:
                shared = one.geometry() & other.geometry()
                if shared.width() > 1 and shared.height() > 1:
                    found.append(f"{_named(one)} over {_named(other)}")
    return found


def _named(widget: QWidget) -> str:
    return widget.objectName() or _words(widget) or type(widget).__name__
