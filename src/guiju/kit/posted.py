"""A letter that was sent, found by its act and place: for its addressee and the office, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from guiju.kernel.letters import LETTER
from guiju.kernel.resolved import PUBLIC
from guiju.kit.letters import Json, letter_json
from guiju.kit.looks import look as look_at
from guiju.kit.proofs import later_or
from guiju.kit.says import Trouble, trouble
from guiju.kit.view import Looked, case_view
from guiju.store import certificates, letters, queries
from guiju.store.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The letter with its case; `kept` is None for one that is older than the keeping of letters."""

    looked: Looked
    content: Json
    act: str
    place: int
    kept: letters.Kept | None

    @property
    def block(self) -> str:
        """The block of the act in which it went out."""
        return f"{LETTER}{self.place}"

    @property
    def file(self) -> str:
        """What a file of it is called."""
        return f"{self.content['letter']}-{self.content['case']}-{self.content['on']}"


def posted(office: Office, act: str, place: int, look: Callable[[str], Looked]) -> Posted:
    """`look` shows a case as the asker sees it, or raises `Trouble`: what is not theirs does not exist.

    A letter to the public, as an announcement, is for anyone.
    """
    row = queries.act(act)
    if row is None:
        raise _none(act, place)
    sent = [str(done.values.get("to")) for done in row.effects if done.kind == "letter"]
    anyone = 0 < place <= len(sent) and sent[place - 1] == PUBLIC
    looked = replace(look_at(office, row.number), reads=frozenset((PUBLIC,))) if anyone else look(row.number)
    found = next((one for one in of_case(looked) if (one["act"], one["place"]) == (act, place)), None)
    if found is None:
        raise _none(act, place)
    return Posted(looked=looked, content=found, act=act, place=place, kept=letters.of_act(act).get((act, place)))


def of_case(looked: Looked) -> list[Json]:
    """The letters of a case that this reader may see, in the order in which they went out."""
    history = case_view(looked)["history"]
    assert isinstance(history, list)
    return [effect for done in history for effect in done["effects"] if effect["kind"] == "letter"]


def announced(number: str) -> list[Json]:
    """The letters to the public in a case and in those about it, the newest last."""
    cases = [number, *(case.number for case in queries.cases(subject=number))]
    sent = [one for case in cases for one in letters.of_case(case).values() if one.content.get("to") == PUBLIC]
    return [{**letter_json(one.content), "act": one.act, "place": one.place} for one in sent]


def letter_proof_of(office: Office, found: Posted) -> bytes:
    """The certificate of a letter: it opens the letter and nothing else."""
    if found.kept is None:
        zh, en = (
            "此文书早于文书留存，没有可核验的原件",
            "this letter is older than the keeping of letters: nothing proves it",
        )
        raise trouble("no_proof", zh, en)
    return later_or(office, lambda: certificates.of_letter(office, found.act, found.place))


def letter_pdf_of(office: Office, found: Posted) -> bytes:
    """The letter on paper. Its address follows from the log's origin, as that of every paper."""
    from guiju.kit.proofs import page_of

    return page_of(letter_proof_of(office, found))


def _none(act: str, place: int) -> Trouble:
    return trouble("no_letter", f"没有文书 {act}/{place}", f"there is no letter {act}/{place}")
