"""What a test left running, and where it was started: timers, animations, windows, threads and processes.

The start methods of Qt and Python are watched from outside: each start notes its line, each end of a test looks at
what is still active. Qt is watched only once something has imported it.
"""

import contextlib
import gc
import multiprocessing
import multiprocessing.process
import os
import signal
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from weakref import WeakKeyDictionary

GRACE_S = float(os.environ.get("NNPLAYGROUND_LEAK_GRACE_S", "30"))
"""How long what ends by itself may take; only what does not end waits that long."""
MOMENT_MS = 50
"""A timer that rings once, so soon, troubles no other test: windows that outlive a test have some now and then."""
_LIBRARIES = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}) + ("<",)
_UNSEEN = "a place that was not seen"
_HELPERS = ("multiprocessing.resource_tracker", "multiprocessing.forkserver")  # Python keeps these for the whole run

_started: WeakKeyDictionary[Any, str] = WeakKeyDictionary()
_started_by_us: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()
_process_places: dict[int, str] = {}
_watched: set[str] = set()


@dataclass(frozen=True)
class Before:
    """What was already there when the test began: it belongs to fixtures that outlive the test."""

    threads: frozenset[threading.Thread]
    widgets: frozenset[int]
    processes: frozenset[int]


@dataclass(frozen=True)
class Leak:
    """One thing that is still active, and how to end it so that the next test is not blamed."""

    text: str
    end: Callable[[], object]


def begin() -> Before:
    """Forget earlier starts and remember what runs already."""
    _watch_python()
    _watch_qt()
    _started.clear()
    _process_places.clear()
    widgets = frozenset(_address(widget) for widget in _top_level_widgets())
    return Before(frozenset(threading.enumerate()), widgets, frozenset(_child_processes()))


def end(before: Before) -> list[str]:
    """Name what the test left behind, and end it. What is about to end by itself gets a moment to do so."""
    _delete_what_waits_for_deletion()
    leaks = [*_timers_and_animations(), *_windows(before)]
    busy = list(_threads_and_processes(before))
    deadline = time.monotonic() + GRACE_S
    while busy and time.monotonic() < deadline:
        _turn_event_loop()
        time.sleep(0.01)
        busy = list(_threads_and_processes(before))
    leaks += busy
    for leak in leaks:
        leak.end()
    _delete_what_waits_for_deletion()
    return [leak.text for leak in leaks]


def _place(frame: FrameType | None) -> str:
    """The innermost line outside the libraries."""
    while frame is not None and _is_library(frame):
        frame = frame.f_back
    if frame is None:
        return _UNSEEN
    path = Path(frame.f_code.co_filename)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    return f"{shown}:{frame.f_lineno} in {frame.f_code.co_name}"


def _is_library(frame: FrameType) -> bool:
    return frame.f_code.co_filename.startswith(_LIBRARIES)


def _watch_python() -> None:
    if "python" in _watched:
        return
    _watched.add("python")
    _watch(threading.Thread, "start")
    _watch(multiprocessing.process.BaseProcess, "start", after=_note_process)
    _watch(subprocess.Popen, "__init__", after=_note_process)


def _note_process(process: Any) -> None:
    _process_places[process.pid] = _started[process]


def _watch_qt() -> None:
    core, widgets = sys.modules.get("PySide6.QtCore"), sys.modules.get("PySide6.QtWidgets")
    if core is not None and "core" not in _watched:
        _watched.add("core")
        _watch(core.QTimer, "start", takes=(int,))
        _watch(core.QThread, "start", takes=(core.QThread.Priority,))
        _watch(core.QAbstractAnimation, "start", takes=(core.QAbstractAnimation.DeletionPolicy,))
        _watch(core.QProcess, "start")
    if widgets is not None and "widgets" not in _watched:
        _watched.add("widgets")
        _watch(widgets.QWidget, "show", takes=())


def _watch(
    owner: type, name: str, *, takes: tuple[type, ...] | None = None, after: Callable[[Any], None] | None = None
) -> None:
    """Let ``owner.name`` note its caller.

    Args:
        takes: Types of the arguments to hand on. As a slot, a method of Qt gets only those arguments of the signal that
            fit it, a Python function gets all of them: ``text_changed.connect(timer.start)`` must go on working.
    """
    original = getattr(owner, name)

    def started(self: Any, *args: Any, **named: Any) -> Any:
        caller = sys._getframe(1)
        _started[self] = _place(caller)
        _started_by_us[self] = not _is_library(caller)
        fitting = args if takes is None else [arg for arg in args if type(arg) in takes]
        result = original(self, *fitting, **named)
        if after is not None:
            after(self)
        return result

    setattr(owner, name, started)


