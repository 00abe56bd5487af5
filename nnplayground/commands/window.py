"""Opening the window, or saying in one sentence why that cannot be."""

import ctypes
import importlib
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

from nnplayground.doctor import missing_packages, no_display
from nnplayground.spec.problems import PlaygroundError

_PACKAGES = ("PySide6", "shiboken6", "pyqtgraph")


def open_window(path: str | None) -> int:
    """Open the window, with a project file if one is named; returns when it is closed.

    Raises: PlaygroundError: ``window_no_display``, ``window_no_qt``, ``window_no_library``.
    """
    if no_display():
        raise PlaygroundError("window_no_display")
    try:
        _try_plugin()
        app = _import_program()
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in _PACKAGES:
            raise
        raise PlaygroundError("window_no_qt") from None
    except (ImportError, OSError) as error:
        packages = missing_packages()
        if not packages and ".so" not in str(error) and "DLL" not in str(error):
            raise
        install = f"run: sudo apt-get install --no-install-recommends {' '.join(packages)}"
        advice = install if packages else "`nnplayground doctor` tells more"
        raise PlaygroundError("window_no_library", detail=str(error), advice=advice) from None
    return app.run(path)


def _import_program() -> ModuleType:
    """All that the window is made of, in the fastest way."""
    from nnplayground.ui import garbage, imports

    garbage.pause()
    imports.let_go()
    return importlib.import_module("nnplayground.ui.app")


def _try_plugin() -> None:
    """Load what Qt will load for an X screen: where a library is missing, Qt would abort without a usable word.

    Raises: OSError: The loader's message, which names the library.
    """
    is_x11 = os.environ.get("QT_QPA_PLATFORM", "xcb").partition(":")[0] in ("xcb", "")
    if not sys.platform.startswith("linux") or not is_x11 or os.environ.get("WAYLAND_DISPLAY"):
        return
    found = importlib.util.find_spec("PySide6")
    for place in found.submodule_search_locations if found else ():
        plugin = Path(place, "Qt", "plugins", "platforms", "libqxcb.so")
        if plugin.is_file():
            ctypes.CDLL(str(plugin))
