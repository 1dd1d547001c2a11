"""One rulebook on one day: the chain of parents, then `like`, then the dated values, then the scales.

Maps merge key by key; a scalar or a list replaces; `{add: […], drop: […]}` edits an inherited list; a new
key adds; `null` removes what is inherited, and nothing else. A dated value over a plain one leaves the plain
one standing before its first day. What was removed leaves the lists that name it; an act that
loses its last `from`, or its `to`, is a mistake of the overlay and is told there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from guiju.kernel.values import Text
from guiju.shelf.cites import qualify, restate
from guiju.shelf.dates import EVER, Path, is_dated, settle
from guiju.shelf.flaws import Flaw, ShelfError, flaw, nearest
from guiju.shelf.office import office_flaws
from guiju.shelf.scales import spread
from guiju.shelf.tree import Node, plain
from guiju.shelf.words import NONE, Words, worded

OWN = ("rulebook", "extends", "title", "version", "cites")
"""What a child says for itself; all else is inherited."""


def resolve(files: Sequence[Node], on: date, words: Sequence[Words] = ()) -> Node:
    """The tree of the first file on that day, over its parents, the nearest first; `words` stand beside each."""
    return Resolution(on).run(files, words)


class Resolution:
    """Gathers flaws, and the paths of what was removed on the way."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.flaws: list[Flaw] = []
        self.gone: set[Path] = set()

    def run(self, files: Sequence[Node], words: Sequence[Words] = ()) -> Node:
        body = Node({}, files[-1].where)
        for file in reversed(files):
            own = qualify(file)
            if file is not files[-1] and (status := own.find("version", "status")) and status.text == "office_rule":
                self.flaws += office_flaws(body, own)
            body = self.merge(_without(body, OWN), own, ()) or own
            body = restate(body, self.flaws)
        self._stop()
        beside = [*words, *(NONE for _ in files[len(words) :])]
        body = worded(body, list(zip(reversed(files), reversed(beside), strict=True)), self.flaws)
        body = self._derive(body)
        self._leftovers(body)
        self._stop()
        body = spread(settle(body, self.on, self.gone.add, self.flaws), self.flaws)
        body = self._clean(body)
        self._stop()
        lineage: list[Node] = [name for file in files if (name := file.find("rulebook"))]
        called = ((file.deepest("rulebook").text, file.find("title")) for file in files)
        titles: dict[str, Node] = {name: title for name, title in called if name and title}
        told = {"lineage": Node(lineage, files[0].where), "titles": Node(titles, files[0].where)}
        return Node(_without(body, ("cites",)).items | told, files[0].where)

    def _stop(self) -> None:
        if self.flaws:
            raise ShelfError(self.flaws)

    def merge(self, base: Node | None, over: Node, path: Path) -> Node | None:
        if base is None:
            return over  # a null or an edit is left for `like`, or is told as a leftover
        if over.value is None:
            self.gone.add(path)
            return None
        if _is_edit(over):
            return self._edit(base, over)
        if is_dated(over) and not is_dated(base):
            early = {} if base.value is None or _is_edit(base) else {EVER: base}
            return Node(early | over.items, over.where, over.key)
        both = isinstance(base.value, dict) and isinstance(over.value, dict)
        if not both or is_dated(base) != is_dated(over) or _is_edit(base):
            return over
        return self._merge_maps(base, over, path)

    def _merge_maps(self, base: Node, over: Node, path: Path) -> Node:
        members = dict(base.items)
        if "cite" in over.items and "also" not in over.items:
            members.pop("also", None)  # it stood beside the cite that is now replaced
        for key, inner in over.items.items():
            merged = self.merge(members.get(key), inner, (*path, key))
            if merged is None:
                members.pop(key)
            else:
                members[key] = merged
        return Node(members, over.where, over.key)

    def _edit(self, base: Node, over: Node) -> Node:
        add, drop = _list(over.find("add")), _list(over.find("drop"))
        if _is_edit(base):  # what the parent adds later on, the child may drop
            theirs, mine = _list(base.find("add")), [plain(item) for item in drop]
            taken = [plain(item) for item in theirs]
            joined = {
                "add": Node([item for item in theirs if plain(item) not in mine] + add, over.where),
                "drop": Node(_list(base.find("drop")) + [x for x in drop if plain(x) not in taken], over.where),
            }
            return Node(joined, over.where, over.key)
        if isinstance(base.value, dict) or base.value is None:
            zh, en = "add/drop 只能改继承来的列表", "add and drop edit an inherited list, and there is none"
            self.flaws.append(flaw(over.at, zh, en))
            return base
        kept = [base] if isinstance(base.value, str) else list(base.value)
        for item in drop:
            same = [member for member in kept if plain(member) == plain(item)]
            if not same:
                hint = nearest(item.text or "", [member.text for member in kept if member.text])
                self.flaws.append(
                    flaw(item.where, "继承来的列表没有此项", "the inherited list has no such member", hint)
                )
            kept = [member for member in kept if member not in same]
        return Node(kept + add, over.where, over.key)

    def _derive(self, tree: Node) -> Node:
        procedures = tree.find("procedures")
        if procedures is None:
            return tree
        done: dict[str, Node] = {}
        for name in procedures.items:
            self._like(name, procedures.items, done, ())
        derived = Node({name: done[name] for name in procedures.items}, procedures.where, procedures.key)
        return Node(tree.items | {"procedures": derived}, tree.where)

    def _like(self, name: str, procedures: dict[str, Node], done: dict[str, Node], trail: Path) -> Node:
        if name in done:
            return done[name]
        own = procedures[name]
        like = own.find("like")
        bare = _without(own, ("like",))
        if like is None:
            done[name] = bare
        elif like.text not in procedures or like.text in (*trail, name):
            self._bad_like(like, name, procedures)
            done[name] = bare
        else:
            base = self._like(like.text, procedures, done, (*trail, name))
            self.gone |= {(*path[:1], name, *path[2:]) for path in self.gone if path[:2] == ("procedures", like.text)}
            nameless = _without(base, ("abstract", "label"))  # they belong to the pattern, not to what is made by it
            done[name] = self.merge(nameless, bare, ("procedures", name)) or bare
        return done[name]

    def _bad_like(self, like: Node, name: str, procedures: dict[str, Node]) -> None:
        said = like.text or ""
        if said in procedures:
            self.flaws.append(
                flaw(like.where, f"like 成环：{name} → {said}", f"like goes in a circle: {name} → {said}")
            )
        else:
            hint = nearest(said, procedures)
            self.flaws.append(flaw(like.where, f"没有这个程序：{said}", f"no such procedure: {said}", hint))

    def _leftovers(self, node: Node) -> None:
        """After all merging a null or an edit has found nothing to work on."""
        pairs = [("", item) for item in node.value] if isinstance(node.value, list) else node.items.items()
        for key, inner in pairs:
            if isinstance(inner.value, str):
                continue
            if inner.value is None:
                names = [name for name, other in node.items.items() if other.value is not None]
                hint = nearest(key, names) or Text("没有值就不写这个键", "leave the key out if it has no value")
                zh, en = (
                    "null 只能去掉继承来的项，此处没有",
                    "null removes what is inherited, and nothing is inherited here",
                )
                self.flaws.append(flaw(inner.at, zh, en, hint))
            elif _is_edit(inner):
                zh, en = "add/drop 只能改继承来的列表", "add and drop edit an inherited list, and there is none"
                self.flaws.append(flaw(inner.at, zh, en))
            else:
                self._leftovers(inner)

    def _clean(self, tree: Node) -> Node:
        procedures = tree.find("procedures")
        if procedures is None:
            return tree
        clean = {name: self._clean_procedure(name, node, tree) for name, node in procedures.items.items()}
        return Node(tree.items | {"procedures": Node(clean, procedures.where, procedures.key)}, tree.where)

    def _clean_procedure(self, name: str, node: Node, tree: Node) -> Node:
        states, acts, clocks = node.find("states"), node.find("acts"), tree.find("clocks")
        gone = self._names(("procedures", name, "states")) - set(states.items if states else ())
        ended = self._names(("clocks",)) - set(clocks.items if clocks else ())
        for state in states.items.values() if states else ():
            for clock in _list(state.find("clocks")):
                if clock.text in ended:
                    zh, en = (
                        f"期限 {clock.text} 已去掉，状态仍引用",
                        f"the clock {clock.text} is removed, but the state names it",
                    )
                    self.flaws.append(flaw(clock.where, zh, en))
        if acts is None or not gone:
            return node
        clean = {verb: self._clean_act(verb, act, gone) for verb, act in acts.items.items()}
        return Node(node.items | {"acts": Node(clean, acts.where, acts.key)}, node.where, node.key)

    def _clean_act(self, verb: str, act: Node, gone: set[str]) -> Node:
        to, source = act.find("to"), act.find("from")
        if to and to.text in gone:
            zh, en = f"行为 {verb} 的去向 {to.text} 已去掉", f"the act {verb} leads to {to.text}, which is removed"
            self.flaws.append(flaw(to.where, zh, en, Text("请改 to 或去掉该行为", "change `to`, or remove the act")))
        named = _list(source)
        kept = [state for state in named if state.text not in gone]
        if source is None or len(kept) == len(named):
            return act
        if not kept:
            zh, en = f"行为 {verb} 已没有起始状态", f"the act {verb} has no state left to start from"
            self.flaws.append(flaw(act.at, zh, en, Text("请一并去掉该行为", "remove the act too")))
        return Node(act.items | {"from": Node(kept, source.where, source.key)}, act.where, act.key)

    def _names(self, parent: Path) -> set[str]:
        return {path[-1] for path in self.gone if path[:-1] == parent}


def _without(node: Node, keys: Sequence[str]) -> Node:
    return Node({key: inner for key, inner in node.items.items() if key not in keys}, node.where, node.key)


def _list(node: Node | None) -> list[Node]:
    """The members of a list; a scalar counts as a list of one."""
    if node is None or isinstance(node.value, dict) or node.value is None:
        return []
    return node.value if isinstance(node.value, list) else [node]


def _is_edit(node: Node) -> bool:
    members = node.items
    return (
        bool(members) and members.keys() <= {"add", "drop"} and all(isinstance(x.value, list) for x in members.values())
    )
