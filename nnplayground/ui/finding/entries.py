"""What the command field can find: a source answers a query with entries, and anybody may bring one more source."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from nnplayground.spec.fields import changed, fields_of
from nnplayground.spec.layers import FAMILIES, KINDS
from nnplayground.spec.layers.base import Layer
from nnplayground.spec.problems import PlaygroundError
from nnplayground.spec.registry import tag_of
from nnplayground.ui.builder.ports import replaces
from nnplayground.ui.builder.view import BuilderView
from nnplayground.ui.texts import spec_text

_FAMILY_TITLES = dict(FAMILIES)
_MOST_DEEP = 4


@dataclass(frozen=True)
class Entry:
    """One thing to find, and what Enter does with it."""

    title: str
    run: Callable[[], object]
    detail: str = ""
    """Where it belongs, in small print."""
    keys: str = ""
    also: str = ""
    """Further words by which it is found."""
    layer: Layer | None = None
    """The layer whose picture and tip it shows."""
    rank: int = 0
    """Of two that fit equally well the lower stands first."""

    def tip(self) -> str:
        """What its layer does."""
        return spec_text(self.layer.tip) if self.layer is not None else ""


Source = Callable[[str], Iterator[Entry]]


class LayerEntries:
    """All layers, to be added as the palette does. With a number at the end, a layer of that size: ``linear 100``."""

    def __init__(self, canvas: BuilderView) -> None:
        self._canvas = canvas

    def __call__(self, query: str) -> Iterator[Entry]:
        """One entry for each kind."""
        number = _number_in(query)
        for kind in sorted(KINDS.values(), key=_family_place):
            yield self._entry(kind(), spec_text(kind.title))
            sized = _sized(kind(), number)
            if sized is not None:
                yield self._entry(sized, f"{spec_text(kind.title)} {number}")

    def _entry(self, layer: Layer, title: str) -> Entry:
        family = spec_text(_FAMILY_TITLES.get(layer.family, ""))
        detail = _tr("Add · {0}").format(family)
        also = f"{tag_of(layer)} {family} {spec_text(layer.tip)}"
        return Entry(title, _Insert(self._canvas, layer), detail, also=also, layer=layer)


class ReplaceEntries:
    """What could take the place of the selected block; offered from the word ``replace`` on."""

    def __init__(self, canvas: BuilderView) -> None:
        self._canvas = canvas

    def __call__(self, query: str) -> Iterator[Entry]:
        """One entry for each kind that fits."""
        words = query.casefold().split()
        word = _tr("Replace with {0}").split()[0]
        asked = words and len(words[0]) > 2 and word.casefold().startswith(words[0])
        if not asked or len(self._canvas.selected) != 1:
            return
        name = self._canvas.selected[0]
        for kind in sorted(KINDS.values(), key=_family_place):
            if name in self._canvas.network.nodes and replaces(kind(), self._canvas.network.nodes[name].layer):
                title = _tr("Replace with {0}").format(spec_text(kind.title))
                yield Entry(title, _Replace(self._canvas, name, kind), name, layer=kind())


class BlockEntries:
    """The blocks and groups on the canvas, hidden ones too, to jump to."""

    def __init__(self, canvas: BuilderView) -> None:
        self._canvas = canvas

    def __call__(self, query: str) -> Iterator[Entry]:
        """One entry for each."""
        network = self._canvas.network
        for name, node in network.nodes.items():
            title, shape = node.layer.title, self._canvas.readings.shape_text(name)
            detail = " · ".join(filter(None, (_tr("Go to"), spec_text(title), shape)))
            yield Entry(name, _Jump(self._canvas, name), detail, also=title, layer=node.layer, rank=2)
        for name, group in network.groups.items():
            detail = " · ".join((_tr("Go to"), _tr("Group")))
            yield Entry(name, _Jump(self._canvas, name), detail, also=group.title, rank=2)


class MenuEntries:
    """The actions of a menu bar, with their keys; what cannot be done now is left out."""

    def __init__(self, bar: QMenuBar) -> None:
        self._bar = bar

    def __call__(self, query: str) -> Iterator[Entry]:
        """One entry for each action."""
        for action in self._bar.actions():
            if action.menu() is not None:
                yield from self._of(action.menu(), _plain(action.text()), 1)

    def _of(self, menu: QMenu, where: str, depth: int) -> Iterator[Entry]:
        for action in menu.actions():
            if action.isSeparator() or not action.isVisible():
                continue
            text = _plain(action.text())
            if action.menu() is not None and depth < _MOST_DEEP:
                yield from self._of(action.menu(), f"{where} · {text}", depth + 1)
            elif action.isEnabled() and text:
                yield Entry(text, action.trigger, where, _keys(action), also=_plain(action.toolTip()), rank=1)


@dataclass(frozen=True)
class _Insert:
    canvas: BuilderView
    layer: Layer

    def __call__(self) -> None:
        self.canvas.commands.insert_layer(self.layer)


@dataclass(frozen=True)
class _Replace:
    canvas: BuilderView
    name: str
    kind: type[Layer]

    def __call__(self) -> None:
        self.canvas.commands.replace_kind(self.name, self.kind)


@dataclass(frozen=True)
class _Jump:
    canvas: BuilderView
    name: str

    def __call__(self) -> None:
        self.canvas.show_block(self.name)


def _family_place(kind: type[Layer]) -> int:
    return list(_FAMILY_TITLES).index(kind.family)


def _number_in(query: str) -> int | None:
    """The number that ends a query of several words."""
    words = query.split()
    return int(words[-1]) if len(words) > 1 and words[-1].isdecimal() and len(words[-1]) < 8 else None


def _sized(layer: Layer, number: int | None) -> Layer | None:
    """The layer with its first parameter set, if that is a number and the bounds allow it."""
    fields = fields_of(type(layer))
    if number is None or not fields or fields[0].kind != "int":
        return None
    try:
        return changed(layer, **{fields[0].name: number})
    except PlaygroundError:
        return None


def _plain(text: str) -> str:
    return text.replace("&", "").rstrip("…")


def _keys(action: QAction) -> str:
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Finding", text)


ENTRY = Qt.ItemDataRole.UserRole
"""Under which a row of the list keeps its entry."""
