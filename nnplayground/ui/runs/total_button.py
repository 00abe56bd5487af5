"""What the recorded steps of all runs need together, and how much they may."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from nnplayground.ui.record_link import RecordLink
from nnplayground.ui.widgets import say
from nnplayground.ui.widgets.cap_button import CapButton

CAPS = tuple(size * 1_000_000 for size in (500, 1000, 2000, 5000, 10_000, 20_000, 50_000))


class TotalButton(CapButton):
    """Follows the engine, which counts and thins. Hidden until it has counted."""

    def __init__(self, record: RecordLink, parent: QWidget | None = None) -> None:
        super().__init__("snapshot_total_button", CAPS, parent)
        self._record, self._brief = record, False
        self.cap_chosen.connect(record.keep_total)
        record.total_changed.connect(self._show)
        self._show()

    def set_brief(self, brief: bool) -> None:
        """Say how much is used alone where there is little room."""
        if brief != self._brief:
            self._brief = brief
            self.setMinimumWidth(0)
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        total = self._record.total
        self.setVisible(total is not None)
        if total is None:
            return
        sizes = (say.bytes_text(total.bytes), say.bytes_text(total.cap))
        whole = self.tr("Snapshots: {0} of {1}").format(*sizes)
        self.show_used(sizes[0] if self._brief else whole, total.cap)
        self.setAccessibleName(whole)
        self.setMinimumWidth(max(self.minimumWidth(), self.sizeHint().width()))  # else the search beside it twitches
        tips = [
            *([whole] if self._brief else []),
            self.tr("What the recorded steps of all runs may need on the disk."),
            self.tr("When it is more, those of the oldest runs go; the best and the last of each run stay."),
        ]
        if total.bytes > total.cap:
            tips.append(self.tr("No more can go: delete runs to make room."))
        self.setToolTip("\n".join(tips))
