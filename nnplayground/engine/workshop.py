"""The networks at hand: the one that is trained and the edited one, and the run that trains."""

from collections.abc import Callable
from typing import NamedTuple

import torch

from nnplayground.engine import device as devices
from nnplayground.engine import trial
from nnplayground.engine.batches import Batches
from nnplayground.engine.data import LoadedData
from nnplayground.engine.edited import Edited
from nnplayground.engine.net import Net
from nnplayground.engine.ranks import ALONE, Ranks
from nnplayground.engine.recorder import Recorder
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import Moment, trainer_of
from nnplayground.engine.run import Reason, Run
from nnplayground.engine.sameness import adjusted, net_key, run_key, time_key
from nnplayground.engine.threads import Threads
from nnplayground.engine.trainer import Trainer
from nnplayground.spec.differences import differences
from nnplayground.spec.problems import Problem
from nnplayground.spec.project import Project


class Started(NamedTuple):
    """A run that has just begun, and where it trains."""

    run: Run
    continues: bool
    """Whether it goes on where the last run finished."""
    device: str
    threads: int
    reason: Problem


class Workshop:
    """Belongs to the training thread. A run works on its own network; edits show in ``net`` at once."""

    def __init__(self) -> None:
        self.recording: Recording | None = None
        """None: runs are not recorded."""
        self.wish = "auto"
        self.ranks: Ranks = ALONE
        self.device = "cpu"
        self.run: Run | None = None
        self._edited = Edited()
        self._trainer: Trainer | None = None
        self._trainer_key: object = None
        self._recorder: Recorder | None = None
        """The record of the trainer's run, which goes on with it."""
        self._runs = 0
        self._threads = Threads()

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
            wanted = adjusted(self._trainer.project, project)
            if self.run is not None:
                self.run.note(differences(self._trainer.project, wanted))
            self._trainer.follow(wanted)
        key = None if data is None else net_key(project, data)
        if self._edited.is_of(key):
            return
        self._remember()
        if self._trainer is not None and key is not None and key[0] == self._trainer_key[0]:
            self._edited.adopt(self._trainer.net, key)
        else:
            self._edited.become(project, data, key, self.device)

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

    def goes_on(self, project: Project, data: LoadedData) -> bool:
        """Whether the present run, if there is one, is of this very network, data and recipe."""
        return self.run is None or self._trainer_key == run_key(project, data, self.wish)

    def start(self, project: Project, data: LoadedData) -> Started | None:
        """Begin a run, or None if there is one, which then simply goes on.

        Raises: PlaygroundError: If the network cannot run.
        """
        if self.run is not None:
            return None
        key = run_key(project, data, self.wish)
        continues = self._trainer is not None and key == self._trainer_key
        self.device, reason = self.choose_device()
        trial.check(project.network, project.recipe.precision, self.device)
        if not continues:
            self._begin(project, data, key)
        threads, reason = self._choose_threads(project, data, reason)
        if not continues and self.recording is not None:
            self._recorder = self.recording.begin(self._trainer, data.digest, threads, reason)
        self._runs += 1
        self.run = Run(self._runs, self._trainer, project.recipe.schooling.epochs, self._recorder)
        return Started(self.run, continues, self.device, threads, reason)

    def resume(self, moment: Moment, data: LoadedData, branch: bool) -> Started:
        """Take up a recorded run, held at one of its snapshots; as a new run, if it is to branch off there.

        Raises: PlaygroundError: It cannot go on; the present weights stay.
        """
        trainer, self.device, reason = trainer_of(moment, data, self.ranks)
        threads = torch.get_num_threads()
        self._remember()
        self.close_record()
        self._trainer, self._trainer_key = trainer, run_key(trainer.project, data, self.wish)
        self._edited.adopt(trainer.net, net_key(trainer.project, data))
        self._threads.note(time_key(trainer.project, data, self.wish), threads, reason)
        if self.recording is not None and branch:
            parent = (moment.run, moment.snapshot.step)
            self._recorder = self.recording.begin(trainer, data.digest, threads, reason, parent)
        elif self.recording is not None:
            self._recorder = self.recording.take_up(moment.run, moment.snapshot.step, moment.seconds)
        self._runs += 1
        facts = moment.snapshot.facts
        last = None if branch and trainer.epochs_done >= facts["last_epoch"] else facts["last_epoch"]
        self.run = Run(self._runs, trainer, facts["planned"], self._recorder, last)
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

    # ---- inside

    def _begin(self, project: Project, data: LoadedData, key: object) -> None:
        """A trainer for another run, from all known weights."""
        self.close_record()
        self._remember()
        net = self._edited.fresh(project, data).to(self.device)
        batches = Batches.of(data.split, len(data.classes), project.recipe, self.device)
        self._trainer, self._trainer_key = Trainer(project, net, batches, self.ranks), key
        self._edited.adopt(net, net_key(project, data))

    def _choose_threads(self, project: Project, data: LoadedData, reason: Problem) -> tuple[int, Problem]:
        """How many, and why the run trains where and as it does; torchrun shares the cores out by itself."""
        if self.device != "cpu" or self.ranks.world > 1:
            return torch.get_num_threads(), reason

        def twin_step() -> Callable[[], None]:
            twin = Trainer(project, Net(project, data.sample_shape, len(data.classes)), self._trainer.batches)
            return twin.step

        threads, why = self._threads.use(time_key(project, data, self.wish), twin_step)
        return threads, why if reason.code in ("cpu_only", "cpu_chosen") else reason

    def _remember(self) -> None:
        """Note what was learned. First weights are not: they follow the seed and the initialisation anew."""
        if self._trainer is not None and self._trainer.step_count:
            self._edited.remember(self._trainer.net)
