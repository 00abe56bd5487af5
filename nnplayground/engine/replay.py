"""Forward and backward as one CUDA graph: a small network keeps a GPU waiting for Python, a graph is started at once.

Source: https://docs.pytorch.org/docs/stable/notes/cuda.html#cuda-graphs, whole-network capture. Only what lies between
a batch and its gradients is captured; augmentation, penalties, clipping and the optimizer stay as they are.

Nobody's list says which networks can be captured, and where it pays. So it is tried, on a batch of the run, and left if
it fails, computes something else, or is not faster.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

ENOUGH = 20
"""So many whole batches are trained on before one is captured: until then somebody may still be moving a slider."""
WARM_UPS = 3
TIMED = 10
FASTER = 1.05
"""By so much, at least, a replay has to be."""
LONG_S = 0.01
"""A step that takes so long has a GPU busy all the while; a graph would only take memory."""
CLOSE = 1e-4
"""Replayed values differ by no more than this part of the largest of them: sums may be made in another order."""

_READS = {torch.Tag.data_dependent_output, torch.Tag.dynamic_output_shape}

WorkOut = Callable[[Tensor, Tensor], tuple[Tensor, Tensor]]
"""Loss and output for a batch and its truth; the gradients lie beside the weights."""
Record = Callable[[Callable[[], None], torch.device], Callable[[], None]]
"""What records the work of a function on the device, and returns what does it again on the same memory."""


class Replay:
    """Works out loss, output and gradients of batches, as a function does, but replayed where that is faster.

    Batches of another shape than the captured one, as the last of an epoch may be, go through the function.

    Args:
        work_out: What is captured. It makes the gradients anew at each call.
        net: Its weights and running averages.
        record: Captures, see ``cuda_graph``.
    """

    def __init__(self, work_out: WorkOut, net: nn.Module, record: Record) -> None:
        self._work_out, self._net = work_out, net
        self._record = record
        self._weights = [weights for weights in net.parameters() if weights.requires_grad]
        self._largest = self._count = 0
        """Samples of the largest batch so far, and how many there were of it."""
        self._open = True
        self._start: Callable[[], None] | None = None
        self.gain = 0.0
        """How many times as fast a replay is; 0 while nothing is replayed."""

    def work_out(self, x: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Loss and output for samples ``(N, *shape)`` and their truth, as what was captured returns them."""
        if self._start is not None and x.shape == self._x.shape:
            return self._again(x, target)
        found = self._work_out(x, target)
        if self._open:
            if len(x) > self._largest:
                self._largest, self._count = len(x), 0
            self._count += len(x) == self._largest
            if self._count == ENOUGH:
                self._open = False
                self._consider(x, target)
        return found

    def _again(self, x: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        self._x.copy_(x)
        self._target.copy_(target)
        self._start()
        for weights, gradient in zip(self._weights, self._gradients, strict=True):
            weights.grad = gradient
        loss, output = self._found
        return loss.clone(), output.clone()  # the next replay writes over them

    def _consider(self, x: Tensor, target: Tensor) -> None:
        """Capture, and go on with that if it is right and faster. The run notices nothing of it."""
        with _undone(self._net, x.device):
            if reads_back(lambda: self._work_out(x, target)):
                return
            seconds = _seconds(lambda: self._work_out(x, target), x.device)
        if seconds > LONG_S:
            return
        try:
            with _undone(self._net, x.device):
                self._begin(x, target)
            if self._is_right(x.flip(0), target.flip(0)):
                with _undone(self._net, x.device):
                    self.gain = seconds / _seconds(lambda: self._again(x, target), x.device)
        except RuntimeError:  # lack of memory among them: torch and CUDA say in many ways what they cannot capture
            self.gain = 0.0
        if self.gain < FASTER:
            self._leave()

    def _begin(self, x: Tensor, target: Tensor) -> None:
        self._x, self._target = x.clone(), target.clone()

        def step() -> None:
            self._found = self._work_out(self._x, self._target)

        self._start = self._record(step, x.device)
        self._gradients = [weights.grad for weights in self._weights]

    def _is_right(self, x: Tensor, target: Tensor) -> bool:
        """Whether a batch that was not captured gives the same: values, gradients, running averages, random numbers."""
        with _undone(self._net, x.device):
            wanted = [*self._work_out(x, target), *self._results(x.device)]
        with _undone(self._net, x.device):
            found = [*self._again(x, target), *self._results(x.device)]
        return all(_close(one, two) for one, two in zip(found, wanted, strict=True))

    def _results(self, device: torch.device) -> list[Tensor | None]:
        gradients = [None if weights.grad is None else weights.grad.clone() for weights in self._weights]
        draws = [torch.rand(1), torch.rand(1, device=device)]
        return [*gradients, *[buffer.clone() for buffer in self._net.buffers()], *draws]

    def _leave(self) -> None:
        self._start, self.gain = None, 0.0
        self._x = self._target = self._found = self._gradients = None


def wanted(device: str) -> bool:
    """Whether steps on a device (cpu, cuda, ...) may be captured; ``NNPLAYGROUND_CUDA_GRAPHS=0`` says no."""
    return device == "cuda" and os.environ.get("NNPLAYGROUND_CUDA_GRAPHS") != "0"


def cuda_graph(step: Callable[[], None], device: torch.device) -> Callable[[], None]:
    """Capture what a function does on a CUDA device; the function is called a few times.

    Returns: What replays it.
    Raises: RuntimeError: It cannot be captured.
    """
    with torch.cuda.device(device):
        here, aside = torch.cuda.current_stream(), torch.cuda.Stream()
        aside.wait_stream(here)
        with torch.cuda.stream(aside):
            for _ in range(WARM_UPS):
                step()
        here.wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        try:
            with torch.cuda.stream(here), _capturing(graph, aside):  # torch does not leave the stream if it fails
                step()
        except RuntimeError:
            _recover(aside)
            raise
    return graph.replay


def _capturing(graph: torch.cuda.CUDAGraph, stream: torch.cuda.Stream) -> torch.cuda.graph:
    """Other threads may go on meanwhile, as the one that writes snapshots does."""
    return torch.cuda.graph(graph, stream=stream, capture_error_mode="thread_local")


def _recover(stream: torch.cuda.Stream) -> None:
    """Random numbers can be drawn again: a capture that failed leaves their generator as if it were still going on.

    Torch then says "Offset increment outside graph capture encountered unexpectedly" at the next dropout.
    """
    number = torch.zeros(1, device=stream.device)
    with _capturing(torch.cuda.CUDAGraph(), stream):
        number.add_(1)


def reads_back(work: Callable[[], object]) -> bool:
    """Whether a function waits for values of its tensors, or draws on the CPU: a graph would do neither again."""
    generator = torch.get_rng_state()
    with _Watch() as watch:
        work()
    return watch.read or not torch.equal(generator, torch.get_rng_state())


class _Watch(TorchDispatchMode):
    """Notices operations whose result, or its size, depends on values: they have to be there first."""

    def __init__(self) -> None:
        super().__init__()
        self.read = False

    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: tuple = (), kwargs: dict[str, Any] | None = None
    ) -> object:
        fetched = torch.device((kwargs or {}).get("device") or "meta").type == "cpu"
        self.read = self.read or bool(_READS.intersection(func.tags)) or (fetched and _any_elsewhere(args))
        return func(*args, **(kwargs or {}))


def _any_elsewhere(args: tuple) -> bool:
    return any(isinstance(each, Tensor) and each.device.type != "cpu" for each in args)


@contextmanager
def _undone(net: nn.Module, device: torch.device) -> Iterator[None]:
    """What is done within leaves gradients, running averages and generators as they were."""
    buffers = [(buffer, buffer.clone()) for buffer in net.buffers()]
    gradients = [(weights, weights.grad) for weights in net.parameters()]
    try:
        with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
            yield
    finally:
        with torch.no_grad():
            for buffer, kept in buffers:
                buffer.copy_(kept)
        for weights, gradient in gradients:
            weights.grad = gradient


def _seconds(work: Callable[[], object], device: torch.device) -> float:
    work()
    _wait_for(device)
    start = time.perf_counter()
    for _ in range(TIMED):
        work()
    _wait_for(device)
    return (time.perf_counter() - start) / TIMED


def _wait_for(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


def _close(one: Tensor | None, two: Tensor | None) -> bool:
    if one is None or two is None:
        return one is two
    limit = CLOSE * float(two.abs().max()) if two.numel() else 0.0
    return bool(((one - two).abs() <= limit).all())
