"""A network as a torch module: the blocks that lead to the output, run in order."""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise

import torch
from torch import Tensor, nn

from nnplayground.engine.analysis import analyse
from nnplayground.engine.beginning import begin
from nnplayground.engine.calls import make
from nnplayground.engine.scaling import scales_of
from nnplayground.protocol import BlockFacts
from nnplayground.spec.call import Shape
from nnplayground.spec.code.plan import Plan, Step, of_copy, planned
from nnplayground.spec.graph import Network
from nnplayground.spec.group_faults import sound
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project
from nnplayground.spec.weight_rule import WeightRule


def plan(project: Project, sample_shape: Shape, outputs: int) -> Plan:
    """Work out the computation of the blocks that lead to the output. The engine runs it, the code export prints it.

    Raises: PlaygroundError: The first problem that keeps the network from running.
    """
    network = project.network
    facts, problems = analyse(network, sample_shape, outputs, project.recipe)
    for problem in problems:
        if problem.severity == "error":
            raise PlaygroundError(problem.code, node=problem.node, **problem.args)
    output = network.of_kind(Output)[0]
    return planned(network, network.of_kind(Input)[0], [output], output, _steps_of(network, facts))


def plan_up_to_break(project: Project, sample_shape: Shape, outputs: int) -> Plan | None:
    """The computation of every block that has a shape, without an answer; None if nothing can be computed."""
    network = project.network
    facts, problems = analyse(network, sample_shape, outputs, project.recipe)
    if any(problem.code == "too_large" for problem in problems):
        return None
    inputs = network.of_kind(Input)
    if not inputs or not facts:
        return None
    first = inputs[0]
    shapes = {name: known.shape for name, known in facts.items() if known.shape}
    fed = {name for name in shapes if first in network.upstream(name)}
    whole = [name for name in network.nodes if network.upstream(name) <= fed]
    network = sound(network, set(whole), shapes)
    used = {source for name in whole for source in network.nodes[name].inputs}
    return planned(network, first, [name for name in whole if name not in used], "", _steps_of(network, facts))


def _steps_of(network: Network, facts: dict[str, BlockFacts]) -> Callable[[str, tuple[str, ...]], Step | None]:
    """What gives the computation of a block, None for one that hands its value on."""

    def step_of(name: str, sources: tuple[str, ...]) -> Step | None:
        node = network.nodes[name]
        shapes = [facts[i].shape for i in node.inputs if i is not None]
        call = None if node.bypassed else node.layer.call(shapes)
        if call is None:
            return None
        return Step(name, call, sources, node.layer.least_batch(shapes), node.layer.learned(call), node.weights)

    return step_of


