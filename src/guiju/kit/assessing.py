"""An assessment as it is shown: the parts of its form, how far each has got, what was found, and who signed it.

Nothing here knows any assessment. A case is one if its rulebook has a table that judges the form of one of its acts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from guiju.kernel.assessment import Assessment, Finding, Part, Standing, assess, judging
from guiju.kernel.form import Questions
from guiju.kernel.record import Record
from guiju.kernel.resolved import START, Resolved
from guiju.kernel.values import Text, plain
from guiju.kit.entrances import entrances
from guiju.kit.letters import secret_fields
from guiju.kit.says import both
from guiju.kit.view import Happened, Json, Looked, label
from guiju.store.office import Office

JUDGED = "judge"
STANDS = {
    Standing.OPEN: Text("未完成", "open"),
    Standing.CLEAR: Text("未发现问题", "nothing found"),
    Standing.FOUND: Text("有发现", "findings"),
    Standing.NOT_ASKED: Text("不适用", "does not apply"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The form that is assessed in a case, and the act by which it is filled in while the case runs."""

    form: str
    verb: str
    questions: Questions
    found: Assessment

    def part(self, block: str) -> Part | None:
        return next((part for part in self.found.parts if part.block == block), None)

    def names(self, block: str) -> tuple[str, ...]:
        """The questions of one part."""
        return tuple(name for name, asked in self.questions.asked.items() if asked.field.block == block)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One assessment that can be begun: in which rulebook, by which procedure and act."""

    resolved: Resolved
    procedure: str
    verb: str

    @property
    def roles(self) -> frozenset[str]:
        step = self.resolved.steps[self.procedure, self.verb]
        return step.roles | step.agents.keys()


def beginnings(office: Office) -> list[Way]:
    """Every assessment that can be begun today, by whomever."""
    today = office.today()
    office.bind()
    found: list[Way] = []
    for name in dict.fromkeys(entry.id for entry in office.shelf.list() if entry.stands(today)):
        resolved = office.books.opening(name, today)
        if resolved is not None and resolved.acting:
            ways = (way for way in entrances(resolved) if way_of(resolved, way[0]))
            found += [Way(resolved=resolved, procedure=procedure, verb=verb) for procedure, verb in ways]
    return found


def way_of(resolved: Resolved, procedure: str) -> tuple[str, str] | None:
    """The judged form of a procedure and the act that fills it in; nothing, if it is no assessment."""
    names = {id(questions): name for name, questions in resolved.forms.items()}
    for (owner, verb), step in resolved.steps.items():
        form = names.get(id(step.questions)) if owner == procedure and START not in step.states else None
        if form is not None and judging(resolved, form):
            return form, verb
    return None


def sheet_of(looked: Looked) -> Sheet | None:
    """What is being assessed in this case."""
    resolved, record = looked.resolved, looked.record
    way = way_of(resolved, record.procedure)
    if way is None or (not has_answers(resolved, record, way[0]) and not fills(resolved, record, way[1])):
        return None
    form, verb = way
    found = assess(resolved, form, record.facts, looked.on)
    return Sheet(form=form, verb=verb, questions=resolved.forms[form], found=found)


def fills(resolved: Resolved, record: Record, verb: str) -> bool:
    """Whether the form can still be filled in."""
    return record.state in resolved.steps[record.procedure, verb].states


def has_answers(resolved: Resolved, record: Record, form: str) -> bool:
    """Whether it was filled in here: of a report made elsewhere there are no answers."""
    own = {name for other, questions in resolved.forms.items() if other != form for name in questions.asked}
    return any(name in record.facts for name in resolved.forms[form].asked if name not in own)


def signature(looked: Looked) -> Happened | None:
    """The act that kept what was found, if it still stands: what was filled in later would not be signed."""
    signed = [act for act in looked.history if any(effect.kind == JUDGED for effect in act.effects)]
    way = way_of(looked.resolved, looked.record.procedure)
    if not signed or (way is not None and fills(looked.resolved, looked.record, way[1])):
        return None
    return signed[-1]


def assessment_view(looked: Looked, sheet: Sheet) -> Json:
    """The assessment as JSON."""
    found, resolved, record = sheet.found, looked.resolved, looked.record
    book = resolved.rulebook
    act, level = signature(looked), found.levels.get(found.level or "")
    return {
        "case": record.number,
        "state": record.state,
        "state_label": label(book.procedures[record.procedure].states.get(record.state), record.state),
        "title": both(book.forms[sheet.form].label or Text(sheet.form, sheet.form)),
        "rulebook": {"id": book.rulebook, "version": book.version.number, "title": both(book.title)},
        "form": sheet.form,
        "act": sheet.verb,
        "level": found.level,
        "level_label": both(level) if level else None,
        "questions": found.asked,
        "answered": found.answered,
        "open": [_question(sheet, name) for name in found.open],
        "parts": [part_json(sheet, part) for part in found.parts],
        "findings": [finding_json(finding) for finding in found.findings],
        "signature": _signed(looked, act) if act is not None else None,
    }


def _question(sheet: Sheet, name: str) -> Json:
    asked = sheet.questions.asked[name]
    return {"field": name, "block": asked.field.block, "label": both(asked.label), "cite": asked.cite}


def part_json(sheet: Sheet, part: Part) -> Json:
    level = sheet.found.levels.get(part.level or "")
    return {
        "block": part.block,
        "label": both(part.label),
        "standing": part.standing.value,
        "standing_label": both(STANDS[part.standing]),
        "level": part.level,
        "level_label": both(level) if level else None,
        "questions": part.asked,
        "answered": part.answered,
        "open": [_question(sheet, name) for name in part.open],
        "cites": list(part.cites),
        "mark": part.mark.value if part.mark else None,
    }


def finding_json(finding: Finding) -> Json:
    return {
        "row": finding.row,
        "block": finding.block,
        "level": finding.level,
        "level_label": both(finding.level_label),
        "label": both(finding.label),
        "remedy": both(finding.remedy) if finding.remedy else None,
        "cites": list(finding.cites),
        "mark": finding.mark.value if finding.mark else None,
        "why": finding.why,
    }


def _signed(looked: Looked, act: Happened) -> Json:
    roles = looked.resolved.rulebook.roles
    return {
        "act": act.verb,
        "id": act.act,
        "by": act.party,
        "role": act.role,
        "role_label": label(roles.get(act.role), act.role),
        "on": act.on.isoformat(),
    }


def answered_rows(looked: Looked, sheet: Sheet, names: Iterable[str]) -> list[Json]:
    """Questions with their answers in words. Of a secret only that it is there."""
    secret, facts = secret_fields(looked.resolved), looked.record.facts
    rows: list[Json] = []
    for name in names:
        asked = sheet.questions.asked[name]
        if name not in facts and asked.due(facts, looked.on) is not True:
            continue
        row: Json = {"label": both(asked.label), "cite": asked.cite, "field": name, "secret": name in secret}
        if name in facts and name not in secret:
            row["text"] = both(_worded(asked.one_of, facts[name]))
        rows.append({**row, "given": name in facts})
    return rows


def _worded(offered: Mapping[str, Text], value: object) -> Text:
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, tuple):
        said = [_worded(offered, part) for part in value]
        return Text("、".join(one.zh for one in said) or "—", ", ".join(one.en for one in said) or "—")
    chosen = offered.get(value) if isinstance(value, str) else None
    return chosen or Text(str(plain(value)) or "—", str(plain(value)) or "—")


def subject_rows(looked: Looked, sheet: Sheet | None) -> list[Json]:
    """What is assessed and by whom: everything known that is no answer of the judged form."""
    resolved, facts = looked.resolved, looked.record.facts
    secret = secret_fields(resolved)
    rows: list[Json] = []
    told: set[str] = set(sheet.questions.asked) if sheet is not None else set()
    for form in resolved.rulebook.forms.values():
        for name, field in form.fields.items():
            if name in facts and name not in told and name not in secret:
                told.add(name)
                text = _worded(field.one_of, facts[name])
                rows.append({"label": label(field, name), "text": both(text), "cite": field.cite})
    return rows
