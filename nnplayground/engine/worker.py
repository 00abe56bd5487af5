"""The training thread: owns network, data and run, steps while training, and serves requests between two steps."""

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

import numpy as np
import torch

from nnplayground import datasets
from nnplayground import protocol as p
from nnplayground.engine import device as devices
from nnplayground.engine import memory, trial
from nnplayground.engine.analysis import analyse
from nnplayground.engine.augmentation import before_and_after
from nnplayground.engine.data import LoadedData, key_of
from nnplayground.engine.export import exporter
from nnplayground.engine.failures import bug, failure_of
from nnplayground.engine.fetching import Fetched, Fetching
from nnplayground.engine.lookout import Lookout
from nnplayground.engine.mending import mend
from nnplayground.engine.pace import Pace
from nnplayground.engine.recording import Recording
from nnplayground.engine.resuming import as_metrics, data_for, moment
from nnplayground.engine.workshop import Workshop
from nnplayground.spec.call import say_shape
from nnplayground.spec.problems import PlaygroundError, Problem
from nnplayground.spec.project import Project

QUIET_S = 0.5


class Worker(threading.Thread):
    """Takes commands from a queue and sends events; nothing else touches its state.

    Args:
        send: Hands an event to the window; called from this thread and from the download thread.
    """

    def __init__(self, send: Callable[[p.Message], None]) -> None:
        super().__init__(name="training", daemon=True)
        self.inbox: SimpleQueue[p.Message] = SimpleQueue()
        self._send = send
        self._project = Project()
        self._revision = 0
        self._data: LoadedData | None = None
        self._workshop = Workshop()
        self._workshop.recording = self._recording = Recording(send)
        self._lookout = Lookout(send)
        self._fetching = Fetching(send, self.inbox.put)
        self._metrics_free = True
        self._pace = Pace()
        self._work = 0
        """Multiply-adds of one sample."""
        self._running = True
        self._handlers: dict[type, Callable[[p.Message], None]] = {
            p.Edit: self._on_edit, p.Load: self._on_load, p.Train: self._on_train, p.Pause: self._on_pause,
            p.Stop: self._on_stop, p.Reset: self._on_reset, p.Watch: self._on_watch, p.Ack: self._on_ack,
            p.Picture: self._on_picture, p.TakeWeights: self._on_take_weights, p.Download: self._on_download,
            p.Export: self._on_export, p.Resume: self._on_resume, p.KeepSnapshots: self._on_keep_snapshots,
            p.Look: self._on_look, p.Pace: self._on_pace,
            p.CancelDownload: self._on_cancel_download, p.UseDevice: self._on_use_device, p.Quit: self._on_quit,
            p.AskRepairs: self._on_ask_repairs, p.AskAugmented: self._on_ask_augmented,
            p.AskSamples: self._on_ask_samples,
            Fetched: self._on_fetched,
        }  # fmt: skip

    def run(self) -> None:
        """Serve until told to quit."""
        torch.set_num_threads(1)
        self._tell_device()
        while self._running:
            if not self.inbox.empty():
                self._serve(self.inbox.get())
            elif self._workshop.training:
                self._advance_in_time()
            else:
                # Before sleeping: whatever can be shown is shown; each acknowledgement wakes this thread again.
                if self._lookout.due(self._workshop.shown_step, hurry=True):
                    self._look(hurry=True)
                self._serve(self._next_command())

    def _advance_in_time(self) -> None:
        """Make the next step when it is due; in slow motion commands are served meanwhile."""
        try:
            self._serve(self.inbox.get(timeout=self._pace.left_s()) if self._pace.left_s() else self.inbox.get_nowait())
        except Empty:
            if self._pace.slow and not self._metrics_free:
                self._serve(self.inbox.get())  # the last step is still to be seen
                return
            self._pace.stepped()
            self._try_to_advance()

    def _next_command(self) -> p.Message:
        """Wait for it; after a moment of quiet the time is used to find out how long an epoch would take."""
        if self._workshop.may_foresee(self._project, self._data):
            try:
                return self.inbox.get(timeout=QUIET_S)
            except Empty:
                self._foresee()
        return self.inbox.get()

    def _foresee(self) -> None:
        """Time an epoch until the next command comes. A lack of memory is no reason to trouble anybody here."""
        try:
            found = self._workshop.foresee(self._project, self._data, self._work, self._is_wanted)
        except (torch.OutOfMemoryError, MemoryError, PlaygroundError):
            return
        except Exception as error:
            self._send(bug(error))
            return
        if found is not None:
            self._send(found.told(self._revision))

    def _is_wanted(self) -> bool:
        return not self.inbox.empty()

    def _try_to_advance(self) -> None:
        failure = None
        try:
            self._advance()
        except Exception as error:  # a run that fails must not take the engine along
            failure = failure_of(error, self._project.recipe)
        if failure is not None:  # outside of the handler, where nothing holds on to the frames and their tensors
            self._fail_run(failure)

    def _serve(self, command: p.Message) -> None:
        failure = None
        try:
            self._handlers[type(command)](command)
        except Exception as error:
            failure = failure_of(error, self._project.recipe)
        if failure is not None:
            memory.release()
            self._send(failure)

    # ---- training

    def _advance(self) -> None:
        run = self._workshop.run
        if not run.reached:  # as one that is taken up again at its end has
            run.advance()
        if run.reached:
            self._report(force=True)
            if self._workshop.training:
                self._arrive()
        elif run.report_due() or self._pace.slow:
            if self._metrics_free:
                self._report()
            if self._workshop.training and self._lookout.due(self._workshop.shown_step, hurry=self._pace.slow):
                self._look(hurry=self._pace.slow)

    def _report(self, force: bool = False) -> None:
        run = self._workshop.run
        if not (self._metrics_free or force):
            return
        self._metrics_free = False
        self._send(run.report())
        if run.trainer.diverged_at is not None:
            problem = run.problem()
            self._workshop.give_up()
            self._end("diverged", problem)
            return
        self._send(run.progress())

    def _arrive(self) -> None:
        """The run is where it was asked to go: finished, or paused after a step or an epoch."""
        run = self._workshop.run
        if run.finished:
            self._end("finished", run.verdict)
        else:
            self._hold()

    def _hold(self) -> None:
        run = self._workshop.run
        run.hold()
        self._send(run.progress())
        self._name_answers()
        self._lookout.refresh()

    def _end(self, reason: str, problem: Problem | None = None, trace: str = "") -> None:
        run = self._workshop.run
        ended = run.ended(reason, problem, trace)
        try:
            self._workshop.end(reason, problem)
        finally:  # noting the weights takes memory, which may be what the run failed for
            self._send(ended)
        self._name_answers()
        self._lookout.refresh()

    def _fail_run(self, failure: p.Failure) -> None:
        memory.release()
        if self._workshop.run is None:
            self._send(failure)
            return
        try:
            self._end("failed", failure.problem, failure.traceback)
        except Exception as another:
            self._send(bug(another))
        memory.release()

    # ---- commands

    def _on_edit(self, command: p.Edit) -> None:
        if command.fresh:
            self._stop_run()
            self._look_at_now()
            self._workshop.forget()
        self._project, self._revision = command.project, command.revision
        if self._data is None or self._data.key != key_of(command.project):
            self._look_at_now()
            self._load_data()
        self._analyse()
        self._workshop.follow(self._project, self._data)
        self._name_answers()
        self._lookout.refresh()
        known = self._workshop.foreseen(self._project, self._data) if self._data else None
        if known is not None:
            self._send(known.told(self._revision))

    def _name_answers(self) -> None:
        """Answer in the words of the present project, unless the run that is looked at began with another."""
        if not self._workshop.training:
            self._lookout.answer_of = self._project.recipe.loss.answer
            self._lookout.labels = self._data.classes if self._data else ()
            task = self._project.recipe.task
            self._lookout.reading = task.reading
            tells_classes = self._data is not None and task.truth == "class"
            self._lookout.validation = self._data.split.validation if tells_classes else None

    def _analyse(self) -> None:
        shape = self._data.sample_shape if self._data else None
        classes = len(self._data.classes) if self._data else 0
        device = self._workshop.choose_device()[0]
        facts, problems = analyse(self._project.network, shape, classes, self._project.recipe, device)
        problems += tuple(trial.unfit(self._project.network, self._project.recipe.precision, device))
        self._work = sum(block.multiply_adds for block in facts.values())
        used, gpu = memory.used_bytes(), memory.of_gpu(device)
        self._send(p.Analysis(revision=self._revision, memory_bytes=used, gpu=gpu, blocks=facts, problems=problems))

    def _load_data(self) -> None:
        self._data = None
        choice = self._project.data
        try:
            dataset = datasets.resolve(choice.kind, choice.options)
            if dataset.download_bytes and not dataset.available():
                problem = Problem(code="data_not_downloaded", args={"data": dataset.title})
                self._send(p.DataMissing(kind=choice.kind, problem=problem, download_bytes=dataset.download_bytes))
                return
            self._data = LoadedData(self._project)
        except PlaygroundError as error:
            self._send(p.DataMissing(kind=choice.kind, problem=error.problem))
        else:
            self._lookout.look_at(self._data.first_picture())
            self._send(self._data.facts(choice.kind))

    def _on_ask_repairs(self, command: p.AskRepairs) -> None:
        if command.revision == self._revision and self._data is not None:
            network, recipe = self._project.network, self._project.recipe
            options = mend(network, self._data.sample_shape, len(self._data.classes), recipe, command.node)
            self._send(p.Repairs(revision=self._revision, node=command.node, options=options))

    def _on_ask_augmented(self, command: p.AskAugmented) -> None:
        samples = self._data.some(command.count)[0] if self._data else np.zeros((0, 1), np.float32)
        before, after = before_and_after(self._project.recipe.augmentations, samples, command.times)
        self._send(p.Augmented(before=p.Array.of(before), after=p.Array.of(after)))

    def _on_ask_samples(self, command: p.AskSamples) -> None:
        part = self._lookout.validation
        if part is not None:
            places = tuple(place for place in command.places if 0 <= place < len(part))
            samples = part.x[np.array(places, np.int64)].astype(np.float32)
            self._send(p.Samples(request=command.request, places=places, values=p.Array.of(samples)))

    def _on_load(self, command: p.Load) -> None:
        blocks = self._workshop.load(command.weights)
        if blocks:
            args = {"blocks": ", ".join(blocks)}
            self._send(p.Failure(problem=Problem(code="weights_partly", args=args, severity="warning")))
        self._lookout.refresh()

    def _on_train(self, command: p.Train) -> None:
        if self._data is None or self._workshop.net is None:
            return
        if not self._workshop.goes_on(self._project, self._data):
            self._stop_run()
        started = self._workshop.start(self._project, self._data)
        if started:
            self._look_at_now()
            self._metrics_free = True
            self._send(devices.told(started.device, started.threads, started.reason))
            self._send(started.run.started(self._revision, started.continues))
        self._workshop.run.head_for(command.until)
        self._send(self._workshop.run.progress())

    def _on_resume(self, command: p.Resume) -> None:
        self._stop_run()
        self._workshop.close_record()
        self._recording.wait()
        found = moment(command.record, command.step)
        started = self._workshop.resume(found, data_for(found, self._data), command.branch)
        self._workshop.follow(self._project, self._data)
        self._metrics_free = True
        self._look_at_now()
        self._send(devices.told(started.device, started.threads, started.reason))
        self._send(started.run.started(self._revision, False))
        self._send(as_metrics(found.history, started.run.number))
        if command.until:
            started.run.head_for(command.until)
        self._send(started.run.progress())
        self._name_answers()
        self._lookout.refresh()

    def _on_pace(self, command: p.Pace) -> None:
        self._pace.set(command.steps_per_s)

    def _on_look(self, command: p.Look) -> None:
        if command.step is None or self._data is None:
            self._look_at_now()
            return
        past = self._workshop.past or self._workshop.new_past(self._data)
        past.go_to(command.record, command.step)
        self._workshop.past = past
        self._lookout.refresh()
        self._send(p.Looking(step=past.step))

    def _look_at_now(self) -> None:
        self._workshop.past = None
        self._lookout.refresh()
        self._send(p.Looking())

    def _on_keep_snapshots(self, command: p.KeepSnapshots) -> None:
        self._recording.keep(command.cap)

    def _on_pause(self, command: p.Pause) -> None:
        if self._workshop.training:
            self._report(force=True)
            if self._workshop.training:
                self._hold()

    def _on_stop(self, command: p.Stop) -> None:
        self._stop_run()

    def _stop_run(self) -> None:
        if self._workshop.run is not None:
            if self._workshop.training:
                self._report(force=True)
            if self._workshop.run is not None:
                self._end("stopped")

    def _on_reset(self, command: p.Reset) -> None:
        self._stop_run()
        self._look_at_now()
        self._workshop.forget()
        self._workshop.follow(self._project, self._data)
        self._lookout.refresh()

    def _on_watch(self, command: p.Watch) -> None:
        self._lookout.watch(command.views)

    def _on_ack(self, command: p.Ack) -> None:
        if command.view == "metrics":
            self._metrics_free = True
        else:
            self._lookout.acknowledge(command.view)

    def _on_picture(self, command: p.Picture) -> None:
        net = self._workshop.looked_at
        values = command.values.numpy()
        if net is None:
            self._lookout.look_at(values, command.seq)
            self._send(p.Answer(seq=command.seq, problem=Problem(code="network_unfinished")))
        elif values.shape != net.sample_shape:
            args = {"expected": say_shape(net.sample_shape), "got": say_shape(values.shape)}
            self._send(p.Answer(seq=command.seq, problem=Problem(code="wrong_picture", args=args)))
        else:
            self._lookout.look_at(values, command.seq)
            self._lookout.answer(net, self._workshop.shown_step, self._workshop.device)

    def _on_take_weights(self, command: p.TakeWeights) -> None:
        data = self._workshop.weights(self._project)
        self._send(p.Weights(request=command.request, data=data))

    def _on_export(self, command: p.Export) -> None:
        choice = self._project.data
        try:
            dataset = datasets.resolve(choice.kind, choice.options)
            weights = self._workshop.weights(self._project)
            export = exporter(command.format)
            files = export(self._project, weights, dataset.sample_shape, dataset.classes, command.name)
        except PlaygroundError as error:
            self._send(p.Exported(request=command.request, files={}, problem=error.problem))
        else:
            self._send(p.Exported(request=command.request, files=files))

    def _look(self, hurry: bool = False) -> None:
        """Show what is due. A probe that fails is a bug to be told, but no reason for the run to end."""
        net = self._workshop.shown
        if net is None:
            return
        try:
            self._lookout.look(net, self._workshop.shown_step, self._workshop.device, hurry)
        except Exception as error:
            self._send(bug(error))

    def _on_use_device(self, command: p.UseDevice) -> None:
        self._workshop.wish_for(command.device)
        self._tell_device()

    def _tell_device(self) -> None:
        device, reason = self._workshop.choose_device()
        self._send(devices.told(device, torch.get_num_threads(), reason))

    def _on_quit(self, command: p.Quit) -> None:
        """A run that goes on is left as it stands, for the next start to go on with."""
        self._running = False
        if self._workshop.run is not None:
            self._workshop.run.hold()
        self._workshop.close_record()
        self._recording.wait()

    # ---- downloads

    def _on_download(self, command: p.Download) -> None:
        self._fetching.begin(datasets.resolve(self._project.data.kind, self._project.data.options))

    def _on_fetched(self, command: Fetched) -> None:
        self._fetching.ended()
        self._send(p.DownloadEnded(problem=command.problem))
        if command.problem is None:
            self._on_edit(p.Edit(revision=self._revision, project=self._project))

    def _on_cancel_download(self, command: p.CancelDownload) -> None:
        self._fetching.cancel()
