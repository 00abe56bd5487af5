"""What the user wished for where it acts, kept in the settings for the next start."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from nnplayground.ui.session import Session
from nnplayground.ui.settings import Settings


class Wishes(QObject):
    """Tells the session what was wished at the last start, and keeps what is wished now.

    Args:
        change: Takes the settings that have changed, by name.
    """

    def __init__(self, session: Session, settings: Settings, change: Callable[..., None]) -> None:
        super().__init__(session)
        self._change = change
        session.device = settings.device
        session.record.cap = settings.snapshot_bytes
        session.record.total_cap = settings.snapshot_total_bytes
        session.device_wished.connect(self._on_device_wished)
        session.record.cap_wished.connect(self._on_cap_wished)
        session.record.total_cap_wished.connect(self._on_total_cap_wished)

    def _on_device_wished(self, device: str) -> None:
        self._change(device=device)

    def _on_cap_wished(self, size: int) -> None:
        self._change(snapshot_bytes=size)

    def _on_total_cap_wished(self, size: int) -> None:
        self._change(snapshot_total_bytes=size)
