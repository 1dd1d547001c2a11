"""What a value must look like before it is worth asking whether it fits a pattern: lengths, beginnings, certain signs.

To ask for a pattern costs an engine a hundred times as much as to compare two numbers. All of it is read off the graph
of the pattern, so that a gate never shuts out what fits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from guiju.plane.detect.patterns import EVERY, Graph, bits, graph_of, members, one_of
from guiju.plane.infotypes.checks import DIGITS
from guiju.plane.plan import leaves_open

COVERS = "*xX"  # signs that stand for what is hidden; there are others beyond ASCII
_DIGITS = bits([(0x30, 0x39)])
_PLAIN = bits([(0, 0x7F)]) & ~one_of(COVERS)
_SIGNS = ("@", "_", ".", ":-")


@cache
def whole(pattern: str) -> str:
    """A condition over a value's bytes `o`, first character `f` and kind `k`: of digits only (1), of ASCII without what
    covers (2), or any other (3).
    """
    if leaves_open(pattern):
        return "true"
    ways = []
    for kind, takes in ((1, _DIGITS), (2, _PLAIN), (3, EVERY)):
        if lengths := graph_of(pattern).sizes(takes):
            short, long = lengths
            size = f"o BETWEEN {short} AND {long}" if long else f"o >= {short}"
            first = " OR ".join(_begins(graph_of(pattern), takes))
            ways.append(f"k = {kind} AND {size}" + (f" AND ({first})" if kind > 1 else ""))
    return f"({' OR '.join(ways)})"


@cache
def inside(pattern: str) -> str:
    """A condition over the text `v`, its bytes `o` and how many digits `d` it has."""
    graph = graph_of(pattern)
    lengths = graph.sizes()
    wanted = [f"o >= {lengths[0] if lengths else 0}", f"d >= {graph.fewest(_DIGITS)}"]
    without = {signs: graph.sizes(EVERY & ~one_of(signs)) for signs in _SIGNS}
    wanted += [f"translate(v, '{signs}', '') <> v" for signs, left in without.items() if left is None]
    return " AND ".join(wanted)


def _begins(graph: Graph, among: int) -> Iterator[str]:
    """Ranges of the first character; beyond ASCII all are one."""
    takes = 0
    for place in members(graph.first):
        takes |= graph.takes[place] & among
    start: int | None = None
    for code in range(0x81):
        held = takes >> code & 1 if code < 0x80 else 0
        if held and start is None:
            start = code
        elif not held and start is not None:
            yield f"f BETWEEN {start} AND {code - 1}"
            start = None
    if takes >> 0x80:
        yield "f > 127"


def kind(value: str) -> str:
    """The expression for `k`."""
    plain = f"octet_length({value}) = char_length({value}) AND translate({value}, '{COVERS}', '') = {value}"
    return f"CASE WHEN translate({value}, '{DIGITS}', '') = '' THEN 1 WHEN {plain} THEN 2 ELSE 3 END"
