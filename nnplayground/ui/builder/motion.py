"""What moves on the canvas: blocks that slide to a new place, and the flow through the wires while training."""

from collections.abc import Mapping

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QTimer, QVariantAnimation

from nnplayground.ui import theme
from nnplayground.ui.builder.scene import BuilderScene

FEW, MOST_SLIDING = 40, 400
FLOW_MS, LAP_MS = 66, 1400
MOST_FLOWING = 80


class Slide(QObject):
    """Brings blocks to new places within the time that the theme allows; at once, if less motion is wanted.

    Many blocks take a little longer, and their wires go straight meanwhile, so that each frame comes in time.
    """

    def __init__(self, scene: BuilderScene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._ways: dict[str, tuple[QPointF, QPointF]] = {}
        self._animation = QVariantAnimation(self, startValue=0.0, endValue=1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._on_value_changed)
        self._animation.finished.connect(self._on_finished)

    @property
    def running(self) -> bool:
        """Whether blocks are still on their way."""
        return bool(self._ways)

    def to(self, places: Mapping[str, QPointF], animated: bool) -> None:
        """Send blocks to their places."""
        self.finish()
        self._ways = {name: (self._scene.blocks[name].pos(), place) for name, place in places.items()}
        if animated and theme.MOTION_MS and 0 < len(places) <= MOST_SLIDING:
            self._animation.setDuration(round(theme.MOTION_MS * (1 + len(places) / MOST_SLIDING)))
            self._animation.start()
        else:
            self._on_finished()

    def finish(self) -> None:
        """Be there now."""
        if self._ways:
            self._animation.stop()
            self._on_finished()

    def _on_value_changed(self, share: float) -> None:
        places = {name: a + (b - a) * share for name, (a, b) in self._ways.items()}
        self._scene.place(places, roughly=len(places) > FEW)

    def _on_finished(self) -> None:
        ways, self._ways = self._ways, {}
        if not ways:
            return
        before = [self._scene.blocks[name].rect for name in ways]
        self._scene.place({name: way[1] for name, way in ways.items()}, roughly=True)
        self._scene.settle(ways, before)


class Flow(QObject):
    """Lets a dot run along each wire. A dot is small, so each beat repaints a few hundred pixels."""

    def __init__(self, scene: BuilderScene, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._share = 0.0
        self._timer = QTimer(self, interval=FLOW_MS)
        self._timer.timeout.connect(self._on_timeout)

    def set_running(self, running: bool) -> None:
        """Begin or end; nothing runs where less motion is wanted or the network is large."""
        if running and theme.MOTION_MS:
            self._timer.start()
        else:
            self._timer.stop()
            for item in self._scene.wires.values():
                item.still()

    @property
    def running(self) -> bool:
        """Whether dots run."""
        return self._timer.isActive()

    def _on_timeout(self) -> None:
        self._share = (self._share + FLOW_MS / LAP_MS) % 1.0
        if len(self._scene.wires) <= MOST_FLOWING:
            for item in self._scene.wires.values():
                item.flow_to(self._share)
