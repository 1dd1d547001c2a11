"""Where everything of a state diagram stands: boxes one below the other, what follows a state hung beneath it.

Each box and each label has a row of its own, so nothing can overlap; side exits are set in to the right; arrows that
run back or across go by lanes on the left. All numbers are whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from guiju.kernel.resolved import START
from guiju.kit.measure import width, wrapped
from guiju.kit.ways import Arrow, Ways

NAME, ACT, WHO = 14, 13, 11
"""Sizes of type: states, acts, who does them."""
NAME_LINE, ACT_LINE, WHO_LINE = 20, 18, 15
SPINE, TEXT, STEP = 16, 30, 38  # from the left edge of a box: its spine, the labels on it, the boxes hung on it
PAD, GAP, MARK = 14, 9, 16
LANE, PORT, MARGIN = 11, 14, 12
COLUMN, NARROW = 296, 150  # the width of the column without its lanes; the least that a box set in may have
BEND = 8

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A state, or the mark where a case begins."""

    key: str
    x: int
    y: int
    wide: int
    high: int
    lines: tuple[str, ...]

    @property
    def spine(self) -> Point:
        return self.x + SPINE, self.y + self.high

    @property
    def right(self) -> int:
        return self.x + self.wide

    @property
    def bottom(self) -> int:
        return self.y + self.high


