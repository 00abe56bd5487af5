"""The groups of code, drawn anew: those that are still there keep their names, and how they are shown."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from nnplayground.spec import grouping
from nnplayground.spec.code.outcome import Draft, GroupDraft
from nnplayground.spec.code.printing import own_names
from nnplayground.spec.graph import NAME, TITLE, Group, Network, Node
from nnplayground.spec.problems import PlaygroundError

Members = Mapping[tuple[str, str], str]
"""Blocks and groups by their group and by what its class calls them."""


def recognised(drafts: Sequence[GroupDraft], base: Network, shown: set[str], members: Members) -> dict[int, str]:
    """The groups of ``base`` that drafts name, by the place of the draft."""
    known: dict[int, str] = {}
    for place, draft in enumerate(drafts):
        name = draft.name if draft.parent is None else members.get((known.get(draft.parent, ""), draft.name), "")
        if name in base.groups and name in shown and name not in known.values():
            known[place] = name
    return known


def group_names(
    drafts: Sequence[GroupDraft], blocks: Sequence[tuple[Draft, str]], base: Network, shown: set[str], members: Members
) -> tuple[str, ...]:
    """A name for each group: its own, else that of the group which its blocks were in, else a new one.

    Args:
        blocks: The blocks of the reading with their names.
    """
    known = recognised(drafts, base, shown, members)
    for place in range(len(drafts)):
        direct = [name for draft, name in blocks if draft.group == place and name in base.nodes]
        former = Counter(base.nodes[name].group for name in direct)
        wished = next((name for name, _ in former.most_common(1) if name in shown), None)
        if place not in known and wished is not None and wished not in known.values():
            known[place] = wished
    taken = {*known.values(), *base.nodes, *base.notes, *(name for _, name in blocks)}
    taken |= {name for name in base.groups if name not in shown}
    for place, draft in enumerate(drafts):
        if place not in known and NAME.fullmatch(draft.name) and draft.parent is None and draft.name not in taken:
            known[place] = draft.name
            taken.add(draft.name)
    for place, draft in enumerate(drafts):
        if place not in known:
            stem = draft.name.rstrip("0123456789")[:24] if NAME.fullmatch(draft.name) else ""
            known[place] = grouping.numbered(stem, taken) if stem else grouping.free_name(_title(draft.title), taken)
            taken.add(known[place])
    return tuple(known[place] for place in range(len(drafts)))


def regrouped(
    nodes: Mapping[str, Node], drafts: Sequence[GroupDraft], names: Sequence[str],
    blocks: Sequence[tuple[Draft, str]], base: Network, shown: set[str],
) -> Network:  # fmt: skip
    """``base`` with other blocks in the groups of the code, and in those of its own that the code does not speak of."""
    kept = {name: group for name, group in base.groups.items() if name not in shown and name not in names}
    for draft, name in zip(drafts, names, strict=True):
        former = base.groups.get(name) or Group("Group")
        parent = _told(names[draft.parent] if draft.parent is not None else None, former.parent, base, shown)
        title = _kept(former.title, draft.title, base)
        kept[name] = replace(former, title=title, repeat=draft.repeat, parent=parent)
    own = {name: names[draft.group] if draft.group is not None else None for draft, name in blocks}
    members = {}
    for name, node in nodes.items():
        group = _told(own[name], node.group, base, shown) if name in own else node.group
        members[name] = replace(node, group=_surviving(group, kept, base))
    kept = {name: replace(group, parent=_surviving(group.parent, kept, base)) for name, group in kept.items()}
    ordered = {name: kept[name] for name in [*(n for n in base.groups if n in kept), *kept]}
    return grouping.pruned(replace(base, nodes=members, groups=ordered))


def _surviving(group: str | None, kept: Mapping[str, Group], base: Network) -> str | None:
    """The group, or the nearest around it that is still there."""
    while group is not None and group not in kept:
        group = base.groups[group].parent
    return group


def _told(written: str | None, former: str | None, base: Network, shown: set[str]) -> str | None:
    """The group that the code puts something in, or one within it that the code does not speak of."""
    seen = former
    while seen is not None and seen not in shown:
        seen = base.groups[seen].parent
    return former if seen == written else written


def _kept(former: str, written: str, base: Network) -> str:
    """The title of a group: the former one if the class is only numbered, to tell it from others of that title."""
    number = written.removeprefix(former)
    numbered = number.isdigit() and written.startswith(former)
    alike = sum(group.title == former for group in base.groups.values()) > 1 or former in own_names()
    return former if numbered and alike else _title(written)


def _title(written: str) -> str:
    if TITLE.fullmatch(written):
        return written
    try:
        return grouping.title_of(written.strip("_"))
    except PlaygroundError:
        return "Group"
