"""A layer on its way from the palette to the canvas."""

import msgspec
from PySide6.QtCore import QMimeData

from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.registry import tag_of

LAYER_MIME = "application/x-nnplayground-layer"
"""The tag of the kind, as bytes."""
PARAMETERS_MIME = f"{LAYER_MIME}+json"
"""The layer as JSON; may be missing, then every parameter has its default."""


def layer_mime(layer: Layer) -> QMimeData:
    """Pack a layer for a drag."""
    data = QMimeData()
    data.setData(LAYER_MIME, tag_of(layer).encode())
    data.setData(PARAMETERS_MIME, msgspec.json.encode(layer))
    return data


def layer_of(data: QMimeData) -> Layer | None:
    """The layer in a drag; None if there is none, or none that this release knows."""
    kind = KINDS.get(bytes(data.data(LAYER_MIME).data()).decode(errors="replace"))
    if kind is None:
        return None
    if not data.hasFormat(PARAMETERS_MIME):
        return kind()
    try:
        return msgspec.json.decode(data.data(PARAMETERS_MIME).data(), type=kind)
    except msgspec.DecodeError:
        return None


def path_of(data: QMimeData) -> str:
    """The first local file or folder in a drag from outside; empty if there is none."""
    return next((url.toLocalFile() for url in data.urls() if url.isLocalFile()), "")
