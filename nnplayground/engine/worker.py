"""The training thread: steps while training, and serves requests between two steps."""

import contextlib
import threading
from collections.abc import Callable
from functools import partial
from queue import Empty

import torch

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.engine import device as devices
from nnplayground.engine import memory
from nnplayground.engine.attention import Attention, Inbox
from nnplayground.engine.desk import Desk
from nnplayground.engine.driver import Driver
from nnplayground.engine.failures import failure_of
from nnplayground.engine.fetching import Fetched, Fetching
from nnplayground.engine.foresight import Foresight
from nnplayground.engine.returning import Return
from nnplayground.engine.revival import Revival
from nnplayground.engine.sight import Sight
from nnplayground.engine.workshop import Workshop
from nnplayground.protocol.base import Handlers
from nnplayground.spec.problems import Problem

QUIET_S = 0.5


class Worker(threading.Thread):
    """Takes commands from a queue and sends events; nothing else touches its state.

    Each part of it takes the commands that concern it alone; here are those that concern several.

    Args:
        send: Hands an event to the window; called from this thread and from those that download and write records.
    """

    def __init__(self, send: Callable[[p.Message], None]) -> None:
        super().__init__(name="training", daemon=True)
        self.inbox = Inbox()
        self.leaving = False
        """Whether it makes no step any more, and only writes what is left."""
        self._send = send
        self._running = True
        self._workshop = Workshop()
        self._workshop.attention = Attention(send, lambda: self.inbox.urgent)
        self._desk = Desk(send, self._workshop)
        self._sight = Sight(send, self._desk, self._workshop)
        self._driver = Driver(send, self._desk, self._workshop, self._sight)
        self._revival = Revival(send, self._desk, self._workshop, self._sight, self._driver)
        self._return = Return(send, self._desk, self._workshop, self._sight, self._driver, self._revival)
        self._foresight = Foresight(send, self._desk, self._workshop)
        self._fetching = Fetching(send, self.inbox.put)
        self._handlers: Handlers = {
            p.Edit: self._on_edit, p.Load: self._on_load, p.Ack: self._on_ack, p.UseDevice: self._on_use_device,
            p.Download: self._on_download, p.CancelDownload: self._on_cancel_download, Fetched: self._on_fetched,
            p.Quit: self._on_quit,
        }  # fmt: skip
        for part in (self._desk, self._sight, self._driver, self._revival, self._return):
            self._handlers |= part.handlers

    def run(self) -> None:
        """Serve until told to quit."""
        torch.set_num_threads(1)
        self._tell_device()
        while self._running:
            if not self.inbox.empty():
                self._serve(self.inbox.get())
            elif self._sight.asked:
                self._try(self._sight.answer)
            elif self._workshop.training:
                self._advance_in_time()
            else:
                # Before sleeping: whatever can be shown is shown; each acknowledgement wakes this thread again.
                if not (self._sight.due(hurry=True) and self._sight.look(hurry=True)):
                    self._serve(self._next_command())

    def _advance_in_time(self) -> None:
        """Make the next step when it is due; in slow motion commands are served meanwhile."""
        wait_s = self._driver.wait_s
        if wait_s == 0:
            self._driver.advance()
            return
        with contextlib.suppress(Empty):
            self._serve(self.inbox.get(timeout=wait_s))

    def _next_command(self) -> p.Message:
        """Wait for it; after a moment of quiet the time is used to look ahead."""
        if self._foresight.due:
            try:
                return self.inbox.get(timeout=QUIET_S)
            except Empty:
                self._foresight.look(self._is_wanted)
        return self.inbox.get()

    def _is_wanted(self) -> bool:
        return not self.inbox.empty()

    def _serve(self, command: p.Message) -> None:
        self._try(partial(self._handlers[type(command)], command))

    def _try(self, work: Callable[[], None]) -> None:
        """A request that fails is told, and ends nothing else."""
        failure = None
        try:
            work()
        except Exception as error:
            failure = failure_of(error, self._desk.project.recipe)
        if failure is not None:
            memory.release()
            self._send(failure)

    # ---- commands that concern several parts

    def _on_edit(self, command: p.Edit) -> None:
        if command.fresh:
            self._driver.forget()
            self._workshop.forget()
        if self._desk.take(command):
            self._sight.back_to_now()
            self._desk.load_data()
            self._sight.show_first_sample()
        self._desk.take_scale()
        self._desk.analyse()
        self._workshop.follow(self._desk.project, self._desk.data)
        self._driver.tell_outlook()
        self._sight.refresh()
        self._foresight.tell()

    def _on_load(self, command: p.Load) -> None:
        blocks = self._workshop.load(command.weights)
        if blocks:
            args = {"blocks": ", ".join(blocks)}
            self._send(p.Failure(problem=Problem(code="weights_partly", args=args, severity="warning")))
        self._sight.refresh()

    def _on_ack(self, command: p.Ack) -> None:
        if command.view == "metrics":
            self._driver.acknowledge()
        else:
            self._sight.acknowledge(command.view)

    def _on_use_device(self, command: p.UseDevice) -> None:
        self._workshop.wish_for(command.device)
        self._tell_device()
        self._driver.tell_outlook()

    def _tell_device(self) -> None:
        device, reason = self._workshop.choose_device()
        self._send(devices.told(device, torch.get_num_threads(), reason))

    def _on_quit(self, command: p.Quit) -> None:
        self._running, self.leaving = False, True
        self._driver.leave()
        self._revival.leave()

    # ---- downloads

    def _on_download(self, command: p.Download) -> None:
        choice = self._desk.project.data
        self._fetching.begin(datasets.resolve(choice.kind, choice.options))

    def _on_fetched(self, command: Fetched) -> None:
        self._fetching.ended()
        self._send(p.DownloadEnded(problem=command.problem))
        if command.problem is None:
            self._on_edit(p.Edit(revision=self._desk.revision, project=self._desk.project))

    def _on_cancel_download(self, command: p.CancelDownload) -> None:
        self._fetching.cancel()
