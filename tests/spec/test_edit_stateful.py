"""All edits in any order: none raises, undo leads back to the start, redo to the end, and what is saved opens again."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from nnplayground.spec import align, archive, clipboard, edit, grouping, groups
from nnplayground.spec.code.draft import source_of
from nnplayground.spec.code.reading import read
from nnplayground.spec.code.redrawing import redrawn
from nnplayground.spec.graph import Network
from nnplayground.spec.layers import KINDS
from nnplayground.spec.layout import tidy
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.project import Project
from nnplayground.spec.weight_rule import WeightRule
from tests.spec.networks import RULES

KIND = st.sampled_from(sorted(KINDS))
PLACE = st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
PICK = st.integers(0, 10_000)
"""Chooses among what there is by its rest."""


class Editing(RuleBasedStateMachine):
    """The network in the hands of a user, with the way back and the way forth."""

    def __init__(self) -> None:
        super().__init__()
        self.network = self.start = Network()
        self.past: list[Network] = []
        self.future: list[Network] = []
        self.clip = ""

    @initialize(preset=st.sampled_from(["", "mlp-128", "lenet", "small-resnet"]))
    def begin(self, preset: str) -> None:
        if preset:
            self.network = self.start = PRESETS[preset].project().network

    # ---- choosing

    def block(self, pick: int) -> str:
        return sorted(self.network.nodes)[pick % len(self.network.nodes)]

    def some(self, picks: list[int]) -> set[str]:
        everything = sorted([*self.network.nodes, *self.network.notes, *self.network.groups])
        return {everything[pick % len(everything)] for pick in picks} if everything else set()

    def do(self, network: Network) -> None:
        if network != self.network:
            self.past.append(self.network)
            self.future.clear()
            self.network = network

    def has_blocks(self) -> bool:
        return bool(self.network.nodes)

    def has_groups(self) -> bool:
        return bool(self.network.groups)

    def a_group(self, pick: int) -> str:
        return sorted(self.network.groups)[pick % len(self.network.groups)]

    def has_wires(self) -> bool:
        return any(self.network.wires())

    # ---- edits

    @rule(kind=KIND, place=PLACE)
    def add(self, kind: str, place: tuple[float, float]) -> None:
        self.do(edit.add(self.network, KINDS[kind](), *place)[0])

    @precondition(has_blocks)
    @rule(source=PICK, sink=PICK)
    def connect(self, source: int, sink: int) -> None:
        try:
            self.do(edit.connect(self.network, self.block(source), self.block(sink)))
        except PlaygroundError as error:
            assert error.problem.text()

    @precondition(has_wires)
    @rule(pick=PICK)
    def disconnect(self, pick: int) -> None:
        wires = sorted(self.network.wires())
        self.do(edit.disconnect(self.network, wires[pick % len(wires)]))

    @precondition(has_wires)
    @rule(pick=PICK, kind=KIND)
    def splice(self, pick: int, kind: str) -> None:
        wires = sorted(self.network.wires())
        network, name = edit.add(self.network, KINDS[kind](), 0, 0)
        try:
            self.do(edit.splice(network, name, wires[pick % len(wires)]))
        except PlaygroundError as error:
            assert error.problem.text()

    @rule(picks=st.lists(PICK, max_size=4))
    def remove(self, picks: list[int]) -> None:
        names = self.some(picks)
        self.do(edit.remove_notes(edit.remove(self.network, names), names))

    @rule(picks=st.lists(PICK, max_size=4))
    def duplicate(self, picks: list[int]) -> None:
        if len(self.network.nodes) < 60:
            self.do(edit.duplicate(self.network, self.some(picks), 30, 30)[0])

    @rule(picks=st.lists(PICK, max_size=4))
    def copy(self, picks: list[int]) -> None:
        self.clip = clipboard.copied(self.network, self.some(picks))

    @precondition(lambda self: self.clip and len(self.network.nodes) < 60)
    @rule(place=PLACE)
    def paste(self, place: tuple[float, float]) -> None:
        clip = clipboard.read(self.clip)
        network, names = clipboard.pasted(self.network, clip, *place)
        assert len(names) == len(clip.nodes) + len(clip.notes) + len(clip.groups)
        self.do(network)

    @precondition(has_blocks)
    @rule(pick=PICK, kind=KIND)
    def replace_kind(self, pick: int, kind: str) -> None:
        self.do(edit.replace_kind(self.network, self.block(pick), KINDS[kind])[0])

    @rule(picks=st.lists(PICK, max_size=4), muted=st.booleans())
    def mute(self, picks: list[int], muted: bool) -> None:
        self.do(edit.mute(self.network, self.some(picks), muted))

    @precondition(has_blocks)
    @rule(pick=PICK, weights=RULES)
    def set_weights(self, pick: int, weights: WeightRule) -> None:
        name = self.block(pick)
        self.do(edit.set_weights(self.network, name, weights))
        copy, names = edit.duplicate(self.network, {name}, 30, 30)
        assert copy.nodes[names[name]].weights == weights

    @rule(picks=st.lists(PICK, max_size=5), how=st.sampled_from(align.How.__args__))
    def align(self, picks: list[int], how: align.How) -> None:
        nodes = {name: self.network.nodes[name] for name in self.some(picks) & self.network.nodes.keys()}
        extents = {n: align.Extent(node.x - 58, node.y - 28, node.x + 58, node.y + 28) for n, node in nodes.items()}
        self.do(edit.move(self.network, align.aligned(extents, how)))

    @rule()
    def tidy(self) -> None:
        self.do(tidy(self.network))

    @rule(text=TEXT, place=PLACE)
    def write_note(self, text: str, place: tuple[float, float]) -> None:
        self.do(edit.add_note(self.network, text, *place)[0])

    @precondition(lambda self: self.network.notes)
    @rule(pick=PICK, place=PLACE)
    def move_note(self, pick: int, place: tuple[float, float]) -> None:
        name = sorted(self.network.notes)[pick % len(self.network.notes)]
        self.do(edit.move_notes(self.network, {name: place}))

    # ---- groups

    @precondition(has_blocks)
    @rule(pick=PICK, count=st.integers(1, 8), title=st.sampled_from(["Part", "residual block", "Network", "3"]))
    def group(self, pick: int, count: int, title: str) -> None:
        order = self.network.order()
        start = pick % len(order)
        try:
            self.do(grouping.group(self.network, order[start : start + count], title)[0])
        except PlaygroundError as error:
            assert error.problem.text()

    @precondition(has_blocks)
    @rule(picks=st.lists(PICK, max_size=4))
    def group_anything(self, picks: list[int]) -> None:
        try:
            self.do(grouping.group(self.network, self.some(picks), "Thing")[0])
        except PlaygroundError as error:
            assert error.problem.text()

    @precondition(has_groups)
    @rule(pick=PICK)
    def ungroup(self, pick: int) -> None:
        self.do(grouping.ungroup(self.network, self.a_group(pick)))

    @precondition(has_groups)
    @rule(pick=PICK, folded=st.booleans())
    def fold(self, pick: int, folded: bool) -> None:
        self.do(grouping.fold(self.network, self.a_group(pick), folded))

    @precondition(has_groups)
    @rule(pick=PICK, repeat=st.integers(1, 64))
    def repeat(self, pick: int, repeat: int) -> None:
        try:
            self.do(grouping.set_repeat(self.network, self.a_group(pick), repeat))
        except PlaygroundError as error:
            assert error.problem.text()

    @precondition(has_groups)
    @rule(pick=PICK, title=TEXT)
    def rename(self, pick: int, title: str) -> None:
        try:
            self.do(grouping.rename(self.network, self.a_group(pick), title))
        except PlaygroundError as error:
            assert error.problem.text()

    @precondition(has_groups)
    @rule(pick=PICK, place=PLACE)
    def move_group(self, pick: int, place: tuple[float, float]) -> None:
        self.do(edit.move(self.network, {self.a_group(pick): place}))

    # ---- code

    @rule()
    def code_and_back(self) -> None:
        source = source_of(self.network, {})
        if source.text:
            reading = read(source.text)
            assert reading.sound
            assert redrawn(reading, self.network, set(source.lines), {}).network == self.network

    # ---- back and forth

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        self.future.append(self.network)
        self.network = self.past.pop()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self.past.append(self.network)
        self.network = self.future.pop()

    @rule()
    def save_and_open(self) -> None:
        project = Project().with_network(self.network)
        assert archive.decode(archive.encode(archive.Document(project))).project == project

    # ---- always

    @invariant()
    def shows_every_block(self) -> None:
        seen = groups.picture(self.network)
        assert set(seen.frames) | set(seen.folded) <= self.network.groups.keys()
        for strand in seen.strands:
            assert {strand.source, strand.target} <= {*seen.blocks, *seen.folded}
        hidden = {name for group in seen.folded for name in groups.blocks_of(self.network, group)}
        assert sorted([*seen.blocks, *hidden]) == sorted(self.network.nodes)
        assert all(groups.blocks_of(self.network, name) for name in self.network.groups)

    @invariant()
    def is_whole(self) -> None:
        order = self.network.order()
        assert sorted(order) == sorted(self.network.nodes)
        for wire in self.network.wires():
            assert self.network.nodes[wire.source].layer.gives
        for node in self.network.nodes.values():
            assert len(node.inputs) <= node.layer.ports[1]
            assert not node.inputs or node.inputs[-1] is not None

    def teardown(self) -> None:
        end = self.network
        steps = len(self.past)
        while self.past:
            self.undo()
        assert self.network == self.start
        for _ in range(steps):
            self.redo()
        assert self.network == end


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
