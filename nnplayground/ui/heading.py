"""Top left: the logo, what is open, and in one line what it learns and how."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnplayground.spec.project import Project
from nnplayground.ui.files import FileActions
from nnplayground.ui.icons import icon
from nnplayground.ui.session import Session
from nnplayground.ui.texts import data_title, spec_text
from nnplayground.ui.theme import font, theme
from nnplayground.ui.widgets.elided import ElidedLabel

WIDTH_PX, LEAST_PX, LOGO_PX = 292, 150, 50


class Heading(QWidget):
    """Name of the project with a dot while it is not saved; below: data set, loss, optimizer."""

    def __init__(self, session: Session, files: FileActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("heading")
        self._session, self._files = session, files
        self._logo = QLabel(self)
        self._name = ElidedLabel("", self)
        self._name.setObjectName("heading_name")
        self._name.setFont(font("title"))
        self._dot = QLabel("●", self)
        self._facts = ElidedLabel("", self)
        self._facts.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._facts.setFont(font("small"))
        self._build()
        document = session.document
        document.changed.connect(self._on_changed)
        document.path_changed.connect(self._on_path_changed)
        document.modified_changed.connect(self._on_modified_changed)
        theme().changed.connect(self._on_theme_changed)
        self._on_changed(document.project)
        self._on_modified_changed(document.modified)
        self._on_theme_changed()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(12)
        self._words = QWidget(self)
        words = QVBoxLayout(self._words)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(self._name)
        first.addWidget(self._dot)
        first.addStretch()
        words.addLayout(first)
        words.addWidget(self._facts)
        row.addWidget(self._logo)
        row.addWidget(self._words, 1)
        self.fit(WIDTH_PX)

    def fit(self, width_px: int, words: bool = True) -> None:
        """Be no wider than this, nor wider than it needs; without words it is the logo, and says them in its tip."""
        self._words.setVisible(words)
        self.setFixedWidth(max(LEAST_PX, min(WIDTH_PX, width_px)) if words else LOGO_PX)

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._on_changed(self._session.document.project)
        super().changeEvent(event)

    def _on_changed(self, project: Project) -> None:
        recipe = project.recipe
        words = (data_title(project.data), spec_text(recipe.loss.title), spec_text(recipe.optimizer.title))
        self._facts.setText(" · ".join(words))
        self._show_name()
        self._dot.setToolTip(self.tr("There are changes that are not saved."))

    def _on_path_changed(self, _path: str) -> None:
        self._show_name()

    def _show_name(self) -> None:
        self._name.setText(self._files.title())
        self._logo.setToolTip(f"{self._name.text()}\n{self._facts.text()}")

    def _on_modified_changed(self, modified: bool) -> None:
        self._dot.setVisible(modified)

    def _on_theme_changed(self) -> None:
        self._logo.setPixmap(icon("logo", "accent").pixmap(QSize(26, 26)))
        self._dot.setStyleSheet(f"color: {theme().tokens.warning}; font-size: 11px")
