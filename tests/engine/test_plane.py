"""What a network answers all over the plane: against plain torch on the same points."""

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from nnplayground import protocol as p
from nnplayground.engine.data import LoadedData
from nnplayground.engine.lookout import Lookout
from nnplayground.engine.net import Net, plan_up_to_break
from nnplayground.engine.plane import TRAINING, extent_of
from nnplayground.engine.probes import plane
from nnplayground.engine.scene import Scene
from nnplayground.spec.layers.batch_norm1d import BatchNorm1d
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.losses import KINDS as LOSSES
from nnplayground.spec.presets import PRESETS
from nnplayground.spec.project import Project
from nnplayground.spec.tasks import KINDS as TASKS
from tests.engine import small
from tests.engine.process import small as points

EXTENT = (-2.0, 2.0, -1.0, 3.0)
POINT = torch.zeros(1, 2)


def project(task: str = "classification", loss: str = "cross_entropy", outputs: int = 3, *layers) -> Project:
    whole = small.project(*(layers or (Linear(out_features=8), ReLU(), Linear(out_features=outputs))))
    return replace(whole, recipe=replace(whole.recipe, task=TASKS[task](), loss=LOSSES[loss]()))


def found(net: Net, whole: Project, limit: int = 20) -> dict[str, np.ndarray]:
    return plane.sample(net, Scene(POINT, whole.recipe, EXTENT), (), limit)[""]


@pytest.mark.parametrize(
    ("task", "loss", "read"),
    [
        ("classification", "cross_entropy", lambda out: torch.softmax(out, 1)),
        ("multi_label", "bce", torch.sigmoid),
        ("regression", "mse", lambda out: out),
    ],
)
def test_the_surface_is_what_plain_torch_gives(task, loss, read):
    whole = project(task, loss)
    net = Net(whole, (2,), 3).train()
    first, last = net.block("linear1"), net.block("linear2")
    arrays = found(net, whole)
    for row, column in ((0, 0), (0, 19), (19, 0), (7, 12)):
        x, y = -2 + 4 * (column + 0.5) / 20, 3 - 4 * (row + 0.5) / 20
        with torch.no_grad():
            right = read(last(torch.relu(first(torch.tensor([[x, y]], dtype=torch.float32)))))[0]
        assert arrays["surface"][row, column] == pytest.approx(right.numpy(), abs=1e-5)
    assert arrays["surface"].shape == (20, 20, 3) and arrays["surface"].dtype == np.float32
    assert tuple(arrays["extent"]) == EXTENT and net.training


def test_x_goes_to_the_right_and_y_goes_up():
    whole = project("regression", "mse", 2, Linear(out_features=2))
    net = Net(whole, (2,), 2)
    net.block("linear1").weight.data, net.block("linear1").bias.data = torch.eye(2), torch.zeros(2)
    x, y = np.moveaxis(found(net, whole)["surface"], 2, 0)
    assert (np.diff(x, axis=1) > 0).all() and (np.diff(y, axis=0) < 0).all()
    assert x[0, [0, -1]].tolist() == pytest.approx([-1.9, 1.9]) and y[[0, -1], 0].tolist() == pytest.approx([2.9, -0.9])


def test_looking_is_done_in_evaluation_mode_and_leaves_no_trace():
    whole = project(
        "regression", "mse", 1, Linear(out_features=4), BatchNorm1d(), Dropout(p=0.9), Linear(out_features=1)
    )
    net = Net(whole, (2,), 1).train()
    before, state = {name: value.clone() for name, value in net.state_dict().items()}, torch.get_rng_state()
    assert np.array_equal(found(net, whole)["surface"], found(net, whole)["surface"])
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert torch.equal(torch.get_rng_state(), state)


def test_there_is_no_surface_where_nothing_is_answered_or_a_point_is():
    whole = project()
    part = Net(whole, (2,), 2, part=plan_up_to_break(whole, (2,), 2))
    assert found(part, whole) == {}
    giving_back = project("autoencoding", "mse", 2)
    assert found(Net(giving_back, (2,), 2), giving_back) == {}
    net = Net(whole, (2,), 3)
    assert plane.sample(net, Scene(POINT, whole.recipe), (), 20)[""] == {}, "the data are no points"


