"""What the canvas says in words: to screen readers and in tool-tips."""

import html

from PySide6.QtCore import QCoreApplication

from nnplayground.spec.call import say_shape
from nnplayground.spec.wording import fill
from nnplayground.ui.builder.block_item import BlockItem
from nnplayground.ui.builder.card_item import CardItem
from nnplayground.ui.builder.frame_item import FrameItem
from nnplayground.ui.texts import problem_text, spec_text
from nnplayground.ui.widgets.say import count, percent


def block_words(block: CardItem | FrameItem) -> str:
    """A block in one line, or a group."""
    if isinstance(block, BlockItem):
        return _block_words(block)
    parts = [_tr("Group {0}").format(block.group.title)]
    if block.group.repeat > 1:
        parts.append(_tr("repeated {0} times").format(block.group.repeat))
    if isinstance(block, FrameItem):
        return ", ".join([*parts, _tr("unfolded")])
    face = block.face
    shown = (_tr("{0} parameters").format(face.right) if face.right else "", block.wire_text)
    return ". ".join([", ".join(filter(None, [*parts, _tr("folded"), face.note, *shown])),
                      *map(problem_text, block.problems)])  # fmt: skip


def _block_words(block: BlockItem) -> str:
    """A block in one line: ``Conv2d conv1, 8×28×28, 208 parameters``, and what is wrong with it."""
    parts = [f"{spec_text(block.node.layer.title)} {block.name}"]
    if block.mood.muted:
        parts.append(_tr("muted"))
    if block.face.frozen:
        parts.append(_tr("frozen"))
    if block.facts and block.facts.shape:
        parts.append(say_shape(block.facts.shape))
    if block.facts and block.facts.parameters:
        parts.append(fill(_tr("{0} parameters"), count(block.facts.parameters)))
    return ". ".join([", ".join(parts), *map(problem_text, block.problems)])


def block_tip(block: CardItem | FrameItem) -> str:
    """The tool-tip of a block: what is wrong, or what it does and how to go on."""
    if isinstance(block, FrameItem):
        return _tr("Drag to move the group. Double-click to rename it, Enter folds it.")
    if block.problems:
        return "\n".join(map(problem_text, block.problems))
    share = block.face.share
    if not isinstance(block, BlockItem):
        return "\n".join([block_words(block), _tr("Double-click or press Enter to see the blocks inside.")])
    cost = _tr("{0} of the network's multiply-adds").format(percent(share)) if share else ""
    hint = _tr("Drag to move. Press C, or Shift+click another block, to connect.")
    return "\n".join(filter(None, [block_words(block), cost, spec_text(block.node.layer.tip), hint]))


def selection_words(blocks: list[CardItem | FrameItem], notes: list[str]) -> str:
    """The selection in one line."""
    if notes and not blocks:
        return _tr("Note: {0}").format(notes[0]) if len(notes) == 1 else _tr("{0} notes selected").format(len(notes))
    if not blocks:
        return _tr("Network canvas, nothing selected")
    if len(blocks) == 1:
        return block_words(blocks[0])
    return _tr("{0} blocks selected").format(len(blocks))


def wrapped(text: str) -> str:
    """A tool-tip that breaks its lines; Qt does that for rich text only."""
    return f"<qt>{html.escape(text).replace(chr(10), '<br>')}</qt>" if text else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Builder", text)
