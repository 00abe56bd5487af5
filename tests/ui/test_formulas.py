"""The formulas that ship are those of the layer kinds, and Qt draws them."""

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from nnplayground.paths import resource
from nnplayground.spec.layers import KINDS

ALL = pytest.mark.parametrize("tag", KINDS)
MOST_PX, MARGIN_PX = 312, 6
REBUILD = "run python -m nnplayground.ui.rebuild_formulas"


def ink(tag: str, scale: float) -> np.ndarray:
    """How black each pixel of a rendered formula is, 0 to 255, with a margin around."""
    renderer = QSvgRenderer(str(resource("formulas", f"{tag}.svg")))
    size = renderer.viewBoxF().size() * scale
    image = QImage(int(size.width()) + 2 * MARGIN_PX, int(size.height()) + 2 * MARGIN_PX, QImage.Format.Format_RGB32)
    image.fill("white")
    painter = QPainter(image)
    renderer.render(painter, QRectF(MARGIN_PX, MARGIN_PX, size.width(), size.height()))
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return 255 - pixels[:, : image.width(), 0]


def test_there_is_a_file_for_each_kind_and_no_other():
    assert {file.stem for file in resource("formulas").glob("*.svg")} == set(KINDS), REBUILD


@ALL
def test_the_file_is_up_to_date(tag):
    root = ElementTree.parse(resource("formulas", f"{tag}.svg")).getroot()
    assert root.find("{http://www.w3.org/2000/svg}desc").text == KINDS[tag].formula, REBUILD


@ALL
def test_it_is_drawn_whole_and_fits_the_card(tag, qapp):
    black = ink(tag, 1.5)
    assert black.shape[1] <= 1.5 * MOST_PX + 2 * MARGIN_PX
    inside = black[MARGIN_PX:-MARGIN_PX, MARGIN_PX:-MARGIN_PX]
    assert (inside > 128).mean() > 0.02  # an SVG of which Qt understands only the fraction bars has less
    columns = np.flatnonzero((inside > 128).any(axis=0))
    assert columns[0] < 12 and columns[-1] > inside.shape[1] - 12
    edge = MARGIN_PX - 2
    assert not black[:edge].any() and not black[-edge:].any()
    assert not black[:, :edge].any() and not black[:, -edge:].any()
