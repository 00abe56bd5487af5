"""An auto-encoder: the digit through 64 numbers and back."""

from nnplayground.spec.graph import Network
from nnplayground.spec.layers.flatten import Flatten
from nnplayground.spec.layers.linear import Linear
from nnplayground.spec.layers.relu import ReLU
from nnplayground.spec.layers.reshape import Reshape
from nnplayground.spec.layers.sigmoid import Sigmoid
from nnplayground.spec.losses.mse import MeanSquaredError
from nnplayground.spec.optimizers.adam import Adam
from nnplayground.spec.presets.base import Preset, chain
from nnplayground.spec.project import Recipe, Schooling
from nnplayground.spec.tasks.autoencoding import Autoencoding


def build() -> Network:
    """784-64-784: as much as goes through 64 numbers comes out again. Hinton and Salakhutdinov 2006."""
    back = [Linear(out_features=784), Sigmoid(), Reshape(shape="1x28x28")]
    return chain(Flatten(), Linear(out_features=64), ReLU(), *back)


PRESET = Preset(
    tag="autoencoder",
    title="Autoencoder",
    description="Squeezes each digit into 64 numbers and draws it again from them; the input itself is the truth.",
    rank=15,
    build=build,
    recipe=Recipe(
        task=Autoencoding(), loss=MeanSquaredError(), optimizer=Adam(lr=0.002), schooling=Schooling(epochs=10)
    ),
    shape=(1, 28, 28),
    parameters=101_200,
    measure=0.042,
)
