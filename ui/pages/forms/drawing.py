"""The form that is being drawn, as all parts of the designer share it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from base.errors import AppError
from base.text import sort_key
from forms.spec import CodeList, Computed, Field, Form, NumberBase
from office.declaring import designing, drafts
from office.declaring.designing import Trial
from office.declaring.lists import lists
from office.office import Office
from ui.session import Session
from ui.widgets.boxes.choices import Option

PAUSE_MS = 250
"""So long after the last letter the draft is tried and kept."""
_MOST = 100
"""Steps that can be taken back."""


class Drawing(QObject):
    """A draft, what became of trying it, and the drafts before it; kept in its file whenever a person pauses."""

    changed = Signal()
    tried = Signal()
    kept = Signal()
    refused = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self.session = session
        self.draft: Form | None = None
        self.found = Trial(None)
        self.about = ""
        """What was changed last, "field:attribute"; "" for more than a word."""
        self.lists = dict[str, CodeList]()
        self._office: Office | None = None
        self._before: list[Form] = []
        self._file = ""
        self._is_kept = True
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.settle)

    @property
    def form(self) -> Form:
        """The draft; there is one while the designer is shown."""
        assert self.draft is not None
        return self.draft

    def begin(self, draft: Form, *, kept: bool) -> None:
        """Draw this one; `kept`: as it stands it need not be kept, its file or its form has it."""
        self._office = self.session.office
        self.lists = lists(self._office)
        self.draft, self._before, self.about = draft, [], ""
        self._is_kept, self._file = kept, draft.name if kept else ""
        self._try()
        self.changed.emit()
        self.tried.emit()

    def put(self, draft: Form, *, about: str = "") -> None:
        """The draft is another one now; words that are still being typed are one step."""
        if self.draft is not None and not (about and about == self.about):
            self._before = [*self._before, self.draft][-_MOST:]
        self.draft, self.about, self._is_kept = draft, about, False
        self._pause.start()
        self.changed.emit()

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    def undo(self) -> None:
        """Take the last step back."""
        if self._before:
            self.draft, self.about, self._is_kept = self._before.pop(), "", False
            self.changed.emit()
            self.settle()

    def settle(self) -> None:
        """Try the draft and keep it, now."""
        self._pause.stop()
        if self.draft is not None and self.session.is_open:  # the pause may end after the file was closed
            self._try()
            self.keep()
            self.tried.emit()

    def _try(self) -> None:
        self.found = designing.trial(self.form, self.session.office.own, self.lists)

    def keep(self) -> None:
        """Write what was changed into the draft's file; a refusal is told."""
        if self.draft is None or self._is_kept or self._office is None:
            return
        try:
            drafts.keep(self._office, self.draft)
            if self._file not in ("", self.draft.name):
                drafts.drop(self._office, self._file)
        except AppError as refusal:
            self.refused.emit(refusal)
            return
        self._file, self._is_kept = self.draft.name, True
        self.kept.emit()

    def end(self) -> None:
        """Nothing is drawn any more; what is drawn stays in its file."""
        self._pause.stop()
        self.keep()
        self.draft = None

    def drop(self) -> None:
        """The draft is of no use any more: saved as a form, or thought better of."""
        if self._office is not None and self._file:
            drafts.drop(self._office, self._file)
        self._pause.stop()
        self.draft, self._file, self._is_kept = None, "", True

    # what may be chosen

    def numbers(self) -> list[Field]:
        """The fields that can be compared and added up."""
        return [f for f in self.form.field if isinstance(f, NumberBase | Computed)]

    def named(self) -> list[tuple[str, str]]:
        """(key, label) of all fields, in the order of the paper."""
        return [(field.key, field.label) for field in designing.on_paper(self.form)]

    def list_lines(self) -> list[Option]:
        """The code lists, each by a title of its own."""
        return told_apart(designing.lists_to_choose(self.lists))

    def form_lines(self) -> list[Option]:
        """The registers whose records may be referred to."""
        known = {f.key: f.title for f in self.session.office.own.forms if f.kind == "register"}
        known.pop(self.form.key, None)
        return told_apart(sorted(known.items(), key=lambda one: sort_key(one[1])))

    def number_lines(self) -> list[Option]:
        """The numbers, each by a label of its own."""
        return told_apart([(field.key, field.label) for field in self.numbers()])

    def unit_lines(self) -> list[Option]:
        """The units of measure of the program, and those that forms use."""
        catalogue = self.session.office.own
        used = {getattr(field, "unit", "") for form in catalogue.forms for field in form.field}
        known = [unit.name for unit in catalogue.constants.unit]
        more = sorted(used.difference(known, {""}), key=sort_key)
        return [Option(name, name) for name in (*known, *more)]

    def section_lines(self) -> list[Option]:
        """The sections that there are."""
        return [Option(section.title, section.title) for section in self.form.section]

    def topic_lines(self) -> list[Option]:
        """The headings under which forms are listed."""
        topics = dict.fromkeys(form.topic for form in self.session.office.own.forms if form.topic)
        return [Option(topic, topic) for topic in topics]


def told_apart(named: list[tuple[str, str]]) -> list[Option]:
    """(key, name) as lines; of equal names each carries its key."""
    names = [name for _, name in named]
    lines = []
    for key, name in named:
        text = name if names.count(name) == 1 else f"{name} ({key})"
        lines.append(Option(text, text, key))
    return lines


def code_of(lines: list[Option], text: str) -> str:
    """The key of the line with that text; the text itself where there is none."""
    return next((line.code for line in lines if line.text == text), text)


def text_of(lines: list[Option], code: str) -> str:
    """The text of the line of that key; the key itself where there is none."""
    return next((line.text for line in lines if line.code == code), code)
