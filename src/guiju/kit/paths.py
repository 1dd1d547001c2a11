"""Parameters of a rulebook in words: `clocks.accept.length` by the labels that the rulebook gives, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date

from guiju.kernel.expression import facts_named
from guiju.kernel.resolved import Resolved
from guiju.kernel.rulebook import EFFECTS, Item, LetterForm, Window
from guiju.kernel.values import Term, Text
from guiju.kernel.words import listed
from guiju.kit.conditions import worded
from guiju.kit.trust import STATUSES, say_term
from guiju.shelf.headings import PROVISIONS
from guiju.shelf.keys import ASSIGNED, COLLECTIONS, CONDITIONS, EFFECT_NAMES, ITSELF, KEYS, NAMESPACES, VALUES
from guiju.shelf.parameters import Parameter
from guiju.shelf.tree import Plain

_THERE = Text("有", "there is")
_YES, _NO = Text("是", "yes"), Text("否", "no")
_TODAY = Text("办理当日", "the day of the act")
_LENGTH = re.compile(r"'(\d+(?:h|wd|nd|m|y))'")
_CASE, _SUBJECT = "case:", "subject."


class Namer:
    """Finds what things are called in one rulebook; what has no label goes by the glossary, or by its key."""

    def __init__(self, resolved: Resolved, glossary: Mapping[str, Plain]) -> None:
        self._resolved, self._book, self._glossary = resolved, resolved.rulebook, glossary

    def label(self, parameter: Parameter) -> Text:
        """Where it stands: the labels on its path, from the widest to the narrowest."""
        steps = list(self._steps(parameter))
        return Text(" · ".join(step.zh for step in steps), " · ".join(step.en for step in steps))

    def _steps(self, parameter: Parameter) -> Iterator[Text]:
        thing: object = self._book
        path = parameter.path
        for place, step in enumerate(path):
            thing = _inside(thing, step)
            before = path[place - 1] if place else ""
            if before == PROVISIONS:
                return  # their numbers stand beside what they say
            leads_on = step in COLLECTIONS and place < len(path) - 1
            if isinstance(thing, Item):
                if thing.label is not None or not leads_on:
                    yield self._item(thing, step, before, path)
            elif before in EFFECT_NAMES and "effects" in path[:place]:
                yield self.name(EFFECT_NAMES[before], step, path)
            elif not leads_on and step not in ITSELF:
                yield KEYS.get(step) or self._key(step)

    def _item(self, thing: Item, step: str, before: str, path: Sequence[str]) -> Text:
        if thing.label is not None:
            return thing.label
        if isinstance(thing, LetterForm):
            to = self.name("roles", thing.to, path)
            return Text(f"致{to.zh}的文书（{step}）", f"letter to the {to.en} ({step})")
        if isinstance(thing, Window):
            return KEYS[step]
        return self.name("roles", step, path) if before == "through" else self._key(step)

    def value(self, parameter: Parameter, *, verbatim: bool = False) -> Text:
        """What it says. `verbatim`: expressions and keys as they are written."""
        value, name = parameter.value, parameter.name
        if isinstance(value, bool):
            there = parameter.is_item or name in EFFECTS
            return (_THERE if value else _NO) if there else _YES if value else _NO
        if isinstance(value, Term) or (name == "length" and isinstance(value, str)):
            return say_term(value)
        if isinstance(value, Text):
            return value
        if isinstance(value, tuple):
            return listed(Text(one, one) if verbatim else self._word(parameter, one) for one in value)
        said = value.isoformat() if isinstance(value, date) else str(value)
        return Text(said, said) if verbatim else self._word(parameter, said)

    def summary(self, below: Sequence[Parameter]) -> Text:
        """The values of an item in one line."""
        said = [(self._last(one), self.value(one)) for one in below]
        return Text(
            "；".join(f"{key.zh} {value.zh}" for key, value in said),
            "; ".join(f"{key.en} {value.en}" for key, value in said),
        )

    def _last(self, parameter: Parameter) -> Text:
        """The last step of a path, by what it means there."""
        before, step = parameter.path[-2:]
        if before in EFFECT_NAMES and "effects" in parameter.path:
            word = KEYS.get(before) or self._key(before)
            name = self.name(EFFECT_NAMES[before], step, parameter.path)
            return Text(f"{word.zh}{name.zh}", f"{word.en} {name.en}")
        return KEYS.get(step) or self._key(step)

    def _word(self, parameter: Parameter, said: str) -> Text:
        name = parameter.name
        if name in CONDITIONS:
            return worded(self._resolved, said) or Text(said, said)
        if name in ASSIGNED:
            return self._assigned(said)
        if name == "status":
            return next((text for status, text in STATUSES.items() if status.value == said), Text(said, said))
        if (fixed := VALUES.get((name.rstrip("_"), said))) is not None:
            return fixed
        home = NAMESPACES.get((parameter.of, name))
        return self.name(home, said, parameter.path) if home else Text(said, said)

    def _assigned(self, said: str) -> Text:
        """What a fact is set to: a day, an answer, another fact; of a longer expression its lengths and its facts."""
        if said == "on":
            return _TODAY
        if said in ("true", "false"):
            return _YES if said == "true" else _NO
        if said.isidentifier():
            return self._resolved.words.fact(said)
        lengths = listed(say_term(Term.parse(length)) for length in dict.fromkeys(_LENGTH.findall(said)))
        facts = self._resolved.words.facts(name for name in facts_named(said) if name != "on")
        return Text(f"{lengths.zh}；视{facts.zh}而定", f"{lengths.en}; this depends on {facts.en}")

    def name(self, home: str, key: str, path: Sequence[str]) -> Text:
        """A name by the label of what it names."""
        if key.startswith(_CASE):
            home, key = "procedures", key.removeprefix(_CASE)
        if home == "facts" and "." not in key:
            found = self._resolved.words.fact(key)
            return found if found.zh != key else self._key(key)
        for item in self._candidates(home, key.removeprefix(_SUBJECT), path):
            if isinstance(item, LetterForm):
                return self._item(item, key, "", path)
            label = item if isinstance(item, Text) else getattr(item, "label", None)
            if isinstance(label, Text):
                return label
        return self._key(key)

    def _candidates(self, home: str, key: str, path: Sequence[str]) -> Iterator[object]:
        """Everything that may be meant, the nearest first."""
        book = self._book
        if home in ("states", "acts") or "." in key:
            own, _, rest = key.partition(".") if "." in key else (path[1] if path[0] == "procedures" else "", "", key)
            near = [book.procedures[own]] if own in book.procedures else []
            for procedure in [*near, *book.procedures.values()]:
                first, then = procedure.states.get(rest), procedure.acts.get(rest)
                yield from (then, first) if home == "acts" else (first, then)
        elif home == "blocks":
            yield book.forms[path[1]].blocks.get(key)
        elif home == "answers":
            yield book.tables[path[1]].gives.get(key)
        else:
            yield getattr(book, home).get(key)

    def _key(self, key: str) -> Text:
        known = self._glossary.get(key)
        if isinstance(known, dict) and isinstance(known.get("zh"), str) and isinstance(known.get("en"), str):
            return Text(str(known["zh"]), str(known["en"]))
        return Text(key, key)


def _inside(thing: object, step: str) -> object:
    """What lies one step further on a path; nothing where the path goes on by its own names."""
    if isinstance(thing, Mapping):
        return thing.get(step)
    if is_dataclass(thing) and not isinstance(thing, (Term, Text)):
        return getattr(thing, step, None) or getattr(thing, f"{step}_", None)
    return None
