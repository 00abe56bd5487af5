"""Which device a wish leads to, with GPUs that the test pretends."""

import pytest
import torch

from nnplayground.engine import device as devices
from nnplayground.engine import memory
from nnplayground.engine.analysis import analyse
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Recipe


@pytest.fixture
def with_gpus(monkeypatch):
    def pretend(count, current=0):
        monkeypatch.setattr(torch.cuda, "is_available", lambda: count > 0)
        monkeypatch.setattr(torch.cuda, "device_count", lambda: count)
        monkeypatch.setattr(torch.cuda, "current_device", lambda: current)
        monkeypatch.setattr(torch.cuda, "get_device_name", lambda number: f"Card {number}")

    return pretend


@pytest.mark.parametrize(
    "count, wish, device, code, severity",
    [
        (0, "auto", "cpu", "cpu_only", "note"),
        (0, "cpu", "cpu", "cpu_chosen", "note"),
        (0, "cuda", "cpu", "cpu_fallback", "warning"),
        (0, "cuda:1", "cpu", "cpu_fallback", "warning"),
        (0, "mps", "cpu", "cpu_fallback", "warning"),
        (1, "auto", "cuda", "device_gpu", "note"),
        (1, "cuda:0", "cuda", "device_gpu", "note"),
        (1, "cuda:3", "cuda", "gpu_fallback", "warning"),
        (2, "auto", "cuda:0", "device_gpu", "note"),
        (2, "cuda:1", "cuda:1", "device_gpu", "note"),
        (2, "cpu", "cpu", "cpu_chosen", "note"),
    ],
)
def test_what_a_wish_leads_to_and_why(with_gpus, monkeypatch, count, wish, device, code, severity):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with_gpus(count)
    chosen, reason = devices.choose(wish)
    assert (chosen, reason.code, reason.severity) == (device, code, severity)
    assert reason.text()


def test_each_process_of_torchrun_takes_the_gpu_that_was_set_for_it(with_gpus):
    with_gpus(4, current=2)
    assert devices.choose("auto")[0] == devices.choose("cuda")[0] == "cuda:2"


def test_several_gpus_are_offered_one_by_one(with_gpus, monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    with_gpus(2)
    assert devices.devices() == ("cuda:0", "cuda:1", "cpu")


@pytest.mark.parametrize("wish", ["gpu", "cuda:", "cuda:-1", "CPU", ""])
def test_what_is_no_device_is_refused(wish):
    with pytest.raises(PlaygroundError, match="not a device"):
        devices.choose(wish)


def test_a_network_must_fit_into_the_memory_of_its_gpu(monkeypatch):
    network = PRESETS["mlp-128"].project().network
    recipe = Recipe()
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (1_000_000, 80_000_000_000))
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 0)
    assert not analyse(network, (1, 28, 28), 10, recipe)[1]
    (problem,) = analyse(network, (1, 28, 28), 10, recipe, "cuda:1")[1]
    assert problem.code == "too_large" and "0.001 GB are free" in problem.text()
    assert memory.of_gpu("cpu") == (0, 0) and memory.of_gpu("cuda") == (0, 80_000_000_000)
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 2_000_000)
    assert not analyse(network, (1, 28, 28), 10, recipe, "cuda:1")[1], "what it holds itself can be used again"


def calibrated(step):
    threads = torch.get_num_threads()
    try:
        count, reason = devices.calibrate(step)
        return count, reason.code, torch.get_num_threads()
    finally:
        torch.set_num_threads(threads)


@pytest.fixture
def long_steps(monkeypatch):
    monkeypatch.setattr(devices, "cores", lambda: 2)
    monkeypatch.setattr(devices, "LONG_S", 0.0)


@pytest.mark.usefixtures("long_steps")
def test_a_long_step_is_not_tried_again_and_again(monkeypatch):
    monkeypatch.setattr(devices, "crowded", lambda: False)
    steps = []
    assert calibrated(lambda: steps.append(torch.get_num_threads())) == (2, "threads_for_long_steps", 2)
    assert steps == [2, 2]


@pytest.mark.usefixtures("long_steps")
@pytest.mark.parametrize(
    ("hindered", "chosen"), [(2, (1, "threads_crowded", 1)), (1, (2, "threads_for_long_steps", 2))]
)
def test_a_step_that_is_long_since_the_cores_are_busy_is_tried_with_one_thread(monkeypatch, hindered, chosen):
    monkeypatch.setattr(devices, "crowded", lambda: True)
    seconds, now = {hindered: 8.0, 3 - hindered: 1.0}, [0.0]

    def step():
        now[0] += seconds[torch.get_num_threads()]

    monkeypatch.setattr(devices.time, "perf_counter", lambda: now[0])
    assert calibrated(step) == chosen


@pytest.mark.parametrize(("crowded", "chosen"), [(True, (1, "threads_fewer", 1)), (False, (2, "threads_all", 2))])
def test_threads_that_were_faster_in_a_quiet_moment_only_are_not_chosen(monkeypatch, crowded, chosen):
    monkeypatch.setattr(devices, "cores", lambda: 2)
    monkeypatch.setattr(devices, "crowded", lambda: crowded)
    now = [0.0]

    def step():
        quiet = now[0] < 2.5 * devices.CALIBRATION_S
        now[0] += 0.002 if torch.get_num_threads() == 1 else 0.001 if quiet else 0.1

    monkeypatch.setattr(devices.time, "perf_counter", lambda: now[0])
    assert calibrated(step) == chosen


@pytest.mark.parametrize("crowded", [True, False])
def test_threads_that_are_always_faster_are_chosen(monkeypatch, crowded):
    monkeypatch.setattr(devices, "cores", lambda: 2)
    monkeypatch.setattr(devices, "crowded", lambda: crowded)
    now = [0.0]

    def step():
        now[0] += 0.002 / torch.get_num_threads()

    monkeypatch.setattr(devices.time, "perf_counter", lambda: now[0])
    assert calibrated(step) == (2, "threads_all", 2)


def test_the_load_of_the_machine_says_whether_it_is_crowded(monkeypatch):
    monkeypatch.setattr(devices, "cores", lambda: 4)
    for load, crowded in ((1.0, False), (4.5, True)):
        monkeypatch.setattr(devices.os, "getloadavg", lambda load=load: (load, 0.0, 0.0), raising=False)
        assert devices.crowded() is crowded
