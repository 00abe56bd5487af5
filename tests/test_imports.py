"""Who may import whom: the direction of design, checked on the source and in fresh interpreters."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import nnplayground

PACKAGE = Path(nnplayground.__file__).parent
QT = {"PySide6", "shiboken6", "pyqtgraph"}
TORCH = {"torch"}

# Part of the program -> which other parts it may import. Entry points, which are not listed, may import all.
PARTS = {
    "spec": {"spec"},
    "protocol": {"spec"},
    "paths": {"spec"},
    "drawing": {"spec"},
    "processes": set(),
    "records": {"records", "datasets", "spec", "paths", "processes"},
    "datasets": {"datasets", "spec", "paths"},
    "reports": {"reports", "records", "datasets", "spec"},
    "engine": {"engine", "protocol", "spec", "datasets", "paths", "drawing", "records", "processes"},
    "ui": {"ui", "protocol", "spec", "datasets", "drawing", "paths", "records", "reports", "processes"},
    "doctor": {"paths", "spec"},
}
FOREIGN = {"ui": TORCH, "engine": QT}


def part_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(source: str, module: str) -> Iterator[str]:
    """Full names of all that a module imports, inside functions too; a relative import is resolved."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = module.split(".")[: -node.level]
                base = ".".join([*parents, base] if base else parents)
            yield base
            yield from (f"{base}.{alias.name}" for alias in node.names)


def forbidden(source: str, module: str) -> set[str]:
    """The imports of a module that go against the direction."""
    part = module.split(".")[1]
    allowed = PARTS.get(part)
    if allowed is None:
        return set()
    parts = {path.stem for path in PACKAGE.iterdir() if path.is_dir() or path.suffix == ".py"} | set(PARTS)
    foreign = FOREIGN.get(part, QT | TORCH)
    wrong = set()
    for name in imports(source, module):
        first, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        ours = first == "nnplayground" and target in parts and target not in allowed | {part}
        if ours or first in foreign:
            wrong.add(name)
    return wrong


def module_name(file: Path) -> str:
    path = file.relative_to(PACKAGE.parent).with_suffix("")
    return ".".join(path.parts)


def modules_of(*parts: str) -> list[str]:
    """Names of all modules of the given parts that exist."""
    names = [module_name(file) for file in sorted(PACKAGE.rglob("*.py")) if part_of(file) in parts]
    return [name.removesuffix(".__init__") for name in names]


def run_python(code: str) -> None:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(
    "file", [pytest.param(file, id=str(file.relative_to(PACKAGE))) for file in sorted(PACKAGE.rglob("*.py"))]
)
def test_imports_follow_the_direction(file: Path) -> None:
    assert forbidden(file.read_text(encoding="utf-8"), module_name(file)) == set()


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("nnplayground.spec.graph", "from nnplayground.datasets import idx", "nnplayground.datasets"),
        ("nnplayground.spec.graph", "from nnplayground import protocol", "nnplayground.protocol"),
        ("nnplayground.spec.graph", "from ..engine import build", "nnplayground.engine"),
        ("nnplayground.ui.canvas", "def f():\n    import torch.nn", "torch.nn"),
        ("nnplayground.ui.canvas", "import nnplayground.engine.server", "nnplayground.engine.server"),
        ("nnplayground.engine.server", "from PySide6.QtCore import QObject", "PySide6.QtCore"),
        ("nnplayground.drawing", "import torch", "torch"),
    ],
)
def test_an_import_against_the_direction_is_found(module: str, source: str, wrong: str) -> None:
    assert wrong in forbidden(source, module)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("nnplayground.spec.graph", "from nnplayground import __version__\nimport numpy"),
        ("nnplayground.ui.canvas", "from nnplayground.spec.graph import Graph\nimport pyqtgraph"),
        ("nnplayground.engine.build", "import torch\nfrom nnplayground import protocol"),
        ("nnplayground.cli", "import nnplayground.engine, nnplayground.ui"),
    ],
)
def test_an_import_in_the_direction_is_left_alone(module: str, source: str) -> None:
    assert forbidden(source, module) == set()


def test_the_window_never_loads_torch() -> None:
    run_python(
        "import importlib, sys\n"
        f"for name in {modules_of('ui')!r}:\n"
        "    importlib.import_module(name)\n"
        "assert 'torch' not in sys.modules, 'a module of the window imports torch'\n"
    )


def test_all_but_the_window_works_without_qt() -> None:
    run_python(
        "import importlib, sys\n"
        "class NoQt:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] in {QT!r}:\n"
        "            raise ModuleNotFoundError(f'{name} is not installed', name=name)\n"
        "sys.meta_path.insert(0, NoQt())\n"
        f"for name in {modules_of('cli', 'doctor', *(PARTS.keys() - {'ui'}))!r}:\n"
        "    importlib.import_module(name)\n"
    )


@pytest.mark.parametrize("name", modules_of("cli", "doctor"))
def test_the_command_line_starts_without_torch_and_qt(name: str) -> None:
    run_python(
        f"import sys, {name}\nassert not {{'torch', 'PySide6'}} & set(sys.modules), 'the command line starts slowly'\n"
    )
