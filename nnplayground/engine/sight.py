"""What is looked at: a network, now or as it was at a recorded step, and what it is looked at with."""

from collections.abc import Callable

import numpy as np

from nnplayground import protocol as p
from nnplayground.engine.desk import Desk
from nnplayground.engine.failures import bug
from nnplayground.engine.lookout import Lookout
from nnplayground.engine.net import Net
from nnplayground.engine.past import Past
from nnplayground.engine.workshop import Workshop
from nnplayground.protocol.base import Handlers
from nnplayground.spec.call import say_shape
from nnplayground.spec.problems import Problem


class Sight:
    """All views and answers are of this network: whoever shows something asks here which one, and of which step."""

    def __init__(self, send: Callable[[p.Message], None], desk: Desk, workshop: Workshop) -> None:
        self._send, self._desk, self._workshop = send, desk, workshop
        self._past: Past | None = None
        """A recorded moment that is looked at instead of the present."""
        self._lookout = Lookout(send)
        self.asked = False
        """Whether a picture waits for its answer."""
        self.handlers: Handlers = {
            p.Look: self._on_look, p.Watch: self._on_watch, p.Picture: self._on_picture,
            p.AskSamples: self._on_ask_samples,
        }  # fmt: skip

    @property
    def net(self) -> Net | None:
        """The network that answers; None while the edited one cannot be built."""
        return self._workshop.present if self._past is None else self._past.net

    @property
    def step(self) -> int:
        """The step that it is of."""
        return self._workshop.step_count if self._past is None else self._past.step

    def due(self, hurry: bool) -> bool:
        """Whether some view should be shown something now; in a hurry it does not matter what that costs."""
        return self._lookout.due(self.step, hurry)

    def look(self, hurry: bool) -> bool:
        """Show what is due. Returns whether, at rest, there is more to do at once.

        A probe that fails is a bug to be told, but no reason for a run to end.
        """
        net = self.net or self._workshop.part
        if net is None:
            return False
        try:
            recorded = self._past is not None
            return self._lookout.look(net, self.step, self._workshop.device, hurry, recorded)
        except Exception as error:
            self._send(bug(error))
            return False

    def answer(self) -> None:
        """Say what the network makes of the current picture; those that came just before it have nobody waiting."""
        self.asked = False
        if self.net is not None:
            self._lookout.answer(self.net, self.step, self._workshop.device)

    def refresh(self) -> None:
        """The network has changed, or it is another one; answers are in the words of the present project.

        But while a run goes on, which began with another, in the words of that.
        """
        if not self._workshop.training:
            self._name_answers()
        self._lookout.refresh()

    def back_to_now(self) -> None:
        """Look at the present."""
        self._past = None
        self._lookout.refresh()
        self._send(p.Looking())

    def show_first_sample(self) -> None:
        """There are other data: look at the first sample of theirs."""
        if self._desk.data is not None:
            self._lookout.look_at(self._desk.data.first_picture())

    def acknowledge(self, view: str) -> None:
        """A view has drawn its frame."""
        self._lookout.acknowledge(view)

    def _name_answers(self) -> None:
        recipe, data, lookout = self._desk.project.recipe, self._desk.data, self._lookout
        lookout.recipe = lookout.surveyor.recipe = recipe
        lookout.labels = data.truth.names if data else ()
        lookout.extent = data.extent if data else None
        judged = data is not None and recipe.task.truth == data.truth.kind
        lookout.surveyor.part = data.split.validation if judged else None

    def _on_look(self, command: p.Look) -> None:
        data = self._desk.data
        if command.step is None or data is None:
            self.back_to_now()
            return
        past = self._past or Past(data.sample_shape, data.truth.size, self._workshop.device)
        past.go_to(command.record, command.step)
        self._past = past
        self._lookout.refresh()
        self._send(p.Looking(step=past.step))

    def _on_watch(self, command: p.Watch) -> None:
        self._lookout.watch(command.views)

    def _on_picture(self, command: p.Picture) -> None:
        net, values = self.net, command.values.numpy()
        if net is None:
            self._lookout.look_at(values, command.seq)
            self._send(p.Answer(seq=command.seq, problem=Problem(code="network_unfinished")))
        elif values.shape != net.sample_shape:
            args = {"expected": say_shape(net.sample_shape), "got": say_shape(values.shape)}
            self._send(p.Answer(seq=command.seq, problem=Problem(code="wrong_picture", args=args)))
        else:
            self._lookout.look_at(values, command.seq)
            self.asked = True

    def _on_ask_samples(self, command: p.AskSamples) -> None:
        part = self._lookout.surveyor.part
        if part is not None:
            places = tuple(place for place in command.places if 0 <= place < len(part))
            samples = part.x[np.array(places, np.int64)].astype(np.float32)
            self._send(p.Samples(request=command.request, places=places, values=p.Array.of(samples)))
