"""What can be changed in a twin: the parts of the recipe, and the settings of each block."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from nnplayground.spec import losses, optimizers, schedules
from nnplayground.spec.fields import fields_of
from nnplayground.spec.project import Project
from nnplayground.ui.texts import spec_text

KEPT = ("seed", "validation", "test")
"""Both have the same seed and the same split, else they would not be twins."""


@dataclass(frozen=True)
class Part:
    """Something of a project that has a form.

    Attributes:
        kinds: What it can be switched to, by tag; empty for one kind only.
    """

    name: str
    title: str
    kinds: Mapping[str, type[msgspec.Struct]]
    block: bool = False

    def of(self, project: Project) -> msgspec.Struct:
        """Its value."""
        return project.network.nodes[self.name].layer if self.block else getattr(project.recipe, self.name)

    def put(self, project: Project, spec: msgspec.Struct) -> Project:
        """The project with another value of it."""
        if not self.block:
            return replace(project, recipe=replace(project.recipe, **{self.name: spec}))
        node = replace(project.network.nodes[self.name], layer=spec)
        return project.with_network(replace(project.network, nodes=project.network.nodes | {self.name: node}))


_RECIPE = {
    "optimizer": (QT_TRANSLATE_NOOP("TwinParts", "Optimizer and learning rate"), optimizers.KINDS),
    "schooling": (QT_TRANSLATE_NOOP("TwinParts", "Batch size and epochs"), {}),
    "schedule": (QT_TRANSLATE_NOOP("TwinParts", "Learning-rate schedule"), schedules.KINDS),
    "regularisation": (QT_TRANSLATE_NOOP("TwinParts", "Penalties and clipping"), {}),
    "loss": (QT_TRANSLATE_NOOP("TwinParts", "Loss"), losses.KINDS),
}


def parts_of(project: Project) -> list[Part]:
    """All parts, the recipe first, then the blocks that have settings in their order."""
    tr = QCoreApplication.translate
    found = [Part(name, tr("TwinParts", title), kinds) for name, (title, kinds) in _RECIPE.items()]
    nodes = project.network.nodes
    blocks = [name for name in nodes if fields_of(type(nodes[name].layer))]
    return found + [Part(n, f"{n} ({spec_text(nodes[n].layer.title)})", {}, block=True) for n in blocks]
