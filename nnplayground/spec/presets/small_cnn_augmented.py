"""The small convolutional network, trained as well as it can be in a minute."""

from nnplayground.spec.augmentations.elastic import Elastic
from nnplayground.spec.augmentations.rotate import Rotate
from nnplayground.spec.augmentations.scale import Scale
from nnplayground.spec.augmentations.shear import Shear
from nnplayground.spec.augmentations.shift import Shift
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import Preset
from nnplayground.spec.presets.small_cnn import build
from nnplayground.spec.project import Recipe, Schooling
from nnplayground.spec.schedules.one_cycle import OneCycle

PRESET = Preset(
    tag="small-cnn-augmented",
    title="Small CNN, augmented",
    description="The small CNN with turned, shifted and bent digits and a learning rate that rises and falls once.",
    rank=7,
    build=build,
    recipe=Recipe(
        optimizer=Adam(lr=0.01),
        schedule=OneCycle(),
        schooling=Schooling(epochs=25, batch_size=64),
        augmentations=(
            Rotate(degrees=10.0),
            Shift(pixels=2.0),
            Scale(amount=0.1),
            Shear(degrees=10.0),
            Elastic(pixels=1.0),
        ),  # fmt: skip
    ),
    parameters=31_642,
    measure=0.99,
)
