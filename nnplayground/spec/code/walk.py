"""The way of a sample through the modules of a text: each layer that it passes is noted as a block."""

import ast
from typing import Any

from nnplayground.spec.call import Call
from nnplayground.spec.code.declared import Instance, Leaf, Module, Repeat, Sequence, Series
from nnplayground.spec.code.modules import Shop
from nnplayground.spec.code.outcome import Draft, GroupDraft, Value
from nnplayground.spec.code.passage import Passage
from nnplayground.spec.code.recognition import recognised
from nnplayground.spec.code.refusals import Note, Refused, said
from nnplayground.spec.code.spellings import LOG_SOFTMAX
from nnplayground.spec.layers.base import Layer, Learned
from nnplayground.spec.weight_rule import WeightRule

MOST_BLOCKS = 1000


class Walk:
    """Walks through the network of a text as a sample would, and notes each block it passes."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.groups: list[GroupDraft] = []
        self.group: int | None = None
        """The group that is gone through at the moment."""
        self.answer: int | None = None
        self.notes: list[Note] = []
        self.parameter = ""
        self.forward = self.ending = 1
        self._used: dict[int, int] = {}

    def follow(self, tree: ast.Module) -> None:
        """Go through the network that a text declares.

        Raises: Refused: A part of it is outside the dialect; what came before is noted.
        """
        self.shop = Shop(tree)
        network = self.shop.network()
        if isinstance(network, Instance):
            method = network.forward()
            self.forward = method.lineno
            arguments = method.args.posonlyargs + method.args.args
            if len(arguments) != 2 or method.args.vararg or method.args.kwarg or method.args.kwonlyargs:
                raise Refused("code_no_forward", node=method, name=network.name)
            self.parameter = arguments[1].arg
        result = self.pass_through(network, [Value(-1)], network.node, top=True)
        self.answer = result.index if isinstance(result, Value) else None
        if isinstance(network, Instance):
            for name, module in network.modules.items():
                if not any(id(leaf) in self._used for leaf in module.leaves()) and list(module.leaves()):
                    self.notes.append(Refused("code_unused", node=module.node, name=f"self.{name}").note("warning"))

    # ---- modules

    def pass_through(self, module: Module, inputs: list[Any], node: ast.AST, name: str = "", top: bool = False) -> Any:
        """Give a module its inputs; gives what comes out of it.

        Args:
            node: Where it is used.
            name: What the class around it calls it.
            top: Whether it is the network itself, which is no group.
        """
        if isinstance(module, Sequence):
            for inner_name, inner in module.items:
                inner_name = inner_name or (name if len(module.items) == 1 else "")
                inputs = [self.pass_through(inner, inputs, node, inner_name)]
            return inputs[0]
        if isinstance(module, Instance):
            return self._run(module, inputs, node, top) if top else self._grouped(module, 1, inputs, node, name)
        if isinstance(module, Repeat):
            return self._grouped(module.item, module.count, inputs, node, name)
        if isinstance(module, Series):
            raise Refused("code_unknown_call", node=node, name=said(node))
        if module.target in ("nn.Identity", *LOG_SOFTMAX):
            return self.skip(module.target, inputs, node)
        return self.draw(Call(module.target, module.args, module.kwargs), inputs, node, name, module)

    def _grouped(self, instance: Instance, repeat: int, inputs: list[Any], node: ast.AST, name: str) -> Any:
        """Go through a class whose blocks become a group, unless it has none."""
        outer, before = self.group, len(self.drafts)
        lines = (instance.definition.lineno, instance.node.lineno, *range(node.lineno, (node.end_lineno or 0) + 1))
        self.groups.append(GroupDraft(name, instance.name, repeat, outer, lines))
        self.group = len(self.groups) - 1
        try:
            result = self._run(instance, inputs, node, top=False)
        finally:
            if len(self.drafts) == before:
                del self.groups[self.group :]
            self.group = outer
        return result

    def _run(self, instance: Instance, inputs: list[Any], node: ast.AST, top: bool) -> Any:
        method = instance.forward()
        names = [argument.arg for argument in method.args.posonlyargs + method.args.args][1:]
        if len(names) != len(inputs):
            raise Refused(
                "code_inputs", node=node, layer=instance.name, least=len(names), most=len(names), got=len(inputs)
            )
        passage = Passage(self, instance, dict(zip(names, inputs, strict=True)))
        for statement in method.body:
            if isinstance(statement, ast.Return):
                if top:
                    self.ending = statement.lineno
                return passage.returned(statement)
            passage.execute(statement)
        return None

    def skip(self, target: str, inputs: list[Any], node: ast.AST) -> Any:
        """What needs no block: what goes in comes out."""
        if target in LOG_SOFTMAX:
            self.notes.append(Refused("code_log_softmax", node=node).note("warning"))
        return inputs[0]

    # ---- blocks

    def draw(
        self, call: Call, inputs: list[Any], node: ast.AST, name: str = "", leaf: Leaf | None = None,
        kind: type[Layer] | None = None,
    ) -> Value:  # fmt: skip
        """Note a block. Returns its output."""
        for value in inputs:
            if not isinstance(value, Value):
                raise Refused("code_not_a_value", node=node, what=said(node))
        found = recognised(call, len(inputs), node, kind)
        if leaf is None and found[0].sizes and call.target.startswith("nn."):
            raise Refused("code_unknown_call", node=node, name=said(node))  # weights as arguments
        lines = [*range(node.lineno, (node.end_lineno or node.lineno) + 1)]
        if leaf is not None:
            times = self._used[id(leaf)] = self._used.get(id(leaf), 0) + 1
            if times > 1 and found[0].sizes:
                raise Refused("code_shared", node=node, name=said(node))
            name = name if times == 1 else ""
            lines = [leaf.node.lineno, *leaf.beginnings.lines, *lines]
        if len(self.drafts) >= MOST_BLOCKS:
            raise Refused("code_too_many", node=node, limit=MOST_BLOCKS)
        self.drafts.append(
            Draft(
                name, call, found, tuple(v.index for v in inputs), leaf.node if leaf else node, tuple(lines),
                self._rule(found[0].layer.learned(call), leaf, name or said(node)), self.group,
            )
        )  # fmt: skip
        return Value(len(self.drafts) - 1)

    def _rule(self, learned: Learned, leaf: Leaf | None, name: str) -> WeightRule:
        """What the code says of the weights of a module."""
        if leaf is None:
            return WeightRule()
        about = leaf.beginnings
        init = about.init(learned)
        if init is None:
            _, node = next(iter(about.filled.values()))
            raise Refused("code_init", node=node, what=said(node))
        if about.leaves_biases(learned):
            _, node = next(iter(about.filled.values()))
            self.notes.append(Refused("code_init_bias", node=node, name=name).note("warning"))
        return WeightRule(init=init, frozen=about.frozen)
