"""The program as people start it, and a line on which a test asks where things are and how they stand.

A question is an expression, one a line on standard input; its value goes to standard output as JSON. The end of the
input ends the program.
"""

import json
import sys
import traceback

from PySide6.QtCore import QPoint, QSocketNotifier
from PySide6.QtWidgets import QApplication, QWidget

from nnplayground import cli
from nnplayground.ui import app
from nnplayground.ui.main_window import MainWindow
from nnplayground.ui.settings import Settings

opened = app.open_window


class Line:
    """Answers questions about a window, while drags and menus run event loops of their own too."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.session, self.canvas = window, window.session, window.canvas
        names = ("window", "session", "canvas", "widget", "middle", "part", "block", "port", "on_canvas")
        self._names = {name: getattr(self, name) for name in names}
        self._notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read, window)
        self._notifier.activated.connect(self._answer)

    def widget(self, name: str) -> QWidget:
        """The control with this name."""
        return self.window.findChild(QWidget, name)

    def middle(self, name: str) -> list[int] | None:
        """Where a control is on the screen; None while it cannot be clicked."""
        return self.part(name, 0.5, 0.5)

    def part(self, name: str, x: float, y: float) -> list[int] | None:
        """A place inside a control, by shares of its width and height."""
        widget = self.widget(name)
        if widget is None or not widget.isVisible() or not widget.isEnabled():
            return None
        place = QPoint(round(x * widget.width()), round(y * widget.height()))
        return _on_screen(widget, place) if widget.visibleRegion().contains(place) else None

    def block(self, name: str) -> list[int]:
        """The middle of a block."""
        return _on_screen(self.canvas.viewport(), self.canvas.place_of(name))

    def port(self, name: str, number: int | None = None) -> list[int]:
        """The output of a block, or the input of this number."""
        block = self.canvas.canvas.blocks[name]
        point = block.output_point() if number is None else block.input_points()[number]
        return _on_screen(self.canvas.viewport(), self.canvas.mapFromScene(point))

    def on_canvas(self, x: float, y: float) -> list[int]:
        """A place of the scene."""
        return _on_screen(self.canvas.viewport(), self.canvas.mapFromScene(x, y))

    def _answer(self) -> None:
        question = sys.stdin.readline()
        if not question:
            QApplication.exit(0)
            return
        try:
            answer = {"value": eval(question, self._names)}
        except Exception:
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), flush=True)


def _on_screen(widget: QWidget, place: QPoint) -> list[int]:
    found = widget.mapToGlobal(place)
    return [found.x(), found.y()]


def watched(settings: Settings, path: str | None = None) -> MainWindow:
    """Open the window, and listen."""
    window = opened(settings, path)
    window.line = Line(window)
    return window


if __name__ == "__main__":
    app.open_window = watched
    sys.exit(cli.main())
