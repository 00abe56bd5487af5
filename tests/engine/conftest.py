"""One engine process for all tests that drive it from outside, and a training thread for those that look inside."""

import gc
from collections.abc import Iterator

import pytest
import torch

from nnplayground import protocol as p
from tests.engine.bench import Bench
from tests.engine.process import Engine
from tests.patience import PATIENCE_S


@pytest.fixture(autouse=True)
def every_snapshot() -> Iterator[None]:
    """A machine may be so busy that copying one takes its share of the time for all at once."""
    with pytest.MonkeyPatch.context() as patch:
        for grace in ("GRACE_S", "BEST_GRACE_S"):
            patch.setattr(f"nnplayground.engine.recorder.{grace}", 1e9)
        yield


@pytest.fixture(autouse=True)
def same_generators() -> Iterator[None]:
    """What a test drew, and how many threads it took, is nothing to the next one."""
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    yield
    torch.set_rng_state(state)
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def windows_gone() -> None:
    """The training thread collects garbage where memory was short: taking windows of former tests apart crashes Qt."""
    gc.collect()


@pytest.fixture
def bench(windows_gone: None, same_generators: None) -> Iterator[Bench]:
    """A training thread with nothing said yet."""
    found = Bench()
    yield found
    found.send(p.Quit())
    found.worker.join(PATIENCE_S)
    assert not found.worker.is_alive()


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An engine for tests that leave it as they found it: starting one takes seconds."""
    with Engine(tmp_path_factory.mktemp("engine")) as engine:
        ready = engine.next(p.Ready)
        assert ready.devices and ready.torch and ready.start_s > 0
        yield engine


@pytest.fixture
def engine(shared: Engine) -> Iterator[Engine]:
    """The engine with nothing said yet; afterwards nothing trains and no view is watched."""
    shared.forget()
    yield shared
    shared.send(p.Stop(), p.Watch(views=()))
    shared.weights()  # everything before is done
    failures = [event for event in shared.all(p.Failure) if event.traceback]
    assert not failures, failures[0].traceback
