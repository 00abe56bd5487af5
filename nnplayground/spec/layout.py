"""Where blocks lie when nobody placed them: columns by depth, wrapped into rows like text."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from msgspec.structs import replace

from nnplayground.spec import edit, grouping, groups
from nnplayground.spec.graph import Group, Network, Node
from nnplayground.spec.problems import PlaygroundError

BLOCK_PX, CHIP_PX, BLOCK_HEIGHT_PX = 116.0, 52.0, 168.0
GAP_PX, FORK_GAP_PX, CHIP_GAP_PX = 64.0, 40.0, 22.0
"""Between two blocks, with room for the shape on the wire; where wires part or meet; and beside a chip, whose shape is
that of the block before it."""
LANE_PX, ROW_GAP_PX, WIDEST_ROW_GAP_PX = 176.0, 44.0, 84.0
BYPASS_PX = 32.0
FRAME_PX, FRAME_SIDE_PX = 40.0, 18.0
"""Above and beside blocks for the frame of an unfolded group."""
WIDEST_FRAME_PX = 1400.0
"""An unfolded group up to this width stays in one row."""
NATURAL_PX = 880.0
"""Up to this width nothing needs to be reduced to be seen."""
FEWEST_AROUND = 3
"""So many branches lie evenly around the path that they leave; of fewer the first goes straight on."""
ASPECT = 880 / 530
"""Of the room that the result is to fill, width by height."""

_NEVER = 1_000_000


class Column(NamedTuple):
    """Blocks of one depth, which stand below each other."""

    lanes: dict[str, int]
    """The lane of each block, 0 the uppermost; a branch keeps its lane."""
    width: float
    chips: bool
    closed: bool
    """Only one wire leads on from here, and not to a chip, which stays with its block: a new row may begin after it."""
    bypassed: bool
    """A wire passes by."""
    frames: int = 0
    """In how many frames of unfolded groups it stands."""
    last: bool = False
    """A new row begins after it, because a group that fills rows of its own begins or ends here."""

    @property
    def trunk(self) -> bool:
        """Whether all data goes through its one block."""
        return len(self.lanes) == 1 and not self.bypassed


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

    A folded group is placed as one block, and what is in it is laid out around it; rows do not break within unfolded
    groups, if they can. Without ``width_px`` the rows are as wide as shows the whole in the largest scale. Rows break
    where only one wire crosses, if they can. Source of the idea: layered drawing, Sugiyama, Tagawa, Toda 1981.
    """
    if not network.nodes:
        return network
    columns = list(_columns(_seen(network)))
    if width_px is not None:
        rows = _rows(columns, width_px)
    else:
        rows = _evened(min((_rows(columns, width) for width in _widths(columns)), key=_extent))
    placed: dict[str, tuple[int, int]] = {}
    gap = _row_gap(rows)
    top = 0.0
    for row in rows:
        lanes = _lane_count(row)
        middle = (lanes - 1) * LANE_PX / 2 if lanes >= FEWEST_AROUND else 0.0
        top += FRAME_PX * max(column.frames for column in row)
        x, previous = 0.0, None
        for column in row:
            x += _gap(previous, column) if previous else 0.0
            for name, lane in column.lanes.items():
                y = middle if column.trunk else lane * LANE_PX
                placed[name] = (float(round(x + column.width / 2)), float(round(top + y)))
            x, previous = x + column.width, column
        top += BLOCK_HEIGHT_PX + (lanes - 1) * LANE_PX + gap + (BYPASS_PX if _bypassed(row) else 0.0)
    folded = [name for name in placed if name in network.groups]
    network = edit.move(network, {name: place for name, place in placed.items() if name not in network.groups})
    for name in folded:
        network = _tidy_inside(network, name, *placed[name])
    return network


def _tidy_inside(network: Network, group: str, x: float, y: float) -> Network:
    """A folded group elsewhere, with all that is in it laid out around its centre, ready to be unfolded."""
    inner = tidy(grouping.ungroup(edit.part(network, {group}), group))
    middle_x, middle_y = edit.centre(inner)
    inner = edit.shifted(inner, x - middle_x, y - middle_y)
    folded = {name: group for name, group in inner.groups.items() if group.folded}
    inside = {**network.groups, **{n: replace(network.groups[n], x=g.x, y=g.y) for n, g in folded.items()}}
    nodes = {n: replace(network.nodes[n], x=node.x, y=node.y) for n, node in inner.nodes.items()}
    inside[group] = replace(network.groups[group], x=x, y=y)
    return replace(network, nodes={**network.nodes, **nodes}, groups=inside)


