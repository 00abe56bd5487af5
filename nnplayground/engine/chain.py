"""A plain chain of Linear blocks and activations, differentiated without a graph: a small network spends less on it.

On a small network a large part of a step is autograd's bookkeeping. Here the chain rule is written out, by the very
kernels that autograd would call, so that gradients are the same bit for bit. What is not such a chain is left to
autograd; the step of the trainer is the same either way.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from nnplayground.engine.net import Net

_aten = torch.ops.aten

_ACTIVATIONS: dict[type[nn.Module], tuple[Callable[[Tensor], Tensor], Callable[[Tensor, Tensor], Tensor]]] = {
    nn.ReLU: (torch.relu, lambda gradient, output: _aten.threshold_backward.default(gradient, output, 0)),
    nn.Sigmoid: (torch.sigmoid, _aten.sigmoid_backward.default),
    nn.Tanh: (torch.tanh, _aten.tanh_backward.default),
}
"""What an activation computes, and the gradient of its input from that of its output and the output itself."""


class _Linear:
    """``x W' + b``; its gradients are written beside the weights."""

    def __init__(self, module: nn.Linear, goes_on: bool) -> None:
        self._weight, self._bias = module.weight, module.bias
        self._learns, self._goes_on = module.weight.requires_grad, goes_on
        for parameter in module.parameters() if self._learns else ():
            parameter.grad = torch.zeros_like(parameter)

    def forward(self, x: Tensor) -> Tensor:
        self._x = x
        return nn.functional.linear(x, self._weight, self._bias)

    def backward(self, gradient: Tensor) -> Tensor:
        if self._learns:
            torch.mm(gradient.t(), self._x, out=self._weight.grad)
            if self._bias is not None:
                torch.sum(gradient, 0, out=self._bias.grad)
        return gradient.mm(self._weight) if self._goes_on else gradient


class _Activation:
    """A function of each number whose gradient follows from what came out."""

    def __init__(self, kind: type[nn.Module]) -> None:
        self._function, self._derivative = _ACTIVATIONS[kind]

    def forward(self, x: Tensor) -> Tensor:
        self._output = self._function(x)
        return self._output

    def backward(self, gradient: Tensor) -> Tensor:
        return self._derivative(gradient, self._output)


class _Dropout:
    """Dropout as torch does it on a CPU, with the same random numbers; its share may change meanwhile."""

    def __init__(self, module: nn.Dropout) -> None:
        self._module = module

    def forward(self, x: Tensor) -> Tensor:
        keep = 1 - self._module.p
        self._noise = torch.empty_like(x).bernoulli_(keep).div_(keep) if 0 < keep < 1 else None
        return x if keep == 1 else x * (0 if self._noise is None else self._noise)

    def backward(self, gradient: Tensor) -> Tensor:
        if self._noise is None:
            return gradient * (1 - self._module.p)
        return gradient * self._noise


class _CrossEntropy:
    """Of the output ``(N, classes)`` and labels ``(N,)``."""

    def __init__(self, module: nn.CrossEntropyLoss) -> None:
        self._options = (module.weight, 1, module.ignore_index)  # 1: the mean

    def forward(self, output: Tensor, labels: Tensor) -> Tensor:
        self._logs, self._labels = output.log_softmax(1), labels
        loss, self._total = _aten.nll_loss_forward.default(self._logs, labels, *self._options)
        return loss

    def backward(self, gradient: Tensor) -> Tensor:
        of_logs = _aten.nll_loss_backward.default(gradient, self._logs, self._labels, *self._options, self._total)
        return _aten._log_softmax_backward_data.default(of_logs, self._logs, 1, self._logs.dtype)


_Link = _Linear | _Activation | _Dropout


class Chain:
    """Works out loss and gradients of a batch. The gradients lie in the same tensors at every step.

    Args:
        links: What is computed, in order.
        frozen: So many of them at the beginning learn nothing.
    """

    def __init__(self, links: list[_Link], frozen: int, loss: _CrossEntropy) -> None:
        self._links, self._loss = links, loss
        self._back = links[frozen:][::-1]
        self._one = torch.ones(())

    @torch.no_grad()
    def work_out(self, x: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Loss and output for samples ``(N, *shape)``; the gradients lie beside the weights."""
        x = x.flatten(1)
        for link in self._links:
            x = link.forward(x)
        loss = self._loss.forward(x, target)
        gradient = self._loss.backward(self._one)
        for link in self._back:
            gradient = link.backward(gradient)
        return loss, x


def chain_of(net: Net, loss: nn.Module) -> Chain | None:
    """The network as a plain chain, as it learns now; None if it is no such chain on a CPU, or nothing learns."""
    modules = net.in_line()
    if modules is None or not _plain(loss) or any(weights.device.type != "cpu" for weights in net.parameters()):
        return None
    flat = len(net.sample_shape) == 1
    links: list[_Link] = []
    learning: int | None = None
    for module in modules:
        if _flattens(module):
            flat = True
            continue
        link = _link(module, learning is not None) if flat else None
        if link is None:
            return None
        if learning is None and any(weights.requires_grad for weights in module.parameters()):
            learning = len(links)
        links.append(link)
    return None if learning is None else Chain(links, learning, _CrossEntropy(loss))


def _link(module: nn.Module, learns_before: bool) -> _Link | None:
    kind = type(module)  # a kind derived from one of these may compute something else
    if kind is nn.Linear:
        return _Linear(module, learns_before)
    if kind is nn.Dropout:
        return _Dropout(module)
    return _Activation(kind) if kind in _ACTIVATIONS else None


def _flattens(module: nn.Module) -> bool:
    return type(module) is nn.Flatten and (module.start_dim, module.end_dim) == (1, -1)


def _plain(loss: nn.Module) -> bool:
    return type(loss) is nn.CrossEntropyLoss and loss.label_smoothing == 0 and loss.reduction == "mean"
