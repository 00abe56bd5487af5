"""Shapes, costs and mistakes of a network, found by running each block on torch's meta device, where nothing is stored.

Each result is remembered by (layer, input shapes), so that an edit in a large network runs one block again.
"""

import re
from functools import lru_cache

import torch
from torch import nn

from nnplayground.engine import memory
from nnplayground.engine.calls import make
from nnplayground.engine.operations import Operations
from nnplayground.protocol import BlockFacts
from nnplayground.spec import groups
from nnplayground.spec.batches import least_batches
from nnplayground.spec.call import Shape, say_shape
from nnplayground.spec.graph import Network
from nnplayground.spec.group_faults import faults
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.layers.input import Input
from nnplayground.spec.layers.output import Output
from nnplayground.spec.losses.base import Loss
from nnplayground.spec.problems import PlaygroundError, Problem, Severity
from nnplayground.spec.project import Recipe
from nnplayground.spec.registry import tag_of

BATCH = 2
BYTES_PER_NUMBER = 4
COPIES_IN_TRAINING = 4
"""Weights, gradients and the two moments of Adam."""


def analyse(
    network: Network, sample_shape: Shape | None, outputs: int, recipe: Recipe, device: str = "cpu"
) -> tuple[dict[str, BlockFacts], tuple[Problem, ...]]:
    """What is known of every block, up to where the network breaks, and everything that is wrong with it.

    Args:
        sample_shape: Shape of one sample, None while the data set is unknown (then nothing has a shape).
        outputs: How many numbers the output must have.
        device: In whose memory the network must fit.
    """
    try:
        order = network.order()
    except PlaygroundError as error:
        return {}, (error.problem,)
    problems = _missing_ends(network)
    shapes: dict[str, Shape] = {}
    facts: dict[str, BlockFacts] = {}
    for name in order:
        node = network.nodes[name]
        facts[name] = BlockFacts()
        if isinstance(node.layer, Input):
            if sample_shape is not None:
                shapes[name] = sample_shape
                facts[name] = BlockFacts(shape=sample_shape, memory_bytes=_bytes(sample_shape))
            continue
        sources = [i for i in node.inputs if i is not None]
        least = node.layer.ports[0]
        if node.bypassed:
            if sources[0] in shapes:
                shapes[name] = shapes[sources[0]]
                facts[name] = BlockFacts(shape=shapes[name], memory_bytes=0)
        elif len(sources) < max(least, len(node.inputs)):
            missing = max(least, len(node.inputs)) - len(sources)
            problems.append(Problem(code="input_missing", node=name, args=_named(node.layer, missing=missing)))
        elif all(i in shapes for i in sources):
            result = _result(node.layer, tuple(shapes[i] for i in sources), recipe)
            if isinstance(result, Problem):
                problems.append(_at(result, name))
            else:
                facts[name] = result
                shapes[name] = result.shape
    facts = _copied(network, facts)
    problems += faults(network, _counting(network), shapes).values()
    problems += _whole(network, shapes, facts, outputs, recipe) + _too_large(facts, device)
    return facts, tuple(_ranked(_pardoned(network, problems), order))


def _copied(network: Network, facts: dict[str, BlockFacts]) -> dict[str, BlockFacts]:
    """The same, with the counts of all copies of blocks in repeated groups."""
    counts = {name: groups.copies(network, name) for name in facts} if network.groups else {}
    several = {name: count for name, count in counts.items() if count > 1}
    return {**facts, **{name: _times(facts[name], count) for name, count in several.items()}}


def _times(facts: BlockFacts, copies: int) -> BlockFacts:
    return BlockFacts(
        shape=facts.shape,
        parameters=facts.parameters * copies,
        multiply_adds=facts.multiply_adds * copies,
        memory_bytes=facts.memory_bytes * copies,
        copies=copies,
    )


def _counting(network: Network) -> set[str]:
    """The blocks between Input and Output; all of them while no path leads there."""
    inputs, outputs = network.of_kind(Input), network.of_kind(Output)
    used = network.upstream(outputs[0]) if outputs else set()
    return used if inputs and inputs[0] in used else set(network.nodes)


