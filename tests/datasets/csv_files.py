"""Tables as files."""

from pathlib import Path

from nnplayground import datasets
from nnplayground.datasets import csv_table

IRIS = "length;width;species;note\n" + "".join(
    f"{5 + n / 10:.1f};{n % 7};{'abc'[n % 3]};sample {n}\n".replace(".", ",") for n in range(60)
)


def written(folder: Path, text: str | bytes, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def table_of(path: Path, **wish: object) -> csv_table.CsvTable:
    return datasets.parse(f"csv:{path}", datasets.Wish(**wish))
