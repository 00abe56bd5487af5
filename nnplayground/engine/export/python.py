"""A trained network as a readable PyTorch script that needs nothing of ours, its weights and small data beside it."""

from nnplayground import __version__, datasets
from nnplayground.engine.export._augmentation import augmentation_code
from nnplayground.engine.export._data import data_code
from nnplayground.engine.export._loss import loss_code, training_labels
from nnplayground.engine.export._model import model_class
from nnplayground.engine.export._pieces import DataCode, plain, quoted
from nnplayground.engine.export._schedule import schedule_needs
from nnplayground.engine.export._stopping import StoppingCode
from nnplayground.engine.export._task import task_code
from nnplayground.engine.export._training import training_code
from nnplayground.engine.net import Net
from nnplayground.engine.weights import from_bytes, put, to_bytes
from nnplayground.spec.call import Shape
from nnplayground.spec.project import Project

_HEAD = '''\
"""{title}: a network that learns {data}, in PyTorch. Written by nnplayground {version}.

    python THIS_FILE --train{call}       train from the first weights, then test; --save FILE keeps the weights
    python THIS_FILE --evaluate{call}    test the trained weights that lie beside this file

It needs: python -m pip install torch numpy safetensors
"""

{imports}

import numpy as np
import torch
from torch import Tensor, nn

HERE = Path(__file__)
{constant} = {output_names}
EPOCHS = {epochs}
{batch_size}SEED = {seed}  # decides the first weights and the order of the samples
{constants}

{model}


{data_functions}

{loss}

{augmentation}
{training}


'''

_BODY = '''\
@torch.no_grad()
def evaluate(model: nn.Module, x: Tensor, y: Tensor) -> tuple[float, float]:
    """Mean loss and {figure}, 1,000 samples at a time."""
    model.eval()
    loss, total = 0.0, 0{zero}
    for xs, ys in zip(x.split(1000), y.split(1000), strict=True):
        output = model(xs)
        loss += float(loss_of(output, ys)) * len(xs)
        total += {total}
    return loss / len(x), total / len(x)


def load_weights(model: nn.Module, path: Path) -> None:
    """Put trained weights into the network."""
    try:
        from safetensors.torch import load_file
    except ImportError:
        raise SystemExit("Reading weights needs safetensors: python -m pip install safetensors") from None
    if not path.is_file():
        raise SystemExit(f"There are no weights in {path}: train first, with --train --save {path.name}")
    model.load_state_dict(load_file(path))


def save_weights(model: nn.Module, path: Path) -> None:
    """Write the weights to a file."""
    try:
        from safetensors.torch import save_file
    except ImportError:
        raise SystemExit("Writing weights needs safetensors: python -m pip install safetensors") from None
    save_file({name: value.cpu().contiguous() for name, value in model.state_dict().items()}, path)


def best_device() -> str:
    """A GPU if there is one."""
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def main() -> None:
    """Read the command line and do what it asks for."""
    parser = argparse.ArgumentParser(description="Train or test the network of this file.")
    task = parser.add_mutually_exclusive_group(required=True)
    task.add_argument("--train", action="store_true", help="train from the first weights, then test")
    task.add_argument("--evaluate", action="store_true", help="test trained weights")
    parser.add_argument("--data", type=Path, {data_argument}, help="{data_tip}")
    parser.add_argument("--weights", type=Path, default=HERE.with_suffix(".safetensors"), help="what to test")
    parser.add_argument("--save", type=Path, metavar="FILE", help="where to keep newly trained weights (.safetensors)")
    parser.add_argument("--device", default=best_device(), help="cpu, cuda or mps")
    arguments = parser.parse_args()
    device = arguments.device

    torch.manual_seed(SEED)
    model = Network()
    if arguments.evaluate:
        load_weights(model, arguments.weights)
    model.to(device)
    data = {part: {pair} for part, (x, {y}) in load_data(arguments.data).items()}{remark}
    if arguments.train:
        train(model, data)
        if arguments.save:
            save_weights(model, arguments.save)
    {tell}


if __name__ == "__main__":
    main()
'''


def export(
    project: Project, weights: bytes, sample_shape: Shape, names: tuple[str, ...], name: str = ""
) -> dict[str, bytes]:
    """The script (``.py``), the weights if there are any (``.safetensors``), and the data where it is small (``.npz``).

    Raises: PlaygroundError: The network cannot run, the weights do not fit, or the data set cannot be read.
    """
    net = Net(project, sample_shape, len(names))
    files = {".py": b""}
    if weights:
        put(net, from_bytes(weights), project.name)
        files[".safetensors"] = to_bytes(net.state_dict())
    data = data_code(project)
    if data.file:
        files[".npz"] = data.file
    files[".py"] = (_head(project, net, sample_shape, names, data) + _body(data, project)).encode()
    return files


def _head(project: Project, net: Net, shape: Shape, names: tuple[str, ...], data: DataCode) -> str:
    schooling, stopping = project.recipe.schooling, StoppingCode(project)
    parameters = sum(p.numel() for p in net.parameters())
    leaving = ", ".join(map(str, project.recipe.task.output_shape(shape, len(names))))
    docstring = f"{parameters:,} parameters, ``(N, {', '.join(map(str, shape))}) -> (N, {leaving})``."
    modules = sorted({"argparse", *data.imports, *schedule_needs(project.recipe), *stopping.imports})
    froms = ["from functools import partial"] if project.recipe.optimizer.searches else []
    return _HEAD.format(
        title=plain(project.name) or "Network",
        data=data.learned or plain(datasets.kinds()[project.data.kind].title),
        call=f" --data {data.place}" if data.place else "",
        version=__version__,
        imports="\n".join([*(f"import {name}" for name in modules), *froms, "from pathlib import Path"]),
        constant={"labels": "LABELS", "numbers": "NUMBERS"}.get(project.recipe.task.truth, "CLASSES"),
        output_names=_tuple_of(names),
        epochs=schooling.epochs,
        batch_size="" if project.recipe.optimizer.whole_set else f"BATCH_SIZE = {schooling.batch_size}\n",
        seed=schooling.seed,
        constants="".join(f"{line}\n" for line in [*stopping.constants, *data.constants]),
        model=model_class(net.plan, docstring),
        data_functions=data.functions,
        loss=loss_code(project.recipe, training_labels(project), len(names)),
        augmentation=augmentation_code(project, shape),
        training=training_code(project, net),
    )


def _body(data: DataCode, project: Project) -> str:
    task = task_code(project)
    required = "required=True" if data.default == "None" else f"default={data.default}"
    pieces = {
        "data_argument": required, "data_tip": data.tip, "figure": task.figure, "total": task.total,
        "zero": task.zero, "pair": task.pair, "y": task.y, "remark": task.remark,
        "tell": task.tell.replace("\n", "\n    "),
    }  # fmt: skip
    body = _BODY
    for name, piece in pieces.items():
        body = body.replace("{" + name + "}", piece)
    return body


def _tuple_of(names: tuple[str, ...]) -> str:
    line = f"({', '.join(map(quoted, names))},)" if len(names) == 1 else f"({', '.join(map(quoted, names))})"
    if len(line) <= 100:
        return line
    return "(\n" + "".join(f"    {quoted(name)},\n" for name in names) + ")"
