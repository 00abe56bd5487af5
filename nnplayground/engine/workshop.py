"""The networks at hand: the one being trained, the one being looked at, and every weight that was ever learned here."""

from collections.abc import Callable
from typing import NamedTuple

import torch
from msgspec.structs import replace

from nnplayground.engine import device as devices
from nnplayground.engine import trial
from nnplayground.engine.batches import Batches
from nnplayground.engine.data import LoadedData, key_of
from nnplayground.engine.forecast import Foreseen, foreseen
from nnplayground.engine.net import Net, plan_up_to_break
from nnplayground.engine.past import Past
from nnplayground.engine.ranks import ALONE, Ranks
from nnplayground.engine.recorder import Recorder
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import Moment, trainer_of
from nnplayground.engine.run import Reason, Run
from nnplayground.engine.trainer import Trainer
from nnplayground.engine.weights import Memory, from_bytes, to_bytes, unfit
from nnplayground.spec import edit, groups
from nnplayground.spec.differences import differences
from nnplayground.spec.graph import Network
from nnplayground.spec.problems import PlaygroundError, Problem
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
    """Belongs to the training thread. A run works on its own network; edits show in ``looked_at`` at once.

    While a run is going, what is looked at is the run's network; otherwise the edited one, which takes over every
    trained weight that still fits.
    """

    def __init__(self) -> None:
        self.recording: Recording | None = None
        """None: runs are not recorded."""
        self.wish = "auto"
        self.ranks: Ranks = ALONE
        self.device = "cpu"
        self.run: Run | None = None
        self.net: Net | None = None
        self.past: Past | None = None
        """A recorded moment that is looked at instead of the present."""
        self._part: Net | None = None
        """What works of the edited network while the whole cannot be built."""
        self._net_key: object = None
        self._trainer: Trainer | None = None
        self._trainer_key: object = None
        self._recorder: Recorder | None = None
        """The record of the trainer's run, which goes on with it."""
        self._memory = Memory()
        self._runs = 0
        self._calibrated: tuple[object, int, Problem] | None = None
        self._forecast: tuple[object, Foreseen | None] | None = None

    @property
    def training(self) -> bool:
        """Whether a run is going and not held."""
        return self.run is not None and not self.run.paused

    @property
    def step_count(self) -> int:
        """Steps of the present trainer, 0 without one."""
        return self._trainer.step_count if self._trainer else 0

    @property
    def looked_at(self) -> Net | None:
        """The network that answers and is shown; None while the edited one cannot be built."""
        if self.past is not None:
            return self.past.net
        return self._trainer.net if self.training else self.net

    @property
    def shown_step(self) -> int:
        """The step of the network that is looked at."""
        return self.step_count if self.past is None else self.past.step

    @property
    def shown(self) -> Net | None:
        """The network whose inside is shown: the one looked at, or what works of one that is not finished."""
        return self.looked_at or self._part

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
            adjusted = self._adjusted(project)
            if self.run is not None:
                self.run.note(differences(self._trainer.project, adjusted))
            self._trainer.follow(adjusted)
        key = None if data is None else _net_key(project, data)
        if key == self._net_key and (self.net is not None or key is None):
            return
        self._remember()
        if self._trainer is not None and key is not None and key[0] == self._trainer_key[0]:
            self.net = self._trainer.net
        else:
            self.net = self._build(project, data)
        self._part = self._build_part(project, data) if self.net is None and data is not None else None
        self._net_key = key

    def forget(self) -> None:
        """Let go of all weights; the next ``follow`` draws first weights from the seed."""
        self.close_record()
        self.run = self._trainer = self.net = self._part = self._net_key = None
        self._memory.forget()

    def load(self, data: bytes) -> list[str]:
        """Put weights from a file into the network, as far as they fit. Returns the blocks that they do not fit.

        Raises: PlaygroundError: ``file_damaged``.
        """
        weights = from_bytes(data)
        self._memory.remember(weights)
        if self.net is None:
            return []
        self._memory.recall(self.net)
        return unfit(self.net, weights)

    def weights(self, project: Project) -> bytes:
        """The weights of a project as it now stands, which is not the one that trains if it was edited meanwhile.

        While the network cannot be built, they are the last known ones of its blocks.
        """
        if self._trainer is not None and self.net is not self._trainer.net:
            self._remember()
            if self.net is not None:
                self._memory.recall(self.net)
        if self.net is None:
            self._remember()
        known = self._memory.newest(project.network.nodes) if self.net is None else self.net.weights()
        return to_bytes(known)

    # ---- runs

    def goes_on(self, project: Project, data: LoadedData) -> bool:
        """Whether the present run, if there is one, is of this very network, data and recipe."""
        return self.run is None or self._trainer_key == self._key(project, data)

    def start(self, project: Project, data: LoadedData) -> Started | None:
        """Begin a run, or None if there is one, which then simply goes on.

        Raises: PlaygroundError: If the network cannot run.
        """
        if self.run is not None:
            return None
        key = self._key(project, data)
        continues = self._trainer is not None and key == self._trainer_key
        self.device, reason = self.choose_device()
        trial.check(project.network, project.recipe.precision, self.device)
        if not continues:
            self.close_record()
            self._remember()
            net = Net(project, data.sample_shape, len(data.classes))
            self._memory.recall(net)
            self.net = net.to(self.device)
            batches = Batches.of(data.split, len(data.classes), project.recipe, self.device)
            self._trainer = Trainer(project, self.net, batches, self.ranks)
            self._trainer_key, self._net_key = key, _net_key(project, data)
        threads = torch.get_num_threads()
        if self.device == "cpu" and self.ranks.world == 1:  # otherwise torchrun shares the cores out
            timed = self._timed(project, data)
            if self._calibrated is None or self._calibrated[0] != timed:
                self._calibrated = (timed, *self._calibrate(project, data))
            _, threads, why = self._calibrated
            torch.set_num_threads(threads)
            reason = why if reason.code in ("cpu_only", "cpu_chosen") else reason
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
        self._trainer, self.net = trainer, trainer.net
        key = self._trainer_key = self._key(trainer.project, data)
        self._net_key = key[0]
        self._calibrated = (key, threads, reason)
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

    def new_past(self, data: LoadedData) -> Past:
        """A place for recorded moments of networks on this data."""
        return Past(data.sample_shape, len(data.classes), self.device)

    def foreseen(self, project: Project, data: LoadedData) -> Foreseen | None:
        """What was timed, if it was already."""
        return self._forecast[1] if self._forecast and self._forecast[0] == self._timed(project, data) else None

    def may_foresee(self, project: Project, data: LoadedData | None) -> bool:
        """Whether nothing is under way and it has not been tried for this network."""
        if self.run is not None or self.net is None or data is None:
            return False
        return self._forecast is None or self._forecast[0] != self._timed(project, data)

    def foresee(
        self, project: Project, data: LoadedData, multiply_adds: int, interrupted: Callable[[], bool]
    ) -> Foreseen | None:
        """Time an epoch on a throw-away twin; None if that was interrupted or would take too much memory."""
        device = self.choose_device()[0]
        found = foreseen(project, data, device, multiply_adds, interrupted)
        if found is not None or not interrupted():
            self._forecast = (self._timed(project, data), found)
        return found

    def end(self, reason: Reason, problem: Problem | None = None) -> Run:
        """The run is over. A finished one may be continued later; a stopped one begins anew from its weights."""
        run, self.run = self.run, None
        if reason == "finished":
            self._trainer.take_best()
        run.end(reason, problem)
        self._remember()
        if self.net is not None and self.net is not self._trainer.net:
            self._memory.recall(self.net)
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

    def _build(self, project: Project, data: LoadedData | None) -> Net | None:
        if data is None:
            return None
        try:
            net = Net(project, data.sample_shape, len(data.classes))
        except PlaygroundError:
            return None
        self._memory.recall(net)
        return net.to(self.device)

    def _build_part(self, project: Project, data: LoadedData) -> Net | None:
        part = plan_up_to_break(project, data.sample_shape, len(data.classes))
        if part is None:
            return None
        net = Net(project, data.sample_shape, len(data.classes), part)
        self._memory.recall(net)
        return net.to(self.device)

    def _remember(self) -> None:
        """Note what was learned. First weights are not: they follow the seed and the initialisation anew."""
        if self._trainer is not None and self._trainer.step_count:
            state = self._trainer.net.weights()
            self._memory.remember({name: value.detach().clone() for name, value in state.items()})

    def _key(self, project: Project, data: LoadedData) -> tuple:
        """What a run cannot change while it goes on, the structure of the network first."""
        recipe = project.recipe
        rest = (key_of(project), recipe.task, recipe.loss, recipe.precision, type(recipe.optimizer), self.wish)
        return (_shape_key(project, data), rest)

    def _timed(self, project: Project, data: LoadedData) -> tuple:
        """What decides how long a step takes."""
        return (self._key(project, data), project.recipe.schooling.batch_size)

    def _adjusted(self, project: Project) -> Project:
        """The run's own project with what may change while it goes on."""
        own = self._trainer.project.with_network(_with_rules(self._trainer.project.network, project.network))
        wanted = project.recipe
        schooling = replace(own.recipe.schooling, batch_size=wanted.schooling.batch_size)
        same = type(wanted.optimizer) is type(own.recipe.optimizer)  # another kind waits for the next run
        live = {name: getattr(wanted, name) for name in ("augmentations", "schedule", "regularisation", "stopping")}
        live |= {"optimizer": wanted.optimizer if same else own.recipe.optimizer, "schooling": schooling}
        return replace(own, recipe=replace(own.recipe, **live))

    def _calibrate(self, project: Project, data: LoadedData) -> tuple[int, Problem]:
        """Try thread counts on a throw-away twin, so that the run's numbers stay what they would have been."""
        with torch.random.fork_rng(devices=[]):
            twin = Trainer(project, Net(project, data.sample_shape, len(data.classes)), self._trainer.batches)
            return devices.calibrate(twin.step)


