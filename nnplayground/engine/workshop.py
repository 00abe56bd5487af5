"""The networks at hand: the one that is trained and the edited one, and the run that trains."""

import math
import time
from collections.abc import Callable
from typing import NamedTuple

import torch

from nnplayground.engine import device as devices
from nnplayground.engine import memory, trial
from nnplayground.engine.attention import QUIET
from nnplayground.engine.batches import Batches
from nnplayground.engine.data import LoadedData, key_of
from nnplayground.engine.demand import shortage
from nnplayground.engine.edited import Edited
from nnplayground.engine.goal import Stretch
from nnplayground.engine.net import Net
from nnplayground.engine.ranks import ALONE, Ranks
from nnplayground.engine.recorder import Recorder
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import Moment, trainer_of
from nnplayground.engine.run import Reason, Run
from nnplayground.engine.sameness import RunKey, cost_key, net_key, run_key
from nnplayground.engine.stopwatch import Clock
from nnplayground.engine.threads import Threads
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.differences import differences
from nnplayground.spec.live import adjusted
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project, Recipe


class Started(NamedTuple):
    """A run that has just begun, and where it trains."""

    run: Run
    continues: bool
    """Whether it goes on where the last run finished."""
    device: str
    threads: int
    reason: Problem


class Workshop:
    """Belongs to the training thread. A run works on its own network; edits show in ``net`` at once.

    Args:
        clock: Seconds, by which runs are timed.
    """

    def __init__(self, clock: Clock = time.perf_counter) -> None:
        self._clock = clock
        self.recording: Recording | None = None
        """None: runs are not recorded."""
        self.wish = "auto"
        self.ranks: Ranks = ALONE
        self.attention = QUIET
        """What long work tells, and asks whether it should end."""
        self.device = "cpu"
        self.run: Run | None = None
        self._edited = Edited()
        self._trainer: Trainer | None = None
        self._trainer_key: RunKey | None = None
        self._recorder: Recorder | None = None
        """The record of the trainer's run, which goes on with it."""
        self._marked: Project | None = None
        """The trainer's project as far as the marks of its run tell it."""
        self._runs = 0
        self._threads = Threads()
        self._free = 0
        """Bytes of the device that were free before the trainer's first step."""

    @property
    def training(self) -> bool:
        """Whether a run is going and not held."""
        return self.run is not None and not self.run.paused

    @property
    def step_count(self) -> int:
        """Steps of the present trainer, 0 without one."""
        return self._trainer.step_count if self._trainer else 0

    @property
    def net(self) -> Net | None:
        """The network of the edited project; None while it cannot be built."""
        return self._edited.net

    @property
    def present(self) -> Net | None:
        """The network that answers now: while a run is going its own, otherwise the edited one."""
        return self._trainer.net if self.training else self.net

    @property
    def part(self) -> Net | None:
        """What works of an edited network that is not finished."""
        return self._edited.part

    @property
    def untouched(self) -> bool:
        """Whether all weights are those that the seed gives."""
        return self.step_count == 0 and self._edited.untouched

    def wish_for(self, wish: str) -> None:
        """Use this device from the next run on.

        Raises: PlaygroundError: ``unknown_device``; the former wish stays.
        """
        devices.choose(wish)
        self.wish = wish

    def choose_device(self) -> tuple[str, Problem]:
        """The device that the next run will use, and why."""
        return devices.choose(self.wish)

    # ---- following the project

    def follow(self, project: Project, data: LoadedData | None) -> None:
        """The project was edited: build its network anew if need be, with the weights that fit."""
        if self.run is not None:
            self.run.plan(project.recipe.schooling.epochs)
        if self._trainer is not None:
            self._trainer.follow(adjusted(self._trainer.project, project))
            self._mark()
        key = None if data is None else net_key(project, data)
        if self._edited.is_of(key):
            return
        self._remember()
        if self._trainer is not None and key is not None and key[0] == self._trainer_key.shape:
            self._edited.adopt(self._trainer.net, key, self._trainer.project.data)
        else:
            self._edited.become(project, data, key, self.device)

    def scaled(self, project: Project, data: LoadedData) -> Project:
        """The project with the scale of the weights at hand, or else that of its data."""
        trained = self._trainer
        if trained is not None and key_of(trained.project) == key_of(project):
            project = project.with_scale(trained.project.data.scale)
        return data.scaled(project)

    def forget(self) -> None:
        """Let go of all weights; the next ``follow`` draws first weights from the seed."""
        self.close_record()
        self.run = self._trainer = None
        self._edited.forget()

    def load(self, data: bytes) -> list[str]:
        """Put weights from a file into the network, as far as they fit. Returns the blocks that they do not fit.

        Raises: PlaygroundError: ``weights_damaged``.
        """
        return self._edited.load(data)

    def weights(self, project: Project) -> bytes:
        """The weights of a project as it now stands, which is not the one that trains if it was edited meanwhile.

        While the network cannot be built, they are the last known ones of its blocks.
        """
        if self._trainer is not None and self.net is not self._trainer.net:
            self._remember()
            self._edited.recall()
        return self._edited.weights(project)

    # ---- runs

    def changes(self, project: Project, data: LoadedData) -> tuple[str, ...] | None:
        """What was changed so that the next start cannot go on with the run (``RunKey``); None: there is none."""
        return None if self._trainer is None else self._trainer_key.changes(run_key(project, data, self.wish))

    def start(self, project: Project, data: LoadedData) -> Started | None:
        """Begin a run, or None if there is one, which then simply goes on.

        Raises: PlaygroundError: If the network cannot run.
        """
        if self.run is not None:
            return None
        continues = self.changes(project, data) == ()
        self.device, reason = self.choose_device()
        trial.check(project.network, project.recipe.precision, self.device)
        try:
            if not continues:
                self._begin(project, data)
            threads, reason = self._choose_threads(self._trainer.project, data, reason)
            if not continues and self.recording is not None:
                self._recorder = self.recording.begin(self._trainer, data.digest, threads, reason)
            first, epochs = self._trainer.step_count == 0, project.recipe.schooling.epochs
            self.run = Run(self._runs + 1, self._trainer, epochs, self._recorder, check_owed=first, clock=self._clock)
        except BaseException:
            if not continues:  # nothing has begun that the next start could continue, nor has it a record
                self.close_record()
                self._trainer = None
            raise
        self._runs += 1
        self.run.attention = self.attention
        self._mark()
        return Started(self.run, continues, self.device, threads, reason)

    def resume(self, moment: Moment, data: LoadedData, branch: bool) -> Started:
        """Take up a recorded run, held at one of its snapshots; as a new run, if it is to branch off there.

        Raises: PlaygroundError: It cannot go on; the present weights stay.
        """
        waiting = moment.waiting
        trainer, self.device, reason = trainer_of(moment, data, self.ranks)
        threads = torch.get_num_threads()
        self._remember()
        self.close_record()
        self._trainer, self._trainer_key = trainer, run_key(trainer.project, data, self.wish)
        self._edited.adopt(trainer.net, net_key(trainer.project, data), trainer.project.data)
        self._threads.note(cost_key(trainer.project, data), threads, reason)
        if self.recording is not None and branch:
            parent = (moment.run, moment.snapshot.step)
            self._recorder = self.recording.begin(trainer, data.digest, threads, reason, parent)
        elif self.recording is not None:
            self._recorder = self.recording.take_up(moment.run, moment.snapshot.step, moment.history)
        self._runs += 1
        self.run = self._taken_up(moment, branch)
        self.run.attention = self.attention
        self._marked = trainer.project
        self._free = memory.free_bytes(self.device)
        self.run.await_again(waiting)
        self.run.hold()
        return Started(self.run, False, self.device, threads, reason)

    def end(self, reason: Reason, problem: Problem | None = None) -> Run:
        """The run is over. A finished one may be continued later; a stopped one begins anew from its weights."""
        run, self.run = self.run, None
        if reason == "finished":
            self._trainer.take_best()
        run.end(reason, problem)
        self._remember()
        if self.net is not self._trainer.net:
            self._edited.recall()
        if reason != "finished":
            self._trainer = None
            self.close_record()
        return run

    def close_record(self) -> None:
        """Nothing more will be written of the last run."""
        if self._recorder is not None:
            self._recorder.finish()
            self._recorder = None

    def give_up(self) -> None:
        """The run has diverged: back to the last good weights."""
        self._trainer.rewind()

    def shortage(self, recipe: Recipe) -> Problem:
        """What to say after a step has found no more memory: which batch should fit, if that can be estimated."""
        trainer = self._trainer
        return (
            memory.shortage(recipe) if trainer is None else shortage(trainer.net, recipe, trainer.batches, self._free)
        )

    def next_number(self) -> int:
        """The number of a run that is only told of."""
        self._runs += 1
        return self._runs

    # ---- inside

    def _begin(self, project: Project, data: LoadedData) -> None:
        """A trainer for another run, from all known weights."""
        self.close_record()
        self._remember()
        project = self._edited.scaled(project, data)
        net = self._edited.fresh(project, data).to(self.device)
        batches = Batches.of(data.split, net, project.recipe, self.device)
        self._trainer = Trainer(project, net, batches, self.ranks)
        self._trainer_key = run_key(project, data, self.wish)
        self._marked = project
        self._free = memory.free_bytes(self.device)
        self._edited.adopt(net, net_key(project, data), project.data)

    def _taken_up(self, moment: Moment, branch: bool) -> Run:
        """The run of the trainer that was restored; a branch from where there is nothing left to do begins anew."""
        trainer, stretch = self._trainer, Stretch.of_facts(moment.snapshot.facts, moment.seconds)
        limit_s = 60 * trainer.project.recipe.stopping.minutes or math.inf
        over = trainer.epochs_done >= stretch.last_epoch or stretch.seconds >= limit_s
        going_on = None if branch and over else stretch
        return Run(self._runs, trainer, stretch.planned, self._recorder, going_on, moment.check_owed, self._clock)

    def _mark(self) -> None:
        """Note in the run what was changed since the last time, be it before the run went on."""
        if self.run is not None:
            self.run.note(differences(self._marked, self._trainer.project))
            self._marked = self._trainer.project
            if self._recorder is not None:
                self._recorder.set_project(self._marked, self.step_count)

    def _choose_threads(self, project: Project, data: LoadedData, reason: Problem) -> tuple[int, Problem]:
        """How many, and why the run trains where and as it does; torchrun shares the cores out by itself."""
        if self.device != "cpu" or self.ranks.world > 1:
            return torch.get_num_threads(), reason

        def twin_step() -> Callable[[], None]:
            twin = Trainer(project, Net(project, data.sample_shape, data.truth.size), self._trainer.batches)
            return twin.step

        threads, why = self._threads.use(cost_key(project, data), twin_step, self.attention)
        return threads, why if reason.code in ("cpu_only", "cpu_chosen") else reason

    def _remember(self) -> None:
        """Note what was learned. First weights are not: they follow the seed and the initialisation anew."""
        if self._trainer is not None and self._trainer.step_count:
            self._edited.remember(self._trainer.net)
