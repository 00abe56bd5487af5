"""What every test of the window gets: patience for a machine that is busy with other tests too, and whole widgets."""

from functools import wraps

from pytestqt.qtbot import QtBot

from tests.patience import PATIENCE_S

for wait in (QtBot.waitSignal, QtBot.waitSignals, QtBot.waitUntil, QtBot.waitActive, QtBot.waitExposed):
    wait.__kwdefaults__["timeout"] = 1000 * PATIENCE_S


def _keeping(add_widget):
    """A test that lets go of a widget must not have it collected half-way, while Qt still paints it."""

    @wraps(add_widget)
    def added(self, widget, **named):
        self.__dict__.setdefault("kept", []).append(widget)
        add_widget(self, widget, **named)

    return added


QtBot.addWidget = _keeping(QtBot.addWidget)
