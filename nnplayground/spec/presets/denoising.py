"""An auto-encoder that learns to take noise away."""

from nnplayground.spec.augmentations.noise import Noise
from nnplayground.spec.graph import Network
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layers.reshape import Reshape
from nnplayground.spec.losses.bce import BinaryCrossEntropy
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import Preset, chain
from nnplayground.spec.project import Recipe, Schooling
from nnplayground.spec.tasks.autoencoding import Autoencoding


def build() -> Network:
    """784-128-784; the sigmoid at its end is part of the loss. Vincent et al. 2008."""
    back = [Linear(out_features=784), Reshape(shape="1x28x28")]
    return chain(Flatten(), Linear(out_features=128), ReLU(), *back)


PRESET = Preset(
    tag="denoising",
    title="Denoising autoencoder",
    description="Sees each digit with noise on it, from the augmentation, and learns to draw it without.",
    rank=16,
    build=build,
    recipe=Recipe(
        task=Autoencoding(),
        loss=BinaryCrossEntropy(),
        optimizer=Adam(lr=0.002),
        augmentations=(Noise(std=0.3),),
        schooling=Schooling(epochs=10),
    ),
    shape=(1, 28, 28),
    parameters=201_616,
    measure=0.030,
)