@dataclass(frozen=True, slots=True)
class Label:
    """What an arrow is called, and who may take it."""

    arrow: Arrow
    x: int
    y: int
    wide: int
    high: int
    lines: tuple[str, ...]
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow as corners to pass; its head is at the last. No arrow: the line from a mark."""

    arrow: Arrow | None
    corners: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The finished picture."""

    wide: int
    high: int
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What states, acts (by verb) and actors (by verb) are called; how a case begins that another opens."""

    states: Mapping[str, str]
    acts: Mapping[str, str]
    who: Mapping[str, str]
    opened: str


@dataclass(slots=True)
class _Page:
    """What has been set so far, the column beginning at 0; `left` is where the next row begins."""

    ways: Ways
    names: Names
    column: int
    left: int = MARGIN
    boxes: dict[str, Box] = field(default_factory=dict)
    labels: list[Label] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    loops: list[tuple[Arrow, Point]] = field(default_factory=list)


def lay_out(ways: Ways, names: Names) -> Layout:
    """Sets the whole procedure, then shifts it to the right of its lanes."""
    page = _Page(ways, names, max(COLUMN, _depth(ways) * STEP + NARROW))
    for root in ways.roots:
        if root in ways.opened:
            _opening(page, root)
        _state(page, root, 0, branch=False)
        page.left += 2 * GAP
    lanes = _loops(page)
    shift = MARGIN + (lanes * LANE + BEND if lanes else 0)
    boxes = tuple(replace(box, x=box.x + shift) for box in page.boxes.values())
    labels = tuple(replace(label, x=label.x + shift) for label in page.labels)
    lines = tuple(replace(line, corners=tuple((x + shift, y) for x, y in line.corners)) for line in page.lines)
    things: list[Box | Label] = [*boxes, *labels]
    wide = max((thing.x + thing.wide for thing in things), default=0) + MARGIN
    return Layout(wide, page.left - 2 * GAP + MARGIN, boxes, labels, lines)


def _depth(ways: Ways) -> int:
    def under(state: str, depth: int) -> int:
        sides = (under(side, depth + 1) for side in ways.sides.get(state, ()))
        onward = [under(ways.heir[state], depth)] if state in ways.heir else []
        return max((depth, *sides, *onward))

    return max((under(root, 0) for root in ways.roots), default=0)


def _opening(page: _Page, root: str) -> None:
    """The mark of a case that another one opens."""
    mark = _mark(page, f"{START}:{root}", page.names.opened)
    page.left += GAP + MARK // 2
    page.lines.append(Line(None, (mark.spine, (SPINE, page.left))))


def _mark(page: _Page, key: str, name: str) -> Box:
    lines = wrapped(name, WHO, page.column - TEXT)
    wide = TEXT + max(width(line, WHO) for line in lines)
    box = Box(key, 0, page.left, wide, max(MARK, WHO_LINE * len(lines)), lines)
    page.boxes[key] = box
    page.left += box.high
    return box


def _state(page: _Page, state: str, x: int, *, branch: bool) -> None:
    """A state, and beneath it all that can be done there: what runs elsewhere, the side exits, the way on."""
    ways = page.ways
    box = _mark(page, state, page.names.states[state]) if state == START else _box(page, state, x, branch)
    for arrow in ways.loops(state):
        label = _label(page, arrow, x + TEXT)
        page.loops.append((arrow, (box.x + SPINE, label.y + ACT_LINE // 2)))
    for side in ways.sides.get(state, ()):
        _way(page, box, side, x + STEP, branch=True)
    if state in ways.heir:
        _way(page, box, ways.heir[state], x, branch=False)


def _box(page: _Page, state: str, x: int, branch: bool) -> Box:
    most = page.column - x
    lines = wrapped(page.names.states[state], NAME, most - 2 * PAD)
    wide = min(most, max(NARROW, max(width(line, NAME) for line in lines) + 2 * PAD))
    entries = sum(arrow.to == state for from_ in page.names.states for arrow in page.ways.loops(from_))
    high = max(NAME_LINE * len(lines) + PAD, PORT * (entries + 1 + branch))
    page.boxes[state] = Box(state, x, page.left, wide, high, lines)
    page.left += high
    return page.boxes[state]


def _way(page: _Page, box: Box, to: str, x: int, *, branch: bool) -> None:
    """The arrows to a state that hangs on this one, which is then set with all beneath it."""
    arrows = page.ways.between(box.key, to)
    for arrow in arrows:
        _label(page, arrow, box.x + TEXT)
    page.left += GAP if branch else GAP + BEND
    top = page.left
    corners: tuple[Point, ...] = (box.spine, (box.x + SPINE, top))
    if branch:
        corners = (box.spine, (box.x + SPINE, top + PORT), (x, top + PORT))
    page.lines += [Line(arrow, corners) for arrow in arrows]
    _state(page, to, x, branch=branch)


def _label(page: _Page, arrow: Arrow, x: int) -> Label:
    room = page.column - x
    lines = wrapped(page.names.acts[arrow.verb], ACT, room)
    who = wrapped(page.names.who[arrow.verb], WHO, room)
    wide = max(*(width(line, ACT) for line in lines), *(width(line, WHO) for line in who))
    page.left += GAP
    label = Label(arrow, x, page.left, wide, ACT_LINE * len(lines) + WHO_LINE * len(who), lines, who)
    page.labels.append(label)
    page.left += label.high
    return label


def _loops(page: _Page) -> int:
    """Draws what runs back or across; says how many lanes it took."""
    runs = sorted(
        ((arrow, start, _port(page, arrow, start)) for arrow, start in page.loops),
        key=lambda run: (abs(run[1][1] - run[2][1]), run[1]),
    )
    taken: list[list[tuple[int, int]]] = []
    for arrow, start, end in runs:
        lane = _free(taken, *sorted((start[1], end[1])))
        x = -(lane + 1) * LANE - BEND
        down = page.boxes[arrow.from_].spine
        page.lines.append(Line(arrow, (down, start, (x, start[1]), (x, end[1]), end)))
    return len(taken)


def _port(page: _Page, arrow: Arrow, start: Point) -> Point:
    """Where a loop enters its state on the left: the nearer its beginning, the further out, so that none cross."""
    box = page.boxes[arrow.to]
    entering = [(known, begun) for known, begun in page.loops if known.to == arrow.to]
    ordered = sorted(entering, key=lambda entry: _turn(entry[1][1] - box.y))
    branch = any(arrow.to in sides for sides in page.ways.sides.values())
    place = ordered.index((arrow, start)) + 1
    top = box.y + (PORT if branch else 0)
    return box.x, top + (box.bottom - top) * place // (len(ordered) + 1)


def _turn(distance: int) -> tuple[bool, int]:
    """Above first, the nearest of them on top; then below, the nearest of them lowest."""
    return distance > 0, -distance


def _free(taken: list[list[tuple[int, int]]], top: int, bottom: int) -> int:
    """The innermost lane that is free from top to bottom."""
    for lane, spans in enumerate(taken):
        if all(bottom + GAP < high or low + GAP < top for high, low in spans):
            spans.append((top, bottom))
            return lane
    taken.append([(top, bottom)])
    return len(taken) - 1


def overlapping(layout: Layout) -> Sequence[tuple[Box | Label, Box | Label]]:
    """Pairs that cover one another, or leave the picture: there should be none."""
    things: list[Box | Label] = [*layout.boxes, *layout.labels]
    picture = Box("", 0, 0, layout.wide, layout.high, ())
    pairs = [(a, b) for place, a in enumerate(things) for b in things[place + 1 :] if _meet(a, b)]
    return pairs + [(thing, picture) for thing in things if not _within(thing, picture)]


def _meet(a: Box | Label, b: Box | Label) -> bool:
    return a.x < b.x + b.wide and b.x < a.x + a.wide and a.y < b.y + b.high and b.y < a.y + a.high


def _within(thing: Box | Label, picture: Box) -> bool:
    left, top = thing.x >= 0, thing.y >= 0
    return left and top and thing.x + thing.wide <= picture.wide and thing.y + thing.high <= picture.high
