"""What the engine says about the blocks, written on them: shapes, counts, problems, pictures and the answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from nnplayground.protocol import BlockFacts
from nnplayground.spec.call import say_shape
from nnplayground.spec.layers.output import Output
from nnplayground.spec.problems import Problem
from nnplayground.ui.builder.block_item import BlockItem
from nnplayground.ui.builder.card_item import CardItem
from nnplayground.ui.builder.face import work_shares
from nnplayground.ui.builder.group_item import GroupItem
from nnplayground.ui.widgets.answer_style import Bar

if TYPE_CHECKING:
    from nnplayground.ui.builder.view import BuilderView


class Readings:
    """Hands each block what concerns it; where blocks change their size by that, the wires beside them follow."""

    def __init__(self, view: BuilderView) -> None:
        self._view, self._scene = view, view.canvas
        self._loss_name = ""
        self._facts: Mapping[str, BlockFacts] = {}
        self._guilty: dict[str, list[Problem]] = {}

    def set_analysis(self, blocks: Mapping[str, BlockFacts], problems: Sequence[Problem]) -> None:
        """Write shapes and counts on blocks and wires, and mark the guilty."""
        guilty: dict[str, list[Problem]] = {}
        for problem in problems:
            if problem.node is not None:
                guilty.setdefault(problem.node, []).append(problem)
        self._facts, self._guilty = blocks, guilty
        with self._followed(self._scene.blocks.values()):
            self._write()
        self._scene.refresh_texts()
        self._view.overlays.refresh()
        self._view.selection.describe()

    def shape_text(self, name: str) -> str:
        """The shape of a block's output, hidden blocks too; empty while it is not known."""
        facts = self._facts.get(name)
        return say_shape(facts.shape) if facts and facts.shape else ""

    def _write(self) -> None:
        parts = work_shares(self._facts)
        for name, block in self._scene.blocks.items():
            if isinstance(block, GroupItem):
                block.set_facts(self._facts, parts)
            else:
                block.set_facts(self._facts.get(name))
                block.set_share(parts.get(name, 0.0))
            named = (*block.members, name) if isinstance(block, GroupItem) else (name,)
            block.set_problems(tuple(problem for each in named for problem in self._guilty.get(each, ())))

    def set_activations(self, pictures: Mapping[str, np.ndarray]) -> None:
        """Show what blocks now compute: float arrays ``(C, H, W)`` or ``(N,)`` by block."""
        shown = {name: self._scene.blocks[name] for name in pictures if name in self._scene.blocks}
        with self._followed(shown.values()):
            for name, block in shown.items():
                block.set_activation(pictures[name])

    def set_answer(self, bars: tuple[Bar, ...]) -> None:
        """Show the answer as bars in the Output block."""
        with self._followed(self._outputs()) as outputs:
            for block in outputs:
                block.set_answer(bars)

    def name_answer(self, names: Sequence[str]) -> None:
        """Outputs that show bars show empty ones of these names."""
        bars = tuple(Bar(name, 0.0, False) for name in names)
        if any(block.face.bars for block in self._outputs()):
            self.set_answer(bars)

    def set_sample(self, values: np.ndarray) -> None:
        """Show the sample that an auto-encoder gives back in the Output block, values in [0, 1]."""
        with self._followed(self._outputs()) as outputs:
            for block in outputs:
                block.set_sample(values)

    def clear_answer(self) -> None:
        """Empty the bars, or take the picture away."""
        with self._followed(self._outputs()) as outputs:
            for block in outputs:
                block.clear_answer()

    def set_loss_name(self, text: str) -> None:
        """Name the loss in the Output block."""
        self._loss_name = text
        with self._followed(self._outputs()) as outputs:
            for block in outputs:
                block.set_loss_name(text)

    def renew(self) -> None:
        """The network is another: write on blocks that came into sight what was last known of them."""
        with self._followed(self._scene.blocks.values(), fit=False):
            self._write()
            for block in self._outputs():
                block.set_loss_name(self._loss_name)
        self._scene.refresh_texts()

    def _outputs(self) -> list[BlockItem]:
        blocks = (block for block in self._scene.blocks.values() if isinstance(block, BlockItem))
        return [block for block in blocks if isinstance(block.node.layer, Output)]

    @contextmanager
    def _followed(self, blocks: Iterable[CardItem], fit: bool = True) -> Iterator[list[CardItem]]:
        """What is around some blocks follows where these change their size meanwhile.

        Args:
            fit: Whether the view may, so that nothing is out of sight.
        """
        before = [(block, block.rect) for block in blocks]
        yield [block for block, _ in before]
        resized = [block.rect for block, rect in before if block.rect != rect]
        if resized:
            self._scene.frames.follow()
        self._scene.reroute_near(resized)
        if resized and fit and self._view.gesture is None:
            self._view.keep_in_sight()
