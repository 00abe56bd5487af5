"""The 70,000 handwritten digits that everybody knows."""

from typing import ClassVar

from nnplayground.datasets.download import Downloaded, RemoteFile
from nnplayground.spec.truth import Truth


class Mnist(Downloaded, frozen=True, kw_only=True, tag="mnist"):
    """All of MNIST: 60,000 digits to learn from, 10,000 to test with."""

    title: ClassVar[str] = "MNIST"
    description: ClassVar[str] = "70,000 handwritten digits, 28×28 grey. Fetched once (11.6 MB)."
    source: ClassVar[str] = "Y. LeCun, C. Cortes, C. Burges: The MNIST database of handwritten digits"
    licence: ClassVar[str] = "CC BY-SA 3.0"

    # Sizes and digests of the files as published; every mirror carries the same bytes.
    files: ClassVar[tuple[RemoteFile, ...]] = (
        RemoteFile(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        RemoteFile(
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        RemoteFile(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        RemoteFile(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    )
    mirrors: ClassVar[tuple[str, ...]] = (
        "https://ossci-datasets.s3.amazonaws.com/mnist",
        "https://storage.googleapis.com/cvdf-datasets/mnist",
    )

    @property
    def truth(self) -> Truth:
        """The ten digits."""
        return Truth("class", tuple("0123456789"))
