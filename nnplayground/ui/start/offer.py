"""What an empty canvas offers beside dragging: the gallery of presets."""

from PySide6.QtCore import QEvent, QObject

from nnplayground.spec.project import Project
from nnplayground.ui.builder.invitation import room_below
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.widgets.buttons import QuietButton


class PresetOffer(QuietButton):
    """A button below the invitation, there only as long as the canvas is empty."""

    def __init__(self, canvas: BuilderView) -> None:
        super().__init__("", canvas)
        self.setObjectName("preset_offer")
        self._canvas = canvas
        canvas.installEventFilter(self)
        self._retitle()
        self.hide()

    def follow(self, project: Project) -> None:
        """Show or hide, as the network of the project wants it."""
        self.setVisible(not project.network.nodes and not project.network.notes)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay below the invitation, which is in the middle."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retitle()
        super().changeEvent(event)

    def _place(self) -> None:
        self.adjustSize()
        centre = self._canvas.rect().center()
        self.move(centre.x() - self.width() // 2, centre.y() + room_below(self._canvas.rect()))

    def _retitle(self) -> None:
        self.setText(self.tr("Choose a preset…"))
        self.setToolTip(self.tr("All presets with their pictures"))
