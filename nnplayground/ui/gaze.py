"""What is looked at: the picture that the network answers to, and the views that want frames of its inside."""

from PySide6.QtCore import QObject, QTimer, Signal

from nnplayground import protocol as p
from nnplayground.ui.client import EngineClient

FRAME_MS = 33
"""Frames are asked for at most so often: painting one for each movement of the pen would hold the answer up."""


class Gaze(QObject):
    """Tells the engine what to show, and acknowledges what was shown."""

    picture_chosen = Signal(object)
    """Another sample is the current picture, a ``Picture``."""
    frame_arrived = Signal(object)
    answered = Signal(object)
    samples_arrived = Signal(object)

    def __init__(self, client: EngineClient, parent: QObject) -> None:
        super().__init__(parent)
        self._client = client
        self._picture_seq = 0
        self._samples_request = 0
        self._picture: p.Picture | None = None
        self._views: dict[str, p.View] = {}
        self._drawn: set[str] = set()
        """Views whose last frame is still to be acknowledged."""
        self._ack_timer = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._ack_timer.timeout.connect(self._send_acks)
        self._watch_timer = QTimer(self, singleShot=True, interval=0)
        self._watch_timer.timeout.connect(self._send_watch)

    def look_at(self, picture: p.Array) -> int:
        """Make a sample the current picture. Returns the number that its ``Answer`` will carry."""
        self._picture_seq += 1
        self._picture = p.Picture(seq=self._picture_seq, values=picture)
        self._client.send(self._picture)
        self.picture_chosen.emit(self._picture)
        return self._picture_seq

    @property
    def picture(self) -> p.Picture | None:
        """The current picture; None while the engine has the first sample of the data."""
        return self._picture

    def ask_samples(self, places: tuple[int, ...]) -> int:
        """Ask for validation samples. Returns the number that the answer, ``samples_arrived``, will carry."""
        self._samples_request += 1
        self._client.send(p.AskSamples(request=self._samples_request, places=places))
        return self._samples_request

    def watch(self, view: p.View) -> None:
        """A view is visible and wants frames; replaces its former wish."""
        if self._views.get(view.view) != view:
            self._views[view.view] = view
            self._watch_timer.start()

    def unwatch(self, name: str) -> None:
        """A view is hidden."""
        if self._views.pop(name, None):
            self._watch_timer.start()

    def tell_views(self) -> None:
        """A new engine has to hear which views there are."""
        self._watch_timer.start()

    def tell_picture(self) -> None:
        """The engine begins afresh: it gets the current picture again."""
        if self._picture:
            self._client.send(self._picture)

    def forget_picture(self) -> None:
        """The picture was one of another project's data."""
        self._picture = None

    def take_frame(self, message: p.Frame) -> None:
        """A frame has come: hand it on, and acknowledge it in a moment."""
        self.frame_arrived.emit(message)
        self._drawn.add(message.view)
        if not self._ack_timer.isActive():
            self._ack_timer.start()

    def _send_acks(self) -> None:
        for view in sorted(self._drawn):
            self._client.send(p.Ack(view=view))
        self._drawn.clear()

    def _send_watch(self) -> None:
        self._client.send(p.Watch(views=tuple(self._views.values())))
