"""The trainer: one step at a time, without thread, clock or window. Window, command line and tests call this one."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from nnplayground.engine.arithmetic import Arithmetic
from nnplayground.engine.augmentation import augmenter
from nnplayground.engine.batches import Batches, Part
from nnplayground.engine.criterion import criterion, mute_loss
from nnplayground.engine.descent import Descent
from nnplayground.engine.gradients import Gradients
from nnplayground.engine.halting import Halting
from nnplayground.engine.measures import measure_of
from nnplayground.engine.net import Net
from nnplayground.engine.order import Order
from nnplayground.engine.ranks import ALONE, Ranks
from nnplayground.engine.scoring import EVALUATION_BATCH, Score, Scoring
from nnplayground.engine.soundness import Soundness, copied
from nnplayground.engine.steps import Pending, Steps
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project
from nnplayground.spec.schedules.base import Memory


class Trainer:
    """Owns network, optimizer and the order of samples of one run.

    Args:
        net: The network, already on the device of the data; trained in place.
        batches: The data, on the same device.
        ranks: The processes that train together. Each takes a part of every batch; what is told of loss and measure
            is of the whole. Batch normalisation and balanced class weights see each part by itself, and dropout and
            augmentation draw other numbers than one process alone would.
    """

    def __init__(self, project: Project, net: Net, batches: Batches, ranks: Ranks = ALONE) -> None:
        self.project = project
        self.net = net
        self.batches = batches
        self.ranks = ranks
        self.step_count = 0
        self.diverged_at: int | None = None
        self.put_back_at: int | None = None
        """After which step the weights of a former epoch took the place of those that it led to."""
        self._loss = criterion(project.recipe.loss, batches.training.truth, net.outputs)
        measure = measure_of(project, net)
        self._scoring = Scoring(net, self._loss, measure, ranks)
        self._descent = Descent(project.recipe.optimizer, net)
        self._searches = project.recipe.optimizer.searches
        self._arithmetic = self._reckon()
        self._gradients = Gradients(net, self._loss, ranks, project.recipe, self._arithmetic)
        self._augment = augmenter(project.recipe.augmentations, net.sample_shape)
        self.span = (0, project.recipe.schooling.epochs)
        """First and last epoch of what was asked for: the schedule begins at the one and ends at the other."""
        self._memory = Memory()
        self._halting = Halting()
        samples = batches.training.x
        seed = project.recipe.schooling.seed
        self._order = Order(len(samples), self._size(project), net.plan.least_batch, seed, samples.device)
        self._pending = Pending(measure, ranks, self._gradients.norm)
        self._soundness = Soundness(net, self._lost_by_silence())
        torch.manual_seed(seed + ranks.rank)

    @property
    def epoch(self) -> float:
        """Epochs trained so far; fractions count."""
        return self._order.epoch

    @property
    def epochs_done(self) -> int:
        """Whole epochs trained so far."""
        return self._order.epochs_done

    @property
    def steps_per_epoch(self) -> int:
        """Steps of a whole epoch with the present batch size."""
        return self._order.steps_per_epoch

    def steps_until(self, epoch: int) -> int:
        """Steps until so many epochs are done, if the batch size stays as it is."""
        return self._order.steps_until(epoch)

    @property
    def steps_in_epoch(self) -> int:
        """Steps since the epoch began, or since the batch size last changed in it; 0 at its end."""
        return self._order.steps_in_epoch

    @property
    def batch_size(self) -> int:
        """Samples a step."""
        return self._order.size

    @property
    def gain(self) -> float:
        """How many times as fast a GPU works out loss and gradients since a CUDA graph is replayed; 0 if none is."""
        return self._gradients.gain

    def step(self) -> None:
        """Train on one batch. Reads nothing back from the device (but an optimizer that searches does)."""
        rate = self.rate()
        index, weight = self.ranks.share(self._order.next())
        part = self.batches.training
        x, target = part.x.index_select(0, index), part.targets.index_select(0, index)
        if self._augment is not None:
            x = self._augment(x)
        if self._searches:
            loss, output = self._search(x, target, weight, rate)
        else:
            loss, output = self._work_out(x, target, weight)
            self._descent.step(rate, self._arithmetic)
        self.step_count += 1
        self._pending.note(loss, output, target, self._order.epoch, rate, weight)

    def _work_out(self, x: Tensor, target: Tensor, weight: float) -> tuple[Tensor, Tensor]:
        """Loss and output of this process's part of a batch, the gradients of the whole batch beside the weights."""
        return self._gradients.work_out(x, target, weight)

    def _search(self, x: Tensor, target: Tensor, weight: float, rate: float) -> tuple[Tensor, Tensor]:
        """Loss and output where the search begins."""
        found: list[tuple[Tensor, Tensor]] = []

        def closure() -> Tensor:
            found.append(self._work_out(x, target, weight))
            return self.ranks.mean(found[-1][0], weight)

        if self._descent.parameters:
            self._descent.search(rate, closure)
        else:
            closure()
        return found[0]

    def rate(self) -> float:
        """The learning rate of the next step."""
        recipe = self.project.recipe
        if recipe.schedule.steady:
            return recipe.optimizer.lr
        per_epoch, (first, last) = self._order.steps_per_epoch, self.span
        step = round((self._order.epoch - first) * per_epoch, 6)
        return recipe.schedule.rate(recipe.optimizer.lr, step, (last - first) * per_epoch, per_epoch, self._memory)

    def heed(self, score: Score) -> None:
        """Let schedule and conditions for stopping react to the validation after an epoch; see ``verdict``."""
        self._memory = self.project.recipe.schedule.heed(self._memory, score.loss)
        self._halting.heed(self.project, score.loss, score.measure, self.net, self.epochs_done)

    @property
    def verdict(self) -> Problem | None:
        """Why the run should end now; None while it should not."""
        return self._halting.verdict

    @property
    def usual_loss(self) -> float:
        """A loss that is no sign of trouble."""
        return self._soundness.usual_loss

    def begin(self, last_epoch: int) -> None:
        """Another run begins here: schedule and patience begin anew."""
        self.span = (self.epochs_done, last_epoch)
        self._halting.begin()

    @property
    def kept_epoch(self) -> int:
        """The epoch whose weights are in place once the run has finished; 0 if those of its end stay."""
        return self._halting.kept_epoch(self.project.recipe.stopping)

    def take_best(self) -> bool:
        """Put the weights of the best epoch back, where the recipe wants that at the end.

        Returns: Whether they are others than the present ones.
        """
        others = self._halting.take_best(self.project.recipe.stopping, self.net)
        if others:
            self.put_back_at = self.step_count
        return others

    @property
    def put_back(self) -> bool:
        """Whether the present weights are those of a former epoch, which no check of this step is about."""
        return self.put_back_at == self.step_count

    def take_steps(self) -> Steps:
        """What happened since the last call. Sets ``diverged_at`` if the loss or the weights exploded.

        What was trained after the first loss that exploded is no part of it, and not counted.
        """
        steps = self._pending.take()
        if not len(steps.loss):
            return steps
        if self.diverged_at is None:
            self._judge(steps)
        if self.diverged_at is None:
            return steps
        count = max(0, len(steps.loss) - (self.step_count - self.diverged_at))
        self.step_count = self.diverged_at
        return steps.first(count)

    def end_at(self, step: int) -> None:
        """It went wrong at this step already, earlier than the figures of each step could tell."""
        self.diverged_at = self.step_count = step

    def keep_good(self) -> None:
        """Remember these weights as the ones to come back to; called after ``take_steps`` found nothing wrong.

        What was kept at the last call becomes the good state now, since steps taken from it went well.
        """
        self._soundness.keep()

    def rewind(self) -> None:
        """Put the last good weights back, and forget what led astray."""
        self._soundness.rewind()

    def evaluate(self, part: Part, pause: Callable[[], None] = lambda: None) -> Score:
        """Mean loss and measure over a part, in evaluation mode (``Scoring.score``)."""
        return self._scoring.score(part, self.batch_size, pause)

    def follow(self, project: Project) -> None:
        """Take over what may change while training: options of optimizer and augmentation, batch size, weight rules."""
        self.project = project
        if self.net.obey(project.network):
            self._descent.obey()
        self._gradients.follow(project.recipe)
        self._augment = augmenter(project.recipe.augmentations, self.net.sample_shape)
        self._descent.follow(project.recipe.optimizer)
        if self._size(project) != self._order.size:
            self._order.resize(self._size(project))

    def state(self) -> dict[str, Any]:
        """All that decides how training goes on, besides project and data: tensors and plain values.

        Steps that were not taken yet are not part of it; call ``take_steps`` first.
        """
        return {
            "net": copied(self.net),
            "descent": self._descent.state(),
            "order": self._order.state(),
            "schedule": torch.tensor(self._memory, dtype=torch.float64),  # a plain infinity would not survive JSON
            "span": list(self.span),
            "halting": self._halting.state(),
            "scaling": self._arithmetic.state(),
            "step_count": self.step_count,
            "first_loss": self._soundness.first_loss,
            "random": torch.get_rng_state(),
            "random_cuda": torch.cuda.get_rng_state(self._device) if self._device.type == "cuda" else None,
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what ``state`` gave, as if nothing had come between."""
        self.net.load_state_dict(state["net"])
        self._descent.restore(state["descent"])
        self._order.restore(state["order"])
        best, *counts = state["schedule"].tolist()
        self._memory = Memory(best, *map(int, counts))
        self.span = tuple(state["span"])
        self._halting.restore(state["halting"], self._device)
        self._arithmetic.restore(state.get("scaling", {}))  # earlier releases had none
        self.step_count, self.diverged_at = state["step_count"], None
        self._pending.forget()
        self._soundness.restore(state["first_loss"])
        torch.set_rng_state(state["random"])
        if state["random_cuda"] is not None and self._device.type == "cuda":
            torch.cuda.set_rng_state(state["random_cuda"], self._device)

    @property
    def _device(self) -> torch.device:
        return self.batches.training.x.device

    def _reckon(self) -> Arithmetic:
        """How it computes; the optimizers may be others whenever what can learn changes."""
        precision, descent = self.project.recipe.precision, self._descent
        return Arithmetic(precision, self._device.type, lambda: descent.optimizers, self._searches)

    def _lost_by_silence(self) -> float:
        recipe, net = self.project.recipe, self.net
        shape = recipe.task.output_shape(net.sample_shape, net.outputs)
        return mute_loss(recipe.loss, self._loss, self.batches.training.targets[:EVALUATION_BATCH], shape)

    def _size(self, project: Project) -> int:
        """Samples a step, as the recipe wants, but not fewer than the blocks can take."""
        count, recipe = len(self.batches.training.x), project.recipe
        wanted = max(recipe.schooling.batch_size, self.net.plan.least_batch)
        return count if recipe.optimizer.whole_set else min(wanted, count)

    def _judge(self, steps: Steps) -> None:
        wrong = self._soundness.wrong_step(steps, self._descent.parameters)
        if wrong is not None:
            self.diverged_at = self.step_count - len(steps.loss) + wrong + 1
        elif self._arithmetic.exhausted and self._descent.parameters:
            self.diverged_at = self.step_count
