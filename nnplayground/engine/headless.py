"""Training, testing and answering without a window: the same workshop, run and trainer, driven by a plain loop."""

import time
from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np
import torch

from nnplayground.engine import device as devices
from nnplayground.engine.attention import Attention
from nnplayground.engine.batches import Batches
from nnplayground.engine.criterion import criterion
from nnplayground.engine.data import LoadedData
from nnplayground.engine.examination import Details, details
from nnplayground.engine.failures import is_lack_of_memory
from nnplayground.engine.measures import measure_of
from nnplayground.engine.net import Net, plan
from nnplayground.engine.ranks import ALONE, Ranks
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import Moment
from nnplayground.engine.run import Run
from nnplayground.engine.scores import Answers, answers, read
from nnplayground.engine.scoring import EVALUATION_BATCH
from nnplayground.engine.weights import from_bytes, put, to_bytes
from nnplayground.engine.workshop import Started, Workshop
from nnplayground.protocol import Metrics, Validation
from nnplayground.spec.call import Shape
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project


class Progress(NamedTuple):
    """Where training stands: ``loss`` is the mean over the epoch so far, ``validation`` the last check."""

    epoch: float
    epochs: int
    loss: float
    validation: Validation | None
    samples_per_s: float
    epoch_done: bool


class Examination(NamedTuple):
    """How a network does on a part of the data: loss, the figure that the task is measured by, and in detail."""

    loss: float
    measure: float
    details: Details
    samples: int


class Outcome(NamedTuple):
    """What came of training. ``test`` is None for a run that was stopped."""

    reason: Literal["finished", "stopped", "diverged"]
    problem: Problem | None
    epochs: float
    samples_per_s: float
    seconds: float
    device: str
    device_reason: Problem
    threads: int
    parameters: int
    validation: Validation | None
    test: Examination | None
    weights: bytes
    project: Project
    """As it was trained: with the scale of its samples for training."""
    record: str
    """The folder of the record, empty without one."""


