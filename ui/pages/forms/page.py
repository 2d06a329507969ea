"""Forms: what is asked, by whom it was made, and a form of one's own drawn without code; code lists; packs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Literal, TypeVar, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from base.errors import AppError
from forms.spec import Form
from office.declaring import drafts
from ui import dialogs, theme
from ui.keys import bind
from ui.pages.forms.list_of_forms import Line, ListPane
from ui.pages.page import Hints, Page
from ui.preferences import Place
from ui.session import Session

if TYPE_CHECKING:
    from ui.pages.forms.begin import BeginPane
    from ui.pages.forms.code_lists import ListsPane
    from ui.pages.forms.designer import Designer
    from ui.pages.forms.packs import MakePane, TakePane
    from ui.pages.forms.view import ViewPane

Pane = TypeVar("Pane", "BeginPane", "Designer", "ListsPane", "MakePane", "TakePane", "ViewPane")
_NARROW = 860


class FormsPage(Page):
    """One pane at a time, each loaded and made when it is first wanted; Escape goes back to the list."""

    KEY: ClassVar[str] = "forms"

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.list = ListPane()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(self.stack)
        self._connect()
        theme.changed().connect(self._fit)
        self._fit()

    def _connect(self) -> None:
        listed = self.list
        listed.add_asked.connect(lambda: self._turn_to(self.begin, self.begin.ask))
        listed.edit_asked.connect(self._edit)
        listed.edition_asked.connect(self._next_edition)
        listed.view_asked.connect(self._view)
        listed.discard_asked.connect(self._discard)
        listed.lists_asked.connect(self._open_lists)
        listed.pack_asked.connect(lambda: self._turn_to(self.make, self.make.ask))
        listed.unpack_asked.connect(self._unpack)
        self.session.leaving.connect(self.leave)
        self.session.opened.connect(self.back)
        bind(self.list, {"Ctrl+N": self._add, "Ctrl+F": self._find})

    def _added(self, made: Pane) -> Pane:
        self.stack.addWidget(made)
        made.left.connect(self.back)
        return made

    @cached_property
    def begin(self) -> BeginPane:
        """What a new form is called and of which kind it is."""
        from ui.pages.forms.begin import BeginPane

        made = self._added(BeginPane())
        made.begun.connect(self._begin_drawing)
        return made

    @cached_property
    def make(self) -> MakePane:
        """A pack for the offices below."""
        from ui.pages.forms.packs import MakePane

        made = self._added(MakePane(self.session))
        made.made.connect(self._back_with)
        return made

    @cached_property
    def take(self) -> TakePane:
        """A pack from above."""
        from ui.pages.forms.packs import TakePane

        made = self._added(TakePane(self.session))
        made.opened.connect(lambda: self._turn_to(made))
        made.taken.connect(self._taken)
        return made

    @cached_property
    def view(self) -> ViewPane:
        """A form as it is."""
        from ui.pages.forms.view import ViewPane

        return self._added(ViewPane(self.session))

    @cached_property
    def designer(self) -> Designer:
        """A form as it is drawn."""
        from ui.pages.forms.designer import Designer

        made = self._added(Designer(self.session))
        made.saved.connect(self._saved)
        return made

    @cached_property
    def lists(self) -> ListsPane:
        """The code lists."""
        from ui.pages.forms.code_lists import ListsPane

        made = self._added(ListsPane(self.session))
        made.saved.connect(self._list_saved)
        return made

    # showing

    def refresh(self) -> None:
        """The list; what is being drawn is nobody else's to change."""
        office = self.session.office
        self.list.show_forms(drafts.listed(office), drafts.drafts(office))

    def arrive(self, place: Place) -> None:
        super().arrive(place)
        if self.stack.currentWidget() is self.list:
            self.list.table.setFocus()

    def leave(self) -> None:
        if self._draws:
            self.designer.leave()

    @property
    def _draws(self) -> bool:
        return "designer" in self.__dict__ and self.stack.currentWidget() is self.designer

    def hints(self) -> Hints:
        if self._draws:
            return [
                ("Ctrl+N", "thêm trường"),
                ("Alt+Lên, Xuống", "đổi chỗ"),
                ("F6", "sang ngăn khác"),
                ("Ctrl+S", "lưu biểu"),
                ("Esc", "danh sách"),
            ]
        if self.stack.currentWidget() is self.list:
            return [("Enter", "mở"), ("Ctrl+N", "tạo biểu"), ("Ctrl+F", "tìm"), ("Ctrl+K", "đi đến")]
        return [("Tab", "sang ô"), ("Esc", "danh sách biểu")]

    def _turn_to(self, pane: QWidget, then: Callable[[], object] | None = None) -> None:
        self.stack.setCurrentWidget(pane)
        if then is not None:
            then()
        self.session.hinted.emit()

    def back(self) -> None:
        """To the list; what is drawn is kept."""
        if self._draws:
            self.designer.drawing.end()
            self.refresh()
        self._turn_to(self.list)
        if self.isVisible():
            self.list.table.setFocus()

    def _back_with(self, sentence: str) -> None:
        self.back()
        self.list.say(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.stack.currentWidget() is not self.list:
            self.back()
        else:
            super().keyPressEvent(event)

    # acts

    def _add(self) -> None:
        self.list.add_button.click()

    def _unpack(self) -> None:
        self.take.choose_file()

    def _find(self) -> None:
        self.list.search.setFocus()

    def _open_lists(self, title: str = "") -> None:
        self._turn_to(self.lists)
        self.lists.refresh(title)
        self.lists.table.setFocus()

    def _draw(self, draft: Form, *, kept: bool) -> None:
        self._turn_to(self.designer, lambda: self.designer.begin(draft, kept=kept))

    def _begin_drawing(self, title: str, kind: str) -> None:
        from office.declaring import designing

        office = self.session.office
        taken = {form.key for form in office.catalogue.forms} | {form.key for form in drafts.drafts(office)}
        on = office.closing(self.session.period)
        draft = designing.new_draft(title, cast("Literal['register', 'sheet']", kind), on=on, taken=taken)
        self._draw(designing.asked_in(draft, self.session.period.kind), kept=False)

    def _edit(self, line: Line) -> None:
        """A form with its draft, if it has one, goes on as that draft."""
        from office.declaring import designing

        kept = {form.name: form for form in drafts.drafts(self.session.office)}
        draft = kept.get(line.form.name)
        self._draw(draft or designing.as_draft(line.form), kept=True)

    def _next_edition(self, line: Line) -> None:
        """In force from the year after the last edition's, or from the period's where that is later."""
        from office.declaring import designing

        catalogue = self.session.office.catalogue
        last = max(form.valid_from for form in catalogue.editions(line.form.key))
        year = max(last.year + 1, self.session.office.closing(self.session.period).year)
        self._draw(designing.next_edition(line.form, date(year, 1, 1)), kept=True)

    def _view(self, line: Line) -> None:
        self._turn_to(self.view, lambda: self.view.show_form(line.form))

    def _discard(self, line: Line) -> None:
        if dialogs.confirm(
            self, f"Bỏ bản thảo “{line.form.title}”? Các trường đã thêm sẽ mất.", "Bỏ bản thảo"
        ):
            drafts.drop(self.session.office, line.form.name)
            self.refresh()

    # what changes the office

    def _reopen(self) -> bool:
        """Work by what was written; whether that is possible."""
        try:
            self.session.open(self.session.office.store.path)
        except AppError as refusal:
            dialogs.refuse(self, refusal)
            return False
        return True

    def _saved(self, form: Form) -> None:
        if not self._reopen():
            return
        office, period = self.session.office, self.session.period
        own = any(one.key == form.key for one in office.own_forms(period))
        where = (
            f"Biểu có ở Nhập liệu kỳ {period.in_words()}."
            if own
            else "Kỳ đang mở chưa hỏi biểu này ở cấp của đơn vị."
            if form.kept_by(office.unit.level)
            else "Lập gói cấu hình để gửi biểu cho đơn vị cấp dưới."
        )
        self.refresh()
        self.list.choose(form.name)
        self.list.table.setFocus()
        self.list.say(f"Đã lưu biểu “{form.title}”. {where}")

    def _list_saved(self, title: str) -> None:
        if self._reopen():
            self._open_lists(title)

    def _taken(self, sentence: str) -> None:
        if self._reopen():
            self._back_with(sentence)

    # room

    def minimumSizeHint(self) -> QSize:
        """Where there is little room the tables and sheets scroll."""
        return QSize(theme.px(420), theme.px(300))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        margin = 10 if self.width() < theme.px(_NARROW) else 16
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(margin, min(margin, 12), margin, min(margin, 12))
