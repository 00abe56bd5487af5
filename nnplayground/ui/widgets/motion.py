"""Whether this person wants things to move: asked once, at start, without needing a window."""

import ctypes
import os
import plistlib
import re
import sys
from pathlib import Path

VARIABLE = "NNPLAYGROUND_REDUCED_MOTION"


def duration_ms(usual_ms: int = 120) -> int:
    """How long an animation lasts: the usual time, or 0 if less motion was asked for."""
    return 0 if less_motion() else usual_ms


def less_motion() -> bool:
    """True if the environment variable or the settings of the desktop ask for less motion.

    Qt 6.11 cannot be asked (its accessibility hints know contrast only), so each desktop's own setting is read.
    """
    given = os.environ.get(VARIABLE)
    if given is not None:
        return given.strip().lower() not in ("", "0", "false", "no")
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _macos(Path.home() / "Library/Preferences/com.apple.universalaccess.plist")
    return _linux(Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"))


def _windows() -> bool:
    """The switch "Animation effects" of the accessibility settings (SPI_GETCLIENTAREAANIMATION)."""
    shown = ctypes.c_int(1)
    ctypes.windll.user32.SystemParametersInfoW(0x1042, 0, ctypes.byref(shown), 0)  # type: ignore[attr-defined]
    return not shown.value


def _macos(settings: Path) -> bool:
    try:
        return bool(plistlib.loads(settings.read_bytes()).get("reduceMotion", False))
    except (OSError, plistlib.InvalidFileException):
        return False


def _linux(config: Path) -> bool:
    """KDE's animation factor 0, or GTK's switch, which GNOME and others write too."""
    switches = {
        "kdeglobals": r"^\s*AnimationDurationFactor\s*=\s*0(\.0*)?\s*$",
        "gtk-4.0/settings.ini": r"^\s*gtk-enable-animations\s*=\s*(0|false)\s*$",
        "gtk-3.0/settings.ini": r"^\s*gtk-enable-animations\s*=\s*(0|false)\s*$",
    }
    return any(re.search(pattern, _text(config / name), re.M | re.I) for name, pattern in switches.items())


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