def _shape_key(project: Project, data: LoadedData) -> tuple:
    """What decides the weights of a network: its blocks and wires (not their places), the data's sizes, and the task.

    The task decides whether the network is whole: what leaves it as a picture is no answer of a classifier.
    """
    network = project.network
    nodes = {name: (node.layer.still(), node.inputs, node.bypassed) for name, node in network.nodes.items()}
    repeats = {name: found for name in nodes if (found := _repeats(network, name))}
    return (nodes, repeats, data.sample_shape, len(data.classes), project.recipe.task)


def _repeats(network: Network, block: str) -> tuple[tuple[str, int], ...]:
    """How often a block is computed. Other groups change nothing: a run goes on while blocks are grouped."""
    around = ((group, network.groups[group].repeat) for group in groups.around(network, block))
    return tuple((group, repeat) for group, repeat in around if repeat > 1)


def _net_key(project: Project, data: LoadedData) -> tuple:
    """What decides the first weights too. Weights that were trained stay when only that changes."""
    beginnings = {name: node.weights.init for name, node in project.network.nodes.items()}
    return (_shape_key(project, data), beginnings)


def _with_rules(network: Network, other: Network) -> Network:
    """The network with what the other says of the weights and the live parameters of the same blocks."""
    changed = {}
    for name in network.nodes.keys() & other.nodes.keys():
        node, wanted = network.nodes[name], other.nodes[name]
        layer = wanted.layer if wanted.layer.still() == node.layer.still() else node.layer
        if node.layer != layer or node.weights != wanted.weights:
            changed[name] = replace(node, layer=layer, weights=wanted.weights)
    return edit.with_nodes(network, **changed)
