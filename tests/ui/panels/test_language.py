"""Every text of the panels goes through translation, also when the language changes while they are open."""

import re

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget

from nnplayground import protocol as p
from nnplayground.spec.problems import Problem
from nnplayground.ui.panels.data import DataPanel
from nnplayground.ui.panels.inspector import InspectorPanel
from nnplayground.ui.panels.recipe import RecipePanel
from nnplayground.ui.panels.status import StatusLine
from nnplayground.ui.panels.transport import TransportBar

NAMES = {"conv1", "LeNet", "float32", "bfloat16", "float16"}


class Marking(QTranslator):
    """Puts marks around everything that it is asked for."""

    def translate(self, context, text, disambiguation=None, n=-1):
        return f"«{text}»"

    def isEmpty(self):
        return False


def _texts(root):
    for widget in [root, *root.findChildren(QWidget)]:
        if (widget.objectName() or "").startswith("qt_") or isinstance(widget.parent(), QComboBox):
            continue
        yield from (widget.accessibleName(), widget.toolTip())
        if isinstance(widget, QLabel | QAbstractButton):
            yield widget.text()
        if isinstance(widget, QComboBox):
            yield from (widget.itemText(i) for i in range(widget.count()))


@pytest.mark.parametrize("kind", [TransportBar, InspectorPanel, DataPanel, RecipePanel, StatusLine])
def test_all_texts_follow_the_language(kind, session, engine, qtbot):
    panel = kind(session)
    qtbot.addWidget(panel)
    panel.show()
    engine.ready()
    engine.analyse({"conv1": p.BlockFacts(shape=(6, 28, 28), parameters=156)}, [Problem(code="unused", node="conv1")])
    engine.pictures()
    engine.begin()
    engine.progress(epoch=0.5, samples_per_s=10.0, memory_bytes=10_000)
    if kind is InspectorPanel:
        panel.set_selection(["conv1"])
    translator = Marking()
    QCoreApplication.installTranslator(translator)
    try:
        QCoreApplication.processEvents()
        words = [text for text in _texts(panel) if re.search("[A-Za-z]{2}", text) and text not in NAMES]
        assert words
        assert [text for text in words if "«" not in text] == []
    finally:
        QCoreApplication.removeTranslator(translator)
