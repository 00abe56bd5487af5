"""The exported script reads well, whatever it holds."""

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from nnplayground.spec import augmentations, edit
from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.softmax import Softmax
from nnplayground.spec.layers.tanh import Tanh
from nnplayground.spec.losses import KINDS as LOSSES
from nnplayground.spec.optimizers import KINDS as OPTIMIZERS
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.presets.base import chain
from nnplayground.spec.project import DataChoice, Project
from nnplayground.spec.schedules import KINDS as SCHEDULES
from nnplayground.spec.schedules.cosine import Cosine
from nnplayground.spec.weight_rule import WeightRule
from tests.engine.exported import STOPPINGS, assert_linter_is_content, plane, random_network, written


def test_a_residual_sum_reads_as_one(tmp_path: Path) -> None:
    source = written(PRESETS["small-resnet"].project(), tmp_path).read_text(encoding="utf-8")
    assert "        x = x + input1\n" in source


def test_a_chain_hands_on_one_variable(tmp_path: Path) -> None:
    source = written(PRESETS["mlp-128"].project(), tmp_path).read_text(encoding="utf-8")
    forward = source.partition("def forward(self, x: Tensor) -> Tensor:\n")[2].partition("\n\n")[0]
    assert [line.strip() for line in forward.splitlines()] == [
        "x = self.flatten1(x)", "x = self.linear1(x)", "x = self.relu1(x)", "x = self.linear2(x)", "return x",
    ]  # fmt: skip


def recipes() -> Iterator[tuple[str, Project]]:
    """Small projects with every optimizer, schedule and loss, some of them in mixed precision."""
    layers = (Linear(out_features=8), Tanh(), Linear(out_features=8), Tanh(), Linear(out_features=2))
    small = plane(chain(*layers))
    for tag, kind in OPTIMIZERS.items():
        yield tag, replace(small, recipe=replace(small.recipe, optimizer=kind()))
        half = replace(small.recipe, optimizer=kind(), precision="float16" if kind().searches else "bfloat16")
        yield f"half_{tag}", replace(small, recipe=half)
    for tag in ("muon", "sgd"):
        half = replace(small.recipe, optimizer=OPTIMIZERS[tag](), precision="float16")
        yield f"scaled_{tag}", replace(small, recipe=half)
    slow = small.with_network(edit.set_weights(small.network, "linear1", WeightRule(rate=0.1)))
    for tag in ("muon", "sgd"):
        recipe = replace(small.recipe, optimizer=OPTIMIZERS[tag](), schedule=Cosine())
        yield f"rates_{tag}", replace(slow, recipe=recipe)
    for number, stopping in enumerate([*STOPPINGS, *(replace(each, minutes=1.5) for each in STOPPINGS)]):
        yield f"stopping{number}", replace(small, recipe=replace(small.recipe, stopping=stopping))
    for tag, kind in SCHEDULES.items():
        optimizer = OPTIMIZERS["muon" if tag == "plateau" else "lbfgs"]()
        recipe = replace(small.recipe, schedule=kind(warmup=1), optimizer=optimizer)
        yield f"schedule_{tag}", replace(small, recipe=recipe)
    for tag, kind in LOSSES.items():
        weighed = {"class_weights": "balanced"} if "class_weights" in kind.__struct_fields__ else {}
        whole = PRESETS["logistic"].project() if tag == "nll" else small  # ten weights take more than a line
        last = Linear(out_features=10 if tag == "nll" else 2)
        network = chain(Flatten(), last, *([Softmax()] if kind.expects else []))
        yield tag, replace(whole.with_network(network), recipe=replace(whole.recipe, loss=kind(**weighed)))


def test_the_scripts_have_nothing_that_a_linter_finds(tmp_path: Path) -> None:
    for name, preset in PRESETS.items():
        written(preset.project(), tmp_path, name=f"{name}.py")
    for seed in range(12):
        written(plane(random_network(seed)), tmp_path, name=f"graph{seed}.py")
    for name, project in recipes():
        written(project, tmp_path, name=f"{name}.py")
    mnist = replace(PRESETS["small-cnn"].project(), name='"""\nevil\\', data=DataChoice("mnist"))
    written(mnist, tmp_path, name="mnist.py")
    every = tuple(kind() for kind in augmentations.KINDS.values())
    for name, some in (("every", every), ("one", every[:1]), ("noise", (Noise(),))):
        written(replace(mnist, recipe=replace(mnist.recipe, augmentations=some)), tmp_path, name=f"{name}.py")
    assert_linter_is_content(tmp_path, "E,F,I,UP,B,SIM,N,D1,ANN,RET503", but="D107,D102,D101")
