"""The many ways in which tutorials write the same thing, each turned into the call that a layer kind writes."""

from functools import cache
from typing import Any

from nnplayground.spec.call import Call
from nnplayground.spec.code.inversion import forms


class Batch:
    """The number of samples, ``x.size(0)``: it decides nothing of the network."""


BATCH = Batch()
_OPERATORS = {
    "torch.add": "+", "torch.sub": "-", "torch.subtract": "-", "torch.mul": "*", "torch.multiply": "*",
    "torch.matmul": "@", "torch.bmm": "@",
}  # fmt: skip
_SAME = {"torch.concat": "torch.cat", "torch.concatenate": "torch.cat"}
LOG_SOFTMAX = ("torch.log_softmax", "nn.functional.log_softmax", "nn.LogSoftmax")


@cache
def targets() -> frozenset[str]:
    """The targets of all layer kinds."""
    return frozenset(form.target for form in forms() if form.target)


@cache
def _modules_by_function() -> dict[str, str]:
    """``nn.LeakyReLU`` by ``leakyrelu``: functions are called like the modules, but for case and underscores."""
    return {target.removeprefix("nn.").lower(): target for target in targets() if target.startswith("nn.")}


def function(name: str, args: list[Any], kwargs: dict[str, Any]) -> Call | None:
    """The call for a function of torch, named ``torch.NAME`` or ``nn.functional.NAME``, without its first input.

    Returns: None if there is no layer kind for it.
    """
    name = _SAME.get(name, name)
    if name in _OPERATORS:
        return Call(_OPERATORS[name])
    short = name.rpartition(".")[2]
    if short == "flatten":
        return Call("nn.Flatten", tuple(args), kwargs)
    if short in ("reshape", "view"):
        return _reshaped(short, args)
    if short == "permute" and args and not isinstance(args[0], tuple):
        args = [tuple(args)]
    torch_name = f"torch.{short}"
    if torch_name in targets():
        if short in ("permute", "cat", "mean", "amax"):  # as their kinds write them
            names = {"permute": ["dims"], "cat": ["dim"], "mean": ["dim", "keepdim"], "amax": ["dim", "keepdim"]}[short]
            kwargs = {**dict(zip(names, args, strict=False)), **kwargs}
            args = []
        return Call(torch_name, tuple(args), kwargs, gather=short == "cat")
    module = _modules_by_function().get(short.replace("_", ""))
    return Call(module, tuple(args), kwargs) if module else None


def _reshaped(name: str, args: list[Any]) -> Call | None:
    """``x.view(x.size(0), -1)`` and its kin."""
    sizes = list(args[0]) if len(args) == 1 and isinstance(args[0], tuple) else args
    if len(sizes) < 2 or not all(isinstance(size, int) for size in sizes[1:]):
        return None
    if sizes[1:] == [-1] and (sizes[0] is BATCH):
        return Call("nn.Flatten")
    if len(sizes) == 2 and sizes[0] == -1 and name == "view":
        return Call("nn.Flatten", (), {"numbers": sizes[1]})
    if sizes[0] is BATCH or sizes[0] == -1:
        return Call("", use=f"{{0}}.reshape(-1, {', '.join(map(str, sizes[1:]))})")
    return None
