"""Ready-made projects. Each module here defines one ``PRESET``; they are found by importing the package."""

from nnplayground.spec.presets.base import Preset
from nnplayground.spec.registry import modules_of

PRESETS: dict[str, Preset] = {
    preset.tag: preset
    for preset in sorted(
        (m.PRESET for m in modules_of(__name__, __path__) if hasattr(m, "PRESET")), key=lambda p: p.rank
    )
}
"""Every preset by its tag, the simplest first."""
