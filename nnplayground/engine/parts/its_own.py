"""Random numbers for one weight alone."""

import torch
from torch import Tensor


def its_own(weight: Tensor) -> torch.Generator:
    """Random numbers for one weight alone, seeded by what torch drew for it: no other weight begins otherwise."""
    return torch.Generator().manual_seed(int(weight.detach().view(torch.int32).sum()) % 2**32)
