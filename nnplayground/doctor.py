"""Whether this machine can run the program, and what to install where it cannot.

Each library that may crash is tried in a child process, so that the doctor lives to tell. Only the standard library is
imported here: the doctor must be able to say that the others are missing.
"""

import importlib.metadata
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from json import dumps, loads
from pathlib import Path
from typing import Any

from nnplayground import __version__

PACKAGES = ("torch", "numpy", "msgspec", "safetensors", "platformdirs", "pooch", "PySide6-Essentials", "pyqtgraph")
FONT_PACKAGE = "fonts-wqy-microhei"
_NO_DISPLAY = "no display (neither DISPLAY nor WAYLAND_DISPLAY is set)"

# Shared library -> Debian and Ubuntu package, for everything outside the wheel that the Qt files below may ask for.
LIBRARY_PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libgl1",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libbrotlicommon.so.1": "libbrotli1",
    "libbrotlidec.so.1": "libbrotli1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
}

# What the window loads from the PySide6 wheel, some of it only at run time.
_QT_FILES = (
    "QtWidgets.abi3.so",
    "QtSvg.abi3.so",
    "Qt/plugins/platforms/libqoffscreen.so",
    "Qt/plugins/platforms/libqxcb.so",
    "Qt/plugins/xcbglintegrations/libqxcb-glx-integration.so",
    "Qt/plugins/imageformats/libqsvg.so",
)
_WAYLAND_FILES = ("Qt/plugins/platforms/libqwayland.so",)

_TRY_WINDOW = """
import json
import numpy, pyqtgraph
from PySide6.QtCore import qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication
app = QApplication(["nnplayground"])
chinese = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
print(json.dumps({"qt": qVersion(), "platform": app.platformName(), "chinese_fonts": bool(chinese)}))
"""

_TRY_TORCH = """
import json
import torch
if torch.cuda.is_available():
    device, reason = "cuda", torch.cuda.get_device_name()
elif torch.backends.mps.is_available():
    device, reason = "mps", "the GPU of this Mac"
elif torch.version.cuda or torch.version.hip:
    device, reason = "cpu", "torch finds no GPU that it can use"
else:
    device, reason = "cpu", "this build of torch has no GPU support"
print(json.dumps({"device": device, "reason": reason}))
"""


@dataclass(frozen=True, kw_only=True)
class Report:
    """What the doctor found."""

    version: str
    python: str
    python_ok: bool
    system: str
    packages: dict[str, str | None]
    device: str | None
    device_reason: str
    window_ok: bool
    window_reason: str
    qt: str | None
    qt_platform: str | None
    missing_libraries: tuple[str, ...]
    missing_packages: tuple[str, ...]
    chinese_fonts: bool | None


def doctor(json: bool = False) -> int:
    """Print the report, for people or as one line of JSON.

    Returns: 0, or 1 when the window could not open.
    """
    found = report()
    print(dumps(asdict(found)) if json else "\n".join(lines(found)))
    return 0 if found.window_ok else 1


def report() -> Report:
    """Look at everything. Takes some seconds: torch and Qt are started once each, in processes of their own."""
    torch, torch_error = _try(_TRY_TORCH)
    window, window_error = (None, _NO_DISPLAY) if no_display() else _try(_TRY_WINDOW)
    libraries = missing_libraries()
    fonts = window["chinese_fonts"] if window else _chinese_fonts()
    return Report(
        version=__version__,
        python=platform.python_version(),
        python_ok=(3, 11) <= sys.version_info[:2] < (3, 14),
        system=platform.platform(),
        packages={name: _installed_version(name) for name in PACKAGES},
        device=torch["device"] if torch else None,
        device_reason=torch["reason"] if torch else torch_error,
        window_ok=window is not None,
        window_reason=window_error,
        qt=window["qt"] if window else None,
        qt_platform=window["platform"] if window else None,
        missing_libraries=tuple(libraries),
        missing_packages=tuple(_packages(libraries, fonts)),
        chinese_fonts=fonts,
    )


