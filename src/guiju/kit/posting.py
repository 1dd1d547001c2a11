"""The letters that an act would send, before it is done: as they will go out, with what is still missing in them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from guiju.kernel.letters import Sender, compose
from guiju.kernel.record import Done, Taken
from guiju.kernel.refusals import Fault, Refused
from guiju.kernel.rulebook import SendLetter
from guiju.kernel.steps import Step
from guiju.kit.letters import Json, letter_json
from guiju.kit.view import Looked


def previews(
    looked: Looked,
    step: Step,
    trial: Taken | Refused,
    on: date,
    sender: Sender,
    *,
    said: tuple[Fault, ...] = (),
    grounds: tuple[str, ...] = (),
) -> list[Json]:
    """Those that this reader may see. Of a trial that was refused, as far as what is said makes a letter."""
    resolved = looked.resolved
    if isinstance(trial, Taken):
        record, did = trial.record, trial.effects
        sent = [done for done in did if done.kind == "letter"]
    else:
        did = ()
        record = looked.record._replace(state=step.rule.to or looked.record.state, runs=())
        sent = list(_begun(looked, step, on, said, grounds))
    reads = looked.reads
    shown = [done for done in sent if reads is None or str(done.values["to"]) in reads]
    return [
        {
            **letter_json(compose(resolved, record, on, done, sender, did)),
            "number_awaited": resolved.rulebook.letters[done.name].number is not None,
            "lacks_list": resolved.rulebook.letters[done.name].lists is not None and not done.values["lists"],
        }
        for done in shown
    ]


def _begun(looked: Looked, step: Step, on: date, said: tuple[Fault, ...], grounds: tuple[str, ...]) -> Iterator[Done]:
    """The letters as the facts stand now; what the act itself would add to them is a blank."""
    resolved, facts = looked.resolved, looked.record.facts
    for effect, _assignment, condition in step.effects:
        if not isinstance(effect, SendLetter):
            continue
        if condition is not None and condition(facts, on) is not True:
            continue
        form = resolved.rulebook.letters[effect.letter]
        lists: tuple[object, ...] = said if form.lists == "faults" else grounds if form.lists == "grounds" else ()
        blanks = {name: facts[name] for name in resolved.blanks[effect.letter] if name in facts}
        yield Done("letter", effect.letter, {"to": form.to, "lists": lists, "blanks": blanks})
