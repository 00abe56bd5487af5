"""The desktop program: application, window, engine, and a clean end."""

import locale
import logging
import signal
import sys
import threading
import traceback
from types import FrameType, TracebackType

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QApplication

from nnplayground import paths
from nnplayground.spec import archive
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.ui import garbage, theme
from nnplayground.ui import settings as stored
from nnplayground.ui.client import EngineClient, wait_for_the_last
from nnplayground.ui.icons import icon
from nnplayground.ui.main_window import MainWindow
from nnplayground.ui.session import Session

LOG = logging.getLogger(__name__)


def run(path: str | None = None) -> int:
    """Open the window, with a project file if one is named. Returns the exit code."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    app.setApplicationName("nnplayground")
    app.setApplicationDisplayName("Neural Network Playground")
    app.setDesktopFileName("io.github.nnplayground")
    locale.setlocale(locale.LC_NUMERIC, "C")  # Qt sets the system's, and C libraries would then read 0.5 as 0
    QLocale.setDefault(QLocale.c())
    settings = stored.load()
    theme.theme().set_mode(settings.theme)
    theme.apply(app)
    app.setWindowIcon(icon("logo", "accent"))
    watch = _Watch(app)
    window = open_window(settings, path)
    watch.guard(window)
    garbage.Keeper(app)
    code = app.exec()
    window.care.stop()
    window.runs.close()
    window.session.close()
    window.deleteLater()
    app.processEvents()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # whoever does not want to wait loses nothing: engines end by themselves
    wait_for_the_last()
    return code


def open_window(settings: stored.Settings, path: str | None = None) -> MainWindow:
    """Build and show the window with the example, or a file; the engine starts once it is visible."""
    session = Session(EngineClient())
    window = MainWindow(session, settings)
    window.settings_changed.connect(stored.save)
    _start_with_example(session)
    window.show()
    session.start_engine()
    window.care.offer_recovery()
    if path is not None:
        window.open_path(path)
        window.canvas.setFocus()  # not the first button of a banner about the file
    elif settings.start_page:
        window.start.open()
    else:
        window.pad.invite()
    return window


def _start_with_example(session: Session) -> None:
    """The trained digit network, so that drawing works at once."""
    try:
        example = archive.decode(paths.resource("models", "digits.nnp").read_bytes())
    except (OSError, PlaygroundError) as error:
        LOG.error("the example could not be opened: %s", error)
        session.document.start(PRESETS["lenet"].project())
    else:
        session.document.start(example.project, example.weights)


class _Watch(QObject):
    """Sees to Ctrl+C in the terminal, and to exceptions that nobody caught."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._window: MainWindow | None = None
        self._told: set[str] = set()
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)

    def guard(self, window: MainWindow) -> None:
        """Tell this window what went wrong."""
        self._window = window

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.SIG_DFL)  # a second one ends the program at once
        if self._window is not None:
            self._window.session.close()
        QApplication.exit(128 + number)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)

    def _on_exception(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Log a bug once: a painting fault comes back sixty times a second."""
        text = "".join(traceback.format_exception(kind, error, trace))
        if text not in self._told:
            self._told.add(text)
            LOG.error("unexpected error\n%s", text)
