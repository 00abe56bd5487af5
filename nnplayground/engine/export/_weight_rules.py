"""What holds for the weights of single blocks while an exported script trains."""

from collections.abc import Iterator

from nnplayground.engine.net import Net
from nnplayground.spec.regularisation import Regularisation

_PENALTIES = '''\
@torch.no_grad()
def add_penalties(model: nn.Module) -> None:
    """Add the gradient of l1 * sum(|w|) + l2 / 2 * sum(w ** 2) for some weights to that of the loss."""
{lines}


'''


def penalty_code(net: Net, whole: Regularisation) -> str:
    """What defines ``add_penalties``; empty where neither a block nor the recipe has a penalty."""
    lines = "".join(f"    {line}\n" for line in _penalties(net, whole))
    return _PENALTIES.format(lines=lines.rstrip("\n")) if lines else ""


def resting_code(net: Net) -> str:
    """Lines that keep the running averages of frozen blocks as they are, after the network was set to training."""
    resting = [step.accessor for step in net.plan.steps if step.name in net.resting]
    return "".join(f"        model.{path}.eval()  # frozen: its running averages stand still\n" for path in resting)


def _penalties(net: Net, whole: Regularisation) -> Iterator[str]:
    for step in net.plan.steps:
        for name in step.learned.matrices if not step.frozen else ():
            weight = f"model.{step.accessor}.{name}"
            l1, l2 = whole.l1 + step.rule.l1, whole.l2 + step.rule.l2
            if l2:
                yield f"{weight}.grad.add_({weight}, alpha={l2!r})  # L2"
            if l1:
                yield f"{weight}.grad.add_({weight}.sign(), alpha={l1!r})  # L1"
