"""A procedure as a picture of its states and acts (SVG), and the same as rows of a table.

The picture is styled by classes alone: `diagram` (the whole), `state` with `final`, `present`, `visited`, `mark`
(where a case begins), `way` and `head` with `by-itself` (nobody acts: the calendar or another case does), and the
texts `name`, `act`, `who`. Sizes of type stand in it as attributes, for all places were reckoned with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from html import escape

from guiju.kernel.resolved import START, Resolved
from guiju.kernel.values import Text
from guiju.kit.cites import say_cites
from guiju.kit.layout import (
    ACT,
    ACT_LINE,
    BEND,
    MARK,
    NAME,
    NAME_LINE,
    PAD,
    SPINE,
    TEXT,
    WHO,
    WHO_LINE,
    Box,
    Label,
    Layout,
    Line,
    Names,
    Point,
    lay_out,
)
from guiju.kit.ways import Ways, acts_by_themselves, froms, said_actors, said_opening, said_state, ways

_TITLE = Text("{name}：状态与行为", "{name}: states and acts")
_MAIN = Text("主要经过：{way}。", "Main way: {way}.")
_PRESENT = Text("当前状态：{state}。", "Present state: {state}.")
_HEAD = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One act of a procedure, in one language."""

    verb: str
    from_: tuple[str, ...]
    act: str
    by: str
    to: str
    cite: str


def diagram_rows(resolved: Resolved, procedure: str, language: str) -> tuple[Row, ...]:
    """What the picture shows, for those who do not see it. An act that moves nothing stays in the same state."""
    stays = Text("不变", "unchanged")[language]
    rows = []
    for verb, rule in resolved.rulebook.procedures[procedure].acts.items():
        rows.append(
            Row(
                verb=verb,
                from_=tuple(
                    said_state(resolved, procedure, state)[language] for state in froms(resolved, procedure, rule)
                ),
                act=resolved.words.act(procedure, verb)[language],
                by=said_actors(resolved, rule)[language],
                to=said_state(resolved, procedure, rule.to)[language] if rule.to else stays,
                cite=say_cites(rule.cites, language),
            )
        )
    return tuple(rows)


def diagram(
    resolved: Resolved,
    procedure: str,
    language: str,
    present: str | None = None,
    visited: Collection[str] = (),
) -> str:
    """The picture as SVG. `present`: the state a case stands in; `visited`: the states that it has been through."""
    walk = ways(resolved, procedure)
    names = names_of(resolved, procedure, language)
    layout = lay_out(walk, names)
    known = resolved.rulebook.procedures[procedure]
    bare = {verb for verb, rule in known.acts.items() if acts_by_themselves(rule)}
    parts = [
        _opened(layout, language),
        *_told(resolved, walk, names, language, present),
        '<g class="ways" fill="none" stroke="currentColor">',
        *(_way(line, line.arrow is not None and line.arrow.verb in bare) for line in layout.lines),
        "</g>",
    ]
    final = {key for key, state in known.states.items() if state.final}
    for box in layout.boxes:
        marks = [word for word, held in (("final", final), ("visited", visited)) if box.key in held]
        parts.append(_box(box, [*marks, "present"] if box.key == present else marks))
    parts += [_act(verb, [label for label in layout.labels if label.arrow.verb == verb]) for verb in known.acts]
    return "".join((*parts, "</svg>"))


def names_of(resolved: Resolved, procedure: str, language: str) -> Names:
    """What everything in the picture is called in one language."""
    known = resolved.rulebook.procedures[procedure]
    return Names(
        states={state: said_state(resolved, procedure, state)[language] for state in (START, *known.states)},
        acts={verb: resolved.words.act(procedure, verb)[language] for verb in known.acts},
        who={verb: said_actors(resolved, rule)[language] for verb, rule in known.acts.items()},
        opened=said_opening(resolved, procedure)[language],
    )


def _opened(layout: Layout, language: str) -> str:
    spoken = "en" if language == "en" else "zh-Hans"
    size = f'viewBox="0 0 {layout.wide} {layout.high}" width="{layout.wide}" height="{layout.high}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" role="img" lang="{spoken}" {size}>'