def _timers_and_animations() -> Iterable[Leak]:
    core = sys.modules.get("PySide6.QtCore")
    if core is None:
        return
    for thing in _living(core.QTimer):
        if thing.isActive() and not (thing.isSingleShot() and thing.interval() <= MOMENT_MS):
            yield Leak(f"an active {_name(thing)}, started at {_started[thing]}", thing.stop)
    for thing in _living(core.QAbstractAnimation):
        if thing.state() == core.QAbstractAnimation.State.Running:
            yield Leak(f"a running {_name(thing)}, started at {_started[thing]}", thing.stop)


def _threads_and_processes(before: Before) -> Iterable[Leak]:
    processes = {pid: _process_places.get(pid, _UNSEEN) for pid in _child_processes() if pid not in before.processes}
    core = sys.modules.get("PySide6.QtCore")
    for thread in _living(core.QThread) if core else ():
        if thread.isRunning():
            yield Leak(f"a running {_name(thread)}, started at {_started[thread]}", lambda t=thread: _end_thread(t))
    for process in _living(core.QProcess) if core else ():
        if process.state() != core.QProcess.ProcessState.NotRunning:
            processes.pop(process.processId(), None)
            text = f"a running {_name(process)} ({process.program()}), started at {_started[process]}"
            yield Leak(text, lambda p=process: _end_process(p))
    for pid, place in processes.items():
        yield Leak(f"child process {pid} ({_command_line(pid)}), started at {place}", lambda pid=pid: _kill(pid))
    for thread in threading.enumerate():
        if thread not in before.threads and (not thread.daemon or _started_by_us.get(thread, False)):
            yield Leak(f"thread {thread.name!r}, started at {_started.get(thread, _UNSEEN)}", lambda: None)


def _windows(before: Before) -> list[Leak]:
    fresh = _fresh_windows(before)
    if fresh:
        fresh.clear()  # or the names here would keep alive what only waits for the garbage collector
        gc.collect()
        _delete_what_waits_for_deletion()
        fresh = _fresh_windows(before)
    return [
        Leak(f"a top-level {_name(widget)}, {_shown(widget)}", lambda w=widget: (w.close(), w.deleteLater()))
        for widget in fresh
    ]


def _shown(widget: Any) -> str:
    return f"shown at {_started[widget]}" if widget in _started else "never shown by its own show()"


def _fresh_windows(before: Before) -> list[Any]:
    return [widget for widget in _top_level_widgets() if _address(widget) not in before.widgets]


def _top_level_widgets() -> list[Any]:
    """Windows without a parent; Qt keeps the label of the tool-tips for itself."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or not isinstance(widgets.QApplication.instance(), widgets.QApplication):
        return []
    every = widgets.QApplication.topLevelWidgets()
    return [widget for widget in every if widget.parent() is None and _class_name(widget) != "QTipLabel"]


def _living(kind: type) -> list[Any]:
    import shiboken6

    return [thing for thing in list(_started) if isinstance(thing, kind) and shiboken6.isValid(thing)]


def _address(widget: Any) -> int:
    import shiboken6

    return shiboken6.getCppPointer(widget)[0]


def _class_name(thing: Any) -> str:
    return thing.metaObject().className()


def _name(thing: Any) -> str:
    return f"{_class_name(thing)} {thing.objectName()!r}" if thing.objectName() else _class_name(thing)


def _delete_what_waits_for_deletion() -> None:
    """Carry out ``deleteLater``, which otherwise waits for an event loop that no test enters again."""
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)


def _turn_event_loop() -> None:
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.processEvents()


def _end_thread(thread: Any) -> None:
    thread.requestInterruption()
    thread.quit()
    thread.wait(1000)


def _end_process(process: Any) -> None:
    process.kill()
    process.waitForFinished(1000)


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def _child_processes() -> list[int]:
    """Children that still run: all of them on Linux, elsewhere those of ``multiprocessing``."""
    if not sys.platform.startswith("linux"):
        return [child.pid for child in multiprocessing.active_children() if child.pid is not None]
    pids = [int(pid) for path in Path("/proc/self/task").glob("*/children") for pid in _read(path).split()]
    return [pid for pid in pids if _runs(pid) and not any(helper in _command_line(pid) for helper in _HELPERS)]


def _runs(pid: int) -> bool:
    """A child that has ended and was not waited for yet is a zombie (state Z): nothing runs any more."""
    state = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return bool(state) and state[0] not in "ZX"


def _command_line(pid: int) -> str:
    return _read(Path(f"/proc/{pid}/cmdline")).replace("\0", " ").strip()


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:  # it ended meanwhile
        return ""
