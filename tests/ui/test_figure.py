"""The figure for a paper: white, whole, with text as text, whatever the theme of the window."""

import xml.etree.ElementTree as ET

import pytest
from PySide6.QtGui import QColor, QImage

from nnplayground.protocol import BlockFacts
from nnplayground.spec.graph import Network
from nnplayground.spec.presets import PRESETS
from nnplayground.ui import figure
from nnplayground.ui.theme import theme

NETWORK = PRESETS["mlp-128"].project().network
FACTS = {"linear1": BlockFacts(shape=(128,), parameters=100480)}


@pytest.fixture(params=["light", "dark"])
def mode(request, qtbot):
    theme().set_mode(request.param)
    yield request.param
    theme().set_mode("light")


def test_svg_says_what_the_blocks_say(mode):
    root = ET.fromstring(figure.svg(NETWORK, FACTS, "Mine"))
    words = {"".join(node.itertext()).strip() for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Input", "Flatten", "Linear", "128", "Output"} <= words
    assert any(word.startswith("100") for word in words), "the number of parameters"
    assert not list(root.iter("{http://www.w3.org/2000/svg}image")), "vectors only"


def test_png_is_white_around_and_dark_inside(mode):
    image = QImage.fromData(figure.png(NETWORK, FACTS))
    assert image.pixelColor(1, 1) == QColor("white")
    assert image.width() > 1000
    assert theme().tokens.dark == (mode == "dark"), "the window keeps its theme"


def test_an_empty_canvas_gives_an_empty_figure(qtbot):
    assert not QImage.fromData(figure.png(Network(), {})).isNull()