def _result(layer: Layer, inputs: tuple[Shape, ...], recipe: Recipe) -> BlockFacts | Problem:
    """The facts of a block; what Output may be is the task's business where that is more than classes."""
    if isinstance(layer, Output) and recipe.task.truth == "sample":
        return BlockFacts(shape=inputs[0], memory_bytes=_bytes(inputs[0]))
    return block_facts(layer, inputs)


@lru_cache(maxsize=4096)
def block_facts(layer: Layer, inputs: tuple[Shape, ...]) -> BlockFacts | Problem:
    """Run one block on the meta device: its facts, or the problem that keeps it from running."""
    try:
        layer.check(list(inputs))
        call = layer.call(list(inputs))
        if call is None:
            return BlockFacts(shape=inputs[0], memory_bytes=0)
        compute = make(call, "meta")
        if isinstance(compute, nn.Module):
            compute.eval()
        values = [torch.empty(BATCH, *shape, device="meta") for shape in inputs]
        with torch.no_grad(), Operations() as operations:
            shape = tuple(compute(*values).shape[1:])
    except PlaygroundError as error:
        return error.problem
    except (RuntimeError, ValueError, IndexError, TypeError) as error:
        return _explain(layer, inputs, str(error))
    if 0 in shape:
        return _explain(layer, inputs, f"the result would be empty ({say_shape(shape)})")
    parameters = sum(p.numel() for p in compute.parameters()) if isinstance(compute, nn.Module) else 0
    return BlockFacts(
        shape=shape,
        parameters=parameters,
        multiply_adds=operations.multiply_adds // BATCH,
        memory_bytes=_bytes(shape),
    )


def _explain(layer: Layer, inputs: tuple[Shape, ...], message: str) -> Problem:
    """Torch's own words as one of our sentences."""
    shapes = " and ".join(map(say_shape, inputs))
    window = re.search(r"Kernel size: \(([^)]*)\)", message)
    if window or "Output size is too small" in message or "result would be empty" in message:
        size = window[1].replace(" x ", "×") if window else layer.telling()
        places = _places(layer, inputs[0])
        return Problem(code="window_too_large", args=_named(layer, window=size, got=shapes, sum=places))
    detail = message.strip().splitlines()[0].rstrip(".")
    return Problem(code="does_not_fit", args=_named(layer, shapes=shapes, detail=detail))


def _places(layer: Layer, shape: Shape) -> str:
    """How many places the window has along the shorter side, worked out: ``3 + 2·1 − 7 + 1 = −1``."""
    side = min(shape[1:], default=0)
    padding, dilation = getattr(layer, "padding", 0), getattr(layer, "dilation", 1)
    reach = dilation * (getattr(layer, "kernel_size", 1) - 1) + 1
    border = f" + 2·{padding}" if padding else ""
    places = side + 2 * padding - reach + 1
    return f"{side}{border} − {reach} + 1 = {places}".replace("= -", "= −")


def _missing_ends(network: Network) -> list[Problem]:
    problems = []
    for kind, none, many in ((Input, "no_input", "two_inputs"), (Output, "no_output", "two_outputs")):
        names = network.of_kind(kind)
        if not names:
            problems.append(Problem(code=none))
        problems += [Problem(code=many, node=name, args={"count": len(names)}) for name in names[1:]]
    return problems


def _pardoned(network: Network, problems: list[Problem]) -> list[Problem]:
    """Once a path leads from Input to Output, what lies beside it is left out and keeps nothing from training."""
    inputs, outputs = network.of_kind(Input), network.of_kind(Output)
    used = network.upstream(outputs[0]) if outputs else set()
    if len(inputs) != 1 or inputs[0] not in used:
        return problems
    beside = network.nodes.keys() - used
    return [_at(p, p.node, "warning") if p.node in beside and p.code != "two_outputs" else p for p in problems]


