"""The random changes to the training samples, in an exported script."""

from nnplayground.engine.parts import parts_of, source_of
from nnplayground.spec.augmentations.base import Augmentation
from nnplayground.spec.call import Shape
from nnplayground.spec.project import Project

_CODE = """
{parts}


# Random changes to the training samples: what moves pixels, and what changes values where they are.
augment = Augment(
    {moving},
    {others},
)

"""


def augmentation_code(project: Project, shape: Shape) -> str:
    """What defines ``augment``, with the parts that it needs; empty if samples of this shape are not changed."""
    fitting = [a for a in project.recipe.augmentations if a.fits(shape)]
    if not fitting:
        return ""
    parts = dict.fromkeys([*(part for a in fitting for part in parts_of(a.call())), "Augment"])
    return _CODE.format(
        parts="\n\n\n".join(map(source_of, parts)),
        moving=_listed([a for a in fitting if a.moves]),
        others=_listed([a for a in fitting if not a.moves]),
    )


def _listed(augmentations: list[Augmentation]) -> str:
    calls = [a.call() for a in augmentations]
    lines = "".join(f"        {call.target}({call.arguments()}),\n" for call in calls)
    return f"[\n{lines}    ]" if lines else "[]"
