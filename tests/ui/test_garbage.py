"""Garbage of Python ends in the thread that asks for it, and in no other."""

import gc
import subprocess
import sys
import threading
import weakref

from nnplayground.ui import garbage


class Knot:
    """Only a collection can end it."""

    def __init__(self) -> None:
        self.itself = self


def knots(many: int) -> weakref.ref:
    first = Knot()
    _others = [Knot() for _ in range(many)]
    return weakref.ref(first)


def test_it_is_collected_when_there_is_much_and_by_who_asks():
    garbage.collect()
    enough = gc.get_threshold()[0] + 1
    known = []
    worker = threading.Thread(target=lambda: known.append(knots(2 * enough)))
    worker.start()
    worker.join()
    assert known[0]() is not None, "another thread collects nothing"
    garbage.collect()
    assert known[0]() is None


def test_what_is_there_at_the_start_stays_and_what_comes_is_collected():
    script = """
import gc
from nnplayground.ui import garbage
from tests.ui.test_garbage import knots
kept = [[] for _ in range(1000)]
garbage.take_over()
assert not gc.isenabled() and gc.get_freeze_count() > 1000
assert not any(each is kept for each in gc.get_objects())
known = knots(100_000)
assert known() is not None
garbage.collect()
assert known() is None
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