class Net(nn.Module):
    """Runs a plan. Its state names weights by their path, as the exported code does: ``residual1.0.linear1.weight``.

    Everywhere else they are named by their block, ``linear1.weight`` for the first copy of a block and
    ``linear1@1.weight`` for the second (see ``weights``), so that they stay when blocks are grouped.

    ``part`` is the plan of a network that is not finished: it gives values, but no answer.

    The first weights are drawn from the recipe's seed, block by block in order, without touching the global generator.
    Frozen blocks learn nothing, and their running averages stand still while the others train.

    Where the data have a scale (``DataChoice.scale``), samples come in in the units of the data; the blocks work with
    standardised numbers, and those are what the loss is told of. ``answer_scale`` leads back to the units.

    Raises: PlaygroundError: The first problem that keeps the network from running.
    """

    def __init__(self, project: Project, sample_shape: Shape, outputs: int, part: Plan | None = None) -> None:
        super().__init__()
        self.plan = part or plan(project, sample_shape, outputs)
        self.sample_shape, self.outputs = sample_shape, outputs
        self._computes: list[Callable[..., Tensor]] = []
        self._blocks: dict[str, nn.Module] = {}
        self._copies = Counter(step.name.partition("@")[0] for step in self.plan.steps)
        self._copies.update(name.partition("@")[0] for name in self.plan.passes)
        with torch.random.fork_rng(devices=[]):
            # Only the generator of the CPU, where the weights are drawn: a run on a GPU may be going meanwhile.
            torch.default_generator.manual_seed(project.recipe.schooling.seed)
            for step in self.plan.steps:
                compute = make(step.call, "cpu")
                if isinstance(compute, nn.Module):
                    begin(compute, step)
                    self._put(step, compute)
                    compute = compute.forward  # no hooks are used, and a call through them costs a microsecond
                self._computes.append(compute)
        self.rules: dict[str, WeightRule] = {}
        """What now holds for the weights of each block."""
        self.resting: dict[str, nn.Module] = {}
        """Frozen blocks with running averages, which stand still."""
        self.obey(project.network)
        self.standardise, self.answer_scale = scales_of(project, sample_shape, outputs)
        before = (self.plan.source, *(step.name for step in self.plan.steps))
        self._is_chain = all(s.sources == (b,) for b, s in zip(before, self.plan.steps, strict=False))

    def forward(self, x: Tensor) -> Tensor:
        """The output, ``(N, *sample_shape) -> (N, outputs)``; numbers are standardised where the truth has a scale."""
        if self.standardise is not None:
            x = self.standardise(x)
        if not self._is_chain:
            return self._values(x)[self.plan.answer]
        for compute in self._computes:
            x = compute(x)
        return x

    def values(self, x: Tensor) -> dict[str, Tensor]:
        """The output of every block by name; Input and Output have theirs in the units of the data."""
        values = self._values(x if self.standardise is None else self.standardise(x))
        answer = values.get(self.plan.answer)
        if self.answer_scale is not None and answer is not None:
            answer = self.answer_scale.back(answer).to(answer)
        for name, source in self.plan.passes.items():
            values[name] = answer if source == self.plan.answer else values[source]
        values[self.plan.source] = x
        return values

    def _values(self, x: Tensor) -> dict[str, Tensor]:
        """What every block computes, of samples as the first blocks take them."""
        values = {self.plan.source: x}
        for step, compute in zip(self.plan.steps, self._computes, strict=True):
            values[step.name] = compute(*[values[i] for i in step.sources])
        return values

    @torch.no_grad()
    def observe(self, x: Tensor) -> dict[str, Tensor]:
        """The same in evaluation mode, leaving no trace in the network."""
        was_training = self.training
        self.eval()
        values = self.values(x)
        self.train(was_training)
        return values

    def obey(self, network: Network) -> bool:
        """Let a network hold from now on, as far as it may change while it trains: what is frozen, live parameters.

        Returns: Whether that changed which weights can learn, or how fast.
        """
        before = self._learning()
        rules = {name: node.weights for name, node in network.nodes.items()}
        self.rules = {s.name: rules.get(s.name.partition("@")[0], s.rule) for s in self.plan.steps}
        self.resting = {}
        for name, module in self._blocks.items():
            node = network.nodes.get(name.partition("@")[0])
            for path, value in node.layer.live_values().items() if node else ():
                *owners, field = path.split(".")
                setattr(module.get_submodule(".".join(owners)), field, value)
            frozen = self.rules[name].frozen
            module.requires_grad_(not frozen)
            if frozen and any(True for _ in module.buffers()):
                self.resting[name] = module
        self.train(self.training)
        return before != self._learning()

    def _learning(self) -> list:
        rates = [rule.rate for rule in self.rules.values()]
        return [rates, [parameter.requires_grad for parameter in self.parameters()]]

    def train(self, mode: bool = True) -> "Net":
        """Train or evaluate; a frozen BatchNorm evaluates either way, so that its running averages stand still."""
        super().train(mode)
        for module in self.resting.values():
            module.eval()
        return self

    def block(self, name: str) -> nn.Module | None:
        """The module of a block, or of a copy of it; None if it has none."""
        return self._blocks.get(name)

    def in_line(self) -> list[nn.Module] | None:
        """The modules of a chain in order; None if a block has several inputs or is no module, or if samples are
        standardised before.
        """
        modules = [self._blocks.get(step.name) for step in self.plan.steps]
        return modules if self._is_chain and self.standardise is None and None not in modules else None

    def copy_of(self, name: str, copy: int) -> str:
        """What a copy of a block is called here, from 0; the last one if there are not so many, or ``copy`` is -1."""
        last = max(self._copies[name] - 1, 0)
        return of_copy(name, last if copy < 0 else min(copy, last))

    def weights(self) -> dict[str, Tensor]:
        """Its weights and running averages, by block and parameter; they are not copied."""
        state = self.state_dict()
        return {name: state[path] for path, name in self._names().items()}

    def take(self, weights: Mapping[str, Tensor]) -> None:
        """Put values in, by block and parameter; what is not among them stays."""
        state = self.state_dict()
        self.load_state_dict({path: weights.get(name, state[path]) for path, name in self._names().items()})

    def _names(self) -> dict[str, str]:
        """The name by block of each entry of the state."""
        return {
            f"{step.path}.{key}": f"{step.name}.{key}"
            for step in self.plan.steps
            if step.name in self._blocks
            for key in self._blocks[step.name].state_dict()
        }

    def _put(self, step: Step, module: nn.Module) -> None:
        """Keep the module of a step where its path says."""
        parts = step.path.split(".")
        place: nn.Module = self
        for part, following in pairwise(parts):
            if part not in place._modules:
                place.add_module(part, nn.ModuleList() if following.isdigit() else nn.Module())
            place = place._modules[part]
        place.add_module(parts[-1], module)
        self._blocks[step.name] = module
