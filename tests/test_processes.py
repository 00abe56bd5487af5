"""Processes that run, that have ended, and later ones with the same number."""

import os
import subprocess
import sys

from nnplayground import processes


def test_this_process_runs_and_a_later_one_with_its_number_is_another():
    assert processes.is_running(processes.process_name())
    assert not processes.is_running(f"{os.getpid()}-1234.5678")


def test_a_process_that_has_ended_runs_no_more_even_before_its_parent_looks():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{child.pid}-{processes.started(child.pid)}"
    assert processes.is_running(name)
    child.stdin.close()
    while processes.is_running(name):  # a zombie until somebody waits for it
        pass
    child.wait()
    assert not processes.is_running(name)


def test_what_is_no_name_of_a_process_does_not_run():
    for name in ("", "-", "12", f"{os.getpid()}", f"{os.getpid()}-", "x-1", "½-1", "-1-2"):
        assert not processes.is_running(name)