def test_a_wide_network_is_looked_at_more_coarsely():
    layers = [Linear(out_features=width) for width in (400, 400, 2)]
    wide = project("classification", "cross_entropy", 2, *layers)
    net = Net(wide, (2,), 2)
    assert found(Net(project(), (2,), 3), project(), 80)["surface"].shape[0] == 80
    assert 24 <= found(net, wide, 80)["surface"].shape[0] < 40


def test_the_part_of_the_plane_holds_all_points_with_a_margin_on_one_scale():
    left, right, bottom, top = extent_of(np.array([[-1, 0], [1, 1]], np.float32))
    assert (left, right) == pytest.approx((-1.12, 1.12)) and top - bottom == pytest.approx(right - left)
    assert (bottom + top) / 2 == pytest.approx(0.5)
    left, right, bottom, top = extent_of(np.array([[0, 0], [100, 1]], np.float32))
    assert top - bottom == pytest.approx(1.12) and right - left == pytest.approx(112), "metres and kilos"
    assert extent_of(np.zeros((3, 2), np.float32)) == pytest.approx((-0.56, 0.56, -0.56, 0.56))


def test_a_column_of_one_large_number_has_a_width_that_its_numbers_can_tell():
    x = np.array([[0, 1e16], [1, 1e16]], np.float32)
    left, right, bottom, top = extent_of(x)
    assert (left, right) == pytest.approx((-0.06, 1.06)) and bottom < 1e16 < top
    grid = plane.places((left, right, bottom, top), 20)
    assert len(np.unique(grid[:, 1])) == 20


def test_the_window_gets_points_of_both_parts_with_what_is_known_of_them():
    data = LoadedData(PRESETS["spiral"].project())
    told = data.facts("spiral").points
    x, y = told.training.numpy(), told.training_truth.numpy()
    assert len(x) == len(y) <= TRAINING and told.validation.shape == (100, 2)
    known = {tuple(point): label for point, label in zip(data.split.train.x.tolist(), data.split.train.y, strict=True)}
    assert all(known[tuple(point)] == label for point, label in zip(x.tolist(), y, strict=True))
    assert told.validation.numpy()[0].tolist() == data.first_picture().tolist()
    assert LoadedData(Project()).facts("digits").points is None


def test_a_movement_of_the_point_sends_no_new_surface_but_a_step_does():
    whole, sent = points(), []
    lookout, net = Lookout(sent.append), Net(whole, (2,), 2)
    lookout.recipe, lookout.extent, lookout.labels = whole.recipe, EXTENT, ("A", "B")
    lookout.watch((p.View("plane", "plane", limit=8), p.View("canvas", "activations", ("linear1",))))

    def frames() -> list[str]:
        return [message.view for message in sent if isinstance(message, p.Frame)]

    for point, step in (((0, 0), 0), ((0, 1), 0), ((0, 1), 1)):
        lookout.look_at(np.array(point, np.float32))
        while lookout.look(net, step, "cpu", hurry=True):
            pass
        lookout.acknowledge("plane")
        lookout.acknowledge("canvas")
    assert frames().count("canvas") == 3 and frames().count("plane") == 2
    lookout.refresh()
    while lookout.look(net, 1, "cpu", hurry=True):
        pass
    assert frames().count("plane") == 3


def test_the_surface_is_of_the_step_that_is_looked_at(bench):
    def surface(step: int, after: int = 0) -> np.ndarray:
        count = after + 1
        while (frame := bench.until(p.Frame, count)).step != step:
            bench.send(p.Ack(view="plane"))
            count += 1
        bench.send(p.Ack(view="plane"))
        return frame.arrays[""]["surface"].numpy()

    whole = points(batch_size=50, epochs=8)
    bench.send(p.Edit(revision=1, project=whole), p.Watch(views=(p.View("plane", "plane", limit=10),)))
    first = surface(0)
    bench.send(p.Train())
    end = bench.until(p.RunEnded).step
    last, seen = surface(end), len(bench.all(p.Frame))
    bench.send(p.Look(record=bench.all(p.RunStarted)[0].record, step=0))
    assert np.array_equal(surface(0, after=seen), first) and not np.allclose(first, last)