def train(
    project: Project,
    data: LoadedData,
    *,
    device: str = "auto",
    weights: bytes = b"",
    recording: Recording | None = None,
    resume: Moment | None = None,
    ranks: Ranks = ALONE,
    on_progress: Callable[[Progress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Train as Play does: the same first weights, order of samples and checks for the same seed.

    Args:
        weights: Where to begin (safetensors); empty for the first weights of the seed.
        recording: Where the run is recorded; None: nowhere.
        resume: Go on with this recorded run instead of beginning one.
        ranks: The processes that train together; all of them call this, and only the first tests and records.
        on_progress: Called some times a second, and once at the end of each epoch.
        stopped: Asked between two steps, and while checks are made, whether to stop. Once true it has to stay true.
    Raises: PlaygroundError: The network cannot run, the weights do not fit, or there is too little memory.
    """
    data.check(project.recipe)
    plan(project, data.sample_shape, data.truth.size)  # raises what is wrong with the network
    workshop = Workshop()
    workshop.wish, workshop.ranks = device, ranks
    workshop.attention = Attention(wanted=lambda: ranks.follow(stopped())[0])
    workshop.recording = recording
    workshop.follow(data.scaled(project), data)
    if weights:
        wrong = workshop.load(weights)
        if wrong:
            raise PlaygroundError("weights_do_not_fit", name=project.name, detail=", ".join(wrong))
    try:
        started = workshop.resume(resume, data, branch=False) if resume else workshop.start(project, data)
        return _Drive(started, on_progress).run(workshop, stopped)
    except (torch.OutOfMemoryError, MemoryError, RuntimeError) as error:
        if not is_lack_of_memory(error):
            raise
        problem = workshop.shortage(project.recipe)
        raise PlaygroundError(problem.code, **problem.args) from None
    finally:
        workshop.close_record()
        if recording is not None:
            recording.wait()


class _Drive:
    """One run from start to end, with the mean loss of each epoch."""

    def __init__(self, started: Started, on_progress: Callable[[Progress], None]) -> None:
        self._started = started
        self._run: Run = started.run
        self._on_progress = on_progress
        self._losses: list[np.ndarray] = []
        self._validation: Validation | None = None
        self._epoch = started.run.trainer.epoch
        """That of the last step that was reported."""

    def run(self, workshop: Workshop, stopped: Callable[[], bool]) -> Outcome:
        run, trainer = self._run, self._run.trainer
        begin = time.perf_counter()
        run.head_for("end")
        run.begin()
        self._take_in(run.report())
        (stop,) = trainer.ranks.follow(stopped())
        while not run.reached and not stop and trainer.diverged_at is None:
            run.advance()
            at_end, report = trainer.steps_in_epoch == 0, False
            epoch_done = at_end and run.begun  # else its check was given up
            if at_end or trainer.step_count % trainer.ranks.pace == 0:
                stop, report = trainer.ranks.follow(stopped(), run.report_due())
            if epoch_done or report:
                self._report(epoch_done)
        diverged = trainer.diverged_at is not None
        if diverged or not run.reached:
            self._report(False)
        seconds = time.perf_counter() - begin
        problem = run.problem() if diverged else run.verdict
        if diverged:
            workshop.give_up()
        reason = "diverged" if diverged else "finished" if run.reached else "stopped"
        workshop.end(reason, problem)
        net, project = trainer.net, trainer.project
        untested = reason == "stopped" or trainer.ranks.rank > 0
        return Outcome(
            reason=reason,
            problem=problem,
            epochs=self._epoch if diverged else trainer.epoch,
            samples_per_s=run.samples_per_s,
            seconds=seconds,
            device=self._started.device,
            device_reason=self._started.reason,
            threads=self._started.threads,
            parameters=sum(p.numel() for p in net.parameters()),
            validation=self._validation,
            test=None if untested else examine(net, project, trainer.batches),
            weights=to_bytes(net.weights()),
            project=project,
            record=str(run.recorder.run.folder) if run.recorder else "",
        )

    def _report(self, epoch_done: bool) -> None:
        run = self._run
        metrics = run.report()
        self._take_in(metrics)
        if run.trainer.diverged_at is not None:
            return
        losses = np.concatenate(self._losses)
        loss = float(losses.mean()) if len(losses) else float("nan")
        self._on_progress(
            Progress(run.trainer.epoch, run.epochs, loss, self._validation, run.samples_per_s, epoch_done)
        )
        if epoch_done:
            self._losses.clear()

    def _take_in(self, metrics: Metrics) -> None:
        self._losses.append(metrics.loss.numpy())
        self._epoch = float(metrics.epochs.numpy()[-1]) if len(metrics.loss.numpy()) else self._epoch
        self._validation = metrics.validation[-1] if metrics.validation else self._validation


def evaluate(project: Project, weights: bytes, data: LoadedData, *, device: str = "auto") -> tuple[Examination, str]:
    """Test trained weights on the test part; also says on which device.

    Raises: PlaygroundError: The task needs other data, the network cannot run, or the weights do not fit.
    """
    data.check(project.recipe)
    chosen, project = devices.choose(device)[0], data.scaled(project)
    net = _trained(project, weights, data.sample_shape, data.truth.size, chosen)
    batches = Batches.of(data.split, net, project.recipe, chosen)
    return examine(net, project, batches), chosen


def predict(project: Project, weights: bytes, x: np.ndarray, outputs: int, *, device: str = "auto") -> Answers:
    """What the network says of samples ``(N, *shape)``, float32; on the CPU.

    Raises: PlaygroundError: The network cannot run, or the weights do not fit.
    """
    chosen, _ = devices.choose(device)
    net = _trained(project, weights, x.shape[1:], outputs, chosen)
    recipe = project.recipe
    batches = torch.from_numpy(np.ascontiguousarray(x, np.float32)).split(EVALUATION_BATCH)
    said = [answers(net, rows.to(chosen), recipe) for rows in batches]
    values = [torch.zeros(0, *recipe.task.output_shape(x.shape[1:], outputs)), *(each.values.cpu() for each in said)]
    if recipe.task.reading != "shares":
        return Answers(torch.cat(values), None)
    none = torch.zeros(0, dtype=torch.int64)
    return Answers(torch.cat(values), torch.cat([none, *(each.classes.cpu() for each in said)]))


@torch.no_grad()
def examine(net: Net, project: Project, batches: Batches) -> Examination:
    """Loss and the figure of the task on the test part, and how it does there in detail, in evaluation mode."""
    recipe = project.recipe
    loss_of, part = criterion(recipe.loss, batches.training.truth, net.outputs), batches.test
    measure, kind = measure_of(project, net), recipe.task.truth
    was_training = net.training
    net.eval()
    total, figure, said = 0.0, 0.0, []
    for start in range(0, len(part.x), EVALUATION_BATCH):
        rows = slice(start, start + EVALUATION_BATCH)
        output = net(part.x[rows])
        total += float(loss_of(output, part.targets[rows])) * len(output)
        figure += float(measure.total(output, part.targets[rows]))
        if kind != "sample":  # answers as large as pictures would be too much to be kept
            said.append((output if kind == "class" else read(net, output, recipe)).cpu().numpy())
    net.train(was_training)
    found = details(kind, np.concatenate(said), part.truth.cpu().numpy()) if said else Details()
    return Examination(total / len(part.x), figure / len(part.x), found, len(part.x))


def _trained(project: Project, weights: bytes, shape: Shape, outputs: int, device: str) -> Net:
    net = Net(project, shape, outputs)
    put(net, from_bytes(weights), project.name)
    return net.to(device)
