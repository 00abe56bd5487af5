"""The project as it now stands, with its data, and what can be asked about it."""

from collections.abc import Callable

import numpy as np

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.engine import memory, trial
from nnplayground.engine.analysis import analyse
from nnplayground.engine.augmentation import before_and_after
from nnplayground.engine.data import LoadedData, key_of
from nnplayground.engine.export import exporter
from nnplayground.engine.mending import mend
from nnplayground.engine.workshop import Workshop
from nnplayground.protocol.base import Handlers
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project


class Desk:
    """Holds project and data, and answers questions about them.

    Args:
        workshop: Has the weights.
    """

    def __init__(self, send: Callable[[p.Message], None], workshop: Workshop) -> None:
        self._send, self._workshop = send, workshop
        self.project = Project()
        self.revision = 0
        self.data: LoadedData | None = None
        """None: it is unknown, missing or unfit."""
        self.work = 0
        """Multiply-adds of one sample."""
        self.handlers: Handlers = {
            p.AskRepairs: self._on_ask_repairs, p.AskAugmented: self._on_ask_augmented,
            p.TakeWeights: self._on_take_weights, p.Export: self._on_export,
        }  # fmt: skip

    def take(self, edit: p.Edit) -> bool:
        """Take the edited project in. Returns whether it is of other data than those that are loaded."""
        self.project, self.revision = edit.project, edit.revision
        return self.data is None or self.data.key != key_of(edit.project)

    def load_data(self) -> None:
        """Load the data of the project, and tell what they are, or why there are none."""
        self.data = None
        choice = self.project.data
        try:
            dataset = datasets.resolve(choice.kind, choice.options)
            if dataset.download_bytes and not dataset.available():
                problem = Problem(code="data_not_downloaded", args={"data": dataset.title})
                self._send(p.DataMissing(kind=choice.kind, problem=problem, download_bytes=dataset.download_bytes))
                return
            self.data = LoadedData(self.project)
        except PlaygroundError as error:
            self._send(p.DataMissing(kind=choice.kind, problem=error.problem))
        else:
            self._send(self.data.facts(choice.kind))

    def take_scale(self) -> None:
        """The project has the scale of the weights at hand, or else that of its data."""
        if self.data is not None:
            self.project = self._workshop.scaled(self.project, self.data)

    def forget_scale(self) -> None:
        """The weights that it was of are gone."""
        self.project = self.project.with_scale(None)
        self.take_scale()

    def analyse(self) -> None:
        """Tell shapes, costs and problems of the project."""
        shape = self.data.sample_shape if self.data else None
        outputs = self.data.truth.size if self.data else 0
        device = self._workshop.choose_device()[0]
        facts, problems = analyse(self.project.network, shape, outputs, self.project.recipe, device)
        unserved = self.project.recipe.task.unserved(self.data.truth) if self.data else None
        problems = (unserved, *problems) if unserved else problems
        problems += tuple(trial.unfit(self.project.network, self.project.recipe.precision, device))
        self.work = sum(block.multiply_adds for block in facts.values())
        used, gpu = memory.used_bytes(), memory.of_gpu(device)
        self._send(p.Analysis(revision=self.revision, memory_bytes=used, gpu=gpu, blocks=facts, problems=problems))

    def _on_ask_repairs(self, command: p.AskRepairs) -> None:
        if command.revision == self.revision and self.data is not None:
            network, recipe = self.project.network, self.project.recipe
            options = mend(network, self.data.sample_shape, self.data.truth.size, recipe, command.node)
            self._send(p.Repairs(revision=self.revision, node=command.node, options=options))

    def _on_ask_augmented(self, command: p.AskAugmented) -> None:
        samples = self.data.some(command.count)[0] if self.data else np.zeros((0, 1), np.float32)
        before, after = before_and_after(self.project.recipe.augmentations, samples, command.times)
        self._send(p.Augmented(before=p.Array.of(before), after=p.Array.of(after)))

    def _on_take_weights(self, command: p.TakeWeights) -> None:
        self._send(p.Weights(request=command.request, data=self._workshop.weights(self.project)))

    def _on_export(self, command: p.Export) -> None:
        choice = self.project.data
        try:
            dataset = datasets.resolve(choice.kind, choice.options)
            weights = self._workshop.weights(self.project)
            export = exporter(command.format)
            files = export(self.project, weights, dataset.sample_shape, dataset.truth.names, command.name)
        except PlaygroundError as error:
            self._send(p.Exported(request=command.request, files={}, problem=error.problem))
        else:
            self._send(p.Exported(request=command.request, files=files))