def in_line(network: Network, names: list[str], left: float, y: float) -> tuple[Network, float]:
    """Put blocks one behind the other in a row that begins at ``left``. Returns the network and where the row ends."""
    nodes, before = dict(network.nodes), None
    for name in names:
        node = network.nodes[name]
        if before is not None:
            left += CHIP_GAP_PX if before.layer.chip or node.layer.chip else GAP_PX
        nodes[name] = replace(node, x=left + width_of(node) / 2, y=y)
        left, before = left + width_of(node), node
    return replace(network, nodes=nodes), left


def _seen(network: Network) -> Seen:
    picture = groups.picture(network)
    inputs: dict[str, list[str]] = {groups.stand_in(network, name): [] for name in network.order()}
    for strand in picture.strands:
        inputs[strand.target].append(strand.source)
    nodes = network.nodes
    return Seen(
        inputs,
        {name: width_of(nodes[name]) if name in nodes else _group_width(network.groups[name]) for name in inputs},
        {name: name in nodes and nodes[name].layer.chip for name in inputs},
        {name: groups.around(network, name) for name in inputs},
    )


def _columns(seen: Seen) -> Iterator[Column]:
    depths = _depths(seen)
    names: dict[int, list[str]] = {}
    for name, depth in depths.items():
        names.setdefault(depth, []).append(name)
    lanes = _lanes(seen, names)
    spans = {(depths[source], depths[name], source) for name, sources in seen.inputs.items() for source in sources}
    chips = {depth: all(seen.chips[name] for name in column) for depth, column in names.items()}
    framed = {depth: {group for name in column for group in seen.frames[name]} for depth, column in names.items()}
    wide = _wide(seen)
    for depth, column in sorted(names.items()):
        crossing = {source for start, end, source in spans if start <= depth < end}
        here, after = framed[depth], framed.get(depth + 1, set())
        within = (here & after) - wide
        yield Column(
            {name: lanes[name] for name in column},
            max(seen.widths[name] for name in column),
            chips[depth],
            len(crossing) <= 1 and not chips.get(depth + 1, False) and not within,
            any(start < depth < end for start, end, _ in spans),
            max(len(seen.frames[name]) for name in column),
            here & wide != after & wide and not within,
        )


def _wide(seen: Seen) -> set[str]:
    """The unfolded groups that do not fit into a row: their rows hold nothing else, so that no frame lies over it."""
    widths: dict[str, float] = {}
    for name, around in seen.frames.items():
        for group in around:
            widths[group] = widths.get(group, 0.0) + seen.widths[name] + CHIP_GAP_PX
    return {group for group, width in widths.items() if width > WIDEST_FRAME_PX}


def _lanes(seen: Seen, columns: dict[int, list[str]]) -> dict[str, int]:
    """A lane for each block: that of who feeds it, the uppermost of several; where it is taken, the next below."""
    lanes: dict[str, int] = {}
    for _, column in sorted(columns.items()):
        wanted = {name: min((lanes[source] for source in seen.inputs[name]), default=0) for name in column}
        free = 0
        for name in sorted(column, key=wanted.__getitem__):
            lanes[name] = max(free, wanted[name])
            free = lanes[name] + 1
    return lanes


def _lane_count(row: list[Column]) -> int:
    return 1 + max(max(column.lanes.values()) for column in row)


def _rows(columns: list[Column], width_px: float) -> list[list[Column]]:
    """Fill rows, breaking after the last closed column that fits; a row without one grows on."""
    rows: list[list[Column]] = []
    row: list[Column] = []
    width = 0.0
    for column in columns:
        width += column.width + (_gap(row[-1], column) if row else 0.0)
        row.append(column)
        if column.last:
            rows.append(row)
            row, width = [], 0.0
        elif len(row) > 1 and width > width_px:
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
            if any(column.last for column in row[:-1]):
                break
            if (begin == 0 or columns[begin - 1].closed or columns[begin - 1].last) and best[begin][0] < _NEVER:
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
    lanes = sum(_lane_count(row) - 1 for row in rows)
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
    return FRAME_SIDE_PX * abs(before.frames - after.frames) + _plain_gap(before, after)


def _plain_gap(before: Column, after: Column) -> float:
    if not (before.chips or after.chips):
        return GAP_PX
    forks = len(before.lanes) != len(after.lanes) or before.bypassed != after.bypassed
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


def width_of(node: Node) -> float:
    """About the width of the block in the window; text is measured by its number of letters."""
    title, telling = len(node.layer.title), len(node.layer.telling())
    if node.layer.chip:
        return max(CHIP_PX, 24 + 7.0 * (title + telling))
    return max(BLOCK_PX, 30 + 7.8 * title + 6.5 * telling)


def _group_width(group: Group) -> float:
    return max(BLOCK_PX, 50 + 7.8 * len(group.title))
