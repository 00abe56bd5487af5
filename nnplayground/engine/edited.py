"""The network of the edited project, and every weight that was ever learned here."""

from nnplayground.engine.data import LoadedData
from nnplayground.engine.net import Net, plan_up_to_break
from nnplayground.engine.weights import Memory, from_bytes, to_bytes, unfit
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import DataChoice, Project


class Edited:
    """Follows the edits; each new network takes over every trained weight that still fits."""

    def __init__(self) -> None:
        self.net: Net | None = None
        """None while it cannot be built."""
        self.part: Net | None = None
        """What works of the edited network while the whole cannot be built."""
        self._key: object = None
        self._memory = Memory()
        self._loaded = False
        """Whether weights were loaded, and no run has begun since."""
        self._learned_from: tuple | None = None
        """Kind and options of the data of the last run; None before the first."""

    @property
    def untouched(self) -> bool:
        """Whether nothing was learned or loaded."""
        return self._memory.empty

    def is_of(self, key: object) -> bool:
        """Whether it is what follows from this (``sameness.net_key``; None: there is no data)."""
        return key == self._key and (self.net is not None or key is None)

    def become(self, project: Project, data: LoadedData | None, key: object, device: str) -> None:
        """Build the network of a project, as far as that is possible."""
        self.net = self._build(project, data, device) if data is not None else None
        self.part = self._build_part(project, data, device) if data is not None and self.net is None else None
        self._key = key

    def adopt(self, net: Net, key: object, learned_from: DataChoice) -> None:
        """The network of a run, with the data of the run, is that of the project too."""
        self.net, self.part, self._key = net, None, key
        self._loaded, self._learned_from = False, (learned_from.kind, learned_from.options)

    def scaled(self, project: Project, data: LoadedData) -> Project:
        """The project of a run that begins: with the scale of its samples for training, or that of weights which were
        loaded, or learned from other data.
        """
        known, own, chosen = project.data.scale, data.scale, (project.data.kind, project.data.options)
        brought = self._loaded or self._learned_from not in (None, chosen)
        fits = known is not None and own is not None and known.sizes == own.sizes
        return project if brought and fits else project.with_scale(own)

    def fresh(self, project: Project, data: LoadedData) -> Net:
        """Another network of a project, with all known weights.

        Raises: PlaygroundError: It cannot be built, or its task needs data of another kind.
        """
        data.check(project.recipe)
        net = Net(project, data.sample_shape, data.truth.size)
        self._memory.recall(net)
        return net

    def remember(self, net: Net) -> None:
        """Note what a network has learned."""
        self._memory.remember({name: value.detach().clone() for name, value in net.weights().items()})

    def recall(self) -> None:
        """Take over what was learned meanwhile."""
        if self.net is not None:
            self._memory.recall(self.net)

    def load(self, data: bytes) -> list[str]:
        """Put weights from a file into the network, as far as they fit. Returns the blocks that they do not fit.

        Raises: PlaygroundError: ``weights_damaged``.
        """
        weights = from_bytes(data)
        self._memory.remember(weights)
        self._loaded = True
        self.recall()
        return unfit(self.net, weights) if self.net is not None else []

    def weights(self, project: Project) -> bytes:
        """The weights; while the network cannot be built, the last known ones of its blocks."""
        known = self._memory.newest(project.network.nodes) if self.net is None else self.net.weights()
        return to_bytes(known)

    def forget(self) -> None:
        """Let go of all weights."""
        self.net = self.part = self._key = self._learned_from = None
        self._loaded = False
        self._memory.forget()

    def _build(self, project: Project, data: LoadedData, device: str) -> Net | None:
        try:
            return self.fresh(project, data).to(device)
        except PlaygroundError:
            return None

    def _build_part(self, project: Project, data: LoadedData, device: str) -> Net | None:
        part = plan_up_to_break(project, data.sample_shape, data.truth.size)
        if part is None:
            return None
        net = Net(project, data.sample_shape, data.truth.size, part)
        self._memory.recall(net)
        return net.to(device)
