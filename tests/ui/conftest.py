"""What every test of the window gets: patience for a machine that is busy with other tests too."""

from pytestqt.qtbot import QtBot

PATIENCE_MS = 60_000

for wait in (QtBot.waitSignal, QtBot.waitSignals, QtBot.waitUntil, QtBot.waitActive, QtBot.waitExposed):
    wait.__kwdefaults__["timeout"] = PATIENCE_MS
