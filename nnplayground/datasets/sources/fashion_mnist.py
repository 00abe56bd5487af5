"""70,000 pictures of clothes in the format of MNIST, harder than digits."""

from typing import ClassVar

from nnplayground.datasets.download import Downloaded, RemoteFile
from nnplayground.spec.truth import Truth


class FashionMnist(Downloaded, frozen=True, kw_only=True, tag="fashion-mnist"):
    """All of Fashion-MNIST: 60,000 pictures to learn from, 10,000 to test with."""

    title: ClassVar[str] = "Fashion-MNIST"
    description: ClassVar[str] = "70,000 pictures of clothes in ten classes, 28×28 grey. Fetched once (30.9 MB)."
    source: ClassVar[str] = "H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST, arXiv:1708.07747"
    licence: ClassVar[str] = "MIT"

    # Sizes and digests of the files as published; every mirror carries the same bytes.
    files: ClassVar[tuple[RemoteFile, ...]] = (
        RemoteFile(
            "train-images-idx3-ubyte.gz",
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        RemoteFile(
            "train-labels-idx1-ubyte.gz",
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        RemoteFile(
            "t10k-images-idx3-ubyte.gz",
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        RemoteFile(
            "t10k-labels-idx1-ubyte.gz",
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    )
    mirrors: ClassVar[tuple[str, ...]] = (
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
    )

    @property
    def truth(self) -> Truth:
        """Ten kinds of clothes."""
        names = (
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        )
        return Truth("class", names)
