"""Taking an old list in: choose the file, match the columns, look through, take. Nothing is kept before the last."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, QSize
from PySide6.QtWidgets import QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from base import numbers
from base.errors import AppError
from base.progress import Progress
from office.entering import filling, old_lists
from office.entering.old_lists import Match, Preview, Sheet, Target
from office.office import Office
from ui import dialogs, theme
from ui.jobs import Job
from ui.session import Session
from ui.widgets.help_panel import Told, explained, keys_told
from ui.widgets.old_list.match import NOTHING, MatchColumns
from ui.widgets.old_list.steps import ChooseFile, LookThrough, named
from ui.widgets.working import WorkDialog

_STEPS = ("Chọn tệp", "Ghép cột", "Xem trước")
_EXPLAINED = (
    "Chọn tệp danh sách. Tệp có nhiều trang tính thì chọn thêm trang cần nhập. Chưa có gì được ghi trước bước cuối.",
    f"Mỗi cột của tệp được nhập vào một ô của biểu; ô có dấu * phải có. Chọn “{NOTHING}” cho cột không cần, và xem lại "
    "đơn vị tính.",
    "Các dòng hiện như sau khi nhập. Chọn ô có dấu để đọc vì sao phải xem lại. Danh sách được nhập cả một lần và hoàn "
    "tác được cả một lần.",
)
"""What F1 says at each step."""
_KEYS = (
    ("Enter", "sang bước sau"),
    ("Alt + chữ gạch chân", "bấm nút"),
    ("Esc", "đóng cửa sổ này; đang chạy thì dừng lại"),
)
_REMEMBERED = 80
"""So many matchings are kept in the preferences."""
_Work = Callable[[Office, Progress], Any]
_Look = tuple[bool, list[str], Sheet | None, list[Match]]


class OldListDialog(WorkDialog):
    """Three steps; reading and taking can be stopped. `count` lines were taken when it is accepted."""

    def __init__(self, parent: QWidget, session: Session, form_key: str, path: Path | None = None) -> None:
        super().__init__(parent, session)
        self.setObjectName("dialog_old_list")
        self.form_key = form_key
        self.form = session.office.form(form_key, session.period)
        self.setWindowTitle(f"Nhập từ Excel: {self.form.title}")
        self.path: Path | None = None
        self.sheet: Sheet | None = None
        self.count = 0
        self._template = False
        self._ready = 0
        self._kept = True
        """Whether the preview that is shown keeps what cannot be read."""
        self.where = QLabel(self)
        self.where.setProperty("role", "kicker")
        self.steps = QStackedWidget(self)
        self.file, self.match, self.look = ChooseFile(self), MatchColumns(self), LookThrough(self)
        for step in (self.file, self.match, self.look):
            self.steps.addWidget(step)
        self.back = named("action_back", QPushButton("&Quay lại", self))
        self.go = named("action_next", QPushButton(self))
        self.cancel = named("action_cancel", QPushButton("Thôi", self))
        self._lay_out()
        self._connect()
        self._show_step()
        wanted = parent.window().size().expandedTo(QSize(theme.px(1000), theme.px(600)))
        self.resize(dialogs.fitting(self, wanted.width(), wanted.height()))
        self.file.choose.setFocus()
        if path is not None:
            self.look_at(path)

    def _lay_out(self) -> None:
        self.go.setProperty("role", "primary")
        self.go.setDefault(True)
        self.cancel.setProperty("role", "link")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*(theme.px(16),) * 4)
        layout.setSpacing(theme.px(12))
        layout.addWidget(self.where)
        layout.addWidget(self.steps, 1)
        layout.addWidget(self.foot([self.cancel], [self.back, self.go]))
        explained(self, self._help, self.cancel)

    def _help(self) -> Told:
        here = self.steps.currentIndex()
        return keys_told(_KEYS, title=_STEPS[here], text=_EXPLAINED[here])

    def _connect(self) -> None:
        self.file.asked.connect(self._choose)
        self.file.sheet_chosen.connect(self._read)
        self.match.changed.connect(self._judge)
        self.look.keep_changed.connect(lambda keep: self._preview())
        self.back.clicked.connect(self._go_back)
        self.go.clicked.connect(self._go_on)
        self.cancel.clicked.connect(self.reject)

    # Choosing

    def _choose(self) -> None:
        path = dialogs.open_file(self, "Chọn danh sách", dialogs.LISTS)
        if path is not None:
            self.look_at(path)

    def look_at(self, path: Path) -> None:
        """Look at a file."""
        self.path = path
        self.file.show_file(path)
        self._read("")

    def _read(self, sheet: str) -> None:
        path, form_key, period = self.path, self.form_key, self.session.period
        remembered = self.session.preferences.mappings
        assert path is not None

        def work(office: Office, progress: Progress) -> _Look:
            progress.step(0, 0, "Đang mở tệp")
            if old_lists.is_template(path):
                return True, [], None, []
            names = old_lists.sheets(path)
            found = old_lists.look(path, sheet, progress=progress)
            return (
                False,
                names,
                found,
                old_lists.suggested(office, period, form_key, found, remembered=remembered),
            )

        self.sheet, self._template = None, False
        self._show_step()
        self._run("Đọc danh sách", work, self._looked)

    def _looked(self, found: _Look) -> None:
        self._template, names, self.sheet, matches = found
        if self._template:
            self._preview()
            return
        assert self.sheet is not None
        self.file.show_sheets(names, self.sheet.name)
        self.file.show_list(self.sheet)
        office, period = self.session.office, self.session.period
        forms = old_lists.forms_of(office, period, self.form_key)
        self.match.put(
            self.sheet,
            old_lists.targets(office, period, self.form_key),
            matches,
            titles={form.key: form.title for form in forms},
            unit_of=self._unit_of,
        )
        self._judge()
        self.go.setFocus()

    def _unit_of(self, place: int, target: Target) -> str:
        assert self.sheet is not None
        return old_lists.default_unit(self.session.office, self.session.period, self.sheet, place, target)

    # Matching

    def _judge(self) -> None:
        problem = doubt = None
        if self.sheet is not None:
            place = self.session.office, self.session.period, self.form_key
            problem = old_lists.refused_matching(*place, self.sheet, self.match.matches())
            doubt = old_lists.doubted_matching(*place, self.sheet, self.match.matches())
        self.match.show_trouble(problem)
        self.match.show_doubt(None if problem else doubt)
        self._show_step()

    # Looking through

    def _preview(self) -> None:
        path, sheet, form_key, period = self.path, self.sheet, self.form_key, self.session.period
        keep, matches = self.look.keep.isChecked(), self.match.matches()
        assert path is not None
        if self._template:
            fill = partial(filling.fill, form_key=form_key, dry_run=True, keep_drafts=keep)
            self._run(
                "Đọc biểu mẫu",
                lambda office, progress: fill(office, period, path, progress=progress),
                self._show_filled,
                stopped=self._stay,
            )
            return
        assert sheet is not None
        self._run(
            "Xem trước danh sách",
            lambda office, progress: old_lists.preview(
                office, period, form_key, sheet, matches, keep_unreadable=keep, progress=progress
            ),
            self._show_preview,
            stopped=self._stay,
        )

    def _stay(self) -> None:
        """The preview is the one before, and so is what it was made with."""
        with QSignalBlocker(self.look.keep):
            self.look.keep.setChecked(self._kept)

    def _show_preview(self, preview: Preview) -> None:
        self.look.show_preview(preview)
        self._ready = preview.count("new") + preview.count("update")
        self._arrive_at_preview()

    def _show_filled(self, filled: filling.Filled) -> None:
        self.look.show_filled(filled)
        self._ready = 0 if filled.refused else filled.records
        self._arrive_at_preview()

    def _arrive_at_preview(self) -> None:
        self._kept = self.look.keep.isChecked()
        first = self.steps.currentWidget() is not self.look
        self.steps.setCurrentWidget(self.look)
        self._show_step()
        if first:
            self.look.table.setFocus()

    # Taking

    def _take(self) -> None:
        path, sheet, form_key, period = self.path, self.sheet, self.form_key, self.session.period
        keep, matches = self.look.keep.isChecked(), self.match.matches()
        assert path is not None
        if self._template:
            fill = partial(filling.fill, form_key=form_key, keep_drafts=keep)
            work: _Work = lambda office, progress: fill(office, period, path, progress=progress)  # noqa: E731
        else:
            assert sheet is not None
            work = partial(_take, period=period, form_key=form_key, sheet=sheet, matches=matches, keep=keep)
            self._remember(sheet, matches)
        self._run("Nhập danh sách", work, self._taken, writes=True)

    def _remember(self, sheet: Sheet, matches: list[Match]) -> None:
        kept = self.session.preferences.mappings
        key = old_lists.memory_key(self.form_key, sheet)
        kept.pop(key, None)
        kept[key] = old_lists.to_remember(matches)
        for oldest in list(kept)[:-_REMEMBERED]:
            del kept[oldest]
        self.session.preferences.save()

    def _taken(self, taken: object) -> None:
        self.count = self._ready
        self.accept()
        self.session.tell_changed()

    # Steps

    def _run(
        self,
        title: str,
        work: _Work,
        done: Callable[[Any], None],
        *,
        writes: bool = False,
        stopped: Callable[[], None] | None = None,
    ) -> None:
        def refused(refusal: AppError) -> None:
            if stopped is not None:
                stopped()
            if self.steps.currentWidget() is self.file:
                self.file.show_trouble(str(refusal))
            else:
                dialogs.refuse(self, refusal)

        self.run(Job(title, work, done, writes=writes, stopped=stopped, refused=refused))

    def pause(self, *, works: bool) -> None:
        """While it works nothing is chosen and no step taken."""
        self.steps.setEnabled(not works)
        self.back.setEnabled(not works)
        if works:
            self.go.setEnabled(False)
        else:
            self._show_step()

    def _go_back(self) -> None:
        here = self.steps.currentIndex()
        self.steps.setCurrentIndex(0 if self._template else here - 1)
        self._show_step()

    def _go_on(self) -> None:
        here = self.steps.currentWidget()
        if here is self.look:
            self._take()
        elif here is self.match or self._template:
            self._preview()
        else:
            self.steps.setCurrentWidget(self.match)
            self._show_step()

    def _show_step(self) -> None:
        here = self.steps.currentIndex()
        self.where.setText(f"BƯỚC {here + 1}/{len(_STEPS)} · {_STEPS[here]}")
        self.back.setVisible(here > 0)
        words = ("&Ghép cột", "&Xem trước", f"&Nhập {numbers.show(self._ready)} dòng")
        self.go.setText("&Xem trước" if here == 0 and self._template else words[here])
        why = self._why_not(here)
        self.go.setEnabled(not why)
        self.go.setToolTip(why)

    def _why_not(self, here: int) -> str:
        """Why the button sleeps."""
        if here == 0 and self.sheet is None and not self._template:
            return "Chọn tệp trước."
        if here == 1 and self.match.trouble.text():
            return self.match.trouble.text()
        if here == 2 and not self._ready:
            return "Không có dòng nào để nhập."
        return ""


def _take(
    office: Office,
    progress: Progress,
    *,
    period: Any,
    form_key: str,
    sheet: Sheet,
    matches: list[Match],
    keep: bool,
) -> old_lists.Taken:
    return old_lists.take(office, period, form_key, sheet, matches, keep_unreadable=keep, progress=progress)