def _told(resolved: Resolved, walk: Ways, names: Names, language: str, present: str | None) -> Iterator[str]:
    """The picture in words."""
    label = resolved.rulebook.procedures[walk.procedure].label or Text(walk.procedure, walk.procedure)
    way = ("、" if language == "zh" else ", ").join(names.states[state] for state in walk.main)
    told = _MAIN[language].format(way=way)
    if present is not None and present in names.states:
        told = f"{told}{' ' if language == 'en' else ''}{_PRESENT[language].format(state=names.states[present])}"
    yield f"<title>{escape(_TITLE[language].format(name=label[language]))}</title>"
    yield f"<desc>{escape(told)}</desc>"


def _way(line: Line, bare: bool) -> str:
    more = " by-itself" if bare else ""
    (x, y), (before, above) = line.corners[-1], line.corners[-2]
    if above == y:
        head = f"M{x - _HEAD - 2} {y - _HEAD}L{x} {y}L{x - _HEAD - 2} {y + _HEAD}Z"
    else:
        assert before == x
        head = f"M{x - _HEAD} {y - _HEAD - 2}L{x} {y}L{x + _HEAD} {y - _HEAD - 2}Z"
    path = f'<path class="way{more}" d="{_rounded(line.corners)}"/>'
    return f'{path}<path class="head{more}" fill="currentColor" stroke="none" d="{head}"/>'


def _rounded(corners: tuple[Point, ...]) -> str:
    """A path through the corners, each of them a small curve."""
    drawn = [f"M{corners[0][0]} {corners[0][1]}"]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        (ax, ay), (bx, by) = _toward(corner, before), _toward(corner, after)
        drawn.append(f"L{ax} {ay}Q{corner[0]} {corner[1]} {bx} {by}")
    return "".join((*drawn, f"L{corners[-1][0]} {corners[-1][1]}"))


def _toward(corner: Point, other: Point) -> Point:
    """The point where a curve leaves its corner: at most half of the way, so that two curves never meet."""
    moved = []
    for here, there in zip(corner, other, strict=True):
        step = min(BEND, abs(there - here) // 2)
        moved.append(here + (step if there > here else -step))
    return moved[0], moved[1]


def _box(box: Box, marks: list[str]) -> str:
    key = escape(box.key)
    if box.key.partition(":")[0] == START:
        middle = box.y + MARK // 2
        dot = f'<circle class="dot" cx="{box.x + SPINE}" cy="{middle}" r="{MARK // 2 - 1}"/>'
        words = _texts("who", WHO, WHO_LINE, box.x + TEXT, box.y, box.lines)
        return f'<g class="mark" data-state="{key}">{dot}{words}</g>'
    frame = f'<rect x="{box.x}" y="{box.y}" width="{box.wide}" height="{box.high}" rx="6"/>'
    if "final" in marks:
        inner = f'width="{box.wide - 6}" height="{box.high - 6}" rx="4"'
        frame += f'<rect class="inner" x="{box.x + 3}" y="{box.y + 3}" {inner}/>'
    if "present" in marks:
        frame += f'<rect class="band" x="{box.x}" y="{box.y}" width="5" height="{box.high}" rx="2"/>'
    top = box.y + (box.high - NAME_LINE * len(box.lines)) // 2
    words = _texts("name", NAME, NAME_LINE, box.x + PAD, top, box.lines)
    return f'<g class="{" ".join(("state", *marks))}" data-state="{key}">{frame}{words}</g>'


def _act(verb: str, labels: list[Label]) -> str:
    """One act, labelled at each state that allows it."""
    words = "".join(
        _texts("act", ACT, ACT_LINE, label.x, label.y, label.lines)
        + _texts("who", WHO, WHO_LINE, label.x, label.y + ACT_LINE * len(label.lines), label.who)
        for label in labels
    )
    return f'<g class="label" data-act="{escape(verb)}">{words}</g>'


def _texts(kind: str, size: int, line: int, x: int, y: int, lines: tuple[str, ...]) -> str:
    return "".join(
        f'<text class="{kind}" font-size="{size}" x="{x}" y="{y + place * line + (line + size * 3 // 4) // 2}">'
        f"{escape(text)}</text>"
        for place, text in enumerate(lines)
    )
