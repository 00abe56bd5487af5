"""The same training written down in plain torch, as an oracle for the trainer."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from nnplayground.datasets.base import Samples
from nnplayground.datasets.splitting import split
from nnplayground.spec import losses, optimizers
from nnplayground.spec.layers.dropout import Dropout
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.optimizers.gradient_descent import GradientDescent

BATCH, CLASSES, SEED = 16, 3, 5
LAYERS = (Flatten(), Linear(out_features=12), ReLU(), Dropout(p=0.3), Linear(out_features=CLASSES))


def _muon(model: nn.Sequential, s) -> list[torch.optim.Optimizer]:
    """Its authors' advice for this network: the first matrix is hidden, the last belongs to the output."""
    others = [model[1].bias, model[4].weight, model[4].bias]
    return [
        torch.optim.Muon([model[1].weight], lr=s.lr, momentum=s.momentum, weight_decay=s.weight_decay,
                         adjust_lr_fn="match_rms_adamw"),
        torch.optim.AdamW(others, lr=s.lr, weight_decay=s.weight_decay, fused=True),
    ]  # fmt: skip


TORCH_OPTIMIZERS = {
    "sgd": lambda m, s: [torch.optim.SGD(m.parameters(), lr=s.lr, momentum=s.momentum, dampening=s.dampening,
                                         nesterov=s.nesterov and s.momentum > 0, weight_decay=s.weight_decay,
                                         fused=True)],
    "gradient_descent": lambda m, s: [torch.optim.SGD(m.parameters(), s.lr, weight_decay=s.weight_decay, fused=True)],
    "adam": lambda m, s: [torch.optim.Adam(m.parameters(), lr=s.lr, betas=(s.beta1, s.beta2), amsgrad=s.amsgrad,
                                           weight_decay=s.weight_decay, fused=True)],
    "adamw": lambda m, s: [torch.optim.AdamW(m.parameters(), lr=s.lr, betas=(s.beta1, s.beta2), amsgrad=s.amsgrad,
                                             weight_decay=s.weight_decay, fused=True)],
    "nadam": lambda m, s: [torch.optim.NAdam(m.parameters(), lr=s.lr, weight_decay=s.weight_decay, foreach=True,
                                             decoupled_weight_decay=s.decoupled)],
    "rmsprop": lambda m, s: [torch.optim.RMSprop(m.parameters(), lr=s.lr, momentum=s.momentum, centered=s.centered,
                                                 weight_decay=s.weight_decay, foreach=True)],
    "adagrad": lambda m, s: [torch.optim.Adagrad(m.parameters(), lr=s.lr, lr_decay=s.lr_decay,
                                                 weight_decay=s.weight_decay, fused=True)],
    "adadelta": lambda m, s: [torch.optim.Adadelta(m.parameters(), lr=s.lr, rho=s.rho, weight_decay=s.weight_decay,
                                                   foreach=True)],
    "muon": _muon,
    "lbfgs": lambda m, s: [torch.optim.LBFGS(m.parameters(), lr=s.lr, max_iter=20, history_size=10,
                                             line_search_fn="strong_wolfe" if s.line_search != "none" else None)],
}  # fmt: skip
TORCH_LOSSES = {
    "cross_entropy": lambda output, y: functional.cross_entropy(output, y),
    "bce": lambda output, y: functional.binary_cross_entropy_with_logits(output, torch.eye(CLASSES)[y]),
    "mse": lambda output, y: functional.mse_loss(output, torch.eye(CLASSES)[y]),
    "mae": lambda output, y: functional.l1_loss(output, torch.eye(CLASSES)[y]),
    "huber": lambda output, y: functional.huber_loss(output, torch.eye(CLASSES)[y]),
    "hinge": lambda output, y: functional.multi_margin_loss(output, y),
    "nll": lambda output, y: functional.nll_loss(output.clamp(min=1e-12).log(), y),
    "kl": lambda output, y: functional.kl_div(
        output.clamp(min=1e-12).log(),
        0.9 * torch.eye(CLASSES)[y] + 0.1 / CLASSES,
        reduction="batchmean",
    ),
}


def by_hand(data: Samples, loss: str, optimizer: optimizers.AnyOptimizer, rates: list[float]) -> tuple[list, nn.Module]:
    """The same training written down in plain torch; ``rates`` gives the learning rate of each step."""
    torch.manual_seed(SEED)
    model = nn.Sequential(nn.Flatten(), nn.Linear(8, 12), nn.ReLU(), nn.Dropout(0.3), nn.Linear(12, CLASSES))
    if losses.KINDS[loss].expects:
        model.append(nn.Softmax(1))
    movers = TORCH_OPTIMIZERS[optimizer.__struct_config__.tag](model, optimizer)
    part = split(data, 0.1, 0.1, SEED).train
    x, y = torch.from_numpy(part.x), torch.from_numpy(part.y)
    size = len(x) if isinstance(optimizer, GradientDescent) else BATCH
    order, found = torch.Generator().manual_seed(SEED), []
    torch.manual_seed(SEED)
    while len(found) < len(rates):
        for rows in torch.randperm(len(x), generator=order).split(size):
            if len(found) == len(rates):
                break
            seen = []

            def closure(rows=rows, seen=seen) -> torch.Tensor:
                output = model(x[rows])
                value = TORCH_LOSSES[loss](output, y[rows])
                model.zero_grad(set_to_none=True)
                value.backward()
                seen.append((value.item(), (output.argmax(1) == y[rows]).float().mean().item()))
                return value

            for mover in movers:
                mover.param_groups[0]["lr"] = rates[len(found)]
            if isinstance(movers[0], torch.optim.LBFGS):
                movers[0].step(closure)
            else:
                closure()
                for mover in movers:
                    mover.step()
            found.append(seen[0])
    return found, model


def replace_labels(data: Samples, y: np.ndarray) -> Samples:
    return Samples(data.x, y.astype(np.int64), data.truth)


def run(ours, steps: int) -> tuple[np.ndarray, np.ndarray]:
    for _ in range(steps):
        ours.step()
    taken = ours.take_steps()
    return taken.loss, taken.measure


def same_weights(a: nn.Module, b: nn.Module) -> bool:
    return all(torch.equal(v, w) for v, w in zip(a.state_dict().values(), b.state_dict().values(), strict=True))
