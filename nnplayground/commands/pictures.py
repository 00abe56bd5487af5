"""Picture files as the network takes them, without Qt."""

from pathlib import Path

import numpy as np
from PIL import Image

from nnplayground.spec.problems import PlaygroundError

MOST_PIXELS = 64 * 1024**2


def read_picture(path: Path) -> np.ndarray:
    """A picture in grey, float32 ``(H, W)`` in [0, 1], 0 is black; what is transparent shows white paper.

    Raises: PlaygroundError: ``file_unreadable``, ``picture_unreadable``.
    """
    try:
        with Image.open(path) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValueError(f"it is {image.width}×{image.height} pixels")
            pixels = image.convert("RGBA")
            paper = Image.new("RGBA", pixels.size, "white")
            grey = Image.alpha_composite(paper, pixels).convert("L")
    except Image.UnidentifiedImageError:
        raise PlaygroundError("picture_unreadable", name=path.name, detail="it is not a picture") from None
    except (ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PlaygroundError("picture_unreadable", name=path.name, detail=str(error)) from None
    except OSError as error:
        code = "file_unreadable" if error.strerror else "picture_unreadable"
        raise PlaygroundError(code, name=path.name, detail=error.strerror or str(error)) from None
    return np.asarray(grey, np.float32) / 255


def fit(picture: np.ndarray, height: int, width: int) -> tuple[np.ndarray, bool]:
    """A grey picture as the data sets are: bright on a black ground, whole and in proportion, ``(height, width)``.

    Returns: The picture, and whether it was inverted because its edge is bright.
    """
    edge = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    inverted = bool(edge.mean() > 0.5)
    if inverted:
        picture = 1 - picture
    rows, columns = picture.shape
    scale = max(rows / height, columns / width)
    missing = round(height * scale) - rows, round(width * scale) - columns
    pads = [(max(gap, 0) // 2, max(gap, 0) - max(gap, 0) // 2) for gap in missing]
    picture = np.pad(picture, pads)
    scaled = _box(picture.shape[0], height) @ picture @ _box(picture.shape[1], width).T
    return scaled.astype(np.float32), inverted


def _box(size: int, new_size: int) -> np.ndarray:
    """How much each old pixel gives to each new one, ``(new_size, size)``; each row sums to 1."""
    edges = np.arange(new_size + 1) * (size / new_size)
    old = np.arange(size)
    overlap = np.minimum(edges[1:, None], old + 1) - np.maximum(edges[:-1, None], old)
    return np.clip(overlap, 0, None) * (new_size / size)