def _whole(
    network: Network, shapes: dict[str, Shape], facts: dict[str, BlockFacts], outputs: int, recipe: Recipe
) -> list[Problem]:
    """What can only be judged of the network as a whole."""
    ends, inputs = network.of_kind(Output), network.of_kind(Input)
    if not ends or not inputs:
        return []
    output = ends[0]
    used = network.upstream(output)
    if inputs[0] in used:
        problems = [Problem(code="unused", node=name, severity="warning") for name in network.nodes if name not in used]
    else:  # still being built: what is unused will be seen when there is a path
        problems = [Problem(code="output_unreachable", node=output)]
    unfit = recipe.task.refused(recipe.loss)
    problems += [_at(unfit, output)] if unfit else []
    if output in shapes and inputs[0] in shapes:
        wrong = recipe.task.wrong_output(shapes[output], shapes[inputs[0]], outputs)
        problems += [_at(wrong, output)] if wrong else []
    for name, least in least_batches(network, shapes):
        if name in used and recipe.schooling.batch_size < least:
            args = _named(network.nodes[name].layer, least=least, batch=recipe.schooling.batch_size)
            problems.append(Problem(code="batch_too_small", node=name, args=args))
    learners = {name for name in used if facts[name].parameters}
    learning = {name for name in learners if not network.nodes[name].weights.frozen}
    problems += _beyond_reach(network, output, learning)
    problems += _no_matrices(network, learners)
    last = _last_computed(network, output)
    problems += _ending(network, last, output, recipe.loss) if last else []
    if output in shapes and not learning:
        problems.append(Problem(code="all_frozen" if learners else "nothing_to_learn", node=output))
    return problems


def _ending(network: Network, last: str, output: str, loss: Loss) -> list[Problem]:
    """What the loss says of the block before the output."""
    layer, expected = network.nodes[last].layer, loss.expects
    if tag_of(layer) == loss.includes:
        return [Problem(code="softmax_twice", node=last, args=_named(layer, loss=loss.title), severity="warning")]
    if expected and tag_of(layer) != expected:
        args = {"loss": loss.title, "layer": KINDS[expected].title}
        return [Problem(code="ending_missing", node=output, args=args)]
    return []


def _beyond_reach(network: Network, output: str, learners: set[str]) -> list[Problem]:
    """Blocks with weights that never change, because every path to the output leads through one without gradient."""
    reached: set[str] = set()
    waiting = [output]
    while learners - reached and waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            node = network.nodes[name]
            waiting += [i for i in node.inputs if i is not None] if node.layer.passes_gradient else []
    return [
        Problem(code="no_gradient", node=name, args=_named(network.nodes[name].layer), severity="warning")
        for name in network.nodes
        if name in learners - reached
    ]


def _no_matrices(network: Network, learners: set[str]) -> list[Problem]:
    """Initialisations that have nothing to fill: scales and shifts begin as torch makes them."""
    problems = []
    for name, node in network.nodes.items():
        if name in learners and node.weights.init.call() and not node.layer.learned().matrices:
            args = _named(node.layer, init=node.weights.init.title)
            problems.append(Problem(code="init_unused", node=name, args=args, severity="warning"))
    return problems


def _last_computed(network: Network, output: str) -> str | None:
    """The block whose value the output gets."""
    name = next(iter(network.nodes[output].inputs), None)
    while name is not None and network.nodes[name].bypassed:
        name = next(source for source in network.nodes[name].inputs if source is not None)
    return name


def _too_large(facts: dict[str, BlockFacts], device: str) -> list[Problem]:
    needed = COPIES_IN_TRAINING * BYTES_PER_NUMBER * sum(f.parameters for f in facts.values())
    free = memory.free_bytes(device)
    if not free or needed < free:
        return []
    largest = max(facts, key=lambda name: facts[name].parameters)
    args = {"needed": f"{needed / 1e9:.3g} GB", "free": f"{free / 1e9:.3g} GB"}
    return [Problem(code="too_large", node=largest, args=args)]


def _ranked(problems: list[Problem], order: list[str]) -> list[Problem]:
    """Errors before warnings, upstream before downstream."""
    place = {name: index for index, name in enumerate(order)}
    return sorted(problems, key=lambda p: (p.severity != "error", place.get(p.node or "", -1)))


def _named(layer: Layer, **args: object) -> dict[str, object]:
    return {"layer": layer.title, **args}


def _at(problem: Problem, node: str, severity: Severity = "error") -> Problem:
    return Problem(code=problem.code, args=problem.args, node=node, severity=severity)


def _bytes(shape: Shape) -> int:
    return BYTES_PER_NUMBER * torch.Size(shape).numel()
