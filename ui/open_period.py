"""Opening a period: which one, and whether last period's registers are carried forward."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QWidget

from base.period import Period
from base.progress import Progress
from office.agenda import periods
from office.entering import entry
from office.office import Office
from ui import dialogs, theme
from ui.jobs import Job
from ui.session import Session

_PARTS = (
    ("Cả năm", "{year}"),
    ("6 tháng đầu năm", "{year}-H1"),
    ("6 tháng cuối năm", "{year}-H2"),
    ("9 tháng", "{year}-9M"),
    *((f"Quý {roman}", f"{{year}}-Q{n}") for n, roman in enumerate(("I", "II", "III", "IV"), 1)),
    *((f"Tháng {n}", f"{{year}}-M{n:02d}") for n in range(1, 13)),
    ("5 năm đến hết năm", ""),
)


class OpenPeriod(QDialog):
    """Shows only what can be opened; says what will be carried forward before it is done."""

    def __init__(self, parent: QWidget, session: Session, wanted: Period | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("dialog_open_period")
        self.setWindowTitle("Mở kỳ báo cáo")
        self.session = session
        this_year = session.office.store.surroundings.now().year
        self.year = QComboBox(self)
        self.year.setObjectName("year")
        self.year.setAccessibleName("Năm")
        for year in range(this_year + 1, this_year - 11, -1):
            self.year.addItem(str(year))
        self.part = QComboBox(self)
        self.part.setObjectName("part")
        self.part.setAccessibleName("Kỳ")
        for words, label in _PARTS:
            self.part.addItem(words, label)
        self.carry = QCheckBox(self)
        self.carry.setObjectName("carry")
        self.told = QLabel(self, wordWrap=True)
        self.told.setProperty("role", "caption")
        self.buttons = QDialogButtonBox(self)
        self.act = self.buttons.addButton("Mở kỳ này", QDialogButtonBox.ButtonRole.AcceptRole)
        self.act.setObjectName("action_open")
        theme.assign(self.act, "role", "primary")
        self.buttons.addButton("Thôi", QDialogButtonBox.ButtonRole.RejectRole)
        form = QFormLayout(self)
        form.addRow("&Năm", self.year)
        form.addRow("&Kỳ", self.part)
        form.addRow("", self.carry)
        form.addRow("", self.told)
        form.addRow(self.buttons)
        self.year.currentIndexChanged.connect(self._show)
        self.part.currentIndexChanged.connect(self._show)
        self.buttons.accepted.connect(self._open)
        self.buttons.rejected.connect(self.reject)
        self._choose(wanted or session.period)
        self._show()

    def _choose(self, wanted: Period) -> None:
        """What is wanted or, where that is open already, the one after it."""
        while periods.is_open(self.session.office, wanted):
            wanted = _after(wanted)
        self.year.setCurrentText(str(wanted.first // 12))
        labels = [self.part.itemData(n) for n in range(self.part.count())]
        label = wanted.label.replace(str(wanted.first // 12), "{year}", 1)
        self.part.setCurrentIndex(labels.index(label) if label in labels else 0)

    @property
    def period(self) -> Period:
        """The period that is chosen."""
        year = int(self.year.currentText())
        label = self.part.currentData() or f"{year - 4}-{year}"
        return Period.parse(label.format(year=year))

    def choose(self, period: Period) -> None:
        """Suggest another period than the one that was opened last."""
        for n in range(self.part.count()):
            label = self.part.itemData(n)
            self.part.setCurrentIndex(n)
            year = period.label[-4:] if not label else period.label[:4]
            self.year.setCurrentText(year)
            if self.period == period:
                return
        self.part.setCurrentIndex(0)

    def _show(self) -> None:
        office, period = self.session.office, self.period
        source = periods.carried_from(office, period)
        self.carry.setVisible(source is not None)
        if source is not None:
            self.carry.setText(f"&Chép danh sách của {source.in_words()} sang")
            self.carry.setChecked(True)
        begun = periods.is_open(office, period)
        asked = office.forms(period)
        self.act.setEnabled(bool(asked) and not begun)
        first, last = office.dates(period)
        window = f"Số liệu từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}."
        if begun:
            self.told.setText("Kỳ này đã mở rồi.")
        elif not asked:
            self.told.setText("Không có biểu nào phải nộp cho kỳ này. Chọn kỳ khác.")
        else:
            told = dialogs.forms_told(*periods.told_forms(asked, office.unit.level))
            self.told.setText(f"{window} {told}")

    def _open(self) -> None:
        session, office, period = self.session, self.session.office, self.period
        source = periods.carried_from(office, period) if self.carry.isChecked() else None

        def work(own: Office, progress: Progress) -> None:
            progress.step(0, 1, "Mở kỳ báo cáo")
            entry.open_period(own, period, carry_from=source)

        def done(_: None) -> None:
            if session.is_open and session.office is office:
                session.choose_period(period)
                session.tell_changed()

        self.accept()
        session.jobs.run(office, Job("Mở kỳ báo cáo", work, done, writes=True))


def _after(period: Period) -> Period:
    """The period of the same kind that comes next."""
    step = 12 if period.kind == "nine_months" else period.months
    year, month = divmod(period.first + step, 12)
    match period.kind:
        case "half":
            return Period.parse(f"{year}-H{month // 6 + 1}")
        case "nine_months":
            return Period.parse(f"{year}-9M")
        case "quarter":
            return Period.parse(f"{year}-Q{month // 3 + 1}")
        case "month":
            return Period.parse(f"{year}-M{month + 1:02d}")
        case "years":
            return Period.parse(f"{year}-{year + period.months // 12 - 1}")
        case _:
            return Period.parse(str(year))
