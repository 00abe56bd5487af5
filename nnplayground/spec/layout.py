"""Where blocks lie when nobody placed them: columns by depth, wrapped into rows like text."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from nnplayground.spec import edit, groups
from nnplayground.spec.graph import Network, Node
from nnplayground.spec.problems import PlaygroundError

BLOCK_PX, CHIP_PX, BLOCK_HEIGHT_PX = 116.0, 52.0, 168.0
GAP_PX, FORK_GAP_PX, CHIP_GAP_PX = 64.0, 40.0, 22.0
"""Between two blocks, with room for the shape on the wire; where wires part or meet; and beside a chip, whose shape is
that of the block before it."""
LANE_PX, ROW_GAP_PX, WIDEST_ROW_GAP_PX = 176.0, 44.0, 84.0
BYPASS_PX = 24.0
FRAME_PX, FRAME_SIDE_PX = 40.0, 18.0
"""Above and beside blocks for the frame of an unfolded group."""
NATURAL_PX = 880.0
"""Up to this width nothing needs to be reduced to be seen."""
ASPECT = 880 / 530
"""Of the room that the result is to fill, width by height."""

_NEVER = 1_000_000


class Column(NamedTuple):
    """Blocks of one depth, which stand below each other."""

    names: list[str]
    width: float
    chips: bool
    closed: bool
    """Only one wire leads on from here, and not to a chip, which stays with its block: a new row may begin after it."""
    bypassed: bool
    """A wire passes by."""
    frames: int = 0
    """In how many frames of unfolded groups it stands."""


class Seen(NamedTuple):
    """What is to be placed: blocks, and folded groups as one block each."""

    inputs: dict[str, list[str]]
    """Of each, those that feed it; in the order of the data."""
    widths: dict[str, float]
    chips: dict[str, bool]
    frames: dict[str, tuple[str, ...]]
    """The unfolded groups around each, the innermost first."""


def tidy(network: Network, width_px: float | None = None) -> Network:
    """The network with every block placed: left to right along the main path, a new row where one is full.

    A folded group is placed as one block and takes what is in it along; rows do not break within unfolded groups, if
    they can. Without ``width_px`` the rows are as wide as shows the whole in the largest scale. Rows break where only
    one wire crosses, if they can. Source of the idea: layered drawing, Sugiyama, Tagawa, Toda 1981.
    """
    if not network.nodes:
        return network
    columns = list(_columns(_seen(network)))
    if width_px is not None:
        rows = _rows(columns, width_px)
    else:
        rows = _evened(min((_rows(columns, width) for width in _widths(columns)), key=_extent))
    placed: dict[str, tuple[float, float]] = {}
    gap = _row_gap(rows)
    top = 0.0
    for row in rows:
        lanes = max(len(column.names) for column in row)
        top += FRAME_PX * max(column.frames for column in row)
        x, previous = 0.0, None
        for column in row:
            x += _gap(previous, column) if previous else 0.0
            for lane, name in enumerate(column.names):
                placed[name] = (x + column.width / 2, top + lane * LANE_PX)
            x, previous = x + column.width, column
        top += BLOCK_HEIGHT_PX + (lanes - 1) * LANE_PX + gap + (BYPASS_PX if _bypassed(row) else 0.0)
    return edit.move(network, placed)


def _seen(network: Network) -> Seen:
    picture = groups.picture(network)
    inputs: dict[str, list[str]] = {groups.stand_in(network, name): [] for name in network.order()}
    for strand in picture.strands:
        inputs[strand.target].append(strand.source)
    nodes = network.nodes
    widths = {n: _width(nodes[n]) if n in nodes else BLOCK_PX + 8.0 * len(network.groups[n].title) - 40 for n in inputs}
    return Seen(
        inputs,
        {name: max(width, BLOCK_PX) if name not in nodes else width for name, width in widths.items()},
        {name: name in nodes and nodes[name].layer.chip for name in inputs},
        {name: groups.around(network, name) for name in inputs},
    )


def _columns(seen: Seen) -> Iterator[Column]:
    depths = _depths(seen)
    names: dict[int, list[str]] = {}
    for name, depth in depths.items():
        names.setdefault(depth, []).append(name)
    spans = {(depths[source], depths[name], source) for name, sources in seen.inputs.items() for source in sources}
    chips = {depth: all(seen.chips[name] for name in column) for depth, column in names.items()}
    groups_at = {depth: {g for name in column for g in seen.frames[name]} for depth, column in names.items()}
    for depth, column in sorted(names.items()):
        crossing = {source for start, end, source in spans if start <= depth < end}
        within = groups_at[depth] & groups_at.get(depth + 1, set())
        yield Column(
            column,
            max(seen.widths[name] for name in column),
            chips[depth],
            len(crossing) <= 1 and not chips.get(depth + 1, False) and not within,
            any(start < depth < end for start, end, _ in spans),
            max(len(seen.frames[name]) for name in column),
        )


def _rows(columns: list[Column], width_px: float) -> list[list[Column]]:
    """Fill rows, breaking after the last closed column that fits; a row without one grows on."""
    rows: list[list[Column]] = []
    row: list[Column] = []
    width = 0.0
    for column in columns:
        width += column.width + (_gap(row[-1], column) if row else 0.0)
        row.append(column)
        if len(row) > 1 and width > width_px:
            closed = [i for i, c in enumerate(row[:-1]) if c.closed]
            if closed:
                rows.append(row[: closed[-1] + 1])
                row = row[closed[-1] + 1 :]
                width = _row_width(row)
    return [*rows, row] if row else rows


def _evened(rows: list[list[Column]]) -> list[list[Column]]:
    """As many rows, none wider than the widest, but with breaks moved so that no short row is left at the end."""
    columns = [column for row in rows for column in row]
    limit = max(map(_row_width, rows))
    best: list[tuple[int, float, list[list[Column]]]] = [(0, 0.0, [])]
    for end in range(1, len(columns) + 1):
        options = []
        for begin in range(end - 1, -1, -1):
            row = columns[begin:end]
            width = _row_width(row)
            if width > limit:
                break
            if (begin == 0 or columns[begin - 1].closed) and best[begin][0] < _NEVER:
                count, cost, before = best[begin]
                options.append((count + 1, cost + width**2, [*before, row]))
        best.append(min(options, key=lambda option: option[:2], default=(_NEVER, 0.0, [])))
    return best[-1][2]


def _widths(columns: list[Column]) -> Iterator[float]:
    """The widths worth trying: even shares of the whole, and a little more, since rows do not break everywhere."""
    whole = _row_width(columns)
    for count in range(1, 2 + int(whole / NATURAL_PX)):
        yield from (whole / count * slack for slack in (1.0, 1.05, 1.1, 1.2, 1.35))


def _extent(rows: list[list[Column]]) -> tuple[float, int, float]:
    """How much the whole must be reduced to fit, the number of rows, the widest row: the smaller, the better."""
    width = max(map(_row_width, rows))
    return max(width, _height(rows) * ASPECT, NATURAL_PX), len(rows), width


def _height(rows: list[list[Column]]) -> float:
    lanes = sum(max(len(column.names) for column in row) - 1 for row in rows)
    bypasses = sum(map(_bypassed, rows))
    frames = sum(max(column.frames for column in row) for row in rows) * FRAME_PX
    return frames + len(rows) * BLOCK_HEIGHT_PX + (len(rows) - 1) * ROW_GAP_PX + lanes * LANE_PX + bypasses * BYPASS_PX


def _row_gap(rows: list[list[Column]]) -> float:
    """More air between the rows where there is room for it."""
    if len(rows) < 2:
        return ROW_GAP_PX
    spare = max(map(_row_width, rows)) / ASPECT - _height(rows)
    return min(max(ROW_GAP_PX, ROW_GAP_PX + spare / len(rows)), WIDEST_ROW_GAP_PX)


def _row_width(row: list[Column]) -> float:
    gaps = sum(_gap(before, after) for before, after in zip(row, row[1:], strict=False))
    return sum(column.width for column in row) + gaps


def _gap(before: Column, after: Column) -> float:
    edges = FRAME_SIDE_PX * abs(before.frames - after.frames)
    return edges + _plain_gap(before, after)


def _plain_gap(before: Column, after: Column) -> float:
    if not (before.chips or after.chips):
        return GAP_PX
    forks = len(before.names) != len(after.names) or before.bypassed != after.bypassed
    return FORK_GAP_PX if forks else CHIP_GAP_PX


def _bypassed(row: list[Column]) -> bool:
    return any(column.bypassed for column in row)


def _depths(seen: Seen) -> dict[str, int]:
    """Longest path from a block without inputs, in steps."""
    depths: dict[str, int] = {}
    try:
        order = list(TopologicalSorter(seen.inputs).static_order())
    except CycleError as error:  # a file may hold a folded group that a value leaves and enters again
        raise PlaygroundError("cycle", blocks=" → ".join(error.args[1])) from None
    for name in order:
        depths[name] = 1 + max((depths[source] for source in seen.inputs[name]), default=-1)
    return {name: depths[name] for name in seen.inputs}


def _width(node: Node) -> float:
    """About the width of the block in the window; text is measured by its number of letters."""
    title, telling = len(node.layer.title), len(node.layer.telling())
    if node.layer.chip:
        return max(CHIP_PX, 24 + 7.0 * (title + telling))
    return max(BLOCK_PX, 30 + 7.8 * title + 6.5 * telling)