def lines(found: Report) -> list[str]:
    """The report as people read it: one finding a line, and below it what to do."""
    installed = [f"{name} {version}" for name, version in found.packages.items() if version]
    absent = [name for name, version in found.packages.items() if not version]
    return [
        f"nnplayground {found.version} on {found.system}",
        f"Python {found.python}: " + ("fine" if found.python_ok else "not supported; it takes 3.11, 3.12 or 3.13"),
        "Packages: " + ", ".join(installed),
        *([f"Missing packages: {', '.join(absent)}; run: python -m pip install {' '.join(absent)}"] if absent else []),
        f"Device: {found.device} ({found.device_reason})" if found.device else f"torch fails: {found.device_reason}",
        *_library_lines(found),
        {
            True: "Chinese text: a font is there",
            False: "Chinese text: no font, it would show as empty boxes",
            None: "Chinese text: fonts could not be looked at",
        }[found.chinese_fonts],
        f"Window: opens (Qt {found.qt}, platform {found.qt_platform})"
        if found.window_ok
        else f"Window: does not open: {found.window_reason}",
    ]


def _library_lines(found: Report) -> list[str]:
    if not sys.platform.startswith("linux"):
        return []
    libraries = f"missing {', '.join(found.missing_libraries)}" if found.missing_libraries else "complete"
    install = f"  sudo apt-get install --no-install-recommends {' '.join(found.missing_packages)}"
    return [f"System libraries: {libraries}", *([install] if found.missing_packages else [])]


def no_display() -> bool:
    """Whether there is no screen that Qt could open a window on."""
    if not sys.platform.startswith("linux"):
        return False
    needs_screen = os.environ.get("QT_QPA_PLATFORM", "xcb").partition(":")[0] in ("xcb", "wayland", "")
    return needs_screen and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def missing_packages() -> list[str]:
    """Names of the Debian packages that the window needs and this machine lacks. Starts Qt, but not torch."""
    libraries = missing_libraries()
    return _packages(libraries, None if libraries else _chinese_fonts())


def missing_libraries() -> list[str]:
    """Names of shared libraries that Qt asks for and the system lacks, in order; on Linux only, elsewhere none."""
    if not sys.platform.startswith("linux") or _installed_version("PySide6-Essentials") is None:
        return []
    root = Path(str(importlib.metadata.distribution("PySide6-Essentials").locate_file("PySide6")))
    names = _QT_FILES + (_WAYLAND_FILES if os.environ.get("WAYLAND_DISPLAY") else ())
    files = [str(root / name) for name in names if (root / name).is_file()]
    try:
        listed = subprocess.run(["ldd", *files], capture_output=True, text=True, check=False).stdout
    except OSError:  # a Linux without ldd: the attempt to open a window has to tell
        return []
    return sorted({line.split()[0] for line in listed.splitlines() if line.endswith("=> not found")})


def _packages(libraries: list[str], fonts: bool | None) -> list[str]:
    """Packages that hold the libraries, and the fonts unless they are known to be there."""
    named = sorted({LIBRARY_PACKAGES[name] for name in libraries if name in LIBRARY_PACKAGES})
    wants_font = sys.platform.startswith("linux") and not fonts
    return [*named, FONT_PACKAGE] if wants_font else named


def _chinese_fonts() -> bool | None:
    found, _ = _try(_TRY_WINDOW, QT_QPA_PLATFORM="offscreen")
    return found["chinese_fonts"] if found else None


def _installed_version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _try(code: str, **environment: str) -> tuple[dict[str, Any] | None, str]:
    """Run code in a child process.

    Returns: The JSON object that it printed last and an empty text, or None and what went wrong in one line.
    """
    command = [sys.executable, "-c", code]
    try:
        child = subprocess.run(
            command, env=os.environ | environment, capture_output=True, text=True, errors="replace", timeout=120
        )
    except subprocess.TimeoutExpired:
        return None, "no answer within two minutes"
    if child.returncode == 0:
        return loads(child.stdout.splitlines()[-1]), ""
    said = [line.strip() for line in child.stderr.splitlines() if line.strip()]
    if not said:
        return None, f"the process ended with code {child.returncode}"
    return None, said[-1] if said[0].startswith("Traceback") else said[0]
