"""The network as a figure for a paper: dark on white, without live pictures, text as text."""

from collections.abc import Mapping

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsItem

from nnplayground.protocol import BlockFacts
from nnplayground.spec.graph import Network
from nnplayground.ui.builder.group_item import GroupItem
from nnplayground.ui.builder.scene import BuilderScene
from nnplayground.ui.theme import theme

_MARGIN_PX = 16.0
_PIXELS = 3
"""Pixels of a PNG for one of the canvas."""
_MOST_PIXELS = 16_000


def svg(network: Network, facts: Mapping[str, BlockFacts], title: str) -> bytes:
    """The figure as SVG."""
    with theme().light():
        scene, area = _scene(network, facts)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setTitle(title)
        generator.setResolution(96)
        generator.setSize(area.size().toSize())
        generator.setViewBox(QRectF(0, 0, area.width(), area.height()))
        _paint(scene, area, QPainter(generator), 1.0)
    return buffer.data().data()


def png(network: Network, facts: Mapping[str, BlockFacts]) -> bytes:
    """The figure as PNG, three pixels for one of the canvas."""
    with theme().light():
        scene, area = _scene(network, facts)
        scale = min(_PIXELS, _MOST_PIXELS / max(area.width(), area.height()))
        image = QImage((area.size() * scale).toSize(), QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        _paint(scene, area, QPainter(image), scale)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return data.data()


def _scene(network: Network, facts: Mapping[str, BlockFacts]) -> tuple[BuilderScene, QRectF]:
    """The canvas once more, without pictures, selection and marks, and the part of it that shows something."""
    scene = BuilderScene()
    scene.set_network(network)
    for name, block in scene.blocks.items():
        block.setCacheMode(QGraphicsItem.CacheMode.NoCache)  # its pixels would stand in the figure
        if isinstance(block, GroupItem):
            block.set_facts(facts, {})
        else:
            block.set_facts(facts.get(name))
    scene.reroute(scene.wires)
    scene.refresh_texts()
    rect = scene.content_rect()
    margin = _MARGIN_PX
    return scene, (rect if not rect.isEmpty() else QRectF(0, 0, 1, 1)).adjusted(-margin, -margin, margin, margin)


def _paint(scene: BuilderScene, area: QRectF, painter: QPainter, scale: float) -> None:
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
    target = QRectF(0, 0, area.width() * scale, area.height() * scale)
    painter.fillRect(target, Qt.GlobalColor.white)
    scene.render(painter, target, area)
    painter.end()
